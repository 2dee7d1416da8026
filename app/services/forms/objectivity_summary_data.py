"""Data of the form «Сводка по объективности района»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.findings.rows import FindingRow, FindingsState, TrendRow


@dataclass(frozen=True, slots=True)
class ObjectivitySummaryData:
    year: int
    name: str
    """Whose schools: the district."""
    findings: tuple[FindingRow, ...]
    """Of the year, schools by alphabet."""
    trend: tuple[TrendRow, ...]
    """Every year there is, oldest first."""
    state: FindingsState
    author: str
    printed_on: date


def objectivity_summary_data(ctx: Context, year: int | None = None) -> ObjectivitySummaryData:
    """The newest year that was checked where none is given. Raises UserError where nothing is kept of it."""
    from app.services.findings.queries import finding_years, findings_state, list_findings, trend
    from app.services.workplace.queries import get_workplace

    chosen = year or max(finding_years(ctx), default=None)
    rows = list_findings(ctx, chosen) if chosen is not None else ()
    if chosen is None or not rows:
        raise UserError(
            "Признаки за этот год не посчитаны.",
            "Откройте вкладку «Объективность»: они посчитаются сами, или выберите другой год.",
        )
    workplace = get_workplace(ctx)
    return ObjectivitySummaryData(
        year=chosen,
        name=workplace.district_name if workplace else "",
        findings=rows,
        trend=trend(ctx),
        state=findings_state(ctx),
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
    )
