"""Days, months, lists and ranges: which year each of them falls in."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.deadlines.reading import read_deadline, to_json
from app.services.deadlines.resolve import AUGUST, CALENDAR_OR_SCHOOL, OTHER_YEAR, OUTSIDE

SCHOOL = (date(2024, 9, 1), date(2025, 8, 31))
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
YEARS = (date(2023, 1, 1), date(2025, 12, 31))


def days(text, context=SCHOOL):
    return to_json(read_deadline(text, context))["intervals"]


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("ноябрь, февраль 2025", [["2024-11-01", "2024-11-30"], ["2025-02-01", "2025-02-28"]]),
        ("февраль, ноябрь 2024", [["2024-02-01", "2024-02-29"], ["2024-11-01", "2024-11-30"]]),
        ("ноябрь 2024, февраль", [["2024-11-01", "2024-11-30"], ["2025-02-01", "2025-02-28"]]),
        ("ноябрь – февраль 2025", [["2024-11-01", "2025-02-28"]]),
        ("ноябрь 2024 – февраль", [["2024-11-01", "2025-02-28"]]),
        ("ноябрь – февраль", [["2024-11-01", "2025-02-28"]]),
        ("с 28 ноября по 3 декабря", [["2024-11-28", "2024-12-03"]]),
        ("с 28 по 30 ноября", [["2024-11-28", "2024-11-30"]]),
        ("март 2024/2025 уч. года", [["2025-03-01", "2025-03-31"]]),
        ("октябрь 2024/2025 учебного года", [["2024-10-01", "2024-10-31"]]),
        ("ноябрь, 3 декада", [["2024-11-21", "2024-11-30"]]),
        ("ноябрь (вторая половина)", [["2024-11-16", "2024-11-30"]]),
        ("1 и 3 декада ноября", [["2024-11-01", "2024-11-10"], ["2024-11-21", "2024-11-30"]]),
        ("последний рабочий день ноября", [["2024-11-29", "2024-11-29"]]),
        ("третий четверг ноября", [["2024-11-21", "2024-11-21"]]),
    ],
)
def test_years_come_from_the_neighbours_and_the_period(text, intervals):
    assert days(text) == intervals


def test_one_period_of_a_calendar_year():
    assert days("II полугодие", YEAR) == [["2025-07-01", "2025-12-31"]]
    assert days("II полугодие", SCHOOL) == [["2025-01-01", "2025-05-31"]]
    assert days("до конца года", YEAR) == [[None, "2025-12-31"]]


def test_several_years_are_offered():
    deadline = read_deadline("до 20 мая", YEARS)
    assert deadline.ambiguous and OTHER_YEAR in deadline.notes
    assert [r.intervals for r in deadline.alternatives] == [((None, date(2024, 5, 20)),), ((None, date(2025, 5, 20)),)]


def test_august_of_a_school_year_is_asked_about():
    deadline = read_deadline("август", SCHOOL)
    assert deadline.intervals == ((date(2025, 8, 1), date(2025, 8, 31)),)
    assert deadline.alternatives[0].intervals == ((date(2024, 8, 1), date(2024, 8, 31)),)
    assert AUGUST in deadline.notes


def test_two_calendar_years_or_a_school_year():
    assert days("2024-2025", YEARS) == [["2024-01-01", "2025-12-31"]]
    assert days("2024-2025", SCHOOL) == [["2024-09-01", "2025-08-31"]]
    deadline = read_deadline("2024-2025", YEARS)
    assert deadline.ambiguous and CALENDAR_OR_SCHOOL in deadline.notes
    assert deadline.alternatives[0].intervals == ((date(2024, 9, 1), date(2025, 8, 31)),)
    assert not read_deadline("2024-2025 годы", YEARS).ambiguous


def test_outside_the_period_is_said_but_not_changed():
    deadline = read_deadline("20 мая 2026 г.", SCHOOL)
    assert deadline.intervals == ((date(2026, 5, 20), date(2026, 5, 20)),)
    assert OUTSIDE in deadline.notes and not deadline.ambiguous


def test_a_wrong_weekday_is_asked_about():
    assert not read_deadline("20 мая 2025 (вторник)", SCHOOL).ambiguous
    assert read_deadline("20 мая 2025 (среда)", SCHOOL).ambiguous


def test_a_spoiled_year_is_put_right_and_asked_about():
    deadline = read_deadline("2024/205 уч. год", SCHOOL)
    assert deadline.intervals == (SCHOOL,) and deadline.ambiguous


@pytest.mark.parametrize(
    "text", ["31 июня", "30.02.2025", "29 февраля 2025 г.", "32.01.2025", "15.13.2025", "31 ноября, 5 мая", "0 мая"]
)
def test_days_that_do_not_exist(text):
    assert read_deadline(text, SCHOOL).kind == "unparsable"


def test_leap_day():
    assert days("29 февраля", (date(2024, 1, 1), date(2024, 12, 31))) == [["2024-02-29", "2024-02-29"]]
    assert days("ежегодно до 29 февраля", (date(2024, 1, 1), date(2025, 12, 31))) == [[None, "2024-02-29"], [None, "2025-02-28"]]


def test_without_a_period_a_yearless_date_keeps_its_kind():
    assert [read_deadline(t).kind for t in ("май", "до 5 мая", "с 5 по 9 мая", "май, июнь")] == [
        "period",
        "date",
        "period",
        "periods",
    ]
    assert read_deadline("май").intervals == ()
    assert read_deadline("май 2025").intervals == ((date(2025, 5, 1), date(2025, 5, 31)),)


def test_a_period_turned_round_counts_as_none():
    assert read_deadline("май", (SCHOOL[1], SCHOOL[0])).intervals == ()
