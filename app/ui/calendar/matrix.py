"""Schools × weeks of a school year: how many papers each school writes in which week, breaks grey, conflicts red."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.calendar.rules import window_words
from app.services.plan.rows import BreakRow
from app.services.text_ru import counted
from app.ui import theme
from app.ui.calendar import layout
from app.ui.calendar.month_grid import paint_corner
from app.ui.calendar.scene import Scene
from app.ui.widgets.school_grid import SchoolGrid

Index = QModelIndex | QPersistentModelIndex
_WEEK = timedelta(days=7)
WINDOWS = "Сроки процедур"


@dataclass(frozen=True, slots=True)
class Cell:
    """One school in one week: papers it writes, classes that write, what is wrong."""

    papers: tuple[str, ...] = ()
    classes: int = 0
    wrong: tuple[str, ...] = ()
    idle: bool = False
    """The whole week is a break."""


class MatrixModel(QAbstractTableModel):
    """The first line holds the windows of the procedures, the others are schools."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.schools: tuple[tuple[int | None, str], ...] = ()
        self.weeks: tuple[date, ...] = ()
        self.today = date(2000, 9, 1)
        self._cells: dict[tuple[int | None, date], Cell] = {}

    def fill(
        self,
        schools: Sequence[tuple[int, str]],
        year: int,
        scene: Scene,
        breaks: Mapping[int | None, Sequence[BreakRow]],
    ) -> None:
        self.beginResetModel()
        self.schools = ((None, WINDOWS), *schools)
        self.weeks = tuple(layout.weeks_of(*layout.year_span(year)))
        self.today = scene.today
        self._cells = _cells(self.schools, self.weeks, scene, breaks)
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        return self._cells[self.schools[index.row()][0], self.weeks[index.column()]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.schools)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.weeks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self.cell(index)
            return str(len(cell.papers)) if cell.papers else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(cell_lines(self.schools[index.row()][1], self.weeks[index.column()], self.cell(index)))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return layout.school(self.schools[section][1])
            return self.schools[section][1] if role == Qt.ItemDataRole.ToolTipRole else None
        monday = self.weeks[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{monday.day:02}.{monday.month:02}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return window_words(monday, monday + timedelta(days=6))
        if role == Qt.ItemDataRole.ForegroundRole and monday <= self.today < monday + _WEEK:
            return theme.color("due")
        return None


def cell_lines(name: str, monday: date, cell: Cell) -> list[str]:
    lines = [name, window_words(monday, monday + timedelta(days=6))]
    lines += ["каникулы"] if cell.idle else []
    lines += list(cell.papers[:12]) + ([f"и ещё {len(cell.papers) - 12}"] if len(cell.papers) > 12 else [])
    if cell.classes:
        lines.append(f"Пишут: {counted(cell.classes, 'класс', 'класса', 'классов')}")
    return lines + [f"Внимание: {text}" for text in cell.wrong[:5]]


def _cells(
    schools: Sequence[tuple[int | None, str]],
    weeks: Sequence[date],
    scene: Scene,
    breaks: Mapping[int | None, Sequence[BreakRow]],
) -> dict[tuple[int | None, date], Cell]:
    papers: defaultdict[tuple[int | None, date], dict[int, str]] = defaultdict(dict)
    classes: defaultdict[tuple[int | None, date], int] = defaultdict(int)
    wrong: defaultdict[tuple[int | None, date], list[str]] = defaultdict(list)
    for row in layout.in_time(scene.rows):
        for monday in weeks if row.starts_on is not None else ():
            assert row.starts_on is not None
            if row.starts_on < monday + _WEEK and (row.ends_on or row.starts_on) >= monday:
                papers[None, monday][row.procedure_id] = row.title
    for slot in scene.slots:
        key = (slot.organisation_id, slot.held_on - timedelta(days=slot.held_on.weekday()))
        papers[key][slot.procedure_id] = slot.title
        classes[key] += 1
    for one in scene.conflicts_all:
        if one.organisation_id is not None:
            wrong[one.organisation_id, one.day - timedelta(days=one.day.weekday())].append(one.text)
    idle = {key: _idle_weeks(weeks, own) for key, own in breaks.items()}
    return {
        (school, monday): Cell(
            tuple(papers[school, monday].values()),
            classes[school, monday],
            tuple(wrong[school, monday]),
            monday in idle.get(school, idle.get(None, frozenset())),
        )
        for school, _name in schools
        for monday in weeks
    }


def _idle_weeks(weeks: Sequence[date], breaks: Sequence[BreakRow]) -> frozenset[date]:
    """Weeks without a single school day: Monday to Friday lie in a break."""
    return frozenset(
        monday for monday in weeks if any(one.starts_on <= monday and monday + timedelta(days=4) <= one.ends_on for one in breaks)
    )


class MatrixDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, MatrixModel)
        cell = model.cell(index)
        painter.save()
        if cell.idle:
            painter.fillRect(rect, theme.color("line"))
        inner = rect.adjusted(2, 3, -3, -3)
        if cell.papers:
            strong = index.row() > 0
            painter.fillRect(
                inner, theme.color("accent" if strong and len(cell.papers) > 2 else "selection" if strong else "chart_back")
            )
            painter.setFont(theme.font(delta=-1))
            painter.setPen(theme.color("on_accent" if strong and len(cell.papers) > 2 else "text"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, str(len(cell.papers)))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        monday = model.weeks[index.column()]
        if monday <= model.today < monday + _WEEK:
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), theme.color("due"))
        if cell.wrong:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_corner(painter, rect)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent" if state & QStyle.StateFlag.State_HasFocus else "secondary"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class Matrix(SchoolGrid):
    """`cell_changed(school id or None, Monday)` follows the cursor; Enter opens that week of that school."""

    cell_changed = Signal(object, object)
    cell_opened = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Школы по неделям", parent)
        self.matrix_model = MatrixModel(self)
        self.setModel(self.matrix_model)
        self.setItemDelegate(MatrixDelegate(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.notifier().changed.connect(self._measure_cells)
        self._quiet = False
        self._measure_cells()

    def show_year(
        self,
        schools: Sequence[tuple[int, str]],
        year: int,
        scene: Scene,
        breaks: Mapping[int | None, Sequence[BreakRow]],
        stand_on: date,
    ) -> None:
        self._quiet = True
        row = max(0, self.currentIndex().row())
        self.matrix_model.fill(schools, year, scene, breaks)
        at = (stand_on - self.matrix_model.weeks[0]).days // 7
        column = min(max(at, 0), len(self.matrix_model.weeks) - 1)
        self.setCurrentIndex(self.matrix_model.index(min(row, len(self.matrix_model.schools) - 1), column))
        self._quiet = False

    def current(self) -> tuple[int | None, date] | None:
        index = self.currentIndex()
        if not index.isValid():
            return None
        return self.matrix_model.schools[index.row()][0], self.matrix_model.weeks[index.column()]

    def cell(self) -> tuple[str, Cell] | None:
        """Name and cell under the cursor."""
        index = self.currentIndex()
        return (self.matrix_model.schools[index.row()][1], self.matrix_model.cell(index)) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.cell_opened.emit(*at)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        at = self.current()
        if at is not None:
            self.cell_opened.emit(*at)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        at = self.current()
        if current.isValid() and not self._quiet and at is not None:
            self.cell_changed.emit(*at)

    def _measure_cells(self) -> None:
        self.horizontalHeader().setDefaultSectionSize(theme.px(54))
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
