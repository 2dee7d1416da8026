"""How many schools an official threshold would catch if nobody did anything wrong: computed from the same data.

Honest schools differ too. For every rule this file gives, school by school, the chance that an honest school of its size
crosses the threshold; the sum over schools is «столько школ попало бы под этот порог случайно». The spread between
schools is estimated robustly (Spiegelhalter 2005: z-scores winsorised by a tenth at each end, method of moments of
DerSimonian and Laird), so that a few schools with inflated results do not make the spread they are compared with.

Pure numpy and scipy; nothing random but `mismatch_rule`, whose draws are seeded. Arrays are by school.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.services.objectivity.official_constants import MIN_SCHOOLS_FOR_QUARTILES, T95

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TENTH = 0.1
WINSORISED_VARIANCE = 0.678655
"""Variance of a standard normal winsorised by a tenth at each end."""
LEAST_SCHOOLS = MIN_SCHOOLS_FOR_QUARTILES
"""From fewer schools no spread is estimated."""
STEPS = 24
"""Equally likely values of a school's own standard deviation."""
NODES = 15
"""Of the quadrature over what the papers of a school have in common."""
TWOS_NODES = 7
DRAWS = 2000
SIZES = (*range(2, 13), 15, 18, 22, 27, 35, 50, 80, 120)
"""Sizes for which the mismatch of marks is drawn; between them the chance is interpolated."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How schools differ on one paper, raw score points."""

    centre: float
    within: float
    """Standard deviation of pupils inside a school."""
    between: float
    """Standard deviation of the schools' true means."""
    schools: int


def winsorised(z: Floats) -> Floats:
    """A tenth at each end pulled in to the values at the ends of the rest."""
    low, high = np.quantile(z, (TENTH, 1 - TENTH))
    return np.clip(z, low, high)


def between_variance(z: Floats, error: Floats) -> float:
    """τ² by the method of moments: `z` = (value − centre) / error of honest schools has the variance 1 without it."""
    if z.size < LEAST_SCHOOLS:
        return 0.0
    spread = float(np.mean(winsorised(z) ** 2)) / WINSORISED_VARIANCE
    weight = 1 / error**2
    total = float(weight.sum())
    room = total - float((weight**2).sum()) / total
    return max(0.0, (z.size * spread - (z.size - 1)) / room) if room > 0 else 0.0


