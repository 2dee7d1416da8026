"""Views: what is due, overdue, owed by a party or a school."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.organisations import Organisation
from app.services.context import Context
from app.services.duties.queries import duties
from app.services.duties.rows import DutyKey
from app.services.execution import commands as do
from app.services.execution.queries import (
    line_deadlines,
    line_states,
    progress_by_school,
    progress_of_all,
    roadmap_progress,
    timeline,
)
from app.services.overview.queries import overview
from app.services.roadmaps.rows import RoadmapTree
from tests.db.execution.district import TODAY, add_roadmap, add_schools, keys, line, numbers, occurrences, party


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


def test_the_views(ctx: Context, tree: RoadmapTree):
    assert numbers(ctx, "week") == ["1.2."]
    assert numbers(ctx, "month") == ["1.2.", "1.3."]
    assert numbers(ctx, "overdue") == ["1.3.", "1.3.", "1.1."]
    assert numbers(ctx, "waiting") == []
    every = duties(ctx, "all", today=TODAY)
    assert every.total == 9
    assert [row.number for row in every.rows][-3:] == ["2.1.", "2.2.", "2.3."]  # without days: at the end
    late = duties(ctx, "overdue", today=TODAY).rows[-1]
    assert (late.text, late.due_on, late.days_late, late.shown) == (
        "Издать приказ о координаторах",
        date(2026, 9, 1),
        13,
        "overdue",
    )
    assert (late.roadmap_id, late.line_id) == (tree.id, line(tree, "1.1.").id)


def test_a_kindergarten_owes_nothing_that_is_asked_of_schools(ctx: Context, tree: RoadmapTree):
    with ctx.db.write() as session:
        garden = Organisation(short_name="МБДОУ «Ромашка»", search_name="мбдоу «ромашка»", kind="kindergarten")
        session.add(garden)
        session.flush()
        garden_id = garden.id
    assert numbers(ctx, "all", organisation_id=garden_id) == []


def test_what_waits_for_the_region_is_not_overdue(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "waiting_region")
    assert "1.1." not in numbers(ctx, "overdue")
    assert numbers(ctx, "waiting") == ["1.1."]


def test_done_and_cancelled_leave_the_views(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "done")
    do.mark(ctx, keys(ctx, tree, "1.2."), "cancelled", reason="заменён формой")
    assert "1.1." not in numbers(ctx, "overdue")
    assert numbers(ctx, "week") == []


def test_by_party(ctx: Context, tree: RoadmapTree):
    department = party(ctx, "Отдел образования")
    assert set(numbers(ctx, "all", party_id=department)) == {"1.1.", "1.3."}
    assert numbers(ctx, "overdue", party_id=party(ctx, "ОО")) == ["1.3.", "1.3."]


def test_by_school(ctx: Context, tree: RoadmapTree, schools: list[int]):
    """«ОО» means every school; a line may name one; the other lines are not a school's."""
    assert set(numbers(ctx, "all", organisation_id=schools[0])) == {"1.2.", "1.3.", "2.3."}
    assert set(numbers(ctx, "all", organisation_id=schools[1])) == {"1.2.", "1.3."}
    (row,) = duties(ctx, "week", today=TODAY, organisation_id=schools[1]).rows
    assert (row.school, row.key.organisation_id) == ("МБОУ «Заречная СОШ № 2»", schools[1])


def test_a_school_sees_its_own_mark(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (key,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(key.occurrence_id, schools[0])], "done")
    assert numbers(ctx, "week", organisation_id=schools[0]) == []
    assert numbers(ctx, "week", organisation_id=schools[1]) == ["1.2."]
    (row,) = duties(ctx, "week", today=TODAY).rows
    assert (row.schools_done, row.schools_total, row.shown) == (1, 3, "ahead")


def test_a_school_with_more_time_is_not_overdue(ctx: Context, tree: RoadmapTree, schools: list[int]):
    first = occurrences(ctx, tree, "1.3.")[0].key
    mine = DutyKey(first.occurrence_id, schools[2])
    do.postpone(ctx, [mine], date(2026, 10, 1), reason="карантин", decided_by="отдел образования, 02.09.2026")
    assert numbers(ctx, "overdue", organisation_id=schools[2]) == ["1.3."]  # the second quarter only
    assert numbers(ctx, "overdue", organisation_id=schools[1]) == ["1.3.", "1.3."]


def test_by_words(ctx: Context, tree: RoadmapTree):
    assert numbers(ctx, "all", text="ОТЧЕТ готовн") == ["1.2."]
    assert numbers(ctx, "all", text="100%") == []


def test_a_page_tells_how_many_there_are(ctx: Context, tree: RoadmapTree):
    page = duties(ctx, "all", today=TODAY, limit=4)
    assert (len(page.rows), page.total) == (4, 9)


