"""A line above the grid that asks for a decision; the grid stays in sight behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme

_FRAMES = {"info": "message", "warning": "message-warning", "error": "message-error"}


class Banner(QFrame):
    """`ask` shows words and buttons (verb, what it does); the first is the main one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "message")  # named before it is dressed: it changes its looks later
        self._icon = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE)
        self._row.addStretch(1)
        words = QHBoxLayout()
        words.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self.text, 1)
        words.setSpacing(theme.SPACE)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.SPACE + theme.INSIDE, theme.SPACE, theme.SPACE + theme.INSIDE, theme.SPACE)
        box.setSpacing(theme.SPACE)
        box.addLayout(words)
        box.addLayout(self._row)
        self._way_out: Callable[[], None] | None = None
        self.hide()

    def ask(
        self, text: str, actions: Sequence[tuple[str, Callable[[], None]]], *, kind: str = "info",
        way_out: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        """`way_out`: what Esc does, beside hiding the line."""
        theme.mark(self, _FRAMES[kind])
        self._icon.setPixmap(theme.status_icon(kind).pixmap(QSize(theme.ICON_LARGE, theme.ICON_LARGE), self.devicePixelRatioF()))
        self.text.setText(text)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for number, (words, act) in enumerate(actions):
            button = QPushButton(words)
            if number == 0:
                theme.mark(button, "primary")
            button.clicked.connect(lambda _checked=False, act=act: self._do(act))
            self._row.insertWidget(number, button)
            self.buttons.append(button)
        self._way_out = way_out
        self.show()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, act: Callable[[], None]) -> None:
        self.close_quietly()
        act()

    def close_quietly(self) -> None:
        self._way_out = None
        self.hide()

    def leave(self) -> bool:
        """Esc; False when nothing was asked."""
        if self.isHidden():
            return False
        way_out, self._way_out = self._way_out, None
        self.hide()
        if way_out is not None:
            way_out()
        return True
