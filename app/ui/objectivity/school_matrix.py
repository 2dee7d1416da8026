"""One school: years × papers, small; a cell is a door to its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.findings.rows import FindingRow
from app.services.results.subjects import paper_code, paper_order
from app.ui import theme
from app.ui.objectivity import signs

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
LEAST = 96


class MatrixModel(QAbstractTableModel):
    """Lines are years, newest first; columns are papers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.years: list[int] = []
        self.papers: list[tuple[str, int]] = []
        self.cells: dict[tuple[int, tuple[str, int]], FindingRow] = {}
        self.here: int | None = None

    def fill(self, rows: Sequence[FindingRow], here: int | None) -> None:
        """`here`: the procedure whose page this is."""
        self.beginResetModel()
        self.here = here
        self.cells = {(row.year, (row.subject, row.grade)): row for row in rows}
        self.years = sorted({row.year for row in rows}, reverse=True)
        self.papers = sorted({(row.subject, row.grade) for row in rows}, key=lambda paper: paper_order(*paper))
        self.endResetModel()

    def cell(self, index: Index) -> FindingRow | None:
        return self.cells.get((self.years[index.row()], self.papers[index.column()])) if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.years)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.papers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.cell(index)
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and index.isValid():
            if row is None:
                return "не писали" if role == Qt.ItemDataRole.DisplayRole else None
            said = signs.said(row.strength, row.flagged, row.n)
            where = f"{row.subject}, {row.grade} класс, {row.year}"
            return said if role == Qt.ItemDataRole.DisplayRole else f"{where}\n{said[:1].upper()}{said[1:]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.papers):
            subject, grade = self.papers[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return paper_code(subject, grade)
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{subject}, {grade} класс"
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(self.years):
            return str(self.years[section])
        return None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        row: FindingRow | None = index.data(ROW_ROLE)
        model = index.model()
        here = row is not None and isinstance(model, MatrixModel) and row.procedure_id == model.here
        painter.save()
        if here or state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection" if here else "hover"))
        elif row is None:
            painter.fillRect(rect, theme.color("window"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if row is not None:
            self._cell(painter, rect.adjusted(6, 0, -4, 0), row)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _cell(self, painter: QPainter, inner: QRect, row: FindingRow) -> None:
        middle, size = Qt.AlignmentFlag.AlignVCenter, theme.px(theme.ICON)
        top = inner.center().y() - size // 2
        painter.setFont(theme.font(delta=-1, bold=row.flagged))
        if row.strength == "none":
            painter.setPen(theme.color("secondary"))
            painter.drawText(inner, middle, "нет")
            return
        signs.icon(row.strength).paint(painter, QRect(inner.left(), top, size, size))
        right = inner.right()
        if row.flagged:
            right -= size
            signs.icon("flag").paint(painter, QRect(right, top, size, size))
        room = QRect(inner.left() + size + 4, inner.top(), max(0, right - inner.left() - size - 4), inner.height())
        metrics = QFontMetrics(painter.font())
        word = signs.CELL_WORDS[row.strength]
        if metrics.horizontalAdvance(word) > room.width():
            word = signs.SHORT_WORDS[row.strength]
        painter.setPen(theme.color("secondary" if row.strength == "little" else "text"))
        painter.drawText(room, middle, metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width()))


class SchoolMatrix(QTableView):
    """Arrows walk, Enter or a click opens."""

    cell_opened = Signal(int)
    """Procedure id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = MatrixModel(self)
        self.setModel(self.matrix)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("Работы этой школы по годам")
        theme.mark(self, "quiet")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(self._open)
        theme.notifier().changed.connect(self._fit)

    def show_rows(self, rows: Sequence[FindingRow], here: int | None) -> None:
        self.matrix.fill(rows, here)
        for (year, paper), row in self.matrix.cells.items():
            if row.procedure_id == here:
                at = self.matrix.index(self.matrix.years.index(year), self.matrix.papers.index(paper))
                self.setCurrentIndex(at)
        self._fit()

    def sizeHint(self) -> QSize:
        wide = self.verticalHeader().width() + len(self.matrix.papers) * theme.px(LEAST)
        return QSize(wide, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        row = self.matrix.cell(index)
        if row is not None and row.procedure_id != self.matrix.here:
            self.cell_opened.emit(row.procedure_id)

    def _fit(self) -> None:
        high = theme.row_height()
        self.verticalHeader().setDefaultSectionSize(high)
        self.horizontalHeader().setFixedHeight(high)
        self.horizontalHeader().setDefaultSectionSize(theme.px(LEAST))
        bar = theme.px(14)
        self.setFixedHeight(high * (len(self.matrix.years) + 1) + bar)
