"""Marks, postponement, proof and links to procedures, each with its way back; marks through changes of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.services.attachments.queries import attached_file, list_attachments
from app.services.attachments.rows import LARGEST
from app.services.calendar.commands import set_window, set_working_day
from app.services.changes import Changes
from app.services.context import Context
from app.services.duties.rows import DutyKey, Mark
from app.services.errors import UserError
from app.services.execution import commands as do
from app.services.execution.queries import line_deadlines, line_occurrences, roadmap_progress
from app.services.execution.rows import OccurrenceRow
from app.services.roadmaps import commands as roadmaps
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import DeadlineChoice, RoadmapTree
from app.services.safety.queries import doctor
from tests.db.execution.district import TODAY, add_procedure, add_roadmap, add_schools, keys, line, occurrences


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


def bare(rows: list[OccurrenceRow]) -> list[tuple[object, ...]]:
    """Without ids and times of saving."""

    def said(mark: Mark) -> Mark:
        return replace(mark, updated_at=None)

    return [
        (
            row.starts_on,
            row.planned_due,
            row.due_on,
            said(row.mark),
            row.off_plan,
            row.procedure_id,
            tuple((slot.name, said(slot.mark), slot.due_on) for slot in row.schools),
            tuple(replace(proof, id=0) for proof in row.evidence),
        )
        for row in rows
    ]


def there_and_back(ctx: Context, tree: RoadmapTree, number: str, before: list[OccurrenceRow], change: Changes) -> None:
    """Undone it is as before, redone as after, undone again as before."""
    after = bare(occurrences(ctx, tree, number))
    assert after != bare(before)
    assert change.undo is not None
    back = change.undo(ctx)
    assert bare(occurrences(ctx, tree, number)) == bare(before)
    assert back.undo is not None
    again = back.undo(ctx)
    assert bare(occurrences(ctx, tree, number)) == after
    assert again.undo is not None
    again.undo(ctx)
    assert bare(occurrences(ctx, tree, number)) == bare(before)


# --- marks ------------------------------------------------------------------------------------------------------------


def test_done_means_today(ctx: Context, tree: RoadmapTree):
    before = occurrences(ctx, tree, "1.1.")
    change = do.mark(ctx, keys(ctx, tree, "1.1."), "done", result=" Приказ № 14-од ")
    (row,) = occurrences(ctx, tree, "1.1.")
    assert (row.shown, row.mark.done_on, row.mark.result) == ("done", TODAY, "Приказ № 14-од")
    assert change.topics == {"roadmaps"}
    there_and_back(ctx, tree, "1.1.", before, change)


def test_marking_many_at_once(ctx: Context, tree: RoadmapTree):
    before = occurrences(ctx, tree, "1.3.")
    change = do.mark(ctx, keys(ctx, tree, "1.3."), "in_progress")
    assert [row.shown for row in occurrences(ctx, tree, "1.3.")] == ["overdue", "overdue", "in_progress", "in_progress"]
    there_and_back(ctx, tree, "1.3.", before, change)


def test_what_cannot_be_said(ctx: Context, tree: RoadmapTree):
    chosen = keys(ctx, tree, "1.1.")
    for call, words in (
        (lambda: do.mark(ctx, chosen, "done", done_on=date(2026, 9, 15)), "ещё не наступила"),
        (lambda: do.mark(ctx, chosen, "postponed"), "новый срок"),
        (lambda: do.mark(ctx, [], "done"), "не выбрано"),
        (lambda: do.mark(ctx, [DutyKey(9999)], "done"), "уже нет"),
        (lambda: do.mark(ctx, [DutyKey(chosen[0].occurrence_id, 9999)], "done"), "школы"),
        (lambda: do.postpone(ctx, chosen, date(2026, 10, 1), reason="", decided_by="начальник"), "причина"),
        (lambda: do.postpone(ctx, chosen, date(2026, 8, 1), reason="р", decided_by="н"), "не позже"),
    ):
        with pytest.raises(UserError, match=words):
            call()
    assert occurrences(ctx, tree, "1.1.")[0].mark == Mark()


def test_postponing_moves_the_day_in_force(ctx: Context, tree: RoadmapTree):
    before = occurrences(ctx, tree, "1.1.")
    reason = {"reason": "ждали приказ министерства", "decided_by": "начальник отдела, 01.09.2026"}
    change = do.postpone(ctx, keys(ctx, tree, "1.1."), date(2026, 10, 1), **reason)
    (row,) = occurrences(ctx, tree, "1.1.")
    assert (row.planned_due, row.due_on, row.shown) == (date(2026, 9, 1), date(2026, 10, 1), "postponed")
    with pytest.raises(UserError, match="не позже"):
        do.postpone(ctx, keys(ctx, tree, "1.1."), date(2026, 9, 20), **reason)
    there_and_back(ctx, tree, "1.1.", before, change)


def test_taking_a_mark_away(ctx: Context, tree: RoadmapTree):
    chosen = keys(ctx, tree, "1.1.")
    do.postpone(ctx, chosen, date(2026, 10, 1), reason="р", decided_by="н")
    marked = occurrences(ctx, tree, "1.1.")
    change = do.mark(ctx, chosen, "planned")
    (row,) = occurrences(ctx, tree, "1.1.")
    assert (row.mark.status, row.due_on, row.shown) == ("planned", date(2026, 9, 1), "overdue")
    there_and_back(ctx, tree, "1.1.", marked, change)


def test_an_older_mark_is_not_undone_over_a_newer_one(ctx: Context, tree: RoadmapTree):
    first = do.mark(ctx, keys(ctx, tree, "1.1."), "in_progress")
    do.mark(ctx, keys(ctx, tree, "1.1."), "done")
    assert first.undo is not None
    with pytest.raises(UserError, match="с тех пор"):
        first.undo(ctx)


# --- schools ----------------------------------------------------------------------------------------------------------


def test_the_last_school_closes_it_and_may_open_it_again(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (own,) = keys(ctx, tree, "1.2.")
    each = [DutyKey(own.occurrence_id, school) for school in schools]
    do.mark(ctx, each[:2], "done", done_on=date(2026, 9, 10))
    (row,) = occurrences(ctx, tree, "1.2.")
    assert row.shown == "ahead"
    before = occurrences(ctx, tree, "1.2.")
    change = do.mark(ctx, each[2:], "done", done_on=date(2026, 9, 12))
    (row,) = occurrences(ctx, tree, "1.2.")
    assert (row.shown, row.mark.done_on) == ("done", date(2026, 9, 12))
    there_and_back(ctx, tree, "1.2.", before, change)
    do.mark(ctx, each[2:], "done")
    do.mark(ctx, each[:1], "in_progress")
    assert occurrences(ctx, tree, "1.2.")[0].shown == "ahead"


def test_what_the_department_owes_too_is_not_closed_by_schools(ctx: Context, tree: RoadmapTree, schools: list[int]):
    own = keys(ctx, tree, "1.3.")[3]
    do.mark(ctx, [DutyKey(own.occurrence_id, school) for school in schools], "done")
    assert occurrences(ctx, tree, "1.3.")[3].shown == "ahead"


# --- proof ------------------------------------------------------------------------------------------------------------


def test_a_file_is_copied_in_once(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    scan = tmp_path / "Приказ № 14.PDF"
    scan.write_bytes(b"%PDF-1.7 order")
    before = occurrences(ctx, tree, "1.1.")
    change = do.add_file(ctx, keys(ctx, tree, "1.1."), scan, dated=date(2026, 9, 1))
    (proof,) = occurrences(ctx, tree, "1.1.")[0].evidence
    assert (proof.kind, proof.title, proof.size, proof.missing) == ("file", "Приказ № 14.PDF", 14, False)
    stored = attached_file(ctx, proof.attachment_id or 0)
    assert stored.path.suffix == ".pdf"
    assert stored.path.read_bytes() == scan.read_bytes()
    assert stored.path.is_relative_to(ctx.paths.attachments)
    twin = tmp_path / "копия.pdf"
    twin.write_bytes(scan.read_bytes())
    do.add_file(ctx, keys(ctx, tree, "1.2."), twin, title="Тот же приказ")
    (row,) = list_attachments(ctx)
    assert row.used == 2
    there_and_back(ctx, tree, "1.1.", before, change)


def test_the_limit_is_fifty_megabytes(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    largest, larger = tmp_path / "50.zip", tmp_path / "51.zip"
    for path, size in ((largest, LARGEST), (larger, LARGEST + 1)):
        with path.open("wb") as file:
            file.truncate(size)
    chosen = keys(ctx, tree, "1.1.")
    do.add_file(ctx, chosen, largest)
    assert occurrences(ctx, tree, "1.1.")[0].evidence[0].size == 50 * 1024 * 1024
    with pytest.raises(UserError, match="больше 50 МБ"):
        do.add_file(ctx, chosen, larger)
    assert len(occurrences(ctx, tree, "1.1.")[0].evidence) == 1


def test_a_missing_file_is_shown(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    scan = tmp_path / "скан.png"
    scan.write_bytes(b"picture")
    do.add_file(ctx, keys(ctx, tree, "1.1."), scan)
    (row,) = list_attachments(ctx)
    row.path.write_bytes(b"pict")  # cut short
    assert occurrences(ctx, tree, "1.1.")[0].evidence[0].missing
    row.path.unlink()
    assert occurrences(ctx, tree, "1.1.")[0].evidence[0].missing
    with pytest.raises(UserError, match="нет в папке"):
        attached_file(ctx, row.id)
    do.add_file(ctx, keys(ctx, tree, "1.2."), scan)  # the same contents come back
    assert not occurrences(ctx, tree, "1.1.")[0].evidence[0].missing


def test_the_doctor_tells_a_missing_file(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    for name in ("скан 1.png", "скан 2.png"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        do.add_file(ctx, keys(ctx, tree, "1.1."), tmp_path / name)
    list_attachments(ctx)[1].path.unlink()
    found = {problem.code: problem for problem in doctor(ctx.paths.root)}
    assert "скан 2.png" in found["missing-attachment"].text
    assert found["missing-attachment"].severity == "error"
    assert "2 файла" in found["attachments"].text.replace("\u00a0", " ")


def test_files_that_cannot_be_attached(ctx: Context, tree: RoadmapTree, tmp_path: Path):
    empty = tmp_path / "пусто.txt"
    empty.touch()
    for path, words in ((empty, "пуст"), (tmp_path / "нет.txt", "нет на месте"), (tmp_path, "нет на месте")):
        with pytest.raises(UserError, match=words):
            do.add_file(ctx, keys(ctx, tree, "1.1."), path)
    assert [p for p in ctx.paths.attachments.rglob("*") if p.is_file()] == []


def test_a_link_and_a_number(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (own,) = keys(ctx, tree, "1.2.")
    before = occurrences(ctx, tree, "1.2.")
    change = do.add_link(ctx, [own], "https://zarechnoe.example/report", date(2026, 9, 10))
    there_and_back(ctx, tree, "1.2.", before, change)
    do.add_number(ctx, [DutyKey(own.occurrence_id, schools[0])], "№ 01-18/55", date(2026, 9, 11), title="Письмо школы")
    (row,) = occurrences(ctx, tree, "1.2.")
    slot = next(one for one in row.schools if one.key.organisation_id == schools[0])
    assert [(p.kind, p.number, p.dated, p.title) for p in slot.evidence] == [
        ("number", "01-18/55", date(2026, 9, 11), "Письмо школы")
    ]
    for call in (
        lambda: do.add_link(ctx, [own], " ", TODAY),
        lambda: do.add_number(ctx, [own], "№", TODAY),
        lambda: do.add_link(ctx, [own], "x", date(2026, 9, 15)),
        lambda: do.add_link(ctx, [], "x", TODAY),
    ):
        with pytest.raises(UserError):
            call()


def test_removing_a_proof_and_bringing_it_back(ctx: Context, tree: RoadmapTree):
    (own,) = keys(ctx, tree, "1.2.")
    do.add_number(ctx, [own], "77", TODAY)
    before = occurrences(ctx, tree, "1.2.")
    change = do.remove_evidence(ctx, before[0].evidence[0].id)
    there_and_back(ctx, tree, "1.2.", before, change)
    with pytest.raises(UserError, match="уже нет"):
        do.remove_evidence(ctx, 999)


# --- the plan changes under the marks ----------------------------------------------------------------------------------


def _retyped(ctx: Context, tree: RoadmapTree, number: str, deadline: str) -> Changes:
    return roadmaps.update_line(ctx, replace(line(tree, number), deadline=deadline))


def test_a_corrected_deadline_keeps_the_mark(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "done", result="Приказ")
    _retyped(ctx, tree, "1.1.", "до 10 октября 2026 г.")
    (row,) = occurrences(ctx, tree, "1.1.")
    assert (row.planned_due, row.shown, row.mark.result) == (date(2026, 10, 10), "done", "Приказ")


def test_marks_without_a_place_stay_outside_the_plan(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    before = occurrences(ctx, tree, "1.3.")
    do.mark(ctx, [row.key for row in before[:2]], "done")
    marked = occurrences(ctx, tree, "1.3.")
    change = _retyped(ctx, tree, "1.3.", "ноябрь 2026 года")
    rows = occurrences(ctx, tree, "1.3.")
    assert [(row.planned_due, row.off_plan) for row in rows] == [
        (date(2026, 11, 30), False),
        (date(2026, 3, 31), True),
        (date(2026, 6, 30), True),
    ]
    assert roadmap_progress(ctx, tree.id, TODAY).off_plan == 2
    assert change.undo is not None
    change.undo(ctx)
    assert bare(occurrences(ctx, tree, "1.3.")) == bare(marked)


def test_a_deleted_line_finds_its_marks_again(ctx: Context, tree: RoadmapTree):
    uid = line(tree, "1.1.").uid
    do.mark(ctx, keys(ctx, tree, "1.1."), "done", result="Приказ")
    do.add_number(ctx, keys(ctx, tree, "1.1."), "14-од", date(2026, 9, 1))
    marked = occurrences(ctx, tree, "1.1.")
    change = roadmaps.delete_line(ctx, line(tree, "1.1.").id or 0)
    (orphan,) = line_occurrences(ctx, uid, TODAY)
    assert orphan.off_plan
    assert orphan.evidence
    assert change.undo is not None
    change.undo(ctx)
    assert bare(occurrences(ctx, tree, "1.1.")) == bare(marked)


def test_a_deleted_section_and_a_subhead_let_go_of_unmarked_ones_only(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    do.mark(ctx, keys(ctx, tree, "2.2."), "in_progress")
    roadmaps.delete_section(ctx, tree.sections[1].id or 0)
    assert line_occurrences(ctx, line(tree, "2.1.").uid, TODAY) == []
    assert [row.off_plan for row in line_occurrences(ctx, line(tree, "2.2.").uid, TODAY)] == [True]
    roadmaps.update_line(ctx, replace(line(tree, "1.2."), is_subhead=True))
    assert line_occurrences(ctx, line(tree, "1.2.").uid, TODAY) == []


def test_a_mark_undone_and_redone_around_edits_of_the_text(ctx: Context, tree: RoadmapTree):
    """Occurrences without marks are made anew by every edit: an undo must not count on their numbers."""
    edit = _retyped(ctx, tree, "1.3.", "май 2026 года, октябрь 2026 года")
    mark = do.mark(ctx, keys(ctx, tree, "1.3.")[1:], "in_progress")
    after = bare(occurrences(ctx, tree, "1.3."))
    assert mark.undo is not None and edit.undo is not None
    unmark = mark.undo(ctx)
    unedit = edit.undo(ctx)
    add_roadmap(ctx)  # takes the numbers that became free
    assert unedit.undo is not None and unmark.undo is not None
    unedit.undo(ctx)
    unmark.undo(ctx)
    assert bare(occurrences(ctx, tree, "1.3.")) == after


def test_another_period_makes_other_occurrences(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    do.mark(ctx, keys(ctx, tree, "1.3.")[:1], "done")
    change = roadmaps.save_roadmap_header(
        ctx, tree.id, title=tree.title, period_start=date(2026, 1, 1), period_end=date(2027, 12, 31)
    )
    rows = occurrences(ctx, tree, "1.3.")
    assert len(rows) == 8
    assert [row.shown for row in rows[:2]] == ["done", "overdue"]
    assert change.undo is not None
    change.undo(ctx)
    assert len(occurrences(ctx, tree, "1.3.")) == 4


def test_a_reading_chosen_by_a_person(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    own = DeadlineChoice("", "own", ((date(2026, 11, 1), date(2026, 11, 20)),))
    item = line(tree, "2.3.")
    before = occurrences(ctx, tree, "2.3.")
    change = roadmaps.choose_reading(ctx, item.id or 0, own)
    (row,) = occurrences(ctx, tree, "2.3.")
    assert (row.starts_on, row.due_on) == (date(2026, 11, 1), date(2026, 11, 20))
    told = line_deadlines(ctx, tree.id)[item.id or 0]
    assert told.choice is not None and told.choice.text == "по графику"
    there_and_back(ctx, tree, "2.3.", before, change)
    roadmaps.choose_reading(ctx, item.id or 0, own)
    roadmaps.update_line(ctx, replace(line(get_roadmap(ctx, tree.id), "2.3."), deadline="по плану работы"))
    told = line_deadlines(ctx, tree.id)[item.id or 0]
    assert told.choice_lapsed
    assert occurrences(ctx, tree, "2.3.")[0].due_on is None
    for wrong in (DeadlineChoice("", "own"), DeadlineChoice("", "own", ((date(2026, 2, 1), date(2026, 1, 1)),))):
        with pytest.raises(UserError):
            roadmaps.choose_reading(ctx, item.id or 0, wrong)


# --- procedures -------------------------------------------------------------------------------------------------------


def test_a_deadline_hangs_on_a_procedure_and_moves_with_it(ctx: Context, tree: RoadmapTree):
    procedure = add_procedure(ctx, date(2026, 10, 14), date(2026, 10, 16))
    before = occurrences(ctx, tree, "2.1.")
    change = do.link_events(ctx, line(tree, "2.1.").id or 0, [procedure])
    (row,) = occurrences(ctx, tree, "2.1.")
    assert (row.due_on, row.procedure) == (date(2026, 10, 12), "ВПР 2026, математика, 4 класс")
    moved = set_window(ctx, procedure, date(2026, 11, 5), None)
    assert "roadmaps" in moved.topics
    assert occurrences(ctx, tree, "2.1.")[0].due_on == date(2026, 11, 2)  # over the day off of 4 November
    assert moved.undo is not None
    moved.undo(ctx)
    there_and_back(ctx, tree, "2.1.", before, change)


def test_the_persons_own_days_off_count(ctx: Context, tree: RoadmapTree):
    procedure = add_procedure(ctx, date(2026, 10, 14))
    do.link_events(ctx, line(tree, "2.1.").id or 0, [procedure])
    change = set_working_day(ctx, date(2026, 10, 13), "off")
    assert occurrences(ctx, tree, "2.1.")[0].due_on == date(2026, 10, 9)
    assert change.undo is not None
    change.undo(ctx)
    assert occurrences(ctx, tree, "2.1.")[0].due_on == date(2026, 10, 12)


def test_several_procedures_and_letting_go(ctx: Context, tree: RoadmapTree):
    first, second = add_procedure(ctx, date(2026, 10, 14)), add_procedure(ctx, None, subject="Русский язык")
    item = line(tree, "2.1.")
    do.link_events(ctx, item.id or 0, [first, second])
    rows = occurrences(ctx, tree, "2.1.")
    assert [row.due_on for row in rows] == [date(2026, 10, 12), None]
    do.mark(ctx, [rows[0].key], "done")
    do.link_events(ctx, item.id or 0, [second])
    assert [(row.procedure_id, row.off_plan) for row in occurrences(ctx, tree, "2.1.")] == [(second, False), (first, True)]
    do.link_events(ctx, item.id or 0, [])
    assert not occurrences(ctx, tree, "2.1.")[0].off_plan
    with pytest.raises(UserError, match="уже нет"):
        do.link_events(ctx, item.id or 0, [999])


# --- whole roadmaps ---------------------------------------------------------------------------------------------------


def test_a_deleted_roadmap_comes_back_with_everything(ctx: Context, tree: RoadmapTree, schools: list[int], tmp_path: Path):
    assert tree.id is not None
    scan = tmp_path / "скан.pdf"
    scan.write_bytes(b"scan")
    procedure = add_procedure(ctx, date(2026, 10, 14))
    do.link_events(ctx, line(tree, "2.1.").id or 0, [procedure])
    do.mark(ctx, keys(ctx, tree, "1.1."), "done")
    do.add_file(ctx, keys(ctx, tree, "1.1."), scan)
    (own,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(own.occurrence_id, schools[0])], "done")
    before = [bare(occurrences(ctx, tree, number)) for number in ("1.1.", "1.2.", "1.3.", "2.1.")]
    change = roadmaps.delete_roadmap(ctx, tree.id)
    add_roadmap(ctx)  # takes the numbers that became free
    assert change.undo is not None
    change.undo(ctx)
    assert [bare(occurrences(ctx, tree, number)) for number in ("1.1.", "1.2.", "1.3.", "2.1.")] == before


def test_undoing_the_making_of_a_roadmap_and_redoing_it_keeps_the_lines(ctx: Context):
    change = roadmaps.create_roadmap(ctx, replace(get_roadmap(ctx, add_roadmap(ctx).id or 0), title="Вторая"))
    made = get_roadmap(ctx, change.value)
    assert change.undo is not None
    back = change.undo(ctx)
    assert back.undo is not None
    again = get_roadmap(ctx, back.undo(ctx).value)
    assert [one.uid for s in again.sections for one in s.lines] == [one.uid for s in made.sections for one in s.lines]
