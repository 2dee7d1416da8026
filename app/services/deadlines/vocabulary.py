"""Words of deadline phrases by their forms: «октября», «окт» → month 10; «третьей» → ordinal 3."""

from __future__ import annotations

from typing import Final

Meaning = tuple[str, int]

_SOFT = "ь я ю ем е"
_HARD = ", а у ом е"
_ADJECTIVE = "ый ого ому ым ом ая ой ую ое ые ых ыми"
_ADJECTIVE_O = "ой ого ому ым ом ая ую ое ые ых ыми"
_ADJECTIVE_SOFT = "ий его ему им ем яя ей юю ее ие их ими"

_WORDS: Final[dict[str, Meaning]] = {}


def _add(tag: str, value: int, stem: str, endings: str) -> None:
    for ending in endings.replace(",", " -").split():
        _WORDS.setdefault(stem + ending.replace("-", ""), (tag, value))


def _add_all(tag: str, value: int, words: str) -> None:
    for word in words.split():
        _WORDS.setdefault(word, (tag, value))


for _number, (_stem, _endings, _short) in enumerate(
    (
        ("январ", _SOFT, "янв"), ("феврал", _SOFT, "фев февр"), ("март", _HARD, "мар"), ("апрел", _SOFT, "апр"),
        ("ма", "й я е ю ем", ""), ("июн", _SOFT, ""), ("июл", _SOFT, ""), ("август", _HARD, "авг"),
        ("сентябр", _SOFT, "сент сен сентяб"), ("октябр", _SOFT, "окт октяб"), ("ноябр", _SOFT, "нояб ноя"),
        ("декабр", _SOFT, "дек декаб"),
    ),
    start=1,
):  # fmt: skip
    _add("month", _number, _stem, _endings)
    _add_all("month", _number, _short)

for _number, (_stem, _endings) in enumerate(
    (
        ("перв", _ADJECTIVE), ("втор", _ADJECTIVE_O), ("трет", "ий ьего ьему ьим ьем ья ьей ью ье ьи ьих ьими"),
        ("четверт", _ADJECTIVE), ("пят", _ADJECTIVE), ("шест", _ADJECTIVE_O), ("седьм", _ADJECTIVE_O),
        ("восьм", _ADJECTIVE_O), ("девят", _ADJECTIVE), ("десят", _ADJECTIVE), ("одиннадцат", _ADJECTIVE),
        ("двенадцат", _ADJECTIVE), ("тринадцат", _ADJECTIVE), ("четырнадцат", _ADJECTIVE), ("пятнадцат", _ADJECTIVE),
        ("шестнадцат", _ADJECTIVE), ("семнадцат", _ADJECTIVE), ("восемнадцат", _ADJECTIVE),
        ("девятнадцат", _ADJECTIVE), ("двадцат", _ADJECTIVE),
    ),
    start=1,
):  # fmt: skip
    _add("ordinal", _number, _stem, _endings)
_add("ordinal", 30, "тридцат", _ADJECTIVE)
_add("last", -1, "последн", _ADJECTIVE_SOFT)
_add("last", -1, "заключительн", _ADJECTIVE)

for _number, _forms in enumerate(
    (
        "один одного одному одним одном одна одной одну одно", "два две двух двум двумя", "три трех трем тремя",
        "четыре четырех четырем", "пять пяти пятью", "шесть шести", "семь семи", "восемь восьми", "девять девяти",
        "десять десяти", "одиннадцать одиннадцати", "двенадцать двенадцати", "тринадцать тринадцати",
        "четырнадцать четырнадцати", "пятнадцать пятнадцати",
    ),
    start=1,
):  # fmt: skip
    _add_all("cardinal", _number, _forms)
_add_all("cardinal", 20, "двадцать двадцати")
_add_all("cardinal", 30, "тридцать тридцати")
_add_all("cardinal", 45, "сорока")
_add_all("cardinal", 60, "шестьдесят шестидесяти")

_add_all("often", 2, "дважды")
_add_all("often", 3, "трижды")
_add_all("often", 4, "четырежды")
_add_all("times", 0, "раз раза разу")

_add("year", 0, "год", ", а у ом е ы ов ам ах")
_add_all("year", 0, "г гг гг лет")
_add("school", 0, "учебн", _ADJECTIVE)
_add_all("school", 0, "уч учебн учеб")
_add("calendar", 0, "календарн", _ADJECTIVE)
_add_all("calendar", 0, "кал календ")
_add("working", 0, "рабоч", _ADJECTIVE_SOFT)
_add_all("working", 0, "раб")
_add("running", 0, "текущ", _ADJECTIVE_SOFT)
_add_all("running", 0, "тек этого сего данного нынешнего этом")
_add("next", 0, "следующ", _ADJECTIVE_SOFT)
_add("next", 0, "последующ", _ADJECTIVE_SOFT)
_add("next", 0, "будущ", _ADJECTIVE_SOFT)
_add("reported", 0, "отчетн", _ADJECTIVE)

