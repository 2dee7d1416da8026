"""School years, districts, the week, and who is expected to submit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.calendar.rules import in_school_year, same_district, school_year_span
from app.services.overview import rules
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import school_year

WEDNESDAY = date(2026, 9, 16)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_in_its_own_school_year_only(day):
    first, last = school_year_span(school_year(day))
    assert first <= day <= last
    assert in_school_year(day.year, day, None, school_year(day))
    assert not in_school_year(day.year, day, None, school_year(day + timedelta(days=366)))


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        (date(2026, 4, 20), date(2026, 5, 20), ["2025/2026"]),
        (date(2026, 8, 25), date(2026, 9, 5), ["2025/2026", "2026/2027"]),
        (None, None, ["2025/2026", "2026/2027"]),
        (None, date(2026, 9, 5), ["2026/2027"]),
    ],
)
def test_a_window_is_shown_where_it_overlaps(starts, ends, shown):
    years = ["2024/2025", "2025/2026", "2026/2027", "2027/2028"]
    assert [year for year in years if in_school_year(2026, starts, ends, year)] == shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Заречный муниципальный район", "Заречный район", True),
        ("г. Приозёрск", "Городской округ Приозерск", True),
        ("город Приозёрск", "Городской округ «город Приозёрск»", True),
        ("Заречный район", "Луговской район", False),
        ("Муниципальный район", "Район", False),
        ("", "", False),
    ],
)
def test_municipalities_are_spelled_differently(one, other, same):
    assert same_district(one, other) is same


def procedure(starts, ends=None):
    return ProcedureRow(7, "vpr", 2026, 4, "Русский язык", 38, starts, ends)


@pytest.mark.parametrize(
    ("starts", "ends", "when", "text"),
    [
        (date(2026, 9, 18), None, date(2026, 9, 18), "ВПР 2026, русский язык, 4 класс"),
        (date(2026, 9, 14), None, date(2026, 9, 14), "ВПР 2026, русский язык, 4 класс"),
        (date(2026, 9, 18), date(2026, 10, 2), date(2026, 9, 18), "ВПР 2026, русский язык, 4 класс, начало, до 02.10.2026"),
        (date(2026, 9, 1), date(2026, 9, 17), date(2026, 9, 17), "ВПР 2026, русский язык, 4 класс, до 17.09.2026"),
        (date(2026, 9, 1), date(2026, 10, 2), date(2026, 9, 20), "ВПР 2026, русский язык, 4 класс, до 02.10.2026"),
        (WEDNESDAY, WEDNESDAY, WEDNESDAY, "ВПР 2026, русский язык, 4 класс"),
    ],
)
def test_a_window_of_this_week_is_due(starts, ends, when, text):
    due = rules.window_due(procedure(starts, ends), WEDNESDAY)
    assert (due.when, due.what, due.target) == (when, text, ("procedure", 7))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(None, None), (date(2026, 9, 13), None), (date(2026, 9, 1), date(2026, 9, 15)), (date(2026, 9, 21), date(2026, 9, 30))],
)
def test_other_windows_are_not(starts, ends):
    assert rules.window_due(procedure(starts, ends), WEDNESDAY) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_deadline_is_overdue_or_this_week_or_neither(today, days):
    deadline = today + timedelta(days=days)
    assert not (rules.is_overdue(deadline, today) and rules.is_this_week(deadline, today))
    assert rules.is_overdue(deadline, today) == (-365 <= days < 0)
    monday, sunday = rules.week_of(today)
    assert monday.weekday() == 0 and monday <= today <= sunday


def test_a_clause_is_named_by_its_document():
    due = rules.clause_due(3, "order", "12-од", 2, " представить отчёт ", WEDNESDAY)
    assert due.what == "Приказ №\xa012-од, пункт\xa02: представить отчёт"
    assert rules.clause_due(3, "directive", "", 1, "x", WEDNESDAY).what == "Распоряжение, пункт\xa01: x"


def test_a_primary_school_is_not_expected_in_grade_5():
    stages = {1: {0}, 2: {0, 1}}
    assert rules.expected([1, 2, 3], 5, stages) == [2, 3]
    assert rules.expected([1, 2, 3], 4, stages) == [1, 2, 3]
    assert rules.expected([1, 2, 3], 11, stages) == [3]
