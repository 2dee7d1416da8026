"""The table of plain rows: order, filter, place, copying, keys, widths."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.ui_state import UiState
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from tests.ui.keys import type_text


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    n: int | None


ROWS = [Row(1, "СОШ № 10", 30), Row(2, "СОШ № 2", None), Row(3, "Ёлкинская ООШ", 7), Row(4, "Ключевская СОШ", 12)]
COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Школа", lambda r: r.name, width=200, stretch=True, editable=lambda r: r.id != 3),
    Column("n", "Писали", lambda r: "" if r.n is None else str(r.n), width=80, align="right", sort=lambda r: r.n),
)


@pytest.fixture
def table(qtbot, tmp_path):
    made: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id, state=UiState(tmp_path / "w.ini"), state_key="t")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.set_rows(ROWS)
    made.show()
    return made


def names(table):
    return [r.name for r in table.row_model.shown()]


def test_names_are_ordered_for_people_and_unknown_numbers_come_last(table):
    table.sort_by("name")
    assert names(table) == ["Ёлкинская ООШ", "Ключевская СОШ", "СОШ № 2", "СОШ № 10"]
    table.sort_by("n")
    assert [r.n for r in table.row_model.shown()] == [7, 12, 30, None]
    table.sort_by("n", descending=True)
    assert [r.n for r in table.row_model.shown()] == [30, 12, 7, None]
    assert table.sort_state() == ("n", True)


def test_a_click_on_the_header_turns_the_order(table, qtbot):
    header = table.horizontalHeader()
    at = QPoint(header.sectionPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.sort_state() == ("n", False)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.sort_state() == ("n", True)


def test_words_are_found_in_any_column_and_any_order(table):
    table.set_words("сош ключ")
    assert names(table) == ["Ключевская СОШ"]
    table.set_words("елкин")
    assert names(table) == ["Ёлкинская ООШ"]
    table.set_words("30")
    assert names(table) == ["СОШ № 10"]
    table.set_filter(lambda r: r.n is None)
    assert names(table) == []
    table.set_words("")
    assert names(table) == ["СОШ № 2"]


def test_the_cursor_stays_on_its_row(table):
    seen: list[Row | None] = []
    table.select_key(4)
    table.current_changed.connect(seen.append)
    table.sort_by("name", descending=True)
    assert table.current_row() == ROWS[3]
    table.set_rows([Row(4, "Ключевская СОШ имени Героя", 13), *ROWS[:3]])
    assert table.current_row().n == 13
    table.set_words("елкин")
    assert seen[-1] is None
    table.set_words("")
    assert table.current_row().id == 4


def test_enter_opens_and_arrows_move(table, qtbot):
    opened: list[Row] = []
    table.opened.connect(opened.append)
    table.setFocus()
    table.select_key(1)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert [r.id for r in opened] == [2, 4, 1]


def test_copying_gives_a_table_for_excel(table, qtbot):
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Школа\tПисали" and lines[1] == "СОШ № 10\t30" and len(lines) == 5
    table.select_key(3)
    table.copy()
    assert QGuiApplication.clipboard().text() == "Ёлкинская ООШ\t7"


def test_an_edit_is_a_request_and_changes_nothing_itself(table):
    asked: list[tuple[object, ...]] = []
    table.edit_requested.connect(lambda *what: asked.append(what))
    index = table.row_model.index(0, 0)
    assert table.row_model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not table.row_model.flags(table.row_model.index(2, 0)) & Qt.ItemFlag.ItemIsEditable
    table.row_model.setData(index, "СОШ № 11")
    table.row_model.setData(index, "СОШ № 10")  # nothing new
    assert asked == [(ROWS[0], "name", "СОШ № 11")]
    assert names(table)[0] == "СОШ № 10"


def test_widths_and_order_are_remembered(table, qtbot, tmp_path):
    table.sort_by("n", descending=True)
    table.horizontalHeader().resizeSection(1, 133)
    table._state.save()
    again: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id, state=UiState(tmp_path / "w.ini"), state_key="t")
    qtbot.addWidget(again)
    again.set_rows(ROWS)
    again.show()
    assert again.columnWidth(1) == 133
    assert again.sort_state() == ("n", True)
    assert [r.n for r in again.row_model.shown()] == [30, 12, 7, None]


def test_a_narrow_table_takes_room_from_words_and_never_from_numbers(table):
    table.resize(230, 300)
    assert table.columnWidth(1) == 80
    assert table.columnWidth(0) < 200
    assert sum(table.columnWidth(n) for n in range(2)) <= table.viewport().width()
    table.resize(900, 300)
    assert sum(table.columnWidth(n) for n in range(2)) == table.viewport().width()


def test_cut_text_is_whole_in_the_tooltip(table):
    table.set_rows([Row(1, "Школа с очень длинным названием, которое не помещается в столбец таблицы никак", 1)])

    def tip() -> str:
        where = table.visualRect(table.row_model.index(0, 0)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, where, table.viewport().mapToGlobal(where))
        QApplication.sendEvent(table.viewport(), event)
        return table.toolTip()

    assert tip().startswith("Школа с очень длинным")
    table.resize(1200, 300)
    assert tip() == ""


def test_the_counter_says_how_many_are_shown(qtbot, tmp_path):
    table: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id)
    few = ChoiceFilter("few", "Сколько угодно", lambda r, most: (r.n or 0) < most, [("меньше 10", 10)])
    state = UiState(tmp_path / "w.ini")
    panel = TablePanel(table, filters=[few], state=state, state_key="p", empty=QLabel("Пусто"))
    qtbot.addWidget(panel)
    panel.show()
    assert not panel._bar.isVisible()
    panel.set_rows(ROWS)
    assert panel.counter.text() == "всего 4"
    type_text(panel.words, "сош")
    assert panel.counter.text() == "показано 3 из 4"
    few.setCurrentIndex(1)
    assert panel.counter.text() == "показано 1 из 4"
    qtbot.keyClick(panel.words, Qt.Key.Key_Down)
    assert table.current_row().name == "СОШ № 2"
    state.save()
    other: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id)
    kept = ChoiceFilter("few", "Сколько угодно", lambda r, most: (r.n or 0) < most, [("меньше 10", 10)])
    again = TablePanel(other, filters=[kept], state=UiState(tmp_path / "w.ini"), state_key="p")
    qtbot.addWidget(again)
    again.set_rows(ROWS)
    assert (again.words.text(), kept.currentData(), again.counter.text()) == ("сош", 10, "показано 1 из 4")
    again.clear_filters()
    assert again.counter.text() == "всего 4"


def test_escape_empties_the_filter(qtbot):
    table: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id)
    panel = TablePanel(table)
    qtbot.addWidget(panel)
    panel.show()
    panel.set_rows(ROWS)
    type_text(panel.words, "нет такого")
    assert panel.counter.text() == "показано 0 из 4"
    qtbot.keyClick(panel.words, Qt.Key.Key_Escape)
    assert panel.counter.text() == "всего 4"


def test_many_rows_are_sorted_at_once(qtbot):
    table: RowTable[Row] = RowTable(COLUMNS, key=lambda r: r.id)
    qtbot.addWidget(table)
    table.set_rows([Row(n, f"Школа № {n % 977}", n * 7919 % 50021) for n in range(20_000)])
    table.sort_by("n")
    shown = [r.n for r in table.row_model.shown()]
    assert shown == sorted(shown) and len(shown) == 20_000


def test_a_narrow_table_does_without_the_columns_that_need_room(qtbot):
    columns = (
        Column[str]("name", "Название", str, width=200, stretch=True),
        Column[str]("login", "Логин", str, width=90, needs=400),
    )
    table: RowTable[str] = RowTable(columns, key=lambda r: r)
    qtbot.addWidget(table)
    table.set_rows(["МБОУ «Берёзовская СОШ»"])
    table.resize(600, 200)
    table.show()
    assert not table.isColumnHidden(1)
    table.resize(300, 200)
    assert table.isColumnHidden(1)
    table.resize(600, 200)
    assert not table.isColumnHidden(1)
    assert table.columnWidth(1) == 90
