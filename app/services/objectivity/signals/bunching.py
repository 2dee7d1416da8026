"""Bunching: more pupils stand exactly at a cut, and fewer just below it, than in the other schools of the paper.

Counterfactual: the reference histogram smoothed (`reference_curve`), tilted to the cell's own mean, times the usual ratio
of the reference to its smooth curve on the four points [cut − 3, cut] — the lifting that everybody does there. The ratio is
estimated per paper, cut and point without the cell itself and without cells that stand out, and drawn towards what the
other papers say (their spread decides how strongly) and towards a benign lifting of 4 %.

Given the N pupils of a cell on the four points of a cut, their places are multinomial with the shares q of that curve.
T = Σ w_s·(pupils at s) over the cuts, w_s the logarithm of the ratio of likelihoods «lifted / usual» where 2/3, 1/2, 1/3 of
the pupils 1, 2, 3 points below are lifted onto the cut (in quarters, so that T lives on a lattice). The distribution of T is
exact: the product of the characteristic functions of the cuts, by FFT; mid-p → z; then / √(1 + τ²·N) for honest schools
that differ in lifting (DerSimonian–Laird).

Units of `value` and `expected`: pupils exactly at a cut, all cuts together.
Sources: Dee, Dobbie, Jacob, Rockoff 2019 (bunching at cuts); Diamond, Persson 2016 (benign lifting exists).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.by_cell import PaperCells, papers_of
from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.pictures import CutWindow, DistributionDetail
from app.services.objectivity.region import Floats, Ints, Region
from app.services.objectivity.signals.reference_curve import ZONE, counts_by_cell, smooth_curve, tilted

CODE = "bunching"
OFFSETS = np.arange(-ZONE, 1)
"""Points of a cut's window, the last is the cut itself."""
LIFTED = np.array([1 / 3, 1 / 2, 2 / 3])
"""Share of the pupils 3, 2, 1 points below a cut that a lifting school is thought to lift."""
LATTICE = 4
"""Steps of the weights in a unit of log-likelihood."""
BENIGN = 0.04
"""Lifting by one point that every honest teacher is allowed (δ)."""
BENIGN_PUPILS = 50.0
"""Expected pupils at a point after which the papers' own usual ratio counts as much as the benign one."""
USUAL_SPREAD = 0.15
"""Spread of the logarithm of the usual ratio between papers, where there are too few papers to see it."""
STANDS_OUT = 2.3
"""z of cells that are left out of the usual ratio in the second pass."""
MIN_SCHOOLS = 5
SMALLEST_P = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    """The windows of one paper; arrays are (cells, cuts, points), points below the scale or in the window of another cut 0."""

    part: PaperCells
    expected: Floats
    """Pupils by the smooth curve tilted to the cell's mean (cells, max + 1)."""
    counts: Floats
    """(cells, max + 1)."""
    place: Ints
    """(cuts, points) scores."""
    open: Floats
    """(cuts, points) 1 = the point belongs to this window."""
    known: tuple[Floats, Floats] | None
    """Counts and smooth counts (max + 1,) of the larger whole, where it is known."""

    def at(self, values: Floats) -> Floats:
        """(…, max + 1) → (…, cuts, points)."""
        return values[..., self.place] * self.open


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: more pupils lifted onto a cut than usual."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    why = np.zeros(len(cells), dtype=np.int64)
    papers: list[_Windows] = []
    for part in papers_of(region, cells):
        windows = _windows(part)
        why[part.here] = windows if isinstance(windows, int) else 0
        if isinstance(windows, _Windows):
            papers.append(windows)
    if not papers:
        return SignalValues(CODE, z, value, expected, why)
    for paper, usual in zip(papers, _usual(papers), strict=True):
        here = paper.part.here
        q, pupils, at_cut = _shares(paper, usual)
        z[here], value[here] = _exact_z(paper.at(paper.counts), q), at_cut
        expected[here] = (q[:, :, -1] * pupils).sum(axis=1)
        why[here] = np.where(np.isfinite(z[here]), 0, 8)
    z = _overdispersed(papers, z)
    return SignalValues(CODE, z, np.where(np.isfinite(z), value, np.nan), np.where(np.isfinite(z), expected, np.nan), why)


