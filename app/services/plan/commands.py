"""Changing the plan: a procedure planned, edited, cancelled, deleted, confirmed. Moving is in moving.py."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.models.execution import LineEvent
from app.models.plan import ProcedurePlan
from app.models.results import Procedure
from app.services.calendar.rules import window_words
from app.services.changes import Changes
from app.services.errors import UserError
from app.services.execution.following import follow_roadmap
from app.services.plan.following import follow_windows
from app.services.plan.rows import STATUSES, PlanDraft, PlanRow
from app.services.plan.store import (
    OWNED,
    TOPICS,
    checked,
    everything_of,
    found,
    has_results,
    linked_lines,
    new_uid,
    same_key,
    title_of,
    write_draft,
)
from app.services.row_undo import part, snapshot, undo_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context


def draft_of(row: PlanRow) -> PlanDraft:
    """What a dialog begins with when a procedure is edited."""
    return PlanDraft(
        row.kind,
        row.grade,
        row.subject,
        row.starts_on,
        row.ends_on,
        row.year,
        row.form,
        row.control_mode,
        row.is_random,
        row.subject_options,
        row.minutes,
        row.reserve_on,
        row.results_due,
        row.stored_status,
        row.basis,
        row.note,
    )


def plan_procedure(ctx: Context, draft: PlanDraft) -> Changes:
    """Put a procedure into the plan; one that came with its results gets its plan. `value` = its number."""
    checked(draft)
    with ctx.db.write() as session:
        year, subject = checked(draft)
        known = same_key(session, draft.kind, year, draft.grade, subject)
        if known is not None and session.get(ProcedurePlan, known.id) is not None:
            raise UserError(f"{title_of(known)} — уже в плане.", "Откройте её в календаре и измените, что нужно.")
        before = snapshot(session, everything_of(session, [known.id])) if known is not None else None
        procedure = put(session, draft)
        procedure_id, title = procedure.id, title_of(procedure)
        follow_windows(session, [procedure_id])
        parts = everything_of(session, [procedure_id])
        after = snapshot(session, parts)
    undo = undo_rows(
        parts, before or tuple(() for _ in parts), after, TOPICS, f"{title}: из плана убрано.", follow=follower([procedure_id])
    )
    return Changes(TOPICS, f"Запланировано: {title}, {window_words(draft.starts_on, draft.ends_on)}.", undo, procedure_id)


def put(session: Session, draft: PlanDraft) -> Procedure:
    """Store a checked draft: a new procedure, or the window and the plan of a known one. Inside a transaction."""
    year, subject = checked(draft)
    procedure = same_key(session, draft.kind, year, draft.grade, subject)
    if procedure is None:
        procedure = Procedure(kind=draft.kind, year=year, grade=draft.grade, subject=subject)
        session.add(procedure)
    if draft.starts_on is not None:
        procedure.held_on, procedure.held_until = draft.starts_on, draft.ends_on
    session.flush()
    plan = session.get(ProcedurePlan, procedure.id)
    if plan is None:
        plan = ProcedurePlan(procedure_id=procedure.id, uid=new_uid(), is_confirmed=True)
        session.add(plan)
    write_draft(plan, draft)
    session.flush()
    return procedure


def edit_plan(ctx: Context, procedure_id: int, draft: PlanDraft) -> Changes:
    """Store what a person changed. A procedure known by its results only gets its plan.

    A window on which something hangs is moved by `moving.move_window`, which shows first what changes: here UserError.
    """
    from app.services.plan.moving import preview_of

    checked(draft)
    with ctx.db.write() as session:
        procedure = found(session, procedure_id)
        year, subject = checked(draft)
        key = (draft.kind, year, draft.grade, subject)
        if (procedure.kind, procedure.year, procedure.grade, procedure.subject) != key:
            _may_be_renamed(session, procedure, key)
        ends = draft.ends_on or draft.starts_on
        moved = (procedure.held_on, procedure.held_until or procedure.held_on) != (draft.starts_on, ends)
        hanging = preview_of(session, ctx, procedure_id, draft.starts_on, draft.ends_on).hanging if moved else ()
        if any(one.kind != "plan" for one in hanging):
            raise UserError(
                "От сроков процедуры зависят другие даты.", "Нажмите «Перенести…»: программа покажет, что изменится вместе с ней."
            )
        parts = (part(Procedure, Procedure.id == procedure_id), part(ProcedurePlan, ProcedurePlan.procedure_id == procedure_id))
        before = snapshot(session, parts)
        procedure.kind, procedure.year, procedure.grade, procedure.subject = key
        if moved:
            procedure.held_on, procedure.held_until = draft.starts_on, draft.ends_on
        plan = session.get(ProcedurePlan, procedure_id)
        if plan is None:
            plan = ProcedurePlan(procedure_id=procedure_id, uid=new_uid(), is_confirmed=True)
            session.add(plan)
        write_draft(plan, draft)
        follow_windows(session, [procedure_id])
        after = snapshot(session, parts)
        title = title_of(procedure)
    if before == after:
        return Changes(frozenset(), value=procedure_id)
    undo = undo_rows(parts, before, after, TOPICS, f"{title}: возвращено как было.", follow=follower([procedure_id]))
    return Changes(TOPICS, f"Сохранено: {title}.", undo, procedure_id)


def set_status(ctx: Context, procedure_id: int, status: str) -> Changes:
    """«results» cannot be set: it shows itself when results are loaded."""
    if status not in STATUSES or status == "results":
        raise UserError("Такое состояние не ставят вручную.", "«Результаты получены» появится само после загрузки результатов.")

    def change(plan: ProcedurePlan) -> None:
        plan.status = status

    return _on_plans(ctx, [procedure_id], change, STATUSES[status])


def cancel_plan(ctx: Context, procedure_id: int) -> Changes:
    """It stays in the calendar, struck through; conflicts do not count it."""
    return set_status(ctx, procedure_id, "cancelled")


def confirm_plans(ctx: Context, procedure_ids: Collection[int] | None = None) -> Changes:
    """The days carried over from another year are right; None = of all that wait for it."""
    with ctx.db.read() as session:
        waiting = select(ProcedurePlan.procedure_id).where(ProcedurePlan.is_confirmed.is_(False))
        ids = sorted(session.scalars(waiting)) if procedure_ids is None else sorted(procedure_ids)

    def change(plan: ProcedurePlan) -> None:
        plan.is_confirmed = True

    return _on_plans(ctx, ids, change, "даты подтверждены")


def delete_plan(ctx: Context, procedure_id: int) -> Changes:
    """Take a procedure out of the plan with all that was prepared for it; results that came stay, and so does it then."""
    with ctx.db.write() as session:
        procedure = found(session, procedure_id)
        if session.get(ProcedurePlan, procedure_id) is None:
            raise UserError(
                "Эта процедура пришла вместе с результатами, в плане её нет.", "Чтобы её убрать, отмените загрузку результатов."
            )
        title = title_of(procedure)
        parts = everything_of(session, [procedure_id])
        before = snapshot(session, parts)
        keeps = has_results(session, procedure_id)
        lines = {} if keeps else linked_lines(session, [procedure_id])
        session.execute(delete(ProcedurePlan).where(ProcedurePlan.procedure_id == procedure_id))
        for model in OWNED:
            if not (keeps and model is LineEvent):
                session.execute(delete(model).where(model.procedure_id == procedure_id))
        if not keeps:
            session.execute(delete(Procedure).where(Procedure.id == procedure_id))
        session.expire_all()
        for roadmap_id, uids in lines.items():
            follow_roadmap(session, roadmap_id, uids)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPICS, f"Возвращено: {title}.", follow=_follow_lines(lines))
    stays = " Результаты остались." if keeps else ""
    return Changes(TOPICS, f"Удалено из плана: {title}.{stays}", undo)


# --- inside -----------------------------------------------------------------------------------------------------------


def follower(ids: Sequence[int]) -> Callable[[Session, Context], None]:
    def follow(session: Session, _ctx: Context) -> None:
        follow_windows(session, ids)

    return follow


def _follow_lines(lines: dict[int, set[str]]) -> Callable[[Session, Context], None]:
    def follow(session: Session, _ctx: Context) -> None:
        for roadmap_id, uids in lines.items():
            follow_roadmap(session, roadmap_id, uids)

    return follow


def _may_be_renamed(session: Session, procedure: Procedure, key: tuple[str, int, int, str]) -> None:
    other = same_key(session, *key)
    if other is not None and other.id != procedure.id:
        raise UserError(f"{title_of(other)} — уже есть в календаре.", "Измените ту процедуру, а эту удалите.")
    if has_results(session, procedure.id):
        raise UserError(
            "Результаты этой процедуры уже загружены: её вид, год, класс и предмет не меняются.",
            "Если они указаны неверно, отмените загрузку и загрузите файл заново.",
        )


def _on_plans(ctx: Context, ids: Sequence[int], change: Callable[[ProcedurePlan], None], words: str) -> Changes:
    """One change of several plans; a procedure without a plan gets one."""
    parts = (part(ProcedurePlan, ProcedurePlan.procedure_id.in_(list(ids))),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        titles = []
        for procedure_id in ids:
            procedure = found(session, procedure_id)
            plan = session.get(ProcedurePlan, procedure_id)
            if plan is None:
                plan = ProcedurePlan(procedure_id=procedure_id, uid=new_uid(), catalogue_code=procedure.kind)
                session.add(plan)
            change(plan)
            titles.append(title_of(procedure))
        after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset())
    what = titles[0] if len(titles) == 1 else f"Процедур: {len(titles)}"
    undo = undo_rows(parts, before, after, TOPICS, f"{what}: возвращено как было.")
    return Changes(TOPICS, f"{what}: {words}.", undo)
