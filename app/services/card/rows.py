"""The card of one school as the page shows it: one query, frozen rows, no formatting of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.services.checks.rows import MarkerRow
from app.services.contexts.rows import ContextTable, SocialIndex
from app.services.documents.rows import DocumentRow
from app.services.duties.rows import DutyRow
from app.services.findings.rows import FindingRow
from app.services.organisations.rows import OrganisationRow
from app.services.people.rows import PersonRow
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult
from app.services.statuses.rows import StatusRow


@dataclass(frozen=True, slots=True)
class ResultPoint:
    """One procedure of one school beside its district and region.

    `school_id` and `school_name` differ from the card's where a school that joined it wrote. Percents of marks are None
    under 5 writers; journal comparison in `school.lowered/confirmed/raised`.
    """

    procedure: ProcedureRow
    school: GroupResult
    district: GroupResult | None
    region: GroupResult | None
    school_id: int
    school_name: str = ""
    """Empty for the card's own results."""


@dataclass(frozen=True, slots=True)
class ResultSeries:
    """One subject of one grade over the years: a small multiple. Points oldest first."""

    kind: str
    grade: int
    subject: str
    title: str
    """«Русский язык, 4 класс»."""
    points: tuple[ResultPoint, ...]

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(point.procedure.year for point in self.points))


@dataclass(frozen=True, slots=True)
class TaskGap:
    """A task the school does worse than the district. Percents of completion, Σ points / (n · maximum) · 100."""

    procedure: ProcedureRow
    code: str
    max_points: int
    level: str
    skill: str
    """Text of the task map, empty where there is none."""
    n: int
    school: float
    district: float
    difference: float
    """`school − district`, negative."""


@dataclass(frozen=True, slots=True)
class LinkedSchool:
    """A school that joined this one, or the one this one joined."""

    id: int
    name: str
    on: date
    basis: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened; newest first. `kind`: renamed, joined, took_in, closed, reopened, status, person, import."""

    on: date
    kind: str
    text: str
    basis: str = ""
    event_id: int | None = None
    """Of `organisation_event`, for those that may be edited."""


@dataclass(frozen=True, slots=True)
class CardDocument:
    """A document that concerns the school: names it as basis of a status, or approves its roadmap."""

    document: DocumentRow
    why: str


@dataclass(frozen=True, slots=True)
class SchoolRoadmap:
    """A roadmap of the school's own."""

    id: int
    title: str
    total: int
    done: int
    overdue: int


@dataclass(frozen=True)
class SchoolCard:
    """Everything the page «Карточка школы» shows, read in one go."""

    row: OrganisationRow
    day: date
    """Of the reading: what «current» and «due» refer to."""
    people: tuple[PersonRow, ...]
    """Current first, in order of ROLES; those who have gone after them."""
    statuses: tuple[StatusRow, ...]
    """In force first, then past ones, newest first."""
    contexts: ContextTable
    social_index: SocialIndex | None
    """Of the latest year with data; None without any."""
    results: tuple[ResultSeries, ...]
    """By grade and subject; those written last year first."""
    task_gaps: tuple[TaskGap, ...]
    """Of the latest year the school wrote in, the widest first."""
    gaps_year: int | None
    findings: tuple[MarkerRow, ...]
    """Official markers, newest first."""
    due: tuple[DutyRow, ...]
    """What the school owes by roadmaps: overdue and of the next 30 days, by date."""
    due_total: int
    roadmaps: tuple[SchoolRoadmap, ...]
    documents: tuple[CardDocument, ...]
    history: tuple[HistoryRow, ...]
    former: tuple[LinkedSchool, ...] = ()
    """Schools that joined this one."""
    successor: LinkedSchool | None = None
    """The school this one is part of now."""
    read_at: datetime | None = None
    signs: tuple[FindingRow, ...] = ()
    """Stored findings that are a reason for a recheck, newest first."""
