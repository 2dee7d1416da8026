"""Occurrences of what repeats, inside the document's period."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from app.services.deadlines.nodes import Item
from app.services.deadlines.resolve import as_interval, dated, span_at
from app.services.deadlines.rows import Context, Interval, Recurrence
from app.services.deadlines.units import Impossible, Span, is_school, month_span, sliced

_MOST = 400
"""Occurrences of one deadline: a century of quarters."""


def occurrences(rec: Recurrence, context: Context | None) -> tuple[Interval, ...]:
    """Intervals in order of time. Weekly, daily and «N times» ones stay folded: ()."""
    frame = _frame(rec, context)
    if frame is None:
        return ()
    if rec.days:
        found = _month_days(rec, frame)
    elif rec.weekdays or rec.every in ("week", "day", "school_term"):
        return ()
    elif rec.spans:
        found = _span_occurrences(rec, frame, context)
    elif (rec.times or 1) > 1 or (rec.times_min or 1) > 1:
        return ()
    else:
        found = [(None if rec.part_until else a, b) for a, b in _stretches(rec, frame, context)]
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda i: (i[1] or date.max, i[0] or date.min)))[:_MOST]


def _frame(rec: Recurrence, context: Context | None) -> Context | None:
    """The part of the period in which it happens: «начиная с 2023 года», «с октября по март»."""
    frame = context
    for item in rec.bounds:
        found = dated(item, context)
        if found is None:
            continue
        first, last = found.interval
        if frame is None:
            if first is None or last is None:
                return None
            frame = first, last
        else:
            frame = max(first or frame[0], frame[0]), min(last or frame[1], frame[1])
    if frame is None:
        return None
    if rec.start_year:
        frame = max(frame[0], date(rec.start_year, 1, 1)), frame[1]
    if rec.end_year:
        frame = frame[0], min(frame[1], date(rec.end_year, 12, 31))
    return frame if frame[0] <= frame[1] else None


def _span_occurrences(rec: Recurrence, frame: Context, context: Context | None) -> list[Interval]:
    """Each yearless span in each year of the frame."""
    school = is_school(context)
    found: list[Interval] = []
    for year in range(frame[0].year - 1, frame[1].year + 1):
        for item in rec.spans:
            try:
                span = _leap(item, year, school)
            except Impossible:
                continue
            if span is None:
                continue
            edge = as_interval(item, span)
            tested = (edge[1], edge[1]) if item.mode == "until" else edge
            first, last = tested[0] or tested[1], tested[1] or tested[0]
            if first is None or last is None or last < frame[0] or first > frame[1]:
                continue
            if first.year < last.year and first < frame[0] and item.first.what != "year":
                continue  # «декабрь – январь» that began before the period
            if rec.start_year and first.year < rec.start_year:
                continue
            found.append(_later(edge, rec.lag_years))
    return found


def _leap(item: Item, year: int, school: bool) -> Span | None:
    """29 February falls on the 28th in a common year."""
    unit = item.first
    if unit.what == "day" and unit.number == 2 and unit.day == 29 and item.last is None and not calendar.isleap(year):
        item = replace(item, first=replace(unit, day=28))
    return span_at(item, year, school or (unit.year is not None and unit.year.school))


def _later(interval: Interval, years: int) -> Interval:
    if not years:
        return interval

    def moved(day: date | None) -> date | None:
        return None if day is None else date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)

    return moved(interval[0]), moved(interval[1])


def _stretches(rec: Recurrence, frame: Context, context: Context | None) -> list[Span]:
    """Years, half-years, quarters or months of the frame.

    A first one of which less than half is left does not count; the last is cut off at the end of the period.
    """
    number, _, unit = rec.every.rpartition(" ")
    if unit == "years" and number.isdigit():
        return _cycles(int(number), frame)
    whole = _whole_stretches(rec.every, frame, is_school(context))
    kept: list[Span] = []
    for first, last in whole:
        if last < frame[0] or first > frame[1]:
            continue
        cut = max(first, frame[0]), min(last, frame[1])
        if cut[0] > first and rec.every != "year" and len(whole) > 1 and 2 * (cut[1] - cut[0]).days < (last - first).days:
            continue
        if rec.part:
            try:
                cut = sliced((first, last), rec.part)
            except Impossible:
                continue
        kept.append(cut)
    return kept


def _whole_stretches(every: str, frame: Context, school: bool) -> list[Span]:
    first, last = frame[0].year - 1, frame[1].year
    match every:
        case "year":
            return [month_span(y, 9, 20) if school else month_span(y, 1, 12) for y in range(first, last + 1)]
        case "half-year":
            halves = ((9, 12), (13, 17)) if school else ((1, 6), (7, 12))
            return [
                month_span(y + (a - 1) // 12, (a - 1) % 12 + 1, (a - 1) % 12 + 1 + b - a)
                for y in range(first, last + 1)
                for a, b in halves
            ]
        case "quarter":
            return [month_span(y, m, m + 2) for y in range(first, last + 1) for m in (1, 4, 7, 10)]
        case "month":
            return [month_span(y, m, m) for y in range(first, last + 1) for m in range(1, 13)]
    return []


def _cycles(years: int, frame: Context) -> list[Span]:
    """«раз в 3 года»: whole cycles from the beginning of the period; the last may be short."""
    found: list[Span] = []
    start = frame[0]
    while start <= frame[1] and len(found) < _MOST:
        end = date(start.year + years, start.month, min(start.day, 28) if start.month == 2 else start.day) - timedelta(days=1)
        found.append((start, min(end, frame[1])))
        start = end + timedelta(days=1)
    return found


def _month_days(rec: Recurrence, frame: Context) -> list[Interval]:
    """«до 5 числа»: in each month of the frame, or after each quarter."""
    found: list[Interval] = []
    for year in range(frame[0].year - 1, frame[1].year + 1):
        for month in range(1, 13):
            if rec.every == "quarter" and month % 3 != _quarter_rest(rec):
                continue
            if rec.every == "half-year" and month % 6 != 0:
                continue
            if rec.every == "year" and month != 12:
                continue
            if not _in_frame(rec, year, month, frame):
                continue
            found += _days_of(rec, *_shifted(rec, year, month))
    return found


def _quarter_rest(rec: Recurrence) -> int:
    """Month of the quarter (mod 3) that is reported in; the reported quarter ends with its third month."""
    return rec.in_quarter % 3 if rec.in_quarter and not rec.lag else 0


def _shifted(rec: Recurrence, year: int, month: int) -> tuple[int, int]:
    months = month - 1 + ((rec.in_quarter or 1) if rec.lag else 0)
    return year + months // 12, months % 12 + 1


def _in_frame(rec: Recurrence, year: int, month: int, frame: Context) -> bool:
    """With a lag the reported month lies in the frame; else a day of the month does."""
    first, last = month_span(year, month, month)
    if rec.lag:
        return first <= frame[1] and last >= frame[0] and last <= frame[1]
    days = [day for day in (min(d, last.day) for d in rec.days)]
    return any(frame[0] <= first.replace(day=d) <= frame[1] for d in days)


def _days_of(rec: Recurrence, year: int, month: int) -> list[Interval]:
    end = calendar.monthrange(year, month)[1]
    days = [date(year, month, min(d, end)) for d in rec.days]
    if rec.day_mode == "range":
        return [(days[0], days[-1])]
    return [(None, d) if rec.day_mode == "until" else (d, d) for d in days]


def months_of(items: tuple[Item, ...], school: bool) -> tuple[int, ...]:
    """Months the yearless spans touch, in order; half-years are those of a school year where `school`."""
    months: set[int] = set()
    for item in items:
        try:
            span = span_at(item, 2024, school or (item.first.year is not None and item.first.year.school))
        except Impossible:
            continue
        if span is None or item.first.what == "year":
            continue
        first, last = as_interval(item, span)
        start, end = first or last, last or first
        if start is None or end is None:
            continue
        count = (end.year - start.year) * 12 + end.month - start.month
        months |= {(start.month - 1 + n) % 12 + 1 for n in range(min(count, 11) + 1)}
    return tuple(sorted(months))


def only_day(items: tuple[Item, ...]) -> str | None:
    """«MM-DD» of the single day the spans name, if they name one."""
    if len(items) != 1 or items[0].mode not in ("until", "at"):
        return None
    item = items[0]
    try:
        span = span_at(item, 2025, False) or None
    except Impossible:
        return f"{item.first.number:02}-{item.first.day:02}" if item.first.what == "day" else None
    if span is None:
        return None
    first, last = as_interval(item, span)
    if last is None or (first is not None and first != last):
        return None
    return f"{last:%m-%d}"
