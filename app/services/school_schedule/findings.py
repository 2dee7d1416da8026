"""What a check of a schedule says and what it proposes: plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.services.school_schedule.rows import Entry

Severity = Literal["binding", "recommended", "date", "unknown"]
SEVERITIES: dict[Severity, str] = {
    "binding": "не соответствует ФОП",
    "recommended": "отступает от рекомендаций",
    "date": "дата под вопросом",
    "unknown": "не проверено",
}
"""In the order they are shown. `date` and `unknown` come from no act: a slip of the pen, hours nobody gave."""
Code = Literal[
    "share", "spacing", "one_a_day", "crowded_week", "edge_lesson", "minutes", "day_off", "break", "outside_year",
    "outside_window", "no_date", "hours_unknown",
]  # fmt: skip
VPR = "vpr"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after; `before` None = it is added, `after` None = it goes."""

    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out that the program can apply itself: `words` begin with a verb."""

    words: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`classes`: (grade, label) it holds for. `todo` says the way out in words, also where there is no `fix`."""

    severity: Severity
    code: Code
    text: str
    todo: str
    source: str
    """The act; empty for what no act says."""
    classes: tuple[tuple[int, str], ...]
    subject: str
    entries: tuple[Entry, ...]
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the check goes by beside the schedule.

    `windows`: id of a procedure → first and last day given by the region; `papers`: the same by (kind, grade, subject),
    for entries that nobody has tied to a procedure.
    """

    six_day: bool = False
    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False)
    """Working days and days off of the own calendar."""
    vpr_counts: bool = False
    """ВПР count in the 10 %."""
    windows: Mapping[int, tuple[date, date]] = field(default_factory=dict, hash=False)
    papers: Mapping[tuple[str, int, str], tuple[date, date]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repaired schedule: what changes, and the findings that stay because nothing movable causes them."""

    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]
    left: tuple[Finding, ...]

    @property
    def moved(self) -> int:
        return sum(one.before is not None and one.after is not None for one in self.changes)

    @property
    def dropped(self) -> int:
        return sum(one.after is None for one in self.changes)
