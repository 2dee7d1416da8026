"""What share of the points that were not earned seems to have been given to everybody of a cell.

Points given to the share ε of what is missing move the residuals r of a pupil with the total s by ε·u(s): every line gains what
its pupils lack (m − E for a task; the frequency of m − 1 for «full marks»), less what belongs to the raised total, E'·(M − s).
Sums over the pupils i of a cell, leave-one-out, W_i = W(s_i) = (v + .07·gain)½ C (v + .07·gain)½: the covariance of a pupil when
a small share has been given. Without that addition the few weakest pupils would decide alone, for whom a solved hard task is a
wonder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.services.objectivity.by_cell import PaperCells
from app.services.objectivity.region import Floats, Ints

LEAST_EIGENVALUE = 0.02
"""Of the correlation of a pupil's residuals; directions with less cannot vary."""
HALF_DOSE = 0.07
"""Share of the points not earned for which W is made."""
SKEWNESS_LEFT = 0.85
"""Part of a pupil's skewness that is left after the shifts common to a school are taken out; measured on made-up papers."""
PORTION = 512


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Sums of one paper."""

    size: Floats
    """(cells,) Σ u' W⁻¹ u."""
    along: Floats
    """(cells,) Σ u' W⁻¹ r."""
    cross: Floats
    """(cells, lines) Σ W⁻¹ u."""
    residual: Floats
    """(cells, lines) Σ W⁻¹ r."""
    totals: Floats
    """(cells, totals) pupils, times 1 − l."""
    precision: Floats
    """(totals, lines, lines) W(s)⁻¹."""
    skewness: float
    """Of one pupil's u' W⁻¹ r."""
    chance: float
    """Mean square of u' W⁻¹ r over u' W⁻¹ u in the reference: 1 if W were a pupil's covariance."""


@dataclass(frozen=True, slots=True, eq=False)
class Pupils:
    """What `given_sums` needs of the pupils of one paper and of its reference; r of lines, totals as rows."""

    part: PaperCells
    residual: Floats
    """(pupils, lines)."""
    total: Ints
    counted: Floats
    """(pupils,) weight in the reference."""
    totals: Floats
    """(cells, totals) pupils, times 1 − l."""
    variance: Floats
    """(totals, lines)."""
    gain: Floats
    """(totals, lines)."""
    slope: Floats
    """(totals, lines) E'."""
    covariance: Floats
    """(lines, lines)."""
    centre: Floats
    """(lines,) taken from every residual."""

    def first(self, lines: int) -> Pupils:
        """The same of the first lines only."""
        return Pupils(
            self.part,
            self.residual[:, :lines],
            self.total,
            self.counted,
            self.totals,
            self.variance[:, :lines],
            self.gain[:, :lines],
            self.slope[:, :lines],
            self.covariance[:lines, :lines],
            self.centre[:lines],
        )


def given_sums(pupils: Pupils) -> Given:
    """The direction in which a pupil's residuals cannot vary (their sum) is left out of C⁻¹."""
    sd = np.sqrt(np.diag(pupils.covariance))
    values, vectors = np.linalg.eigh(pupils.covariance / np.outer(sd, sd))
    inverse = (vectors * np.where(values > LEAST_EIGENVALUE, 1 / np.maximum(values, LEAST_EIGENVALUE), 0.0)) @ vectors.T
    size = pupils.gain.shape[0]
    direction = pupils.gain - pupils.slope * (size - 1 - np.arange(size))[:, None]
    root = np.sqrt(pupils.variance + HALF_DOSE * np.maximum(pupils.gain, 0.0))
    precision = inverse / (root[:, :, None] * root[:, None, :])
    aimed = np.einsum("sjk,sk->sj", precision, direction)
    length = np.einsum("sj,sj->s", aimed, direction)
    weighted = (pupils.residual / root[pupils.total]) @ inverse / root[pupils.total]
    score = np.einsum("ij,ij->i", pupils.residual, aimed[pupils.total])
    cross = pupils.totals @ aimed
    precise = (pupils.totals @ precision.reshape(size, -1)).reshape(-1, sd.size, sd.size)
    return Given(
        size=pupils.totals @ length,
        along=pupils.part.sums(score) - cross @ pupils.centre,
        cross=cross,
        residual=pupils.part.sums(weighted) - precise @ pupils.centre,
        totals=pupils.totals,
        precision=precision,
        skewness=_skewness(score, pupils.counted),
        chance=float(pupils.counted @ score**2) / max(float(pupils.counted @ length[pupils.total]), 1e-9),
    )


