"""Hard tasks better than easy ones: the trace of points given to everybody, of the answers at hand for the hard part.

Points given at random to what was not earned go to where most is missing, the hard tasks; compared with pupils of the same
(raised) total, hard tasks are then done better and easy ones worse, most of all in the papers of weak pupils. A share ε of the
missing points moves the residuals of a pupil with the total s by ε·u, u_j = (m_j − E_j(s)) − E_j'(s)·(M − s): the covariance
of the residuals with difficulty, except that difficulty is measured as points missing given the total, pupil by pupil.
z = ε̂ / √(v + τ²), ε̂ by generalised least squares with honest differences between schools (`task_residuals.given_share`), τ² what
the ε̂ of honest schools still differ by (DerSimonian–Laird, all papers together).

Units of `value`: percent of the maximum by which the harder half of the tasks is done better than usual, less the same of the
easier half; `expected` 0.
Source: Rosobrnadzor 2017 (hard tasks done better than easy ones).
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.pictures import TaskDetail
from app.services.objectivity.region import Region
from app.services.objectivity.signals import item_pattern
from app.services.objectivity.signals.task_residuals import GivenShare, TaskResiduals, given_share, reasons, residuals

CODE = "hard_easy"


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: hard tasks better, easy ones worse than pupils with the same totals do them."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    papers = [paper for paper in residuals(region, cells) if paper is not None]
    given = [given_share(paper) for paper in papers]
    spread = _spread(papers, given)
    for paper, one in zip(papers, given, strict=True):
        here = paper.part.here
        z[here] = np.where(paper.usable, one.z(spread), np.nan)
        order = np.argsort(paper.ease, kind="stable")
        half = order.size // 2
        percent = 100 * paper.residual / paper.maximum
        gap = percent[:, order[:half]].mean(axis=1) - percent[:, order[order.size - half :]].mean(axis=1)
        value[here] = np.where(paper.usable, gap, np.nan)
        expected[here] = np.where(paper.usable, 0.0, np.nan)
    return SignalValues(CODE, z, value, expected, reasons(region, cells))


def _spread(papers: list[TaskResiduals], given: list[GivenShare]) -> float:
    """τ² of ε̂ around the middle of its paper."""
    if not papers:
        return 0.0
    judged = [paper.part.judged & paper.usable for paper in papers]
    deviation = [one.share[use] - np.median(one.share[use]) for one, use in zip(given, judged, strict=True) if use.any()]
    variance = [one.variance[use] for one, use in zip(given, judged, strict=True) if use.any()]
    return between_variance(np.concatenate(deviation), np.concatenate(variance)) if deviation else 0.0


def detail(region: Region, cells: Cells, cell: int) -> TaskDetail | None:
    """The same tasks as `item_pattern` shows; the picture orders them by difficulty."""
    return item_pattern.detail(region, cells, cell)
