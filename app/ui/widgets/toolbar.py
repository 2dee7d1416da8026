"""The row above a tab's content: its heading, three to five actions, fields on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from app.ui import theme


class Toolbar(QWidget):
    """Buttons with words; the shortcut is in the tooltip. Where there is no room the last ones keep only their icons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE)
        self._left = 0
        self._words: list[tuple[QPushButton, str]] = []
        self._box.addStretch(1)

    def add_title(self, text: str) -> QLabel:
        label = QLabel(text)
        theme.mark(label, "title")
        self.add_left(label)
        return label

    def add_action(
        self, text: str, act: Callable[[], None], *, icon: str = "", shortcut: str = "", primary: bool = False
    ) -> QPushButton:
        """A button on the left. `shortcut` also works while the focus is elsewhere in the same tab."""
        button = QPushButton(text)
        if icon:
            button.setIcon(theme.icon(icon, "on_accent" if primary else "secondary"))
        if primary:
            theme.mark(button, "primary")
        button.clicked.connect(lambda _checked=False: act())
        if shortcut:
            keys = QKeySequence(shortcut)
            button.setShortcut(keys)
            button.setToolTip(f"{text.rstrip('…')} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
        self._add_button(button, text)
        return button

    def add_menu(self, text: str, actions: list[QAction], *, icon: str = "") -> QPushButton:
        """A button that drops a list of actions."""
        button = QPushButton(text)
        button.setIcon(theme.icon(icon or "chevron-down"))
        menu = QMenu(button)
        menu.addActions(actions)
        button.setMenu(menu)
        self._add_button(button, text)
        return button

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return done

    def _add_button(self, button: QPushButton, text: str) -> None:
        button.setAccessibleName(text)
        self._words.append((button, text))
        self.add_left(button)

    def _fit(self) -> None:
        """Take the words from the last buttons until the row fits, give them back when there is room again."""
        shown = [(button, text) for button, text in self._words if not button.isHidden() and not button.icon().isNull()]
        room = {button: button.fontMetrics().horizontalAdvance(text) for button, text in shown}
        need = self._box.sizeHint().width() + sum(room[button] for button, _ in shown if not button.text())
        for button, text in reversed(shown):
            says = text
            if need > self.width():
                need -= room[button]
                says = ""
            if button.text() != says:
                keys = button.shortcut()  # another text takes it away
                button.setText(says)
                button.setShortcut(keys)
                if not button.toolTip() or button.toolTip() == text:
                    button.setToolTip("" if says else text)

    def add_left(self, widget: QWidget) -> None:
        self._box.insertWidget(self._left, widget)
        self._left += 1

    def add_right(self, widget: QWidget) -> None:
        self._box.addWidget(widget)
