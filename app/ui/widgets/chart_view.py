"""Shows a chart made by a service, crisp at every size and screen scale.

The figure is drawn by its own library into a picture of exactly as many device pixels as the widget has; the window
itself knows nothing about that library.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme


class Figure(Protocol):
    """The part of a matplotlib figure that is used here."""

    def get_size_inches(self) -> Any: ...

    def set_size_inches(self, w: float, h: float) -> None: ...

    def savefig(self, target: Any, **options: Any) -> None: ...


DPI = 96
"""Logical: text of a figure is as large as text of the window at the ordinary font size."""
LEAST = (240, 150)
"""Logical pixels under which nothing can be drawn sensibly."""


class ChartView(QWidget):
    """`set_figure(figure)`; None shows `text` (what is missing) instead.

    As tall as the figure says (its inches), as wide as the layout gives: text keeps its size. `ratio` = height / width
    of the place kept before there is a figure.
    """

    def __init__(self, *, ratio: float = 0.5, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._image = QImage()
        self._ratio, self._text = ratio, text
        self._inches = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(theme.px(40))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(60)
        self._later.timeout.connect(self._render)
        theme.notifier().changed.connect(self._measure)

    def set_figure(self, figure: Figure | None, text: str = "") -> None:
        """Show another chart; `text` is said when there is none, and to screen readers."""
        self._figure, self._text = figure, text
        self._inches = float(figure.get_size_inches()[1]) if figure is not None else 0.0
        self.setAccessibleName(text)
        self._image = QImage()
        self._measure()
        self._render()

    def sizeHint(self) -> QSize:
        height = self._inches * DPI if self._inches else LEAST[0] * self._ratio
        return QSize(theme.px(360), theme.px(round(height)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(LEAST[0]), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._figure is not None:
            self._later.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._figure is None:
            painter.setPen(theme.color("secondary"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
            return
        if self._image.isNull():
            self._render()
        if self._image.size() == self._device_size():
            painter.drawImage(QPointF(0, 0), self._image)
        elif not self._image.isNull():  # while the window is being resized, and in a place that is too small
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)

    def _measure(self) -> None:
        self.setMinimumHeight(theme.px(LEAST[1] if self._figure is not None else 40))
        self.updateGeometry()

    def _device_size(self) -> QSize:
        scale = self.devicePixelRatioF()
        return QSize(round(self.width() * scale), round(self.height() * scale))

    def _render(self) -> None:
        """Draw the figure at the size of the widget; called after resizing has stopped."""
        if self._figure is None or not self.isVisible():
            self.update()
            return
        scale = self.devicePixelRatioF() * theme.points() / theme.FONT_SIZES[0]
        dpi = DPI * scale
        pixels = self._device_size().expandedTo(QSize(round(LEAST[0] * scale), round(LEAST[1] * scale)))
        # A hundredth of a pixel more: the library rounds down.
        self._figure.set_size_inches((pixels.width() + 0.01) / dpi, (pixels.height() + 0.01) / dpi)
        buffer = BytesIO()
        self._figure.savefig(buffer, format="rgba", dpi=dpi)
        data = buffer.getvalue()
        if len(data) != 4 * pixels.width() * pixels.height():
            raise RuntimeError(f"the chart has {len(data)} bytes, not {pixels.width()} × {pixels.height()} pixels")
        image = QImage(data, pixels.width(), pixels.height(), pixels.width() * 4, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image = image
        self.update()
