"""States on a day and numbers of progress."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.duties.rows import SHOWN_WORDS, Mark
from app.services.duties.rules import school_due, school_mark, shown, view_days
from app.services.execution.rows import Counts
from app.services.execution.rules import counted_states, item_state

TODAY = date(2026, 9, 16)
PAST, FUTURE = date(2026, 9, 15), date(2026, 9, 16)


@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        ("planned", PAST, "overdue"),
        ("planned", FUTURE, "ahead"),
        ("planned", None, "ahead"),
        ("in_progress", PAST, "overdue"),
        ("in_progress", FUTURE, "in_progress"),
        ("waiting_region", PAST, "waiting_region"),
        ("postponed", PAST, "overdue"),
        ("postponed", FUTURE, "postponed"),
        ("done", PAST, "done"),
        ("cancelled", PAST, "cancelled"),
    ],
)
def test_what_is_shown(status, due, expected):
    assert shown(status, due, TODAY) == expected


def test_a_school_is_closed_by_its_own_mark_or_by_the_owners():
    done, open_ = Mark("done", date(2026, 9, 1)), Mark("in_progress")
    assert school_mark(Mark(), None) == (Mark(), False)
    assert school_mark(Mark(), open_) == (open_, False)
    assert school_mark(done, open_) == (done, True)
    assert school_mark(done, Mark("cancelled")) == (Mark("cancelled"), False)
    assert school_due(PAST, Mark("postponed", postponed_to=FUTURE)) == FUTURE
    assert school_due(PAST, None) == PAST


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], "ahead"),
        (["done", "overdue"], "overdue"),
        (["done", "ahead"], "in_progress"),
        (["done", "cancelled"], "done"),
        (["cancelled", "cancelled"], "cancelled"),
        (["ahead", "postponed"], "postponed"),
        (["waiting_region", "in_progress"], "waiting_region"),
        (["ahead", "cancelled"], "ahead"),
    ],
)
def test_one_state_for_an_item(states, expected):
    assert item_state(states) == expected


@given(st.lists(st.sampled_from(sorted(SHOWN_WORDS))))
def test_counts_add_up(states):
    counts = counted_states(states)
    assert counts.total == len(states)
    assert counts.share is None or 0 <= counts.share <= 1


def test_the_share_leaves_out_what_was_cancelled():
    assert Counts(done=3, ahead=1, cancelled=4).share == 0.75
    assert Counts(cancelled=2).share is None


def test_days_of_the_views():
    assert view_days("week", TODAY) == (TODAY, date(2026, 9, 20))
    assert view_days("month", TODAY) == (TODAY, date(2026, 9, 30))
    assert view_days("all", TODAY) is None
