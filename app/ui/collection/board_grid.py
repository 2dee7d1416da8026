"""Schools × requests: one cell a school in a request, with its state. Arrows walk over cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.collection.rows import Board, BoardCell, BoardLine, RequestRow
from app.services.text_ru import search_key
from app.ui import theme
from app.ui.collection import states
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
NARROW, WIDEST, NAMES = 150, 300, 300


class BoardModel(QAbstractTableModel):
    """Lines are schools, columns are requests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Board((), ())
        self.shown: list[BoardLine] = []
        self.accept: Callable[[BoardLine], bool] | None = None
        self.words: tuple[str, ...] = ()

    def rebuild(self) -> None:
        self.beginResetModel()
        self.shown = [
            line
            for line in self.board.lines
            if (self.accept is None or self.accept(line)) and all(word in search_key(line.school) for word in self.words)
        ]
        self.endResetModel()

    def cell(self, index: Index) -> BoardCell | None:
        return self.shown[index.row()].cells.get(self.board.requests[index.column()].id) if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.board.requests)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return states.words(cell)
        if role == Qt.ItemDataRole.DecorationRole:
            return states.icon(cell.state) if cell is not None else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color(states.role(cell.state) if cell is not None else "secondary")
        if role == Qt.ItemDataRole.ToolTipRole:
            request = self.board.requests[index.column()]
            return f"{self.shown[index.row()].school}\n{request.title}\n{states.tooltip(cell)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.board.requests):
            request = self.board.requests[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return request.title
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{request.title}\n{states.due(request)}, {states.progress(request)}"
        if orientation == Qt.Orientation.Vertical and 0 <= section < len(self.shown):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self.shown[section].school
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class RequestsHeader(QHeaderView):
    """The title in bold, under it the deadline and how many have answered."""

    def __init__(self, model: BoardModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._board = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.row_height() * 2)

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        if not 0 <= section < len(self._board.board.requests):
            return
        request = self._board.board.requests[section]
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(theme.SPACE, theme.INSIDE, -theme.SPACE, -theme.INSIDE)
        half = inner.height() // 2
        for place, (words, tone, bold) in enumerate(
            ((request.title, "text", True), (states.briefly(request), "secondary", False))
        ):
            font = theme.font(bold=bold)
            painter.setFont(font)
            painter.setPen(theme.color(tone))  # type: ignore[arg-type]
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            line = inner.adjusted(0, place * half, 0, 0)
            line.setHeight(half)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class CellDelegate(QStyledItemDelegate):
    """As usual, with a thin line under each row that goes on from the names."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


class BoardGrid(SchoolGrid):
    """The names of the schools stay in sight at the left while requests scroll."""

    current_changed = Signal()
    opened = Signal()
    """Enter or a double click on a cell."""
    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Сбор: школы и запросы", parent)
        self.lines = BoardModel(self)
        self.setHorizontalHeader(RequestsHeader(self.lines, self))
        self.setModel(self.lines)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setWordWrap(False)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        theme.notifier().changed.connect(self._measure)
        self._measure()

    # -- what the owner says

    def show_board(self, board: Board) -> None:
        def change() -> None:
            self.lines.board = board
            self.lines.rebuild()

        self._keeping_place(change)
        self._measure()

    def set_filter(self, accept: Callable[[BoardLine], bool] | None) -> None:
        self.lines.accept = accept
        self._keeping_place(self.lines.rebuild)

    def set_words(self, text: str) -> None:
        self.lines.words = tuple(search_key(text).split())
        self._keeping_place(self.lines.rebuild)

    def current_request(self) -> RequestRow | None:
        at, requests = self.currentIndex(), self.lines.board.requests
        if at.isValid():
            return requests[at.column()]
        return requests[0] if requests else None

    def current_line(self) -> BoardLine | None:
        at = self.currentIndex()
        return self.lines.shown[at.row()] if at.isValid() else None

    def current_cell(self) -> BoardCell | None:
        return self.lines.cell(self.currentIndex())

    def chosen(self) -> list[BoardCell]:
        """Selected cells of the current request that ask something."""
        column = self.currentIndex().column()
        cells = [self.lines.cell(index) for index in self.selectedIndexes() if index.column() == column]
        return [cell for cell in cells if cell is not None]

    def select_cell(self, request_id: int, organisation_id: int | None = None) -> bool:
        """Move the cursor there (without a school: into the column); False when it is not shown."""
        for column, request in enumerate(self.lines.board.requests):
            if request.id != request_id:
                continue
            for row, line in enumerate(self.lines.shown):
                if organisation_id in (None, line.organisation_id):
                    self.setCurrentIndex(self.lines.index(row, column))
                    return True
        return False

    # -- Qt

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def copy(self) -> None:
        """The whole shown board as tab-separated text, ready for Excel."""
        requests = self.lines.board.requests
        rows = ["\t".join(["Школа", *(request.title for request in requests)])]
        for line in self.lines.shown:
            rows.append("\t".join([line.school, *(states.words(line.cells.get(request.id)) for request in requests)]))
        QGuiApplication.clipboard().setText("\n".join(rows).replace("\u00a0", " "))

    # -- inside

    def _keeping_place(self, change: Callable[[], None]) -> None:
        at = self.currentIndex()
        kept = (self.lines.board.requests[at.column()].id, self.lines.shown[at.row()].organisation_id) if at.isValid() else None
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        change()
        if (kept is None or not self.select_cell(*kept)) and self.lines.shown and self.lines.board.requests:
            self.setCurrentIndex(self.lines.index(0, 0))
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self.rows_changed.emit()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        self.horizontalHeader().updateGeometry()
        self._lay_out()

    def _lay_out(self) -> None:
        """Names take what they need, at most a third of the width; requests share the rest."""
        requests = self.lines.board.requests
        if not requests:
            return
        metrics = QFontMetrics(theme.font())
        longest = max((metrics.horizontalAdvance(line.school) for line in self.lines.board.lines), default=0) + 24
        names = min(longest, theme.px(NAMES), self.width() // 3)
        self.verticalHeader().setFixedWidth(max(names, theme.px(120)))
        width = max(theme.px(NARROW), min(theme.px(WIDEST), self.viewport().width() // len(requests)))
        for column in range(len(requests)):
            self.setColumnWidth(column, width)
