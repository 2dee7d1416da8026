"""Plain rows about people at procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from app.services.problems import Problem, Severity
from app.services.workplace.rows import SettingKey

ROLES: dict[str, str] = {
    "municipal_coordinator": "Муниципальный координатор",
    "coordinator": "Школьный координатор",
    "organiser": "Организатор в аудитории",
    "technical": "Технический специалист",
    "observer": "Независимый наблюдатель",
    "expert": "Эксперт по проверке",
    "panel": "Предметная комиссия",
}
ROLES_SHORT: dict[str, str] = {
    "municipal_coordinator": "Мун. координатор",
    "coordinator": "Координатор",
    "organiser": "Организаторы",
    "technical": "Тех. специалист",
    "observer": "Наблюдатель",
    "expert": "Эксперты",
    "panel": "Комиссия",
}
DISTRICT_ROLES = frozenset({"municipal_coordinator", "panel"})
"""Held for the whole district, not at a school."""
ON_THE_DAY = frozenset({"coordinator", "organiser", "technical", "observer"})
"""Who has to be there while the paper is written."""
TIES: dict[str, str] = {"parent": "родитель ученика", "teaches": "ведёт уроки", "other": "другая связь"}

BRIEFING_DAYS: SettingKey[int] = SettingKey("assignments.briefing_days", 1)
"""The briefing is held at most so many working days before the paper."""
MAX_PLACES: SettingKey[int] = SettingKey("assignments.max_places", 2)
"""Schools one observer has in one procedure."""
MAX_WORKS: SettingKey[int] = SettingKey("assignments.max_works", 60)
"""Works one expert checks in one procedure."""
OBSERVER_PER_CLASS: SettingKey[bool] = SettingKey("assignments.observer_per_class", False)
"""An observer for every class; else one for all classes that a school has on a day."""


@dataclass(frozen=True, slots=True)
class Habits:
    """The district's own numbers."""

    briefing_days: int = 1
    max_places: int = 2
    max_works: int = 60
    per_class: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """What a person says about an assignment; `id` None = new."""

    id: int | None
    procedure_id: int
    organisation_id: int | None
    person_id: int
    role: str
    class_label: str = ""
    held_on: date | None = None
    room: str = ""
    briefed_on: date | None = None
    basis: str = ""
    certificate_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One person in one role at one procedure, with names for lists."""

    id: int
    procedure_id: int
    organisation_id: int | None
    person_id: int
    role: str
    class_label: str
    held_on: date | None
    room: str
    briefed_on: date | None
    basis: str
    certificate_number: str
    note: str
    person: str
    """Full name."""
    post: str = ""
    phone: str = ""
    email: str = ""
    work_id: int | None = None
    """Organisation where the person works; None = the district."""
    work: str = ""
    organisation: str = ""
    """School of the role; empty = the whole district."""
    title: str = ""
    """Of the procedure."""
    subject: str = ""
    grade: int = 0

    @property
    def role_title(self) -> str:
        return ROLES.get(self.role, self.role)


@dataclass(frozen=True, slots=True)
class TieRow:
    """What ties a person to a school or class; also the draft (`id` None)."""

    id: int | None
    person_id: int
    organisation_id: int
    kind: str
    class_label: str = ""
    subject: str = ""
    organisation: str = ""

    @property
    def words(self) -> str:
        """«родитель ученика: 4А, СОШ № 2»."""
        what = ", ".join(part for part in (self.class_label, self.subject, self.organisation) if part)
        return f"{TIES.get(self.kind, self.kind)}: {what}"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the directory of people."""

    person_id: int
    full_name: str
    post: str = ""
    phone: str = ""
    email: str = ""
    work_id: int | None = None
    work: str = ""
    """Empty = the district."""
    locality: str = ""
    ties: tuple[TieRow, ...] = ()
    assignments: tuple[AssignmentRow, ...] = ()
    """Of the school year asked for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A class of a school on a day, as the school chose it; an empty label = the whole parallel."""

    organisation_id: int
    class_label: str
    held_on: date
    lesson: int | None = None
    room: str = ""
    pupils: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A place that wants one observer: a school on a day, or one class of it.

    `held_on` None: the school has not chosen its day yet.
    """

    organisation_id: int
    name: str
    held_on: date | None = None
    classes: tuple[str, ...] = ()
    """Classes that write there; empty = all of the parallel."""
    class_label: str = ""
    """Where every class wants its own observer."""
    locality: str = ""

    @property
    def words(self) -> str:
        day = f", {self.held_on:%d.%m}" if self.held_on else ""
        return f"{self.name}{f', {self.class_label}' if self.class_label else ''}{day}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is not right about people; `fix` says the way out in words."""

    severity: Severity
    code: str
    """`own_school`, `parent`, `tied`, `own_class`, `two_places`, `two_roles`, `no_briefing`, `briefed_early`,
    `briefed_late`, `outside_window`, `other_day`, `many_places`, `many_works`, `mutual`, `no_one`, `classes_unknown`."""
    text: str
    fix: str = ""
    assignment_id: int | None = None
    organisation_id: int | None = None
    person_id: int | None = None
    role: str = ""
    day: date | None = None
    """A day that would be right, where there is one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be assigned. `why_not` empty = nothing speaks against it."""

    person: PersonLine
    why_not: str = ""
    places: int = 0
    """How many places the person already has in the procedure."""
    near: bool = False
    """Works in the same locality."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One school in the procedure: who is what there, what is missing."""

    organisation_id: int
    name: str
    days: tuple[date, ...]
    slots: tuple[Slot, ...]
    assignments: tuple[AssignmentRow, ...]
    missing: tuple[str, ...]
    """Roles that nobody holds; the observer also where one of several days has none."""
    remarks: tuple[Remark, ...]

    def of(self, role: str) -> tuple[AssignmentRow, ...]:
        return tuple(one for one in self.assignments if one.role == role)


