"""Funnel, journal and participation: each sees its own kind of change, and its picture says the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.services.objectivity.cells import Cells, SignalValues, cells_of
from app.services.objectivity.region import PaperData, Region
from app.services.objectivity.signals import funnel, journal_gap, journal_match, participation
from tests.unit.objectivity.small_region import CUTS, TOP, make

pytestmark = pytest.mark.filterwarnings("error")


def _region(seed: int) -> Region:
    return make(seed, years=(2024,), subjects=("математика",), exam=False).region


def _changed(region: Region, school: int, change: Callable[[PaperData, np.ndarray], PaperData]) -> Region:
    paper = region.papers[0]
    return replace(region, papers=(change(paper, paper.school == school),))


def _large(region: Region) -> int:
    """A large school near the middle, so that only the change is seen."""
    paper = region.papers[0]
    n = np.bincount(paper.school)
    mean = np.bincount(paper.school, weights=paper.score) / np.maximum(n, 1)
    fit = np.flatnonzero(n >= 40)
    return int(fit[np.argmin(np.abs(mean[fit] - np.median(mean)))])


def _cell(cells: Cells, school: int) -> int:
    return int(np.flatnonzero(cells.school == school)[0])


def _z(module: object, region: Region, school: int) -> tuple[float, SignalValues, Cells]:
    cells = cells_of(region)
    values = module.signal(region, cells)  # type: ignore[attr-defined]
    return float(values.z[_cell(cells, school)]), values, cells


@pytest.mark.parametrize("module", [funnel, journal_gap, journal_match, participation])
def test_honest_cells_are_about_standard_normal(module: object) -> None:
    z = np.concatenate([_z(module, make(seed, municipalities=6).region, 1)[1].z for seed in range(30, 34)])
    z = z[np.isfinite(z)]
    assert abs(np.median(z)) < 0.15 and 0.75 < z.std() < 1.25


def test_funnel_rises_with_the_mean() -> None:
    region = _region(40)
    school = _large(region)
    lifted = _changed(region, school, lambda p, own: replace(p, score=np.where(own, np.minimum(p.score + 4, TOP), p.score)))
    before, after = _z(funnel, region, school)[0], _z(funnel, lifted, school)[0]
    assert abs(before) < 1 < after and after - before > 2


def test_funnel_picture_has_the_numbers_of_the_signal() -> None:
    region = _region(41)
    school = _large(region)
    z, values, cells = _z(funnel, region, school)
    cell = _cell(cells, school)
    seen = funnel.detail(region, cells, cell)
    assert seen is not None
    assert seen.mean[seen.own] == pytest.approx(values.value[cell])
    assert seen.centre == pytest.approx(values.expected[cell])
    spread = np.sqrt(seen.within_sd**2 / seen.n[seen.own] + seen.between_sd**2)
    assert (seen.mean[seen.own] - seen.centre) / spread == pytest.approx(z)


def test_journal_gap_rises_when_scores_leave_the_marks_behind() -> None:
    region = _region(42)
    school = _large(region)
    lifted = _changed(region, school, lambda p, own: replace(p, score=np.where(own, np.minimum(p.score + 3, TOP), p.score)))
    assert _z(journal_gap, lifted, school)[0] > _z(journal_gap, region, school)[0] + 2
    kind = _changed(region, school, lambda p, own: replace(p, journal=np.where(own, np.minimum(p.journal + 1, 5), p.journal)))
    assert _z(journal_gap, kind, school)[0] < _z(journal_gap, region, school)[0], "a lenient journal lowers it"


def test_journal_match_sees_copied_marks() -> None:
    region = _region(43)
    school = _large(region)
    edges = np.array([0, *CUTS])

    def copied(paper: PaperData, own: np.ndarray) -> PaperData:
        return replace(paper, score=np.where(own, edges[np.maximum(paper.journal, 2) - 2] + 1, paper.score))

    z, values, cells = _z(journal_match, _changed(region, school, copied), school)
    cell = _cell(cells, school)
    assert z > 4
    assert values.value[cell] == cells.n[cell], "all agree"
    assert values.expected[cell] < 0.8 * values.value[cell]


def test_journal_match_does_not_rise_with_points_for_everybody() -> None:
    region = _region(44)
    school = _large(region)
    lifted = _changed(region, school, lambda p, own: replace(p, score=np.where(own, np.minimum(p.score + 3, TOP), p.score)))
    assert _z(journal_match, lifted, school)[0] < 2


def test_journal_picture_counts_the_pupils() -> None:
    region = _region(45)
    school = _large(region)
    _, values, cells = _z(journal_match, region, school)
    cell = _cell(cells, school)
    seen = journal_match.detail(region, cells, cell)
    assert seen is not None
    assert seen.matrix.sum() == cells.n[cell] and seen.agreed == values.value[cell]
    assert seen.expected == pytest.approx(values.expected[cell])
    gap = journal_gap.signal(region, cells)
    assert seen.gap == pytest.approx(gap.value[cell] - gap.expected[cell])


def test_pupils_without_a_journal_mark_are_left_out() -> None:
    region = _region(46)
    school = _large(region)

    def some(paper: PaperData, own: np.ndarray) -> PaperData:
        journal = np.where(own & (np.arange(paper.pupils) % 2 == 0), 0, paper.journal)
        return replace(paper, journal=journal, score=np.where(journal == 0, TOP, paper.score))

    z = _z(journal_gap, _changed(region, school, some), school)[0]
    assert np.isfinite(z) and z < 2, "their full marks are not looked at"
    few = _changed(region, school, lambda p, own: replace(p, journal=np.where(own & (np.cumsum(own) > 3), 0, p.journal)))
    assert np.isnan(_z(journal_gap, few, school)[0]) and np.isnan(_z(journal_match, few, school)[0])


def test_participation_rises_when_few_write() -> None:
    region = _region(47)
    school = _large(region)

    def listed(paper: PaperData, own: np.ndarray) -> PaperData:
        enrolled = paper.enrolled.copy()
        enrolled[school] = int(own.sum() * 1.5)
        return replace(paper, enrolled=enrolled)

    missing = _changed(region, school, listed)
    z, values, cells = _z(participation, missing, school)
    cell = _cell(cells, school)
    assert z > 3 and values.value[cell] == pytest.approx(67, abs=2) and 85 < values.expected[cell] < 97
    seen = participation.detail(missing, cells, cell)
    assert seen is not None
    assert seen.wrote[seen.own] / seen.enrolled[seen.own] * 100 == pytest.approx(values.value[cell])
    assert seen.centre * 100 == pytest.approx(values.expected[cell])


def test_a_list_shorter_than_the_writers_is_no_list() -> None:
    region = _region(48)
    school = _large(region)
    paper = region.papers[0]
    enrolled = paper.enrolled.copy()
    enrolled[school] = 3
    z, values, cells = _z(participation, replace(region, papers=(replace(paper, enrolled=enrolled),)), school)
    assert np.isnan(z) and values.why[_cell(cells, school)] == 5


def test_lists_made_of_the_writers_say_nothing() -> None:
    region = _region(49)
    paper = region.papers[0]
    enrolled = np.bincount(paper.school, minlength=paper.enrolled.size)
    values = _z(participation, replace(region, papers=(replace(paper, enrolled=enrolled),)), 0)[1]
    assert np.isnan(values.z).all()
    assert participation.detail(replace(region, papers=(replace(paper, enrolled=enrolled),)), cells_of(region), 0) is None
