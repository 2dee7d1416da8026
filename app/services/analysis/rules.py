"""Rules of the seven directions, on arrays and numbers. Pure; numpy is imported where it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Any

from app.services.analysis.rows import FEW, State, Thresholds
from app.services.results.rows import Scale
from app.services.text_ru import counted

NO_POINTS = 251
"""Bytes of packed task scores from here on are no points («X», blank)."""


def enough_for(level: str, t: Thresholds) -> tuple[float, float] | None:
    """(threshold, its zone) of a task level «Б», «П», «В»; None where the level is not known."""
    match level.strip().upper()[:1]:
        case "Б":
            return t.basic_enough, t.basic_zone
        case "П" | "В":
            return t.advanced_enough, t.advanced_zone
    return None


def task_state(level: str, percent: float | None, t: Thresholds) -> State:
    """Basic: ≥ 60 enough, < 57 not enough, between them at the border; higher levels 30 and 28.5."""
    limits = enough_for(level, t)
    if limits is None or percent is None:
        return ""
    threshold, zone = limits
    return "good" if percent >= threshold else "low" if percent < threshold - zone else "edge"


def marks_of(scores: Any, marks: Any, scale: Scale | None) -> Any:
    """Marks of the file (0 = none) completed by the scale; scores −1 = none. Arrays of one length."""
    import numpy as np

    known = np.asarray(marks, np.int64)
    if scale is None or None in (scale.min3, scale.min4, scale.min5):
        return known
    cuts = np.array([scale.min3, scale.min4, scale.min5], np.int64)
    numbers = np.asarray(scores, np.int64)
    by_scale = np.where((numbers < 0) | (numbers > scale.max_score), 0, 2 + np.searchsorted(cuts, numbers, side="right"))
    return np.where(known > 0, known, by_scale)


def percents_of_tasks(points: Any, maxima: Sequence[int | None]) -> tuple[float | None, ...]:
    """Σ points / (n · maximum) · 100 by column of uint8[n, k]; None under 5 papers and where the maximum is not known."""
    import numpy as np

    n = len(points)
    if n < FEW:
        return (None,) * len(maxima)
    sums = np.where(points >= NO_POINTS, 0, points).sum(axis=0, dtype=np.int64).tolist()
    return tuple(100 * got / (n * most) if most else None for got, most in zip(sums, maxima, strict=True))


def sample_words(n: int, t: Thresholds) -> str:
    """What the size of the sample allows to say."""
    people = counted(n, "участник", "участника", "участников")
    if n < FEW:
        return f"{people}: меньше {FEW}, проценты не приводятся."
    if n < t.group_least:
        return f"{people}: слишком мало для выводов, смотрите каждую работу отдельно."
    if n < t.least:
        return f"{people}: выборка ограниченная (меньше {t.least:.0f}), выводы только вместе с другими данными."
    if n < t.enough:
        return f"{people}: наименьшая выборка для выводов (от {t.least:.0f} до {t.enough:.0f})."
    if n < t.informative:
        return f"{people}: выборки достаточно, распределение баллов показательно от {t.informative:.0f}."
    return f"{people}: выборка показательна."


@dataclass(frozen=True, slots=True)
class TwoYear:
    """Share of «2» in one year against the year before; `delta` in percentage points."""

    year: int
    n: int
    percent: float | None
    delta: float | None
    state: State


def two_dynamics(years: Sequence[tuple[int, int, float | None]], t: Thresholds) -> tuple[TwoYear, ...]:
    """(year, n, percent of «2») by year → the same with the change from the last year that is known."""
    found: list[TwoYear] = []
    before: float | None = None
    for year, n, percent in sorted(years):
        delta = percent - before if percent is not None and before is not None else None
        state: State = "" if delta is None else "low" if delta >= t.two_growth else "good" if delta <= 0 else "edge"
        if n < t.group_least:
            state = ""
        found.append(TwoYear(year, n, percent, delta, state))
        before = percent if percent is not None else before
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Peak:
    """Numbers of works around a cut: two scores below it, the cut, one above. `share`: of those at the cut and above
    it among all four, percent; `usual`: the same in the reference; `p`: by chance so many or more."""

    mark: int
    cut: int
    counts: tuple[int, int, int, int]
    share: float | None
    usual: float | None
    p: float | None
    state: State


LEAST_IN_WINDOW = 20


def boundary_peaks(
    counts: Sequence[int], reference: Sequence[float] | None, scale: Scale | None, t: Thresholds
) -> tuple[Peak, ...]:
    """At official cuts only. `counts[s]` works with score s; `reference[s]` share of the reference."""
    if scale is None:
        return ()
    found = []
    for mark, cut in ((3, scale.min3), (4, scale.min4), (5, scale.min5)):
        if cut is None or cut < 2 or cut + 1 >= len(counts):
            continue
        window = (counts[cut - 2], counts[cut - 1], counts[cut], counts[cut + 1])
        total, above = sum(window), window[2] + window[3]
        usual = None
        if reference is not None and cut + 1 < len(reference):
            around = reference[cut - 2 : cut + 2]
            usual = 100 * (around[2] + around[3]) / sum(around) if sum(around) > 0 else None
        p = binomial_tail(above, total, usual / 100) if usual is not None and total >= LEAST_IN_WINDOW else None
        state: State = "note" if p is not None and p < t.peak_p else ""
        found.append(Peak(mark, cut, window, 100 * above / total if total >= FEW else None, usual, p, state))
    return tuple(found)


def binomial_tail(k: int, n: int, p: float) -> float:
    """P(X ≥ k) of n trials with chance p."""
    if k <= 0 or p >= 1:
        return 1.0
    if p <= 0:
        return 0.0
    whole, yes, no = lgamma(n + 1), log(p), log(1 - p)
    return min(1.0, sum(exp(whole - lgamma(i + 1) - lgamma(n - i + 1) + i * yes + (n - i) * no) for i in range(k, n + 1)))


@dataclass(frozen=True, slots=True)
class SkillResult:
    """One skill: its tasks (places in the task map), mean percent of them, how many are under the threshold."""

    skill: str
    places: tuple[int, ...]
    percent: float | None
    low: int
    judged: int
    state: State
    """`low`: a deficit of the system: at least 2 tasks and most of them low; `edge`: low, but only one task tells it."""


def skills(names: Sequence[str], percents: Sequence[float | None], states: Sequence[State]) -> tuple[SkillResult, ...]:
    """Tasks put together by the name of the skill, in the order of the work; tasks without a name are left out."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(place)
    found = []
    for name, some in places.items():
        known = [p for place in some if (p := percents[place]) is not None]
        judged = [place for place in some if states[place]]
        low = sum(states[place] == "low" for place in judged)
        state: State = ""
        if judged:
            state = "low" if len(judged) > 1 and 2 * low > len(judged) else "edge" if low else "good"
        found.append(SkillResult(name, tuple(some), sum(known) / len(known) if known else None, low, len(judged), state))
    return tuple(found)


def is_low(score: int, mark: int, max_score: int | None, scale: Scale | None, t: Thresholds) -> State:
    """`low`: «2» (without marks: under the share of the maximum); `edge`: just above the lowest «3»."""
    if score < 0:
        return ""
    if mark == 2:
        return "low"
    if mark == 0:
        return "low" if max_score and 100 * score / max_score < t.low_share else ""
    if mark == 3 and scale is not None and scale.min3 is not None and score < scale.min3 + t.edge_points:
        return "edge"
    return ""
