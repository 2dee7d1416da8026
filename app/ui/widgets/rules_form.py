"""What dialogs of rules and formulas share: a scrolling page of headed fields, and the line of buttons under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme


def heading(words: str) -> QLabel:
    label = QLabel(words)
    theme.mark(label, "heading")
    return label


def scrolling_page(parts: Iterable[QWidget]) -> QScrollArea:
    """Headings and grids of fields, one under another."""
    page = QWidget()
    theme.mark(page, "panel")
    inner = QVBoxLayout(page)
    inner.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.AROUND)
    inner.setSpacing(theme.SPACE)
    for part in parts:
        inner.addWidget(part)
    inner.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    theme.mark(area, "panel")
    return area


class RuleButtons(QHBoxLayout):
    """«Вернуть исходные» on the left; saving, by Enter too, and «Отмена» on the right."""

    def __init__(
        self, dialog: QDialog, save: str, usual: str, *, on_save: Callable[[], object], on_usual: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setSpacing(theme.SPACE)
        self.save = QPushButton(save)
        self.save.setDefault(True)
        theme.mark(self.save, "primary")
        self.save.clicked.connect(lambda _checked=False: on_save())
        self.usual = QPushButton(usual)
        self.usual.setAutoDefault(False)
        self.usual.clicked.connect(lambda _checked=False: on_usual())
        cancel = QPushButton("Отмена")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(lambda _checked=False: dialog.reject())
        self.addWidget(self.usual)
        self.addStretch(1)
        self.addWidget(self.save)
        self.addWidget(cancel)
