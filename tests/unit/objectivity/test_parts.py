"""The parts of the calibration, each against what is known of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.services.objectivity.cells import cells_of
from app.services.objectivity.combination import correlations, fisher_z
from app.services.objectivity.empirical_null import calibrate, centre_and_scale, p_values, robust_null
from app.services.objectivity.fdr import benjamini_hochberg
from app.services.objectivity.missing import missing_inputs
from app.services.objectivity.overdispersion import between_variance, shrunk, spread_by_paper
from app.services.objectivity.repeat import log_odds, posterior, repeat_factor
from tests.unit.objectivity.small_region import make

pytestmark = pytest.mark.filterwarnings("error")
P = st.floats(1e-6, 1.0)


def test_between_variance_is_found_whatever_the_sizes() -> None:
    rng = np.random.default_rng(1)
    found = []
    for _ in range(60):
        variance = 9 / rng.integers(8, 80, 300)
        found.append(between_variance(rng.normal(0, np.sqrt(variance + 0.5)), variance))
    assert np.mean(found) == pytest.approx(0.5, rel=0.12), "sizes differ, so z is a mixture and a little is lost"


def test_between_variance_hardly_sees_a_few_odd_schools() -> None:
    rng = np.random.default_rng(2)
    variance = 9 / rng.integers(8, 80, 300)
    deviation = rng.normal(0, np.sqrt(variance + 0.5))
    plain = between_variance(deviation, variance)
    deviation[:9] += 10
    assert between_variance(deviation, variance) < 1.25 * plain


def test_no_spread_beyond_chance_gives_about_nothing() -> None:
    rng = np.random.default_rng(3)
    variance = np.full(500, 0.2)
    assert between_variance(rng.normal(0, np.sqrt(0.2), 500), variance) < 0.03
    assert between_variance(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 0.0


def test_few_schools_borrow_the_spread_of_other_papers() -> None:
    ratio = shrunk(np.array([0.0, 0.4, np.nan]), np.array([5.0, 400.0, 0.0]))
    assert ratio[1] == pytest.approx(0.4, rel=0.05)
    assert 0.3 < ratio[0] < 0.4 and 0.3 < ratio[2] < 0.4
    assert shrunk(np.array([np.nan]), np.array([0.0])).tolist() == [0.0]
    assert spread_by_paper([np.array([1.0, np.nan])], [np.array([1.0, 1.0])]).tolist() == [0.0]


def test_null_of_normal_values_is_theirs() -> None:
    z = np.random.default_rng(4).normal(0.4, 1.3, 40_000)
    assert centre_and_scale(z) == pytest.approx((0.4, 1.3), abs=0.03)
    centre, scale, lifted = robust_null(z, 1.0, 4)
    assert (centre, scale) == pytest.approx((0.4, 1.3), abs=0.03) and lifted < 0.01


def test_null_is_read_past_a_fifth_of_lifted_cells() -> None:
    rng = np.random.default_rng(5)
    z = np.r_[rng.normal(0, 1, 8_000), rng.normal(3.2, 1, 2_000)]
    plain = robust_null(z, 1.0, 0)
    again = robust_null(z, 1.0, 4)
    assert plain[0] > 0.25 and plain[1] > 1.08
    assert again[0] == pytest.approx(0, abs=0.08) and again[1] == pytest.approx(1, abs=0.05)


def test_groups_of_the_null() -> None:
    """100 cells in a bin: its own; 40 in a half: the half's; else the shipped one, and it says so."""
    rng = np.random.default_rng(6)
    n = np.r_[np.full(120, 10), np.full(30, 20), np.full(30, 40), np.full(25, 90)]
    z = rng.normal(1, 2, n.size)
    calibrated, nulls, _ = calibrate("no such signal", z, n, np.ones(n.size, dtype=bool))
    said = {null.group: null.shipped for null in nulls}
    assert said == {"5–15": False, "≤30": False, ">30": False}
    assert abs(np.median(calibrated[:120])) < abs(np.median(z[:120])), "drawn towards its own centre"
    alone, nulls, behind = calibrate("no such signal", z[:30], n[:30], np.ones(30, dtype=bool))
    assert [null.shipped for null in nulls] == [True] and not behind.any()
    assert np.array_equal(alone, z[:30]), "an unknown signal has the standard normal"


def test_a_null_of_few_cells_is_less_sure() -> None:
    z = np.array([1.645, 3.1])
    few, many = p_values(z, np.array([80, 80])), p_values(z, np.array([4000, 4000]))
    assert many == pytest.approx(stats.norm.sf(z), rel=0.05)
    assert few[1] > 2 * many[1] and few[0] < 0.07
    assert p_values(-z, np.array([80, 80])) == pytest.approx(stats.norm.cdf(z))
    assert np.isnan(p_values(np.array([np.nan]), np.array([0])))[0]


def test_equal_values_have_no_scale_and_take_the_shipped_null() -> None:
    calibrated, nulls, _ = calibrate("no such signal", np.zeros(200), np.full(200, 20), np.ones(200, dtype=bool))
    assert nulls[0].shipped and np.isfinite(calibrated).all()


def test_lowest_values_keep_their_own_law() -> None:
    z = np.r_[np.full(80, -0.5), np.linspace(0, 3, 120)]
    calibrated, nulls, _ = calibrate("participation", z, np.full(200, 8), np.ones(200, dtype=bool), lowest=z == -0.5)
    assert np.array_equal(calibrated, z) and (nulls[0].centre, nulls[0].scale) == (0.0, 1.0)


