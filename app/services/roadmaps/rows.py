"""Plain rows about roadmaps; the same tree serves reading, editing, import and export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RoadmapLine:
    """An item or, with `is_subhead`, a sub-head («2.1. Разработка положений»)."""

    number: str = ""
    text: str = ""
    deadline: str = ""
    responsible: str = ""
    result: str = ""
    is_subhead: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RoadmapSectionRow:
    number: str = ""
    title: str = ""
    lines: tuple[RoadmapLine, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RoadmapTree:
    """A whole roadmap with its sections."""

    title: str
    sections: tuple[RoadmapSectionRow, ...] = ()
    preamble: str = ""
    period_start: date | None = None
    period_end: date | None = None
    has_result_column: bool = True
    source_file: str = ""
    id: int | None = None

    @property
    def item_count(self) -> int:
        return sum(1 for section in self.sections for line in section.lines if not line.is_subhead)


@dataclass(frozen=True, slots=True)
class RoadmapListRow:
    id: int
    title: str
    period_start: date | None
    period_end: date | None
    sections: int
    items: int
    updated_at: datetime
    document_ids: tuple[int, ...] = field(default=())
    """Orders that approve it."""