_add("half", 0, "полугоди", "е я ю ем и й ям ях")
_add_all("half_year", 0, "полгода полугода")
_add("quarter", 0, "квартал", ", а у ом е ы ов ам ах")
_add_all("quarter", 0, "кв кварт")
_add("term", 0, "четверт", "ь и ью ей ям ях")
_add_all("term", 0, "четв")
_add("trimester", 0, "триместр", ", а у ом е ы ов ам ах")
_add("month_word", 0, "месяц", ", а у ем е ы ев ам ах")
_add_all("month_word", 0, "мес")
_add("week", 0, "недел", "я и е ю ей ь ям ях")
_add_all("week", 0, "нед")
_add("decade", 0, "декад", "а ы е у ой , ам ах")
_add_all("day", 0, "день дня дню днем дне дни дней дням дн сутки суток сутках")
_add("hour", 0, "час", ", а у ов ам ы")
_add_all("hour", 0, "ч")
_add_all("minute", 0, "минут минуты мин")
_add("number_word", 0, "числ", "о а у е ом ам")
_add_all("number_word", 0, "чис")
_add("halfpart", 0, "половин", "а ы е у ой")
_add("start", 0, "начал", "о а у е ом")
_add_all("start", 0, "нач")
_add("middle", 0, "середин", "а ы е у ой")
_add("finish", 0, "кон", "ец ца цу це цом")
_add("finish", 0, "окончани", "е я ю и ем")

for _number, _forms in enumerate(
    (
        "понедельник понедельника понедельнику понедельникам понедельники пн пон понед",
        "вторник вторника вторнику вторникам вторники вт",
        "среда среды среде среду средам ср",
        "четверг четверга четвергу четвергам четверги чт",
        "пятница пятницы пятнице пятницу пятницам пт пятн",
        "суббота субботы субботе субботу субботам сб субб",
        "воскресенье воскресенья воскресенью воскресеньям воскресение вс воскр",
    ),
    start=1,
):
    _add_all("weekday", _number, _forms)

for _number, _forms in enumerate(
    (
        "зима зимы зиме зиму зимой зимний зимнего зимнему зимнем зимнее",
        "весна весны весне весну весной весенний весеннего весеннему весеннем весеннее",
        "лето лета лету летом летний летнего летнему летнем летнее",
        "осень осени осенью осенний осеннего осеннему осеннем осеннее",
    ),
    start=1,
):
    _add_all("season", _number, _forms)

_add("each", 0, "кажд", _ADJECTIVE)
_add_all("then", 0, "далее затем впоследствии")
_add_all("constantly", 0, "постоянно регулярно систематически непрерывно круглогодично бессрочно")

for _prefix, _value in (
    ("одно", 1), ("двух", 2), ("трех", 3), ("четырех", 4), ("пяти", 5), ("шести", 6), ("семи", 7), ("восьми", 8),
    ("девяти", 9), ("десяти", 10), ("двенадцати", 12), ("четырнадцати", 14), ("пятнадцати", 15), ("двадцати", 20),
    ("тридцати", 30),
):  # fmt: skip
    _add("term_days", _value, _prefix + "дневн", _ADJECTIVE)
    _add("term_days", _value * 7, _prefix + "недельн", _ADJECTIVE)
    _add("term_months", _value, _prefix + "месячн", _ADJECTIVE)
_add("term_days", 1, "суточн", _ADJECTIVE)
_add("term_days", 7, "недельн", _ADJECTIVE)
_add("term_months", 1, "месячн", _ADJECTIVE)
_add("unit_days", 1, "дневн", _ADJECTIVE)
_add("unit_days", 7, "недельн", _ADJECTIVE)
_add("unit_months", 1, "месячн", _ADJECTIVE)

_HARSH = (
    "не ни без кроме исключая исключением исключении см смотри смотрите п пп пункт пункта пункту пункте пунктом тот та те же "
    "аналогично сроком длительность длительностью продолжительность продолжительностью от отменено отменен снят снято "
    "возраст возрасте вместо ранее раньше прошлого прошлом предыдущего предыдущий минувшего прошедшего"
)
HARSH: Final = frozenset(_HARSH.split())
"""Left over, these turn the sense of a phrase round: then nothing is understood."""


def meaning(word: str) -> Meaning:
    """Tag and value of a normalised word; («word», 0) when it is not of this language."""
    return _WORDS.get(word, ("word", 0))


def known(word: str) -> bool:
    return word in _WORDS
