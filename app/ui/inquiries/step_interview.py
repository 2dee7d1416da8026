"""Fourth step: the interview with the school and its minutes."""

from __future__ import annotations

from typing import Any

from app.services.inquiries.proposals import OLYMPIAD, plan_for
from app.services.inquiries.rows import Inquiry, Minutes
from app.services.privacy.rules import warning_for
from app.ui.context import UiContext
from app.ui.inquiries.step_page import StepPage, button, line_of, show_all, words_label
from app.ui.widgets.cell_table import RowsEditor
from app.ui.widgets.fields import DateField, FormGrid, MemoField, TextField
from app.ui.widgets.section import Section


class InterviewStep(StepPage):
    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.held_on = DateField("Дата", today=lambda: ui.ctx.clock().date())
        self.place = TextField("Место", placeholder="отдел образования, каб. 5")
        self.chair = TextField("Председатель", placeholder="Фамилия И. О., должность")
        self.secretary = TextField("Секретарь", placeholder="Фамилия И. О.")
        self.present = MemoField("Присутствовали от школы, по одному в строке", lines=3, warn_of=warning_for)
        self.fields = (self.held_on, self.place, self.chair, self.secretary, self.present)
        for field in self.fields:
            field.committed.connect(lambda _value: self._store())
        talk = Section("Собеседование")
        talk.box.addWidget(FormGrid([(self.held_on, self.place), (self.chair, self.secretary), self.present]))
        self.questions = RowsEditor(("Вопрос", "Что ответила школа"), "Вопросы и ответы")
        self.questions.set_widths((320, 320), 1)
        self.questions.changed.connect(self._store)
        asked = Section("Вопросы и ответы")
        self.propose = button("Предложить вопросы", self._propose, icon="playlist-plus", tip="Вопросы по ведущему признаку")
        asked.box.addWidget(self.questions)
        asked.box.addLayout(line_of(self.propose))
        self.decided = RowsEditor(("Решили", "Кто", "Срок"), "Решения")
        self.decided.set_widths((360, 150, 120), 0)
        self.decided.changed.connect(self._store)
        decisions = Section("Решили")
        note = words_label("note")
        note.setText("Решение, которое школа должна выполнить, добавьте потом в её дорожную карту на шаге «Вывод и меры».")
        decisions.box.addWidget(self.decided)
        decisions.box.addWidget(note)
        decisions.box.addLayout(
            line_of(
                button("Напечатать протокол…", lambda: self.print_form("inquiry_minutes"), icon="printer-outline", primary=True),
                button("Пустой бланк…", lambda: self.print_form("inquiry_minutes", blank=True), icon="file-outline"),
            )
        )
        for section in (talk, asked, decisions):
            self.box.addWidget(section)
        self.box.addStretch(1)

    def show_inquiry(self, inquiry: Inquiry) -> None:
        other = self.inquiry is None or self.inquiry.row.id != inquiry.row.id
        self.inquiry = inquiry
        kept = inquiry.minutes
        values = {
            self.held_on: kept.held_on,
            self.place: kept.place,
            self.chair: kept.chair,
            self.secretary: kept.secretary,
            self.present: kept.present,
        }
        show_all(values, enabled=self.is_open)
        for table, rows in ((self.questions, kept.questions), (self.decided, kept.decided)):
            table.lock(not self.is_open)
            if other or not self.saving:
                table.set_rows(rows)
        self.propose.setVisible(self.is_open)

    def save(self) -> None:
        for field in self.fields:
            field.commit()

    def _propose(self) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return
        plan = OLYMPIAD if inquiry.row.kind == "olympiad" else plan_for(inquiry.grounds)
        there = self.questions.rows()
        asked = {row[0] for row in there}
        self.questions.set_rows([*there, *((one, "") for one in plan.questions if one not in asked)])
        self._store()

    def _store(self) -> None:
        questions: Any = self.questions.rows()
        decided: Any = self.decided.rows()
        minutes = Minutes(
            self.held_on.value(), self.place.value(), self.chair.value(), self.secretary.value(), self.present.value(),
            questions, decided,
        )  # fmt: skip
        self.command("save_minutes", minutes)
