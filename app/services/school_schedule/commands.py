"""What a person says of a whole schedule: its order, its first week, the hours of its subjects; and taking it away.

Entries are changed by `check_commands.apply_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.models.organisations import Organisation
from app.models.schedules import ScheduleEntry, SchoolSchedule, SubjectHours
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.row_undo import Part, part, snapshot, undo_rows
from app.services.school_schedule.rows import Hours
from app.services.text_ru import counted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TOPICS: frozenset[Topic] = frozenset({"calendar"})
_MOST_HOURS = 1000


@dataclass(frozen=True, slots=True)
class HeadingFields:
    """The head of a schedule as a person types it. `first_week_on` is any day of school week 1."""

    order_number: str = ""
    ordered_on: date | None = None
    changes_order: str = ""
    first_week_on: date | None = None
    received_on: date | None = None
    note: str = ""


def save_heading(ctx: Context, organisation_id: int, school_year: int, fields: HeadingFields) -> Changes:
    """Order, first week, day of receipt; the schedule is made where there is none. `value` = its id."""
    with ctx.db.write() as session:
        parts = [_owned(organisation_id, school_year)]
        before = snapshot(session, parts)
        row = _schedule(session, ctx, organisation_id, school_year)
        for name in HeadingFields.__slots__:
            value = getattr(fields, name)
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        row.updated_at = ctx.clock()
        after = snapshot(session, parts)
        found = row.id
    undo = undo_rows(parts, before, after, _TOPICS, "Реквизиты графика возвращены.")
    return Changes(_TOPICS, "Реквизиты графика сохранены.", undo, found)


def set_hours(ctx: Context, organisation_id: int, school_year: int, hours: Iterable[Hours]) -> Changes:
    """Hours a year of class and subject; 0 removes. What is not named stays. `value` = id of the schedule.

    Raises UserError for hours that no curriculum has.
    """
    wanted = list(hours)
    wrong = next((one for one in wanted if not 0 <= one.hours <= _MOST_HOURS), None)
    if wrong:
        raise UserError(f"{wrong.subject}: {wrong.hours} часов в год не бывает.", f"Впишите число от 1 до {_MOST_HOURS}.")
    with ctx.db.write() as session:
        parts = [_owned(organisation_id, school_year)]
        before = snapshot(session, parts)
        row = _schedule(session, ctx, organisation_id, school_year)
        parts.append(part(SubjectHours, SubjectHours.schedule_id == row.id))
        before = (*before, *snapshot(session, parts[1:]))
        query = select(SubjectHours).where(SubjectHours.schedule_id == row.id)
        stored = {(one.grade, one.class_label, one.subject): one for one in session.scalars(query)}
        for one in wanted:
            found = stored.get((one.grade, one.class_label, one.subject))
            if one.hours == 0:
                if found is not None:
                    session.delete(found)
                continue
            if found is None:
                found = SubjectHours(schedule_id=row.id, grade=one.grade, class_label=one.class_label, subject=one.subject)
                session.add(found)
            found.hours, found.weekly = one.hours, one.weekly
        row.updated_at = ctx.clock()
        after = snapshot(session, parts)
        schedule_id = row.id
    said = f"Часы сохранены: {counted(len(wanted), 'строка', 'строки', 'строк')}."
    return Changes(_TOPICS, said, undo_rows(parts, before, after, _TOPICS, "Часы возвращены."), schedule_id)


def delete_schedule(ctx: Context, schedule_id: int) -> Changes:
    """The schedule with its entries and hours; can be taken back."""
    with ctx.db.write() as session:
        row = session.get(SchoolSchedule, schedule_id)
        if row is None:
            raise UserError("Этого графика в базе уже нет.", "Обновите список.")
        parts = (
            part(SchoolSchedule, SchoolSchedule.id == schedule_id),
            part(ScheduleEntry, ScheduleEntry.schedule_id == schedule_id),
            part(SubjectHours, SubjectHours.schedule_id == schedule_id),
        )
        before = snapshot(session, parts)
        session.delete(row)
        after = snapshot(session, parts)
    return Changes(_TOPICS, "График удалён.", undo_rows(parts, before, after, _TOPICS, "График возвращён."), schedule_id)


def _owned(organisation_id: int, school_year: int) -> Part:
    return part(
        SchoolSchedule, and_(SchoolSchedule.organisation_id == organisation_id, SchoolSchedule.school_year == school_year)
    )


def _schedule(session: Session, ctx: Context, organisation_id: int, school_year: int) -> SchoolSchedule:
    query = select(SchoolSchedule).where(
        SchoolSchedule.organisation_id == organisation_id, SchoolSchedule.school_year == school_year
    )
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    if session.get(Organisation, organisation_id) is None:
        raise UserError("Этой организации в базе уже нет.", "Обновите список.")
    made = SchoolSchedule(organisation_id=organisation_id, school_year=school_year, updated_at=ctx.clock())
    session.add(made)
    session.flush()
    return made
