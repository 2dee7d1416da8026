"""Data of the form «Карточка школы»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.checks.rows import MarkerRow
from app.services.context import Context
from app.services.errors import UserError
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


def school_card_data(ctx: Context, organisation_id: int) -> SchoolCardData:
    """Raises UserError where the school was deleted meanwhile."""
    from app.services.checks.queries import run_check
    from app.services.organisations.queries import get_organisation
    from app.services.results.queries import school_results
    from app.services.workplace.queries import get_workplace

    organisation = get_organisation(ctx, organisation_id)
    if organisation is None:
        raise UserError("Этой организации в базе больше нет.", "Обновите список: её могли удалить.")
    results = school_results(ctx, organisation_id)
    markers = run_check(ctx).markers if results else ()
    workplace = get_workplace(ctx)
    return SchoolCardData(
        organisation=organisation,
        results=results,
        markers=tuple(one for one in markers if one.organisation_id == organisation_id),
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
    )
