"""Remarks of the checks in the panel, in their window and at the document: read, go there, dismiss, bring back; all by keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.documents.commands import save_document
from app.services.documents.rows import Clause, DocumentRow
from app.services.lint.queries import remarks
from app.services.roadmaps.commands import create_roadmap, delete_roadmap, update_line
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui.roadmaps.remarks import RemarksPanel
from app.ui.roadmaps.remarks_window import RemarksWindow
from app.ui.widgets.remark_cards import RemarkCard

TITLE = "Дорожная карта по подготовке наблюдателей Верхнеозёрского района на 2026/2027 учебный год"


def _tree() -> RoadmapTree:
    first = (
        RoadmapLine("1.1.", "Проведение занятия с наблюдателями", "31.06.2027", "Методист отдела", "Лист регистрации"),
        RoadmapLine("1.2.", "Подготовка списка наблюдателей", "по мере необходимости", "Методист отдела", "Список"),
        RoadmapLine("1.3.", "Занятие для РМО", "октябрь 2026 года", "Методист отдела", "Конспект"),
    )
    second = (
        RoadmapLine("2.1.", "Обзор итогов наблюдения", "по мере необходимости", "Методист отдела", "Справка"),
        RoadmapLine("2.2.", "Сбор замечаний наблюдателей", "май 2027 года", "Методист отдела", "Сводка"),
    )
    return RoadmapTree(TITLE, (RoadmapSectionRow("1.", "Занятия", first), RoadmapSectionRow("2.", "Итоги", second)))


@pytest.fixture
def shown(make_desk: Any, empty: Any) -> Any:
    """(desk, panel, roadmap id): the panel in the window of the tab, as its side panel holds it."""
    desk = make_desk(empty)
    roadmap_id = create_roadmap(desk.ctx, _tree()).value
    tab = desk.tab("roadmaps")
    panel = RemarksPanel(tab.ui)
    tab.side.body.addWidget(panel)
    return desk, panel, roadmap_id


def _line(desk: Any, roadmap_id: int, section: int, place: int) -> RoadmapLine:
    return get_roadmap(desk.ctx, roadmap_id).sections[section].lines[place]


def _card(panel: Any, code: str) -> RemarkCard:
    (card,) = [card for card in panel.cards.cards if card.remark.finding.code == code]
    return card


def _text(card: RemarkCard) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in card.findChildren(QLabel))


def test_a_row_shows_its_own_remarks(shown: Any) -> None:
    desk, panel, roadmap_id = shown
    counts: list[tuple[int, int]] = []
    panel.count_changed.connect(lambda errors, warnings: counts.append((errors, warnings)))
    panel.show(roadmap_id, line_uid=_line(desk, roadmap_id, 0, 0).uid)
    assert [card.remark.finding.code for card in panel.cards.cards] == ["impossible_date"]
    card = panel.cards.cards[0]
    assert card.heading.text() == "Ошибка: такой даты нет"
    finding = card.remark.finding
    assert finding.text in _text(card) and finding.why in _text(card) and finding.todo in _text(card)
    assert counts[-1] == panel.counts() and counts[-1][0] == 1
    panel.show(roadmap_id, line_uid=_line(desk, roadmap_id, 1, 1).uid)
    assert not panel.cards.cards
    panel.show(roadmap_id, head=True)
    assert "no_approval" in [card.remark.finding.code for card in panel.cards.cards]


def test_dismissing_by_keys_and_taking_it_back(shown: Any, qtbot: Any) -> None:
    desk, panel, roadmap_id = shown
    panel.show(roadmap_id, line_uid=_line(desk, roadmap_id, 0, 0).uid)
    card = _card(panel, "impossible_date")
    qtbot.keyClick(card.dismiss_button, Qt.Key.Key_Space)
    assert card.reason.isVisibleTo(card)
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert panel.counts()[0] == 1, "a reason is needed"
    qtbot.keyClick(card.reason, Qt.Key.Key_Escape)
    assert not card.reason.isVisibleTo(card)
    qtbot.keyClick(card.dismiss_button, Qt.Key.Key_Space)
    card.reason.setText("так в письме региона")
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert panel.counts()[0] == 0
    card = _card(panel, "impossible_date")
    assert card.heading.text().startswith("Отклонено") and "так в письме региона" in _text(card)
    assert not card.isVisibleTo(panel), "dismissed ones are folded"
    panel.cards._fold.click()
    assert card.isVisibleTo(panel)
    card.dismiss_button.click()
    assert panel.counts()[0] == 1
    desk.workspace.take_back()
    assert panel.counts()[0] == 0


def test_it_lapses_when_the_words_change(shown: Any) -> None:
    desk, panel, roadmap_id = shown
    line = _line(desk, roadmap_id, 0, 0)
    panel.show(roadmap_id, line_uid=line.uid)
    card = _card(panel, "impossible_date")
    card.dismissed.emit(card.remark, "так в письме")
    assert panel.counts()[0] == 0
    panel.ui.worker.write(lambda _progress: update_line(desk.ctx, replace(line, deadline="31.09.2026")), owner=panel)
    assert panel.counts()[0] == 1
    assert _card(panel, "impossible_date").remark.is_open


def test_the_next_place_of_a_remark_about_many_rows(shown: Any) -> None:
    desk, panel, roadmap_id = shown
    gone: list[object] = []
    panel.go_to.connect(gone.append)
    here, there = _line(desk, roadmap_id, 0, 1), _line(desk, roadmap_id, 1, 0)
    panel.show(roadmap_id, line_uid=here.uid)
    card = _card(panel, "deadline_on_demand")
    assert card.show_button.text() == "Следующее место" and "Места: п. 1.2, 2.1" in _text(card)
    card.show_button.click()
    tree = get_roadmap(desk.ctx, roadmap_id)
    assert gone == [(tree.sections[1].id, there.id)]
    panel.show(roadmap_id, line_uid=there.uid)
    _card(panel, "deadline_on_demand").show_button.click()
    assert gone[1:] == [(tree.sections[0].id, here.id)]


def test_an_abbreviation_everybody_knows(shown: Any) -> None:
    desk, panel, roadmap_id = shown
    panel.show(roadmap_id, line_uid=_line(desk, roadmap_id, 0, 2).uid)
    card = _card(panel, "abbreviation_unexplained")
    card.learned.emit("РМО")
    assert not panel.cards.cards
    desk.workspace.take_back()
    assert _card(panel, "abbreviation_unexplained").remark.is_open


def test_a_deleted_roadmap_has_no_remarks(shown: Any) -> None:
    desk, panel, roadmap_id = shown
    panel.show(roadmap_id, head=True)
    panel.ui.worker.write(lambda _progress: delete_roadmap(desk.ctx, roadmap_id), owner=panel)
    assert panel.counts() == (0, 0)
    panel.clear()
    assert not panel.all_button.isVisibleTo(panel)


# --- the window -------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(shown: Any, qtbot: Any) -> Any:
    desk, panel, roadmap_id = shown
    panel.show(roadmap_id, head=True)
    panel.open_all(roadmap_id)
    assert isinstance(panel._window, RemarksWindow)
    return desk, panel, panel._window


def _heads(window: RemarksWindow) -> list[str]:
    items = [window.tree.topLevelItem(n) for n in range(window.tree.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def test_all_remarks_by_weight_and_by_place(window: Any) -> None:
    desk, panel, win = window
    total = len(remarks(desk.ctx, panel._roadmap_id))
    assert _heads(win)[0] == "Ошибки (1)" and len(win._items()) == total
    win.grouping.setCurrentIndex(win.grouping.findData("place"))
    assert _heads(win)[0].startswith("Карта в целом")
    assert any(head.startswith("Раздел 1. Занятия") for head in _heads(win))
    assert any(head.startswith("В нескольких разделах") for head in _heads(win))
    assert len(win._items()) == total
    win.level.setCurrentIndex(win.level.findData("error"))
    assert len(win._items()) == 1
    win.level.setCurrentIndex(0)
    win.words.setText("рмо раскрыто")
    assert [item.data(0, Qt.ItemDataRole.UserRole).finding.code for item in win._items()] == ["abbreviation_unexplained"]


def test_the_list_by_keys(window: Any, qtbot: Any) -> None:
    _desk, panel, win = window
    gone: list[object] = []
    panel.go_to.connect(gone.append)
    qtbot.keyClick(win.words, Qt.Key.Key_Down)
    win.tree.setCurrentItem(win._items()[0])
    qtbot.keyClick(win.tree, Qt.Key.Key_Return)
    assert len(gone) == 1
    qtbot.keyClick(win.tree, Qt.Key.Key_Delete)
    card = win.cards.cards[0]
    assert card.reason.isVisibleTo(win)
    card.reason.setText("так в письме")
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert panel.counts()[0] == 0
    assert _heads(win)[-1] == "Отклонённые (1)"
    last = win.tree.topLevelItem(win.tree.topLevelItemCount() - 1)
    assert last is not None and not last.isExpanded()
    win.tree.setCurrentItem(last.child(0))
    assert win.cards.cards[0].dismiss_button.text() == "Вернуть"
    win.cards.cards[0].dismiss_button.click()
    assert panel.counts()[0] == 1
    qtbot.keyClick(win, Qt.Key.Key_Escape)
    assert panel._window is None


def test_several_for_one_reason_are_one_step(window: Any, qtbot: Any) -> None:
    desk, panel, win = window
    win.tree.selectAll()
    before = panel.counts()
    assert len(win.chosen()) == len(win._items()) and win.many.isVisibleTo(win)
    qtbot.keyClick(win.tree, Qt.Key.Key_Delete)
    win.many_reason.setText("проверено с методистом")
    qtbot.keyClick(win.many_reason, Qt.Key.Key_Return)
    assert panel.counts() == (0, 0) and _heads(win) == [f"Отклонённые ({len(win._items())})"]
    desk.workspace.take_back()
    assert panel.counts() == before


def test_nothing_is_wider_than_its_place(window: Any) -> None:
    _desk, panel, win = window
    win.resize(640, 600)
    for _ in range(5):
        QApplication.processEvents()
    for card in (*panel.cards.cards, *win.cards.cards):
        if card.isVisible():
            assert card.width() <= card.parentWidget().width()


# --- the document -----------------------------------------------------------------------------------------------------


def test_a_document_shows_its_remarks_and_those_of_its_appendix(shown: Any) -> None:
    desk, _panel, roadmap_id = shown
    clauses = (Clause("Утвердить дорожную карту (приложение)."), Clause("Провести занятие до 10.06.2026."))
    order = DocumentRow(
        None, body="Отдел образования", number="12", signed_on=desk.ctx.clock().date(), state="registered", clauses=clauses,
        heading="Об утверждении дорожной карты", signer_post="Начальник", signer_name="И.О. Фамилия", roadmap_id=roadmap_id,
    )  # fmt: skip
    document_id = save_document(desk.ctx, order).value
    tab = desk.tab("documents")
    tab.open_document(document_id)
    editor = tab.editor
    codes = [card.remark.finding.code for card in editor.remarks.cards]
    assert "order_deadline_before_date" in codes and "impossible_date" not in codes
    assert editor.remarks_title.text().startswith("Замечания: 1\N{NO-BREAK SPACE}ошибка")
    assert editor.appendix_remarks.text().startswith("В приложенной карте: 1\N{NO-BREAK SPACE}ошибка")
    card = next(card for card in editor.remarks.cards if card.remark.finding.code == "order_deadline_before_date")
    card.dismissed.emit(card.remark, "срок продлён письмом")
    assert "ошибка" not in editor.remarks_title.text()
