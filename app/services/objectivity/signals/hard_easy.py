"""Hard tasks better than easy ones: the trace of points given to everybody, of the answers at hand for the hard part.

Points given at random to what was not earned go to where most is missing, the hard tasks; compared with pupils of the same
(raised) total, hard tasks are then done better and easy ones worse, most of all in the papers of weak pupils. It is the
covariance of the residuals with difficulty, except that difficulty is measured as points missing given the total, pupil by pupil.
Points added here and there also leave tasks of several points half done, where pupils have all or nothing.
`given_share` estimates by generalised least squares what share ε̂ of the missing points would explain the residuals, twice: from
the points of the tasks, and from these with the lines «full marks or not». z = ε̂ / √(v + τ²), τ² what the ε̂ of honest schools
still differ by (DerSimonian–Laird, all papers together). The larger of the two z counts, on the scale of the larger of two
normal numbers with the correlation ρ.

Units of `value`: percent of the maximum by which the harder half of the tasks is done better than usual, less the same of the
easier half; `expected` 0.
Source: Rosobrnadzor 2017 (hard tasks done better than easy ones).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.services.objectivity.by_cell import papers_of
from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.pictures import TaskDetail
from app.services.objectivity.region import Floats, Region
from app.services.objectivity.signals import item_pattern
from app.services.objectivity.signals.given_share import GivenShare
from app.services.objectivity.signals.task_counts import counted
from app.services.objectivity.signals.task_fit import partly_done
from app.services.objectivity.signals.task_residuals import TaskResiduals, reasons, residuals

CODE = "hard_easy"
CORRELATION = 0.55
"""ρ of the two z in honest cells."""


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: hard tasks better, easy ones worse than pupils with the same totals do them."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    papers = [paper for paper in residuals(region, cells) if paper is not None]
    by_points = _by_paper(papers, {number: paper.share_given() for number, paper in enumerate(papers)})
    with_lines = {number: one for number, paper in enumerate(papers) if (one := paper.share_given_by_lines()) is not None}
    by_lines = _by_paper(papers, with_lines)
    for number, paper in enumerate(papers):
        here = paper.here
        found = by_points[number]
        if number in by_lines:
            found = larger_of_two(found, by_lines[number])
        z[here] = np.where(paper.usable, found, np.nan)
        order = np.argsort(paper.ease, kind="stable")
        half = order.size // 2
        percent = 100 * paper.residual / paper.maximum
        gap = percent[:, order[:half]].mean(axis=1) - percent[:, order[order.size - half :]].mean(axis=1)
        value[here] = np.where(paper.usable, gap, np.nan)
        expected[here] = np.where(paper.usable, 0.0, np.nan)
    return SignalValues(CODE, z, value, expected, reasons(region, cells))


def larger_of_two(a: Floats, b: Floats) -> Floats:
    """The larger of two standard normal numbers with the correlation ρ, on the scale of one.

    P(max > m) = ∫ φ(x) (1 − F²) dx, F = Φ((m − √ρ x) / √(1 − ρ)), by Gauss–Hermite; z = Φ⁻¹ of it.
    """
    from scipy.special import ndtr, ndtri

    most = np.maximum(a, b)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    above = np.zeros(most.shape)
    for x, weight in zip(nodes, weights / np.sqrt(2 * np.pi), strict=True):
        beyond = ndtr(-(most - np.sqrt(CORRELATION) * x) / np.sqrt(1 - CORRELATION))
        above += weight * beyond * (2 - beyond)
    return np.asarray(np.where(most < 7, -ndtri(np.clip(above, 1e-300, 1 - 1e-16)), most))


def _by_paper(papers: list[TaskResiduals], given: dict[int, GivenShare]) -> dict[int, Floats]:
    """(cells,) z of ε̂ around the middle school of each paper, all papers with one τ²."""
    deviation: list[Floats] = []
    variance: list[Floats] = []
    centred: dict[int, GivenShare] = {}
    for number, one in given.items():
        use = papers[number].judged & papers[number].usable
        schools = int(use.sum())
        middle = float(np.median(one.share[use])) if schools else 0.0
        # Manipulated cells that stayed in the reference push the others down; the middle school says how far.
        centred[number] = replace(one, share=one.share - middle * schools / (schools + 60))
        deviation.append(one.share[use] - middle)
        variance.append(one.variance[use])
    spread = between_variance(np.concatenate(deviation), np.concatenate(variance)) if deviation else 0.0
    return {number: one.z(spread) for number, one in centred.items()}


def detail(region: Region, cells: Cells, cell: int) -> TaskDetail | None:
    """The same tasks as `item_pattern` shows, and how many answers got a part of the points."""
    seen = item_pattern.detail(region, cells, cell)
    if seen is None:
        return None
    part = next(part for part in papers_of(region, cells) if part.here.start <= cell < part.here.stop)
    counts = counted(part)
    if isinstance(counts, int):
        return seen
    partly, usual = (float(share[cell - part.here.start]) for share in partly_done(counts))
    return replace(seen, partly=100 * partly, partly_expected=100 * usual) if np.isfinite(partly) else seen
