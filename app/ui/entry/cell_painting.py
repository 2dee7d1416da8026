"""How a cell of the grid is painted: doubt is a red corner beside the red number, never the colour alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.entry.grid_model import LOOK, Look

Index = QModelIndex | QPersistentModelIndex
_SELECTED, _FOCUS = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_ROLES: tuple[theme.Role, ...] = ("window", "selection", "text", "secondary", "accent", "due", "overdue")


class CellPainting(QStyledItemDelegate):
    """The cell under the cursor has a frame of its own: it is where the next key goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dress()
        theme.notifier().changed.connect(self._dress)

    def _dress(self) -> None:
        """Fonts and tones are looked up once: a screen has hundreds of cells."""
        self._faces = (theme.font(), theme.font(bold=True))
        self._tones = {role: theme.color(role) for role in _ROLES}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: int = option.state.value  # type: ignore[attr-defined]
        look: Look = index.data(LOOK)
        tones = self._tones
        if state & _SELECTED or look.fresh:
            painter.fillRect(box, tones["selection"])
        elif look.computed:
            painter.fillRect(box, tones["window"])
        role: theme.Role = (
            "due" if look.other is not None else "overdue" if look.doubt is True else "secondary" if look.faint else "text"
        )
        text = look.text if look.other is None else f"{look.text or 'пусто'} ≠ {look.other}"
        if text:
            painter.setFont(self._faces[look.doubt is True or look.other is not None])
            painter.setPen(tones[role])
            if len(text) > 3:
                text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 6)
            painter.drawText(box, _CENTRE, text)
        if look.doubt is not None or look.other is not None:
            self._corner(painter, box, tones[role if look.doubt != "explained" else "secondary"])
        if state & _FOCUS:
            self._frame(painter, box)

    def _corner(self, painter: QPainter, box: QRect, tone: QColor) -> None:
        side = theme.px(6)
        corner = QPointF(box.topRight()) + QPointF(1, 0)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPolygon(QPolygonF([corner - QPointF(side, 0), corner, corner + QPointF(0, side)]))
        painter.restore()

    def _frame(self, painter: QPainter, box: QRect) -> None:
        pen = QPen(self._tones["accent"], 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.save()
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
