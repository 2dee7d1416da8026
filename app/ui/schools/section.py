"""A section of the card: its heading with what can be done there, and the words that stand in for an empty list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui import theme
from app.ui.widgets.section import Section


class CardSection(Section):
    """Fill `box`; `note` stands under the heading, empty = none."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.box.removeWidget(self.heading)
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.SPACE)
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self.box.insertLayout(0, self._head)
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self.note.hide()
        self.box.addWidget(self.note)

    @property
    def title(self) -> str:
        return self.heading.text()

    def say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def add_link(self, words: str, act: Callable[[], None], tip: str = "") -> QPushButton:
        """A quiet button in the line of the heading."""
        button = QPushButton(words)
        theme.mark(button, "link")
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.title}: {words[:1].lower()}{words[1:]}")
        button.clicked.connect(lambda _checked=False: act())
        self._head.addWidget(button)
        return button

    def add_right(self, widget: QWidget) -> None:
        self._head.addWidget(widget)
