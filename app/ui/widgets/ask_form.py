"""A small form that unfolds where it is needed instead of a dialog: some fields, a verb, and a way out.

form = AskForm("Перенести срок", [day, reason, decided_by], "Перенести", required=(day, reason, decided_by))
form.submitted.connect(...)     # Enter in a line, Ctrl+Enter in a memo, or the button; every required field has a value
form.cancelled.connect(...)     # Esc or «Отмена»
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.fields import Field, FormGrid

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Foldable(QWidget):
    """Something that unfolds in a page: Esc is its own before it is the window's."""

    cancelled = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (Qt.Key.Key_Escape, *_ENTER)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The whole of it, buttons too, comes into sight of a scrolling page."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._come_into_sight)

    def _come_into_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.isVisible():
            QApplication.sendPostedEvents(above.widget(), QEvent.Type.LayoutRequest)
            above.ensureWidgetVisible(self, 0, theme.SPACE)


class AskForm(Foldable):
    """`fields` as for `FormGrid`; `required` ones say so when they are empty."""

    submitted = Signal()

    def __init__(
        self,
        title: str,
        fields: Sequence[Field | tuple[Field, ...]],
        verb: str,
        *,
        required: Sequence[Field] = (),
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = [field for row in fields for field in (row if isinstance(row, tuple) else (row,))]
        self._required = tuple(required)
        self.title = QLabel(title)
        self.title.setWordWrap(True)
        if not title:
            self.title.hide()
        theme.mark(self.title, "bold")
        self.note = QLabel(note)
        self.note.setWordWrap(True)
        if not note:
            self.note.hide()
        theme.mark(self.note, "small")
        self.verb = QPushButton(verb)
        self.verb.setToolTip("Enter, в многострочном поле – Ctrl+Enter")
        theme.mark(self.verb, "primary")
        self.verb.clicked.connect(lambda _checked=False: self.submit())
        self.cancel = QPushButton("Отмена")
        self.cancel.setToolTip("Esc")
        self.cancel.clicked.connect(lambda _checked=False: self.cancelled.emit())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.verb)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.title)
        box.addWidget(self.note)
        box.addWidget(FormGrid(fields))
        box.addLayout(buttons)

    def fill(self, *values: object) -> None:
        """Values of the fields in their order; those not given become empty."""
        for place, field in enumerate(self.fields):
            field.commit_stopped()
            field.set_value(values[place] if place < len(values) else None)

    def take_focus(self) -> None:
        """The cursor goes into the first field that still wants something."""
        empty = next((field for field in self._required if not field.value()), None)
        field = empty or next((field for field in self.fields if not isinstance(field.value(), date)), self.fields[0])
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        for field in self.fields:
            field.set_problem("")
            field.commit()
        for field in self._required:
            if not field.value() and not field.problem.text():
                field.set_problem("Без этого не обойтись.")
        wrong = next((field for field in self.fields if field.problem.text()), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.submitted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not isinstance(self.focusWidget(), QPushButton):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control or not isinstance(self.focusWidget(), QPlainTextEdit):
                self.submit()
        else:
            super().keyPressEvent(event)
