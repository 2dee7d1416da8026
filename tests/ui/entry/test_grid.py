"""The grid in the real window: every key arrives, in order, and is on the disk."""

from __future__ import annotations

import random
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.services.entry import queries, rules
from app.services.imports.rows import BLANK, NOT_ATTEMPTED
from app.ui.entry.grid_page import GridPage
from app.ui.entry.tab import EntryTab
from app.ui.main_window import MainWindow
from app.ui.ui_state import UiState
from app.ui.workspace import Workspace
from tests.db.entry.school import TEST, begin, make_school, type_all
from tests.ui.entry.killing import PAPER, PUPILS, new_sheet
from tests.ui.entry.typist import keys_for, states_after

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def school(ctx) -> int:
    return make_school(ctx)


@pytest.fixture
def open_sheet(ctx, make_desk) -> Any:
    """`open_sheet(id)` → the page with the grid, every save done at once."""

    def open_it(sheet_id: int) -> GridPage:
        tab: EntryTab = make_desk(ctx, tab="entry").tab("entry")
        tab.open_sheet(sheet_id)
        return tab.grid_page

    return open_it


@pytest.fixture
def page(ctx, school, open_sheet) -> GridPage:
    """Six works of four tasks: 5, 12, 3 and 2 points."""
    found: GridPage = open_sheet(begin(ctx, school))
    return found


def press(page: GridPage, *keys: Any) -> None:
    """Letters as they are; a Qt key, or (key, modifiers)."""
    for key in keys:
        if isinstance(key, str):
            QTest.keyClicks(page.grid, key)
        elif isinstance(key, tuple):
            QTest.keyClick(page.grid, *key)
        else:
            QTest.keyClick(page.grid, key)


def row(page: GridPage, number: int) -> list[str]:
    assert page.model is not None
    return [rules.shown(page.model.works[number], column) for column in page.model.columns]


def stored(ctx, page: GridPage):
    assert page.sheet is not None
    return queries.get_sheet(ctx, page.sheet.info.id).works


