"""A school is compared with itself: with its other papers, and with the ОГЭ above all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.services.objectivity.cells import cells_of
from app.services.objectivity.region import KnownShares
from app.services.objectivity.signals import expectation
from app.services.objectivity.signals.school_model import school_model
from tests.unit.objectivity.signals.small_region import given, place, region, with_paper


def test_one_lifted_paper_stands_out_from_the_others():
    whole = given(region(seed=1, papers=5), 2, 9, 0.4)
    cells = cells_of(whole)
    said = expectation.signal(whole, cells)
    cell = place(cells, 2, 9)
    assert said.z[cell] > 2.5
    assert said.z[cell] == np.nanmax(said.z)
    assert said.value[cell] > said.expected[cell]


def test_school_that_lifts_everything_is_seen_by_the_exam():
    whole = region(seed=2, papers=4, exam=True)
    judged = [number for number, paper in enumerate(whole.papers) if paper.kind == "vpr"]
    for number in judged:
        whole = given(whole, number, 6, 0.45, seed=number)
    without = replace(whole, papers=tuple(whole.papers[number] for number in judged))
    with_exam = expectation.signal(whole, cells_of(whole)).z[cells_of(whole).school == 6]
    alone = expectation.signal(without, cells_of(without)).z[cells_of(without).school == 6]
    assert with_exam.mean() > alone.mean() + 0.8
    assert with_exam.mean() > 1.5


def test_honest_cells_are_about_standard_normal():
    z = [expectation.signal(r, cells_of(r)).z for r in (region(seed=s, papers=6, exam=True) for s in range(20, 24))]
    every = np.concatenate(z)
    assert abs(every.mean()) < 0.15
    assert 0.8 < every.std() < 1.2
    assert np.mean(every > 1.645) < 0.08


def test_nothing_to_compare_with():
    whole = region(seed=3, papers=1)
    said = expectation.signal(whole, cells_of(whole))
    assert np.isnan(said.z).all()
    assert set(said.why) == {6}
    few = region(seed=3, papers=3, schools=3)
    assert set(expectation.signal(few, cells_of(few)).why) == {9}
    assert expectation.detail(whole, cells_of(whole), 0) is None


def test_school_with_one_paper_among_others():
    whole = region(seed=4, papers=3)
    papers = []
    for number, paper in enumerate(whole.papers):
        rows = (paper.school != 5) | (number == 1)
        papers.append(
            replace(
                paper,
                school=paper.school[rows],
                score=paper.score[rows],
                journal=paper.journal[rows],
                tasks=paper.tasks[rows],
                variant=paper.variant[rows],
            )
        )
    whole = replace(whole, papers=tuple(papers))
    cells = cells_of(whole)
    said = expectation.signal(whole, cells)
    assert np.isnan(said.z[place(cells, 1, 5)])
    assert said.why[place(cells, 1, 5)] == 6
    assert np.isfinite(said.z).sum() == len(cells) - 1


def test_another_maximum_in_another_year_changes_nothing():
    whole = region(seed=5, papers=4)
    cells = cells_of(whole)
    first = expectation.signal(whole, cells).z
    scaled = with_paper(whole, 2, score=whole.papers[2].score * 2 + 1, max_score=2 * whole.papers[2].max_score + 1)
    assert np.allclose(first, expectation.signal(scaled, cells).z, atol=1e-9)


def test_paper_without_any_spread_is_left_out():
    whole = region(seed=6, papers=3)
    whole = with_paper(whole, 0, score=np.full(whole.papers[0].pupils, 7))
    cells = cells_of(whole)
    said = expectation.signal(whole, cells)
    assert np.isnan(said.z[cells.of_paper(0)]).all()
    assert np.isfinite(said.z[cells.of_paper(1)]).all()


def test_known_distribution_of_the_region_makes_the_ranks():
    whole = region(seed=7, papers=3)
    paper = whole.papers[0]
    shares = np.bincount(paper.score, minlength=paper.max_score + 1) / paper.pupils
    known = with_paper(whole, 0, known=KnownShares("region", "Область", 9000, shares))
    first, second = (expectation.signal(one, cells_of(one)).z for one in (whole, known))
    assert np.allclose(first, second, atol=0.2)


def test_covariances_are_covariances():
    model = school_model(region(seed=8, papers=5, exam=True))
    assert model is not None
    assert (model.components >= 0).all()
    assert (np.linalg.eigvalsh(model.covariance(slice(None))) > 0).all()


def test_detail_agrees_with_the_signal():
    whole = given(region(seed=9, papers=4, exam=True), 1, 3, 0.5)
    cells = cells_of(whole)
    said = expectation.signal(whole, cells)
    cell = place(cells, 1, 3)
    seen = expectation.detail(whole, cells, cell)
    assert seen is not None
    assert seen.observed[seen.own] == pytest.approx(said.value[cell])
    assert seen.papers[seen.own] == cells.paper[cell]
    assert seen.observed[seen.own] > seen.high[seen.own]
    exams = np.array([whole.papers[number].kind == "oge" for number in seen.papers])
    assert np.isnan(seen.predicted[exams]).all() == seen.from_exam
    assert (seen.low[~exams] < seen.predicted[~exams]).all()


def test_many_papers_go_in_portions(monkeypatch):
    from app.services.objectivity.signals import school_model as module

    whole = region(seed=10, papers=6, exam=True)
    cells = cells_of(whole)
    first = expectation.signal(whole, cells).z
    monkeypatch.setattr(module, "PORTION", 200)
    assert np.allclose(first, expectation.signal(whole, cells).z)
