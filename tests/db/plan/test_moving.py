"""A window moved by the region: everything that hangs on it is shown, moves in one go, and comes back in one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.models.assignments import Assignment
from app.models.checklists import ChecklistLine
from app.models.collection import CollectionRequest
from app.models.events import CalendarEvent
from app.models.execution import Occurrence
from app.models.plan import ProcedurePlan
from app.models.schedules import ScheduleEntry
from app.services.errors import UserError
from app.services.execution.commands import link_events, mark
from app.services.plan.moving import _MODELS, move_window, preview_move
from app.services.plan.queries import get_plan, list_slots, plan_schools, slot_conflicts
from app.services.plan.rows import BreakRow
from app.services.plan.school_commands import save_breaks, save_slot, set_school
from app.services.roadmaps.queries import get_roadmap
from tests.db.execution.district import keys, line, occurrences
from tests.db.plan.world import END, START, add_schools, everything, hang_everything, plan, slot

WEEK = timedelta(days=7)


@pytest.fixture
def schools(ctx):
    return add_schools(ctx)


@pytest.fixture
def procedure(ctx):
    return plan(ctx)


@pytest.fixture
def tree(ctx, procedure, schools):
    return get_roadmap(ctx, hang_everything(ctx, procedure, schools))


def _week_later(ctx, procedure):
    return preview_move(ctx, procedure, START + WEEK, END + WEEK)


def _shown(preview, kind):
    return [(one.what, one.before, one.after) for one in preview.of(kind)]


def test_the_page_of_changes_names_everything_and_writes_nothing(ctx, procedure, tree):
    before = everything(ctx)
    preview = _week_later(ctx, procedure)
    assert everything(ctx) == before
    assert (preview.before, preview.after, preview.shift_slots) == ((START, END), (START + WEEK, END + WEEK), True)
    assert {one.kind for one in preview.hanging} == {
        "plan", "roadmap", "checklist", "slot", "assignment", "event", "collection", "schedule",
    }  # fmt: skip
    assert _shown(preview, "plan") == [
        ("резервный день", date(2026, 10, 26), date(2026, 11, 2)),
        ("результаты ожидаются", date(2026, 11, 10), date(2026, 11, 17)),
    ]
    assert _shown(preview, "roadmap") == [("срок", date(2026, 10, 8), date(2026, 10, 15))]
    assert "2.1." in preview.of("roadmap")[0].title
    assert _shown(preview, "checklist") == [
        ("сделать до", date(2026, 10, 5), date(2026, 10, 12)),
        ("сделать до", date(2026, 10, 7), date(2026, 10, 14)),
        ("сделать до", date(2026, 10, 27), date(2026, 11, 3)),
    ]
    assert [one.warning for one in preview.of("checklist")] == [
        "уже отмечено", "день 01.10.2026 назначен вручную и остаётся", "",
    ]  # fmt: skip
    assert [(one.title, one.before, one.after) for one in preview.of("slot")] == [
        ("МБОУ «Берёзовская СОШ», 4А", date(2026, 10, 13), date(2026, 10, 20)),
        ("МБОУ «Берёзовская СОШ», 4Б", date(2026, 10, 20), date(2026, 10, 27)),
        ("МБОУ «Заречная СОШ № 2», 4А", date(2026, 10, 14), date(2026, 10, 21)),
    ]
    assert _shown(preview, "assignment") == [
        ("день", date(2026, 10, 13), date(2026, 10, 20)),
        ("инструктаж", date(2026, 10, 12), date(2026, 10, 19)),
    ]
    assert _shown(preview, "event") == [
        ("день", date(2026, 10, 9), date(2026, 10, 16)),
        ("день", date(2026, 11, 12), date(2026, 11, 19)),
        ("последний день", date(2026, 11, 13), date(2026, 11, 20)),
    ]
    assert _shown(preview, "collection") == [("срок ответа", date(2026, 11, 2), date(2026, 11, 9))]
    assert preview.of("schedule")[0].warning and not preview.of("schedule")[0].moves


def test_everything_moves_and_comes_back_and_moves_again(ctx, procedure, tree):
    before = everything(ctx)
    preview = _week_later(ctx, procedure)
    change = move_window(ctx, preview)
    assert {"calendar", "roadmaps", "collection"} <= change.topics
    row = get_plan(ctx, procedure)
    assert (row.starts_on, row.ends_on, row.reserve_on, row.results_due) == (
        *preview.after,
        date(2026, 11, 2),
        date(2026, 11, 17),
    )
    assert [one.held_on for one in list_slots(ctx)] == [date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 27)]
    assert occurrences(ctx, tree, "2.1.")[0].due_on == date(2026, 10, 15)
    with ctx.db.read() as session:
        assert list(session.scalars(select(ChecklistLine.due_on).order_by(ChecklistLine.position))) == [
            date(2026, 10, 12), date(2026, 10, 14), date(2026, 11, 3),
        ]  # fmt: skip
        assert session.execute(select(Assignment.held_on, Assignment.briefed_on)).all() == [
            (date(2026, 10, 20), date(2026, 10, 19)), (None, None),
        ]  # fmt: skip
        assert list(session.scalars(select(CalendarEvent.held_on).order_by(CalendarEvent.uid))) == [
            date(2026, 10, 16), date(2026, 11, 19), date(2026, 9, 10), date(2026, 10, 9),
        ]  # fmt: skip
        assert session.scalar(select(CollectionRequest.due_on)) == date(2026, 11, 9)
        assert session.scalar(select(ScheduleEntry.held_on)) == date(2026, 10, 13)
    moved = everything(ctx)
    back = change.undo(ctx)
    assert everything(ctx) == before
    assert back.undo is not None
    again = back.undo(ctx)
    assert everything(ctx) == moved
    again.undo(ctx)
    assert everything(ctx) == before


def test_after_a_move_nothing_more_would_change(ctx, procedure, tree):
    move_window(ctx, _week_later(ctx, procedure))
    assert not [one for one in _week_later(ctx, procedure).hanging if one.moves]


def test_marks_of_a_roadmap_are_kept_through_the_move(ctx, procedure, tree):
    mark(ctx, keys(ctx, tree, "2.1."), "done")
    preview = _week_later(ctx, procedure)
    assert preview.of("roadmap")[0].warning == "уже выполнено"
    change = move_window(ctx, preview)
    (row,) = occurrences(ctx, tree, "2.1.")
    assert (row.due_on, row.mark.status, row.off_plan) == (date(2026, 10, 15), "done", False)
    change.undo(ctx)
    (row,) = occurrences(ctx, tree, "2.1.")
    assert (row.due_on, row.mark.status) == (date(2026, 10, 8), "done")


def test_a_preview_that_is_out_of_date_is_refused(ctx, procedure, tree, schools):
    preview = _week_later(ctx, procedure)
    save_slot(ctx, slot(procedure, schools[2], "4А", date(2026, 10, 15)))
    before = everything(ctx)
    with pytest.raises(UserError, match="изменились"):
        move_window(ctx, preview)
    assert everything(ctx) == before


def test_undo_is_refused_where_somebody_changed_a_day_since(ctx, procedure, tree):
    change = move_window(ctx, _week_later(ctx, procedure))
    with ctx.db.write() as session:
        session.scalars(select(Assignment)).first().briefed_on = date(2026, 10, 16)
    with pytest.raises(UserError, match="Отменить нельзя"):
        change.undo(ctx)


def test_a_longer_window_leaves_the_schools_their_days(ctx, procedure, tree):
    preview = preview_move(ctx, procedure, START, END + WEEK)
    assert not preview.shift_slots and not preview.of("slot") and not preview.of("assignment")
    assert _shown(preview, "event") == [
        ("день", date(2026, 11, 12), date(2026, 11, 19)),
        ("последний день", date(2026, 11, 13), date(2026, 11, 20)),
    ]
    assert [one.before for one in preview.of("checklist") if one.moves] == [date(2026, 10, 27)]


def test_days_that_fall_out_of_a_shorter_window_are_named(ctx, procedure, tree):
    preview = preview_move(ctx, procedure, START, date(2026, 10, 16))
    (out,) = [one for one in preview.of("slot") if one.warning]
    assert (out.before, out.after) == (date(2026, 10, 20), date(2026, 10, 20)) and "вне новых сроков" in out.warning
    move_window(ctx, preview)
    school = next(one for one in plan_schools(ctx, procedure) if len(one.slots) == 2)
    (remark,) = school.remarks
    assert (remark.code, remark.fix) == ("outside_window", date(2026, 10, 16))


def test_breaks_other_papers_and_days_off_are_stepped_over(ctx, procedure, schools):
    other = plan(ctx, _other())
    save_slot(ctx, slot(procedure, schools[0], "4А", date(2026, 10, 13)))
    save_slot(ctx, slot(procedure, schools[1], "4А", date(2026, 10, 14)))
    save_slot(ctx, slot(procedure, schools[2], "4А", date(2026, 10, 21)))
    save_slot(ctx, slot(other, schools[0], "4А", date(2026, 10, 27)))
    save_breaks(ctx, 2026, [BreakRow(None, schools[1], 2026, "Каникулы", date(2026, 10, 26), date(2026, 10, 30))], schools[1])
    preview = preview_move(ctx, procedure, START + 2 * WEEK, END + 2 * WEEK)
    assert [(one.before, one.after, bool(one.warning)) for one in preview.of("slot")] == [
        (date(2026, 10, 13), date(2026, 10, 26), True),  # its class writes another paper on the 27th
        (date(2026, 10, 14), date(2026, 11, 2), True),  # its own breaks
        (date(2026, 10, 21), date(2026, 11, 3), True),  # 4 November is a day off
    ]


def _other():
    from dataclasses import replace

    from tests.db.plan.world import DRAFT

    return replace(DRAFT, subject="Русский язык", ends_on=date(2026, 11, 6), reserve_on=None)


def test_a_school_that_has_written_stays(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[0], "4А", date(2026, 10, 13)))
    set_school(ctx, procedure, schools[0], status="held")
    preview = _week_later(ctx, procedure)
    (one,) = preview.of("slot")
    assert not one.moves and "проведено" in one.warning


def test_two_days_of_one_class_may_change_places_both_ways(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[0], "4А", date(2026, 10, 13)))
    save_slot(ctx, slot(procedure, schools[0], "4А", date(2026, 10, 20)))
    before = everything(ctx)
    change = move_window(ctx, _week_later(ctx, procedure))
    assert [one.held_on for one in list_slots(ctx)] == [date(2026, 10, 20), date(2026, 10, 27)]
    change.undo(ctx)
    assert everything(ctx) == before


def test_several_deadlines_hang_on_both_ends(ctx, procedure, tree):
    link_events(ctx, line(tree, "2.3.").id or 0, [procedure], anchor="end")
    preview = _week_later(ctx, procedure)
    assert {(one.what, one.before, one.after) for one in preview.of("roadmap")} == {
        ("срок", date(2026, 10, 8), date(2026, 10, 15)),
        ("начало", START, START + WEEK),
        ("срок", END, END + WEEK),
    }


def test_days_that_cannot_be_are_refused(ctx, procedure):
    with pytest.raises(UserError):
        preview_move(ctx, procedure, END, START)
    with pytest.raises(UserError, match="больше нет"):
        preview_move(ctx, 999, START, END)


def test_a_window_on_which_nothing_hangs_moves_alone(ctx, procedure):
    before = everything(ctx)
    change = move_window(ctx, preview_move(ctx, procedure, START + WEEK, END + WEEK))
    assert get_plan(ctx, procedure).starts_on == START + WEEK
    change.undo(ctx)
    assert everything(ctx) == before


def test_a_window_taken_away_and_given_again(ctx, procedure, tree):
    before = everything(ctx)
    change = move_window(ctx, preview_move(ctx, procedure, None, None))
    assert occurrences(ctx, tree, "2.1.")[0].due_on is None
    assert [one.held_on for one in list_slots(ctx)] == [date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 20)]
    change.undo(ctx)
    assert everything(ctx) == before


@pytest.mark.parametrize("shift", [None, True, False])
def test_any_move_does_what_its_page_says_and_comes_back_whole(ctx, procedure, tree, shift):
    before = everything(ctx)
    for start in (-21, -1, 0, 1, 7, 16, 45):
        for longer in (-7, 0, 14):
            first, last = START + timedelta(days=start), END + timedelta(days=start + longer)
            preview = preview_move(ctx, procedure, first, last, shift_slots=shift)
            change = move_window(ctx, preview)
            _is_as_said(ctx, preview)
            if change.undo is not None:
                change.undo(ctx)
            assert (change.undo is None) == ((start, longer) == (0, 0))
            assert everything(ctx) == before, (start, longer)


def _is_as_said(ctx, preview):
    with ctx.db.read() as session:
        for one in preview.hanging:
            if one.field:
                stored = session.scalar(select(getattr(_MODELS[one.kind], one.field)).where(_key(one.kind) == one.row_id))
                assert stored == one.after, one
            elif one.kind == "roadmap":
                row = session.get_one(Occurrence, one.row_id)
                assert one.after == (row.starts_on if one.what == "начало" else row.planned_due)
    named = {one.row_id for one in preview.of("slot") if one.warning}
    assert {remark.slot_id for remark in slot_conflicts(ctx)} <= named  # nothing falls out in silence


def _key(kind):
    return ProcedurePlan.procedure_id if kind == "plan" else _MODELS[kind].id
