"""«Перенести на новый год» and going through its flags, by keyboard over a real base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from app.services.roadmaps.commands import create_roadmap, delete_roadmap, update_line
from app.services.roadmaps.queries import get_roadmap, list_roadmaps, rollover_flags
from app.services.roadmaps.rollover_commands import roll_over_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui.roadmaps.flags_panel import FlagsPanel
from app.ui.roadmaps.rollover import open_rollover, usual_years, year_choices
from tests.db.execution.district import add_schools, line
from tests.ui.keys import type_text

TREE = RoadmapTree(
    "Дорожная карта на 2025/2026 учебный год",
    (
        RoadmapSectionRow(
            "1.",
            "Итоги 2025 года",
            (
                RoadmapLine("1.1.", "Сравнить 2025 с 2024", "до 20 ноября 2025 г.", "Соколова М.П."),
                RoadmapLine("1.2.", "Провести не менее 3 выездов", "ежегодно", "ОО"),
                RoadmapLine("1.3.", "Исполнить приказ от 12.01.2025 № 14-од", "до 20 марта 2026 г.", "ОО"),
            ),
        ),
    ),
    period_start=date(2025, 9, 1),
    period_end=date(2026, 8, 31),
    approval_text="Утверждено приказом от 01.09.2025 № 3",
)


@pytest.fixture
def old(empty_desk: Any) -> int:
    add_schools(empty_desk.ctx)
    made: int = create_roadmap(empty_desk.ctx, TREE).value
    return made


# --- the wizard -------------------------------------------------------------------------------------------------------


@pytest.fixture
def wizard(empty_desk, qtbot, old):
    empty_desk.made = []
    shown = open_rollover(empty_desk.workspace.ui, empty_desk.window, old, empty_desk.made.append)
    qtbot.addWidget(shown)
    shown.desk = empty_desk
    return shown


def _texts(table: Any) -> list[tuple[str, ...]]:
    return [tuple(column.text(row) for column in table.row_model.columns) for row in table.row_model.shown()]


def test_what_moves_and_what_does_not(wizard):
    page = wizard.preview_page
    assert page.name.text() == "Дорожная карта на 2026/2027 учебный год"
    assert page.years.currentText() == "2026/2027 учебный год"
    assert _texts(page.shifts) == [
        ("название", "Дорожная карта на 2025/2026 учебный год", "Дорожная карта на 2026/2027 учебный год"),
        ("п. 1.1, срок", "до 20 ноября 2025 г.", "до 20 ноября 2026 г."),
        ("п. 1.3, срок", "до 20 марта 2026 г.", "до 20 марта 2027 г."),
    ]
    assert _texts(page.staying) == [("п. 1.2, срок", "ежегодно")]
    assert [(where, what, text, suggestion) for where, what, text, suggestion, _ in _texts(page.flags)] == [
        ("утверждение", "документ", "Утверждено приказом от 01.09.2025 № 3", ""),
        ("раздел 1", "год", "Итоги 2025 года", "2026 года"),
        ("п. 1.1, мероприятие", "год", "Сравнить 2025 с 2024", "2026"),
        ("п. 1.1, мероприятие", "год", "Сравнить 2025 с 2024", "2025"),
        ("п. 1.1, ответственные", "человек", "Соколова М.П.", ""),
        ("п. 1.2, мероприятие", "число", "…не менее 3 выездов", ""),
        ("п. 1.3, мероприятие", "документ", "Исполнить приказ от 12.01.2025 № 14-од", ""),
        ("п. 1.3, срок", "выходной", "до 20 марта 2027 г.", "до 19 марта 2027 г."),
    ]
    assert "Сдвинется 2\u00a0срока и название; 8\u00a0мест" in page.summary.text()
    assert [button.text() for button in page.switch.buttons.values()] == [
        "Посмотреть (8)", "Сдвинется (3)", "Не зависит от года (1)",
    ]  # fmt: skip


def test_enter_makes_it_and_ctrl_z_takes_it_back(wizard, qtbot, old):
    assert wizard.next_button.hasFocus()
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    (made,) = wizard.desk.made
    assert not wizard.isVisible()
    assert get_roadmap(wizard.desk.ctx, made).period_start == date(2026, 9, 1)
    text, inverse = wizard.desk.workspace.ui.undo.take_undo()
    assert text.startswith("Карта перенесена")
    inverse(wizard.desk.ctx)
    assert [row.id for row in list_roadmaps(wizard.desk.ctx)] == [old]


def test_another_year_is_seen_at_once(wizard, qtbot):
    qtbot.keyClick(wizard.preview_page.years, Qt.Key.Key_Down)
    assert wizard.preview_page.name.text() == "Дорожная карта на 2027/2028 учебный год"
    wizard.next_button.click()
    assert get_roadmap(wizard.desk.ctx, wizard.desk.made[0]).period_start == date(2027, 9, 1)


def test_escape_leaves_everything_as_it_was(wizard, qtbot, old):
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert (wizard.desk.made, [row.id for row in list_roadmaps(wizard.desk.ctx)]) == ([], [old])


def test_which_year_people_mean():
    assert usual_years(TREE, 2026) == 1
    assert usual_years(TREE, 2024) == 1  # never back
    assert usual_years(TREE, 2030) == 5
    calendar = replace(TREE, period_start=date(2026, 1, 1), period_end=date(2026, 12, 31))
    assert usual_years(calendar, 2026) == 1
    assert year_choices(calendar, 2026)[:2] == [("2027 год", 1), ("2028 год", 2)]
    nobody_knows = RoadmapTree("Карта", (RoadmapSectionRow("", "", (RoadmapLine("1.", "x", "постоянно"),)),))
    assert usual_years(nobody_knows, 2026) == 1
    assert year_choices(nobody_knows, 2026)[0] == ("на год позже", 1)


# --- the flags --------------------------------------------------------------------------------------------------------


@pytest.fixture
def panel(empty_desk, qtbot, old):
    shown = FlagsPanel(empty_desk.workspace.ui)
    qtbot.addWidget(shown)
    shown.resize(420, 640)
    shown.show()
    shown.desk = empty_desk
    shown.new = roll_over_roadmap(empty_desk.ctx, old).value
    shown.counts = []
    shown.count_changed.connect(shown.counts.append)
    shown.show_roadmap(shown.new)
    shown.table.setFocus()
    return shown


def _open(panel: Any) -> list[str]:
    return [flag.excerpt or flag.field for flag in rollover_flags(panel.desk.ctx, panel.new)]


def test_one_by_one_by_keyboard(panel, qtbot):
    assert panel.heading.text() == "Перенос с прошлого года: не просмотрено 8"
    assert panel.where.text() == "Утверждение"
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)  # the approval is noted
    assert panel.where.text() == "Раздел 1"
    assert panel.suggestion.text() == "Предложение: 2026 года"
    assert panel.place.toPlainText() == "Итоги 2025 года"
    assert panel.place.extraSelections()[0].cursor.selectedText() == "2025 года"
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert get_roadmap(panel.desk.ctx, panel.new).sections[0].title == "Итоги 2026 года"
    assert panel.where.text() == "П. 1.1, мероприятие"
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert line(get_roadmap(panel.desk.ctx, panel.new), "1.1.").text == "Сравнить 2026 с 2025"
    assert panel.where.text() == "П. 1.1, ответственные"
    assert not panel.accept_button.isVisible()
    for _ in range(3):
        qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert _open(panel) == ["до 20 марта 2027 г."]
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert line(get_roadmap(panel.desk.ctx, panel.new), "1.3.").deadline == "до 19 марта 2027 г."
    assert _open(panel) == []
    assert "Всё просмотрено" in panel._done.text() and panel._done.isVisible()
    assert not panel.table.isVisible()
    assert panel.counts == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    _, inverse = panel.desk.workspace.ui.undo.take_undo()
    panel.desk.workspace.ui.worker.write(lambda _progress: inverse(panel.desk.ctx))
    assert panel.open_count() == 1 and panel.table.isVisible()


def test_a_text_is_put_right_in_place(panel, qtbot):
    panel.table.selectRow(4)
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    assert panel.is_fixing() and panel.place.textCursor().selectedText() == "Соколова М.П."
    type_text(panel.place, "Лескова И.А.")
    qtbot.keyClick(panel.place, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert line(get_roadmap(panel.desk.ctx, panel.new), "1.1.").responsible == "Лескова И.А."
    assert not panel.is_fixing() and panel.open_count() == 7
    assert panel.where.text() == "П. 1.2, мероприятие"


def test_escape_drops_what_was_typed(panel, qtbot):
    panel.table.selectRow(4)
    panel.fix_button.click()
    panel.place.moveCursor(QTextCursor.MoveOperation.End)
    type_text(panel.place, " и другие")
    qtbot.keyClick(panel.place, Qt.Key.Key_Escape)
    assert panel.isVisible() and not panel.is_fixing()
    assert panel.place.toPlainText() == "Соколова М.П."
    assert panel.open_count() == 8


def test_several_are_answered_together(panel, qtbot):
    panel.kinds.setCurrentIndex(panel.kinds.findData("year"))
    panel.table.selectAll()
    assert panel.accept_button.text() == "Принять сдвиг (3)"
    assert panel.suggestion.text() == "Выбрано: 3\u00a0места."
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert line(get_roadmap(panel.desk.ctx, panel.new), "1.1.").text == "Сравнить 2026 с 2025"
    assert panel.kinds.currentData() is None  # nothing is left of that kind
    assert panel.open_count() == 5
    assert panel.desk.workspace.ui.undo.undo_text() == "Заменено: 3\u00a0места."


def test_the_place_is_asked_for(panel, qtbot):
    panel.table.selectRow(2)
    with qtbot.waitSignal(panel.go_to) as asked:
        panel.show_button.click()
    assert asked.args[0].line_id == line(get_roadmap(panel.desk.ctx, panel.new), "1.1.").id


def test_what_is_rewritten_elsewhere_goes_away(panel):
    item = line(get_roadmap(panel.desk.ctx, panel.new), "1.1.")
    panel.desk.workspace.ui.worker.write(lambda _p: update_line(panel.desk.ctx, replace(item, text="Подвести итоги")))
    assert panel.open_count() == 6
    panel.desk.workspace.ui.worker.write(lambda _p: delete_roadmap(panel.desk.ctx, panel.new))
    assert panel.open_count() == 0
    panel.show_roadmap(None)
    assert panel.open_count() == 0
