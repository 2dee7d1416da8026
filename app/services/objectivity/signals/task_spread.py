"""How far honest schools differ in the lines of a paper: T, its diagonal by DerSimonian–Laird, and g(n) for larger schools."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.overdispersion import between_variance
from app.services.objectivity.region import Floats
from app.services.objectivity.signals.task_fit import FLOOR, USUAL_TASK_SPREAD, Fit

CLASS_SIZE = 25
"""Pupils of a usual class: what belongs to a class averages out in larger schools."""
DRAWN_IN = 2.2
"""Residuals beyond so many standard deviations count as that many when T is made."""
CLASS_PART = (0.3, 0.9)
"""(a, b) of g(n) before anything is seen; it weighs like 30 cells."""


def spread_of(n: Floats, class_part: tuple[float, float]) -> Floats:
    """g(n) = a + b·min(1, 25/n)."""
    return np.asarray(class_part[0] + class_part[1] * _class_share(n))


def _class_share(n: Floats) -> Floats:
    return np.asarray(np.minimum(1.0, CLASS_SIZE / np.maximum(n, 1.0)))


def diagonals(fits: list[Fit], kept: list[Floats]) -> list[Floats]:
    """Per paper: (lines,) τ² of every line, drawn towards the paper's mean and that towards the mean of all papers."""
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


def class_part(pupils: list[Floats], fits: list[Fit], kept: list[Floats], diagonal: list[Floats]) -> tuple[float, float]:
    """(a, b) of g(n), both at least 0, by least squares of squared residuals in excess of chance; `pupils` (cells,) a paper."""
    from scipy.optimize import nnls

    rows: list[Floats] = [np.sqrt(30.0) * np.array([[1.0, 1.0], [1.0, 0.25]])]
    seen: list[Floats] = [rows[0] @ np.array(CLASS_PART)]
    for n, fit, weight, own in zip(pupils, fits, kept, diagonal, strict=True):
        use = weight > 0
        if not use.any():
            continue
        v = fit.variance[use] * fit.shrink[use, None]
        total = v + own
        excess = ((np.minimum(fit.residual[use] ** 2, 6.25 * total) - v) / own.mean()).mean(axis=1)
        trust = own.mean() / total.mean(axis=1)
        design = np.stack([np.ones(excess.size), _class_share(n[use])], axis=1)
        rows.append(design * trust[:, None])
        seen.append(excess * trust)
    a, b = nnls(np.concatenate(rows), np.concatenate(seen))[0]
    scale = float(np.clip(a + b, 0.3, 3.0)) / max(float(a + b), 1e-9)
    return (float(a) * scale, float(b) * scale) if a + b > 0 else CLASS_PART


def between(fit: Fit, weight: Floats, spread: Floats, diagonal: Floats, correlation: Floats) -> Floats:
    """(lines, lines) T: moments of drawn-in residuals less what chance explains; positive semidefinite."""
    v = fit.variance * fit.shrink[:, None]
    limit = DRAWN_IN * np.sqrt(v + spread[:, None] * diagonal)
    r = np.clip(fit.residual, -limit, limit)
    trust = weight * spread / (spread + v.mean(axis=1) / diagonal.mean())
    sd = np.sqrt(v)
    scale = max(float((trust * spread).sum()), 1e-9)
    moment = ((r * trust[:, None]).T @ r - ((sd * trust[:, None]).T @ sd) * correlation) / scale
    schools = float((weight > 0).sum())
    own = schools / (schools + 3 * diagonal.size)
    mixed = own * moment
    np.fill_diagonal(mixed, diagonal)
    values, vectors = np.linalg.eigh(mixed)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
