"""Second step: a letter to the school and its answer."""

from __future__ import annotations

from datetime import timedelta

from app.services.inquiries.proposals import OLYMPIAD, plan_for
from app.services.inquiries.rows import Inquiry, RequestDraft
from app.services.privacy.rules import warning_for
from app.ui.context import UiContext
from app.ui.inquiries.step_page import StepPage, button, line_of, show_all, words_label
from app.ui.widgets.fields import DateField, FormGrid, MemoField
from app.ui.widgets.section import Section

ANSWER_DAYS = 7


class RequestStep(StepPage):
    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        today = lambda: ui.ctx.clock().date()  # noqa: E731
        self.letter_on = DateField("Письмо отправлено", today=today)
        self.answer_due = DateField("Ответить до", today=today)
        self.answered_on = DateField("Ответ получен", today=today)
        self.answer = MemoField(
            "Что объяснила школа", lines=6, placeholder="Коротко: причины, кто проверял, что подтверждает", warn_of=warning_for
        )
        self.fields = (self.letter_on, self.answer_due, self.answered_on, self.answer)
        for field in self.fields:
            field.committed.connect(lambda _value: self._store())
        self.asks = words_label("note")
        letter = Section("Письмо школе")
        letter.box.addWidget(self.asks)
        letter.box.addLayout(
            line_of(button("Напечатать письмо…", lambda: self.print_form("inquiry_letter"), icon="printer-outline", primary=True))
        )
        letter.box.addWidget(FormGrid([(self.letter_on, self.answer_due)]))
        answer = Section("Ответ")
        answer.box.addWidget(FormGrid([self.answered_on, self.answer]))
        self.box.addWidget(letter)
        self.box.addWidget(answer)
        self.box.addStretch(1)

    def show_inquiry(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        plan = OLYMPIAD if inquiry.row.kind == "olympiad" else plan_for(inquiry.grounds)
        self.asks.setText("В письме программа просит сообщить: " + "; ".join(plan.ask) + ". Текст можно поправить в Word.")
        values = {
            self.letter_on: inquiry.letter_on,
            self.answer_due: inquiry.row.answer_due,
            self.answered_on: inquiry.answered_on,
            self.answer: inquiry.answer,
        }
        show_all(values, enabled=self.is_open)

    def save(self) -> None:
        for field in self.fields:
            field.commit()

    def _store(self) -> None:
        sent, due = self.letter_on.value(), self.answer_due.value()
        if sent is not None and due is None and self.inquiry is not None and self.inquiry.letter_on is None:
            due = sent + timedelta(days=ANSWER_DAYS)
        draft = RequestDraft(sent, due, self.answered_on.value(), self.answer.value())
        self.command("save_request", draft)
