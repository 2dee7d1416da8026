"""What repeats: «ежегодно», «2 раза в год», «каждый второй вторник месяца», «в конце каждой четверти», «до 5 числа»."""

from __future__ import annotations

from typing import Final

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import Every, Except, Weekdays
from app.services.deadlines.points import index, indices, part
from app.services.deadlines.spans import items

_ADVERBS: Final = (
    ("ежегод", "year"), ("ежекварт", "quarter"), ("покварт", "quarter"), ("ежемес", "month"), ("помесяч", "month"),
    ("еженед", "week"), ("понедельно", "week"), ("ежедн", "day"), ("ежесуточ", "day"), ("ежеполугод", "half-year"),
)  # fmt: skip
ADVERB_STEMS: Final = tuple(stem for stem, _ in _ADVERBS)
_UNITS: Final = {
    "year": "year", "half": "half-year", "half_year": "half-year", "quarter": "quarter", "term": "school_term",
    "trimester": "school_term", "month_word": "month", "week": "week", "decade": "10 days", "day": "day",
}  # fmt: skip
_DATIVE: Final = {
    "полугодиям": "half-year", "четвертям": "school_term", "кварталам": "quarter", "месяцам": "month", "неделям": "week",
    "триместрам": "school_term", "годам": "year", "декадам": "10 days",
}  # fmt: skip
_AT_LEAST: Final = ("не реже чем", "не реже", "не менее чем", "не менее", "не меньше", "как минимум", "минимум", "хотя бы")
_AT_MOST: Final = ("не более чем", "не более", "не чаще чем", "не чаще", "до")
_TRIMESTER: Final = "триместр: даты из календарного графика школы"
_SLICED: Final = ("year", "half-year", "quarter", "month", "school_term")
_SLICE: Final = "начало, конец или неделя: какие дни, не сказано"


def every(c: Cursor) -> Every | None:
    return (
        c.attempt(_adverb) or c.attempt(_frequency) or c.attempt(_part_of_each) or c.attempt(_each) or c.attempt(_by_units)
        or c.attempt(_weekday_of_month)
        or c.attempt(_month_of_quarter)
    )  # fmt: skip


def _adverb(c: Cursor) -> Every | None:
    """«ежегодно», «не реже чем ежеквартально»."""
    minimal = c.take_phrase(_AT_LEAST)
    name = _adverb_unit(c)
    return Every(name, times_min=1 if minimal else None) if name else None


def _adverb_unit(c: Cursor) -> str | None:
    """«ежемесячно» → «month»."""
    if c.word.startswith(ADVERB_STEMS):
        for stem, name in _ADVERBS:
            if c.word.startswith(stem):
                c.step()
                return name
    return None


def _frequency(c: Cursor) -> Every | None:
    """«2 раза в год», «не реже одного раза в квартал», «раз в 3 года», «1-2 раза в месяц»."""
    minimal = _at_least(c)
    most = not minimal and c.take_phrase(_AT_MOST)
    counted = _times(c)
    name = _per(c) if counted else None
    if counted is None or name is None:
        return None
    first, last = counted
    doubts = ("названо наибольшее число раз",) if most else ("число раз названо промежутком",) if first != last else ()
    if first != last:
        return Every(name, times=last, times_min=first, doubts=doubts)
    return Every(name, times=None if minimal else first, times_min=first if minimal else None, doubts=doubts)


def _at_least(c: Cursor) -> bool:
    place = c.pos
    if c.take_phrase(("не реже", "не менее", "не ранее")) and c.take("comma") and c.take_word("чем"):
        return True
    c.pos = place
    return c.take_phrase(_AT_LEAST)


