"""Pure rules of the data check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import comb

from app.services.data_quality.rows import Taking

LEAST_EXPECTED = 10
LEAST_MISSING = 25.0
TIMES_DISTRICT = 2.0
CHANCE = 0.01


def unusual(takings: Mapping[int, Taking]) -> dict[int, tuple[float, float]]:
    """{school: (percent that did not write, the same in the other schools)} of those where that is unusually much.

    From LEAST_EXPECTED pupils on, a quarter and more missing, twice the share of the others, and a chance under 1 % at
    their share (binomial).
    """
    missing = sum(one.missing for one in takings.values())
    expected = sum(one.expected for one in takings.values())
    found = {}
    for school, one in takings.items():
        others = expected - one.expected
        if one.expected < LEAST_EXPECTED or one.expected > 400 or others < LEAST_EXPECTED:
            continue
        rate = (missing - one.missing) / others
        share = 100 * one.missing / one.expected
        if share < LEAST_MISSING or share < TIMES_DISTRICT * 100 * rate:
            continue
        if _at_least(one.missing, one.expected, max(rate, 0.5 / others)) < CHANCE:
            found[school] = (share, 100 * rate)
    return found


def context_year(year: int, held_on: date | None) -> int:
    """Context data of 2026 are of the school year 2025/2026; an autumn procedure belongs to the next one."""
    return year + 1 if held_on is not None and held_on.month >= 9 and held_on.year == year else year


def _at_least(k: int, n: int, p: float) -> float:
    """Chance of k and more of n."""
    return max(0.0, 1 - sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k)))
