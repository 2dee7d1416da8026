"""Data of the form «Карточка школы»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.checks.rows import MarkerRow
from app.services.organisations.rows import OrganisationRow
from app.services.results.rows import GroupResult, ProcedureRow


@dataclass(frozen=True, slots=True)
class SchoolCardData:
    organisation: OrganisationRow
    results: tuple[tuple[ProcedureRow, GroupResult, GroupResult | None], ...]
    """Procedure, the school in it, its district in it."""
    markers: tuple[MarkerRow, ...]
    author: str
    printed_on: date
