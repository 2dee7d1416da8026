"""The head of a page one came to from a table: the way back, what it is about, a note under it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.ui import theme


class PageHead(QHBoxLayout):
    """`title` and `note` are set by the owner; further buttons are added at the right."""

    def __init__(self, way_back: str, back: Callable[[], None]) -> None:
        super().__init__()
        self.back_button = QPushButton(way_back)
        self.back_button.setIcon(theme.icon("chevron-left"))
        self.back_button.setToolTip("Esc")
        self.back_button.clicked.connect(lambda _checked=False: back())
        self.title, self.note = QLabel(), QLabel()
        for label, role in ((self.title, "title"), (self.note, "note")):
            label.setWordWrap(True)
            theme.mark(label, role)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.note)
        self.setSpacing(theme.SPACE + theme.INSIDE)
        self.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        self.addLayout(words, 1)
