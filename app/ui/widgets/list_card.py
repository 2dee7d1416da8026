"""A quiet card that is a list: a heading with a count, lines to open, and a sentence when there are none."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.text_ru import number
from app.ui import theme
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.row_table import Column, RowTable

R = TypeVar("R")
EDGE = theme.SPACE + 2
"""Heading and sentence begin where the text of the lines does: padding of a cell and the margin Qt adds to it."""


class ListCard(QFrame, Generic[R]):
    """`opened(row)` comes from Enter, a click on a chosen line or a double click."""

    opened = Signal(object)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        nothing: str,
        *,
        status: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, theme.SPACE, EDGE, 0)
        head.setSpacing(theme.SPACE)
        self._icon = QLabel()
        self._status = status
        self._icon.hide()
        self.title = QLabel(title)
        theme.mark(self.title, "heading")
        self.count = QLabel()
        theme.mark(self.count, "note")
        head.addWidget(self._icon)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        self._head = head
        self.table: RowTable[R] = RowTable(columns, key=key)
        self.table.horizontalHeader().hide()
        self.table.setMinimumHeight(theme.row_height())  # a small window shows one line and scrolls
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setAccessibleName(title)
        theme.mark(self.table, "quiet")
        self.table.opened.connect(self.opened)
        self.table.clicked.connect(lambda _index: self._open_current())
        self.nothing = QLabel(nothing)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(EDGE, 0, EDGE, theme.SPACE)
        theme.mark(self.nothing, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, theme.INSIDE)
        box.setSpacing(theme.INSIDE)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        box.addWidget(self.nothing, 1)
        self.set_rows(())

    def set_rows(self, rows: Sequence[R]) -> None:
        self.table.set_rows(rows)
        self.count.setText(number(len(rows)) if rows else "")
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._icon.setVisible(bool(rows) and bool(self._status))
        if rows and self._status:
            self._icon.setPixmap(
                theme.status_icon(self._status).pixmap(
                    QSize(theme.px(theme.ICON), theme.px(theme.ICON)), self.devicePixelRatioF()
                )
            )

    def add_door(self, words: str, tip: str, act: Callable[[], None]) -> QPushButton:
        """A way from the heading to the page behind the list."""
        door = QPushButton(words)
        theme.mark(door, "link")
        door.setToolTip(tip)
        door.setAccessibleName(f"{self.title.text()}: {words[:1].lower()}{words[1:]}")
        door.setCursor(Qt.CursorShape.PointingHandCursor)
        door.clicked.connect(lambda _checked=False: act())
        self._head.addWidget(door)
        return door

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.opened.emit(row)


class Door(QPushButton):
    """A wide button with a verb and a count: leads to the page behind the number."""

    def __init__(self, step: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "door")
        self._step = step
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.step = ElidedLabel(step)
        theme.mark(self.step, "small")
        self.words = ElidedLabel()
        theme.mark(self.words, "bold")
        self.note = ElidedLabel()
        theme.mark(self.note, "small")
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(theme.SPACE + theme.INSIDE, theme.SPACE, theme.SPACE, theme.SPACE)
        box.setSpacing(0)
        for label in (self.step, self.words, self.note):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            box.addWidget(label)

    def say(self, words: str, note: str = "") -> None:
        self.words.setText(words)
        self.note.setText(note)
        self.setAccessibleName(f"{self._step}: {words} {note}".strip())

    def sizeHint(self) -> QSize:
        return self._box.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self._box.sizeHint().height())
