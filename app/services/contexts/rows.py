"""Plain rows about context data: indicators, values by year, what an import would do, the index of social well-being."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

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
    """Answers of one school of a file. `key`: of `ReadFile.schools`; `values`: {indicator: value}.

    `facts`: what such files say of the school itself: inn, oge_code, ege_code.
    """

    key: str
    row: int
    values: dict[str, Value] = field(hash=False)
    facts: dict[str, str] = field(default_factory=dict, hash=False)
