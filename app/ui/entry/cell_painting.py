"""How a cell of the grid is painted: doubt is a red corner beside the red number, never the colour alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.entry.grid_model import DOUBT, FAINT, FRESH, OTHER

Index = QModelIndex | QPersistentModelIndex


class CellPainting(QStyledItemDelegate):
    """The cell under the cursor has a frame of its own: it is where the next key goes."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        doubt, other = index.data(DOUBT), index.data(OTHER)
        computed = not index.flags() & Qt.ItemFlag.ItemIsEditable
        painter.save()
        if state & QStyle.StateFlag.State_Selected or index.data(FRESH):
            painter.fillRect(box, theme.color("selection"))
        elif computed:
            painter.fillRect(box, theme.color("window"))
        role: theme.Role = "overdue" if doubt is True else "secondary" if index.data(FAINT) else "text"
        face = theme.font(bold=doubt is True or bool(other))
        painter.setFont(face)
        painter.setPen(theme.color(role))
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if other is not None:
            text = f"{text or 'пусто'} ≠ {other}"
            painter.setPen(theme.color("due"))
        inner = box.adjusted(3, 0, -3, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, shown)
        if doubt is not None or other is not None:
            side = theme.px(6)
            corner = QPointF(box.topRight()) + QPointF(1, 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("due" if other is not None else "overdue" if doubt is True else "secondary"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPolygon(QPolygonF([corner - QPointF(side, 0), corner, corner + QPointF(0, side)]))
        if state & QStyle.StateFlag.State_HasFocus:
            pen = QPen(theme.color("accent"), 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.setFrame(False)
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the editor goes down as it does in the grid."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            grid = self.parent()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched)
                step = getattr(grid, "step", None)
                if step is not None:
                    step(1, 0)
                return True
        return super().eventFilter(watched, event)
