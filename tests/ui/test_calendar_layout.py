"""Where things stand on the calendar: spans, days of a month, the first month, what a day holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.plan.rows import BreakRow, PlanRow, SlotRow
from app.ui.calendar import layout
from app.ui.calendar.matrix import MatrixModel
from app.ui.calendar.scene import Choice, Conflict, Everything, PersonDay, Scene, person_conflicts
from app.ui.calendar.week_view import Span, Writing, week_items
from app.ui.school_year import year_of

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


def row(procedure_id, starts=None, ends=None, *, grade=4, subject="Русский язык", year=2026, kind="vpr", level="federal"):
    title = f"ВПР {year}, {subject}, {grade} класс"
    return PlanRow(procedure_id, kind, year, grade, subject, title, level, starts, ends or starts)


def slot(procedure_id, school, day, label="4А"):
    return SlotRow(
        procedure_id * 1000 + school * 10 + len(label), procedure_id, school, label, day, organisation=f"СОШ № {school}"
    )


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
    scene = Scene([row(1, APRIL, APRIL + timedelta(days=4)), row(2, APRIL), row(3)])
    assert [r.procedure_id for r in scene.procedures(APRIL)] == [1, 2]
    assert [r.procedure_id for r in scene.procedures(APRIL + timedelta(days=4))] == [1]
    assert scene.procedures(APRIL + timedelta(days=5)) == []


def test_many_papers_of_one_window_are_counted():
    (span,) = layout.spans([row(n, APRIL, subject=f"Предмет {n}") for n in range(1, 25)])
    assert span.words.replace("\u00a0", " ") == "ВПР: 24 работы"


@pytest.mark.parametrize(
    ("subject", "grade", "kind", "words"),
    [
        ("Предмет по случайному выбору (1)", 6, "vpr", "случ. (1) 6"),
        ("", 11, "final_essay", "Итоговое сочинение 11"),
        ("", 0, "self_check", "Самообследование"),
        ("Математика", 4, "vpr", "МА 4"),
    ],
)
def test_short_names_of_procedures(subject, grade, kind, words):
    assert layout.code(row(1, APRIL, subject=subject, grade=grade, kind=kind)).replace("\u00a0", " ") == words


def test_a_week_lays_bars_beside_each_other_and_days_below():
    rows = [
        row(1, APRIL, APRIL + timedelta(days=1)),
        row(2, APRIL + timedelta(days=2), APRIL + timedelta(days=20)),
        row(3, APRIL, grade=5),
    ]
    slots = [slot(1, 2, APRIL), slot(1, 2, APRIL, "4Б"), slot(1, 1, APRIL + timedelta(days=1))]
    wrong = [Conflict(APRIL, "Плохо.", 1, 2)]
    lines = week_items(Scene(rows, slots=slots, conflicts=wrong), APRIL, False)
    bars = [[(p.column, p.length) for p in line if isinstance(p.item, Span)] for line in lines]
    assert bars[0] == [(0, 2), (2, 5)] and bars[1] == [(0, 1)]
    writing = {p.column: p.item for line in lines for p in line if isinstance(p.item, Writing)}
    assert writing[0].words.replace("\u00a0", " ") == "РУ 4 · СОШ № 2: 4А, 4Б" and writing[0].wrong == ("Плохо.",)
    assert writing[1].school == "СОШ № 1" and not writing[1].wrong


def test_the_matrix_counts_papers_of_a_school_in_a_week_and_greys_its_own_breaks():
    rows = [row(1, APRIL, APRIL + timedelta(days=11)), row(2, APRIL, grade=5)]
    slots = [slot(1, 1, APRIL), slot(2, 1, APRIL, "5А"), slot(1, 2, APRIL + timedelta(days=8))]
    district = [BreakRow(1, None, 2025, "Весенние каникулы", date(2026, 3, 23), date(2026, 3, 29))]
    own = [BreakRow(2, 2, 2025, "Весенние каникулы", date(2026, 3, 30), date(2026, 4, 5))]
    model = MatrixModel()
    model.fill([(1, "СОШ № 1"), (2, "СОШ № 2")], 2025, Scene(rows, slots=slots), {None: district, 2: own})

    def cell(school, day):
        return model.cell(model.index(school, model.weeks.index(day)))

    assert model.weeks[0] == date(2025, 9, 1) and model.weeks[-1] == date(2026, 8, 31)
    assert len(cell(0, APRIL).papers) == 2 and len(cell(0, APRIL + timedelta(days=7)).papers) == 1
    assert (len(cell(1, APRIL).papers), cell(1, APRIL).classes) == (2, 2)
    assert len(cell(2, APRIL).papers) == 0 and len(cell(2, APRIL + timedelta(days=7)).papers) == 1
    assert cell(1, date(2026, 3, 23)).idle and not cell(1, date(2026, 3, 30)).idle
    assert not cell(2, date(2026, 3, 23)).idle and cell(2, date(2026, 3, 30)).idle


def test_filters_leave_what_belongs_to_the_school_and_the_person():
    rows = (row(1, APRIL), row(2, APRIL, grade=5), row(3, APRIL, level="school", kind="school_test"))
    slots = (slot(1, 1, APRIL), slot(1, 2, APRIL), slot(2, 1, APRIL, "5А"))
    people = (PersonDay(7, "Иванова И. И.", "Наблюдатель", 1, 2, "СОШ № 2", None),)
    conflicts = (Conflict(APRIL, "Два в день.", 1, 1),)
    all_of_it = Everything(rows, (), slots, conflicts, {None: ()}, frozenset(), people)

    def left(**choice):
        scene = all_of_it.scene(Choice(**choice), APRIL)
        return [r.procedure_id for r in scene.rows], len(scene.slots), len(scene.conflicts_all)

    assert left() == ([1, 2, 3], 3, 1)
    assert left(grade=5) == ([2], 1, 0)
    assert left(level="school") == ([3], 0, 0)
    assert left(kind="vpr", school=1) == ([1, 2], 2, 1)
    assert left(school=2) == ([1, 2, 3], 1, 0)
    assert left(person=7) == ([1], 1, 0)


def test_a_person_in_two_schools_on_one_day_is_told_at_both():
    slots = [slot(1, 1, APRIL), slot(2, 2, APRIL)]
    people = [
        PersonDay(7, "Иванова И. И.", "Наблюдатель", 1, 1, "СОШ № 1", APRIL),
        PersonDay(7, "Иванова И. И.", "Эксперт", 2, 2, "СОШ № 2", None),
        PersonDay(8, "Петров П. П.", "Наблюдатель", 1, 1, "СОШ № 1", APRIL),
    ]
    found = person_conflicts(people, slots, {1: "РУ 4", 2: "МА 4"})
    assert {(one.procedure_id, one.organisation_id, one.day) for one in found} == {(1, 1, APRIL), (2, 2, APRIL)}
    assert all("СОШ № 1 и СОШ № 2" in one.text and one.person_id == 7 for one in found)


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
