"""Days a person sets where the words of a deadline do not say them: up to twelve stretches of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.roadmaps.rows import Interval
from app.ui import theme
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import DateField

MOST = 12


class OwnDates(AskForm):
    """`value()` after `submitted`: «до …» where only the second day is given, «с …» where only the first is."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._shown = MOST
        self._pairs = [(DateField("С", today=today), DateField("По", today=today)) for _ in range(MOST)]
        super().__init__("Свои даты", list(self._pairs), "Сохранить даты", note="Только «По» значит «до этого дня».")
        for first, last in self._pairs[1:]:
            first.label.hide()
            last.label.hide()
        self.more_button = QPushButton("Ещё срок")
        theme.mark(self.more_button, "link")
        self.more_button.clicked.connect(lambda _checked=False: self._show(self._shown + 1, focus=True))
        row = QHBoxLayout()
        row.addWidget(self.more_button)
        row.addStretch(1)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertLayout(box.count() - 1, row)
        self._show(1)

    def fill_intervals(self, intervals: tuple[Interval, ...]) -> None:
        given = list(intervals[:MOST])
        self.fill(*(day for first, last in given for day in (first, last)))
        self._show(max(1, len(given)))

    def value(self) -> tuple[Interval, ...]:
        found: list[Interval] = []
        for first_field, last_field in self._pairs:
            first, last = first_field.value(), last_field.value()
            if first is not None or last is not None:
                found.append((first, last))
        return tuple(found)

    def submit(self) -> None:
        for first_field, last_field in self._pairs:
            first, last = first_field.value(), last_field.value()
            if first is not None and last is not None and first > last:
                for field in self.fields:
                    field.set_problem("")
                last_field.set_problem("Раньше начала.")
                last_field.setFocus()
                return
        if not self.value() and not any(field.line.text().strip() for pair in self._pairs for field in pair):
            self._pairs[0][1].set_problem("Укажите дату.")
            self._pairs[0][1].setFocus()
            return
        super().submit()

    def take_focus(self) -> None:
        self._pairs[0][1].setFocus()

    def _show(self, number: int, *, focus: bool = False) -> None:
        self._shown = min(number, MOST)
        for place, pair in enumerate(self._pairs):
            for field in pair:
                field.setHidden(place >= self._shown)
        self.more_button.setHidden(self._shown >= MOST)
        if focus:
            self._pairs[self._shown - 1][1].setFocus()


def spare(widget: QWidget) -> QHBoxLayout:
    """The widget at the left of a line, as wide as it needs."""
    row = QHBoxLayout()
    row.addWidget(widget)
    row.addStretch(1)
    return row
