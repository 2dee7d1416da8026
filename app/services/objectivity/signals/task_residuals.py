"""Tasks against totals: how a school's pupils did each task compared with pupils of the same total elsewhere.

For one paper E_j(s) and v_j(s) are the mean and variance of the points of task j among pupils with the total s: a local
linear fit over the totals with a Gaussian kernel (it keeps Σ_j E_j(s) = s exactly). The residual of a cell is
r_j = mean over its pupils of x_j − E_j(total), leave-one-out by its leverage l: r / (1 − l). Its covariance in honest schools is

    S = D½ C D½ / (n (1 − l)) + g(n)·T,

D the mean v_j of its pupils, C the correlation of residuals within pupils, T the covariance between schools (topics taught
differently, open tasks marked more strictly), g(n) = a + b·min(1, 25/n): a school of several classes averages what belongs
to a class. T is by moments of drawn-in residuals, drawn towards its diagonal (DerSimonian–Laird) where schools are few.
Variants of a paper get their own shift of every task, as far as the variants differ beyond chance.

What a school is tested against may differ with the total (points given to everybody change a weak pupil's paper more), so
there are also sums over pupils with W(s)⁻¹, W(s) = (v + .07 (m − E))½ C (v + .07 (m − E))½ a pupil's covariance when a small
share has been given: without it the few weakest pupils would decide alone, for whom a solved hard task is a wonder.

Cells that stand out in the first pass make no reference in the second. Units: points of the task.
Source: Jacob, Levitt 2003 (unusual answers given the total); the covariance between schools after Spiegelhalter 2005.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.by_cell import PaperCells, papers_of
from app.services.objectivity.cells import FEW, Cells
from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.region import BLANK, Bytes, Flags, Floats, Ints, Region

MIN_SCHOOLS = 5
MIN_TASKS = 3
CLASS_SIZE = 25
"""Pupils of a usual class: what belongs to a class averages out in larger schools."""
BANDWIDTH = 0.05
"""Of the kernel, share of the maximum; at least 1.5 points."""
FLOOR = 0.02
"""Least variance of a task given the total, points²."""
DRAWN_IN = 2.2
"""Residuals beyond so many standard deviations count as that many when T is made."""
USUAL_TASK_SPREAD = 0.015
"""Between-school variance of a task as a share of its variance within pupils, before anything is seen."""
CLASS_PART = (0.3, 0.9)
"""(a, b) of g(n) before anything is seen; it weighs like 30 cells."""
LEAST_EIGENVALUE = 0.02
"""Of the correlation of a pupil's residuals; directions with less cannot vary."""
VARIANT_PUPILS, VARIANT_SCHOOLS = 60, 3
"""A variant written by fewer is compared with nothing."""
HALF_DOSE = 0.07
"""Share of the points not earned for which W is made."""
SKEWNESS_LEFT = 0.85
"""Part of a pupil's skewness that is left after the shifts common to a school are taken out; measured on made-up papers."""
STANDS_OUT = (3.0, 2.3)
"""z of the pattern and of the hard tasks above which a cell makes no reference."""
NO_TASKS, FEW_SCHOOLS, SEVERAL_VARIANTS = 4, 9, 11
"""Keys of `cells.WHY`."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Sums over the pupils i of a cell, leave-one-out: u_i = (m − E(s_i)) − E'(s_i)·(M − s_i), W_i = W(s_i)."""

    size: Floats
    """(cells,) Σ u' W⁻¹ u."""
    along: Floats
    """(cells,) Σ u' W⁻¹ r."""
    cross: Floats
    """(cells, tasks) Σ W⁻¹ u."""
    residual: Floats
    """(cells, tasks) Σ W⁻¹ r."""
    totals: Floats
    """(cells, totals) pupils, times 1 − l."""
    precision: Floats
    """(totals, tasks, tasks) W(s)⁻¹."""
    skewness: float
    """Of one pupil's u' W⁻¹ r."""
    chance: float
    """Mean square of u' W⁻¹ r over u' W⁻¹ u in the reference: 1 if W were a pupil's covariance."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskResiduals:
    """One paper. Arrays are by cell of the paper and by task that varies; `columns` are the places of those tasks."""

    part: PaperCells
    columns: Ints
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
    """Sums for the direction in which residuals move when every pupil is given the same share of what he did not earn."""
    ease: Floats
    """(tasks,) mean share of the points in the reference."""
    usable: Flags
    """(cells,) enough pupils whose tasks are known and comparable."""
    kept: Floats
    """(cells,) 1 = the cell belongs to the reference."""
    why: int

    def covariance(self, cells: slice | Ints) -> Floats:
        """(cells, tasks, tasks) S of some cells."""
        sd = np.sqrt(self.variance[cells] * self.shrink[cells, None])
        return (sd[:, :, None] * sd[:, None, :]) * self.correlation + self.spread[cells, None, None] * self.between

    @property
    def task_z(self) -> Floats:
        """(cells, tasks) r / √S_jj."""
        diagonal = np.diag(self.between)
        return self.residual / np.sqrt(self.variance * self.shrink[:, None] + self.spread[:, None] * diagonal)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """What one paper gives whatever the reference: sums by total and cell."""

    part: PaperCells
    columns: Ints
    points: Bytes
    """(pupils, tasks), 0 where the pupil does not count."""
    total: Ints
    use: Flags
    """(pupils,) the pupil counts."""
    cell: Ints
    by_total: Floats
    """(cells, totals) pupils that count."""
    sums: Floats
    """(cells, tasks) points."""
    n: Floats
    """(cells,) pupils that count."""
    why: int


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
    for some in _portions(result.size):
        s = basis.T @ paper.covariance(some) @ basis + 1e-9 * np.eye(tasks - 1)
        side = paper.residual[some] @ basis
        result[some] = np.einsum("cj,cj->c", side, np.linalg.solve(s, side[:, :, None])[:, :, 0])
    return result, tasks - 1


@dataclass(frozen=True, slots=True, eq=False)
class GivenShare:
    """(cells,) each: what share of the points not earned seems to have been given, estimated by generalised least squares."""

    share: Floats
    variance: Floats
    skewness: Floats
    """Of the estimate."""

    def z(self, spread: float = 0.0) -> Floats:
        """share / √(variance + spread); few pupils who solved a hard task are skewed: − γ (z² − 1) / 6 (Cornish, Fisher 1938)."""
        z = self.share / np.sqrt(self.variance + spread)
        gamma = self.skewness * (self.variance / (self.variance + spread)) ** 1.5
        # Beyond ±2.5 the parabola would turn round: there the correction stays what it is at 2.5.
        return np.asarray(z - gamma * (np.minimum(z**2, 6.25) - 1) / 6)


def given_share(paper: TaskResiduals) -> GivenShare:
    """With A = Σ W⁻¹, b = Σ W⁻¹u and honest shifts t ~ N(0, g·T) common to the pupils of a cell, k = (A + (gT)⁻¹)⁻¹ b:

    share = (Σ u'W⁻¹r − k'Σ W⁻¹r) / D, D = Σ u'W⁻¹u − k'b,
    variance = (c·(Σ u'W⁻¹u − 2k'b + k'Ak) + (b − Ak)'gT(b − Ak)) / D², c the chance of a pupil as it is.
    """
    given = paper.given
    tasks = paper.residual.shape[1]
    cells = paper.residual.shape[0]
    share, variance, part = np.empty(cells), np.empty(cells), np.empty(cells)
    one = np.eye(tasks)
    flat = given.precision.reshape(-1, tasks * tasks)
    for some in _portions(cells):
        a = (given.totals[some] @ flat).reshape(-1, tasks, tasks)
        between = paper.spread[some, None, None] * (paper.between + 1e-6 * one)
        b = given.cross[some]
        # (A + (gT)⁻¹)⁻¹ = gT (1 + A gT)⁻¹
        k = (between @ np.linalg.solve(one + a @ between, b[:, :, None]))[:, :, 0]
        kb = np.einsum("cj,cj->c", k, b)
        ak = np.einsum("cjk,ck->cj", a, k)
        size = np.maximum(given.size[some] - kb, 1e-9)
        pupils = given.chance * np.maximum(given.size[some] - 2 * kb + np.einsum("cj,cj->c", k, ak), 1e-9)
        schools = np.einsum("cj,cjk,ck->c", b - ak, between, b - ak)
        share[some] = (given.along[some] - np.einsum("cj,cj->c", k, given.residual[some])) / size
        variance[some] = (pupils + schools) / size**2
        part[some] = pupils / (pupils + schools)
    return GivenShare(share, variance, SKEWNESS_LEFT * given.skewness * np.sqrt(paper.shrink) * part**1.5)


def _portions(cells: int) -> Iterator[slice]:
    for first in range(0, cells, 512):
        yield slice(first, first + 512)


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
    _last = tuple(weakref.ref(array) for array in arrays), result
    return result


def _made(region: Region, cells: Cells) -> _Result:
    why = np.zeros(len(cells), dtype=np.int64)
    counted = [_counted(part) for part in papers_of(region, cells)]
    good: list[_Counts] = []
    for counts, part in zip(counted, papers_of(region, cells), strict=True):
        if isinstance(counts, int):
            why[part.here] = counts
        else:
            good.append(counts)
            why[part.here] = np.where(counts.n >= FEW, 0, counts.why)
    made: list[TaskResiduals] = []
    if good:
        kept = [(counts.part.judged & (counts.n >= FEW)).astype(np.float64) for counts in good]
        made = _pass(good, kept)
        for number, paper in enumerate(made):
            odd = (wilson_hilferty(*square(paper)) > STANDS_OUT[0]) | (given_share(paper).z() > STANDS_OUT[1])
            kept[number] = kept[number] * ~odd
        made = _pass(good, kept)
    found = iter(made)
    return tuple(None if isinstance(counts, int) else next(found) for counts in counted), why


def _counted(part: PaperCells) -> _Counts | int:
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
    return _Counts(part, varied, points, total, use, cell, by_total.astype(np.float64), part.sums(points), n, why)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Reference of one paper and residuals from it, before the spread between schools is known."""

    residual: Floats
    variance: Floats
    shrink: Floats
    covariance: Floats
    """(tasks, tasks) of residuals within pupils."""
    given: Given
    ease: Floats


def _pass(papers: list[_Counts], kept: list[Floats]) -> list[TaskResiduals]:
    """Residuals of every paper with the reference made of the cells kept."""
    fits = [_fit(counts, weight) for counts, weight in zip(papers, kept, strict=True)]
    diagonals = _diagonals(fits, kept)
    class_part = _class_part(papers, fits, kept, diagonals)
    made: list[TaskResiduals] = []
    for counts, weight, fit, diagonal in zip(papers, kept, fits, diagonals, strict=True):
        spread = class_part[0] + class_part[1] * np.minimum(1.0, CLASS_SIZE / np.maximum(counts.n, 1.0))
        sd = np.sqrt(np.diag(fit.covariance))
        correlation = fit.covariance / np.outer(sd, sd)
        n = np.maximum(counts.n, 1.0)[:, None]
        ease = fit.ease / counts.part.paper.task_max[counts.columns]
        made.append(
            TaskResiduals(
                part=counts.part,
                columns=counts.columns,
                maximum=counts.part.paper.task_max[counts.columns].astype(np.float64),
                done=counts.sums / n,
                residual=fit.residual,
                variance=fit.variance,
                shrink=fit.shrink,
                between=_between(fit, weight, spread, diagonal, correlation),
                spread=spread,
                correlation=correlation,
                given=fit.given,
                ease=ease,
                usable=counts.n >= FEW,
                kept=weight,
                why=counts.why,
            )
        )
    return made


def _fit(counts: _Counts, weight: Floats) -> _Fit:
    size = counts.by_total.shape[1]
    tasks = counts.columns.size
    maximum = counts.part.paper.task_max[counts.columns].astype(np.float64)
    totals = np.arange(size, dtype=np.float64)
    distance = totals[None, :] - totals[:, None]
    kernel = np.exp(-0.5 * (distance / max(1.5, BANDWIDTH * (size - 1))) ** 2)
    reference = weight @ counts.by_total
    counted = weight[counts.cell] * counts.use
    first, second = np.empty((size, tasks)), np.empty((size, tasks))
    for j in range(tasks):
        x = counts.points[:, j].astype(np.float64)
        first[:, j] = np.bincount(counts.total, x * counted, size)
        second[:, j] = np.bincount(counts.total, x * x * counted, size)
    near = np.maximum(kernel @ reference, 1e-9)
    expected = _local_linear(kernel, distance, reference) @ first
    variance = np.maximum((kernel @ second) / near[:, None] - ((kernel @ first) / near[:, None]) ** 2, FLOOR)
    n = np.maximum(counts.n, 1.0)
    leverage = np.einsum("cs,cs->c", counts.by_total, counts.by_total @ kernel / near) / n * weight
    leverage = np.minimum(leverage, 0.9)
    pupil = (counts.points - expected[counts.total]) * counts.use[:, None]
    shift, which = _variant_shift(counts, pupil, weight)
    if shift is not None:
        pupil -= shift[which] * counts.use[:, None]
    covariance = (pupil * counted[:, None]).T @ pupil / max(float(counted.sum()), 1.0) + FLOOR * np.eye(tasks) * 0.1
    rest = 1 - leverage
    residual = counts.part.sums(pupil) / n[:, None] / rest[:, None]
    schools = int((weight > 0).sum())
    centre = np.zeros(tasks)
    if schools:
        # Manipulated cells that stayed in the reference pull it; the middle school does not follow them.
        middle = np.median(residual[weight > 0], axis=0)
        centre = (middle - middle.mean()) * (schools / (schools + 20))
    residual -= centre
    slope = np.gradient(expected, axis=0)
    direction = (maximum - expected) - slope * (size - 1 - totals)[:, None]
    return _Fit(
        residual=residual,
        variance=counts.by_total @ variance / n[:, None] + np.where(counts.n > 0, 0.0, 1.0)[:, None],
        shrink=1 / (n * rest),
        covariance=covariance,
        given=_given(counts, pupil, counted, expected, direction, variance, covariance, centre, rest),
        ease=(first.sum(axis=0) / max(float(reference.sum()), 1.0)),
    )


def _given(
    counts: _Counts,
    pupil: Floats,
    counted: Floats,
    expected: Floats,
    direction: Floats,
    variance: Floats,
    covariance: Floats,
    centre: Floats,
    rest: Floats,
) -> Given:
    """Sums with W(s)⁻¹; the direction in which a pupil's residuals cannot vary (their sum) is left out of C⁻¹."""
    sd = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(sd, sd))
    inverse = (vectors * np.where(values > LEAST_EIGENVALUE, 1 / np.maximum(values, LEAST_EIGENVALUE), 0.0)) @ vectors.T
    missing = np.maximum(counts.part.paper.task_max[counts.columns] - expected, 0.0)
    root = np.sqrt(variance + HALF_DOSE * missing)
    precision = inverse / (root[:, :, None] * root[:, None, :])
    aimed = np.einsum("sjk,sk->sj", precision, direction)
    weighted = (pupil / root[counts.total]) @ inverse / root[counts.total]
    score = np.einsum("ij,ij->i", pupil, aimed[counts.total])
    totals = counts.by_total * rest[:, None]
    cross = totals @ aimed
    precise = (totals @ precision.reshape(len(precision), -1)).reshape(-1, sd.size, sd.size)
    return Given(
        size=totals @ np.einsum("sj,sj->s", aimed, direction),
        along=counts.part.sums(score) - cross @ centre,
        cross=cross,
        residual=counts.part.sums(weighted) - precise @ centre,
        totals=totals,
        precision=precision,
        skewness=_skewness(score, counted),
        chance=float(counted @ score**2) / max(float(counted @ np.einsum("sj,sj->s", aimed, direction)[counts.total]), 1e-9),
    )


