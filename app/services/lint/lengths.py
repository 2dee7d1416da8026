"""Actions longer than their time, one-off works that repeat, deadlines hidden in the results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.services.lint.dates import QUOTED, dated, first_days, span_words
from app.services.lint.paper import Item, Paper, found, years_in
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, cited, month_number
from app.services.roadmaps.cells import one_line
from app.services.text_ru import short_date

OUTLIVES = Rule(
    "action_outlives_deadline", "error", "Действие длиннее срока",
    "В тексте мероприятие продолжается дольше, чем записано в сроке.",
    "Разделите разработку и реализацию на два пункта или продлите срок.",
)  # fmt: skip
OUTLIVES_PLAN = Rule(
    "action_outlives_plan", "warning", "Действие длиннее карты",
    "Срок действия, названный в тексте, кончается позже самой карты: выполнение некому будет проверить.",
    "Укажите, кто отвечает за продолжение, или измените срок действия.",
)  # fmt: skip
ONE_OFF = Rule(
    "one_off_recurring", "warning", "Разовое действие с повторяющимся сроком",
    "Систему или положение создают один раз, а срок требует делать это снова и снова.",
    "Поставьте один срок, а ежегодное обновление запишите отдельным пунктом.",
)  # fmt: skip
ONE_EVENT = Rule(
    "one_event_long", "warning", "Одна встреча со сроком больше года",
    "Семинар или совещание проходит в один день, а срок растянут.",
    "Назовите месяц, в котором оно пройдёт.",
)  # fmt: skip
ONCE = Rule(
    "once_in_long_plan", "info", "Разовый срок в многолетней карте",
    "Мониторинг или диагностика за весь период проводится один раз: сравнить результат будет не с чем.",
    "Проверьте, не нужно ли повторять её каждый год.",
)  # fmt: skip
HIDDEN = Rule(
    "deadline_in_result", "warning", "Срок спрятан в графе «Результат»",
    "Этого срока нет в графе «Сроки»: его не увидят ни исполнитель, ни календарь.",
    "Перенесите его в графу «Сроки» или сделайте отдельным пунктом.",
)  # fmt: skip
RULES = (OUTLIVES, OUTLIVES_PLAN, ONE_OFF, ONE_EVENT, ONCE, HIDDEN)


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _lengths(paper)
    yield from _hidden(paper)


# --- lengths --------------------------------------------------------------------------------------------------------

_CARRIES_ON = re.compile(
    r"\b(?:реализаци|внедрени|выполнени|осуществлени|реализовать|внедрить)\w*[^.;]*?\bдо\s+((?:19|20)\d\d)\s*г", re.I
)
_FOR_YEARS = re.compile(
    r"\bсрок\w*\s+(?:реализации|действия|исполнения)\s*(?:[-–—:]\s*)?(?:не\s+менее\s+)?(?:чем\s+)?"
    r"(\d+|двух|тр[её]х|четыр[её]х|пяти)(?:\s?-?\s?(?:х|ти|и))?\s+(?:лет|года)",
    re.I,
)
_COUNTS = {"двух": 2, "трёх": 3, "трех": 3, "четырёх": 4, "четырех": 4, "пяти": 5}
_MAKES_ONCE = re.compile(
    r"^(?:(?:разработка|создание|внедрение|утверждение|принятие|формирование|введение|разработать|создать|внедрить|утвердить|принять"
    r"|сформировать|ввести)(?:\s+и\s+(?:утверждение|внедрение|принятие|введение|утвердить|внедрить|принять))?)\s+(?:[а-яё-]+(?:ой|ого|ых|ую|ый|ые|ая)\s+){0,2}"
    r"(?:систем[ыу]|положени[еяй]|модел[ьиие]|показател[иье]\w*|критери[ияев]\w*|регламент\w*|концепци[юия]|методик[иу]|структур[ыу]|механизм\w*)\b",
    re.I,
)
_ONE_MEETING = re.compile(
    r"^(?:(?:проведение|организация|организация и проведение|провести|организовать)\s+)?(?:[а-яё-]+(?:ый|ого|ой|ая|ое)\s+){0,2}"
    r"(?:семинара?|совещани[ея]|конференци[яиюи]|форума?|круглый стол|круглого стола|собрани[ея]|заседани[ея]|педсовета?"
    r"|вебинара?"
    r"|мастер-класса?|тренинга?)(?![а-яё])",
    re.I,
)
_MEASURES = re.compile(
    r"^(?:проведение\s+|провести\s+)?(?:[а-яё-]+(?:ого|ой|ый|ая)\s+)?(?:мониторинга?|диагностик[аиу]|самодиагностик[аиу])(?![а-яё])",
    re.I,
)


def _lengths(paper: Paper) -> Iterator[LintFinding]:
    once: list[Spot] = []
    for item in paper.items:
        text = one_line(item.line.text)
        yield from _outlives(paper, item, text)
        repeats = item.deadline.kind == "recurring" and item.deadline.recurrence is not None
        if repeats and (match := _MAKES_ONCE.match(text)):
            words = f"{cited(match[0])} — разовая работа, а срок {cited(item.line.deadline, 40)}."
            yield found(ONE_OFF, item.at("deadline"), words)
        days = first_days(item)
        if days is None or item.deadline.kind not in ("date", "period") or len(item.deadline.intervals) != 1:
            continue
        if (days[1] - days[0]).days > 300 and item.deadline.intervals[0][0] and (match := _ONE_MEETING.match(text)):
            yield found(
                ONE_EVENT, item.at("deadline"), f"{cited(match[0])} — одна встреча, а срок {cited(item.line.deadline, 40)}."
            )
        long_plan = paper.period is not None and (paper.period[1] - paper.period[0]).days > 1000
        if long_plan and (days[1] - days[0]).days <= 92 and _MEASURES.match(text) and not years_in(text):
            once.append(item.at("deadline"))
    if once and paper.period:
        yield found(ONCE, once, f"Срок один на все годы карты ({span_words(paper.period)}).")


def _outlives(paper: Paper, item: Item, text: str) -> Iterator[LintFinding]:
    plain = QUOTED.sub(" ", text)
    ends = [last for _, last in item.deadline.intervals if last]
    if (match := _CARRIES_ON.search(plain)) and ends and dated(item) and int(match[1]) > max(ends).year:
        words = f"В тексте работа идёт до {match[1]} года, а срок — {cited(item.line.deadline, 40)}."
        yield found(OUTLIVES, item.at("deadline"), words)
    match = _FOR_YEARS.search(plain)
    start = item.deadline.intervals[0][0] if item.deadline.intervals else None
    if match and start and paper.period:
        years = int(match[1]) if match[1].isdigit() else _COUNTS[match[1].lower()]
        if years < 50 and date(start.year + years, start.month, 1) > paper.period[1] + timedelta(days=31):
            words = f"{cited(match[0])}, а карта — до {short_date(paper.period[1])}."
            yield found(OUTLIVES_PLAN, item.at("text"), words)


# --- hidden deadlines -------------------------------------------------------------------------------------------------

_OFTEN = re.compile(
    r"\b(?:не\s+(?:реже|менее)\s+)?(?:\d+|один|два|три|четыре)\s+раза?\s+в\s+(?:год|полугодие|квартал|месяц|неделю|четверть)\b"
    r"|\b(?:ежегодно|ежеквартально|ежемесячно|еженедельно)\b",
    re.I,
)
_MONTH_WORD = re.compile(rf"(?<![А-Яа-яЁё])({MONTH})(?![А-Яа-яЁё])", re.I)
_YEARS_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)\s*г", re.I)


_YEARS_DIFFER = "Срок и результат говорят о разных годах."


def _hidden(paper: Paper) -> Iterator[LintFinding]:
    for item in paper.items:
        result = one_line(item.line.result)
        if not result:
            continue
        plain = QUOTED.sub(" ", result)
        known = _months_of(item)
        months = [m[1] for m in _MONTH_WORD.finditer(plain) if month_number(m[1]) not in known and m[1].casefold() != "мая"]
        months += [m[0] for m in re.finditer(r"\d\s+мая\b", plain) if 5 not in known]
        often = _OFTEN.search(plain) if item.deadline.kind != "recurring" else None
        if months or often:
            words = ", ".join([*([often[0]] if often else []), *months])
            text = f"В результате названо {cited(words)}, а срок пункта — {cited(item.line.deadline, 40)}."
            yield found(HIDDEN, item.at("result"), text)
        elif (years := _YEARS_RANGE.search(plain)) and dated(item):
            named = [day.year for days in item.deadline.intervals for day in days if day]
            if int(years[1]) < min(named) or int(years[2]) > max(named):
                text = f"В результате названы {cited(years[0])}, а срок пункта — {cited(item.line.deadline, 40)}."
                yield found(HIDDEN, item.at("result"), text, why=_YEARS_DIFFER, todo="Приведите их к одному.")


def _months_of(item: Item) -> set[int]:
    """Months the deadline touches or names."""
    months = {month_number(m[1]) for m in _MONTH_WORD.finditer(item.line.deadline)}
    if item.deadline.recurrence:
        months |= set(item.deadline.recurrence.months)
    if item.deadline.kind == "continuous":
        return months
    for first, last in item.deadline.intervals:
        a, b = first or last, last or first
        if a and b:
            count = min((b.year - a.year) * 12 + b.month - a.month, 11)
            months |= {(a.month - 1 + n) % 12 + 1 for n in range(count + 1)}
    return months
