"""Which cells are shown as «повод для перепроверки». Source: Benjamini, Hochberg 1995."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.region import Flags, Floats, Ints

Q = 0.10
"""At most about one in ten of the flagged cells is expected to be honest."""


def benjamini_hochberg(p: Floats, group: Ints, q: float = Q) -> Flags:
    """(cells,) p ≤ q·i/m at the largest rank i that fulfils it, inside each group; NaN is never flagged, never counted."""
    flags = np.zeros(p.shape, dtype=np.bool_)
    known = np.flatnonzero(np.isfinite(p))
    if not known.size:
        return flags
    order = known[np.lexsort((p[known], group[known]))]
    labels, sorted_p = group[order], p[order]
    first = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    size = np.diff(np.r_[first, order.size])
    rank = np.arange(order.size) - np.repeat(first, size) + 1
    passed = sorted_p <= q * rank / np.repeat(size, size)
    last = np.maximum.reduceat(np.where(passed, rank, 0), first)
    flags[order] = rank <= np.repeat(last, size)
    return flags
