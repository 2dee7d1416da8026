"""A page that takes the place of the calendar for a while: heading, a line, fields, a table, the verb and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.services.problems import Problem
from app.ui import theme


class _Hugging(QScrollArea):
    """As tall as its form; lower only where the window is."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint() if self.widget() is not None else super().sizeHint()


class InnerPage(QWidget):
    """Fill `body`; `verb` does it, `closed` comes with «Отмена» and Esc."""

    closed = Signal()
    submitted = Signal()

    def __init__(self, verb: str, way_back: str = "Отмена", *, short: bool = False) -> None:
        """`short`: a form that does not fill the window, its buttons right below it."""
        super().__init__()
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        theme.mark(self.heading, "heading")
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self.problems = QLabel()
        self.problems.setWordWrap(True)
        self.problems.hide()
        theme.mark(self.problems, "problem")
        self.verb = QPushButton(verb)
        theme.mark(self.verb, "primary")
        self.verb.setToolTip("Ctrl+Enter")
        self.verb.clicked.connect(lambda _checked=False: self.submit())
        self.back = QPushButton(way_back)
        self.back.setToolTip("Esc")
        self.back.clicked.connect(lambda _checked=False: self.closed.emit())
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.SPACE)
        self.buttons.addWidget(self.verb)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.heading)
        box.addWidget(self.note)
        inner = box
        if short:
            scroll = _Hugging()
            holder = QWidget()
            inner = QVBoxLayout(holder)
            inner.setContentsMargins(0, 0, theme.SPACE, 0)
            inner.setSpacing(theme.SPACE)
            scroll.setWidget(holder)
            box.addWidget(scroll)
        inner.addLayout(self.body, 0 if short else 1)
        box.addWidget(self.problems)
        box.addLayout(self.buttons)
        if short:
            box.addStretch(1)

    def submit(self) -> None:
        if self.verb.isEnabled():
            self.submitted.emit()

    def show_problems(self, problems: Sequence[Problem | str]) -> None:
        """Up to six of them in words; the rest are counted."""
        texts = [one if isinstance(one, str) else ": ".join(part for part in (one.place, one.text) if part) for one in problems]
        rest = [f"И ещё: {len(texts) - 6}."] if len(texts) > 6 else []
        self.problems.setText("\n".join(texts[:6] + rest))
        self.problems.setVisible(bool(texts))
        errors = any(isinstance(one, str) or one.severity == "error" for one in problems)
        theme.mark(self.problems, "problem" if errors else "warning")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.submit()
        else:
            super().keyPressEvent(event)
