"""Reading people."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.people import Person, PersonRole
from app.services.context import Context
from app.services.people.rows import PersonRow
from app.services.people.rules import in_order


def list_people(ctx: Context, organisation_id: int | None = None, role: str | None = None) -> tuple[PersonRow, ...]:
    """People of a school, its curators too, or of the whole district; in office first, by role, then those who have gone."""
    with ctx.db.read() as session:
        rows = people_rows(session, organisation_id)
    return in_order([row for row in rows if role is None or row.role == role], ctx.clock().date())


def district_people(ctx: Context) -> tuple[PersonRow, ...]:
    """Everybody who works in the district's office, a row a person: for choosing a curator. `role_id` is None."""
    with ctx.db.read() as session:
        found = session.scalars(select(Person).where(Person.organisation_id.is_(None)).order_by(Person.search_name, Person.id))
        return tuple(
            PersonRow(p.id, None, None, "curator", p.full_name, p.post, p.phone, p.email, p.sex, note=p.note, of_district=True)
            for p in found
        )


def people_rows(session: Session, organisation_id: int | None = None) -> list[PersonRow]:
    """In order of their rows in the base."""
    query = _select()
    if organisation_id is not None:
        query = query.where(PersonRole.organisation_id == organisation_id)
    return [person_row(*found) for found in session.execute(query.order_by(PersonRole.id))]


def person_row(person: Person, role: PersonRole, organisation: str | None) -> PersonRow:
    return PersonRow(
        person.id,
        role.id,
        role.organisation_id,
        role.role,
        person.full_name,
        person.post,
        person.phone,
        person.email,
        person.sex,
        role.since,
        role.until,
        role.basis,
        person.note,
        person.organisation_id is None,
        organisation or "",
    )


def _select() -> Select[Person, PersonRole, str]:
    return (
        select(Person, PersonRole, Organisation.short_name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == PersonRole.organisation_id)
    )
