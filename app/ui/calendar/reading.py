"""What the tab «Календарь процедур» reads. Runs on the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.calendar.rows import CalendarRow
from app.services.results.rows import ProcedureGroups

if TYPE_CHECKING:
    from app.services.context import Context

Missing = tuple[tuple[int, str], ...]
"""(organisation id, name) of the own schools without results."""


@dataclass(frozen=True, slots=True)
class CalendarPage:
    rows: tuple[CalendarRow, ...]
    missing: dict[int, Missing]
    """Procedure id → schools."""
    anything: bool
    """The base holds procedures at all."""


@dataclass(frozen=True, slots=True)
class ProcedureDetails:
    groups: ProcedureGroups
    files: tuple[str, ...]
    """Names of the loaded files."""


def read_page(ctx: Context, school_year: int | None) -> CalendarPage:
    """Procedures of the school year (None = all), with the schools that have not submitted."""
    from app.services.calendar.queries import list_calendar
    from app.services.overview.queries import overview

    everything = list_calendar(ctx)
    named = f"{school_year}/{school_year + 1}" if school_year is not None else None
    rows = tuple(list_calendar(ctx, named)) if named else tuple(everything)
    seen = overview(ctx, ctx.clock().date(), with_findings=False)
    return CalendarPage(rows, {row.procedure_id: row.schools for row in seen.missing}, bool(everything))


def read_details(ctx: Context, procedure_id: int) -> ProcedureDetails:
    """UserError when the procedure is no more."""
    from app.services.results.queries import list_import_runs, procedure_groups

    runs = [run for run in list_import_runs(ctx, procedure_id) if run.reverted_at is None]
    return ProcedureDetails(procedure_groups(ctx, procedure_id), tuple(dict.fromkeys(run.file_name for run in runs)))
