"""Schools × papers: one cell a school in a paper, with its sign. Arrows walk over cells, Enter opens the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.text_ru import number, search_key
from app.ui import theme
from app.ui.objectivity import signs
from app.ui.objectivity.reading import PaperColumn, SignCell, SignLine
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
NARROW, WIDEST = 124, 300
"""Widths of a column, at the least and at the most."""
NAMES = 300


@dataclass(frozen=True, slots=True)
class View:
    """What of the cells is wanted: papers of one subject, one signal instead of all together, cells of some strength."""

    subject: str | None = None
    signal: str | None = None
    strength: str | None = None
    """«flagged», «new» (flagged, nothing done yet), «little», or the least strength."""

    def of(self, cell: SignCell) -> str:
        """Strength of what is looked at."""
        return cell.strength if self.signal is None else cell.signals.get(self.signal, "little")

    def wants(self, cell: SignCell) -> bool:
        match self.strength:
            case None:
                return True
            case "flagged":
                return cell.flagged and (self.signal is None or signs.RANK[self.of(cell)] > 0)
            case "new":
                return cell.flagged and not cell.deed
            case "little":
                return self.of(cell) == "little"
            case least:
                return signs.RANK[self.of(cell)] >= signs.RANK[least]


class SignModel(QAbstractTableModel):
    """Lines are schools, columns are papers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.all_papers: tuple[PaperColumn, ...] = ()
        self.papers: tuple[PaperColumn, ...] = ()
        self.all: tuple[SignLine, ...] = ()
        self.shown: list[SignLine] = []
        self.view = View()
        self.accept: Callable[[SignLine], bool] | None = None
        self.words: tuple[str, ...] = ()

    def fill(self, papers: Sequence[PaperColumn], lines: Iterable[SignLine]) -> None:
        self.all_papers, self.all = tuple(papers), tuple(lines)
        self.filter()

    def filter(self) -> None:
        """Build the shown lines and columns anew from `view`, `accept` and `words`."""
        self.beginResetModel()
        subject = self.view.subject
        self.papers = tuple(paper for paper in self.all_papers if subject is None or paper.subject == subject)
        self.shown = [
            line
            for line in self.all
            if (self.accept is None or self.accept(line)) and all(word in search_key(line.school) for word in self.words)
        ]
        self.endResetModel()

    def wanted(self, line: SignLine) -> bool:
        """Has the school a cell of the wanted strength among the papers in sight?"""
        subject = self.view.subject
        return any(
            self.view.wants(cell)
            for paper in self.all_papers
            if (subject is None or paper.subject == subject) and (cell := line.cells.get(paper.procedure_id)) is not None
        )

    def cell(self, index: Index) -> SignCell | None:
        return self.shown[index.row()].cells.get(self.papers[index.column()].procedure_id) if index.isValid() else None

    def said(self, cell: SignCell | None) -> str:
        if cell is None:
            return "не писали"
        names = cell.names if self.view.signal is None else ()
        return signs.said(self.view.of(cell), cell.flagged, cell.n, names, cell.deed)

    def several_years(self) -> bool:
        return len({paper.year for paper in self.papers}) > 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.papers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return self.said(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            where = f"{self.shown[index.row()].school}\n{self.papers[index.column()].title}"
            said = self.said(cell)
            return f"{where}\n{said[:1].upper()}{said[1:]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.papers):
            paper = self.papers[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return str(paper.year) if self.several_years() else paper.code
            if role == Qt.ItemDataRole.ToolTipRole:
                return paper.title
        if orientation == Qt.Orientation.Vertical and 0 <= section < len(self.shown):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self.shown[section].school
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class PapersHeader(QHeaderView):
    """Codes of the papers; with several years a code spans its years."""

    def __init__(self, model: SignModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._signs = model
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        lines = 2 if self._signs.several_years() else 1
        return QSize(super().sizeHint().width(), theme.row_height() * lines)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not self._signs.several_years():
            super().paintSection(painter, rect, section)
            return
        half = rect.height() // 2
        painter.save()
        super().paintSection(painter, rect.adjusted(0, half, 0, 0), section)
        painter.restore()
        group = [n for n, paper in enumerate(self._signs.papers) if paper.code == self._signs.papers[section].code]
        first, last = group[0], group[-1]
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        painter.save()
        painter.setClipRect(QRect(rect.left(), rect.top(), rect.width(), half))
        painter.fillRect(QRect(left, rect.top(), right - left, half), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(left, half - 1, right, half - 1)
        painter.drawLine(right - 1, rect.top(), right - 1, half)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(bold=True))
        shown = QRect(max(left, 0), rect.top(), right - max(left, 0), half).adjusted(8, 0, -8, 0)
        painter.drawText(shown, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._signs.papers[section].code)
        painter.restore()


class SignDelegate(QStyledItemDelegate):
    """Mark, word, what was done about it, the flag of «повод для перепроверки», and how many wrote at the right end."""

    def __init__(self, model: SignModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._signs = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        cell: SignCell | None = index.data(CELL_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif cell is None:
            painter.fillRect(rect, theme.color("window"))
        if cell is not None:
            self._paint_cell(painter, rect, cell)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: SignCell) -> None:
        view, middle = self._signs.view, Qt.AlignmentFlag.AlignVCenter
        size, inner = theme.px(theme.ICON), rect.adjusted(8, 0, -8, 0)
        top = rect.center().y() - size // 2
        painter.setFont(theme.font())
        painter.setPen(theme.color("secondary"))
        count = number(cell.n)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, count)
        strength = view.of(cell)
        if strength == "none" or not view.wants(cell):  # a filter leaves the others their place, without the sign
            return
        right = inner.right() - painter.fontMetrics().horizontalAdvance(count) - 6
        left = inner.left() + size + 5
        flagged = cell.flagged and cell.deed != "dismissed"
        painter.setFont(theme.font(bold=flagged))
        metrics = QFontMetrics(painter.font())
        if cell.deed:
            right -= size
            theme.icon(signs.DEED_ICONS[cell.deed]).paint(painter, QRect(right, top, size, size))
        if flagged:
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()), theme.color("sign"))
            if right - size - left >= metrics.horizontalAdvance(signs.SHORT_WORDS[strength]) or not cell.deed:
                right -= size
                signs.icon("flag").paint(painter, QRect(right, top, size, size))
        signs.icon(strength).paint(painter, QRect(inner.left(), top, size, size))
        word = signs.CELL_WORDS[strength]
        choices = (f"{word}, повод" if flagged else word, word, signs.SHORT_WORDS[strength])
        word = next((words for words in choices if metrics.horizontalAdvance(words) <= right - left), choices[-1])
        room = QRect(left, rect.top(), max(0, right - left), rect.height())
        quiet = strength == "little" or cell.deed == "dismissed"
        painter.setPen(theme.color("secondary" if quiet else "text"))
        painter.drawText(
            room, middle | Qt.AlignmentFlag.AlignLeft, metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width())
        )


