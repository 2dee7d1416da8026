"""Plain rows about objectivity checks."""

from __future__ import annotations

from dataclasses import dataclass

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
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    cells: tuple[CellRow, ...]
    markers: tuple[MarkerRow, ...]
    notes: tuple[str, ...] = ()
    """Sentences for the page: which reference was used, what is missing."""
