"""One line: the district's share of papers with a reason for recheck, year by year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.findings.rows import TrendRow
from app.services.text_ru import counted, number
from app.ui import theme

TITLE = "Район: доля работ с поводом для перепроверки"
SHORT = "Поводы, доля работ"
LEAST_TOP = 10.0
"""Percent that a full bar stands for at the least: a small difference is not made to look large."""
_OF = ("работы", "работ", "работ")


class ShareTrend(QWidget):
    """Bars from zero on one scale with the figures beside; the year in sight in accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[TrendRow, ...] = ()
        self._year: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self.updateGeometry)

    def show_points(self, points: Sequence[TrendRow], year: int | None) -> None:
        """Oldest first; `year`: the one that is looked at."""
        self._points, self._year = tuple(points), year
        said = "\n".join(_words(point) for point in self._points)
        self.setToolTip(f"{TITLE}\n{said}" if said else "")
        self.setAccessibleName(f"{TITLE}: {'; '.join(_words(point) for point in self._points)}")
        self.setVisible(bool(self._points))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        high, bar = float(self.height()), theme.px(9)
        metrics = QFontMetricsF(theme.font())
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        labels = [_label(point) for point in self._points]
        wide = [metrics.horizontalAdvance(label) + bar + theme.INSIDE + theme.AROUND for label in labels]
        title = TITLE if metrics.horizontalAdvance(TITLE) + theme.AROUND + sum(wide) <= self.width() else SHORT
        painter.setPen(theme.color("secondary"))
        painter.drawText(QRectF(0, 0, self.width(), high), middle, title)
        x = metrics.horizontalAdvance(title) + theme.AROUND
        top = max(LEAST_TOP, *(point.share or 0.0 for point in self._points))
        first = 0  # the newest years stay when there is no room for all
        while first < len(wide) - 1 and x + sum(wide[first:]) - theme.AROUND > self.width():
            first += 1
        for point, label, room in list(zip(self._points, labels, wide, strict=True))[first:]:
            now = point.year == self._year
            tall = (high - 10) * (point.share or 0.0) / top
            painter.fillRect(QRectF(x, 5, bar, high - 10), theme.color("hover"))
            painter.fillRect(
                QRectF(x, high - 5 - max(1.0, tall), bar, max(1.0, tall)), theme.color("accent" if now else "chart_back")
            )
            painter.setPen(theme.color("text" if now else "secondary"))
            painter.drawText(QRectF(x + bar + theme.INSIDE, 0, room, high), middle, label)
            x += room


def _words(point: TrendRow) -> str:
    return f"{point.year}: {point.flagged} из {counted(point.cells, *_OF)}"


def _label(point: TrendRow) -> str:
    """«2026: 5,1 % (4 из 78)»."""
    share = f"{number(point.share, 1 if point.flagged else 0)} % " if point.share is not None else ""
    return f"{point.year}: {share}({point.flagged} из {number(point.cells)})"
