"""Data of the form «Аналитическая справка по ВПР»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.results.rows import GroupResult, ProcedureRow, Scale, ScoreDistribution


@dataclass(frozen=True, slots=True)
class VprReportData:
    procedure: ProcedureRow
    schools: tuple[GroupResult, ...]
    """Alphabetical."""
    groups: tuple[GroupResult, ...]
    """District, region, whole sample: those the base has, in this order."""
    district_scores: ScoreDistribution | None
    reference_scores: ScoreDistribution | None
    cuts: Scale | None
    author: str
    district: str
    printed_on: date
    sources: tuple[str, ...] = ()
    """Names of the loaded files."""
