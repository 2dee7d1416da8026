"""How the scores of a paper would lie without lifting: a smooth curve, and the same curve moved to a school's own mean.

Source: counterfactual of bunching as Dee, Dobbie, Jacob, Rockoff (2019) make it for exam cuts; the degree and
the zone are those of the method's notes (log-polynomial of degree 5, free points on [cut − 3, cut]).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.region import Flags, Floats, Ints

DEGREE = 5
ZONE = 3
"""Points below a cut that lifting empties; the cut itself is the fourth point of the zone."""


def zone_of(max_score: int, cuts: Sequence[int], below: int = ZONE) -> Flags:
    """(max + 1,) True on [cut − below, cut] of every cut."""
    zone = np.zeros(max_score + 1, dtype=np.bool_)
    for cut in cuts:
        zone[max(cut - below, 0) : cut + 1] = True
    return zone


def smooth_curve(counts: Floats, cuts: Sequence[int]) -> Floats:
    """Counts by score (max + 1,) → the curve without lifting, same units, positive everywhere.

    log E h(s) = Σ_k a_k P_k(s), k ≤ 5 (Legendre polynomials on the scale), by Poisson likelihood; every point of the zone has
    a dummy of its own, which is the same as leaving it out of the sum. A slight ridge keeps the curve sober where few
    points are left.
    """
    size = counts.size
    zone = zone_of(size - 1, cuts)
    free = ~zone
    degree = min(DEGREE, max(int(free.sum()) - 2, 0))
    where = np.linspace(-1.0, 1.0, size)
    basis = np.polynomial.legendre.legvander(where, degree)
    x, y = basis[free], counts[free]
    if y.sum() <= 0:
        return np.full(size, max(float(counts.sum()), 1e-9) / size)
    ridge = np.full(degree + 1, 0.5)
    ridge[0] = 1e-9
    # Start from the logarithms, weighted by the counts: near enough for Newton's method.
    w = y + 0.5
    target = np.log(w)
    a: NDArray[np.floating] = np.linalg.solve(x.T * w @ x + np.diag(ridge), x.T @ (w * target))

    def fit(point: NDArray[np.floating]) -> float:
        eta = np.clip(x @ point, -30.0, 30.0)
        return float(y @ eta - np.exp(eta).sum() - 0.5 * ridge @ point**2)

    best = fit(a)
    for _ in range(60):
        mu = np.exp(np.clip(x @ a, -30.0, 30.0))
        gradient = x.T @ (y - mu) - ridge * a
        step = np.linalg.solve((x.T * mu) @ x + np.diag(ridge), gradient)
        length = 1.0
        while length > 1e-4 and fit(a + length * step) < best:
            length *= 0.5
        a = a + length * step
        new = fit(a)
        done = abs(new - best) < 1e-9 * (1.0 + abs(best))
        best = max(best, new)
        if done:
            break
    curve: Floats = np.exp(np.clip(basis @ a, -30.0, 30.0))
    return curve


def tilted(shares: Floats, means: Floats) -> Floats:
    """Shares by score (max + 1,) and the means of cells (cells,) → (cells, max + 1): f_s·exp(θ s) / Σ with that mean.

    θ by Newton's method, kept within the means that the scale allows (half a point from its ends).
    """
    size = shares.size
    s = np.arange(size, dtype=np.float64)
    base = np.log(np.maximum(shares, 1e-300))
    aim = np.clip(means, 0.5, max(size - 1.5, 0.5))
    theta = np.zeros(means.size)
    weights = np.empty((means.size, size))
    for _ in range(30):
        power = base + theta[:, None] * s
        power -= power.max(axis=1, keepdims=True)
        np.exp(power, out=weights)
        weights /= weights.sum(axis=1, keepdims=True)
        mean = weights @ s
        variance = np.maximum(weights @ s**2 - mean**2, 0.05)
        step = np.clip((aim - mean) / variance, -0.5, 0.5)
        if not step.size or float(np.abs(step).max()) < 1e-10:
            break
        theta = theta + step
    return weights


def counts_by_cell(score: Ints, start: Ints, n: Ints, size: int) -> Floats:
    """Scores of a paper, cells one after another → (cells, size) pupils by score."""
    cell = np.repeat(np.arange(n.size), n)
    first = int(start[0]) if start.size else 0
    rows = np.clip(score[first : first + int(n.sum())], 0, size - 1)
    return np.bincount(cell * size + rows, minlength=n.size * size).reshape(n.size, size).astype(np.float64)
