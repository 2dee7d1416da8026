"""One p-value of a cell from the p-values of its signals: Fisher's sum, with their dependence taken into account.

S = −2 Σ ln p over the k signals available. For independent signals S ~ χ²(2k); honest signals are not independent (a
strong class is high in several), so the mean and variance of S are taken with the correlations of the signals (Brown
1975 with the polynomial of Kost, McDermott 2002), S is treated as a scaled χ², and its cube root, which is very nearly
normal for every number of degrees of freedom (Wilson, Hilferty 1931), is what the second empirical null looks at.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.empirical_null import shipped_file
from app.services.objectivity.region import Floats

LEAST_P = 1e-300
PRIOR_CELLS = 150.0
"""The shipped correlation weighs as much as so many cells."""


def fisher_z(p: Floats, correlation: Floats) -> Floats:
    """(cells,) about standard normal, high = unusual; NaN where no signal is available.

    `p` (signals, cells), NaN = not available; `correlation` (signals, signals) of the signals' normal scores.
    """
    known = np.isfinite(p)
    k = known.sum(axis=0).astype(np.float64)
    s = -2 * np.log(np.clip(np.where(known, p, 1.0), LEAST_P, 1.0)).sum(axis=0)
    covariance = 3.263 * correlation + 0.710 * correlation**2 + 0.027 * correlation**3
    np.fill_diagonal(covariance, 0.0)
    weights = known.astype(np.float64)
    mean = 2 * k
    variance = 4 * k + ((covariance @ weights) * weights).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = 2 * mean**2 / np.maximum(variance, k)
        spread = 2 / (9 * freedom)
        z = ((s / mean) ** (1 / 3) - (1 - spread)) / np.sqrt(spread)
    return np.where(k > 0, z, np.nan)


def correlations(z: Floats, codes: tuple[str, ...]) -> Floats:
    """(signals, signals) correlation of calibrated z (signals, cells), drawn towards the shipped one.

    From the signs: sin(π/2 · mean sign·sign) of the pairs of cells that have both (Greiner's relation at the medians),
    so a few manipulated cells with huge z weigh no more than any others.
    """
    signs = np.where(np.isfinite(z), np.sign(np.where(np.isfinite(z), z, 0.0)), 0.0)
    present = np.isfinite(z).astype(np.float64)
    both = present @ present.T
    concordance = signs @ signs.T
    table = shipped_file().get("correlations", {})
    prior = np.array([[float(table.get(a, {}).get(b, 0.0)) for b in codes] for a in codes]).reshape(len(codes), len(codes))
    own = np.sin(np.pi / 2 * concordance / np.maximum(both, 1.0))
    result = (both * own + PRIOR_CELLS * prior) / (both + PRIOR_CELLS)
    np.fill_diagonal(result, 1.0)
    return np.asarray(result)