@dataclass(frozen=True, slots=True)
class Board:
    """A procedure by schools, in alphabetical order."""

    procedure_id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    roles: tuple[str, ...]
    """Roles it needs, in the order of `ROLES`; those somebody holds beyond them too."""
    rows: tuple[BoardRow, ...]
    district: tuple[AssignmentRow, ...]
    """Municipal coordinator and subject panel."""
    district_missing: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Of the whole procedure: those of the schools and what belongs to no school."""
    habits: Habits = Habits()

    @property
    def without_observer(self) -> int:
        return sum("observer" in row.missing for row in self.rows)


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """A procedure that people are assigned to, for the choice on the page."""

    procedure_id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    assigned: int = 0
    observed: bool = True
    """Independent observers belong to it."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """Who observes one school at one procedure."""

    observers: tuple[str, ...] = ()
    needed: bool = True
    """False: the school does not take part, or no observer is needed."""
    missing: bool = False
    wrong: bool = False
    """Somebody is assigned against a rule."""


@dataclass(frozen=True, slots=True)
class ObserverGrid:
    """Schools by procedures of a school year."""

    procedures: tuple[ProcedureChoice, ...]
    schools: tuple[tuple[int, str], ...]
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict, hash=False)
    """(organisation, procedure) → cell."""


# --- the cross-observation plan ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Watcher:
    """A person the plan may send: where from, what is closed to them, when they are busy already."""

    person_id: int
    name: str
    work_id: int | None
    locality: str = ""
    closed: frozenset[int] = frozenset()
    """Schools they may not observe whatever the class."""
    closed_classes: frozenset[tuple[int, str]] = frozenset()
    """(school, class): a child of theirs is there."""
    busy: frozenset[date | None] = frozenset()
    """None: has a place already whose day nobody knows yet."""
    places: int = 0
    """Places they have in the procedure already."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A proposed observer; the person edits or drops it before it is stored."""

    need: Need
    person_id: int
    person: str
    work: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A place nobody can be sent to, and why."""

    need: Need
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cross-observation plan. Nothing is written yet."""

    procedure_id: int
    lines: tuple[PlanLine, ...]
    uncovered: tuple[Uncovered, ...]
    mutual: tuple[tuple[str, str], ...] = ()
    """Schools that would watch each other: could not be avoided."""
    kept: int = 0
    """Observers assigned before, left as they are."""
    watchers: int = 0
    """People the plan chose among."""


# --- import of a list --------------------------------------------------------------------------------------------------

ListState = Literal["new", "known", "refused"]


@dataclass(frozen=True, slots=True)
class ListLine:
    """One person of a file."""

    number: int
    full_name: str
    post: str
    phone: str
    email: str
    work: str
    work_id: int | None
    state: ListState
    person_id: int | None = None
    ties: tuple[TieRow, ...] = ()
    """With `person_id` 0 for a new person."""


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list of people would bring. Nothing is written yet."""

    path: Path
    lines: tuple[ListLine, ...]
    problems: tuple[Problem, ...]

    def count(self, state: ListState) -> int:
        return sum(line.state == state for line in self.lines)
