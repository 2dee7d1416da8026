"""Разборы: what was begun with the signals, and where each stands; an inquiry opens over the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.inquiries.rows import CLOSED, InquiryRow
from app.services.results.subjects import SUBJECTS
from app.services.text_ru import sort_key
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.inquiries import columns
from app.ui.inquiries.inquiry_page import InquiryPage
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.fields import ChoiceField, NumberField
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

STAGES = (("В работе", "open"), ("Завершённые", "concluded"), ("Отклонённые", "dismissed"), ("Вернулись", "back"))
_VERY_FIRST_GRADE = 4
"""The school stage of the olympiad begins with this class."""


class InquiriesPage(TabPage):
    topics = frozenset({"inquiries", "findings", "roadmaps", "organisations", "results", "scales"})
    help_page = "inquiries"
    targets = frozenset({"inquiry"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._list_stale = True
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.table: RowTable[InquiryRow] = RowTable(columns.INQUIRIES, key=lambda r: r.id, state=ui.state, state_key="inquiries")
        self.table.setAccessibleName("Разборы")
        self.table.opened.connect(lambda row: self.open_inquiry(row.id))
        self.stage = ChoiceFilter("stage", "Все разборы", _at_stage, STAGES)
        self.year = ChoiceFilter("year", "Все годы", lambda row, year: row.year == year)
        self.nothing = EmptyState("magnify", "Разборов нет", "Измените отбор выше.")
        self.panel: TablePanel[InquiryRow] = TablePanel(
            self.table, placeholder="Отобрать: школа, предмет", filters=(self.stage, self.year), state=ui.state,
            state_key="inquiries", empty=self.nothing,
        )  # fmt: skip
        self.toolbar = Toolbar()
        self.open_button = self.toolbar.add_action("Открыть", self.open_current, icon="open-in-app")
        self.open_button.setToolTip("Открыть разбор (Enter)")
        self.toolbar.add_action("Разбор олимпиады…", self.ask_olympiad, icon="medal-outline", shortcut="Ctrl+N")
        self.count = QLabel()
        theme.mark(self.count, "note")
        self.toolbar.add_right(self.count)
        self.main = QWidget()
        box = QVBoxLayout(self.main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        self.form = self._olympiad_form()
        box.addWidget(self.form)
        self.empty = EmptyState(
            "magnify",
            "Разборов пока нет",
            "Разбор начинают со страницы признака: «Школы и работы» → школа и работа → «Начать разбор». "
            "Здесь будет видно, на каком шаге каждый и что дальше. Так же перепроверяют работы школьного этапа олимпиады.",
            (("К школам и работам", self._to_findings), ("Разбор олимпиады…", self.ask_olympiad)),
        )
        self.inner = QStackedWidget()
        self.inner.addWidget(QWidget())
        self.inner.addWidget(self.panel)
        self.inner.addWidget(self.empty)
        box.addWidget(self.inner, 1)
        self.inquiry = InquiryPage(ui, self.close_inquiry)
        self.stack.addWidget(self.main)
        self.stack.addWidget(self.inquiry)

    def _olympiad_form(self) -> AskForm:
        self.school = ChoiceField("Школа", [], required=True)
        self.subject = ChoiceField("Предмет", [(one, one) for one in sorted(SUBJECTS, key=sort_key)], required=True)
        grades = [(f"{grade} класс", grade) for grade in range(_VERY_FIRST_GRADE, 12)]
        self.grade = ChoiceField("Класс", grades, required=True)
        self.of_year = ChoiceField("Учебный год", [], required=True)
        self.max_score = NumberField("Наибольший балл", low=1, high=1000)
        self.pass_score = NumberField("Проходной балл", low=0, high=1000, hint="С какого балла ученик проходит дальше")
        form = AskForm(
            "Перепроверка работ школьного этапа олимпиады",
            [(self.school, self.subject), (self.grade, self.of_year), (self.max_score, self.pass_score)],
            "Открыть разбор",
            required=[self.school, self.subject, self.grade, self.of_year],
        )
        form.submitted.connect(self._open_olympiad)
        form.cancelled.connect(form.hide)
        form.hide()
        return form

    # -- reading

    def reload(self) -> None:
        def read(_progress: object) -> tuple[InquiryRow, ...]:
            from app.services.inquiries.queries import list_inquiries

            return list_inquiries(self.ui.ctx)

        if self.stack.currentWidget() is self.inquiry:  # the list is read again when one comes back to it
            self._list_stale = True
            self.inquiry.refresh()
            self.loaded()
        else:
            self._list_stale = False
            self.ui.worker.read(read, done=self._show, owner=self, key="list")

    def year_changed(self) -> None:
        """Inquiries of all years stay in sight; the filter narrows them."""

    def _show(self, rows: tuple[InquiryRow, ...]) -> None:
        years = sorted({row.year for row in rows}, reverse=True)
        self.year.set_choices([(str(year), year) for year in years])
        self.inner.setCurrentWidget(self.panel if rows else self.empty)
        self.panel.set_rows(rows)
        at_work = sum(row.state not in CLOSED for row in rows)
        late = sum(row.overdue for row in rows)
        back = sum(row.came_back for row in rows)
        parts = [f"в работе: {at_work}"] if rows else []
        parts += [f"ответ просрочен: {late}"] if late else []
        parts += [f"вернулись: {back}"] if back else []
        self.count.setText(" · ".join(parts))
        self.open_button.setEnabled(bool(rows))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self.loaded()

    # -- one of them

    def open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.open_inquiry(row.id)

    def open_inquiry(self, inquiry_id: int) -> None:
        self.stack.setCurrentWidget(self.inquiry)
        self.inquiry.open(inquiry_id)

    def close_inquiry(self) -> None:
        shown = self.inquiry.inquiry
        self.inquiry.save()
        self.stack.setCurrentWidget(self.main)
        if self._list_stale:
            self.reload()
        if shown is not None:
            self.table.select_key(shown.row.id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the olympiad

    def ask_olympiad(self) -> None:
        def read(_progress: object) -> Any:
            from app.services.inquiries.queries import schools_to_choose

            return schools_to_choose(self.ui.ctx)

        self.ui.worker.read(read, done=self._unfold, owner=self, key="schools")

    def _unfold(self, schools: tuple[tuple[str, int], ...]) -> None:
        if not schools:
            self.ui.message("Школ района в базе нет.", "Сначала загрузите список школ.", kind="warning")
            return
        today = self.ui.ctx.clock().date()
        start = today.year if today.month >= 9 else today.year - 1
        self.school.set_choices(schools)
        self.of_year.set_choices([(f"{year}/{year + 1}", year) for year in range(start, start - 4, -1)])
        self.form.fill(schools[0][1], "Математика", 8, start)
        self.form.show()
        self.school.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_olympiad(self) -> None:
        values = (self.school.value(), self.of_year.value(), self.subject.value(), self.grade.value())
        scores = (self.max_score.value(), self.pass_score.value())

        def job(_progress: object) -> Changes:
            from app.services.inquiries.commands import open_olympiad

            return open_olympiad(self.ui.ctx, *values, *scores)

        def done(changes: Changes) -> None:
            self.form.hide()
            self.open_inquiry(changes.value)
            self.inquiry.go("recheck")

        self.ui.worker.write(job, done=done, owner=self)

    # -- the frame

    def _to_findings(self) -> None:
        self.ui.open_target(("tab:objectivity", 0))

    def open_target(self, target: Target) -> bool:
        self.open_inquiry(target[1])
        return True

    def print_page(self) -> bool:
        return self.inquiry.print_page() if self.stack.currentWidget() is self.inquiry else False

    def close_inner(self) -> bool:
        if self.form.isVisibleTo(self):
            self.form.hide()
            return True
        if self.stack.currentWidget() is self.inquiry:
            self.close_inquiry()
            return True
        return False

    def leave(self) -> None:
        self.inquiry.save()

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.inquiry:
            self.inquiry.switch.buttons[self.inquiry.switch.current()].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().take_focus()


def _at_stage(row: InquiryRow, stage: str) -> bool:
    if stage == "open":
        return row.state not in CLOSED
    if stage == "back":
        return row.came_back
    return row.state == stage
