"""A table of schools by something: the names stay in sight at the left while the columns scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from app.ui import theme


class SchoolGrid(QTableView):
    """Cells are chosen, not edited; the subclass sets model, header and delegate. `corner`: what stands over the names."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.corner = QLabel("Школа", self)
        theme.mark(self.corner, "corner")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName(name)
        names = self.verticalHeader()
        theme.mark(names, "rows")
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setHighlightSections(False)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.corner.setGeometry(
            self.frameWidth(), self.frameWidth(), self.verticalHeader().width(), self.horizontalHeader().height()
        )
