"""Hard tasks better than easy ones: the trace of points given to everybody, of the answers at hand for the hard part.

Points given at random to what was not earned go to where most is missing, the hard tasks; compared with pupils of the same
(raised) total, hard tasks are then done better and easy ones worse, most of all in the papers of weak pupils. A share ε of the
missing points moves the residuals of a pupil with the total s by ε·u, u_j = (m_j − E_j(s)) − E_j'(s)·(M − s): the covariance
of the residuals with difficulty, except that difficulty is measured as points missing given the total, pupil by pupil; z is the
most powerful linear test against that direction, honest differences between schools allowed for (`task_residuals.along_given`).

Units of `value`: percent of the maximum by which the harder half of the tasks is done better than usual, less the same of the
easier half; `expected` 0.
Source: Rosobrnadzor 2017 (hard tasks done better than easy ones).
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.pictures import TaskDetail
from app.services.objectivity.region import Region
from app.services.objectivity.signals import item_pattern
from app.services.objectivity.signals.task_residuals import along_given, reasons, residuals

CODE = "hard_easy"


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: hard tasks better, easy ones worse than pupils with the same totals do them."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    for paper in residuals(region, cells):
        if paper is None:
            continue
        here = paper.part.here
        z[here] = np.where(paper.usable, along_given(paper), np.nan)
        order = np.argsort(paper.ease, kind="stable")
        half = order.size // 2
        percent = 100 * paper.residual / paper.maximum
        gap = percent[:, order[:half]].mean(axis=1) - percent[:, order[order.size - half :]].mean(axis=1)
        value[here] = np.where(paper.usable, gap, np.nan)
        expected[here] = np.where(paper.usable, 0.0, np.nan)
    return SignalValues(CODE, z, value, expected, reasons(region, cells))


def detail(region: Region, cells: Cells, cell: int) -> TaskDetail | None:
    """The same tasks as `item_pattern` shows; the picture orders them by difficulty."""
    return item_pattern.detail(region, cells, cell)
