"""Preparing a procedure: its checklist, ticks, incidents, acts of observation. Each is one transaction with undo."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from app.models.checklists import ChecklistLine, ChecklistTick, Incident, ObservationAct
from app.models.plan import ProcedureSchool
from app.models.results import Procedure
from app.services.changes import Changes, Topic
from app.services.checklists.rows import PHASES, ActRow, IncidentRow, LineDraft
from app.services.checklists.rules import act_problems, incident_problems, line_problems
from app.services.checklists.templates import template_for, templates
from app.services.context import Context
from app.services.errors import UserError
from app.services.plan.following import follow_checklists
from app.services.problems import Problem
from app.services.row_undo import Part, Rows, part, snapshot, undo_rows
from app.services.text_ru import counted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOPIC: frozenset[Topic] = frozenset({"calendar"})
_PHASE_ORDER = {phase: number for number, phase in enumerate(PHASES)}


def start_checklist(ctx: Context, procedure_id: int, code: str | None = None) -> Changes:
    """Lines of a shipped list (`code`; None = the one for this kind), after those that are there. `value` = how many."""
    with ctx.db.write() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise UserError("Этой процедуры в базе больше нет.", "Обновите календарь: её могли удалить.")
        template = next((one for one in templates() if one.code == code), None) or template_for(procedure.kind)
        parts = _parts(procedure_id)
        before = snapshot(session, parts)
        there = set(session.scalars(select(ChecklistLine.text).where(ChecklistLine.procedure_id == procedure_id)))
        fresh = [line for line in template.lines if line.text not in there]
        if not fresh:
            raise UserError("Все дела этого списка уже есть.", "Добавьте своё дело строкой ниже.")
        for line in fresh:
            session.add(
                ChecklistLine(
                    procedure_id=procedure_id, position=0, phase=line.phase, anchor=line.anchor,
                    offset_days=line.offset_days, text=line.text, role=line.role, per_school=line.per_school,
                )
            )  # fmt: skip
        _settle(session, procedure_id)
        words = f"Подготовка: {counted(len(fresh), 'дело', 'дела', 'дел')}."
        return _done(session, parts, before, words, len(fresh))


def save_line(ctx: Context, procedure_id: int, draft: LineDraft, line_id: int | None = None) -> Changes:
    """Add (`line_id` None) or change a line; `value` is its id. UserError where `line_problems` finds an error."""
    _refuse(line_problems(draft))
    with ctx.db.write() as session:
        parts = _parts(procedure_id)
        before = snapshot(session, parts)
        line = ChecklistLine(procedure_id=procedure_id, position=0) if line_id is None else _line(session, line_id)
        if line_id is not None and line.per_school != draft.per_school:
            # Ticks of schools say nothing of the district, and the other way round.
            session.execute(delete(ChecklistTick).where(ChecklistTick.line_id == line_id))
        line.phase, line.anchor, line.offset_days = draft.phase, draft.anchor, draft.offset_days
        line.text, line.role, line.per_school, line.moved_to = draft.text.strip(), draft.role, draft.per_school, draft.moved_to
        session.add(line)
        _settle(session, procedure_id)
        return _done(session, parts, before, "Дело добавлено." if line_id is None else "Дело изменено.", line.id)


def delete_lines(ctx: Context, procedure_id: int, line_ids: Collection[int]) -> Changes:
    with ctx.db.write() as session:
        parts = _parts(procedure_id)
        before = snapshot(session, parts)
        session.execute(delete(ChecklistLine).where(ChecklistLine.procedure_id == procedure_id, ChecklistLine.id.in_(line_ids)))
        return _done(session, parts, before, f"Удалено: {counted(len(line_ids), 'дело', 'дела', 'дел')}.")


def tick(
    ctx: Context,
    line_id: int,
    schools: Collection[int] = (),
    *,
    done: bool = True,
    done_on: date | None = None,
    who: str = "",
    note: str = "",
) -> Changes:
    """Mark a line as done (`done` False: take the mark back) by these schools; of a district's line `schools` is empty."""
    with ctx.db.write() as session:
        line = _line(session, line_id)
        if line.per_school != bool(schools):
            raise UserError("Отметка не сохранена." if schools else "Отметьте школы, которые это сделали.")
        parts = [part(ChecklistTick, ChecklistTick.line_id == line_id)]
        before = snapshot(session, parts)
        owners: list[int | None] = [*schools] if schools else [None]
        there = {
            one.organisation_id: one for one in session.scalars(select(ChecklistTick).where(ChecklistTick.line_id == line_id))
        }
        for owner in owners:
            one = there.get(owner)
            if not done:
                if one is not None:
                    session.delete(one)
                continue
            if one is None:
                one = ChecklistTick(line_id=line_id, organisation_id=owner)
                session.add(one)
            one.done_on, one.who, one.note = done_on or ctx.clock().date(), who.strip(), note.strip()
            one.ticked_at = ctx.clock()
        return _done(session, parts, before, "Отмечено: сделано." if done else "Отметка снята.")


