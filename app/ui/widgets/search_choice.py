"""One of many by typing a few of its letters: a filter for lists too long to scroll through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from app.services.text_ru import search_key
from app.ui import theme
from app.ui.widgets.fields import asks_for_undo

_VALUE, _KEY = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class _Finder(QCompleter):
    """Finds a part of a name whatever its case, «ё» as «е»."""

    def splitPath(self, path: str) -> list[str]:
        return [search_key(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


class SearchChoice(QComboBox):
    """`set_choices((name, value)…)`; an empty field means all and has the value None. `chosen(value)` comes when another
    one is chosen; what fits nothing gives way to what was chosen before.
    """

    chosen = Signal(object)

    def __init__(self, all_text: str) -> None:
        super().__init__()
        self._all_text = all_text
        self._value: Any = None
        self._choices: tuple[tuple[str, Any], ...] | None = None
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(14)
        self.setAccessibleName(all_text)
        self.setToolTip(f"Отбор: {all_text[:1].lower()}{all_text[1:]}. Начните печатать название.")
        finder = _Finder(self._items, self)
        finder.setCompletionRole(_KEY)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        finder.setMaxVisibleItems(12)
        self.setCompleter(finder)
        finder.activated[QModelIndex].connect(  # type: ignore[index]
            lambda index: self._choose(index.data(_VALUE))
        )
        line = self.field()
        line.setPlaceholderText(all_text)
        line.setClearButtonEnabled(True)
        line.installEventFilter(self)
        line.textEdited.connect(lambda text: None if text.strip() else self._choose(None))
        line.editingFinished.connect(self._settle)
        self.activated.connect(lambda at: self._choose(self.itemData(at, _VALUE)))
        self.set_choices(())

    def field(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None
        return line

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a choice without telling anybody; what is not among the choices means all."""
        at = self.findData(value, _VALUE) if value is not None else -1
        self._value = value if at >= 0 else None
        self._show()

    def set_choices(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Replace the entries, keeping what is chosen when it is still there."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        kept = self._value
        items = []
        for text, value in ((self._all_text, None), *choices):
            item = QStandardItem(text)
            item.setData(value, _VALUE)
            item.setData(search_key(text), _KEY)
            items.append(item)
        self.blockSignals(True)
        self._items.clear()
        self._items.invisibleRootItem().appendRows(items)  # all at once: the list is measured after each
        self.blockSignals(False)
        self.set_value(kept)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(210), super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc empties the field before it means anything else; undo belongs to the window."""
        if watched is self.lineEdit():
            if asks_for_undo(event):
                event.ignore()
                return True
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and bool(self.field().text())
            if escape and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if escape and event.type() == QEvent.Type.KeyPress:
                self._choose(None)
                return True
        return super().eventFilter(watched, event)

    # -- inside

    def _choose(self, value: Any) -> None:
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.chosen.emit(value)

    def _show(self) -> None:
        at = self.findData(self._value, _VALUE) if self._value is not None else -1
        self.blockSignals(True)
        self.setCurrentIndex(at)
        self.setEditText(self.itemText(at) if at >= 0 else "")
        self.blockSignals(False)
        self.field().setCursorPosition(0)

    def _settle(self) -> None:
        """Enter and leaving the field: the name that was typed, else the first that fits, else what was before."""
        typed = self.field().text()
        if self._value is not None and typed == self.itemText(self.findData(self._value, _VALUE)):
            return
        key = search_key(typed)
        if not key:
            self._choose(None)
            return
        rows = [self._items.item(at) for at in range(1, self._items.rowCount())]
        fits = [item for item in rows if item.data(_KEY) == key] or [item for item in rows if key in str(item.data(_KEY))]
        self._choose(fits[0].data(_VALUE) if fits else self._value)
