"""A roadmap along its months: under the tree, or wherever a timeline is wanted.

The whole plan always fits the width; a plan of several years can be looked at year by year. Up and down go from item to
item, left and right from date to date, and the line below says what the mark means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.services.duties.rows import SHOWN_WORDS, Shown
from app.services.execution.rows import TimelineRow
from app.services.execution.timeline_scale import Scale, lanes, scale_of, stretches, year_scale
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps import timeline_words
from app.ui.roadmaps.timeline_painting import (
    AXIS,
    ROW_ROLE,
    AxisDelegate,
    AxisHeader,
    AxisRow,
    draw_shape,
    lane_height,
    point_width,
    stretch_box,
)
from app.ui.widgets.elided_label import ElidedLabel

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
YEARS_FROM_MONTHS = 19
"""A longer plan can be looked at year by year."""
_LEGEND: tuple[Shown, ...] = ("overdue", "ahead", "in_progress", "waiting_region", "postponed", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A roadmap as it was read."""

    rows: tuple[TimelineRow, ...]
    start: date | None
    end: date | None
    today: date


def load(ctx: Any, roadmap_id: int) -> Loaded:
    from app.services.execution.queries import timeline
    from app.services.roadmaps.queries import get_roadmap

    roadmap = get_roadmap(ctx, roadmap_id)
    today = ctx.clock().date()
    return Loaded(tuple(timeline(ctx, roadmap_id, today)), roadmap.period_start, roadmap.period_end, today)


