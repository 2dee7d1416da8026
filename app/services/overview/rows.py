"""Plain rows of the first tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something due: a roadmap item, an order clause or a procedure; `target` opens it."""

    when: date
    what: str
    who: str
    target: tuple[str, int]
    """("roadmap" | "roadmap_item" | "document" | "procedure" | "organisation", id)."""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A procedure and the own schools that have no results in it."""

    procedure_id: int
    title: str
    schools: tuple[tuple[int, str], ...]


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
    """(school, marker text, procedure_id, organisation_id)."""
    counts: LoopCounts
    waiting: tuple[DueRow, ...] = ()
    """What waits for the region: not overdue, not forgotten."""
