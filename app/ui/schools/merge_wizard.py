"""«Присоединить…»: which schools join which one → what will be → done. All of it can be taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from app.services.organisations.rows import OrganisationRow
from app.services.text_ru import counted, long_date
from app.ui import theme
from app.ui.errors import describe
from app.ui.widgets.fields import DateField, FormGrid, TextField
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.step_bar import Wizard, WizardPage
from app.ui.widgets.tick_list import TickList, TickRow

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

JOINS, TAKES_IN, NEW = "joins", "takes_in", "new"


def _note(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    theme.mark(label, "note")
    return label


class _WhoPage(WizardPage):
    title = "Кто к кому"
    next_text = "Что изменится"

    def __init__(self, row: OrganisationRow, others: Sequence[OrganisationRow], today: date) -> None:
        super().__init__()
        self.row, self.others = row, {one.id: one for one in others if one.id is not None}
        self.group = QButtonGroup(self)
        self.ways: dict[str, QRadioButton] = {
            JOINS: QRadioButton(f"{row.short_name} присоединяется к другой"),
            TAKES_IN: QRadioButton(f"К {row.short_name} присоединяются другие"),
            NEW: QRadioButton("Из нескольких создаётся новая"),
        }
        self.target = SearchChoice("К какой: начните печатать название")
        self.target.setMaximumWidth(theme.px(420))
        self.target.set_choices([(one.short_name, one.id) for one in others])
        self.target.setAccessibleName("К какой школе присоединяется")
        self.ticks = TickList("Кто присоединяется", search=len(others) > 8, most=7)
        self.ticks.set_rows([TickRow(one.id or 0, one.short_name, one.locality) for one in others], ticked=())
        self.name = TextField("Краткое название новой", required=True)
        self.full_name = TextField("Полное название новой")
        self.names = FormGrid([(self.name, self.full_name)])
        self.on = DateField("С какого дня", required=True, today=lambda: today)
        self.on.set_value(today)
        self.basis = TextField("Основание", placeholder="постановление от 20.06.2026 № 310")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for way in self.ways.values():
            self.group.addButton(way)
            box.addWidget(way)
            way.toggled.connect(lambda _on: self._show_way())
        box.addSpacing(theme.SPACE)
        for widget in (self.target, self.ticks, self.names):
            box.addWidget(widget)
        box.addWidget(FormGrid([(self.on, self.basis)]))
        box.addStretch(1)
        self.ways[JOINS].setChecked(True)
        self.target.chosen.connect(lambda _value: self.ready_changed.emit())
        self.ticks.changed.connect(self.ready_changed)
        self.name.edited.connect(self.ready_changed)
        self.on.edited.connect(self.ready_changed)

    def way(self) -> str:
        return next(key for key, button in self.ways.items() if button.isChecked())

    def ready(self) -> bool:
        if self.on.value() is None:
            return False
        way = self.way()
        if way == JOINS:
            return self.target.value() is not None
        return bool(self.ticks.ticked()) and (way != NEW or bool(self.name.value()))

    def first_field(self) -> QWidget | None:
        return self.ways[self.way()]

    def joining(self) -> tuple[OrganisationRow, ...]:
        ticked = tuple(self.others[i] for i in self.ticks.ticked() if i in self.others)
        return {JOINS: (self.row,), TAKES_IN: ticked, NEW: (self.row, *ticked)}[self.way()]

    def into(self) -> OrganisationRow:
        if self.way() == JOINS:
            return self.others[self.target.value()]
        if self.way() == TAKES_IN:
            return self.row
        return OrganisationRow(None, self.row.kind, self.name.value(), self.full_name.value())

    def _show_way(self) -> None:
        way = self.way() if any(button.isChecked() for button in self.ways.values()) else JOINS
        self.target.setVisible(way == JOINS)
        self.ticks.setVisible(way != JOINS)
        self.names.setVisible(way == NEW)
        self.ready_changed.emit()


class _WhatPage(WizardPage):
    title = "Что изменится"
    next_text = "Присоединить"

    def __init__(self, who: _WhoPage) -> None:
        super().__init__()
        self._who = who
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.mark(self.words, "title")
        self.list = QLabel()
        self.list.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.words)
        box.addWidget(self.list)
        box.addWidget(_note("Всё это одно действие: его можно отменить целиком (Ctrl+Z)."))
        box.addStretch(1)

    def enter(self) -> None:
        joining, into, on = self._who.joining(), self._who.into(), self._who.on.value()
        names = ", ".join(one.short_name for one in joining)
        way = "создаётся" if into.id is None else "остаётся"
        day = long_date(on) if on else ""
        self.words.setText(f"{names} → {into.short_name}, с {day}")
        lines = [
            f"{into.short_name} {way}; прежние карточки закрываются с этого дня: "
            f"{counted(len(joining), 'организация', 'организации', 'организаций')}.",
            "Результаты, документы и история остаются в прежних карточках и видны в карточке преемника.",
            "Люди прежних школ числятся в них по этот день; в новую их вписывают заново.",
        ]
        self.list.setText("\n".join(f"•  {line}" for line in lines))


class MergeWizard(Wizard):
    """`done(successor id)` is told through `made`."""

    def __init__(self, ui: UiContext, row: OrganisationRow, others: Sequence[OrganisationRow], parent: QWidget) -> None:
        self.who = _WhoPage(row, others, ui.ctx.clock().date())
        self.what = _WhatPage(self.who)
        super().__init__("Присоединение школ", (self.who, self.what), parent)
        self._ui = ui
        self.made: int | None = None
        self.fit(680, 520)
        self.go(0)

    def advance(self) -> None:
        if self.step == 0:
            for field in (self.who.on, self.who.basis, self.who.name, self.who.full_name):
                field.commit()
            super().advance()
            return
        joining = [one.id for one in self.who.joining() if one.id is not None]
        into, on, basis = self.who.into(), self.who.on.value(), self.who.basis.value()
        assert on is not None  # the first page is not left without it

        def job(_progress: object) -> Changes:
            from app.services.organisations.life_commands import merge_organisations

            target: int | OrganisationRow = into.id if into.id is not None else into
            return merge_organisations(self._ui.ctx, joining, target, on=on, basis=basis)

        def stored(changes: Any) -> None:
            self.made = changes.value
            self.accept()

        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self.message.say(known.what, known.todo, kind="error")

        self._ui.worker.write(job, done=stored, failed=failed, owner=self)
