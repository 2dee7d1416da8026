"""Schools × counts: typed, pasted from Excel, filled down; every change is saved at once and can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QLineEdit, QWidget

from app.services.indices.rows import INPUT, INPUTS, SchoolName
from app.services.text_ru import number
from app.ui import theme
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
Values = dict[tuple[int, str], int | None]
"""{(organisation, key of an input): count or None = cleared}."""
COLUMN = 80
NAMES, WIDEST = 200, 330


def parsed(text: str) -> int | None:
    """«1 204» → 1204; ValueError for what is no whole number."""
    digits = "".join(text.replace("\u00a0", " ").split())
    if not digits:
        return None
    if not digits.isdecimal():
        raise ValueError(text)
    return int(digits)


class CountsModel(QAbstractTableModel):
    changed = Signal(object)
    """`Values` a person gave; the owner saves them."""
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.schools: tuple[SchoolName, ...] = ()
        self.counts: dict[tuple[int, str], int] = {}

    def show_counts(self, schools: Sequence[SchoolName], counts: Mapping[tuple[int, str], int]) -> None:
        """The same schools keep the cursor and an open editor where they are."""
        self.counts = dict(counts)
        if tuple(schools) != self.schools:
            self.beginResetModel()
            self.schools = tuple(schools)
            self.endResetModel()
        elif self.schools:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.schools) - 1, len(INPUTS) - 1))

    def give(self, values: Values) -> None:
        """Show and hand on what was typed or pasted."""
        new = {cell: value for cell, value in values.items() if self.counts.get(cell) != value}
        for cell, value in new.items():
            if value is None:
                self.counts.pop(cell, None)
            else:
                self.counts[cell] = value
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.schools) - 1, len(INPUTS) - 1))
            self.changed.emit(new)

    def cell(self, row: int, column: int) -> tuple[int, str]:
        return self.schools[row].organisation_id, INPUTS[column].key

    def contradiction(self, row: int, column: int) -> str:
        """A part greater than its whole, in words."""
        school, key = self.cell(row, column)
        whole, value = INPUT[key].whole, self.counts.get((school, key))
        if not whole or value is None:
            return ""
        most = self.counts.get((school, whole))
        if most is None:
            return f"Заполните и «{INPUT[whole].short}»: без него доля не считается."
        return f"Больше, чем «{INPUT[whole].short}» ({number(most)})." if value > most else ""

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.schools)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(INPUTS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            name = self.schools[section].name if section < len(self.schools) else ""
            return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return INPUTS[section].short
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{INPUTS[section].group}: {INPUTS[section].title[:1].lower()}{INPUTS[section].title[1:]}"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            value = self.counts.get(self.cell(index.row(), index.column()))
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole):
            wrong = self.contradiction(index.row(), index.column())
            if not wrong:
                return None
            if role == Qt.ItemDataRole.ToolTipRole:
                return wrong
            return theme.color("overdue") if role == Qt.ItemDataRole.ForegroundRole else theme.status_icon("warning")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        try:
            count = parsed(str(value))
        except ValueError:
            self.refused.emit(f"«{value}» — не целое число.")
            return False
        self.give({self.cell(index.row(), index.column()): count})
        return True


class CountsGrid(SchoolGrid):
    said = Signal(str, str)
    """(what happened, what to do) for the message line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Данные школ для показателей", parent)
        self.counts = CountsModel(self)
        self.setModel(self.counts)
        self.setShowGrid(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        self.counts.modelReset.connect(self._measure)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        names, header = self.verticalHeader(), self.horizontalHeader()
        names.setDefaultSectionSize(theme.row_height())
        header.setDefaultSectionSize(theme.px(COLUMN))
        metrics = header.fontMetrics()
        for column, info in enumerate(INPUTS):  # words are not broken
            longest = max(metrics.horizontalAdvance(word) for word in info.short.split())
            header.resizeSection(column, max(theme.px(COLUMN), longest + 2 * theme.SPACE))
        header.setFixedHeight(3 * self.fontMetrics().lineSpacing() + theme.SPACE)
        self._give_rest_to_names()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_rest_to_names()

    def _give_rest_to_names(self) -> None:
        """What the columns leave, within reason."""
        names, header = self.verticalHeader(), self.horizontalHeader()
        left = self.width() - header.length() - 2 * self.frameWidth() - self.verticalScrollBar().sizeHint().width()
        names.setFixedWidth(max(theme.px(NAMES), min(theme.px(WIDEST), left)))
        self.corner.setGeometry(self.frameWidth(), self.frameWidth(), names.width(), header.height())

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif control and key in (Qt.Key.Key_D, 0x412):  # D, and В of the Russian layout
            self.fill_down()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.counts.give({self.counts.cell(i.row(), i.column()): None for i in self.selectedIndexes()})
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(1)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes down, Tab to the right, as in Excel."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and isinstance(editor, QLineEdit):
            self._step(1)

    def _step(self, down: int) -> None:
        here = self.currentIndex()
        there = self.counts.index(here.row() + down, here.column())
        if there.isValid():
            self.setCurrentIndex(there)

    def _rectangle(self) -> tuple[range, range]:
        chosen = self.selectedIndexes() or [self.currentIndex()]
        rows, columns = [i.row() for i in chosen], [i.column() for i in chosen]
        return range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)

    def copy(self) -> None:
        rows, columns = self._rectangle()
        lines = ["\t".join(str(self.counts.index(row, column).data() or "") for column in columns) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """A block from the clipboard, its corner at the current cell; one number fills all that is chosen."""
        lines = QGuiApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n").split("\n")
        block = [line.split("\t") for line in lines]
        rows, columns = self._rectangle()
        if len(block) == len(block[0]) == 1:
            block = [block[0] * len(columns) for _row in rows]
        values: Values = {}
        wrong = outside = 0
        for down, line in enumerate(block):
            for right, text in enumerate(line):
                row, column = rows.start + down, columns.start + right
                if row >= len(self.counts.schools) or column >= len(INPUTS):
                    outside += bool(text.strip())
                    continue
                try:
                    values[self.counts.cell(row, column)] = parsed(text)
                except ValueError:
                    wrong += 1
        self.counts.give(values)
        if wrong or outside:
            parts = [f"не числа: {number(wrong)}"] * bool(wrong) + [f"не поместилось: {number(outside)}"] * bool(outside)
            self.said.emit(f"Вставлено не всё: {', '.join(parts)}.", "Проверьте, с какой ячейки начата вставка.")

    def fill_down(self) -> None:
        """The upper cells of the selection into those under them."""
        rows, columns = self._rectangle()
        top = {column: self.counts.counts.get(self.counts.cell(rows.start, column)) for column in columns}
        self.counts.give({self.counts.cell(row, column): top[column] for row in rows[1:] for column in columns})
