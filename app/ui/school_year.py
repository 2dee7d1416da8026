"""The school year chosen once, above. It filters by overlap, and `None` means all years."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal


def year_of(day: date) -> int:
    """The calendar year in which the school year of the day began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def title_of(start: int | None) -> str:
    return "все учебные годы" if start is None else f"{start}/{start + 1} уч. год"


class SchoolYears(QObject):
    """The chosen school year, by the year it begins in; views ask `shows…` and listen to `changed`."""

    changed = Signal()

    def __init__(self, current: int | None = None) -> None:
        super().__init__()
        self._current = current

    @property
    def current(self) -> int | None:
        return self._current

    def choose(self, start: int | None) -> None:
        if start != self._current:
            self._current = start
            self.changed.emit()

    def shows(self, first: date | None, last: date | None = None) -> bool:
        """Does the stretch of days overlap the chosen school year? What has no dates is always shown."""
        if self._current is None or (first is None and last is None):
            return True
        start, end = date(self._current, 9, 1), date(self._current + 1, 8, 31)
        first, last = first or last, last or first
        assert first is not None and last is not None
        return first <= end and last >= start

    def shows_procedure(self, year: int, held_on: date | None = None) -> bool:
        """A procedure is named by a calendar year; without a date it counts as held in spring."""
        return self._current is None or procedure_year(year, held_on) == self._current


def procedure_year(year: int, held_on: date | None = None) -> int:
    """The school year (its first calendar year) a procedure belongs to."""
    return year_of(held_on) if held_on is not None else year - 1
