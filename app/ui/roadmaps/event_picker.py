"""Which procedures of the calendar a deadline hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.services.calendar.rows import CalendarRow
from app.services.execution.rows import Anchor, LinkedEvent
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.roadmaps.states import days_text
from app.ui.widgets.ask_form import AskForm, Foldable
from app.ui.widgets.fields import ChoiceField
from app.ui.widgets.tick_list import TickList, TickRow

ANCHORS: tuple[tuple[str, Anchor], ...] = (("первого дня процедуры", "start"), ("последнего дня процедуры", "end"))


class EventPicker(Foldable):
    """`show_rows`, then `picked(ids, anchor)` or `cancelled()`."""

    picked = Signal(tuple, str)

    def __init__(self) -> None:
        super().__init__()
        self.title = QLabel("Процедуры календаря")
        theme.mark(self.title, "bold")
        self.nothing = QLabel("В календаре пока нет процедур: добавьте их на вкладке «Календарь процедур».")
        self.nothing.setWordWrap(True)
        theme.mark(self.nothing, "note")
        self.ticks = TickList("Процедуры", search=True, most=7)
        self.ticks.all_button.hide()
        self.ticks.changed.connect(self._say_verb)
        self.anchor = ChoiceField("Считать от", ANCHORS)
        self.form = AskForm("", [self.anchor], "Привязать")
        self.form.submitted.connect(lambda: self.picked.emit(self.ticks.ticked(), self.anchor.value()))
        self.form.cancelled.connect(self.cancelled)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.INSIDE, 0, 0)
        box.setSpacing(theme.INSIDE)
        for widget in (self.title, self.nothing, self.ticks, self.form):
            box.addWidget(widget)

    def show_rows(
        self, rows: Sequence[CalendarRow], linked: Sequence[LinkedEvent], period: tuple[date | None, date | None]
    ) -> None:
        """The linked ones first, then those of the roadmap's time, then the others."""
        chosen = {event.procedure_id for event in linked}
        first, last = period

        def rank(row: CalendarRow) -> int:
            if row.procedure_id in chosen:
                return 0
            day = row.ends_on or row.starts_on
            inside = day is not None and (first is None or day >= first) and (last is None or day <= last)
            return 1 if inside else 2

        self.ticks.words.clear()
        self.ticks.set_rows(
            [
                TickRow(row.procedure_id, row.title, _day(row), tip=f"{row.title}\n{days_text(row.starts_on, row.ends_on)}")
                for row in sorted(rows, key=rank)
            ],
            chosen,
        )
        self.form.fill(linked[0].anchor if linked else "start")
        self._say_verb()
        self.nothing.setHidden(bool(rows))
        self.ticks.setHidden(not rows)

    def take_focus(self) -> None:
        self.ticks.words.setFocus()

    def _say_verb(self) -> None:
        number = len(self.ticks.ticked())
        self.form.verb.setEnabled(number > 0)
        self.form.verb.setText(f"Привязать: {number}" if number > 1 else "Привязать")


def _day(row: CalendarRow) -> str:
    return short_date(row.starts_on) if row.starts_on is not None else "без даты"
