"""The page of a finding: what it says, its signals one by one, what can be done about it, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.services.checks.queries import run_check
from app.services.findings.evidence import evidence
from app.services.findings.queries import list_findings
from app.services.inquiries.queries import states_by_cell
from app.services.results.queries import list_import_runs, list_procedures
from app.ui.objectivity.signal_list import SCORES, second_line
from app.ui.objectivity.tab import ObjectivityTab
from app.ui.widgets.print_preview import PrintPreview
from tests.ui.findings_data import NAN, Planted, plant


@pytest.fixture
def cells(district):
    """A pronounced, an ordinary and a tiny cell of ВПР 2026, all of the base's own papers."""
    from app.services.findings.commands import refresh_findings

    refresh_findings(district)
    rows = [row for row in list_findings(district) if row.year == 2026]
    everything = list_findings(district)
    planted = {(row.procedure_id, row.organisation_id): Planted(row.n, 0.5 if row.n >= 5 else None) for row in everything}
    big = [(row.procedure_id, row.organisation_id) for row in rows if row.n > 15]
    few = next((row.procedure_id, row.organisation_id) for row in rows if row.n < 5)
    planted[big[0]] = Planted(planted[big[0]].n, 0.0002, True, (NAN, 0.0001, 0.02, NAN))
    plant(district, planted)
    return {"strong": big[0], "none": big[1], "little": few}


@pytest.fixture
def tab(cells, desk) -> ObjectivityTab:
    desk.workspace.read_years()
    desk.window.years.choose(2025)
    made: ObjectivityTab = desk.tab("objectivity").show_page("first")
    return made


@pytest.fixture
def page(tab, cells):
    tab.open_cell(*cells["strong"])
    return tab.evidence


def test_it_says_what_the_service_knows(page, desk, cells):
    known = evidence(desk.ctx, *cells["strong"])
    assert page.title.text() == known.school
    assert known.title in page.note.text() and known.reference in page.note.text()
    assert page.seen.heading.text() == known.heading == "Выраженный признак, повод для перепроверки"
    assert page._flag.isVisibleTo(page) and page._mark.isVisibleTo(page)
    assert known.rarity in page.sentence.text()
    for name, value in known.values:
        assert name in page.values.text() and value in page.values.text()
    for line in known.explanations:
        assert line in page.explanations.text()
    for line in known.next_steps:
        assert line in page.steps.text()


def test_the_signals_stand_in_order_and_the_leading_one_is_drawn(page, desk, cells):
    known = evidence(desk.ctx, *cells["strong"])
    shown = [page.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(page.list.count())]
    assert shown == [*(signal.code for signal in known.signals), SCORES]
    assert page.list.current() == "funnel" and page.chart._figure is not None
    said = page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith(second_line(known.signals[0])) and "выраженный · реже чем у 1 из 1000" in said
    page.list.grab()


def test_arrows_walk_through_the_signals_and_their_pictures(page, qtbot):
    first = page.chart._figure
    assert page.list.hasFocus() or page.window().focusWidget() is page.list
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.current() == "journal_gap"
    assert page.chart._figure is not None and page.chart._figure is not first
    assert page._found.page.signals[1].misses in page.signal_limits.text()
    page.list.choose(SCORES)
    assert page.chart._figure is not None and "каждый балл" in page.signal_text.text()


def test_a_signal_that_could_not_be_computed_says_why(page):
    page.list.choose("participation")
    assert "Мало данных" in page.signal_text.text()
    assert page.chart._figure is None and not page.chart.isVisibleTo(page)


def test_few_writers_get_no_picture_and_no_verdict(tab, cells):
    tab.open_cell(*cells["little"])
    page = tab.evidence
    assert page.seen.heading.text().startswith("Мало данных")
    assert page.chart._figure is None and not page.picture.isVisibleTo(page)
    assert not page.dismiss_button.isVisibleTo(page)


def test_nothing_found_is_said_calmly(tab, cells):
    tab.open_cell(*cells["none"])
    page = tab.evidence
    assert page.seen.heading.text() == "Признаков нет" and not page._flag.isVisibleTo(page)
    assert not page.dismiss_button.isVisibleTo(page)


# --- other papers, official markers


def test_the_other_papers_of_the_school_are_a_table_of_years(page, desk, cells, qtbot):
    mine = {row.procedure_id for row in list_findings(desk.ctx, organisation_id=cells["strong"][1])}
    matrix = page.matrix.matrix
    assert {row.procedure_id for row in matrix.cells.values()} == mine
    assert matrix.years == sorted(matrix.years, reverse=True)
    assert matrix.here == cells["strong"][0] == page.matrix.currentIndex().data(257).procedure_id
    other = next(row for row in matrix.cells.values() if row.procedure_id != matrix.here)
    at = next(key for key, row in matrix.cells.items() if row is other)
    page.matrix.setCurrentIndex(matrix.index(matrix.years.index(at[0]), matrix.papers.index(at[1])))
    page.matrix.setFocus()
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)
    assert page.shown() == (other.procedure_id, cells["strong"][1])
    page.matrix.grab()


