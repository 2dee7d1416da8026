"""Shows a chart made by a service, crisp at every size and screen scale.

The figure is drawn by its own library into a picture of exactly as many device pixels as the widget has; the window
itself knows nothing about that library.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme


class Figure(Protocol):
    """The part of a matplotlib figure that is used here."""

    def get_size_inches(self) -> Any: ...

    def set_size_inches(self, w: float, h: float) -> None: ...

    def savefig(self, target: Any, **options: Any) -> None: ...


DPI = 96
"""Logical: text of a figure is as large as text of the window at the ordinary font size."""


class ChartView(QWidget):
    """`set_figure(figure)`; None shows `text` (what is missing) instead. The figure gives height : width."""

    def __init__(self, *, ratio: float = 0.5, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._image = QImage()
        self._ratio, self._text = ratio, text
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(theme.px(120))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(60)
        self._later.timeout.connect(self._render)

    def set_figure(self, figure: Figure | None, text: str = "") -> None:
        """Show another chart; `text` is said when there is none, and to screen readers."""
        self._figure, self._text = figure, text
        if figure is not None:
            width, height = figure.get_size_inches()
            self._ratio = height / width
        self.setMinimumHeight(theme.px(120) if figure is not None else theme.px(40))
        self.updateGeometry()
        self.setAccessibleName(text)
        self._image = QImage()
        self._render()

    def heightForWidth(self, width: int) -> int:
        return round(width * self._ratio)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), round(theme.px(360) * self._ratio))

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
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)

    def _render(self) -> None:
        """Draw the figure at the size of the widget; called after resizing has stopped."""
        if self._figure is None or self.width() < 20 or self.height() < 20 or not self.isVisible():
            self.update()
            return
        scale = self.devicePixelRatioF() * theme.points() / theme.FONT_SIZES[0]
        dpi = DPI * scale
        pixels = self.size() * self.devicePixelRatioF()
        self._figure.set_size_inches(pixels.width() / dpi, pixels.height() / dpi)
        buffer = BytesIO()
        self._figure.savefig(buffer, format="rgba", dpi=dpi)
        data = buffer.getvalue()
        width = pixels.width()
        height = len(data) // (4 * width) if width else 0
        if width * height * 4 != len(data):  # the library rounded the size by a pixel
            width = round(round(pixels.width() / dpi * dpi))
            height = len(data) // (4 * max(1, width))
        image = QImage(data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image = image
        self.update()
