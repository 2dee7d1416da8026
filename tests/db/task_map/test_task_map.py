"""Task maps by hand: saved, refused with reasons, taken back, not overwritten by files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.results import Procedure
from app.services.errors import UserError
from app.services.imports.rows import ImportOptions
from app.services.results.rows import TaskRow
from app.services.task_map import rules
from app.services.task_map.commands import add_task, delete_task, load_map, save_task
from app.services.task_map.queries import list_maps, task_map
from tests.data import layouts
from tests.db.imports.loading import book, load

OF_2026 = ImportOptions(2026, 4, "Русский язык", create_schools=True)


@pytest.fixture
def written(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.individual_results_rows(layouts.pupils()), "Ф1.xlsx"), OF_2026)
    return ctx


@pytest.fixture
def reported(ctx, tmp_path):
    """A procedure without papers."""
    load(ctx, book(tmp_path, layouts.completion_rows(), "задания.xlsx"), OF_2026)
    return ctx


def test_a_line_is_saved_and_taken_back(written):
    before = task_map(written, 1)
    assert before.has_papers and before.total == 9 and before.described == 0
    assert [(m.procedure.id, m.tasks, m.described) for m in list_maps(written)] == [(1, 5, 0)]
    task = replace(before.lines[2].task, code=" 3k1", skill="Находить  сказуемое ", content_codes="2.1, 2.4 2.1", level="П")
    changes = save_task(written, 1, 2, task)
    saved = task_map(written, 1).lines[2].task
    assert saved == TaskRow("3К1", 3, "П", "Находить сказуемое", "", "2.1; 2.4", "", edited=True)
    again = changes.undo(written)
    assert task_map(written, 1) == before
    again.undo(written)
    assert task_map(written, 1).lines[2].task == saved


def test_saving_what_is_there_changes_nothing_more(written):
    save_task(written, 1, 0, task_map(written, 1).lines[0].task)
    assert save_task(written, 1, 0, task_map(written, 1).lines[0].task).topics == frozenset()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "первое"}, "Номер задания"),
        ({"code": "2"}, "Задание 2 уже есть"),
        ({"max_points": 0}, "от 1 до 100"),
        ({"max_points": 101}, "от 1 до 100"),
        ({"level": "X"}, "Б, П или В"),
    ],
)
def test_what_cannot_be_is_refused(written, change, said):
    before = task_map(written, 1)
    with pytest.raises(UserError, match=said):
        save_task(written, 1, 0, replace(before.lines[0].task, **change))
    assert task_map(written, 1) == before


def test_tasks_of_stored_papers_are_neither_added_nor_deleted(written):
    for refused in (lambda: add_task(written, 1, TaskRow("6", 1)), lambda: delete_task(written, 1, 0)):
        with pytest.raises(UserError, match="уже загружены работы"):
            refused()


def test_without_papers_they_are(reported):
    before = task_map(reported, 1)
    assert not before.has_papers
    code = rules.next_code(line.task.code for line in before.lines)
    assert code == "5"
    added = add_task(reported, 1, TaskRow(code, 2))
    assert added.value == 5 and task_map(reported, 1).lines[5].task.code == "5"
    gone = delete_task(reported, 1, 0)
    assert [line.task.code for line in task_map(reported, 1).lines] == ["2", "3К1", "3К2", "4.1", "5"]
    with pytest.raises(UserError, match="изменили"):
        added.undo(reported)
    gone.undo(reported)
    added.undo(reported)
    assert task_map(reported, 1) == before


def test_undo_of_a_load_keeps_what_a_person_wrote_since(written, tmp_path):
    _preview, changes = load(written, book(tmp_path, layouts.task_map_rows(), "карта.xlsx"), OF_2026)
    first = task_map(written, 1).lines[0].task
    save_task(written, 1, 0, replace(first, skill="Наше слово"))
    changes.undo(written)
    lines = task_map(written, 1).lines
    assert lines[0].task.skill == "Наше слово" and lines[1].task.skill == ""


def test_a_procedure_that_is_gone(ctx):
    for call in (lambda: task_map(ctx, 7), lambda: save_task(ctx, 7, 0, TaskRow("1")), lambda: add_task(ctx, 7, TaskRow("1"))):
        with pytest.raises(UserError, match="больше нет"):
            call()


def test_a_line_in_words(written, reported):
    found = task_map(written, 1)
    assert rules.summary(found) == "5\xa0заданий, умения не названы. Баллов вместе 9."
    assert "Проверьте" in rules.summary(replace(found, procedure=replace(found.procedure, max_score=10)))
    assert "не считается" in rules.summary(replace(found, lines=(replace(found.lines[0], task=TaskRow("1")), *found.lines[1:])))
    assert rules.summary(replace(found, lines=())).startswith("Заданий пока нет")


def test_a_description_fills_the_map_of_the_procedure_that_is_open(written, tmp_path):
    path = book(tmp_path, layouts.task_map_rows(), "ALL.xlsx")  # the name tells nothing
    before = task_map(written, 1)
    changes = load_map(written, 1, path)
    assert task_map(written, 1).described == 5
    assert load_map(written, 1, path).topics == frozenset()
    changes.undo(written)
    assert task_map(written, 1) == before


def test_a_description_of_a_test_of_the_district(ctx, tmp_path):
    """The kind is that of the procedure, not of the layout."""
    with ctx.db.write() as session:
        session.add(Procedure(kind="municipal_test", year=2026, grade=4, subject="Русский язык"))
    load_map(ctx, 1, book(tmp_path, layouts.task_map_rows(), "ALL.xlsx"))
    (found,) = list_maps(ctx)
    assert (found.procedure.id, found.procedure.kind, found.described) == (1, "municipal_test", 5)


def test_a_file_without_descriptions_is_refused(written, tmp_path):
    before = task_map(written, 1)
    with pytest.raises(UserError, match="нет описания заданий"):
        load_map(written, 1, book(tmp_path, layouts.individual_results_rows(layouts.pupils()), "Ф1.xlsx"))
    rows = layouts.task_map_rows()
    with pytest.raises(UserError, match="другая работа"):
        load_map(written, 1, book(tmp_path, rows[:-1], "короче.xlsx"))
    assert task_map(written, 1) == before