@dataclass(frozen=True, slots=True, eq=False)
class GivenShare:
    """(cells,) each: what share of the points not earned seems to have been given, estimated by generalised least squares."""

    share: Floats
    variance: Floats
    skewness: Floats
    """Of the estimate."""

    def z(self, spread: float = 0.0) -> Floats:
        """share / √(variance + spread); few pupils who solved a hard task are skewed: − γ (z² − 1) / 6 (Cornish, Fisher 1938)."""
        z = self.share / np.sqrt(self.variance + spread)
        gamma = self.skewness * (self.variance / (self.variance + spread)) ** 1.5
        # Beyond ±2.5 the parabola would turn round: there the correction stays what it is at 2.5.
        return np.asarray(z - gamma * (np.minimum(z**2, 6.25) - 1) / 6)


def given_share(given: Given, between_schools: Floats, spread: Floats, shrink: Floats) -> GivenShare:
    """With A = Σ W⁻¹, b = Σ W⁻¹u and honest shifts t ~ N(0, g·T) common to the pupils of a cell, k = (A + (gT)⁻¹)⁻¹ b:

    share = (Σ u'W⁻¹r − k'Σ W⁻¹r) / D, D = Σ u'W⁻¹u − k'b,
    variance = (c·(Σ u'W⁻¹u − 2k'b + k'Ak) + (b − Ak)'gT(b − Ak)) / D², c the chance of a pupil as it is.
    `between_schools` (lines, lines) T, `spread` (cells,) g, `shrink` (cells,) 1/(n(1 − l)).
    """
    cells, lines = given.cross.shape
    share, variance, part = np.empty(cells), np.empty(cells), np.empty(cells)
    one = np.eye(lines)
    flat = given.precision.reshape(-1, lines * lines)
    for some in portions(cells):
        a = (given.totals[some] @ flat).reshape(-1, lines, lines)
        between = spread[some, None, None] * (between_schools + 1e-6 * one)
        b = given.cross[some]
        # (A + (gT)⁻¹)⁻¹ = gT (1 + A gT)⁻¹
        k = (between @ np.linalg.solve(one + a @ between, b[:, :, None]))[:, :, 0]
        kb = np.einsum("cj,cj->c", k, b)
        ak = np.einsum("cjk,ck->cj", a, k)
        size = np.maximum(given.size[some] - kb, 1e-9)
        pupils = given.chance * np.maximum(given.size[some] - 2 * kb + np.einsum("cj,cj->c", k, ak), 1e-9)
        schools = np.einsum("cj,cjk,ck->c", b - ak, between, b - ak)
        share[some] = (given.along[some] - np.einsum("cj,cj->c", k, given.residual[some])) / size
        variance[some] = (pupils + schools) / size**2
        part[some] = pupils / (pupils + schools)
    return GivenShare(share, variance, SKEWNESS_LEFT * given.skewness * np.sqrt(shrink) * part**1.5)


def portions(cells: int) -> Iterator[slice]:
    for first in range(0, cells, PORTION):
        yield slice(first, first + PORTION)


def _skewness(values: Floats, weight: Floats) -> float:
    """Third moment about 0 over the second to the power 3/2, of the values that count."""
    many = float(weight.sum())
    squares = weight * values * values
    square = float(squares.sum())
    return float(squares @ values) / many / (square / many) ** 1.5 if square > 0 else 0.0
