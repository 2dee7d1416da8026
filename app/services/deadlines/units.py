"""A unit of time in a given year, as days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from app.services.deadlines.nodes import Part, Unit, YearRef
from app.services.deadlines.rows import Context

Span = tuple[date, date]


class Impossible(Exception):
    """31 June, 29 February of a common year, a year nobody plans for."""


def is_school(context: Context | None) -> bool:
    """Is the document's period made of school years (1 September – 31 August)?"""
    return context is not None and (context[0].month, context[0].day) == (9, 1) and context[1].month in (5, 6, 7, 8)


def month_span(year: int, first: int, last: int) -> Span:
    """Whole months; `last` may pass 12 into the next year."""
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    try:
        return date(year, first, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
    except ValueError as error:
        raise Impossible from error


def unit_span(unit: Unit, year: int, school: bool) -> Span | None:
    """Days of the unit that begins in this calendar year; None where only a school's own calendar knows.

    `school`: half-years are those of a school year, a school year is meant by «год».
    """
    whole = _whole(unit, year, school)
    if whole is None:
        return None
    return sliced(whole, unit.part) if unit.part else whole


def _whole(unit: Unit, year: int, school: bool) -> Span | None:
    match unit.what:
        case "day":
            try:
                day = date(year, unit.number, unit.day)
            except ValueError as error:
                raise Impossible from error
            return day, day
        case "month":
            return month_span(year, unit.number, unit.number)
        case "quarter":
            return month_span(year, 3 * unit.number - 2, 3 * unit.number)
        case "half":
            if school:
                return month_span(year, 9, 12) if unit.number == 1 else month_span(year, 1, 5)
            return month_span(year, 6 * unit.number - 5, 6 * unit.number)
        case "season":
            first = (12, 3, 6, 9)[unit.number - 1]
            return month_span(year, first, first + 2)
        case "year":
            return month_span(year, 9, 20) if school else month_span(year, 1, 12)
    return None


def sliced(whole: Span, part: Part) -> Span:
    """A slice of a stretch of days: decades of a month, halves, weeks of seven days, a weekday."""
    first, last = whole
    if (last - first).days > 31:
        return _sliced_long(whole, part)
    year, month = first.year, first.month
    end = last.day

    def days(a: int, b: int) -> Span:
        if a > end:
            raise Impossible
        return date(year, month, a), date(year, month, min(b, end))

    match part.name:
        case "start":
            return days(1, 10)
        case "middle":
            return days(11, 20)
        case "end":
            return days(21, 31)
        case "first_half":
            return days(1, 15)
        case "second_half":
            return days(16, 31)
        case "decade":
            return days(10 * part.first - 9, 31 if part.last == 3 else 10 * part.last)
        case "week":
            if part.first == -1:
                return days(end - 6, end)
            return days(7 * part.first - 6, 7 * part.last)
        case "weekday":
            day = nth_weekday(year, month, part.first, part.last)
            return day, day
        case "last_day":
            return last, last
    while last.weekday() > 4:
        last -= timedelta(days=1)
    return last, last


def _sliced_long(whole: Span, part: Part) -> Span:
    """Slices of a year, half-year, quarter: its first, last or middle month, or a half."""
    first, last = whole
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months == 12 and first.month == 9:
        months = 9  # lessons end in May
    begin, length = {
        "start": (0, 1), "end": (months - 1, 1), "first_half": (0, months // 2),
        "second_half": (months // 2, months - months // 2), "middle": ((months - 1) // 2, 1 if months % 2 else 2),
    }.get(part.name, (-1, 0))  # fmt: skip
    if begin < 0:
        raise Impossible
    month = first.month - 1 + begin
    return month_span(first.year + month // 12, month % 12 + 1, month % 12 + length)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth (−1: last) weekday (1 = Monday) of a month."""
    end = calendar.monthrange(year, month)[1]
    found = [date(year, month, d) for d in range(1, end + 1) if date(year, month, d).isoweekday() == weekday]
    if nth > len(found):
        raise Impossible
    return found[nth - 1] if nth > 0 else found[-1]


def begins_in(unit: Unit, ref: YearRef) -> int:
    """Calendar year in which a unit with a named year begins: «март 2024/2025 уч. г.» → 2025."""
    if not ref.school:
        return ref.first
    if unit.what == "half":
        return ref.first if unit.number == 1 else ref.first + 1
    if unit.what in ("year", "term", "trimester"):
        return ref.first
    first = {"quarter": 3 * unit.number - 2, "season": (12, 3, 6, 9)[unit.number - 1] if unit.what == "season" else 0}.get(
        unit.what, unit.number
    )
    return ref.first if first >= 9 else ref.first + 1


def overlaps(span: Span, context: Context) -> bool:
    return span[0] <= context[1] and span[1] >= context[0]
