"""Plain rows about context data: indicators, values by year, what an import would do, the index of social well-being."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.services.organisations.rows import Candidate
from app.services.problems import Problem

Value = int | float | str | bool
Kind = Literal["number", "percent", "yes_no", "choice", "text"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the directory (resources/contexts/indicators.json)."""

    key: str
    group: str
    title: str
    unit: str = ""
    kind: Kind = "number"
    choices: tuple[str, ...] = ()
    """Answers of a `choice` in their order, the first = 1."""
    sources: tuple[tuple[str, str], ...] = ()
    """(layout, number of the question or words of its column): («2022», «25»)."""


@dataclass(frozen=True, slots=True)
class ContextLine:
    """An indicator of one school over the years. `values`: aligned with `ContextTable.years`, None = not known."""

    indicator: Indicator
    values: tuple[Value | None, ...]
    by_hand: tuple[bool, ...]
    shown: tuple[str, ...]
    """The values as printed: «312», «да», «село», empty where not known."""


@dataclass(frozen=True, slots=True)
class ContextTable:
    """What is known about one school by year, in the order of the directory; only indicators with a value."""

    years: tuple[int, ...]
    """Oldest first; 2022 = school year 2021/2022."""
    lines: tuple[ContextLine, ...]
    enrolment: dict[int, dict[int, int]] = field(default_factory=dict, hash=False)
    """{year: {grade: pupils}} where the data name grades."""


@dataclass(frozen=True, slots=True)
class IndexPart:
    """One addend of the index: `score` 0–1 (1 = favourable), None = no data; `weight` as set, not negative."""

    key: str
    title: str
    value: str
    score: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class SocialIndex:
    """Index of social well-being of a school in a year, 0–100; None where less than half of the weight is known."""

    year: int
    value: float | None
    parts: tuple[IndexPart, ...]
    known: float
    """Share of the weight that data exist for, 0–1."""


@dataclass(frozen=True, slots=True)
class ContextSchool:
    """A school of a file with its answers. `values`: {indicator key: value}."""

    row: int
    login: str
    name: str
    municipality: str
    values: dict[str, Value] = field(hash=False)
    municipality_code: str = ""
    codes: tuple[str, ...] = ()
    """ОГЭ and ЕГЭ codes the file gives it."""


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One school of the file beside the base. `unknown` and `foreign` ones are not loaded."""

    state: Literal["new", "changed", "same", "unknown", "foreign"]
    school: ContextSchool
    organisation_id: int | None = None
    found_by: str = ""
    """How it was recognised: «логин», «код ОГЭ», «имя», «выбор»."""
    changed: tuple[str, ...] = ()
    """Keys whose stored value would change."""
    kept: tuple[str, ...] = ()
    """Keys typed by hand that the file would change: kept unless the person says otherwise."""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class ContextPreview:
    """What loading a contextual file would do; nothing is written yet."""

    path: Path
    sha256: str
    layout: str
    """`context_2021` or `context_2022`."""
    year: int
    entries: tuple[ContextEntry, ...]
    refused: int
    problems: tuple[Problem, ...]
    fingerprint: str
    indicators: int
    """Columns of the file that the directory knows."""

    def count(self, state: str) -> int:
        return sum(1 for entry in self.entries if entry.state == state)
