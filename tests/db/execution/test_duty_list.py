"""The grouped list of duties: groups, filters, counters, and that «по школе» says what each school's own view says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.context import Context
from app.services.duties.duty_list import date_group, duty_filters, duty_list, wish_words
from app.services.duties.queries import duties, view_counts
from app.services.duties.rows import NO_SCHOOL, VIEWS, WITHOUT_DAY, DutyKey, DutyList, DutyWish, View
from app.services.execution import commands as do
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.db.execution.district import SCHOOLS, TODAY, TREE, add_roadmap, add_schools, keys, party

YEAR = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


def titles(found: DutyList) -> list[str]:
    return [group.title for group in found.groups]


def numbers(found: DutyList) -> list[list[str]]:
    return [[row.number for row in group.rows] for group in found.groups]


def test_the_week_by_days_and_the_month_by_weeks(ctx: Context, tree: RoadmapTree):
    week = duty_list(ctx, DutyWish("week"), TODAY)
    assert titles(week) == ["Пятница, 18\u00a0сентября\u00a02026"]
    assert (week.shown, week.found, week.total) == (1, 1, 1)
    month = duty_list(ctx, DutyWish("month"), TODAY)
    assert titles(month) == ["Эта неделя, 14–20\u00a0сентября", "Неделя, 28\u00a0сентября – 4\u00a0октября"]
    late = duty_list(ctx, DutyWish("overdue"), TODAY)
    assert titles(late) == ["Март 2026", "Июнь 2026", "Сентябрь 2026"]
    every = duty_list(ctx, DutyWish("all"), TODAY)
    assert titles(every)[-1] == WITHOUT_DAY


def test_days_in_words():
    assert date_group("week", TODAY, TODAY) == "Сегодня, понедельник, 14\u00a0сентября\u00a02026"
    assert date_group("week", TODAY + timedelta(days=1), TODAY).startswith("Завтра, вторник")
    assert date_group("all", None, TODAY) == WITHOUT_DAY


def test_every_view_is_counted_in_one_look(ctx: Context, tree: RoadmapTree, schools: list[int]):
    do.mark(ctx, keys(ctx, tree, "1.1."), "waiting_region")
    do.mark(ctx, [DutyKey(keys(ctx, tree, "1.2.")[0].occurrence_id, schools[0])], "in_progress")
    for named in ({}, {"organisation_id": schools[0]}, {"party_id": party(ctx, "Отдел образования")}, {"text": "отчет"}):
        counts = view_counts(ctx, today=TODAY, **named)
        assert counts == {view: duties(ctx, view, today=TODAY, **named).total for view in VIEWS}


def test_filters_narrow_what_is_shown(ctx: Context, tree: RoadmapTree, schools: list[int]):
    found = duty_list(ctx, DutyWish("all", text="совещание"), TODAY)
    assert (found.shown, found.found, found.total) == (4, 4, 9)
    assert found.counts["week"] == 0
    assert duty_list(ctx, DutyWish("all", text="карта 2026 отчёт"), TODAY).found == 1  # words of the title too
    assert duty_list(ctx, DutyWish("all", text="100%"), TODAY).found == 0
    by_school = duty_list(ctx, DutyWish("week", organisation_id=schools[0]), TODAY)
    assert [row.key.organisation_id for group in by_school.groups for row in group.rows] == [schools[0]]


def test_by_party_a_duty_stands_under_each_of_them(ctx: Context, tree: RoadmapTree):
    found = duty_list(ctx, DutyWish("month", "party"), TODAY)
    assert titles(found) == ["ОО", "Отдел образования"]
    assert numbers(found) == [["1.2.", "1.3."], ["1.3."]]
    assert (found.shown, found.found) == (2, 2)
    only = duty_list(ctx, DutyWish("month", "party", party_id=party(ctx, "Отдел образования")), TODAY)
    assert (titles(only), only.found, only.total) == (["Отдел образования"], 1, 2)


def test_by_school_each_owes_its_part(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (key,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(key.occurrence_id, schools[1])], "done")
    found = duty_list(ctx, DutyWish("week", "school"), TODAY)
    assert titles(found) == [SCHOOLS[0], SCHOOLS[2]]
    assert [row.key for group in found.groups for row in group.rows] == [DutyKey(key.occurrence_id, i) for i in schools[::2]]
    late = duty_list(ctx, DutyWish("overdue", "school"), TODAY)
    assert titles(late) == [*SCHOOLS, NO_SCHOOL]
    assert numbers(late)[-1] == ["1.1."]


@pytest.mark.parametrize("view", VIEWS)
def test_by_school_says_what_the_view_of_each_school_says(ctx: Context, tree: RoadmapTree, schools: list[int], view: View):
    """Whatever was marked by the department and by the schools."""
    own = RoadmapTree(
        "План школы", (RoadmapSectionRow("1.", "", (RoadmapLine("7.", "Провести педсовет", "до 17 сентября 2026 г."),)),),
        period_start=date(2026, 9, 1), period_end=date(2026, 12, 31), organisation_id=schools[2],
    )  # fmt: skip
    add_roadmap(ctx, own)
    (report,) = keys(ctx, tree, "1.2.")
    meetings = keys(ctx, tree, "1.3.")
    do.mark(ctx, [DutyKey(report.occurrence_id, schools[0])], "waiting_region")
    do.postpone(ctx, [DutyKey(meetings[0].occurrence_id, schools[1])], date(2026, 9, 16), reason="ремонт", decided_by="приказ")
    do.postpone(ctx, [DutyKey(meetings[3].occurrence_id, schools[1])], date(2027, 1, 20), reason="ремонт", decided_by="приказ")
    do.mark(ctx, [meetings[1]], "waiting_region")
    do.mark(ctx, [meetings[2]], "done")
    do.mark(ctx, [DutyKey(meetings[1].occurrence_id, schools[2])], "done")
    found = duty_list(ctx, DutyWish(view, "school"), TODAY)
    groups = {group.title: group.rows for group in found.groups}
    for name, school in zip(SCHOOLS, schools, strict=True):
        alone = duties(ctx, view, today=TODAY, organisation_id=school).rows
        assert {(r.key, r.shown, r.due_on, r.days_late) for r in groups.get(name, ())} == {
            (r.key, r.shown, r.due_on, r.days_late) for r in alone
        }
    by_schools = {row.key.occurrence_id for name in SCHOOLS for row in groups.get(name, ())}
    rest = [row.key for row in duties(ctx, view, today=TODAY).rows if row.key.occurrence_id not in by_schools]
    assert [row.key for row in groups.get(NO_SCHOOL, ())] == rest  # nothing of the view is lost


def test_a_school_year_keeps_what_overlaps_it_and_what_is_overdue(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "done", done_on=date(2026, 8, 30))
    found = duty_list(ctx, DutyWish("all", within=YEAR), TODAY)
    rows = [(row.number, row.due_on) for group in found.groups for row in group.rows]
    assert ("1.3.", date(2026, 3, 31)) in rows  # overdue
    assert ("1.1.", date(2026, 9, 1)) in rows and ("2.2.", None) in rows
    earlier = duty_list(ctx, DutyWish("all", within=(date(2023, 9, 1), date(2024, 8, 31))), TODAY)
    assert {row.shown for group in earlier.groups for row in group.rows} == {"overdue"}
    assert duty_list(ctx, DutyWish("week", within=YEAR), TODAY).found == 1


def test_only_the_first_are_read_and_it_is_said(ctx: Context, schools: list[int]):
    for _ in range(2):
        add_roadmap(ctx, TREE)
    found = duty_list(ctx, DutyWish("all", limit=5), TODAY)
    assert (found.shown, found.found, found.total) == (5, 18, 18)


def test_what_the_filters_offer_and_how_they_are_said(ctx: Context, tree: RoadmapTree, schools: list[int]):
    parties, offered = duty_filters(ctx)
    assert [name for name, _ in offered] == sorted(SCHOOLS)
    assert "Отдел образования" in [name for name, _ in parties]
    wish = DutyWish("all", party_id=party(ctx, "ОО"), organisation_id=schools[0], text=" отчёт  о ")
    assert wish_words(ctx, wish) == ("ответственный – ОО", f"школа – {SCHOOLS[0]}", "слова – «отчёт о»")
    assert wish_words(ctx, DutyWish()) == ()
