"""Объективность, «Школы и работы»: the grid of signs, its filters, freshness, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from sqlalchemy import delete

from app.models.findings import Finding, FindingRun
from app.services.errors import Cancelled
from app.services.findings.queries import findings_state, list_findings
from app.services.organisations.queries import list_organisations
from app.services.results.queries import list_procedures
from app.ui import theme
from app.ui.objectivity import signs
from app.ui.objectivity.grid import CELL_ROLE
from app.ui.objectivity.tab import ObjectivityTab
from app.ui.widgets.print_preview import PrintPreview
from tests.ui.findings_data import NAN, Planted, plant


@dataclass
class Found:
    """Cells planted in ВПР 2026, by what they say: (procedure, school)."""

    strong: tuple[int, int]
    medium: tuple[int, int]
    weak: tuple[int, int]
    little: tuple[int, int]
    none: tuple[int, int]


@pytest.fixture
def found(district) -> Found:
    """Findings of every strength; the papers and the numbers of writers are those of the base."""
    from app.services.findings.commands import refresh_findings

    refresh_findings(district)
    rows = list_findings(district)
    cells = {(row.procedure_id, row.organisation_id): Planted(row.n, 0.5 if row.n >= 5 else None) for row in rows}
    big = [(row.procedure_id, row.organisation_id) for row in rows if row.year == 2026 and row.n > 15]
    small = [(row.procedure_id, row.organisation_id) for row in rows if row.year == 2026 and 5 <= row.n <= 15]
    few = [(row.procedure_id, row.organisation_id) for row in rows if row.year == 2026 and row.n < 5]
    made = Found(big[0], big[1], small[0], few[0], big[2])
    cells[made.strong] = Planted(cells[made.strong].n, 0.0002, True, (0.0001, 0.02, 0.5, NAN))
    cells[made.medium] = Planted(cells[made.medium].n, 0.004, False, (0.5, 0.003, 0.5, NAN))
    cells[made.weak] = Planted(cells[made.weak].n, 0.0009, True, (0.001, 0.5, 0.5, NAN))
    plant(district, cells)
    return made


@pytest.fixture
def tab(found, desk) -> ObjectivityTab:
    desk.workspace.read_years()  # a year without procedures gives way to all years, once
    desk.window.years.choose(2025)
    made: ObjectivityTab = desk.tab("objectivity").show_page("first")
    return made


def _header(grid):
    return [grid.signs.headerData(n, Qt.Orientation.Horizontal).replace("\u00a0", " ") for n in range(grid.signs.columnCount())]


def _names(grid):
    return [grid.signs.headerData(n, Qt.Orientation.Vertical) for n in range(grid.signs.rowCount())]


def _at(grid, cell):
    assert grid.select_cell(*cell)
    return grid.currentIndex()


def _unwritten(grid):
    for row in range(grid.signs.rowCount()):
        for column in range(grid.signs.columnCount()):
            index = grid.signs.index(row, column)
            if index.data(CELL_ROLE) is None:
                return index
    raise AssertionError("every school wrote everything")


# --- the grid


def test_the_grid_has_own_schools_in_alphabetical_order_and_papers_of_the_year(tab, desk):
    schools = [o.short_name for o in list_organisations(desk.ctx, own_only=True, kind="school")]
    assert _names(tab.grid) == schools
    assert _header(tab.grid) == ["РУ 4", "РУ 5"]
    assert tab.panel.counter.text() == f"всего {len(schools)}"
    assert tab.year_box.currentText() == "2026"


def test_every_cell_says_what_the_findings_say(tab, desk):
    rows = list_findings(desk.ctx, 2026)
    for row in rows:
        assert tab.grid.select_cell(row.procedure_id, row.organisation_id)
        shown = tab.grid.current_cell()
        assert (shown.strength, shown.flagged, shown.n) == (row.strength, row.flagged, row.n)
    assert len(rows) == sum(len(line.cells) for line in tab.grid.signs.all) > 20


def test_a_sign_is_a_mark_and_a_word_and_a_reason_for_recheck_is_said(tab, found):
    tab.grid.grab()
    said = {kind: _at(tab.grid, getattr(found, kind)).data(Qt.ItemDataRole.DisplayRole) for kind in ("strong", "medium", "weak")}
    assert said["strong"].startswith("выраженный признак (подъём за границей отметки – выраженный; средний балл")
    assert "повод для перепроверки" in said["strong"] and "повод" not in said["medium"]
    assert said["weak"].startswith("слабый признак")  # at most weak where few wrote
    assert _at(tab.grid, found.little).data(Qt.ItemDataRole.DisplayRole).startswith("мало данных, писал")
    tip = _at(tab.grid, found.medium).data(Qt.ItemDataRole.ToolTipRole)
    assert "Средний признак (" in tip and "ВПР 2026" in tip
    assert _unwritten(tab.grid).data(Qt.ItemDataRole.DisplayRole) == "не писали"


def test_signs_differ_without_colour():
    """Painted in one colour, all marks are different pictures."""
    pictures = set()
    for kind in ("strong", "medium", "weak", "little", "flag"):
        image = signs.icon(kind).pixmap(32, 32).toImage().convertToFormat(QImage.Format.Format_Alpha8)
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == 5


def test_the_words_fit_a_narrow_column_in_a_short_form(tab, desk):
    desk.window.resize(900, 520)
    tab.choose_year("all")
    assert tab.grid.columnWidth(0) >= theme.px(114)
    assert tab.grid.verticalHeader().width() <= tab.grid.width() // 3 + 1
    tab.grid.grab()


def test_arrows_walk_over_cells_enter_opens_and_escape_returns_to_the_cell(tab, desk, qtbot):
    tab.grid.setFocus()
    tab.grid.setCurrentIndex(tab.grid.signs.index(0, 0))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Down)
    qtbot.keyClick(tab.grid, Qt.Key.Key_Right)
    at = tab.grid.current_cell()
    qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
    assert tab.stack.currentWidget() is tab.evidence
    assert tab.evidence.shown() == (at.procedure_id, at.organisation_id)
    desk.window.leave_inner()
    assert tab.stack.currentWidget() is tab.main
    assert tab.grid.current_cell() == at


def test_enter_on_a_cell_that_was_not_written_opens_nothing(tab, desk, qtbot):
    tab.grid.setCurrentIndex(_unwritten(tab.grid))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
    assert tab.stack.currentWidget() is tab.main
    tab.start_inquiry()
    assert "Поставьте курсор" in desk.window.message_bar.text.text()


def test_a_click_opens_the_evidence_and_the_name_of_a_school_its_card(tab, desk, found, qtbot):
    index = _at(tab.grid, found.strong)
    tab.grid.scrollTo(index)
    qtbot.mouseClick(tab.grid.viewport(), Qt.MouseButton.LeftButton, pos=tab.grid.visualRect(index).center())
    assert tab.stack.currentWidget() is tab.evidence
    tab.close_inner()
    tab.grid.verticalHeader().sectionClicked.emit(0)
    assert desk.window.current_key() == "schools"


def test_the_table_is_copied_whole(tab, qtbot):
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Школа\tРУ 4 2026\tРУ 5 2026"
    assert len(lines) == 1 + tab.grid.all_count() and any("выраженный признак (" in line for line in lines)


# --- filters


def test_the_grid_is_filtered_by_words(tab):
    total = tab.grid.all_count()
    tab.panel.words.setText("гимназия")
    assert tab.panel.counter.text() == f"показано 1 из {total}"


def test_schools_are_filtered_by_the_strength_of_their_cells(tab, found):
    shown = {}
    for value in ("flagged", "strong", "medium", "weak", "little"):
        tab.strength.setCurrentIndex(tab.strength.findData(value))
        shown[value] = {line.organisation_id for line in tab.grid.signs.shown}
    assert shown["strong"] == {found.strong[1]}
    assert shown["medium"] == {found.strong[1], found.medium[1]}
    assert shown["weak"] == {found.strong[1], found.medium[1], found.weak[1]}
    assert shown["flagged"] == {found.strong[1], found.weak[1]}
    assert found.little[1] in shown["little"]


def test_what_is_being_looked_into_is_no_longer_new(tab, desk, found):
    from app.services.inquiries.commands import dismiss_finding

    tab.strength.setCurrentIndex(tab.strength.findData("new"))
    assert {line.organisation_id for line in tab.grid.signs.shown} == {found.strong[1], found.weak[1]}
    desk.workspace.worker.write(lambda _p: dismiss_finding(desk.ctx, *found.weak, "Пересчитали: ошибка ввода"))
    assert {line.organisation_id for line in tab.grid.signs.shown} == {found.strong[1]}
    tab.strength.setCurrentIndex(0)
    assert "признак отклонён" in _at(tab.grid, found.weak).data(Qt.ItemDataRole.DisplayRole)
    tab.grid.grab()


def test_one_signal_shows_its_own_strength(tab, found):
    tab.signal.setCurrentIndex(tab.signal.findData("funnel"))
    tab.strength.setCurrentIndex(tab.strength.findData("weak"))
    assert {line.organisation_id for line in tab.grid.signs.shown} == {found.strong[1], found.medium[1]}
    view = tab.grid.signs.view
    tab.grid.select_cell(*found.strong)
    assert view.of(tab.grid.current_cell()) == "weak"  # p = .02 of this signal, though together it is pronounced
    tab.signal.setCurrentIndex(tab.signal.findData("participation"))
    tab.strength.setCurrentIndex(0)
    tab.grid.select_cell(*found.strong)
    assert tab.grid.signs.view.of(tab.grid.current_cell()) == "little"
    tab.grid.grab()


def test_a_subject_leaves_its_papers_and_the_choice_is_remembered(make_desk, found, district, tmp_path):
    state = tmp_path / "kept.ini"
    first = make_desk(district, state=state)
    first.workspace.read_years()
    tab = first.tab("objectivity").show_page("first")
    assert [tab.subject.itemText(n) for n in range(tab.subject.count())] == ["Все предметы", "Русский язык"]
    tab.subject.setCurrentIndex(1)
    assert len(tab.grid.signs.papers) == len(tab.grid.signs.all_papers) > 0
    first.window.state.save()
    assert make_desk(district, state=state).tab("objectivity").show_page("first").subject.currentData() == "Русский язык"


# --- years


def test_all_years_stand_together_paper_by_paper(tab):
    tab.choose_year("all")
    assert _header(tab.grid) == ["2026", "2024", "2026", "2025"]
    assert [p.code.replace("\u00a0", " ") for p in tab.grid.signs.papers] == ["РУ 4", "РУ 4", "РУ 5", "РУ 5"]
    one_line = theme.row_height()
    assert tab.grid.horizontalHeader().sizeHint().height() == 2 * one_line
    tab.grid.grab()


def test_the_year_above_chooses_what_is_offered(tab, desk):
    assert [tab.year_box.itemData(n) for n in range(tab.year_box.count())] == [2026, "all"]
    desk.window.years.choose(2023)
    assert tab.year_box.currentData() == 2024 and _header(tab.grid) == ["РУ 4"]
    desk.window.years.choose(None)
    assert [tab.year_box.itemData(n) for n in range(tab.year_box.count())] == [2026, 2025, 2024, "all"]
    assert tab.year_box.currentData() == 2026


def test_a_school_year_without_results_says_so_and_offers_all_years(tab, desk, qtbot):
    desk.window.years.choose(2026)
    assert tab.stack.currentWidget() is tab.other_year
    assert tab.other_year.heading.text() == "2026/2027 уч. год: результатов нет"
    qtbot.mouseClick(tab.other_year.buttons[0], Qt.MouseButton.LeftButton)
    assert tab.stack.currentWidget() is tab.main and len(_header(tab.grid)) == 4


def test_the_chosen_year_is_there_next_time(make_desk, district, tmp_path):
    state = tmp_path / "kept.ini"
    first = make_desk(district, state=state)
    first.tab("objectivity").current().choose_year("all")
    first.window.state.save()
    second = make_desk(district, state=state)
    assert second.tab("objectivity").current().year_box.currentData() == "all"


def test_the_trend_of_the_district_stands_below(tab, desk):
    rows = list_findings(desk.ctx)
    years = sorted({row.year for row in rows})
    assert [point.year for point in tab.trend._points] == years
    now = tab.trend._points[-1]
    assert (now.cells, now.flagged) == (sum(r.p is not None for r in rows if r.year == 2026), 2)
    assert f"2026: 2 из {now.cells}" in tab.trend.accessibleName()
    tab.trend.grab()


def test_an_empty_base_says_what_to_do_first(empty_desk):
    tab = empty_desk.tab("objectivity").current()
    assert tab.stack.currentWidget() is tab.empty
    assert tab.empty.buttons[0].text() == "Загрузить результаты…"
    assert not tab.print_page()


# --- freshness


def test_the_first_look_computes(desk):
    with desk.ctx.db.write() as session:
        session.execute(delete(Finding))
        session.execute(delete(FindingRun))
    assert findings_state(desk.ctx).state == "none"
    desk.workspace.read_years()
    tab = desk.tab("objectivity").show_page("first")
    assert findings_state(desk.ctx).state == "fresh"
    assert tab.grid.all_count() and not tab.freshness.isVisibleTo(tab)
    assert sum(len(line.cells) for line in tab.grid.signs.all)


def test_what_changed_is_computed_anew_once_and_only_in_sight(tab, desk, found):
    from app.services.imports.revert import revert_import
    from app.services.results.queries import list_import_runs

    desk.window.show_tab("overview")
    procedure = next(p for p in list_procedures(desk.ctx) if (p.year, p.grade) == (2026, 4))
    run = list_import_runs(desk.ctx, procedure.id)[0]
    desk.workspace.worker.write(lambda _p: revert_import(desk.ctx, run.id))
    assert findings_state(desk.ctx).state == "stale"
    desk.window.show_tab("objectivity")
    assert findings_state(desk.ctx).state == "fresh"
    assert _header(tab.grid) == ["РУ 5"]


def test_a_stopped_computation_leaves_the_old_signs_and_a_button(found, district, make_desk, monkeypatch):
    from app.services.findings import computing

    rows = list_findings(district)
    plant(district, {(row.procedure_id, row.organisation_id): Planted(row.n) for row in rows}, stale=True)
    real = computing.compute_findings

    def stopped(_ctx, progress):
        progress.report(1, 3, "Чтение результатов")
        raise Cancelled

    monkeypatch.setattr(computing, "compute_findings", stopped)
    desk = make_desk(district)
    desk.workspace.read_years()
    tab = desk.tab("objectivity").show_page("first")
    strip = tab.freshness
    assert strip.isVisible() and strip.text.text().startswith("Показаны признаки от 14.09.2026")
    assert sum(len(line.cells) for line in tab.grid.signs.all)
    tab.choose_year("all")  # it is not begun again by itself
    assert strip.again_button.isVisible() and not strip.running
    monkeypatch.setattr(computing, "compute_findings", real)
    strip.again_button.click()
    assert not strip.isVisible() and findings_state(district).state == "fresh"


# --- how it was computed


def test_the_page_of_the_method_says_what_was_compared_and_what_would_help(tab, desk, qtbot):
    assert "свой район: 15 школ" in tab.compared.text() and "Файлы ОГЭ" in tab.compared.text()
    tab.show_method()
    page = tab.method
    assert "посчитано 14.09.2026" in page.note.text()
    rows = page.table.row_model.all_rows()
    assert [row.shipped for row in rows] == [False, True]
    from app.ui.objectivity.method_page import NULLS

    texts = {column.key: column.text(rows[1]) for column in NULLS}
    assert (texts["signal"], texts["group"], texts["shipped"]) == ("Все признаки вместе", "писали 31–60", "поставляемые")
    assert tab.help_page == "objectivity_method"
    desk.window.leave_inner()
    assert tab.stack.currentWidget() is tab.main and tab.help_page == "objectivity"


# --- out of the page


def test_the_summary_is_printed_for_the_shown_year(tab, qtbot):
    assert tab.print_page()
    preview = tab.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert "2026" in preview._file_name()
    preview.close()


def test_an_inquiry_begins_at_the_cell(tab, desk, found):
    from app.services.inquiries.queries import states_by_cell

    tab.grid.select_cell(*found.strong)
    tab.start_inquiry()
    assert states_by_cell(desk.ctx)[found.strong].state == "hypothesis"
    page = desk.tab("objectivity").show_page("first")
    page.grid.select_cell(*found.strong)
    assert page.grid.current_cell().deed == "open"
    assert "идёт разбор" in page.grid.currentIndex().data(Qt.ItemDataRole.DisplayRole)


def test_it_is_painted_in_the_dark_and_with_the_big_font(tab, found, qapp):
    light = tab.grid.grab().toImage()
    try:
        theme.apply(qapp, points=14, scheme="dark")
        dark = tab.grid.grab().toImage()
        assert dark.pixelColor(dark.width() // 2, dark.height() - 20).lightness() < 100
        assert tab.grid.rowHeight(0) == theme.row_height() == 36
        tab.open_cell(*found.strong)
        tab.grab()
    finally:
        theme.apply(qapp, points=10, scheme="light")
    assert light.pixelColor(light.width() // 2, light.height() - 20).lightness() > 200
