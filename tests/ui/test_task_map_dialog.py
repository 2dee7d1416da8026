"""Карты заданий: chosen by paper, edited under the table, filled from a file, taken back."""

from __future__ import annotations

import pytest

from app.services.task_map.queries import list_maps, task_map
from tests.data import layouts
from tests.data.layouts import write_book
from tests.ui.keys import type_text


@pytest.fixture
def dialog(desk):
    desk.workspace.show_task_map()
    made = desk.workspace._task_map
    assert made.isVisible()
    return made


def _edit(dialog, key, text):
    field = dialog.form.fields[key]
    field.editor.selectAll()
    type_text(field.editor, text)
    field.commit()


def test_the_newest_paper_is_shown_first(dialog, desk):
    maps = list_maps(desk.ctx)
    assert dialog.papers.count() == len(maps)
    assert dialog.papers.currentData() == maps[0].procedure.id
    assert "без умений" in dialog.papers.currentText()
    assert dialog.table.shown_count() == maps[0].tasks
    assert "умения не названы" in dialog.words.text()
    assert not dialog.add_action.isEnabled() and not dialog.delete_action.isEnabled()  # papers are stored


def test_a_skill_is_typed_and_taken_back(dialog, desk):
    procedure = dialog.papers.currentData()
    _edit(dialog, "skill", "Видеть главное в тексте")
    saved = task_map(desk.ctx, procedure).lines[0].task
    assert (saved.skill, saved.edited) == ("Видеть главное в тексте", True)
    assert dialog.table.current_row().task == saved
    desk.workspace.take_back()
    assert task_map(desk.ctx, procedure).lines[0].task.skill == ""
    assert dialog.form.fields["skill"].value() == ""


def test_what_cannot_be_is_told_under_its_field(dialog, desk):
    kept = task_map(desk.ctx, dialog.papers.currentData())
    _edit(dialog, "code", "второе")
    assert dialog.form.fields["code"].problem.isVisible()
    assert task_map(desk.ctx, dialog.papers.currentData()) == kept
    _edit(dialog, "code", kept.lines[0].task.code)
    assert not dialog.form.fields["code"].problem.isVisible()


def test_another_paper_is_chosen(dialog, desk):
    second = list_maps(desk.ctx)[1].procedure
    dialog.papers.setCurrentIndex(1)
    dialog.papers.activated.emit(1)
    assert dialog.papers.currentData() == second.id and second.title in dialog.papers.currentText()
    desk.workspace.show_task_map(list_maps(desk.ctx)[0].procedure.id)
    assert dialog.papers.currentIndex() == 0


def test_what_is_being_typed_goes_with_its_line(dialog, desk):
    procedure = dialog.papers.currentData()
    field = dialog.form.fields["skill"]
    type_text(field.editor, "Недопечатано")
    dialog.table.selectRow(2)
    assert task_map(desk.ctx, procedure).lines[0].task.skill == "Недопечатано"
    assert dialog.table.current_row().position == 2 and field.value() == ""


def test_an_empty_base_says_what_to_do(empty_desk, tmp_path):
    empty_desk.workspace.show_task_map()
    dialog = empty_desk.workspace._task_map
    assert dialog.stack.currentIndex() == 2 and not dialog.load_action.isEnabled() and not dialog.form.isVisible()


def test_a_map_from_a_file_and_by_hand(empty_desk, tmp_path):
    from app.services.imports.commit import commit_import
    from app.services.imports.preview import build_preview

    path = write_book(tmp_path / "задания.xlsx", {"Лист": layouts.completion_rows()})
    commit_import(empty_desk.ctx, build_preview(empty_desk.ctx, path))
    empty_desk.workspace.show_task_map()
    dialog = empty_desk.workspace._task_map
    dialog.load(write_book(tmp_path / "ALL.xlsx", {"Лист": layouts.task_map_rows()}))
    assert "5\xa0заданий" in dialog.message.text.text() and dialog.message.isVisible()
    assert "умения названы у всех" in dialog.words.text() and "заполнена" in dialog.papers.currentText()
    dialog.add()
    assert dialog.table.current_row().task.code == "5"
    dialog.delete_current()
    assert dialog.table.all_count() == 5
    dialog.load(write_book(tmp_path / "меню.xlsx", {"Лист": [["Каша", "Суп"]]}))
    assert "не похож" in dialog.message.text.text()


def test_any_page_may_open_the_map_of_a_procedure(desk):
    second = list_maps(desk.ctx)[1].procedure
    desk.workspace.ui.open_target(("task_map", second.id))
    assert desk.workspace._task_map.isVisible() and desk.workspace._task_map.papers.currentData() == second.id
    desk.workspace.ui.open_target(("tab:schools", 0))
    assert desk.window.current_key() == "schools"
