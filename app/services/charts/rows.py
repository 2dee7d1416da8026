"""What charts need beyond the rows of results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One year of one line; `value` None leaves a gap (fewer than 5 wrote, or nothing is known)."""

    year: int
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class HistoryPanel:
    """One small chart: the school's line and the grey line behind it (the district)."""

    title: str
    """«Русский язык, 4 класс»."""
    school: tuple[HistoryPoint, ...]
    reference: tuple[HistoryPoint, ...] = ()
