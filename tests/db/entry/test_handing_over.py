"""Typed works go into the base by the ordinary load: compared, copied before, one undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models.results import ImportRun, Paper
from app.services.entry import commands, finish, queries, rules
from app.services.errors import UserError
from app.services.results.queries import list_procedures
from tests.db.entry.school import TEST, begin, make_school, type_all


def papers(ctx):
    with ctx.db.read() as session:
        return {
            paper.code: (paper.absent, paper.raw_score, paper.variant, paper.journal_mark, paper.task_scores, paper.class_label)
            for paper in session.scalars(select(Paper))
        }


def test_works_become_papers_and_one_undo_takes_them_back(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    changes = finish.hand_over(ctx, sheet_id)
    stored = papers(ctx)
    assert len(stored) == 6
    for work in sheet.works:
        absent, total, variant, journal, scores, label = stored[work.code]
        assert (absent, total) == (work.absent, rules.total_of(work))
        assert scores == (None if work.absent else work.scores)
        assert label == "А"
        assert journal == (int(work.journal) if work.journal.isdigit() else None)
        assert variant == work.variant
    (procedure,) = list_procedures(ctx)
    assert (procedure.title, procedure.participants, procedure.absent) == ("МПР 2026, математика, 4 класс", 5, 1)
    assert queries.list_sheets(ctx)[0].state == "handed"
    changes.undo(ctx)
    assert papers(ctx) == {}
    assert list_procedures(ctx) == ()
    assert queries.list_sheets(ctx)[0].state == "typed"
    assert queries.get_sheet(ctx, sheet_id).works == sheet.works


def test_a_correction_after_the_hand_over_is_handed_over_as_a_change(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    finish.hand_over(ctx, sheet_id)
    commands.save_works(ctx, sheet_id, [rules.with_points(sheet.works[0], 0, 5, TEST)])
    assert queries.list_sheets(ctx)[0].state == "changed"
    finish.hand_over(ctx, sheet_id)
    assert papers(ctx)["40001"][4][0] == 5
    again = finish.hand_over(ctx, sheet_id)
    assert "уже всё так" in again.message and again.undo is None
    assert queries.list_sheets(ctx)[0].state == "handed"


def test_unfinished_works_are_asked_about(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    commands.save_works(ctx, sheet_id, [rules.empty_work(4, sheet.works[4].code, TEST)])
    with pytest.raises(UserError, match="Не введено до конца: 1"):
        finish.hand_over(ctx, sheet_id)
    finish.hand_over(ctx, sheet_id, without_unfinished=True)
    assert sheet.works[4].code not in papers(ctx) and len(papers(ctx)) == 5


def test_above_the_maximum_goes_only_with_a_reason(ctx):
    """T36."""
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    work = rules.with_points(sheet.works[0], 3, 7, TEST)
    commands.save_works(ctx, sheet_id, [work])
    with pytest.raises(UserError, match="больше возможного, от 0 до 2"):
        finish.hand_over(ctx, sheet_id)
    key = rules.reason_key(rules.doubts_of(work, TEST))
    commands.save_works(ctx, sheet_id, [replace(work, reason="апелляция", reason_for=key)])
    finish.hand_over(ctx, sheet_id)
    assert papers(ctx)[work.code][4][3] == 7


def test_a_total_above_the_maximum_is_not_handed_over_at_all(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    work = replace(sheet.works[0], scores=bytes([5, 12, 3, 9]))
    key = rules.reason_key(rules.doubts_of(work, TEST))
    commands.save_works(ctx, sheet_id, [replace(work, reason="так", reason_for=key)])
    with pytest.raises(UserError, match="итог больше возможного"):
        finish.hand_over(ctx, sheet_id)


def test_a_code_changed_after_the_hand_over_leaves_no_ghost(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    changes = finish.hand_over(ctx, sheet_id)
    commands.save_works(ctx, sheet_id, [replace(sheet.works[0], code="40099")])
    with pytest.raises(UserError, match="40001"):
        finish.hand_over(ctx, sheet_id)
    changes.undo(ctx)
    finish.hand_over(ctx, sheet_id)
    assert "40099" in papers(ctx) and "40001" not in papers(ctx)


def test_repeated_codes_are_never_handed_over(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    sheet = type_all(ctx, sheet_id)
    commands.save_works(ctx, sheet_id, [replace(sheet.works[0], code="40002", reason="так", reason_for="")])
    with pytest.raises(UserError, match="40002"):
        finish.hand_over(ctx, sheet_id)


def test_the_load_is_named_in_the_list_of_loads(ctx):
    sheet_id = begin(ctx, make_school(ctx))
    type_all(ctx, sheet_id)
    finish.hand_over(ctx, sheet_id)
    with ctx.db.read() as session:
        run = session.scalars(select(ImportRun)).one()
        assert (run.layout, run.file_name) == ("entry", "Ввод МПР 2026, математика, 4А класс")
