"""Labelled fields that save as one types and show problems under themselves.

    name = TextField("Краткое название", required=True)
    name.committed.connect(lambda value: save(short_name=value))
    name.set_value(row.short_name)
    name.set_problem("Такое название уже есть")

`committed` comes when the value has changed and the person paused, left the field or pressed Enter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from app.services.problems import Problem
from app.services.text_ru import short_date
from app.ui import theme

PAUSE_MS = 600
"""Typing is saved after a pause of this length."""


def asks_for_undo(event: QEvent) -> bool:
    """Ctrl+Z or Ctrl+Y about to be kept by a text field. The window decides: the field's own typing first, then the
    last saved action; else the key would do nothing in a field that has nothing to take back.
    """
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.ShortcutOverride
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)
    )


class Field(QWidget):
    """Label above, editor, and a line for a problem below it. Subclasses give the editor and the value."""

    committed = Signal(object)
    edited = Signal()

    def __init__(
        self, label: str, editor: QWidget, *, required: bool = False, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._last: Any = None
        self._filling = False
        self.label = QLabel(f"{label}{'' if not required else ' *'}")
        self.label.setBuddy(editor)
        theme.mark(self.label, "small")
        editor.setAccessibleName(label)
        if hint:
            editor.setToolTip(hint)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        theme.mark(self.problem, "problem")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.label)
        box.addWidget(self._editor_row())
        box.addWidget(self.problem)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.commit)
        editor.installEventFilter(self)
        self.setFocusProxy(editor)

    # -- to override

    def value(self) -> Any:
        raise NotImplementedError

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _editor_row(self) -> QWidget:
        return self.editor

    def _own_problem(self) -> str:
        """A problem that the field sees by itself (a date that is none)."""
        return ""

    # -- for the owner

    def set_value(self, value: Any) -> None:
        """Show a value without saving it. What is being typed right now is not overwritten."""
        if self._later.isActive():
            return
        self._filling = True
        self._later.stop()
        self._show(value)
        self._filling = False
        self._last = self.value()
        self.set_problem("")

    def set_problem(self, problem: Problem | str | None) -> None:
        """Show what is wrong under the field; empty or None = nothing is."""
        text = problem.text if isinstance(problem, Problem) else (problem or "")
        warning = isinstance(problem, Problem) and problem.severity != "error"
        theme.mark(self.problem, "warning" if warning else "problem")
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.editor.setProperty("wrong", "true" if text and not warning else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def commit(self) -> None:
        """Save now if the value differs from the last one."""
        self._later.stop()
        own = self._own_problem()
        if own:
            self.set_problem(own)
            return
        value = self.value()
        if value != self._last:
            self._last = value
            self.committed.emit(value)

    def commit_stopped(self) -> None:
        """Forget what is being typed: another row is about to be shown."""
        self._later.stop()

    # -- inside

    def _typed(self) -> None:
        if not self._filling:
            if self.problem.text() and not self._own_problem():
                self.set_problem("")
            self.edited.emit()
            self._later.start()

    def _picked(self) -> None:
        if not self._filling:
            self.edited.emit()
            self.commit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and asks_for_undo(event):
            event.ignore()
            return True
        if watched is self.editor and event.type() == QEvent.Type.FocusOut and self._later.isActive():
            self.commit()
        return super().eventFilter(watched, event)


class TextField(Field):
    """One line; surrounding white space is not kept."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", placeholder: str = "", width: int = 0) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        if width:
            self.line.setMaximumWidth(theme.px(width))
        super().__init__(label, self.line, required=required, hint=hint)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.commit)

    def value(self) -> str:
        return self.line.text().strip()

    def _show(self, value: Any) -> None:
        text = str(value or "")
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)


class NumberField(TextField):
    """A whole number or nothing."""

    def __init__(
        self, label: str, *, required: bool = False, hint: str = "", low: int = 0, high: int = 1_000_000, width: int = 120
    ) -> None:
        super().__init__(label, required=required, hint=hint, width=width)
        self._low, self._high = low, high
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> Any:
        text = re.sub(r"\s", "", self.line.text())
        return int(text) if re.fullmatch(r"\d{1,9}", text) else None

    def _own_problem(self) -> str:
        if not self.line.text().strip():
            return ""
        value = self.value()
        if value is None:
            return "Нужно целое число."
        return "" if self._low <= value <= self._high else f"Число от {self._low} до {self._high}."

    def _show(self, value: Any) -> None:
        super()._show("" if value is None else str(value))