def _times(c: Cursor) -> tuple[int, int] | None:
    """How many times: least and most."""
    if token := c.take("often"):
        return token.values[0], token.values[0]
    place = c.pos
    first = c.take("number", "numeral", "cardinal")
    last = c.take("number", "numeral", "cardinal") if first and c.take("dash") else None
    if first and c.tag == "open" and c.look(1).tag == "cardinal" and c.look(2).tag == "close":
        c.pos += 3  # «1 (один) раз»
    if not c.take("times") and not (first and c.take_word("р")):
        c.pos = place
        return None
    if c.tag == "open" and c.look(1).text == "а" and c.look(2).tag == "close":
        c.pos += 3  # «раз(а)»
    least = first.values[0] if first else 1
    return least, last.values[0] if last else least


def _per(c: Cursor) -> str | None:
    """«в год», «в три года», «в течение учебного года», «каждый месяц», «ежеквартально»."""
    if name := _adverb_unit(c):
        return name
    led = c.take_phrase(("в течение", "в течении", "в", "во", "за", "на")) or c.take("dash", "slash") is not None
    led = (c.take("each") is not None) or led
    return _counted_unit(c) if led else None


def _counted_unit(c: Cursor) -> str | None:
    """«год», «2 недели», «6 мес.», «учебный год»."""
    number = 1
    if token := c.take("number", "numeral", "cardinal"):
        number = token.values[0]
    c.take("school", "calendar", "running", "working", "reported")
    token = c.take(*_UNITS)
    if token is None or not 1 <= number <= 99:
        return None
    return _many(_UNITS[token.tag], number, c, token.tag)


def _many(name: str, number: int, c: Cursor, tag: str) -> str | None:
    if tag == "trimester":
        c.doubts.append(_TRIMESTER)
    if number == 1:
        return name
    if name == "month" and number in (3, 6, 12):
        return {3: "quarter", 6: "half-year", 12: "year"}[number]
    if name == "half-year" and number == 2:
        return "year"
    plural = {"year": "years", "month": "months", "week": "weeks", "day": "days"}.get(name)
    return f"{number} {plural}" if plural else None


def _part_of_each(c: Cursor) -> Every | None:
    """«в конце каждой четверти», «вторая декада каждого месяца», «последний день месяца», «по итогам каждого квартала»."""
    if c.take_phrase(("по окончании", "по завершении", "по итогам", "по результатам", "после окончания", "после завершения")):
        if not c.take("each"):
            return None
        found = _counted_unit(c)
        return Every(found, doubts=("сколько дней после, не сказано",)) if found in _SLICED else None
    until = c.take_phrase(("не позднее", "не позже", "до", "к"))
    if not until:
        c.take_word("в", "во", "на")
    sliced = part(c)
    if sliced is None or sliced.name == "weekday":
        return None
    each = c.take("each") is not None
    if not each and (sliced.name in ("start", "middle", "end") or c.tag not in ("month_word", "quarter")):
        return None
    if sliced.name in ("decade", "week", "last_day", "last_working_day") and c.tag not in ("month_word", "term"):
        return None
    found = _counted_unit(c)
    if found is None or found not in _SLICED:
        return None
    return Every(found, part=sliced, until=until, doubts=(_SLICE,) if sliced.name in ("start", "middle", "end", "week") else ())


def _each(c: Cursor) -> Every | None:
    """«каждый год», «каждые 2 недели», «каждый первый понедельник месяца»; «каждый октябрь» leaves the month."""
    c.take_phrase(("в течение", "в течении", "в", "во"))
    if not c.take("each"):
        return None
    place = c.pos
    if c.tag in ("month", "season"):
        return Every("year")
    if found := c.attempt(_counted_unit):
        return Every(found)
    nth = index(c) or (c.take("last") and -1)
    if nth and (weekday := c.take("weekday")):
        of_month = _of_month(c)
        if 1 <= nth <= 5 or nth == -1:
            return Every("month", weekdays=weekday.values, nth=nth, doubts=() if of_month else ("каждого месяца",))
        return None
    if nth and c.tag in ("month",):
        c.pos = place
        return Every("year")
    if nth and c.tag == "number_word":
        c.pos = place
        return Every("month")
    c.pos = place
    if days := _weekdays(c):
        return Every("week", weekdays=days)
    return None