@pytest.mark.parametrize("k", [1, 3, 8])
def test_fisher_of_independent_signals_is_standard_normal(k: int) -> None:
    p = np.random.default_rng(7).random((k, 60_000))
    z = fisher_z(p, np.eye(k))
    assert z.mean() == pytest.approx(0, abs=0.03) and z.std() == pytest.approx(1, abs=0.03)
    assert (z > 1.645).mean() == pytest.approx(0.05, abs=0.005)
    assert (z > 2.326).mean() == pytest.approx(0.01, abs=0.003)


def test_fisher_of_dependent_signals_knows_their_correlation() -> None:
    rng = np.random.default_rng(8)
    common = rng.normal(size=60_000)
    normal = np.sqrt(0.5) * common + np.sqrt(0.5) * rng.normal(size=(5, 60_000))
    p = stats.norm.sf(normal)
    matrix = np.full((5, 5), 0.5)
    np.fill_diagonal(matrix, 1.0)
    z = fisher_z(p, matrix)
    assert (z > 1.645).mean() == pytest.approx(0.05, abs=0.01)
    assert (fisher_z(p, np.eye(5)) > 1.645).mean() > 0.08, "taken for independent it is too sure"


def test_fisher_with_a_signal_missing() -> None:
    p = np.array([[0.01, np.nan, np.nan], [0.2, 0.2, np.nan]])
    z = fisher_z(p, np.eye(2))
    assert z[0] > z[1] and np.isnan(z[2])
    assert z[1] == pytest.approx(stats.norm.isf(0.2), abs=0.05)


def test_correlations_from_signs() -> None:
    rng = np.random.default_rng(9)
    common = rng.normal(size=20_000)
    z = np.stack([common * 0.8 + 0.6 * rng.normal(size=20_000), common, rng.normal(size=20_000)])
    z[2, :50] = np.nan
    matrix = correlations(z, ("a", "b", "c"))
    assert matrix[0, 1] == pytest.approx(0.8, abs=0.03) and abs(matrix[0, 2]) < 0.03
    assert np.array_equal(matrix, matrix.T) and (np.diag(matrix) == 1).all()
    assert np.array_equal(correlations(np.zeros((2, 0)), ("a", "b")), np.eye(2))


def _slow_bh(p: np.ndarray, q: float) -> np.ndarray:
    order = np.argsort(p, kind="stable")
    passed = [i for i in range(p.size) if p[order[i]] <= q * (i + 1) / p.size]
    flags = np.zeros(p.size, dtype=bool)
    if passed:
        flags[order[: passed[-1] + 1]] = True
    return flags


@given(st.lists(st.tuples(P, st.integers(0, 3)), max_size=60))
def test_benjamini_hochberg_is_that_of_the_book(rows: list[tuple[float, int]]) -> None:
    p = np.array([row[0] for row in rows])
    group = np.array([row[1] for row in rows], dtype=np.int64)
    flags = benjamini_hochberg(p, group)
    for label in range(4):
        mine = group == label
        assert np.array_equal(flags[mine], _slow_bh(p[mine], 0.10))


def test_benjamini_hochberg_leaves_out_what_is_not_known() -> None:
    flags = benjamini_hochberg(np.array([0.04, np.nan, np.nan, 0.5]), np.zeros(4, dtype=np.int64))
    assert flags.tolist() == [True, False, False, False]


@given(st.lists(P, min_size=2, max_size=30))
def test_posterior_falls_with_p(values: list[float]) -> None:
    p = np.sort(np.array(values))
    chance = posterior(p)
    assert ((chance >= 0) & (chance <= 1)).all() and (np.diff(chance) <= 1e-12).all()


def test_the_file_that_would_help_most_stands_first() -> None:
    region = make(50, municipalities=2, exam=False).region
    cells = cells_of(region)
    wide = np.ones(len(cells), dtype=bool)
    assert [row.code for row in missing_inputs(region, cells, wide)] == ["oge"]
    papers = [replace(p, cuts=(), enrolled=np.zeros_like(p.enrolled)) if p.year == 2024 else p for p in region.papers]
    found = missing_inputs(replace(region, papers=tuple(papers)), cells, ~wide)
    assert [row.code for row in found] == ["scale", "region", "enrolment", "oge"]
    judged = int((cells.n >= 5).sum())
    assert found[1].cells == judged and 0 < found[0].cells < judged


def test_repetition_speaks_of_the_other_cells_only() -> None:
    p = np.array([1e-5, 1e-4, 0.9, 0.5, 1e-6, np.nan])
    school = np.array([0, 0, 0, 1, 2, 2])
    factor = repeat_factor(p, school)
    assert factor[2] > 0, "its neighbours are unusual"
    assert factor[3] == 0 and factor[4] == 0, "no other known cells"
    assert factor[5] > 0, "a cell that cannot be judged still has neighbours"
    changed = repeat_factor(np.array([0.5, 1e-4, 0.9, 0.5, 1e-6, np.nan]), school)
    assert changed[0] == pytest.approx(factor[0]), "its own p does not enter"
    assert log_odds(np.array([0.5, 0.6, 0.7]), np.zeros(3, dtype=np.int64)).max() < 0
    assert repeat_factor(np.array([0.5, 0.6, 0.7]), np.zeros(3, dtype=np.int64)).tolist() == [0, 0, 0]
