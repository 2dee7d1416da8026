"""One month, Monday to Sunday: procedures on their days. Arrows walk over days and into the next month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.calendar.rows import CalendarRow
from app.services.text_ru import long_date
from app.ui import theme
from app.ui.calendar import layout

Index = QModelIndex | QPersistentModelIndex
DAY_ROLE = Qt.ItemDataRole.UserRole + 1
BAND = 5
"""Height of the band of a longer window, with the line under it."""
WEEKDAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")


class MonthModel(QAbstractTableModel):
    """Six weeks of seven days."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.month = date(2000, 9, 1)
        self.today = date(2000, 9, 1)
        self.days = layout.month_days(self.month)
        self.rows: tuple[CalendarRow, ...] = ()

    def fill(self, month: date, rows: Sequence[CalendarRow], today: date) -> None:
        self.beginResetModel()
        self.month, self.rows, self.today = month, tuple(rows), today
        self.days = layout.month_days(month)
        self.endResetModel()

    def day(self, index: Index) -> date:
        return self.days[index.row() * 7 + index.column()]

    def place(self, day: date) -> QModelIndex:
        """Where the day stands; an invalid index when it is not in sight."""
        at = (day - self.days[0]).days
        return self.index(at // 7, at % 7) if 0 <= at < len(self.days) else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else layout.WEEKS

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        day = self.day(index)
        if role == DAY_ROLE:
            return day
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            found = [row.title for row in layout.on_day(self.rows, day)]
            return "\n".join((long_date(day), *found))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return WEEKDAYS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class DayDelegate(QStyledItemDelegate):
    """The number of the day, and codes of its procedures as small labels that flow over the cell.

    A window of several days is a band along the bottom; its codes stand on the first day and on Mondays.
    """

    chosen: int | None = None
    """The procedure shown in the side panel."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, MonthModel)
        day = model.day(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif day.weekday() >= 5:
            painter.fillRect(rect, theme.color("window"))
        painter.setPen(theme.color("text" if day.month == model.month.month else "secondary"))
        painter.setFont(theme.font(bold=day == model.today))
        number = self._number_rect(rect)
        if day == model.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("due"))
            painter.drawRoundedRect(number.adjusted(-3, 0, 3, 0), 3, 3)
            painter.setPen(theme.color("panel"))
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(day.day))
        self._paint_band(painter, rect, day, model.rows)
        self._paint_procedures(painter, rect, day, model.rows)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _number_rect(self, rect: QRect) -> QRect:
        metrics = QFontMetrics(theme.font())
        return QRect(rect.left() + 6, rect.top() + 4, metrics.horizontalAdvance("30") + 2, metrics.height())

    def labels(self, rect: QRect, day: date, rows: Sequence[CalendarRow]) -> list[tuple[QRect, CalendarRow | None, str]]:
        """Labels of a day beside its number, then in further lines; what has no room is counted in the last one."""
        metrics = QFontMetrics(theme.font(delta=-1))
        found = [row for row in layout.on_day(rows, day) if row.starts_on == day or day.weekday() == 0]
        height, gap = metrics.height() + 2, 3
        left = self._number_rect(rect).right() + 8
        x, y = left, rect.top() + 4
        placed: list[tuple[QRect, CalendarRow | None, str]] = []
        for row in found:
            words = layout.code(row)
            width = metrics.horizontalAdvance(words) + 10
            if placed and x + width > rect.right() - 4:
                x, y = rect.left() + 6, y + height + gap
            if y + height > rect.bottom() - BAND:
                break
            placed.append((QRect(x, y, width, height), row, words))
            x += width + gap
        if len(placed) < len(found):
            rest = f"+{len(found) - len(placed) + 1}"
            if placed:
                last = placed.pop()[0]
                placed.append((QRect(last.left(), last.top(), metrics.horizontalAdvance(rest) + 10, height), None, rest))
        return placed

    def _paint_band(self, painter: QPainter, rect: QRect, day: date, rows: Sequence[CalendarRow]) -> None:
        longer = [row for row in layout.on_day(rows, day) if row.ends_on is not None and row.ends_on != row.starts_on]
        if not longer:
            return
        left = 4 if all(row.starts_on == day for row in longer) else 0
        right = 4 if all(row.ends_on == day for row in longer) else 0
        chosen = any(row.procedure_id == self.chosen for row in longer)
        band = QRect(rect.left() + left, rect.bottom() - BAND, rect.width() - left - right, BAND - 1)
        painter.fillRect(band, theme.color("accent" if chosen else "chart_back"))

    def _paint_procedures(self, painter: QPainter, rect: QRect, day: date, rows: Sequence[CalendarRow]) -> None:
        painter.setFont(theme.font(delta=-1))
        for place, row, words in self.labels(rect, day, rows):
            chosen = row is not None and row.procedure_id == self.chosen
            painter.setPen(theme.color("accent") if row is not None else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if chosen else "selection"))
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(theme.color("on_accent" if chosen else "text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


class MonthGrid(QTableView):
    """`day_changed` follows the cursor; Enter opens the day; PgUp and PgDn turn the month."""

    day_changed = Signal(object)
    opened = Signal()
    procedure_clicked = Signal(int)
    month_wanted = Signal(object, object)
    """(the first day of another month, the day to stand on)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month_model = MonthModel(self)
        self.delegate = DayDelegate(self)
        self.setModel(self.month_model)
        self.setItemDelegate(self.delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(theme.px(20))
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.setAccessibleName("Месяц")
        self.selectionModel().currentChanged.connect(self._moved)
        self._quiet = False

    def show_month(self, month: date, rows: Sequence[CalendarRow], today: date, stand_on: date) -> None:
        """Show a month with the cursor on a day; the side panel is told by whoever calls."""
        self._quiet = True
        self.month_model.fill(month, rows, today)
        self.setCurrentIndex(self.month_model.place(stand_on))
        self._quiet = False

    def current_day(self) -> date | None:
        index = self.currentIndex()
        return self.month_model.day(index) if index.isValid() else None

    def choose(self, procedure_id: int | None) -> None:
        """Mark the procedure that the side panel shows."""
        self.delegate.chosen = procedure_id
        self.viewport().update()

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.current_day()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier) or day is None:
            super().keyPressEvent(event)
        elif key in steps:
            self._step(day, day + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            month = layout.next_month(self.month_model.month, -1 if key == Qt.Key.Key_PageUp else 1)
            last = layout.next_month(month, 1) - timedelta(days=1)
            self.month_wanted.emit(month, month.replace(day=min(day.day, last.day)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, day: date, target: date) -> None:
        month = self.month_model.month
        if (target.year, target.month) != (day.year, day.month) and (day.year, day.month) == (month.year, month.month):
            self.month_wanted.emit(target.replace(day=1), target)
        else:
            index = self.month_model.place(target)
            if index.isValid():
                self.setCurrentIndex(index)
            else:
                self.month_wanted.emit(target.replace(day=1), target)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if index.isValid():
            day = self.month_model.day(index)
            for place, row, _words in self.delegate.labels(self.visualRect(index), day, self.month_model.rows):
                if row is not None and place.contains(point):
                    self.procedure_clicked.emit(row.procedure_id)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()  # type: ignore[attr-defined]
            self.setToolTip(self.indexAt(point).data(Qt.ItemDataRole.ToolTipRole) or "")
        return super().viewportEvent(event)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.day_changed.emit(self.month_model.day(current))
