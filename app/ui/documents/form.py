"""The fields of an order in the order of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.services.problems import Problem
from app.ui import theme
from app.ui.documents.clauses import ClauseList
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, TextField


class DocumentForm(QWidget):
    """Shows a document; `edited(row)` gives the whole document with one change."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: DocumentRow | None = None
        self.fields: dict[str, Field] = {
            "kind": ChoiceField("Вид", [(name, key) for key, name in KINDS.items()]),
            "state": ChoiceField("Состояние", [(name.capitalize(), key) for key, name in STATES.items()]),
            "number": TextField(
                "Номер", placeholder="как в журнале", hint="Номер ставит канцелярия: впишите как есть, например 112-од"
            ),
            "signed_on": DateField("Дата"),
            "parent_body": MemoField("Вышестоящий орган", lines=2, placeholder="Область, администрация района — по строкам"),
            "body": TextField("Кто издаёт", placeholder="Отдел образования"),
            "place": TextField("Место", placeholder="с. Заречное"),
            "heading": MemoField("Заголовок", lines=3, placeholder="Об утверждении …"),
            "preamble": MemoField("Преамбула", lines=4, placeholder="В соответствии с … / В целях …"),
            "signer_post": TextField("Должность подписывающего"),
            "signer_name": TextField("Кто подписывает", placeholder="И. О. Фамилия"),
            "drafter": TextField("Исполнитель", placeholder="Фамилия, имя, отчество, телефон"),
            "roadmap_id": ChoiceField("Приложение: дорожная карта", [("без приложения", None)]),
        }
        f = self.fields
        self.clauses = ClauseList()
        head = FormGrid(
            [
                (f["kind"], f["state"]),
                (f["number"], f["signed_on"]),
                f["parent_body"],
                f["body"],
                f["place"],
                f["heading"],
                f["preamble"],
            ]
        )
        tail = FormGrid([(f["signer_post"], f["signer_name"]), f["drafter"], f["roadmap_id"]])
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addWidget(head)
        box.addWidget(self.clauses)
        box.addWidget(tail)
        box.addStretch(1)
        for name, field in self.fields.items():
            field.committed.connect(lambda value, name=name: self._commit(name, value))
        self.clauses.edited.connect(lambda clauses: self._commit("clauses", clauses))

    def set_roadmaps(self, roadmaps: Sequence[tuple[int, str]]) -> None:
        field = self.fields["roadmap_id"]
        assert isinstance(field, ChoiceField)
        field.set_choices([("без приложения", None), *((title, key) for key, title in roadmaps)])

    def show_row(self, row: DocumentRow | None) -> None:
        """Show another document, or the same one as it is now stored."""
        other = self._row is None or row is None or self._row.id != row.id
        self._row = row
        self.setEnabled(row is not None)
        for name, field in self.fields.items():
            if other:
                field.commit_stopped()
            field.set_value(getattr(row, name) if row is not None else None)
        self.clauses.set_clauses(row.clauses if row is not None else ())

    def row(self) -> DocumentRow | None:
        return self._row

    def set_problems(self, problems: Sequence[Problem]) -> None:
        found = {problem.field: problem for problem in reversed(problems)}
        for name, field in self.fields.items():
            field.set_problem(found.get(name))

    def save_typed(self) -> None:
        for field in self.fields.values():
            field.commit()
        self.clauses.save_typed()

    def _commit(self, name: str, value: Any) -> None:
        if self._row is not None:
            self._row = replace(self._row, **{name: value})
            self.edited.emit(self._row)
