"""«Запланировать…»: a procedure from the catalogue, its class, subject and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QWidget

from app.services.plan.rows import CONTROL_MODES, FORMS, LEVELS, RANDOM_SUBJECT, CatalogueLine, PlanDraft
from app.services.results.subjects import SUBJECTS
from app.ui import theme
from app.ui.calendar.inner_page import InnerPage
from app.ui.context import UiContext
from app.ui.widgets.fields import CheckField, ChoiceField, DateField, FormGrid, TextField


class PlanPage(InnerPage):
    """`planned(drafts)`: one for each class that was written."""

    planned = Signal(object)

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Запланировать", short=True)
        self._lines: dict[str, CatalogueLine] = {}
        self.heading.setText("Запланировать процедуру")
        self.note.setText("Школы выберут свои дни внутри сроков. Всё можно исправить потом.")

        def today() -> date:
            return ui.ctx.clock().date()

        self.kind = ChoiceField("Вид процедуры", [], required=True)
        self.grades = TextField("Класс", placeholder="4 или 4, 5, 6", hint="Несколько классов — через запятую", width=140)
        self.subject = TextField("Предмет", placeholder="Начните печатать")
        self.is_random = CheckField(RANDOM_SUBJECT)
        self.starts = DateField("Первый день", required=True, today=today)
        self.ends = DateField("Последний день", today=today)
        self.form = ChoiceField("Форма проведения", [(words, key) for key, words in FORMS.items()])
        self.control = ChoiceField("Кто проверяет", [(words, key) for key, words in CONTROL_MODES.items()])
        self.basis = TextField("Основание", placeholder="Приказ, письмо: номер и дата")
        self.about = QLabel()
        self.about.setWordWrap(True)
        theme.mark(self.about, "small")
        grid = FormGrid(
            [
                self.kind,
                (self.grades, self.subject),
                self.is_random,
                (self.starts, self.ends),
                (self.form, self.control),
                self.basis,
            ]
        )
        grid.setMaximumWidth(theme.px(640))
        side = QHBoxLayout()
        side.addWidget(grid, 3)
        side.addWidget(self.about, 2, Qt.AlignmentFlag.AlignTop)
        holder = QWidget()
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.AROUND * 2)
        self.body.addWidget(holder)
        self.kind.committed.connect(lambda _value: self._kind_chosen())
        self.is_random.committed.connect(lambda on: self.subject.setEnabled(not on))
        self.submitted.connect(self._plan)

    def open(self, lines: Sequence[CatalogueLine], day: date | None) -> None:
        self._lines = {line.code: line for line in lines}
        self.kind.set_choices([(f"{line.title} · {LEVELS[line.level]}", line.code) for line in lines])
        self.kind.set_value(lines[0].code if lines else None)
        for field in (self.grades, self.subject, self.ends, self.basis):
            field.commit_stopped()
            field.set_value(None)
        self.is_random.set_value(False)
        self.subject.setEnabled(True)
        self.starts.set_value(day)
        self.show_problems(())
        self._kind_chosen()

    def _kind_chosen(self) -> None:
        line = self._lines.get(self.kind.value())
        if line is None:
            return
        self.form.set_value(line.form if line.form in FORMS else "")
        self.control.set_value(line.control_mode)
        self.is_random.setVisible(line.code == "vpr")
        self.grades.setVisible(bool(line.grades))
        if len(line.grades) == 1:
            self.grades.set_value(str(line.grades[0]))
        completer = QCompleter(list(line.subjects) or list(SUBJECTS), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.subject.line.setCompleter(completer)
        parts = [line.full_title, line.control_words, f"Результаты: {line.results_file}" if line.results_file else "", line.note]
        self.about.setText("\n\n".join(part[:1].upper() + part[1:] for part in parts if part))

    def _plan(self) -> None:
        problems: list[str] = []
        texts = [part.strip() for part in self.grades.value().replace(";", ",").split(",") if part.strip()]
        if any(not text.isdecimal() or not 1 <= int(text) <= 12 for text in texts):
            problems.append("Класс пишется числом от 1 до 12; несколько — через запятую.")
            texts = []
        if self.starts.value() is None:
            problems.append("Укажите первый день.")
        self.show_problems(problems)
        if problems:
            return
        drafts = tuple(
            PlanDraft(
                self.kind.value(),
                int(text),
                "" if self.is_random.value() else self.subject.value(),
                self.starts.value(),
                self.ends.value(),
                form=self.form.value(),
                control_mode=self.control.value(),
                is_random=bool(self.is_random.value()),
                minutes=self._lines[self.kind.value()].minutes,
                basis=self.basis.value(),
            )
            for text in texts or ["0"]
        )
        self.planned.emit(drafts)
