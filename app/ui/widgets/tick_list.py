"""A list to tick: names with a remark, a search field where it is long, a button for all and none.

ticks = TickList("Школы", search=True)
ticks.set_rows([TickRow(7, "СОШ № 7", "выполнено", icon)], ticked=(7,))
ticks.changed.connect(lambda: show(ticks.ticked()))
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.text_ru import search_key
from app.ui import theme

_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class TickRow:
    """`note` stands on the right with its icon; `tip` is the tooltip of the row (default: the name)."""

    key: int
    text: str
    note: str = ""
    icon: QIcon | None = None
    role: theme.Role | None = None
    tip: str = ""


class TickList(QWidget):
    """Space ticks the row under the cursor. As tall as its rows, `most` of them at the most."""

    changed = Signal()
    current_changed = Signal(object)
    """Key of the row under the cursor, or None."""

    def __init__(self, what: str, *, search: bool = False, most: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._filling = False
        self._rows: tuple[TickRow, ...] = ()
        self.words = QLineEdit()
        self.words.setPlaceholderText("Найти")
        self.words.setAccessibleName(f"{what}: найти")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _text: self._filter())
        if not search:
            self.words.hide()
        self.all_button = QPushButton()
        theme.mark(self.all_button, "link")
        self.all_button.clicked.connect(lambda _checked=False: self.tick_shown(not self._any_shown()))
        self.heading = QLabel()
        self.heading.hide()
        theme.mark(self.heading, "bold")
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.INSIDE)
        self.head.addWidget(self.heading)
        self.head.addWidget(self.words, 1)
        if not search:
            self.head.addStretch(1)
        self.changed.connect(self._name_button)
        self.head.addWidget(self.all_button)
        self.list = _Rows()
        self.list.setAccessibleName(what)
        self.list.itemChanged.connect(self._item_changed)
        self.list.currentItemChanged.connect(lambda now, _before: self.current_changed.emit(now.data(0, _KEY) if now else None))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addLayout(self.head)
        box.addWidget(self.list)
        self.setFocusProxy(self.list)
        theme.notifier().changed.connect(self._measure)

    # -- for the owner

    def set_heading(self, text: str) -> None:
        """Words on the left of the button."""
        self.heading.setText(text)
        self.heading.setVisible(bool(text))

    def set_rows(self, rows: Sequence[TickRow], ticked: Collection[int] | None = None) -> None:
        """Show other rows. `ticked` None keeps the ticks and the cursor of rows that are still there."""
        kept = set(self.ticked() if ticked is None else ticked)
        current = self.current()
        self._rows = tuple(rows)
        self._filling = True
        self.list.clear()
        for row in self._rows:
            item = QTreeWidgetItem([row.text, row.note])
            item.setData(0, _KEY, row.key)
            item.setCheckState(0, Qt.CheckState.Checked if row.key in kept else Qt.CheckState.Unchecked)
            for column in (0, 1):
                item.setToolTip(column, row.tip or row.text)
            if row.icon is not None:
                item.setIcon(1, row.icon)
            if row.role is not None:
                item.setForeground(1, theme.color(row.role))
            self.list.addTopLevelItem(item)
            if row.key == current:
                self.list.setCurrentItem(item)
        self._filling = False
        self._filter()

    def ticked(self) -> tuple[int, ...]:
        """Keys of the ticked rows in their order, hidden ones too."""
        return tuple(item.data(0, _KEY) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked)

    def set_ticked(self, keys: Collection[int]) -> None:
        self._set({item: item.data(0, _KEY) in keys for item in self._items()})

    def tick_shown(self, on: bool) -> None:
        self._set({item: on for item in self._items() if not item.isHidden()})

    def current(self) -> int | None:
        item = self.list.currentItem()
        return item.data(0, _KEY) if item is not None else None

    def count(self) -> int:
        return len(self._rows)

    # -- inside

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _set(self, wanted: dict[QTreeWidgetItem, bool]) -> None:
        before = self.ticked()
        self._filling = True
        for item, on in wanted.items():
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._filling = False
        if self.ticked() != before:
            self.changed.emit()

    def _item_changed(self, _item: QTreeWidgetItem, column: int) -> None:
        if column == 0 and not self._filling:
            self.changed.emit()

    def _any_shown(self) -> bool:
        return any(item.checkState(0) == Qt.CheckState.Checked for item in self._items() if not item.isHidden())

    def _name_button(self) -> None:
        """One button for all and for none: whatever can be wished next."""
        some = self._any_shown()
        self.all_button.setText("Никого" if some else "Все")
        self.all_button.setToolTip("Снять отметки с показанных строк" if some else "Отметить все показанные строки")

    def _filter(self) -> None:
        wanted = search_key(self.words.text()).split()
        for item in self._items():
            text = search_key(f"{item.text(0)} {item.toolTip(0)}")
            item.setHidden(not all(word in text for word in wanted))
        self._name_button()
        self._measure()

    def _measure(self) -> None:
        self.list.fit(self._most)


class _Rows(QTreeWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(0)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the ends of names tell schools apart
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(0)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def fit(self, most: int) -> None:
        self.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        shown = 0
        for at in range(self.topLevelItemCount()):
            item = self.topLevelItem(at)
            if item is not None:
                item.setSizeHint(0, QSize(0, theme.row_height()))
                shown += not item.isHidden()
        self.setFixedHeight(max(1, min(most, shown)) * theme.row_height() + 4)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The remark gets what it needs, a little less than half at the most; the name the rest."""
        need = 0
        for at in range(self.topLevelItemCount()):
            item = self.topLevelItem(at)
            if item is not None and item.text(1):
                icon = 0 if item.icon(1).isNull() else self.iconSize().width() + theme.SPACE
                need = max(need, self.fontMetrics().horizontalAdvance(item.text(1)) + icon + 3 * theme.SPACE)
        room = self.viewport().width()
        need = min(need, room * 45 // 100)
        self.setColumnWidth(0, room - need)
        self.setColumnWidth(1, need)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            on = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            return
        super().keyPressEvent(event)
