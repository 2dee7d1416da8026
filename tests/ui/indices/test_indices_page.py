"""«Показатели»: indices of the district and of schools, counts typed and pasted, formulas, files, print."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.services.demo.indexing import fill_indices
from app.services.indices.queries import index_page
from app.services.indices.rows import INDICES, INPUTS
from app.ui.indices.counts_grid import parsed
from app.ui.indices.page import IndicesPage
from app.ui.indices.rules_dialog import RulesDialog
from app.ui.widgets.print_preview import PrintPreview

ROOMS, VIDEO = (next(n for n, one in enumerate(INPUTS) if one.key == key) for key in ("rooms", "rooms_video"))


@pytest.fixture
def page(desk) -> IndicesPage:
    fill_indices(desk.ctx)
    made: IndicesPage = desk.tab("objectivity").show_page("indices")
    return made


def _line(page, key):
    return next(line for line in page.table.row_model.all_rows() if line.key == key)


def test_the_district_stands_above_and_one_index_by_school_below(page):
    assert [line.key for line in page.table.row_model.all_rows()] == [info.key for info in INDICES]
    assert page.year_box.currentData() == 2026
    page.table.select_key("video")
    assert page.title.text() == "Охват видеонаблюдением по школам"
    names = [row.name for row in page.schools.row_model.all_rows()]
    assert names == [one.name for one in index_page(page.ui.ctx).schools]
    assert "с_видео / аудиторий" in page.words.text()
    page.schools.selectRow(0)
    assert names[0] in page.chart.accessibleName()
    assert page.chart._figure is not None


def test_a_target_says_by_sign_and_word_whether_it_is_reached(page):
    line = _line(page, "recheck")
    assert line.met is True or line.met is False
    column = next(c for c in page.table.row_model.columns if c.key == "met")
    assert column.text(line) in ("достигнута", "не достигнута") and column.icon(line) is not None
    assert column.text(_line(page, "video")) == "" and column.icon(_line(page, "video")) is None


def test_another_year_is_shown_and_kept(page):
    page.choose_year(2025)
    assert page.table.row_model.all_rows()[0].now.year == 2025
    assert page.ui.state.get("objectivity/year") == 2025


def test_counts_are_typed_saved_and_taken_back(page, desk, qtbot):
    page.switch.choose("counts")
    grid = page.grid
    school = grid.counts.schools[0].organisation_id
    grid.setCurrentIndex(grid.counts.index(0, ROOMS))
    qtbot.keyClick(grid, Qt.Key.Key_1)
    editor = grid.findChild(QLineEdit)
    editor.setText("12")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.currentIndex().row() == 1)  # the editor closes from the queue of events
    assert index_page(desk.ctx).inputs[school, 2026, "rooms"] == 12
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert (school, 2026, "rooms") not in index_page(desk.ctx).inputs
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert index_page(desk.ctx).inputs[school, 2026, "rooms"] == 12


def test_a_block_from_excel_is_pasted_and_filled_down(page, desk, qtbot):
    page.switch.choose("counts")
    grid = page.grid
    grid.setCurrentIndex(grid.counts.index(0, ROOMS))
    QGuiApplication.clipboard().setText("10\t4\r\n1 020\tпять\r\n")
    said = []
    grid.said.connect(lambda what, _todo: said.append(what))
    grid.paste()
    first, second = (one.organisation_id for one in grid.counts.schools[:2])
    stored = index_page(desk.ctx).inputs
    assert (stored[first, 2026, "rooms"], stored[first, 2026, "rooms_video"], stored[second, 2026, "rooms"]) == (10, 4, 1020)
    assert said == ["Вставлено не всё: не числа: 1."]
    grid.clearSelection()
    for row in range(3):
        grid.selectionModel().select(grid.counts.index(row, VIDEO), grid.selectionModel().SelectionFlag.Select)
    grid.fill_down()
    assert index_page(desk.ctx).inputs[grid.counts.schools[2].organisation_id, 2026, "rooms_video"] == 4


def test_a_part_greater_than_its_whole_is_marked(page):
    model = page.grid.counts
    school = model.schools[0].organisation_id
    model.counts = {(school, "rooms"): 3, (school, "rooms_video"): 5}
    assert "Больше" in model.contradiction(0, VIDEO) and not model.contradiction(0, ROOMS)
    assert model.data(model.index(0, VIDEO), Qt.ItemDataRole.DecorationRole) is not None
    model.counts = {(school, "rooms_video"): 5}
    assert "Заполните" in model.contradiction(0, VIDEO)


def test_only_whole_numbers_are_numbers():
    assert (parsed(" 1\u00a0204 "), parsed("")) == (1204, None)
    for text in ("-1", "1,5", "два", "²"):
        with pytest.raises(ValueError):
            parsed(text)


def test_formulas_are_changed_checked_and_set_back(page, desk):
    page.edit_rules()
    dialog = page.findChild(RulesDialog)
    video = dialog.indices["video"]
    video.formula.set_value("100 · камер / аудиторий")
    dialog.save()
    assert "незнакомое название «камер»" in video.formula.problem.text() and dialog.isVisible()
    video.formula.set_value("100 · (аудиторий − с_видео) / аудиторий")
    video.target.set_value("5,5")
    dialog.indices["oge"].shown.set_value(False)
    dialog.save()
    assert not dialog.isVisible()
    rules = index_page(desk.ctx).rules
    assert rules.indices["video"].target == 5.5 and rules.since == 2026
    assert "oge" not in [line.key for line in page.table.row_model.all_rows()]
    dialog._fill(2026, type(rules)())
    assert video.formula.value() == "100 · с_видео / аудиторий" and video.target.value() == ""


def test_tables_go_out_and_come_back(page, desk, tmp_path):
    page.write_blank(tmp_path / "данные.xlsx")
    page.write_indices(tmp_path / "все.xlsx")
    assert (tmp_path / "все.xlsx").stat().st_size > 5000
    before = index_page(desk.ctx).inputs
    page.load_filled(tmp_path / "данные.xlsx")
    assert index_page(desk.ctx).inputs == before
    page.load_filled(tmp_path / "все.xlsx")
    assert index_page(desk.ctx).inputs == before


def test_the_indices_are_printed(page, qtbot):
    assert page.print_page()
    preview = page.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Показатели объективности"
    preview.close()


def test_a_narrow_window_has_the_picture_in_a_drawer(make_desk, district):
    page = make_desk(district, size=(911, 512)).tab("objectivity").show_page("indices")
    assert page.split.is_drawer and not page.split.detail_shown()
    page.table.opened.emit(page.table.current_row())
    assert page.split.detail_shown()
    assert page.close_inner() and not page.split.detail_shown()
    assert page.table.height() < page.height() / 2


def test_an_empty_base_says_what_to_do(empty_desk):
    page = empty_desk.tab("objectivity").show_page("indices")
    assert page.stack.currentWidget() is page.empty
    assert not page.print_page()
