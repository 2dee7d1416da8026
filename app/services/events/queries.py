"""Reading events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from app.models.events import CalendarEvent, EventAttendance
from app.models.organisations import Organisation
from app.models.people import Person, PersonRole
from app.models.results import Procedure
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.errors import UserError
from app.services.events import rules
from app.services.events.rows import Attendee, Choices, Decision, Event, EventFields, EventRow, Invitee
from app.services.people.rows import ROLES
from app.services.results.procedure import procedure_title
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def list_events(
    ctx: Context, first: date | None = None, last: date | None = None, organisation_id: int | None = None
) -> tuple[EventRow, ...]:
    """Events that touch the days, by day and hour; those without a day come last, and only when no days are asked for.

    `organisation_id`: only those held in or with the school, or that it is invited to.
    """
    query = select(CalendarEvent)
    if last is not None:
        query = query.where(CalendarEvent.held_on <= last)
    if first is not None:
        query = query.where(or_(CalendarEvent.held_on >= first, CalendarEvent.ends_on >= first))
    with ctx.db.read() as session:
        found = list(session.scalars(query))
        if organisation_id is not None:
            asked = set(
                session.scalars(select(EventAttendance.event_id).where(EventAttendance.organisation_id == organisation_id))
            )
            found = [one for one in found if one.organisation_id == organisation_id or one.id in asked]
        rows = _rows(session, found)
    return tuple(sorted(rows, key=_order))


def _order(row: EventRow) -> tuple[Any, ...]:
    return (row.held_on or date.max, row.starts_at, sort_key(row.name), row.id)


def _rows(session: Session, found: Sequence[CalendarEvent]) -> list[EventRow]:
    ids = [one.id for one in found]
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    attendance = select(EventAttendance.event_id, EventAttendance.came)
    if len(ids) < 200:
        attendance = attendance.where(EventAttendance.event_id.in_(ids))
    for event_id, came in session.execute(attendance):
        counts[event_id][0] += 1
        if came is not None:
            counts[event_id][1 if came else 2] += 1
    schools = {number: name for number, name in session.execute(select(Organisation.id, Organisation.short_name))}
    wanted = {one.procedure_id for one in found if one.procedure_id is not None}
    columns = (Procedure.id, Procedure.kind, Procedure.year, Procedure.grade, Procedure.subject)
    papers = {
        number: procedure_title(kind, year, grade, subject)
        for number, kind, year, grade, subject in session.execute(select(*columns).where(Procedure.id.in_(wanted)))
    }
    return [
        EventRow(
            one.id,
            one.uid,
            one.kind,  # type: ignore[arg-type]
            one.title,
            one.held_on,
            one.ends_on,
            one.starts_at,
            one.ends_at,
            one.place,
            one.organisation_id,
            schools.get(one.organisation_id or 0, ""),
            one.procedure_id,
            papers.get(one.procedure_id or 0, ""),
            one.status,  # type: ignore[arg-type]
            one.is_confirmed,
            one.minutes_number,
            counts[one.id][0],
            counts[one.id][1],
            counts[one.id][2],
            len(rules.decisions_from_text(one.decided)),
        )
        for one in found
    ]


def get_event(ctx: Context, event_id: int) -> Event:
    """Raises UserError when it is gone."""
    with ctx.db.read() as session:
        one = session.get(CalendarEvent, event_id)
        if one is None:
            raise UserError("Этой встречи больше нет.", "Обновите список.")
        return Event(_rows(session, [one])[0], fields_of(one), _attendees(session, event_id), _decisions(session, one.decided))


def fields_of(one: CalendarEvent) -> EventFields:
    return EventFields(
        one.kind,  # type: ignore[arg-type]
        one.title,
        one.held_on,
        one.ends_on,
        one.starts_at,
        one.ends_at,
        one.place,
        one.organisation_id,
        one.procedure_id,
        one.status,  # type: ignore[arg-type]
        one.chair,
        one.secretary,
        one.agenda,
        one.heard,
        one.minutes_number,
        one.note,
    )


def _attendees(session: Session, event_id: int) -> tuple[Attendee, ...]:
    query = (
        select(EventAttendance, Organisation.short_name)
        .outerjoin(Organisation, Organisation.id == EventAttendance.organisation_id)
        .where(EventAttendance.event_id == event_id)
        .order_by(EventAttendance.position, EventAttendance.id)
    )
    return tuple(
        Attendee(one.id, one.name, one.post, one.person_id, one.organisation_id, school or "", one.came)
        for one, school in session.execute(query)
    )


def _decisions(session: Session, text: str) -> tuple[Decision, ...]:
    kept = rules.decisions_from_text(text)
    uids = [one.line_uid for one in kept if one.line_uid]
    if not uids:
        return kept
    query = (
        select(RoadmapRow.uid, Roadmap.id, Roadmap.title)
        .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
        .join(Roadmap, Roadmap.id == RoadmapSection.roadmap_id)
        .where(RoadmapRow.uid.in_(uids))
    )
    where = {uid: (number, title) for uid, number, title in session.execute(query)}
    return tuple(
        Decision(one.what, one.who, one.due, one.line_uid, *where.get(one.line_uid, (None, ""))) if one.line_uid else one
        for one in kept
    )


def choices(ctx: Context) -> Choices:
    """Schools and people of the district, procedures (newest first), roadmaps in force today first."""
    today = ctx.clock().date()
    with ctx.db.read() as session:
        own = session.execute(
            select(Organisation.id, Organisation.short_name).where(
                Organisation.kind == "school", Organisation.id.in_(own_organisations(session)), Organisation.closed_on.is_(None)
            )
        )
        schools = sorted(((name, number) for number, name in own), key=lambda pair: sort_key(pair[0]))
        columns = (Procedure.id, Procedure.kind, Procedure.year, Procedure.grade, Procedure.subject, Procedure.held_on)
        papers = sorted(
            session.execute(select(*columns)),
            key=lambda p: (-p[2], -(p[5] or date(p[2], 1, 1)).toordinal(), p[1], p[3], sort_key(p[4])),
        )
        roadmaps = sorted(
            session.execute(select(Roadmap.title, Roadmap.id, Roadmap.period_start, Roadmap.period_end)),
            key=lambda r: (bool((r[2] and r[2] > today) or (r[3] and r[3] < today)), sort_key(r[0]), r[1]),
        )
        invitees = (*_people(session, today), *_schools(schools))
    return Choices(
        tuple(schools),
        tuple((procedure_title(kind, year, grade, subject), number) for number, kind, year, grade, subject, _day in papers),
        tuple((title, number) for title, number, _first, _last in roadmaps),
        invitees,
    )


def _people(session: Session, today: date) -> tuple[Invitee, ...]:
    """Everybody in the directory who is still in office, the district's first, then by school."""
    roles: dict[int, list[str]] = defaultdict(list)
    gone: dict[int, bool] = {}
    for person, role, until in session.execute(select(PersonRole.person_id, PersonRole.role, PersonRole.until)):
        ended = until is not None and until < today
        gone[person] = gone.get(person, True) and ended
        if not ended:
            roles[person].append(ROLES.get(role, role).lower())
    query = select(Person, Organisation.short_name).outerjoin(Organisation, Organisation.id == Person.organisation_id)
    found = [
        Invitee(
            ("person", person.id),
            person.full_name,
            ", ".join(part for part in (school or "", person.post or "; ".join(dict.fromkeys(roles[person.id]))) if part),
            person.organisation_id,
            person.post or "; ".join(dict.fromkeys(roles[person.id])),
        )
        for person, school in session.execute(query)
        if not gone.get(person.id, False)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.organisation_id is not None, sort_key(one.note), sort_key(one.name), one.key))
    )


def _schools(schools: Sequence[tuple[str, int]]) -> tuple[Invitee, ...]:
    return tuple(
        Invitee(("school", number), name, "представитель школы", number, "представитель школы") for name, number in schools
    )
