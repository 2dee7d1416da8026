"""People inside an open transaction: who heads an organisation, for cards, registers and prints that know only a name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.models.people import Person, PersonRole
from app.services.text_ru import search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HEADS = ("director", "coordinator")
"""Roles that have one holder at a time and stand in the table of schools."""
Heads = dict[int, dict[str, str]]


def heads_of(session: Session, day: date, ids: Collection[int] | None = None) -> Heads:
    """{organisation: {role: full name}} of those in office on the day; the last appointed where there are several."""
    query = (
        select(PersonRole.organisation_id, PersonRole.role, Person.full_name)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role.in_(HEADS), or_(PersonRole.until.is_(None), PersonRole.until >= day))
        .order_by(PersonRole.since, PersonRole.id)
    )
    if ids is not None:
        query = query.where(PersonRole.organisation_id.in_(ids))
    found: Heads = {}
    for organisation, role, name in session.execute(query):
        if organisation is not None:
            found.setdefault(organisation, {})[role] = name
    return found


def put_head(session: Session, organisation_id: int, role: str, name: str, day: date) -> None:
    """The head of an organisation is called `name` now.

    A name with the same surname corrects what is there; another surname means another person from today on, the former
    one stays in the history. Empty = nobody is in office.
    """
    current = _current(session, organisation_id, role, day)
    if (current is not None and current[1].full_name == name) or (current is None and not name):
        return
    if current is not None and name and search_key(name).split()[:1] == search_key(current[1].full_name).split()[:1]:
        current[1].full_name, current[1].search_name = name, search_key(name)
        return
    if current is not None and current[0].since is not None and current[0].since >= day:
        session.delete(current[0])  # appointed only today: a slip of the pen, not a chapter of history
    elif current is not None:
        current[0].until = day - timedelta(days=1)
    if name:
        person = session.scalar(
            select(Person).where(Person.organisation_id == organisation_id, Person.search_name == search_key(name))
        )
        if person is None:
            person = Person(organisation_id=organisation_id, full_name=name, search_name=search_key(name))
            session.add(person)
            session.flush()
        since = day if current is not None else None
        session.add(PersonRole(person_id=person.id, organisation_id=organisation_id, role=role, since=since))
    session.flush()


def _current(session: Session, organisation_id: int, role: str, day: date) -> tuple[PersonRole, Person] | None:
    found = session.execute(
        select(PersonRole, Person)
        .join(Person, Person.id == PersonRole.person_id)
        .where(
            PersonRole.organisation_id == organisation_id,
            PersonRole.role == role,
            or_(PersonRole.until.is_(None), PersonRole.until >= day),
        )
        .order_by(PersonRole.since.desc(), PersonRole.id.desc())
    ).first()
    return (found[0], found[1]) if found is not None else None
