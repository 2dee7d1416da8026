"""One Gaussian model of a school over all its papers: what is usual in one follows from the others.

Every paper is put on one scale first: points → normal scores of their ranks in the reference (so that another maximum, another
difficulty and a crowded end of the scale do not matter), then the mean of the cell in units of the spread of pupils inside
schools, around the paper's usual level. y_c has in honest schools the covariance K_cd =

    school  a + a₁[same subject] + a₂[same cohort] + a₃[both]      of all papers,
          + b + b₁[same subject] + b₂[same cohort]                 of ВПР with ВПР, and of ОГЭ with ОГЭ,
    pupils  (p₁[same cohort] + p₂[same cohort and subject])·min(1/n_c, 1/n_d)  the same pupils sat in both; 1/n on the diagonal,
    classes (k₁[same cohort] + k₂[both])·min(u_c, u_d), u = min(1, 25/n),
    own     o + o₁·u on the diagonal, for ВПР and ОГЭ apart.

A cohort is the year less the grade: grade 7 of 2023 is grade 9 of 2025. All components are at least 0, so K is a covariance;
they are found by the method of moments (products of pairs, least squares, drawn slightly towards what is usual), three times,
with y drawn in where a school stands out. Source: the method of moments after DerSimonian, Laird 1986; Spiegelhalter 2012.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.objectivity.cells import CELL_KINDS, FEW
from app.services.objectivity.region import Flags, Floats, Ints, PaperData, Region

EXAMS = ("oge",)
"""Papers marked outside the school."""
CLASS_SIZE = 25.0
ROUNDS = 3
DRAWN_IN = (2.5, 2.0)
"""Standard deviations downwards, and upwards for papers marked in the school, where high ones may be lifted."""
PUPILS_AT_MOST = 0.6
"""Share of a mean's chance that can belong to the same pupils sitting again: the rest is the paper's own."""
OWN_SPREAD_PUPILS = 20.0
"""So many pupils of the reference are mixed with a school's own in the spread of its pupils."""
MIN_SCHOOLS = 5
PORTION = 1_000_000
"""Entries of the largest temporary array."""

USUAL = np.array(
    [0.15, 0.02, 0.012, 0.01, 0.006, 0.003, 0.002, 0.004, 0.002, 0.003, 0.4, 0.25, 0.01, 0.02, 0.006, 0.006, 0.01, 0.005]
)
"""Components before anything is seen: a…a₃, b…b₂ of ВПР, of ОГЭ, p₁ p₂, k₁ k₂, o of ВПР and ОГЭ, o₁ of ВПР and ОГЭ."""
FIRMNESS = 0.5
"""Weight of the usual component: as if seen with twice itself as standard error."""


@dataclass(frozen=True, slots=True, eq=False)
class SchoolModel:
    """Arrays are (schools, papers) for the papers in `papers`; nothing where `present` is False."""

    papers: Ints
    """Places in `Region.papers`."""
    exam: Flags
    """(papers,) marked outside the school."""
    present: Flags
    pupils: Floats
    y: Floats
    """Standardised means, 0 where absent."""
    believed: Floats
    """The same, drawn in: what other papers are predicted from."""
    noise: Floats
    """Variance of y by the chance of pupils, 0 where absent."""
    unit: Floats
    """(papers,) spread of pupils inside schools, in normal scores."""
    components: Floats
    same_subject: Flags
    """(papers, papers)."""
    same_cohort: Flags

    def covariance(self, schools: slice) -> Floats:
        """(schools, papers, papers) K; 1 on the diagonal and 0 beside it where a paper is absent."""
        return _covariance(self.components, self.noise[schools], self.pupils[schools], self.present[schools], self._kinds)

    @property
    def _kinds(self) -> _Kinds:
        return _Kinds(self.exam, self.same_subject, self.same_cohort)

    def portions(self) -> Iterator[slice]:
        """Schools in portions that keep (schools, papers, papers) small."""
        yield from _portions(*self.y.shape)


@dataclass(frozen=True, slots=True, eq=False)
class _Kinds:
    exam: Flags
    same_subject: Flags
    same_cohort: Flags