def detail(region: Region, cells: Cells, cell: int) -> DistributionDetail | None:
    """Pupils by score with the expected curve; None where the scale is not known or nothing can be said."""
    papers = [windows for part in papers_of(region, cells) if isinstance(windows := _windows(part), _Windows)]
    for number, paper in enumerate(papers):
        here = paper.part.here
        if not here.start <= cell < here.stop:
            continue
        own = cell - here.start
        q, pupils, _ = _shares(paper, _usual(papers)[number])
        curve = paper.expected[own].copy()
        inside = paper.open > 0
        smooth_inside = paper.at(paper.expected)[own].sum(axis=1)
        # Inside a window the curve keeps the smooth curve's number of pupils, laid out as is usual.
        curve[paper.place[inside]] = (q[own] * smooth_inside[:, None])[inside]
        cuts = paper.part.paper.cuts
        return DistributionDetail(
            counts=paper.counts[own].astype(np.int64),
            expected=curve,
            cuts=cuts,
            windows=tuple(
                CutWindow(
                    cut=cut,
                    window=int(pupils[own, k]),
                    at_cut=int(paper.counts[own, cut]),
                    expected=float(q[own, k, -1] * pupils[own, k]),
                )
                for k, cut in enumerate(cuts)
            ),
        )
    return None


def _windows(part: PaperCells) -> _Windows | int:
    """The windows of a paper, or the reason why it has none."""
    paper = part.paper
    if not paper.cuts or not paper.max_score or not 0 < paper.cuts[0] <= paper.cuts[-1] <= paper.max_score:
        return 2
    size = paper.max_score + 1
    counts = counts_by_cell(paper.score, part.start, part.n, size)
    known = paper.known
    if known is not None and known.shares.size != size:
        known = None
    if known is None and int(part.judged.sum()) < MIN_SCHOOLS:
        return 9
    whole = counts[part.judged].sum(axis=0) if known is None else known.shares / known.shares.sum() * max(known.n, 1)
    smooth = smooth_curve(whole, paper.cuts)
    means = counts @ np.arange(size) / part.n
    expected = tilted(smooth / smooth.sum(), means) * part.n[:, None]
    cuts = np.array(paper.cuts)
    place = cuts[:, None] + OFFSETS
    above = np.concatenate([[-1], cuts[:-1]])[:, None]
    is_open = (place >= 0) & (place > above)
    return _Windows(
        part, expected, counts, np.maximum(place, 0), is_open.astype(np.float64), None if known is None else (whole, smooth)
    )


def _usual(papers: list[_Windows]) -> list[Floats]:
    """Per paper: (cells, cuts, points) usual ratio of the reference to the smooth curve.

    Cells are judged twice: those that stand out in the first pass say nothing of what is usual in the second.
    """
    kept = [paper.part.judged.astype(np.float64) for paper in papers]
    usual = _ratios(papers, kept)
    for number, paper in enumerate(papers):
        q, _, _ = _shares(paper, usual[number])
        z = _rough_z(paper.at(paper.counts), q)
        kept[number] = kept[number] * ~(z > STANDS_OUT)
    return _ratios(papers, kept)


def _ratios(papers: list[_Windows], kept: list[Floats]) -> list[Floats]:
    """As `_usual`, with the weights (cells,) of the cells given."""
    seen: list[Floats] = []
    smooth: list[Floats] = []
    own: list[tuple[Floats, Floats] | None] = []
    for paper, weight in zip(papers, kept, strict=True):
        if paper.known is None:
            h, e = (paper.at(values) * weight[:, None, None] for values in (paper.counts, paper.expected))
            own.append((h, e))
            seen.append(h.sum(axis=0))
            smooth.append(e.sum(axis=0))
        else:
            own.append(None)
            seen.append(paper.at(paper.known[0]))
            smooth.append(paper.at(paper.known[1]))
    benign = np.ones(OFFSETS.size)
    benign[-2:] += (-BENIGN, BENIGN)
    cuts = max(values.shape[0] for values in seen)
    centre = np.tile(benign, (cuts, 1))
    for k in range(cuts):
        h = sum((values[k] for values in seen if values.shape[0] > k), np.zeros(OFFSETS.size))
        e = sum((values[k] for values in smooth if values.shape[0] > k), np.zeros(OFFSETS.size))
        centre[k] = (h + BENIGN_PUPILS * benign) / (e + BENIGN_PUPILS)
    firmness = 1 / _spread_of_ratios(seen, smooth, centre)
    result: list[Floats] = []
    for number, mine in enumerate(own):
        middle = centre[: seen[number].shape[0]]
        h, e = seen[number], smooth[number]
        if mine is not None:
            h, e = h - mine[0], e - mine[1]
        result.append((h + firmness * middle) / (e + firmness))
    return result


def _spread_of_ratios(seen: list[Floats], smooth: list[Floats], centre: Floats) -> float:
    """Variance between papers of the logarithm of the ratio, by moments; its prior counts like five papers."""
    total, weight = 5.0 * USUAL_SPREAD**2, 5.0
    for h, e in zip(seen, smooth, strict=True):
        full = e > 5
        if full.any():
            middle = centre[: h.shape[0]]
            relative = h[full] / (e[full] * middle[full]) - 1
            total += float((relative**2 - 1 / (e[full] * middle[full])).mean())
            weight += 1
    return float(np.clip(total / weight, 1e-3, 1.0))


