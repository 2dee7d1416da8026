"""Schools × procedures: who observes, where nobody does. Arrows walk over cells."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.services.assignments.rows import GridCell, ObserverGrid
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.assignments.columns import short_name
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
NEAR = 21
"""Days before the window by which the observers are to be known."""
NARROW, WIDEST, NAMES = 150, 320, 280


class GridModel(QAbstractTableModel):
    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.grid = ObserverGrid((), ())

    def show_grid(self, grid: ObserverGrid) -> None:
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def cell(self, index: Index) -> GridCell:
        key = (self.grid.schools[index.row()][0], self.grid.procedures[index.column()].procedure_id)
        return self.grid.cells.get(key, GridCell(needed=False))

    def is_over(self, column: int) -> bool:
        ends = self.grid.procedures[column].ends_on
        return ends is not None and ends < self._today

    def is_near(self, column: int) -> bool:
        starts = self.grid.procedures[column].starts_on
        return starts is not None and (starts - self._today).days <= NEAR

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.schools)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.procedures)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        over = self.is_over(index.column())
        bad = cell.needed and ((cell.missing and not over) or cell.wrong)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words(cell, over)
        tone: theme.Role = "overdue" if cell.wrong or self.is_near(index.column()) else "due"
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.status_icon(tone) if bad else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color(tone if bad else "text" if cell.observers else "secondary")
        if role == Qt.ItemDataRole.ToolTipRole:
            school, procedure = self.grid.schools[index.row()][1], self.grid.procedures[index.column()].title
            return f"{school}\n{procedure}\n{', '.join(cell.observers) or words(cell, over)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.grid.procedures):
            one = self.grid.procedures[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return one.title
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{one.title}\n{short_date(one.starts_on) if one.starts_on else 'сроки неизвестны'}"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if orientation == Qt.Orientation.Vertical and 0 <= section < len(self.grid.schools):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self.grid.schools[section][1]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def words(cell: GridCell, over: bool = False) -> str:
    """`over`: the procedure has been held, nobody is looked for any more."""
    if over and cell.needed and not cell.observers:
        return "не записан"
    if not cell.needed:
        return "—"
    held = ", ".join(short_name(name) for name in cell.observers)
    if cell.missing and not over:
        return f"{held} · не на все дни" if held else "нет наблюдателя"
    return f"{held} · исправить" if cell.wrong else held


class ObserversGrid(SchoolGrid):
    opened = Signal(int, int)
    """Enter or a double click: (organisation, procedure)."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("Наблюдатели: школы и процедуры", parent)
        self.lines = GridModel(today, self)
        self.setModel(self.lines)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setShowGrid(True)
        self.doubleClicked.connect(lambda _index: self._open())
        theme.notifier().changed.connect(self._measure)
        self._measure()

    def show_grid(self, grid: ObserverGrid) -> None:
        at = self.currentIndex()
        kept = (at.row(), at.column()) if at.isValid() else (0, 0)
        self.lines.show_grid(grid)
        if grid.schools and grid.procedures:
            row, column = min(kept[0], len(grid.schools) - 1), min(kept[1], len(grid.procedures) - 1)
            self.setCurrentIndex(self.lines.index(row, column))
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def copy(self) -> None:
        """The whole grid as tab-separated text, ready for Excel."""
        grid = self.lines.grid
        rows = ["\t".join(["Школа", *(one.title for one in grid.procedures)])]
        for row, (_number, name) in enumerate(grid.schools):
            cells = (str(self.lines.index(row, column).data() or "") for column in range(len(grid.procedures)))
            rows.append("\t".join([name, *cells]))
        QGuiApplication.clipboard().setText("\n".join(rows).replace("\u00a0", " "))

    def _open(self) -> None:
        at = self.currentIndex()
        if at.isValid():
            grid = self.lines.grid
            self.opened.emit(grid.schools[at.row()][0], grid.procedures[at.column()].procedure_id)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        self._lay_out()

    def _lay_out(self) -> None:
        grid = self.lines.grid
        if not grid.procedures:
            return
        metrics = QFontMetrics(theme.font())
        longest = max((metrics.horizontalAdvance(name) for _number, name in grid.schools), default=0) + 24
        self.verticalHeader().setFixedWidth(max(min(longest, theme.px(NAMES), self.width() // 3), theme.px(120)))
        width = max(theme.px(NARROW), min(theme.px(WIDEST), self.viewport().width() // len(grid.procedures)))
        for column in range(len(grid.procedures)):
            self.setColumnWidth(column, width)
