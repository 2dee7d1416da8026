"""Plain rows about carrying roadmaps out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.services.duties.rows import DutyKey, DutyRow, Mark, Shown
    from app.services.roadmaps.rows import DeadlineChoice, Interval
EvidenceKind = Literal["file", "link", "number"]
EVIDENCE_KINDS: dict[EvidenceKind, str] = {"file": "файл", "link": "ссылка", "number": "исходящий номер"}
Anchor = Literal["start", "end"]


# --- from deadlines to occurrences ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EventDates:
    """A procedure a deadline hangs on. Days may be unknown."""

    procedure_id: int
    starts_on: date | None
    ends_on: date | None
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence as the plan wants it. `ordinal` tells apart occurrences of the same days («2 раза в год»)."""

    starts_on: date | None = None
    due_on: date | None = None
    procedure_id: int | None = None
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class StoredOccurrence:
    """One occurrence as stored, as far as matching needs it. `marked`: somebody said or proved something about it."""

    id: int
    planned: Planned
    marked: bool = False
    marked_key: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """How the stored occurrences of a line become the planned ones."""

    kept: tuple[tuple[int, int], ...]
    """(id of the stored one, index of the planned one)."""
    fresh: tuple[int, ...]
    """Indexes of planned ones that nothing stored fits."""
    dropped: tuple[int, ...]
    """Ids of unmarked ones that are planned no more."""
    off_plan: tuple[int, ...]
    """Ids of marked ones that are planned no more: they stay, outside the plan."""


@dataclass(frozen=True, slots=True)
class MovedOccurrence:
    """What becomes of an occurrence when the procedure it hangs on gets other days. Pairs: first and last day of the plan."""

    occurrence_id: int | None
    """None = it would be new."""
    roadmap: str
    item: str
    """Number and text of the line."""
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]
    postponed_to: date | None = None
    """The day in force was set by hand and stays."""
    status: str = "planned"
    stays: bool = True
    """False: the plan would have it no more."""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One proof; `missing` = the file is not in the folder of attachments."""

    id: int
    kind: EvidenceKind
    title: str
    dated: date | None = None
    link: str = ""
    number: str = ""
    attachment_id: int | None = None
    size: int = 0
    missing: bool = False
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolSlot:
    """An addressee school of an occurrence; `by_owner` = closed by the mark of the roadmap's owner."""

    key: DutyKey
    name: str
    mark: Mark
    shown: Shown
    due_on: date | None
    by_owner: bool = False
    evidence: tuple[EvidenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """One occurrence of a line with everything about it."""

    key: DutyKey
    starts_on: date | None
    planned_due: date | None
    due_on: date | None
    mark: Mark
    shown: Shown
    off_plan: bool = False
    subject: str = ""
    """Number and text of the line when it was marked."""
    procedure_id: int | None = None
    procedure: str = ""
    evidence: tuple[EvidenceRow, ...] = ()
    schools: tuple[SchoolSlot, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkNote:
    """One entry of the history of a line: a mark as it was given, or a proof that was added."""

    at: datetime
    key: DutyKey
    planned_due: date | None
    """Last day of the plan: which occurrence it is about."""
    mark: Mark | None = None
    evidence: EvidenceRow | None = None
    school: str = ""
    by_schools: bool = False
    """Closed by itself: the last school had done its part."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are in which state. `share`: done of those not cancelled, 0–1."""

    done: int = 0
    in_progress: int = 0
    waiting_region: int = 0
    overdue: int = 0
    ahead: int = 0
    postponed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.done + self.in_progress + self.waiting_region + self.overdue + self.ahead + self.postponed + self.cancelled

    @property
    def share(self) -> float | None:
        whole = self.total - self.cancelled
        return self.done / whole if whole else None


@dataclass(frozen=True, slots=True)
class LineState:
    """A line of the tree at a glance: `shown` None for a sub-head."""

    line_id: int
    uid: str
    shown: Shown | None
    counts: Counts
    next_due: date | None = None
    """The earliest open last day."""
    evidence: int = 0
    open_days: tuple[date, ...] = ()
    """Days of the occurrences that are not closed, by which the views «на неделе» and «в этом месяце» find the line."""
    has_day: bool = False
    """Some occurrence ends on a day; else nothing reminds of the line."""


@dataclass(frozen=True, slots=True)
class RoadmapProgress:
    """Items and dates of a roadmap by state; `late` are its open occurrences that are overdue."""

    roadmap_id: int
    title: str
    items: Counts
    dates: Counts
    late: tuple[DutyRow, ...] = ()
    off_plan: int = 0


@dataclass(frozen=True, slots=True)
class SchoolProgress:
    """What one school did of the district's roadmap, and of its own one derived from it."""

    organisation_id: int
    name: str
    owed: Counts
    """Its part of the district's roadmap, by occurrence."""
    roadmap_id: int | None = None
    own: Counts | None = None
    """Its own roadmap, by occurrence."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on the timeline; None on a side = open."""

    starts_on: date | None
    due_on: date | None
    shown: Shown
    key: DutyKey
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of the timeline; sections come as rows without bars."""

    line_id: int | None
    number: str
    text: str
    is_section: bool = False
    bars: tuple[Bar, ...] = ()
    whole_period: bool = False
    """It goes on all the time."""
    uid: str = ""
    """Of the line; empty for a section."""
    deadline: str = ""
    """As printed: what to show where no stretch has a day."""
    is_subhead: bool = False


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """A reading a person may choose: what it says in words, and what to store."""

    words: str
    choice: DeadlineChoice
    why: str = ""


@dataclass(frozen=True, slots=True)
class LinkedEvent:
    procedure_id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class LineDeadline:
    """How a line's deadline is understood, and what a person may say about it."""

    line_id: int
    uid: str
    text: str
    kind: str
    words: str
    """«каждый год в августе; 2021–2023: 3 срока», «не понято»."""
    needs_person: bool = False
    """Ambiguous or not understood, and nobody has decided yet."""
    notes: tuple[str, ...] = ()
    choice: DeadlineChoice | None = None
    choice_lapsed: bool = False
    """A person decided about another text; that decision no longer counts."""
    readings: tuple[ReadingChoice, ...] = ()
    """All readings, the program's own first."""
    events: tuple[LinkedEvent, ...] = ()
    wants_event: bool = False
    """It hangs on an event or a schedule and no procedure is linked."""
    intervals: tuple[Interval, ...] = field(default=())
