"""Stacked bars of shares with the numbers in them, one bar a group: marks of a school beside its district and region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.text_ru import number
from app.ui import theme


@dataclass(frozen=True, slots=True)
class ShareRow:
    """`percents` None: `why` is said instead («мало данных»)."""

    name: str
    n: int
    percents: tuple[float, ...] | None
    why: str = ""
    own: bool = False
    """The school itself: in bold."""


class ShareBars(QWidget):
    """`set_rows(names, tones, rows)`: `names` and `tones` of the parts, from left to right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._tones: tuple[str, ...] = ()
        self._rows: tuple[ShareRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self.updateGeometry)

    def set_rows(self, names: Sequence[str], tones: Sequence[str], rows: Sequence[ShareRow]) -> None:
        self._names, self._tones, self._rows = tuple(names), tuple(tones), tuple(rows)
        said = []
        for row in rows:
            parts = zip(names, row.percents, strict=True) if row.percents else ()
            shares = ", ".join(f"{name} {number(percent, 1)} %" for name, percent in parts)
            said.append(f"{row.name} (n = {row.n}): {shares or row.why}")
        self.setAccessibleName("; ".join(said))
        self.setToolTip("\n".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(300), self._row_height() * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(220), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        metrics = QFontMetricsF(theme.font(bold=True))
        labels = [f"{row.name}, n = {number(row.n)}" for row in self._rows]
        left = min(max((metrics.horizontalAdvance(label) for label in labels), default=0) + theme.SPACE, self.width() * 0.42)
        high = self._row_height()
        self._legend(painter, left, high)
        for at, (row, label) in enumerate(zip(self._rows, labels, strict=True), start=1):
            painter.setFont(theme.font(bold=row.own))
            painter.setPen(theme.color("text"))
            box = QRectF(0, at * high, left - theme.SPACE, high)
            words = QFontMetricsF(painter.font()).elidedText(label, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
            bar = QRectF(left, at * high + 4, self.width() - left, high - 8)
            if row.percents is None:
                painter.setFont(theme.font())
                painter.setPen(theme.color("secondary"))
                painter.drawText(bar, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), row.why)
            else:
                self._bar(painter, bar, row.percents)

    def _row_height(self) -> int:
        return theme.row_height()

    def _legend(self, painter: QPainter, left: float, high: float) -> None:
        painter.setFont(theme.font(delta=-1))
        metrics = QFontMetricsF(painter.font())
        x, side = left, theme.px(10)
        for name, tone in zip(self._names, self._tones, strict=True):
            painter.fillRect(QRectF(x, (high - side) / 2, side, side), QColor(tone))
            wide = metrics.horizontalAdvance(name)
            painter.setPen(theme.color("secondary"))
            box = QRectF(x + side + theme.INSIDE, 0, wide + 2, high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
            x += side + theme.INSIDE + wide + theme.AROUND

    def _bar(self, painter: QPainter, bar: QRectF, percents: Sequence[float]) -> None:
        painter.setFont(theme.font(delta=-1))
        metrics = QFontMetricsF(painter.font())
        x = bar.left()
        for percent, tone in zip(percents, self._tones, strict=True):
            wide = bar.width() * percent / 100
            part = QRectF(x, bar.top(), max(0.0, wide - 1), bar.height())
            painter.fillRect(part, QColor(tone))
            words = number(percent, 1 if percent < 99.95 else 0)
            if metrics.horizontalAdvance(words) + 4 <= wide:
                painter.setPen(_ink(tone))
                painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), words)
            x += wide


def _ink(tone: str) -> QColor:
    """Dark or white, whichever reads better on the tone."""
    dark, white = "#1F2933", "#FFFFFF"
    return QColor(dark if theme.contrast(tone, dark) >= theme.contrast(tone, white) else white)
