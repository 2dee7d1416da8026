"""Expectation: the school's mean against what its own other papers, and above all the ОГЭ, lead to expect.

y, K are of `school_model`. In two steps:
1. every ВПР is predicted from the ОГЭ alone: ŷ_o = k_o' K_oo⁻¹ y_o with the variance of that prediction;
2. the leave-one-out residual from all other papers, (K⁻¹y)_c / √((K⁻¹)_cc), where the other ВПР are believed at most 0.7 standard
   deviations above what the ОГЭ predicts for them: a school that lifts all its papers must not be its own excuse.
Without an ОГЭ the second step stands alone. z is of the second step; the picture shows the step that says more of the cell, and
names it. Shrinkage and prediction interval come out of the same formula.

Units of `value` and `expected`: standard deviations of pupils inside schools, above the usual level of the paper.
Sources: Spiegelhalter 2005, 2012; Singh 2024 (an indirect index validated by a retest outside the school).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.cells import FEW, Cells, SignalValues
from app.services.objectivity.pictures import ExpectationDetail
from app.services.objectivity.region import Floats, Region
from app.services.objectivity.signals.school_model import SchoolModel, school_model

CODE = "expectation"
BELIEVED_ABOVE_EXAM = 0.7
"""Standard deviations that other papers may lie above the ОГЭ's prediction and still be taken for the school's level."""
FEW_PUPILS, NO_OTHER_PAPERS, FEW_SCHOOLS = 1, 6, 9
"""Keys of `cells.WHY`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prediction:
    """(schools, papers); NaN where there is nothing to predict from."""

    expected: Floats
    spread: Floats
    by_exam: Floats
    spread_by_exam: Floats


def signal(region: Region, cells: Cells) -> SignalValues:
    """z high: better than the school's other papers let expect."""
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    model = school_model(region)
    why = np.full(len(cells), FEW_SCHOOLS if model is None else 0, dtype=np.int64)
    if model is None:
        if len({paper.id for paper in region.papers if paper.pupils}) < 2:
            why[:] = NO_OTHER_PAPERS
        return SignalValues(CODE, z, value, expected, why)
    predicted = _predictions(model)
    column = np.full(len(region.papers), -1, dtype=np.int64)
    column[model.papers] = np.arange(model.papers.size)
    here = column[cells.paper]
    known = here >= 0
    school, paper = cells.school[known], here[known]
    y, mean, spread = (values[school, paper] for values in (model.y, predicted.expected, predicted.spread))
    fit = cells.n[known] >= FEW
    z[known] = np.where(fit, (y - mean) / spread, np.nan)
    value[known] = np.where(np.isfinite(mean), y, np.nan)
    expected[known] = mean
    why[:] = np.where(np.isfinite(z), 0, np.where(cells.n < FEW, FEW_PUPILS, np.where(here >= 0, NO_OTHER_PAPERS, FEW_SCHOOLS)))
    return SignalValues(CODE, z, value, expected, why)


def detail(region: Region, cells: Cells, cell: int) -> ExpectationDetail | None:
    """All papers of the school on one scale with predictions; None where nothing can be predicted.

    The predictions are those of the ОГЭ alone (`from_exam`) where the cell stands out further from them.
    """
    model = school_model(region)
    if model is None:
        return None
    school = int(cells.school[cell])
    own = np.flatnonzero(model.papers == cells.paper[cell])
    mine = np.flatnonzero(model.present[school])
    if not own.size or mine.size < 2:
        return None
    predicted = _predictions(model, slice(school, school + 1))
    column = int(own[0])
    y = model.y[school, column]
    z = (y - predicted.expected[0, column]) / predicted.spread[0, column]
    z_exam = (y - predicted.by_exam[0, column]) / predicted.spread_by_exam[0, column]
    from_exam = bool(z_exam > z)
    source, spread = (predicted.by_exam, predicted.spread_by_exam) if from_exam else (predicted.expected, predicted.spread)
    middle = source[0, mine]
    half = 1.96 * spread[0, mine]
    return ExpectationDetail(
        papers=model.papers[mine],
        observed=model.y[school, mine],
        predicted=middle,
        low=middle - half,
        high=middle + half,
        own=int(np.flatnonzero(mine == column)[0]),
        from_exam=from_exam,
    )


def _predictions(model: SchoolModel, schools: slice | None = None) -> _Prediction:
    """Predictions of every paper of the schools from the others, and from the ОГЭ alone."""
    portions = list(model.portions()) if schools is None else [schools]
    parts = [_of_schools(model, some) for some in portions]
    return _Prediction(*(np.concatenate([part[number] for part in parts]) for number in range(4)))


def _of_schools(model: SchoolModel, some: slice) -> tuple[Floats, Floats, Floats, Floats]:
    k = model.covariance(some)
    present, believed = model.present[some], model.believed[some]
    variance = np.einsum("spp->sp", k)
    by_exam, left = _from_exam(model, k, some)
    limit = by_exam + BELIEVED_ABOVE_EXAM * np.sqrt(left)
    trusted = np.where(np.isfinite(limit), np.minimum(believed, limit), believed)
    inverse = np.linalg.inv(k)
    precision = np.einsum("spp->sp", inverse)
    expected = trusted - np.einsum("spq,sq->sp", inverse, trusted) / precision
    several = present & (present.sum(axis=1, keepdims=True) >= 2)
    spread = np.sqrt(np.minimum(1 / precision, variance))
    nothing = np.where(several, 0.0, np.nan)
    return expected + nothing, spread + nothing, by_exam, np.sqrt(left)


def _from_exam(model: SchoolModel, k: Floats, some: slice) -> tuple[Floats, Floats]:
    """(schools, papers) prediction from the ОГЭ alone and its variance (with the paper's own chance); NaN without an ОГЭ."""
    exams = np.flatnonzero(model.exam)
    shape = model.y[some].shape
    if not exams.size:
        return np.full(shape, np.nan), np.full(shape, np.nan)
    present = model.present[some]
    among = k[:, exams][:, :, exams]
    across = k[:, :, exams] * present[:, None, exams]
    weights = np.linalg.solve(among, across.transpose(0, 2, 1))
    expected = np.einsum("sep,se->sp", weights, model.believed[some][:, exams])
    explained = np.einsum("sep,spe->sp", weights, across)
    left = np.maximum(np.einsum("spp->sp", k) - explained, 1e-6)
    known = present & present[:, exams].any(axis=1, keepdims=True) & ~model.exam
    return np.where(known, expected, np.nan), np.where(known, left, np.nan)