class SignGrid(SchoolGrid):
    """The names of the schools stay in sight at the left while papers scroll."""

    cell_opened = Signal(object)
    """(procedure id, organisation id): Enter or a click on a cell that was written."""
    school_opened = Signal(int)
    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Признаки: школы и работы", parent)
        self.corner.setIndent(0)
        self.signs = SignModel(self)
        self.setHorizontalHeader(PapersHeader(self.signs, self))
        self.setModel(self.signs)
        self.setItemDelegate(SignDelegate(self.signs, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        names = self.verticalHeader()
        names.setSectionsClickable(True)
        names.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # numbers stand at the end of names that begin alike
        names.sectionClicked.connect(lambda row: self.school_opened.emit(self.signs.shown[row].organisation_id))
        self.clicked.connect(self._open)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    # -- what the owner says (the filter row calls the same as of any other table)

    def show_page(self, papers: Sequence[PaperColumn], lines: Sequence[SignLine]) -> None:
        self._keeping_place(lambda: self.signs.fill(papers, lines))
        self._measure()

    def set_filter(self, accept: Callable[[SignLine], bool] | None) -> None:
        self.signs.accept = accept
        self._keeping_place(self.signs.filter)

    def set_view(self, view: View) -> None:
        """Another signal, subject or strength; lines are filtered by `wanted` in the filter of the owner."""
        if view != self.signs.view:
            self.signs.view = view
            self._keeping_place(self.signs.filter)
            self._measure()

    def wanted(self, line: SignLine) -> bool:
        return self.signs.wanted(line)

    def set_words(self, text: str) -> None:
        self.signs.words = tuple(search_key(text).split())
        self._keeping_place(self.signs.filter)

    def shown_count(self) -> int:
        return len(self.signs.shown)

    def all_count(self) -> int:
        return len(self.signs.all)

    def current_cell(self) -> SignCell | None:
        return self.signs.cell(self.currentIndex())

    def select_cell(self, procedure_id: int, organisation_id: int) -> bool:
        """Move the cursor there; False when it is not shown."""
        for column, paper in enumerate(self.signs.papers):
            for row, line in enumerate(self.signs.shown):
                if paper.procedure_id == procedure_id and line.organisation_id == organisation_id:
                    self.setCurrentIndex(self.signs.index(row, column))
                    return True
        return False

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging over the table selects nothing: a cell is a door."""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()  # type: ignore[attr-defined]
            self.setToolTip(self.indexAt(point).data(Qt.ItemDataRole.ToolTipRole) or "")
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def copy(self) -> None:
        """The whole shown table as tab-separated text, ready for Excel."""
        papers = self.signs.papers
        lines = ["\t".join(["Школа", *(f"{paper.code} {paper.year}" for paper in papers)])]
        for line in self.signs.shown:
            cells = [line.cells.get(paper.procedure_id) for paper in papers]
            lines.append("\t".join([line.school, *(self.signs.said(cell) for cell in cells)]))
        QGuiApplication.clipboard().setText("\n".join(lines).replace("\u00a0", " "))

    # -- inside

    def _open(self, index: Index) -> None:
        if index.isValid():
            paper, line = self.signs.papers[index.column()], self.signs.shown[index.row()]
            if paper.procedure_id in line.cells:
                self.cell_opened.emit((paper.procedure_id, line.organisation_id))

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """The cursor stays on its cell, and the table where it was scrolled to."""
        at = self.currentIndex()
        kept = (self.signs.papers[at.column()].procedure_id, self.signs.shown[at.row()].organisation_id) if at.isValid() else None
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        change()
        if (kept is None or not self.select_cell(*kept)) and self.signs.shown and self.signs.papers:
            self.setCurrentIndex(self.signs.index(0, 0))
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self.rows_changed.emit()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.horizontalHeader().updateGeometry()
        self._lay_out()

    def _lay_out(self) -> None:
        """Names take what they need, at most a third of the width; papers share the rest between narrow and widest."""
        papers = len(self.signs.papers)
        if not papers:
            return
        metrics = QFontMetrics(theme.font())
        longest = max((metrics.horizontalAdvance(line.school) for line in self.signs.all), default=0) + 24
        names = min(longest, theme.px(NAMES), self.width() // 3)
        self.verticalHeader().setFixedWidth(max(names, theme.px(120)))
        room = self.viewport().width()
        width = max(theme.px(NARROW), min(theme.px(WIDEST), room // papers))
        for column in range(papers):
            self.setColumnWidth(column, width)
