"""Where the stretches of a timeline lie on an axis of months: the same for paper and screen. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.duties.rows import Shown
from app.services.execution.rows import Bar, TimelineRow

MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MOST_MONTHS = 120
_APART = 0.02
"""Months between two stretches of one lane."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of whole months; places are counted in months from its left end."""

    first: date
    """The first day of the first month."""
    months: int

    def at(self, day: date) -> float:
        """The place of the beginning of a day."""
        length = calendar.monthrange(day.year, day.month)[1]
        return (day.year - self.first.year) * 12 + day.month - self.first.month + (day.day - 1) / length

    def after(self, day: date) -> float:
        """The place of the end of a day."""
        return self.at(day) + 1 / calendar.monthrange(day.year, day.month)[1]

    def month(self, number: int) -> date:
        count = self.first.year * 12 + self.first.month - 1 + number
        return date(count // 12, count % 12 + 1, 1)

    def years(self) -> list[tuple[int, int]]:
        """(year, how many of its months are on the axis)."""
        found: dict[int, int] = {}
        for number in range(self.months):
            year = self.month(number).year
            found[year] = found.get(year, 0) + 1
        return list(found.items())

    def holds(self, place: float) -> bool:
        return 0 <= place <= self.months


@dataclass(frozen=True, slots=True)
class Stretch:
    """`point`: only a last day is known, `end` is its middle. `open_end`: it has no end."""

    start: float
    end: float
    shown: Shown
    lane: int = 0
    point: bool = False
    open_end: bool = False
    bar: Bar | None = None


def scale_of(rows: Iterable[TimelineRow], start: date | None, end: date | None, today: date) -> Scale:
    """The months of the plan and of every day outside it; without any days the school year of today."""
    days = [day for row in rows for bar in row.bars for day in (bar.starts_on, bar.due_on) if day is not None]
    days += [day for day in (start, end) if day is not None]
    if not days:
        year = today.year - (today.month < 9)
        days = [date(year, 9, 1), date(year + 1, 8, 31)]
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Scale(first.replace(day=1), min(months, _MOST_MONTHS))


def year_scale(year: int) -> Scale:
    return Scale(date(year, 1, 1), 12)


def stretches(bars: Sequence[Bar], scale: Scale, point_width: float) -> list[Stretch]:
    """What of an item is on the axis, in lanes so that nothing covers another. `point_width`: months a mark takes."""
    found = []
    for bar in bars:
        one = _stretch(bar, scale, point_width)
        if one is not None:
            found.append(one)
    ends: list[float] = []
    laid = []
    for one in sorted(found, key=lambda s: (s[0], s[1])):
        left, right, stretch = one
        lane = next((n for n, taken in enumerate(ends) if taken + _APART <= left + 1e-9), len(ends))
        if lane == len(ends):
            ends.append(right)
        ends[lane] = right
        laid.append(Stretch(stretch.start, stretch.end, stretch.shown, lane, stretch.point, stretch.open_end, stretch.bar))
    return laid


def _stretch(bar: Bar, scale: Scale, point_width: float) -> tuple[float, float, Stretch] | None:
    """Left and right edge of what is drawn, and the stretch."""
    if bar.due_on is None and bar.starts_on is None:
        return None
    if bar.starts_on is None or bar.starts_on == bar.due_on:
        assert bar.due_on is not None
        middle = (scale.at(bar.due_on) + scale.after(bar.due_on)) / 2
        if not scale.holds(middle):
            return None
        half = point_width / 2
        place = min(max(middle, half), scale.months - half)
        return place - half, place + half, Stretch(place - half, place, bar.shown, point=True, bar=bar)
    start = scale.at(bar.starts_on)
    end = scale.after(bar.due_on) if bar.due_on is not None else float(scale.months)
    if end <= 0 or start >= scale.months:
        return None
    start, end = max(0.0, start), min(float(scale.months), end)
    return start, end - _APART, Stretch(start, end, bar.shown, open_end=bar.due_on is None, bar=bar)


def lanes(laid: Sequence[Stretch]) -> int:
    return max((one.lane for one in laid), default=-1) + 1
