"""Item pattern: the school's profile over the tasks is not that of pupils with the same totals (whole tasks copied).

r and its honest covariance S are of `task_residuals`. Q = r' S⁻ r is χ² with (tasks − 1) degrees of freedom, since the residuals
of a pupil sum to nothing; Wilson–Hilferty makes z of it.

Units of `value`: the root of the mean square of the residuals, percent of each task's maximum; `expected`: what chance and the
usual spread between honest schools give.
Sources: Jacob, Levitt 2003; Wilson, Hilferty 1931.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.pictures import TaskDetail
from app.services.objectivity.region import Floats, Region
from app.services.objectivity.signals.task_residuals import TaskResiduals, reasons, residuals, square, wilson_hilferty

CODE = "item_pattern"


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: tasks solved in an unusual set."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    for paper in residuals(region, cells):
        if paper is None:
            continue
        here = paper.here
        z[here] = np.where(paper.usable, wilson_hilferty(*square(paper)), np.nan)
        unit = 100 / paper.maximum
        variance = paper.variance * paper.shrink[:, None] + paper.spread[:, None] * np.diag(paper.between)
        value[here] = np.where(paper.usable, _root_mean(paper.residual * unit), np.nan)
        expected[here] = np.where(paper.usable, _root_mean(np.sqrt(variance) * unit), np.nan)
    return SignalValues(CODE, z, value, expected, reasons(region, cells))


def detail(region: Region, cells: Cells, cell: int) -> TaskDetail | None:
    """The tasks of the cell with what is usual for its totals; None where the tasks say nothing."""
    for paper in residuals(region, cells):
        if paper is None:
            continue
        here = paper.here
        if here.start <= cell < here.stop:
            return task_detail(paper, cell - here.start)
    return None


def task_detail(paper: TaskResiduals, own: int) -> TaskDetail | None:
    """Percent of the maximum; tasks that everybody did alike are left out."""
    if not paper.usable[own]:
        return None
    unit = 100 / paper.maximum
    return TaskDetail(
        codes=paper.codes,
        maxima=paper.maximum.astype(np.int64),
        completion=paper.done[own] * unit,
        expected=np.clip((paper.done[own] - paper.residual[own]) * unit, 0.0, 100.0),
        z=paper.task_z[own],
        difficulty=100 * (1 - paper.ease),
    )


def _root_mean(values: Floats) -> Floats:
    return np.asarray(np.sqrt((values**2).mean(axis=1)))
