"""Data of the form «Аналитическая справка по ВПР»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult, Scale, ScoreDistribution


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
    printed_on: date
    sources: tuple[str, ...] = ()
    """Names of the loaded files."""


def vpr_report_data(ctx: Context, procedure_id: int) -> VprReportData:
    """Own schools, district, region. Raises UserError where the procedure has no results."""
    from app.services.results.queries import list_import_runs, procedure_groups, score_distribution
    from app.services.scales.queries import scale_for
    from app.services.workplace.queries import get_workplace

    found = procedure_groups(ctx, procedure_id)
    one = found.procedure
    if not found.schools and not found.groups:
        raise UserError(f"Результатов процедуры «{one.title}» в базе нет.", "Загрузите результаты и напечатайте снова.")
    runs = list_import_runs(ctx, procedure_id)
    workplace = get_workplace(ctx)
    return VprReportData(
        procedure=one,
        schools=found.schools,
        groups=found.groups,
        district_scores=score_distribution(ctx, procedure_id),
        reference_scores=score_distribution(ctx, procedure_id, level="region")
        or score_distribution(ctx, procedure_id, level="sample"),
        cuts=scale_for(ctx, one.kind, one.year, one.grade, one.subject, one.max_score),
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
        sources=tuple(dict.fromkeys(run.file_name for run in reversed(runs) if run.reverted_at is None)),
    )
