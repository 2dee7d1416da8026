"""Changing the directory of parties and who owes a line: one call, one transaction, one way back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from app.models.execution import Occurrence
from app.models.organisations import Organisation
from app.models.parties import LineParty, LineSchool, Party, PartyAlias, PartySchool, RoleAppointment
from app.models.roadmaps import RoadmapRow, RoadmapSection
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.execution.marks import close_or_open
from app.services.parties.following import follow_parties
from app.services.parties.rows import KINDS, PartyRow
from app.services.parties.rules import party_key
from app.services.row_undo import Part, part, snapshot, undo_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})


# --- the directory ----------------------------------------------------------------------------------------------------


def save_party(ctx: Context, row: PartyRow) -> Changes:
    """Store a new party (id None) or the changes of one: name, kind, the organisation it is, the schools it stands for.

    Spellings are only added here; `value` is its id.
    """
    name = " ".join(row.name.split())
    if not party_key(name):
        raise UserError("Не указано название.", "Впишите организацию, должность или фамилию с инициалами.")
    if row.kind not in KINDS:
        raise UserError("Неизвестный вид ответственного.", "Выберите его из списка.")
    with ctx.db.write() as session:
        party = session.get(Party, row.id) if row.id is not None else Party(kind=row.kind, name=name)
        if party is None:
            raise _gone()
        for spelling in (name, *row.aliases):
            _refuse_taken(session, spelling, row.id)
        if row.id is None:
            session.add(party)
            session.flush()
        parts = _whole([party.id])
        before = snapshot(session, parts) if row.id is not None else ((), (), ())
        party.kind, party.name, party.is_schools, party.by_hand = row.kind, name, row.is_schools, True
        party.organisation_id = row.organisation_id if row.kind != "person" else None
        known = set(session.scalars(select(PartyAlias.key).where(PartyAlias.party_id == party.id)))
        for spelling in dict.fromkeys((name, *row.aliases)):
            if (key := party_key(spelling)) and key not in known:
                session.add(PartyAlias(party_id=party.id, name=spelling, key=key))
                known.add(key)
        session.execute(delete(PartySchool).where(PartySchool.party_id == party.id))
        if row.is_schools:
            session.add_all(PartySchool(party_id=party.id, organisation_id=i) for i in sorted(set(row.school_ids)))
        after = snapshot(session, parts)
        party_id = party.id
        _reckon(session, ctx, _lines_of(session, [party_id]))
    undo = undo_rows(parts, before, after, ROADMAPS, "Прежние сведения возвращены.", follow=_follower([party_id]))
    return Changes(ROADMAPS, f"Сохранено: {name}.", undo, party_id)


def merge_parties(ctx: Context, keep_id: int, other_ids: Collection[int]) -> Changes:
    """Several spellings become one party: its lines, spellings, appointments and schools are those of all of them."""
    others = sorted(set(other_ids) - {keep_id})
    if not others:
        raise UserError("Нечего объединять.", "Выберите хотя бы два написания.")
    with ctx.db.write() as session:
        keep = session.get(Party, keep_id)
        merged = [session.get(Party, i) for i in others]
        if keep is None or None in merged:
            raise _gone()
        parts = _everything([keep_id, *others])
        before = snapshot(session, parts)
        _move_lines(session, keep_id, others)
        for model, column in (
            (PartyAlias, PartyAlias.party_id),
            (RoleAppointment, RoleAppointment.role_id),
            (RoleAppointment, RoleAppointment.holder_id),
        ):
            for row in session.scalars(select(model).where(column.in_(others))):
                setattr(row, column.key, keep_id)
        schools = set(session.scalars(select(PartySchool.organisation_id).where(PartySchool.party_id == keep_id)))
        for school_id in set(session.scalars(select(PartySchool.organisation_id).where(PartySchool.party_id.in_(others)))):
            if school_id not in schools:
                session.add(PartySchool(party_id=keep_id, organisation_id=school_id))
        keep.organisation_id = keep.organisation_id or next((p.organisation_id for p in merged if p and p.organisation_id), None)
        keep.by_hand = True
        session.flush()
        session.execute(delete(Party).where(Party.id.in_(others)))
        after = snapshot(session, parts)
        name = keep.name
        _reckon(session, ctx, _lines_of(session, [keep_id]))
    undo = undo_rows(parts, before, after, ROADMAPS, "Объединение отменено.", follow=_follower([keep_id, *others]))
    return Changes(ROADMAPS, f"Теперь это одно: {name}.", undo, keep_id)


def appoint(
    ctx: Context, role_id: int, holder_id: int, *, starts_on: date | None = None, ends_on: date | None = None, basis: str = ""
) -> Changes:
    """Who holds a role, from when until when, and by what act; `value` is the id of the appointment."""
    if starts_on and ends_on and starts_on > ends_on:
        raise UserError("Начало назначения позже его конца.", "Исправьте даты.")
    with ctx.db.write() as session:
        role, holder = session.get(Party, role_id), session.get(Party, holder_id)
        if role is None or holder is None:
            raise _gone()
        if role.kind != "role":
            raise UserError(f"«{role.name}» — не роль.", "Назначают на роль: куратора, координатора, руководителя.")
        if holder.kind == "role":
            raise UserError(f"«{holder.name}» — роль, а не человек.", "Выберите человека или организацию.")
        parts = [part(RoleAppointment, RoleAppointment.role_id == role_id)]
        before = snapshot(session, parts)
        row = RoleAppointment(role_id=role_id, holder_id=holder_id, starts_on=starts_on, ends_on=ends_on, basis=basis.strip())
        session.add(row)
        after = snapshot(session, parts)
        message = f"{role.name}: {holder.name}."
    return Changes(ROADMAPS, message, undo_rows(parts, before, after, ROADMAPS, "Назначение отменено."), row.id)


def remove_appointment(ctx: Context, appointment_id: int) -> Changes:
    with ctx.db.write() as session:
        row = session.get(RoleAppointment, appointment_id)
        if row is None:
            raise UserError("Этого назначения уже нет.", "Обновите вид.")
        parts = [part(RoleAppointment, RoleAppointment.role_id == row.role_id)]
        before = snapshot(session, parts)
        session.delete(row)
        after = snapshot(session, parts)
    return Changes(ROADMAPS, "Назначение убрано.", undo_rows(parts, before, after, ROADMAPS, "Назначение возвращено."))


# --- lines ------------------------------------------------------------------------------------------------------------


def assign_parties(ctx: Context, line_id: int, party_ids: Sequence[int]) -> Changes:
    """Say who owes a line, whatever its text names; the printed text stays."""
    with ctx.db.write() as session:
        roadmap_id, uid, _ = _line(session, line_id)
        wanted = list(dict.fromkeys(party_ids))
        known = set(session.scalars(select(Party.id).where(Party.id.in_(wanted))))
        if set(wanted) - known:
            raise _gone()
        parts = [part(LineParty, LineParty.line_uid == uid)]
        before = snapshot(session, parts)
        session.execute(delete(LineParty).where(LineParty.line_uid == uid))
        session.add_all(
            LineParty(roadmap_id=roadmap_id, line_uid=uid, position=place, party_id=i, by_hand=True)
            for place, i in enumerate(wanted)
        )
        after = snapshot(session, parts)
        _reckon(session, ctx, {uid})
    undo = undo_rows(
        parts, before, after, ROADMAPS, "Прежние ответственные возвращены.", follow=lambda s, c: _reckon(s, c, {uid})
    )
    return Changes(ROADMAPS, "Ответственные назначены.", undo)


def parties_from_text(ctx: Context, line_id: int) -> Changes:
    """Take the parties of a line from its text again."""
    with ctx.db.write() as session:
        roadmap_id, uid, text = _line(session, line_id)
        parts = [part(LineParty, LineParty.line_uid == uid)]
        before = snapshot(session, parts)
        session.execute(delete(LineParty).where(LineParty.line_uid == uid))
        follow_parties(session, roadmap_id, {uid: text})
        after = snapshot(session, parts)
        _reckon(session, ctx, {uid})
    undo = undo_rows(
        parts, before, after, ROADMAPS, "Прежние ответственные возвращены.", follow=lambda s, c: _reckon(s, c, {uid})
    )
    return Changes(ROADMAPS, "Ответственные взяты из текста.", undo)


def choose_line_schools(ctx: Context, line_id: int, organisation_ids: Collection[int]) -> Changes:
    """Which schools «ОО» of this line means; none = all of them."""
    with ctx.db.write() as session:
        roadmap_id, uid, _ = _line(session, line_id)
        wanted = sorted(set(organisation_ids))
        known = set(session.scalars(select(Organisation.id).where(Organisation.id.in_(wanted))))
        if set(wanted) - known:
            raise UserError("Какой-то из школ в базе уже нет.", "Обновите список школ.")
        parts = [part(LineSchool, LineSchool.line_uid == uid)]
        before = snapshot(session, parts)
        session.execute(delete(LineSchool).where(LineSchool.line_uid == uid))
        session.add_all(LineSchool(roadmap_id=roadmap_id, line_uid=uid, organisation_id=i) for i in wanted)
        after = snapshot(session, parts)
        _reckon(session, ctx, {uid})
    undo = undo_rows(parts, before, after, ROADMAPS, "Прежние школы возвращены.", follow=lambda s, c: _reckon(s, c, {uid}))
    return Changes(ROADMAPS, "Школы выбраны." if wanted else "Мероприятие снова для всех школ.", undo)


# --- inside -----------------------------------------------------------------------------------------------------------


def _reckon(session: Session, ctx: Context, uids: Collection[str]) -> None:
    """Other schools owe the lines now: what all of them have done closes, what one has not opens."""
    rows = session.scalars(select(Occurrence).where(Occurrence.line_uid.in_(list(uids)))).all()
    if rows:
        close_or_open(session, rows, ctx.clock())


def _follower(party_ids: Sequence[int]) -> Callable[[Session, Context], None]:
    return lambda session, ctx: _reckon(session, ctx, _lines_of(session, party_ids))


def _lines_of(session: Session, party_ids: Sequence[int]) -> set[str]:
    return set(session.scalars(select(LineParty.line_uid).where(LineParty.party_id.in_(party_ids))))


def _move_lines(session: Session, keep_id: int, others: Sequence[int]) -> None:
    """A line that names both has the kept one once."""
    held = set(session.scalars(select(LineParty.line_uid).where(LineParty.party_id == keep_id)))
    for row in session.scalars(select(LineParty).where(LineParty.party_id.in_(others)).order_by(LineParty.id)).all():
        if row.line_uid in held:
            session.delete(row)
        else:
            row.party_id = keep_id
            held.add(row.line_uid)
    session.flush()


def _whole(ids: Sequence[int]) -> list[Part]:
    return [
        part(Party, Party.id.in_(ids)),
        part(PartyAlias, PartyAlias.party_id.in_(ids)),
        part(PartySchool, PartySchool.party_id.in_(ids)),
    ]


def _everything(ids: Sequence[int]) -> list[Part]:
    appointments = or_(RoleAppointment.role_id.in_(ids), RoleAppointment.holder_id.in_(ids))
    return [*_whole(ids), part(RoleAppointment, appointments), part(LineParty, LineParty.party_id.in_(ids))]


def _line(session: Session, line_id: int) -> tuple[int, str, str]:
    query = (
        select(RoadmapSection.roadmap_id, RoadmapRow.uid, RoadmapRow.responsible)
        .join(RoadmapRow, RoadmapRow.section_id == RoadmapSection.id)
        .where(RoadmapRow.id == line_id, RoadmapRow.is_subhead.is_(False))
    )
    found = session.execute(query).first()
    if found is None:
        raise UserError("Этой строки уже нет.", "Обновите вид: строку могли удалить.")
    return found.roadmap_id, found.uid, found.responsible


def _refuse_taken(session: Session, name: str, own_id: int | None) -> None:
    other = session.scalar(
        select(Party).join(PartyAlias, PartyAlias.party_id == Party.id).where(PartyAlias.key == party_key(name))
    )
    if other is not None and other.id != own_id:
        raise UserError(f"«{name}» — уже написание другого ответственного: «{other.name}».", "Объедините их.")


def _gone() -> UserError:
    return UserError("Этого ответственного в справочнике уже нет.", "Обновите вид.")