def _skewness(values: Floats, weight: Floats) -> float:
    """Third moment about 0 over the second to the power 3/2, of the values that count."""
    many = float(weight.sum())
    squares = weight * values * values
    square = float(squares.sum())
    return float(squares @ values) / many / (square / many) ** 1.5 if square > 0 else 0.0


def _local_linear(kernel: Floats, distance: Floats, reference: Floats) -> Floats:
    """(totals, totals) the weights that turn sums by total into the local linear fit at every total."""
    weight = kernel * reference
    s0 = weight.sum(axis=1)
    s1 = (weight * distance).sum(axis=1)
    s2 = (weight * distance**2).sum(axis=1)
    determinant = s0 * s2 - s1**2
    linear = determinant > 1e-6 * (s0 * s2 + 1e-300)
    level = kernel / np.maximum(s0, 1e-300)[:, None]
    sloped = kernel * (s2[:, None] - s1[:, None] * distance) / np.where(linear, determinant, 1.0)[:, None]
    return np.where(linear[:, None], sloped, level)


def _variant_shift(counts: _Counts, pupil: Floats, weight: Floats) -> tuple[Floats | None, Ints]:
    """(variants, tasks) shift of each variant as far as variants differ beyond chance, and each pupil's variant."""
    names, which = np.unique(counts.part.paper.variant, return_inverse=True)
    if names.size <= 1:
        return None, which
    cells, tasks = counts.sums.shape
    mine = np.bincount((counts.cell * names.size + which)[counts.use], minlength=cells * names.size).reshape(cells, names.size)
    kept = mine * weight[:, None]
    pupils = np.maximum(kept.sum(axis=0), 1e-9)
    counted = weight[counts.cell] * counts.use
    shift = np.stack([np.bincount(which, pupil[:, j] * counted, names.size) for j in range(tasks)], axis=1) / pupils[:, None]
    within = (counted @ pupil**2) / max(float(counted.sum()), 1.0) + 1e-9
    schools = (kept**2).sum(axis=0) / pupils**2
    error = within * (1 / pupils + USUAL_TASK_SPREAD * schools)[:, None]
    some = kept.sum(axis=0) > 0
    between = max(0.0, float((shift[some] ** 2 / error[some] - 1).mean())) if some.any() else 0.0
    return np.where(some[:, None], shift, 0.0) * (between / (between + 1)), which


