"""The door: a cell's text and the document's period → what the deadline is."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.services.deadlines.compose import NOT_A_DEADLINE, compose
from app.services.deadlines.grammar import elements
from app.services.deadlines.lexer import LONGEST
from app.services.deadlines.rows import Context, Deadline, Interval, Recurrence, Relative
from app.services.deadlines.units import Impossible

IMPOSSIBLE = "такой даты нет"


def read_deadline(text: str, context: Context | None = None) -> Deadline:
    """What a person's phrase says; never raises. `context` is the document's period, both days inclusive.

    Without a context phrases that do not name a year keep their kind and have no intervals. What is not understood is
    `unparsable`; what may be understood in another way is `ambiguous` and says why in `notes`.
    """
    if not text.strip():
        return Deadline("unparsable", notes=("срок пуст",))
    if len(text) > LONGEST:
        return Deadline("unparsable", notes=(f"{NOT_A_DEADLINE}: слишком длинный текст",))
    if context is not None and context[0] > context[1]:
        context = None
    try:
        return compose(elements(text), context)
    except (Impossible, OverflowError):
        return Deadline("unparsable", notes=(IMPOSSIBLE,))


def to_json(deadline: Deadline) -> dict[str, Any]:
    """{kind, intervals, recurrence, relative, ambiguous, alternatives: list of interval lists}; dates as ISO strings."""
    return {
        "kind": deadline.kind,
        "intervals": _intervals(deadline.intervals),
        "recurrence": _recurrence(deadline.recurrence) if deadline.recurrence else None,
        "relative": _relative(deadline.relative) if deadline.relative else None,
        "ambiguous": deadline.ambiguous,
        "alternatives": [_intervals(reading.intervals) for reading in deadline.alternatives],
    }


def _intervals(intervals: tuple[Interval, ...]) -> list[list[str | None]]:
    return [[_iso(first), _iso(last)] for first, last in intervals]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _recurrence(rec: Recurrence) -> dict[str, Any]:
    """Always every, months, by; the rest where it says something."""
    found: dict[str, Any] = {"every": rec.every, "months": list(rec.months), "by": rec.by}
    if len(rec.weekdays) == 1:
        found["weekday"] = rec.weekdays[0]
    elif rec.weekdays:
        found["weekday"] = list(rec.weekdays)
    for name in ("by_day", "nth", "times", "times_min", "start_year", "end_year", "lag_years"):
        if (value := getattr(rec, name)) not in (None, 0):
            found[name] = value
    return found


def _relative(relative: Relative) -> dict[str, Any]:
    found: dict[str, Any] = {
        "anchor": relative.anchor, "offset_days": relative.offset_days, "unit": relative.unit, "direction": relative.direction,
    }  # fmt: skip
    if relative.offset_months is not None:
        found["offset_months"] = relative.offset_months
    if relative.formula is not None:
        found["formula"] = relative.formula
    return found
