"""Plain rows about roadmaps; the same tree serves reading, editing, import and export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from app.services.problems import Problem

RowKind = Literal["item", "section", "subhead", "continuation", "header", "phantom", "unparsed"]
ROW_KINDS: dict[RowKind, str] = {
    "item": "мероприятие",
    "section": "раздел",
    "subhead": "подзаголовок",
    "continuation": "продолжение",
    "header": "шапка таблицы",
    "phantom": "пустая или повторная строка",
    "unparsed": "не разобрано",
}

Role = Literal["number", "section", "text", "deadline", "responsible", "result", "other"]
ROLES: dict[Role, str] = {
    "number": "№",
    "section": "Раздел",
    "text": "Мероприятие",
    "deadline": "Срок",
    "responsible": "Ответственный",
    "result": "Результат",
    "other": "не переносить",
}
"""What a column of an imported table is."""


Interval = tuple[date | None, date | None]
"""First and last day, both inclusive; None = open on that side."""


@dataclass(frozen=True, slots=True)
class DeadlineChoice:
    """What a person decided about a deadline. It holds as long as the line says `text`; another text is read anew.

    `default`: as the program reads it, confirmed; `reading`: another reading of the same words; `own`: days the person
    set; `continuous`, `on_demand`: no days at all.
    """

    text: str
    way: Literal["default", "reading", "own", "continuous", "on_demand"]
    intervals: tuple[Interval, ...] = ()


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
    uid: str = ""
    """Stays with the line through renumbering, moves and versions; given when the line is stored."""
    deadline_choice: DeadlineChoice | None = None
    parent_uid: str = ""
    """The line of the district's roadmap it was derived from."""


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
    approval_text: str = ""
    """What stood above the title in the file it came from: the approving order, the header of the appendix."""
    organisation_id: int | None = None
    """The school whose own roadmap this is; None = the roadmap of the workplace itself."""
    parent_id: int | None = None
    """The district's roadmap a school's one was derived from."""

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
    organisation_id: int | None = None
    parent_id: int | None = None
    school: str = ""
    """Short name of the school whose own roadmap this is."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the imported file and what became of it; every row of the table has exactly one."""

    place: str
    """Where to look, in words: «таблица 2, строка 5», «лист «План», строка 14»."""
    kind: RowKind
    cells: tuple[str, ...]
    note: str = ""
    index: int = -1
    """Which row of the table it is, for `ReadOptions.kinds`; -1 = a text above the table."""
    values: tuple[str, ...] = ()
    """Its texts under `RoadmapPreview.columns`, slipped cells put in place; empty for titles, headers, empty rows."""
    doubts: tuple[str, ...] = ()
    """What is to be looked at in this row."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person decided about reading a file; the defaults are the program's own choice."""

    table: int | None = None
    """Which of `RoadmapPreview.tables`."""
    roles: tuple[Role, ...] = ()
    """What each column is, in the order of `RoadmapPreview.columns`; none = by the words of the header."""
    inherit: bool = True
    """Cells merged down say the same for all their rows."""
    hidden_rows: bool = True
    kinds: tuple[tuple[int, RowKind], ...] = ()
    """(index of a row, what it is)."""


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column of the table as understood. `sure` = the words of its caption say so, and no other column is the same."""

    caption: str
    role: Role
    sure: bool = True


@dataclass(frozen=True, slots=True)
class RoadmapPreview:
    """A file as understood, before anything is written."""

    tree: RoadmapTree
    problems: tuple[Problem, ...] = ()
    row_kinds: tuple[ReadRow, ...] = ()
    columns: tuple[PreviewColumn, ...] = ()
    tables: tuple[str, ...] = ()
    """The tables of the file one may choose from, in words."""
    table: int = 0
    """Which of them this is."""
    merged_rows: int = 0
    """Rows that take a text from a cell merged down."""
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class RolloverFlagRow:
    """Something of a roadmap taken over from last year that nobody has looked at yet, with its place in today's text.

    `field`: attribute of the line or of the roadmap, «section_title» for a section. `suggestion` empty = only a person
    knows.
    """

    id: int
    code: str
    code_words: str
    field: str
    text: str
    excerpt: str
    start: int
    end: int
    why: str
    suggestion: str = ""
    line_id: int | None = None
    line_uid: str = ""
    number: str = ""
    section_id: int | None = None
    section: int | None = None
    """Position of the section whose title it stands in."""
