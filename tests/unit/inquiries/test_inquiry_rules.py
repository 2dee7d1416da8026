"""The draw, the intervals, the proposals: pure."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.inquiries import rules
from app.services.inquiries.rows import Grounds, Stratum, WorkRow


def works(deltas, *, marks=None, stratum=None):
    found = []
    for n, delta in enumerate(deltas):
        before, after = (None, None) if marks is None else marks[n]
        place = 0 if stratum is None else stratum[n]
        found.append(WorkRow(f"4{n:04d}", "4А", True, n + 1, 10, 10 + delta, before, after, stratum=place))
    return found


@pytest.mark.parametrize("total", [1, 4, 5, 6, 10, 25, 60, 100, 500])
def test_the_sample_is_large_enough_to_hold_a_deviating_work(total):
    n = rules.sample_size(total)
    assert min(5, total) <= n <= total
    wrong = max(1, round(0.2 * total))
    if n < total:
        assert comb(total - wrong, n) / comb(total, n) <= 0.05
    if 5 < n < total:
        assert comb(total - wrong, n - 1) / comb(total, n - 1) > 0.05
    assert str(total) in rules.proposal(total).words


def test_the_t_quantile_is_that_of_scipy():
    from scipy.stats import t

    for free in (1, 2, 5, 29, 30, 31, 45, 120, 2000):
        assert rules.t_quantile(free) == pytest.approx(t.ppf(0.975, free), abs=2e-4)


def test_the_draw_repeats_and_does_not_depend_on_the_order():
    some = [rules.Candidate(f"4{n:04d}", "4А" if n < 20 else "4Б", n % 20) for n in range(30)]
    first = rules.draw(some, 8, 4711, "simple")
    assert rules.draw(list(reversed(some)), 8, 4711, "simple") == first
    assert len({code for code, _stratum in first.chosen}) == 8
    assert first.strata == ()
    assert rules.draw(some, 8, 4712, "simple") != first
    assert len(rules.draw(some, 99, 1, "simple").chosen) == 30
    assert len(rules.draw(some, 0, 1, "all").chosen) == 30


def test_every_work_is_drawn_equally_often():
    some = [rules.Candidate(f"k{n}", "", None) for n in range(10)]
    counts = dict.fromkeys((one.code for one in some), 0)
    for seed in range(2000):
        for code, _stratum in rules.draw(some, 3, seed, "simple").chosen:
            counts[code] += 1
    assert all(500 < n < 700 for n in counts.values())


def test_classes_get_their_shares_and_cuts_half_of_the_sample():
    some = [rules.Candidate(f"4{n:04d}", "4А" if n < 20 else "4Б", 14 if n < 6 else 20) for n in range(30)]
    by_class = rules.draw(some, 9, 5, "by_class")
    assert by_class.strata == (Stratum("4А", 20, 6), Stratum("4Б", 10, 3))
    near = rules.draw(some, 8, 5, "near_cuts", (14, 24, 33))
    assert near.strata == (Stratum("у границ отметок", 6, 4), Stratum("остальные", 24, 4))
    scarce = rules.draw(some, 16, 5, "near_cuts", (14, 24, 33))
    assert scarce.strata == (Stratum("у границ отметок", 6, 6), Stratum("остальные", 24, 10))
    assert rules.draw(some, 8, 5, "near_cuts", ()).strata == ()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 120), st.booleans())
def test_allotted_never_takes_more_than_there_is(sizes, wanted, equal):
    wanted = min(wanted, sum(sizes))
    got = rules._allotted(sizes, wanted, equal=equal)
    assert sum(got) == wanted
    assert all(0 <= n <= size for n, size in zip(got, sizes, strict=True))
    if wanted >= len(sizes):
        assert min(got) >= 1


def test_few_works_give_no_interval_and_no_share():
    found = rules.differences(works([-1, 0, -2, 0]), 25)
    assert (found.checked, found.same, found.by_one, found.by_more) == (4, 2, 1, 1)
    assert found.mean is found.interval is found.share is None
    assert "мало данных" in rules.verdict_words(found)
    assert rules.proposed_verdict(found) == ""


def test_the_mean_has_students_interval_with_the_finite_population():
    deltas = [-2, -1, 0, 0, -1, -3, 0, -1]
    found = rules.differences(works(deltas), 20)
    mean = sum(deltas) / 8
    spread = (sum((d - mean) ** 2 for d in deltas) / 7) ** 0.5
    half = rules.t_quantile(7) * spread / 8**0.5 * (1 - 8 / 20) ** 0.5
    assert found.mean == pytest.approx(mean)
    assert found.interval == pytest.approx((mean - half, mean + half))
    assert "Стьюдента" in found.method
    assert rules.proposed_verdict(found) == "found"


def test_a_whole_class_has_no_error_of_sampling():
    found = rules.differences(works([0, -1, 0, 0, -1, 0], marks=[(3, 3), (4, 3), (3, 3), (5, 5), (3, 2), (4, 4)]), 6)
    assert found.interval == (pytest.approx(-1 / 3), pytest.approx(-1 / 3))
    assert found.share == found.share_interval[0] == found.share_interval[1] == pytest.approx(1 / 3)


def test_the_share_of_changed_marks_has_wilsons_interval():
    marks = [(4, 3)] * 3 + [(4, 4)] * 7
    found = rules.differences(works([-1] * 3 + [0] * 7, marks=marks), 10_000)
    assert found.changed == 3
    assert found.share_interval == pytest.approx((0.1078, 0.6032), abs=2e-3)
    narrowed = rules.differences(works([-1] * 3 + [0] * 7, marks=marks), 12)
    assert narrowed.share_interval[1] - narrowed.share_interval[0] < 0.25


def test_strata_are_weighted_back_to_the_class():
    strata = (Stratum("у границ отметок", 4, 4), Stratum("остальные", 36, 4))
    found = rules.differences(works([-2] * 4 + [0, 0, 0, -1], stratum=[0] * 4 + [1] * 4), 40, strata)
    assert found.mean == pytest.approx((4 * -2 + 36 * -0.25) / 40)
    assert found.interval[0] < found.mean < found.interval[1]
    assert "по частям" in found.method


def test_intervals_cover_the_truth():
    import random

    chance = random.Random(7)
    truth = [chance.choice([0, 0, 0, 0, -1, -1, -2, 1]) for _ in range(60)]
    mean = sum(truth) / 60
    inside = 0
    for _ in range(600):
        low, high = rules.differences(works(chance.sample(truth, 15)), 60).interval
        inside += low <= mean <= high
    assert inside / 600 > 0.9


def test_what_comes_back():
    then = Grounds(20, 0.02, "weak", False)
    assert not rules.came_back(then, Grounds(21, 0.01, "weak", False))
    assert rules.came_back(then, Grounds(21, 0.015, "medium", False))
    assert rules.came_back(then, Grounds(21, 0.001, "weak", False))
    assert rules.came_back(then, Grounds(21, 0.015, "weak", True))
    assert not rules.came_back(then, None)
    assert not rules.came_back(Grounds(20, 0.001, "strong", True), Grounds(20, 0.02, "weak", False))
    assert not rules.came_back(None, Grounds(20, 0.02, "weak", False))


def test_a_column_and_a_pair_of_columns_are_read():
    assert rules.pasted_scores("12\n\n14,0\r\n–\n7\n\n") == [12, None, 14, None, 7]
    with pytest.raises(ValueError, match="строка 2"):
        rules.pasted_scores("12\nх")
    with pytest.raises(ValueError, match="строка 1"):
        rules.pasted_scores("12,5")
    assert rules.pasted_pairs("Код\tБалл\n40001\t12\n40002\t\n") == {"40001": 12, "40002": None}
    assert rules.pasted_pairs("12\n13") is None


def test_marks_of_a_paper_and_of_an_olympiad():
    assert [rules.mark_of(n, (5, 10, 15)) for n in (0, 5, 14, 15, None)] == [2, 3, 4, 5, None]
    assert [rules.mark_of(n, (30,)) for n in (29, 30)] == [0, 1]
    assert rules.mark_of(4, ()) is None


def test_signed_numbers_have_no_minus_zero():
    assert (rules.signed(-0.001), rules.signed(0.5), rules.signed(-0.5)) == ("0,00", "+0,50", "−0,50")
