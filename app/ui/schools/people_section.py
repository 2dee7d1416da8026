"""People of a school: who is what, how to reach them, since when; edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.people.rows import ROLES, SEXES, PersonRow
from app.services.people.rules import problems_of
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.schools.edit_list import EditList
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, Field, TextField
from app.ui.widgets.row_table import Column

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Changes
    from app.ui.context import UiContext

NEW_PERSON = 0
"""Value of «Новый человек» in the choice of known people."""


def _until(row: PersonRow) -> str:
    return short_date(row.until) if row.until else ""


def columns(gone: Callable[[PersonRow], bool]) -> tuple[Column[PersonRow], ...]:
    def role(row: PersonRow) -> theme.Role | None:
        return "secondary" if gone(row) else None

    return (
        Column("role", "Роль", lambda r: r.title, width=170, role=role),
        Column("name", "Фамилия, имя, отчество", lambda r: r.full_name, width=220, stretch=True, role=role),
        Column("post", "Должность", lambda r: r.post, width=170, role=role),
        Column("phone", "Телефон", lambda r: r.phone, width=120, role=role),
        Column("email", "Электронная почта", lambda r: r.email, width=160, role=role, needs=640),
        Column(
            "since", "С", lambda r: short_date(r.since) if r.since else "", width=82, align="right",
            sort=lambda r: r.since, role=role, needs=760,
        ),
        Column("until", "По", _until, width=82, align="right", sort=lambda r: r.until, role=role),
    )  # fmt: skip


class PeopleSection(EditList[PersonRow]):
    add_words = "Добавить человека"
    nothing = "Людей пока нет. Впишите директора и школьного координатора — они попадут в приказы и письма."

    def __init__(self, ui: UiContext) -> None:
        self._school: int | None = None
        self._today: Callable[[], date] = lambda: ui.ctx.clock().date()
        self._known: dict[int, PersonRow] = {}
        super().__init__(ui, "Люди", columns(self._gone), lambda row: row.role_id)

    def show_school(self, organisation_id: int, people: Sequence[PersonRow]) -> None:
        if organisation_id != self._school:
            self.fold()
        self._school = organisation_id
        self.show_rows(people)
        self.table.show_column("until", any(row.until for row in people))

    # -- EditList

    def make_form(self) -> AskForm:
        self.role = ChoiceField("Роль", [(words, key) for key, words in ROLES.items()])
        self.known = ChoiceField("Кто", [("Новый человек", NEW_PERSON)])
        self.known.hide()
        self.full_name = TextField("Фамилия, имя, отчество", required=True)
        self.post = TextField("Должность", placeholder="заместитель директора")
        self.phone = TextField("Телефон")
        self.email = TextField("Электронная почта")
        self.sex = ChoiceField("Пол", [(words[:1].upper() + words[1:], key) for key, words in SEXES.items()])
        self.since = DateField("С какого дня", today=self._today)
        self.until = DateField("Последний день", today=self._today)
        self.basis = TextField("Основание", placeholder="приказ от 01.09.2026 № 12")
        self.role.committed.connect(lambda _value: self._role_chosen())
        self.known.committed.connect(self._person_chosen)
        form = AskForm(
            "Человек",
            [
                (self.role, self.known),
                (self.full_name, self.post),
                (self.phone, self.email, self.sex),
                (self.since, self.until, self.basis),
            ],
            "Сохранить",
            required=(self.full_name,),
        )
        form.setMaximumWidth(theme.px(760))
        return form

    def fill_form(self, row: PersonRow | None) -> None:
        shown = row or PersonRow(None, None, self._school, "director" if not self.table.all_count() else "coordinator", "")
        values: dict[Field, Any] = {
            self.role: shown.role, self.known: NEW_PERSON, self.full_name: shown.full_name, self.post: shown.post,
            self.phone: shown.phone, self.email: shown.email, self.sex: shown.sex, self.since: shown.since,
            self.until: shown.until, self.basis: shown.basis,
        }  # fmt: skip
        for field, value in values.items():
            field.commit_stopped()
            field.set_value(value)
        self.form.title.setText("Новый человек" if row is None else row.full_name)
        self.form.title.show()
        self._role_chosen()

    def draft(self) -> PersonRow:
        base = self.edited
        if base is None:
            known = self._known.get(self.known.value() or 0)
            base = replace(known, organisation_id=self._school, role_id=None) if known else None
        if base is None:
            base = PersonRow(None, None, self._school, "", "")
        return replace(
            base, role=self.role.value(), full_name=self.full_name.value(), post=self.post.value(), phone=self.phone.value(),
            email=self.email.value(), sex=self.sex.value() or "", since=self.since.value(), until=self.until.value(),
            basis=self.basis.value(), organisation_id=self._school,
        )  # fmt: skip

    def save(self) -> None:
        row = self.draft()
        wrong = {problem.field: problem for problem in problems_of(row) if problem.severity == "error"}
        places = {"full_name": self.full_name, "role": self.role, "until": self.until, "email": self.email, "sex": self.sex}
        for name, field in places.items():
            field.set_problem(wrong.get(name))
        if wrong:
            return

        def job(_progress: object) -> Changes:
            from app.services.people.commands import save_person

            return save_person(self.ui.ctx, row)

        self.run(job)

    def row_actions(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("Больше не работает: сегодня последний день", lambda: self.on_current(self._end)),
            ("Удалить, вписан по ошибке", lambda: self.on_current(self._delete)),
        )

    # -- inside

    def _gone(self, row: PersonRow) -> bool:
        return not row.is_current(self._today())

    def _role_chosen(self) -> None:
        """A curator works in the district's office: one of those already known may be chosen."""
        curator = self.role.value() == "curator" and self.edited is None
        self.known.setVisible(curator)
        if not curator:
            return

        def show(people: Sequence[PersonRow]) -> None:
            self._known = {row.person_id: row for row in people if row.person_id is not None}
            self.known.set_choices([("Новый человек", NEW_PERSON), *((row.full_name, row.person_id) for row in people)])
            self.known.setVisible(bool(people) and self.role.value() == "curator")

        def read(_progress: object) -> Any:
            from app.services.people.queries import district_people

            return district_people(self.ui.ctx)

        self.ui.worker.read(read, done=show, owner=self, key="district-people")

    def _person_chosen(self, person_id: Any) -> None:
        person = self._known.get(person_id or 0)
        if person is not None:
            for field, value in ((self.full_name, person.full_name), (self.post, person.post), (self.phone, person.phone)):
                field.set_value(value)
            self.email.set_value(person.email)
            self.sex.set_value(person.sex)

    def _end(self, row: PersonRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.people.commands import end_role

            assert row.role_id is not None
            return end_role(self.ui.ctx, row.role_id, self._today())

        self.run(job)

    def _delete(self, row: PersonRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.people.commands import delete_role

            assert row.role_id is not None
            return delete_role(self.ui.ctx, row.role_id)

        self.run(job)
