"""Participation: fewer of the list wrote than elsewhere, as when the weak are asked to stay at home.

x = arcsin √((w + 3/8) / (m + 3/4)) with w written of m on the list (Anscombe 1948), variance 1/(4m + 2); from it the
usual share (median) and the spread between schools τ². Few are absent as a rule, so even on this scale honest schools
have a long tail to one side; therefore the number of the absent is put against a beta-binomial law of the usual share
μ and of correlation ρ = 4τ² (the variance of a share p is 4μ(1 − μ) times that of its arcsine), mid-p → z.
High = few wrote. Units: percent of the list.
"""

from __future__ import annotations

import numpy as np

from app.services.objectivity.by_cell import PaperCells, papers_of
from app.services.objectivity.cells import FEW, Cells, SignalValues
from app.services.objectivity.overdispersion import MIN_SCHOOLS, spread_by_paper
from app.services.objectivity.pictures import ParticipationDetail
from app.services.objectivity.region import Floats, Ints, Region

CODE = "participation"


def signal(region: Region, cells: Cells) -> SignalValues:
    """`value` the share who wrote and `expected` the usual one, percent of the list."""
    papers = list(papers_of(region, cells))
    found = [_absent(part) for part in papers]
    spread = spread_by_paper([row[0] for row in found], [row[1] for row in found])
    z, value, expected = (np.full(len(cells), np.nan) for _ in range(3))
    why = np.zeros(len(cells), dtype=np.int64)
    for part, (_, _, centre, reason), tau2 in zip(papers, found, spread, strict=True):
        said = reason == 0
        enrolled = part.paper.enrolled[part.school]
        z[part.here][said] = _beta_binomial_z(enrolled[said], part.n[said], float(np.sin(centre) ** 2), 4 * tau2)
        value[part.here] = np.where(said, 100 * part.n / np.maximum(enrolled, 1), np.nan)
        expected[part.here] = np.where(said, 100 * np.sin(centre) ** 2, np.nan)
        why[part.here] = reason
    return SignalValues(CODE, z, value, expected, why, lowest=value == 100)


def detail(region: Region, cells: Cells, cell: int) -> ParticipationDetail | None:
    """The schools of the cell's paper whose lists are known; None where the signal says nothing."""
    papers = list(papers_of(region, cells))
    found = [_absent(part) for part in papers]
    spread = spread_by_paper([row[0] for row in found], [row[1] for row in found])
    for part, (_, _, centre, why), tau2 in zip(papers, found, spread, strict=True):
        if part.here.start <= cell < part.here.stop:
            shown = np.flatnonzero(why == 0)
            own = np.flatnonzero(shown == cell - part.here.start)
            if not own.size:
                return None
            return ParticipationDetail(
                enrolled=part.paper.enrolled[part.school[shown]],
                wrote=part.n[shown],
                own=int(own[0]),
                centre=float(np.sin(centre) ** 2),
                between_sd=float(np.sqrt(tau2)),
            )
    return None


def _absent(part: PaperCells) -> tuple[Floats, Floats, float, Ints]:
    """Per cell: median x − x and its variance; the median; key of `WHY`. A list shorter than the writers is no list."""
    enrolled = part.paper.enrolled[part.school].astype(np.float64)
    known = (enrolled >= part.n) & (enrolled > 0)
    usable = known & (part.n >= FEW)
    why = np.where(known, np.where(part.n >= FEW, 0, 1), 5)
    nothing = np.full(part.n.size, np.nan)
    if int(usable.sum()) < MIN_SCHOOLS:
        return nothing, nothing, np.nan, np.where(why == 0, 9, why)
    if (enrolled[usable] == part.n[usable]).all():
        # Lists made of those who wrote: nobody is absent anywhere.
        return nothing, nothing, np.nan, np.where(why == 0, 12, why)
    x = np.arcsin(np.sqrt((part.n + 0.375) / (np.where(known, enrolled, part.n) + 0.75)))
    centre = float(np.median(x[usable]))
    return np.where(usable, centre - x, np.nan), np.where(usable, 1 / (4 * enrolled + 2), np.nan), centre, why


def _beta_binomial_z(enrolled: Ints, wrote: Ints, usual: float, rho: float) -> Floats:
    """Normal score of P(more absent) + ½ P(as many absent) among `enrolled`, shares of schools ~ Beta(mean `usual`)."""
    from scipy.special import betaln, gammaln, ndtri

    if not enrolled.size:
        return np.zeros(0)
    absent = enrolled - wrote
    rho = min(max(rho, 1e-4), 0.5)
    missing = min(max(1 - usual, 0.5 / float(enrolled.sum())), 1 - 1e-6)
    a, b = missing * (1 / rho - 1), (1 - missing) * (1 / rho - 1)
    # Every number of absent from 0 to the school's own, all schools in one row.
    size = absent + 1
    first = np.cumsum(size) - size
    many = np.repeat(enrolled, size).astype(np.float64)
    k = np.arange(int(size.sum())) - np.repeat(first, size)
    log_chance = gammaln(many + 1) - gammaln(k + 1) - gammaln(many - k + 1) + betaln(k + a, many - k + b) - betaln(a, b)
    chance = np.exp(log_chance)
    below = np.add.reduceat(chance, first) - 0.5 * chance[first + absent]
    return np.asarray(ndtri(np.clip(below, 1e-12, 1 - 1e-12)))
