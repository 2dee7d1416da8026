"""From items to days: in which year one falls, and what else it may mean."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.deadlines.nodes import Item, Part, Unit, YearRef
from app.services.deadlines.rows import Context, Interval
from app.services.deadlines.units import Impossible, Span, begins_in, is_school, month_span, overlaps, sliced, unit_span


@dataclass(frozen=True, slots=True)
class Dated:
    """One item in days. `others`: the same in other years of the context, or another way to count."""

    interval: Interval
    others: tuple[Interval, ...] = ()
    doubts: tuple[str, ...] = ()


OTHER_YEAR = "год не указан: подходит не один год периода"
WEEK = "неделя: дни месяца по семь или недели с понедельника"
PART = "начало, середина и конец — декады"
SCHOOL_END = "учебный год кончается 31 мая или 31 августа"
INCLUSIVE = "включительно или нет"
YEAR_PART = "какие месяцы года, не сказано"
OUTSIDE = "вне периода документа"
AUGUST = "август до начала учебного года или в его конце"
CALENDAR_OR_SCHOOL = "два календарных года или один учебный"


def span_at(item: Item, year: int, school: bool) -> Span | None:
    """First and last day of the item's range when it begins in this year."""
    first = unit_span(item.first, year, school)
    if first is None or item.last is None:
        return first
    last_school = school if item.last.year is None else item.last.year.school
    if item.last.year is not None and not item.last.year.running:
        last = unit_span(item.last, _end_year(item.last), last_school)
    else:
        last = unit_span(item.last, year, school)
        if last is not None and last[1] < first[0]:
            last = unit_span(item.last, year + 1, school)
    if last is None:
        return None
    if last[1] < first[0]:
        raise Impossible
    return first[0], last[1]


def _end_year(unit: Unit) -> int:
    ref = unit.year
    assert ref is not None
    if unit.what == "year":
        return ref.last - 1 if ref.school else ref.last
    return begins_in(unit, ref)


def as_interval(item: Item, span: Span) -> Interval:
    """Days of the range as the item means them: «до» leaves the left open, «с» the right."""
    if item.mode == "until":
        if item.edge == "start":
            return None, span[0]
        return None, span[0] - timedelta(days=1) if _left_out(item) else span[1]
    if item.mode == "since":
        return span[1] + timedelta(days=1) if item.edge else span[0], None
    return span


def _left_out(item: Item) -> bool:
    """«до октября» ends before October; of a year the program takes all of it and asks."""
    unit = item.first
    return (
        not item.inclusive
        and not item.edge
        and item.last is None
        and unit.part is None
        and unit.what in ("month", "quarter", "half", "season")
    )


_HIGHEST = {"quarter": 4, "half": 2, "term": 4, "trimester": 3, "season": 4}


def dated(item: Item, context: Context | None) -> Dated | None:
    """The item in days, or None when its year is unknown. Raises Impossible for days that do not exist."""
    check_possible(item)
    unit = item.first
    if unit.year is not None and unit.year.unknown:
        return None
    if unit.what == "year" and unit.year is not None and not unit.year.running:
        return _dated_years(item, unit.year, context)
    school = is_school(context)
    if unit.year is not None and not unit.year.running:
        return _dated_fixed(item, unit.year, school)
    if context is None:
        check_possible(item)
        return None
    return _dated_within(item, context, school or (unit.year is not None and unit.year.school))


def check_possible(item: Item) -> None:
    """Raises when no year has such a day («31 июня») or part («V квартал»)."""
    for unit in (item.first, item.last):
        if unit is None:
            continue
        if unit.number > _HIGHEST.get(unit.what, 12):
            raise Impossible
        if unit.what == "day":
            unit_span(unit, 2024, False)


