"""What the tab «Календарь процедур» reads. Runs on the worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.plan.rows import BreakRow, Hanging, PlanRow, SchoolInProcedure
from app.services.results.rows import ProcedureGroups
from app.ui.calendar import layout
from app.ui.calendar.scene import Conflict, Everything, PersonDay, person_conflicts
from app.ui.school_year import year_of

if TYPE_CHECKING:
    from app.services.context import Context

Missing = tuple[tuple[int, str], ...]
"""(organisation id, name) of the own schools without results."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    everything: Everything = field(default_factory=Everything)
    missing: dict[int, Missing] = field(default_factory=dict)
    """Procedure id → schools."""
    schools: tuple[tuple[int, str], ...] = ()
    """Own open schools by name."""
    anything: bool = False
    """The base holds procedures or events at all."""
    shipped: tuple[int, ...] = ()
    """Years whose windows the program brings along."""
    own_school: int | None = None
    """Of a school's workplace."""

    @property
    def rows(self) -> tuple[PlanRow, ...]:
        return self.everything.rows


@dataclass(frozen=True, slots=True)
class ProcedureDetails:
    groups: ProcedureGroups
    files: tuple[str, ...]
    """Names of the loaded files."""
    schools: tuple[SchoolInProcedure, ...] = ()
    hanging: tuple[Hanging, ...] = ()
    """What would move with the window."""


def read_page(ctx: Context, school_year: int | None) -> CalendarPage:
    """Everything of the school year (None = all), with the schools that have not submitted."""
    from app.services.assignments.queries import list_assignments
    from app.services.assignments.rows import ROLES
    from app.services.calendar.rules import in_school_year
    from app.services.events.queries import list_events
    from app.services.organisations.queries import list_organisations
    from app.services.overview.queries import overview
    from app.services.plan.packages import shipped_years
    from app.services.plan.queries import list_plan, list_slots, slot_conflicts
    from app.services.workplace.queries import get_workplace

    named = f"{school_year}/{school_year + 1}" if school_year is not None else None
    first, last = (date(school_year, 9, 1), date(school_year + 1, 8, 31)) if school_year is not None else (None, None)
    today = ctx.clock().date()
    everything = list_plan(ctx)
    rows = tuple(row for row in everything if named is None or in_school_year(row.year, row.starts_on, row.ends_on, named))
    ids = {row.procedure_id for row in rows}
    events = tuple(one for one in list_events(ctx, first, last) if one.status != "cancelled")
    slots = tuple(list_slots(ctx, first, last))
    people = tuple(
        PersonDay(
            one.person_id, one.person, ROLES.get(one.role, one.role), one.procedure_id, one.organisation_id, one.organisation,
            one.held_on,
        )
        for one in list_assignments(ctx)
        if one.procedure_id in ids
    )  # fmt: skip
    workplace = get_workplace(ctx)
    own = workplace.organisation_id if workplace is not None and workplace.kind == "school" else None
    schools = tuple(
        (one.id, one.short_name) for one in list_organisations(ctx, own_only=True, kind="school") if one.id is not None
    )
    names = {key: f"{layout.school(name)}, " for key, name in schools} if own is None else {}
    conflicts = [
        Conflict(one.held_on, names.get(one.organisation_id, "") + one.text, one.procedure_id, one.organisation_id)
        for one in slot_conflicts(ctx, named)
    ] + person_conflicts(people, slots, {row.procedure_id: row.title for row in rows})
    years = {school_year} if school_year is not None else {year_of(today), *(year_of(r.starts_on) for r in rows if r.starts_on)}
    breaks, off = _days(ctx, sorted(years), own)
    seen = overview(ctx, today, with_findings=False)
    return CalendarPage(
        Everything(rows, events, slots, tuple(conflicts), breaks, off, people),
        {row.procedure_id: row.schools for row in seen.missing},
        schools,
        bool(everything or events),
        shipped_years(),
        own,
    )


def _days(ctx: Context, years: list[int], own: int | None) -> tuple[dict[int | None, tuple[BreakRow, ...]], frozenset[date]]:
    """Breaks by whose they are (proposed ones where the district has none), and the days off of these school years."""
    from app.services.calendar.working_days import is_working_day
    from app.services.plan.queries import all_breaks, school_days
    from app.services.plan.rules import breaks_of, proposed_breaks

    breaks: dict[int | None, tuple[BreakRow, ...]] = {None: ()}
    off: set[date] = set()
    for year in years:
        stored = all_breaks(ctx, year)
        district = breaks_of(stored, own) or tuple(proposed_breaks(year))
        breaks[None] += district
        for school in {one.organisation_id for one in stored if one.organisation_id is not None}:
            breaks[school] = breaks.get(school, ()) + breaks_of(stored, school)
        days = school_days(ctx, year)
        for n in range(366):
            day = date(year, 9, 1) + timedelta(days=n)
            if day.weekday() != 6 and not is_working_day(day, True, days.exceptions):
                off.add(day)
    return breaks, frozenset(off)


def read_details(ctx: Context, procedure_id: int) -> ProcedureDetails:
    """UserError when the procedure is no more."""
    from app.services.plan.queries import plan_schools
    from app.services.results.queries import list_import_runs, procedure_groups

    runs = [run for run in list_import_runs(ctx, procedure_id) if run.reverted_at is None]
    return ProcedureDetails(
        procedure_groups(ctx, procedure_id),
        tuple(dict.fromkeys(run.file_name for run in runs)),
        tuple(plan_schools(ctx, procedure_id)),
        _hanging(ctx, procedure_id),
    )


def _hanging(ctx: Context, procedure_id: int) -> tuple[Hanging, ...]:
    """What depends on the window: all that a move by a week would touch."""
    from app.services.errors import UserError
    from app.services.plan.moving import preview_move
    from app.services.plan.queries import get_plan

    row = get_plan(ctx, procedure_id)
    if row is None or row.starts_on is None:
        return ()
    try:
        found = preview_move(ctx, procedure_id, row.starts_on + _WEEK, (row.ends_on or row.starts_on) + _WEEK)
    except UserError:
        return ()
    return tuple(one for one in found.hanging if one.kind not in ("plan", "slot"))
