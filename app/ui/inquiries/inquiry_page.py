"""One inquiry: its steps above, the step in sight with everything editable in place, the history beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.inquiries.rows import CLOSED, STEPS, Inquiry, State
from app.services.privacy.rules import warning_for
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.inquiries.step_conclusion import ConclusionStep
from app.ui.inquiries.step_hypothesis import HypothesisStep
from app.ui.inquiries.step_interview import InterviewStep
from app.ui.inquiries.step_page import StepPage, words_label
from app.ui.inquiries.step_recheck import RecheckStep
from app.ui.inquiries.step_request import RequestStep
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import MemoField, TextField
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.section import Section

WORDS: dict[State, str] = {
    "hypothesis": "1. Предположение",
    "requested": "2. Запрос школе",
    "recheck": "3. Перепроверка",
    "interview": "4. Собеседование",
    "concluded": "5. Вывод и меры",
}
SHORT: dict[State, str] = {
    "hypothesis": "1. Предположение",
    "requested": "2. Запрос",
    "recheck": "3. Перепроверка",
    "interview": "4. Беседа",
    "concluded": "5. Вывод",
}
"""Words of the steps where the window is narrow."""


class InquiryPage(QWidget):
    """`open(id)` reads and shows; it reads itself again when asked by `refresh`."""

    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self.ui = ui
        self._back = back
        self._wanted: int | None = None
        self._narrow: bool | None = None
        self.inquiry: Inquiry | None = None
        self.switch = PageSwitch([(step, WORDS[step]) for step in STEPS], "Шаги разбора")
        self.switch.changed.connect(self._show_step)
        self.pages: dict[State, StepPage] = {
            "hypothesis": HypothesisStep(ui, self.go),
            "requested": RequestStep(ui),
            "recheck": RecheckStep(ui),
            "interview": InterviewStep(ui),
            "concluded": ConclusionStep(ui),
        }
        self.stack = QStackedWidget()
        self._areas: dict[State, QScrollArea] = {}
        for step, page in self.pages.items():
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(page)
            self._areas[step] = area
            self.stack.addWidget(area)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addLayout(self._head())
        box.addWidget(self.dismissal)
        box.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.SPACE)
        self._columns.addWidget(self.stack, 70)
        self._columns.addWidget(self._history(), 30)
        box.addLayout(self._columns, 1)

    # -- building

    def _head(self) -> PageHead:
        head = PageHead("К списку", self._back)
        self.back_button, self.title, self.note = head.back_button, head.title, head.note
        self.cell_button = self._button("Признак", "chart-bell-curve", self.open_cell, "Страница признака: картинка и числа")
        self.school_button = self._button("Карточка школы", "school-outline", self.open_school, "")
        self.more_button = QPushButton("Разбор")
        self.more_button.setIcon(theme.icon("chevron-down"))
        menu = QMenu(self.more_button)
        self.dismiss_action = self._action(menu, "Отклонить с причиной…", self.ask_dismissal)
        self.reopen_action = self._action(menu, "Открыть снова", lambda: self._command("reopen"))
        self.history_action = self._action(menu, "История", self._turn_history)
        self.delete_action = self._action(menu, "Удалить (открыт по ошибке)", self.delete)
        self.more_button.setMenu(menu)
        for one in (self.cell_button, self.school_button, self.more_button):
            head.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        self.why = MemoField("Почему повода для разбора нет", required=True, lines=3, warn_of=warning_for)
        self.dismissal = AskForm(
            "Отклонить разбор", [self.why], "Отклонить", required=[self.why],
            note="Запись останется в списке. Если признак заметно усилится, программа напомнит.",
        )  # fmt: skip
        self.dismissal.submitted.connect(lambda: self._command("dismiss", self.why.value()))
        self.dismissal.cancelled.connect(self.dismissal.hide)
        self.dismissal.hide()
        return head

    def _button(self, words: str, icon: str, act: Callable[[], None], tip: str) -> QPushButton:
        made = QPushButton(words)
        made.setIcon(theme.icon(icon))
        made.setToolTip(tip)
        made.clicked.connect(lambda _checked=False: act())
        return made

    def _action(self, menu: QMenu, words: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _history(self) -> Section:
        self.history = Section("История")
        self.steps = words_label()
        self.steps.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        theme.mark(inner, "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.steps)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(area, "panel")
        area.setWidget(inner)
        self.note_field = TextField("Своя запись", placeholder="Что сделано, Enter — записать")
        self.note_field.line.returnPressed.connect(self._add_note)
        self.history.box.addWidget(area, 1)
        self.history.box.addWidget(self.note_field)
        return self.history

    # -- showing

    def open(self, inquiry_id: int) -> None:
        if self.inquiry is not None and self.inquiry.row.id != inquiry_id:
            self.save()
        self._wanted = inquiry_id
        self.refresh()

    def refresh(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return

        def read(_progress: object) -> Inquiry | None:
            from app.services.errors import UserError
            from app.services.inquiries.queries import get_inquiry

            try:
                return get_inquiry(self.ui.ctx, wanted)
            except UserError:  # deleted meanwhile, or its opening was taken back
                return None

        self.ui.worker.read(read, done=self._show, owner=self, key="inquiry")

    def _show(self, inquiry: Inquiry | None) -> None:
        if inquiry is None:
            self._wanted, self.inquiry = None, None
            self._back()
            return
        if inquiry.row.id != self._wanted:
            return
        other = self.inquiry is None or self.inquiry.row.id != inquiry.row.id
        moved = other or (self.inquiry is not None and self.inquiry.row.state != inquiry.row.state)
        self.inquiry = inquiry
        row = inquiry.row
        self.title.setText(row.school)
        seen = f" · признак {inquiry.grounds.words}" if inquiry.grounds else ""
        self.note.setText(f"{row.paper}{seen} · {row.state_words} · открыт {short_date(row.opened_on)}")
        for page in self.pages.values():
            page.show_inquiry(inquiry)
        self._show_steps(inquiry)
        self.steps.setText("<br><br>".join(f"<b>{short_date(one.day)}</b><br>{_html(one.text)}" for one in inquiry.steps))
        self.cell_button.setVisible(row.procedure_id is not None)
        closed = row.state in CLOSED
        self.dismiss_action.setEnabled(not closed)
        self.reopen_action.setEnabled(closed)
        self.delete_action.setEnabled(row.state == "hypothesis")
        if closed or other:
            self.dismissal.hide()
        if other:
            self.note_field.set_value("")
            for area in self._areas.values():
                area.verticalScrollBar().setValue(0)
        if moved:
            at: State = "concluded" if row.state == "dismissed" else row.state
            self.switch.choose(at)
            self._show_step(at)

    def _show_steps(self, inquiry: Inquiry) -> None:
        done = {
            "hypothesis": inquiry.row.state != "hypothesis",
            "requested": inquiry.answered_on is not None,
            "recheck": inquiry.differences.checked > 0 and inquiry.differences.checked == inquiry.differences.drawn,
            "interview": inquiry.minutes.held_on is not None,
            "concluded": inquiry.row.state in CLOSED,
        }
        for step, button in self.switch.buttons.items():
            button.setIcon(theme.icon("check", "done") if done[step] else theme.icon("circle-small", "secondary"))

    def _show_step(self, step: str) -> None:
        if self._narrow and not self.stack.isVisibleTo(self):
            self._turn_history()
        self.stack.setCurrentWidget(self._areas[step])  # type: ignore[index]

    def go(self, step: str) -> None:
        """Another step is brought in sight; its first field gets the cursor."""
        self.save()
        self.switch.choose(step)
        first = self.pages[step].nextInFocusChain()  # type: ignore[index]
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acting

    def save(self) -> None:
        for page in self.pages.values():
            page.save()

    def open_cell(self) -> None:
        row = self.inquiry.row if self.inquiry is not None else None
        if row is not None and row.procedure_id is not None:
            self.ui.open_target(("cell", row.procedure_id, row.organisation_id))

    def open_school(self) -> None:
        if self.inquiry is not None:
            self.ui.open_target(("organisation", self.inquiry.row.organisation_id))

    def ask_dismissal(self) -> None:
        self.dismissal.fill("")
        self.dismissal.show()
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def delete(self) -> None:
        self._command("delete_inquiry")

    def print_page(self) -> bool:
        """The paper of the step in sight."""
        codes = {
            "hypothesis": "inquiry_letter", "requested": "inquiry_letter", "interview": "inquiry_minutes",
            "concluded": "inquiry_conclusion",
        }  # fmt: skip
        step = self.switch.current()
        inquiry = self.inquiry
        if inquiry is None:
            return False
        code = codes.get(step)
        if step == "recheck":
            code = "inquiry_act" if inquiry.differences.checked else "inquiry_sample"
        if step == "recheck" and inquiry.drawn_on is None:
            self.ui.message("Печатать пока нечего.", "Сначала выберите работы.")
            return True
        self.pages[step].print_form(code or "")  # type: ignore[index]
        return True

    def _turn_history(self) -> None:
        """In a narrow window the history takes the place of the step, and gives it back."""
        shown = self.history.isVisibleTo(self)
        self.history.setVisible(not shown)
        self.stack.setVisible(shown)

    def _add_note(self) -> None:
        text = self.note_field.value()
        self.note_field.commit_stopped()
        if text:
            self._command("add_note", text)
            self.note_field.line.clear()

    def _command(self, name: str, *values: object) -> None:
        inquiry = self.inquiry
        if inquiry is None:
            return
        number = inquiry.row.id

        def job(_progress: object) -> Changes:
            from app.services.inquiries import commands

            changes: Changes = getattr(commands, name)(self.ui.ctx, number, *values)
            return changes

        self.ui.worker.write(job, owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(theme.DRAWER_BELOW - 2 * theme.AROUND)
        if narrow != self._narrow:
            self._narrow = narrow
            self.history.setVisible(not narrow)
            self.stack.show()
            self.history_action.setVisible(narrow)
        self.school_button.setVisible(not narrow)
        words = SHORT if narrow else WORDS
        for step, button in self.switch.buttons.items():
            if button.text() != words[step]:  # type: ignore[index]
                button.setText(words[step])  # type: ignore[index]


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
