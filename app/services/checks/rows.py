"""Plain rows about objectivity checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.services.results.procedure import ProcedureRow
from app.services.results.rows import Scale, ScoreDistribution

ReferenceChoice = Literal["auto", "region", "municipality"]
FEW = 5
"""Fewer writers: «мало данных», no verdict."""
WEAK = 15
"""Up to so many writers a marker is a weak signal."""

CHECKED_KINDS = ("vpr", "oge")
"""Kinds of procedures the official markers are about."""
TESTS = ("regional_test", "municipal_test", "diagnostic_test")
"""Tests that are checked by our own signals only."""

MARKER_NAMES = {
    "inflated_mean": "Завышенный средний балл",
    "mark_mismatch": "Несоответствие отметкам",
    "sharp_rise": "Резкий рост",
    "sharp_fall": "Резкое падение",
}


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """One official marker that fired in one cell (school × procedure).

    `value` and `bound` have the units of the marker: inflated_mean – raw score points (lower end of the school's 95 %
    interval and upper end of the reference's); mark_mismatch – Spearman's coefficient and 0; sharp_* – the ratio K
    and its quartile bound.
    """

    code: str
    year: int
    grade: int
    subject: str
    procedure_id: int
    organisation_id: int
    school: str
    login: str
    municipality_id: int | None
    n: int
    value: float
    bound: float
    reference: str
    """What it was compared with, in words: «регион, 24 967 участников»."""

    @property
    def little_data(self) -> bool:
        """Fewer than 5 writers: listed as «мало данных», still counted."""
        return self.n < 5


@dataclass(frozen=True, slots=True)
class CellRow:
    """One school × procedure, whether or not a marker fired."""

    year: int
    grade: int
    subject: str
    procedure_id: int
    organisation_id: int
    school: str
    login: str
    n: int
    """Participants with a raw score."""
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    cells: tuple[CellRow, ...]
    markers: tuple[MarkerRow, ...]
    notes: tuple[str, ...] = ()
    """Sentences for the page: which reference was used, what is missing."""


@dataclass(frozen=True, slots=True)
class OfficialCell:
    """What the official rules and the plain numbers say of one school in one procedure, marker or no marker."""

    procedure: ProcedureRow
    organisation_id: int
    school: str
    login: str
    n: int
    """Participants with a raw score."""
    absent: int
    markers: tuple[MarkerRow, ...]
    sentences: tuple[str, ...]
    """One a marker; none where fewer than 5 wrote."""
    values: tuple[tuple[str, str], ...]
    """(what, how much), both as printed."""
    reference: str
    """What it was compared with, in words; empty when there is nothing to compare with."""
    reference_kind: str
    """«region», «municipality» or empty."""
    school_scores: ScoreDistribution | None
    """None when fewer than 5 wrote."""
    reference_scores: ScoreDistribution | None
    cuts: Scale | None


STRENGTHS = {"none": "признаков нет", "little": "мало данных", "weak": "слабый сигнал", "signal": "признак"}
