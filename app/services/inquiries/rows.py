"""Plain rows about inquiries: from a finding to a conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.services.findings.rows import STRENGTH_WORDS, Strength
from app.services.results.procedure import PROCEDURE_KINDS

State = Literal["hypothesis", "requested", "recheck", "interview", "concluded", "dismissed"]
STATES: dict[State, str] = {
    "hypothesis": "предположение",
    "requested": "запрос школе",
    "recheck": "перепроверка",
    "interview": "собеседование",
    "concluded": "завершён",
    "dismissed": "отклонён",
}
STEPS: tuple[State, ...] = ("hypothesis", "requested", "recheck", "interview", "concluded")
"""The way of an inquiry; any step but the first and the last may be left out."""
CLOSED: frozenset[State] = frozenset({"concluded", "dismissed"})

Verdict = Literal["", "found", "not_found", "explained"]
VERDICTS: dict[Verdict, str] = {
    "found": "расхождения выявлены",
    "not_found": "расхождения не выявлены",
    "explained": "расхождения объяснены",
}

Method = Literal["simple", "by_class", "near_cuts", "all"]
METHODS: dict[Method, str] = {
    "simple": "случайно из всех работ",
    "by_class": "случайно в каждом классе, поровну по доле",
    "near_cuts": "случайно: половина у границ отметок, половина из остальных",
    "all": "все работы",
}
NOT_RECHECKED = 253
"""Byte of a task nobody entered a point for yet; beside the bytes of `Paper.task_scores` from 251 on, which are no points."""
LEAST_SPECIAL = 251
FEW = 5
"""Rechecked works below which no share and no interval is given."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """The figures of a finding as they stood when it was taken up or put aside."""

    n: int
    p: float | None
    strength: Strength
    flagged: bool
    signals: tuple[tuple[str, float], ...] = ()
    """(code, calibrated p) of those that could be computed, the most telling first."""

    @property
    def words(self) -> str:
        return STRENGTH_WORDS[self.strength]


@dataclass(frozen=True, slots=True)
class CellInquiry:
    """What is known of one cell of the screen «школы и работы»."""

    id: int
    state: State
    verdict: Verdict
    reason: str
    opened_on: date
    came_back: bool = False
    """It was put aside, but the figures have become markedly others since."""


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """A line of the list."""

    id: int
    kind: Literal["procedure", "olympiad"]
    organisation_id: int
    procedure_id: int | None
    school: str
    paper_kind: str
    year: int
    grade: int
    subject: str
    state: State
    verdict: Verdict
    opened_on: date
    answer_due: date | None
    next_step: str
    next_due: date | None
    overdue: bool
    reason: str = ""
    came_back: bool = False

    @property
    def paper(self) -> str:
        return paper_title(self.kind, self.paper_kind, self.year, self.subject, self.grade)

    @property
    def state_words(self) -> str:
        return VERDICTS[self.verdict] if self.verdict else STATES[self.state]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work of the recheck. Points per task as stored: 254 = blank, 255 = not attempted."""

    code: str
    class_label: str
    drawn: bool
    place: int
    before: int | None
    after: int | None
    mark_before: int | None = None
    mark_after: int | None = None
    """By the scale; of an olympiad 1 = passes on, 0 = does not; None where no scale is known."""
    tasks: tuple[int, ...] = ()
    tasks_after: tuple[int, ...] = ()
    """Points per task of the recheck, `NOT_RECHECKED` where none is entered; empty = only the total was."""
    stratum: int = 0
    checker: str = ""
    note: str = ""

    @property
    def difference(self) -> int | None:
        """Points of the recheck minus points before: below 0 = the school had given more."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def mark_changed(self) -> bool | None:
        return None if self.mark_before is None or self.mark_after is None else self.mark_before != self.mark_after


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the works that was drawn from on its own."""

    name: str
    works: int
    drawn: int