def _shares(paper: _Windows, usual: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares q (cells, cuts, points) in the windows, pupils in them (cells, cuts), pupils at the cuts (cells,)."""
    q = paper.at(paper.expected) * usual
    q /= np.maximum(q.sum(axis=2, keepdims=True), 1e-300)
    counts = paper.at(paper.counts)
    return q, counts.sum(axis=2), counts[:, :, -1].sum(axis=1)


def _weights(q: Floats) -> NDArray[np.int64]:
    """(cells, cuts, points) shares → (cuts, points) log-likelihood ratio in steps of the lattice, the least of a cut 0."""
    middle = q.mean(axis=0)
    gain = np.log1p((middle[:, :-1] * LIFTED).sum(axis=1) / np.maximum(middle[:, -1], 1e-3))
    loss = np.tile(np.log1p(-LIFTED), (middle.shape[0], 1))
    weights = np.rint(LATTICE * np.concatenate([loss, gain[:, None]], axis=1)).astype(np.int64)
    return np.asarray(weights - weights.min(axis=1, keepdims=True))


def _rough_z(counts: Floats, q: Floats) -> Floats:
    """(cells,) z of T by its mean and variance alone, to tell the cells that make no reference; 0 where nothing could vary."""
    weights = _weights(q)
    pupils = counts.sum(axis=2)
    mean = (q * weights).sum(axis=2)
    variance = (pupils * ((q * weights**2).sum(axis=2) - mean**2)).sum(axis=1)
    gap = (counts * weights).sum(axis=(1, 2)) - (pupils * mean).sum(axis=1)
    return np.asarray(np.where(variance > 1e-9, gap / np.sqrt(np.maximum(variance, 1e-9)), 0.0))


def _exact_z(counts: Floats, q: Floats) -> Floats:
    """(cells,) z of T by mid-p from its exact distribution given the pupils of every window; NaN where nothing could vary."""
    from scipy.special import ndtri

    weights = _weights(q)
    pupils = counts.sum(axis=2)
    t = np.rint((counts * weights).sum(axis=(1, 2))).astype(np.int64)
    most = (pupils * weights.max(axis=1)).sum(axis=1)
    size = 2 ** np.ceil(np.log2(most + 1.0)).astype(np.int64)
    p = np.full(t.size, np.nan)
    for length in np.unique(size):
        if length < 2:
            continue
        mine = np.flatnonzero(size == length)
        angle = 2 * np.pi * np.arange(length // 2 + 1) / length
        phi = np.ones((mine.size, angle.size), dtype=np.complex128)
        for k in range(weights.shape[0]):
            wave = np.exp(-1j * weights[k][:, None] * angle)
            phi *= _power(q[mine, k] @ wave, pupils[mine, k].astype(np.int64))
        chance = np.maximum(np.fft.irfft(phi, int(length), axis=1), 0.0)
        chance /= chance.sum(axis=1, keepdims=True)
        at = t[mine]
        rows = np.arange(mine.size)
        below = np.cumsum(chance, axis=1)[rows, at] - chance[rows, at] / 2
        above = np.cumsum(chance[:, ::-1], axis=1)[rows, length - 1 - at] - chance[rows, at] / 2
        # The smaller tail is the precise one.
        p[mine] = np.where(above < below, above, 1 - below)
        sure = chance.max(axis=1) > 1 - 1e-9
        p[mine[sure]] = np.nan
    z = np.full(p.size, np.nan)
    some = np.isfinite(p)
    z[some] = -ndtri(np.clip(p[some], SMALLEST_P, 1 - SMALLEST_P))
    return z


def _power(base: NDArray[np.complex128], exponent: Ints) -> NDArray[np.complex128]:
    """base (cells, …) to the whole power of its row, by squaring."""
    result = np.ones_like(base)
    square = base.copy()
    left = exponent.copy()
    while left.any():
        odd = (left & 1).astype(np.bool_)
        result[odd] *= square[odd]
        left >>= 1
        if left.any():
            square *= square
    return result


def _overdispersed(papers: list[_Windows], z: Floats) -> Floats:
    """z / √(1 + τ²·N): N pupils in the windows, τ² what honest schools differ by beyond chance."""
    n = np.full(z.size, np.nan)
    judged = np.zeros(z.size, dtype=np.bool_)
    for paper in papers:
        n[paper.part.here] = paper.at(paper.counts).sum(axis=(1, 2))
        judged[paper.part.here] = paper.part.judged
    use = judged & np.isfinite(z) & (n >= 10)
    if use.sum() < 40:
        return z
    middle = float(np.median(z[use]))
    tau2 = between_variance((z[use] - middle) / np.sqrt(n[use]), 1 / n[use])
    return np.asarray(z / np.sqrt(1 + tau2 * np.where(np.isfinite(n), n, 0.0)))
