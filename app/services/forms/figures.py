"""Numbers as tables print them."""

from __future__ import annotations

from datetime import date

from app.services.results.procedure import ProcedureRow
from app.services.text_ru import NBSP, number, short_date

NOTHING = "—"
LITTLE = "мало данных"
FEW = 5
"""Fewer participants: no percents."""


def amount(value: int | None) -> str:
    """A count, or a dash where it is not known."""
    return NOTHING if value is None else number(value)


def decimal(value: float | None, digits: int = 1) -> str:
    return NOTHING if value is None else number(value, digits)


def share(part: int | None, whole: int | None) -> str:
    """Percent of a count, one digit; a dash where it cannot be told, nothing of a group under 5."""
    if part is None or not whole:
        return NOTHING
    return number(100 * part / whole, 1) if whole >= FEW else LITTLE


def window(procedure: ProcedureRow) -> str:
    """«20.04.2026», «20.04.2026 – 20.05.2026», a dash where no file told the date."""
    start, end = procedure.held_on, procedure.held_until
    if start is None:
        return NOTHING if end is None else f"до{NBSP}{short_date(end)}"
    return short_date(start) if end is None or end == start else f"{short_date(start)} – {short_date(end)}"


def as_of(day: date) -> str:
    return f"По состоянию на {short_date(day)}"
