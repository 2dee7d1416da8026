"""What honest schools would show: the chances computed against simulated honest districts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from app.services.objectivity import by_chance
from app.services.objectivity import official_markers as om


def _region(seed, schools=400, tau=2.0, sigma=6.0, bent=0):
    """Honest schools of 5–80 pupils; the first `bent` lifted by 6 points."""
    random = np.random.default_rng(seed)
    n = random.integers(5, 80, schools)
    level = 24 + tau * random.standard_normal(schools)
    level[:bent] += 6
    place = np.repeat(np.arange(schools), n)
    return place, np.round(level[place] + sigma * random.standard_normal(place.size)), schools


def test_the_spread_between_schools_is_found_and_is_not_moved_by_a_few_inflated_ones():
    for bent in (0, 20):
        place, scores, schools = _region(1, bent=bent)
        spread = by_chance.spread_of_means(*_parts(om.moments(place, scores, schools)))
        assert spread is not None
        assert spread.between == pytest.approx(2.0, abs=0.45)
        assert spread.within == pytest.approx(6.0, abs=0.15)


def _parts(moments):
    return moments.n, moments.mean, moments.sd


def test_the_mean_rule_by_chance_is_what_honest_schools_show():
    fired = expected = 0.0
    for seed in range(5):
        place, scores, schools = _region(seed)
        moments = om.moments(place, scores, schools)
        reference = om.reference_from_scores(scores)
        fired += om.inflated_mean(moments, reference).flags.sum()
        spread = by_chance.spread_of_means(*_parts(moments))
        expected += by_chance.mean_rule(moments.n, np.full(schools, reference.upper), spread).sum()
    assert fired > 200  # the official rule does catch honest schools
    assert expected == pytest.approx(fired, rel=0.12)


def test_the_common_part_of_papers_changes_each_chance_little_and_the_union_much():
    spread = by_chance.Spread(20.0, 5.0, 2.0, 100)
    n, upper = np.full(3, 30), np.full(3, 20.3)
    alone = by_chance.mean_rule(n, upper, spread)
    shared = by_chance.mean_rule(n, upper, spread, 0.9)
    together = by_chance.at_least_one([shared], 0.9)
    assert together == pytest.approx(alone[:, 0], abs=0.003)
    independent = by_chance.at_least_one([alone] * 4, 0.0)
    alike = by_chance.at_least_one([shared] * 4, 0.9)
    assert independent == pytest.approx(1 - (1 - alone[:, 0]) ** 4)
    assert (alike < independent - 0.1).all()
    assert (alike > alone[:, 0]).all()


def test_shared_part_is_the_correlation_of_true_means():
    random = np.random.default_rng(4)
    common = random.standard_normal(500)
    deviations = np.stack([2 * (0.8**0.5 * common + 0.2**0.5 * random.standard_normal(500)) for _ in range(3)], axis=1)
    deviations[::7, 1] = np.nan
    assert by_chance.shared_part(deviations, [2.0, 2.0, 2.0]) == pytest.approx(0.8, abs=0.07)
    assert by_chance.shared_part(deviations[:, :1], [2.0]) == 0.0


def test_mismatch_by_chance_falls_with_the_size_and_is_the_same_in_every_run():
    random = np.random.default_rng(5)
    score = random.integers(0, 30, 3000)
    mark = np.clip(np.round(2.5 + score / 12 + 0.5 * random.standard_normal(3000)), 2, 5)
    chances = by_chance.mismatch_rule([1, 2, 4, 6, 10, 30, 60], mark, score)
    assert chances[0] == 0.0
    assert all(a >= b for a, b in pairwise(chances[1:].tolist()))
    assert chances[1] > 0.02 and chances[-1] < 1e-3
    assert (chances == by_chance.mismatch_rule([1, 2, 4, 6, 10, 30, 60], mark, score)).all()


def test_peaks_by_chance_are_the_tail_of_the_test_at_each_schools_own_share():
    plain = by_chance.peak_rule([20, 60, 3], 0.7, 0.05, 0.7)
    counts = np.arange(62)
    for n, chance in zip((20, 60), plain, strict=False):
        least = np.flatnonzero(binom.sf(counts - 1, n, 0.7) < 0.05)[0]
        assert chance == pytest.approx(binom.sf(least - 1, n, 0.7))
    assert plain[2] == 0.0  # three works can never fire
    assert (by_chance.peak_rule([20, 60], 0.7, 0.05, [0.8, 0.8]) > plain[:2]).all()


def test_lifted_schools_do_not_move_what_is_usual():
    random = np.random.default_rng(6)
    n = random.integers(20, 90, 300)
    honest = random.binomial(n, 0.6)
    inside = honest.copy()
    inside[:45] = np.maximum(honest[:45], np.round(0.95 * n[:45]))
    reference = inside.sum() / n.sum()
    assert reference > 0.64
    assert by_chance.centred_shares(n, inside, np.full(300, reference)).mean() == pytest.approx(0.6, abs=0.02)
    assert by_chance.centred_shares(n[:3], inside[:3], np.full(3, 0.7)).tolist() == [0.7] * 3


def test_means_are_drawn_to_the_middle_by_size():
    spread = by_chance.Spread(20.0, 6.0, 2.0, 50)
    small, large = by_chance.shrunken_means([5, 200], [26.0, 26.0], spread)
    assert 20 < small < large < 26
    assert by_chance.shrunken_means([5], [26.0], None).tolist() == [26.0]


def test_a_strong_school_has_more_above_the_cut_without_lifting():
    score = np.arange(31)
    shares = np.exp(-((score - 15) ** 2) / 50)
    shares /= shares.sum()
    weak, same, strong = by_chance.tilted_shares(shares, [12.0, 15.0, 18.0], 14)
    assert weak < same < strong
    assert same == pytest.approx(shares[14:16].sum() / shares[12:16].sum())
    expected = np.exp(-((score - 18) ** 2) / 50)  # a normal law tilted is a normal law moved
    assert strong == pytest.approx(expected[14:16].sum() / expected[12:16].sum(), abs=0.01)
    assert np.isfinite(by_chance.tilted_shares(shares, [0.0, 30.0], 14)).all()


def test_far_from_the_journal_is_the_hypergeometric_law():
    chances = by_chance.far_rule([10, 40, 50], 5)
    assert chances == pytest.approx([1 - hypergeom.pmf(0, 100, 5, n) for n in (10, 40, 50)])
    assert by_chance.far_rule([3, 1], 0) == pytest.approx([0, 0])
    assert by_chance.far_rule([3, 1], 4) == pytest.approx([1, 1])


def test_growth_of_twos_by_chance_is_what_equal_schools_show():
    random = np.random.default_rng(7)
    schools = 3000
    n1, n2 = random.integers(10, 60, schools), random.integers(10, 60, schools)
    level = random.beta(3, 20, schools)
    k1, k2 = random.binomial(n1, level), random.binomial(n2, level)
    fired = int((100 * (k2 / n2 - k1 / n1) >= 10).sum())
    expected = by_chance.twos_rule((n1, k1), (n2, k2), 10.0).sum()
    assert expected == pytest.approx(fired, rel=0.1)
    assert by_chance.twos_rule(([0], [0]), ([20], [4]), 10.0).tolist() == [0.0]


def test_classes_that_differ_from_year_to_year_are_taken_into_account():
    random = np.random.default_rng(9)
    schools = 2000
    n1, n2 = random.integers(10, 60, schools), random.integers(10, 60, schools)
    level = np.log(0.15 / 0.85) + 0.5 * random.standard_normal(schools)
    years = [1 / (1 + np.exp(-(level + 0.5 * random.standard_normal(schools)))) for _ in range(2)]
    k1, k2 = random.binomial(n1, years[0]), random.binomial(n2, years[1])
    fired = int((100 * (k2 / n2 - k1 / n1) >= 10).sum())
    assert by_chance.twos_rule((n1, k1), (n2, k2), 10.0).sum() == pytest.approx(fired, rel=0.12)


def test_sharp_change_by_chance_is_small_and_grows_for_small_schools():
    random = np.random.default_rng(8)
    n = np.r_[np.full(100, 8.0), np.full(100, 60.0)]
    error = by_chance.ratio_error((n, n), (np.full(200, 0.6), np.full(200, 0.6)), (0.2, 0.2))
    ratio = 1 + np.sqrt(error**2 + 0.05**2) * random.standard_normal(200)
    result = om.sharp_change(ratio, np.ones(200))
    rise, fall = by_chance.sharp_rule(ratio, error, result.low, result.high)
    assert fall[:100].mean() > fall[100:].mean()
    assert rise.sum() + fall.sum() < 2
    assert by_chance.sharp_rule(ratio[:3], error[:3], result.low, result.high)[0].tolist() == [0, 0, 0]


def test_nothing_is_said_of_too_few_schools():
    assert by_chance.spread_of_means([10, 12], [5.0, 6.0], [1.0, 1.0]) is None
    assert by_chance.spread_of_means([10] * 6, [5.0] * 6, [0.0] * 6) is None
    assert by_chance.mean_rule([1], [3.0], by_chance.Spread(2.0, 1.0, 0.5, 9)).tolist() == [[0.0]]