def test_official_markers_of_the_cell_stand_below(tab, desk):
    marker = next(m for m in run_check(desk.ctx, 2026).markers if m.n >= 5)
    tab.open_cell(marker.procedure_id, marker.organisation_id)
    page = tab.evidence
    assert page.official.isVisibleTo(page)
    known = evidence(desk.ctx, marker.procedure_id, marker.organisation_id)
    assert known.marker_sentences and all(line in page.markers.text() for line in known.marker_sentences)
    assert "случайно под него попало бы" in page.markers.text()
    assert "решать только по ним нельзя" in page.markers.text()


# --- deeds


def test_an_inquiry_is_begun_and_found_again(page, tab, desk, cells):
    page.inquiry_button.click()
    assert states_by_cell(desk.ctx)[cells["strong"]].state == "hypothesis"
    tab.open_cell(*cells["strong"])
    assert page.open_button.isVisibleTo(page) and not page.inquiry_button.isVisibleTo(page)
    assert "Разбор идёт" in page.deed.text()
    assert not page.dismiss_button.isVisibleTo(page)
    page.open_button.click()
    assert desk.window.current_tab().switch.current() == "inquiries"


def test_a_finding_is_put_aside_with_a_reason(page, tab, desk, cells, qtbot):
    page.dismiss_button.click()
    assert page.dismiss_form.isVisibleTo(page)
    page.dismiss_form.verb.click()
    assert page.reason.problem.text()  # not without a reason
    page.reason.editor.setPlainText("Класс с углублённым изучением, подтверждено олимпиадой")
    qtbot.keyClick(page.reason.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    kept = states_by_cell(desk.ctx)[cells["strong"]]
    assert (kept.state, kept.reason) == ("dismissed", "Класс с углублённым изучением, подтверждено олимпиадой")
    assert "Признак отклонён: Класс" in page.deed.text() and not page.dismiss_button.isVisibleTo(page)
    assert page.inquiry_button.isVisibleTo(page) and page.inquiry_button.shortcut().toString() == "Ctrl+N"
    tab.close_inner()
    assert tab.grid.current_cell().deed == "dismissed"


def test_escape_folds_the_question_first_and_then_leaves(page, tab, desk):
    page.dismiss_button.click()
    desk.window.leave_inner()
    assert not page.dismiss_form.isVisibleTo(page) and tab.stack.currentWidget() is page
    desk.window.leave_inner()
    assert tab.stack.currentWidget() is tab.main


def test_the_page_is_printed(page, tab, qtbot):
    assert tab.print_page()
    preview = tab.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Страница признака"
    preview.close()


# --- ways in and out


def test_to_the_card_and_to_the_calendar(page, desk, cells):
    page.card_button.click()
    assert desk.window.current_key() == "schools"
    assert desk.window.current_tab().current().card.organisation_id == cells["strong"][1]
    desk.tab("objectivity").current().evidence.procedure_button.click()
    assert desk.window.current_key() == "calendar"
    assert desk.window.current_tab().current().panel.row().procedure_id == cells["strong"][0]


def test_a_finding_is_opened_from_elsewhere_whatever_the_year(desk, cells):
    row = next(row for row in list_findings(desk.ctx, 2024) if row.n >= 5)
    desk.window.years.choose(2025)
    desk.window.open_target(("cell", row.procedure_id, row.organisation_id))
    tab = desk.window.current_tab().current()
    assert tab.stack.currentWidget() is tab.evidence and row.school == tab.evidence.title.text()
    assert tab.close_inner() and tab.stack.currentWidget() is tab.main


def test_results_taken_back_leave_the_evidence(tab, desk):
    from app.services.imports.revert import revert_import

    procedure = next(p for p in list_procedures(desk.ctx) if (p.year, p.grade) == (2026, 4))
    cell = next(c for line in tab.grid.signs.all for c in line.cells.values() if c.procedure_id == procedure.id)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    run = list_import_runs(desk.ctx, procedure.id)[0]
    desk.workspace.worker.write(lambda _p: revert_import(desk.ctx, run.id))
    assert tab.stack.currentWidget() is tab.main
    assert "больше нет" in desk.window.message_bar.text.text()
    assert [paper.code.replace("\u00a0", " ") for paper in tab.grid.signs.papers] == ["РУ 5"]


def test_the_columns_stand_one_under_another_in_a_narrow_window(page, desk):
    QApplication.processEvents()
    assert page.numbers.mapTo(page, QPoint()).x() > page.picture.width()
    desk.window.resize(910, 512)
    QApplication.processEvents()
    assert page.numbers.mapTo(page, QPoint()).x() == page.picture.mapTo(page, QPoint()).x()
