"""What schools choose inside a window, their state in a procedure, breaks and the week."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select

from app.models.organisations import Organisation
from app.models.plan import ProcedureSchool, ProcedureSlot, SchoolBreak
from app.models.settings import Setting
from app.services.changes import Changes, Topic
from app.services.errors import UserError
from app.services.plan.queries import SIX_DAY, plan_schools, remarks_of, school_days, stored_breaks
from app.services.plan.rows import FORMS, SCHOOL_STATUSES, BreakRow, SlotRow
from app.services.plan.rules import proposed_slots
from app.services.plan.store import TOPICS, found, title_of
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import counted, long_date
from app.services.text_ru import school_year as school_year_of

if TYPE_CHECKING:
    from app.services.context import Context

_CALENDAR: frozenset[Topic] = frozenset({"calendar"})
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_MOST_DAYS = 120


def save_slot(ctx: Context, slot: SlotRow) -> Changes:
    """Store a chosen day, new or changed. What is not right about it is said (`message`, `plan_schools`), not forbidden.

    `value` = its number. Raises UserError for a lesson, a time or a number that cannot be.
    """
    return save_slots(ctx, [slot])


def save_slots(ctx: Context, slots: Sequence[SlotRow]) -> Changes:
    """Several days as one change, taken back together; `value` = the number of the first."""
    if not slots:
        return Changes(frozenset())
    cleaned = [_cleaned(slot) for slot in slots]
    pairs = {(slot.procedure_id, slot.organisation_id) for slot in cleaned}
    ids = {slot.id for slot in cleaned if slot.id is not None}
    where: ColumnElement[bool] = ProcedureSlot.id.in_(ids)
    for procedure_id, school in pairs:
        where = where | ((ProcedureSlot.procedure_id == procedure_id) & (ProcedureSlot.organisation_id == school))
    parts = (part(ProcedureSlot, where),)
    with ctx.db.write() as session:
        title = title_of(found(session, cleaned[0].procedure_id))
        before = snapshot(session, parts)
        stored_ids = []
        for slot in cleaned:
            if session.get(Organisation, slot.organisation_id) is None:
                raise UserError("Этой школы в базе уже нет.", "Обновите список.")
            one = session.get(ProcedureSlot, slot.id) if slot.id is not None else None
            twin = session.scalar(
                select(ProcedureSlot).where(
                    ProcedureSlot.procedure_id == slot.procedure_id,
                    ProcedureSlot.organisation_id == slot.organisation_id,
                    ProcedureSlot.class_label == slot.class_label,
                    ProcedureSlot.held_on == slot.held_on,
                )
            )
            if twin is not None and twin is not one:
                if one is not None:
                    raise UserError(f"{slot.class_label or 'Параллель'}: этот день уже выбран.", "Измените прежнюю запись.")
                one = twin
            if one is None:
                one = ProcedureSlot(procedure_id=slot.procedure_id, organisation_id=slot.organisation_id)
                session.add(one)
            one.class_label, one.held_on, one.lesson = slot.class_label, slot.held_on, slot.lesson
            one.starts_at, one.room, one.pupils, one.form = slot.starts_at, slot.room, slot.pupils, slot.form
            session.flush()
            stored_ids.append(one.id)
        wrong = [one.text for one in remarks_of(session, {school for _p, school in pairs}) if one.slot_id in stored_ids]
        after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset(), value=stored_ids[0])
    undo = undo_rows(parts, before, after, _CALENDAR, "Выбор дат возвращён.")
    first = cleaned[0]
    what = (
        f"{first.class_label or title}: {long_date(first.held_on)}." if len(cleaned) == 1 else f"Дат сохранено: {len(cleaned)}."
    )
    return Changes(_CALENDAR, f"{what} {' '.join(wrong[:2])}".strip(), undo, stored_ids[0])


def delete_slots(ctx: Context, slot_ids: Collection[int]) -> Changes:
    parts = (part(ProcedureSlot, ProcedureSlot.id.in_(list(slot_ids))),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        session.execute(delete(ProcedureSlot).where(ProcedureSlot.id.in_(list(slot_ids))))
        after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset())
    words = counted(len(before[0]), "дата", "даты", "дат")
    return Changes(_CALENDAR, f"Удалено: {words}.", undo_rows(parts, before, after, _CALENDAR, "Даты возвращены."))


def propose_slots(ctx: Context, procedure_id: int, organisation_id: int | None = None) -> tuple[SlotRow, ...]:
    """Days the program would propose to schools that have chosen none; nothing is stored, each school decides itself.

    For every known class of the school: the earliest school day of the window on which the class and, where possible, the
    parallel's other papers leave room. Different schools get different days where the window allows.
    """
    from app.services.plan.queries import list_plan, list_slots

    rows = {row.procedure_id: row for row in list_plan(ctx)}
    grades = {number: row.grade for number, row in rows.items()}
    plan = rows.get(procedure_id)
    if plan is None or plan.starts_on is None or plan.ends_on is None or (plan.ends_on - plan.starts_on).days > _MOST_DAYS:
        return ()
    proposed: list[SlotRow] = []
    year = int(school_year_of(plan.starts_on)[:4])
    for number, school in enumerate(plan_schools(ctx, procedure_id)):
        if school.has_chosen or not school.takes_part or organisation_id not in (None, school.organisation_id):
            continue
        proposed += proposed_slots(
            procedure_id,
            school.organisation_id,
            school.classes or ("",),
            (plan.starts_on, plan.ends_on),
            grades,
            list_slots(ctx, organisation_id=school.organisation_id),
            school_days(ctx, year, school.organisation_id),
            number,
        )
    return tuple(proposed)


def set_school(
    ctx: Context,
    procedure_id: int,
    organisation_id: int,
    *,
    status: str | None = None,
    rooms: int | None = None,
    rooms_with_video: int | None = None,
    note: str | None = None,
) -> Changes:
    """What is known about a school in a procedure; None leaves a value as it is, −1 empties a number of rooms."""
    if status is not None and (status not in SCHOOL_STATUSES or status == "results"):
        raise UserError("Такое состояние не ставят вручную.", "«Результаты получены» появится само после загрузки результатов.")
    if any(number is not None and not -1 <= number <= 999 for number in (rooms, rooms_with_video)):
        raise UserError("Число аудиторий не подходит.", "Укажите число от 0 до 999.")
    key = (procedure_id, organisation_id)
    one_school = (ProcedureSchool.procedure_id == procedure_id) & (ProcedureSchool.organisation_id == organisation_id)
    parts = (part(ProcedureSchool, one_school),)
    with ctx.db.write() as session:
        title = title_of(found(session, procedure_id))
        school = session.get(Organisation, organisation_id)
        if school is None:
            raise UserError("Этой школы в базе уже нет.", "Обновите список.")
        before = snapshot(session, parts)
        one = session.get(ProcedureSchool, key)
        if one is None:
            one = ProcedureSchool(procedure_id=procedure_id, organisation_id=organisation_id)
            session.add(one)
        if status is not None:
            one.status = status
        if rooms is not None:
            one.rooms = rooms if rooms >= 0 else None
        if rooms_with_video is not None:
            one.rooms_with_video = rooms_with_video if rooms_with_video >= 0 else None
        if one.rooms is not None and one.rooms_with_video is not None and one.rooms_with_video > one.rooms:
            raise UserError("Аудиторий с видеонаблюдением больше, чем всего аудиторий.", "Исправьте одно из чисел.")
        if note is not None:
            one.note = note.strip()
        after = snapshot(session, parts)
        name = school.short_name
    if before == after:
        return Changes(frozenset())
    words = f": {SCHOOL_STATUSES[status]}" if status is not None else ": сохранено"
    undo = undo_rows(parts, before, after, TOPICS, f"{name}: возвращено как было.")
    return Changes(TOPICS, f"{title}, {name}{words}.", undo)


# --- breaks and the week ----------------------------------------------------------------------------------------------


def save_breaks(ctx: Context, school_year: int, rows: Sequence[BreakRow], organisation_id: int | None = None) -> Changes:
    """The breaks of the district (None) or of a school in a school year become exactly these.

    No rows for a school = it goes by the district's again. Raises UserError for days that cannot be.
    """
    ordered = sorted(rows, key=lambda one: one.starts_on)
    for one in ordered:
        _right_break(one, school_year)
    for earlier, later in pairwise(ordered):
        if later.starts_on <= earlier.ends_on:
            raise UserError(f"«{earlier.title}» и «{later.title}» пересекаются.", "Исправьте даты.")
    whose = SchoolBreak.organisation_id.is_(None) if organisation_id is None else SchoolBreak.organisation_id == organisation_id
    where = (SchoolBreak.school_year == school_year) & whose
    parts = (part(SchoolBreak, where),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        stored = [one for one in stored_breaks(session, school_year) if one.organisation_id == organisation_id]
        same = [(one.title, one.starts_on, one.ends_on) for one in stored]
        if same == [(one.title.strip(), one.starts_on, one.ends_on) for one in ordered]:
            return Changes(frozenset())
        session.execute(delete(SchoolBreak).where(where))
        session.add_all(
            SchoolBreak(
                organisation_id=organisation_id,
                school_year=school_year,
                title=one.title.strip(),
                starts_on=one.starts_on,
                ends_on=one.ends_on,
            )
            for one in ordered
        )
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _CALENDAR, "Каникулы возвращены.")
    return Changes(_CALENDAR, f"Каникулы {school_year}/{school_year + 1} учебного года сохранены.", undo)


def set_six_day(ctx: Context, six_day: bool) -> Changes:
    """Do schools of the district work on Saturdays?"""
    with ctx.db.write() as session:
        row = session.get(Setting, SIX_DAY.name)
        before = row is not None and json.loads(row.value) is True
        if before == six_day:
            return Changes(frozenset())
        session.merge(Setting(key=SIX_DAY.name, value=json.dumps(six_day)))
    words = "Учебная неделя: шесть дней." if six_day else "Учебная неделя: пять дней."
    return Changes(_CALENDAR, words, lambda again: set_six_day(again, before))


# --- inside -----------------------------------------------------------------------------------------------------------


def _cleaned(slot: SlotRow) -> SlotRow:
    from dataclasses import replace

    if slot.lesson is not None and not 0 <= slot.lesson <= 14:
        raise UserError(f"Урока {slot.lesson} не бывает.", "Укажите номер урока от 1 до 14.")
    if slot.pupils is not None and not 0 <= slot.pupils <= 999:
        raise UserError("Число участников не подходит.", "Укажите число от 0 до 999.")
    if slot.form not in FORMS:
        raise UserError("Такой формы проведения нет.", "Выберите форму из списка.")
    starts_at = slot.starts_at.strip()
    if starts_at:
        match = _TIME.fullmatch(starts_at)
        if match is None:
            raise UserError(f"Время «{starts_at}» не прочитано.", "Укажите часы и минуты: 9:00.")
        starts_at = f"{int(match[1]):02}:{match[2]}"
    return replace(slot, class_label=slot.class_label.replace(" ", "").upper(), starts_at=starts_at, room=slot.room.strip())


def _right_break(one: BreakRow, school_year: int) -> None:
    if not one.title.strip():
        raise UserError("У каникул нет названия.", "Назовите их, например «Весенние каникулы».")
    if one.ends_on < one.starts_on:
        raise UserError(f"«{one.title}»: окончание раньше начала.", "Исправьте даты.")
    if (
        not (school_year, 8, 1) <= (one.starts_on.year, one.starts_on.month, one.starts_on.day)
        or one.ends_on.year > school_year + 1
    ):
        raise UserError(f"«{one.title}»: даты не из {school_year}/{school_year + 1} учебного года.", "Исправьте даты или год.")
