"""Plain rows about organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from app.services.problems import Problem

KINDS = {
    "school": "школа",
    "kindergarten": "детский сад",
    "further_education": "дополнительное образование",
    "methodical_office": "методический кабинет",
}
LOCALITY_TYPES = {"": "не указана", "village": "село", "settlement": "посёлок", "town": "город"}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A row of the table «Школы»; also the draft that a dialog or the side panel returns (id None = new)."""

    id: int | None
    kind: str
    short_name: str
    full_name: str = ""
    login: str = ""
    municipality_id: int | None = None
    municipality: str = ""
    oge_code: str = ""
    ege_code: str = ""
    locality: str = ""
    locality_type: str = ""
    address: str = ""
    director: str = ""
    coordinator: str = ""
    phone: str = ""
    email: str = ""
    pupils: int | None = None
    closed_on: date | None = None
    note: str = ""
    inn: str = ""
    legal_form: str = ""
    founder: str = ""
    site: str = ""
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to an organisation; `kind`: renamed, joined, closed, reopened.

    `short_name`, `full_name`: the names until then (renamed). `successor`: what it became part of (joined).
    """

    id: int
    organisation_id: int
    kind: str
    on: date
    basis: str = ""
    short_name: str = ""
    full_name: str = ""
    successor_id: int | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Which organisation a file means. `id` None = not known: `candidates` are offered, nothing is created.

    `how` says why, for the person: «логин», «код ОГЭ», «выбор от 12.02.2026», «наименование».
    """

    id: int | None
    how: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """`organisations` = how many organisations stand in it."""

    id: int | None
    name: str
    code: str = ""
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation of the base whose name resembles a name of a file; `likeness` 0–100. Offered, never taken by itself."""

    id: int
    name: str
    login: str
    municipality: str
    closed: bool
    likeness: int
    reason: str = ""
    """Why it is offered: «то же наименование», «прежнее наименование», «похоже по словам»."""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One row of a register file beside what the base holds.

    `doubtful`: a similar organisation is there and nothing proves that it is the same; loaded only after a decision.
    """

    state: Literal["new", "changed", "same", "doubtful"]
    row_number: int
    row: OrganisationRow
    """As it will be stored: cells of the file over the stored values, empty cells change nothing."""
    municipality_code: str = ""
    before: OrganisationRow | None = None
    changed_fields: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    decided: tuple[str, str] | None = None
    """(key, as written) of the name a person said which organisation it is: remembered when the register is loaded."""


@dataclass(frozen=True, slots=True)
class RegisterPreview:
    """What loading a register would change; nothing is written yet."""

    path: Path
    sha256: str
    format_title: str
    entries: tuple[RegisterEntry, ...]
    refused: int
    problems: tuple[Problem, ...]
    fingerprint: str
    """Of the stored organisations it was compared with: a change in between asks for a new preview."""

    def entries_of(self, state: str) -> tuple[RegisterEntry, ...]:
        return tuple(entry for entry in self.entries if entry.state == state)

    @property
    def new(self) -> int:
        return len(self.entries_of("new"))

    @property
    def changed(self) -> int:
        return len(self.entries_of("changed"))

    @property
    def same(self) -> int:
        return len(self.entries_of("same"))

    @property
    def doubtful(self) -> int:
        return len(self.entries_of("doubtful"))
