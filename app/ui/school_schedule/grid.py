"""The grid of a school's schedule: classes × weeks or days, cells typed in place; a corner marks what breaks a limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.services.school_schedule.findings import SEVERITIES, Change
from app.services.school_schedule.rows import LEVEL_LETTERS, LEVEL_TITLES, Entry, Level
from app.services.school_schedule.rules import entry_words
from app.services.school_schedule.typed import Typed, cell_text, read_cell, short_subject
from app.ui import theme
from app.ui.school_schedule.layout import Class, Grid, class_words
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
ENTRIES_ROLE = Qt.ItemDataRole.UserRole + 1
MOST = 4
"""Procedures painted in one cell; more are said by «ещё 2»."""
LEVEL_TONES: dict[Level, theme.Role] = {"federal": "accent", "regional": "done", "municipal": "due", "school": "secondary"}
"""The hues of the printed schedule."""
CORNER_TONES: dict[str, theme.Role] = {"binding": "overdue", "recommended": "due", "date": "due"}
EDITOR_WIDTH = 320
NAMES = 84


class ScheduleModel(QAbstractTableModel):
    typed = Signal(object)
    """`Typed`: what was typed into a cell; the owner stores it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid()

    def fill(self, grid: Grid) -> None:
        """The same classes and columns keep the cursor where it is."""
        if (grid.classes, grid.columns) == (self.grid.classes, self.grid.columns):
            self.grid = grid
            if grid.classes and grid.columns:
                self.dataChanged.emit(self.index(0, 0), self.index(len(grid.classes) - 1, len(grid.columns) - 1))
            return
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def entries(self, index: Index) -> tuple[Entry, ...]:
        return self.grid.cells.get((index.row(), index.column()), ()) if index.isValid() else ()

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.classes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if section < len(self.grid.classes) and role == Qt.ItemDataRole.DisplayRole:
                return class_words(self.grid.classes[section])
            return None
        if not section < len(self.grid.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.grid.columns[section].title
        return self.grid.columns[section].tip if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entries = self.entries(index)
        if role == ENTRIES_ROLE:
            return entries
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return cell_text(entries, self.grid.where(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and entries:
            here = self.grid.classes[index.row()]
            return "\n".join(self._tip(one, here) for one in entries)
        return None

    def _tip(self, entry: Entry, here: Class) -> str:
        mark = self.grid.marks.get((entry.id, here))
        said = f" – {SEVERITIES[mark]}" if mark else ""
        return f"{entry_words(entry)} ({LEVEL_TITLES[entry.level].lower()} уровень){said}"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        typed = read_cell(str(value), self.grid.where(index.row(), index.column()), self.entries(index))
        if typed != Typed():
            self.typed.emit(typed)
        return True


class _Delegate(QStyledItemDelegate):
    """Chips «Ш Мат 14» tinted by level, one under another; the corner says that a limit is broken."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, ScheduleModel)
        entries: tuple[Entry, ...] = model.entries(index)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        line = chip_height()
        top = rect.top() + 3
        shown = entries if len(entries) <= MOST else entries[: MOST - 1]
        by_day = model.grid.columns[index.column()].day is not None
        for entry in shown:
            self._chip(painter, QRect(rect.left() + 3, top, rect.width() - 7, line - 2), entry, by_day)
            top += line
        if len(entries) > len(shown):
            painter.setFont(theme.font(delta=-1))
            painter.setPen(theme.color("secondary"))
            painter.drawText(
                QRect(rect.left() + 6, top, rect.width() - 8, line),
                Qt.AlignmentFlag.AlignVCenter,
                f"ещё {len(entries) - len(shown)}",
            )
        here = model.grid.classes[index.row()]
        marks = [mark for one in entries if (mark := model.grid.marks.get((one.id, here)))]
        if marks:
            tone = "overdue" if "binding" in marks else CORNER_TONES[marks[0]]
            side = theme.px(9)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tone))
            corner = rect.topRight()
            painter.drawPolygon(QPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)]))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _chip(self, painter: QPainter, rect: QRect, entry: Entry, by_day: bool) -> None:
        tone = theme.color(LEVEL_TONES[entry.level])
        tint = theme.color(LEVEL_TONES[entry.level])
        tint.setAlphaF(0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(rect, 3, 3)
        inner = rect.adjusted(4, 0, -2, 0)
        painter.setFont(theme.font(delta=-1, bold=True))
        letter = LEVEL_LETTERS[entry.level]
        painter.setPen(tone)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, letter)
        inner = inner.adjusted(painter.fontMetrics().horizontalAdvance("М") + 3, 0, 0, 0)
        painter.setFont(theme.font(delta=-1))
        painter.setPen(theme.color("text"))
        words = chip_words(entry, by_day)
        painter.drawText(
            inner,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width()),
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setPlaceholderText("Математика 14.09; Русский язык Р 16.09")
        editor.setAccessibleName("Процедуры в клетке")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Wider than the cell, for whole words are typed; never beyond the view."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        view = editor.parentWidget()
        room = view.width() if view is not None else rect.width()
        width = min(max(rect.width(), theme.px(EDITOR_WIDTH)), room)
        left = max(0, min(rect.left(), room - width))
        editor.setGeometry(left, rect.top(), width, max(theme.row_height(), editor.sizeHint().height()))


def chip_height() -> int:
    return QFontMetrics(theme.font(delta=-1)).height() + 4


def chip_words(entry: Entry, by_day: bool) -> str:
    """«Мат 14»; in a day's own column without the day."""
    day = "" if by_day or entry.held_on is None else f" {entry.held_on.day}"
    stretch = "…" if entry.until is not None and entry.until != entry.held_on else ""
    return f"{short_subject(entry.subject)}{day}{stretch}"


class ScheduleGrid(SchoolGrid):
    """Arrows walk, typing or F2 edits, Delete empties, Ctrl+C / Ctrl+V copy a cell, Alt+arrows move it; Enter: the panel."""

    cell_changed = Signal(object)
    """(row, column) or None."""
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("График: классы и недели", parent)
        self.corner.setText("Класс")
        self.schedule = ScheduleModel(self)
        self.setModel(self.schedule)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.cell_changed.emit(self.cell()))
        theme.notifier().changed.connect(self.measure)

    def cell(self) -> tuple[int, int] | None:
        here = self.currentIndex()
        return (here.row(), here.column()) if here.isValid() else None

    def fill(self, grid: Grid) -> None:
        self.schedule.fill(grid)
        self.measure()

    def measure(self) -> None:
        """Rows as tall as their fullest cell; columns as wide as a chip."""
        grid, header, names = self.schedule.grid, self.horizontalHeader(), self.verticalHeader()
        metrics = QFontMetrics(theme.font(delta=-1))
        by_day = bool(grid.columns) and grid.columns[0].day is not None
        chip = "М ЛитЧт" if by_day else "М ЛитЧт 00"
        header.setDefaultSectionSize(metrics.horizontalAdvance(chip) + theme.px(18))
        header.setFixedHeight(2 * header.fontMetrics().lineSpacing() + theme.SPACE)
        for row in range(len(grid.classes)):
            lines = min(MOST, grid.tallest(row))
            names.resizeSection(row, max(theme.row_height(), lines * chip_height() + 7))
        longest = max((names.fontMetrics().horizontalAdvance(class_words(one)) for one in grid.classes), default=0)
        names.setFixedWidth(max(theme.px(NAMES), longest + 3 * theme.SPACE))
        self.corner.setGeometry(self.frameWidth(), self.frameWidth(), names.width(), header.height())

    def go(self, row: int, column: int) -> None:
        self.setCurrentIndex(self.schedule.index(row, column))

    def bring_left(self, column: int) -> None:
        """The column becomes the first in sight."""
        self.horizontalScrollBar().setValue(self.horizontalHeader().sectionPosition(column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState or not index.isValid():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(str(index.data(Qt.ItemDataRole.EditRole)))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.schedule.setData(index, QApplication.clipboard().text().strip())
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.shift(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.schedule.setData(index, "")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def shift(self, columns: int) -> None:
        """Move what stands in the cell to a neighbouring week or day; the cursor goes with it."""
        cell, grid = self.cell(), self.schedule.grid
        if cell is None or not 0 <= cell[1] + columns < len(grid.columns):
            return
        here, there = grid.columns[cell[1]], grid.columns[cell[1] + columns]
        entries = grid.cells.get(cell, ())
        if here.first is None or there.first is None or not entries:
            return
        by = there.first - here.first
        changes = []
        for entry in entries:
            after = replace(entry, week=there.week)
            if entry.held_on is not None:
                after = replace(entry, held_on=entry.held_on + by, until=entry.until + by if entry.until else None)
            if after != entry:
                changes.append(Change(entry, after))
        self.go(cell[0], cell[1] + columns)
        if changes:
            self.schedule.typed.emit(Typed(tuple(changes)))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes down, as in Excel; Tab to the right."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self.schedule.index(self.currentIndex().row() + 1, self.currentIndex().column())
            if below.isValid():
                self.setCurrentIndex(below)
