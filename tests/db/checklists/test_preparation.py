"""Preparation of a procedure in the base: its list, ticks of the district and of schools, incidents, acts, rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.checklists import commands as do
from app.services.checklists.queries import list_prepared, preparation
from app.services.checklists.rows import ActRow, IncidentRow, LineDraft
from app.services.checklists.templates import template_for
from app.services.errors import UserError
from app.services.plan.moving import move_window, preview_move
from tests.db.plan.world import END, START, add_schools, plan


@pytest.fixture
def schools(ctx):
    return add_schools(ctx)


@pytest.fixture
def procedure(ctx, schools):
    return plan(ctx)


def lines(ctx, procedure):
    return preparation(ctx, procedure).lines


def find(ctx, procedure, words):
    return next(line for line in lines(ctx, procedure) if words in line.text)


def test_a_list_is_taken_from_the_shipped_ones_with_days_counted(ctx, procedure):
    changes = do.start_checklist(ctx, procedure)
    found = lines(ctx, procedure)
    assert changes.value == len(found) == len(template_for("vpr").lines)
    assert [line.phase for line in found] == sorted((line.phase for line in found), key=("before", "day", "after").index)
    assert find(ctx, procedure, "инструктаж наблюдателей").due_on == date(2026, 10, 9)  # a working day before Monday the 12th
    assert find(ctx, procedure, "Собрать работы").due_on == START
    assert find(ctx, procedure, "Начать проверку").due_on == date(2026, 10, 26)  # the working day after Friday the 23rd
    with pytest.raises(UserError):
        do.start_checklist(ctx, procedure)
    changes.undo(ctx)
    assert lines(ctx, procedure) == ()


def test_days_move_with_the_window_those_set_by_hand_stay(ctx, procedure):
    do.start_checklist(ctx, procedure)
    one = find(ctx, procedure, "Подготовить аудитории")
    by_hand = LineDraft("before", one.text, -7, role="coordinator", per_school=True, moved_to=date(2026, 10, 1))
    do.save_line(ctx, procedure, by_hand, one.id)
    before = {line.text: line.due_on for line in lines(ctx, procedure)}
    move_window(ctx, preview_move(ctx, procedure, date(2026, 10, 19), date(2026, 10, 30)))
    after = {line.text: line for line in lines(ctx, procedure)}
    assert after[one.text].due_on == date(2026, 10, 1) and after[one.text].moved
    assert all(after[text].due_on > day for text, day in before.items() if text != one.text)


def test_ticks_of_the_district_and_of_schools(ctx, procedure, schools):
    do.start_checklist(ctx, procedure)
    order, rooms = find(ctx, procedure, "Издать приказ о проведении"), find(ctx, procedure, "Подготовить аудитории")
    assert rooms.schools == 3 and order.schools == 0
    changes = do.tick(ctx, order.id, done_on=date(2026, 8, 28), who="методист")
    assert find(ctx, procedure, "Издать приказ о проведении").state == "done"
    do.tick(ctx, rooms.id, schools[:2])
    seen = find(ctx, procedure, "Подготовить аудитории")
    assert seen.done == 2 and seen.state != "done" and seen.tick_of(schools[2]) is None
    do.tick(ctx, rooms.id, schools[2:])
    assert find(ctx, procedure, "Подготовить аудитории").state == "done"
    do.tick(ctx, rooms.id, schools[:1], done=False)
    assert find(ctx, procedure, "Подготовить аудитории").done == 2
    changes.undo(ctx)
    assert find(ctx, procedure, "Издать приказ о проведении").ticks == ()
    for wrong in ((order.id, schools), (rooms.id, ())):
        with pytest.raises(UserError):
            do.tick(ctx, *wrong)


def test_own_lines_changed_and_deleted_with_undo(ctx, procedure, schools):
    made = do.save_line(ctx, procedure, LineDraft("after", "Собрать отзывы", 5, "end", per_school=True)).value
    do.tick(ctx, made, schools)
    assert lines(ctx, procedure)[0].state == "done"
    changed = do.save_line(ctx, procedure, LineDraft("after", "Собрать отзывы школ", 6, "end"), made)
    (line,) = lines(ctx, procedure)
    assert (line.text, line.ticks, line.state) == ("Собрать отзывы школ", (), line.state)  # the district has not done it
    changed.undo(ctx)
    assert lines(ctx, procedure)[0].done == 3
    gone = do.delete_lines(ctx, procedure, [made])
    assert lines(ctx, procedure) == ()
    gone.undo(ctx)
    assert lines(ctx, procedure)[0].done == 3
    with pytest.raises(UserError):
        do.save_line(ctx, procedure, LineDraft("after", ""))


def test_incidents_and_acts(ctx, procedure, schools):
    row = IncidentRow(None, procedure, schools[0], START, "Отключили свет на 20 минут", "Продлили время", "4А", "координатор")
    number = do.save_incident(ctx, row).value
    do.save_incident(ctx, replace(row, id=number, closed_on=START))
    (seen,) = preparation(ctx, procedure).incidents
    assert (seen.text, seen.closed_on, seen.school) == (row.text, START, preparation(ctx, procedure).schools[0][1])
    act = ActRow(None, procedure, schools[1], "Жукова А. И.", answers={"holding_instruction": "yes", "holding_late": "no"})
    made = do.save_act(ctx, act).value
    (kept,) = preparation(ctx, procedure).acts
    assert kept.id == made and kept.answers == act.answers and kept.remarked == 1
    assert preparation(ctx, procedure).coverage.schools_with_act == 1
    do.delete_act(ctx, made).undo(ctx)
    assert len(preparation(ctx, procedure).acts) == 1
    do.delete_incident(ctx, number)
    assert preparation(ctx, procedure).incidents == ()


def test_rooms_and_video(ctx, procedure, schools):
    assert preparation(ctx, procedure).coverage.rooms is None
    do.set_rooms(ctx, procedure, schools[0], 4, 3)
    do.set_rooms(ctx, procedure, schools[1], 2, None)
    coverage = preparation(ctx, procedure).coverage
    assert (coverage.rooms, coverage.rooms_with_video) == (6, 3)
    with pytest.raises(UserError):
        do.set_rooms(ctx, procedure, schools[0], 1, 2)


def test_the_list_says_how_far_each_is(ctx, procedure):
    do.start_checklist(ctx, procedure)
    do.tick(ctx, find(ctx, procedure, "Издать приказ о проведении").id)
    (row,) = list_prepared(ctx)
    assert (row.lines, row.done, row.starts_on, row.ends_on) == (len(lines(ctx, procedure)), 1, START, END)
