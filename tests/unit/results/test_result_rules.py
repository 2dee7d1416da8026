"""Marks from file or scale, shares, comparison with the journal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.results import rules
from app.services.results.rows import Scale

SCALE = Scale(38, 14, 24, 33)
OPEN = Scale(18, None, None, None)


def test_marks_by_scale():
    assert [rules.mark_by_scale(score, SCALE) for score in (0, 13, 14, 23, 24, 32, 33, 38)] == [2, 2, 3, 3, 4, 4, 5, 5]
    assert rules.mark_by_scale(39, SCALE) is None and rules.mark_by_scale(None, SCALE) is None
    assert rules.mark_by_scale(5, None) is None and rules.mark_by_scale(5, OPEN) is None
    assert [rules.mark_range(mark, SCALE) for mark in (2, 3, 4, 5)] == ["0–13", "14–23", "24–32", "33–38"]


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 38)), st.one_of(st.none(), st.integers(2, 5)), st.integers(1, 9))))
def test_shares_count_every_paper_with_a_mark_once(groups):
    shares = rules.mark_shares(groups, SCALE)
    assert shares.n == sum(papers for score, mark, papers in groups if mark or score is not None)
    assert shares.n == shares.two + shares.three + shares.four + shares.five
    assert (shares.source == "none") == (shares.n == 0)
    assert rules.mark_shares(groups, None).n == sum(papers for _score, mark, papers in groups if mark)


def test_the_source_of_marks():
    assert rules.mark_shares([(20, 3, 5), (30, 4, 5)], SCALE).source == "file"
    assert rules.mark_shares([(20, 3, 5), (30, None, 5)], SCALE).source == "scale"
    assert rules.mark_shares([(20, None, 5)], None).source == "none"
    assert rules.mark_shares([(20, 4, 5), (30, 4, 5)], SCALE).differing == 5


def test_no_percents_under_five():
    assert rules.percents((1, 1, 1, 1), 4) is None
    assert rules.percents((1, 2, 1, 1), 5) == (20, 40, 20, 20)
    assert rules.percents((0, 0, 0, 0), 9) is None
    assert rules.mean_mark((1, 1, 1, 1)) == 3.5 and rules.mean_mark((0, 0, 0, 0)) is None


def test_comparison_with_the_journal_takes_papers_with_both_marks():
    groups = [(10, None, 3, 2), (20, None, 3, 3), (35, None, 4, 1), (20, 4, 5, 1), (20, None, None, 7), (None, None, 4, 7)]
    assert rules.compare_with_journal(groups, SCALE) == (3, 3, 1)
    assert rules.compare_with_journal([(20, None, 3, 1)], None) is None
