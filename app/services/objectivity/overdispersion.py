"""Spread between honest schools: τ² by DerSimonian–Laird, with the ends drawn in so that the odd ones do not make it.

Sources: DerSimonian, Laird 1986 (moments); Spiegelhalter 2005, «Handling over-dispersion of performance indicators»
(10 % winsorised z; random effects). Without τ² a mean of a large school is «significant» as soon as schools differ.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.region import Floats

WINSOR = 0.10
"""Share drawn in at each end."""
WINSORISED_UNIT = 0.678656
"""Mean square of a standard normal drawn in at ±1.2816; dividing by it makes the estimate right for honest normal z."""
MIN_SCHOOLS = 5
"""Fewer schools have no spread of their own."""
TRUSTED = 40
"""So many schools weigh as much as what the other papers say (`shrunk`)."""


def between_variance(deviation: Floats, variance: Floats) -> float:
    """τ² in the square of the units of `deviation`: from deviations (schools,) from the centre and their own variances.

    z = d/√v is drawn in at its 10 % and 90 % quantiles, φ = mean z² / .6787, and
    τ² = max(0, I·(φ − 1) / (Σw − Σw²/Σw)) with w = 1/v. 0 with fewer than three schools.
    """
    usable = np.isfinite(deviation) & np.isfinite(variance) & (variance > 0)
    d, v = deviation[usable], variance[usable]
    if d.size < 3:
        return 0.0
    z = d / np.sqrt(v)
    low, high = np.quantile(z, (WINSOR, 1 - WINSOR))
    phi = float(np.mean(np.clip(z, low, high) ** 2)) / WINSORISED_UNIT
    w = 1 / v
    return max(0.0, float(d.size * (phi - 1) / (w.sum() - (w**2).sum() / w.sum())))


def shrunk(ratio: Floats, schools: Floats) -> Floats:
    """Per paper: the ratio τ²/σ² drawn towards the mean of all papers; with 40 schools half its own.

    `ratio` NaN = the paper says nothing of its own (it then gets the mean; 0 when nobody says anything).
    """
    known = np.isfinite(ratio) & (schools > 0)
    if not known.any():
        return np.zeros(ratio.shape)
    weight = np.where(known, schools, 0.0)
    common = float((weight * np.where(known, ratio, 0.0)).sum() / weight.sum())
    return (weight * np.where(known, ratio, 0.0) + TRUSTED * common) / (weight + TRUSTED)


def spread_by_paper(deviations: list[Floats], variances: list[Floats]) -> Floats:
    """(papers,) τ² of each paper from its schools' deviations and their variances (NaN = school not used), `shrunk`."""
    enough = [int((np.isfinite(d) & np.isfinite(v)).sum()) for d, v in zip(deviations, variances, strict=True)]
    own = [
        between_variance(d, v) if many >= MIN_SCHOOLS else np.nan
        for d, v, many in zip(deviations, variances, enough, strict=True)
    ]
    return shrunk(np.array(own, dtype=np.float64), np.array(enough, dtype=np.float64))
