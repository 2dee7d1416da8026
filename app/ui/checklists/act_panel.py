"""One act of observation in the side panel: who, when, and the answers by stage as the observer signed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLabel

from app.services.checklists.rows import ANSWERS, QUESTIONS, STAGES, ActRow
from app.services.checklists.rules import act_problems
from app.services.privacy.rules import warning_for
from app.services.text_ru import long_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, TextField
from app.ui.widgets.side_panel import SidePanel

_ANSWERS = [("—", ""), *((words, code) for code, words in ANSWERS.items())]


class ActPanel(SidePanel):
    """`show_act`; a change is stored by itself through `run(name, *values)` of the page."""

    def __init__(self, ui: UiContext, run: Callable[..., None]) -> None:
        super().__init__()
        self._run = run
        self.act: ActRow | None = None
        today = lambda: ui.ctx.clock().date()  # noqa: E731
        self.head: dict[str, Field] = {
            "observer": TextField("Наблюдатель", placeholder="Фамилия И. О."),
            "observed_on": DateField("Дата", today=today),
            "received_on": DateField("Акт получен", today=today),
            "starts_at": TextField("Начало", placeholder="09:00"),
            "ends_at": TextField("Окончание", placeholder="10:00"),
            "class_label": TextField("Класс", placeholder="4А"),
            "room": TextField("Аудитория"),
            "remarks": MemoField("Замечания наблюдателя", lines=3, warn_of=warning_for),
        }
        h = self.head
        self.answers: dict[str, ChoiceField] = {}
        self.body.addWidget(
            FormGrid(
                [
                    h["observer"],
                    (h["observed_on"], h["received_on"]),
                    (h["starts_at"], h["ends_at"]),
                    (h["class_label"], h["room"]),
                ]
            )
        )
        for stage, words in STAGES.items():
            heading = QLabel(words)
            theme.mark(heading, "bold")
            self.body.addWidget(heading)
            for code, question in QUESTIONS[stage]:
                self.answers[code] = ChoiceField(question, _ANSWERS)
                self.answers[code].label.setWordWrap(True)
                self.body.addWidget(self.answers[code])
        self.body.addWidget(h["remarks"])
        self.body.addStretch(1)
        for field in self._fields():
            field.committed.connect(lambda _value: self._store())
            field.editor.setEnabled(not ui.ctx.db.read_only)

    def _fields(self) -> tuple[Field, ...]:
        return (*self.head.values(), *self.answers.values())

    def show_act(self, row: ActRow | None) -> None:
        other = row is None or self.act is None or row.id != self.act.id
        if other:
            self.save_typed()
        self.act = row
        if row is None:
            return
        self.set_heading(row.school, f"Акт наблюдения{', ' + long_date(row.observed_on) if row.observed_on else ''}")
        for name, field in self.head.items():
            if other:
                field.commit_stopped()
            field.set_value(getattr(row, name))
        for code, choice in self.answers.items():
            choice.set_value(row.answers.get(code, ""))

    def save_typed(self) -> None:
        if self.act is not None:
            for field in self._fields():
                field.commit()

    def _store(self) -> None:
        row = self.act
        if row is None:
            return
        said = {code: choice.value() for code, choice in self.answers.items() if choice.value()}
        typed = replace(row, answers=said, **{name: field.value() for name, field in self.head.items()})
        problems = {problem.field: problem for problem in act_problems(typed) if problem.severity == "error"}
        self.head["ends_at"].set_problem(problems.get("ends_at"))
        if not problems and typed != row:
            self._run("save_act", typed)
