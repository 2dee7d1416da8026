"""«Месяц | Список»: two or three views of one thing, side by side; arrows move between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.ui import theme


class PageSwitch(QWidget):
    """`pages` are (key, words); `changed(key)` comes when the person chooses another one."""

    changed = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str]], what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(what)
        self._group = QButtonGroup(self)  # exclusive: arrow keys walk through it
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (key, words) in enumerate(pages):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setProperty("place", "first" if place == 0 else "last" if place == len(pages) - 1 else "middle")
            theme.mark(button, "segment")
            button.toggled.connect(lambda on, key=key: self.changed.emit(key) if on else None)
            self._group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)
        next(iter(self.buttons.values())).setChecked(True)

    def current(self) -> str:
        return next(key for key, button in self.buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        self.buttons[key].setChecked(True)