def _diagonals(fits: list[_Fit], kept: list[Floats]) -> list[Floats]:
    """Per paper: (tasks,) τ² of every task, drawn towards the paper's mean and that towards the mean of all papers."""
    own: list[Floats] = []
    within: list[Floats] = []
    pooled: list[float] = []
    many: list[float] = []
    for fit, weight in zip(fits, kept, strict=True):
        use = weight > 0
        r, v = fit.residual[use], fit.variance[use] * fit.shrink[use, None]
        level = np.maximum(fit.variance[use].mean(axis=0), FLOOR) if use.any() else np.full(r.shape[1], 1.0)
        middle = np.median(r, axis=0) if use.any() else np.zeros(r.shape[1])
        own.append(np.array([between_variance(r[:, j] - middle[j], v[:, j]) for j in range(r.shape[1])]) / level)
        within.append(level)
        pooled.append(between_variance(((r - middle) / np.sqrt(level)).ravel(), (v / level).ravel()))
        many.append(float(use.sum()))
    weights = np.array([*many, 20.0])
    common = float(np.average([*pooled, USUAL_TASK_SPREAD], weights=weights))
    result: list[Floats] = []
    for ratio, of_paper, level, schools in zip(own, pooled, within, many, strict=True):
        mean = (of_paper * schools + common * 10) / (schools + 10)
        # Estimates of single tasks are cut off at 0; only their pattern counts, not their mean.
        pattern = ratio * (mean / max(float(ratio.mean()), 1e-9))
        result.append(np.maximum((pattern * schools + mean * 40) / (schools + 40), 1e-4) * level)
    return result


