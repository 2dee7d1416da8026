"""«Перенести…»: the new days of a procedure and everything that changes with them, to be confirmed."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.calendar.rules import window_words
from app.services.plan.rows import HANGING, Hanging, MovePreview, PlanRow
from app.ui import theme
from app.ui.calendar import columns
from app.ui.calendar.inner_page import InnerPage
from app.ui.context import UiContext
from app.ui.widgets.fields import DateField
from app.ui.widgets.row_table import RowTable

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class MovePage(InnerPage):
    """`preview_wanted` comes with every other day; the owner answers by `show_preview` or `show_refusal`."""

    preview_wanted = Signal(int, object, object, object)
    """(procedure id, first day, last day, shift the schools' days: True, False or None = as usual)."""
    confirmed = Signal(object)

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Перенести")
        self._row: PlanRow | None = None
        self._preview: MovePreview | None = None
        self._shift: bool | None = None

        def today() -> date:
            return ui.ctx.clock().date()

        self.starts = DateField("Первый день", today=today)
        self.ends = DateField("Последний день", today=today)
        for field in (self.starts, self.ends):
            field.committed.connect(lambda _value: self._ask())
            field.editor.installEventFilter(self)
        self.earlier = QPushButton("На неделю раньше")
        self.earlier.setToolTip("Alt+↑; на день — Alt+←")
        self.later = QPushButton("На неделю позже")
        self.later.setToolTip("Alt+↓; на день — Alt+→")
        self.earlier.clicked.connect(lambda _checked=False: self.shift(-7))
        self.later.clicked.connect(lambda _checked=False: self.shift(7))
        self.with_schools = QCheckBox("Переносить дни, выбранные школами, и людей")
        self.with_schools.clicked.connect(self._shift_clicked)
        row = QHBoxLayout()
        row.setSpacing(theme.AROUND)
        row.addWidget(self.starts)
        row.addWidget(self.ends)
        for widget in (self.earlier, self.later):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        fields = QWidget()
        fields.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "bold")
        self.table: RowTable[Hanging] = RowTable(
            columns.MOVES, key=lambda h: (h.kind, h.row_id, h.what, h.title), state=ui.state, state_key="calendar_move"
        )
        self.table.setAccessibleName("Что изменится")
        for part in (fields, self.with_schools, self.summary):
            self.body.addWidget(part)
        self.body.addWidget(self.table, 1)
        self.submitted.connect(self._confirm)

    def open(self, row: PlanRow, starts: date | None, ends: date | None) -> None:
        """Begin with these days."""
        self._row, self._preview, self._shift = row, None, None
        self.heading.setText(f"Перенос: {row.title}")
        self.note.setText(f"Сейчас: {window_words(row.starts_on, row.ends_on)}")
        for field, value in ((self.starts, starts), (self.ends, ends)):
            field.commit_stopped()
            field.set_value(value)
        self.table.set_rows(())
        self._ask()

    def shift(self, days: int) -> None:
        """Both days as many days later or earlier."""
        step = timedelta(days=days)
        starts, ends = self.starts.value(), self.ends.value()
        for field, value in ((self.starts, starts), (self.ends, ends)):
            field.commit_stopped()
            field.set_value(value + step if value else None)
        self._ask()

    def show_preview(self, preview: MovePreview) -> None:
        self._preview = preview
        same = self._row is not None and preview.after == (self._row.starts_on, self._row.ends_on)
        moved = sum(one.moves for one in preview.hanging)
        counts = {words.lower(): sum(one.moves for one in preview.hanging if one.kind == kind) for kind, words in HANGING.items()}
        kinds = ", ".join(f"{words} — {count}" for words, count in counts.items() if count)
        wrong = sum(bool(one.warning) for one in preview.hanging)
        if same:
            text = "Укажите новые сроки."
        elif preview.hanging:
            text = f"Станет: {window_words(*preview.after)}. Изменится дат: {moved}{f' ({kinds})' if kinds else ''}."
            text += f" Требуют внимания: {wrong}." if wrong else ""
        else:
            text = f"Станет: {window_words(*preview.after)}. Другие даты от этих сроков не зависят."
        self.summary.setText(text)
        self.table.set_rows(preview.hanging)
        self.table.setVisible(bool(preview.hanging))
        self.with_schools.setChecked(preview.shift_slots)
        self.with_schools.setVisible(bool(preview.of("slot") or preview.of("assignment")) and not same)
        self.show_problems(preview.problems)
        self.verb.setEnabled(not same)

    def show_refusal(self, text: str) -> None:
        self._preview = None
        self.table.set_rows(())
        self.summary.setText("")
        self.show_problems([text])
        self.verb.setEnabled(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            self.shift(_STEPS[key])
            return True
        return False

    def _shift_clicked(self, on: bool) -> None:
        self._shift = on
        self._ask()

    def _ask(self) -> None:
        if self._row is not None:
            self.verb.setEnabled(False)
            self.preview_wanted.emit(self._row.procedure_id, self.starts.value(), self.ends.value(), self._shift)

    def _confirm(self) -> None:
        if self._preview is not None:
            self.confirmed.emit(self._preview)
