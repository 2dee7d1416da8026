"""Resilient schools: results above what schools of such conditions show. Pure.

The result of a school is its completion against the district's, weighted by pupils over the papers looked at. It is
regressed on the index of social well-being; the interval of a school comes from all other schools (prediction, Student),
so that a school far from the rest does not hide itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.services.support.rows import PaperFact, Resilience, ResiliencePoint, Rules
from app.services.text_ru import counted, number, sort_key

LEAST_PUPILS = 30
"""Works over all papers: fewer say too little about a school."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A school before the comparison."""

    organisation_id: int
    name: str
    index: float | None
    papers: Sequence[PaperFact]


def resilience(schools: Sequence[Measured], rules: Rules) -> Resilience:
    """Says why it says nothing where there are too few schools, or all of them work in the same conditions."""
    known = [(one, *found) for one in schools if one.index is not None and (found := _result(one.papers)) is not None]
    without = sum(1 for one in schools if one.index is None)
    least = round(rules["least_schools"])
    if len(known) < least:
        have = counted(len(known), "школа", "школы", "школ")
        return Resilience(
            f"Пока сказать нельзя: {have} с индексом условий и результатами не меньше {LEAST_PUPILS} работ, нужно {least}.",
            without_index=without,
        )
    import numpy as np
    from scipy import stats

    x = np.array([one.index for one, _result, _pupils in known], float)
    y = np.array([result for _one, result, _pupils in known], float)
    if np.ptp(x) < 1:
        return Resilience("Пока сказать нельзя: условия школ почти одинаковы.", without_index=without)
    n, middle = len(known), float(np.median(x))
    t = float(stats.t.ppf(0.5 + rules["interval"] / 200, n - 3))
    slope, _start = np.polyfit(x, y, 1)
    points = []
    for place, (one, result, pupils) in enumerate(known):
        rest = np.arange(n) != place
        expected, spread = _expected(x[rest], y[rest], float(x[place]))
        low, high = expected - t * spread, expected + t * spread
        hard = bool(x[place] < middle)
        points.append(
            ResiliencePoint(
                one.organisation_id, one.name, float(x[place]), result, expected, low, high, pupils, hard, hard and result > high
            )
        )
    return Resilience("", tuple(sorted(points, key=lambda one: sort_key(one.name))), float(slope) * 10, without)


def _expected(x: object, y: object, at: float) -> tuple[float, float]:
    """(expectation at a point, standard error of a new school there) of a straight line."""
    import numpy as np

    xs, ys = np.asarray(x, float), np.asarray(y, float)
    n, centre = len(xs), xs.mean()
    around = float(((xs - centre) ** 2).sum())
    slope = float(((xs - centre) * (ys - ys.mean())).sum()) / around if around else 0.0
    start = float(ys.mean()) - slope * centre
    rest = ys - start - slope * xs
    sigma = sqrt(float((rest**2).sum()) / (n - 2))
    return start + slope * at, sigma * sqrt(1 + 1 / n + ((at - centre) ** 2 / around if around else 0.0))


def _result(papers: Sequence[PaperFact]) -> tuple[float, int] | None:
    known = [one.figures for one in papers if one.figures.mean is not None and one.figures.district_mean is not None]
    pupils = sum(one.n for one in known)
    if pupils < LEAST_PUPILS:
        return None
    return sum(((one.mean or 0) - (one.district_mean or 0)) * one.n for one in known) / pupils, pupils


def in_words(point: ResiliencePoint) -> str:
    """«индекс 32, результат +4,1 п. п. к району, по условиям ожидалось от −3,0 до +2,5»."""
    return (
        f"индекс условий {number(point.index)}, результат {_signed(point.result)} п. п. к району; "
        f"у школ таких условий от {_signed(point.low)} до {_signed(point.high)}"
    )


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value, 1)}"
