"""The page «Сбор» in the real window: asking, workbooks, answers, states, keys."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt

from app.services.collection.commands import create_request
from app.services.collection.queries import board
from app.services.collection.rows import RequestDraft
from app.services.school_workbook.definition import parse_columns, table_form
from app.services.school_workbook.writing import MAIN
from app.ui.collection.tab import CollectionPage

FORM = table_form(parse_columns("Кружок; обязательно\nУчеников; целое число; 1–500; обязательно"), rows=20)


@pytest.fixture
def page(desk):
    found = desk.tab("schools").show_page("collection")
    assert isinstance(found, CollectionPage)
    return found


@pytest.fixture
def asked(desk, page):
    return create_request(desk.ctx, RequestDraft("table", "Кружки и секции", FORM, date(2026, 9, 10))).value


def fill(path, cells):
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[MAIN][place] = value
    book.save(path)


def test_an_empty_page_says_what_to_do_and_a_request_is_made(page, desk, qtbot):
    assert page.stack.currentWidget() is page.empty
    page.ask()
    dialog = page.dialog
    dialog.submit()
    assert "нет ни одного столбца" in dialog.message.text.text() and dialog.isVisible()
    dialog.columns.item(0, 0).setText("ФИО учителя")
    dialog.title.set_value("Кружки")
    dialog.submit()
    assert "персональные" in dialog.message.text.text()
    dialog.columns.item(0, 0).setText("Кружок")
    dialog.columns.item(1, 0).setText("Учеников")
    dialog.columns.cellWidget(1, 1).setCurrentText("целое число")
    dialog.columns.item(1, 2).setText("1–500")
    dialog.columns.item(2, 0).setText("Форма")
    dialog.columns.cellWidget(2, 1).setCurrentText("выбор из списка")
    dialog.columns.item(2, 2).setText("очная, заочная")
    dialog.submit()
    assert not dialog.isVisible()
    (request,) = board(desk.ctx).requests
    assert request.asked == len(page.grid.lines.shown) > 3
    assert [column.kind for column in request.form.columns] == ["text", "whole", "choice"]
    assert page.stack.currentWidget() is page.full


def test_workbooks_out_and_answers_in(page, desk, asked, tmp_path):
    page.read_again()
    folder = tmp_path / "Книги"
    page.issue_into(asked, folder)
    files = sorted(folder.glob("*.xlsx"))
    assert len(files) == len(page.grid.lines.shown)
    fill(files[0], {"B6": "Хор", "C6": 20})
    fill(files[1], {"B6": "Хор", "C6": 2000})
    page.read_files(files[:2])
    review = page.review
    assert review.take.text() == "Принять 1, вернуть 1"
    assert "от 1 до 500" in review.details.toPlainText()
    assert not any(cell.rows for line in board(desk.ctx).lines for cell in line.cells.values())
    review._take()
    states = sorted(line.cells[asked].state for line in page.grid.lines.shown)
    assert states.count("done") == 1 and states.count("wrong") == 1
    assert list((folder / "Вернуть школам").glob("*.xlsx"))
    wrong = next(line for line in page.grid.lines.shown if line.cells[asked].state == "wrong")
    assert page.grid.select_cell(asked, wrong.organisation_id)
    assert page.panel.state.text() == "С замечаниями" and "C6" in page.panel.remarks.text()


def test_states_are_a_word_and_a_mark_and_copy_as_text(page, asked, qapp):
    page.read_again()
    index = page.grid.lines.index(0, 0)
    assert index.data() == "не сдано" and not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    page.grid.copy()
    rows = qapp.clipboard().text().split("\n")
    assert rows[0] == "Школа\tКружки и секции" and rows[1].endswith("\tне сдано")


def test_waiting_for_the_region_with_several_schools_chosen(page, desk, asked):
    page.read_again()
    page.grid.setCurrentIndex(page.grid.lines.index(0, 0))
    chosen = page.grid.selectionModel()
    # Said outright: what setCurrentIndex selects depends on the keys that are held down.
    chosen.select(page.grid.lines.index(0, 0), chosen.SelectionFlag.ClearAndSelect)
    chosen.select(page.grid.lines.index(1, 0), chosen.SelectionFlag.Select)
    page.panel.reason.setText("нет формы региона")
    page.panel.waiting_button.click()
    assert [line.cells[asked].state for line in page.grid.lines.shown[:3]] == ["waiting_region", "waiting_region", "overdue"]
    assert "нет формы региона" in page.panel.facts.text()
    page.panel.waiting_button.click()


def test_filters(page, asked):
    page.read_again()
    everyone = len(page.grid.lines.shown)
    page.state_filter.setCurrentIndex(page.state_filter.findData("done"))
    assert page.grid.lines.shown == [] and page.count.text() == f"показано 0 из {everyone}"
    page.state_filter.setCurrentIndex(0)
    page.words.setText(page.grid.lines.shown[0].school)
    assert len(page.grid.lines.shown) >= 1 and len(page.grid.lines.shown) < everyone


def test_a_union_and_the_regions_form(page, desk, asked, tmp_path):
    page.read_again()
    page.issue_into(asked, tmp_path)
    path = sorted(tmp_path.glob("*.xlsx"))[0]
    fill(path, {"B6": "Хор", "C6": 20})
    page.read_files([path])
    page.review._take()
    request = page.grid.current_request()
    page.merge_to(request, tmp_path / "свод.xlsx")
    assert openpyxl.load_workbook(tmp_path / "свод.xlsx")["Свод"]["D4"].value == "Хор"
    book = openpyxl.Workbook()
    for at, caption in enumerate(("№", "Школа", "Название кружка", "Количество учеников"), 1):
        book.active.cell(1, at, caption)
    book.save(tmp_path / "форма региона.xlsx")
    page.read_region_form(request, tmp_path / "форма региона.xlsx")
    assert [combo.currentData() for combo in page.mapping.combos] == ["number", "school", "c1", "c2"]
    page.merge_to(request, tmp_path / "сдать.xlsx", page.mapping.region())
    page.mapping.reject()
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "сдать.xlsx").active[2]][2:] == ["Хор", 20]


def test_a_request_is_changed_and_old_workbooks_stay_good(page, desk, asked):
    page.read_again()
    everyone = len(page.grid.lines.shown)
    page.change()
    dialog = page.dialog
    assert dialog.columns.lines() == ["Кружок; текст; обязательно", "Учеников; целое число; 1–500; обязательно"]
    dialog.columns.item(2, 0).setText("Руководителей")
    dialog.due.set_value(date(2026, 10, 1))
    dialog.schools.set_ticked([page.grid.lines.shown[0].organisation_id])
    dialog.submit()
    assert not dialog.isVisible()
    (request,) = board(desk.ctx).requests
    assert (request.version, request.asked, request.due_on) == (2, 1, date(2026, 10, 1))
    assert [column.key for column in request.form.columns] == ["c1", "c2", "c3"] and everyone > 1
