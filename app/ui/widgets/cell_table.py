"""Small tables typed like a spreadsheet: Enter goes down, Tab to the next cell one may write into, blocks are pasted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui import theme

_READ = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_WRITE = _READ | Qt.ItemFlag.ItemIsEditable
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellTable(QTableWidget):
    """`typed(row, column, text)` comes when a person changed a cell; `pasted(row, column, text)` with a block of several."""

    typed = Signal(int, int, str)
    pasted = Signal(int, int, str)

    def __init__(self, titles: Sequence[str], writable: Sequence[int], name: str, parent: QWidget | None = None) -> None:
        super().__init__(0, len(titles), parent)
        self.writable = frozenset(writable)
        self._locked = False
        self._by_enter = False
        self.setHorizontalHeaderLabels(list(titles))
        self.setAccessibleName(name)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(theme.px(36))
        self.cellChanged.connect(self._changed)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def set_columns(self, titles: Sequence[str], writable: Sequence[int]) -> None:
        """Other columns, without rows until the next `show_texts`."""
        self.clear()
        self.setRowCount(0)
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(list(titles))
        self.writable = frozenset(writable)

    def set_widths(self, widths: Sequence[int], stretch: int = -1) -> None:
        """Of the columns, pixels at the usual font; the one at `stretch` takes what is left."""
        for at, width in enumerate(widths):
            self.setColumnWidth(at, theme.px(width))
        if stretch >= 0:
            self.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def lock(self, locked: bool) -> None:
        """Nothing can be written while locked. Call before `show_texts`."""
        self._locked = locked

    def show_texts(self, rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
        """Other texts; the cursor and a cell being typed stay where they are when the number of rows is the same."""
        self.blockSignals(True)
        self.setRowCount(len(rows))
        for at, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = self.item(at, column)
                if item is None:
                    item = QTableWidgetItem()
                    if column in right:
                        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    self.setItem(at, column, item)
                if item.text() != text:
                    item.setText(text)
                item.setToolTip(text if len(text) > 24 else "")
                item.setFlags(_WRITE if column in self.writable and not self._locked else _READ)
        self.blockSignals(False)

    def fit_rows(self, most: int = 14) -> None:
        """As tall as its rows, `most` of them at the most."""
        rows = max(1, min(most, self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * theme.row_height() + 4)

    def text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self._clear()
        elif event.key() in _ENTER:
            if self.state() != QAbstractItemView.State.EditingState:  # else the closing editor moves down
                self._down()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page goes back
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:  # Tab skips what cannot be written into
        if action in (QAbstractItemView.CursorAction.MoveNext, QAbstractItemView.CursorAction.MovePrevious):
            step = 1 if action == QAbstractItemView.CursorAction.MoveNext else -1
            columns, total = self.columnCount(), self.columnCount() * self.rowCount()
            at = self.currentRow() * columns + self.currentColumn() + step
            while 0 <= at < total:
                if at % columns in self.writable and not self.isColumnHidden(at % columns):
                    return self.model().index(at // columns, at % columns)
                at += step
        return super().moveCursor(action, modifiers)

    def _down(self) -> None:
        if self.currentRow() + 1 < self.rowCount():
            self.setCurrentCell(self.currentRow() + 1, self.currentColumn())

    def _clear(self) -> None:
        for index in self.selectedIndexes():
            item = self.item(index.row(), index.column())
            if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable and item.text():
                item.setText("")

    def _copy(self) -> None:
        chosen = self.selectedRanges()
        if not chosen:
            return
        part = chosen[0]
        columns = [c for c in range(part.leftColumn(), part.rightColumn() + 1) if not self.isColumnHidden(c)]
        lines = ("\t".join(self.text(r, c) for c in columns) for r in range(part.topRow(), part.bottomRow() + 1))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _paste(self) -> None:
        if not self._locked:
            self.paste_text(QGuiApplication.clipboard().text())

    def paste_text(self, text: str) -> None:
        """Several cells go to the owner as they are; a single one is written where the cursor is."""
        if "\n" in text.strip("\r\n") or "\t" in text:
            self.pasted.emit(max(0, self.currentRow()), max(0, self.currentColumn()), text)
            return
        item = self.currentItem()
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            item.setText(text.strip())

    def _changed(self, row: int, column: int) -> None:
        self.typed.emit(row, column, self.text(row, column))

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())

    def edit_index(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self.setCurrentCell(index.row(), index.column())


class RowsEditor(CellTable):
    """A list a person writes: an empty row always waits at the end; `changed()` comes with each cell written."""

    changed = Signal()

    def __init__(self, titles: Sequence[str], name: str, parent: QWidget | None = None, right: Sequence[int] = ()) -> None:
        super().__init__(titles, range(len(titles)), name, parent)
        self.most = 14
        """Rows in sight."""
        self._right = tuple(right)
        self._width = len(titles)
        self.typed.connect(lambda _row, _column, _text: self._written())
        self.pasted.connect(self._block)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        wanted = [list(row) for row in rows]
        if wanted != [list(row) for row in self.rows()] or not self.rowCount() or self._locked:
            extra = [] if self._locked and wanted else [[""] * self._width]
            self.show_texts([*wanted, *extra], self._right)
        self.fit_rows(self.most)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Without the empty ones."""
        found = (tuple(self.text(row, column) for column in range(self._width)) for row in range(self.rowCount()))
        return tuple(row for row in found if any(row))

    def _written(self) -> None:
        last = self.rowCount() - 1
        if any(self.text(last, column) for column in range(self._width)):
            kept = [[self.text(row, column) for column in range(self._width)] for row in range(self.rowCount())]
            self.show_texts([*kept, [""] * self._width], self._right)
            self.fit_rows(self.most)
        self.changed.emit()

    def _block(self, row: int, column: int, text: str) -> None:
        lines = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")]
        kept = [[self.text(r, c) for c in range(self._width)] for r in range(self.rowCount())]
        while len(kept) < row + len(lines) + 1:
            kept.append([""] * self._width)
        for down, cells in enumerate(lines):
            for right, cell in enumerate(cells[: self._width - column]):
                kept[row + down][column + right] = cell.strip()
        self.show_texts(kept, self._right)
        self.fit_rows(self.most)
        self.changed.emit()
