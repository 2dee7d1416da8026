"""Funnel: the mean of a school against the other schools of the same paper.

z = (mean − m) / √(σ²_w/n + τ²): m the median of the schools' means, σ²_w the variance of pupils inside schools, τ² the
spread between schools (DerSimonian–Laird on winsorised z, drawn towards what the other papers of the data say).
When a region's or country's distribution is known, m is its mean, and its variance less σ²_w says of the spread what
the schools that are loaded alone could not.
Source: Spiegelhalter 2005, «Funnel plots for comparing institutional performance». Units: percent of the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.by_cell import PaperCells, papers_of, percent
from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import between_variance, shrunk
from app.services.objectivity.pictures import FunnelDetail
from app.services.objectivity.region import Floats, Region

CODE = "funnel"
MIN_SCHOOLS = 5
"""Fewer schools with enough pupils, and no region behind them: there is nothing to compare with."""
KNOWN_WEIGHS = 40.0
"""The spread that a region's distribution implies counts like so many schools."""


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One paper in raw points."""

    mean: Floats
    centre: float
    within: float
    """σ²_w."""
    ratio: float
    """τ²/σ²_w, NaN = nothing to say."""
    weight: float
    why: int


def signal(region: Region, cells: Cells) -> SignalValues:
    """`value` the mean and `expected` the centre, percent of the maximum."""
    papers = list(papers_of(region, cells))
    levels = [_level(part) for part in papers]
    ratios = shrunk(np.array([level.ratio for level in levels]), np.array([level.weight for level in levels]))
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    why = np.zeros(len(cells), dtype=np.int64)
    for part, level, ratio in zip(papers, levels, ratios, strict=True):
        value[part.here] = percent(level.mean, part.paper.max_score)
        why[part.here] = level.why
        if level.why == 0:
            z[part.here] = (level.mean - level.centre) / np.sqrt(level.within * (1 / part.n + ratio))
            expected[part.here] = percent(np.full(part.n.size, level.centre), part.paper.max_score)
    return SignalValues(CODE, z, value, expected, why)


def detail(region: Region, cells: Cells, cell: int) -> FunnelDetail | None:
    """The schools of the cell's paper; None where there is nothing to compare with or the maximum is not known."""
    papers = list(papers_of(region, cells))
    levels = [_level(part) for part in papers]
    ratios = shrunk(np.array([level.ratio for level in levels]), np.array([level.weight for level in levels]))
    for part, level, ratio in zip(papers, levels, ratios, strict=True):
        if part.here.start <= cell < part.here.stop:
            if level.why or not part.paper.max_score:
                return None
            unit = 100 / part.paper.max_score
            return FunnelDetail(
                n=part.n,
                mean=level.mean * unit,
                own=cell - part.here.start,
                centre=level.centre * unit,
                within_sd=float(np.sqrt(level.within)) * unit,
                between_sd=float(np.sqrt(level.within * ratio)) * unit,
            )
    return None


def _level(part: PaperCells) -> _Level:
    points = part.points
    mean = part.sums(points) / part.n
    squares = float(((points - np.repeat(mean, part.n)) ** 2).sum())
    freedom = int((part.n - 1).sum())
    known = part.paper.known
    schools = int(part.judged.sum())
    if schools < MIN_SCHOOLS and known is None:
        return _Level(mean, np.nan, np.nan, np.nan, 0.0, 9)
    if freedom == 0 or squares == 0:
        return _Level(mean, np.nan, np.nan, np.nan, 0.0, 12)
    within = squares / freedom
    if known is None:
        centre = float(np.median(mean[part.judged]))
    else:
        centre = float(known.shares @ np.arange(known.shares.size)) / float(known.shares.sum())
    ratio, weight = np.nan, 0.0
    if schools >= MIN_SCHOOLS:
        deviation = (mean - float(np.median(mean[part.judged])))[part.judged]
        ratio, weight = between_variance(deviation, within / part.n[part.judged]) / within, float(schools)
    if known is not None:
        spread = np.arange(known.shares.size) - centre
        total = float(known.shares @ spread**2) / float(known.shares.sum())
        implied = max(0.0, total / within - 1)
        ratio = implied if weight == 0 else (weight * ratio + KNOWN_WEIGHS * implied) / (weight + KNOWN_WEIGHS)
        weight += KNOWN_WEIGHS
    return _Level(mean, centre, within, ratio, weight, 0)
