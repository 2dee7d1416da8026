"""Does the school do it again? How unusual its other cells are: a factor that stands beside the p-value, never in it."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.region import Floats, Ints

MANIPULATED = 0.15
"""Share of cells with something in them before anything is seen (a setting; where none is, the factor stays near 0)."""
STEEPNESS = 0.30
"""p of a manipulated cell ~ density a·p^(a−1) with this a: half of them below .10."""
CERTAINTY = 2.0
"""The share of before weighs as much as so many other cells."""


def posterior(p: Floats) -> Floats:
    """(cells,) probability that something is behind a p-value: π·f₁ / (π·f₁ + 1 − π), f₁ = a·p^(a−1); NaN where p is."""
    density = STEEPNESS * np.maximum(p, 1e-12) ** (STEEPNESS - 1)
    return MANIPULATED * density / (MANIPULATED * density + 1 - MANIPULATED)


def log_odds(p: Floats, school: Ints) -> Floats:
    """(cells,) decimal logarithm by which the odds of a cell change with what its school's other cells show.

    The mean posterior of the other cells, drawn towards the share of before, against that share; 0 without others.
    """
    known = np.isfinite(p)
    if not known.any():
        return np.zeros(p.shape)
    seen = np.where(known, posterior(np.where(known, p, 1.0)), 0.0)
    schools = int(school.max()) + 1
    total = np.bincount(school, weights=seen, minlength=schools)[school] - seen
    others = np.bincount(school[known], minlength=schools)[school] - known
    share = (CERTAINTY * MANIPULATED + total) / (CERTAINTY + others)
    share = np.clip(share, 1e-9, 1 - 1e-9)
    return np.where(others > 0, np.log10(share / (1 - share)) - np.log10(MANIPULATED / (1 - MANIPULATED)), 0.0)


def repeat_factor(p: Floats, school: Ints) -> Floats:
    """(cells,) the same where it speaks for repetition, else 0; in decimal orders of the odds."""
    return np.maximum(log_odds(p, school), 0.0)