def test_a_robot_types_30_pupils_of_16_tasks_and_every_key_arrives_in_order(ctx, school, qtbot, tmp_path):
    """With the real worker: saving runs beside the typing."""
    from app.services.workplace.queries import get_workplace

    sheet_id = new_sheet(ctx, school, "А")
    workplace = get_workplace(ctx)
    assert workplace is not None
    window = MainWindow(UiState(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    workspace = Workspace(window, ctx, workplace)
    workspace.enter("entry")
    tab: Any = window.show_tab("entry")
    page = tab.grid_page
    with qtbot.waitSignal(page.shown):
        tab.open_sheet(sheet_id)
    keys = keys_for(PAPER, PUPILS, random.Random(7))
    expected = list(states_after(PAPER, page.model.works, keys))[-1]
    for key in keys:
        if key == "\t":
            QTest.keyClick(page.grid, Qt.Key.Key_Tab)
        else:
            QTest.keyClicks(page.grid, key)
    assert tuple(page.model.works) == expected
    qtbot.waitUntil(lambda: page.saver.idle)
    assert queries.get_sheet(ctx, sheet_id).works == expected
    assert rules.typed_count(expected, PAPER) == PUPILS
    workspace.close(close_base=False)


def test_digits_jump_and_the_next_work_begins_by_itself(page, ctx):
    press(page, "1", "5", "12", "3", "0", "4", "2", "4")
    assert row(page, 0) == ["1", "5", "12", "3", "0", "4"]
    assert row(page, 1)[:2] == ["2", "4"]
    assert page.grid.cell() == (1, 2)
    assert stored(ctx, page)[0].scores == bytes([5, 12, 3, 0])
    assert "Участник 40002" in page.hint.text()
    assert page.progress.text() == "введено 1 из 6"


def test_a_digit_that_may_get_another_waits_for_it_only_in_its_cell(page):
    page.grid.go(0, 2)
    press(page, "1")
    assert page.grid.cell() == (0, 2)
    press(page, Qt.Key.Key_Down, "1", "2")
    assert row(page, 0)[2] == "1" and row(page, 1)[2] == "12"


def test_absent_and_not_attempted(page, ctx):
    press(page, "y", "1", "x", "12", "x", "x", "0")
    assert stored(ctx, page)[0].absent
    second = stored(ctx, page)[1]
    assert second.scores == bytes([NOT_ATTEMPTED, 12, NOT_ATTEMPTED, NOT_ATTEMPTED])
    assert second.journal == "нет отметки"
    assert page.progress.text() == "введено 2 из 6"


def test_above_the_maximum_is_red_and_stops_nobody(page, ctx):
    press(page, "1", "5", "12", "9")
    assert row(page, 0)[3] == "9" and page.grid.cell() == (0, 4)
    assert "под вопросом" in page.doubts.text()
    press(page, Qt.Key.Key_F8)
    assert page.grid.cell() == (0, 3)
    assert "от 0 до 3" in page.hint.text()
    press(page, Qt.Key.Key_F4)
    reason = page._form_open.fields[0]
    reason.line.setText("решение апелляции")
    page._form_open.submit()
    assert page.doubts.text() == ""
    assert stored(ctx, page)[0].reason == "решение апелляции"
    press(page, "8")
    assert page.doubts.text() != "", "a reason is not for another value"


def test_enter_tab_and_arrows(page):
    page.grid.go(1, 1)
    for key, cell in (
        (Qt.Key.Key_Return, (2, 1)), ((Qt.Key.Key_Return, SHIFT), (1, 1)), (Qt.Key.Key_Tab, (1, 2)), (Qt.Key.Key_Right, (1, 3)),
        (Qt.Key.Key_Left, (1, 2)), ((Qt.Key.Key_Backtab, SHIFT), (1, 1)), (Qt.Key.Key_Up, (0, 1)),
    ):  # fmt: skip
        press(page, key)
        assert page.grid.cell() == cell
    page.grid.go(0, 5)
    press(page, Qt.Key.Key_Tab)
    assert page.grid.cell() == (1, 0)


def test_undo_and_redo_bring_back_what_was_and_where(page, ctx):
    press(page, "1", "5", "1", "2")
    press(page, (Qt.Key.Key_Z, CONTROL))
    assert row(page, 0)[2] == "" and page.grid.cell() == (0, 2)
    press(page, (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Z, CONTROL))
    assert stored(ctx, page)[0] == rules.empty_work(0, "40001", TEST)
    assert "нечего" in page.hint.text()
    press(page, (Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT))
    assert row(page, 0)[:3] == ["1", "5", "12"]
    assert stored(ctx, page)[0].scores[:2] == bytes([5, 12])


def test_ctrl_d_repeats_the_value_above_or_the_top_of_the_choice(page):
    press(page, "1", "5")
    page.grid.go(1, 1)
    press(page, (Qt.Key.Key_D, CONTROL))
    assert row(page, 1)[1] == "5"
    model = page.model
    block = QItemSelection(model.index(1, 1), model.index(5, 1))
    page.grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    press(page, (Qt.Key.Key_D, CONTROL))
    assert [row(page, number)[1] for number in range(6)] == ["5"] * 6
    press(page, Qt.Key.Key_Delete)
    assert [row(page, number)[1] for number in range(1, 6)] == [""] * 5
    press(page, (Qt.Key.Key_Z, CONTROL))
    assert [row(page, number)[1] for number in range(6)] == ["5"] * 6


def test_f2_edits_in_place_and_enter_goes_down(page):
    press(page, "1", "5")
    page.grid.go(0, 1)
    press(page, Qt.Key.Key_F2)
    editor = page.grid.viewport().findChild(QLineEdit)
    assert editor is not None and editor.text() == "5"
    editor.setText("3")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert row(page, 0)[1] == "3" and page.grid.cell() == (1, 1)


def clip(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def test_a_block_from_excel_goes_in_and_one_undo_takes_all_of_it_back(page, ctx):
    before = stored(ctx, page)
    clip("5\t12\t3\t2\r\n1\tX\t0\t1\r\n")
    page.grid.go(2, 1)
    press(page, (Qt.Key.Key_V, CONTROL))
    assert row(page, 2)[1:5] == ["5", "12", "3", "2"] and row(page, 3)[1:5] == ["1", "X", "0", "1"]
    assert page.banner.isHidden()
    press(page, (Qt.Key.Key_Z, CONTROL))
    assert stored(ctx, page) == before


def test_500_rows_of_30_columns_with_a_header_are_shown_first(page, ctx):
    """T37."""
    before = stored(ctx, page)
    head = "\t".join(
        ["Код участника", "Фамилия", "1 (5б)", "2 (12б)", "3К1 (3б)", "3К2 (2б)", *[f"лишний {at}" for at in range(24)]]
    )
    lines = ["\t".join([str(40001 + at), "Петров", "5", "11", "н/д", "2", *["1"] * 24]) for at in range(500)]
    clip("\n".join([head, *lines]))
    press(page, (Qt.Key.Key_V, CONTROL))
    assert not page.banner.isHidden()
    assert stored(ctx, page) == before, "only shown"
    said = page.banner.text.text()
    assert "Не взяты столбцы" in said and "40007" in said and "Петров" not in said
    assert page.model.index(0, 1).data() == "5"
    page.banner.buttons[0].click()
    assert [row(page, number)[1:5] for number in range(6)] == [["5", "11", "", "2"]] * 6
    assert stored(ctx, page)[5].scores == bytes([5, 11, BLANK, 2])
    press(page, (Qt.Key.Key_Z, CONTROL))
    assert stored(ctx, page) == before


def test_a_paste_that_was_only_shown_leaves_no_trace(page, ctx):
    before = stored(ctx, page)
    clip("1\t" * 40)
    press(page, (Qt.Key.Key_V, CONTROL))
    assert page.close_inner()
    assert page.model.index(0, 1).data() == "" and stored(ctx, page) == before


def test_merged_cells_are_refused_in_words(page, ctx):
    clip("1\t2\n\t3", '<table><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td></tr></table>')
    press(page, (Qt.Key.Key_V, CONTROL))
    assert "объединённые" in page.banner.text.text()
    assert all(set(work.scores) == {BLANK} for work in stored(ctx, page))


def test_what_was_copied_comes_back_the_same(page):
    press(page, "1", "5", "12", "x", "2", "4")
    page.grid.selectRow(0)
    press(page, (Qt.Key.Key_C, CONTROL))
    page.grid.go(3, 0)
    press(page, (Qt.Key.Key_V, CONTROL))
    assert row(page, 3) == row(page, 0)


def test_the_second_typing_shows_the_share_and_takes_what_is_chosen(page, ctx):
    sheet = type_all(ctx, page.sheet.info.id)
    page.read_again()
    page.ask_check()
    page._form_open.fields[0].set_value(6)
    page._form_open.submit()
    assert page._second is not None and all(set(w.scores) == {BLANK} for w in page._second.works)
    press(page, "1", "0", "12", "2", "0", "4")  # the first typing says 0 1 2 0
    for at, work in enumerate(sheet.works[1:], start=1):
        page._second.change({at: work}, (at, 0))
    page.compare.click()
    assert "расхождений 1" in page.banner.text.text()
    assert page._second.index(0, 2).data() == "12"
    page.banner.buttons[0].click()
    assert page._second is None
    assert stored(ctx, page)[0].scores == bytes([0, 12, 2, 0])
    press(page, (Qt.Key.Key_Z, CONTROL))
    assert stored(ctx, page)[0].scores == sheet.works[0].scores


def test_closing_the_window_keeps_the_last_key(ctx, school, qtbot, tmp_path):
    from app.services.opening import open_context
    from app.services.workplace.queries import get_workplace

    sheet_id = begin(ctx, school)
    workplace = get_workplace(ctx)
    assert workplace is not None
    window = MainWindow(UiState(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    window.show()
    workspace = Workspace(window, ctx, workplace)
    workspace.enter("entry")
    tab: Any = window.show_tab("entry")
    with qtbot.waitSignal(tab.grid_page.shown):
        tab.open_sheet(sheet_id)
    press(tab.grid_page, "1", "5", "12", "3", "2", "4")
    window.close()
    workspace.close()
    again = open_context(ctx.paths.root)
    assert queries.get_sheet(again, sheet_id).works[0].scores == bytes([5, 12, 3, 2])
    again.db.close()


def test_what_could_not_be_saved_stays_on_the_screen_and_goes_with_the_next_try(page, ctx):
    from app.services.entry import commands

    gone = commands.delete_sheet(ctx, page.sheet.info.id)
    press(page, "1", "5", "12")
    assert page.saved.text() == "! не сохранено"
    assert row(page, 0)[:3] == ["1", "5", "12"]
    assert gone.undo is not None
    gone.undo(ctx)
    page.flush()
    assert page.saved.text().startswith("сохранено")
    assert stored(ctx, page)[0].scores[:2] == bytes([5, 12])


def test_what_was_read_before_the_last_key_does_not_take_its_place(ctx, school, qtbot, tmp_path):
    """The base is read again because of another change while the person goes on typing."""
    from app.services.workplace.queries import get_workplace

    sheet_id = begin(ctx, school)
    workplace = get_workplace(ctx)
    assert workplace is not None
    window = MainWindow(UiState(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    window.show()
    workspace = Workspace(window, ctx, workplace)
    workspace.enter("entry")
    tab: Any = window.show_tab("entry")
    page = tab.grid_page
    with qtbot.waitSignal(page.shown):
        tab.open_sheet(sheet_id)
    for key in ("1", "5", "12", "3", "2", "4", "2", "4", "11", "0", "1", "5"):
        page.read_again()
        press(page, key)
        workspace.refresh.publish(frozenset({"entry", "results"}))
    with qtbot.waitSignal(page.shown):
        page.read_again()
    qtbot.waitUntil(lambda: page.saver.idle and not workspace.worker.busy())
    assert [bytes(work.scores) for work in page.model.works[:2]] == [bytes([5, 12, 3, 2]), bytes([4, 11, 0, 1])]
    assert stored(ctx, page) == tuple(page.model.works)
    workspace.close(close_base=False)