def _dated_years(item: Item, ref: YearRef, context: Context | None) -> Dated:
    """«2021», «2020–2022 гг.», «2024/2025 уч. г.», «2024-2025» (one or the other)."""
    doubts: list[str] = []
    others: list[Interval] = []
    school_first = ref.either and is_school(context)
    first = _year_span(item, ref, ref.school or school_first)
    interval = as_interval(item, first)
    if ref.either:
        others.append(as_interval(item, _year_span(item, ref, not school_first)))
        doubts.append(CALENDAR_OR_SCHOOL)
    if item.first.part:
        doubts.append(YEAR_PART)
    elif item.mode == "until" and item.edge == "" and item.last is None and not item.inclusive:
        doubts.append(INCLUSIVE)
        others.append((None, first[0] - timedelta(days=1)))
    return Dated(interval, tuple(others), tuple(doubts))


def _year_span(item: Item, ref: YearRef, school: bool) -> Span:
    year = Unit("year")
    if school:
        span = month_span(ref.first, 9, 12)[0], month_span(max(ref.last, ref.first + 1), 8, 8)[1]
    else:
        span = month_span(ref.first, 1, 12)[0], month_span(ref.last, 1, 12)[1]
    if item.first.part:
        span = sliced(span, item.first.part)
    if item.last is not None:
        if item.last.what != year.what or item.last.year is None or item.last.year.running:
            end = span_at(replace(item, first=replace(item.last, part=item.last.part), last=None), ref.last, school)
            if end is None:
                raise Impossible
            return span[0], end[1]
        last = item.last.year
        end_day = month_span(max(last.last, last.first + 1), 8, 8)[1] if last.school else month_span(last.last, 1, 12)[1]
        if end_day < span[0]:
            raise Impossible
        span = span[0], end_day
    return span


def _dated_fixed(item: Item, ref: YearRef, context_school: bool) -> Dated | None:
    year = begins_in(item.first, ref)
    school = ref.school
    span = span_at(item, year, school)
    if span is None:
        return None
    others, doubts = _other_counts(item, span)
    if item.first.what == "half" and ref.school and item.first.number == 2:
        others.append(as_interval(item, (span[0], date(span[0].year, 8, 31))))
        doubts.append(SCHOOL_END)
    if item.first.what == "season" and item.first.number == 1 and not ref.school and item.last is None:
        earlier = span_at(item, year - 1, school)
        if earlier:
            others.append(as_interval(item, earlier))
            doubts.append("зима начинается в одном году и кончается в другом")
    return Dated(as_interval(item, span), tuple(others), tuple(doubts))


def _dated_within(item: Item, context: Context, school: bool) -> Dated | None:
    """Without a year: the first time inside the context; other years are offered."""
    unit = item.first
    if unit.year is not None and unit.year.next:
        return _dated_next(item, context)
    spans: list[Span] = []
    for year in range(context[0].year - 1, context[1].year + 2):
        try:
            span = span_at(item, year, school)
        except Impossible:
            check_possible(item)
            continue
        if span is not None:
            spans.append(span)
    if not spans:
        if unit.what in ("term", "trimester", "bare"):
            return _bare_week(item, context)
        raise Impossible
    inside = [s for s in spans if overlaps(s if item.mode != "until" else (s[1], s[1]), context)]
    doubts: list[str] = []
    if not inside:
        nearest = min(spans, key=lambda s: (s[1] < context[0], abs((s[0] - context[0]).days)))
        return Dated(as_interval(item, nearest), (), (OUTSIDE,))
    chosen = _first_choice(item, inside, context)
    others = [as_interval(item, s) for s in inside if s != chosen]
    if others:
        doubts.append(OTHER_YEAR)
    if is_school(context):
        before = [s for s in spans if s not in inside and s[1] < context[0] and (context[0] - s[0]).days <= 31]
        if before and chosen[1].month in (8, 9):
            others += [as_interval(item, s) for s in before]
            doubts.append(AUGUST)
    if item.mode == "until" and chosen[1] == context[0]:
        others.append((None, _year_later(chosen[1])))
        doubts.append(OTHER_YEAR)
    if (unit.what in ("quarter",) and chosen[0] < context[0]) or (chosen[1] > context[1] and unit.what == "quarter"):
        doubts.append(OTHER_YEAR)
    more, why = _other_counts(item, chosen)
    if item.last is not None and item.last.what == "year" and is_school(context):
        why.append(SCHOOL_END)
    if unit.what == "year" and is_school(context) and unit.year is not None and not unit.year.school and not unit.part:
        more.append(as_interval(item, month_span(chosen[0].year, 1, 12)))
        why.append("год календарный или учебный")
    if unit.what == "half" and school and unit.number == 2 and item.mode == "at":
        more.append((chosen[0], date(chosen[0].year, 8, 31)))
        why.append(SCHOOL_END)
    if unit.what == "quarter" and not is_school(context) and (context[0].month, context[0].day) != (1, 1):
        why.append("год кварталов не указан")
    return Dated(as_interval(item, chosen), (*others, *more), tuple(dict.fromkeys((*doubts, *why))))


