"""Data of the form «Страница признака»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.findings.evidence_rows import EvidencePage


@dataclass(frozen=True, slots=True, eq=False)
class FindingData:
    page: EvidencePage
    author: str
    printed_on: date


def finding_data(ctx: Context, procedure_id: int, organisation_id: int) -> FindingData:
    """The page of one school in one procedure as the screen shows it. Raises UserError when it has no papers."""
    from app.services.findings.evidence import evidence
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return FindingData(evidence(ctx, procedure_id, organisation_id), workplace.name if workplace else "", ctx.clock().date())
