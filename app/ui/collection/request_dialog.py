"""A new request, or one that is out and changes: what is asked, of whom, until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.services.collection.rows import RequestDraft, RequestRow
from app.services.contexts.directory import indicators
from app.services.errors import UserError
from app.services.organisations.rows import OrganisationRow
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import SUBJECTS
from app.services.school_workbook.definition import context_form, parse_tasks, results_form, table_form, with_columns
from app.services.school_workbook.rows import FormDefinition, PaperAsked
from app.ui import theme
from app.ui.collection.columns_editor import ColumnsEditor
from app.ui.context import UiContext
from app.ui.widgets.fields import CheckField, ChoiceField, DateField, Field, FormGrid, MemoField, NumberField, TextField
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.step_bar import fitting
from app.ui.widgets.tick_list import TickList, TickRow

_KINDS = (("table", "Таблица"), ("context", "Сведения о школе"), ("results", "Результаты работы"))
_PAPERS = ("vpr", "regional_test", "municipal_test", "diagnostic_test")


class RequestDialog(QDialog):
    """`made(draft)`: a new request, or `request` as it is to be; `asked`: its schools. The page closes it by `accept()`."""

    made = Signal(object)

    def __init__(
        self,
        ui: UiContext,
        schools: Sequence[OrganisationRow],
        parent: QWidget,
        request: RequestRow | None = None,
        asked: Collection[int] | None = None,
    ) -> None:
        super().__init__(parent)
        self._request = request
        self.setWindowTitle("Новый запрос" if request is None else "Изменить запрос")
        today = ui.ctx.clock().date()
        self.message = MessageBar()
        self.message.hide()
        self.kind = PageSwitch(_KINDS, "Что запросить")
        self.title = TextField("Название", required=True, placeholder="Как поймёт школа: «Кружки и секции, осень 2026»")
        self.due = DateField("Срок", today=lambda: today)
        self.note = MemoField("Примечание для школ", lines=2, placeholder="На что обратить внимание, у кого спросить")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._table_page())
        self.pages.addWidget(self._context_page(today.year))
        self.pages.addWidget(self._results_page(today.year))
        self.kind.changed.connect(self._turn)
        self.schools = TickList("Школы", search=len(schools) > 10, most=9)
        self.schools.set_heading("У кого")
        rows = [TickRow(row.id, row.short_name, row.locality) for row in schools if row.id is not None]
        self.schools.set_rows(rows, [row.key for row in rows] if asked is None else asked)
        self.verb = QPushButton("Создать запрос" if request is None else "Сохранить")
        theme.mark(self.verb, "primary")
        self.verb.setDefault(True)
        self.verb.clicked.connect(lambda _checked=False: self.submit())
        cancel = QPushButton("Отмена")
        cancel.clicked.connect(lambda _checked=False: self.reject())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.verb)
        buttons.addWidget(cancel)
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE)
        right.addWidget(FormGrid([self.title, self.due, self.note]))
        right.addWidget(self.schools)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE)
        switch = QHBoxLayout()
        switch.addWidget(self.kind)
        switch.addStretch(1)
        left.addLayout(switch)
        left.addWidget(self.pages, 1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.AROUND)
        middle.addLayout(left, 5)
        middle.addLayout(right, 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.message)
        box.addLayout(middle, 1)
        box.addLayout(buttons)
        self.resize(*fitting(parent, 1060, 600))
        if request is not None:
            self._fill(request)
        self.title.setFocus()

    # -- pages

    def _table_page(self) -> QWidget:
        self.columns = ColumnsEditor()
        self.single = CheckField("Одна запись от школы (вопросы друг под другом)")
        self.rows = NumberField("Строк в книге", low=1, high=1000)
        self.rows.set_value(50)
        self.single.committed.connect(lambda on: self.rows.setVisible(not on))
        note = _note("Имена, телефоны и другие персональные данные не запрашиваются: спросите количество или код.")
        line = QHBoxLayout()
        line.addWidget(self.single, 1)
        line.addWidget(self.rows)
        return _page(self.columns, line, note)

    def _context_page(self, year: int) -> QWidget:
        self.context_year = NumberField("За какой год", low=2000, high=2100)
        self.context_year.set_value(year)
        self.asked = TickList("Показатели", search=True, most=12)
        self.asked.set_heading("Что спросить")
        self._indicators = indicators()
        self.asked.set_rows([TickRow(at, one.title, one.group) for at, one in enumerate(self._indicators)], ())
        return _page(self.context_year, self.asked, _note("Что уже известно о школе, будет вписано в её книгу."))

    def _results_page(self, year: int) -> QWidget:
        self.procedure = ChoiceField("Вид работы", [(PROCEDURE_KINDS[kind], kind) for kind in _PAPERS])
        self.procedure.set_value("municipal_test")
        self.year = NumberField("Год", low=2000, high=2100)
        self.year.set_value(year)
        self.grade = NumberField("Класс", low=1, high=12)
        self.subject = ChoiceField("Предмет", [(name, name) for name in SUBJECTS])
        self.tasks = MemoField("Задания и наибольшие баллы", lines=3, placeholder="1:1, 2:2, 3К1:3, 3К2:1")
        self.pupils = NumberField("Строк в книге", low=1, high=1000)
        self.pupils.set_value(60)
        note = _note("Школа впишет коды участников, баллы или X. Кто не писал, получает строку «отсутствовал».")
        grid = FormGrid([(self.procedure, self.year), (self.subject, self.grade), self.tasks, self.pupils])
        return _page(grid, note)

    def _turn(self, key: str) -> None:
        self.pages.setCurrentIndex([kind for kind, _words in _KINDS].index(key))

    def _fill(self, request: RequestRow) -> None:
        """The kind and the paper stay as they are: schools hold workbooks of them."""
        self.kind.choose(request.kind)
        self.kind.setEnabled(False)
        self.title.set_value(request.title)
        self.due.set_value(request.due_on)
        self.note.set_value(request.note)
        form = request.form
        self.columns.set_columns(form.columns)
        self.single.set_value(form.single)
        self.single.setEnabled(False)
        self.rows.setVisible(not form.single)
        self.rows.set_value(form.max_rows)
        self.rows.setEnabled(False)
        if form.kind == "context":
            self.context_year.set_value(form.year)
            self.context_year.setEnabled(False)
            keys = {column.key for column in form.columns}
            self.asked.set_ticked([at for at, one in enumerate(self._indicators) if one.key in keys])
        if form.paper is not None:
            paper = form.paper
            self._fix(
                (self.procedure, paper.kind), (self.year, paper.year), (self.grade, paper.grade), (self.subject, paper.subject)
            )
            self.tasks.set_value(", ".join(f"{c.key.removeprefix('task:')}:{c.maximum:g}" for c in form.tasks if c.maximum))
            self.pupils.set_value(form.max_rows)

    def _fix(self, *pairs: tuple[Field, Any]) -> None:
        for field, value in pairs:
            field.set_value(value)
            field.setEnabled(False)

    # -- the end

    def form(self) -> FormDefinition:
        """Raises UserError where something is not understood."""
        kind = self.kind.current()
        if kind == "table":
            columns = self.columns.columns()
            if self._request is not None:
                return with_columns(self._request.form, columns)
            return table_form(columns, single=self.single.value(), rows=self.rows.value() or 50)
        if kind == "context":
            chosen = [self._indicators[at] for at in self.asked.ticked()]
            if not chosen:
                raise UserError("Не отмечено ни одного показателя.", "Отметьте, что спросить.")
            return context_form(_needed(self.context_year, "год"), chosen)
        paper = PaperAsked(self.procedure.value(), _needed(self.year, "год"), _needed(self.grade, "класс"), self.subject.value())
        return results_form(paper, parse_tasks(self.tasks.value()), rows=self.pupils.value() or 60)

    def submit(self) -> None:
        try:
            form = self.form()
            if not self.title.value():
                raise UserError("У запроса нет названия.", "Назовите его так, чтобы школа поняла, что прислать.")
            ticked = self.schools.ticked()
            if not ticked:
                raise UserError("Не выбрано ни одной школы.", "Отметьте, у кого запросить.")
        except UserError as error:
            self.fail(error)
            return
        self.made.emit(RequestDraft(form.kind, self.title.value(), form, self.due.value(), self.note.value(), ticked))

    def fail(self, error: BaseException) -> None:
        """Say it in the dialog; everything typed stays."""
        if isinstance(error, UserError):
            self.message.say(error.what, error.todo, kind="error")
        else:
            raise error


def _needed(field: Any, what: str) -> int:
    value = field.value()
    if value is None:
        raise UserError(f"Не указан {what}.", "Впишите его.")
    return int(value)


def _note(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    theme.mark(label, "note")
    return label


def _page(*parts: Any) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.SPACE)
    for part in parts:
        if isinstance(part, QWidget):
            box.addWidget(part, 1 if isinstance(part, ColumnsEditor) else 0)
        else:
            box.addLayout(part)
    if not any(isinstance(part, ColumnsEditor) for part in parts):
        box.addStretch(1)
    return page
