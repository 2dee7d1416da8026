"""What the page of the analysis reads on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.analysis.rows import Analysis, Chart, Choices, Direction, Table
from app.services.results.procedure import ProcedureRow
from app.ui.school_year import procedure_year

if TYPE_CHECKING:
    from app.services.context import Context


@dataclass(frozen=True, slots=True)
class PageData:
    """`analysis` None = there is nothing to analyse; `remark` says why not what was wished for."""

    choices: Choices
    analysis: Analysis | None
    remark: str = ""


def read_page(ctx: Context, procedure: int | None, school: int | None, school_year: int | None) -> PageData:
    """The wished procedure, else the newest of the chosen school year, else the newest of all."""
    from app.services.analysis.queries import analyse, choices
    from app.services.errors import UserError

    offered = choices(ctx)
    chosen = pick(offered.procedures, procedure, school_year)
    if chosen is None:
        return PageData(offered, None)
    wanted = offered.own_school or school
    if wanted is not None and wanted not in {one.id for one in offered.schools}:
        wanted = None
    try:
        return PageData(offered, analyse(ctx, chosen.id, wanted))
    except UserError as error:
        if offered.own_school is not None or wanted is None:
            return PageData(offered, None, f"{error.what} {error.todo}")
        return PageData(offered, analyse(ctx, chosen.id, None), f"{error.what} Показан район целиком.")


def pick(procedures: tuple[ProcedureRow, ...], wanted: int | None, school_year: int | None) -> ProcedureRow | None:
    """`wanted` by id; else the newest that belongs to the school year, else the newest."""
    for procedure in procedures:
        if procedure.id == wanted:
            return procedure
    inside = [p for p in procedures if school_year is None or procedure_year(p.year, p.held_on) == school_year]
    return next(iter(inside or procedures), None)


def read_figures(charts: tuple[Chart, ...], dark: bool, surface: str) -> dict[str, Any]:
    """{chart key: figure} in today's colours."""
    if not charts:
        return {}
    from dataclasses import replace

    from app.services.analysis.pictures import draw
    from app.services.charts import DARK, LIGHT

    palette = replace(DARK if dark else LIGHT, surface=surface)
    return {chart.key: draw(chart, palette) for chart in charts}


def read_year(ctx: Context, year: int, school: int | None) -> Direction:
    """Every procedure of the year, as a direction of its own."""
    from app.services.analysis.queries import analyse_year

    tables: tuple[Table, ...] = analyse_year(ctx, year, school)
    missing = "" if tables else "За этот год результатов нет."
    return Direction("year", f"Работы {year} года вместе", tables=tables, missing=missing)


def read_task(ctx: Context, procedure: int, school: int | None, place: int) -> Direction:
    """The rows behind one task."""
    from app.services.analysis.queries import rows_behind_task

    return rows_behind_task(ctx, procedure, school, place)
