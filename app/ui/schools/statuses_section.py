"""Statuses of a school with their dates and basis; edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.services.statuses.rows import KINDS, MEANINGS, StatusRow
from app.services.statuses.rules import problems_of
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.schools.edit_list import EditList
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, DateField, TextField
from app.ui.widgets.row_table import Column

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Changes
    from app.ui.context import UiContext

OWN = "\0own"
"""Value of «Другой статус» in the choice of kinds."""


def columns(over: Callable[[StatusRow], bool]) -> tuple[Column[StatusRow], ...]:
    def role(row: StatusRow) -> theme.Role | None:
        return "secondary" if over(row) else None

    return (
        Column(
            "title", "Статус", lambda r: r.title, width=230, role=role, tooltip=lambda r: MEANINGS.get(r.kind, r.title),
        ),
        Column("state", "Состояние", lambda r: "не действует" if over(r) else "действует", width=110, role=role),
        Column(
            "since", "С", lambda r: short_date(r.since) if r.since else "", width=82, align="right", sort=lambda r: r.since,
            role=role,
        ),
        Column(
            "until", "По", lambda r: short_date(r.until) if r.until else "", width=82, align="right", sort=lambda r: r.until,
            role=role,
        ),
        Column("basis", "Основание", lambda r: r.basis, width=220, stretch=True, role=role),
        Column("note", "Заметка", lambda r: r.note, width=150, role=role, needs=760),
    )  # fmt: skip


class StatusesSection(EditList[StatusRow]):
    add_words = "Добавить статус"
    nothing = "Статусов нет. Статус добавляют с датой и основанием; в том, что печатается для всех, статусов не бывает."

    def __init__(self, ui: UiContext) -> None:
        self._school: int | None = None
        self._today: Callable[[], date] = lambda: ui.ctx.clock().date()
        super().__init__(ui, "Статусы", columns(lambda row: not row.in_force(self._today())), lambda row: row.id)

    def show_school(self, organisation_id: int, rows: Sequence[StatusRow]) -> None:
        if organisation_id != self._school:
            self.fold()
        self._school = organisation_id
        self.show_rows(rows)
        self.table.show_column("until", any(row.until for row in rows))

    # -- EditList

    def make_form(self) -> AskForm:
        self.kind = ChoiceField("Статус", self._kinds(KINDS))
        self.own_kind = TextField("Название статуса", required=True, placeholder="опорная школа")
        self.own_kind.hide()
        self.since = DateField("С какого дня", today=self._today)
        self.until = DateField("Последний день", today=self._today)
        self.document = ChoiceField("Документ", [("Не из базы", None)])
        self.document.hide()
        self.basis = TextField("Основание", placeholder="приказ от 12.02.2026 № 14-од")
        self.remark = TextField("Заметка")
        self.kind.committed.connect(lambda _value: self._kind_chosen())
        form = AskForm(
            "Статус",
            [(self.kind, self.own_kind), (self.since, self.until), (self.basis, self.document), self.remark],
            "Сохранить",
        )
        form.setMaximumWidth(theme.px(640))
        return form

    def fill_form(self, row: StatusRow | None) -> None:
        own = row is not None and row.kind not in KINDS and self.kind.combo.findData(row.kind) < 0
        self.form.title.setText("Новый статус" if row is None else row.title)
        values: list[tuple[Any, Any]] = [
            (self.kind, (OWN if own else row.kind) if row else "low_results"),
            (self.own_kind, row.kind if row and own else ""),
            (self.since, row.since if row else self._today()),
            (self.until, row.until if row else None),
            (self.document, row.document_id if row else None),
            (self.basis, row.basis if row else ""),
            (self.remark, row.note if row else ""),
        ]
        for field, value in values:
            field.commit_stopped()
            field.set_value(value)
        self._kind_chosen()
        self._read_choices(row)

    def draft(self) -> StatusRow:
        assert self._school is not None
        base = self.edited or StatusRow(None, self._school, "")
        kind = self.own_kind.value() if self.kind.value() == OWN else self.kind.value()
        return replace(
            base, kind=kind or "", since=self.since.value(), until=self.until.value(), basis=self.basis.value(),
            document_id=self.document.value(), note=self.remark.value(),
        )  # fmt: skip

    def save(self) -> None:
        row = self.draft()
        wrong = {problem.field: problem for problem in problems_of(row) if problem.severity == "error"}
        self.until.set_problem(wrong.get("until"))
        (self.own_kind if self.kind.value() == OWN else self.kind).set_problem(wrong.get("kind"))
        if wrong:
            return

        def job(_progress: object) -> Changes:
            from app.services.statuses.commands import save_status

            return save_status(self.ui.ctx, row)

        self.run(job)

    def row_actions(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("Снят: сегодня последний день", lambda: self.on_current(self._end)),
            ("Удалить, добавлен по ошибке", lambda: self.on_current(self._delete)),
        )

    # -- inside

    def _kinds(self, kinds: dict[str, str]) -> list[tuple[str, Any]]:
        return [*((title, key) for key, title in kinds.items()), ("Другой статус…", OWN)]

    def _kind_chosen(self) -> None:
        self.own_kind.setVisible(self.kind.value() == OWN)

    def _read_choices(self, row: StatusRow | None) -> None:
        """Own kinds that are in use, and the orders of the base."""

        def read(_progress: object) -> Any:
            from app.services.documents.queries import list_documents
            from app.services.statuses.queries import status_kinds

            return status_kinds(self.ui.ctx), list_documents(self.ui.ctx)

        def show(found: Any) -> None:
            kinds, documents = found
            self.kind.set_choices(self._kinds(kinds))
            if row is not None and row.kind in kinds:
                self.kind.set_value(row.kind)
            self._kind_chosen()
            choices = [
                (" ".join(part for part in (f"№ {d.number}" if d.number else "", d.heading) if part), d.id) for d in documents
            ]
            self.document.set_choices([("Не из базы", None), *choices])
            self.document.set_value(row.document_id if row else None)
            self.document.setVisible(bool(choices))

        self.ui.worker.read(read, done=show, owner=self, key="status-choices")

    def _end(self, row: StatusRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.statuses.commands import end_status

            assert row.id is not None
            return end_status(self.ui.ctx, row.id, self._today())

        self.run(job)

    def _delete(self, row: StatusRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.statuses.commands import delete_status

            assert row.id is not None
            return delete_status(self.ui.ctx, row.id)

        self.run(job)
