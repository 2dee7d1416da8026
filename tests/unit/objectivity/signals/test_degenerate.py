"""Whatever is loaded, a signal says a number or why it has none, quietly (warnings fail the tests)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.objectivity.cells import WHY, cells_of
from app.services.objectivity.region import BLANK, NOT_ATTEMPTED, KnownShares, PaperData, Region, cut_to
from app.services.objectivity.signals import bunching, expectation, hard_easy, item_pattern
from tests.unit.objectivity.signals.small_region import given as points_given
from tests.unit.objectivity.signals.small_region import region

MODULES = (bunching, expectation, item_pattern, hard_easy)


@st.composite
def odd_regions(draw):
    """A few papers with anything in them: one pupil, equal scores, one school, no scale, close cuts, blanks, variants."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    schools = draw(st.integers(1, 9))
    papers = []
    for number in range(draw(st.integers(0, 4))):
        pupils = draw(st.sampled_from([0, 1, 4, 7, 30, 120]))
        tasks = draw(st.integers(1, 6))
        maximum = rng.integers(0, 4, tasks)
        points = rng.integers(0, maximum + 1, (pupils, tasks)) if draw(st.booleans()) else np.tile(maximum, (pupils, 1))
        raw = points.astype(np.uint8)
        raw[rng.random(raw.shape) < draw(st.sampled_from([0, 0.2, 1]))] = draw(st.sampled_from([BLANK, NOT_ATTEMPTED, 3]))
        top = int(maximum.sum())
        score = points.sum(axis=1) + (0 if draw(st.booleans()) else rng.integers(0, 3, pupils))
        cuts = draw(st.sampled_from([(), (1, 2, 3), (0, 4, 5), (2, 2, 2), (max(top - 1, 1), top, top), (50, 60, 70)]))
        known = KnownShares("region", "", draw(st.integers(0, 500)), np.ones(draw(st.sampled_from([top + 1, 3]))) / (top + 1))
        with_tasks = draw(st.booleans())
        papers.append(
            PaperData(
                id=number + 1,
                kind=draw(st.sampled_from(["vpr", "vpr", "oge", "municipal_test"])),
                year=2023 + number % 2,
                grade=draw(st.sampled_from([6, 7, 9])),
                subject=draw(st.sampled_from(["математика", "физика"])),
                max_score=draw(st.sampled_from([top, top, None])),
                cuts=cuts,
                school=np.sort(rng.integers(0, schools, pupils)),
                score=score.astype(np.int64),
                journal=rng.integers(0, 6, pupils),
                tasks=raw if with_tasks else None,
                task_max=maximum.astype(np.int64) if with_tasks else np.zeros(0, dtype=np.int64),
                task_codes=tuple(map(str, range(tasks))) if with_tasks else (),
                variant=rng.integers(0, draw(st.sampled_from([1, 2, 4])), pupils),
                enrolled=rng.integers(0, 40, schools),
                known=known if draw(st.booleans()) else None,
            )
        )
    return Region(np.arange(schools, dtype=np.int64) + 1, rng.integers(0, 3, schools), tuple(papers))


@settings(max_examples=150)
@given(odd_regions())
def test_a_number_or_a_reason(whole):
    cells = cells_of(whole)
    for module in MODULES:
        said = module.signal(whole, cells)
        known = np.isfinite(said.z)
        assert said.z.shape == said.value.shape == said.expected.shape == said.why.shape == (len(cells),)
        assert not np.isinf(said.z).any()
        assert (np.abs(said.z[known]) < 60).all()
        assert np.isfinite(said.value[known]).all() and np.isfinite(said.expected[known]).all()
        assert ((said.why == 0) == known).all(), (module.CODE, said.why, said.z)
        assert set(said.why) <= set(WHY)
        for cell in range(len(cells)):
            module.detail(whole, cells, cell)


@pytest.mark.parametrize("module", MODULES)
def test_nothing_loaded(module):
    empty = Region(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), ())
    said = module.signal(empty, cells_of(empty))
    assert said.z.size == 0


@pytest.mark.parametrize("module", MODULES)
def test_municipality_cut_out_is_the_municipality_alone(module):
    whole = points_given(region(seed=3, schools=60, papers=4, exam=True), 1, 4, 0.3)
    whole = replace(whole, municipality=np.arange(60) % 3 + 1)
    part = cut_to(whole, 2)
    papers = tuple(replace(paper, school=paper.school.copy()) for paper in part.papers)
    alone = Region(part.schools.copy(), part.municipality.copy(), papers)
    first, second = (module.signal(one, cells_of(one)) for one in (part, alone))
    assert np.array_equal(first.z, second.z, equal_nan=True)
    assert np.isfinite(first.z).all()
