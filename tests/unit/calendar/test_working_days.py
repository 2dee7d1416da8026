"""Working days: official transfers, working Saturdays, both weeks, own exceptions."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.calendar.working_days import add_working_days, is_working_day
from tests.shared_data import shared

RULES = "domain/schedule-rules.md"


def _days(text: str) -> list[date]:
    """«2021: 22.02, 05.11 · 2022: 07.03» and «20.02.2021, 05.03.2022» alike."""
    found, year = [], 0
    for match in re.finditer(r"(\d{4}):|(\d\d)\.(\d\d)(?:\.(\d{4}))?", text):
        if match[1]:
            year = int(match[1])
        else:
            found.append(date(int(match[4] or year), int(match[3]), int(match[2])))
    return found


def _listed() -> tuple[list[date], list[date], list[date]]:
    """(days off on weekdays, working Saturdays, ordinary working days) of the reference list."""
    text = shared(RULES).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("Off, on weekdays"))
    off, _, rest = line.partition("Working Saturdays:")
    saturdays, _, ordinary = rest.partition("Ordinary working days:")
    return _days(off), _days(saturdays), _days(ordinary)


OFF_ON_WEEKDAYS = (
    "2021-02-22 2021-05-03 2021-05-10 2021-06-14 2021-11-05 2021-12-31 2022-03-07 2022-05-02 2022-05-03 2022-05-10 2022-06-13 "
    "2023-02-24 2023-05-08 2023-11-06 2024-04-29 2024-04-30 2024-05-10 2024-12-30 2024-12-31 2025-05-02 2025-05-08 2025-06-13 "
    "2025-11-03 2025-12-31 2026-01-09 2026-03-09 2026-05-11 2026-12-31 2027-02-22 2027-11-05 2027-12-31"
)
WORKING = (
    "2021-02-20 2022-03-05 2024-04-27 2024-11-02 2024-12-28 2025-11-01 "  # Saturdays
    "2024-12-27 2024-05-13 2025-05-05 2025-05-12 2026-05-04 2026-06-15 2026-03-10"
)


@pytest.mark.parametrize(("days", "works"), [(OFF_ON_WEEKDAYS, False), (WORKING, True)], ids=["off", "working"])
def test_transfers_of_the_official_calendar(days, works):
    """The same days as the reference list, for a computer without it."""
    wrong = [day for day in days.split() if is_working_day(date.fromisoformat(day)) is not works]
    assert wrong == []


@pytest.mark.parametrize(
    ("year", "count"), [(2021, 247), (2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)]
)  # fmt: skip
def test_working_days_of_a_year(year, count):
    """The norm of working time for the five-day week as it is published each year."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert sum(is_working_day(day) for day in days if day.year == year) == count


def test_reference_list_five_day_week():
    off, saturdays, ordinary = _listed()
    assert len(off) > 25 and len(saturdays) == 6 and len(ordinary) == 7
    assert [d for d in off if is_working_day(d)] == []
    assert [d for d in [*saturdays, *ordinary] if not is_working_day(d)] == []


def test_reference_list_six_day_week():
    """Those who work on Saturdays have no day off for a holiday or a swap that fell on one."""
    off, saturdays, ordinary = _listed()
    assert [d for d in [*saturdays, *ordinary] if not is_working_day(d, six_day=True)] == []
    moved_from_saturday = [d for d in off if is_working_day(d, six_day=True)]
    assert set(moved_from_saturday) < set(off)
    assert date(2021, 12, 31) not in moved_from_saturday and date(2025, 5, 8) not in moved_from_saturday


@pytest.mark.parametrize(
    ("day", "five", "six"),
    [
        (date(2025, 1, 4), False, False),  # a holiday on a Saturday
        (date(2025, 6, 13), False, True),  # moved from Saturday 8 March
        (date(2025, 5, 8), False, False),  # moved from Sunday 23 February
        (date(2022, 6, 13), False, False),  # the holiday fell on a Sunday
        (date(2021, 6, 14), False, True),  # the holiday fell on a Saturday
        (date(2024, 12, 28), True, True),  # a working Saturday
        (date(2024, 12, 30), False, True),  # the day swapped for it
        (date(2025, 10, 18), False, True),  # an ordinary Saturday
        (date(2025, 10, 19), False, False),  # a Sunday
        (date(2025, 10, 20), True, True),
        (date(2033, 1, 3), False, False),  # no decree yet: legal holidays hold
    ],
)
def test_both_weeks(day, five, six):
    assert is_working_day(day) is five
    assert is_working_day(day, six_day=True) is six


def test_own_exceptions_go_first():
    own = {date(2025, 10, 19): True, date(2025, 10, 20): False}
    assert is_working_day(date(2025, 10, 19), exceptions=own)
    assert not is_working_day(date(2025, 10, 20), exceptions=own)
    assert add_working_days(date(2025, 10, 17), 1, exceptions=own) == date(2025, 10, 19)
    assert add_working_days(date(2025, 10, 17), 2, exceptions=own) == date(2025, 10, 21)


def test_counting_forward_and_back():
    assert add_working_days(date(2025, 10, 17), 1) == date(2025, 10, 20)
    assert add_working_days(date(2025, 10, 20), -1) == date(2025, 10, 17)
    assert add_working_days(date(2025, 10, 18), 0) == date(2025, 10, 18)
    assert add_working_days(date(2024, 12, 28), 1) == date(2025, 1, 9)
    assert add_working_days(date(2025, 10, 17), 1, six_day=True) == date(2025, 10, 18)


def test_no_working_days_at_all_is_an_error():
    none = {date(2025, 1, 1) + timedelta(days=n): False for n in range(900)}
    with pytest.raises(ValueError, match="working"):
        add_working_days(date(2025, 1, 1), 1, exceptions=none)


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 30), st.booleans())
def test_there_and_back(day, n, six_day):
    after = add_working_days(day, n, six_day)
    assert is_working_day(after, six_day) and after >= day + timedelta(days=n)
    back = add_working_days(after, -n, six_day)
    assert back <= day
    if is_working_day(day, six_day):
        assert back == day
