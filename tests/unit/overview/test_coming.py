"""What the calendar adds to the first tab: rows put together, nothing told twice."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.calendar.brief import BY_SCHOOLS, CheckBrief, EventBrief, PlanBrief, SlotBrief
from app.services.overview import coming
from app.services.plan.catalogue import by_code
from app.services.results.procedure import ProcedureRow

WEDNESDAY = date(2027, 4, 14)
WINDOW = (date(2027, 4, 12), date(2027, 5, 14))


def paper(number, grade=4, subject="Русский язык", window=WINDOW, kind="vpr"):
    return ProcedureRow(number, kind, 2027, grade, subject, None, *window)


MANY = [paper(n, grade) for n, grade in enumerate((4, 5, 6, 8, 10), 1)]


def plain(text):
    return text.replace("\u00a0", " ")


def test_kinds_whose_days_schools_choose_are_those_of_the_catalogue():
    assert set(BY_SCHOOLS) == {line.code for line in by_code().values() if line.by_schools}


@pytest.mark.parametrize(
    ("grades", "words"),
    [([], ""), ([0], ""), ([4], "4 класс"), ([4, 5, 6, 8], "4–6, 8 классы"), ([4, 5], "4, 5 классы"), ([11, 9], "9, 11 классы")],
)
def test_classes_in_words(grades, words):
    assert coming.grades_words(grades) == words


def test_papers_of_one_window_are_one_row_and_of_another_are_not():
    other = paper(9, 9, "Математика", (date(2027, 4, 15), None))
    due = coming.window_dues([*MANY, other], WEDNESDAY)
    assert [(one.when, plain(one.what), one.target) for one in due] == [
        (date(2027, 4, 18), "ВПР 2027: 5 работ, 4–6, 8, 10 классы, до 14.05.2027", ("procedure", 1)),
        (date(2027, 4, 15), "ВПР 2027, математика, 9 класс", ("procedure", 9)),
    ]


def test_meetings_of_the_rest_of_the_week():
    events = [
        EventBrief(1, "Совещание: О ВПР", date(2027, 4, 15), date(2027, 4, 15), "14:00", "каб. 5"),
        EventBrief(2, "Курсы", date(2027, 4, 12), date(2027, 4, 16), "", ""),
        EventBrief(3, "Прошло", date(2027, 4, 13), date(2027, 4, 13), "", ""),
        EventBrief(4, "Потом", date(2027, 4, 19), date(2027, 4, 19), "", ""),
    ]
    due = coming.event_dues(events, WEDNESDAY)
    assert [(one.when.day, one.what, one.who, one.target) for one in due] == [
        (15, "14:00, Совещание: О ВПР", "каб. 5", ("event", 1)),
        (14, "Курсы", "", ("event", 2)),
    ]


def test_days_of_schools_are_a_row_for_the_district_and_rows_for_the_school():
    papers = {one.id: one for one in MANY}
    slots = [
        SlotBrief(WEDNESDAY, 1, 7, "Первая", "4А", ""),
        SlotBrief(WEDNESDAY, 1, 7, "Первая", "4Б", ""),
        SlotBrief(WEDNESDAY, 2, 8, "Вторая", "", ""),
        SlotBrief(WEDNESDAY, 99, 8, "Вторая", "", ""),
    ]
    (due,) = coming.slot_dues(slots, papers, None)
    assert plain(due.what) == "Пишут: ВПР 2027, 2 работы, 4, 5 классы" and plain(due.who) == "2 школы"
    (mine,) = coming.slot_dues(slots, papers, 7)
    assert (mine.what, mine.who) == ("Пишем: ВПР 2027, русский язык, 4 класс", "4А, 4Б")


def test_preparation_of_several_procedures_is_one_row():
    papers = {one.id: one for one in MANY}
    checks = [CheckBrief(n, "Назначить наблюдателей.", WEDNESDAY, "", True, n, 15) for n in (1, 2, 3)]
    checks.append(CheckBrief(1, "Получить материалы", WEDNESDAY, "", False, 0, 0))
    due = coming.check_dues(checks, papers)
    assert [(plain(one.what), plain(one.who)) for one in due] == [
        ("Назначить наблюдателей (ВПР 2027: 3 работы, 4–6 классы)", "сделали 1 из 15 школ"),
        ("Получить материалы (ВПР 2027, русский язык, 4 класс)", ""),
    ]


def test_who_has_chosen_no_day():
    papers = {one.id: one for one in MANY}
    schools = {7: "Первая", 8: "Вторая"}
    (row,) = coming.undated_missing([1, 2, 3, 4, 5], {3: {8}}, papers, schools)
    assert row.schools == ((7, "Первая"),) and row.target == ("procedure", 1)
    assert plain(row.title) == "Даты не выбраны: ВПР 2027: 5 работ, 4–6, 8, 10 классы, с 12.04.2027"
    assert coming.undated_missing([1, 2], {1: {7, 8}}, papers, schools) == []


def test_who_has_sent_no_schedule():
    schools = {7: "Школа № 10", 8: "Школа № 2", 9: "Школа № 1"}
    (row,) = coming.schedules_missing({9}, schools, date(2026, 9, 15))
    assert row.title == "Единый график 2026/2027"
    assert [name for _id, name in row.schools] == ["Школа № 2", "Школа № 10"]
    assert coming.schedules_missing(set(), schools, date(2026, 9, 15)) == []  # nobody has begun
    assert coming.schedules_missing({9}, schools, date(2026, 9, 14)) == []  # there is still time
    assert coming.schedules_missing({7, 8, 9}, schools, date(2027, 1, 1)) == []


def test_results_are_awaited_until_they_are_in():
    plans = {
        1: PlanBrief(WEDNESDAY, False, False),
        2: PlanBrief(WEDNESDAY, False, True),
        3: PlanBrief(WEDNESDAY, True, False),
        4: PlanBrief(date(2027, 4, 20), False, False),
    }
    (due,) = coming.results_dues(MANY, plans, WEDNESDAY, date(2027, 4, 18))
    assert due.what == "Ждём результаты: ВПР 2027, русский язык, 4 класс"


@pytest.mark.parametrize(("day", "monday"), [(12, 12), (15, 12), (16, 19), (18, 19)])
def test_from_friday_on_the_next_week_is_printed(day, monday):
    assert coming.week_to_print(date(2027, 4, day)) == date(2027, 4, monday)
