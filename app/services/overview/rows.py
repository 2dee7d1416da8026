"""Plain rows of the first tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something due: a roadmap item, an order clause or a procedure; `target` opens it."""

    when: date
    what: str
    who: str
    target: tuple[str, int]
    """("roadmap" | "roadmap_item" | "document" | "procedure" | "organisation" | "inquiry" | "event", id)."""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A procedure and the own schools that have no results in it; or a request (`procedure_id` 0) and who owes an answer."""

    procedure_id: int
    title: str
    schools: tuple[tuple[int, str], ...]
    request_id: int = 0
    opens: tuple[str, int] | None = None
    """What it opens where it is about neither."""

    @property
    def target(self) -> tuple[str, int]:
        if self.opens is not None:
            return self.opens
        return ("collection", self.request_id) if self.request_id else ("procedure", self.procedure_id)


@dataclass(frozen=True, slots=True)
class LoopCounts:
    """The loop plan → assess → check → decide → prove, each number a door."""

    roadmaps: int
    items: int
    procedures: int
    papers: int
    findings: int
    documents: int
    schools: int


@dataclass(frozen=True, slots=True)
class Overview:
    this_week: tuple[DueRow, ...]
    overdue: tuple[DueRow, ...]
    missing: tuple[MissingRow, ...]
    findings: tuple[tuple[str, str, int, int], ...]
    """New reasons for a recheck, of the latest year: (school, paper, procedure_id, organisation_id), by alphabet."""
    counts: LoopCounts
    waiting: tuple[DueRow, ...] = ()
    """What waits for the region: not overdue, not forgotten."""
    findings_state: Literal["none", "stale", "fresh", "nothing_to_check"] = "none"
    """Whether the findings were computed of what is in the base now."""
