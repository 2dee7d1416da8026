"""Tasks against totals: how a school's pupils did each task compared with pupils of the same total elsewhere.

The reference and the residuals r of a cell are of `task_fit`. Their covariance in honest schools is

    S = D½ C D½ / (n (1 − l)) + g(n)·T,

D the mean variance of its pupils, C the correlation of residuals within pupils, T the covariance between schools (topics taught
differently, open tasks marked more strictly), g(n) = a + b·min(1, 25/n): a school of several classes averages what belongs to
a class. T is by moments of drawn-in residuals, drawn towards its diagonal (DerSimonian–Laird) where schools are few.

Cells that stand out in the first pass make no reference in the second. Units: points of the task.
Source: Jacob, Levitt 2003 (unusual answers given the total); the covariance between schools after Spiegelhalter 2005.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.by_cell import papers_of
from app.services.objectivity.cells import FEW, Cells
from app.services.objectivity.region import Flags, Floats, Ints, Region
from app.services.objectivity.signals.given_share import Given, GivenShare, given_share, portions
from app.services.objectivity.signals.task_counts import Counts, counted
from app.services.objectivity.signals.task_fit import Fit, fit
from app.services.objectivity.signals.task_spread import between, class_part, diagonals, spread_of

STANDS_OUT = (3.0, 2.3)
"""z of the pattern and of the hard tasks above which a cell makes no reference."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The tasks with their lines «full marks or not»."""

    given: Given
    between: Floats
    """(lines, lines) T."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskResiduals:
    """One paper. Arrays are by cell of the paper and by task that varies; `columns` are the places of those tasks."""

    here: slice
    """Places of the cells in `Cells`. Nothing here holds on to the pupils."""
    judged: Flags
    columns: Ints
    codes: tuple[str, ...]
    """(tasks,)."""
    maximum: Floats
    """(tasks,) points."""
    done: Floats
    """(cells, tasks) mean points of the pupils that count."""
    residual: Floats
    """(cells, tasks) r, points."""
    variance: Floats
    """(cells, tasks) D."""
    shrink: Floats
    """(cells,) 1 / (n (1 − l))."""
    between: Floats
    """(tasks, tasks) T."""
    spread: Floats
    """(cells,) g(n)."""
    correlation: Floats
    """(tasks, tasks) C."""
    given: Given
    lines: Lines | None
    """None where no task has several points."""
    ease: Floats
    """(tasks,) mean share of the points in the reference."""
    usable: Flags
    """(cells,) enough pupils whose tasks are known and comparable."""

    def covariance(self, cells: slice | Ints) -> Floats:
        """(cells, tasks, tasks) S of some cells."""
        sd = np.sqrt(self.variance[cells] * self.shrink[cells, None])
        return (sd[:, :, None] * sd[:, None, :]) * self.correlation + self.spread[cells, None, None] * self.between

    @property
    def task_z(self) -> Floats:
        """(cells, tasks) r / √S_jj."""
        diagonal = np.diag(self.between)
        return self.residual / np.sqrt(self.variance * self.shrink[:, None] + self.spread[:, None] * diagonal)

    def share_given(self) -> GivenShare:
        """From the points of the tasks."""
        return given_share(self.given, self.between, self.spread, self.shrink)

    def share_given_by_lines(self) -> GivenShare | None:
        """From the points and from what is half done."""
        lines = self.lines
        return None if lines is None else given_share(lines.given, lines.between, self.spread, self.shrink)


def residuals(region: Region, cells: Cells) -> tuple[TaskResiduals | None, ...]:
    """One entry a paper that has cells, in order; None where the tasks say nothing (`reasons` has why)."""
    return _all(region, cells)[0]


def reasons(region: Region, cells: Cells) -> Ints:
    """(cells,) key of `WHY`, 0 = the cell has residuals."""
    return _all(region, cells)[1]


def square(paper: TaskResiduals) -> tuple[Floats, int]:
    """χ² of the residuals (cells,) = r' S⁻ r, and its degrees of freedom.

    Residuals of a pupil sum to nothing, so one dimension is left out. In portions: S is (tasks, tasks) a cell.
    """
    tasks = paper.residual.shape[1]
    basis = _no_sum(tasks)
    result = np.empty(paper.residual.shape[0])
    for some in portions(result.size):
        s = basis.T @ paper.covariance(some) @ basis + 1e-9 * np.eye(tasks - 1)
        side = paper.residual[some] @ basis
        result[some] = np.einsum("cj,cj->c", side, np.linalg.solve(s, side[:, :, None])[:, :, 0])
    return result, tasks - 1


def wilson_hilferty(square: Floats, freedom: float) -> Floats:
    """χ² → about standard normal z. Source: Wilson, Hilferty 1931."""
    spread = 2 / (9 * freedom)
    return np.asarray((np.cbrt(square / freedom) - (1 - spread)) / np.sqrt(spread))


_Result = tuple[tuple[TaskResiduals | None, ...], Ints]
_last: tuple[tuple[weakref.ref[NDArray[np.int64]], ...], _Result] | None = None


def _all(region: Region, cells: Cells) -> _Result:
    """Made once for both signals and for the page of a finding: kept for the last region as long as it lives."""
    global _last
    arrays = (cells.start, *(paper.score for paper in region.papers))
    known = () if _last is None else tuple(ref() for ref in _last[0])
    if _last is not None and len(known) == len(arrays) and all(a is b for a, b in zip(known, arrays, strict=True)):
        return _last[1]
    result = _made(region, cells)
    _last = tuple(weakref.ref(array, _forget) for array in arrays), result
    return result


def _forget(gone: weakref.ref[NDArray[np.int64]]) -> None:
    """An array of the last region is no more, and so nobody will ask again."""
    global _last
    if _last is not None and any(ref is gone for ref in _last[0]):
        _last = None


def _made(region: Region, cells: Cells) -> _Result:
    why = np.zeros(len(cells), dtype=np.int64)
    tasks = [counted(part) for part in papers_of(region, cells)]
    good: list[Counts] = []
    for counts, part in zip(tasks, papers_of(region, cells), strict=True):
        if isinstance(counts, int):
            why[part.here] = counts
        else:
            good.append(counts)
            why[part.here] = np.where(counts.n >= FEW, 0, counts.why)
    made: list[TaskResiduals] = []
    if good:
        kept = [(counts.part.judged & (counts.n >= FEW)).astype(np.float64) for counts in good]
        made = _pass(good, kept, full=False)
        for number, paper in enumerate(made):
            odd = (wilson_hilferty(*square(paper)) > STANDS_OUT[0]) | (paper.share_given().z() > STANDS_OUT[1])
            kept[number] = kept[number] * ~odd
        made = _pass(good, kept, full=True)
    found = iter(made)
    return tuple(None if isinstance(counts, int) else next(found) for counts in tasks), why


def _pass(papers: list[Counts], kept: list[Floats], full: bool) -> list[TaskResiduals]:
    """Residuals of every paper with the reference made of the cells kept; `full`: with the lines «full marks or not»."""
    everything = [fit(counts, weight, full) for counts, weight in zip(papers, kept, strict=True)]
    fits = [one.tasks(counts.columns.size) for one, counts in zip(everything, papers, strict=True)]
    diagonal = diagonals(fits, kept)
    diagonal_of_lines = diagonals(everything, kept) if full else diagonal
    classes = class_part([counts.n for counts in papers], fits, kept, diagonal)
    made: list[TaskResiduals] = []
    for number, (counts, weight, tasks) in enumerate(zip(papers, kept, fits, strict=True)):
        spread = spread_of(counts.n, classes)
        correlation = _correlation(tasks)
        lines = everything[number]
        more = None
        if lines.given_lines is not None:
            more = Lines(lines.given_lines, between(lines, weight, spread, diagonal_of_lines[number], _correlation(lines)))
        made.append(
            TaskResiduals(
                here=counts.part.here,
                judged=counts.part.judged,
                columns=counts.columns,
                codes=tuple(counts.part.paper.task_codes[int(column)] for column in counts.columns),
                maximum=counts.maximum,
                done=tasks.done,
                residual=tasks.residual,
                variance=tasks.variance,
                shrink=tasks.shrink,
                between=between(tasks, weight, spread, diagonal[number], correlation),
                spread=spread,
                correlation=correlation,
                given=tasks.given,
                lines=more,
                ease=tasks.ease / counts.maximum,
                usable=counts.n >= FEW,
            )
        )
    return made


def _correlation(one: Fit) -> Floats:
    sd = np.sqrt(np.diag(one.covariance))
    return np.asarray(one.covariance / np.outer(sd, sd))


def _no_sum(tasks: int) -> Floats:
    """(tasks, tasks − 1) orthonormal basis of the vectors that sum to nothing (Helmert)."""
    basis = np.zeros((tasks, tasks - 1))
    for k in range(1, tasks):
        basis[:k, k - 1] = 1.0
        basis[k, k - 1] = -float(k)
        basis[:, k - 1] /= np.sqrt(k * (k + 1.0))
    return basis
