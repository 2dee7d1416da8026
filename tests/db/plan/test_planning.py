"""Planning, editing, cancelling, deleting, naming the drawn subject; statuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.models.base import Base
from app.models.execution import Occurrence
from app.models.plan import ProcedurePlan
from app.models.results import Procedure
from app.services.calendar.commands import set_window
from app.services.errors import UserError
from app.services.plan import store
from app.services.plan.commands import (
    cancel_plan,
    confirm_plans,
    delete_plan,
    draft_of,
    edit_plan,
    plan_procedure,
    set_status,
)
from app.services.plan.naming import name_subject
from app.services.plan.queries import get_plan, list_plan, list_slots
from app.services.plan.rollover import preview_rollover, roll_over
from app.services.plan.rows import RANDOM_SUBJECT, PlanDraft
from app.services.plan.school_commands import save_slot
from tests.db.plan.world import DRAFT, END, START, add_schools, everything, hang_everything, plan, slot
from tests.sample_papers import add_procedure

RANDOM = replace(
    DRAFT, subject=f"{RANDOM_SUBJECT} (1)", is_random=True, subject_options=("История", "Литература"), reserve_on=None
)


def test_planned_read_back_taken_back_and_brought_again(ctx):
    before = everything(ctx)
    change = plan_procedure(ctx, DRAFT)
    row = get_plan(ctx, change.value)
    assert draft_of(row) == replace(DRAFT, year=2026)
    assert (row.title, row.level, row.planned, row.by_schools) == ("ВПР 2026, математика, 4 класс", "federal", True, True)
    assert [one.procedure_id for one in list_plan(ctx, "2026/2027")] == [row.procedure_id]
    assert list_plan(ctx, "2025/2026") == []
    stored = everything(ctx)
    back = change.undo(ctx)
    assert everything(ctx) == before
    back.undo(ctx)
    assert everything(ctx) == stored


def test_the_same_paper_is_planned_once(ctx):
    plan(ctx)
    with pytest.raises(UserError, match="уже в плане"):
        plan(ctx)


def test_results_that_came_first_get_their_plan(ctx):
    known = add_procedure(ctx, {"А": [10]}, year=2026, subject="Математика")
    before = everything(ctx)
    change = plan_procedure(ctx, DRAFT)
    row = get_plan(ctx, known)
    assert (change.value, row.planned, row.starts_on, row.status) == (known, True, START, "results")
    change.undo(ctx)
    assert everything(ctx) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nonsense"},
        {"grade": 13},
        {"subject": " "},
        {"starts_on": None},
        {"ends_on": date(2026, 10, 1)},
        {"form": "morse"},
        {"minutes": 0},
        {"status": "lost"},
    ],
)
def test_what_cannot_be_is_refused(ctx, wrong):
    with pytest.raises(UserError) as told:
        plan_procedure(ctx, replace(DRAFT, **wrong))
    assert told.value.todo
    assert list_plan(ctx) == []


def test_a_procedure_of_no_one_class_needs_no_subject(ctx):
    change = plan_procedure(ctx, PlanDraft("self_check", 0, "", date(2027, 4, 1), date(2027, 4, 20)))
    assert get_plan(ctx, change.value).title == "Самообследование 2027"


def test_editing_and_taking_back(ctx):
    procedure = plan(ctx)
    row = get_plan(ctx, procedure)
    before = everything(ctx)
    change = edit_plan(
        ctx, procedure, replace(draft_of(row), form="computer", subject="Физика", grade=7, ends_on=date(2026, 10, 30))
    )
    row = get_plan(ctx, procedure)
    assert (row.form, row.subject, row.grade, row.ends_on) == ("computer", "Физика", 7, date(2026, 10, 30))
    assert edit_plan(ctx, procedure, draft_of(row)).topics == frozenset()
    change.undo(ctx)
    assert everything(ctx) == before


def test_a_window_with_hanging_dates_is_not_edited_silently(ctx):
    procedure = plan(ctx)
    hang_everything(ctx, procedure, add_schools(ctx))
    row = get_plan(ctx, procedure)
    with pytest.raises(UserError, match="зависят"):
        edit_plan(ctx, procedure, replace(draft_of(row), starts_on=date(2026, 10, 19), ends_on=date(2026, 10, 30)))
    assert edit_plan(ctx, procedure, replace(draft_of(row), note="сверить")).topics


def test_a_procedure_with_results_keeps_its_name(ctx):
    procedure = add_procedure(ctx, {"А": [10]}, year=2026, subject="Математика")
    row = get_plan(ctx, procedure)
    with pytest.raises(UserError, match="Результаты"):
        edit_plan(ctx, procedure, replace(draft_of(row), subject="Физика"))


def test_renaming_into_another_known_one_is_refused(ctx):
    plan(ctx)
    other = plan(ctx, replace(DRAFT, subject="Физика"))
    with pytest.raises(UserError, match="уже есть"):
        edit_plan(ctx, other, DRAFT)


def test_statuses_by_days_by_hand_and_by_results(ctx):
    ahead = plan(ctx)
    running = plan(ctx, replace(DRAFT, grade=5, starts_on=date(2026, 9, 10), ends_on=date(2026, 9, 18)))
    over = plan(ctx, replace(DRAFT, grade=6, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 8)))
    results = add_procedure(ctx, {"А": [10]}, year=2026, grade=7)
    assert {one.procedure_id: one.status for one in list_plan(ctx)} == {
        ahead: "planned", running: "running", over: "checking", results: "results",
    }  # fmt: skip
    change = set_status(ctx, over, "uploaded")
    assert get_plan(ctx, over).status == "uploaded"
    change.undo(ctx)
    assert get_plan(ctx, over).status == "checking"
    cancel_plan(ctx, running)
    assert get_plan(ctx, running).is_cancelled
    for wrong in ("results", "nonsense"):
        with pytest.raises(UserError):
            set_status(ctx, ahead, wrong)


def test_deleting_with_all_that_hangs_on_it_and_bringing_back(ctx):
    procedure = plan(ctx)
    hang_everything(ctx, procedure, add_schools(ctx))
    before = everything(ctx)
    change = delete_plan(ctx, procedure)
    assert list_plan(ctx) == [] and list_slots(ctx) == []
    with ctx.db.read() as session:
        assert session.scalar(select(Occurrence.due_on).where(Occurrence.procedure_id == procedure)) is None
    change.undo(ctx)
    after = everything(ctx)
    # Unmarked occurrences are made anew under other numbers; everything else is what it was.
    assert _without_numbers(after.pop("occurrence")) == _without_numbers(before.pop("occurrence"))
    assert after == before


def _without_numbers(rows):
    return sorted((row[1:] for row in rows), key=repr)


def test_deleting_leaves_results(ctx):
    procedure = add_procedure(ctx, {"А": [10]}, year=2026, subject="Математика")
    with pytest.raises(UserError, match="пришла вместе с результатами"):
        delete_plan(ctx, procedure)
    plan(ctx)
    planned = everything(ctx)
    change = delete_plan(ctx, procedure)
    row = get_plan(ctx, procedure)
    assert (row.planned, row.participants) == (False, 1)
    change.undo(ctx)
    assert everything(ctx) == planned


def test_every_table_that_points_at_a_procedure_is_thought_of():
    """A table that somebody adds is either owned, loose, a result, or computed: else deleting and joining forget it."""
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "procedure" and key.column.name == "id"
    }
    known = {
        model.__tablename__ for model in (*store.OWNED, *store.LOOSE, *store.RESULTS, *store.COMPUTED, ProcedurePlan, Occurrence)
    }
    assert pointing <= known


# --- the drawn subject ------------------------------------------------------------------------------------------------


def test_the_drawn_subject_is_named(ctx):
    procedure = plan(ctx, RANDOM)
    assert get_plan(ctx, procedure).needs_name
    before = everything(ctx)
    change = name_subject(ctx, procedure, "история")
    row = get_plan(ctx, procedure)
    assert (row.subject, row.needs_name, row.subject_named_on) == ("История", False, date(2026, 9, 14))
    change.undo(ctx)
    assert everything(ctx) == before


def test_results_loaded_under_the_name_are_joined(ctx):
    schools = add_schools(ctx)
    procedure = plan(ctx, RANDOM)
    hang_everything(ctx, procedure, schools)
    loaded = add_procedure(ctx, {"А": [10, 12]}, year=2026, subject="История", window=(date(2026, 10, 15), None))
    before = everything(ctx)
    change = name_subject(ctx, procedure, "История")
    assert change.value == loaded and get_plan(ctx, procedure) is None
    row = get_plan(ctx, loaded)
    assert (row.starts_on, row.ends_on, row.participants, row.planned, row.status) == (START, END, 2, True, "results")
    assert {one.procedure_id for one in list_slots(ctx)} == {loaded}
    joined = everything(ctx)
    back = change.undo(ctx)
    restored = everything(ctx)
    assert _without_numbers(restored.pop("occurrence")) == _without_numbers(before.pop("occurrence"))
    assert restored == before
    back.undo(ctx)
    again = everything(ctx)
    assert _without_numbers(again.pop("occurrence")) == _without_numbers(joined.pop("occurrence"))
    assert again == joined


def test_naming_what_cannot_be_named(ctx):
    procedure = plan(ctx, RANDOM)
    known = plan(ctx, replace(DRAFT, subject="Литература"))
    for number, subject in (
        (procedure, " "),
        (procedure, f"{RANDOM_SUBJECT} (2)"),
        (procedure, "Литература"),
        (known, "История"),
    ):
        with pytest.raises(UserError):
            name_subject(ctx, number, subject)


# --- another year -----------------------------------------------------------------------------------------------------


def test_the_next_year_keeps_the_weekday_and_waits_to_be_confirmed(ctx):
    first = plan(ctx)
    drawn = plan(ctx, RANDOM)
    name_subject(ctx, drawn, "История")
    cancel_plan(ctx, plan(ctx, replace(DRAFT, subject="Физика")))
    add_procedure(ctx, {"А": [10]}, year=2026, subject="Русский язык", window=(date(2026, 10, 20), None))
    before = everything(ctx)
    lines = preview_rollover(ctx, "2026/2027")
    assert [(one.title, one.after) for one in lines] == [
        ("ВПР 2027, предмет по случайному выбору (1), 4 класс", (date(2027, 10, 11), date(2027, 10, 22))),
        ("ВПР 2027, математика, 4 класс", (date(2027, 10, 11), date(2027, 10, 22))),
        ("ВПР 2027, русский язык, 4 класс", (date(2027, 10, 19), date(2027, 10, 19))),
    ]
    assert everything(ctx) == before
    change = roll_over(ctx, lines)
    rolled = {one.subject: one for one in list_plan(ctx, "2027/2028")}
    assert change.value == 3 and not any(one.is_confirmed for one in rolled.values())
    assert rolled["Математика"].rolled_from_id == first and rolled["Математика"].reserve_on == date(2027, 10, 25)
    assert rolled[f"{RANDOM_SUBJECT} (1)"].needs_name
    assert all(one.exists for one in preview_rollover(ctx, "2026/2027"))
    with pytest.raises(UserError, match="нечего"):
        roll_over(ctx, lines)
    confirm = confirm_plans(ctx, [rolled["Математика"].procedure_id])
    assert [one.subject for one in list_plan(ctx, "2027/2028") if one.is_confirmed] == ["Математика"]
    confirm_plans(ctx)
    assert all(one.is_confirmed for one in list_plan(ctx))
    with pytest.raises(UserError):
        confirm.undo(ctx) and change.undo(ctx)


def test_rolling_over_is_taken_back(ctx):
    plan(ctx)
    before = everything(ctx)
    roll_over(ctx, preview_rollover(ctx, "2026/2027")).undo(ctx)
    assert everything(ctx) == before


def test_a_moved_window_is_a_confirmed_one(ctx):
    from app.services.plan.moving import move_window, preview_move

    plan(ctx)
    roll_over(ctx, preview_rollover(ctx, "2026/2027"))
    (rolled,) = list_plan(ctx, "2027/2028")
    move_window(ctx, preview_move(ctx, rolled.procedure_id, date(2027, 10, 4), date(2027, 10, 15)))
    assert get_plan(ctx, rolled.procedure_id).is_confirmed


def test_windows_of_plain_calendar_stay_possible(ctx):
    procedure = plan(ctx)
    set_window(ctx, procedure, date(2026, 10, 14), None)
    with ctx.db.read() as session:
        assert session.get(Procedure, procedure).held_on == date(2026, 10, 14)


def test_a_chosen_day_is_kept_through_the_deletion(ctx):
    (school, *_rest) = add_schools(ctx)
    procedure = plan(ctx)
    save_slot(ctx, slot(procedure, school, "4а", date(2026, 10, 13)))
    delete_plan(ctx, procedure).undo(ctx)
    assert [one.class_label for one in list_slots(ctx)] == ["4А"]


def test_editing_does_not_fix_a_status_that_the_days_gave(ctx):
    procedure = plan(ctx, replace(DRAFT, starts_on=date(2026, 9, 10), ends_on=date(2026, 9, 18)))
    row = get_plan(ctx, procedure)
    assert row.status == "running"
    edit_plan(ctx, procedure, replace(draft_of(row), note="сверить"))
    set_window(ctx, procedure, date(2026, 10, 12), date(2026, 10, 16))
    assert get_plan(ctx, procedure).status == "planned"
