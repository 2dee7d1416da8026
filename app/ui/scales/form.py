"""The fields of one scale: saved as one types, once the three cuts fit together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.scales.rows import ScaleRow
from app.services.scales.rules import problems_of
from app.ui import theme
from app.ui.widgets.fields import Field, NumberField, TextField

NEEDED = ("year", "grade", "max_score")


class ScaleForm(QWidget):
    """`edited(row)` gives the whole row when it is valid; until then the remarks stand under their fields."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: ScaleRow | None = None
        self.fields: dict[str, Field] = {
            "year": NumberField("Год", low=2000, high=2100),
            "grade": NumberField("Класс", low=1, high=11),
            "subject": TextField("Предмет"),
            "max_score": NumberField("Максимум", low=1, high=250),
            "min3": NumberField("«3» от", high=250),
            "min4": NumberField("«4» от", high=250),
            "min5": NumberField("«5» от", high=250),
            "source": TextField("Откуда взята"),
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for names in (("year", "grade", "subject", "source"), ("max_score", "min3", "min4", "min5")):
            line = QHBoxLayout()
            line.setSpacing(theme.AROUND)
            for name in names:
                wide = isinstance(self.fields[name], TextField) and not isinstance(self.fields[name], NumberField)
                if not wide:
                    self.fields[name].setFixedWidth(theme.px(110))
                line.addWidget(self.fields[name], 1 if wide else 0, Qt.AlignmentFlag.AlignTop)
            if "min5" in names:
                line.addStretch(1)
            box.addLayout(line)
        for name, field in self.fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))

    def show_row(self, row: ScaleRow | None) -> None:
        if self._row is not None and (row is None or self._row.id != row.id):
            self.save_typed()
        if self._row is not None and row is not None and self._row.id == row.id and problems_of(self._row):
            return  # an unfinished edit of this very row goes on
        self._row = row
        self.setEnabled(row is not None)
        for name, field in self.fields.items():
            field.set_value(getattr(row, name) if row is not None else None)

    def save_typed(self) -> None:
        for field in self.fields.values():
            field.commit()

    def _commit(self, name: str, value: Any) -> None:
        if self._row is None:
            return
        if value is None and name in NEEDED:
            self.fields[name].set_problem("Это значение нужно.")
            return
        self._row = replace(self._row, **{name: value}, edited=True)
        found = {p.field: p for p in reversed(problems_of(self._row))}
        for key, field in self.fields.items():
            field.set_problem(found.get(key))
        if not found:
            self.edited.emit(self._row)
