"""Plain rows about what is due: marks, duties, lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Status = Literal["planned", "in_progress", "waiting_region", "done", "cancelled", "postponed"]
"""What a person says about an occurrence; «overdue» is what the calendar says."""
Shown = Literal["ahead", "in_progress", "waiting_region", "done", "overdue", "postponed", "cancelled"]
"""What is shown on a given day."""
SHOWN_WORDS: dict[Shown, str] = {
    "ahead": "не наступил",
    "in_progress": "в работе",
    "waiting_region": "ждём регион",
    "done": "выполнено",
    "overdue": "просрочено",
    "postponed": "перенесено",
    "cancelled": "снято",
}
STATUS_WORDS: dict[Status, str] = {
    "planned": "не отмечено",
    "in_progress": "в работе",
    "waiting_region": "ждём регион",
    "done": "выполнено",
    "cancelled": "снято",
    "postponed": "перенесено",
}
View = Literal["week", "month", "overdue", "waiting", "all"]
VIEWS: dict[View, str] = {
    "week": "на неделе",
    "month": "в этом месяце",
    "overdue": "просрочено",
    "waiting": "ждём регион",
    "all": "все",
}
Grouping = Literal["date", "party", "school"]
GROUPINGS: dict[Grouping, str] = {"date": "по сроку", "party": "по ответственному", "school": "по школе"}
MOST = 1000
"""Duties that are read at once; a person filters before reading more."""
WITHOUT_DAY = "Без даты"
NOBODY = "Ответственный не указан"
NO_SCHOOL = "Без школ"


@dataclass(frozen=True, slots=True)
class DutyKey:
    """What a mark is about: an occurrence and, for the mark of a school, the school. None = the owner of the roadmap."""

    occurrence_id: int
    organisation_id: int | None = None


# --- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said about an occurrence."""

    status: Status = "planned"
    done_on: date | None = None
    result: str = ""
    postponed_to: date | None = None
    reason: str = ""
    decided_by: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row of the views «на неделе», «просрочено»…: an occurrence, or what one school owes of it."""

    key: DutyKey
    roadmap_id: int
    roadmap: str
    line_id: int | None
    """None for a line that was deleted."""
    line_uid: str
    number: str
    text: str
    deadline: str
    responsible: str
    starts_on: date | None
    planned_due: date | None
    due_on: date | None
    mark: Mark
    shown: Shown
    days_late: int = 0
    off_plan: bool = False
    school: str = ""
    """The school whose duty this is, in the view of one school."""
    schools_done: int = 0
    schools_total: int = 0
    """How many of the addressee schools have done their part; 0 of 0 where the line is not addressed to schools."""
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Duties:
    """The first rows of a view; `total` counts all of them."""

    rows: tuple[DutyRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DutyWish:
    """Which duties are wanted. `within` narrows the view `all` (a school year); `text`: words of the line or the title."""

    view: View = "week"
    grouping: Grouping = "date"
    party_id: int | None = None
    organisation_id: int | None = None
    text: str = ""
    within: tuple[date, date] | None = None
    limit: int = MOST

    @property
    def is_filtered(self) -> bool:
        return self.party_id is not None or self.organisation_id is not None or bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class DutyGroup:
    title: str
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True, slots=True)
class DutyList:
    """Groups in reading order. A duty stands in several groups where several parties or schools owe it; `shown`, `found`
    and `total` count it once."""

    groups: tuple[DutyGroup, ...]
    shown: int
    found: int
    """By the filters; more than `shown` where only the first `limit` were read."""
    total: int
    """In the view, whatever the filters."""
    counts: dict[View, int]
    """How many every view would show with the same filters."""
