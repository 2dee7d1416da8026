"""What an assessment says: one line a cell, and how its nulls were calibrated."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.region import Flags, Floats


@dataclass(frozen=True, slots=True)
class NullUsed:
    """The empirical null of one signal in one group of cells (Efron 2004)."""

    signal: str
    """Code, or «combined» for the sum."""
    group: str
    """«5–15», «16–30», «31–60», «61+», «≤30», «>30» or «all»."""
    cells: int
    centre: float
    scale: float
    """Above the centre, where suspicion lies."""
    shipped: bool
    """The shipped defaults were used: fewer than 40 cells."""
    scale_below: float = 1.0
    """Below the centre."""


@dataclass(frozen=True, slots=True)
class MissingInput:
    """A kind of file that would help: «oge», «tasks», «enrolment», «journal», «scale», «years», «region»."""

    code: str
    cells: int
    """Cells that would gain a signal."""
    gain: float
    """Average precision that the signal is worth on simulated regions (objectivity.md, part 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """Arrays are by cell (see `Cells`). Cells with fewer than 5 writers have NaN and False everywhere."""

    cells: Cells
    signals: tuple[SignalValues, ...]
    p_of: tuple[Floats, ...]
    """Calibrated p-value of each signal, in the order of `signals`."""
    sum_z: Floats
    """Normal score of Fisher's sum before its own null: what the second empirical null looks at."""
    p: Floats
    """Calibrated p-value of the whole cell: honest cells have p < .05 in about 5 %."""
    score: Floats
    """For ordering only, higher = more unusual: the trained ordering where it is on, else −log10 p with the repeat factor."""
    repeat: Floats
    """Factor of repetition: how unusual the same school's other cells are, 0 = nothing seen or no other cells."""
    flagged: Flags
    """Benjamini–Hochberg at q = .10 inside a municipality and year: «повод для перепроверки»."""
    nulls: tuple[NullUsed, ...]
    missing: tuple[MissingInput, ...]
    """Most helpful first."""
    region_reference: Flags
    """The cell was compared with a region's or country's distribution, not with its own municipality only."""
