"""The middle of the tab: title, filter row, the tree, and below it the timeline that folds away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.execution.rows import LineDeadline, LineState
from app.services.execution.rules import view_days
from app.services.roadmaps.rows import RoadmapTree
from app.ui import theme
from app.ui.context import UiContext
from app.ui.remarks import count_words
from app.ui.roadmaps.columns import LineView
from app.ui.roadmaps.tree import RoadmapView
from app.ui.roadmaps.tree_model import Accept
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.fields import asks_for_undo
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.table_panel import ChoiceFilter

WHEN = (("all", "Все"), ("week", "На неделе"), ("month", "Месяц"), ("overdue", "Просрочено"), ("no_day", "Без срока"))
SWITCH_FROM = 600
"""Width, in pixels at the usual font, from which the quick filters stand side by side; a narrower row has a list."""


def accept_when(key: str) -> Accept | None:
    """Which lines a quick filter shows; None = all."""

    def accept(view: LineView) -> bool:
        state = view.state
        if state is None or state.shown is None:
            return False
        if key == "overdue":
            return state.counts.overdue > 0
        if key == "no_day":
            return not state.has_day
        first, last = view_days(key, view.today) or (view.today, view.today)
        return any(first <= day <= last for day in state.open_days)

    return accept if key != "all" else None


class TreePanel(QWidget):
    """`show_tree` and `set_deadlines` fill it; `timeline_opened()` when the timeline is unfolded."""

    timeline_opened = Signal()
    remarks_asked = Signal()

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.tree = RoadmapView(today=lambda: ui.ctx.clock().date(), state=ui.state)
        self.title = ElidedLabel()
        self.title.setMinimumHeight(theme.row_height())
        theme.mark(self.title, "heading")
        self.remarks = QPushButton()
        theme.mark(self.remarks, "link")
        self.remarks.setToolTip("Все замечания проверки (F8)")
        self.remarks.clicked.connect(lambda _checked=False: self.remarks_asked.emit())
        self.remarks.hide()
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        theme.mark(self._nothing, "note")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self._nothing)
        self._below = QSplitter(Qt.Orientation.Vertical)
        self._below.setHandleWidth(theme.SPACE)
        self._below.setChildrenCollapsible(False)
        self._below.addWidget(self._stack)
        self._timeline: QWidget | None = None
        self._fold = QToolButton()
        self._fold.setText("Лента сроков")
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setIcon(theme.icon("chevron-right"))
        self._fold.toggled.connect(self._folded)
        self._fold.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(self.title, 1)
        head.addWidget(self.remarks)
        box.addLayout(head)
        box.addLayout(self._filter_row())
        box.addWidget(self._below, 1)
        box.addWidget(self._fold)

    def _filter_row(self) -> QHBoxLayout:
        self.words = QLineEdit()
        self.words.setPlaceholderText("Найти в карте")
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName("Найти в карте")
        self.words.addAction(theme.icon("filter-outline"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setMinimumWidth(theme.px(110))
        self.words.setMaximumWidth(theme.px(280))
        self.words.installEventFilter(self)
        self.words.textChanged.connect(self._filter)
        self.when = PageSwitch(WHEN, "Какие сроки показать")
        self.when_list = ChoiceFilter("when", "Все сроки", lambda _row, _value: True, [(words, key) for key, words in WHEN[1:]])
        self.when_list.hide()
        self.when.changed.connect(self._when_chosen)
        self.when_list.currentIndexChanged.connect(lambda _at: self.when.choose(self.when_list.currentData() or "all"))
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words, 1)
        row.addWidget(self.when)
        row.addWidget(self.when_list)
        row.addStretch(1)
        row.addWidget(self.counter)
        return row

    # -- what the owner says

    def show_tree(self, tree: RoadmapTree | None, states: Mapping[int, LineState] | None = None) -> None:
        self.title.setText(" ".join(tree.title.split()) if tree is not None else "")
        late = sum(1 for state in (states or {}).values() if state.counts.overdue)
        self.when.buttons["overdue"].setText(f"Просрочено {late}" if late else "Просрочено")
        self.tree.show_tree(tree, states)
        self._count()

    def set_deadlines(self, deadlines: Mapping[int, LineDeadline]) -> None:
        self.tree.set_deadlines(deadlines)

    def show_remarks(self, errors: int, warnings: int) -> None:
        """How many remarks the checks have: a door to all of them."""
        self.remarks.setText(count_words(errors, warnings))
        self.remarks.setIcon(theme.status_icon("error" if errors else "warning"))
        self.remarks.setVisible(bool(errors or warnings))

    def clear_filter(self) -> None:
        self.words.clear()
        self.when.choose("all")

    def add_timeline(self, timeline: QWidget) -> None:
        """Put the timeline under the tree; folded as it was left."""
        self._timeline = timeline
        self._below.addWidget(timeline)
        self._below.setStretchFactor(0, 3)
        self._below.setStretchFactor(1, 2)
        timeline.hide()
        self._fold.show()
        self._fold.setChecked(self._ui.state.get("roadmaps/timeline") is True)

    def timeline_shown(self) -> bool:
        return self._fold.isChecked() and self._timeline is not None

    # -- inside

    def _folded(self, opened: bool) -> None:
        self._fold.setIcon(theme.icon("chevron-down" if opened else "chevron-right"))
        self._ui.state.put("roadmaps/timeline", opened)
        if self._timeline is not None:
            self._timeline.setVisible(opened)
        if opened:
            self.timeline_opened.emit()

    def _when_chosen(self, key: str) -> None:
        self.when_list.blockSignals(True)
        self.when_list.setCurrentIndex(max(0, self.when_list.findData(key)))
        self.when_list.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        self.tree.set_filter(self.words.text(), accept_when(self.when.current()))
        self._count()

    def _count(self) -> None:
        shown, total = self.tree.rows.counts()
        filtered = self.tree.rows.is_filtered
        self.counter.setText(f"показано {shown} из {total}" if filtered else "")
        nothing = ""
        if self.tree.rows.tree is not None and not self.tree.rows.rowCount():
            nothing = (
                "По этому отбору пунктов нет. Очистите поле или нажмите «Все»."
                if filtered
                else "В карте пока ни одного раздела. Нажмите «Пункт» или клавишу Ins."
            )
        self._nothing.setText(nothing)
        self._stack.setCurrentWidget(self._nothing if nothing else self.tree)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the field into the tree, Esc empties the field."""
        if watched is not self.words:
            return super().eventFilter(watched, event)
        if asks_for_undo(event):
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.words.text():
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.words.clear()
                return True
        down = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in down:
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(SWITCH_FROM)
        self.when.setVisible(wide)
        self.when_list.setVisible(not wide)
