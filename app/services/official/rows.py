"""Plain rows of the official view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.services.checks.rows import FEW, MARKER_NAMES, MarkerRow

Part = Literal["list", "other", "advice"]
PARTS: dict[Part, str] = {
    "list": "14 маркеров ФИОКО, 2019",
    "other": "Те же правила, другие работы",
    "advice": "Показатели анализа, ФИОКО, 2026",
}
OFFICIAL_NAMES = MARKER_NAMES | {
    "boundary_peak": "Пик на границе отметки",
    "journal_far": "Расхождение с журналом",
    "twos_growth": "Рост доли «2»",
}
"""Codes of markers in the words of the screen. The first four are the markers of 2019, the rest advice of 2026."""
CODE_ORDER = tuple(OFFICIAL_NAMES)

LIST_PAPERS = (("vpr", 4, "Русский язык"), ("vpr", 4, "Математика"), ("vpr", 5, "Русский язык"), ("vpr", 5, "Математика"))
LIST: tuple[tuple[str, str, int, str], ...] = (
    *(("inflated_mean", *paper) for paper in LIST_PAPERS),
    ("inflated_mean", "oge", 9, "Русский язык"),
    ("inflated_mean", "oge", 9, "Математика"),
    *(("mark_mismatch", *paper) for paper in LIST_PAPERS),
    *((code, "vpr", 5, subject) for code in ("sharp_rise", "sharp_fall") for subject in ("Русский язык", "Математика")),
)
"""(code, kind, grade, subject) of the 14 markers. A sharp change belongs to grade 5."""


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """One rule on one paper of one year: how many own schools it flags, how many it would flag by chance."""

    part: Part
    code: str
    year: int
    kind: str
    grade: int
    subject: str
    looked: int
    """Own schools the rule could speak of."""
    flagged: int
    little: int
    """Of them with fewer than 5 writers: counted, no conclusion drawn."""
    expected: float | None
    """Schools the threshold would catch if nobody did anything wrong; None = cannot be told."""
    how: str
    """How `expected` was computed, one sentence."""
    why_not: str = ""
    """Why the rule could not be used, empty where it could."""
    procedure_id: int | None = None

    @property
    def share(self) -> float | None:
        """Percent of the schools that were looked at; None of fewer than 5."""
        return 100 * self.flagged / self.looked if self.looked >= FEW else None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Marks of one paper against the journal, own schools together: counts of pupils who have both."""

    year: int
    grade: int
    subject: str
    lowered: int
    confirmed: int
    raised: int
    far: int
    """Two marks apart or more."""

    @property
    def n(self) -> int:
        return self.lowered + self.confirmed + self.raised

    def percent(self, count: int) -> float | None:
        return 100 * count / self.n if self.n >= FEW else None


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """«Внешний индекс объективности» of own schools in one year, by the 14 markers."""

    year: int
    schools: int
    """Own schools with results of at least one of the papers."""
    marked: int
    """Of them with at least one marker."""
    expected: float | None
    """Schools with at least one marker by chance."""

    @property
    def index(self) -> float | None:
        """100 − % of schools with a marker; None of fewer than 5 schools."""
        return 100 - 100 * self.marked / self.schools if self.schools >= FEW else None

    @property
    def index_by_chance(self) -> float | None:
        if self.expected is None or self.schools < FEW:
            return None
        return 100 - 100 * self.expected / self.schools


@dataclass(frozen=True, slots=True)
class OfficialView:
    """Everything the page and the printed list show, newest year first."""

    years: tuple[OfficialYear, ...]
    lines: tuple[OfficialLine, ...]
    journal: tuple[JournalLine, ...]
    markers: tuple[MarkerRow, ...]
    """Of own schools: years from the newest, schools alphabetically. Codes of `OFFICIAL_NAMES`."""
    notes: tuple[str, ...]
    cells: int = 0
    """School × paper pairs that were looked at."""
    schools: int = 0
