"""Plain rows about findings: what the calibrated checks say of one school in one procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SIGNAL_NAMES = {
    "bunching": "Подъём за границей отметки",
    "expectation": "Выше, чем обычно у этой школы",
    "funnel": "Средний балл в стороне от других",
    "item_pattern": "Необычный набор решённых заданий",
    "hard_easy": "Трудное решено лучше лёгкого",
    "journal_gap": "Баллы выше, чем при таких отметках",
    "journal_match": "Отметки повторяют журнал",
    "participation": "Писали не все",
}
"""Signals of the engine (`objectivity/signals`) in the words of the screen and of the paper."""

Strength = Literal["none", "little", "weak", "medium", "strong"]
STRENGTH_WORDS = {
    "none": "признаков нет",
    "little": "мало данных",
    "weak": "слабый",
    "medium": "средний",
    "strong": "выраженный",
}


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal of a cell. `value` and `expected` have the units of the signal (its file says which)."""

    code: str
    p: float | None
    """Calibrated; None where it could not be computed."""
    value: float | None
    expected: float | None
    why: str
    """Key of `objectivity.cells.WHY` when p is None."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One cell: school × procedure."""

    procedure_id: int
    organisation_id: int
    year: int
    grade: int
    subject: str
    school: str
    login: str
    n: int
    """Pupils who wrote."""
    p: float | None
    """None: fewer than 5 wrote, or nothing could be computed."""
    score: float | None
    repeat: float | None
    flagged: bool
    """«Повод для перепроверки»: Benjamini–Hochberg, q = .10, municipality × year."""
    strength: Strength
    signals: tuple[SignalRow, ...]
    kind: str = "vpr"
    """Of the procedure."""
    region_reference: bool = False
    """Compared with a whole region or country, not with its own municipality only."""

    @property
    def leading(self) -> SignalRow | None:
        """The signal that says most."""
        known = [signal for signal in self.signals if signal.p is not None]
        return min(known, key=lambda signal: (signal.p or 0.0, signal.code)) if known else None


@dataclass(frozen=True, slots=True)
class NullRow:
    """Which null a signal was calibrated with, for the page «Как считали»."""

    signal: str
    group: str
    cells: int
    centre: float
    scale: float
    shipped: bool


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A file that would help most."""

    code: str
    cells: int
    gain: float
    text: str
    """What to load, in words."""


@dataclass(frozen=True, slots=True)
class FindingsState:
    """How fresh the stored findings are."""

    state: Literal["none", "stale", "fresh", "nothing_to_check"]
    computed_at: datetime | None = None
    cells: int = 0
    flagged: int = 0
    reference: str = ""
    """In words: «регион: 631 школа», «свой район: 25 школ; распределение региона по отчёту»."""
    notes: tuple[str, ...] = ()
    nulls: tuple[NullRow, ...] = ()
    missing: tuple[MissingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One year of the own schools together."""

    year: int
    cells: int
    """Papers of schools that could be judged."""
    flagged: int

    @property
    def share(self) -> float | None:
        """Percent of judged cells that are a reason for a recheck; None where fewer than 5 were judged."""
        return 100 * self.flagged / self.cells if self.cells >= 5 else None
