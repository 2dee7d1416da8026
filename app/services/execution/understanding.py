"""A line's deadline as it counts: what the text says, or what a person decided about this very text. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.rows import Deadline, Kind
from app.services.duties.rules import Period
from app.services.roadmaps.rows import DeadlineChoice, Interval

read = lru_cache(maxsize=8192)(read_deadline)
"""The same phrases stand in many lines: each is read once for a period."""


def period_of(start: object, end: object) -> Period | None:
    """Both days or nothing."""
    from datetime import date

    return (start, end) if isinstance(start, date) and isinstance(end, date) and start <= end else None


def holds(choice: DeadlineChoice | None, text: str) -> bool:
    """A decision counts for the text it was made about."""
    return choice is not None and choice.text.strip() == text.strip()


def understood(text: str, choice: DeadlineChoice | None, period: Period | None) -> Deadline:
    """The deadline that occurrences are made from."""
    if choice is None or not holds(choice, text) or choice.way == "default":
        return read(text, period)
    if choice.way == "continuous":
        return Deadline("continuous", (period,) if period else ())
    if choice.way == "on_demand":
        return Deadline("on_demand")
    said = read(text, period)
    relative = said.relative if not choice.intervals else None
    return replace(Deadline(_kind(choice.intervals), choice.intervals), relative=relative)


def _kind(intervals: tuple[Interval, ...]) -> Kind:
    if len(intervals) != 1:
        return "periods" if intervals else "on_demand"
    first, last = intervals[0]
    return "date" if first is None or first == last else "period"