class TimelineModel(QAbstractTableModel):
    """Two columns: the item in words, its axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[TimelineRow, ...] = ()
        self.axis: list[AxisRow] = []

    def set_rows(self, rows: tuple[TimelineRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.axis = [AxisRow() for _ in rows]
        self.endResetModel()

    def lay_out(self, scale: Scale, month: float) -> None:
        """Where the stretches stand on an axis whose months are so many pixels wide."""
        wide = point_width(month)
        self.axis = [self._axis(place, row, scale, wide) for place, row in enumerate(self.rows)]
        if self.rows:
            self.dataChanged.emit(self.index(0, AXIS), self.index(len(self.rows) - 1, AXIS))

    def _axis(self, place: int, row: TimelineRow, scale: Scale, point: float) -> AxisRow:
        if row.is_section:
            return AxisRow(words=timeline_words.done_words(self._items_of(place)), is_head=True)
        if row.is_subhead:
            return AxisRow(is_head=True)
        laid = stretches(row.bars, scale, point)
        undated = all(bar.starts_on is None and bar.due_on is None for bar in row.bars)
        return AxisRow(laid, max(1, lanes(laid)), timeline_words.undated_words(row) if undated else "")

    def _items_of(self, place: int) -> list[TimelineRow]:
        found = []
        for row in self.rows[place + 1 :]:
            if row.is_section:
                break
            if not row.is_subhead:
                found.append(row)
        return found

    def place_of(self, uid: str) -> int:
        return next((place for place, row in enumerate(self.rows) if uid and row.uid == uid), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("Мероприятие", "Сроки")[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return self.axis[index.row()] if index.column() == AXIS else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return timeline_words.row_words(row) if index.column() == AXIS else timeline_words.title_words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            heading = row.is_section or row.is_subhead
            return timeline_words.title_words(row) if heading else timeline_words.whole_words(row)
        if role == Qt.ItemDataRole.FontRole and (row.is_section or row.is_subhead):
            return theme.font(bold=True)
        if role == Qt.ItemDataRole.BackgroundRole and (row.is_section or row.is_subhead):
            return theme.color("window")
        return None


class _Table(QTableView):
    """`stepped(−1 | +1)`: left or right; `entered()`: Enter."""

    stepped = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model().rowCount() - 1
            self.setCurrentIndex(self.model().index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)


class TimelineView(QWidget):
    """`chosen(uid)` when a person comes to an item, `opened(uid)` on Enter or a double click."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._roadmap_id: int | None = None
        self._loaded: Loaded | None = None
        self._scale: Scale | None = None
        self._silent = False
        self._pick = -1
        self.model = TimelineModel(self)
        self.delegate = AxisDelegate(self)
        self.header = AxisHeader()
        self.table = self._table()
        self.span = QComboBox()
        self.span.setToolTip("Какую часть плана показать")
        self.span.currentIndexChanged.connect(lambda _index: self._span_chosen())
        self.legend = _Legend()
        self.words = ElidedLabel()
        theme.mark(self.words, "note")
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        theme.mark(self.empty, "note")
        self._build()
        theme.notifier().changed.connect(self._dress)
        self.show_roadmap(None)

    # -- building

    def _table(self) -> _Table:
        table = _Table()
        table.setModel(self.model)
        table.setHorizontalHeader(self.header)
        table.setItemDelegate(self.delegate)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setAccessibleName("График дорожной карты")
        self.header.setStretchLastSection(True)
        self.header.setMinimumSectionSize(theme.px(60))
        self.header.sectionResized.connect(lambda *_sizes: self._lay_out())
        table.selectionModel().currentRowChanged.connect(self._row_changed)
        table.stepped.connect(self._step)
        table.entered.connect(self._open)
        table.doubleClicked.connect(lambda _index: self._open())
        table.clicked.connect(self._clicked)
        table.viewport().installEventFilter(self)
        return table

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(theme.SPACE)
        bar.addWidget(self.span)
        bar.addWidget(self.legend, 1)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addLayout(bar)
        box.addWidget(self.table, 1)
        box.addWidget(self.words)
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setFocusProxy(self.table)

    # -- what is shown

    def show_roadmap(self, roadmap_id: int | None) -> None:
        """Read a roadmap and show it; the same one again keeps the place. None = nothing is chosen."""
        again = roadmap_id is not None and roadmap_id == self._roadmap_id
        self._roadmap_id = roadmap_id
        if roadmap_id is None:
            self._loaded = None
            self._say_empty("Выберите дорожную карту: здесь появится её график по месяцам.")
            return
        self._ui.worker.read(
            lambda _progress: load(self._ui.ctx, roadmap_id),
            done=lambda loaded: self._show(loaded, again),
            failed=lambda error: self._say_empty(getattr(error, "what", "График не прочитан.")),
            owner=self,
            key="timeline",
        )

    def select_line(self, uid: str) -> None:
        """Go to an item without saying so."""
        place = self.model.place_of(uid)
        if place < 0:
            return
        self._silent = True
        self.table.setCurrentIndex(self.model.index(place, 0))
        self.table.scrollTo(self.model.index(place, 0))
        self._silent = False

    def current_line(self) -> str:
        """The uid of the item, empty on a section."""
        place = self.table.currentIndex().row()
        return self.model.rows[place].uid if 0 <= place < len(self.model.rows) else ""

    def _say_empty(self, words: str) -> None:
        self.empty.setText(words)
        self.stack.setCurrentIndex(1)

    def _show(self, loaded: Loaded, again: bool) -> None:
        uid, top = (self.current_line(), self.table.verticalScrollBar().value()) if again else ("", 0)
        self._loaded = loaded
        if not any(not row.is_section and not row.is_subhead for row in loaded.rows):
            self._say_empty("Добавьте в карту мероприятия со сроками: здесь появится её график.")
            return
        self.stack.setCurrentIndex(0)
        self._silent = True
        self.model.set_rows(loaded.rows)
        self._silent = False
        self._offer_spans(again)
        self.legend.set_states({bar.shown for row in loaded.rows for bar in row.bars})
        self._take_scale()
        if uid:
            self.select_line(uid)
        self.table.verticalScrollBar().setValue(top)
        self._say()

    def _offer_spans(self, again: bool) -> None:
        assert self._loaded is not None
        whole = scale_of(self._loaded.rows, self._loaded.start, self._loaded.end, self._loaded.today)
        years = [year for year, _ in whole.years()] if whole.months >= YEARS_FROM_MONTHS else []
        kept = self.span.currentData() if again else None
        self.span.blockSignals(True)
        self.span.clear()
        self.span.addItem("Весь план", None)
        for year in years:
            self.span.addItem(f"{year} год", year)
        self.span.setCurrentIndex(max(0, self.span.findData(kept)))
        self.span.blockSignals(False)
        self.span.setVisible(bool(years))

    def _span_chosen(self) -> None:
        self._pick = -1
        self._take_scale()
        self._say()

    def _take_scale(self) -> None:
        if self._loaded is None:
            return
        year = self.span.currentData()
        loaded = self._loaded
        scale = year_scale(year) if year else scale_of(loaded.rows, loaded.start, loaded.end, loaded.today)
        today = (scale.at(loaded.today) + scale.after(loaded.today)) / 2
        self._scale = self.delegate.scale = self.header.scale = scale
        self.delegate.picked = None
        self.delegate.today = self.header.today = today if scale.holds(today) else None
        self._lay_out()
        self.header.viewport().update()

    def _lay_out(self) -> None:
        if self._scale is None or not self.model.rows:
            return
        self.model.lay_out(self._scale, self.header.sectionSize(AXIS) / self._scale.months)
        for place, row in enumerate(self.model.axis):
            self.table.setRowHeight(place, max(theme.row_height(), row.lanes * lane_height() + theme.SPACE))

    def _share_width(self) -> None:
        wide = self.table.viewport().width()
        self.header.resizeSection(0, min(theme.px(460), max(theme.px(120), round(0.36 * wide))))
        self._lay_out()

    def _dress(self) -> None:
        self.header.setMinimumSectionSize(theme.px(60))
        self.legend.updateGeometry()
        self._lay_out()
        self.table.viewport().update()
        self.header.viewport().update()

    # -- going about

    def _row_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._pick = -1
        self.delegate.picked = None
        self._say()
        uid = self.model.rows[current.row()].uid if current.isValid() else ""
        if uid and not self._silent:
            self.chosen.emit(uid)

    def _step(self, way: int) -> None:
        """To the date before or after; the first step goes to the nearest one from today on."""
        place = self.table.currentIndex().row()
        if not 0 <= place < len(self.model.axis) or not self.model.axis[place].stretches:
            return
        laid = self.model.axis[place].stretches
        if self._pick < 0:
            today = self.delegate.today or 0.0
            ahead = [number for number, one in enumerate(laid) if one.end >= today]
            behind = [number for number, one in enumerate(laid) if one.end < today]
            self._pick = (ahead[0] if ahead else len(laid) - 1) if way > 0 else (behind[-1] if behind else 0)
        else:
            self._pick = min(len(laid) - 1, max(0, self._pick + way))
        self.delegate.picked = (place, self._pick)
        self.table.viewport().update()
        self._say()

    def _clicked(self, index: QModelIndex) -> None:
        position = self.table.viewport().mapFromGlobal(self.cursor().pos())
        number = self._stretch_at(index, position)
        self._pick = number
        self.delegate.picked = (index.row(), number) if number >= 0 else None
        self.table.viewport().update()
        self._say()

    def _open(self) -> None:
        if self.current_line():
            self.opened.emit(self.current_line())

    def _say(self) -> None:
        """The words of the date, or of the item, under the table."""
        place = self.table.currentIndex().row()
        if not 0 <= place < len(self.model.rows):
            self.words.setText("Вверх и вниз – по мероприятиям, влево и вправо – по срокам.")
            return
        row = self.model.rows[place]
        laid = self.model.axis[place].stretches
        if 0 <= self._pick < len(laid) and laid[self._pick].bar is not None:
            self.words.setText(f"{row.number} {timeline_words.bar_words(laid[self._pick].bar)}".strip())  # type: ignore[arg-type]
        elif row.is_section or row.is_subhead:
            self.words.setText(timeline_words.title_words(row))
        else:
            self.words.setText(f"{row.number} {'; '.join(timeline_words.row_words(row).splitlines())}".strip())

    # -- tooltips

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._share_width()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.table.indexAt(event.pos())
            number = self._stretch_at(index, event.pos())
            if number >= 0:
                bar = self.model.axis[index.row()].stretches[number].bar
                if bar is not None:
                    QToolTip.showText(event.globalPos(), timeline_words.bar_words(bar), self.table)
                    return True
        return super().eventFilter(watched, event)

    def _stretch_at(self, index: QModelIndex, position: QPoint) -> int:
        """The number of the stretch under the pointer, −1 = none."""
        if not index.isValid() or index.column() != AXIS or self._scale is None:
            return -1
        box = self.table.visualRect(index)
        row = self.model.axis[index.row()]
        month = box.width() / self._scale.months
        top = box.center().y() + 0.5 - lane_height() * row.lanes / 2
        for number in reversed(range(len(row.stretches))):
            if stretch_box(row.stretches[number], box.left(), month, top).adjusted(-2, -2, 2, 2).contains(position):
                return number
        return -1


class _Legend(QWidget):
    """The states there are, as they are painted, with their words; those that do not fit are in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: tuple[Shown, ...] = ()

    def set_states(self, states: set[Shown]) -> None:
        self._states = tuple(state for state in _LEGEND if state in states)
        self.setToolTip("\n".join(SHOWN_WORDS[state] for state in self._states))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        x, tall = 1.0, lane_height() - 2
        for state in self._states:
            words = SHOWN_WORDS[state]
            sample, room = theme.px(26), painter.fontMetrics().horizontalAdvance(words)
            if x + sample + theme.INSIDE + room > self.width():
                break
            draw_shape(painter, QRectF(x, (self.height() - tall) / 2, sample, tall), state)
            painter.setPen(theme.color("secondary"))
            box = QRectF(x + sample + theme.INSIDE, 0, room + 2, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
            x += sample + theme.INSIDE + room + theme.AROUND
