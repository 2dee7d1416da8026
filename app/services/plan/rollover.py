"""The calendar of another year: every procedure on the same weekday of the same week, waiting to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.models.plan import ProcedurePlan
from app.services.changes import Changes
from app.services.errors import UserError
from app.services.plan.commands import draft_of, put
from app.services.plan.queries import list_plan
from app.services.plan.rows import RANDOM_SUBJECT, RolloverLine
from app.services.plan.rules import next_year
from app.services.plan.store import TOPICS, everything_of, same_key
from app.services.results.procedure import procedure_title
from app.services.row_undo import snapshot, undo_rows
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.context import Context


def preview_rollover(ctx: Context, school_year: str) -> list[RolloverLine]:
    """What the procedures of `school_year` («2025/2026») become a year later. Nothing is written; cancelled ones stay behind."""
    rows = [row for row in list_plan(ctx, school_year) if not row.is_cancelled and row.starts_on is not None]
    drawn: dict[tuple[str, int], int] = {}
    lines = []
    with ctx.db.read() as session:
        for row in rows:
            subject = row.subject
            if row.is_random:
                drawn[row.kind, row.grade] = drawn.get((row.kind, row.grade), 0) + 1
                subject = f"{RANDOM_SUBJECT} ({drawn[row.kind, row.grade]})"
            draft = replace(
                draft_of(row),
                subject=subject,
                starts_on=_later(row.starts_on),
                ends_on=_later(row.ends_on),
                year=row.year + 1,
                reserve_on=_later(row.reserve_on),
                results_due=_later(row.results_due),
                status="planned",
                basis="",
                note="",
            )
            known = same_key(session, draft.kind, row.year + 1, draft.grade, subject)
            title = procedure_title(draft.kind, row.year + 1, draft.grade, subject)
            lines.append(
                RolloverLine(
                    row.procedure_id,
                    title,
                    (row.starts_on, row.ends_on),
                    (draft.starts_on, draft.ends_on),
                    draft,
                    known is not None,
                )
            )
    return lines


def roll_over(ctx: Context, lines: Sequence[RolloverLine]) -> Changes:
    """Plan these procedures; dates wait to be confirmed. `value` = how many. Those that exist already are left alone."""
    with ctx.db.write() as session:
        ids, former = [], []
        for line in lines:
            year = line.draft.year or 0
            if same_key(session, line.draft.kind, year, line.draft.grade, line.draft.subject) is not None:
                continue
            procedure = put(session, line.draft)
            plan = session.get_one(ProcedurePlan, procedure.id)
            plan.is_confirmed = False
            plan.rolled_from_id = line.procedure_id
            ids.append(procedure.id)
            former.append(line)
        if not ids:
            raise UserError("Переносить нечего: всё уже есть в плане нового года.", "Проверьте, тот ли год выбран.")
        parts = everything_of(session, ids)
        after = snapshot(session, parts)
    undo = undo_rows(parts, tuple(() for _ in parts), after, TOPICS, "Перенос на новый год отменён.")
    words = counted(len(ids), "процедура", "процедуры", "процедур")
    return Changes(TOPICS, f"Перенесено на новый учебный год: {words}. Даты ждут подтверждения.", undo, len(ids))


def _later(day: date | None) -> date | None:
    return next_year(day) if day is not None else None
