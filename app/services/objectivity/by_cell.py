"""From pupils to cells: sums over slices, the way every signal needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.cells import FEW, Cells
from app.services.objectivity.region import Flags, Floats, Ints, PaperData, Region


@dataclass(frozen=True, slots=True, eq=False)
class PaperCells:
    """One paper and its cells, the places of which in `Cells` are `here`."""

    paper: PaperData
    here: slice
    school: Ints
    start: Ints
    n: Ints
    judged: Flags
    """At least `FEW` writers who have not all the same score."""

    def sums(self, values: NDArray[np.generic]) -> Floats:
        """Per cell: sum over its pupils; `values` is (pupils,) or (pupils, …)."""
        return np.add.reduceat(np.asarray(values, dtype=np.float64), self.start, axis=0)

    def of_pupil(self) -> Ints:
        """(pupils,) number of the pupil's cell inside the paper."""
        return np.repeat(np.arange(self.n.size), self.n)

    @property
    def points(self) -> Floats:
        return self.paper.score.astype(np.float64)


def papers_of(region: Region, cells: Cells) -> Iterator[PaperCells]:
    """Papers that have cells, in order."""
    for number in np.unique(cells.paper):
        here = cells.of_paper(int(number))
        paper, start, n = region.papers[number], cells.start[here], cells.n[here]
        if not wider_known(paper):
            paper = replace(paper, known=None)
        judged = (n >= FEW) & ~equal_scores(paper.score, start)
        yield PaperCells(paper, here, cells.school[here], start, n, judged)


def wider_known(paper: PaperData) -> bool:
    """A distribution of a larger whole is there and has something in it."""
    return paper.known is not None and bool(paper.known.shares.sum() > 0)


def equal_scores(score: Ints, start: Ints) -> Flags:
    """Per cell: every pupil has the same score, which is a habit of typing rather than a result."""
    if not start.size:
        return np.zeros(0, dtype=np.bool_)
    return np.maximum.reduceat(score, start) == np.minimum.reduceat(score, start)


def percent(points: Floats, max_score: int | None) -> Floats:
    """Points as a percentage of the maximum; NaN where the maximum is not known."""
    return 100 * points / max_score if max_score else np.full(points.shape, np.nan)
