"""How far the scores of each school stand from what the journal marks of its pupils imply; shared by the journal signals."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.by_cell import PaperCells
from app.services.objectivity.cells import FEW
from app.services.objectivity.overdispersion import MIN_SCHOOLS
from app.services.objectivity.region import Floats, Ints

MARKS = 6
"""Journal marks are 0 (none), 2 … 5."""
BORROWED = 20.0
"""A mark that few pupils have borrows the variance of all marks, as if from so many pupils."""


def deviations(part: PaperCells) -> tuple[Floats, Floats, Floats, Ints]:
    """Per cell, raw points: d − median d, its variance, mean score of pupils with a mark, key of `WHY`."""
    journal, points = part.paper.journal, part.points
    marked = (journal > 0).astype(np.float64)
    count = part.sums(marked)
    nothing = np.full(part.n.size, np.nan)
    why = np.where(count < FEW, np.where(count == 0, 3, 1), 0)
    usable = part.judged & (why == 0)
    if int(usable.sum()) < MIN_SCHOOLS:
        return nothing, nothing, nothing, np.where(why == 0, 9, why)
    of_mark = np.bincount(journal, minlength=MARKS).astype(np.float64)
    mean_of_mark = np.bincount(journal, weights=points, minlength=MARKS) / np.maximum(of_mark, 1)
    residual = (points - mean_of_mark[journal]) * marked
    share = np.maximum(count, 1)
    school_residual = part.sums(residual) / share
    inside = (residual - np.repeat(school_residual, part.n)) * marked
    squares = np.bincount(journal, weights=inside**2, minlength=MARKS)
    pooled = float(squares[1:].sum()) / max(1.0, float(count.sum()) - float((count > 0).sum()))
    if pooled == 0:
        return nothing, nothing, nothing, np.where(why == 0, 12, why)
    of_pupil = (squares + BORROWED * pooled) / (of_mark + BORROWED)
    variance = part.sums(of_pupil[journal] * marked) / share**2
    deviation = school_residual - float(np.median(school_residual[usable]))
    known = why == 0
    mean = part.sums(points * marked) / share
    return (
        np.where(usable, deviation, np.nan),
        np.where(usable, variance, np.nan),
        np.where(known, mean, np.nan),
        np.where(known & ~part.judged, 7, why),
    )
