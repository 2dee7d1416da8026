"""Plain rows about collecting from schools."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from app.services.problems import Problem
from app.services.school_workbook.rows import Filled, FormDefinition, RequestKind, Value

CellState = Literal["done", "wrong", "expected", "overdue", "waiting_region", "not_asked"]
STATES: dict[str, str] = {
    "done": "сдано",
    "wrong": "с замечаниями",
    "expected": "ожидаем",
    "overdue": "не сдано",
    "waiting_region": "ждём регион",
    "not_asked": "не запрошено",
}
OWING = frozenset({"wrong", "expected", "overdue"})
"""Who is reminded: the school has something to do."""

Verdict = Literal["new", "changed", "same", "wrong", "empty", "superseded", "quarantine", "refused"]
VERDICTS: dict[str, str] = {
    "new": "принять",
    "changed": "исправленный ответ",
    "same": "уже сдано",
    "wrong": "вернуть школе",
    "empty": "не заполнена",
    "superseded": "есть новее",
    "quarantine": "отложить",
    "refused": "не читается",
}


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What a person says about a request. `schools`: who is asked; empty = every open school of the district."""

    kind: RequestKind
    title: str
    form: FormDefinition
    due_on: date | None = None
    note: str = ""
    schools: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestRow:
    id: int
    uid: str
    kind: RequestKind
    title: str
    note: str
    asked_on: date
    due_on: date | None
    closed_on: date | None
    version: int
    form: FormDefinition
    counts: dict[str, int] = field(hash=False, default_factory=dict)
    """{state: schools}."""
    region_form: str = ""
    """Name of the region's form the answers go into; empty where none was given."""

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def owing(self) -> int:
        return sum(self.counts.get(state, 0) for state in OWING)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One school in one request. `answer_id`: the last workbook read; `accepted_at`: of the answer that counts."""

    request_id: int
    organisation_id: int
    state: CellState
    accepted_at: datetime | None = None
    received_at: datetime | None = None
    file_name: str = ""
    version: int | None = None
    answer_id: int | None = None
    reason: str = ""
    """What the region is waited for."""
    remarks: tuple[Problem, ...] = ()
    rows: tuple[dict[str, Value], ...] = field(default=(), hash=False)
    """The answer that counts."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    organisation_id: int
    school: str
    login: str
    cells: dict[int, BoardCell] = field(hash=False)
    """{request: cell}; a request that does not ask the school is absent."""


@dataclass(frozen=True, slots=True)
class Board:
    """Schools × requests, schools in alphabetical order, requests by deadline."""

    requests: tuple[RequestRow, ...]
    lines: tuple[BoardLine, ...]
    quarantine: int = 0


@dataclass(frozen=True, slots=True)
class CellDiff:
    """One value that a corrected answer changes: «строка 50007, задание 2: 1 → 2»."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class AnswerPreview:
    """What reading one file back would do; nothing is written yet."""

    path: Path
    sha256: str
    verdict: Verdict
    words: str
    """Why, for a person."""
    request_id: int | None = None
    request: str = ""
    organisation_id: int | None = None
    school: str = ""
    filled: Filled | None = None
    rows: tuple[dict[str, Value], ...] = ()
    """As they will be stored: of an old workbook, mapped to the form of today."""
    problems: tuple[Problem, ...] = ()
    diff: tuple[CellDiff, ...] = ()
    seen_answer: int | None = None
    """The last answer of the cell when this was looked at: another one since means «look again»."""
    content: bytes = b""
    """Of a file that goes to quarantine or back to the school."""


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    id: int
    received_at: datetime
    file_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Issued:
    """Workbooks that were written."""

    folder: Path
    files: tuple[Path, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of the files that were read."""

    accepted: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    quarantined: int = 0
    refused: int = 0
    returned: tuple[Path, ...] = ()
    """Marked workbooks to send back."""
    failed: tuple[tuple[str, str], ...] = ()
    """(file, why) of those that could not be taken."""


@dataclass(frozen=True, slots=True)
class RegionColumn:
    """A column of the region's form. `source`: key of the request's column, `school`, `login`, `number`, or empty."""

    column: int
    """0-based."""
    caption: str
    source: str
    guessed: bool = True


@dataclass(frozen=True)
class RegionForm:
    file_name: str
    sheet: str
    header_row: int
    columns: tuple[RegionColumn, ...]
    content: bytes
    fingerprint: str


RETURNED = "Вернуть школам"
"""Folder for marked workbooks: it lies beside the answers and is not read with them."""
FIXED_SOURCES = {"number": "номер по порядку", "school": "школа", "login": "логин школы"}
"""What a column of the region's form may hold besides answers."""
