"""Versions of a roadmap on the screen: approving, differences, reasons, pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.services.documents.commands import order_for_roadmap, register_document
from app.services.roadmaps.commands import delete_line, update_line
from app.services.versions.commands import approve_version
from app.services.versions.queries import diff_versions, list_versions
from app.ui.roadmaps.versions import open_versions
from app.ui.widgets.print_preview import PrintPreview
from tests.db.execution.district import add_roadmap, add_schools, line
from tests.ui.keys import type_text


@pytest.fixture
def desk(empty_desk: Any) -> Any:
    add_schools(empty_desk.ctx)
    empty_desk.tree = add_roadmap(empty_desk.ctx)
    empty_desk.targets = []
    return empty_desk


@pytest.fixture
def show(desk, qtbot):
    def shown():
        ui = replace(desk.workspace.ui, open_target=desk.targets.append)
        dialog = open_versions(ui, desk.window, desk.tree.id)
        qtbot.addWidget(dialog)
        return dialog

    return shown


def _order(desk: Any, number: str, day: date) -> int:
    document: int = order_for_roadmap(desk.ctx, desk.tree.id).value
    register_document(desk.ctx, document, number, day)
    return document


def _changed(desk: Any) -> None:
    """Version 1 is approved, a deadline is moved and an item taken out since."""
    approve_version(desk.ctx, desk.tree.id, _order(desk, "14-од", date(2026, 1, 12)))
    update_line(desk.ctx, replace(line(desk.tree, "1.2."), deadline="до 25 сентября 2026 г."))
    delete_line(desk.ctx, line(desk.tree, "2.2.").id or 0)


def _texts(table: Any) -> list[tuple[str, ...]]:
    return [tuple(column.text(row) for column in table.row_model.columns) for row in table.row_model.shown()]


def test_nothing_is_approved_and_there_is_no_order(desk, show):
    dialog = show()
    assert not dialog.table.isVisible()
    dialog.ask_approval()
    assert "нет подписанного приказа" in dialog.message.text.text()
    dialog.message.button.click()
    assert desk.targets == [("tab:documents", 0)] and not dialog.isVisible()


def test_an_order_that_nobody_signed_is_opened(desk, show):
    document = order_for_roadmap(desk.ctx, desk.tree.id).value
    dialog = show()
    dialog.ask_approval()
    assert "ещё не подписан" in dialog.message.text.text()
    dialog.message.button.click()
    assert desk.targets == [("document", document)]


def test_approved_by_keyboard_and_taken_back(desk, show, qtbot):
    _order(desk, "14-од", date(2026, 1, 12))
    dialog = show()
    qtbot.keyClick(dialog, Qt.Key.Key_Tab)
    dialog.ask_approval()
    assert dialog._document.combo.currentText().startswith("Приказ №\u00a014-од от 12.01.2026")
    qtbot.keyClick(dialog._document.combo, Qt.Key.Key_Return)
    assert _texts(dialog.table) == [("1", "утверждена", "12.01.2026", "приказ от 12.01.2026 №\u00a014-од", "действует")]
    assert not dialog.approve_button.isEnabled()
    assert dialog._same.text() == "После утверждения карта не менялась."
    dialog.message.button.click()
    assert list_versions(desk.ctx, desk.tree.id) == []
    assert not dialog.table.isVisible()


def test_escape_closes_the_form_first(desk, show, qtbot):
    _order(desk, "14-од", date(2026, 1, 12))
    dialog = show()
    dialog.ask_approval()
    qtbot.keyClick(dialog._document.combo, Qt.Key.Key_Escape)
    assert dialog.isVisible() and not dialog._approve.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_has_changed_since_and_why(desk, show, qtbot):
    _changed(desk)
    dialog = show()
    assert _texts(dialog.differences) == [
        ("Пункт 1.2, срок", "изменено", "до 18 сентября 2026 г.", "до 25 сентября 2026 г.", "не указано"),
        ("Пункт 2.2", "исключено", _texts(dialog.differences)[1][2], "–", "не указано"),
    ]
    assert dialog._count.text() == "2\u00a0изменения, без основания: 2"
    qtbot.keyClick(dialog.differences, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.basis.line
    type_text(dialog.basis.line, "письмо министерства")
    qtbot.keyClick(dialog.basis.line, Qt.Key.Key_Return)
    (first, _draft) = list_versions(desk.ctx, desk.tree.id)
    assert [row.basis for row in diff_versions(desk.ctx, first.id)] == ["письмо министерства", ""]
    assert dialog._count.text() == "2\u00a0изменения, без основания: 1"
    dialog.take_back()
    assert [row.basis for row in diff_versions(desk.ctx, first.id)] == ["", ""]


def test_a_reason_typed_last_is_kept_when_the_window_closes(desk, show, qtbot):
    _changed(desk)
    dialog = show()
    dialog.differences.selectRow(1)
    type_text(dialog.basis.line, "решение совещания")
    dialog.reject()
    (first, _draft) = list_versions(desk.ctx, desk.tree.id)
    assert [row.basis for row in diff_versions(desk.ctx, first.id)] == ["", "решение совещания"]


def test_two_approved_versions_beside_each_other(desk, show):
    _changed(desk)
    approve_version(desk.ctx, desk.tree.id, _order(desk, "99-од", date(2026, 9, 10)))
    dialog = show()
    assert (dialog._left.currentText(), dialog._right.currentText()) == ("версия 1 от 12.01.2026", "версия 2 от 10.09.2026")
    assert {row[4] for row in _texts(dialog.differences)} == {"приказ от 10.09.2026 №\u00a099-од"}
    assert not dialog.basis.isVisible() and dialog._foreign.isVisible()
    dialog._right.setCurrentIndex(0)
    dialog._right.activated.emit(0)
    assert dialog.differences.all_count() == 0 and "различий нет" in dialog._same.text()
    assert not dialog.print_button.isEnabled()


def test_pages_of_changes_and_of_a_former_version(desk, show, qtbot):
    _changed(desk)
    dialog = show()
    dialog.print_changes()
    dialog.table.selectRow(0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    previews = dialog.findChildren(PrintPreview)
    assert [preview.windowTitle().split(" — ")[0] for preview in previews] == [
        "Изменения дорожной карты",
        "Версия дорожной карты",
    ]
    for preview in previews:
        assert preview.pages.page_count >= 1
        preview.close()
