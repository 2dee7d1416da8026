"""Tasks done for the class and points given to everybody leave traces in the tasks; honest schools do not."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from app.services.objectivity.cells import cells_of
from app.services.objectivity.region import BLANK, NOT_ATTEMPTED
from app.services.objectivity.signals import hard_easy, item_pattern, task_residuals
from app.services.objectivity.signals.task_residuals import residuals, wilson_hilferty
from tests.unit.objectivity.signals.small_region import TASKS, given, place, region, solved_for, with_paper


def test_copied_tasks_stand_out():
    whole = solved_for(region(seed=1), 1, 5, [8, 10, 11])
    cells = cells_of(whole)
    said = item_pattern.signal(whole, cells)
    cell = place(cells, 1, 5)
    assert said.z[cell] > 5
    assert said.z[cell] == np.nanmax(said.z)
    assert said.value[cell] > 2 * said.expected[cell]


def test_points_given_to_everybody_make_hard_tasks_easy():
    whole = given(region(seed=2, pupils=60), 0, 3, 0.4)
    cells = cells_of(whole)
    said = hard_easy.signal(whole, cells)
    cell = place(cells, 0, 3)
    assert said.z[cell] > 2
    assert said.value[cell] > 0


@pytest.mark.parametrize("module", [item_pattern, hard_easy])
def test_honest_cells_are_about_standard_normal(module):
    z = np.concatenate([module.signal(r, cells_of(r)).z for r in (region(seed=s, papers=6) for s in range(10, 14))])
    assert abs(z.mean()) < 0.3
    assert 0.8 < z.std() < 1.15
    assert np.mean(z > 1.645) < 0.07


def test_residuals_of_a_paper_sum_to_nothing():
    whole = region(seed=3, papers=1)
    paper = residuals(whole, cells_of(whole))[0]
    assert paper is not None
    assert np.allclose(paper.residual.sum(axis=1), 0, atol=1e-6)
    assert (np.linalg.eigvalsh(paper.between) > -1e-9).all()


def test_large_schools_vary_less_where_classes_do():
    assert wilson_hilferty(np.array([11.0]), 11.0)[0] == pytest.approx(0, abs=0.2)
    whole = region(seed=3, papers=2)
    paper = residuals(whole, cells_of(whole))[0]
    assert paper is not None
    assert (paper.spread > 0).all()


@pytest.mark.parametrize("module", [item_pattern, hard_easy])
def test_no_tasks_and_few_schools(module):
    whole = region(seed=4, papers=2)
    totals = with_paper(whole, 0, tasks=None, task_max=np.zeros(0, dtype=np.int64), task_codes=())
    cells = cells_of(totals)
    said = module.signal(totals, cells)
    here = cells.of_paper(0)
    assert np.isnan(said.z[here]).all()
    assert set(said.why[here]) == {4}
    assert np.isfinite(said.z[cells.of_paper(1)]).all()
    few = region(seed=4, schools=4, papers=1)
    said = module.signal(few, cells_of(few))
    assert np.isnan(said.z).all()
    assert set(said.why) == {9}


def test_cells_without_points_and_empty_marks():
    whole = region(seed=5, papers=1)
    paper = whole.papers[0]
    tasks = paper.tasks.copy()
    tasks[paper.school == 2] = BLANK
    tasks[::7, 3] = NOT_ATTEMPTED
    tasks[::11, 4] = BLANK
    whole = with_paper(whole, 0, tasks=tasks)
    cells = cells_of(whole)
    said = item_pattern.signal(whole, cells)
    assert np.isnan(said.z[place(cells, 0, 2)])
    assert said.why[place(cells, 0, 2)] == 4
    assert np.isfinite(said.z).sum() == len(cells) - 1


def test_variants_of_unequal_difficulty_are_no_sign():
    whole = region(seed=6, papers=1, pupils=40)
    paper = whole.papers[0]
    variant = np.where(np.arange(paper.pupils) % 2 == 0, 1, 2)
    variant[np.isin(paper.school, (3, 4, 5, 6, 7))] = 2
    variant[paper.school == 9] = 7
    tasks = paper.tasks.copy()
    tasks[variant == 2, 0] = 0
    tasks[variant == 2, 11] = TASKS[11]
    whole = with_paper(whole, 0, tasks=tasks, variant=variant, score=tasks.astype(np.int64).sum(axis=1))
    cells = cells_of(whole)
    said = item_pattern.signal(whole, cells)
    assert np.abs(said.z[cells.of_paper(0)][3:8]).max() < 3.5
    assert said.why[place(cells, 0, 9)] == 11
    blind = with_paper(whole, 0, variant=np.zeros(paper.pupils, dtype=np.int64))
    assert item_pattern.signal(blind, cells_of(blind)).z[3:8].mean() > said.z[3:8].mean() + 1


def test_detail_shows_what_the_signal_saw():
    whole = solved_for(region(seed=1), 0, 5, [8, 10])
    cells = cells_of(whole)
    seen = item_pattern.detail(whole, cells, place(cells, 0, 5))
    assert seen is not None
    assert seen.completion[8] == pytest.approx(100)
    assert set(np.argsort(seen.z)[-2:]) == {8, 10}
    assert ((seen.expected >= 0) & (seen.expected <= 100)).all()
    assert np.argmax(seen.difficulty) > np.argmin(seen.difficulty)
    assert len(seen.codes) == len(seen.maxima) == len(seen.z) == TASKS.size
    assert hard_easy.detail(whole, cells, place(cells, 0, 5)) is not None


def test_same_answer_whatever_was_asked_before():
    whole = region(seed=7)
    cells = cells_of(whole)
    first = item_pattern.signal(whole, cells).z
    item_pattern.signal(region(seed=8), cells_of(region(seed=8)))
    assert np.array_equal(first, item_pattern.signal(whole, cells_of(whole)).z, equal_nan=True)
    other = replace(whole, schools=whole.schools[::-1] * 3)
    assert np.array_equal(first, item_pattern.signal(other, cells_of(other)).z, equal_nan=True)


def test_tasks_nobody_or_everybody_did():
    whole = region(seed=9, papers=1)
    paper = whole.papers[0]
    tasks = paper.tasks.copy()
    tasks[:, 0] = 1
    tasks[:, 11] = 0
    whole = with_paper(whole, 0, tasks=tasks, score=tasks.astype(np.int64).sum(axis=1))
    cells = cells_of(whole)
    assert np.isfinite(item_pattern.signal(whole, cells).z).all()
    assert len(item_pattern.detail(whole, cells, 0).codes) == TASKS.size - 2
    flat = with_paper(whole, 0, tasks=np.ones_like(tasks), score=np.full(paper.pupils, TASKS.size))
    assert set(item_pattern.signal(flat, cells_of(flat)).why) <= {4, 9}


def test_detail_of_hard_tasks_counts_what_is_half_done():
    whole = region(seed=11)
    paper = whole.papers[0]
    tasks = paper.tasks.copy()
    mine = np.flatnonzero(paper.school == 4)
    tasks[np.ix_(mine, np.flatnonzero(TASKS >= 2))] = 1
    whole = with_paper(whole, 0, tasks=tasks, score=tasks.astype(np.int64).sum(axis=1))
    cells = cells_of(whole)
    seen = hard_easy.detail(whole, cells, place(cells, 0, 4))
    other = hard_easy.detail(whole, cells, place(cells, 0, 5))
    assert seen.partly == pytest.approx(100)
    assert 0 < seen.partly_expected < 80
    assert abs(other.partly - other.partly_expected) < 15
    assert item_pattern.detail(whole, cells, place(cells, 0, 4)).partly is None


def test_nothing_is_kept_of_a_region_that_is_gone():
    whole = region(seed=12)
    cells = cells_of(whole)
    item_pattern.signal(whole, cells)
    score = weakref.ref(whole.papers[0].score)
    assert task_residuals._last is not None
    del whole, cells
    gc.collect()
    assert score() is None
    assert task_residuals._last is None
