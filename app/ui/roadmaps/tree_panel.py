"""The middle of the tab: title, filter row, the tree, and below it what folds away: the timeline, the schools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, cast

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

from app.services.duties.rules import view_days
from app.services.execution.rows import LineDeadline, LineState
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


class Below(Protocol):
    """A widget under the tree."""

    def show_roadmap(self, roadmap_id: int | None) -> None: ...


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
    """`show_tree` and `set_deadlines` fill it; `add_below` puts foldable parts under the tree."""

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
        self._folds = QStackedWidget()
        self._folds.hide()
        self._below.addWidget(self._folds)
        self._below.setStretchFactor(0, 3)
        self._below.setStretchFactor(1, 2)
        self._doors: dict[str, QToolButton] = {}
        self._builders: dict[str, Callable[[], Below]] = {}
        self._built: dict[str, Below] = {}
        self._read_themselves: set[str] = set()
        self._below.splitterMoved.connect(lambda at, _handle: self._keep_height(at))
        self._door_row = QHBoxLayout()
        self._door_row.setSpacing(theme.INSIDE)
        self._door_row.addStretch(1)
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
        box.addLayout(self._door_row)

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
        other = (tree.id if tree else None) != (self.tree.rows.tree.id if self.tree.rows.tree else None)
        self.tree.show_tree(tree, states)
        self._count()
        if other or self.below() not in self._read_themselves:
            self._show_below()

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

    def add_below(self, key: str, words: str, build: Callable[[], Below], *, reads_itself: bool = False) -> None:
        """Something that unfolds under the tree; it is built when first opened, at once if it was left open.

        `reads_itself`: it follows changes of the base without being told.
        """
        if reads_itself:
            self._read_themselves.add(key)
        door = QToolButton()
        door.setText(words)
        door.setCheckable(True)
        door.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        door.setIcon(theme.icon("chevron-right"))
        door.toggled.connect(lambda opened: self._unfold(key, opened))
        self._door_row.insertWidget(len(self._doors), door)
        self._doors[key], self._builders[key] = door, build
        if self._ui.state.get("roadmaps/below") == key:
            door.setChecked(True)

    def offer_below(self, key: str, offered: bool) -> None:
        """False: this roadmap has nothing of the kind."""
        self._doors[key].setVisible(offered)
        if not offered and self._doors[key].isChecked():
            self._doors[key].setChecked(False)

    def below(self) -> str:
        """What is unfolded; empty = nothing."""
        return next((key for key, door in self._doors.items() if door.isChecked()), "")

    def built(self, key: str) -> Below | None:
        """The part, if it is unfolded now."""
        return self._built.get(key) if self.below() == key else None

    # -- inside

    def _unfold(self, key: str, opened: bool) -> None:
        self._doors[key].setIcon(theme.icon("chevron-down" if opened else "chevron-right"))
        if opened:
            for other, door in self._doors.items():
                if other != key:
                    door.setChecked(False)
            if key not in self._built:
                self._built[key] = self._builders[key]()
                self._folds.addWidget(cast(QWidget, self._built[key]))
            self._folds.setCurrentWidget(cast(QWidget, self._built[key]))
            self._show_below()
        self._folds.setVisible(bool(self.below()))
        share = self._ui.state.get("roadmaps/below_share")
        if opened and isinstance(share, float):
            self._below.setSizes([round(share * 1000), round((1 - share) * 1000)])
        self._ui.state.put("roadmaps/below", self.below())

    def _keep_height(self, at: int) -> None:
        self._ui.state.put("roadmaps/below_share", round(at / max(1, self._below.height()), 3))

    def _show_below(self) -> None:
        key, tree = self.below(), self.tree.rows.tree
        if key:
            self._built[key].show_roadmap(tree.id if tree is not None else None)

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