def _class_part(papers: list[_Counts], fits: list[_Fit], kept: list[Floats], diagonals: list[Floats]) -> tuple[float, float]:
    """(a, b) of g(n), by least squares of the squared residuals in excess of chance, both at least 0."""
    from scipy.optimize import nnls

    rows: list[Floats] = [np.sqrt(30.0) * np.array([[1.0, 1.0], [1.0, 0.25]])]
    seen: list[Floats] = [rows[0] @ np.array(CLASS_PART)]
    for counts, fit, weight, diagonal in zip(papers, fits, kept, diagonals, strict=True):
        use = weight > 0
        if not use.any():
            continue
        v = fit.variance[use] * fit.shrink[use, None]
        total = v + diagonal
        excess = ((np.minimum(fit.residual[use] ** 2, 6.25 * total) - v) / diagonal.mean()).mean(axis=1)
        trust = diagonal.mean() / total.mean(axis=1)
        design = np.stack([np.ones(excess.size), np.minimum(1.0, CLASS_SIZE / counts.n[use])], axis=1)
        rows.append(design * trust[:, None])
        seen.append(excess * trust)
    a, b = nnls(np.concatenate(rows), np.concatenate(seen))[0]
    scale = float(np.clip(a + b, 0.3, 3.0)) / max(float(a + b), 1e-9)
    return (float(a) * scale, float(b) * scale) if a + b > 0 else CLASS_PART


