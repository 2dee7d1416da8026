"""The title of a roadmap with a thin bar below: how much of it is done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.widgets.row_table import VALUE_ROLE

THICK = 3


class ProgressTitle(QStyledItemDelegate):
    """Paints `Column.value(row)`, a share from 0 to 1 (None = nothing to count), under the text. The words are the tooltip's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        share: float | None = index.data(VALUE_ROLE)
        whole: QRect = option.rect  # type: ignore[attr-defined]
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(whole, theme.color("selection"))
        bar = QRect(whole.left() + 7, whole.bottom() - THICK - 2, whole.width() - 14, THICK)
        option.rect = whole.adjusted(0, 0, 0, -THICK)  # type: ignore[attr-defined]
        super().paint(painter, option, index)
        option.rect = whole  # type: ignore[attr-defined]
        if share is None or bar.width() < 1:
            return
        painter.fillRect(bar, theme.color("line"))
        painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), THICK), theme.color("done"))
