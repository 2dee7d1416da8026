"""Plain rows of the schedules of schools. Shared by the readers, the rules, the base and the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.services.problems import Problem

Level = Literal["federal", "regional", "municipal", "school"]
LEVELS: tuple[Level, ...] = ("federal", "regional", "municipal", "school")
LEVEL_TITLES: dict[Level, str] = {
    "federal": "Федеральный",
    "regional": "Региональный",
    "municipal": "Муниципальный",
    "school": "Школьный",
}
LEVEL_LETTERS: dict[Level, str] = {"federal": "Ф", "regional": "Р", "municipal": "М", "school": "Ш"}
Form = Literal["days", "weeks"]
FORM_TITLES: dict[Form, str] = {"days": "по дням", "weeks": "по учебным неделям"}
SCHOOL_WEEKS = 34


@dataclass(frozen=True, slots=True)
class Entry:
    """One assessment procedure of one class, or of a whole parallel (`class_label` is empty).

    When: a day (`held_on`), a stretch (`held_on` … `until`), or a school week (`week`) whose dates are `weeks.span`.
    """

    grade: int
    class_label: str
    """«4А»; empty = every class of the grade."""
    subject: str
    level: Level = "school"
    kind: str = ""
    """Code of the catalogue (`vpr`, `diagnostic_start` …); empty for a school's own test."""
    title: str = ""
    """What stood in the cell, where it says more than kind and subject."""
    held_on: date | None = None
    until: date | None = None
    week: int | None = None
    lesson: int | None = None
    is_edge_lesson: bool | None = None
    minutes: int | None = None
    lessons_taken: int = 1
    cell: str = ""
    """«2025-2026!AF14»: sheet and cell of the file; empty = typed here."""
    procedure_id: int | None = None
    id: int = 0
    """In the base; 0 = not stored."""

    @property
    def where(self) -> str:
        """«4А» or «4 классы»."""
        return self.class_label or f"{self.grade} классы"


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a subject by the curriculum: what the 10 % are of. `class_label` empty = every class of the grade."""

    grade: int
    class_label: str
    subject: str
    hours: int
    """A year."""
    weekly: float | None = None
    """Lessons a week; None = hours divided by the school weeks."""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """A stretch without lessons; `ends_on` is its last day."""

    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule of one school for one school year with everything in it.

    `school_year` = the calendar year it begins in. `breaks`: the school's own, else those of the district.
    """

    id: int
    organisation_id: int
    organisation_name: str
    school_year: int
    entries: tuple[Entry, ...] = ()
    hours: tuple[Hours, ...] = ()
    breaks: tuple[Break, ...] = ()
    first_week_on: date | None = None
    """Monday of school week 1; None = the week of the first school day."""
    file_name: str = ""
    received_on: date | None = None
    order_number: str = ""
    ordered_on: date | None = None
    changes_order: str = ""
    note: str = ""

    @property
    def classes(self) -> tuple[tuple[int, str], ...]:
        """(grade, label) of every class named in the schedule; a grade of which no class is named stands as (grade, '')."""
        named = {(one.grade, one.class_label) for one in self.entries}
        named |= {(one.grade, one.class_label) for one in self.hours}
        lettered = {grade for grade, label in named if label}
        return tuple(sorted((grade, label) for grade, label in named if label or grade not in lettered))


@dataclass(frozen=True, slots=True)
class ReadSchedule:
    """What a workbook of a school says, before anything is stored.

    Every non-empty cell of its grids is counted once: `grid_cells` = `entry_cells` + `problem_cells`; `unread` are the
    addresses of the latter («2025-2026!AF14»), each named by one of the problems.
    """

    form: Form
    school_year: int | None
    school_name: str = ""
    order_number: str = ""
    ordered_on: date | None = None
    changes_order: str = ""
    first_week_on: date | None = None
    entries: tuple[Entry, ...] = ()
    hours: tuple[Hours, ...] = ()
    problems: tuple[Problem, ...] = ()
    grid_cells: int = 0
    entry_cells: int = 0
    problem_cells: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school of the district: has it sent its schedule for the year. Findings are counted by `rules`."""

    organisation_id: int
    name: str
    schedule_id: int | None
    received_on: date | None
    file_name: str
    order_number: str
    classes: int
    entries: int
    without_hours: int
    """Pairs of class and subject with a procedure and no hours: the 10 % cannot be counted for them."""
