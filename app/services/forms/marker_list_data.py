"""Data of the form «Официальные признаки»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.checks.rows import MarkerRow
from app.services.context import Context
from app.services.errors import UserError


@dataclass(frozen=True, slots=True)
class MarkerListData:
    markers: tuple[MarkerRow, ...]
    cells: int
    """School × procedure pairs that were looked at."""
    schools: int
    notes: tuple[str, ...]
    author: str
    printed_on: date
    year: int | None = None


def marker_list_data(ctx: Context, year: int | None = None) -> MarkerListData:
    """Official markers of the own schools, of one year or of all. Raises UserError where nothing could be checked."""
    from app.services.checks.queries import run_check
    from app.services.organisations.queries import list_organisations
    from app.services.workplace.queries import get_workplace

    report = run_check(ctx, year)
    own = {row.id for row in list_organisations(ctx, own_only=True, include_closed=True)}
    cells = [cell for cell in report.cells if cell.organisation_id in own]
    if not cells:
        raise UserError("Проверять нечего: результатов за выбранное время нет.", "Сначала загрузите результаты.")
    workplace = get_workplace(ctx)
    return MarkerListData(
        markers=tuple(marker for marker in report.markers if marker.organisation_id in own),
        cells=len(cells),
        schools=len({cell.organisation_id for cell in cells}),
        notes=report.notes,
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
        year=year,
    )
