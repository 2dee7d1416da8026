"""One month, Monday to Sunday: procedures on their days. Arrows walk over days and into the next month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPolygon, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.events.rows import EventRow
from app.services.plan.rows import PlanRow
from app.services.text_ru import counted, long_date
from app.ui import theme
from app.ui.calendar import layout
from app.ui.calendar.scene import Scene

Index = QModelIndex | QPersistentModelIndex
DAY_ROLE = Qt.ItemDataRole.UserRole + 1
BAND = 5
"""Height of the band of a longer window, with the line under it."""
CORNER = 9
"""Side of the red corner of a day with conflicts."""
Label = tuple[QRect, PlanRow | EventRow | None, str]
WEEKDAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")


class MonthModel(QAbstractTableModel):
    """Six weeks of seven days."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.month = date(2000, 9, 1)
        self.days = layout.month_days(self.month)
        self.scene = Scene()

    def fill(self, month: date, scene: Scene) -> None:
        self.beginResetModel()
        self.month, self.scene = month, scene
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
            return "\n".join(day_lines(self.scene, day))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return WEEKDAYS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def day_lines(scene: Scene, day: date) -> list[str]:
    """All of a day in words: date, break, procedures, meetings, who writes, what is wrong."""
    lines = [long_date(day)]
    lines += [words] if (words := scene.day_words(day)) else []
    lines += [row.title for row in scene.procedures(day)]
    lines += [f"{event.time} {event.name}".strip() for event in scene.events_on(day)]
    if slots := scene.slots_on(day):
        lines.append(f"Выбрали этот день: {counted(len(slots), 'класс', 'класса', 'классов')}")
    return lines + [f"Внимание: {one.text}" for one in scene.conflicts(day)[:5]]


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
        day, scene = model.day(index), model.scene
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif scene.break_on(day) is not None:
            painter.fillRect(rect, theme.color("hover"))
        elif day.weekday() >= 5 or day in scene.off:
            painter.fillRect(rect, theme.color("window"))
        painter.setPen(theme.color("text" if day.month == model.month.month else "secondary"))
        painter.setFont(theme.font(bold=day == scene.today))
        number = self._number_rect(rect)
        if day == scene.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("due"))
            painter.drawRoundedRect(number.adjusted(-3, 0, 3, 0), 3, 3)
            painter.setPen(theme.color("panel"))
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(day.day))
        self._paint_band(painter, rect, day, scene)
        self._paint_labels(painter, rect, day, scene)
        self._paint_foot(painter, rect, day, scene)
        if scene.conflicts(day):
            paint_corner(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _number_rect(self, rect: QRect) -> QRect:
        metrics = QFontMetrics(theme.font())
        return QRect(rect.left() + 6, rect.top() + 4, metrics.horizontalAdvance("30") + 2, metrics.height())

    def labels(self, rect: QRect, day: date, scene: Scene) -> list[Label]:
        """Labels of a day beside its number, then in further lines; what has no room is counted in the last one."""
        metrics = QFontMetrics(theme.font(delta=-1))
        found: list[PlanRow | EventRow] = [row for row in scene.procedures(day) if row.starts_on == day or day.weekday() == 0]
        found += [event for event in scene.events_on(day) if event.held_on == day or day.weekday() == 0]
        height, gap = metrics.height() + 2, 3
        foot = self._has_foot(rect, metrics) and self._foot_words(day, scene)
        bottom = rect.bottom() - BAND - (metrics.height() if foot else 0)
        left = self._number_rect(rect).right() + 8
        x, y = left, rect.top() + 4
        placed: list[Label] = []
        for one in found:
            words = layout.code(one) if isinstance(one, PlanRow) else f"{one.starts_at} {one.name}".strip()
            most = rect.right() - 6 - (left if not placed else rect.left() + 6)
            width = min(metrics.horizontalAdvance(words) + 10, most)
            if placed and x + width > rect.right() - 4:
                x, y = rect.left() + 6, y + height + gap
            if y + height > bottom:
                break
            placed.append((QRect(x, y, width, height), one, words))
            x += width + gap
        if len(placed) < len(found):
            rest = f"+{len(found) - len(placed) + 1}"
            if placed:
                last = placed.pop()[0]
                placed.append((QRect(last.left(), last.top(), metrics.horizontalAdvance(rest) + 10, height), None, rest))
        return placed

    def _paint_band(self, painter: QPainter, rect: QRect, day: date, scene: Scene) -> None:
        longer = [row for row in scene.procedures(day) if row.ends_on is not None and row.ends_on != row.starts_on]
        if not longer:
            return
        left = 4 if all(row.starts_on == day for row in longer) else 0
        right = 4 if all(row.ends_on == day for row in longer) else 0
        chosen = any(row.procedure_id == self.chosen for row in longer)
        band = QRect(rect.left() + left, rect.bottom() - BAND, rect.width() - left - right, BAND - 1)
        painter.fillRect(band, theme.color("accent" if chosen else "chart_back"))

    def _paint_labels(self, painter: QPainter, rect: QRect, day: date, scene: Scene) -> None:
        metrics = QFontMetrics(theme.font(delta=-1))
        for place, one, words in self.labels(rect, day, scene):
            paint_label(
                painter, place, one, metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width() - 6), self.chosen
            )

    def _has_foot(self, rect: QRect, metrics: QFontMetrics) -> bool:
        """In a low window there is room for the number of the day only."""
        return self._number_rect(rect).bottom() + metrics.height() + BAND <= rect.bottom()

    def _foot_words(self, day: date, scene: Scene) -> str:
        if slots := scene.slots_on(day):
            return f"пишут {counted(len(slots), 'класс', 'класса', 'классов')}"
        found = scene.break_on(day)
        return found.title.lower() if found is not None and (found.starts_on == day or day.weekday() == 0) else ""

    def _paint_foot(self, painter: QPainter, rect: QRect, day: date, scene: Scene) -> None:
        words = self._foot_words(day, scene)
        font = theme.font(delta=-1)
        metrics = QFontMetrics(font)
        if not words or not self._has_foot(rect, metrics):
            return
        painter.setFont(font)
        painter.setPen(theme.color("secondary"))
        place = QRect(rect.left() + 6, rect.bottom() - BAND - metrics.height(), rect.width() - 10, metrics.height())
        painter.drawText(
            place, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        )


