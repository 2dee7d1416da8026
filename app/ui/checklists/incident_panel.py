"""One incident in the side panel; codes of participants, never names."""

from __future__ import annotations

from collections.abc import Callable

from app.services.checklists.rows import IncidentRow
from app.services.privacy.rules import warning_for
from app.services.text_ru import long_date
from app.ui.context import UiContext
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, TextField
from app.ui.widgets.side_panel import SidePanel


class IncidentPanel(SidePanel):
    """`show_incident`; a change is stored by itself through `run(name, *values)` of the page."""

    def __init__(self, ui: UiContext, run: Callable[..., None]) -> None:
        super().__init__()
        self._run = run
        self.incident: IncidentRow | None = None
        today = lambda: ui.ctx.clock().date()  # noqa: E731
        self.day = DateField("Дата", required=True, today=today)
        self.school = ChoiceField("Школа", [("весь район", None)])
        self.label = TextField("Класс", placeholder="4А")
        self.text = MemoField("Что произошло", required=True, lines=4, warn_of=warning_for, hint="Коды участников, без фамилий")
        self.action = MemoField("Что сделали", lines=3, warn_of=warning_for)
        self.who = TextField("Кто сообщил", placeholder="координатор")
        self.closed_on = DateField("Закрыто", today=today)
        self.fields: tuple[Field, ...] = (self.day, self.school, self.label, self.text, self.action, self.who, self.closed_on)
        for field in self.fields:
            field.committed.connect(lambda _value: self._store())
            field.editor.setEnabled(not ui.ctx.db.read_only)
        self.body.addWidget(FormGrid([self.text, self.action, (self.day, self.closed_on), self.school, (self.label, self.who)]))
        self.body.addStretch(1)

    def show_incident(self, row: IncidentRow | None, schools: tuple[tuple[int, str], ...]) -> None:
        other = row is None or self.incident is None or row.id != self.incident.id
        if other:
            self.save_typed()
        self.incident = row
        if row is None:
            return
        self.set_heading("Происшествие", f"{row.school or 'весь район'}, {long_date(row.happened_on)}")
        self.school.set_choices([("весь район", None), *((name, i) for i, name in schools)])
        values = (row.happened_on, row.organisation_id, row.class_label, row.text, row.action, row.reported_by, row.closed_on)
        for field, value in zip(self.fields, values, strict=True):
            if other:
                field.commit_stopped()
            field.set_value(value)

    def save_typed(self) -> None:
        if self.incident is not None:
            for field in self.fields:
                field.commit()

    def _store(self) -> None:
        row = self.incident
        day, text = self.day.value(), self.text.value()
        if row is None or day is None or not text:
            return
        typed = IncidentRow(
            row.id, row.procedure_id, self.school.value(), day, text, self.action.value(), self.label.value(),
            self.who.value(), self.closed_on.value(), row.school,
        )  # fmt: skip
        if typed != row:
            self._run("save_incident", typed)
