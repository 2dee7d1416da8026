"""Figures of order, the same as the kit's scorer prints, for places where the kit's files do not exist."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.region import Flags, Floats


def average_precision(manipulated: Flags, score: Floats) -> float:
    """Area under the precision–recall curve; tied scores enter together. NaN with nobody manipulated."""
    if not manipulated.any():
        return float("nan")
    order = np.argsort(-score, kind="mergesort")
    truth, ranked = manipulated[order], score[order]
    found = np.cumsum(truth)
    last_of_tie = np.r_[ranked[1:] != ranked[:-1], True]
    precision = (found / np.arange(1, truth.size + 1))[last_of_tie]
    recall = (found / found[-1])[last_of_tie]
    return float((np.diff(np.r_[0.0, recall]) * precision).sum())


def power_at(manipulated: Flags, score: Floats, rate: float = 0.05) -> float:
    """Share of the manipulated above the (1 − rate) quantile of the honest."""
    return float((score[manipulated] > np.quantile(score[~manipulated], 1 - rate)).mean())
