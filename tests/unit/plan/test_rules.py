"""Statuses by days, classes that grow, years later, breaks as proposed, the catalogue."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.plan.catalogue import by_code, catalogue, level_of
from app.services.plan.rows import CONTROL_MODES, FORMS, LEVEL_LETTERS, LEVELS, BreakRow, SchoolDays, SlotRow
from app.services.plan.rules import (
    breaks_of,
    grown_label,
    next_year,
    proposed_breaks,
    proposed_slots,
    same_class,
    school_status,
    shown_status,
    slot_remarks,
)
from app.services.results.procedure import KIND_TITLES, procedure_title, teaches

FIRST, LAST = date(2026, 4, 20), date(2026, 5, 20)
ROLES = {"municipal_coordinator", "coordinator", "organiser", "technical", "observer", "expert", "panel"}


@pytest.mark.parametrize(
    ("stored", "results", "today", "shown"),
    [
        ("planned", False, date(2026, 4, 1), "planned"),
        ("planned", False, FIRST, "running"),
        ("preparing", False, LAST, "running"),
        ("planned", False, date(2026, 5, 21), "checking"),
        ("running", False, date(2026, 5, 21), "checking"),
        ("uploaded", False, date(2026, 5, 21), "uploaded"),
        ("uploaded", True, date(2026, 5, 21), "results"),
        ("cancelled", True, date(2026, 5, 21), "cancelled"),
    ],
)
def test_status(stored, results, today, shown):
    assert shown_status(stored, FIRST, LAST, results, today) == shown


def test_status_of_a_school():
    assert school_status("planned", True, False) == "dates_chosen"
    assert school_status("dates_chosen", False, False) == "planned"
    assert school_status("held", False, False) == "held"
    assert school_status("held", True, True) == "results"
    assert school_status("not_taking_part", True, True) == "not_taking_part"


@pytest.mark.parametrize(("label", "years", "grade", "grown"), [("3А", 2, 5, "5А"), ("4", 1, 5, "5"), ("Б", 1, 5, "5Б")])
def test_a_class_grows(label, years, grade, grown):
    assert grown_label(label, years, grade) == grown


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(1, 5))
def test_a_year_later_is_the_same_weekday_near_the_same_date(day, years):
    later = next_year(day, years)
    assert later.weekday() == day.weekday()
    same_date = date(day.year + years, day.month, min(day.day, 28))
    assert abs((later - same_date).days) <= 6


@pytest.mark.parametrize("year", range(2021, 2031))
def test_proposed_breaks_follow_one_another_inside_the_year(year):
    breaks = proposed_breaks(year)
    assert [one.title.split()[0] for one in breaks] == ["Осенние", "Зимние", "Весенние", "Летние"]
    for earlier, later in itertools.pairwise(breaks):
        assert earlier.starts_on <= earlier.ends_on < later.starts_on
    assert breaks[0].starts_on.year == year and breaks[-1].ends_on == date(year + 1, 8, 31)


def test_a_school_goes_by_its_own_breaks():
    district = BreakRow(1, None, 2026, "Осенние", date(2026, 10, 24), date(2026, 11, 1))
    own = BreakRow(2, 7, 2026, "Осенние", date(2026, 11, 2), date(2026, 11, 8))
    assert breaks_of([district, own], 7) == (own,)
    assert breaks_of([district, own], 8) == (district,)
    assert breaks_of([district, own], None) == (district,)


def test_the_whole_parallel_meets_each_of_its_classes():
    grades = {1: 4, 2: 4, 3: 5}
    whole, one, other = (SlotRow(None, n, 1, label, FIRST) for n, label in ((1, ""), (2, "4А"), (3, "5А")))
    assert same_class(whole, one, grades) and same_class(one, whole, grades)
    assert not same_class(whole, other, grades) and not same_class(one, other, grades)
    assert same_class(one, SlotRow(None, 3, 1, "4а", FIRST), grades)
    nobody = SlotRow(None, 9, 1, "", FIRST)
    assert not same_class(nobody, SlotRow(None, 8, 1, "", FIRST), {})


CLASSES = st.lists(st.sampled_from(["4А", "4Б", "4В", "4Г", "4Д", "4Е"]), min_size=1, max_size=6, unique=True)


@given(
    CLASSES,
    st.integers(0, 40),
    st.integers(0, 30),
    st.lists(st.tuples(st.sampled_from(["4А", "4Б", ""]), st.integers(0, 30)), max_size=12),
)
def test_a_proposed_day_is_right_by_the_rules(classes, length, offset, others):
    window = (FIRST, FIRST + timedelta(days=length))
    breaks = (BreakRow(1, None, 2025, "Каникулы", date(2026, 4, 27), date(2026, 4, 30)),)
    days = SchoolDays(False, breaks)
    taken = {(label, FIRST + timedelta(days=step)) for label, step in others}
    own = [SlotRow(n, 2, 1, label, day) for n, (label, day) in enumerate(sorted(taken), 1)]
    found = proposed_slots(1, 1, classes, window, {1: 4, 2: 4}, own, days, offset)
    windows = {1: (*window, None)}
    mine = [SlotRow(100 + n, 1, 1, one.class_label, one.held_on) for n, one in enumerate(found)]
    wrong = slot_remarks([*own, *mine], windows, {1: 4, 2: 4}, lambda _school: days)
    assert [one for one in wrong if one.procedure_id == 1] == []


def test_the_catalogue_is_whole():
    codes = [line.code for line in catalogue()]
    assert len(codes) == len(set(codes)) and set(codes) == set(KIND_TITLES)
    for line in catalogue():
        assert line.title and line.full_title and line.control_words
        assert line.level in LEVELS and line.level in LEVEL_LETTERS
        assert line.form in FORMS and line.control_mode in CONTROL_MODES
        assert set(line.roles) <= ROLES and line.roles
        assert all(1 <= grade <= 11 for grade in line.grades) and all(1 <= month <= 12 for month in line.months)
    assert level_of("vpr") == "federal" and level_of("municipal_test") == "municipal" and level_of("own") == "school"
    assert by_code()["ege"].grades == (11,)


def test_titles_leave_out_what_there_is_not():
    assert procedure_title("vpr", 2026, 4, "Математика") == "ВПР 2026, математика, 4 класс"
    assert procedure_title("olympiad_school", 2026, 0, "Физика") == "ВсОШ, школьный этап 2026, физика"
    assert procedure_title("self_check", 2027, 0, "") == "Самообследование 2027"


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("МБОУ «Прибрежненская НОШ»", 4),
        ("Начальная общеобразовательная школа с. Дальнее", 4),
        ("МБОУ «Заболотская ООШ»", 9),
        ("Основная общеобразовательная школа № 3", 9),
        ("МБОУ «Полевская СОШ»", 11),
        ("Гимназия № 2", 11),
        ("СОШ им. А. Ношина", 11),
    ],
)
def test_names_tell_which_classes_a_school_has(name, last):
    assert [grade for grade in range(12) if teaches(name, grade)] == list(range(last + 1))
