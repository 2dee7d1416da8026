"""A sheet keeps what was typed, whatever is typed and whatever happens around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.models.organisations import Organisation
from app.models.results import Procedure
from app.models.scales import ScoreScale
from app.services.entry import commands, finish, queries, rules
from app.services.entry.rows import EntryTask, NewSheet
from app.services.errors import UserError
from app.services.imports.rows import BLANK
from app.services.opening import open_context
from app.services.scales.commands import save_scale
from app.services.scales.rows import ScaleRow
from tests.db.entry.school import TASKS, TEST, begin, filled, make_school, type_all


def test_a_sheet_has_a_work_for_every_code(ctx):
    school = make_school(ctx)
    sheet = queries.get_sheet(ctx, begin(ctx, school, pupils=27))
    assert [work.code for work in sheet.works] == [str(40001 + at) for at in range(27)]
    assert sheet.info.title == "МПР 2026, математика, 4А класс"
    assert sheet.info.paper == TEST
    (line,) = queries.list_sheets(ctx, school)
    assert (line.pupils, line.done, line.state) == (27, 0, "empty")


def test_the_same_class_is_not_begun_twice(ctx):
    school = make_school(ctx)
    begin(ctx, school)
    with pytest.raises(UserError, match="уже начат"):
        begin(ctx, school)
    begin(ctx, school, label="Б", first=40007)
    taken = queries.taken_codes(ctx, school, "municipal_test", 2026, 4, "математика")
    assert rules.first_code(4, taken) == 40013


@pytest.mark.parametrize("wrong", [{"codes": ()}, {"paper": replace(TEST, tasks=())}, {"paper": replace(TEST, subject=" ")}])
def test_what_nobody_could_type_is_refused(ctx, wrong):
    new = NewSheet(make_school(ctx), TEST, ("40001",))
    with pytest.raises(UserError):
        commands.create_sheet(ctx, replace(new, **wrong))


def test_creating_and_deleting_are_taken_back(ctx):
    school = make_school(ctx)
    made = commands.create_sheet(ctx, NewSheet(school, TEST, ("40001", "40002"), "А", 1))
    sheet = type_all_of(ctx, made.value)
    gone = commands.delete_sheet(ctx, made.value)
    assert queries.list_sheets(ctx) == ()
    back = gone.undo(ctx)
    assert queries.get_sheet(ctx, made.value).works == sheet.works
    assert back.undo is not None and back.undo(ctx) and queries.list_sheets(ctx) == ()


def type_all_of(ctx, sheet_id):
    sheet = queries.get_sheet(ctx, sheet_id)
    commands.save_works(ctx, sheet_id, [filled(work, TEST, ["1", "2", "3", "X"]) for work in sheet.works])
    return queries.get_sheet(ctx, sheet_id)


def test_a_draft_opens_again_identical(ctx):
    """T09: spaces, ё, quotes, 5,000 characters; the program was closed in between."""
    school = make_school(ctx)
    label = ' А «ё» "1" '
    sheet_id = commands.create_sheet(ctx, NewSheet(school, TEST, ("40001", "40002"), label, 1)).value
    reason = "  Пересчитали: «ещё раз», \"так\" и 'так'\n\tстрока № 2; ё–Ё — 100 %  " + "ё" * 5000
    work = replace(
        queries.get_sheet(ctx, sheet_id).works[1], scores=bytes([9, 255, BLANK, 0]), variant="2", journal="нет отметки"
    )
    work = replace(work, reason=reason, reason_for="1=9")
    commands.save_works(ctx, sheet_id, [work])
    before = queries.get_sheet(ctx, sheet_id)
    ctx.db.close()
    again = open_context(ctx.paths.root)
    assert queries.get_sheet(again, sheet_id) == before
    assert before.works[1] == work
    assert before.info.class_label == label
    again.db.close()


def test_names_renamed_or_removed_after_the_entry_blank_nothing(ctx):
    """T17: the procedure, its scale and the school change names while a class is being typed."""
    school = make_school(ctx)
    save_scale(ctx, ScaleRow(None, "municipal_test", 2026, 4, "Математика", 22, 8, 13, 18))
    sheet_id = begin(ctx, school)
    before = type_all(ctx, sheet_id)
    assert before.scale is not None
    finish.hand_over(ctx, sheet_id)
    with ctx.db.write() as session:
        session.execute(update(Procedure).values(subject="Алгебра"))
        session.execute(update(Organisation).values(short_name="МБОУ «СОШ № 7»"))
        for scale in session.scalars(select(ScoreScale).where(ScoreScale.kind == "municipal_test")):
            session.delete(scale)
    after = queries.get_sheet(ctx, sheet_id)
    assert after.works == before.works
    assert after.info.paper == before.info.paper
    assert after.info.title == "МПР 2026, математика, 4А класс"
    assert after.scale is None
    assert [rules.total_of(work) for work in after.works] == [rules.total_of(work) for work in before.works]


def test_a_revised_paper_takes_the_typed_points_along(ctx):
    """T18: the paper was revised while the school typed the old one: differences are told, points go to their tasks."""
    school = make_school(ctx)
    sheet_id = begin(ctx, school)
    before = type_all(ctx, sheet_id)
    now = (EntryTask("1", 5), EntryTask("3К1", 4), EntryTask("2", 12), EntryTask("4", 2))
    words = rules.differences_in_words(rules.compare_tasks(before.info.paper.tasks, now))
    assert words == "нет задания 3К2; новое задание 4; у задания 3К1 максимум 4 вместо 3"
    changes = commands.adopt_tasks(ctx, [sheet_id], now)
    after = queries.get_sheet(ctx, sheet_id)
    assert after.info.paper.tasks == now
    for old, new in zip(before.works, after.works, strict=True):
        assert new.scores == bytes([old.scores[0], old.scores[2], old.scores[1], BLANK])
        assert (new.variant, new.journal, new.absent) == (old.variant, old.journal, old.absent)
    changes.undo(ctx)
    restored = queries.get_sheet(ctx, sheet_id)
    assert (restored.works, restored.info.paper) == (before.works, before.info.paper)


def test_a_sheet_of_the_old_version_is_not_handed_over_as_the_new_one(ctx):
    school = make_school(ctx)
    first, second = begin(ctx, school), begin(ctx, school, label="Б", first=40007)
    type_all(ctx, first)
    type_all(ctx, second)
    finish.hand_over(ctx, first)
    commands.adopt_tasks(ctx, [second], (*TASKS[:3], EntryTask("3К2", 3)))
    with pytest.raises(UserError, match="максимум 2 вместо 3"):
        finish.hand_over(ctx, second)
    commands.adopt_tasks(ctx, [second], queries.tasks_of_base(ctx, TEST))
    finish.hand_over(ctx, second)


def test_pupils_come_and_go(ctx):
    school = make_school(ctx)
    sheet_id = begin(ctx, school, pupils=3)
    before = type_all(ctx, sheet_id)
    added = commands.add_works(ctx, sheet_id, ("40004",))
    removed = commands.remove_work(ctx, sheet_id, 0)
    works = queries.get_sheet(ctx, sheet_id).works
    assert [(work.position, work.code) for work in works] == [(0, "40002"), (1, "40003"), (2, "40004")]
    removed.undo(ctx)
    added.undo(ctx)
    assert queries.get_sheet(ctx, sheet_id).works == before.works


def test_saving_into_a_deleted_sheet_says_so(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    works = queries.get_sheet(ctx, sheet_id).works
    commands.delete_sheet(ctx, sheet_id)
    with pytest.raises(UserError, match="удалён"):
        commands.save_works(ctx, sheet_id, works)
    with pytest.raises(UserError):
        queries.get_sheet(ctx, sheet_id)


def test_second_typing_is_counted_once_and_for_all(ctx):
    import random

    sheet_id = begin(ctx, make_school(ctx), pupils=10)
    with pytest.raises(UserError, match="Проверять пока нечего"):
        commands.draw_check(ctx, sheet_id, 3)
    sheet = type_all(ctx, sheet_id)
    drawn = commands.draw_check(ctx, sheet_id, 3, random.Random(5)).value
    assert len(drawn) == 3
    with pytest.raises(UserError, match="второй раз"):
        commands.close_check(ctx, sheet_id)
    again = [sheet.works[position] for position in drawn]
    wrong = next(work for work in again if not work.absent)
    again[again.index(wrong)] = rules.with_points(wrong, 0, (wrong.scores[0] + 1) % 5, TEST)
    commands.save_checks(ctx, sheet_id, again)
    result = commands.close_check(ctx, sheet_id).value
    assert (result.works, result.differing) == (3, 1)
    commands.save_works(ctx, sheet_id, [again[[w.position for w in again].index(wrong.position)]])
    kept = rules.check_result(queries.get_sheet(ctx, sheet_id).checks)
    assert kept == result, "what was found stays found after it is corrected"
