"""What the picture of a signal needs, plain numbers of one cell. Each is made by `detail(...)` of the signal's file."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.objectivity.region import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class CutWindow:
    """One cut of the scale: pupils at the cut and the one point above… as the bunching signal counts them."""

    cut: int
    window: int
    """Pupils with cut − 3 … cut."""
    at_cut: int
    expected: float


@dataclass(frozen=True, slots=True, eq=False)
class DistributionDetail:
    """Bunching: pupils by score and the expected curve."""

    counts: Ints
    """(max + 1,) pupils of the school by score."""
    expected: Floats
    """(max + 1,) pupils expected at each score from the reference tilted to the school's own mean."""
    cuts: tuple[int, ...]
    windows: tuple[CutWindow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FunnelDetail:
    """Funnel: every school of the paper as (n, mean), the middle and the limits of usual spread."""

    n: Ints
    mean: Floats
    """Percent of the maximum."""
    own: int
    """Place of the school in the arrays."""
    centre: float
    within_sd: float
    """Of pupils, percent of the maximum: limits are centre ± z·√(within²/n + between²)."""
    between_sd: float


@dataclass(frozen=True, slots=True, eq=False)
class ExpectationDetail:
    """The school's papers on one scale (z of the region) with what its other papers predict."""

    papers: Ints
    """Places in `Region.papers`, ВПР and ОГЭ."""
    observed: Floats
    predicted: Floats
    """NaN for the points the prediction stands on (ОГЭ)."""
    low: Floats
    high: Floats
    """95 % prediction interval."""
    own: int
    """Which of the points is the cell itself."""
    from_exam: bool
    """The prediction stands on the ОГЭ only."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskDetail:
    """Tasks of the cell: completion in percent, what pupils with the same totals usually have, and how unusual."""

    codes: tuple[str, ...]
    maxima: Ints
    completion: Floats
    expected: Floats
    z: Floats
    difficulty: Floats
    """100 − completion of the reference, percent: high = hard."""
    partly: float | None = None
    """Percent of the answers to tasks of several points that got a part of the points: neither none nor all."""
    partly_expected: float | None = None
    """What pupils with the same totals usually have."""


@dataclass(frozen=True, slots=True, eq=False)
class JournalDetail:
    """Journal mark × mark of the paper: pupils, 4 × 4 (from «2» to «5»)."""

    matrix: Ints
    agreed: int
    expected: float
    """Agreements expected given the journal marks and the level of the class."""
    gap: float
    """Mean difference score − expected from the journal mark, percent of the maximum."""


@dataclass(frozen=True, slots=True, eq=False)
class ParticipationDetail:
    """Who wrote: this school among the schools of the paper."""

    enrolled: Ints
    wrote: Ints
    own: int
    centre: float
    """Usual share, fraction."""
    between_sd: float
    """Spread of the arcsine of the share between schools."""
