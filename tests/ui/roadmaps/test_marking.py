"""Marks and proof by keyboard, over a real base."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.services.duties.rows import DutyKey
from app.ui.roadmaps.marking import MarkBar
from tests.db.execution.district import TODAY, add_roadmap, add_schools, keys, occurrences
from tests.ui.keys import type_text


class _Page(QWidget):
    """A place with a cursor and the bar under it."""

    def __init__(self, ui: Any) -> None:
        super().__init__()
        self.place = QWidget()
        self.place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar = MarkBar(ui)
        self.bar.listen(self.place)
        box = QVBoxLayout(self)
        box.addWidget(self.place, 1)
        box.addWidget(self.bar)


@pytest.fixture
def page(empty_desk, qtbot):
    add_schools(empty_desk.ctx)
    empty_desk.tree = add_roadmap(empty_desk.ctx)
    made = _Page(empty_desk.workspace.ui)
    qtbot.addWidget(made)
    made.resize(340, 600)
    made.show()
    made.activateWindow()
    made.place.setFocus()
    made.desk = empty_desk
    return made


def _of(page, number: str):
    return occurrences(page.desk.ctx, page.desk.tree, number)


def _press(qtbot, letter: str, *, shift: bool = False) -> None:
    """Ctrl+letter where the cursor is."""
    modifiers = Qt.KeyboardModifier.ControlModifier
    if shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(QApplication.focusWidget(), letter, modifiers)


def test_without_a_choice_nothing_can_be_said(page, qtbot):
    assert not page.bar.done_button.isEnabled()
    _press(qtbot, "D")
    assert _of(page, "1.2.")[0].mark.status == "planned"


def test_done_and_an_outgoing_number_in_five_keys_besides_the_number(page, qtbot):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок 18.09.2026")
    _press(qtbot, "D")
    _press(qtbot, "L")
    menu = page.bar.proof_button.menu()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    assert page.bar.number_form.isVisible() and isinstance(QApplication.focusWidget(), QLineEdit)
    type_text(QApplication.focusWidget(), "214")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    (row,) = _of(page, "1.2.")
    assert (row.mark.status, row.mark.done_on) == ("done", TODAY)
    assert [(proof.number, proof.dated) for proof in row.evidence] == [("214", TODAY)]
    assert not page.bar.number_form.isVisible()


def test_a_date_and_a_result_are_asked_for_and_corrected_later(page, qtbot):
    bar, wanted = page.bar, keys(page.desk.ctx, page.desk.tree, "1.2.")
    bar.set_keys(wanted, "срок")
    _press(qtbot, "D", shift=True)
    assert bar.done_form.isVisible() and bar.done_on.value() == TODAY
    bar.done_on.line.setText("10.09.2026")
    bar.result.memo.setPlainText("Отчёт сдан")
    qtbot.keyClick(bar.result.memo, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = _of(page, "1.2.")
    assert (row.mark.done_on, row.mark.result) == (date(2026, 9, 10), "Отчёт сдан")
    bar.set_keys(wanted, "срок", [row.mark])
    bar.ask_done()
    assert bar.done_on.value() == date(2026, 9, 10) and bar.result.value() == "Отчёт сдан"
    bar.result.memo.setPlainText("")
    bar.done_form.verb.click()
    assert _of(page, "1.2.")[0].mark.result == ""


def test_a_wrong_date_stays_in_the_form(page, qtbot):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    page.bar.ask_done()
    page.bar.done_on.line.setText("завтра-послезавтра")
    page.bar.done_form.verb.click()
    assert page.bar.done_on.problem.text() and page.bar.done_form.isVisible()
    assert _of(page, "1.2.")[0].mark.status == "planned"


def test_another_day_wants_a_reason_and_a_decision(page, qtbot):
    bar = page.bar
    bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    bar.ask_postpone()
    bar.new_day.line.setText("30.09.2026")
    bar.postpone_form.verb.click()
    assert bar.reason.problem.text() and bar.postpone_form.isVisible()
    bar.reason.memo.setPlainText("Болезнь методиста")
    bar.decided_by.line.setText("Приказ от 11.09.2026 № 87")
    bar.postpone_form.verb.click()
    (row,) = _of(page, "1.2.")
    assert row.due_on == date(2026, 9, 30) and row.mark.reason == "Болезнь методиста"
    assert row.mark.decided_by == "Приказ от 11.09.2026 № 87"
    page.desk.workspace.take_back()
    assert _of(page, "1.2.")[0].due_on == date(2026, 9, 18)


def test_a_refused_day_keeps_what_was_typed(page, qtbot):
    bar = page.bar
    bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    bar.ask_postpone()
    bar.postpone_form.fill(date(2026, 9, 1), "Причина", "Решение")
    bar.postpone_form.verb.click()
    assert bar.postpone_form.isVisible() and bar.reason.value() == "Причина"
    assert "не позже прежнего" in page.desk.window.message_bar.text.text()


def test_removal_keeps_its_reason(page, qtbot):
    bar = page.bar
    bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    bar.ask_cancel()
    bar.off_reason.memo.setPlainText("Работа отменена регионом")
    bar.cancel_form.verb.click()
    mark = _of(page, "1.2.")[0].mark
    assert (mark.status, mark.reason) == ("cancelled", "Работа отменена регионом")


def test_escape_folds_the_form_and_gives_the_cursor_back(page, qtbot):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    _press(qtbot, "D", shift=True)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not page.bar.done_form.isVisible() and QApplication.focusWidget() is page.place


def test_many_at_once_keep_the_days_they_were_done_on(page, qtbot):
    bar, quarters = page.bar, keys(page.desk.ctx, page.desk.tree, "1.3.")
    bar.set_keys(quarters[:1], "срок")
    bar.ask_done()
    bar.done_on.line.setText("20.03.2026")
    bar.done_form.verb.click()
    bar.set_keys(quarters, "4 срока")
    _press(qtbot, "D")
    assert [row.mark.done_on for row in _of(page, "1.3.")] == [date(2026, 3, 20), TODAY, TODAY, TODAY]
    page.desk.workspace.take_back()
    assert [row.mark.status for row in _of(page, "1.3.")] == ["done", "planned", "planned", "planned"]


def test_other_keys_fold_a_form_so_that_nothing_is_said_of_the_wrong_duty(page, qtbot):
    quarters = keys(page.desk.ctx, page.desk.tree, "1.3.")
    page.bar.set_keys(quarters[:1], "срок")
    page.bar.ask_done()
    page.bar.set_keys(quarters[:1], "срок")
    assert page.bar.done_form.isVisible(), "the same keys, read anew"
    page.bar.set_keys(quarters[1:], "3 срока")
    assert not page.bar.done_form.isVisible()


def test_a_school_can_be_marked(page, qtbot):
    (row,) = _of(page, "1.2.")
    page.bar.set_keys([DutyKey(row.key.occurrence_id, row.schools[0].key.organisation_id)], "школа")
    _press(qtbot, "D")
    (row,) = _of(page, "1.2.")
    assert [slot.mark.status for slot in row.schools] == ["done", "planned", "planned"]
    assert row.mark.status == "planned"


def _scan(folder: Path, name: str = "Приказ о координаторах.pdf") -> Path:
    path = folder / name
    path.write_bytes(f"%PDF-1.4 {name}".encode())
    return path


def test_files_dropped_where_the_bar_listens_become_proof(page, qtbot, tmp_path):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(_scan(tmp_path))), QUrl.fromLocalFile(str(_scan(tmp_path, "Список.pdf")))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(page.place, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page.place, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    (row,) = _of(page, "1.2.")
    assert [proof.title for proof in row.evidence] == ["Приказ о координаторах.pdf", "Список.pdf"]
    page.desk.workspace.take_back()
    assert len(_of(page, "1.2.")[0].evidence) == 1


def test_the_clipboard_gives_a_file_a_link_or_a_number(page, qtbot, tmp_path):
    bar = page.bar
    bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(_scan(tmp_path)))])
    QGuiApplication.clipboard().setMimeData(data)
    _press(qtbot, "V", shift=True)
    assert len(_of(page, "1.2.")[0].evidence) == 1
    QGuiApplication.clipboard().setText("https://lugovskaya.example.ru/news/7")
    bar.paste_proof()
    assert bar.link.value() == "https://lugovskaya.example.ru/news/7"
    bar.link_form.verb.click()
    QGuiApplication.clipboard().setText("№ 214/01-18")
    bar.paste_proof()
    bar.number_form.verb.click()
    assert [proof.kind for proof in _of(page, "1.2.")[0].evidence] == ["file", "link", "number"]
    QGuiApplication.clipboard().setText("просто какие-то слова")
    bar.paste_proof()
    assert "В буфере обмена нет" in page.desk.window.message_bar.text.text()


def test_a_file_that_is_gone_is_said_in_the_message_line(page, qtbot, tmp_path):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    page.bar.add_files([tmp_path / "нет такого.pdf"])
    assert "нет на месте" in page.desk.window.message_bar.text.text()


def test_the_buttons_fit_a_narrow_panel(page, qtbot):
    page.bar.set_keys(keys(page.desk.ctx, page.desk.tree, "1.2."), "срок")
    for width in (340, 280):
        page.resize(width, 600)
        QApplication.processEvents()
        assert page.bar.proof_button.mapTo(page, QPoint(page.bar.proof_button.width(), 0)).x() <= page.width()
