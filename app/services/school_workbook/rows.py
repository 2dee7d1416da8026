"""What a workbook for a school asks, whose it is, and what came back in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.services.problems import Problem

RequestKind = Literal["results", "context", "table"]
ColumnKind = Literal["text", "whole", "number", "percent", "date", "yes_no", "choice", "code", "points"]
Value = str | int | float
"""Dates as «2026-11-20», yes and no as «да» and «нет»."""

REQUEST_KINDS: dict[str, str] = {
    "results": "результаты работы",
    "context": "сведения о школе",
    "table": "таблица",
}
COLUMN_KINDS: dict[str, str] = {
    "text": "текст",
    "whole": "целое число",
    "number": "число",
    "percent": "процент",
    "date": "дата",
    "yes_no": "да или нет",
    "choice": "выбор из списка",
}
"""Kinds a person may give a column; `code` and `points` belong to results."""
ABSENT = "отсутствовал"
NOT_ATTEMPTED = "X"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One thing that is asked. `key` stays the same through all versions of a form, the title may change."""

    key: str
    title: str
    kind: ColumnKind = "text"
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """The procedure whose results are asked."""

    kind: str
    year: int
    grade: int
    subject: str


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """`single`: one answer a school (questions below one another), else a row each. `year`: of context data."""

    kind: RequestKind
    columns: tuple[FormColumn, ...]
    single: bool = False
    max_rows: int = 100
    paper: PaperAsked | None = None
    year: int | None = None

    def column(self, key: str) -> FormColumn | None:
        return next((column for column in self.columns if column.key == key), None)

    @property
    def tasks(self) -> tuple[FormColumn, ...]:
        return tuple(column for column in self.columns if column.kind == "points")


@dataclass(frozen=True, slots=True)
class Passport:
    """Whose workbook it is: stands inside, on a sheet nobody sees."""

    request_uid: str
    district_uid: str
    version: int
    form_sha256: str
    organisation_id: int
    login: str
    school: str
    issued_on: date
    signature: str = ""


@dataclass(frozen=True)
class Filled:
    """A workbook that came back, as read. `numbers`: 1-based row of the sheet of every row (of a single answer 0)."""

    passport: Passport
    definition: FormDefinition
    sheet: str
    rows: tuple[dict[str, Value], ...] = ()
    numbers: tuple[int, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    """Where the columns stand: {key: «D»}, of a single answer {key: «D7»}."""
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def cell(self, row: int, key: str) -> str:
        """Address of a value: of the row at this place in `rows`."""
        place = self.places.get(key, "A")
        return place if self.definition.single else f"{place}{self.numbers[row]}"
