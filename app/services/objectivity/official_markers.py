"""Official objectivity markers, as the office has to report them: formulas on arrays, nothing decided here.

Source: ФИОКО, «Уровень объективности оценки образовательных результатов», 19.04.2019 (3 pp.): inflated mean, mismatch
with journal marks, sharp rise and sharp fall between grade 4 and grade 5. The thresholds are the document's own; they
also catch honest schools (the mean rule 13–18 % of all), which is why the program never decides by them.

Everything here is pure numpy. Groups (schools) are integer labels 0 … groups−1, one label a pupil.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.services.objectivity.official_constants import MIN_SCHOOLS_FOR_QUARTILES, OUTER_FENCE, T95

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reference:
    """What schools are compared with: number of pupils, mean and standard deviation (n−1), raw score points."""

    n: int
    mean: float
    sd: float
    """NaN when n < 2."""

    @property
    def upper(self) -> float:
        """X̄ + 1.96·S/√n, raw score points; NaN when n < 2."""
        return self.mean + T95 * self.sd / sqrt(self.n) if self.n > 1 else float("nan")


@dataclass(frozen=True, slots=True)
class Moments:
    """Per group: number of pupils, mean and standard deviation (n−1; NaN where n < 2), raw score points."""

    n: Ints
    mean: Floats
    sd: Floats


@dataclass(frozen=True, slots=True)
class InflatedMean:
    """Per group: did the marker fire, and the lower end of the group's interval (NaN where n < 2)."""

    flags: Flags
    lower: Floats


@dataclass(frozen=True, slots=True)
class SharpChange:
    """Per school: K, the two flags; and the bounds common to all (NaN when there are too few schools)."""

    ratio: Floats
    rises: Flags
    falls: Flags
    low: float
    high: float


def reference_from_scores(scores: ArrayLike) -> Reference | None:
    """Mean and SD of all pupils of the reference, or None for nobody."""
    values = np.asarray(scores, dtype=np.float64)
    if values.size == 0:
        return None
    sd = float(values.std(ddof=1)) if values.size > 1 else float("nan")
    return Reference(int(values.size), float(values.mean()), sd)


def reference_from_distribution(shares: ArrayLike, n: int) -> Reference | None:
    """The same from «Распределение первичных баллов»: `shares[s]` of n pupils have score s.

    Shares may be percents or fractions; printed ones do not add up to exactly 100, so they are divided by their sum.
    None where nothing was distributed.
    """
    weights = np.asarray(shares, dtype=np.float64)
    total = float(weights.sum())
    if n < 1 or not total > 0:
        return None
    weights = weights / total
    scores = np.arange(weights.size)
    mean = float(weights @ scores)
    variance = float(weights @ (scores - mean) ** 2)
    return Reference(n, mean, sqrt(variance * n / (n - 1)) if n > 1 else float("nan"))