class MemoField(Field):
    """Several lines; grows with its text up to `lines`."""

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        hint: str = "",
        placeholder: str = "",
        lines: int = 4,
        warn_of: Callable[[str], str] | None = None,
    ) -> None:
        """`warn_of(text)` → what to say under the field while it is typed (personal data); it does not keep from saving."""
        self._warn_of = warn_of
        self.memo = QPlainTextEdit()
        self.memo.setPlaceholderText(placeholder)
        self.memo.setTabChangesFocus(True)
        self._lines = lines
        super().__init__(label, self.memo, required=required, hint=hint)
        self.memo.textChanged.connect(self._typed)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def value(self) -> str:
        return self.memo.toPlainText().strip()

    def _typed(self) -> None:
        super()._typed()
        said = self._warn_of(self.value()) if self._warn_of is not None and not self._filling else ""
        if said:
            self.set_problem(Problem("warning", "personal_data", said))

    def _show(self, value: Any) -> None:
        if self.memo.toPlainText() != str(value or ""):
            self.memo.setPlainText(str(value or ""))

    def _measure(self) -> None:
        self.memo.setFixedHeight(self.memo.fontMetrics().lineSpacing() * self._lines + 20)


class _CalmCombo(QComboBox):
    """Scrolling the panel over a closed list must not change the value."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceField(Field):
    """One of several values: `choices` are (text, value)."""

    def __init__(self, label: str, choices: Sequence[tuple[str, Any]], *, required: bool = False, hint: str = "") -> None:
        self.combo = _CalmCombo()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        super().__init__(label, self.combo, required=required, hint=hint)
        self.set_choices(choices)
        self.combo.activated.connect(lambda _index: self._picked())

    def set_choices(self, choices: Sequence[tuple[str, Any]]) -> None:
        kept = self.combo.currentData()
        self.combo.clear()
        for text, value in choices:
            self.combo.addItem(text, value)
        self._show(kept)

    def value(self) -> Any:
        return self.combo.currentData()

    def _show(self, value: Any) -> None:
        at = self.combo.findData(value)
        self.combo.setCurrentIndex(at if at >= 0 else (0 if value is None else -1))


class CheckField(Field):
    """Yes or no; the words stand beside the box."""

    def __init__(self, text: str, *, hint: str = "") -> None:
        self.box = QCheckBox(text)
        super().__init__("", self.box, hint=hint)
        self.box.setAccessibleName(text)
        self.label.hide()
        self.box.clicked.connect(lambda _on: self._picked())

    def value(self) -> bool:
        return self.box.isChecked()

    def _show(self, value: Any) -> None:
        self.box.setChecked(bool(value))


def parse_date(text: str, today: date) -> date | None:
    """«14.03.2026», «14.3.26», «14.03» (this calendar year), «сегодня», «завтра»; None when it is no date."""
    text = text.strip().casefold()
    if text in ("сегодня", "завтра", "вчера"):
        return today + timedelta(days={"вчера": -1, "сегодня": 0, "завтра": 1}[text])
    match = re.fullmatch(r"(\d{1,2})[.,/\- ](\d{1,2})(?:[.,/\- ](\d{4}|\d{2}))?\s*(?:г\.?)?", text)
    if not match:
        return None
    year = int(match[3]) if match[3] else today.year
    try:
        return date(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
    except ValueError:
        return None


class DateField(Field):
    """A day typed as «14.03.2026» or picked from a calendar; may be empty."""

    def __init__(self, label: str, *, required: bool = False, hint: str = "", today: Callable[[], date] = date.today) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText("дд.мм.гггг")
        self.line.setMaximumWidth(theme.px(140))
        self._today = today
        self._button = QToolButton()
        self._button.setIcon(theme.icon("calendar-month-outline"))
        self._button.setToolTip("Выбрать в календаре")
        self._button.clicked.connect(self._pick)
        super().__init__(label, self.line, required=required, hint=hint)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._tidy)

    def _editor_row(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.line)
        box.addWidget(self._button)
        box.addStretch(1)
        return row

    def value(self) -> date | None:
        return parse_date(self.line.text(), self._today())

    def _own_problem(self) -> str:
        return "Дата пишется так: 14.03.2026." if self.line.text().strip() and self.value() is None else ""

    def _show(self, value: Any) -> None:
        self.line.setText(short_date(value) if value else "")

    def _tidy(self) -> None:
        value = self.value()
        if value is not None:
            self._filling = True
            self.line.setText(short_date(value))
            self._filling = False
        self.commit()

    def _pick(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        now = self.value() or self._today()
        calendar.setSelectedDate(QDate(now.year, now.month, now.day))

        def chosen(day: QDate) -> None:
            menu.close()
            self._show(date(day.year(), day.month(), day.day()))
            self._picked()

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height())))


class FormGrid(QWidget):
    """Fields one under another; a tuple of fields shares a line."""

    def __init__(self, rows: Sequence[Field | tuple[Field, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(theme.SPACE)
        for at, row in enumerate(rows):
            fields = row if isinstance(row, tuple) else (row,)
            span = 6 // len(fields)
            for n, field in enumerate(fields):
                grid.addWidget(field, at, n * span, 1, span, Qt.AlignmentFlag.AlignTop)
