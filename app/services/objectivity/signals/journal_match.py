"""Journal match: marks of the paper agree with the journal more often than such a class's scores would make them.

For every journal mark j the reference distribution of scores f_j(s) is tilted to the school's own level,
f_j(s)·exp(θ s), with one θ that makes the expected total of the school the observed one; then
E = Σ P(mark = j | j, θ) over its pupils, V = Σ P (1 − P), z = ((A − E)/n − median) / √(V/n² + τ²) with A the
agreements seen. High = marks copied from the journal. A lenient journal alone does not raise it: θ takes that up.
Source: objectivity.md, part 2. Units: pupils who agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.by_cell import PaperCells, papers_of, percent
from app.services.objectivity.cells import FEW, Cells, SignalValues
from app.services.objectivity.overdispersion import MIN_SCHOOLS, spread_by_paper
from app.services.objectivity.pictures import JournalDetail
from app.services.objectivity.region import Floats, Ints, Region
from app.services.objectivity.signals.journal_residuals import deviations

CODE = "journal_match"
MARKS = (2, 3, 4, 5)
SMOOTH = 25.0
"""A bell curve at the mark's mean weighs as much as so many pupils: in a district a mark may have but a few."""
TILTS = np.linspace(-4.0, 4.0, 81)
"""θ in units of 1/σ of a paper's scores."""


@dataclass(frozen=True, slots=True, eq=False)
class _Agreement:
    """Per cell of one paper."""

    count: Floats
    """Pupils with a journal mark."""
    agreed: Floats
    expected: Floats
    variance: Floats
    why: Ints

    @property
    def share(self) -> Floats:
        """(A − E)/n, NaN where nothing is said."""
        return np.where(self.why == 0, (self.agreed - self.expected) / np.maximum(self.count, 1), np.nan)

    @property
    def share_variance(self) -> Floats:
        return np.where(self.why == 0, self.variance / np.maximum(self.count, 1) ** 2, np.nan)


def signal(region: Region, cells: Cells) -> SignalValues:
    """`value` pupils whose mark is the journal's, `expected` how many would be usual."""
    papers = list(papers_of(region, cells))
    found = [_agreement(part) for part in papers]
    shares = [row.share for row in found]
    variances = [row.share_variance for row in found]
    centres = [float(np.median(share[np.isfinite(share)])) if np.isfinite(share).any() else 0.0 for share in shares]
    spread = spread_by_paper([share - centre for share, centre in zip(shares, centres, strict=True)], variances)
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    why = np.zeros(len(cells), dtype=np.int64)
    for number, part in enumerate(papers):
        row, said = found[number], found[number].why == 0
        total = np.where(said, variances[number], 1.0) + spread[number]
        z[part.here] = np.where(said, (shares[number] - centres[number]) / np.sqrt(np.maximum(total, 1e-12)), np.nan)
        value[part.here] = np.where(said, row.agreed, np.nan)
        expected[part.here] = np.where(said, row.expected + centres[number] * row.count, np.nan)
        why[part.here] = row.why
    return SignalValues(CODE, z, value, expected, why)


def detail(region: Region, cells: Cells, cell: int) -> JournalDetail | None:
    """The cell's pupils by journal mark and mark of the paper; None where the signal says nothing."""
    seen = signal(region, cells)
    if seen.why[cell] or not np.isfinite(seen.z[cell]):
        return None
    paper = region.papers[cells.paper[cell]]
    rows = slice(int(cells.start[cell]), int(cells.start[cell] + cells.n[cell]))
    journal, mark = paper.journal[rows], marks_of(paper.score[rows], paper.cuts)
    matrix = np.zeros((4, 4), dtype=np.int64)
    marked = journal > 0
    np.add.at(matrix, (journal[marked] - 2, mark[marked] - 2), 1)
    own = next(part for part in papers_of(region, cells) if part.here.start <= cell < part.here.stop)
    gap = percent(deviations(own)[0], paper.max_score)[cell - own.here.start]
    return JournalDetail(
        matrix=matrix,
        agreed=int(np.trace(matrix)),
        expected=float(seen.expected[cell]),
        gap=float(gap),
    )


