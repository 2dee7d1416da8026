"""A small chart over years, painted by the window: school in accent, district as a grey line, region as a dashed one.

Painted rather than made by the library of charts, because a card shows a dozen of them and opens at once; what they
show comes from the same rows as the printed ones (`app.services.charts.multiples`).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.charts.rows import HistoryPanel, HistoryPoint
from app.services.text_ru import number
from app.ui import theme

LEAST_WIDTH = 176
HEIGHT = 152


class YearsChart(QWidget):
    """One panel. `chosen` comes from a click, Enter or Space; arrow keys go to its neighbours (`walked`)."""

    chosen = Signal()
    walked = Signal(int)

    def __init__(self, panel: HistoryPanel, years: Sequence[int], top: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel, self._years, self._top = panel, tuple(years), top
        self._current = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()

    def show_panel(self, panel: HistoryPanel, years: Sequence[int], top: float) -> None:
        self.panel, self._years, self._top = panel, tuple(years), top
        self._say()
        self.update()

    def set_current(self, on: bool) -> None:
        if on != self._current:
            self._current = on
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(LEAST_WIDTH), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # -- inside

    def _say(self) -> None:
        words = [f"{point.year}: {_words(point)}{_beside(point.year, self.panel)}" for point in self.panel.school]
        self.setAccessibleName(self.panel.title)
        self.setAccessibleDescription("; ".join(words))
        self.setToolTip("\n".join([self.panel.title, *words]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.walked.emit(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        if self.hasFocus() or self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent" if self.hasFocus() else "line"))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        small = theme.font(delta=-1)
        metrics = QFontMetricsF(small)
        line = metrics.height()
        title_font = theme.font(bold=True)
        painter.setFont(title_font)
        painter.setPen(theme.color("text"))
        pad = theme.SPACE
        title = QRectF(pad, theme.INSIDE, self.width() - 2 * pad, QFontMetricsF(title_font).height())
        words = QFontMetricsF(title_font).elidedText(self.panel.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, words)
        left = pad + metrics.horizontalAdvance("100") + theme.INSIDE
        plot = QRectF(left, title.bottom() + line * 1.15, self.width() - left - pad, 0)
        plot.setBottom(self.height() - 2 * line - theme.INSIDE)
        painter.setFont(small)
        self._axes(painter, plot, metrics)
        self._line(painter, plot, self.panel.region, QPen(theme.color("secondary"), 1, Qt.PenStyle.DashLine))
        self._line(painter, plot, self.panel.reference, QPen(theme.color("chart_back"), 2.5))
        self._line(painter, plot, self.panel.school, QPen(theme.color("accent"), 2))
        self._points(painter, plot, metrics)

    def _x(self, plot: QRectF, year: int) -> float:
        return plot.left() + plot.width() * (self._years.index(year) + 0.5) / len(self._years)

    def _y(self, plot: QRectF, value: float) -> float:
        return plot.bottom() - plot.height() * min(value, self._top) / self._top

    def _axes(self, painter: QPainter, plot: QRectF, metrics: QFontMetricsF) -> None:
        line = metrics.height()
        for value in (0.0, self._top / 2, self._top):
            y = self._y(plot, value)
            painter.setPen(theme.color("secondary" if not value else "line"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.color("secondary"))
            place = QRectF(0, y - line / 2, plot.left() - theme.INSIDE, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, number(value, 0 if value == int(value) else 1))
        counts = {point.year: point.n for point in self.panel.school}
        wide = plot.width() / max(1, len(self._years))
        for year in self._years:
            x = self._x(plot, year)
            name = str(year) if metrics.horizontalAdvance("2026 ") <= wide else f"{year % 100:02d}"
            n = counts.get(year)
            many = f"n={n}" if n and metrics.horizontalAdvance(f"n={n} ") <= wide else (str(n) if n else "–")
            for row, words in enumerate((name, many)):
                box = QRectF(x - wide / 2, plot.bottom() + 1 + row * line, wide, line)
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words)

    def _known(self, points: Sequence[HistoryPoint]) -> dict[int, float]:
        return {point.year: point.value for point in points if point.value is not None and point.year in self._years}

    def _line(self, painter: QPainter, plot: QRectF, points: Sequence[HistoryPoint], pen: QPen) -> None:
        """Years in order; a year without a value breaks the line; a lone year is a short stroke."""
        known = self._known(points)
        painter.setPen(pen)
        half = min(theme.px(9), plot.width() / len(self._years) / 2) if self._years else 0
        school = points is self.panel.school
        for at, year in enumerate(self._years):
            if year not in known:
                continue
            here = QPointF(self._x(plot, year), self._y(plot, known[year]))
            following = self._years[at + 1] if at + 1 < len(self._years) else None
            if following in known:
                painter.drawLine(here, QPointF(self._x(plot, following), self._y(plot, known[following])))
            elif not school and (at == 0 or self._years[at - 1] not in known):
                painter.drawLine(here - QPointF(half, 0), here + QPointF(half, 0))

    def _points(self, painter: QPainter, plot: QRectF, metrics: QFontMetricsF) -> None:
        """The school's dots with their figures, above the line, or below where the district's line runs above."""
        beside = self._known(self.panel.reference)
        former = {point.year: point.former for point in self.panel.school}
        bold = QFont(theme.font(delta=-1, bold=True))
        line = metrics.height()
        for year, value in self._known(self.panel.school).items():
            here = QPointF(self._x(plot, year), self._y(plot, value))
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(theme.color("panel" if former.get(year) else "accent"))
            painter.drawEllipse(here, theme.px(3), theme.px(3))
            painter.setFont(bold)
            words = number(value)
            other = beside.get(year)
            below = other is not None and other > value and here.y() + line + theme.INSIDE < plot.bottom()
            y = here.y() + theme.INSIDE if below else here.y() - theme.INSIDE - line
            box = QRectF(here.x() - theme.px(20), y, theme.px(40), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words)
        painter.setFont(theme.font(delta=-1))
        painter.setPen(theme.color("secondary"))
        few = [point for point in self.panel.school if point.value is None and point.n and point.year in self._years]
        for point in few:
            x, y = self._x(plot, point.year), plot.bottom() - line - 1
            wide = plot.width() / len(self._years)
            words = "мало" if metrics.horizontalAdvance("мало") <= wide else "–"
            painter.drawText(QRectF(x - wide / 2, y, wide, line), Qt.AlignmentFlag.AlignHCenter, words)


def _words(point: HistoryPoint) -> str:
    value = "мало данных" if point.value is None and point.n < 5 else "нет" if point.value is None else f"{number(point.value)} %"
    former = f", писала {point.former}" if point.former else ""
    return f"{value} (n = {point.n}{former})"


def _beside(year: int, panel: HistoryPanel) -> str:
    parts = []
    for name, points in (("район", panel.reference), ("регион", panel.region)):
        value = next((point.value for point in points if point.year == year), None)
        if value is not None:
            parts.append(f", {name} {number(value)} %")
    return "".join(parts)
