"""Everything about one school in a procedure: who is what there, what is missing, what is not right; edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.assignments.rows import (
    DISTRICT_ROLES,
    ROLES,
    AssignmentDraft,
    AssignmentRow,
    Board,
    BoardRow,
    Candidate,
    Remark,
)
from app.ui import theme
from app.ui.assignments.columns import ASSIGNED, DISTRICT, days, short_name
from app.ui.errors import describe
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, TextField
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

_SHOWN = 5
"""Remarks in full; the rest is told by its number."""


class SchoolPanel(SidePanel):
    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self._board: Board | None = None
        self._row: BoardRow | None = None
        self._edited: AssignmentRow | None = None
        self.gaps = QWidget()
        self._gaps = QVBoxLayout(self.gaps)
        self._gaps.setContentsMargins(0, 0, 0, 0)
        self._gaps.setSpacing(theme.INSIDE)
        self.remarks = QLabel()
        self.remarks.setWordWrap(True)
        self.remarks.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table: RowTable[AssignmentRow] = RowTable(ASSIGNED, key=lambda r: r.id)
        self.table.setAccessibleName("Люди школы на процедуре")
        self.table.opened.connect(self.edit)
        self.form = self._form()
        self.add_button = QPushButton("Назначить…")
        self.add_button.setIcon(theme.icon("plus"))
        self.add_button.clicked.connect(lambda _checked=False: self.add())
        self.body.addWidget(self.gaps)
        self.body.addWidget(self.table)
        self.body.addWidget(self.form)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.remarks)
        self.body.addStretch(1)
        self.table.set_actions(
            [
                self.table.row_action("Изменить", "F2", lambda row: self.edit(row)),
                self.table.row_action("Инструктаж сегодня", "", self._brief),
                self.table.row_action("Снять с процедуры", "Delete", self._remove),
            ]
        )

    def _form(self) -> AskForm:
        today = self.ui.ctx.clock().date
        self.role = ChoiceField("Роль", [(words, key) for key, words in ROLES.items()])
        self.person = SearchField("Кто", "выберите человека", hint="Начните печатать фамилию или школу")
        self.held_on = DateField("День", today=lambda: today(), hint="Пусто — день школы")
        self.class_label = TextField("Класс", placeholder="все", width=90)
        self.room = TextField("Аудитория", width=90)
        self.briefed_on = DateField("Инструктаж", today=lambda: today())
        self.basis = TextField("Приказ", placeholder="приказ от 02.04.2026 № 41")
        form = AskForm(
            "Назначить",
            [self.role, self.person, (self.held_on, self.briefed_on), (self.class_label, self.room), self.basis],
            "Назначить",
            required=(self.person,),
        )
        form.hide()
        form.submitted.connect(self.save)
        form.cancelled.connect(self.fold)
        for field in (self.role, self.held_on, self.class_label):
            field.committed.connect(lambda _value: self._offer())
        return form

    # -- for the page

    def show_school(self, board: Board | None, row: BoardRow | None) -> None:
        other = (board and board.procedure_id, row and row.organisation_id) != (
            self._board and self._board.procedure_id,
            self._row and self._row.organisation_id,
        )
        self._board, self._row = board, row
        if other:
            self.fold(quietly=True)
        if board is None or row is None:
            self.set_heading("", "")
            return
        note = board.title if row.organisation_id == DISTRICT else f"{board.title}. Дни школы: {days(row)}."
        self.set_heading(row.name, note)
        self.table.set_rows(row.assignments)
        self.table.setVisible(bool(row.assignments))
        self.table.fit_rows(12)
        self._show_gaps(row.missing)
        self.remarks.setText(_words(row.remarks))
        self.remarks.setVisible(bool(row.remarks))

    def add(self, role: str = "") -> None:
        """Unfold the form for a new assignment, for a role that is missing when there is one."""
        row = self._row
        if row is None:
            return
        self._edited = None
        at_district = row.organisation_id == DISTRICT
        roles = [(words, key) for key, words in ROLES.items() if (key in DISTRICT_ROLES) == at_district]
        self.role.set_choices(roles)
        first = role or next((key for key in ("observer", *ROLES) if key in row.missing), roles[0][1])
        self.form.title.setText("Назначить")
        self.form.verb.setText("Назначить")
        free = [day for day in row.days if not any(one.role == first and one.held_on == day for one in row.assignments)]
        self._fill(first, None, free[0] if first == "observer" and len(row.days) > 1 and free else None)
        self._unfold()
        self._offer(focus=True)

    def edit(self, row: AssignmentRow) -> None:
        self._edited = row
        self.role.set_choices(
            [(words, key) for key, words in ROLES.items() if (key in DISTRICT_ROLES) == (row.organisation_id is None)]
        )
        self.form.title.setText(f"Изменить: {short_name(row.person)}")
        self.form.verb.setText("Сохранить")
        self.person.set_choices([(_named(row.person, row.work), row.person_id)])
        self._fill(row.role, row.person_id, row.held_on, row.class_label, row.room, row.briefed_on, row.basis)
        self._unfold()
        self._offer()
        (self.basis if row.organisation_id is None else self.held_on).setFocus(Qt.FocusReason.OtherFocusReason)

    def fold(self, quietly: bool = False) -> None:
        had = self.form.isVisibleTo(self)
        self.form.hide()
        self.add_button.show()
        self._edited = None
        if had and not quietly:
            (self.table if self.table.isVisibleTo(self) else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def editing(self) -> bool:
        return self.form.isVisibleTo(self)

    def draft(self) -> AssignmentDraft | None:
        board, row, edited = self._board, self._row, self._edited
        if board is None or row is None:
            return None
        return AssignmentDraft(
            edited.id if edited else None, board.procedure_id, row.organisation_id or None, self.person.value() or 0,
            self.role.value(), self.class_label.value(), self.held_on.value(), self.room.value(), self.briefed_on.value(),
            self.basis.value(), edited.certificate_number if edited else "", edited.note if edited else "",
        )  # fmt: skip

    def save(self) -> None:
        draft = self.draft()
        if draft is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import assign

            return assign(self.ui.ctx, draft)

        self.ui.worker.write(job, done=lambda _changes: self.fold(), failed=self._refused, owner=self)

    # -- inside

    def _unfold(self) -> None:
        """Roles of the whole district have neither a day nor a class."""
        at_district = self.role.value() in DISTRICT_ROLES
        for field in (self.held_on, self.briefed_on, self.class_label, self.room):
            field.setVisible(not at_district)
        self.add_button.hide()
        self.form.show()

    def _fill(self, *values: Any) -> None:
        order = (self.role, self.person, self.held_on, self.class_label, self.room, self.briefed_on, self.basis)
        for place, field in enumerate(order):
            field.commit_stopped()
            field.set_value(values[place] if place < len(values) else None)

    def _offer(self, focus: bool = False) -> None:
        """People for the role, day and class that stand in the form: those who may first, the others with the reason."""
        board, row, edited = self._board, self._row, self._edited
        if board is None or row is None or not self.form.isVisibleTo(self):
            return
        asked = (
            board.procedure_id,
            row.organisation_id or None,
            self.role.value(),
            self.class_label.value(),
            self.held_on.value(),
        )

        def read(_progress: object) -> list[Candidate]:
            from app.services.assignments.queries import candidates

            return candidates(self.ui.ctx, *asked, editing=edited.id if edited else None)

        def show(found: list[Candidate]) -> None:
            kept = self.person.value() or (edited.person_id if edited else None)
            self.person.set_choices([(_offered(one), one.person.person_id) for one in found])
            self.person.set_value(kept)
            if focus:
                self.person.setFocus(Qt.FocusReason.OtherFocusReason)

        self.ui.worker.read(read, done=show, owner=self, key="candidates")

    def _show_gaps(self, missing: Sequence[str]) -> None:
        while (item := self._gaps.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for role in missing:
            button = QPushButton(f"Нет: {ROLES[role].lower()}. Назначить…")
            button.setIcon(theme.status_icon("overdue"))
            theme.mark(button, "link")
            button.clicked.connect(lambda _checked=False, role=role: self.add(role))
            self._gaps.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.gaps.setVisible(bool(missing))

    def _brief(self, row: AssignmentRow) -> None:
        today = self.ui.ctx.clock().date()

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import put_briefing

            return put_briefing(self.ui.ctx, [row.id], today)

        self.ui.worker.write(job, failed=self._refused, owner=self)

    def _remove(self, row: AssignmentRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import remove

            return remove(self.ui.ctx, [row.id])

        self.ui.worker.write(job, failed=self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        if self.form.isVisibleTo(self):
            self.person.set_problem(f"{known.what} {known.todo}")
        else:
            self.ui.message(known.what, known.todo, kind="error")


def _named(name: str, work: str) -> str:
    return f"{name} — {work or 'район'}"


def _offered(one: Candidate) -> str:
    words = _named(one.person.full_name, one.person.work)
    if one.why_not:
        return f"{words} (нельзя: {one.why_not})"
    return f"{words} (рядом)" if one.near else words


def _words(remarks: Sequence[Remark]) -> str:
    from html import escape

    heads = {"error": "Исправить", "warning": "Проверить", "info": "К сведению"}
    lines = [f"<b>{heads[one.severity]}:</b> {escape(one.text)} {escape(one.fix)}" for one in remarks[:_SHOWN]]
    if len(remarks) > _SHOWN:
        lines.append(f"И ещё: {len(remarks) - _SHOWN}.")
    return "<br>".join(lines)
