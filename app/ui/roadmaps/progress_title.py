"""The title of a roadmap in two lines with a thin bar below: how much of it is done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.widgets.row_table import VALUE_ROLE

THICK = 3
_SIDE, _ABOVE = 8, 4


def tall_row() -> int:
    """Height of a row with two lines and the bar."""
    return 2 * QFontMetrics(theme.font()).lineSpacing() + THICK + 3 * _ABOVE


class ProgressTitle(QStyledItemDelegate):
    """Paints `Column.value(row)`, a share from 0 to 1 (None = nothing to count), under the text. The words are the tooltip's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        whole: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(whole, theme.color("selection"))
        room = whole.adjusted(_SIDE, _ABOVE, -_SIDE, -THICK - 2 * _ABOVE)
        painter.save()
        painter.setPen(theme.color("text"))
        _draw_lines(painter, room, str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        painter.restore()
        share: float | None = index.data(VALUE_ROLE)
        bar = QRect(room.left(), whole.bottom() - THICK - _ABOVE, room.width(), THICK)
        if share is not None and bar.width() > 0:
            chosen = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
            painter.fillRect(bar, theme.color("chart_back" if chosen else "line"))
            painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), THICK), theme.color("done"))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme.px(120), tall_row())


def _draw_lines(painter: QPainter, room: QRect, text: str) -> None:
    """The text on two lines, broken between words; what is over is cut with an ellipsis."""
    font = theme.font()
    metrics = QFontMetrics(font)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    if first.isValid():
        first.setLineWidth(room.width())
    layout.endLayout()
    if not first.isValid():
        return
    painter.setFont(font)
    end = first.textStart() + first.textLength()
    rest = text[end:].strip()
    top = room.top() + (0 if rest else metrics.lineSpacing() // 2)
    first.draw(painter, QPointF(room.left(), top))
    if rest:
        shown = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QPointF(room.left(), top + metrics.lineSpacing() + metrics.ascent()), shown)
