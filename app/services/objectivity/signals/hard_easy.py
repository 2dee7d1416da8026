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

import numpy as np

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.pictures import TaskDetail
from app.services.objectivity.region import Floats, Region
from app.services.objectivity.signals import item_pattern
from app.services.objectivity.signals.given_share import GivenShare
from app.services.objectivity.signals.task_residuals import TaskResiduals, reasons, residuals

CODE = "hard_easy"
CORRELATION = 0.55
"""ρ of the two z in honest cells."""


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: hard tasks better, easy ones worse than pupils with the same totals do them."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    papers = [paper for paper in residuals(region, cells) if paper is not None]
    by_points: list[GivenShare | None] = [paper.share_given() for paper in papers]
    by_lines = [paper.share_given_by_lines() for paper in papers]
    spread, spread_by_lines = _spread(papers, by_points), _spread(papers, by_lines)
    for paper, points, lines in zip(papers, by_points, by_lines, strict=True):
        here = paper.part.here
        assert points is not None
        of_points = points.z(spread)
        found = of_points if lines is None else larger_of_two(of_points, lines.z(spread_by_lines))
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


def _spread(papers: list[TaskResiduals], given: list[GivenShare | None]) -> float:
    """τ² of ε̂ around the middle of its paper."""
    deviation: list[Floats] = []
    variance: list[Floats] = []
    for paper, one in zip(papers, given, strict=True):
        use = paper.part.judged & paper.usable
        if one is not None and use.any():
            deviation.append(one.share[use] - np.median(one.share[use]))
            variance.append(one.variance[use])
    return between_variance(np.concatenate(deviation), np.concatenate(variance)) if deviation else 0.0


def detail(region: Region, cells: Cells, cell: int) -> TaskDetail | None:
    """The same tasks as `item_pattern` shows; the picture orders them by difficulty."""
    return item_pattern.detail(region, cells, cell)