def marks_of(score: Ints, cuts: tuple[int, ...]) -> Ints:
    """(pupils,) marks 2 … 5 by the scale."""
    return 2 + np.searchsorted(np.array(cuts), score, side="right").astype(np.int64)


def _agreement(part: PaperCells) -> _Agreement:
    paper = part.paper
    nothing = np.full(part.n.size, np.nan)
    if len(paper.cuts) != 3:
        return _Agreement(nothing, nothing, nothing, nothing, np.full(part.n.size, 2))
    journal = paper.journal
    count = part.sums(journal > 0)
    why = np.where(count < FEW, np.where(count == 0, 3, 1), np.where(part.judged, 0, 7))
    if int((why == 0).sum()) < MIN_SCHOOLS:
        return _Agreement(nothing, nothing, nothing, nothing, np.where(why == 0, 9, why))
    agreed = part.sums((journal > 0) & (journal == marks_of(paper.score, paper.cuts)))
    means, chances = _tilted(paper.score, journal, paper.cuts)
    of_mark = np.stack([part.sums(journal == mark) for mark in MARKS], axis=1)
    total = part.sums(part.points * (journal > 0))
    curve = of_mark @ means.T
    at = _place_of(curve, total)
    below, part_above = np.floor(at).astype(np.int64), at - np.floor(at)
    below = np.minimum(below, TILTS.size - 2)
    part_above = at - below
    chance = chances[below] * (1 - part_above)[:, None] + chances[below + 1] * part_above[:, None]
    expected = (of_mark * chance).sum(axis=1)
    variance = (of_mark * chance * (1 - chance)).sum(axis=1)
    return _Agreement(count, agreed, expected, variance, why)


def _tilted(score: Ints, journal: Ints, cuts: tuple[int, ...]) -> tuple[Floats, Floats]:
    """(tilts, 4) mean score and chance that the mark of the paper is the journal's, for every journal mark and tilt."""
    top = int(score.max()) + 1
    points = np.arange(top, dtype=np.float64)
    marked = journal > 0
    overall = score[marked].astype(np.float64)
    sd = max(float(overall.std()), 0.5)
    edges = np.concatenate([[-np.inf], np.array(cuts, dtype=np.float64), [np.inf]])
    means, chances = np.empty((TILTS.size, 4)), np.empty((TILTS.size, 4))
    for place, mark in enumerate(MARKS):
        own = score[journal == mark]
        counts = np.bincount(own, minlength=top).astype(np.float64)
        # Where nobody has the mark the curve is never used; any finite one will do.
        middle = float(own.mean()) if own.size else float(overall.mean())
        bell = np.exp(-0.5 * ((points - middle) / (0.8 * sd)) ** 2)
        shape = np.log(counts + SMOOTH * bell / bell.sum() + 1e-12)
        tilted = shape[None, :] + TILTS[:, None] * (points - middle)[None, :] / sd
        weight = np.exp(tilted - tilted.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        means[:, place] = weight @ points
        chances[:, place] = weight @ ((points >= edges[place]) & (points < edges[place + 1])).astype(np.float64)
    return means, chances


def _place_of(curve: Floats, total: Floats) -> Floats:
    """(cells,) where on the grid of tilts the rising curve (cells, tilts) reaches the total; the ends where it never does."""
    above = np.clip((curve < total[:, None]).sum(axis=1), 1, curve.shape[1] - 1)
    rows = np.arange(total.size)
    low, high = curve[rows, above - 1], curve[rows, above]
    part = (total - low) / np.maximum(high - low, 1e-12)
    return np.asarray(above - 1 + np.clip(part, 0.0, 1.0))
