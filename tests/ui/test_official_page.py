"""«Официальные признаки»: the list with n beside each marker, filtered, opened, printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.services.checks.queries import run_check
from app.services.checks.rows import FEW, WEAK
from app.services.organisations.queries import list_organisations
from app.ui.objectivity.columns import MARKERS
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


def test_the_page_lists_the_official_markers_with_n_beside_each(page, desk):
    own = {o.id for o in list_organisations(desk.ctx, own_only=True)}
    wanted = sorted((m.school, m.code, m.n) for m in run_check(desk.ctx, 2026).markers if m.organisation_id in own)
    rows = page.table.row_model.all_rows()
    assert sorted((m.school, m.code, m.n) for m in rows) == wanted != []
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


def test_markers_are_filtered_and_opened_by_enter(page, tab, qtbot):
    which, data = page.panel.filters
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
