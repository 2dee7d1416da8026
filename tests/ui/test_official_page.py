"""«Официальные признаки»: rules beside what chance gives, the list with n beside each marker, opened, printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.services.checks.queries import run_check
from app.services.checks.rows import FEW, WEAK
from app.services.official.rows import LIST
from app.services.organisations.queries import list_organisations
from app.ui.objectivity.official_columns import MARKERS, SUMMARY
from app.ui.objectivity.official_page import OfficialPage
from app.ui.widgets.print_preview import PrintPreview


@pytest.fixture
def tab(desk):
    desk.workspace.read_years()
    desk.window.years.choose(2025)
    return desk.tab("objectivity")


@pytest.fixture
def page(tab) -> OfficialPage:
    made: OfficialPage = tab.show_page("official")
    return made


def test_all_markers_of_the_list_stand_with_chance_beside_them(page):
    lines = page.summary.row_model.all_rows()
    assert len([line for line in lines if line.part == "list"]) == len(LIST) == 14
    texts = [[column.text(line) for column in SUMMARY] for line in lines if not line.why_not]
    assert texts and all(row[4].isdigit() and row[5] for row in texts)
    assert "внешний индекс объективности" in page.heading.text()
    assert "Случайно под эти пороги попало бы" in page.heading.text()
    page.summary.selectRow(0)
    assert "Как посчитано" in page.how.text() or "Не считалось" in page.how.text()


def test_a_number_opens_the_schools_behind_it(page):
    line = next(one for one in page.summary.row_model.all_rows() if one.flagged and one.code == "inflated_mean")
    page.open_line(line)
    shown = page.table.row_model.shown()
    assert len(shown) == line.flagged
    assert {(m.code, m.subject, m.grade) for m in shown} == {(line.code, line.subject, line.grade)}
    assert page.views.currentWidget() is page.panel


def test_the_page_lists_the_official_markers_with_n_beside_each(page, desk):
    page.switch.choose("schools")
    own = {o.id for o in list_organisations(desk.ctx, own_only=True)}
    wanted = sorted((m.school, m.code, m.n) for m in run_check(desk.ctx, 2026).markers if m.organisation_id in own)
    rows = page.table.row_model.all_rows()
    advice = ("boundary_peak", "journal_far", "twos_growth")
    assert sorted((m.school, m.code, m.n) for m in rows if m.code not in advice) == wanted != []
    assert "С регионом сравнены" not in page.notes.text() or "ВПР 2026" in page.notes.text()
    assert "повод для перепроверки" in page.notes.text()
    assert page.table.isColumnHidden(0)
    page.choose_year("all")
    assert not page.table.isColumnHidden(0)
    assert [m.year for m in page.table.row_model.shown()] == sorted((m.year for m in page.table.row_model.shown()), reverse=True)


def test_markers_of_few_writers_stay_in_the_list_without_figures(page):
    row = replace(page.table.row_model.all_rows()[0], n=3)
    texts = {column.key: column.text(row) for column in MARKERS}
    assert (texts["strength"], texts["n"], texts["value"], texts["bound"]) == ("мало данных", "3", "", "")


def test_marks_stand_beside_the_journal(page):
    page.switch.choose("journal")
    for line in page.journal.row_model.all_rows():
        assert line.lowered + line.confirmed + line.raised == line.n
        page.open_far(line)
        assert sum(m.value for m in page.table.row_model.shown()) == line.far
        page.switch.choose("journal")
    assert page.views.currentIndex() == 2 and not page.how.isVisible()


def test_markers_are_filtered_and_opened_by_enter(page, tab, qtbot):
    page.switch.choose("schools")
    which, _paper, data = page.panel.filters
    which.setCurrentIndex(which.findData("inflated_mean"))
    assert {m.code for m in page.table.row_model.shown()} == {"inflated_mean"}
    data.setCurrentIndex(data.findData("weak"))
    assert all(FEW <= m.n <= WEAK for m in page.table.row_model.shown())
    which.setCurrentIndex(0)
    data.setCurrentIndex(0)
    page.table.setFocus()
    page.table.selectRow(0)
    marker = page.table.current_row()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    first = tab.page("first")
    assert first.evidence.shown() == (marker.procedure_id, marker.organisation_id)
    assert tab.current() is first
    tab.close_inner()
    assert tab.current() is page and page.table.current_row() == marker


def test_the_list_is_printed_for_the_shown_year(page, qtbot):
    assert page.print_page()
    preview = page.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Список признаков"
    assert "2026" in preview._file_name()
    preview.close()


def test_one_year_is_chosen_for_all_pages_of_the_tab(page, tab):
    page.choose_year("all")
    assert tab.show_page("first").year_box.currentData() == "all"
    tab.show_page("listed").choose_year(2026)
    assert tab.show_page("official").year_box.currentData() == 2026
