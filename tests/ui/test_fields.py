"""Fields save as one types and say what is wrong under themselves."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.services.problems import Problem
from app.ui.widgets.fields import CheckField, ChoiceField, DateField, FormGrid, MemoField, NumberField, TextField, parse_date
from tests.ui.keys import type_text

TODAY = date(2026, 9, 14)


@pytest.fixture
def shown(qtbot):
    """Show a field beside another widget that can take the focus."""

    def show(field):
        page = QWidget()
        box = QVBoxLayout(page)
        box.addWidget(field)
        page.other = QLineEdit()
        box.addWidget(page.other)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        field.editor.setFocus()
        got: list[object] = []
        field.committed.connect(got.append)
        field.page = page
        return got

    return show


def test_typing_is_saved_after_a_pause(shown, qtbot):
    field = TextField("Название")
    got = shown(field)
    field.set_value("Ключи")
    with qtbot.waitSignal(field.committed, timeout=5000):
        type_text(field.line, "х")
    assert got == ["хКлючи"]


def test_enter_and_leaving_save_at_once_and_only_what_changed(shown, qtbot):
    field = TextField("Название")
    got = shown(field)
    field.set_value("Ключи")
    field.line.selectAll()
    type_text(field.line, "  Яблонево ")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    field.page.other.setFocus()
    field.editor.setFocus()
    field.page.other.setFocus()
    assert got == ["Яблонево"]


def test_what_is_being_typed_is_not_overwritten_by_a_refresh(shown):
    field = TextField("Название")
    got = shown(field)
    field.set_value("Ключи")
    type_text(field.line, "х")
    field.set_value("Ключи")
    assert field.value() == "хКлючи"
    field.commit()
    field.set_value("Другая школа")
    assert field.value() == "Другая школа" and got == ["хКлючи"]


def test_a_problem_stands_under_its_field_and_goes_when_mended(shown):
    field = TextField("Логин")
    shown(field)
    field.set_problem(Problem("error", "bad_login", "Это не логин."))
    assert field.problem.isVisible() and field.problem.text() == "Это не логин."
    assert field.editor.property("wrong") == "true"
    type_text(field.line, "e")
    assert not field.problem.isVisible()
    field.set_problem(Problem("warning", "odd", "Странно."))
    assert field.problem.isVisible() and field.editor.property("wrong") == "false"


def test_a_number_or_nothing(shown, qtbot):
    field = NumberField("Учеников", high=10_000)
    got = shown(field)
    field.set_value(None)
    type_text(field.line, "1 24")
    field.commit()
    field.line.selectAll()
    type_text(field.line, "много")
    field.commit()
    assert field.problem.text() == "Нужно целое число."
    field.line.selectAll()
    type_text(field.line, "99999")
    field.commit()
    assert "от 0 до 10000" in field.problem.text()
    field.line.clear()
    field.commit()
    assert got == [124, None]


def test_a_memo_grows_by_lines_and_tab_leaves_it(shown, qtbot):
    field = MemoField("Заметка", lines=3)
    got = shown(field)
    type_text(field.memo, "строка")
    qtbot.keyClick(field.memo, Qt.Key.Key_Tab)
    assert field.page.other.hasFocus()
    assert got == ["строка"]


def test_a_choice_is_saved_when_picked(shown, qtbot):
    field = ChoiceField("Вид", [("Школа", "school"), ("Детский сад", "kindergarten")])
    got = shown(field)
    field.set_value("school")
    qtbot.keyClick(field.combo, Qt.Key.Key_Down)
    assert got == ["kindergarten"]
    field.set_choices([("Детский сад", "kindergarten")])
    assert field.value() == "kindergarten"
    field.set_value("unknown")
    assert field.value() is None


def test_a_check(shown, qtbot):
    field = CheckField("Завести школы")
    got = shown(field)
    qtbot.keyClick(field.box, Qt.Key.Key_Space)
    assert got == [True]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14.03.2026", date(2026, 3, 14)),
        ("14.3.26", date(2026, 3, 14)),
        ("5/9/2026", date(2026, 9, 5)),
        ("14.03", date(2026, 3, 14)),
        ("14.03.2026 г.", date(2026, 3, 14)),
        ("Завтра", date(2026, 9, 15)),
        ("31.02.2026", None),
        ("март", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(typed, day):
    assert parse_date(typed, TODAY) == day


def test_a_date_field(shown, qtbot):
    field = DateField("Срок", today=lambda: TODAY)
    got = shown(field)
    type_text(field.line, "1.9")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.line.text() == "01.09.2026"
    field.line.selectAll()
    type_text(field.line, "когда-нибудь")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.problem.isVisible()
    field.line.clear()
    field.commit()
    assert got == [date(2026, 9, 1), None]


def test_fields_share_a_line(qtbot):
    first, second = TextField("Телефон"), TextField("Почта")
    grid = FormGrid([(first, second)])
    qtbot.addWidget(grid)
    grid.resize(400, 80)
    grid.show()
    assert first.y() == second.y() and first.x() < second.x()


def test_every_editor_has_a_name_for_screen_readers():
    assert TextField("Телефон", required=True).editor.accessibleName() == "Телефон"
    assert CheckField("Скрытые строки").box.accessibleName() == "Скрытые строки"


def test_t31_a_memo_warns_of_personal_data_before_it_is_saved(qtbot):
    from app.services.privacy.rules import warning_for

    memo = MemoField("Почему", warn_of=warning_for)
    qtbot.addWidget(memo)
    saved = []
    memo.committed.connect(saved.append)
    memo.memo.insertPlainText("болела, СНИЛС 112-233-445 95")
    assert "СНИЛС" in memo.problem.text() and not saved
    memo.memo.setPlainText("болела")
    assert memo.problem.text() == ""
    memo.commit()
    assert saved == ["болела"]
