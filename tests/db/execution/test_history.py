"""What was said stays on record; what was taken back was never said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.services.changes import Changes
from app.services.context import Context
from app.services.duties.rows import DutyKey
from app.services.execution import commands as do
from app.services.execution.history import line_history
from app.services.execution.queries import lines_occurrences
from app.services.roadmaps.commands import delete_roadmap
from app.services.roadmaps.rows import RoadmapTree
from tests.db.execution.district import add_roadmap, add_schools, keys, line, occurrences


def undone(ctx: Context, changes: Changes) -> Changes:
    assert changes.undo is not None
    return changes.undo(ctx)


@pytest.fixture
def tree(ctx: Context) -> RoadmapTree:
    add_schools(ctx)
    return add_roadmap(ctx)


def _statuses(ctx: Context, tree: RoadmapTree, number: str) -> list[str]:
    """Latest first."""
    return [note.mark.status for note in line_history(ctx, line(tree, number).uid) if note.mark is not None]


def test_every_mark_stays_on_record_latest_first(ctx: Context, tree: RoadmapTree):
    of = keys(ctx, tree, "1.1.")
    do.mark(ctx, of, "in_progress")
    do.postpone(ctx, of, date(2026, 9, 30), reason="Болезнь", decided_by="Приказ № 7")
    do.postpone(ctx, of, date(2026, 10, 30), reason="Снова болезнь", decided_by="Приказ № 9")
    do.mark(ctx, of, "done", result="Приказ издан")
    assert _statuses(ctx, tree, "1.1.") == ["done", "postponed", "postponed", "in_progress"]
    second, first = (note.mark for note in line_history(ctx, line(tree, "1.1.").uid)[1:3])
    assert first is not None and second is not None
    assert (first.postponed_to, first.reason, second.postponed_to) == (date(2026, 9, 30), "Болезнь", date(2026, 10, 30))


def test_an_undo_ends_the_list_and_a_redo_goes_on(ctx: Context, tree: RoadmapTree):
    of = keys(ctx, tree, "1.1.")
    do.mark(ctx, of, "in_progress")
    done = do.mark(ctx, of, "done")
    back = undone(ctx, done)
    assert _statuses(ctx, tree, "1.1.") == ["in_progress"]
    undone(ctx, back)
    assert _statuses(ctx, tree, "1.1.") == ["done", "in_progress"]


def test_a_first_mark_taken_back_leaves_nothing(ctx: Context, tree: RoadmapTree):
    undone(ctx, do.mark(ctx, keys(ctx, tree, "1.1."), "done"))
    assert not line_history(ctx, line(tree, "1.1.").uid)


def test_a_mark_a_person_took_away_is_remembered_for_schools_too(ctx: Context, tree: RoadmapTree):
    (row,) = occurrences(ctx, tree, "1.2.")
    school = row.schools[0].key
    do.mark(ctx, [school], "done")
    gone = do.mark(ctx, [school], "planned")
    assert _statuses(ctx, tree, "1.2.") == ["planned", "done"]
    assert {note.school for note in line_history(ctx, line(tree, "1.2.").uid)} == {row.schools[0].name}
    undone(ctx, gone)
    assert _statuses(ctx, tree, "1.2.") == ["done"]


def test_what_closes_by_itself_says_so(ctx: Context, tree: RoadmapTree):
    (row,) = occurrences(ctx, tree, "1.2.")
    do.mark(ctx, [slot.key for slot in row.schools], "done")
    notes = line_history(ctx, line(tree, "1.2.").uid)
    assert [note.key for note in notes if note.by_schools] == [DutyKey(row.key.occurrence_id)]
    assert len(notes) == 4


def test_proof_is_in_the_list_with_its_time(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    scan = tmp_path / "Приказ.pdf"
    scan.write_bytes(b"%PDF-1.4")
    of = keys(ctx, tree, "1.1.")
    do.mark(ctx, of, "done")
    do.add_file(ctx, of, scan)
    proof, mark = line_history(ctx, line(tree, "1.1.").uid)
    assert proof.evidence is not None and proof.evidence.title == "Приказ.pdf" and proof.at > mark.at
    assert proof.planned_due == date(2026, 9, 1)


def test_a_roadmap_that_comes_back_brings_the_list(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "done")
    assert tree.id is not None
    undone(ctx, delete_roadmap(ctx, tree.id))
    assert _statuses(ctx, tree, "1.1.") == ["done"]


def test_done_again_keeps_the_day_it_was_done_on(ctx: Context, tree: RoadmapTree):
    of = keys(ctx, tree, "1.1.")
    do.mark(ctx, of, "done", done_on=date(2026, 8, 28))
    do.mark(ctx, of, "done", result="Приказ издан")
    assert occurrences(ctx, tree, "1.1.")[0].mark.done_on == date(2026, 8, 28)


def test_some_lines_are_read_together(ctx: Context, tree: RoadmapTree):
    wanted = ["1.3.", "1.1."]
    found = lines_occurrences(ctx, [line(tree, number).uid for number in wanted])
    assert {uid: rows for uid, rows in found.items()} == {
        line(tree, number).uid: occurrences(ctx, tree, number) for number in wanted
    }
    assert lines_occurrences(ctx, []) == {}
