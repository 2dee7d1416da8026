"""Deadlines against the period; years typed wrong, missing or read two ways; years without a month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from app.services.deadlines.reading import IMPOSSIBLE
from app.services.deadlines.resolve import AUGUST, CALENDAR_OR_SCHOOL
from app.services.lint.paper import Item, Paper, found, grouped, years_in
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, cited, month_number
from app.services.roadmaps.rules import Period
from app.services.text_ru import MONTHS, counted, short_date

Days = tuple[date | None, date | None]

OUTSIDE = Rule(
    "deadline_outside_period", "error", "Срок вне периода карты",
    "Мероприятие стоит в карте, которая в это время не действует.",
    "Исправьте год в сроке или период карты.",
)  # fmt: skip
BEYOND = Rule(
    "deadline_beyond_period", "warning", "Срок выходит за период карты",
    "Часть срока лежит там, где карта не действует.",
    "Сократите срок или продлите период карты.",
)  # fmt: skip
UNCOVERED = Rule(
    "period_uncovered", "error", "Часть периода без единого срока",
    "В названии обещан этот год, а ни одного дела на него нет.",
    "Добавьте мероприятия или сократите период в названии.",
)  # fmt: skip
IMPOSSIBLE_DATE = Rule(
    "impossible_date", "error", "Такой даты нет",
    "Дня, которого нет в календаре, не дождаться и не проконтролировать.",
    "Исправьте дату.",
)  # fmt: skip
YEAR_TYPO = Rule(
    "year_typo", "error", "Опечатка в годе",
    "Год записан с ошибкой: срок нельзя прочесть наверняка.",
    "Исправьте год.",
)  # fmt: skip
NO_YEAR = Rule(
    "year_missing", "warning", "Срок без года",
    "Карта рассчитана не на один год: непонятно, к какому относится срок.",
    "Допишите год или «ежегодно».",
)  # fmt: skip
TWO_WAYS = Rule(
    "deadline_two_readings", "warning", "Срок можно прочесть по-разному",
    "Исполнитель и проверяющий могут понять его не одинаково.",
    "Уточните срок: назовите учебный год или месяцы с годом.",
)  # fmt: skip
UNCLEAR = Rule(
    "deadline_unclear", "warning", "Срок не понят",
    "Программа не поставит такой срок в календарь и не напомнит о нём; читателю он тоже может быть неясен.",
    "Запишите срок иначе: «до 15 мая 2027 года», «октябрь 2026 года», «ежегодно в августе».",
)  # fmt: skip
YEAR_ONLY = Rule(
    "deadline_year_only", "warning", "Срок — целый год",
    "Контрольной даты нет: о невыполнении станет известно только в конце года.",
    "Назовите месяц или день, к которому нужен результат.",
)  # fmt: skip
PAST = Rule(
    "deadline_past", "info", "Срок уже прошёл",
    "Карта ещё не утверждена, а часть её сроков позади.",
    "Проверьте годы: возможно, текст перенесён с прошлого года.",
)  # fmt: skip
RULES = (OUTSIDE, BEYOND, UNCOVERED, IMPOSSIBLE_DATE, YEAR_TYPO, NO_YEAR, TWO_WAYS, UNCLEAR, YEAR_ONLY, PAST)

DATED = ("date", "period", "periods")


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _period(paper)
    yield from _coverage(paper)
    yield from _typos(paper)
    yield from _readings(paper)
    yield from _past(paper)


def dated(item: Item) -> bool:
    """The phrase itself names days, months or years (nothing repeats, nothing hangs on an event)."""
    return item.deadline.kind in DATED and bool(item.deadline.intervals)


def first_days(item: Item) -> tuple[date, date] | None:
    """First stretch of the deadline, both days; «до …» counts as that day, «с …» has no end: None."""
    if not item.deadline.intervals:
        return None
    first, last = item.deadline.intervals[0]
    return (first or last, last) if last else None


def one_year(period: Period | None) -> bool:
    return period is not None and (period[1] - period[0]).days <= 366


QUOTED = re.compile(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»")


def span_words(period: Period) -> str:
    """«2022–2024 годы», «2022/2023 учебный год», else two days."""
    first, last = period
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year} годы" if first.year != last.year else f"{first.year} год"
    if (first.month, first.day, last.month, last.day) == (9, 1, 8, 31) and last.year == first.year + 1:
        return f"{first.year}/{last.year} учебный год"
    return f"{short_date(first)}–{short_date(last)}"


# --- period ---------------------------------------------------------------------------------------------------------

_SUMS_UP = re.compile(r"\b(?:отч[её]т|итог|подвест|анализ)", re.I)


def _period(paper: Paper) -> Iterator[LintFinding]:
    """Each deadline outside; where a third of all are, it is the period that is told wrong, and one remark says so."""
    if paper.period is None:
        return
    period = span_words(paper.period)
    dates = [item for item in paper.items if dated(item)]
    places = [(item, _place(item, paper.period)) for item in dates]
    outside = [item for item, place in places if place == "outside"]
    period_wrong = len(outside) > 3 and len(outside) * 3 >= len(dates)
    if period_wrong:
        text = f"Вне периода карты ({period}) {counted(len(outside), 'срок', 'срока', 'сроков')} из {len(dates)}."
        todo = "Возможно, неточно назван сам период: тогда исправьте его, иначе исправьте годы в сроках."
        spots = [item.at("deadline") for item in outside]
        yield found(OUTSIDE, spots, text, severity="warning", todo=todo, detail=period)
    for item, place in places:
        words = cited(item.line.deadline, 60)
        if place == "outside" and not period_wrong:
            yield found(OUTSIDE, item.at("deadline"), f"Срок {words} не в периоде карты ({period}).", detail=period)
        elif place == "report":
            yield found(BEYOND, item.at("deadline"), f"Срок {words} — после конца карты ({period}).", detail=period)
        elif place == "partly":
            text = f"Срок {words} частью лежит вне периода карты ({period})."
            yield found(BEYOND, item.at("deadline"), text, detail=period)


def _place(item: Item, period: Period) -> str:
    """«outside», «partly», «report» (a report soon after the end) or empty; a second reading inside the period counts."""
    start, end = period
    if any(_inside(days, period) for reading in item.deadline.alternatives for days in reading.intervals):
        return ""
    for days in item.deadline.intervals:
        first, last = days[0] or days[1], days[1] or days[0]
        if first is None or last is None:
            continue
        if last < start or first > end:
            sums_up = _SUMS_UP.search(f"{item.line.text} {item.line.result}")
            return "report" if sums_up and start <= first and (first - end).days <= 62 else "outside"
        if _names_year(item.line.deadline) and ((days[0] and days[0] < start) or (days[1] and days[1] > end)):
            return "partly"
    return ""


def _inside(days: Days, period: Period) -> bool:
    first, last = days[0] or days[1], days[1] or days[0]
    return first is not None and last is not None and period[0] <= first and last <= period[1]


def _coverage(paper: Paper) -> Iterator[LintFinding]:
    """Years of a plan for several calendar years that no deadline touches; deadlines «на весь период» do not count."""
    if paper.period is None or one_year(paper.period):
        return
    dates = [item for item in paper.items if dated(item)]
    if len(dates) < 5:
        return
    touched: set[int] = set()
    for item in paper.items:
        if item.deadline.kind in (*DATED, "recurring"):
            for first, last in item.deadline.intervals:
                a, b = first or last, last or first
                if a and b:
                    touched |= set(range(a.year, b.year + 1))
    start, end = paper.period
    years = [y for y in range(start.year, end.year + 1) if date(y, 1, 1) >= start and date(y, 12, 31) <= end]
    bare = [str(year) for year in years if year not in touched]
    if bare and len(bare) < len(years):
        dues = [item.deadline.intervals[0] for item in dates]
        earliest = min(day for days in dues if (day := days[0] or days[1]))
        word = "год" if len(bare) == 1 else "годы"
        text = f"На {', '.join(bare)} {word} нет ни одного срока; самый ранний — {MONTHS[earliest.month - 1]} {earliest.year}."
        yield found(UNCOVERED, paper.whole, text, detail=",".join(bare))


# --- typos ----------------------------------------------------------------------------------------------------------

_TYPO_IN_YEAR = (
    re.compile(r"(?<![\d.,/№-])\d{3}\s*/\s*20\d\d(?!\d)"),
    re.compile(r"(?<!\d)20\d\d\s*/\s*\d{3}(?!\d)"),
    re.compile(r"(?<![\d№-])20\d{3}(?=\s*(?:г\.|год|уч|/))"),
    re.compile(r"(?<![\d№-])20\d(?=\s*(?:г\.|год\w*\b|уч))"),
    re.compile(r"(?<!\w)2(?:[ОоOo][0-9ОоOo]{2}|0[ОоOo][0-9]|0[0-9][ОоOo])(?!\w)"),
)
_YEAR_PAIR = re.compile(
    r"(?<![\d./])((?:19|20)\d\d)\s*(?:/\s*((?:19|20)\d\d)(?!\d)|[-–—]\s*((?:19|20)\d\d)(?=\s*(?:уч\.\s*г|учебн(?:ый|ом|ого)\s+г)))"
)
_DAY_MONTH = re.compile(rf"(?<!\d)(29|30|31)\s+({MONTH})", re.I)
_NUMERIC_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?![\d.]\d)")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _typos(paper: Paper) -> Iterator[LintFinding]:
    for text in paper.texts:
        for pattern in _TYPO_IN_YEAR:
            for match in pattern.finditer(text.text):
                yield found(YEAR_TYPO, text.spot, f"Год записан с ошибкой: {cited(match[0])}.", detail=match[0])
        for match in _YEAR_PAIR.finditer(text.text):
            if int(match[2] or match[3]) != int(match[1]) + 1:
                words = f"Учебный год {cited(match[0])}: второй год должен быть на единицу больше первого."
                yield found(YEAR_TYPO, text.spot, words, detail=match[0])
        yield from _impossible(text.spot, text.text)
    for item in paper.items:
        # 31 June, 29 February of a common year: those that only the grammar sees («31-е июня»).
        if IMPOSSIBLE in item.deadline.notes and not list(_impossible(item.spot, item.line.deadline)):
            yield found(IMPOSSIBLE_DATE, item.at("deadline"), f"Срока {cited(item.line.deadline, 60)} в календаре нет.")


def _impossible(spot: Spot, text: str) -> Iterator[LintFinding]:
    for match in _NUMERIC_DAY.finditer(text):
        try:
            date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            yield found(IMPOSSIBLE_DATE, spot, f"Даты {match[0]} не бывает.", detail=match[0])
    for match in _DAY_MONTH.finditer(text):
        month = month_number(match[2])
        if int(match[1]) > _LAST_DAYS[month - 1]:
            yield found(IMPOSSIBLE_DATE, spot, f"Дня {cited(match[0])} не бывает.", detail=match[0])


# --- readings -------------------------------------------------------------------------------------------------------


def _readings(paper: Paper) -> Iterator[LintFinding]:
    yearless, two_ways, whole_years, unclear = [], [], [], []
    for item in paper.items:
        phrase, deadline = item.line.deadline, item.deadline
        if not phrase.strip(" \n-–—"):
            continue
        pair = (phrase, item.at("deadline"))
        if deadline.kind == "unparsable":
            if IMPOSSIBLE not in deadline.notes:
                unclear.append(pair)
        elif deadline.kind in DATED and not _names_year(phrase):
            yearless.append(pair)
        elif CALENDAR_OR_SCHOOL in deadline.notes:
            two_ways.append(pair)
        elif deadline.kind == "period" and _whole_year(item) and paper.period not in deadline.intervals:
            whole_years.append(pair)
    yield from _yearless(paper, yearless)
    for words, spots in grouped(two_ways).values():
        text = f"Срок {cited(words)}: два календарных года или один учебный год?"
        yield found(TWO_WAYS, spots, text, detail=words)
    for words, spots in grouped(whole_years).values():
        yield found(YEAR_ONLY, spots, f"Срок {cited(words)} без месяца{_many(spots)}.", detail=words)
    for words, spots in grouped(unclear).values():
        yield found(UNCLEAR, spots, f"Срок {cited(words)} программа не поняла.", detail=words)


def _many(spots: Sequence[Spot]) -> str:
    return f" у {counted(len(spots), 'пункта', 'пунктов', 'пунктов')}" if len(spots) > 1 else ""


def _names_year(phrase: str) -> bool:
    return bool(years_in(phrase) or re.search(r"\d\d?\.\d\d?\.\d\d\b|\b\d\d/\d\d\b|\b\d{3,5}\b|2[ОоO]", phrase))


def _yearless(paper: Paper, pairs: Sequence[tuple[str, Spot]]) -> Iterator[LintFinding]:
    if not one_year(paper.period):
        for words, spots in grouped(pairs).values():
            yield found(NO_YEAR, spots, f"В сроке {cited(words)} не указан год.", detail=words)
        return
    august = [pair for pair, item in _with_items(paper, pairs) if AUGUST in item.deadline.notes]
    for words, spots in grouped(august).values():
        text = f"Срок {cited(words)}: август перед учебным годом или в его конце?"
        yield found(TWO_WAYS, spots, text, detail=words, severity="info", todo="Допишите год.")
    with_year = sum(dated(item) and _names_year(item.line.deadline) for item in paper.items)
    if pairs and with_year > len(pairs):
        why = "У остальных сроков год назван: здесь он, вероятно, потерян."
        spots = [spot for _, spot in pairs]
        yield found(NO_YEAR, spots, "В сроке не указан год.", severity="info", why=why, todo="Допишите год.")


def _with_items(paper: Paper, pairs: Sequence[tuple[str, Spot]]) -> Iterator[tuple[tuple[str, Spot], Item]]:
    items = {(item.spot.section, item.spot.line): item for item in paper.items}
    return ((pair, items[pair[1].section, pair[1].line]) for pair in pairs)


def _whole_year(item: Item) -> bool:
    """One stretch of whole calendar or school years, no month named."""
    if len(item.deadline.intervals) != 1 or re.search(MONTH, item.line.deadline, re.I):
        return False
    first, last = item.deadline.intervals[0]
    if first is None or last is None:
        return False
    return (
        (first.month, first.day) in ((1, 1), (9, 1))
        and (last.month, last.day) in ((12, 31), (8, 31))
        and (last - first).days > 300
    )


# --- past -----------------------------------------------------------------------------------------------------------


def _past(paper: Paper) -> Iterator[LintFinding]:
    today = paper.context.today
    if today is None or paper.approved_on is not None:
        return
    past = [item for item in paper.items if dated(item) and all(last and last < today for _, last in item.deadline.intervals)]
    if past:
        many = counted(len(past), "срок уже прошёл", "срока уже прошли", "сроков уже прошли")
        yield found(PAST, [item.at("deadline") for item in past], f"{many} (сегодня {short_date(today)}).")
