"""The page of a finding as plain rows: one school in one procedure, everything the screen and the paper say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.services.checks.rows import MarkerRow
from app.services.findings.rows import FindingRow, Strength
from app.services.results.rows import Scale, ScoreDistribution

if TYPE_CHECKING:
    from app.services.objectivity import pictures

Detail: TypeAlias = (
    "pictures.DistributionDetail | pictures.FunnelDetail | pictures.ExpectationDetail | pictures.TaskDetail"
    " | pictures.JournalDetail | pictures.ParticipationDetail"
)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What the picture of one signal is drawn from (`findings.pictures.draw`); the same data make screen and paper."""

    code: str
    """Signal, or «scores»: the plain distribution beside the reference."""
    detail: Detail | None
    """None for «scores»."""
    school: str
    n: int
    reference: str = ""
    """«район», «регион»: the word beside the grey curve or point."""
    names: tuple[str, ...] = ()
    """Labels of the points of an `ExpectationDetail`: «РУ 7, 2024», «ОГЭ РУ, 2025»."""
    scores: ScoreDistribution | None = None
    reference_scores: ScoreDistribution | None = None
    cuts: Scale | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SignalEvidence:
    """One signal on the page."""

    code: str
    name: str
    strength: Strength
    """Of this signal alone; «little» where it could not be computed."""
    sentence: str
    """What is seen, with numbers; where it could not be computed, the reason: «Мало данных: …»."""
    p: float | None
    rarity: str
    """«случается у 2 из 100 обычных школ»; empty without p."""
    n: int
    values: tuple[tuple[str, str], ...] = ()
    """(what, how much) as printed: seen, expected."""
    sees: str = ""
    """What the signal sees, one line."""
    misses: str = ""
    """What it does not see, one line."""
    picture: Picture | None = None
    """None: nothing to draw, or fewer than 5 wrote."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidencePage:
    """One school × procedure, whether or not anything was found."""

    procedure_id: int
    organisation_id: int
    title: str
    """«ВПР 2025, математика, 7 класс»."""
    school: str
    login: str
    year: int
    grade: int
    subject: str
    n: int
    """Pupils who wrote."""
    absent: int
    strength: Strength
    flagged: bool
    heading: str
    """«Выраженный признак, повод для перепроверки»."""
    sentence: str
    """The main thing, in one plain sentence."""
    rarity: str
    """How often an ordinary school looks like that, all signals together; empty without p."""
    p: float | None
    signals: tuple[SignalEvidence, ...] = ()
    """The most telling first, those that could not be computed last."""
    scores: Picture | None = None
    """Plain distribution of scores; None when fewer than 5 wrote."""
    values: tuple[tuple[str, str], ...] = ()
    """The numbers of the paper: who wrote, mean, spread, reference."""
    markers: tuple[MarkerRow, ...] = ()
    """Official markers of the cell."""
    marker_sentences: tuple[str, ...] = ()
    """One a marker, same order."""
    explanations: tuple[str, ...] = ()
    """What else could explain it."""
    next_steps: tuple[str, ...] = ()
    others: tuple[FindingRow, ...] = ()
    """The school's other papers, newest first."""
    reference: str = ""
    """What it was compared with, in words."""
    repeat: str = ""
    """What the school's other papers add, in words; empty where there are none."""
    calibration: str = ""
    """How «usual» was found: «сравнено с обычным разбросом 214 работ такого же размера»."""
    computed: bool = False
    """False: the findings of this cell are not computed yet, only the numbers and the official markers are shown."""

    @property
    def leading(self) -> SignalEvidence | None:
        """The signal whose picture is shown first."""
        return next((signal for signal in self.signals if signal.picture is not None), None)
