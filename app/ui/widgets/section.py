"""A white card with a heading: the building block of scrolling pages."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.ui import theme


class Section(QFrame):
    """A card on the page with its heading; fill `box`."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self.heading = QLabel(title)
        theme.mark(self.heading, "heading")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(theme.AROUND, theme.SPACE + theme.INSIDE, theme.AROUND, theme.AROUND)
        self.box.setSpacing(theme.SPACE)
        self.box.addWidget(self.heading)
