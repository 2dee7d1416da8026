"""Where things stand on the calendar: spans, days of a month, the first month."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.calendar.rows import CalendarRow
from app.ui.calendar import layout
from app.ui.school_year import year_of

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


def row(procedure_id, starts=None, ends=None, *, grade=4, subject="Русский язык", year=2026):
    return CalendarRow(procedure_id, f"ВПР {year}, {subject}, {grade} класс", "vpr", year, grade, subject, starts, ends, 1, 10)


APRIL = date(2026, 4, 20)


@given(DAYS)
def test_a_month_is_six_weeks_from_monday_that_hold_it(day):
    days = layout.month_days(day)
    assert len(days) == 42 and days[0].weekday() == 0 and day in days
    assert all(b - a == timedelta(days=1) for a, b in pairwise(days))
    assert day.replace(day=1) in days[:7]


@given(DAYS, st.integers(-60, 60))
def test_turning_months_there_and_back(day, by):
    there = layout.next_month(day, by)
    assert there.day == 1 and layout.next_month(there, -by) == day.replace(day=1)


@given(DAYS)
def test_a_day_lies_in_the_span_of_its_school_year(day):
    first, last = layout.year_span(year_of(day))
    assert first <= day <= last


def test_equal_windows_are_one_span_in_the_usual_order_of_papers():
    rows = [row(1, APRIL, subject="Математика"), row(2, APRIL), row(3, APRIL, APRIL + timedelta(days=30)), row(4)]
    found = layout.spans(rows)
    assert [(span.first, span.last, [r.procedure_id for r in span.rows]) for span in found] == [
        (APRIL, APRIL + timedelta(days=30), [3]),
        (APRIL, APRIL, [2, 1]),
    ]
    assert found[1].words.replace("\u00a0", " ") == "ВПР: РУ 4, МА 4"


def test_a_day_shows_the_windows_that_hold_it():
    rows = [row(1, APRIL, APRIL + timedelta(days=4)), row(2, APRIL), row(3)]
    assert [r.procedure_id for r in layout.on_day(rows, APRIL)] == [1, 2]
    assert [r.procedure_id for r in layout.on_day(rows, APRIL + timedelta(days=4))] == [1]
    assert layout.on_day(rows, APRIL + timedelta(days=5)) == []


def test_from_an_empty_day_to_the_next_procedures_or_the_last_ones():
    rows = [row(1, date(2026, 3, 1)), row(2, APRIL), row(3, APRIL, grade=5), row(4)]
    assert [r.procedure_id for r in layout.nearest(rows, date(2026, 3, 2))] == [2, 3]
    assert [r.procedure_id for r in layout.nearest(rows, date(2026, 9, 1))] == [2, 3]
    assert layout.nearest([row(4)], APRIL) == []


def test_the_list_is_in_order_of_time():
    rows = [row(1), row(2, APRIL, grade=5), row(3, APRIL, subject="Математика"), row(4, APRIL), row(5, date(2026, 3, 1))]
    assert [r.procedure_id for r in layout.in_time(rows)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("school_year", "today", "month"),
    [
        (2025, date(2025, 11, 18), date(2025, 11, 1)),  # this school year: today
        (2025, date(2026, 11, 18), date(2026, 4, 1)),  # a past one: where its procedures begin
        (2024, date(2026, 11, 18), date(2024, 9, 1)),  # without procedures: its beginning
        (None, date(2026, 2, 3), date(2026, 2, 1)),
        (None, date(2027, 2, 3), date(2026, 4, 1)),  # nothing this year yet: the latest
    ],
)
def test_the_month_shown_first(school_year, today, month):
    rows = [row(1, date(2026, 5, 11)), row(2, APRIL), row(3)]
    assert layout.start_month(rows, school_year, today) == month
