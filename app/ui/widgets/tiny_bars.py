"""Tiny bars in a table cell: one bar a paper, all on one scale, with the reference as a short grey line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.widgets.row_table import VALUE_ROLE


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` of the full height, 0–1 (None = no data: a small dash); `reference` = the district, same units."""

    share: float | None
    reference: float | None = None
    marked: bool = False
    """Painted in the colour of a sign, for cells the person should look at."""


class TinyBars(QStyledItemDelegate):
    """Paints `Column.value(row)`, a sequence of `Bar`. Give the column a `text` too: it is copied and read aloud."""

    WIDTH, GAP = 7, 3

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        bars: Sequence[Bar] = index.data(VALUE_ROLE) or ()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, theme.color("selection"))  # type: ignore[attr-defined]
        box = QRectF(option.rect).adjusted(8, 4, -6, -4)  # type: ignore[attr-defined]
        width, gap = theme.px(self.WIDTH), theme.px(self.GAP)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        x = box.left()
        for bar in bars:
            if x + width > box.right():
                break
            if bar.share is None:
                painter.fillRect(QRectF(x, box.bottom() - 1, width, 1), theme.color("secondary"))
            else:
                height = max(1.0, box.height() * min(1.0, max(0.0, bar.share)))
                painter.fillRect(QRectF(x, box.bottom() - height, width, height), theme.color("sign" if bar.marked else "accent"))
                if bar.reference is not None:
                    y = box.bottom() - box.height() * min(1.0, max(0.0, bar.reference))
                    painter.fillRect(QRectF(x - 0.5, y - 0.5, width + 1, 1), theme.color("text"))
            x += width + gap
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        bars = index.data(VALUE_ROLE) or ()
        return QSize(12 + len(bars) * theme.px(self.WIDTH + self.GAP), theme.row_height())
