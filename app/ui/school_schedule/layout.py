"""Which procedure stands in which cell of the grid: classes × school weeks or × school days. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from app.services.school_schedule.checked import SchoolPage
from app.services.school_schedule.findings import Finding, Severity
from app.services.school_schedule.rows import Entry
from app.services.school_schedule.typed import Where
from app.services.school_schedule.weeks import span
from app.services.text_ru import long_date, sort_key

View = Literal["weeks", "days"]
WEEKDAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")
Class = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Col:
    """A school week, a school day, or (all None) the place of what has no day."""

    title: str
    tip: str
    first: date | None = None
    last: date | None = None
    week: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """`cells`: (row, column) → procedures; `marks`: (id of an entry, class) → the gravest finding of it."""

    classes: tuple[Class, ...] = ()
    columns: tuple[Col, ...] = ()
    cells: dict[tuple[int, int], tuple[Entry, ...]] = field(default_factory=dict)
    marks: dict[tuple[int, Class], Severity] = field(default_factory=dict)
    school_year: int = 0

    def where(self, row: int, column: int) -> Where:
        grade, label = self.classes[row]
        col = self.columns[column]
        return Where(grade, label, self.school_year, col.week, col.day)

    def tallest(self, row: int) -> int:
        return max((len(there) for (at, _column), there in self.cells.items() if at == row), default=0)

    def column_on(self, day: date) -> int:
        """The column of a day, else the next one after it, else the last."""
        for number, col in enumerate(self.columns):
            if col.last is not None and day <= col.last:
                return number
        return max(0, len(self.columns) - 1)


def class_words(one: Class) -> str:
    return one[1] or f"{one[0]}-е классы"


def grid_of(page: SchoolPage, view: View, extra: tuple[Class, ...] = ()) -> Grid:
    """`extra`: classes a person added that have nothing yet."""
    schedule = page.schedule
    classes = tuple(sorted({*schedule.classes, *extra}, key=lambda one: (one[0], sort_key(one[1]))))
    lettered = {grade for grade, label in classes if label}
    classes = tuple(one for one in classes if one[1] or one[0] not in lettered)
    columns = list(_weeks(page) if view == "weeks" else _days(page))
    starts = [col.first for col in columns if col.first is not None]
    of_grade: dict[int, list[int]] = defaultdict(list)
    for row, (grade, _label) in enumerate(classes):
        of_grade[grade].append(row)
    place = {one: row for row, one in enumerate(classes)}
    cells: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    nowhere = len(columns)
    for entry in schedule.entries:
        column = _column(entry, page, columns, starts)
        rows = [place[entry.grade, entry.class_label]] if entry.class_label else of_grade[entry.grade]
        for row in rows:
            cells[row, nowhere if column is None else column].append(entry)
    if any(column == nowhere for _row, column in cells):
        columns.append(Col("Другое\nвремя", "Не названо время, или оно не приходится на учебный день" if view == "days"
                           else "Не названо время, или оно вне учебного года"))  # fmt: skip
    ordered = {
        at: tuple(sorted(there, key=lambda one: (one.held_on or date.max, sort_key(one.subject)))) for at, there in cells.items()
    }
    return Grid(classes, tuple(columns), ordered, marks_of(page.findings), schedule.school_year)


def marks_of(findings: tuple[Finding, ...]) -> dict[tuple[int, Class], Severity]:
    """Of a share only what would go: all procedures of the subject are in it."""
    marks: dict[tuple[int, Class], Severity] = {}
    for one in findings:  # the gravest first
        if one.severity == "unknown":
            continue
        entries = one.entries
        if one.code == "share" and one.fix is not None:
            entries = tuple(change.before for change in one.fix.changes if change.before is not None)
        for entry in entries:
            for each in one.classes:
                marks.setdefault((entry.id, each), one.severity)
    return marks


def _column(entry: Entry, page: SchoolPage, columns: list[Col], starts: list[date]) -> int | None:
    found = span(entry, page.weeks)
    if found is None:
        return None
    at = bisect_right(starts, found[0]) - 1
    if at < 0:
        return None
    col = columns[at]
    if col.day is not None:
        if entry.held_on is None:  # a week stands on its first school day
            return next((n for n in range(at, min(at + 7, len(columns))) if (columns[n].first or found[0]) >= found[0]), None)
        return at if col.day == found[0] else None
    # A day in a break stands with the week before it, so that nothing is lost from sight.
    return at if col.first is not None and (found[0] - col.first).days < 21 else None


def _weeks(page: SchoolPage) -> list[Col]:
    return [
        Col(
            f"{n}\n{monday:%d.%m}", f"Учебная неделя {n}: {long_date(monday)} – {long_date(saturday)}", monday,
            saturday + timedelta(days=1), n,
        )
        for n, (monday, saturday) in enumerate(page.weeks, 1)
    ]  # fmt: skip


def _days(page: SchoolPage) -> list[Col]:
    columns = []
    week = 0
    for ordinal in page.days:
        day = date.fromordinal(ordinal)
        while week < len(page.weeks) and page.weeks[week][0] <= day:
            week += 1
        columns.append(
            Col(f"{WEEKDAYS[day.weekday()]}\n{day:%d.%m}", f"{long_date(day)}, учебная неделя {week}", day, day, week, day)
        )
    return columns