def test_states_of_the_lines(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    states = line_states(ctx, tree.id, TODAY)
    by_number = {number: states[line(tree, number).id or 0] for number in ("", "1.1.", "1.2.", "1.3.", "2.2.")}
    assert by_number[""].shown is None
    assert [by_number[n].shown for n in ("1.1.", "1.2.", "1.3.", "2.2.")] == ["overdue", "ahead", "overdue", "ahead"]
    assert by_number["1.3."].counts.total == 4
    assert by_number["1.3."].next_due == date(2026, 3, 31)
    assert by_number["1.3."].next_due in by_number["1.3."].open_days
    assert by_number["1.3."].has_day


def test_progress(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    do.mark(ctx, keys(ctx, tree, "1.3.")[:2], "done", done_on=date(2026, 7, 1))
    do.mark(ctx, keys(ctx, tree, "2.3."), "cancelled")
    seen = roadmap_progress(ctx, tree.id, TODAY)
    assert (seen.items.total, seen.items.overdue, seen.items.in_progress, seen.items.cancelled) == (6, 1, 1, 1)
    assert (seen.dates.total, seen.dates.done, seen.dates.overdue, seen.dates.cancelled) == (9, 2, 1, 1)
    assert seen.dates.share == pytest.approx(2 / 8)
    assert [row.number for row in seen.late] == ["1.1."]
    assert progress_of_all(ctx, TODAY) == {tree.id: seen.dates}


def test_progress_by_school(ctx: Context, tree: RoadmapTree, schools: list[int]):
    assert tree.id is not None
    (key,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(key.occurrence_id, schools[1])], "done")
    rows = progress_by_school(ctx, tree.id, TODAY)
    assert [row.name for row in rows] == ["МБОУ «Берёзовская СОШ»", "МБОУ «Заречная СОШ № 2»", "МБОУ «Луговская ООШ»"]
    assert [(row.owed.total, row.owed.done, row.owed.overdue) for row in rows] == [(6, 0, 2), (5, 1, 2), (5, 0, 2)]


def test_the_owners_mark_closes_it_for_the_schools(ctx: Context, tree: RoadmapTree, schools: list[int]):
    assert tree.id is not None
    do.mark(ctx, keys(ctx, tree, "1.2."), "done")
    assert [row.owed.done for row in progress_by_school(ctx, tree.id, TODAY)] == [1, 1, 1]
    (row,) = occurrences(ctx, tree, "1.2.")
    assert all(slot.by_owner and slot.shown == "done" for slot in row.schools)


def test_the_timeline(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    rows = timeline(ctx, tree.id, TODAY)
    assert [row.number for row in rows] == ["1.", "", "1.1.", "1.2.", "1.3.", "2.", "2.1.", "2.2.", "2.3."]
    assert [row.number for row in rows if row.is_section] == ["1.", "2."]
    assert [row.text for row in rows if row.is_subhead] == ["Документы"]
    assert all(bool(row.uid) != row.is_section for row in rows)
    assert [bar.due_on for bar in rows[4].bars] == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert rows[7].whole_period
    assert not rows[6].whole_period
    assert rows[8].deadline == "по графику"


def test_deadlines_in_words(ctx: Context, tree: RoadmapTree):
    assert tree.id is not None
    found = {one.text: one for one in line_deadlines(ctx, tree.id).values()}
    assert len(found) == 6
    assert "4 срока" in found["ежеквартально"].words
    assert found["по графику"].wants_event
    assert not found["постоянно"].needs_person


def test_the_first_tab_shows_them(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (key,) = keys(ctx, tree, "1.2.")
    do.mark(ctx, [DutyKey(key.occurrence_id, schools[0])], "done")
    do.mark(ctx, keys(ctx, tree, "2.1."), "waiting_region")
    seen = overview(ctx, TODAY, with_findings=False)
    assert [(row.when, row.what, row.who, row.target) for row in seen.this_week] == [
        (date(2026, 9, 18), "1.2. Сдать отчёт о готовности (сдали 1 из 3\xa0школ)", "ОО", ("roadmap_item", line(tree, "1.2.").id))
    ]
    assert [row.what for row in seen.overdue] == [
        "1.3. Провести совещание (и ещё 1\xa0срок)",
        "1.1. Издать приказ о координаторах",
    ]
    assert [(row.when, row.what) for row in seen.waiting] == [(TODAY, "2.1. Проинструктировать наблюдателей")]


def test_what_is_overdue_for_years_leaves_the_first_tab(ctx: Context, tree: RoadmapTree):
    later = date(2027, 9, 14)
    assert [row.when for row in overview(ctx, later, with_findings=False).overdue] == [date(2026, 9, 18), date(2026, 9, 30)]
