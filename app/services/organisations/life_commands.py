"""What happens to a school in its life: a new name, joining another one. History and results stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.organisation_life import OrganisationEvent
from app.models.organisations import Organisation
from app.models.people import Person, PersonRole
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.commands import card_with_events
from app.services.organisations.rows import OrganisationRow
from app.services.organisations.rules import cleaned, name_key, problems_of
from app.services.row_undo import Part, part, snapshot, undo_rows
from app.services.text_ru import counted, search_key

_TOPIC: frozenset[Topic] = frozenset({"organisations"})
_COPIED = ("kind", "municipality_id", "locality", "locality_type", "address", "phone", "email", "site", "founder", "legal_form")
"""What a school made of others takes over from the first of them, where the draft says nothing."""


def rename_organisation(
    ctx: Context, organisation_id: int, short_name: str, full_name: str | None = None, *, on: date, basis: str = ""
) -> Changes:
    """Another name from a day on; the former one stays in the history and is still found in files.

    `full_name` None keeps it. Raises UserError for an empty or unchanged name.
    """
    short_name = " ".join(short_name.split())
    parts = card_with_events([organisation_id])
    with ctx.db.write() as session:
        found = _get(session, organisation_id)
        full_name = found.full_name if full_name is None else " ".join(full_name.split())
        if not short_name:
            raise UserError("Не указано новое наименование.", "Впишите краткое наименование.")
        if (short_name, full_name) == (found.short_name, found.full_name):
            raise UserError("Новое наименование не отличается от прежнего.", "Впишите новое наименование.")
        before = snapshot(session, parts)
        former = found.short_name
        event = OrganisationEvent(
            organisation_id=organisation_id,
            kind="renamed",
            happened_on=on,
            basis=" ".join(basis.split()),
            short_name=former,
            full_name=found.full_name,
            noted_at=ctx.clock(),
        )
        session.add(event)
        found.short_name, found.search_name, found.full_name = short_name, search_key(short_name), full_name
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _TOPIC, f"Прежнее наименование возвращено: {former}.")
    return Changes(_TOPIC, f"Переименовано: {short_name}.", undo, organisation_id)


def merge_organisations(ctx: Context, ids: Sequence[int], into: int | OrganisationRow, *, on: date, basis: str = "") -> Changes:
    """Schools join another one: `into` is one of the base (A joins C), or the draft of a new one (A and B become C).

    The old cards are closed and keep their results, people and history; the card of the successor shows them. People in
    office there are in office until that day. `value` is the id of the successor. All of it is taken back at once.
    """
    joining = sorted(set(ids) - ({into} if isinstance(into, int) else set()))
    if not joining:
        raise UserError("Не выбрано, какая организация присоединяется.", "Выберите хотя бы одну.")
    if not isinstance(into, int):
        into = cleaned(into)
        if errors := [problem.text for problem in problems_of(into) if problem.severity == "error"]:
            raise UserError(" ".join(errors), "Исправьте отмеченные поля.")
    now = ctx.clock()
    with ctx.db.write() as session:
        old = [_get(session, one) for one in joining]
        for one in old:
            if one.closed_on is not None:
                raise UserError(f"«{one.short_name}» уже закрыта.", "Выберите действующую организацию.")
        if isinstance(into, int):
            successor = _get(session, into)
            if successor.closed_on is not None:
                raise UserError(f"«{successor.short_name}» закрыта: присоединить к ней нельзя.", "Выберите действующую.")
            parts = _touched([*joining, into])
            before = snapshot(session, parts)
        else:
            parts = _touched(joining)
            before = snapshot(session, parts)
            successor = _made(session, into, old[0])
            successor.opened_on = successor.opened_on or on
            parts = _touched([*joining, successor.id])
        for one in old:
            one.closed_on = on
            event = OrganisationEvent(
                organisation_id=one.id,
                kind="joined",
                happened_on=on,
                basis=" ".join(basis.split()),
                short_name=one.short_name,
                full_name=one.full_name,
                successor_id=successor.id,
                noted_at=now,
            )
            session.add(event)
        if not successor.pupils and all(one.pupils is not None for one in old):
            successor.pupils = sum(one.pupils or 0 for one in old)
        session.flush()
        for role in session.scalars(
            select(PersonRole).where(PersonRole.organisation_id.in_(joining), PersonRole.until.is_(None))
        ):
            role.until = on
        after = snapshot(session, parts)
        name, successor_id = successor.short_name, successor.id
    said = f"{counted(len(joining), 'организация присоединена', 'организации присоединены', 'организаций присоединено')}: {name}."
    undo = undo_rows(parts, before, after, _TOPIC, "Присоединение отменено.")
    return Changes(_TOPIC, said, undo, successor_id)


def _touched(ids: Sequence[int]) -> tuple[Part, ...]:
    staff = select(Person.id).where(Person.organisation_id.in_(ids))
    roles = or_(PersonRole.organisation_id.in_(ids), PersonRole.person_id.in_(staff))
    return (*card_with_events(ids), part(PersonRole, roles))


def _made(session: Session, draft: OrganisationRow, first: Organisation) -> Organisation:
    """The new school; a login of one of the old ones may not be taken over: results are told apart by it."""
    twin = session.scalar(select(Organisation).where(Organisation.login == draft.login)) if draft.login else None
    if twin is not None:
        raise UserError(
            f"Логин {draft.login} у организации «{twin.short_name}».",
            "Если логин остаётся прежним, присоедините остальные школы к ней и переименуйте её.",
        )
    copied = {name: getattr(draft, name) or getattr(first, name) for name in _COPIED}
    made = replace(draft, **copied)
    same = session.scalars(
        select(Organisation).where(Organisation.search_name == search_key(made.short_name), Organisation.closed_on.is_(None))
    )
    if any(one.municipality_id == made.municipality_id and name_key(one.short_name) == name_key(made.short_name) for one in same):
        raise UserError(f"«{made.short_name}» уже есть в базе.", "Выберите её как ту, к которой присоединяют.")
    successor = Organisation(search_name=search_key(made.short_name), login=made.login or None)
    for name in (*_COPIED, "short_name", "full_name", "oge_code", "ege_code", "inn", "pupils", "note", "opened_on"):
        setattr(successor, name, getattr(made, name))
    session.add(successor)
    session.flush()
    return successor


def _get(session: Session, organisation_id: int) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise UserError("Этой организации в базе уже нет.", "Обновите список: её удалили, пока карточка была открыта.")
    return found
