"""Official markers: numbers worked out by hand, degenerate cases, properties."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.objectivity import official_markers as om

scores = st.lists(st.integers(0, 40), min_size=1, max_size=40)


def test_reference_has_mean_and_sd_with_n_minus_1():
    reference = om.reference_from_scores([2, 4, 4, 6])
    assert reference == om.Reference(4, 4.0, pytest.approx(sqrt(8 / 3)))
    assert reference.upper == pytest.approx(4 + 1.96 * sqrt(8 / 3) / 2)


def test_reference_of_nobody_and_of_one():
    assert om.reference_from_scores([]) is None
    one = om.reference_from_scores([7])
    assert (one.n, one.mean) == (1, 7.0)
    assert isnan(one.sd) and isnan(one.upper)


def test_reference_from_percents_equals_that_from_papers():
    papers = [0] * 5 + [1] * 10 + [3] * 25
    exact = om.reference_from_scores(papers)
    shared = om.reference_from_distribution([12.5, 25.0, 0.0, 62.5], 40)
    assert shared.n == exact.n
    assert shared.mean == pytest.approx(exact.mean)
    assert shared.sd == pytest.approx(exact.sd)


def test_printed_percents_need_not_add_up_to_100():
    loose = om.reference_from_distribution([33.3, 33.3, 33.3], 3)
    assert loose.mean == pytest.approx(1.0)
    assert loose.sd == pytest.approx(1.0)


@pytest.mark.parametrize(("shares", "n"), [([], 10), ([0, 0], 10), ([50, 50], 0)])
def test_no_distribution_is_no_reference(shares, n):
    assert om.reference_from_distribution(shares, n) is None


def test_moments_by_group():
    found = om.moments([0, 0, 2, 0], [1, 2, 9, 6], 4)
    assert found.n.tolist() == [3, 0, 1, 0]
    assert found.mean[[0, 2]].tolist() == [3.0, 9.0]
    assert found.sd[0] == pytest.approx(sqrt(7))
    assert np.isnan(found.sd[1:]).all() and isnan(found.mean[1])


def test_inflated_mean_by_hand():
    # Reference: mean 10, S 4, n 1600 → upper end 10.196. Schools of 4 with mean 12 and s² = 4/3 or 64/3.
    reference = om.Reference(1600, 10.0, 4.0)
    tight, wide = [11, 11, 13, 13], [8, 8, 16, 16]
    result = om.inflated_mean(om.moments([0] * 4 + [1] * 4, tight + wide, 2), reference)
    assert result.lower.tolist() == pytest.approx([12 - 0.98 * sqrt(4 / 3), 12 - 0.98 * sqrt(64 / 3)])
    assert result.flags.tolist() == [True, False]


def test_inflated_mean_of_one_pupil_or_nobody_never_fires():
    result = om.inflated_mean(om.moments([0], [40], 2), om.Reference(1600, 10.0, 4.0))
    assert result.flags.tolist() == [False, False]
    assert np.isnan(result.lower).all()


def test_equal_scores_follow_the_printed_rule():
    reference = om.Reference(1600, 10.0, 4.0)  # upper end 10.196
    result = om.inflated_mean(om.moments([0, 0, 1, 1], [11, 11, 10, 10], 2), reference)
    assert result.lower.tolist() == [11.0, 10.0]
    assert result.flags.tolist() == [True, False]


def test_everybody_equal_everywhere_never_fires():
    everybody = [7] * 6
    result = om.inflated_mean(om.moments([0, 0, 0, 1, 1, 1], everybody, 2), om.reference_from_scores(everybody))
    assert not result.flags.any()


def test_no_interval_of_the_reference_never_fires():
    result = om.inflated_mean(om.moments([0, 0], [5, 6], 1), om.reference_from_scores([1]))
    assert not result.flags.any()


def test_average_ranks_share_places_inside_the_group():
    assert om.average_ranks([0, 0, 0, 1, 1], [5, 3, 5, 9, 9]).tolist() == [2.5, 1.0, 2.5, 1.5, 1.5]
    assert om.average_ranks([], []).tolist() == []


def test_spearman_by_hand():
    # Without ties: marks 5,4,3,2 against scores 10,20,30,40 turned round → d = 3,1,1,3, Σd² = 20, r = 1 − 120/60.
    assert om.spearman_by_group([0] * 4, [5, 4, 3, 2], [10, 20, 30, 40], 1).tolist() == [-1.0]
    # With ties: mark ranks 1.5 1.5 3.5 3.5, score ranks 4 3 1.5 1.5 → d² = 6.25+2.25+4+4 = 16.5, r = 1 − 99/60.
    assert om.spearman_by_group([0] * 4, [3, 3, 4, 4], [30, 20, 10, 10], 1)[0] == pytest.approx(-0.65)


def test_spearman_keeps_groups_apart():
    r = om.spearman_by_group([1, 0, 1, 0], [3, 3, 4, 4], [10, 10, 20, 5], 3)
    assert r[:2].tolist() == [-1.0, 1.0]
    assert isnan(r[2])


@pytest.mark.parametrize(
    ("marks", "points"), [([4], [10]), ([4, 4, 4], [10, 11, 12]), ([3, 4, 5], [10, 10, 10]), ([4, 4], [10, 10])]
)
def test_spearman_without_an_order_is_nothing(marks, points):
    assert isnan(om.spearman_by_group([0] * len(marks), marks, points, 1)[0])


def test_sharp_change_by_hand():
    # K of eight schools: 0.9, 1.0 ×3, 1.1 ×3 and 3.0; by QUARTILE.INC Q25 = 1, Q75 = 1.1 → bounds 0.7 and 1.4.
    before = [0.9, 1.0, 1.0, 1.0, 1.1, 1.1, 1.1, 3.0]
    change = om.sharp_change(before, [1.0] * 8)
    assert (change.low, change.high) == (pytest.approx(0.7), pytest.approx(1.4))
    assert change.falls.tolist() == [False] * 7 + [True]
    assert not change.rises.any()


def test_a_sharp_rise_is_a_small_ratio():
    change = om.sharp_change([0.5] * 7 + [0.1], [0.4, 0.45, 0.5, 0.5, 0.55, 0.6, 0.5, 0.9])
    assert change.rises.tolist() == [False] * 7 + [True]
    assert not change.falls.any()


def test_equal_schools_do_not_change_sharply():
    change = om.sharp_change([0.1 * 3] * 6, [0.3] * 5 + [0.1 + 0.2])
    assert not change.rises.any() and not change.falls.any()


@pytest.mark.parametrize("schools", [0, 1, 4])
def test_too_few_schools_have_no_quartiles(schools):
    change = om.sharp_change([0.5] * schools, [0.5] * schools)
    assert isnan(change.low) and isnan(change.high)
    assert change.rises.shape == change.falls.shape == (schools,)
    assert not change.rises.any() and not change.falls.any()


def test_a_school_with_nothing_in_grade_5_has_no_ratio():
    change = om.sharp_change([0.5] * 6, [0.5] * 5 + [0.0])
    assert isnan(change.ratio[5])
    assert not change.falls[5]


@given(scores, scores)
def test_adding_points_to_everybody_moves_both_intervals_alike(school, others):
    def flags(extra: int) -> list[float]:
        everybody = np.array(school + others) + extra
        labels = [0] * len(school) + [1] * len(others)
        reference = om.reference_from_scores(everybody)
        assert reference is not None
        return [lower - reference.upper for lower in om.inflated_mean(om.moments(labels, everybody, 2), reference).lower]

    assert flags(0) == pytest.approx(flags(17), nan_ok=True, abs=1e-9)


@given(scores)
def test_a_school_alone_is_never_above_itself(school):
    result = om.inflated_mean(om.moments([0] * len(school), school, 1), om.reference_from_scores(school))
    assert not result.flags.any()


@given(st.lists(st.tuples(st.integers(2, 5), st.integers(0, 40)), max_size=30), st.randoms(use_true_random=False))
def test_spearman_does_not_depend_on_the_order_of_pupils(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    first, second = (om.spearman_by_group([0] * len(p), [m for m, _ in p], [s for _, s in p], 1) for p in (pairs, shuffled))
    assert first == pytest.approx(second, nan_ok=True)
    assert isnan(first[0]) or -1.0 <= first[0] <= 1.0


@given(st.lists(st.integers(0, 40), min_size=2, max_size=30, unique=True))
def test_spearman_of_perfect_agreement_is_one(points):
    assert om.spearman_by_group([0] * len(points), points, points, 1)[0] == pytest.approx(1.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=40))
def test_ranks_agree_with_counting(pairs):
    groups, values = [g for g, _ in pairs], [v for _, v in pairs]
    counted = [sum(h == g and w < v for h, w in pairs) + (sum(h == g and w == v for h, w in pairs) + 1) / 2 for g, v in pairs]
    assert om.average_ranks(groups, values).tolist() == counted


@given(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=30), st.floats(0.5, 2.0))
def test_sharp_change_ignores_an_easier_year_for_all(before, factor):
    after = np.full(len(before), 0.5)
    one, other = om.sharp_change(before, after), om.sharp_change(np.array(before) * factor, after)
    assert other.ratio == pytest.approx(one.ratio * factor)
    assert not (one.rises & one.falls).any()
