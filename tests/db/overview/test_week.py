"""What the calendar says on the first tab and on the weekly sheet, of a real base."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.models.checklists import ChecklistLine, ChecklistTick
from app.models.organisations import Organisation
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot
from app.models.schedules import SchoolSchedule
from app.models.settings import Workplace
from app.services.events.commands import create_event, set_status
from app.services.events.rows import EventFields
from app.services.forms.blocks import plain_text
from app.services.forms.registry import make
from app.services.overview.queries import overview
from app.services.overview.week import week_ahead
from tests.sample_papers import add_procedure, add_school, school_id, set_workplace

TODAY = date(2026, 9, 16)
FIRST, SECOND = "МБОУ «Берёзовская СОШ»", "МБОУ «Луговская ООШ»"


@pytest.fixture
def plan(ctx):
    """A planned paper from tomorrow on, for two schools."""
    set_workplace(ctx)
    number = add_procedure(ctx, {}, year=2026, window=(date(2026, 9, 17), date(2026, 10, 9)))
    with ctx.db.write() as session:
        for name in (FIRST, SECOND):
            add_school(session, name)
        session.add(ProcedurePlan(procedure_id=number, uid="a", results_due=date(2026, 9, 18)))
    return number


def add(ctx, *rows):
    with ctx.db.write() as session:
        session.add_all(rows)


def line(plan, words, day, per_school=False, **more):
    return ChecklistLine(
        procedure_id=plan, position=0, phase="before", offset_days=-3, text=words, due_on=day, per_school=per_school, **more
    )


def tick(number, school=None):
    return ChecklistTick(line_id=number, organisation_id=school, done_on=TODAY, ticked_at=datetime(2026, 9, 16))


def said(rows):
    return [(row.when.day, row.what.replace("\u00a0", " "), row.who.replace("\u00a0", " ")) for row in rows]


def test_an_empty_week(ctx):
    seen = overview(ctx, TODAY)
    assert seen.this_week == () and seen.overdue == () and seen.missing == ()
    week = week_ahead(ctx)
    assert (week.monday, week.sunday) == (date(2026, 9, 14), date(2026, 9, 20))
    assert [day.entries for day in week.days] == [()] * 5


def test_the_first_tab_names_windows_results_meetings_and_days(ctx, plan):
    create_event(ctx, EventFields("meeting", "О ВПР", date(2026, 9, 18), None, "14", place="каб. 5"))
    off = create_event(ctx, EventFields("seminar", "Отменён", date(2026, 9, 18))).value
    set_status(ctx, off, "cancelled")
    add(ctx, ProcedureSlot(procedure_id=plan, organisation_id=school_id(ctx, FIRST), held_on=date(2026, 9, 18)))
    assert said(overview(ctx, TODAY).this_week) == [
        (17, "ВПР 2026, русский язык, 4 класс, начало, до 09.10.2026", ""),
        (18, "14:00, Совещание: О ВПР", "каб. 5"),
        (18, "Ждём результаты: ВПР 2026, русский язык, 4 класс", ""),
        (18, "Пишут: ВПР 2026, русский язык, 4 класс", FIRST),
    ]


def test_a_cancelled_procedure_is_not_spoken_of(ctx, plan):
    add(ctx, line(plan, "Назначить", date(2026, 9, 10)))
    with ctx.db.write() as session:
        session.get_one(ProcedurePlan, plan).status = "cancelled"
    seen = overview(ctx, TODAY)
    assert seen.this_week == () and seen.overdue == () and seen.missing == ()


def test_preparation_is_due_until_it_is_ticked(ctx, plan):
    add(ctx, line(plan, "Назначить наблюдателей", date(2026, 9, 18), True), line(plan, "Получить", date(2026, 9, 10)))
    add(ctx, line(plan, "Перенесено", date(2026, 9, 1), moved_to=date(2026, 11, 1)))
    add(ctx, tick(1, school_id(ctx, FIRST)))
    seen = overview(ctx, TODAY)
    assert said(seen.overdue) == [(10, "Получить (ВПР 2026, русский язык, 4 класс)", "")]
    assert (18, "Назначить наблюдателей (ВПР 2026, русский язык, 4 класс)", "сделали 1 из 2 школ") in said(seen.this_week)
    add(ctx, tick(1, school_id(ctx, SECOND)), tick(2))
    seen = overview(ctx, TODAY)
    assert seen.overdue == () and not any("Назначить" in row.what for row in seen.this_week)


def test_a_school_sees_its_own_preparation_and_days(ctx, plan):
    mine = school_id(ctx, FIRST)
    add(ctx, line(plan, "Свой пункт", date(2026, 9, 10), True), line(plan, "Дело района", date(2026, 9, 10)))
    add(ctx, ProcedureSlot(procedure_id=plan, organisation_id=mine, class_label="4А", held_on=date(2026, 9, 18)))
    with ctx.db.write() as session:
        workplace = session.get_one(Workplace, 1)
        workplace.kind, workplace.organisation_id = "school", mine
    seen = overview(ctx, TODAY)
    assert [row.what.partition(" (")[0] for row in seen.overdue] == ["Свой пункт"]
    assert (18, "Пишем: ВПР 2026, русский язык, 4 класс", "4А") in said(seen.this_week)
    add(ctx, tick(1, mine))
    assert overview(ctx, TODAY).overdue == ()


def test_schools_without_days_and_without_a_schedule_are_named(ctx, plan):
    (row,) = overview(ctx, TODAY).missing
    assert [name for _id, name in row.schools] == [FIRST, SECOND] and row.target == ("procedure", plan)
    assert overview(ctx, date(2026, 9, 2)).missing == ()  # two weeks before and one day more
    add(ctx, ProcedureSlot(procedure_id=plan, organisation_id=school_id(ctx, FIRST), held_on=date(2026, 9, 18)))
    add(ctx, SchoolSchedule(organisation_id=school_id(ctx, FIRST), school_year=2026, updated_at=datetime(2026, 9, 10)))
    dates, schedule = overview(ctx, TODAY).missing
    assert [name for _id, name in dates.schools] == [SECOND]
    assert (schedule.title, [name for _id, name in schedule.schools]) == ("Единый график 2026/2027", [SECOND])
    assert schedule.target == ("tab:calendar", 0)
    add(ctx, ProcedureSchool(procedure_id=plan, organisation_id=school_id(ctx, SECOND), status="not_taking_part"))
    with ctx.db.write() as session:
        session.get_one(Organisation, school_id(ctx, SECOND)).closed_on = date(2026, 9, 1)
    assert overview(ctx, TODAY).missing == ()


def test_the_week_goes_day_by_day(ctx, plan):
    create_event(ctx, EventFields("meeting", "О ВПР", date(2026, 9, 17), None, "14", "15", "каб. 5"))
    create_event(ctx, EventFields("seminar", "Курсы", date(2026, 9, 17), date(2026, 9, 19)))
    add(ctx, line(plan, "Получить", date(2026, 9, 11)), line(plan, "Проверить", date(2026, 9, 18)))
    week = week_ahead(ctx)
    days = {day.day.day: [(one.time, one.what.partition(" (")[0]) for one in day.entries] for day in week.days}
    assert days[14] == []
    assert [what for _time, what in days[17]][:2] == [
        "Совещание: О ВПР",
        "ВПР 2026, русский язык, 4 класс: начало, 17\u00a0сентября – 9\u00a0октября\u00a02026",
    ]
    assert ("", "Семинар: Курсы") in days[17] and days[19] == [("", "Семинар: Курсы")]
    assert ("", "Проверить") in days[18] and 20 not in days
    assert [row.what.partition(" (")[0] for row in week.late] == ["Получить"]
    assert [row.title.partition(":")[0] for row in week.owing] == ["Даты не выбраны"]
    later = week_ahead(ctx, date(2026, 9, 24))
    assert later.running[0].startswith("ВПР 2026, русский язык, 4 класс: 17")
    assert week_ahead(ctx, date(2026, 10, 9)).days[4].entries[0].what.endswith("последний день")


def said_on(page):
    words = "\n".join(one for section in page.sections for block in section.blocks for one in plain_text(block))
    return words.replace("\u00a0", " ")


def add_third(ctx):
    with ctx.db.write() as session:
        add_school(session, "МБОУ «Третья СОШ»")


def test_the_sheet_says_it_on_paper(ctx, plan):
    create_event(ctx, EventFields("meeting", "О ВПР", date(2026, 9, 17), None, "14", "15", "каб. 5"))
    page = make(ctx, "week_sheet")
    words = said_on(page)
    assert "Что предстоит: неделя 14–20 сентября 2026 года" in words
    assert "14:00–15:00" in words and "Совещание: О ВПР" in words and "каб. 5" in words
    assert "Пятница, 18 сентября" in words and "Суббота" not in words
    assert "2 школы: МБОУ «Берёзовская СОШ»; МБОУ «Луговская ООШ»" in words
    add_third(ctx)
    assert "все школы (3)" in said_on(make(ctx, "week_sheet"))
    next_week = make(ctx, "week_sheet", day=date(2026, 9, 24))
    assert next_week.title == "Что предстоит: неделя 21–27\u00a0сентября\u00a02026 года"
