"""States on a day, days of a view. Pure."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from app.services.duties.rows import Mark, Shown, Status

Period = tuple[date, date]

OPEN: tuple[Status, ...] = ("planned", "in_progress", "postponed")
"""Becomes overdue by itself."""
CLOSED: tuple[Status, ...] = ("done", "cancelled")


# --- states -----------------------------------------------------------------------------------------------------------


def shown(status: Status, due_on: date | None, today: date) -> Shown:
    """The state on a day: an open occurrence is overdue from the day after its last one."""
    if status in ("done", "cancelled", "waiting_region"):
        return status
    if due_on is not None and due_on < today:
        return "overdue"
    return "ahead" if status == "planned" else status


def mark_on(mark: Mark, day: date) -> Mark:
    """The mark as it counts on a day: what was done later was not done then."""
    if mark.status == "done" and mark.done_on is not None and mark.done_on > day:
        return replace(mark, status="planned", done_on=None, result="")
    return mark


def school_mark(own: Mark, school: Mark | None) -> tuple[Mark, bool]:
    """The mark that counts for a school, and whether it is the owner's, who may close the whole occurrence."""
    if school is not None and school.status in CLOSED:
        return school, False
    if own.status in CLOSED:
        return own, True
    return school or Mark(), False


def school_due(own_due: date | None, school: Mark | None) -> date | None:
    return school.postponed_to if school is not None and school.postponed_to is not None else own_due


def view_days(view: str, today: date) -> Period | None:
    """Days a view looks at: from today to Sunday, or to the end of the month; None where it looks at all of them."""
    if view == "week":
        return today, today + timedelta(days=6 - today.weekday())
    if view == "month":
        return today, today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return None