def paint_label(painter: QPainter, place: QRect, one: PlanRow | EventRow | None, words: str, chosen: int | None) -> None:
    """A procedure is filled, a meeting has a frame only; a cancelled procedure is struck through."""
    font = theme.font(delta=-1)
    font.setStrikeOut(isinstance(one, PlanRow) and one.is_cancelled)
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(one, EventRow):
        painter.setPen(theme.color("secondary"))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(theme.color("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        return
    on = one is not None and one.procedure_id == chosen
    painter.setPen(theme.color("accent") if one is not None else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent" if on else "selection"))
    painter.drawRoundedRect(place, 3, 3)
    painter.setPen(theme.color("on_accent" if on else "text"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def paint_corner(painter: QPainter, rect: QRect) -> None:
    """The red corner of a place with conflicts."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("overdue"))
    right, top = rect.right(), rect.top()
    painter.drawPolygon(QPolygon([QPoint(right - CORNER, top), QPoint(right, top), QPoint(right, top + CORNER)]))


class MonthGrid(QTableView):
    """`day_changed` follows the cursor; Enter opens the day; PgUp and PgDn turn the month."""

    day_changed = Signal(object)
    opened = Signal()
    procedure_clicked = Signal(int)
    month_wanted = Signal(object, object)
    """(the first day of another month, the day to stand on)."""
    shift_wanted = Signal(object, int)
    """(procedure id, or None for the chosen one; days): dragged, or Alt with arrows."""

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
        self._dragged: tuple[int, date, QPoint] | None = None

    def show_month(self, month: date, scene: Scene, stand_on: date) -> None:
        """Show a month with the cursor on a day; the side panel is told by whoever calls."""
        self._quiet = True
        self.month_model.fill(month, scene)
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
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in steps:
            self.shift_wanted.emit(None, steps[key])
        elif event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier) or day is None:
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
        self._dragged = None
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            day = self.month_model.day(index)
            for place, one, _words in self.delegate.labels(self.visualRect(index), day, self.month_model.scene):
                if isinstance(one, PlanRow) and place.contains(point):
                    self._dragged = (one.procedure_id, day, point)
                    self.procedure_clicked.emit(one.procedure_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A label that is pulled marks the day it would go to; the cursor of days stays."""
        if self._dragged is None:
            super().mouseMoveEvent(event)
            return
        if (event.position().toPoint() - self._dragged[2]).manhattanLength() >= QApplication.startDragDistance():
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragged = self._dragged, None
        self.viewport().unsetCursor()
        if dragged is not None:
            procedure_id, day, start = dragged
            point = event.position().toPoint()
            index = self.indexAt(point)
            far = (point - start).manhattanLength() >= QApplication.startDragDistance()
            if far and index.isValid() and self.month_model.day(index) != day:
                self.shift_wanted.emit(procedure_id, (self.month_model.day(index) - day).days)
                return
        super().mouseReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()  # type: ignore[attr-defined]
            self.setToolTip(self.indexAt(point).data(Qt.ItemDataRole.ToolTipRole) or "")
        return super().viewportEvent(event)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.day_changed.emit(self.month_model.day(current))
