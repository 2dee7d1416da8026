"""Schools of a file that the base does not know: for each a choice among those it has, alike ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.imports.rows import UnknownSchool
from app.services.text_ru import counted
from app.ui import theme
from app.ui.widgets.fields import ChoiceField

SHOWN = 40
"""Schools that are asked about at once: a whole region is not."""


class SchoolChoice(QWidget):
    """`chosen` gives ((key of the file, organisation id), …) when the person presses the button."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schools: Sequence[tuple[str, int]] = ()
        self.fields: list[tuple[str, ChoiceField]] = []
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self._list = QWidget()
        theme.mark(self._list, "panel")
        self._box = QVBoxLayout(self._list)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._list)
        theme.mark(scroll, "panel")
        self.button = QPushButton("Прочитать с этим выбором")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._apply)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.note)
        box.addWidget(scroll, 1)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def set_schools(self, schools: Sequence[tuple[str, int]]) -> None:
        """(name, organisation id) of the own schools."""
        self._schools = schools

    def show_unknown(self, unknown: Sequence[UnknownSchool]) -> None:
        for _key, field in self.fields:
            field.deleteLater()
        while self._box.count():
            self._box.takeAt(0)
        self.fields = []
        for one in unknown[:SHOWN]:
            named = f"{one.name} ({one.login})" if one.name and one.login else one.name or one.login
            rows = counted(one.rows, "строка", "строки", "строк")
            field = ChoiceField(f"{named} — {rows}", self._choices(one))
            field.combo.activated.connect(lambda _at: self._ready())
            self._box.addWidget(field)
            self.fields.append((one.key, field))
        self._box.addStretch(1)
        rest = len(unknown) - SHOWN
        self.note.setText(
            "Этих школ в базе нет. Укажите, какая это школа: выбор запомнится для следующих файлов."
            + (f" Показаны первые {SHOWN}." if rest > 0 else "")
        )
        self._ready()

    def answer(self) -> tuple[tuple[str, int], ...]:
        return tuple((key, field.value()) for key, field in self.fields if field.value() is not None)

    def _choices(self, one: UnknownSchool) -> list[tuple[str, Any]]:
        alike = {candidate.id for candidate in one.candidates}
        return [
            ("— не загружать —", None),
            *((f"{candidate.name} (похоже)", candidate.id) for candidate in one.candidates),
            *((name, school) for name, school in self._schools if school not in alike),
        ]

    def _ready(self) -> None:
        self.button.setEnabled(bool(self.answer()))

    def _apply(self) -> None:
        if self.answer():
            self.chosen.emit(self.answer())
