"""Объективность: the grid of signs, the list of markers, the evidence, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from app.services.checks.queries import evidence, run_check
from app.services.checks.rows import FEW, MARKER_NAMES, WEAK
from app.services.organisations.queries import list_organisations
from app.services.results.queries import list_import_runs, list_procedures
from app.ui import theme
from app.ui.objectivity import signs
from app.ui.objectivity.grid import CELL_ROLE
from app.ui.objectivity.tab import ObjectivityTab
from app.ui.widgets.print_preview import PrintPreview


@pytest.fixture
def tab(desk) -> ObjectivityTab:
    desk.workspace.read_years()  # a year without procedures gives way to all years, once
    desk.window.years.choose(2025)
    made: ObjectivityTab = desk.tab("objectivity").show_page("first")
    return made


def _header(grid):
    return [grid.signs.headerData(n, Qt.Orientation.Horizontal).replace("\u00a0", " ") for n in range(grid.signs.columnCount())]


def _names(grid):
    return [grid.signs.headerData(n, Qt.Orientation.Vertical) for n in range(grid.signs.rowCount())]


def _find(grid, strength):
    """Index of a cell with this strength; None = one that was not written."""
    for row in range(grid.signs.rowCount()):
        for column in range(grid.signs.columnCount()):
            index = grid.signs.index(row, column)
            cell = index.data(CELL_ROLE)
            if (cell.strength if cell else None) == strength:
                return index
    raise AssertionError(f"no cell «{strength}»")


# --- the grid


def test_the_grid_has_own_schools_in_alphabetical_order_and_papers_of_the_year(tab, desk):
    schools = [o.short_name for o in list_organisations(desk.ctx, own_only=True, kind="school")]
    assert _names(tab.grid) == schools
    assert _header(tab.grid) == ["РУ 4", "РУ 5"]
    assert tab.grid_panel.counter.text() == f"всего {len(schools)}"
    assert tab.year_box.currentText() == "2026"


def test_every_cell_says_what_the_checks_found(tab, desk):
    report = run_check(desk.ctx, 2026)
    fired = {(m.procedure_id, m.organisation_id): m for m in report.markers}
    seen = 0
    for cell in report.cells:
        assert tab.grid.select_cell(cell.procedure_id, cell.organisation_id)
        shown = tab.grid.current_cell()
        marker = fired.get((cell.procedure_id, cell.organisation_id))
        wanted = "little" if cell.n < FEW else "none" if marker is None else "weak" if marker.n <= WEAK else "signal"
        assert (shown.strength, shown.n) == (wanted, cell.n)
        assert shown.strength == evidence(desk.ctx, cell.procedure_id, cell.organisation_id).strength
        seen += 1
    assert seen == sum(len(line.cells) for line in tab.grid.signs.all) > 20


def test_a_sign_is_a_mark_and_a_word(tab):
    tab.grid.grab()
    assert [signs.WORDS[kind] for kind in ("signal", "weak", "little")] == ["признак", "слабый сигнал", "мало данных"]
    index = _find(tab.grid, "weak")
    said = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Слабый сигнал (" in said and "писал" in said and "ВПР 2026" in said
    assert _find(tab.grid, None).data(Qt.ItemDataRole.DisplayRole) == "не писали"


def test_signs_differ_without_colour(tab):
    """Painted in one colour, «признак» and «слабый сигнал» are still two pictures."""
    pictures = []
    for kind in ("signal", "weak"):
        image = signs.icon(kind).pixmap(32, 32).toImage().convertToFormat(QImage.Format.Format_Alpha8)
        pictures.append(bytes(image.constBits()))
    assert pictures[0] != pictures[1]


def test_the_words_fit_a_narrow_column_in_a_short_form(tab, desk):
    desk.window.resize(900, 520)
    tab.choose_year("all")
    assert tab.grid.columnWidth(0) >= theme.px(114)
    assert tab.grid.verticalHeader().width() <= tab.grid.width() // 3 + 1
    tab.grid.grab()


def test_the_grid_is_filtered_by_words_and_by_sign(tab):
    total = tab.grid.all_count()
    tab.grid_panel.words.setText("гимназия")
    assert tab.grid_panel.counter.text() == f"показано 1 из {total}"
    tab.grid_panel.words.clear()
    strength = tab.grid_panel.filters[0]
    strength.setCurrentIndex(strength.findData("signal"))
    shown = tab.grid.signs.shown
    assert 0 < len(shown) < total and all(any(c.strength == "signal" for c in line.cells.values()) for line in shown)


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


def test_enter_on_a_cell_that_was_not_written_opens_nothing(tab, qtbot):
    tab.grid.setCurrentIndex(_find(tab.grid, None))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
    assert tab.stack.currentWidget() is tab.main


def test_a_click_opens_the_evidence_and_the_name_of_a_school_its_card(tab, desk, qtbot):
    index = _find(tab.grid, "signal")
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
    assert len(lines) == 1 + tab.grid.all_count() and any("признак (завышенный средний балл)" in line for line in lines)


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


def test_an_empty_base_says_what_to_do_first(empty_desk):
    tab = empty_desk.tab("objectivity").current()
    assert tab.stack.currentWidget() is tab.empty
    assert tab.empty.buttons[0].text() == "Загрузить результаты…"
    assert not tab.print_page()


# --- the evidence


def test_the_evidence_says_everything_the_service_knows(tab, desk):
    cell = _find(tab.grid, "signal").data(CELL_ROLE)
    known = evidence(desk.ctx, cell.procedure_id, cell.organisation_id)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    page = tab.evidence
    assert page.title.text() == known.school
    assert known.title in page.note.text() and known.reference in page.note.text()
    assert page.seen.heading.text() == f"Признак: {MARKER_NAMES[known.markers[0].code].casefold()}"
    assert known.sentence.replace("«", "") in page.sentence.text().replace("«", "")
    for name, value in known.values:
        assert name in page.values.text() and value in page.values.text()
    for line in known.explanations:
        assert line in page.explanations.text()
    for line in known.next_steps:
        assert line in page.steps.text()
    assert page.chart._figure is not None


def test_few_writers_get_no_picture_and_no_verdict(tab):
    cell = _find(tab.grid, "little").data(CELL_ROLE)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    assert tab.evidence.seen.heading.text().startswith("Мало данных")
    assert tab.evidence.chart._figure is None and not tab.evidence.picture.isVisibleTo(tab.evidence)
    assert not tab.evidence.why.isVisibleTo(tab.evidence) or "мало" in tab.evidence.explanations.text().casefold()


def test_from_the_evidence_to_other_papers_to_the_card_and_to_the_calendar(tab, desk, qtbot):
    cell = _find(tab.grid, "signal").data(CELL_ROLE)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    others = tab.evidence.table.row_model.all_rows()
    assert others and cell.procedure_id not in {other.procedure_id for other in others}
    assert [o.year for o in others] == sorted((o.year for o in others), reverse=True)
    tab.evidence.table.setFocus()
    tab.evidence.table.selectRow(0)
    qtbot.keyClick(tab.evidence.table, Qt.Key.Key_Return)
    assert tab.evidence.shown() == (others[0].procedure_id, cell.organisation_id)
    tab.evidence.card_button.click()
    assert desk.window.current_key() == "schools"
    assert desk.window.current_tab().current().card.organisation_id == cell.organisation_id
    desk.tab("objectivity").current().evidence.procedure_button.click()
    assert desk.window.current_key() == "calendar"
    assert desk.window.current_tab().current().panel.row().procedure_id == others[0].procedure_id


def test_a_finding_is_opened_from_elsewhere_whatever_the_year(desk):
    marker = run_check(desk.ctx, 2024).markers[0]
    desk.window.years.choose(2025)
    desk.window.open_target(("cell", marker.procedure_id, marker.organisation_id))
    tab = desk.window.current_tab().current()
    assert tab.stack.currentWidget() is tab.evidence and marker.school == tab.evidence.title.text()
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
    assert _header(tab.grid) == ["РУ 5"]


def test_the_columns_of_the_evidence_stand_one_under_another_in_a_narrow_window(tab, desk):
    cell = _find(tab.grid, "weak").data(CELL_ROLE)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    QApplication.processEvents()
    page = tab.evidence
    assert page.numbers.mapTo(page, QPoint()).x() > page.seen.width()
    desk.window.resize(910, 512)
    QApplication.processEvents()
    assert page.numbers.mapTo(page, QPoint()).x() == page.seen.mapTo(page, QPoint()).x()


def test_the_list_is_printed_for_the_shown_year(tab, desk, qtbot):
    assert tab.print_page()
    preview = tab.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Список признаков"
    assert "2026" in preview._file_name()
    preview.close()


def test_the_card_is_printed_from_the_evidence(tab, qtbot):
    cell = _find(tab.grid, "signal").data(CELL_ROLE)
    tab.open_cell(cell.procedure_id, cell.organisation_id)
    assert tab.print_page()
    preview = tab.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Паспорт школы"
    preview.close()


def test_it_is_painted_in_the_dark_and_with_the_big_font(tab, desk, qapp):
    cell = _find(tab.grid, "signal").data(CELL_ROLE)
    light = tab.grid.grab().toImage()
    try:
        theme.apply(qapp, points=14, scheme="dark")
        dark = tab.grid.grab().toImage()
        assert dark.pixelColor(dark.width() // 2, dark.height() - 20).lightness() < 100
        assert tab.grid.rowHeight(0) == theme.row_height() == 36
        tab.open_cell(cell.procedure_id, cell.organisation_id)
        tab.grab()
    finally:
        theme.apply(qapp, points=10, scheme="light")
    assert light.pixelColor(light.width() // 2, light.height() - 20).lightness() > 200
