"""Stored schedules of schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.plan import SchoolBreak
from app.models.schedules import ScheduleEntry, SchoolSchedule, SubjectHours
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.errors import UserError
from app.services.school_schedule.rows import Break, Entry, Hours, Schedule, SchoolLine
from app.services.text_ru import sort_key


def get_schedule(ctx: Context, schedule_id: int) -> Schedule | None:
    """One schedule with its entries, hours and breaks; None where it is gone."""
    with ctx.db.read() as session:
        found = session.get(SchoolSchedule, schedule_id)
        return next(iter(_schedules(session, [found])), None) if found else None


def schedule_of(ctx: Context, organisation_id: int, school_year: int) -> Schedule | None:
    """The schedule of a school for a school year, None where there is none."""
    with ctx.db.read() as session:
        query = select(SchoolSchedule).where(
            SchoolSchedule.organisation_id == organisation_id, SchoolSchedule.school_year == school_year
        )
        return next(iter(_schedules(session, session.scalars(query).all())), None)


def schedule_or_empty(ctx: Context, organisation_id: int, school_year: int) -> Schedule:
    """The schedule of a school, or one with only the breaks in it (id 0): for an empty form, for typing the first entry."""
    found = schedule_of(ctx, organisation_id, school_year)
    if found is not None:
        return found
    with ctx.db.read() as session:
        organisation = session.get(Organisation, organisation_id)
        if organisation is None:
            raise UserError("Этой организации в базе уже нет.", "Обновите список.")
        breaks = _breaks(session, {(organisation_id, school_year)})[organisation_id, school_year]
        return Schedule(0, organisation_id, organisation.short_name, school_year, breaks=breaks)


def list_schedules(ctx: Context, school_year: int) -> list[Schedule]:
    """All schedules of a school year in full, by name of school. A few statements, however many schools."""
    with ctx.db.read() as session:
        query = select(SchoolSchedule).where(
            SchoolSchedule.school_year == school_year, SchoolSchedule.organisation_id.in_(own_organisations(session))
        )
        return _schedules(session, session.scalars(query).all())


def list_schools(ctx: Context, school_year: int) -> list[SchoolLine]:
    """Every school of the district that works, with its schedule for the year where it has sent one; by name."""
    schedules = {one.organisation_id: one for one in list_schedules(ctx, school_year)}
    with ctx.db.read() as session:
        query = select(Organisation.id, Organisation.short_name).where(
            Organisation.id.in_(own_organisations(session)),
            Organisation.kind == "school",
            or_(Organisation.closed_on.is_(None), Organisation.id.in_(schedules)),
        )
        schools = [(row.id, row.short_name) for row in session.execute(query)]
    schools.sort(key=lambda one: sort_key(one[1]))
    return [_line(organisation, name, schedules.get(organisation)) for organisation, name in schools]


def school_years(ctx: Context) -> list[int]:
    """School years that have a schedule, latest first."""
    with ctx.db.read() as session:
        return list(session.scalars(select(SchoolSchedule.school_year).distinct().order_by(SchoolSchedule.school_year.desc())))


def _line(organisation: int, name: str, schedule: Schedule | None) -> SchoolLine:
    if schedule is None:
        return SchoolLine(organisation, name, None, None, "", "", 0, 0, 0)
    return SchoolLine(
        organisation,
        name,
        schedule.id,
        schedule.received_on,
        schedule.file_name,
        schedule.order_number,
        len(schedule.classes),
        len(schedule.entries),
        _without_hours(schedule),
    )


def _without_hours(schedule: Schedule) -> int:
    known = {(one.grade, one.class_label, one.subject) for one in schedule.hours}
    asked = {(one.grade, one.class_label, one.subject) for one in schedule.entries}
    return sum((grade, label, subject) not in known and (grade, "", subject) not in known for grade, label, subject in asked)


def _schedules(session: Session, found: Iterable[SchoolSchedule]) -> list[Schedule]:
    found = list(found)
    if not found:
        return []
    ids = [one.id for one in found]
    organisations = {one.organisation_id for one in found}
    query = select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(organisations))
    names = {row.id: row.short_name for row in session.execute(query)}
    entries: dict[int, list[Entry]] = defaultdict(list)
    columns = [getattr(ScheduleEntry, name) for name in ENTRY_FIELDS]
    statement = select(ScheduleEntry.schedule_id, ScheduleEntry.id, *columns).where(ScheduleEntry.schedule_id.in_(ids))
    for schedule, entry, *values in session.execute(statement.order_by(ScheduleEntry.id)):
        fields: tuple[Any, ...] = (*values, entry)
        entries[schedule].append(Entry(*fields))
    hours: dict[int, list[Hours]] = defaultdict(list)
    for one in session.scalars(select(SubjectHours).where(SubjectHours.schedule_id.in_(ids)).order_by(SubjectHours.id)):
        hours[one.schedule_id].append(Hours(one.grade, one.class_label, one.subject, one.hours, one.weekly, one.id))
    breaks = _breaks(session, {(one.organisation_id, one.school_year) for one in found})
    rows = [
        Schedule(
            one.id,
            one.organisation_id,
            names.get(one.organisation_id, ""),
            one.school_year,
            tuple(entries[one.id]),
            tuple(hours[one.id]),
            breaks[one.organisation_id, one.school_year],
            one.first_week_on,
            one.file_name,
            one.received_on,
            one.order_number,
            one.ordered_on,
            one.changes_order,
            one.note,
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (sort_key(row.organisation_name), -row.school_year))


ENTRY_FIELDS = (
    "grade", "class_label", "subject", "level", "kind", "title", "held_on", "until", "week", "lesson", "is_edge_lesson",
    "minutes", "lessons_taken", "cell", "procedure_id",
)  # fmt: skip
"""Columns of an entry in the order of `Entry`."""


def _breaks(session: Session, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[Break, ...]]:
    """{(school, school year): its own breaks, else those of the district}."""
    by_owner: dict[tuple[int | None, int], list[Break]] = defaultdict(list)
    years = {year for _school, year in wanted}
    query = select(SchoolBreak).where(SchoolBreak.school_year.in_(years)).order_by(SchoolBreak.starts_on)
    for one in session.scalars(query):
        by_owner[one.organisation_id, one.school_year].append(Break(one.title, one.starts_on, one.ends_on))
    return {(school, year): tuple(by_owner.get((school, year)) or by_owner.get((None, year)) or ()) for school, year in wanted}