def spread_of_means(n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Spread | None:
    """From sizes, means and standard deviations (n−1) of schools; None where too few have two pupils and a spread."""
    size, means, sds = (np.asarray(one, dtype=np.float64) for one in (n, mean, sd))
    known = (size > 1) & np.isfinite(sds)
    if np.count_nonzero(known) < LEAST_SCHOOLS:
        return None
    size, means, sds = size[known], means[known], sds[known]
    within = sqrt(float(((size - 1) * sds**2).sum() / (size - 1).sum()))
    if within <= 0:
        return None
    error = within / np.sqrt(size)
    centre, variance = float(np.median(means)), 0.0
    for _ in range(8):
        z = (means - centre) / error
        variance = between_variance(z, error)
        whole = np.sqrt(error**2 + variance)
        kept = centre + winsorised((means - centre) / whole) * whole
        centre = float((kept / whole**2).sum() / (1 / whole**2).sum())
    return Spread(centre, within, sqrt(variance), int(size.size))


def _common(shared: float) -> tuple[Floats, Floats]:
    """Nodes and weights of what a school's papers have in common; one node of weight 1 without it."""
    if shared <= 0:
        return np.zeros(1), np.ones(1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()


def mean_rule(n: ArrayLike, upper: ArrayLike, spread: Spread, shared: float = 0.0) -> Floats:
    """P(x̄ − 1.96·s/√n > upper) of an honest school: x̄ ~ N(centre, τ² + σ²/n), s² ~ σ²·χ²/(n−1), independent.

    `shared` = correlation of the true means of one school between papers; the answer is (schools, nodes) by the common
    part, (schools, 1) without it. 0 for a school of one pupil: the rule does not speak of it.
    """
    from scipy.special import chdtri, ndtr

    sizes, place = np.unique(np.asarray(n, dtype=np.int64), return_inverse=True)
    bound = np.asarray(upper, dtype=np.float64)
    nodes, _weights = _common(shared)
    chances = (np.arange(STEPS) + 0.5) / STEPS
    freedom = np.maximum(sizes - 1, 1)[:, None]
    own = spread.within * np.sqrt(chdtri(freedom, 1 - chances[None, :]) / freedom)  # (sizes, steps)
    needed = T95 * own / np.sqrt(np.maximum(sizes, 1))[:, None]
    whole = np.sqrt(spread.between**2 * (1 - shared) + spread.within**2 / np.maximum(sizes, 1))
    lift = spread.between * sqrt(max(0.0, shared)) * nodes
    out = np.zeros((place.size, nodes.size))
    for at, node in enumerate(lift):
        far = (bound[:, None] + needed[place] - spread.centre - node) / whole[place][:, None]
        out[:, at] = ndtr(-far).mean(axis=1)
    out[np.asarray(n) < 2] = 0.0
    return out


def shared_part(deviations: Floats, betweens: ArrayLike) -> float:
    """Correlation of schools' true means between papers, 0–0.95.

    `deviations` (schools, papers): mean − centre, NaN = did not write; `betweens` (papers,): τ of every paper.
    """
    values = np.array(deviations, dtype=np.float64)
    tau = np.asarray(betweens, dtype=np.float64)
    for column in values.T:
        known = np.isfinite(column)
        if known.any():
            column[known] = winsorised(column[known])
    top = bottom = 0.0
    for a in range(values.shape[1]):
        for b in range(a):
            product = values[:, a] * values[:, b]
            known = np.isfinite(product)
            top += float(product[known].sum())
            bottom += float(known.sum()) * float(tau[a] * tau[b])
    return float(np.clip(top / bottom / WINSORISED_VARIANCE, 0.0, 0.95)) if bottom > 0 else 0.0


def at_least_one(chances: list[Floats], shared: float) -> Floats:
    """P(at least one of the rules) by school. Every item is (schools, nodes) or (schools, 1), 0 where a rule is silent."""
    _nodes, weights = _common(shared)
    none: Floats = np.ones((1, weights.size))
    for one in chances:
        none = none * (1 - one)
    out: Floats = 1 - none @ weights
    return out


def mismatch_rule(pairs: ArrayLike, marks: ArrayLike, scores: ArrayLike, seed: int = 2019) -> Floats:
    """P(r_s < 0) of a school whose pupils are drawn at random from all pupils with a mark and a score.

    `pairs`: pupils with both, by school; `marks`, `scores`: of every pupil of the reference. Drawn with replacement,
    2000 schools of every size of `SIZES`.
    """
    from app.services.objectivity.official_markers import spearman_by_group

    size = np.asarray(pairs, dtype=np.float64)
    mark, score = np.asarray(marks), np.asarray(scores)
    if mark.size < 2:
        return np.zeros(size.shape)
    random = np.random.default_rng(seed)
    found = np.zeros(len(SIZES))
    largest = float(size.max(initial=0))
    for at, n in enumerate(SIZES):
        drawn = random.integers(0, mark.size, DRAWS * n)
        group = np.repeat(np.arange(DRAWS), n)
        with np.errstate(invalid="ignore"):
            found[at] = np.mean(spearman_by_group(group, mark[drawn], score[drawn], DRAWS) < 0)
        if n >= largest or (at > 0 and found[at] == found[at - 1] == 0):
            found[at + 1 :] = found[at]
            break
    return np.where(size < 2, 0.0, np.interp(size, SIZES, found))


def tilted_shares(shares: ArrayLike, means: ArrayLike, cut: int) -> Floats:
    """Usual share at {cut, cut + 1} among [cut − 2, cut + 1] by school: the reference tilted to the school's own mean.

    `shares[s]`: fractions of the reference by score. A strong school has more of its window above the cut than a weak
    one, without lifting anybody. Tilted exponentially: f(s)·exp(θ·s), θ by Newton's method.
    """
    fraction = np.asarray(shares, dtype=np.float64)
    score = np.arange(fraction.size, dtype=np.float64)
    reached = np.flatnonzero(fraction > 0)
    inside = np.clip(np.asarray(means, dtype=np.float64), score[reached[0]] + 0.1, score[reached[-1]] - 0.1)
    theta = np.zeros(inside.shape)
    log = np.log(np.maximum(fraction, 1e-12))
    for _ in range(25):
        weight = np.exp((power := log + theta[:, None] * score) - power.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        mean = weight @ score
        spread = np.maximum(weight @ score**2 - mean**2, 1e-6)
        theta = np.clip(theta + np.clip((inside - mean) / spread, -0.2, 0.2), -1.5, 1.5)
    around = weight[:, cut - 2 : cut + 2]
    out: Floats = np.clip(around[:, 2:].sum(axis=1) / np.maximum(around.sum(axis=1), 1e-12), 0.001, 0.999)
    return out


def centred_shares(total: ArrayLike, inside: ArrayLike, share: ArrayLike) -> Floats:
    """The shares moved together, in log odds, until the middle school has what is expected of it.

    Lifted schools make the reference itself steeper at the cut; the middle one is hardly ever lifted.
    """
    n, k, p = (np.asarray(one, dtype=np.float64) for one in (total, inside, share))
    if n.size < LEAST_SCHOOLS:
        return p
    variance = n * p * (1 - p)
    middle = float(np.median((k - n * p) / np.sqrt(variance)))
    return np.asarray(1 / (1 + (1 - p) / p * np.exp(-middle / np.sqrt(variance.mean()))))


def peak_rule(total: ArrayLike, usual: float, p: float, share: ArrayLike) -> Floats:
    """P(the binomial test against `usual` fires at `p`) of an honest school: works at the cut and above ~ Bin(total, share)."""
    from scipy.stats import binom

    n, own = np.asarray(total, dtype=np.int64), np.broadcast_to(np.asarray(share, dtype=np.float64), np.shape(total))
    sizes, place = np.unique(n, return_inverse=True)
    counts = np.arange(int(sizes.max(initial=0)) + 2)
    least = np.zeros(sizes.size, dtype=np.int64)
    for at, size in enumerate(sizes.tolist()):
        fires = np.flatnonzero(binom.sf(counts[: size + 2] - 1, size, usual) < p)
        least[at] = fires[0] if fires.size else size + 1
    needed = least[place]
    return np.where(needed > n, 0.0, binom.sf(needed - 1, n, own))


def shrunken_means(n: ArrayLike, mean: ArrayLike, spread: Spread | None) -> Floats:
    """Means without the part that is chance: drawn towards the middle by the size of the school."""
    means = np.asarray(mean, dtype=np.float64)
    if spread is None:
        return means
    keep = spread.between**2 / (spread.between**2 + spread.within**2 / np.maximum(np.asarray(n, dtype=np.float64), 1))
    return np.asarray(spread.centre + keep * (means - spread.centre))


def sharp_rule(ratio: ArrayLike, error: ArrayLike, low: float, high: float) -> tuple[Floats, Floats]:
    """P(K < low) and P(K > high) where schools change as most do: K ~ N(centre, τ² + error²).

    `error`: standard error of K by the pupils of both years. NaN ratios get 0.
    """
    from scipy.special import ndtr

    k, own = np.asarray(ratio, dtype=np.float64), np.asarray(error, dtype=np.float64)
    known = np.isfinite(k) & np.isfinite(own) & (own > 0)
    nobody = np.zeros(k.shape)
    if np.count_nonzero(known) < LEAST_SCHOOLS or not np.isfinite(low + high):
        return nobody, nobody
    centre = float(np.median(k[known]))
    tau = between_variance((k[known] - centre) / own[known], own[known])
    whole = np.sqrt(tau + own[known] ** 2)
    rise, fall = nobody.copy(), nobody.copy()
    rise[known] = ndtr((low - centre) / whole)
    fall[known] = ndtr((centre - high) / whole)
    return rise, fall


def ratio_error(n: tuple[Floats, Floats], mean: tuple[Floats, Floats], sd: tuple[float, float]) -> Floats:
    """Standard error of K = mean[0] / mean[1] by the delta method; `sd`: of pupils inside a school, in units of the means."""
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = (sd[0] / mean[0]) ** 2 / n[0] + (sd[1] / mean[1]) ** 2 / n[1]
        return np.asarray(mean[0] / mean[1] * np.sqrt(relative))


def far_rule(pairs: ArrayLike, far: int) -> Floats:
    """P(at least one of the `far` pupils is in the school) where all pupils are dealt to schools at random (exact)."""
    from scipy.special import gammaln

    n = np.asarray(pairs, dtype=np.float64)
    whole = float(n.sum())
    rest = whole - far
    if far <= 0 or whole <= 0:
        return np.zeros(n.shape)
    fits = n <= rest
    m = np.where(fits, n, 0.0)
    nobody = np.exp(gammaln(rest + 1) - gammaln(rest - m + 1) - gammaln(whole + 1) + gammaln(whole - m + 1))
    return np.where(fits, 1 - nobody, 1.0)


def twos_rule(before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike], points: float) -> Floats:
    """P(the share of «2» grows by `points` percentage points or more) where a school changes as schools usually do.

    `before`, `after`: (pupils, pupils with «2») by school. Given all «2» of both years of a school, those of the second
    year follow Fisher's noncentral hypergeometric law; its log odds are those of all schools (Mantel–Haenszel) and
    differ between schools as much as these data show (one class is stronger than the next without anybody's doing).
    """
    n1, k1 = (np.asarray(one, dtype=np.int64) for one in before)
    n2, k2 = (np.asarray(one, dtype=np.int64) for one in after)
    both = np.maximum(n1 + n2, 1)
    top, bottom = float((k2 * (n1 - k1) / both).sum()), float((k1 * (n2 - k2) / both).sum())
    odds = float(np.log(top / bottom)) if top > 0 and bottom > 0 else 0.0
    laws = [_second_year(*school) for school in zip(n1.tolist(), n2.tolist(), (k1 + k2).tolist(), strict=True)]
    nodes, weights = np.polynomial.hermite_e.hermegauss(TWOS_NODES)
    shifts = odds + sqrt(_between_odds(laws, k2, odds)) * nodes
    out = np.zeros(n1.shape)
    for at, (a, b, t) in enumerate(zip(n1.tolist(), n2.tolist(), (k1 + k2).tolist(), strict=True)):
        if not a or not b:
            continue
        k, log = laws[at]
        power = log + k * shifts[:, None]
        chance = np.exp(power - power.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        grows = 100 * (k / b - (t - k) / a) >= points - 1e-9
        out[at] = float(weights @ chance[:, grows].sum(axis=1)) / float(weights.sum())
    return out


def _second_year(a: int, b: int, t: int) -> tuple[Ints, Floats]:
    """Possible «2» of the second year, and the logarithm of their weights at equal odds."""
    from scipy.special import gammaln

    k = np.arange(max(0, t - a), min(b, t) + 1)
    return k, -(gammaln(k + 1) + gammaln(b - k + 1) + gammaln(t - k + 1) + gammaln(a - t + k + 1))


def _between_odds(laws: list[tuple[Ints, Floats]], seen: Ints, odds: float) -> float:
    """Variance of the log odds between schools: (mean z² − 1) / mean variance of the law, winsorised, at most 1."""
    deviations, variances = [], []
    for (k, log), count in zip(laws, seen.tolist(), strict=True):
        if k.size < 2:
            continue
        chance = np.exp((power := log + k * odds) - power.max())
        chance /= chance.sum()
        mean = float(chance @ k)
        variance = float(chance @ (k - mean) ** 2)
        if variance > 0.3:
            deviations.append((count - mean) / sqrt(variance))
            variances.append(variance)
    if len(deviations) < LEAST_SCHOOLS:
        return 0.0
    spread = float(np.mean(winsorised(np.array(deviations)) ** 2)) / WINSORISED_VARIANCE
    return float(np.clip((spread - 1) / np.mean(variances), 0.0, 1.0))
