"""Plain rows about works typed by hand. A work is one pupil's, known by code only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.services.results.rows import Scale

KINDS = {"vpr": "ВПР", "regional_test": "РПР", "municipal_test": "МПР", "diagnostic_test": "ДКР"}
"""Procedures a school types by hand."""
KIND_NAMES = {
    "vpr": "всероссийская проверочная работа",
    "regional_test": "региональная проверочная работа",
    "municipal_test": "муниципальная проверочная работа",
    "diagnostic_test": "диагностическая контрольная работа",
}
NO_MARK = "нет отметки"
ABSENT = "отсутствовал"
WorkState = Literal["empty", "part", "done", "absent"]
SheetState = Literal["empty", "part", "typed", "handed", "changed"]
"""`handed`: in the base; `changed`: something was typed after that."""


@dataclass(frozen=True, slots=True)
class EntryTask:
    code: str
    max_points: int


@dataclass(frozen=True, slots=True)
class Work:
    """One row of the grid; fields as `models.entry.EntryRow`."""

    position: int
    code: str
    scores: bytes
    variant: str = ""
    absent: bool = False
    journal: str = ""
    gender: str = ""
    reason: str = ""
    reason_for: str = ""


@dataclass(frozen=True, slots=True)
class CheckWork:
    """The second typing of one work. `compared` is None while it is open."""

    work: Work
    compared: int | None = None
    differing: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Which paper is typed and what one work of it holds."""

    kind: str
    year: int
    grade: int
    subject: str
    tasks: tuple[EntryTask, ...]
    variants: tuple[str, ...] = ("1", "2")
    with_journal: bool = True
    with_gender: bool = False

    @property
    def max_score(self) -> int:
        return sum(task.max_points for task in self.tasks)

    @property
    def title(self) -> str:
        """«МПР 2026, математика, 4 класс»."""
        subject = self.subject[:1].lower() + self.subject[1:]
        return f"{KINDS.get(self.kind, self.kind)} {self.year}, {subject}, {self.grade} класс"


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One class writing one paper."""

    id: int
    organisation_id: int
    school: str
    paper: Paper
    class_label: str
    class_number: int
    created_at: datetime
    updated_at: datetime
    form_id: int | None = None
    form_name: str = ""
    finished_at: datetime | None = None
    """None while the works are not in the base (or were taken back)."""
    run_id: int | None = None

    @property
    def class_title(self) -> str:
        """«4А класс»."""
        return f"{self.paper.grade}{self.class_label} класс"

    @property
    def title(self) -> str:
        """«МПР 2026, математика, 4А класс»."""
        return f"{self.paper.title.rpartition(', ')[0]}, {self.class_title}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the grid shows."""

    info: SheetInfo
    works: tuple[Work, ...]
    scale: Scale | None = None
    checks: tuple[CheckWork, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of the list of sheets."""

    info: SheetInfo
    pupils: int
    done: int
    """Typed to the end, the absent included."""
    doubtful: int
    """Works with doubtful values nobody explained."""
    state: SheetState


@dataclass(frozen=True, slots=True)
class NewSheet:
    """What the person said of a new sheet. `codes`: as many as there are pupils."""

    organisation_id: int
    paper: Paper
    codes: tuple[str, ...]
    class_label: str = ""
    class_number: int = 1


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a work that is probably wrong. It blocks nothing until the works are handed over."""

    column: str
    """Key of the column: `variant`, `journal`, `code`, or the code of a task."""
    key: str
    """What a reason is given for: «3=7»; empty where no reason helps."""
    text: str


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A procedure of the base whose tasks and maxima are known: nothing has to be typed about it."""

    procedure_id: int
    paper: Paper


@dataclass(frozen=True, slots=True)
class TaskDifferences:
    """One version of a paper against another; words for the person."""

    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, int, int], ...] = ()
    """(code, maximum before, maximum now)."""
    moved: bool = False
    """The same tasks in another order."""

    def __bool__(self) -> bool:
        return bool(self.gone or self.added or self.changed or self.moved)


@dataclass(frozen=True, slots=True)
class PastePlan:
    """What pasting would do. Nothing is changed until it is applied."""

    refusal: str = ""
    """Why nothing can be pasted; then the rest is empty."""
    todo: str = ""
    works: Mapping[int, Work] = field(default_factory=dict, hash=False)
    """Row of the grid → the work as it would be."""
    cells: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of the cells that change."""
    values: int = 0
    notes: tuple[str, ...] = ()
    """What is left out or not understood: shown before the person agrees."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The second typing against the first."""

    works: int
    compared: int
    differing: int

    @property
    def share(self) -> float | None:
        """Percent; None where nothing was compared."""
        return 100 * self.differing / self.compared if self.compared else None
