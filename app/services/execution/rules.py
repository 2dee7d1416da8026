"""Occurrences out of a deadline, states on a day, numbers of progress. Pure."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.duties.rows import Shown
from app.services.execution.rows import Counts, EventDates, Matching, Planned, StoredOccurrence

if TYPE_CHECKING:
    from app.services.deadlines.rows import Deadline, Relative
    from app.services.duties.rules import Period

AddWorking = Callable[[date, int], date]
"""`f(day, n)`: the nth working day after the day (before it for a negative n)."""
_MOST = 400
_FORMULA = re.compile(r"(\d\d)\.(\d\d)\.\(X([+-]\d+)?\)")


# --- occurrences ------------------------------------------------------------------------------------------------------


def planned(deadline: Deadline, period: Period | None, events: Sequence[EventDates], add_working: AddWorking) -> list[Planned]:
    """At least one occurrence: a line without dates can be marked all the same.

    Linked procedures come before the dates of the text: the person said what the line hangs on.
    """
    if events:
        return _numbered([_on_event(deadline, event, add_working) for event in events])
    if deadline.kind == "recurring" and deadline.recurrence is not None and not deadline.intervals:
        from app.services.deadlines.expand import occurrences as repeated

        rec = deadline.recurrence
        times = max(rec.times or 1, rec.times_min or 1)
        stretches = repeated(replace(rec, times=None, times_min=None), period) if times > 1 else ()
        found = [Planned(first, last) for first, last in stretches for _ in range(times)][:_MOST]
        return _numbered(found) if found else [_all_the_time(period)]
    if deadline.kind == "continuous":
        first = deadline.intervals[0][0] if deadline.intervals else None
        return [Planned(first or (period[0] if period else None))]
    if deadline.kind in ("on_demand", "on_schedule", "relative", "unparsable") or not deadline.intervals:
        return [Planned()]
    return _numbered([Planned(first, last) for first, last in deadline.intervals[:_MOST]])


def _all_the_time(period: Period | None) -> Planned:
    """Every week, every day: one entry that goes on."""
    return Planned(period[0] if period else None)


def _on_event(deadline: Deadline, event: EventDates, add_working: AddWorking) -> Planned:
    starts, ends = event.starts_on, event.ends_on or event.starts_on
    if starts is None or ends is None:
        return Planned(procedure_id=event.procedure_id)
    if deadline.relative is None:
        return Planned(starts, ends, event.procedure_id)
    day = starts if event.anchor == "start" else ends
    first, last = relative_days(deadline.relative, day, add_working)
    return Planned(first, last, event.procedure_id)


def relative_days(relative: Relative, day: date, add_working: AddWorking) -> tuple[date | None, date | None]:
    """First and last day of a deadline that hangs on an event of this day.

    «За 10 дней до» ends on that day; «в течение 10 дней после» runs from the event; «после» alone only begins.
    """
    if relative.formula is not None:
        match = _FORMULA.search(relative.formula)
        if match is None:
            return None, None
        year, month = day.year + int(match[3] or 0), int(match[2])
        return None, date(year, month, min(int(match[1]), calendar.monthrange(year, month)[1]))
    sign = -1 if relative.direction == "before" else 1
    moved = day
    if relative.offset_months:
        moved = shifted_months(day, sign * relative.offset_months)
    elif relative.offset_days:
        days = sign * relative.offset_days
        moved = add_working(day, days) if relative.unit == "working" else day + timedelta(days=days)
    elif relative.offset_days is None and relative.offset_months is None:
        return None, None
    if sign < 0:
        return None, moved
    return day, (moved if moved != day else None)


def shifted_months(day: date, months: int) -> date:
    """The same day of another month, or its last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _numbered(found: Iterable[Planned]) -> list[Planned]:
    seen: Counter[Planned] = Counter()
    result = []
    for one in found:
        result.append(replace(one, ordinal=seen[one]))
        seen[one] += 1
    return result


def plan_key(one: Planned) -> str:
    """What an occurrence is remembered by: its days in the plan, its procedure, its number among equals."""
    return f"{one.starts_on or ''}/{one.due_on or ''}/{one.procedure_id or ''}/{one.ordinal}"


def match(stored: Sequence[StoredOccurrence], plan: Sequence[Planned]) -> Matching:
    """Which stored occurrence is which planned one. Marks are never lost: what fits nothing stays outside the plan.

    Tried in turn: the days it was marked under, the same days, the same procedure, the same month, the same year where
    there is only one, and a lone mark with a lone date (the date was corrected).
    """
    left = sorted(stored, key=lambda one: not one.marked)
    open_plan = dict(enumerate(plan))
    pairs: list[tuple[int, int]] = []

    def pair(fits: Callable[[StoredOccurrence, Planned], bool]) -> None:
        for one in tuple(left):
            place = next((n for n, wanted in open_plan.items() if fits(one, wanted)), None)
            if place is not None:
                pairs.append((one.id, place))
                left.remove(one)
                del open_plan[place]

    pair(lambda one, wanted: one.marked_key != "" and one.marked_key == plan_key(wanted))
    pair(lambda one, wanted: one.planned == wanted)
    pair(lambda one, wanted: wanted.procedure_id is not None and one.planned.procedure_id == wanted.procedure_id)
    pair(lambda one, wanted: _month(one.planned) is not None and _month(one.planned) == _month(wanted))
    years = Counter(wanted.due_on.year for wanted in open_plan.values() if wanted.due_on)
    mine = Counter((one.marked, one.planned.due_on.year) for one in left if one.planned.due_on)
    pair(
        lambda one, wanted: (
            one.planned.due_on is not None
            and wanted.due_on is not None
            and one.planned.due_on.year == wanted.due_on.year
            and years[wanted.due_on.year] == mine[one.marked, wanted.due_on.year] == 1
        )
    )
    marked = [one for one in left if one.marked]
    if len(open_plan) == 1 and len(plan) == 1 and (len(marked) == 1 or (not marked and left)):
        chosen = marked[0] if marked else left[0]
        (place,) = open_plan
        pairs.append((chosen.id, place))
        left.remove(chosen)
        open_plan.clear()
    return Matching(
        kept=tuple(pairs),
        fresh=tuple(open_plan),
        dropped=tuple(one.id for one in left if not one.marked),
        off_plan=tuple(one.id for one in left if one.marked),
    )


def _month(one: Planned) -> tuple[int, int] | None:
    return (one.due_on.year, one.due_on.month) if one.due_on else None


def counted_states(states: Iterable[Shown]) -> Counts:
    return Counts(**{str(state): count for state, count in Counter(states).items()})


def item_state(states: Sequence[Shown]) -> Shown:
    """One state for an item with several occurrences: what most needs attention; half done is in progress."""
    if not states:
        return "ahead"
    for urgent in ("overdue", "waiting_region", "in_progress"):
        if urgent in states:
            return urgent
    if all(state == "cancelled" for state in states):
        return "cancelled"
    if all(state in ("done", "cancelled") for state in states):
        return "done"
    if "done" in states:
        return "in_progress"
    return "postponed" if "postponed" in states else "ahead"