def save_incident(ctx: Context, row: IncidentRow) -> Changes:
    """Add or change; `value` is its id."""
    _refuse(incident_problems(row))
    with ctx.db.write() as session:
        parts = [part(Incident, Incident.procedure_id == row.procedure_id)]
        before = snapshot(session, parts)
        one = _stored(session, Incident, row.id, row.procedure_id)
        one.organisation_id, one.happened_on, one.class_label = row.organisation_id, row.happened_on, row.class_label.strip()
        one.text, one.action = row.text.strip(), row.action.strip()
        one.reported_by, one.closed_on = row.reported_by.strip(), row.closed_on
        session.add(one)
        session.flush()
        return _done(session, parts, before, "Происшествие записано.", one.id)


def delete_incident(ctx: Context, incident_id: int) -> Changes:
    return _delete(ctx, Incident, incident_id, "Запись о происшествии удалена.")


def save_act(ctx: Context, row: ActRow) -> Changes:
    """Add or change an act of observation; `value` is its id."""
    _refuse(act_problems(row))
    with ctx.db.write() as session:
        parts = [part(ObservationAct, ObservationAct.procedure_id == row.procedure_id)]
        before = snapshot(session, parts)
        one = _stored(session, ObservationAct, row.id, row.procedure_id)
        one.organisation_id, one.person_id, one.observer = row.organisation_id, row.person_id, row.observer.strip()
        one.observed_on, one.starts_at, one.ends_at = row.observed_on, row.starts_at, row.ends_at
        one.class_label, one.room, one.remarks = row.class_label.strip(), row.room.strip(), row.remarks.strip()
        one.answers = json.dumps(row.answers, ensure_ascii=False, sort_keys=True)
        one.received_on = row.received_on
        session.add(one)
        session.flush()
        return _done(session, parts, before, "Акт наблюдения записан.", one.id)


def delete_act(ctx: Context, act_id: int) -> Changes:
    return _delete(ctx, ObservationAct, act_id, "Акт наблюдения удалён.")


def set_rooms(ctx: Context, procedure_id: int, organisation_id: int, rooms: int | None, with_video: int | None) -> Changes:
    """Rooms of a school and how many of them have video; both None = not said."""
    if rooms is not None and (with_video or 0) > rooms:
        raise UserError("Аудиторий с видео больше, чем всего аудиторий.", "Исправьте числа.")
    with ctx.db.write() as session:
        mine = (ProcedureSchool.procedure_id == procedure_id, ProcedureSchool.organisation_id == organisation_id)
        parts = [part(ProcedureSchool, mine[0] & mine[1])]
        before = snapshot(session, parts)
        one = session.get(ProcedureSchool, (procedure_id, organisation_id))
        if one is None:
            one = ProcedureSchool(procedure_id=procedure_id, organisation_id=organisation_id)
            session.add(one)
        one.rooms, one.rooms_with_video = rooms, with_video
        return _done(session, parts, before, "Аудитории записаны.")


# --- shared -----------------------------------------------------------------------------------------------------------


def _parts(procedure_id: int) -> list[Part]:
    mine = select(ChecklistLine.id).where(ChecklistLine.procedure_id == procedure_id)
    return [part(ChecklistLine, ChecklistLine.procedure_id == procedure_id), part(ChecklistTick, ChecklistTick.line_id.in_(mine))]


def _settle(session: Session, procedure_id: int) -> None:
    """Days counted anew, lines in the order of phase and distance."""
    session.flush()
    follow_checklists(session, [procedure_id])
    lines = session.scalars(select(ChecklistLine).where(ChecklistLine.procedure_id == procedure_id)).all()
    for number, line in enumerate(sorted(lines, key=lambda one: (_PHASE_ORDER[one.phase], one.offset_days, one.id))):
        line.position = number
    session.flush()


def _line(session: Session, line_id: int) -> ChecklistLine:
    found = session.get(ChecklistLine, line_id)
    if found is None:
        raise UserError("Этого дела в списке больше нет.", "Обновите страницу.")
    return found


def _stored(session: Session, model: Any, row_id: int | None, procedure_id: int) -> Any:
    if row_id is None:
        return model(procedure_id=procedure_id)
    found = session.get(model, row_id)
    if found is None:
        raise UserError("Этой записи больше нет.", "Обновите страницу.")
    return found


def _delete(ctx: Context, model: Any, row_id: int, words: str) -> Changes:
    with ctx.db.write() as session:
        parts = [part(model, model.id == row_id)]
        before = snapshot(session, parts)
        session.execute(delete(model).where(model.id == row_id))
        return _done(session, parts, before, words)


def _refuse(problems: tuple[Problem, ...]) -> None:
    if errors := [one.text for one in problems if one.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте и сохраните ещё раз.")


def _done(session: Session, parts: list[Part], before: Rows, words: str, value: Any = None) -> Changes:
    session.expire_all()
    after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset(), value=value)
    return Changes(TOPIC, words, undo_rows(parts, before, after, TOPIC, "Подготовка: изменение отменено."), value)
