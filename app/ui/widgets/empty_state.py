"""What an empty place says: one sentence what belongs here, and what to do first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme


class EmptyState(QWidget):
    """An icon, a heading, a sentence and up to three buttons (verb, what it does); the first button is the main one."""

    def __init__(
        self,
        icon: str,
        heading: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], None]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(theme.icon(icon).pixmap(QSize(40, 40), self.devicePixelRatioF()))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading = QLabel(heading)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.heading, "heading")
        self.text = QLabel(text)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        self.text.setFixedWidth(theme.px(460))
        theme.mark(self.text, "note")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.buttons: list[QPushButton] = []
        for number, (words, act) in enumerate(actions):
            button = QPushButton(words)
            if number == 0:
                theme.mark(button, "primary")
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.addWidget(button)
            self.buttons.append(button)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        box.addStretch(2)
        box.addWidget(picture)
        box.addWidget(self.heading)
        middle = QHBoxLayout()  # an aligned label would not get the height of its lines
        middle.addStretch(1)
        middle.addWidget(self.text)
        middle.addStretch(1)
        box.addLayout(middle)
        box.addSpacing(theme.SPACE)
        box.addLayout(buttons)
        box.addStretch(3)
