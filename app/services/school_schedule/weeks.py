"""School weeks: numbered from the week of 1 September, weeks that lie wholly in a break are not counted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.services.school_schedule.rows import SCHOOL_WEEKS, Break, Entry, Schedule

_WEEK = timedelta(days=7)
_MOST = 60


def first_monday(school_year: int) -> date:
    """Monday of the week of the first school day: of 1 September, or of the Monday after a 1 September at a week-end."""
    first = date(school_year, 9, 1)
    monday = first - timedelta(days=first.weekday())
    return monday if first.weekday() < 5 else monday + _WEEK


def school_weeks(
    school_year: int, first_week_on: date | None = None, breaks: Sequence[Break] = (), count: int = SCHOOL_WEEKS
) -> tuple[tuple[date, date], ...]:
    """(Monday, Saturday) of school weeks 1, 2 … `count`. A week whose Monday–Friday all lie in breaks has no number."""
    monday = first_week_on or first_monday(school_year)
    monday -= timedelta(days=monday.weekday())
    weeks: list[tuple[date, date]] = []
    for _ in range(_MOST):
        days = [monday + timedelta(days=n) for n in range(5)]
        if not all(any(one.starts_on <= day <= one.ends_on for one in breaks) for day in days):
            weeks.append((monday, monday + timedelta(days=5)))
            if len(weeks) == count:
                break
        monday += _WEEK
    return tuple(weeks)


def weeks_of(schedule: Schedule, count: int = SCHOOL_WEEKS) -> tuple[tuple[date, date], ...]:
    """School weeks of a schedule, its breaks left out."""
    return school_weeks(schedule.school_year, schedule.first_week_on, schedule.breaks, count)


def span(entry: Entry, weeks: Sequence[tuple[date, date]]) -> tuple[date, date] | None:
    """First and last possible day of an entry; None where the schedule tells no time or a week beyond the year."""
    if entry.held_on is not None:
        return entry.held_on, entry.until or entry.held_on
    if entry.week is not None and 1 <= entry.week <= len(weeks):
        return weeks[entry.week - 1]
    return None


def week_of(day: date, weeks: Sequence[tuple[date, date]]) -> int | None:
    """Number of the school week of a day (Sunday with the week before it); None in a break and outside the year."""
    for number, (monday, _saturday) in enumerate(weeks, 1):
        if monday <= day < monday + _WEEK:
            return number
    return None


def in_school_year(day: date, school_year: int) -> bool:
    """1 September … 31 August."""
    return date(school_year, 9, 1) <= day <= date(school_year + 1, 8, 31)
