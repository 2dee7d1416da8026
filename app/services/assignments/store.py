"""People at procedures inside an open transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from app.models.assignments import Assignment, PersonTie
from app.models.organisations import Organisation
from app.models.people import Person
from app.models.plan import ProcedureSlot
from app.models.results import Procedure
from app.models.settings import Setting
from app.services.assignments.rows import (
    BRIEFING_DAYS,
    MAX_PLACES,
    MAX_WORKS,
    OBSERVER_PER_CLASS,
    AssignmentRow,
    Habits,
    PersonLine,
    Slot,
    TieRow,
)
from app.services.results.procedure import procedure_title
from app.services.text_ru import sort_key
from app.services.workplace.queries import decoded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.workplace.rows import SettingKey, T


def habits(session: Session) -> Habits:
    return Habits(
        _setting(session, BRIEFING_DAYS), _setting(session, MAX_PLACES), _setting(session, MAX_WORKS),
        _setting(session, OBSERVER_PER_CLASS),
    )  # fmt: skip


def _setting(session: Session, key: SettingKey[T]) -> T:
    return decoded(session.scalar(select(Setting.value).where(Setting.key == key.name)), key)


def assignments(session: Session, *where: object) -> list[AssignmentRow]:
    """By school (the district first), role and name."""
    work = select(Organisation.id, Organisation.short_name).subquery()
    query: Select[Assignment, Person, Procedure, str, str] = (
        select(Assignment, Person, Procedure, Organisation.short_name, work.c.short_name)
        .join(Person, Person.id == Assignment.person_id)
        .join(Procedure, Procedure.id == Assignment.procedure_id)
        .outerjoin(Organisation, Organisation.id == Assignment.organisation_id)
        .outerjoin(work, work.c.id == Person.organisation_id)
        .where(*where)  # type: ignore[arg-type]
    )
    rows = [
        AssignmentRow(
            one.id, one.procedure_id, one.organisation_id, one.person_id, one.role, one.class_label, one.held_on, one.room,
            one.briefed_on, one.basis, one.certificate_number, one.note, person.full_name, person.post, person.phone,
            person.email, person.organisation_id, home or "", school or "",
            procedure_title(procedure.kind, procedure.year, procedure.grade, procedure.subject), procedure.subject,
            procedure.grade,
        )
        for one, person, procedure, school, home in session.execute(query)
    ]  # fmt: skip
    order = {text: sort_key(text) for text in {words for row in rows for words in (row.organisation, row.person)}}
    return sorted(rows, key=lambda r: (order[r.organisation], r.role, r.held_on is None, r.held_on or 0, order[r.person], r.id))


def people(session: Session, ids: Collection[int] | None = None) -> dict[int, PersonLine]:
    """Everybody of the directory with their ties, by name."""
    found = select(Person, Organisation.short_name, Organisation.locality).outerjoin(
        Organisation, Organisation.id == Person.organisation_id
    )
    if ids is not None:
        found = found.where(Person.id.in_(ids))
    known = ties(session)
    lines = [
        PersonLine(
            one.id, one.full_name, one.post, one.phone, one.email, one.organisation_id, name or "", locality or "",
            tuple(known.get(one.id, ())),
        )
        for one, name, locality in session.execute(found)
    ]  # fmt: skip
    return {line.person_id: line for line in sorted(lines, key=lambda one: (sort_key(one.full_name), one.person_id))}


def ties(session: Session) -> dict[int, list[TieRow]]:
    query = select(PersonTie, Organisation.short_name).join(Organisation, Organisation.id == PersonTie.organisation_id)
    found: defaultdict[int, list[TieRow]] = defaultdict(list)
    for one, name in session.execute(query.order_by(PersonTie.id)):
        found[one.person_id].append(
            TieRow(one.id, one.person_id, one.organisation_id, one.kind, one.class_label, one.subject, name)
        )
    return found


def slots(session: Session, procedure_id: int) -> list[Slot]:
    """By day and class."""
    query = select(ProcedureSlot).where(ProcedureSlot.procedure_id == procedure_id)
    found = [
        Slot(one.organisation_id, one.class_label, one.held_on, one.lesson, one.room, one.pupils)
        for one in session.scalars(query)
    ]
    return sorted(found, key=lambda one: (one.held_on, sort_key(one.class_label), one.lesson or 0))
