"""Last step: the conclusion, measures in the school's roadmap, and what the year after shows."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt

from app.services.changes import Changes
from app.services.inquiries import rules
from app.services.inquiries.measures import MeasureDraft
from app.services.inquiries.proposals import MeasureTemplate, measures_for
from app.services.inquiries.rows import VERDICTS, Inquiry, LaterRow, MeasureRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.inquiries import columns
from app.ui.inquiries.step_page import StepPage, button, line_of, words_label
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, FormGrid, MemoField, TextField
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.section import Section


class ConclusionStep(StepPage):
    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._templates: tuple[MeasureTemplate, ...] = ()
        self.measures_section = self._measures()
        for section in (self._conclusion(), self.measures_section, self._later()):
            self.box.addWidget(section)
        self.box.addStretch(1)

    def _conclusion(self) -> Section:
        section = Section("Вывод")
        self.figures = words_label("note")
        self.said = words_label()
        choices: list[tuple[str, str]] = [("выберите", "")]
        choices += [(rules.conclusion_words(key), key) for key in VERDICTS]
        self.verdict = ChoiceField("Вывод", choices)
        self.day = DateField("Дата вывода", today=lambda: self.ui.ctx.clock().date())
        self.reason = MemoField("На чём основан", lines=4, placeholder="Что показала перепроверка и чем это объяснила школа")
        self.grid = FormGrid([(self.verdict, self.day), self.reason])
        self.conclude_button = button("Записать вывод", self.conclude, primary=True)
        self.print_button = button(
            "Напечатать заключение…", lambda: self.print_form("inquiry_conclusion"), icon="printer-outline"
        )
        section.box.addWidget(self.figures)
        section.box.addWidget(self.said)
        section.box.addWidget(self.grid)
        section.box.addLayout(line_of(self.conclude_button, self.print_button))
        return section

    def _measures(self) -> Section:
        section = Section("Меры в дорожной карте школы")
        self.no_measures = words_label("note")
        self.measures: RowTable[MeasureRow] = RowTable(columns.MEASURES, key=lambda one: one.id)
        self.measures.setAccessibleName("Меры")
        theme.mark(self.measures, "quiet")
        self.measures.opened.connect(self._open_measure)
        self.add_button = button("Добавить меру…", self.ask_measure, icon="plus")
        today = lambda: self.ui.ctx.clock().date()  # noqa: E731
        self.template = ChoiceField("Мера", [])
        self.text = MemoField("Что сделать", required=True, lines=3)
        self.due = DateField("Срок", required=True, today=today)
        self.who = TextField("Ответственный")
        self.result = TextField("Чем подтверждается")
        self.roadmap = ChoiceField("Дорожная карта", [])
        self.template.combo.activated.connect(lambda _index: self._fill_template())
        self.form = AskForm(
            "Добавить меру в дорожную карту школы",
            [self.template, self.text, (self.due, self.who), (self.result, self.roadmap)],
            "Добавить",
            required=[self.text, self.due],
        )
        self.form.submitted.connect(self._add_measure)
        self.form.cancelled.connect(self.form.hide)
        self.form.hide()
        for widget in (self.no_measures, self.measures):
            section.box.addWidget(widget)
        section.box.addLayout(line_of(self.add_button))
        section.box.addWidget(self.form)
        return section

    def _later(self) -> Section:
        section = Section("Через год")
        self.later_note = words_label("note")
        self.later: RowTable[LaterRow] = RowTable(columns.LATER, key=lambda one: one.procedure_id)
        self.later.setAccessibleName("Через год")
        theme.mark(self.later, "quiet")
        self.later.opened.connect(self._open_later)
        section.box.addWidget(self.later_note)
        section.box.addWidget(self.later)
        return section

    # -- showing

    def show_inquiry(self, inquiry: Inquiry) -> None:
        other = self.inquiry is None or self.inquiry.row.id != inquiry.row.id
        if other:
            self.form.hide()
        before = self.inquiry
        self.inquiry = inquiry
        self.figures.setText(rules.verdict_words(inquiry.differences) + self._proposal(inquiry))
        closed = inquiry.row.state in ("concluded", "dismissed")
        day = short_date(inquiry.closed_on) if inquiry.closed_on else ""
        if inquiry.row.state == "concluded":
            self.said.setText(f"{rules.conclusion_words(inquiry.row.verdict)}, {day}.\n{inquiry.row.reason}")
        elif closed:
            self.said.setText(f"Отклонено {day}.\n{inquiry.row.reason}")
        self.said.setVisible(closed)
        for widget in (self.grid, self.conclude_button):
            widget.setVisible(not closed)
        aside = inquiry.row.state == "dismissed"
        self.figures.setVisible(not aside or inquiry.differences.checked > 0)
        for one in (self.print_button, self.measures_section):
            one.setVisible(not aside or (one is self.measures_section and bool(inquiry.measures)))
        self.add_button.setVisible(not aside)
        if other or (before is not None and before.row.state != inquiry.row.state):
            self.verdict.set_value("")
            self.day.set_value(self.ui.ctx.clock().date())
            self.reason.set_value("")
        self.measures.set_rows(inquiry.measures)
        self.measures.fit_rows()
        self.measures.setVisible(bool(inquiry.measures))
        self.no_measures.setText("Мер пока нет. Мера попадёт в дорожную карту школы со сроком и ответственным.")
        self.no_measures.setVisible(not inquiry.measures)
        self.later.set_rows(inquiry.later)
        self.later.fit_rows()
        self.later.setVisible(bool(inquiry.later))
        self.later_note.setText(_later_words(inquiry))

    def _proposal(self, inquiry: Inquiry) -> str:
        proposed = rules.proposed_verdict(inquiry.differences)
        shown = proposed and inquiry.row.state != "concluded"
        return f"\nЧисла говорят: {VERDICTS[proposed]}. Решает человек." if shown else ""

    # -- acting

    def conclude(self) -> None:
        verdict, reason = self.verdict.value(), self.reason.value()
        for field, wrong in ((self.verdict, not verdict), (self.reason, not reason)):
            field.set_problem("Без этого не обойтись." if wrong else "")
        if verdict and reason:
            self.command("conclude", verdict, reason, self.day.value())

    def ask_measure(self) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return

        def job(_progress: object) -> tuple[tuple[str, int], ...]:
            from app.services.inquiries.measures import school_roadmaps

            return school_roadmaps(self.ui.ctx, inquiry.row.organisation_id)

        self.ui.worker.read(job, done=self._unfold, owner=self, key="roadmaps")

    def _unfold(self, roadmaps: tuple[tuple[str, int], ...]) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return
        self._templates = measures_for(inquiry.grounds, inquiry.row.kind)
        self.template.set_choices([(one.text, one.key) for one in self._templates] + [("своя мера", "")])
        self.roadmap.set_choices([*roadmaps, ("новая карта школы", None)])
        self.form.fill(self._templates[0].key)
        self.roadmap.set_value(roadmaps[0][1] if roadmaps else None)
        self._fill_template()
        self.form.show()
        self.template.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_template(self) -> None:
        chosen = next((one for one in self._templates if one.key == self.template.value()), None)
        today = self.ui.ctx.clock().date()
        self.text.set_value(chosen.text if chosen else "")
        self.who.set_value(chosen.responsible if chosen else "")
        self.result.set_value(chosen.result if chosen else "")
        if chosen:
            self.due.set_value(today + timedelta(days=chosen.days))

    def _add_measure(self) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return
        draft = MeasureDraft(self.text.value(), self.due.value(), self.who.value(), self.result.value())
        roadmap_id = self.roadmap.value()

        def job(_progress: object) -> Changes:
            from app.services.inquiries.measures import add_measure

            return add_measure(self.ui.ctx, inquiry.row.id, draft, roadmap_id)

        def done(changes: Changes) -> None:
            self.form.hide()
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ui.message(changes.message, action=("Открыть карту", lambda: self.ui.open_target(("roadmap", changes.value))))

        self.ui.worker.write(job, done=done, owner=self)

    def _open_measure(self, measure: MeasureRow) -> None:
        if measure.roadmap_id is not None:
            self.ui.open_target(("roadmap", measure.roadmap_id))

    def _open_later(self, row: LaterRow) -> None:
        if self.inquiry is not None:
            self.ui.open_target(("cell", row.procedure_id, self.inquiry.row.organisation_id))


def _later_words(inquiry: Inquiry) -> str:
    if inquiry.row.kind == "olympiad":
        return "Сравнения по годам для олимпиады нет: задания и участники каждый год другие."
    then = f"Тогда признак: {inquiry.grounds.words}." if inquiry.grounds else ""
    if inquiry.later:
        return f"{then} На следующий год:".strip()
    return f"{then} Результатов {inquiry.row.year + 1} года по этому предмету пока нет.".strip()
