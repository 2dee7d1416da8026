"""Data of the form «Официальные признаки»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.checks.rows import MarkerRow
from app.services.context import Context
from app.services.errors import UserError
from app.services.official.rows import JournalLine, OfficialLine, OfficialYear


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
    years: tuple[OfficialYear, ...] = ()
    lines: tuple[OfficialLine, ...] = ()
    """Every rule on every paper with what chance gives; empty = the list of schools alone."""
    journal: tuple[JournalLine, ...] = ()


def marker_list_data(ctx: Context, year: int | None = None) -> MarkerListData:
    """Official markers of the own schools, of one year or of all. Raises UserError where nothing could be checked."""
    from app.services.official.queries import official_view
    from app.services.workplace.queries import get_workplace

    view = official_view(ctx, year)
    if not view.cells:
        raise UserError("Проверять нечего: результатов за выбранное время нет.", "Сначала загрузите результаты.")
    workplace = get_workplace(ctx)
    return MarkerListData(
        markers=view.markers,
        cells=view.cells,
        schools=view.schools,
        notes=view.notes,
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
        year=year,
        years=view.years,
        lines=view.lines,
        journal=view.journal,
    )
