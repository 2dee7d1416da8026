"""One event in the side panel: everything edited in place, who came, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel

from app.services.changes import Changes
from app.services.events import rules
from app.services.events.kinds import KINDS
from app.services.events.rows import STATUSES, Choices, Event, EventFields
from app.services.text_ru import NBSP
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.events.decisions import DecisionList
from app.ui.events.guests import GuestList
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, TextField
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.side_panel import SidePanel


class EventPanel(SidePanel):
    """`show_event`; what is typed is stored by itself."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.event_shown: Event | None = None
        self._started = self._stored = 0
        today = lambda: ui.ctx.clock().date()  # noqa: E731
        self.fields: dict[str, Field] = {
            "title": TextField("Тема", placeholder="О подготовке к ВПР"),
            "kind": ChoiceField("Вид", [(words, kind) for kind, words in KINDS.items()]),
            "status": ChoiceField("Состояние", [(words, one) for one, words in STATUSES.items()]),
            "held_on": DateField("День", today=today),
            "ends_on": DateField("Последний день", today=today, hint="Только если встреча идёт несколько дней"),
            "starts_at": TextField("Начало", placeholder="14:00", hint="Пусто – весь день"),
            "ends_at": TextField("Окончание", placeholder="15:30"),
            "place": TextField("Место", placeholder="зал заседаний, каб. 5"),
            "organisation_id": SearchField("Школа, где или с кем", "Весь район"),
            "procedure_id": SearchField("О какой процедуре", "Ни о какой"),
            "agenda": MemoField("Повестка: вопрос в строке", placeholder="О сроках ВПР — Иванова И. И.", lines=4),
            "chair": TextField("Председатель", placeholder="Фамилия И. О., должность"),
            "secretary": TextField("Секретарь", placeholder="Фамилия И. О."),
            "heard": MemoField(
                "Выступили",
                placeholder="1. Что сказали по первому вопросу\n2. По второму",
                hint="Начните строку с номера вопроса: в протоколе она встанет под ним",
                lines=5,
            ),
            "minutes_number": TextField("№ протокола"),
            "note": TextField("Заметка", hint="Для себя: в бумаги не попадает"),
        }
        f = self.fields
        for field in f.values():
            field.committed.connect(lambda _value: self._store())
        if ui.workplace.kind == "school":
            f["organisation_id"].hide()
        self.guests = GuestList(self._command)
        self.decisions = DecisionList(self._store_decisions, self._send)
        self.ask_note = QLabel("Дата перенесена с прошлого года. Поправьте её или подтвердите.")
        self.ask_note.setWordWrap(True)
        theme.mark(self.ask_note, "note")
        top: list[Field | tuple[Field, ...]] = [
            f["title"], (f["kind"], f["status"]), (f["held_on"], f["ends_on"]), (f["starts_at"], f["ends_at"]), f["place"],
            f["organisation_id"], f["procedure_id"], f["agenda"],
        ]  # fmt: skip
        self.body.addWidget(self.ask_note)
        self.body.addWidget(FormGrid(top))
        self.body.addWidget(self.guests)
        self.minutes_heading = QLabel(f"Протокол{NBSP}")
        theme.mark(self.minutes_heading, "bold")
        self.body.addWidget(self.minutes_heading)
        self.body.addWidget(FormGrid([f["chair"], (f["secretary"], f["minutes_number"]), f["heard"]]))
        self.body.addWidget(self.decisions)
        self.body.addWidget(FormGrid([f["note"]]))
        self.body.addStretch(1)
        self._enabled = not ui.ctx.db.read_only
        for field in f.values():
            field.editor.setEnabled(self._enabled)

    # -- showing

    def set_choices(self, choices: Choices) -> None:
        schools, procedures = self.fields["organisation_id"], self.fields["procedure_id"]
        assert isinstance(schools, SearchField) and isinstance(procedures, SearchField)
        schools.set_choices(choices.schools)
        procedures.set_choices(choices.procedures)
        self.guests.set_known(choices.invitees)
        self.decisions.set_roadmaps(choices.roadmaps)
        if self.event_shown is not None and self._started == self._stored:
            self._show_fields(self.event_shown.fields, other=False)

    def show_event(self, event: Event) -> None:
        other = self.event_shown is None or self.event_shown.row.id != event.row.id
        if other:
            self.save_typed()
        self.event_shown = event
        self.set_heading(event.row.name, event.row.kind_words if event.row.title else "")
        storing = not other and self._started != self._stored
        if not storing:  # what is on its way into the base must not be overwritten by what was there before
            self._show_fields(event.fields, other=other)
        self.ask_note.setVisible(not event.row.is_confirmed)
        self.guests.set_guests(event.attendees, other=other, enabled=self._enabled)
        if not storing:
            self.decisions.set_decisions(event.decisions, other=other, enabled=self._enabled)

    def _show_fields(self, fields: EventFields, *, other: bool) -> None:
        for name, field in self.fields.items():
            if other:
                field.commit_stopped()
            elif field.problem.text():
                continue  # what was typed wrong stays to be put right
            field.set_value(getattr(fields, name))

    def forget(self) -> None:
        """The event is gone: nothing of it is to be stored."""
        for field in self.fields.values():
            field.commit_stopped()
        self.event_shown = None

    # -- storing

    def save_typed(self) -> None:
        if self.event_shown is not None:
            for field in self.fields.values():
                field.commit()

    def _store(self) -> None:
        """Everything that can be stored; what cannot says so under its field and stays as it was."""
        event = self.event_shown
        if event is None:
            return
        stored = event.fields
        values: dict[str, Any] = {name: getattr(stored, name) for name in self.fields}
        for name, field in self.fields.items():
            if not (isinstance(field, DateField) and field.problem.text() and field.value() is None):
                values[name] = field.value()
        found = rules.problems(EventFields(**values))
        for name in ("held_on", "ends_on", "starts_at", "ends_at"):
            said = next((problem for problem in found if problem.field == name), None)
            field = self.fields[name]
            if said is not None:
                field.set_problem(said)
            elif field.value() is not None:
                field.set_problem("")
        while found:
            wrong = {problem.field for problem in found}
            if all(values[name] == getattr(stored, name) for name in wrong):  # what is wrong is in the other ones
                wrong = {"held_on", "ends_on", "starts_at", "ends_at"}
            values |= {name: getattr(stored, name) for name in wrong}
            found = rules.problems(EventFields(**values))
        fields = EventFields(**values)
        if fields != stored:
            self._command("save_fields", fields)

    def _store_decisions(self, rows: Sequence[tuple[str, ...]]) -> None:
        self._command("save_decisions", rows)

    def _send(self, place: int, roadmap_id: int) -> None:
        event = self.event_shown
        if event is None:
            return
        number = event.row.id

        def job(_progress: object) -> Changes:
            from app.services.events.to_roadmap import send_decision

            return send_decision(self._ui.ctx, number, place, roadmap_id)

        self._run(job)

    def _command(self, name: str, *values: Any) -> None:
        event = self.event_shown
        if event is None:
            return
        number = event.row.id

        def job(_progress: object) -> Changes:
            from app.services.events import commands

            changes: Changes = getattr(commands, name)(self._ui.ctx, number, *values)
            return changes

        self._run(job)

    def _run(self, job: Callable[[object], Changes]) -> None:
        self._started += 1

        def counted(progress: object) -> Changes:
            try:
                return job(progress)
            finally:
                self._stored += 1

        self._ui.worker.write(counted, failed=self._refused, owner=self)

    def _refused(self, error: BaseException) -> None:
        """Say why, and show what is stored."""
        known = describe(error)
        if known is None:
            raise error
        self._ui.message(known.what, known.todo, kind="error")
        if self.event_shown is not None:
            self.show_event(self.event_shown)
