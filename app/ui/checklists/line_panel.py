"""One thing to do in the side panel: its text and day, and who has done it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services.assignments.rows import ROLES
from app.services.checklists.rows import PHASES, LineDraft, LineRow
from app.services.checklists.rules import line_problems, offset_words
from app.services.text_ru import long_date, short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.widgets.fields import ChoiceField, DateField, Field, FormGrid, MemoField, NumberField, TextField
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.tick_list import TickList, TickRow

_SIDES = [("до начала", "start -"), ("после начала", "start +"), ("до окончания", "end -"), ("после окончания", "end +")]
"""Values are text: a list finds nothing else by value."""


class LinePanel(SidePanel):
    """`show_line`; what is typed and ticked is stored by itself through `run(name, *values, **more)` of the page."""

    def __init__(self, ui: UiContext, run: Callable[..., None]) -> None:
        super().__init__()
        self._ui = ui
        self._run = run
        self.line: LineRow | None = None
        self.text = MemoField("Что сделать", lines=3)
        self.phase = ChoiceField("Когда", [(words, phase) for phase, words in PHASES.items()])
        self.days = NumberField("Рабочих дней", high=250)
        self.side = ChoiceField("Откуда считать", _SIDES)
        hint = "Такой день не сдвигается вместе со сроками"
        self.moved = DateField("Назначить день", today=lambda: ui.ctx.clock().date(), hint=hint)
        self.role = ChoiceField("Кто делает", [("не указано", ""), *((words, role) for role, words in ROLES.items())])
        self.owner = ChoiceField("Чьё дело", [("район", False), ("каждая школа", True)])
        self.fields: tuple[Field, ...] = (self.text, self.phase, self.days, self.side, self.moved, self.role, self.owner)
        for field in self.fields:
            field.committed.connect(lambda _value: self._store())
        self.done_button = QPushButton()
        self.done_button.clicked.connect(lambda _checked=False: self.toggle())
        self.who = TextField("Кто отметил", placeholder="Фамилия И. О.")
        self.ticks = TickList("Школы, которые сделали", search=True, most=12)
        self.ticks.changed.connect(self._ticked)
        self._shown_ticks: frozenset[int] = frozenset()
        self.body.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.ticks)
        self.body.addWidget(self.who)
        self.body.addWidget(FormGrid([self.text, (self.days, self.side), (self.phase, self.moved), (self.role, self.owner)]))
        self.body.addStretch(1)
        enabled = not ui.ctx.db.read_only
        for widget in (*(field.editor for field in self.fields), self.done_button, self.ticks, self.who):
            widget.setEnabled(enabled)

    def show_line(self, line: LineRow | None, schools: tuple[tuple[int, str], ...]) -> None:
        other = line is None or self.line is None or self.line.id != line.id
        if other:
            self.save_typed()
        self.line = line
        if line is None:
            return
        due = f"{long_date(line.due_on)}, " if line.due_on else ""
        self.set_heading(line.text, due + ("день назначен" if line.moved else offset_words(line.anchor, line.offset_days)))
        side = f"{line.anchor} {'+' if line.offset_days > 0 else '-'}"
        moved = line.due_on if line.moved else None
        values = (line.text, line.phase, abs(line.offset_days), side, moved, line.role, line.per_school)
        for field, value in zip(self.fields, values, strict=True):
            if other:
                field.commit_stopped()
            field.set_value(value)
        tick = line.tick_of(None)
        self.done_button.setVisible(not line.per_school)
        self.done_button.setText("Сделано" if tick is None else f"Снять отметку (сделано {short_date(tick.done_on)})")
        theme.mark(self.done_button, "primary" if tick is None else "")
        if other:
            self.who.set_value(tick.who if tick else self.who.value())
        self.ticks.setVisible(line.per_school)
        done = {one.organisation_id: one for one in line.ticks if one.organisation_id is not None}
        self._shown_ticks = frozenset(done)
        rows = [
            TickRow(i, name, " · ".join(part for part in (short_date(done[i].done_on), done[i].who) if part) if i in done else "")
            for i, name in schools
        ]
        self.ticks.set_rows(rows, ticked=tuple(done))

    def toggle(self) -> None:
        """Done or not, by the district."""
        if self.line is not None and not self.line.per_school:
            self._run("tick", self.line.id, done=self.line.tick_of(None) is None, who=self.who.value())

    def _ticked(self) -> None:
        if self.line is None or not self.line.per_school:
            return
        now = frozenset(self.ticks.ticked())
        fresh, gone = now - self._shown_ticks, self._shown_ticks - now
        self._shown_ticks = now
        if fresh:
            self._run("tick", self.line.id, tuple(sorted(fresh)), who=self.who.value())
        if gone:
            self._run("tick", self.line.id, tuple(sorted(gone)), done=False)

    def save_typed(self) -> None:
        if self.line is not None:
            for field in self.fields:
                field.commit()

    def _store(self) -> None:
        line = self.line
        if line is None:
            return
        anchor, sign = str(self.side.value() or "start -").split()
        days = (self.days.value() or 0) * (1 if sign == "+" else -1)
        draft = LineDraft(
            self.phase.value(), self.text.value(), days, "end" if anchor == "end" else "start", self.role.value(),
            bool(self.owner.value()), self.moved.value(),
        )  # fmt: skip
        problems = {problem.field: problem for problem in line_problems(draft)}
        self.text.set_problem(problems.get("text"))
        self.days.set_problem(problems.get("offset_days"))
        if not problems and draft != self._stored(line):
            self._run("save_line", line.procedure_id, draft, line.id)

    @staticmethod
    def _stored(line: LineRow) -> LineDraft:
        draft = LineDraft(line.phase, line.text, line.offset_days, line.anchor, line.role, line.per_school)
        return replace(draft, moved_to=line.due_on) if line.moved else draft
