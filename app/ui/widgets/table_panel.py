"""A table with its filter row and the counter «показано 34 из 189»."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.services.text_ru import number
from app.ui import theme
from app.ui.ui_state import UiState
from app.ui.widgets.fields import asks_for_undo
from app.ui.widgets.row_table import RowTable

R = TypeVar("R")


class ChoiceFilter(QComboBox):
    """One field of the filter row. `accept(row, value)`; the first entry means «all» and has the value None."""

    def __init__(
        self, key: str, all_text: str, accept: Callable[[Any, Any], bool], choices: Sequence[tuple[str, Any]] = ()
    ) -> None:
        super().__init__()
        self.key, self._all_text, self.accept = key, all_text, accept
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setAccessibleName(all_text)
        self.setToolTip(f"Отбор: {all_text[:1].lower()}{all_text[1:]}")
        self.set_choices(choices)

    def minimumSizeHint(self) -> QSize:
        """As wide as its words where there is room, narrower where there is none."""
        return QSize(theme.px(84), super().minimumSizeHint().height())

    def set_choices(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Replace the entries, keeping what is chosen when it is still there."""
        kept = self.currentData()
        self.blockSignals(True)
        self.clear()
        self.addItem(self._all_text, None)
        for text, value in choices:
            self.addItem(text, value)
        self.setCurrentIndex(max(0, self.findData(kept)) if kept is not None else 0)
        self.blockSignals(False)


class TablePanel(QWidget, Generic[R]):
    """Filter field, choice filters, counter and the table; an empty state takes the place of the table.

    `filters_left` may hold further widgets put before the counter. The filter text and choices are remembered
    under the table's own state key.
    """

    filtered = Signal()

    def __init__(
        self,
        table: RowTable[R],
        *,
        placeholder: str = "Отобрать по словам",
        filters: Sequence[ChoiceFilter] = (),
        state: UiState | None = None,
        state_key: str = "",
        empty: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.table = table
        self.filters = tuple(filters)
        self._state, self._state_key = state, f"filter/{state_key}" if state_key else ""
        self.words = QLineEdit()
        self.words.setPlaceholderText(placeholder)
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName(placeholder)
        self.words.addAction(theme.icon("filter-outline"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setMinimumWidth(theme.px(110))
        self.words.setMaximumWidth(theme.px(320))
        self.words.installEventFilter(self)
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words, 2)
        for field in self.filters:
            row.addWidget(field)
            field.currentIndexChanged.connect(self._apply)
        self.extra = QHBoxLayout()
        self.extra.setSpacing(theme.SPACE)
        row.addLayout(self.extra)
        row.addStretch(1)
        row.addWidget(self.counter)
        self._nothing = QLabel("По этому отбору ничего нет. Очистите поле или выберите другой отбор.")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        theme.mark(self._nothing, "note")
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(self._nothing)
        self._empty = empty
        if empty is not None:
            self._stack.addWidget(empty)
        self._bar = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._bar.setLayout(row)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self._bar)
        box.addWidget(self._stack, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self._apply)
        self.words.textChanged.connect(self._typed)
        self.table.rows_changed.connect(self._count)
        self._restore()
        self._count()

    def set_rows(self, rows: Sequence[R]) -> None:
        self.table.set_rows(rows)

    def clear_filters(self) -> None:
        self.words.clear()
        for field in self.filters:
            field.setCurrentIndex(0)
        self._apply()

    def focus_filter(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter go from the field into the table, Esc empties the field."""
        if watched is self.words and asks_for_undo(event):
            event.ignore()
            return True
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape and self.words.text():
                event.accept()
                return True
            return False
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._apply()
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                if not self.table.currentIndex().isValid() and self.table.shown_count():
                    self.table.selectRow(0)
                return True
            if event.key() == Qt.Key.Key_Escape and self.words.text():
                self.words.clear()
                self._apply()
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        if self.table.all_count() < 3000:
            self._apply()
        else:
            self._later.start()

    def _apply(self) -> None:
        self._later.stop()
        chosen = [(f, f.currentData()) for f in self.filters if f.currentData() is not None]
        self.table.set_filter((lambda row: all(f.accept(row, value) for f, value in chosen)) if chosen else None)
        self.table.set_words(self.words.text())
        self._remember()
        self.filtered.emit()

    def _count(self) -> None:
        shown, total = self.table.shown_count(), self.table.all_count()
        self.counter.setText(f"всего {number(total)}" if shown == total else f"показано {number(shown)} из {number(total)}")
        if total == 0 and self._empty is not None:
            self._stack.setCurrentWidget(self._empty)
        else:
            self._stack.setCurrentWidget(self._nothing if shown == 0 and total else self.table)
        self._bar.setVisible(total > 0 or self._empty is None)

    def _remember(self) -> None:
        if self._state is not None and self._state_key:
            chosen = {f.key: f.currentData() for f in self.filters if f.currentData() is not None}
            self._state.put(self._state_key, {"words": self.words.text(), "chosen": chosen})

    def _restore(self) -> None:
        kept = self._state.get(self._state_key) if self._state is not None and self._state_key else None
        if not isinstance(kept, dict):
            return
        chosen = kept.get("chosen") or {}
        for field in self.filters:
            at = field.findData(chosen[field.key]) if field.key in chosen else -1
            if at > 0:
                field.setCurrentIndex(at)
        if isinstance(kept.get("words"), str):
            self.words.setText(kept["words"])
        self._apply()
