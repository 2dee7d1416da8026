"""Where things stand on the calendar: spans of equal windows, days of a month, the month to begin with. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.calendar.rows import CalendarRow
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import paper_code, paper_order
from app.ui.school_year import year_of

WEEKS = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Procedures of one kind with the same window."""

    first: date
    last: date
    rows: tuple[CalendarRow, ...]

    @property
    def words(self) -> str:
        """«ВПР: РУ 4, МА 4»."""
        kind = self.rows[0].kind
        return f"{PROCEDURE_KINDS.get(kind, kind)}: {', '.join(code(row) for row in self.rows)}"


def code(row: CalendarRow) -> str:
    return paper_code(row.subject, row.grade)


def ordered(rows: Iterable[CalendarRow]) -> list[CalendarRow]:
    return sorted(rows, key=lambda row: (row.kind, paper_order(row.subject, row.grade)))


def in_time(rows: Iterable[CalendarRow]) -> list[CalendarRow]:
    """By first day, then by class and subject; without a window at the end of their year."""

    def key(row: CalendarRow) -> tuple[object, ...]:
        return row.starts_on or date(row.year, 12, 31), row.starts_on is None, paper_order(row.subject, row.grade)

    return sorted(rows, key=key)


def spans(rows: Iterable[CalendarRow]) -> tuple[Span, ...]:
    """By first day, longer ones first; procedures without a window are left out."""
    together: dict[tuple[date, date, str], list[CalendarRow]] = {}
    for row in rows:
        if row.starts_on is not None:
            together.setdefault((row.starts_on, row.ends_on or row.starts_on, row.kind), []).append(row)
    keys = sorted(together, key=lambda key: (key[0], -(key[1] - key[0]).days, key[2]))
    return tuple(Span(first, last, tuple(ordered(together[first, last, kind]))) for first, last, kind in keys)


def on_day(rows: Iterable[CalendarRow], day: date) -> list[CalendarRow]:
    """Procedures whose window holds the day."""
    return ordered(r for r in rows if r.starts_on is not None and r.starts_on <= day <= (r.ends_on or r.starts_on))


def nearest(rows: Iterable[CalendarRow], day: date) -> list[CalendarRow]:
    """What begins next after the day, else what ended last before it."""
    known = [(row.starts_on, row) for row in rows if row.starts_on is not None]
    if not known:
        return []
    later = [start for start, _row in known if start > day]
    wanted = min(later) if later else max(start for start, _row in known)
    return ordered(row for start, row in known if start == wanted)


def month_days(month: date) -> list[date]:
    """Six weeks, Monday to Sunday, that hold the month."""
    first = month.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=n) for n in range(7 * WEEKS)]


def next_month(month: date, by: int) -> date:
    """The first day of the month `by` months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def year_span(start: int) -> tuple[date, date]:
    """First and last day of the school year that begins in `start`."""
    return date(start, 9, 1), date(start + 1, 8, 31)


def start_month(rows: Sequence[CalendarRow], school_year: int | None, today: date) -> date:
    """The month shown first: today's, unless the school year is another one or it has no procedures yet; then the month
    in which the first procedures of the (latest) school year begin.
    """
    known = sorted(row.starts_on for row in rows if row.starts_on is not None)
    if school_year is None and known and year_of(today) not in {year_of(day) for day in known}:
        school_year = year_of(known[-1])
    if school_year is None or school_year == year_of(today):
        return today.replace(day=1)
    first, last = year_span(school_year)
    inside = [day for day in known if first <= day <= last]
    return (inside[0] if inside else first).replace(day=1)
