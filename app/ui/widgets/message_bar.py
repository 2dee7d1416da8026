"""A line in the page instead of a modal box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.ui import theme

_FRAMES = {"info": "message", "warning": "message-warning", "error": "message-error"}


class MessageBar(QFrame):
    """What happened and what to do, with one optional action; stays until closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.button = QPushButton()
        theme.mark(self.button, "link")
        self.button.clicked.connect(self._act)
        close = QToolButton()
        close.setIcon(theme.icon("close"))
        close.setToolTip("Убрать (Esc)")
        close.clicked.connect(self.hide)
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.SPACE + theme.INSIDE, theme.INSIDE + theme.SPACE, theme.INSIDE, theme.INSIDE)
        box.setSpacing(theme.SPACE)
        box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self.text, 1)
        box.addWidget(self.button)
        box.addWidget(close)
        self._action: Callable[[], None] | None = None
        self.hide()

    def say(self, text: str, todo: str = "", *, kind: str = "info", action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Show «what happened. What to do.»; `action` = (verb, what it does)."""
        theme.mark(self, _FRAMES[kind])
        self._icon.setPixmap(theme.status_icon(kind).pixmap(QSize(theme.ICON_LARGE, theme.ICON_LARGE), self.devicePixelRatioF()))
        self.text.setText(f"{text} {todo}".strip())
        self._action = action[1] if action else None
        self.button.setText(action[0] if action else "")
        self.button.setVisible(action is not None)
        self.show()

    def _act(self) -> None:
        act, self._action = self._action, None
        self.hide()
        if act is not None:
            act()
