"""Journal gap: scores higher than pupils with such journal marks usually have.

Residual of a pupil = score − mean score of the paper's pupils with the same journal mark; school's mean residual d,
z = (d − median d) / √(Σ v_mark / n² + τ²), v_mark the variance of scores inside schools at that journal mark, τ² the
spread between schools (some mark more leniently all year). High when points were given that the journal never saw.
Source: objectivity.md, part 2; over-dispersion as in Spiegelhalter 2005. Units: percent of the maximum.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.by_cell import papers_of, percent
from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.overdispersion import spread_by_paper
from app.services.objectivity.pictures import JournalDetail
from app.services.objectivity.region import Region
from app.services.objectivity.signals import journal_match
from app.services.objectivity.signals.journal_residuals import deviations

CODE = "journal_gap"


def signal(region: Region, cells: Cells) -> SignalValues:
    """`value` the mean score of pupils with a journal mark, `expected` what their marks and the usual gap imply."""
    papers = list(papers_of(region, cells))
    found = [deviations(part) for part in papers]
    spread = spread_by_paper([row[0] for row in found], [row[1] for row in found])
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    why = np.zeros(len(cells), dtype=np.int64)
    for part, (deviation, variance, mean, reason), tau2 in zip(papers, found, spread, strict=True):
        said = reason == 0
        z[part.here] = np.where(said, deviation / np.sqrt(np.where(said, variance, 1.0) + tau2), np.nan)
        value[part.here] = percent(mean, part.paper.max_score)
        expected[part.here] = percent(mean - deviation, part.paper.max_score)
        why[part.here] = reason
    return SignalValues(CODE, z, value, expected, why)


def detail(region: Region, cells: Cells, cell: int) -> JournalDetail | None:
    """The picture of the journal match shows the gap too."""
    return journal_match.detail(region, cells, cell)
