"""The assessment of a region or a municipality: signals → calibrated p-values → one p per cell → flags.

Steps (objectivity.md, part 2, «Calibration»): signals with over-dispersion; an empirical null per signal and size;
Fisher's sum and a second empirical null on it; Benjamini–Hochberg inside each municipality and year; repetition beside.
Pure numpy/scipy on arrays, deterministic, and a municipality cut out of a region gives bit for bit what it gives alone.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.by_cell import equal_scores, wider_known
from app.services.objectivity.cells import Cells, SignalValues, cells_of, enough
from app.services.objectivity.combination import correlations, fisher_z
from app.services.objectivity.empirical_null import COMBINED, calibrate, p_values
from app.services.objectivity.fdr import benjamini_hochberg
from app.services.objectivity.missing import missing_inputs
from app.services.objectivity.ordering import shipped_ordering, trained_order
from app.services.objectivity.outcome import Assessment, NullUsed
from app.services.objectivity.region import Flags, Floats, Ints, Region
from app.services.objectivity.registry import signals
from app.services.objectivity.repeat import log_odds, repeat_factor

ROUNDS = 4
"""The combination has most of the manipulated cells in its upper half: its null is read again without them. Single signals
have few, and some are too coarse in small schools for that."""
FEW_PUPILS, EQUAL_SCORES = 1, 7
"""Keys of `cells.WHY` that hold for the whole cell."""


def assess(region: Region, *, trained: bool = True) -> Assessment:
    """Judge every cell of the region. Raises nothing on poor data: what cannot be computed is NaN with a reason.

    `trained` = `score` is the trained ordering (`ordering.py`), else the p-value with the factor of repetition.
    """
    from scipy.special import ndtr

    cells = cells_of(region)
    why = _unfit(region, cells)
    fit = why == 0
    said = tuple(_only(signal.signal(region, cells), why) for signal in signals())
    nulls: list[NullUsed] = []
    z = np.full((len(said), len(cells)), np.nan)
    for number, values in enumerate(said):
        z[number], used, _ = calibrate(values.code, values.z, cells.n, fit, lowest=values.lowest)
        nulls += used
    p_of = ndtr(-z)
    sum_z = fisher_z(p_of, correlations(z, tuple(values.code for values in said)))
    combined, used, behind = calibrate(COMBINED, sum_z, cells.n, fit, ROUNDS)
    nulls += used
    p = p_values(combined, behind)
    group = _municipality_year(region, cells)
    reference = _region_reference(region, cells)
    if trained:
        score = trained_order(shipped_ordering(), z, tuple(values.code for values in said), p, cells, region)
    else:
        score = -np.log10(np.clip(p, 1e-300, 1.0)) + log_odds(p, cells.school)
    return Assessment(
        cells=cells,
        signals=said,
        p_of=tuple(p_of),
        sum_z=sum_z,
        p=p,
        score=score,
        repeat=np.where(np.isfinite(p), repeat_factor(p, cells.school), np.nan),
        flagged=benjamini_hochberg(p, group),
        nulls=tuple(nulls),
        missing=missing_inputs(region, cells, reference),
        region_reference=reference & fit,
    )


def _unfit(region: Region, cells: Cells) -> Ints:
    """(cells,) reason why nothing is said of the cell at all, 0 = it can be judged."""
    why = np.where(enough(cells), 0, FEW_PUPILS)
    for number in np.unique(cells.paper):
        here = cells.of_paper(int(number))
        equal = equal_scores(region.papers[number].score, cells.start[here])
        why[here] = np.where((why[here] == 0) & equal, EQUAL_SCORES, why[here])
    return why


def _only(values: SignalValues, why: Ints) -> SignalValues:
    """The signal without the cells that are not judged."""
    fit = why == 0
    reason = np.where(fit, values.why, why)

    def kept(numbers: Floats) -> Floats:
        return np.where(fit, numbers, np.nan)

    return SignalValues(values.code, kept(values.z), kept(values.value), kept(values.expected), reason, values.lowest)


def _municipality_year(region: Region, cells: Cells) -> Ints:
    """(cells,) label of the municipality and year."""
    years = np.array([paper.year for paper in region.papers], dtype=np.int64)
    pairs = np.stack([region.municipality[cells.school], years[cells.paper] if years.size else cells.paper], axis=1)
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _region_reference(region: Region, cells: Cells) -> Flags:
    """(cells,) the paper was written in several municipalities, or a larger whole's distribution is known."""
    wide = np.zeros(len(region.papers), dtype=np.bool_)
    for number, paper in enumerate(region.papers):
        wide[number] = wider_known(paper) or np.unique(region.municipality[np.unique(paper.school)]).size > 1
    return wide[cells.paper] if len(cells) else np.zeros(0, dtype=np.bool_)
