"""One week, Monday to Sunday: windows of procedures as bars on top, below each day who writes and what is held."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
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

from app.services.calendar.rules import window_words
from app.services.events.rows import EventRow
from app.services.plan.rows import SlotRow
from app.services.text_ru import long_date, sort_key
from app.ui import theme
from app.ui.calendar import layout
from app.ui.calendar.layout import Span
from app.ui.calendar.month_grid import CORNER, WEEKDAYS, day_lines, paint_corner
from app.ui.calendar.scene import PersonDay, Scene

Index = QModelIndex | QPersistentModelIndex
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writing:
    """One school writes one paper on a day."""

    procedure_id: int
    school: str
    slots: tuple[SlotRow, ...]
    code: str
    wrong: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        classes = ", ".join(dict.fromkeys(slot.class_label or "все классы" for slot in self.slots))
        return f"{self.code} · {layout.school(self.school)}: {classes}"


@dataclass(frozen=True, slots=True)
class Being:
    """A person at a procedure, shown when the calendar is that person's."""

    procedure_id: int
    words: str


Item = Span | Writing | EventRow | Being


@dataclass(frozen=True, slots=True)
class Placed:
    """What stands in a cell and how many days it is long."""

    item: Item
    column: int
    length: int = 1


def week_items(scene: Scene, monday: date, people: bool) -> list[list[Placed]]:
    """Lines of the week from top to bottom: bars of windows first, then the days' own lines."""
    sunday = monday + 6 * ONE
    lines: list[list[Placed]] = []
    for span in layout.spans(scene.rows):
        if span.first > sunday or span.last < monday:
            continue
        first, last = max(0, (span.first - monday).days), min(6, (span.last - monday).days)
        bar = Placed(span, first, last - first + 1)
        free = next((line for line in lines if all(p.column + p.length <= first or p.column > last for p in line)), None)
        if free is None:
            lines.append([bar])
        else:
            free.append(bar)
    per_day = [_day_items(scene, monday + n * ONE, people) for n in range(7)]
    for at in range(max(map(len, per_day))):
        lines.append([Placed(items[at], n) for n, items in enumerate(per_day) if at < len(items)])
    return lines


def _day_items(scene: Scene, day: date, people: bool) -> list[Item]:
    found: list[Item] = list(scene.events_on(day))
    if people:
        found += [Being(one.procedure_id, _being(one)) for one in _present(scene, day)]
    wrong = scene.conflicts(day)
    together: defaultdict[tuple[int, str], list[SlotRow]] = defaultdict(list)
    for slot in scene.slots_on(day):
        together[slot.procedure_id, slot.organisation].append(slot)
    for (procedure_id, school), slots in sorted(together.items(), key=lambda pair: (sort_key(pair[0][1]), pair[0][0])):
        row = scene.by_id.get(procedure_id)
        texts = tuple(c.text for c in wrong if c.procedure_id == procedure_id and c.organisation_id == slots[0].organisation_id)
        found.append(Writing(procedure_id, school, tuple(slots), layout.code(row) if row else slots[0].title, texts))
    return found


def _present(scene: Scene, day: date) -> list[PersonDay]:
    written = {(slot.procedure_id, slot.organisation_id) for slot in scene.slots_on(day)}
    return [
        one for one in scene.people if one.day == day or (one.day is None and (one.procedure_id, one.organisation_id) in written)
    ]


def _being(one: PersonDay) -> str:
    return ", ".join(part for part in (one.person, one.role.lower(), one.organisation) if part)


def item_words(item: Item) -> str:
    if isinstance(item, EventRow):
        return f"{item.time} {item.name}".strip()
    return item.words


class WeekModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.monday = date(2000, 9, 4)
        self.scene = Scene()
        self.people = False
        self.lines: list[list[Placed]] = []
        self.least = 1
        """Lines in sight: empty ones fill the place, so that days off are grey down to the bottom."""
        self._at: dict[tuple[int, int], Placed] = {}

    def fill(self, monday: date, scene: Scene, people: bool) -> None:
        self.beginResetModel()
        self.monday, self.scene, self.people = monday, scene, people
        self.lines = week_items(scene, monday, people)
        self._at = {
            (row, placed.column + n): placed
            for row, line in enumerate(self.lines)
            for placed in line
            for n in range(placed.length)
        }
        self.endResetModel()

    def placed(self, index: Index) -> Placed | None:
        return self._at.get((index.row(), index.column()))

    def day(self, column: int) -> date:
        return self.monday + column * ONE

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max(len(self.lines), self.least)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        placed = self.placed(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return item_words(placed.item) if placed else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{long_date(self.day(index.column()))}: {item_words(placed.item) if placed else 'ничего'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            if placed is None:
                return "\n".join(day_lines(self.scene, self.day(index.column())))
            item = placed.item
            lines = [item_words(item)]
            if isinstance(item, Span):
                lines += [window_words(item.first, item.last), *(row.title for row in item.rows)]
            if isinstance(item, Writing):
                lines += [slot_words(slot) for slot in item.slots] + list(item.wrong)
            return "\n".join(lines)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        day = self.day(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{WEEKDAYS[section]} {day.day:02}.{day.month:02}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(day_lines(self.scene, day))
        if role == Qt.ItemDataRole.FontRole and day == self.scene.today:
            return theme.font(bold=True)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def slot_words(slot: SlotRow) -> str:
    """«4А: 2 урок, каб. 12, 24 чел.»."""
    parts = [
        f"{slot.lesson} урок" if slot.lesson else "",
        slot.starts_at,
        f"каб. {slot.room}" if slot.room else "",
        f"{slot.pupils} чел." if slot.pupils else "",
    ]
    said = ", ".join(part for part in parts if part)
    who = slot.class_label or "вся параллель"
    return f"{who}: {said}" if said else who


class WeekDelegate(QStyledItemDelegate):
    chosen: int | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        model = index.model()
        assert isinstance(model, WeekModel)
        placed, scene = model.placed(index), model.scene
        painter.save()
        for n in range(placed.length if placed else 1):
            self._paint_ground(painter, rect, model, index.column() + n, placed.length if placed else 1, n)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        if placed is not None:
            place = rect.adjusted(3, 2, -4, -3)
            place.setHeight(min(place.height(), theme.row_height() - 5))  # the last line is taller
            self._paint_item(painter, place, placed.item, scene)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, model: WeekModel, column: int, of: int, n: int) -> None:
        day, width = model.day(column), rect.width() // of
        part = QRect(rect.left() + n * width, rect.top(), width if n < of - 1 else rect.width() - n * width, rect.height())
        if model.scene.break_on(day) is not None:
            painter.fillRect(part, theme.color("hover"))
        elif day.weekday() >= 5 or day in model.scene.off:
            painter.fillRect(part, theme.color("window"))
        painter.setPen(theme.color("line"))
        painter.drawLine(part.right(), part.top(), part.right(), part.bottom())
        if day == model.scene.today:
            painter.fillRect(QRect(part.left(), part.top(), 2, part.height()), theme.color("due"))

    def _paint_item(self, painter: QPainter, place: QRect, item: Item, scene: Scene) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font()
        wrong: bool
        if isinstance(item, Span):
            on = self.chosen in {row.procedure_id for row in item.rows}
            font.setStrikeOut(all(row.is_cancelled for row in item.rows))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if on else "chart_back"))
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(theme.color("on_accent" if on else "text"))
            wrong = any(scene.conflicts_of(row.procedure_id) for row in item.rows)
        elif isinstance(item, EventRow):
            painter.setPen(theme.color("secondary"))
            painter.setBrush(theme.color("panel"))
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(theme.color("text"))
            wrong = False
        else:
            on = item.procedure_id == self.chosen
            painter.setPen(theme.color("accent") if on else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection") if isinstance(item, Writing) else theme.color("panel"))
            painter.drawRoundedRect(place, 3, 3)
            painter.setPen(theme.color("text"))
            wrong = isinstance(item, Writing) and bool(item.wrong)
        painter.setFont(font)
        room = place.adjusted(6, 0, -6 - (CORNER if wrong else 0), 0)
        words = QFontMetrics(font).elidedText(item_words(item), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if wrong:
            paint_corner(painter, place)


class WeekView(QTableView):
    """Arrows walk over days and lines, PgUp and PgDn turn the week, Enter opens the panel, Alt with arrows moves a window."""

    day_changed = Signal(object)
    opened = Signal()
    procedure_clicked = Signal(int)
    event_clicked = Signal(int)
    week_wanted = Signal(object)
    """A day of another week."""
    shift_wanted = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.week_model = WeekModel(self)
        self.delegate = WeekDelegate(self)
        self.setModel(self.week_model)
        self.setItemDelegate(self.delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setStretchLastSection(True)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.setAccessibleName("Неделя")
        self.selectionModel().currentChanged.connect(self._moved)
        theme.notifier().changed.connect(self._measure)
        self._quiet = False
        self._dragged: tuple[int, int, QPoint] | None = None
        self._measure()

    @property
    def monday(self) -> date:
        return self.week_model.monday

    def show_week(self, day: date, scene: Scene, *, people: bool = False) -> None:
        """The week that holds the day, the cursor on it."""
        self._quiet = True
        row = max(0, self.currentIndex().row()) if self.currentIndex().isValid() else 0
        self.clearSpans()
        self.week_model.fill(day - day.weekday() * ONE, scene, people)
        for at, line in enumerate(self.week_model.lines):
            for placed in line:
                if placed.length > 1:
                    self.setSpan(at, placed.column, 1, placed.length)
        self.setCurrentIndex(self.week_model.index(min(row, self.week_model.rowCount() - 1), day.weekday()))
        self._quiet = False

    def current_day(self) -> date | None:
        index = self.currentIndex()
        return self.week_model.day(index.column()) if index.isValid() else None

    def choose(self, procedure_id: int | None) -> None:
        self.delegate.chosen = procedure_id
        self.viewport().update()

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())
        if least != self.week_model.least:
            day = self.current_day()
            self.week_model.least = least
            if day is not None:
                self.show_week(day, self.week_model.scene, people=self.week_model.people)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = Qt.Key(event.key()), self.currentIndex()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in steps:
            self.shift_wanted.emit(None, steps[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and index.isValid():
            self.week_wanted.emit(self.week_model.day(index.column()) + (7 if key == Qt.Key.Key_PageDown else -7) * ONE)
        elif key == Qt.Key.Key_Left and index.column() == 0:
            self.week_wanted.emit(self.monday - ONE)
        elif key == Qt.Key.Key_Right and index.column() == 6:
            self.week_wanted.emit(self.monday + 7 * ONE)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):  # not over a whole bar at once: day by day
            self.setCurrentIndex(self.week_model.index(index.row(), index.column() + steps[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(index)
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        column = self.columnAt(point.x())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if column >= 0 and column != self.currentIndex().column():
            self.setCurrentIndex(self.week_model.index(index.row(), column))
        self._act(index)
        placed = self.week_model.placed(index)
        self._dragged = (placed.item.rows[0].procedure_id, column, point) if placed and isinstance(placed.item, Span) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            super().mouseMoveEvent(event)
        elif (event.position().toPoint() - self._dragged[2]).manhattanLength() >= QApplication.startDragDistance():
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragged = self._dragged, None
        self.viewport().unsetCursor()
        column = self.columnAt(event.position().toPoint().x())
        if dragged is not None and column >= 0 and column != dragged[1]:
            self.shift_wanted.emit(dragged[0], column - dragged[1])
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        placed = self.week_model.placed(self.indexAt(event.position().toPoint()))
        if placed is not None and isinstance(placed.item, EventRow):
            self.event_clicked.emit(placed.item.id)

    def _act(self, index: Index) -> None:
        """Choose what stands in the cell."""
        placed = self.week_model.placed(index)
        if placed is None or isinstance(placed.item, EventRow):
            return
        item = placed.item
        self.procedure_clicked.emit(item.rows[0].procedure_id if isinstance(item, Span) else item.procedure_id)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not current.isValid() or self._quiet:
            return
        self.day_changed.emit(self.week_model.day(current.column()))
        self._act(current)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