def _between(fit: _Fit, weight: Floats, spread: Floats, diagonal: Floats, correlation: Floats) -> Floats:
    """(tasks, tasks) T: moments of drawn-in residuals less what chance explains; positive semidefinite."""
    tasks = diagonal.size
    v = fit.variance * fit.shrink[:, None]
    limit = DRAWN_IN * np.sqrt(v + spread[:, None] * diagonal)
    r = np.clip(fit.residual, -limit, limit)
    trust = weight * spread / (spread + v.mean(axis=1) / diagonal.mean())
    sd = np.sqrt(v)
    scale = max(float((trust * spread).sum()), 1e-9)
    moment = ((r * trust[:, None]).T @ r - ((sd * trust[:, None]).T @ sd) * correlation) / scale
    schools = float((weight > 0).sum())
    own = schools / (schools + 3 * tasks)
    mixed = own * moment
    np.fill_diagonal(mixed, diagonal)
    values, vectors = np.linalg.eigh(mixed)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def _no_sum(tasks: int) -> Floats:
    """(tasks, tasks − 1) orthonormal basis of the vectors that sum to nothing (Helmert)."""
    basis = np.zeros((tasks, tasks - 1))
    for k in range(1, tasks):
        basis[:k, k - 1] = 1.0
        basis[k, k - 1] = -float(k)
        basis[:, k - 1] /= np.sqrt(k * (k + 1.0))
    return basis
