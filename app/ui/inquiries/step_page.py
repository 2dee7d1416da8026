"""What every step of an inquiry is: a scrolling column of sections that shows an inquiry and changes it by commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.inquiries.rows import CLOSED, Inquiry
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe

if TYPE_CHECKING:
    from app.ui.widgets.fields import Field


class StepPage(QWidget):
    """Override `show_inquiry`; `command` runs one of `services.inquiries.commands` on the inquiry shown."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self.inquiry: Inquiry | None = None
        self._started = self._stored = 0
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.SPACE)

    def show_inquiry(self, inquiry: Inquiry) -> None:
        raise NotImplementedError

    def save(self) -> None:
        """The page is being left: store what is being typed."""

    @property
    def is_open(self) -> bool:
        return self.inquiry is not None and self.inquiry.row.state not in CLOSED

    def command(self, name: str, *values: Any, done: Callable[[Changes], None] | None = None, **more: Any) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return
        number = inquiry.row.id
        self._started += 1

        def job(_progress: object) -> Changes:
            from app.services.inquiries import commands

            try:
                changes: Changes = getattr(commands, name)(self.ui.ctx, number, *values, **more)
            finally:
                self._stored += 1
            return changes

        self.ui.worker.write(job, done=done, failed=self._refused, owner=self)

    @property
    def saving(self) -> bool:
        """Something typed is not stored yet: what is read of the base now would overwrite it in the tables."""
        return self._started != self._stored

    def _refused(self, error: BaseException) -> None:
        """Say why, and show what is stored."""
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")
        if self.inquiry is not None:
            self.show_inquiry(self.inquiry)

    def print_form(self, code: str, **more: Any) -> None:
        from app.ui.print_form import open_form

        if self.inquiry is not None:
            self.save()
            open_form(self.ui, self, code, inquiry_id=self.inquiry.row.id, **more)


def words_label(kind: str = "") -> QLabel:
    """A paragraph that can be copied."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if kind:
        theme.mark(label, kind)
    return label


def button(words: str, act: Callable[[], None], *, icon: str = "", primary: bool = False, tip: str = "") -> QPushButton:
    made = QPushButton(words)
    if icon:
        made.setIcon(theme.icon(icon, "on_accent" if primary else "secondary"))
    if primary:
        theme.mark(made, "primary")
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(lambda _checked=False: act())
    return made


def line_of(*widgets: QWidget) -> QHBoxLayout:
    """Side by side, at the left."""
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
    row.addStretch(1)
    return row


def show_all(pairs: dict[Field, Any], *, enabled: bool) -> None:
    """Values into fields; fields of a closed inquiry can only be read."""
    for field, value in pairs.items():
        field.set_value(value)
        field.editor.setEnabled(enabled)
