"""Which copies go and which stay, as a rule on rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.models.backup import REASONS, Copy, spare

NOW = datetime(2026, 9, 14, 9, 0)


def copies(*days_and_reasons):
    """Copies in order of making: (days ago, reason)."""
    return [
        Copy(Path(f"{n}.sqlite"), n, NOW - timedelta(days=days), reason, "", 1)
        for n, (days, reason) in enumerate(days_and_reasons, start=1)
    ]


def kept_days(made, reason):
    gone = {c.number for c in spare(made, NOW)}
    return [(NOW - c.taken_at).days for c in made if c.number not in gone and c.reason == reason]


def test_fourteen_dailies_then_one_a_week_for_eight_weeks():
    made = copies(*((days, "daily") for days in range(120, -1, -1)))
    kept = kept_days(made, "daily")
    assert kept[-14:] == list(range(13, -1, -1))
    weekly = kept[:-14]
    assert len(weekly) == 8
    assert all((NOW - timedelta(days=d)).isoweekday() == 7 for d in weekly[:-1])  # the last one of each week
    assert max(weekly) < 14 + 9 * 7


def test_copies_before_something_stay_thirty_days():
    made = copies(*((days, "before-import") for days in range(60, -1, -1)))
    assert kept_days(made, "before-import") == list(range(29, -1, -1))


def test_at_least_ten_of_them_stay_however_old():
    made = copies(*((400 + n, "before-migration") for n in range(15, 0, -1)))
    assert len(kept_days(made, "before-migration")) == 10


def test_what_a_person_made_and_what_was_damaged_stay():
    made = copies(*((900, "manual") for _ in range(30)), *((900, "damaged") for _ in range(30)))
    assert spare(made, NOW) == []


def test_nothing_goes_for_two_weeks_after_a_restore():
    old = [(days, "daily") for days in range(120, 0, -1)]
    assert spare(copies(*old, (13, "before-restore")), NOW) == []
    assert spare(copies(*old, (14, "before-restore")), NOW) != []


def test_a_clock_that_jumped_loses_no_more_than_it_must():
    made = copies(*((-3650, "daily") for _ in range(5)), *((days, "daily") for days in range(8, -1, -1)))
    assert spare(made, NOW) == []
    assert spare(copies(*((-3650, "before-import") for _ in range(40))), NOW) == []


@given(st.lists(st.tuples(st.integers(-50, 500), st.sampled_from(REASONS)), max_size=60))
def test_the_newest_of_every_kind_always_stays(days_and_reasons):
    made = copies(*days_and_reasons)
    gone = spare(made, NOW)
    for reason in REASONS:
        of_kind = [c for c in made if c.reason == reason]
        if of_kind:
            assert of_kind[-1] not in gone
    assert spare([c for c in made if c not in gone], NOW) == []  # thinning twice is thinning once
