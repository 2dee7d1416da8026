"""Preparation of the demonstration's procedures: a diagnostics that begins today, and the district's own paper of autumn."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.services.checklists.rows import ActRow, IncidentRow

if TYPE_CHECKING:
    from app.services.context import Context

TODAY = date(2026, 9, 14)
_WHO = "Д. О. Калинина"


def prepare_procedures(ctx: Context) -> None:
    """Needs the planned year. What was due is done, but for one thing of the district and two schools of another."""
    from app.services.checklists import commands
    from app.services.checklists.queries import preparation
    from app.services.plan.queries import list_plan

    planned = {(row.kind, row.grade): row.procedure_id for row in list_plan(ctx, "2026/2027") if row.planned}
    running, coming = planned["diagnostic_start", 5], planned["municipal_test", 8]
    for number in (running, coming):
        commands.start_checklist(ctx, number)
    seen = preparation(ctx, running)
    schools = [school for school, _name in seen.schools]
    due = [line for line in seen.lines if line.due_on is not None and line.due_on < TODAY]
    for position, line in enumerate(due):
        if line.per_school:
            done = schools[: len(schools) - 2] if position == len(due) - 1 else schools
            commands.tick(ctx, line.id, done, done_on=line.due_on)
        elif position != 1:
            commands.tick(ctx, line.id, done_on=line.due_on, who=_WHO)
    commands.save_incident(
        ctx,
        IncidentRow(
            None, running, schools[1], TODAY, "Во втором кабинете не включился проектор с инструкцией",
            "Инструктаж прочитали вслух, начали на 10 минут позже", "5А", "школьный координатор", TODAY,
        ),
    )  # fmt: skip
    answers = dict.fromkeys(("materials_closed", "handing_sealed", "holding_instruction", "holding_seats"), "yes")
    answers |= {"holding_late": "no", "holding_own_work": "yes", "checking_codes": "not_seen"}
    commands.save_act(
        ctx,
        ActRow(
            None, running, schools[0], "Н. В. Полякова", None, TODAY, "09:00", "09:50", "5А", "12", answers,
            "Один участник вошёл через пять минут после начала, время ему не продлевали.", TODAY,
        ),
    )  # fmt: skip
