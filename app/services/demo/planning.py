"""The new school year of the demonstration planned: windows, days that schools chose, breaks, what hangs on a procedure.

Every state the calendar knows is there: running, ahead, a subject to be named, dates to be confirmed, a day in the breaks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.services.plan.rows import RANDOM_SUBJECT, BreakRow, PlanDraft, SlotRow

if TYPE_CHECKING:
    from app.services.context import Context

_REGION = "приказ министерства образования области от 24.08.2026 № 418"
_DISTRICT = "приказ отдела образования от 07.09.2026 № 109-од"
_OPTIONS = ("История", "Литература", "Английский язык", "Немецкий язык")
_DRAFTS = (
    PlanDraft("diagnostic_start", 5, "Математика", date(2026, 9, 14), date(2026, 9, 25), basis=_DISTRICT, minutes=45),
    PlanDraft("olympiad_school", 0, "", date(2026, 9, 21), date(2026, 10, 23), basis=_REGION),
    PlanDraft(
        "regional_test", 7, "Биология", date(2026, 10, 12), date(2026, 10, 23), basis=_REGION, minutes=45,
        results_due=date(2026, 11, 16),
    ),
    PlanDraft(
        "diagnostic_study", 8, "Функциональная грамотность", date(2026, 10, 19), date(2026, 11, 13), form="computer",
        basis=_REGION, minutes=40,
    ),
    PlanDraft(
        "municipal_test", 8, "Математика", date(2026, 11, 16), date(2026, 11, 20), basis=_DISTRICT, minutes=90,
        reserve_on=date(2026, 11, 24), results_due=date(2026, 12, 4), note="Работы перепроверяет предметная комиссия района.",
    ),
    PlanDraft(
        "municipal_test", 6, f"{RANDOM_SUBJECT} (1)", date(2026, 11, 23), date(2026, 11, 27), is_random=True,
        subject_options=("История", "География", "Биология"), basis=_DISTRICT, minutes=45,
    ),
    PlanDraft("olympiad_municipal", 0, "", date(2026, 11, 9), date(2026, 12, 11), basis=_REGION),
    PlanDraft("final_essay", 11, "Русский язык", date(2026, 12, 2), date(2026, 12, 2), minutes=235, basis=_REGION),
    PlanDraft("diagnostic_test", 9, "Русский язык", date(2026, 12, 7), date(2026, 12, 11), basis=_REGION, minutes=90),
    PlanDraft("final_interview", 9, "Русский язык", date(2027, 2, 10), date(2027, 2, 10), form="oral", basis=_REGION),
    PlanDraft("self_check", 0, "", date(2027, 3, 1), date(2027, 4, 20)),
)  # fmt: skip
"""Windows are invented: nobody sets these for an invented district."""


def plan_year(ctx: Context) -> int:
    """Needs the results of spring. Returns the number of the procedure on which most hangs."""
    from app.services.plan.catalogue import by_code
    from app.services.plan.commands import plan_procedure
    from app.services.plan.queries import list_plan, plan_schools
    from app.services.plan.rollover import preview_rollover, roll_over
    from app.services.plan.rules import proposed_breaks
    from app.services.plan.school_commands import propose_slots, save_breaks, save_slots, set_school

    save_breaks(ctx, 2026, proposed_breaks(2026))
    numbers = {}
    for draft in _DRAFTS:
        line = by_code()[draft.kind]
        full = replace(draft, form=draft.form or line.form, control_mode=draft.control_mode or line.control_mode)
        numbers[draft.kind, draft.grade] = int(plan_procedure(ctx, full).value)
    roll_over(ctx, preview_rollover(ctx, "2025/2026"))
    for grade in sorted({row.grade for row in list_plan(ctx, "2026/2027") if row.kind == "vpr" and row.grade > 4}):
        draft = PlanDraft(
            "vpr", grade, f"{RANDOM_SUBJECT} (1)", date(2027, 4, 19), date(2027, 5, 19), is_random=True,
            subject_options=_OPTIONS, form="paper", control_mode="school_check",
        )  # fmt: skip
        plan_procedure(ctx, draft)
    main = numbers["municipal_test", 8]
    # Most schools have chosen; each its own day. The last two have not said anything yet.
    for kind, grade, silent in (("diagnostic_start", 5, 1), ("regional_test", 7, 3), ("municipal_test", 8, 2)):
        number = numbers[kind, grade]
        asked = [one for one in plan_schools(ctx, number) if one.takes_part]
        late = {one.organisation_id for one in asked[-silent:]}
        chosen = [slot for slot in propose_slots(ctx, number) if slot.organisation_id not in late]
        save_slots(ctx, [replace(slot, lesson=2 + position % 3) for position, slot in enumerate(chosen)])
    schools = plan_schools(ctx, main)
    for position, school in enumerate(school for school in schools if school.has_chosen):
        set_school(ctx, main, school.organisation_id, rooms=2 + position % 3, rooms_with_video=1 + position % 2)
    _planted(ctx, numbers["regional_test", 7], [one.organisation_id for one in schools])
    _hang(ctx, main)
    return main


def _planted(ctx: Context, number: int, schools: list[int]) -> None:
    """A school with breaks of its own, and days that are not right: in its breaks, on a Saturday, after the window."""
    from app.services.plan.queries import list_slots
    from app.services.plan.school_commands import save_breaks, save_slot

    own = BreakRow(None, schools[0], 2026, "Осенние каникулы", date(2026, 10, 19), date(2026, 10, 25))
    save_breaks(ctx, 2026, [own], schools[0])
    slots = list_slots(ctx, procedure_id=number)
    for school, day in zip(schools[:3], (date(2026, 10, 21), date(2026, 10, 17), date(2026, 10, 27)), strict=False):
        slot: SlotRow | None = next((one for one in slots if one.organisation_id == school), None)
        if slot is not None:
            save_slot(ctx, replace(slot, held_on=day))


def _hang(ctx: Context, number: int) -> None:
    """The first item of the roadmap that waits for an event hangs on the district's own paper."""
    from app.services.execution.commands import link_events
    from app.services.execution.queries import line_deadlines
    from app.services.roadmaps.queries import list_roadmaps

    roadmap = next(row.id for row in list_roadmaps(ctx) if row.organisation_id is None)
    waiting = [line for line, told in line_deadlines(ctx, roadmap).items() if told.wants_event]
    for line in waiting[:2]:
        link_events(ctx, line, [number])