def _dated_next(item: Item, context: Context) -> Dated | None:
    """«январь следующего года»: of the year after the period's first one, which a school year has inside."""
    unit = item.first
    school = unit.year is not None and unit.year.school
    year = context[0].year + 1
    begins = begins_in(unit, YearRef(year, year + 1, school=True)) if school else year
    span = span_at(item, begins, school)
    if span is None:
        return None
    others = [o for y in (year - 1, year + 1) if (o := span_at(item, y, school)) and overlaps(o, context)]
    return Dated(
        as_interval(item, span), tuple(as_interval(item, o) for o in others), ("следующий год: после какого, не сказано",)
    )


def _year_later(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _first_choice(item: Item, inside: list[Span], context: Context) -> Span:
    """The first that lies wholly inside; else, in a school year, the first («август – сентябрь» before it begins)."""
    whole = [s for s in inside if s[0] >= context[0] and s[1] <= context[1]]
    if whole:
        return whole[0]
    starting = [s for s in inside if s[0] >= context[0]]
    if is_school(context) or not starting:
        return inside[0]
    return starting[0]


def _bare_week(item: Item, context: Context) -> Dated | None:
    """«вторая неделя» of no month: the first month of the context that has such days inside."""
    part = item.first.part
    if item.first.what != "bare" or part is None:
        return None
    year, month = context[0].year, context[0].month
    for _ in range(14):
        whole = month_span(year, month, month)
        try:
            span = sliced(whole, part)
        except Impossible:
            span = None
        if span and overlaps(span, context):
            return Dated(as_interval(item, span), (), ("месяц не назван",))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _other_counts(item: Item, span: Span) -> tuple[list[Interval], list[str]]:
    """Weeks may be counted from Mondays; beginnings and ends may be longer than ten days."""
    others: list[Interval] = []
    doubts: list[str] = []
    parts = [u.part for u in (item.first, item.last) if u is not None and u.part is not None]
    if item.mode == "until" and item.edge == "" and _left_out(item):
        others.append((None, span[1]))
        doubts.append(INCLUSIVE)
    for part in parts:
        if part.name in ("start", "middle", "end"):
            doubts.append(PART if (span[1] - span[0]).days < 32 else YEAR_PART)
        if part.name == "week" and item.last is None:
            doubts.append(WEEK)
            if monday := _monday_weeks(span[0], part):
                others.append(as_interval(item, monday))
    return others, doubts


def _monday_weeks(day: date, part: Part) -> Span | None:
    """The nth Monday–Sunday week that begins in the month."""
    mondays = [
        m
        for m in (date(day.year, day.month, d) for d in range(1, calendar.monthrange(day.year, day.month)[1] + 1))
        if m.weekday() == 0
    ]
    if part.first == -1:
        return mondays[-1], mondays[-1] + timedelta(days=6)
    if part.last > len(mondays):
        return None
    return mondays[part.first - 1], mondays[part.last - 1] + timedelta(days=6)
