"""Lifting onto a cut is seen, the habit of everybody is not, and what cannot be judged says why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.services.objectivity.cells import cells_of
from app.services.objectivity.region import KnownShares, Region
from app.services.objectivity.signals import bunching
from app.services.objectivity.signals.reference_curve import smooth_curve, tilted
from tests.unit.objectivity.signals.small_region import lifted, place, region, with_paper


def test_lifted_school_stands_out():
    honest = region(seed=5)
    cells = cells_of(honest)
    before = bunching.signal(honest, cells)
    after = bunching.signal(lifted(honest, 0, 7), cells)
    cell = place(cells, 0, 7)
    assert after.z[cell] > 3 > before.z[cell]
    assert after.z[cell] == np.nanmax(after.z)
    assert after.value[cell] > after.expected[cell] + 4


def test_honest_cells_are_about_standard_normal():
    z = np.concatenate([bunching.signal(r, cells_of(r)).z for r in (region(seed=s, papers=6) for s in range(4))])
    assert abs(z.mean()) < 0.12
    assert 0.85 < z.std() < 1.12
    assert 0.02 < np.mean(z > 1.645) < 0.08


def test_what_every_school_does_is_usual():
    whole = region(seed=8)
    for school in range(40):
        whole = lifted(whole, 0, school)
    cells = cells_of(whole)
    z = bunching.signal(whole, cells).z[cells.of_paper(0)]
    assert np.median(z) < 1
    assert np.mean(z > 1.645) < 0.12


def test_known_distribution_of_the_region_lets_one_school_be_judged():
    whole = region(seed=9)
    paper = lifted(whole, 0, 3).papers[0]
    shares = np.bincount(whole.papers[0].score, minlength=paper.max_score + 1) / whole.papers[0].pupils
    mine = paper.school == 3
    alone = replace(
        paper,
        school=np.zeros(int(mine.sum()), dtype=np.int64),
        score=paper.score[mine],
        journal=paper.journal[mine],
        tasks=paper.tasks[mine],
        variant=paper.variant[mine],
        enrolled=paper.enrolled[3:4],
    )
    small = Region(whole.schools[3:4], whole.municipality[3:4], (alone,))
    said = bunching.signal(small, cells_of(small))
    assert np.isnan(said.z[0])
    assert said.why[0] == 9
    known = with_paper(small, 0, known=KnownShares("region", "Область", 20000, shares))
    assert bunching.signal(known, cells_of(known)).z[0] > 3


@pytest.mark.parametrize(("change", "why"), [({"cuts": ()}, 2), ({"max_score": None}, 2), ({"cuts": (30, 40, 50)}, 2)])
def test_no_scale_no_number(change, why):
    whole = with_paper(region(seed=2, papers=1), 0, **change)
    said = bunching.signal(whole, cells_of(whole))
    assert np.isnan(said.z).all()
    assert np.isnan(said.value).all()
    assert set(said.why) == {why}


def test_nobody_near_a_cut():
    whole = region(seed=2, papers=1)
    paper = whole.papers[0]
    score = paper.score.copy()
    score[paper.school == 4] = paper.max_score
    whole = with_paper(whole, 0, score=score, cuts=(5, 10, 15))
    cells = cells_of(whole)
    said = bunching.signal(whole, cells)
    cell = place(cells, 0, 4)
    assert np.isnan(said.z[cell])
    assert said.why[cell] == 8
    assert np.isfinite(said.z).sum() == len(cells) - 1


def test_cuts_close_together_and_at_the_ends():
    whole = with_paper(region(seed=2, papers=1), 0, cuts=(1, 3, 20))
    assert np.isfinite(bunching.signal(whole, cells_of(whole)).z).any()


def test_detail_agrees_with_the_signal():
    whole = lifted(region(seed=5), 1, 2)
    cells = cells_of(whole)
    said = bunching.signal(whole, cells)
    cell = place(cells, 1, 2)
    seen = bunching.detail(whole, cells, cell)
    assert seen is not None
    assert seen.counts.sum() == cells.n[cell]
    assert seen.expected.sum() == pytest.approx(cells.n[cell])
    assert sum(window.at_cut for window in seen.windows) == said.value[cell]
    assert sum(window.expected for window in seen.windows) == pytest.approx(said.expected[cell])
    assert bunching.detail(with_paper(whole, 1, cuts=()), cells, cell) is None


def test_ids_do_not_matter_and_nothing_is_random():
    whole = region(seed=6)
    other = replace(whole, schools=whole.schools * 17 + 3, municipality=whole.municipality + 9)
    first, second = (bunching.signal(one, cells_of(one)).z for one in (whole, other))
    assert np.array_equal(first, second, equal_nan=True)


def test_smooth_curve_ignores_what_happens_in_the_zone():
    s = np.arange(31)
    counts = 4000 * np.exp(-((s - 16) ** 2) / 60)
    counts /= counts.sum() / 4000
    heaped = counts.copy()
    heaped[10] += heaped[7:10].sum() * 0.8
    heaped[7:10] *= 0.2
    curve = smooth_curve(heaped, (10,))
    assert np.allclose(curve[5:25], counts[5:25], rtol=0.05)


def test_tilted_has_the_means_asked_for():
    shares = np.exp(-((np.arange(21) - 9.0) ** 2) / 30)
    means = np.array([3.0, 9.0, 17.5])
    curves = tilted(shares / shares.sum(), means)
    assert np.allclose(curves @ np.arange(21), means, atol=1e-6)
    assert np.allclose(curves.sum(axis=1), 1)
    assert np.isfinite(tilted(shares, np.array([0.0, 20.0]))).all()
