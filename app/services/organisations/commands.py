"""Changing organisations and municipalities: by hand and from a register file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.backup import copy_base
from app.models.contexts import ContextValue
from app.models.faults import BaseProblem
from app.models.indices import IndexCount
from app.models.organisation_life import OrganisationAlias, OrganisationEvent
from app.models.organisations import Municipality, Organisation
from app.models.people import Person, PersonRole
from app.models.statuses import OrganisationStatus
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.environment import describe
from app.services.errors import UserError
from app.services.organisations.identify import remember_keys
from app.services.organisations.queries import (
    REFERRING,
    municipality_names,
    organisation_row,
    references_to,
    stored_register,
)  # fmt: skip
from app.services.organisations.rows import MunicipalityRow, OrganisationRow, RegisterPreview
from app.services.organisations.rules import cleaned, problems_of
from app.services.people.store import HEADS, heads_of, put_head
from app.services.row_undo import Part, Rows, part, restored, snapshot, undo_rows
from app.services.text_ru import counted, search_key

_TOPIC: frozenset[Topic] = frozenset({"organisations"})
_COLUMNS = tuple(f.name for f in fields(OrganisationRow) if f.name not in ("id", "login", "municipality", *HEADS))


def save_organisation(ctx: Context, row: OrganisationRow) -> Changes:
    """Store a card (id None = a new one); `value` is its id. Raises UserError where `problems_of` finds an error."""
    row = cleaned(row)
    if errors := [problem.text for problem in problems_of(row) if problem.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте отмеченные поля и сохраните ещё раз.")
    day = ctx.clock().date()
    with ctx.db.write() as session:
        before = _stored(session, row.id, day)
        if row.id is not None and before is None:
            raise _gone()
        _refuse_taken_login(session, row)
        parts = _people_of([row.id] if row.id is not None else [])
        people = snapshot(session, parts)
        saved = _store(session, row, day)
        parts = _people_of([saved])
        staff = _Staff(parts, people, snapshot(session, parts))
    return Changes(_TOPIC, f"Сохранено: {row.short_name}.", _undo((before,) if before else (), (saved,), staff), saved)


def close_organisation(ctx: Context, organisation_id: int, on: date, basis: str = "") -> Changes:
    """Mark as closed: out of lists and of «не сдали», its results stay."""
    return _set_closed(ctx, organisation_id, on, basis)


def reopen_organisation(ctx: Context, organisation_id: int, basis: str = "") -> Changes:
    """Take the closing back."""
    return _set_closed(ctx, organisation_id, None, basis)


def delete_organisation(ctx: Context, organisation_id: int) -> Changes:
    """Delete a card that nothing refers to. Raises UserError naming what does."""
    with ctx.db.write() as session:
        stored = session.get(Organisation, organisation_id)
        if stored is None:
            raise _gone()
        name = stored.short_name
        if held := references_to(session, organisation_id):
            what = ", ".join(counted(n, *REFERRING.get(table, ("запись", "записи", "записей"))) for table, n in held.items())
            raise UserError(
                f"«{name}» нельзя удалить: с ней связаны данные ({what}).",
                "Закройте организацию: её результаты сохранятся.",
            )
        parts = _everything_of(organisation_id)
        before = snapshot(session, parts)
        session.delete(stored)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _TOPIC, f"Возвращено: {name}.")
    return Changes(_TOPIC, f"Удалено: {name}.", undo)


def save_municipality(ctx: Context, row: MunicipalityRow) -> Changes:
    """Store a municipality (id None = a new one); `value` is its id."""
    name, code = " ".join(row.name.split()), row.code.strip().casefold()
    if not name:
        raise UserError("Не указано название муниципалитета.", "Впишите название.")
    with ctx.db.write() as session:
        twin = session.scalar(select(Municipality).where(Municipality.code == code)) if code else None
        if twin is not None and twin.id != row.id:
            raise UserError(f"Код {code} уже у муниципалитета «{twin.name}».", "Проверьте код.")
        found = session.get(Municipality, row.id) if row.id is not None else Municipality(name=name, search_name="")
        if found is None:
            raise UserError("Этого муниципалитета в базе уже нет.", "Обновите список.")
        before = MunicipalityRow(found.id, found.name, found.code or "")
        found.name, found.search_name, found.code = name, search_key(name), code or None
        session.add(found)
        session.flush()
        saved = found.id

    def undo(again: Context) -> Changes:
        if row.id is not None:
            return save_municipality(again, before)
        with again.db.write() as session:
            _drop_places(session, [saved])
        return Changes(_TOPIC, f"Отменено: {name}.")

    return Changes(_TOPIC, f"Сохранено: {name}.", undo, saved)


def import_register(ctx: Context, preview: RegisterPreview) -> Changes:
    """Load the new and changed rows of a preview in one transaction; doubtful ones wait. `value` = number of rows stored.

    Raises UserError where the register has changed since the preview. A copy of the base is taken first.
    """
    entries = [entry for entry in preview.entries if entry.state in ("new", "changed")]
    decided = {
        entry.decided: entry.before.id
        for entry in preview.entries
        if entry.decided is not None and entry.before is not None and entry.before.id is not None
    }
    if not entries and not decided:
        return Changes(frozenset(), "Изменений нет: всё из файла уже есть в базе.", value=0)
    with ctx.db.read() as session:
        filled = session.scalar(select(Organisation.id).limit(1)) is not None
    if filled:
        _copy_first(ctx)
    with ctx.db.write() as session:
        day = ctx.clock().date()
        if stored_register(session, day)[2] != preview.fingerprint:
            raise UserError(
                "Список организаций изменился, пока файл был на просмотре.",
                "Откройте файл ещё раз: программа пересчитает изменения.",
            )
        places, made, coded = _places(session, preview)
        known = [entry.before.id for entry in entries if entry.before is not None and entry.before.id is not None]
        names = part(OrganisationAlias, OrganisationAlias.key.in_([key for key, _written in decided]))
        people = snapshot(session, (*_people_of(known), names))
        saved = []
        for entry in entries:
            _refuse_taken_login(session, entry.row)
            place = entry.row.municipality_id or places.get((entry.municipality_code, search_key(entry.row.municipality)))
            saved.append(_store(session, replace(entry.row, municipality_id=place), day))
        remember_keys(session, decided, ctx.clock())
        parts = (*_people_of(saved), names)
        staff = _Staff(parts, people, snapshot(session, parts))
    before = tuple(entry.before for entry in entries if entry.before is not None)
    said = f"Загружено: новых {preview.new}, изменено {preview.changed}, без изменений {preview.same}"
    said += f", отклонено {preview.refused}" if preview.refused else ""
    said += f", ждут решения {preview.doubtful}" if preview.doubtful else ""
    return Changes(_TOPIC, f"{said}.", _undo(before, saved, staff, made, coded), len(saved))


def _places(session: Session, preview: RegisterPreview) -> tuple[dict[tuple[str, str], int], list[int], list[MunicipalityRow]]:
    """Municipalities that the loaded rows name: found, or made. Ids by (code, name key); ids made; former states."""
    found: dict[tuple[str, str], int] = {}
    made: list[int] = []
    coded: list[MunicipalityRow] = []
    for entry in preview.entries:
        code, name = entry.municipality_code, entry.row.municipality
        key = (code, search_key(name))
        if not (code or name) or key in found or entry.state not in ("new", "changed"):
            continue
        query = select(Municipality)
        query = query.where(Municipality.code == code) if code else query.where(Municipality.search_name == search_key(name))
        place = session.scalar(query.order_by(Municipality.id))
        if place is None and code and name:  # known by name only until now
            place = session.scalar(
                select(Municipality).where(Municipality.search_name == search_key(name), Municipality.code.is_(None))
            )
            if place is not None:
                coded.append(MunicipalityRow(place.id, place.name))
                place.code = code
        if place is None:
            place = Municipality(code=code or None, name=name or code, search_name=search_key(name or code))
            session.add(place)
            session.flush()
            made.append(place.id)
        found[key] = place.id
    return found, made, coded


def _set_closed(ctx: Context, organisation_id: int, on: date | None, basis: str) -> Changes:
    now = ctx.clock()
    parts = card_with_events([organisation_id])
    with ctx.db.write() as session:
        found = session.get(Organisation, organisation_id)
        if found is None:
            raise _gone()
        name, before = found.short_name, snapshot(session, parts)
        if found.closed_on != on:
            kind = "closed" if on else "reopened"
            event = OrganisationEvent(organisation_id=organisation_id, kind=kind, happened_on=on or now.date(), noted_at=now)
            event.basis = " ".join(basis.split())
            session.add(event)
        found.closed_on = on
        after = snapshot(session, parts)
    said = f"«{name}»: закрыта с {on:%d.%m.%Y}." if on else f"«{name}» снова действует."
    undone = f"«{name}» снова действует." if on else f"«{name}» снова закрыта."
    return Changes(_TOPIC, said, undo_rows(parts, before, after, _TOPIC, undone), organisation_id)


def card_with_events(ids: Sequence[int]) -> tuple[Part, ...]:
    """The cards and what their history says, to be taken back together."""
    return (
        part(Organisation, Organisation.id.in_(ids)),
        part(OrganisationEvent, OrganisationEvent.organisation_id.in_(ids)),
    )


def _stored(session: Session, organisation_id: int | None, day: date) -> OrganisationRow | None:
    found = session.get(Organisation, organisation_id) if organisation_id is not None else None
    return organisation_row(found, municipality_names(session), heads_of(session, day, (found.id,))) if found else None


def _store(session: Session, row: OrganisationRow, day: date | None) -> int:
    """Insert or update; a row with an id that is no longer there comes back under that id. Returns the id."""
    found = session.get(Organisation, row.id) if row.id is not None else None
    if found is None:
        found = Organisation(id=row.id)
        session.add(found)
    for name in _COLUMNS:
        setattr(found, name, getattr(row, name))
    found.login = row.login or None
    found.search_name = search_key(row.short_name)
    session.flush()
    if day is not None:  # an undo puts the people back by itself
        in_office = heads_of(session, day, (found.id,)).get(found.id, {})
        for role in HEADS:
            if getattr(row, role) != in_office.get(role, ""):  # one person may be both: what was not changed is not put
                put_head(session, found.id, role, getattr(row, role), day)
    return found.id


def _refuse_taken_login(session: Session, row: OrganisationRow) -> None:
    if not row.login:
        return
    twin = session.scalar(select(Organisation).where(Organisation.login == row.login))
    if twin is not None and twin.id != row.id:
        raise UserError(f"Логин {row.login} уже у организации «{twin.short_name}».", "Проверьте логин: он у каждой свой.")


@dataclass(frozen=True, slots=True)
class _Staff:
    """People of some organisations, and remembered names, before and after a change of the cards."""

    parts: tuple[Part, ...]
    before: Rows
    after: Rows


def _people_of(ids: Sequence[int]) -> tuple[Part, ...]:
    theirs = select(Person.id).where(Person.organisation_id.in_(ids))
    return (part(Person, Person.organisation_id.in_(ids)), part(PersonRole, PersonRole.person_id.in_(theirs)))


def _everything_of(organisation_id: int) -> tuple[Part, ...]:
    """The card and what goes with it when it is deleted."""
    staff = select(Person.id).where(Person.organisation_id == organisation_id)
    roles = or_(PersonRole.organisation_id == organisation_id, PersonRole.person_id.in_(staff))
    return (
        part(Organisation, Organisation.id == organisation_id),
        part(Person, Person.organisation_id == organisation_id),
        part(PersonRole, roles),
        *(
            part(table, table.organisation_id == organisation_id)
            for table in (OrganisationEvent, OrganisationAlias, ContextValue, IndexCount, OrganisationStatus)
        ),
    )


def _undo(
    before: Iterable[OrganisationRow],
    saved: Iterable[int],
    staff: _Staff,
    places: Iterable[int] = (),
    coded: Iterable[MunicipalityRow] = (),
) -> Callable[[Context], Changes]:
    """The inverse: former cards as they were, cards and municipalities that did not exist gone."""
    former = tuple(before)
    new = sorted(set(saved) - {row.id for row in former})

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            # People who were changed by hand since then stay as they are.
            if snapshot(session, staff.parts) == staff.after:
                restored(session, staff.parts, staff.after, staff.before)
                session.expire_all()
            for organisation_id in new:
                found = session.get(Organisation, organisation_id)
                if found is not None and references_to(session, organisation_id):
                    raise UserError(
                        f"Отменить нельзя: к организации «{found.short_name}» уже загружены данные.",
                        "Сначала отмените загрузку результатов.",
                    )
                if found is not None:
                    session.delete(found)
            session.flush()
            for row in former:
                _store(session, row, None)
            for place in coded:
                session.get_one(Municipality, place.id).code = place.code or None
            _drop_places(session, places)
        return Changes(_TOPIC, "Изменения в списке организаций отменены.")

    return undo


def _drop_places(session: Session, ids: Iterable[int]) -> None:
    """Delete municipalities that were made and that no organisation stands in."""
    for place in ids:
        found = session.get(Municipality, place)
        if found is not None and session.scalar(select(Organisation.id).where(Organisation.municipality_id == place)) is None:
            session.delete(found)


def _copy_first(ctx: Context) -> None:
    try:
        copy_base(ctx.db, ctx.paths.backups, "before-import", ctx.clock(), "schools")
    except BaseProblem as problem:
        raise UserError(*describe(problem)) from problem


def _gone() -> UserError:
    return UserError("Этой организации в базе уже нет.", "Обновите список: её удалили, пока карточка была открыта.")
