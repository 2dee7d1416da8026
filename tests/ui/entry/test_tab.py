"""The list of sheets, a new sheet, handing over, the form of ФИС ОКО, the department's page."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.services.entry import queries, rules
from app.services.organisations.commands import save_organisation
from app.services.organisations.rows import OrganisationRow
from app.services.results.queries import list_procedures
from app.services.workplace.commands import init_workplace
from app.ui.entry.tab import EntryTab
from tests.data.school_form import write_form
from tests.db.entry.school import TEST, VPR, begin, make_school, type_all

NAME = "Форма сбора результатов Математика 4 класс ВПР 2026.xlsx"


@pytest.fixture
def school(ctx) -> int:
    return make_school(ctx)


@pytest.fixture
def tab(ctx, school, make_desk) -> EntryTab:
    made: EntryTab = make_desk(ctx, tab="entry").tab("entry")
    return made


def test_an_empty_tab_says_what_to_do(tab):
    assert tab.empty.isVisibleTo(tab)
    assert tab.empty.buttons[0].text() == "Начать ввод"


def test_a_school_without_a_card_is_asked_for_it(ctx, make_desk):
    init_workplace(ctx, "school", "МБОУ «Берёзкинская СОШ»")
    tab: Any = make_desk(ctx, tab="entry").tab("entry")
    assert tab.stack.currentWidget() is tab.no_school
    tab.no_school.buttons[0].click()
    assert tab.stack.currentWidget() is tab.list_page


def test_from_nothing_to_the_first_mark_by_keys(tab, ctx):
    """A few fields, Enter, and typing."""
    tab.begin()
    page = tab.new_page
    for field, text in ((page.grade, "4"), (page.letter, ""), (page.pupils, "27"), (page.tasks, "2 1 3 12")):
        QTest.keyClicks(field.line, text)
    assert page.first_code.value() == 40001
    QTest.keyClick(page.tasks.line, Qt.Key.Key_Return)
    assert tab.stack.currentWidget() is tab.grid_page
    QTest.keyClicks(tab.grid_page.grid, "12131124")
    (line,) = queries.list_sheets(ctx)
    assert (line.pupils, line.done, line.info.paper.title) == (27, 1, "МПР 2026, русский язык, 4 класс")
    assert queries.get_sheet(ctx, line.info.id).works[0].scores == bytes([2, 1, 3, 11])


def test_what_is_missing_or_wrong_is_said_at_its_field(tab):
    tab.begin()
    page = tab.new_page
    page.form.submit()
    assert page.grade.problem.text() and page.pupils.problem.text()
    for field, value in ((page.grade, 4), (page.pupils, 3), (page.first_code, 40001)):
        field.set_value(value)
    page.tasks.set_value("2 ыы")
    page.form.submit()
    assert "ыы" in page.tasks.problem.text()
    assert tab.stack.currentWidget() is page
    assert tab.close_inner() and tab.stack.currentWidget() is tab.list_page


def test_codes_go_on_behind_the_other_class_and_known_tasks_are_offered(tab, ctx, school):
    sheet_id = begin(ctx, school)
    type_all(ctx, sheet_id)
    from app.services.entry.finish import hand_over

    hand_over(ctx, sheet_id)
    tab.begin()
    page = tab.new_page
    assert page.known.combo.count() == 2
    page.known.combo.setCurrentIndex(1)
    page.known.combo.activated.emit(1)
    assert page.tasks.value() == rules.task_words(TEST.tasks)
    assert (page.kind.value(), page.grade.value(), page.subject.value()) == ("municipal_test", 4, "Математика")
    assert page.first_code.value() == 40007


def test_a_form_of_fis_oko_fills_in_the_paper(tab, ctx, tmp_path):
    tab.begin()
    tab.take_form(write_form(tmp_path / NAME))
    page = tab.new_page
    assert (page.kind.value(), page.year.value(), page.grade.value(), page.subject.value()) == ("vpr", 2026, 4, "Математика")
    assert page.tasks.value() == "1(5) 2(12) 3К1(3) 3К2(2)"
    page.pupils.set_value(3)
    page.form.submit()
    sheet = tab.grid_page.sheet
    assert sheet.info.form_name == NAME and len(sheet.works) == 3
    assert tab.grid_page.form.isVisibleTo(tab)


def test_handing_over_asks_about_the_unfinished_and_is_undone_as_one(tab, ctx, school):
    sheet_id = begin(ctx, school)
    type_all(ctx, sheet_id)
    tab.open_sheet(sheet_id)
    page = tab.grid_page
    page.grid.go(4, 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    page.finish.click()
    assert "Не введено до конца: 1" in page.banner.text.text().replace("\u00a0", " ")
    page.banner.buttons[1].click()
    assert list_procedures(ctx)[0].participants == 4
    assert page.finish.text() == "Передать снова"
    taken = tab.ui.undo.take_undo()
    assert taken is not None
    taken[1](ctx)
    assert list_procedures(ctx) == ()


def test_a_doubtful_value_leads_to_the_cell_and_to_the_reason(tab, ctx, school):
    sheet_id = begin(ctx, school)
    type_all(ctx, sheet_id)
    tab.open_sheet(sheet_id)
    page = tab.grid_page
    page.grid.go(1, 4)
    QTest.keyClicks(page.grid, "9")
    page.grid.go(5, 0)
    page.finish.click()
    assert page.grid.cell() == (1, 4)
    page.banner.buttons[0].click()
    page._form_open.fields[0].line.setText("так и есть")
    page._form_open.submit()
    page.finish.click()
    assert list_procedures(ctx)[0].participants == 5


def test_the_filled_form_is_saved_where_the_person_says(tab, ctx, school, tmp_path, monkeypatch):
    sheet_id = begin(ctx, school, VPR)
    sheet = type_all(ctx, sheet_id)
    tab.open_sheet(sheet_id)
    page = tab.grid_page
    source, target = write_form(tmp_path / NAME), tmp_path / "готово.xlsx"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(source), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    page.form.click()
    rows = list(openpyxl.load_workbook(target)["Протокол"].iter_rows(min_row=2, max_row=7, max_col=1, values_only=True))
    assert [code for (code,) in rows] == [int(work.code) for work in sheet.works]
    assert queries.get_sheet(ctx, sheet_id).info.form_name == NAME


def test_another_version_of_the_form_shows_the_differences_first(tab, ctx, school, tmp_path, monkeypatch):
    """T18."""
    sheet_id = begin(ctx, school, VPR)
    before = type_all(ctx, sheet_id)
    tab.open_sheet(sheet_id)
    page = tab.grid_page
    source = write_form(tmp_path / NAME, (("1", 5), ("2", 12), ("3К1", 3), ("5", 2)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(source), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
    page.form.click()
    assert "нет задания 3К2; новое задание 5" in page.banner.text.text()
    assert queries.get_sheet(ctx, sheet_id).works == before.works
    page.banner.buttons[0].click()
    after = queries.get_sheet(ctx, sheet_id)
    assert [task.code for task in after.info.paper.tasks] == ["1", "2", "3К1", "5"]
    assert [work.scores[:3] for work in after.works] == [work.scores[:3] for work in before.works]
    assert page.model.columns[4].key == "5"


def test_the_list_deletes_and_brings_back(tab, ctx, school):
    sheet_id = begin(ctx, school)
    tab.read_again()
    tab.table.select_key(sheet_id)
    tab.delete_current()
    assert queries.list_sheets(ctx) == ()
    taken = tab.ui.undo.take_undo()
    assert taken is not None
    tab.ui.worker.write(lambda _p: taken[1](ctx))
    assert tab.table.all_count() == 1


def test_a_department_types_for_one_of_its_schools(ctx, make_desk):
    init_workplace(ctx, "department", "Отдел образования", "Заречный район")
    save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «Берёзкинская СОШ»"))
    second = save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «Сосновская СОШ»")).value
    desk = make_desk(ctx)
    tab = EntryTab(desk.workspace.ui)
    tab.resize(1366, 600)
    tab.show()
    tab.begin()
    page = tab.new_page
    assert page.school.combo.count() == 2
    for field, value in (
        (page.school, second), (page.grade, 4), (page.pupils, 3), (page.first_code, 40001), (page.tasks, "1 2 3"),
    ):  # fmt: skip
        field.set_value(value)
    page.form.submit()
    assert "Сосновская" in tab.grid_page.title.text()
    assert queries.list_sheets(ctx)[0].info.organisation_id == second
    tab.close()


def test_the_department_has_it_as_a_page_of_the_schools(ctx, make_desk):
    init_workplace(ctx, "department", "Отдел образования", "Заречный район")
    desk = make_desk(ctx)
    desk.window.open_target(("tab:schools:entry", 0))
    page: Any = desk.window.current_tab()
    assert isinstance(page.current(), EntryTab)
    page.current().begin()
    assert "Школ в базе ещё нет" in desk.window.message_bar.text.text()
