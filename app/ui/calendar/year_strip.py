"""The school year as one strip: weeks, months, windows of procedures as bars, today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.calendar.rules import window_words
from app.services.plan.rows import BreakRow
from app.services.text_ru import MONTHS, short_date
from app.ui import theme
from app.ui.calendar.layout import Span, next_month, year_span

LANES = 3
"""At the most; further windows share the last lane, without words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A window with the place of its bar and of its words, in pixels."""

    span: Span
    lane: int
    bar: QRect
    words: QRect
    """Empty = there is no room for words."""


class YearStrip(QWidget):
    """Left and right choose the month before and after; a click on a bar chooses its procedures."""

    month_chosen = Signal(object)
    """The first day of a month."""
    span_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = 2000
        self._spans: tuple[Span, ...] = ()
        self._breaks: tuple[BreakRow, ...] = ()
        self._month = date(2000, 9, 1)
        self._today = date(2000, 9, 1)
        self.bars: tuple[Bar, ...] = ()
        self._lanes = LANES
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Учебный год")
        theme.notifier().changed.connect(self._lay_out)

    def show_year(self, start: int, spans: Sequence[Span], month: date, today: date, breaks: Sequence[BreakRow] = ()) -> None:
        """`start`: the year in which the school year begins; `month`: its first day, the one shown below."""
        self._start, self._month, self._today, self._breaks = start, month, today, tuple(breaks)
        first, last = year_span(start)
        self._spans = tuple(span for span in spans if span.first <= last and span.last >= first)
        self.setAccessibleDescription("; ".join(f"{span.words}, {window_words(span.first, span.last)}" for span in self._spans))
        self._lay_out()

    def set_lanes(self, lanes: int) -> None:
        """So many lanes at the most: one in a low window."""
        if lanes != self._lanes:
            self._lanes = lanes
            self._lay_out()

    @property
    def month(self) -> date:
        return self._month

    # -- geometry

    def day_x(self, day: date) -> int:
        """Left edge of a day."""
        first, last = year_span(self._start)
        return round((day - first).days * self.width() / ((last - first).days + 1))

    def _months_height(self) -> int:
        return QFontMetrics(theme.font(delta=-1)).height() + 8

    def _lane_height(self) -> int:
        return QFontMetrics(theme.font(delta=-1)).height() + 4

    def _lay_out(self) -> None:
        """Every bar in the first lane where it and its words do not touch the one before."""
        metrics = QFontMetrics(theme.font(delta=-1))
        first, last = year_span(self._start)
        ends = [-1_000_000] * self._lanes
        height, top = self._lane_height(), self._months_height() + 4
        bars = []
        for span in self._spans:
            left = self.day_x(max(span.first, first))
            right = max(self.day_x(min(span.last, last) + timedelta(days=1)), left + 6)
            text = metrics.horizontalAdvance(span.words) + 8
            inside = text <= right - left
            after = inside or right + 4 + text <= self.width()
            begin, end = (left, right if inside else right + 4 + text) if after else (left - 4 - text, right)
            lane = next((n for n in range(self._lanes) if ends[n] < begin), self._lanes - 1)
            y = top + lane * (height + 2)
            free = ends[lane] < begin
            words = QRect(left if inside else right + 4 if after else begin, y, text, height) if free else QRect()
            bars.append(Bar(span, lane, QRect(left, y, right - left, height), words))
            ends[lane] = max(ends[lane], end)
        self.bars = tuple(bars)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lanes = max((bar.lane for bar in self.bars), default=0) + 1
        return QSize(600, self._months_height() + 4 + lanes * (self._lane_height() + 2) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(delta=-1))
        painter.fillRect(self.rect(), theme.color("panel"))
        self._paint_months(painter)
        for bar in self.bars:
            self._paint_bar(painter, bar)
        first, last = year_span(self._start)
        if first <= self._today <= last:
            self._paint_today(painter)
        painter.setPen(theme.color("accent" if self.hasFocus() else "line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_months(self, painter: QPainter) -> None:
        first, last = year_span(self._start)
        head = self._months_height()
        month = first
        while month <= last:
            left, right = self.day_x(month), self.day_x(min(next_month(month, 1), last + timedelta(days=1)))
            place = QRect(left, 0, right - left, head)
            if month == self._month:
                painter.fillRect(QRect(left, 0, right - left, self.height()), theme.color("selection"))
            monday = month + timedelta(days=-month.weekday() % 7)
            self._paint_breaks(painter, month)
            painter.setPen(theme.color("hover" if month != self._month else "line"))
            while monday < next_month(month, 1):  # school weeks
                painter.drawLine(self.day_x(monday), head, self.day_x(monday), self.height())
                monday += timedelta(days=7)
            painter.setPen(theme.color("line"))
            painter.drawLine(right, 0, right, self.height())
            painter.setPen(theme.color("text" if month == self._month else "secondary"))
            words = self._month_words(month, place.width() - 12)
            painter.drawText(place.adjusted(8, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, words)
            month = next_month(month, 1)
        painter.setPen(theme.color("line"))
        painter.drawLine(0, head, self.width(), head)

    def _paint_breaks(self, painter: QPainter, month: date) -> None:
        """The days of breaks in this month, grey."""
        last = next_month(month, 1) - timedelta(days=1)
        for one in self._breaks:
            first, end = max(one.starts_on, month), min(one.ends_on, last)
            if first <= end:
                left, head = self.day_x(first), self._months_height()
                painter.fillRect(
                    QRect(left, head, self.day_x(end + timedelta(days=1)) - left, self.height() - head), theme.color("line")
                )

    def _month_words(self, month: date, room: int) -> str:
        """«сентябрь 2025»: the year where it begins; shorter when there is no room."""
        metrics = QFontMetrics(theme.font(delta=-1))
        name = MONTHS[month.month - 1]
        year = f" {month.year}" if month.month in (1, 9) else ""
        forms = (name + year, name[:3] + year, name[:3])
        return next((form for form in forms if metrics.horizontalAdvance(form) <= room), name[:3])

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(bar.bar.adjusted(0, 1, 0, -1), 3, 3)
        painter.restore()
        if not bar.words.isEmpty():
            inside = bar.bar.contains(bar.words.center())
            painter.setPen(theme.color("on_accent" if inside else "text"))
            painter.drawText(bar.words.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, bar.span.words)

    def _paint_today(self, painter: QPainter) -> None:
        x = self.day_x(self._today)
        painter.fillRect(QRect(x, 0, 2, self.height()), theme.color("due"))
        words = "сегодня"
        metrics = QFontMetrics(theme.font(delta=-1))
        width, height = metrics.horizontalAdvance(words), self._lane_height()
        left = x + 6 if x + 10 + width < self.width() else x - 4 - width
        place = QRect(left, self.height() - height - 4, width, height)
        if not any(bar.words.intersects(place) or bar.bar.intersects(place) for bar in self.bars):
            painter.setPen(theme.color("due"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first, last = year_span(self._start)
        moves = {
            Qt.Key.Key_Left: next_month(self._month, -1),
            Qt.Key.Key_Right: next_month(self._month, 1),
            Qt.Key.Key_Home: first,
            Qt.Key.Key_End: last.replace(day=1),
        }
        month = moves.get(Qt.Key(event.key()))
        if month is None:
            super().keyPressEvent(event)
        else:
            self.month_chosen.emit(month)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        for bar in self.bars:
            if bar.bar.adjusted(-3, 0, 3, 0).contains(point) or bar.words.contains(point):
                self.span_chosen.emit(bar.span)
                return
        self.month_chosen.emit(self._day_at(point.x()).replace(day=1))

    def _day_at(self, x: int) -> date:
        first, last = year_span(self._start)
        days = (last - first).days + 1
        return first + timedelta(days=min(days - 1, max(0, x * days // max(1, self.width()))))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = [bar.span for bar in self.bars if bar.bar.contains(event.pos()) or bar.words.contains(event.pos())]
            words = [f"{span.words}\n{window_words(span.first, span.last)}" for span in found]
            day = self._day_at(event.pos().x())
            rest = next((f"\n{one.title}" for one in self._breaks if one.starts_on <= day <= one.ends_on), "")
            QToolTip.showText(event.globalPos(), "\n".join(words) or short_date(day) + rest, self)
            return True
        return super().event(event)
