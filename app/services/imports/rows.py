"""What readers return and what a preview says. Readers return tuples and bytes: a file has 26,000 rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.services.problems import Problem

NOT_ATTEMPTED = 255
BLANK = 254


class PaperRecord(NamedTuple):
    """One accepted row of a file. `school` is a key of `ReadFile.schools`."""

    school: str
    code: str
    class_label: str
    variant: str
    absent: bool
    raw_score: int | None
    mark: int | None
    journal_mark: int | None
    task_scores: bytes | None
    row: int
    """1-based row number of the sheet."""


@dataclass(frozen=True, slots=True)
class SchoolInFile:
    """How the file names a school; `login` normalised, empty when the file has none."""

    login: str
    name: str = ""
    municipality_code: str = ""
    municipality_name: str = ""


@dataclass(frozen=True, slots=True)
class TaskColumn:
    code: str
    max_points: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """One row of a report by groups; fields as `models.results.GroupStat`."""

    content: str
    level: str
    code: str
    name: str
    organisations: int | None
    participants: int | None
    data: dict[str, float] = field(hash=False)


@dataclass(frozen=True)
class ReadFile:
    """What a reader found in one workbook, before any comparison with the base."""

    layout: str
    year: int | None = None
    grade: int | None = None
    subject: str = ""
    max_score: int | None = None
    held_on: date | None = None
    tasks: tuple[TaskColumn, ...] = ()
    schools: dict[str, SchoolInFile] = field(default_factory=dict)
    papers: list[PaperRecord] = field(default_factory=list)
    groups: tuple[GroupRecord, ...] = ()
    rows: int = 0
    """Rows of the table that speak of a pupil (participants + absent + refused), or group rows."""
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person said about a file; None = let the content, then the file name, say it."""

    year: int | None = None
    grade: int | None = None
    subject: str | None = None
    create_schools: bool = False
    include_hidden: bool | None = None
    """None = not asked yet: hidden rows make a problem `hidden_rows` in the preview and are loaded only when True."""
