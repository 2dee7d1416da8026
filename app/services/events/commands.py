"""Events: made, typed, repeated, carried over, deleted; who is invited and who came; what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields as fields_in
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.events import CalendarEvent, EventAttendance
from app.services.calendar.rules import school_year_span
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.events import rules
from app.services.events.kinds import KINDS
from app.services.events.queries import choices
from app.services.events.rows import EventFields
from app.services.row_undo import Part, Rows, part, snapshot, undo_rows
from app.services.text_ru import counted, long_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOPIC: frozenset[Topic] = frozenset({"calendar"})
_NAMES = tuple(one.name for one in fields_in(EventFields))


def create_event(ctx: Context, fields: EventFields | None = None) -> Changes:
    """A new event; `value` is its id."""
    fields = fields or EventFields()
    _refuse(fields)
    with ctx.db.write() as session:
        made = CalendarEvent(uid=uuid.uuid4().hex)
        _fill(made, fields)
        session.add(made)
        session.flush()
        return _done(session, made.id, _parts([made.id]), ((), ()), f"{KINDS[fields.kind]} в календаре.")


def save_fields(ctx: Context, event_id: int, fields: EventFields) -> Changes:
    """Store everything typed. Raises UserError for times and days that contradict each other."""
    _refuse(fields)

    def change(_session: Session, found: CalendarEvent) -> None:
        if fields.held_on != found.held_on:
            found.is_confirmed = True  # a person has set the day
        _fill(found, fields)

    return _change(ctx, event_id, change, "Встреча сохранена.")


def set_status(ctx: Context, event_id: int, status: str) -> Changes:
    words = {"planned": "Встреча снова запланирована.", "held": "Встреча проведена.", "cancelled": "Встреча отменена."}

    def change(_session: Session, found: CalendarEvent) -> None:
        found.status = status

    return _change(ctx, event_id, change, words[status])


def confirm(ctx: Context, event_ids: Collection[int]) -> Changes:
    """The days carried over from another year are right."""
    with ctx.db.write() as session:
        parts = _parts(event_ids)
        before = snapshot(session, parts)
        for one in session.scalars(select(CalendarEvent).where(CalendarEvent.id.in_(event_ids))):
            one.is_confirmed = True
        return _done(session, None, parts, before, "Дата подтверждена." if len(event_ids) == 1 else "Даты подтверждены.")


def delete_event(ctx: Context, event_id: int) -> Changes:
    with ctx.db.write() as session:
        found = _get(session, event_id)
        parts = _parts([event_id])
        before = snapshot(session, parts)
        name = found.title or KINDS[found.kind]  # type: ignore[index]
        session.delete(found)
        session.flush()
        session.expire_all()
        return _done(session, None, parts, before, f"Удалено: {name}.", "Встреча возвращена.")


def repeat_event(ctx: Context, event_id: int, step: rules.Step) -> Changes:
    """The same once more, some weeks or months later, with the same people; `value` is the new id."""
    with ctx.db.write() as session:
        found = _get(session, event_id)
        if found.held_on is None:
            raise UserError("День этой встречи не указан.", "Сначала укажите день, потом повторите.")
        day = rules.repeated_on(found.held_on, step)
        made = _copy(session, found, day, confirmed=True)
        return _done(session, made.id, _parts([made.id]), ((), ()), f"Повторено: {long_date(day)}.")


def roll_over(ctx: Context, school_year: str, to_year: str) -> Changes:
    """Carry the events of one school year over to another: same day of the week, to be confirmed; `value` = how many.

    Cancelled events, and those carried over before, are left out.
    """
    first, last = school_year_span(school_year)
    shift = rules.YEAR_OF_WEEKS * (int(to_year[:4]) - int(school_year[:4]))
    with ctx.db.write() as session:
        begins, ends = school_year_span(to_year)
        there = set(
            session.scalars(
                select(CalendarEvent.rolled_from_id).where(
                    CalendarEvent.rolled_from_id.is_not(None), CalendarEvent.held_on.between(begins, ends)
                )
            )
        )
        found = session.scalars(
            select(CalendarEvent)
            .where(CalendarEvent.held_on.between(first, last), CalendarEvent.status != "cancelled")
            .order_by(CalendarEvent.held_on, CalendarEvent.id)
        ).all()
        made = []
        for one in found:
            if one.id in there or one.held_on is None:
                continue
            day = min(max(one.held_on + shift, begins), ends)
            copied = _copy(session, one, day, confirmed=False)
            copied.rolled_from_id, copied.procedure_id = one.id, None  # the procedure of the former year is over
            made.append(copied.id)
        if not made:
            raise UserError(f"Переносить нечего: встреч {school_year} года нет или они уже перенесены.")
        session.flush()
        words = f"Перенесено: {counted(len(made), 'встреча', 'встречи', 'встреч')}. Подтвердите даты."
        return _done(session, len(made), _parts(made), ((), ()), words)


# -- who is invited


def invite(ctx: Context, event_id: int, keys: Iterable[tuple[str, int]]) -> Changes:
    """Add people and schools of the directory: ("person", id), ("school", id); those already invited stay as they are."""
    known = {one.key: one for one in choices(ctx).invitees}
    wanted = list(keys)

    def change(session: Session, found: CalendarEvent) -> None:
        asked = select(EventAttendance.person_id, EventAttendance.organisation_id).where(EventAttendance.event_id == found.id)
        there = {(person, school) for person, school in session.execute(asked)}
        place = _last_place(session, found.id)
        for key in wanted:
            one = known.get(key)
            if one is None:
                raise UserError("Этого человека больше нет в списке.", "Обновите список и выберите снова.")
            person = key[1] if key[0] == "person" else None
            if (person, one.organisation_id) in there:
                continue
            place += 1
            session.add(
                EventAttendance(
                    event_id=found.id, position=place, person_id=person, organisation_id=one.organisation_id,
                    name=one.name, post=one.post,
                )
            )  # fmt: skip

    return _change(ctx, event_id, change, "Список приглашённых дополнен.")


def add_guest(ctx: Context, event_id: int, name: str, post: str = "") -> Changes:
    """Somebody who is not in the directory."""
    name = " ".join(name.split())
    if not name:
        raise UserError("Не указано, кто приглашён.", "Напишите фамилию и имя.")

    def change(session: Session, found: CalendarEvent) -> None:
        place = _last_place(session, found.id) + 1
        session.add(EventAttendance(event_id=found.id, position=place, name=name, post=" ".join(post.split())))

    return _change(ctx, event_id, change, f"Приглашён: {name}.")


def remove_attendees(ctx: Context, event_id: int, attendee_ids: Collection[int]) -> Changes:
    def change(session: Session, found: CalendarEvent) -> None:
        for one in session.scalars(select(EventAttendance).where(EventAttendance.event_id == found.id)):
            if one.id in attendee_ids:
                session.delete(one)

    return _change(ctx, event_id, change, "Убрано из списка приглашённых.")


def set_came(ctx: Context, event_id: int, came: Mapping[int, bool | None]) -> Changes:
    """Who came, by id of the attendee; None = not said."""

    def change(session: Session, found: CalendarEvent) -> None:
        for one in session.scalars(select(EventAttendance).where(EventAttendance.event_id == found.id)):
            if one.id in came:
                one.came = came[one.id]

    return _change(ctx, event_id, change, "Явка отмечена.")


# -- what was decided


def save_decisions(ctx: Context, event_id: int, typed: Iterable[tuple[str, str, str]]) -> Changes:
    """(what, who, by when) as typed; a decision that was made into a roadmap item keeps it."""
    rows = [(" ".join(what.split()), " ".join(who.split()), " ".join(due.split())) for what, who, due in typed]

    def change(_session: Session, found: CalendarEvent) -> None:
        before = rules.decisions_from_text(found.decided)
        found.decided = rules.decisions_to_text(rules.with_typed(before, (row for row in rows if row[0])))

    return _change(ctx, event_id, change, "Решения сохранены.")


# -- inside


def _refuse(fields: EventFields) -> None:
    for problem in rules.problems(fields):
        raise UserError(problem.text)


def _fill(found: CalendarEvent, fields: EventFields) -> None:
    for name in _NAMES:
        value = getattr(fields, name)
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    found.starts_at, found.ends_at = rules.parse_time(fields.starts_at) or "", rules.parse_time(fields.ends_at) or ""
    if found.ends_on == found.held_on:
        found.ends_on = None


def _copy(session: Session, one: CalendarEvent, day: date, *, confirmed: bool) -> CalendarEvent:
    """The same event on another day: what was said, decided and who came stays behind."""
    made = CalendarEvent(
        uid=uuid.uuid4().hex, kind=one.kind, title=one.title, held_on=day, starts_at=one.starts_at, ends_at=one.ends_at,
        ends_on=day + (one.ends_on - one.held_on) if one.ends_on and one.held_on else None,
        place=one.place, organisation_id=one.organisation_id, procedure_id=one.procedure_id, chair=one.chair,
        secretary=one.secretary, agenda=one.agenda, is_confirmed=confirmed,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for guest in session.scalars(select(EventAttendance).where(EventAttendance.event_id == one.id)).all():
        session.add(
            EventAttendance(
                event_id=made.id, position=guest.position, person_id=guest.person_id, organisation_id=guest.organisation_id,
                name=guest.name, post=guest.post,
            )
        )  # fmt: skip
    session.flush()
    return made


def _last_place(session: Session, event_id: int) -> int:
    return session.scalar(select(func.max(EventAttendance.position)).where(EventAttendance.event_id == event_id)) or 0


def _get(session: Session, event_id: int) -> CalendarEvent:
    found = session.get(CalendarEvent, event_id)
    if found is None:
        raise UserError("Этой встречи больше нет.", "Обновите список.")
    return found


def _parts(event_ids: Collection[int]) -> tuple[Part, Part]:
    ids = list(event_ids)
    return part(CalendarEvent, CalendarEvent.id.in_(ids)), part(EventAttendance, EventAttendance.event_id.in_(ids))


def _change(ctx: Context, event_id: int, change: Callable[[Session, CalendarEvent], None], message: str) -> Changes:
    with ctx.db.write() as session:
        found = _get(session, event_id)
        parts = _parts([event_id])
        before = snapshot(session, parts)
        change(session, found)
        return _done(session, event_id, parts, before, message)


def _done(
    session: Session, value: int | None, parts: tuple[Part, ...], before: Rows, message: str, undone: str = "Изменение отменено."
) -> Changes:
    after = snapshot(session, parts)
    if after == before:
        return Changes(frozenset(), "", None, value)
    return Changes(TOPIC, message, undo_rows(parts, before, after, TOPIC, undone), value)
