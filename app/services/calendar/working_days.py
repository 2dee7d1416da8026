"""Working days of Russia: the official calendar of the `holidays` library and the person's own exceptions over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

SATURDAY, SUNDAY = 6, 7
_ONE = timedelta(days=1)
_MOVED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")
_FAR = 400
"""Days in a row without a working one: more than that is an error in the exceptions."""


def is_working_day(day: date, six_day: bool = False, exceptions: Mapping[date, bool] | None = None) -> bool:
    """Is it a working day of the five-day (six-day) week? `exceptions` (day → works) go first.

    A day off moved from a Saturday is none for those who work on Saturdays anyway; moved from a Sunday or a holiday
    on a Sunday it holds for both weeks. Years the library knows no decree for have their legal holidays only.
    """
    if exceptions is not None and day in exceptions:
        return exceptions[day]
    off, moved, working = _official(day.year)
    if day in working:
        return True
    if day.isoweekday() == SUNDAY or day in off:
        return False
    if day in moved:
        return six_day and moved[day].isoweekday() == SATURDAY
    return six_day or day.isoweekday() != SATURDAY


def add_working_days(day: date, n: int, six_day: bool = False, exceptions: Mapping[date, bool] | None = None) -> date:
    """The nth working day after the day (before it for a negative n); the day itself for 0, whatever it is.

    Raises ValueError when the exceptions leave no working days at all.
    """
    step = _ONE if n > 0 else -_ONE
    left, idle = abs(n), 0
    while left:
        day += step
        if is_working_day(day, six_day, exceptions):
            left, idle = left - 1, 0
        elif (idle := idle + 1) > _FAR:
            raise ValueError("no working day within a year")
    return day


@cache
def _official(year: int) -> tuple[frozenset[date], dict[date, date], frozenset[date]]:
    """(legal holidays, days off → the day each is moved from, working Saturdays and Sundays) of a year."""
    import holidays

    calendar = holidays.country_holidays("RU", years=year, language="en_US")
    off: set[date] = set()
    moved: dict[date, date] = {}
    for day, name in calendar.items():
        if match := _MOVED.search(name):
            month, number, moved_from = (int(part) for part in match.groups())
            moved[day] = date(moved_from, month, number)
        elif "(observed)" in name:
            moved[day] = _weekend_before(day)
        else:
            off.add(day)
    for day in off:
        moved.pop(day, None)
    return frozenset(off), moved, frozenset(calendar.weekend_workdays)


def _weekend_before(day: date) -> date:
    """The Saturday or Sunday whose holiday a Monday stands for: the nearer one that is a legal holiday."""
    import holidays

    legal = holidays.country_holidays("RU", years=day.year, language="en_US", observed=False)
    for back in range(1, 4):
        if (one := day - back * _ONE).isoweekday() >= SATURDAY and one in legal:
            return one
    return day - _ONE