@dataclass(frozen=True, slots=True)
class StepRow:
    id: int
    day: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Of the interview."""

    held_on: date | None = None
    place: str = ""
    chair: str = ""
    secretary: str = ""
    present: str = ""
    questions: tuple[tuple[str, str], ...] = ()
    """(what was asked, what was answered)."""
    decided: tuple[tuple[str, str, str], ...] = ()
    """(what, who, by when)."""

    @property
    def empty(self) -> bool:
        return self.held_on is None and not self.decided and not any(answer for _question, answer in self.questions)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    id: int
    text: str
    due_on: date | None
    responsible: str
    line_uid: str
    roadmap_id: int | None
    """Where it stands now; None = the item was deleted."""


@dataclass(frozen=True, slots=True)
class SampleProposal:
    """How many works to draw and why so many."""

    works: int
    size: int
    words: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What the recheck showed. Intervals are of 95 %, None where fewer than five works were rechecked.

    Points are raw score points, «after minus before»; shares are fractions.
    """

    drawn: int
    checked: int
    works: int
    same: int
    by_one: int
    by_more: int
    higher: int
    """The recheck gave more."""
    lower: int
    mean: float | None
    interval: tuple[float, float] | None
    method: str
    """How the interval was computed, in words."""
    marks_known: int
    """Works whose marks before and after are known."""
    changed: int
    share: float | None
    share_interval: tuple[float, float] | None

    @property
    def few(self) -> bool:
        return self.checked < FEW


@dataclass(frozen=True, slots=True)
class TaskDifference:
    """One task over the rechecked works: in how many the point changed, and which way."""

    code: str
    checked: int
    lower: int
    higher: int
    mean: float | None
    """Points after minus before; None where fewer than five works were rechecked by tasks."""

    @property
    def changed(self) -> int:
        return self.lower + self.higher


@dataclass(frozen=True, slots=True)
class LaterRow:
    """A paper of the year after: did it get calmer?"""

    procedure_id: int
    title: str
    what: str
    """«та же работа, другие дети», «те же дети годом старше»."""
    n: int
    strength: Strength
    flagged: bool


@dataclass(frozen=True, slots=True)
class Inquiry:
    """All of one inquiry."""

    row: InquiryRow
    hypothesis: str
    grounds: Grounds | None
    now: Grounds | None
    """What the stored findings say of the cell today; None = nothing."""
    letter_on: date | None
    answered_on: date | None
    answer: str
    max_score: int | None
    pass_score: int | None
    cuts: tuple[int, ...]
    """Lowest points of «3», «4», «5»; of an olympiad the points that pass on."""
    task_codes: tuple[str, ...]
    task_max: tuple[int | None, ...]
    population: int
    """Works there are to draw from now."""
    seed: int | None
    method: Method | Literal[""]
    strata: tuple[Stratum, ...]
    drawn_on: date | None
    checked_on: date | None
    commission: str
    closed_on: date | None
    works: tuple[WorkRow, ...]
    differences: Differences
    proposal: SampleProposal
    minutes: Minutes
    measures: tuple[MeasureRow, ...]
    steps: tuple[StepRow, ...]
    later: tuple[LaterRow, ...]

    @property
    def drawn(self) -> tuple[WorkRow, ...]:
        return tuple(sorted((work for work in self.works if work.drawn), key=lambda one: (one.place, one.code)))


def paper_title(kind: str, paper_kind: str, year: int, subject: str, grade: int) -> str:
    """«ВПР 2026, математика, 5 класс», «ВсОШ, школьный этап 2026/2027, математика, 8 класс»."""
    subject = subject[:1].lower() + subject[1:]
    if kind == "olympiad":
        return f"ВсОШ, школьный этап {year}/{year + 1}, {subject}, {grade} класс"
    return f"{PROCEDURE_KINDS.get(paper_kind, paper_kind)} {year}, {subject}, {grade} класс"


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """The letter to the school and what it answered."""

    letter_on: date | None
    answer_due: date | None
    answered_on: date | None = None
    answer: str = ""
