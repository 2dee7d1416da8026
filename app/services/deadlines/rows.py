"""What a deadline phrase says, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.services.deadlines.nodes import Item, Part

Kind = Literal[
    "date", "period", "periods", "recurring", "continuous", "on_schedule", "on_demand", "relative", "unparsable"
]  # fmt: skip
Interval = tuple[date | None, date | None]
"""First and last day, both inclusive; None on the left is «до», None on the right is «с»."""
Context = tuple[date, date]
"""The period of the document, both days inclusive."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often. `every`: «year», «3 years», «half-year», «quarter», «month», «2 weeks», «week», «day», «school_term».

    `by` is «MM-DD», `by_day` a day of the month (of the month after the reported one with `lag`, of the month
    `in_quarter` of a quarter), `weekdays` 1 = Monday, `nth` −1 = last, `part` a slice of each month or year («в конце»,
    «вторая декада»; `part_until`: by its end). `spans` are the yearless parts of the year it falls on, `bounds` limit the
    years or months in which it happens at all.
    """

    every: str
    months: tuple[int, ...] = ()
    by: str | None = None
    by_day: int | None = None
    days: tuple[int, ...] = ()
    day_mode: Literal["until", "at", "range"] = "until"
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    part: Part | None = None
    part_until: bool = False
    times: int | None = None
    times_min: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    lag: bool = False
    lag_years: int = 0
    in_quarter: int = 0
    spans: tuple[Item, ...] = ()
    bounds: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """So many days before or after an event. `offset_days` is None where the offset is in months or unknown.

    `formula` holds a date in a variable year: «25.08.(X-1)».
    """

    anchor: str
    offset_days: int | None
    unit: Literal["calendar", "working"]
    direction: Literal["before", "after"]
    offset_months: int | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to understand the same phrase, offered for choice."""

    intervals: tuple[Interval, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The understood phrase. `ambiguous`: a person must confirm; `notes` say why, in Russian.

    `spans` keep the form of a date or period whose year is unknown (no context), so that it can be said in words.
    """

    kind: Kind
    intervals: tuple[Interval, ...] = ()
    recurrence: Recurrence | None = None
    relative: Relative | None = None
    ambiguous: bool = False
    alternatives: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    spans: tuple[Item, ...] = ()
