"""Totals, states, doubts and their reasons, tasks in words, versions of a paper, the second typing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from app.services.entry import rules
from app.services.entry.rows import CheckWork, EntryTask, Paper, Work
from app.services.imports.rows import BLANK, NOT_ATTEMPTED

TASKS = (EntryTask("1", 2), EntryTask("2", 3), EntryTask("3К1", 4))
PAPER = Paper("municipal_test", 2026, 4, "Математика", TASKS)


def work(*scores: int, position: int = 0, variant: str = "1", code: str = "") -> Work:
    return Work(position, code or str(40001 + position), bytes(scores), variant)


def test_totals_and_states():
    assert rules.total_of(work(1, NOT_ATTEMPTED, 2)) == 3
    assert rules.total_of(work(BLANK, BLANK, BLANK)) is None
    assert rules.total_of(rules.as_absent(work(1, 1, 1))) is None
    assert rules.state_of(work(1, 2, 3), PAPER) == "done"
    assert rules.state_of(work(1, 2, 3, variant=""), PAPER) == "part"
    assert rules.state_of(work(1, BLANK, 3), PAPER) == "part"
    assert rules.state_of(work(BLANK, BLANK, BLANK, variant=""), PAPER) == "empty"
    assert rules.state_of(rules.as_absent(work(1, 1, 1)), PAPER) == "absent"


def test_a_value_above_the_maximum_is_doubtful_until_a_reason_is_given():
    mine = work(7, 1, 1)
    doubts = rules.doubts_of(mine, PAPER)
    assert [doubt.column for doubt in doubts] == ["1"]
    assert "от 0 до 2" in doubts[0].text
    explained = replace(mine, reason="проверили две комиссии", reason_for=rules.reason_key(doubts))
    assert not rules.unexplained(explained, rules.doubts_of(explained, PAPER))
    other = rules.with_points(explained, 0, 9, PAPER)
    assert rules.unexplained(other, rules.doubts_of(other, PAPER)), "a reason is for the value it was given for"


def test_all_not_attempted_and_repeated_codes_are_doubtful():
    nothing = work(NOT_ATTEMPTED, NOT_ATTEMPTED, NOT_ATTEMPTED)
    assert rules.doubts_of(nothing, PAPER)[0].key == "all=X"
    twins = [work(1, 1, 1, code="40001"), work(1, 1, 1, position=1, code="40001")]
    found = rules.doubts_of(twins[0], PAPER, rules.code_counts(twins))
    assert found[0].column == "code"
    assert not found[0].key, "no reason makes two codes one"


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        ("2 1 3", [("1", 2), ("2", 1), ("3", 3)]),
        ("1(2) 2 (1) 3k1(3)", [("1", 2), ("2", 1), ("3К1", 3)]),
        ("4К1 (3б), 5.1 (2б)", [("4К1", 3), ("5.1", 2)]),
        ("1=12; 2=1", [("1", 12), ("2", 1)]),
    ],
)
def test_tasks_from_words(words, tasks):
    found, why = rules.tasks_from_words(words)
    assert [(task.code, task.max_points) for task in found] == tasks
    assert not why
    assert rules.tasks_from_words(rules.task_words(found)) == (found, "")


@pytest.mark.parametrize("words", ["", "2 x", "0 1", "1(2) 1(3)", " ".join(["1"] * 61), " ".join(["99"] * 3)])
def test_tasks_that_cannot_be(words):
    found, why = rules.tasks_from_words(words)
    assert not found and why


def test_codes_go_on_behind_those_of_other_classes():
    assert rules.numbered(rules.first_code(4), 3) == ("40001", "40002", "40003")
    assert rules.first_code(4, ["40027", "39999", "слово"]) == 40028
    assert rules.first_code(11) == 110001


def test_versions_of_a_paper():
    now = (EntryTask("1", 2), EntryTask("3К1", 5), EntryTask("4", 1))
    found = rules.compare_tasks(TASKS, now)
    assert (found.gone, found.added, found.changed) == (("2",), ("4",), (("3К1", 4, 5),))
    assert rules.differences_in_words(found) == "нет задания 2; новое задание 4; у задания 3К1 максимум 5 вместо 4"
    assert rules.mapped_scores(bytes([1, 2, 3]), TASKS, now) == bytes([1, 3, BLANK])
    assert rules.compare_tasks(TASKS, tuple(reversed(TASKS))).moved
    assert not rules.compare_tasks(TASKS, TASKS)


def test_works_for_the_second_typing_are_drawn_among_the_done():
    works = [work(1, 1, 1, position=at) for at in range(20)] + [work(1, BLANK, 1, position=20)]
    drawn = rules.draw(works, PAPER, 5, random.Random(1))
    assert len(drawn) == 5 and list(drawn) == sorted(set(drawn))
    assert 20 not in rules.draw(works, PAPER, 100, random.Random(1))
    assert {rules.draw(works, PAPER, 3, random.Random(seed)) for seed in range(20)} != {drawn[:3]}
    assert [rules.usual_sample(n) for n in (1, 3, 27, 30, 100)] == [1, 3, 3, 3, 10]


def test_share_of_differences():
    first, second = work(1, 2, 3), work(1, 1, 3)
    assert len(rules.compared_columns(first, second, PAPER)) == 4
    assert [column.key for column in rules.differing_columns(first, second, PAPER)] == ["2"]
    gone = rules.as_absent(first)
    assert len(rules.compared_columns(gone, gone, PAPER)) == 1
    result = rules.check_result([CheckWork(second, 4, 1), CheckWork(gone, 1, 0)])
    assert result is not None and result.share == 20
    assert "20,0\u00a0%" in rules.result_in_words(result).replace(" %", "\u00a0%")
    assert rules.check_result([CheckWork(second)]) is None