def _weekdays(c: Cursor) -> tuple[int, ...]:
    """«вторникам и четвергам»."""
    days: list[int] = []
    while len(days) < 7:
        place = c.pos
        if days:
            c.take("comma")
            c.take_word("и")
            c.take_word("по", "в", "во", "каждый", "каждую")
        token = c.take("weekday")
        if token is None:
            c.pos = place
            break
        days.append(token.values[0])
        if (c.take("dash") or c.take_word("по")) and (last := c.take("weekday")):
            days += range(days[-1] + 1, last.values[0] + 1)
    return tuple(dict.fromkeys(days))


def _by_units(c: Cursor) -> Every | None:
    """«по полугодиям», «по вторникам и четвергам»."""
    if not c.take_word("по"):
        return None
    c.take("school", "working")
    if c.word in _DATIVE:
        word = c.step().text
        if word == "триместрам":
            c.doubts.append(_TRIMESTER)
        return Every(_DATIVE[word])
    if c.tag == "weekday" and c.word.endswith(("ам", "ям")):
        return Every("week", weekdays=_weekdays(c))
    return None


def _weekday_of_month(c: Cursor) -> Every | None:
    """«первая среда месяца», «последний четверг каждого месяца», «в первый вторник квартала»."""
    c.take_word("в", "во")
    numbers = [(-1, -1)] if c.take("last") else indices(c)
    weekday = c.take("weekday", "week")
    if not numbers or weekday is None or any(not (1 <= n <= 5 or n == -1) for pair in numbers for n in pair):
        return None
    c.take("each")
    token = c.take("month_word", "quarter")
    if token is None:
        return None
    several = len(numbers) > 1 or numbers[0][0] != numbers[0][1]
    if weekday.tag == "week":
        return Every(_UNITS[token.tag], doubts=("какие недели, программа не разворачивает",))
    if several:
        return Every(
            _UNITS[token.tag], weekdays=weekday.values, doubts=("какие по счёту дни недели, программа не разворачивает",)
        )
    return Every(_UNITS[token.tag], weekdays=weekday.values, nth=numbers[0][0])


def _of_month(c: Cursor) -> bool:
    place = c.pos
    c.take("each")
    if c.take("month_word"):
        return True
    c.pos = place
    return False


def _month_of_quarter(c: Cursor) -> Every | None:
    """«(в) последний месяц (каждого) квартала»."""
    c.take_word("в", "во")
    number = 3 if c.take("last") else index(c)
    if not c.take("month_word") or number not in (1, 2, 3):
        return None
    c.take("each")
    return Every("quarter", months=tuple(range(number, 13, 3))) if c.take("quarter") else None


def excepted(c: Cursor) -> Except | None:
    """«кроме июля и августа», «за исключением летних месяцев»."""
    if not c.take_phrase(("кроме", "за исключением", "исключая")):
        return None
    if c.take_word("летних", "летнего", "лета"):
        c.take("month_word")
        c.take_word("периода")
        return Except((6, 7, 8))
    listed = items(c)
    if listed is None or any(
        u is not None and (u.what != "month" or u.part or u.year) for i in listed.items for u in (i.first, i.last)
    ):
        return None
    months: list[int] = []
    for one in listed.items:
        if one.mode == "at":
            months.append(one.first.number)
        elif one.mode == "range" and one.last is not None and one.first.number <= one.last.number:
            months += range(one.first.number, one.last.number + 1)
        else:
            return None
    return Except(tuple(months))


def weekdays(c: Cursor) -> Weekdays | None:
    """«(четверг)», «ср., пт.», «в последнюю пятницу»; beside a date or alone."""
    c.take_word("в", "во", "с", "со")
    nth = index(c) or (c.take("last") and -1) or None
    days = _weekdays(c)
    if not days or (nth is not None and not (1 <= nth <= 5 or nth == -1)):
        return None
    return Weekdays(days, nth)
