"""Changing people: who is what where, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.people import Person, PersonRole
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.people.rows import ROLES, PersonRow
from app.services.people.rules import cleaned, problems_of
from app.services.people.store import HEADS
from app.services.row_undo import Part, part, snapshot, undo_rows
from app.services.text_ru import search_key

_TOPIC: frozenset[Topic] = frozenset({"organisations"})


def save_person(ctx: Context, row: PersonRow) -> Changes:
    """Store a person and a role; `value` is the stored row.

    Without `person_id` a new person, with it and without `role_id` one more role of that person. A new director or
    coordinator takes over: the former one leaves the day before (`since`, else today). Raises UserError where
    `problems_of` finds an error.
    """
    row = cleaned(row)
    if errors := [problem.text for problem in problems_of(row) if problem.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте отмеченные поля и сохраните ещё раз.")
    today = ctx.clock().date()
    with ctx.db.write() as session:
        if row.organisation_id is not None and session.get(Organisation, row.organisation_id) is None:
            raise UserError("Этой организации в базе уже нет.", "Обновите список.")
        person = session.get(Person, row.person_id) if row.person_id is not None else None
        role = session.get(PersonRole, row.role_id) if row.role_id is not None else None
        if (row.person_id is not None and person is None) or (row.role_id is not None and role is None):
            raise _gone()
        leaving: list[PersonRole] = []
        if role is None and row.role in HEADS and row.organisation_id is not None and (row.until is None or row.until >= today):
            leaving = _in_office(session, row.organisation_id, row.role, row.since or today)
        touched = [one.id for one in leaving]
        before = snapshot(session, _touched(row.person_id, [*touched, row.role_id or 0]))
        if person is None:
            person = Person(organisation_id=None if row.of_district else row.organisation_id, full_name="", search_name="")
            session.add(person)
        for name in ("full_name", "post", "phone", "email", "sex", "note"):
            setattr(person, name, getattr(row, name))
        person.search_name = search_key(row.full_name)
        session.flush()
        if role is None:
            _refuse_twice(session, person.id, row)
            for one in leaving:
                one.until = (row.since or today) - timedelta(days=1)
            role = PersonRole(person_id=person.id)
            session.add(role)
        role.organisation_id, role.role, role.basis = row.organisation_id, row.role, row.basis
        role.since, role.until = row.since, row.until
        session.flush()
        parts = _touched(person.id, [*touched, role.id])
        after = snapshot(session, parts)
        saved = replace(row, person_id=person.id, role_id=role.id, of_district=person.organisation_id is None)
    undo = undo_rows(parts, before, after, _TOPIC, "Прежние сведения о человеке возвращены.")
    return Changes(_TOPIC, f"Сохранено: {row.full_name}, {ROLES[row.role].lower()}.", undo, saved)


def end_role(ctx: Context, role_id: int, on: date, basis: str = "") -> Changes:
    """The person leaves the role; `on` is the last day."""
    with ctx.db.write() as session:
        role = session.get(PersonRole, role_id)
        if role is None:
            raise _gone()
        if role.since is not None and role.since > on:
            raise UserError("Последний день раньше первого.", "Исправьте дату.")
        parts = (part(PersonRole, PersonRole.id == role_id),)
        before = snapshot(session, parts)
        role.until, role.basis = on, " ".join(basis.split()) or role.basis
        name = session.get_one(Person, role.person_id).full_name
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _TOPIC, f"{name}: снова на своём месте.")
    return Changes(_TOPIC, f"{name}: по {on:%d.%m.%Y}.", undo, role_id)


def delete_role(ctx: Context, role_id: int) -> Changes:
    """Take out a role that was entered by mistake; a person of a school without another role goes with it."""
    with ctx.db.write() as session:
        role = session.get(PersonRole, role_id)
        if role is None:
            raise _gone()
        person = session.get_one(Person, role.person_id)
        name = person.full_name
        parts = _touched(person.id, [role_id])
        before = snapshot(session, parts)
        session.delete(role)
        session.flush()
        left = session.scalar(select(func.count()).select_from(PersonRole).where(PersonRole.person_id == person.id))
        if not left:
            session.delete(person)
        after = snapshot(session, parts)
    return Changes(_TOPIC, f"Удалено: {name}.", undo_rows(parts, before, after, _TOPIC, f"Возвращено: {name}."))


def _touched(person_id: int | None, role_ids: Sequence[int]) -> tuple[Part, ...]:
    """The person, the role, and the roles that a new head ends."""
    return (part(Person, Person.id == person_id), part(PersonRole, PersonRole.id.in_(role_ids)))


def _refuse_twice(session: Session, person_id: int, row: PersonRow) -> None:
    same = select(PersonRole).where(
        PersonRole.person_id == person_id, PersonRole.role == row.role, PersonRole.until.is_(None),
        PersonRole.organisation_id == row.organisation_id
        if row.organisation_id is not None
        else PersonRole.organisation_id.is_(None),
    )  # fmt: skip
    if row.until is None and session.scalar(same) is not None:
        raise UserError(f"{row.full_name} уже записан(а) в этой роли.", "Измените имеющуюся запись.")


def _in_office(session: Session, organisation_id: int, role: str, since: date) -> list[PersonRole]:
    """Whom a new head from `since` on follows."""
    last = since - timedelta(days=1)
    query = select(PersonRole).where(
        PersonRole.organisation_id == organisation_id,
        PersonRole.role == role,
        or_(PersonRole.until.is_(None), PersonRole.until > last),
        or_(PersonRole.since.is_(None), PersonRole.since <= last),
    )
    return list(session.scalars(query))


def _gone() -> UserError:
    return UserError("Этой записи в базе уже нет.", "Обновите карточку: запись удалили, пока она была открыта.")
