"""The reference of one paper: what pupils of every total usually have in every line, and residuals from it.

E_j(s) and v_j(s) are the mean and variance of the line j among pupils with the total s: a local linear fit over the totals with
a Gaussian kernel (it keeps Σ E_j(s) = s over the tasks exactly). The residual of a cell is r_j = mean over its pupils of
x_j − E_j(total), leave-one-out by its leverage l: r / (1 − l). Variants of a paper get their own shift of every line, as far as
the variants differ beyond chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.region import Floats, Ints
from app.services.objectivity.signals.given_share import Given, Pupils, given_sums
from app.services.objectivity.signals.task_counts import Counts

BANDWIDTH = 0.05
"""Of the kernel, share of the maximum; at least 1.5 points."""
FLOOR = 0.02
"""Least variance of a line given the total, points²."""
USUAL_TASK_SPREAD = 0.015
"""Between-school variance of a task as a share of its variance within pupils, before anything is seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Residuals of one paper, before the spread between schools is known. Lines: tasks, then «full marks or not»."""

    residual: Floats
    """(cells, lines) points."""
    variance: Floats
    """(cells, lines) mean v of the pupils."""
    shrink: Floats
    """(cells,) 1 / (n (1 − l))."""
    covariance: Floats
    """(lines, lines) of residuals within pupils."""
    done: Floats
    """(cells, lines) mean points."""
    ease: Floats
    """(lines,) mean points in the reference."""
    given: Given
    """Of the tasks."""
    given_lines: Given | None
    """Of all lines, when they were asked for."""

    def tasks(self, many: int) -> Fit:
        """The same without the lines «full marks or not»."""
        return Fit(
            self.residual[:, :many],
            self.variance[:, :many],
            self.shrink,
            self.covariance[:many, :many],
            self.done[:, :many],
            self.ease[:many],
            self.given,
            None,
        )


def fit(counts: Counts, weight: Floats, full: bool) -> Fit:
    """The reference is made of the cells by `weight` (cells,); `full`: with the lines «full marks or not»."""
    points = counts.lines(full)
    tasks, lines = counts.columns.size, points.shape[1]
    size = counts.by_total.shape[1]
    distance = np.arange(size, dtype=np.float64)[None, :] - np.arange(size, dtype=np.float64)[:, None]
    kernel = _kernel(size)
    reference = weight @ counts.by_total
    counted = weight[counts.cell] * counts.use
    first, second = np.empty((size, lines)), np.empty((size, lines))
    for j in range(lines):
        x = points[:, j].astype(np.float64)
        first[:, j] = np.bincount(counts.total, x * counted, size)
        second[:, j] = first[:, j] if j >= tasks else np.bincount(counts.total, x * x * counted, size)
    near = np.maximum(kernel @ reference, 1e-9)[:, None]
    expected = _local_linear(kernel, distance, reference) @ first
    variance = np.maximum((kernel @ second) / near - ((kernel @ first) / near) ** 2, FLOOR)
    n = np.maximum(counts.n, 1.0)
    leverage = np.einsum("cs,cs->c", counts.by_total, counts.by_total @ kernel / near[:, 0]) / n * weight
    rest = 1 - np.minimum(leverage, 0.9)
    pupil = (points - expected[counts.total]) * counts.use[:, None]
    shift, which = _variant_shift(counts, pupil, weight)
    if shift is not None:
        pupil -= shift[which] * counts.use[:, None]
    covariance = (pupil * counted[:, None]).T @ pupil / max(float(counted.sum()), 1.0) + FLOOR * np.eye(lines) * 0.1
    residual = counts.part.sums(pupil) / n[:, None] / rest[:, None]
    centre = _centre(residual, weight, tasks)
    gain = np.concatenate([counts.maximum, np.zeros(lines - tasks)]) - expected
    for j, task in enumerate(counts.several[: lines - tasks]):
        nearly = (points[:, task] == counts.maximum[task] - 1) * counted
        gain[:, tasks + j] = kernel @ np.bincount(counts.total, nearly, size) / near[:, 0]
    slope = np.gradient(expected, axis=0)
    pupils = Pupils(
        counts.part, pupil, counts.total, counted, counts.by_total * rest[:, None], variance, gain, slope, covariance, centre
    )
    return Fit(
        residual=residual - centre,
        variance=counts.by_total @ variance / n[:, None] + np.where(counts.n > 0, 0.0, 1.0)[:, None],
        shrink=1 / (n * rest),
        covariance=covariance,
        done=counts.part.sums(points) / n[:, None],
        ease=first.sum(axis=0) / max(float(reference.sum()), 1.0),
        given=given_sums(pupils.first(tasks)),
        given_lines=given_sums(pupils) if lines > tasks else None,
    )


def partly_done(counts: Counts) -> tuple[Floats, Floats]:
    """(cells,) share of the answers to tasks of several points that got a part of them, and what is usual for the totals.

    NaN where no task of the paper has several points or no pupil counts.
    """
    several = np.flatnonzero(counts.maximum >= 2)
    nothing = np.full(counts.n.size, np.nan)
    if not several.size:
        return nothing, nothing
    partly = counts.points[:, several] > 0
    share = (partly & (counts.points[:, several] < counts.maximum[several])).mean(axis=1) * counts.use
    size = counts.by_total.shape[1]
    kernel = _kernel(size)
    pupils = np.maximum(kernel @ counts.by_total.sum(axis=0), 1e-9)
    usual = kernel @ np.bincount(counts.total, share, size) / pupils
    n = np.where(counts.n > 0, counts.n, np.nan)
    return counts.part.sums(share) / n, counts.by_total @ usual / n


def _kernel(size: int) -> Floats:
    """(totals, totals) weights of the neighbours of every total."""
    distance = np.arange(size, dtype=np.float64)[None, :] - np.arange(size, dtype=np.float64)[:, None]
    return np.asarray(np.exp(-0.5 * (distance / max(1.5, BANDWIDTH * (size - 1))) ** 2))


def _centre(residual: Floats, weight: Floats, tasks: int) -> Floats:
    """(lines,) the middle school: manipulated cells that stayed in the reference pull it, the middle does not follow them.

    The residuals of the tasks of a pupil sum to nothing, and so must what is taken from them.
    """
    use = weight > 0
    schools = int(use.sum())
    if not schools:
        return np.zeros(residual.shape[1])
    middle = np.median(residual[use], axis=0)
    middle[:tasks] -= middle[:tasks].mean()
    return np.asarray(middle * (schools / (schools + 20)))


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


def _variant_shift(counts: Counts, pupil: Floats, weight: Floats) -> tuple[Floats | None, Ints]:
    """(variants, lines) shift of each variant as far as variants differ beyond chance, and each pupil's variant."""
    names, which = np.unique(counts.part.paper.variant, return_inverse=True)
    if names.size <= 1:
        return None, which
    cells, lines = counts.n.size, pupil.shape[1]
    mine = np.bincount((counts.cell * names.size + which)[counts.use], minlength=cells * names.size).reshape(cells, names.size)
    kept = mine * weight[:, None]
    pupils = np.maximum(kept.sum(axis=0), 1e-9)
    counted = weight[counts.cell] * counts.use
    shift = np.stack([np.bincount(which, pupil[:, j] * counted, names.size) for j in range(lines)], axis=1) / pupils[:, None]
    within = (counted @ pupil**2) / max(float(counted.sum()), 1.0) + 1e-9
    schools = (kept**2).sum(axis=0) / pupils**2
    error = within * (1 / pupils + USUAL_TASK_SPREAD * schools)[:, None]
    some = kept.sum(axis=0) > 0
    between = max(0.0, float((shift[some] ** 2 / error[some] - 1).mean())) if some.any() else 0.0
    return np.where(some[:, None], shift, 0.0) * (between / (between + 1)), which
