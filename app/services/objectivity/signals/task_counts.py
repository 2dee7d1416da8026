"""The tasks of one paper as they were done: what the pupils that count got, by total and by cell.

A line is a task that varies; for every task of several points there is one more line, «full marks or not»: points added here and
there leave tasks half done, tasks copied do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.by_cell import PaperCells
from app.services.objectivity.cells import FEW
from app.services.objectivity.region import BLANK, Bytes, Flags, Floats, Ints

MIN_SCHOOLS = 5
MIN_TASKS = 3
MIN_EITHER = 20
"""Pupils with full marks, and without, that a line «full marks or not» must have."""
VARIANT_PUPILS, VARIANT_SCHOOLS = 60, 3
"""A variant written by fewer is compared with nothing."""
NO_TASKS, FEW_SCHOOLS, SEVERAL_VARIANTS = 4, 9, 11
"""Keys of `cells.WHY`."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Sums of one paper that do not depend on the reference."""

    part: PaperCells
    columns: Ints
    """(tasks,) places of the tasks that vary."""
    several: Ints
    """Which of `columns` have a line «full marks or not»."""
    points: Bytes
    """(pupils, tasks), 0 where the pupil does not count."""
    total: Ints
    use: Flags
    """(pupils,) the pupil counts."""
    cell: Ints
    by_total: Floats
    """(cells, totals) pupils that count."""
    n: Floats
    """(cells,) pupils that count."""
    why: int
    """Why a cell of few such pupils says nothing."""

    @property
    def maximum(self) -> Floats:
        """(tasks,) points."""
        return self.part.paper.task_max[self.columns].astype(np.float64)

    def lines(self, full: bool) -> Bytes:
        """(pupils, lines): the tasks and, if `full`, the lines «full marks or not»."""
        if not full or not self.several.size:
            return self.points
        top = self.maximum[self.several].astype(np.uint8)
        marks = (self.points[:, self.several] == top) & self.use[:, None]
        return np.concatenate([self.points, marks.astype(np.uint8)], axis=1)


def counted(part: PaperCells) -> Counts | int:
    """Sums of one paper, or the reason why its tasks say nothing."""
    paper = part.paper
    if paper.tasks is None or paper.task_max.size < MIN_TASKS:
        return NO_TASKS
    points = np.minimum(np.where(paper.tasks >= BLANK, 0, paper.tasks), np.minimum(paper.task_max, BLANK - 1).astype(np.uint8))
    typed = ~(paper.tasks == BLANK).all(axis=1)
    common = _common_variants(part)
    use = typed & common
    why = SEVERAL_VARIANTS if typed.sum() > use.sum() else NO_TASKS
    cell = part.of_pupil()
    n = np.bincount(cell[use], minlength=part.n.size).astype(np.float64)
    if not typed.any():
        return NO_TASKS
    if int((part.judged & (n >= FEW)).sum()) < MIN_SCHOOLS:
        return why if int(part.judged.sum()) >= MIN_SCHOOLS else FEW_SCHOOLS
    varied = np.flatnonzero(points[use].max(axis=0) > points[use].min(axis=0))
    if varied.size < MIN_TASKS:
        return NO_TASKS
    points = points[:, varied] * use[:, None]
    total = points.sum(axis=1, dtype=np.int64)
    size = int(paper.task_max[varied].sum()) + 1
    by_total = np.bincount((cell * size + total)[use], minlength=part.n.size * size).reshape(part.n.size, size)
    full = (points == paper.task_max[varied]) & use[:, None]
    either = np.minimum(full.sum(axis=0), int(use.sum()) - full.sum(axis=0))
    several = np.flatnonzero((paper.task_max[varied] >= 2) & (either >= MIN_EITHER))
    return Counts(part, varied, several, points, total, use, cell, by_total.astype(np.float64), n, why)


def _common_variants(part: PaperCells) -> Flags:
    """(pupils,) the pupil's variant was written by enough pupils and schools to be compared."""
    variant = part.paper.variant
    names, which = np.unique(variant, return_inverse=True)
    if names.size <= 1:
        return np.ones(variant.size, dtype=np.bool_)
    pupils = np.bincount(which)
    pairs = np.unique(np.stack([which, part.of_pupil()]), axis=1)[0]
    schools = np.bincount(pairs, minlength=names.size)
    return np.asarray(((pupils >= VARIANT_PUPILS) & (schools >= VARIANT_SCHOOLS))[which])