def moments(group: ArrayLike, scores: ArrayLike, groups: int) -> Moments:
    """Size, mean and SD (n−1) of every group; an empty group has n = 0 and NaN."""
    labels = np.asarray(group, dtype=np.int64)
    values = np.asarray(scores, dtype=np.float64)
    n = np.bincount(labels, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(labels, weights=values, minlength=groups) / n
        squares = np.bincount(labels, weights=(values - mean[labels]) ** 2, minlength=groups)
        sd = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
    return Moments(n, mean, sd)


def inflated_mean(schools: Moments, reference: Reference) -> InflatedMean:
    """«Завышенный средний балл»: x̄ − 1.96·s/√m > X̄ + 1.96·S/√n, for schools with m > 1.

    Equal scores (s = 0) leave an interval of no width; the document makes no exception for them, so neither do we.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = schools.mean - T95 * schools.sd / np.sqrt(schools.n)
        return InflatedMean(lower > reference.upper, lower)


def average_ranks(group: ArrayLike, values: ArrayLike) -> Floats:
    """Rank of every value inside its group, from 1; ties share the mean of their places."""
    labels = np.asarray(group, dtype=np.int64)
    numbers = np.asarray(values, dtype=np.float64)
    ranks = np.empty(numbers.size)
    if numbers.size == 0:
        return ranks
    order = np.lexsort((numbers, labels))
    labels, numbers = labels[order], numbers[order]
    new_group = np.r_[True, labels[1:] != labels[:-1]]
    new_run = new_group | np.r_[True, numbers[1:] != numbers[:-1]]
    starts = np.flatnonzero(new_run)
    ends = np.r_[starts[1:], numbers.size]  # exclusive
    group_start = np.flatnonzero(new_group)[np.cumsum(new_group) - 1]
    first_of_run = starts - group_start[starts]
    run_rank = first_of_run + (ends - starts + 1) / 2
    ranks[order] = run_rank[np.cumsum(new_run) - 1]
    return ranks


def spearman_by_group(group: ArrayLike, marks: ArrayLike, scores: ArrayLike, groups: int) -> Floats:
    """«Несоответствие отметкам»: r_s = 1 − 6Σd²/(n(n²−1)) between journal mark and raw score, per group.

    Ties: the document prints the formula and says nothing of them. Average ranks are put into the formula as it
    stands, without a correction for ties: on the region's 2021 data this gives 1 school with r_s < 0 in Russian
    and none in mathematics of grade 4, as the reference calculation does; places in order of appearance give
    12 and 10, the lowest place of a tie 15 and 5. Without the correction many ties pull r_s upwards: one constant
    series never falls below 0.5.

    NaN where fewer than two pupils have both numbers or one of the series is constant: there is no order to compare.
    Callers pass only pupils that have both a mark and a score. The marker fires where r_s < 0.
    """
    labels = np.asarray(group, dtype=np.int64)
    mark_ranks = average_ranks(labels, marks)
    score_ranks = average_ranks(labels, scores)
    n = np.bincount(labels, minlength=groups).astype(np.float64)
    squares = np.bincount(labels, weights=(mark_ranks - score_ranks) ** 2, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = 1 - 6 * squares / (n * (n**2 - 1))
    # A constant series has every rank equal to the middle one.
    middle = (n[labels] + 1) / 2
    varies = np.ones(groups, dtype=bool)
    for ranks in (mark_ranks, score_ranks):
        varies &= np.bincount(labels, weights=(ranks != middle), minlength=groups) > 0
    return np.where((n > 1) & varies, r, np.nan)


def sharp_change(before: ArrayLike, after: ArrayLike) -> SharpChange:
    """«Резкое возрастание» and «резкое падение» of one cohort: K = S(N, YY) / S(N+1, YY+1).

    `before` and `after`: mean completion of the school (raw score / maximum, in any common unit) in grade 4 of year
    YY and in grade 5 of year YY+1, same subject. Fall: K > Q75 + 3·IQR; rise: K < Q25 − 3·IQR; quartiles over all
    schools that have K, interpolated linearly (Excel's QUARTILE.INC). K is NaN where the later mean is not positive.
    """
    first = np.asarray(before, dtype=np.float64)
    second = np.asarray(after, dtype=np.float64)
    ratio = np.full(first.shape, np.nan)
    np.divide(first, second, out=ratio, where=second > 0)
    known = ratio[np.isfinite(ratio)]
    if known.size < MIN_SCHOOLS_FOR_QUARTILES:
        nobody = np.zeros(first.shape, dtype=bool)
        return SharpChange(ratio, nobody, nobody, float("nan"), float("nan"))
    q25, q75 = (float(q) for q in np.quantile(known, (0.25, 0.75)))
    low, high = q25 - OUTER_FENCE * (q75 - q25), q75 + OUTER_FENCE * (q75 - q25)
    # Ratios of equal schools differ in the last bit; that is not a change.
    slack = 1e-9 * max(abs(low), abs(high))
    return SharpChange(ratio, ratio < low - slack, ratio > high + slack, low, high)
