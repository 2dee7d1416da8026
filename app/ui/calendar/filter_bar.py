"""The row of filters of the calendar: kind, level, class, school, person; they hold for every view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.plan.rows import LEVELS, PlanRow
from app.services.results.procedure import KIND_TITLES
from app.services.text_ru import number, sort_key
from app.ui import theme
from app.ui.calendar.reading import CalendarPage
from app.ui.calendar.scene import Choice
from app.ui.context import UiContext
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.table_panel import ChoiceFilter

_STATE = "calendar/filters"
_NAMES = ("kind", "level", "grade", "school", "person")


class FilterBar(QWidget):
    """`changed()` comes when the person chose another filter."""

    changed = Signal()

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._state = ui.state
        kept = ui.state.get(_STATE)
        self._wanted: dict[str, Any] = kept if isinstance(kept, dict) else {}
        """Choices kept from the last time, until the rows they belong to have come."""
        self.kind = ChoiceFilter("kind", "Все виды", lambda _row, _value: True)
        self.level = ChoiceFilter("level", "Любой уровень", lambda _row, _value: True)
        self.grade = ChoiceFilter("grade", "Любой класс", lambda _row, _value: True)
        self.school = SearchChoice("Все школы")
        self.person = SearchChoice("Все люди")
        self.school.setMinimumWidth(theme.px(120))
        self.person.setMinimumWidth(theme.px(120))
        self.reset = QPushButton("Сбросить отбор")
        theme.mark(self.reset, "link")
        self.reset.clicked.connect(lambda _checked=False: self.clear())
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for box in (self.kind, self.level, self.grade):
            row.addWidget(box)
            box.currentIndexChanged.connect(lambda _at: self._changed())
        for finder in (self.school, self.person):
            row.addWidget(finder, 1)
            finder.chosen.connect(lambda _value: self._changed())
        self.school.setMaximumWidth(theme.px(240))
        self.person.setMaximumWidth(theme.px(240))
        row.addWidget(self.reset)
        row.addStretch(1)
        row.addWidget(self.counter)

    def show_page(self, page: CalendarPage) -> None:
        """Offer what the rows have; what was chosen stays where it still is there."""
        self.blockSignals(True)
        rows = page.rows
        self.kind.set_choices([(KIND_TITLES.get(kind, kind), kind) for kind in sorted({row.kind for row in rows})])
        levels = {row.level for row in rows}
        self.level.set_choices([(words.capitalize(), key) for key, words in LEVELS.items() if key in levels])
        self.grade.set_choices([(f"{grade} класс", grade) for grade in sorted({row.grade for row in rows if row.grade})])
        self.school.set_choices([(name, key) for key, name in page.schools])
        people = {one.person_id: one.person for one in page.everything.people}
        self.person.set_choices([(name, key) for key, name in sorted(people.items(), key=lambda pair: sort_key(pair[1]))])
        wanted, self._wanted = self._wanted, {}
        for name in _NAMES:
            if wanted.get(name) is not None:
                self._set(name, wanted[name])
        self.kind.setVisible(self.kind.count() > 2)
        self.level.setVisible(self.level.count() > 2)
        self.grade.setVisible(self.grade.count() > 2)
        self.school.setVisible(page.own_school is None and len(page.schools) > 1)
        self.person.setVisible(bool(people))
        self.blockSignals(False)
        self.reset.setVisible(not self.choice().is_empty)

    def count(self, shown: int, total: int) -> None:
        """«всего 189», «показано 34 из 189»."""
        self.counter.setText(f"всего {number(total)}" if shown == total else f"показано {number(shown)} из {number(total)}")

    def choice(self) -> Choice:
        return Choice(
            self.kind.currentData(), self.level.currentData(), self.grade.currentData(), self.school.value(), self.person.value()
        )

    def choose(self, name: str, value: Any) -> None:
        """Set one filter («school», 12) as the person would."""
        self._set(name, value)
        self._changed()

    def clear(self) -> None:
        for name in _NAMES:
            self._set(name, None)
        self._changed()

    def fits(self, row: PlanRow) -> bool:
        """Would the filters by kind, level and class leave this procedure?"""
        now = self.choice()
        return now.kind in (None, row.kind) and now.level in (None, row.level) and now.grade in (None, row.grade)

    def _set(self, name: str, value: Any) -> None:
        box = getattr(self, name)
        box.blockSignals(True)
        if isinstance(box, ChoiceFilter):
            box.setCurrentIndex(max(0, box.findData(value)) if value is not None else 0)
        else:
            box.set_value(value)
        box.blockSignals(False)

    def _changed(self) -> None:
        now = self.choice()
        self._state.put(_STATE, {name: value for name in _NAMES if (value := getattr(now, name)) is not None})
        self.reset.setVisible(not now.is_empty)
        self.changed.emit()
