"""What charts need beyond the rows of results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One year of one line; `value` None leaves a gap (fewer than 5 wrote, or nothing is known).

    `former`: the school that wrote, where it was another one that joined this one later.
    """

    year: int
    value: float | None
    n: int
    former: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPanel:
    """One small chart: the school's line, the grey line behind it (the district), the thin one (the region)."""

    title: str
    """«Русский язык, 4 класс»."""
    school: tuple[HistoryPoint, ...]
    reference: tuple[HistoryPoint, ...] = ()
    region: tuple[HistoryPoint, ...] = ()
