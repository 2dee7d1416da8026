"""Reading what goes into an exported calendar."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.assignments import Assignment
from app.models.events import EventAttendance
from app.models.organisations import Organisation
from app.models.people import Person
from app.models.plan import ProcedureSchool
from app.services.assignments.rows import ROLES
from app.services.calendar.rules import school_year_span
from app.services.errors import UserError
from app.services.events.queries import list_events
from app.services.ics import rules
from app.services.ics.rows import TIME_ZONE, Entry, Feed, Scope, Zone
from app.services.plan.queries import all_breaks, list_plan, list_slots
from app.services.plan.rules import breaks_of
from app.services.text_ru import school_year
from app.services.workplace.queries import get_setting, get_workplace

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.plan.rows import PlanRow


def time_zone(ctx: Context) -> Zone:
    """As set for the district, else the computer's, else Moscow's."""
    return rules.zone_of(get_setting(ctx, TIME_ZONE), ctx.clock().astimezone().utcoffset())


def calendar_feed(ctx: Context, scope: Scope | None = None) -> Feed:
    """Everything of the district, or what concerns one school or one person. Raises UserError when there is nothing."""
    scope = scope or Scope()
    plans = list_plan(ctx, scope.school_year)
    if scope.person_id is not None:
        name, entries = _of_person(ctx, scope.person_id, plans, scope.school_year)
    elif scope.organisation_id is not None:
        name, entries = _of_school(ctx, scope.organisation_id, plans, scope.school_year)
    else:
        name, entries = _of_district(ctx, plans, scope.school_year)
    if not entries:
        what = f"{name}: выгружать нечего."
        raise UserError(what, "Запланируйте процедуры или встречи, укажите их сроки и повторите.")
    year = f" {scope.school_year}" if scope.school_year else ""
    return Feed(f"{name}{year}", rules.in_order(entries), time_zone(ctx))


def list_people(ctx: Context) -> list[tuple[int, str]]:
    """(id, name) of everybody who has something in the calendar, by name."""
    with ctx.db.read() as session:
        ids = {*session.scalars(select(Assignment.person_id)), *session.scalars(select(EventAttendance.person_id))}
        found = session.execute(select(Person.id, Person.full_name).where(Person.id.in_({one for one in ids if one is not None})))
        return sorted(((number, name) for number, name in found), key=lambda pair: pair[1].casefold())


def not_taking_part(ctx: Context, organisation_id: int) -> set[int]:
    """Procedures the school has nothing to do with, as it was said."""
    with ctx.db.read() as session:
        return set(
            session.scalars(
                select(ProcedureSchool.procedure_id).where(
                    ProcedureSchool.organisation_id == organisation_id, ProcedureSchool.status == "not_taking_part"
                )
            )
        )


def _span(year: str | None) -> tuple[date | None, date | None]:
    return (None, None) if year is None else school_year_span(year)


def _events(ctx: Context, year: str | None, organisation_id: int | None = None) -> list[tuple[int, Entry]]:
    found = ((row.id, rules.event_entry(row)) for row in list_events(ctx, *_span(year), organisation_id))
    return [(number, entry) for number, entry in found if entry is not None]


def _breaks(ctx: Context, plans: list[PlanRow], year: str | None, organisation_id: int | None) -> list[Entry]:
    names = {year} if year else {school_year(row.starts_on) for row in plans if row.starts_on is not None}
    workplace = get_workplace(ctx)
    uid = workplace.uid if workplace else ""
    rows = [one for name in sorted(names) for one in breaks_of(all_breaks(ctx, int(name[:4])), organisation_id)]
    return rules.break_entries(rows, uid)


def _of_district(ctx: Context, plans: list[PlanRow], year: str | None) -> tuple[str, list[Entry]]:
    workplace = get_workplace(ctx)
    entries = [entry for row in plans for entry in rules.window_entries(row)]
    entries += [entry for _number, entry in _events(ctx, year)]
    name = (workplace.district_name or workplace.name) if workplace else ""
    shown = f"Оценочные процедуры, {name}" if name else "Оценочные процедуры"
    return shown, entries + _breaks(ctx, plans, year, None) if entries else entries


def _of_school(ctx: Context, organisation_id: int, plans: list[PlanRow], year: str | None) -> tuple[str, list[Entry]]:
    with ctx.db.read() as session:
        school = session.get(Organisation, organisation_id)
        if school is None:
            raise UserError("Такой школы в базе нет.", "Выберите школу из списка.")
        name = school.short_name
    left_out = not_taking_part(ctx, organisation_id)
    own = {row.procedure_id: row for row in plans if row.procedure_id not in left_out}
    slots = [slot for slot in list_slots(ctx, organisation_id=organisation_id) if slot.procedure_id in own]
    entries = [entry for row in own.values() for entry in rules.window_entries(row)]
    entries += rules.slot_entries(slots, own)
    entries += [entry for _number, entry in _events(ctx, year, organisation_id)]
    return name, entries + _breaks(ctx, plans, year, organisation_id) if entries else entries


def _of_person(ctx: Context, person_id: int, plans: list[PlanRow], year: str | None) -> tuple[str, list[Entry]]:
    with ctx.db.read() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise UserError("Такого человека в базе нет.", "Выберите его из списка.")
        name = person.full_name
        invited = set(session.scalars(select(EventAttendance.event_id).where(EventAttendance.person_id == person_id)))
        held = list(
            session.execute(
                select(Assignment, Organisation.short_name)
                .outerjoin(Organisation, Organisation.id == Assignment.organisation_id)
                .where(Assignment.person_id == person_id)
                .order_by(Assignment.id)
            )
        )
        duties = [
            (one.procedure_id, one.role, one.organisation_id, school or "", one.class_label, one.held_on, one.room)
            for one, school in held
        ]
    by_id = {row.procedure_id: row for row in plans}
    slots = defaultdict(list)
    for slot in list_slots(ctx) if duties else ():
        slots[slot.procedure_id, slot.organisation_id].append(slot)
    entries = []
    same: Counter[tuple[object, ...]] = Counter()
    for procedure, role, school_id, school, label, day, room in sorted(duties, key=lambda duty: duty[5] or date.min):
        if (row := by_id.get(procedure)) is not None:
            there, title = slots.get((procedure, school_id or 0), []), ROLES.get(role, role)
            number = same[procedure, role, school_id, label]
            same[procedure, role, school_id, label] += 1
            entries += rules.duty_entries(role, row, person_id, school_id, school, label, day, room, title, there, number)
    entries += [entry for number, entry in _events(ctx, year) if number in invited]
    return name, entries