def school_model(region: Region) -> SchoolModel | None:
    """The model of all schools; None with fewer than two papers."""
    scored = [(number, means) for number, paper in enumerate(region.papers) if (means := _means(paper, region.schools.size))]
    if len(scored) < 2:
        return None
    papers = np.array([number for number, _ in scored], dtype=np.int64)
    chosen = [region.papers[number] for number in papers]
    subject = np.array([paper.subject for paper in chosen])
    cohort = np.array([paper.year - paper.grade for paper in chosen])
    kinds = _Kinds(
        np.array([paper.kind in EXAMS for paper in chosen]),
        subject[:, None] == subject[None, :],
        cohort[:, None] == cohort[None, :],
    )
    y = np.stack([means.y for _, means in scored], axis=1)
    pupils = np.stack([means.n for _, means in scored], axis=1)
    noise = np.stack([means.noise for _, means in scored], axis=1)
    present = pupils > 0
    unit = np.array([means.unit for _, means in scored])
    y, believed, components = _fitted(y, noise, pupils, present, kinds)
    return SchoolModel(
        papers, kinds.exam, present, pupils, y, believed, noise, unit, components, kinds.same_subject, kinds.same_cohort
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    y: Floats
    n: Floats
    noise: Floats
    unit: float


def _means(paper: PaperData, schools: int) -> _Means | None:
    """(schools,) standardised means of one paper; None for papers that are neither judged nor exams, or say nothing."""
    if paper.kind not in (*CELL_KINDS, *EXAMS) or not paper.pupils:
        return None
    n = np.bincount(paper.school, minlength=schools).astype(np.float64)
    enough = n >= FEW
    if int(enough.sum()) < MIN_SCHOOLS:
        return None
    score = _normal_scores(paper)
    here = n > 0
    mean = np.bincount(paper.school, score, schools) / np.maximum(n, 1.0)
    squares = np.bincount(paper.school, (score - mean[paper.school]) ** 2, schools)
    freedom = float(n.sum() - here.sum())
    within = float(squares.sum()) / max(freedom, 1.0)
    if within <= 1e-9:
        return None
    own = (squares / within + OWN_SPREAD_PUPILS) / (np.maximum(n - 1, 0.0) + OWN_SPREAD_PUPILS)
    y = np.where(here, (mean - float(np.median(mean[enough]))) / np.sqrt(within), 0.0)
    return _Means(y, n, np.where(here, own / np.maximum(n, 1.0), 0.0), float(np.sqrt(within)))


def _normal_scores(paper: PaperData) -> Floats:
    """(pupils,) Φ⁻¹ of the middle rank of the pupil's score in the reference (van der Waerden)."""
    from scipy.special import ndtri

    known = paper.known
    score = np.maximum(paper.score, 0)
    top = int(score.max())
    counts = np.bincount(score, minlength=top + 1).astype(np.float64)
    if known is not None and known.shares.size > top and known.shares.sum() > 0:
        counts = known.shares / known.shares.sum() * max(known.n, 1) + np.pad(counts, (0, known.shares.size - counts.size)) * 0.01
    rank = (np.cumsum(counts) - counts / 2) / counts.sum()
    many = counts.sum()
    return np.asarray(ndtri(np.clip(rank, 0.5 / many, 1 - 0.5 / many))[score])


def _portions(schools: int, papers: int) -> Iterator[slice]:
    step = max(1, PORTION // max(papers * papers, 1))
    for first in range(0, schools, step):
        yield slice(first, min(first + step, schools))


def _class_share(pupils: Floats) -> Floats:
    return np.asarray(np.minimum(1.0, CLASS_SIZE / np.maximum(pupils, 1.0)))


def _patterns(kinds: _Kinds) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """(components, papers, papers) each: what multiplies 1, min(1/n), min(u) of a pair."""
    papers = kinds.exam.size
    exam = kinds.exam[:, None] & kinds.exam[None, :]
    own = ~kinds.exam[:, None] & ~kinds.exam[None, :]
    subject, cohort = kinds.same_subject, kinds.same_cohort
    both = subject & cohort
    eye = np.eye(papers, dtype=np.bool_)
    none = np.zeros((papers, papers), dtype=np.bool_)
    level = [
        np.ones((papers, papers)),
        subject,
        cohort,
        both,
        own,
        own & subject,
        own & cohort,
        exam,
        exam & subject,
        exam & cohort,
    ]
    level += [none, none, none, none, eye & own, eye & exam, none, none]
    pupil = [none] * 10 + [cohort & ~eye, both & ~eye] + [none] * 6
    classes = [none] * 12 + [cohort, both, none, none, eye & own, eye & exam]
    one, two, three = (np.stack(group).astype(np.float64) for group in (level, pupil, classes))
    return one, two, three


def _limited(components: Floats) -> Floats:
    """Pupils' part of the chance kept below what pupils can carry from paper to paper."""
    result = components.copy()
    pupils = result[10] + result[11]
    if pupils > PUPILS_AT_MOST:
        result[10:12] *= PUPILS_AT_MOST / pupils
    return result


def _covariance(components: Floats, noise: Floats, pupils: Floats, present: Flags, kinds: _Kinds) -> Floats:
    x = _limited(components)
    level, pupil, classes = (np.tensordot(x, pattern, axes=1) for pattern in _patterns(kinds))
    shared = pupil + np.eye(kinds.exam.size)
    u = _class_share(pupils)
    k = level + shared * np.minimum(noise[:, :, None], noise[:, None, :]) + classes * np.minimum(u[:, :, None], u[:, None, :])
    k *= present[:, :, None] & present[:, None, :]
    place = np.arange(kinds.exam.size)
    k[:, place, place] = np.where(present, k[:, place, place], 1.0)
    return np.asarray(k)


def _fitted(y: Floats, noise: Floats, pupils: Floats, present: Flags, kinds: _Kinds) -> tuple[Floats, Floats, Floats]:
    """(y around the papers' levels, believed y, components)."""
    y = y.copy()
    components = USUAL.copy()
    limit = DRAWN_IN[0] * np.sqrt(0.17 + noise)
    believed = np.clip(y, -limit, limit) * present
    up = np.where(kinds.exam, DRAWN_IN[0], DRAWN_IN[1])
    for _ in range(ROUNDS):
        gap = np.zeros_like(y)
        spread = np.ones_like(y)
        for some in _portions(*y.shape):
            k = _covariance(components, noise[some], pupils[some], present[some], kinds)
            inverse = np.linalg.inv(k)
            precision = np.einsum("spp->sp", inverse)
            expected = believed[some] - np.einsum("spq,sq->sp", inverse, believed[some]) / precision
            gap[some] = (y[some] - expected) * present[some]
            spread[some] = 1 / np.sqrt(precision)
        z = gap / spread
        believed = np.where(present, y - gap + np.clip(z, -DRAWN_IN[0], up) * spread, 0.0)
        shift = _levels(gap, spread, present & (pupils >= FEW))
        y = (y - shift) * present
        believed = (believed - shift) * present
        components = _moments(believed, noise, pupils, present, kinds, components)
    return y, believed, components


def _levels(gap: Floats, spread: Floats, use: Flags) -> Floats:
    """(papers,) median of what is left over: the level of a paper is that of its usual schools."""
    levels = np.zeros(gap.shape[1])
    for p in range(levels.size):
        mine = gap[use[:, p], p]
        if mine.size >= MIN_SCHOOLS:
            levels[p] = float(np.median(mine))
    return levels


def _moments(y: Floats, noise: Floats, pupils: Floats, present: Flags, kinds: _Kinds, before: Floats) -> Floats:
    """Components ≥ 0 by least squares of the products of pairs on (1, min(1/n), min(u)) in each kind of pair."""
    from scipy.optimize import nnls

    papers = kinds.exam.size
    sums = np.zeros((9, papers, papers))
    count = np.zeros((papers, papers))
    for some in _portions(*y.shape):
        here = (present[some][:, :, None] & present[some][:, None, :]).astype(np.float64)
        diagonal = np.einsum("spp->sp", _covariance(before, noise[some], pupils[some], present[some], kinds))
        weight = here / (diagonal[:, :, None] * diagonal[:, None, :])
        u = _class_share(pupils[some])
        a = np.minimum(noise[some][:, :, None], noise[some][:, None, :])
        b = np.minimum(u[:, :, None], u[:, None, :])
        product = y[some][:, :, None] * y[some][:, None, :]
        place = np.arange(papers)
        product[:, place, place] -= noise[some]
        wa, wb, wy = weight * a, weight * b, weight * product
        for number, values in enumerate((weight, wa, wb, wa * a, wa * b, wb * b, wy, wy * a, wy * b)):
            sums[number] += values.sum(axis=0)
        count += here.sum(axis=0)
    rows: list[Floats] = [np.diag(FIRMNESS / USUAL)]
    seen: list[Floats] = [np.full(USUAL.size, FIRMNESS)]
    patterns = np.stack(_patterns(kinds))
    kind = (
        kinds.exam[:, None].astype(int)
        + kinds.exam[None, :]
        + 3 * kinds.same_subject
        + 6 * kinds.same_cohort
        + 12 * np.eye(papers, dtype=int)
    )
    for name in np.unique(kind):
        mask = kind == name
        many = float(count[mask].sum())
        if many < 1:
            continue
        w, a, b, aa, ab, bb, y0, ya, yb = sums[:, mask].sum(axis=1)
        # Pairs of one school say much the same: together they weigh as one product a school, doubled for chance.
        scale = 1.5 * max(many / max(float(present.any(axis=1).sum()), 1.0), 1.0)
        gram = np.array([[w, a, b], [a, aa, ab], [b, ab, bb]]) / scale
        moment = np.array([y0, ya, yb]) / scale
        values, vectors = np.linalg.eigh(gram)
        keep = values > values[-1] * 1e-10
        root = np.sqrt(values[keep])
        first = np.argwhere(mask)[0]
        design = patterns[:, :, first[0], first[1]]
        rows.append((root[:, None] * vectors[:, keep].T) @ design)
        seen.append((vectors[:, keep].T @ moment) / root)
    return np.asarray(nnls(np.concatenate(rows), np.concatenate(seen))[0])
