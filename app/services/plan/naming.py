"""«Предмет по случайному выбору» gets its name: the procedure is renamed, or joined with results already loaded under it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from app.models.execution import LineEvent
from app.models.plan import ProcedurePlan, ProcedureSchool
from app.models.results import Procedure
from app.services.changes import Changes
from app.services.errors import UserError
from app.services.execution.following import follow_roadmap
from app.services.plan.commands import follower
from app.services.plan.following import follow_windows
from app.services.plan.rows import RANDOM_SUBJECT
from app.services.plan.store import (
    LOOSE,
    OWNED,
    TOPICS,
    everything_of,
    found,
    has_results,
    linked_lines,
    same_key,
    title_of,
)
from app.services.results.subjects import normalise_subject
from app.services.row_undo import snapshot, undo_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context


def name_subject(ctx: Context, procedure_id: int, subject: str, named_on: date | None = None) -> Changes:
    """The drawn subject is known; `named_on` None = today. `value` = the procedure's number from now on.

    Where results of this subject came before it was named, the plan goes over to that procedure with all that hangs on
    it. Raises UserError where the subject is planned already, and for one outside the announced list.
    """
    name = normalise_subject(subject) if subject.strip() else ""
    if not name or name.startswith(RANDOM_SUBJECT):
        raise UserError("Предмет не назван.", "Выберите предмет из списка или впишите его.")
    with ctx.db.write() as session:
        procedure = found(session, procedure_id)
        plan = session.get(ProcedurePlan, procedure_id)
        if plan is None or not plan.is_random:
            raise UserError("У этой процедуры предмет известен.", "Назвать можно предмет по случайному выбору.")
        former = title_of(procedure)
        other = same_key(session, procedure.kind, procedure.year, procedure.grade, name)
        if other is not None and other.id != procedure_id and session.get(ProcedurePlan, other.id) is not None:
            raise UserError(f"{title_of(other)} — уже в плане.", "Выберите другой предмет или измените ту процедуру.")
        joins = other is not None and other.id != procedure_id
        if joins and has_results(session, procedure_id):
            raise UserError(
                f"И под «{procedure.subject}», и под «{name}» загружены результаты.", "Отмените одну из загрузок и повторите."
            )
        ids = [procedure_id, other.id] if joins and other is not None else [procedure_id]
        parts = everything_of(session, ids)
        before = snapshot(session, parts)
        plan.subject_named_on = named_on or ctx.clock().date()
        if joins and other is not None:
            _join(session, procedure, other)
            title, kept = title_of(other), other.id
        else:
            procedure.subject = name
            title, kept = title_of(procedure), procedure_id
            session.flush()
        follow_windows(session, [kept])
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPICS, f"Предмет снова не назван: {former}.", follow=follower(ids))
    joined_words = " Результаты уже загружены и присоединены." if joins else ""
    return Changes(TOPICS, f"Назван предмет: {title}.{joined_words}", undo, kept)


def _join(session: Session, placeholder: Procedure, target: Procedure) -> None:
    """All that hangs on the placeholder hangs on the target; what both have already stays the target's."""
    old, new = placeholder.id, target.id
    session.flush()
    lines = linked_lines(session, [old])
    linked = set(session.scalars(select(LineEvent.line_uid).where(LineEvent.procedure_id == new)))
    session.execute(delete(LineEvent).where(LineEvent.procedure_id == old, LineEvent.line_uid.in_(linked)))
    schools = set(session.scalars(select(ProcedureSchool.organisation_id).where(ProcedureSchool.procedure_id == new)))
    session.execute(
        delete(ProcedureSchool).where(ProcedureSchool.procedure_id == old, ProcedureSchool.organisation_id.in_(schools))
    )
    for model in (ProcedurePlan, *OWNED, *LOOSE):
        session.execute(update(model).where(model.procedure_id == old).values(procedure_id=new))
    session.execute(update(ProcedurePlan).where(ProcedurePlan.rolled_from_id == old).values(rolled_from_id=new))
    if placeholder.held_on is not None:
        target.held_on, target.held_until = placeholder.held_on, placeholder.held_until
    session.flush()
    session.execute(delete(Procedure).where(Procedure.id == old))
    session.expire_all()
    for roadmap_id, uids in lines.items():
        follow_roadmap(session, roadmap_id, uids)
