"""Rules of the seven directions on hand-made numbers."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from app.services.analysis import rules
from app.services.analysis.rows import THRESHOLDS, Thresholds
from app.services.analysis.settings import from_stored, to_stored
from app.services.results.rows import Scale

T = Thresholds()
SCALE = Scale(20, 6, 10, 15)


@pytest.mark.parametrize(
    ("level", "percent", "state"),
    [
        ("Б", 60.0, "good"), ("Б", 59.9, "edge"), ("Б", 57.0, "edge"), ("Б", 56.9, "low"),
        ("П", 30.0, "good"), ("П", 28.5, "edge"), ("П", 28.4, "low"), ("В", 29.0, "edge"), ("б", 10.0, "low"),
        ("", 10.0, ""), ("Б", None, ""),
    ],
)  # fmt: skip
def test_a_task_is_enough_by_its_level(level, percent, state):
    assert rules.task_state(level, percent, T) == state


def test_changed_thresholds_change_the_verdict():
    strict = Thresholds(basic_enough=70, basic_zone=0)
    assert rules.task_state("Б", 69.9, strict) == "low" and rules.task_state("Б", 70, strict) == "good"


def test_growth_of_two_of_ten_points_is_negative_and_small_classes_are_not_judged():
    years = rules.two_dynamics([(2026, 40, 22.0), (2024, 40, 10.0), (2025, 40, 12.0)], T)
    assert [(y.year, y.delta, y.state) for y in years] == [(2024, None, ""), (2025, 2.0, "edge"), (2026, 10.0, "low")]
    assert rules.two_dynamics([(2025, 40, 12.0), (2026, 40, 12.0)], T)[1].state == "good"
    assert rules.two_dynamics([(2025, 40, 12.0), (2026, 9, 50.0)], T)[1].state == ""


def test_a_year_without_figures_is_passed_over():
    years = rules.two_dynamics([(2023, 30, 10.0), (2024, 3, None), (2025, 30, 21.0)], T)
    assert [y.delta for y in years] == [None, None, 11.0]


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (4, "проценты не приводятся"),
        (5, "слишком мало"),
        (10, "ограниченная"),
        (20, "наименьшая"),
        (30, "достаточно"),
        (50, "показательна."),
    ],
)
def test_the_size_of_the_sample_is_said(n, words):
    assert words in rules.sample_words(n, T)


def test_marks_are_those_of_the_file_else_by_the_scale():
    scores, marks = np.array([5, 6, 10, 20, -1, 7]), np.array([0, 0, 0, 0, 0, 5])
    assert rules.marks_of(scores, marks, SCALE).tolist() == [2, 3, 4, 5, 0, 5]
    assert rules.marks_of(scores, marks, None).tolist() == [0, 0, 0, 0, 0, 5]


def test_percents_of_tasks_count_blanks_as_no_points():
    points = np.array([[1, 2], [0, 255], [1, 254], [1, 2], [1, 0]], np.uint8)
    assert rules.percents_of_tasks(points, [1, 2]) == (80.0, 40.0)
    assert rules.percents_of_tasks(points, [1, None]) == (80.0, None)
    assert rules.percents_of_tasks(points[:4], [1, 2]) == (None, None)


def test_the_tail_of_the_binomial():
    exact = sum(comb(12, k) * 0.3**k * 0.7 ** (12 - k) for k in range(7, 13))
    assert rules.binomial_tail(7, 12, 0.3) == pytest.approx(exact)
    assert rules.binomial_tail(0, 12, 0.3) == 1.0 and rules.binomial_tail(3, 12, 0.0) == 0.0


def test_a_step_at_a_cut_is_noted_only_against_the_reference_and_with_enough_works():
    counts = [0] * 21
    counts[4], counts[5], counts[6], counts[7] = 1, 1, 20, 10
    even = [1 / 21] * 21
    found = {peak.mark: peak for peak in rules.boundary_peaks(counts, even, SCALE, T)}
    assert found[3].state == "note" and found[3].counts == (1, 1, 20, 10) and found[3].usual == pytest.approx(50)
    usual = [0.0] * 21
    usual[4], usual[5], usual[6], usual[7] = 0.01, 0.01, 0.3, 0.15
    assert rules.boundary_peaks(counts, usual, SCALE, T)[0].state == "", "the whole region has the same step"
    assert rules.boundary_peaks(counts, None, SCALE, T)[0].state == ""
    few = [0] * 21
    few[6] = 19
    assert rules.boundary_peaks(few, even, SCALE, T)[0].p is None
    assert rules.boundary_peaks(counts, even, None, T) == ()


def test_a_skill_is_in_deficit_when_most_of_two_tasks_or_more_are_low():
    names = ["А", "А", "А", "Б", "В", "В", ""]
    states = ["low", "low", "good", "low", "low", "good", "low"]
    found = {one.skill: one for one in rules.skills(names, [50.0, 40.0, 90.0, 10.0, 20.0, 80.0, 5.0], states)}
    assert found["А"].state == "low" and found["А"].percent == 60.0 and (found["А"].low, found["А"].judged) == (2, 3)
    assert found["Б"].state == "edge", "one task does not tell of a system"
    assert found["В"].state == "edge", "one of two is not most"
    assert set(found) == {"А", "Б", "В"}


def test_who_is_low_and_who_is_close():
    assert rules.is_low(5, 2, 20, SCALE, T) == "low"
    assert rules.is_low(6, 3, 20, SCALE, T) == "edge" and rules.is_low(7, 3, 20, SCALE, T) == ""
    assert rules.is_low(5, 0, 20, None, T) == "low" and rules.is_low(6, 0, 20, None, T) == ""
    assert rules.is_low(-1, 0, 20, SCALE, T) == ""


def test_thresholds_survive_storing_and_nonsense_is_left_out():
    changed = Thresholds(basic_enough=65.5, peak_p=0.05)
    assert from_stored(to_stored(changed)) == changed and to_stored(Thresholds()) == {}
    assert from_stored({"basic_enough": "сто", "group_least": "-4", "two_growth": "nan", "unknown": "1"}) == Thresholds()
    assert {info.key for info in THRESHOLDS} == set(Thresholds.__slots__)
