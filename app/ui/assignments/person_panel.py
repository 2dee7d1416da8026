"""One person of the directory: contacts, ties that forbid to observe or check, what they are assigned to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.assignments.rows import TIES, AssignmentRow, PersonLine, TieRow
from app.ui import theme
from app.ui.assignments.columns import PERSON_ASSIGNED
from app.ui.errors import describe
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, TextField
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

_TIES: tuple[Column[TieRow], ...] = (
    Column("kind", "Связь", lambda r: TIES[r.kind], width=130),
    Column("school", "Школа", lambda r: r.organisation, width=150, stretch=True),
    Column("class", "Класс", lambda r: r.class_label or "вся школа", width=86),
)


class PersonPanel(SidePanel):
    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self._person: PersonLine | None = None
        self._edited: TieRow | None = None
        self.contacts = QLabel()
        self.contacts.setWordWrap(True)
        self.contacts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        ties = QLabel("Связи")
        theme.mark(ties, "bold")
        self.none = QLabel(
            "Связей не записано. Впишите, какие классы человек ведёт и где учатся его дети: "
            "тогда программа не даст назначить его туда."
        )
        self.none.setWordWrap(True)
        theme.mark(self.none, "note")
        self.table: RowTable[TieRow] = RowTable(_TIES, key=lambda r: r.id)
        self.table.setAccessibleName("Связи человека")
        self.table.opened.connect(self.edit)
        self.form = self._form()
        self.add_button = QPushButton("Добавить связь…")
        self.add_button.setIcon(theme.icon("plus"))
        self.add_button.clicked.connect(lambda _checked=False: self.add())
        self.assigned_head = QLabel("Назначения")
        theme.mark(self.assigned_head, "bold")
        self.assigned: RowTable[AssignmentRow] = RowTable(PERSON_ASSIGNED, key=lambda r: r.id)
        self.assigned.setAccessibleName("Назначения человека")
        for widget in (self.contacts, ties, self.none, self.table, self.form):
            self.body.addWidget(widget)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.assigned_head)
        self.body.addWidget(self.assigned)
        self.body.addStretch(1)
        self.table.set_actions(
            [self.table.row_action("Изменить", "F2", self.edit), self.table.row_action("Убрать связь", "Delete", self._delete)]
        )

    def _form(self) -> AskForm:
        self.kind = ChoiceField("Связь", [(words[:1].upper() + words[1:], key) for key, words in TIES.items()])
        self.school = SearchField("Школа", "выберите школу")
        self.class_label = TextField("Класс", placeholder="4А; пусто — вся школа", width=180)
        self.subject = TextField("Предмет", width=180)
        form = AskForm(
            "Связь", [self.kind, self.school, (self.class_label, self.subject)], "Сохранить связь", required=(self.school,)
        )
        form.hide()
        form.submitted.connect(self.save)
        form.cancelled.connect(self.fold)
        return form

    # -- for the page

    def set_schools(self, schools: Sequence[tuple[int, str]]) -> None:
        self.school.set_choices([(name, number) for number, name in schools])

    def show_person(self, person: PersonLine | None) -> None:
        if (person and person.person_id) != (self._person and self._person.person_id):
            self.fold(quietly=True)
        self._person = person
        if person is None:
            self.set_heading("", "")
            return
        self.set_heading(person.full_name, ", ".join(part for part in (person.post, person.work or "район") if part))
        contacts = "\n".join(part for part in (person.phone, person.email) if part)
        self.contacts.setText(contacts)
        self.contacts.setVisible(bool(contacts))
        self.table.set_rows(person.ties)
        self.table.setVisible(bool(person.ties))
        self.table.fit_rows(8)
        self.none.setVisible(not person.ties)
        self.assigned.set_rows(person.assignments)
        for widget in (self.assigned, self.assigned_head):
            widget.setVisible(bool(person.assignments))
        self.assigned.fit_rows(8)

    def add(self) -> None:
        if self._person is None:
            return
        self._edited = None
        self._fill("parent" if any(tie.kind == "teaches" for tie in self._person.ties) else "teaches", self._person.work_id)
        self.add_button.hide()
        self.form.show()
        self.form.take_focus()

    def edit(self, tie: TieRow) -> None:
        self._edited = tie
        self._fill(tie.kind, tie.organisation_id, tie.class_label, tie.subject)
        self.add_button.hide()
        self.form.show()
        self.form.take_focus()

    def fold(self, quietly: bool = False) -> None:
        had = self.form.isVisibleTo(self)
        self.form.hide()
        self.add_button.show()
        self._edited = None
        if had and not quietly:
            (self.table if self.table.isVisibleTo(self) else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        person, edited = self._person, self._edited
        if person is None:
            return
        tie = TieRow(
            edited.id if edited else None, person.person_id, self.school.value(), self.kind.value(), self.class_label.value(),
            self.subject.value(),
        )  # fmt: skip

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import save_tie

            return save_tie(self.ui.ctx, tie)

        self.ui.worker.write(job, done=lambda _changes: self.fold(), failed=self._refused, owner=self)

    def _fill(self, *values: object) -> None:
        for place, field in enumerate((self.kind, self.school, self.class_label, self.subject)):
            field.commit_stopped()
            field.set_value(values[place] if place < len(values) else None)

    def _delete(self, tie: TieRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import delete_tie

            assert tie.id is not None
            return delete_tie(self.ui.ctx, tie.id)

        self.ui.worker.write(job, failed=self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")
