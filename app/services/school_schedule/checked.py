"""Stored schedules together with what their check says: the district's list and one school's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select

from app.models.results import Procedure
from app.models.schedules import SchoolSchedule
from app.models.settings import Setting
from app.services.calendar.exceptions import working_day_exceptions
from app.services.context import Context
from app.services.plan.queries import six_day_week
from app.services.school_schedule.board import Board
from app.services.school_schedule.findings import CheckOptions, Finding
from app.services.school_schedule.queries import list_schedules, list_schools, schedule_or_empty
from app.services.school_schedule.rows import Schedule, SchoolLine
from app.services.school_schedule.rules import Counts, check_board, counts
from app.services.workplace.queries import decoded
from app.services.workplace.rows import SettingKey

VPR_COUNTS: SettingKey[bool] = SettingKey("schedules.vpr_counts", False)
"""ВПР count in the 10 % of the hours."""


@dataclass(frozen=True, slots=True)
class SchoolState:
    """One school of the district: what it sent and what the check says. `counts` None = nothing to check."""

    line: SchoolLine
    counts: Counts | None
    per_class: float | None
    """Procedures a year of a class, on the average."""
    busiest: int | None
    """Most procedures of one class in one school week."""


@dataclass(frozen=True, slots=True)
class DistrictPage:
    school_year: int
    schools: tuple[SchoolState, ...]
    vpr_counts: bool
    six_day: bool


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """One school's schedule, its findings and the days it goes by. `schedule.id` 0 = there is none yet."""

    schedule: Schedule
    findings: tuple[Finding, ...]
    options: CheckOptions
    days: tuple[int, ...]
    """Ordinals of the school days."""
    weeks: tuple[tuple[date, date], ...]
    """(Monday, Saturday) of school weeks 1, 2 …"""


def check_options(ctx: Context, schedules: Iterable[Schedule] = ()) -> CheckOptions:
    """What the check goes by: settings, own working days, windows of the planned procedures of the schedules' year."""
    schedules = tuple(schedules)
    ids = {one.procedure_id for schedule in schedules for one in schedule.entries if one.procedure_id is not None}
    years = {one.school_year for one in schedules}
    with ctx.db.read() as session:
        row = session.get(Setting, VPR_COUNTS.name)
        windows: dict[int, tuple[date, date]] = {}
        papers: dict[tuple[str, int, str], tuple[date, date]] = {}
        if schedules:
            first, last = date(min(years), 9, 1), date(max(years) + 1, 8, 31)
            here = Procedure.held_on.between(first, last)
            for one in session.scalars(select(Procedure).where(or_(here, Procedure.id.in_(ids)))):
                if one.held_on is not None and one.held_until is not None:
                    windows[one.id] = (one.held_on, one.held_until)
                    if len(years) == 1:
                        papers[one.kind, one.grade, one.subject] = windows[one.id]
        vpr_counts = decoded(None if row is None else row.value, VPR_COUNTS)
        return CheckOptions(six_day_week(session), working_day_exceptions(session), vpr_counts, windows, papers)


def district_page(ctx: Context, school_year: int) -> DistrictPage:
    """Every working school of the district by name, with the counts of findings of its schedule for the year."""
    schedules = {one.organisation_id: one for one in list_schedules(ctx, school_year)}
    options = check_options(ctx, schedules.values())
    schools = tuple(_state(line, schedules.get(line.organisation_id), options) for line in list_schools(ctx, school_year))
    return DistrictPage(school_year, schools, options.vpr_counts, options.six_day)


def school_page(ctx: Context, organisation_id: int, school_year: int) -> SchoolPage:
    """The schedule of a school for a year; an empty one (id 0) where it has none yet."""
    schedule = schedule_or_empty(ctx, organisation_id, school_year)
    options = check_options(ctx, (schedule,))
    board = Board(schedule, options)
    return SchoolPage(schedule, check_board(board), options, board.days, board.weeks)


def latest_year(ctx: Context, organisation_id: int) -> int | None:
    """The latest school year for which the school has a schedule."""
    with ctx.db.read() as session:
        query = select(SchoolSchedule.school_year).where(SchoolSchedule.organisation_id == organisation_id)
        return session.scalar(query.order_by(SchoolSchedule.school_year.desc()).limit(1))


def rechecked(page: SchoolPage, schedule: Schedule) -> SchoolPage:
    """The same page with other entries, nothing read."""
    board = Board(schedule, page.options)
    return replace(page, schedule=schedule, findings=check_board(board))


def _state(line: SchoolLine, schedule: Schedule | None, options: CheckOptions) -> SchoolState:
    if schedule is None:
        return SchoolState(line, None, None, None)
    board = Board(schedule, options)
    written: Counter[tuple[int, str]] = Counter()
    for _index, entry in board.standing():
        written.update(board.classes(entry))
    busiest = max((len(there) for there in board.in_week.values()), default=0)
    per_class = sum(written.values()) / len(written) if written else 0.0
    return SchoolState(line, counts(check_board(board)), per_class, busiest)
