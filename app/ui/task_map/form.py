"""The fields of one task: saved as one types, remarks under their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.results.rows import TaskRow
from app.services.task_map.rows import TaskLine
from app.services.task_map.rules import LEVELS, MOST_POINTS, problems_of, tidied
from app.ui import theme
from app.ui.widgets.fields import ChoiceField, Field, MemoField, NumberField, TextField

_WIDTHS = {"code": 90, "max_points": 110, "level": 170}


class TaskForm(QWidget):
    """`edited(line)` gives the whole line when it is valid."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: TaskLine | None = None
        self._others: tuple[str, ...] = ()
        self.fields: dict[str, Field] = {
            "code": TextField("Задание", hint="Номер, как в работе: 1, 3К1, 9.1"),
            "max_points": NumberField("Макс. балл", low=1, high=MOST_POINTS),
            "level": ChoiceField("Уровень", [(words, level) for level, words in LEVELS.items()]),
            "content_codes": TextField("Коды КЭС", hint="Коды элементов содержания, через точку с запятой"),
            "requirement_codes": TextField("Коды КТ", hint="Коды требований, через точку с запятой"),
            "skill": MemoField("Умение", lines=3),
            "planned_result": MemoField("Планируемый результат (блок ПООП)", lines=3),
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for names in (("code", "max_points", "level", "content_codes", "requirement_codes"), ("skill", "planned_result")):
            line = QHBoxLayout()
            line.setSpacing(theme.AROUND)
            for name in names:
                if name in _WIDTHS:
                    self.fields[name].setFixedWidth(theme.px(_WIDTHS[name]))
                line.addWidget(self.fields[name], 0 if name in _WIDTHS else 1, Qt.AlignmentFlag.AlignTop)
            box.addLayout(line)
        for name, field in self.fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))

    def show_line(self, line: TaskLine | None, others: tuple[str, ...]) -> None:
        """`others`: codes of the other tasks. What is typed in a line that gives way is saved first."""
        if self._line is not None and (line is None or line.position != self._line.position):
            self.save_typed()
        unfinished = self._line is not None and line is not None and self._line.position == line.position
        self._others = others
        if unfinished and self._line is not None and problems_of(tidied(self._line.task), others):
            return
        self._line = line
        self.setEnabled(line is not None)
        for name, field in self.fields.items():
            field.set_value(getattr(line.task, name) if line is not None else None)

    def save_typed(self) -> None:
        for field in self.fields.values():
            field.commit()

    def _commit(self, name: str, value: Any) -> None:
        if self._line is None:
            return
        task: TaskRow = replace(self._line.task, **{name: value})
        self._line = replace(self._line, task=task)
        found = {p.field: p for p in reversed(problems_of(tidied(task), self._others))}
        for key, field in self.fields.items():
            field.set_problem(found.get(key))
        if not found:
            self.edited.emit(self._line)
