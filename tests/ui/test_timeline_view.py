"""The timeline on the screen: what it shows, where it goes with the keyboard, that nothing is cut off."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from app.services.context import Context
from app.services.execution import commands as do
from app.services.roadmaps.commands import create_roadmap, update_line
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui import theme
from app.ui.roadmaps.timeline_painting import AXIS
from app.ui.roadmaps.timeline_view import TimelineView
from app.ui.worker import InlineWorker
from tests.db.execution.district import TREE, add_roadmap, keys, line


@pytest.fixture
def tree(ctx: Context) -> RoadmapTree:
    made = add_roadmap(ctx)
    do.mark(ctx, keys(ctx, made, "1.1."), "done", done_on=date(2026, 9, 3))
    do.postpone(ctx, keys(ctx, made, "1.2."), date(2026, 10, 20), reason="Карантин", decided_by="приказ")
    return made


def _unexpected(error: BaseException) -> None:
    raise error


@pytest.fixture
def make_view(ctx: Context, qtbot: Any) -> Callable[..., TimelineView]:
    def make(width: int = 900, height: int = 400) -> TimelineView:
        ui = SimpleNamespace(ctx=ctx, worker=InlineWorker(lambda changes: None, _unexpected))
        view = TimelineView(ui)  # type: ignore[arg-type]
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        return view

    return make


@pytest.fixture
def view(make_view: Callable[..., TimelineView], tree: RoadmapTree) -> TimelineView:
    made = make_view()
    made.show_roadmap(tree.id)
    return made


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, points=10, scheme="light")


def _press(view: TimelineView, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(view.table, key)


def _row(view: TimelineView, number: str) -> int:
    return next(place for place, row in enumerate(view.model.rows) if row.number == number)


def test_nothing_chosen_and_nothing_in_it(make_view, ctx):
    view = make_view()
    assert view.stack.currentIndex() == 1 and "Выберите дорожную карту" in view.empty.text()
    view.show_roadmap(create_roadmap(ctx, RoadmapTree("Пустая")).value)
    assert view.stack.currentIndex() == 1 and "Добавьте" in view.empty.text()
    view.show_roadmap(12345)
    assert view.stack.currentIndex() == 1 and view.empty.text()


def test_rows_and_stretches(view, tree):
    assert [row.number for row in view.model.rows] == ["1.", "", "1.1.", "1.2.", "1.3.", "2.", "2.1.", "2.2.", "2.3."]
    axis = view.model.axis
    assert [one.shown for one in axis[_row(view, "1.1.")].stretches] == ["done"]
    assert [one.shown for one in axis[_row(view, "1.3.")].stretches] == ["overdue", "overdue", "ahead", "ahead"]
    assert axis[_row(view, "1.2.")].stretches[0].point
    assert axis[_row(view, "2.2.")].stretches[0].open_end
    assert axis[_row(view, "2.3.")].words == "без даты: не наступил"
    assert axis[0].is_head and axis[0].words == "выполнено 1 из 3"
    assert not view.span.isVisible(), "a plan of one year is shown whole"


def test_keys_go_from_item_to_item_and_from_date_to_date(view, tree):
    chosen: list[str] = []
    opened: list[str] = []
    view.chosen.connect(chosen.append)
    view.opened.connect(opened.append)
    view.table.setFocus()
    _press(view, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert chosen[-1] == line(tree, "1.1.").uid == view.current_line()
    _press(view, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert chosen[-1] == line(tree, "1.3.").uid
    assert view.words.text() == "1.3. 01.07.2026 – 30.09.2026: не наступил", "the nearest from today on"
    _press(view, Qt.Key.Key_Left)
    assert "30.06.2026: просрочено" in view.words.text()
    _press(view, *[Qt.Key.Key_Right] * 9)
    assert "31.12.2026" in view.words.text(), "the last date stays"
    _press(view, Qt.Key.Key_Return)
    assert opened == [line(tree, "1.3.").uid]
    _press(view, Qt.Key.Key_End)
    assert chosen[-1] == line(tree, "2.3.").uid


def test_a_line_is_selected_from_outside_silently(view, tree):
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    view.select_line(line(tree, "2.2.").uid)
    assert view.current_line() == line(tree, "2.2.").uid and chosen == []
    view.select_line("нет такой")
    assert view.current_line() == line(tree, "2.2.").uid


def test_showing_again_keeps_the_place(view, tree, ctx):
    view.select_line(line(tree, "1.3.").uid)
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    update_line(ctx, replace(line(tree, "1.3."), deadline="до 1 декабря 2026 г."))
    view.show_roadmap(tree.id)
    assert view.current_line() == line(tree, "1.3.").uid and chosen == []
    assert len(view.model.axis[_row(view, "1.3.")].stretches) == 1


def test_a_plan_of_years_is_looked_at_year_by_year(make_view, ctx):
    items = (RoadmapLine("1.", "Обновить перечень", "ежегодно до 1 марта"),)
    period = {"period_start": date(2026, 1, 1), "period_end": date(2028, 12, 31)}
    tree = add_roadmap(ctx, replace(TREE, sections=(RoadmapSectionRow("", "Раздел", items),), **period))
    view = make_view()
    view.show_roadmap(tree.id)
    assert view.span.isVisible() and [view.span.itemText(n) for n in range(view.span.count())] == [
        "Весь план", "2026 год", "2027 год", "2028 год",
    ]  # fmt: skip
    assert view.delegate.scale.months == 36 and len(view.model.axis[1].stretches) == 3
    view.span.setCurrentIndex(2)
    assert view.delegate.scale.months == 12 and len(view.model.axis[1].stretches) == 1
    assert view.delegate.today is None, "today is in another year"
    view.show_roadmap(tree.id)
    assert view.span.currentText() == "2027 год"


def test_a_tooltip_tells_the_stretch_in_words(view, tree):
    place = _row(view, "1.1.")
    box = view.table.visualRect(view.model.index(place, AXIS))
    one = view.model.axis[place].stretches[0]
    spot = QPoint(round(box.left() + one.end * box.width() / view.delegate.scale.months), box.center().y())
    event = QHelpEvent(QEvent.Type.ToolTip, spot, view.table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(view.table.viewport(), event)
    assert QToolTip.text() == "до 01.09.2026: выполнено 03.09.2026"
    QToolTip.hideText()
    whole = view.model.index(_row(view, "1.2."), 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Сдать отчёт о готовности" in whole and "Срок по плану: до 18 сентября 2026 г." in whole
    assert "до 20.10.2026: перенесено" in whole


def test_words_are_there_for_a_screen_reader(view):
    index = view.model.index(_row(view, "1.1."), AXIS)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "до 01.09.2026: выполнено 03.09.2026"
    assert view.table.accessibleName()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("points", [10, 14])
@pytest.mark.parametrize("width", [320, 900, 1800])
def test_it_fits_any_width(view, qapp, restored, scheme, points, width):
    theme.apply(qapp, points=points, scheme=scheme)
    view.resize(width, 300)
    qapp.processEvents()
    header = view.header
    assert header.sectionSize(0) + header.sectionSize(1) == view.table.viewport().width()
    assert view.table.horizontalScrollBar().maximum() == 0
    picture = view.grab().toImage()
    assert picture.width() >= width
    colours = {picture.pixelColor(x, picture.height() // 2).name() for x in range(0, picture.width(), 3)}
    assert theme.color("panel").name() in colours


def test_states_differ_without_colour(view, qapp, restored):
    """The pixels of any two states differ in grey too: a black-and-white look keeps them apart."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from app.services.duties.rows import SHOWN_WORDS
    from app.ui.roadmaps.timeline_painting import draw_shape

    for point in (False, True):
        seen = set()
        for state in SHOWN_WORDS:
            image = QImage(60, 24, QImage.Format.Format_ARGB32)
            image.fill(theme.color("panel"))
            painter = QPainter(image)
            draw_shape(painter, QRectF(20, 3, 16, 16) if point else QRectF(4, 4, 50, 14), state, point=point)
            painter.end()
            grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
            seen.add(bytes(grey.constBits()))
        assert len(seen) == len(SHOWN_WORDS)


def test_it_is_taken_down_quietly(make_view, tree):
    view = make_view()
    view.show_roadmap(tree.id)
    view.show_roadmap(None)
    assert view.stack.currentIndex() == 1
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
