"""Plain rows about procedures and their results."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.results.procedure import ProcedureRow

LEVELS = {"sample": "Вся выборка", "region": "Регион", "municipality": "Муниципалитет", "school": "Школа"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Lowest raw score of «3», «4», «5»; None where the cut is not known."""

    max_score: int
    min3: int | None
    min4: int | None
    min5: int | None
    source: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class MarkShares:
    """Counts of marks of one group. `source`: `file`, `scale` (computed) or `none` (neither → no marks)."""

    n: int
    two: int = 0
    three: int = 0
    four: int = 0
    five: int = 0
    source: str = "none"
    differing: int = 0
    """Papers whose mark in the file differs from the scale's."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One line of a comparison: a school, the district, the region, the whole sample.

    Percents (0–100) are None where fewer than 5 wrote or the figure is unknown.
    """

    level: str
    name: str
    organisation_id: int | None
    login: str
    participants: int
    absent: int | None = None
    mean_score: float | None = None
    mean_mark: float | None = None
    mark_percents: tuple[float, float, float, float] | None = None
    """«2», «3», «4», «5»."""
    mark_counts: tuple[int, int, int, int] | None = None
    mark_source: str = "none"
    pass_rate: float | None = None
    quality_rate: float | None = None
    marks_differing: int = 0
    """Papers whose mark in the file differs from the scale's."""
    lowered: int | None = None
    confirmed: int | None = None
    raised: int | None = None
    """Journal comparison, pupils with a journal mark only."""
    mean_test: float | None = None
    """Mean points of 100, of the unified state exam only."""


@dataclass(frozen=True, slots=True)
class ProcedureGroups:
    """One procedure: own schools alphabetically, then the groups that the base has figures of."""

    procedure: ProcedureRow
    schools: tuple[GroupResult, ...]
    district: GroupResult | None = None
    region: GroupResult | None = None
    sample: GroupResult | None = None

    @property
    def groups(self) -> tuple[GroupResult, ...]:
        """District, region, whole sample: those there are."""
        return tuple(group for group in (self.district, self.region, self.sample) if group is not None)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One procedure of `results summary`, own schools together."""

    id: int
    title: str
    year: int
    grade: int
    subject: str
    max_score: int | None
    schools: int
    participants: int
    absent: int
    mean_score: float | None
    mean_mark: float | None
    mark_percents: tuple[float, float, float, float] | None
    """«2», «3», «4», «5», 0–100."""
    mark_source: str
    marks_differing: int
    """Marks of the file that differ from the scale's."""
    kind: str = "vpr"
    mean_test: float | None = None
    """Mean points of 100, of the unified state exam only."""


@dataclass(frozen=True, slots=True)
class ScoreDistribution:
    """Share of participants by raw score. `shares[s]` is a fraction (0–1) for score s; length = max_score + 1."""

    level: str
    name: str
    n: int
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(score * share for score, share in enumerate(self.shares))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the task map of a procedure; empty = nothing says it."""

    code: str
    max_points: int | None = None
    level: str = ""
    """«Б», «П», «В»."""
    skill: str = ""
    planned_result: str = ""
    content_codes: str = ""
    """КЭС, joined by «; »."""
    requirement_codes: str = ""
    """КТ, joined by «; »."""
    edited: bool = False
    """Written by the person: files change nothing in it but blanks."""


@dataclass(frozen=True, slots=True)
class TaskPercents:
    """Completion of the tasks by one group, in percent of the maximum (0–100).

    `content`: `tasks` («Выполнение заданий», or from papers), `skills` («Достижение планируемых результатов»),
    `tasks_2` … `tasks_5` (those with that mark). `percents`: {code: percent}; a task that is missing is not known.
    """

    content: str
    level: str
    code: str
    name: str
    participants: int | None
    percents: dict[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class TaskResults:
    """One procedure: its task map, own schools by organisation id, the district, the groups of reports."""

    tasks: tuple[TaskRow, ...]
    schools: dict[int, TaskPercents] = field(hash=False)
    district: TaskPercents | None
    groups: tuple[TaskPercents, ...] = ()

    def reported(self, level: str, content: str = "tasks") -> TaskPercents | None:
        """The first group of a level; what «Достижение планируемых результатов» says stands in for «Выполнение заданий»."""
        wanted = ("tasks", "skills") if content == "tasks" else (content,)
        return next((group for name in wanted for group in self.groups if (group.content, group.level) == (name, level)), None)


@dataclass(frozen=True, slots=True)
class ImportRunRow:
    id: int
    created_at: datetime
    file_name: str
    layout: str
    procedure_title: str
    counts: dict[str, int] = field(hash=False)
    reverted_at: datetime | None = None
    can_revert: bool = False
