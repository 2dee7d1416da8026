"""What is planned about a procedure beside its days, edited in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.plan.rows import CONTROL_MODES, FORMS, STATUSES, PlanDraft, PlanRow
from app.ui.widgets.fields import ChoiceField, DateField, FormGrid, NumberField, TextField


class PlanFields(QWidget):
    """`edited(change)` with a function from the draft as it is then stored to the wanted one; `status_edited(status)`."""

    edited = Signal(object)
    status_edited = Signal(str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._row: PlanRow | None = None
        self.status = ChoiceField("Состояние", [])
        self.form = ChoiceField("Форма проведения", [(words, key) for key, words in FORMS.items()])
        self.control = ChoiceField("Кто проверяет", [(words, key) for key, words in CONTROL_MODES.items()])
        self.minutes = NumberField("Минут", low=1, high=600, width=80)
        self.reserve = DateField("Резервный день", today=today)
        self.results_due = DateField("Результаты ожидаются", today=today)
        self.basis = TextField("Основание", placeholder="Приказ, письмо: номер и дата")
        self.options = TextField("Предметы для случайного выбора", placeholder="История; Биология; География")
        self.note = TextField("Примечание")
        self._fields: dict[str, Any] = {
            "form": self.form,
            "control_mode": self.control,
            "minutes": self.minutes,
            "reserve_on": self.reserve,
            "results_due": self.results_due,
            "basis": self.basis,
            "subject_options": self.options,
            "note": self.note,
        }
        for name, field in self._fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))
        self.status.committed.connect(lambda value: self.status_edited.emit(value))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(
            FormGrid(
                [(self.status, self.form), (self.control, self.minutes), (self.reserve, self.results_due), self.basis,
                 self.options, self.note]
            )
        )  # fmt: skip

    def show_row(self, row: PlanRow, *, other: bool) -> None:
        """`other`: another procedure than before; what was being typed about that one was saved already."""
        self._row = row
        self.status.set_choices([(words, key) for key, words in STATUSES.items() if key != "results" or row.status == "results"])
        self.status.set_value(row.status)
        for name, field in self._fields.items():
            if other:
                field.commit_stopped()
            value = getattr(row, name)
            field.set_value("; ".join(value) if name == "subject_options" else value)
        self.options.setVisible(row.is_random)

    def save_typed(self) -> None:
        if self._row is not None:
            for field in self._fields.values():
                field.commit()

    def _commit(self, name: str, value: Any) -> None:
        wanted = tuple(part.strip() for part in value.split(";") if part.strip()) if name == "subject_options" else value

        def change(draft: PlanDraft) -> PlanDraft:
            changed: dict[str, Any] = {name: wanted}
            return replace(draft, **changed)

        self.edited.emit(change)
