"""Days that schools choose, what is not right about them, breaks, the week; whom nobody hurries but everybody sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.calendar.commands import set_working_day
from app.services.errors import UserError
from app.services.plan.commands import cancel_plan
from app.services.plan.queries import all_breaks, get_plan, list_breaks, list_slots, plan_schools, school_days, slot_conflicts
from app.services.plan.rows import BreakRow
from app.services.plan.rules import proposed_breaks
from app.services.plan.school_commands import (
    delete_slots,
    propose_slots,
    save_breaks,
    save_slot,
    save_slots,
    set_school,
    set_six_day,
)
from tests.db.plan.world import DRAFT, add_schools, everything, plan, slot
from tests.sample_papers import add_procedure

MONDAY, SATURDAY = date(2026, 10, 12), date(2026, 10, 17)


@pytest.fixture
def schools(ctx):
    return add_schools(ctx)


@pytest.fixture
def procedure(ctx):
    return plan(ctx)


def test_a_day_is_chosen_changed_and_taken_back(ctx, procedure, schools):
    change = save_slot(ctx, slot(procedure, schools[0], " 4а ", MONDAY, lesson=3, starts_at="9.45", room=" 12 ", pupils=20))
    (stored,) = list_slots(ctx)
    assert (stored.class_label, stored.starts_at, stored.room) == ("4А", "09:45", "12")
    assert stored.organisation == "МБОУ «Берёзовская СОШ»" and stored.title == "ВПР 2026, математика, 4 класс"
    later = save_slot(ctx, replace(stored, held_on=date(2026, 10, 14)))
    assert [one.held_on for one in list_slots(ctx)] == [date(2026, 10, 14)]
    later.undo(ctx)
    assert list_slots(ctx) == [stored]
    change.undo(ctx)
    assert list_slots(ctx) == []


def test_who_has_not_chosen_is_seen(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[1], "4А", MONDAY))
    set_school(ctx, procedure, schools[2], status="not_taking_part", note="нет четвёртого класса")
    assert [(one.name, one.status, one.has_chosen, one.takes_part) for one in plan_schools(ctx, procedure)] == [
        ("МБОУ «Берёзовская СОШ»", "planned", False, True),
        ("МБОУ «Заречная СОШ № 2»", "dates_chosen", True, True),
        ("МБОУ «Луговская ООШ»", "not_taking_part", False, False),
    ]
    row = get_plan(ctx, procedure)
    assert (row.schools_chosen, row.schools_expected) == (1, 2)


def test_what_is_not_right_is_said_and_not_forbidden(ctx, procedure, schools):
    other = plan(ctx, replace(DRAFT, subject="Русский язык"))
    save_breaks(ctx, 2026, [BreakRow(None, None, 2026, "Осенние каникулы", date(2026, 10, 22), date(2026, 10, 23))])
    school = schools[0]
    save_slots(
        ctx,
        [
            slot(procedure, school, "4А", MONDAY),
            slot(other, school, "", MONDAY),  # the whole parallel writes something else that day
            slot(procedure, school, "4Б", SATURDAY),
            slot(procedure, school, "4В", date(2026, 10, 22)),
            slot(procedure, school, "4Г", date(2026, 11, 10)),
            slot(procedure, school, "4Д", date(2026, 10, 26)),  # the reserve day
        ],
    )
    assert [(one.code, one.class_label, one.fix) for one in slot_conflicts(ctx, "2026/2027")] == [
        ("two_a_day", "", date(2026, 10, 13)),
        ("two_a_day", "4А", date(2026, 10, 13)),
        ("day_off", "4Б", date(2026, 10, 16)),
        ("break", "4В", date(2026, 10, 21)),
        ("outside_window", "4Г", date(2026, 10, 21)),
    ]
    assert "вне сроков" in save_slot(ctx, slot(procedure, school, "4Е", date(2026, 12, 1))).message
    cancel_plan(ctx, other)
    assert "two_a_day" not in {one.code for one in slot_conflicts(ctx)}


def test_a_six_day_week_makes_saturdays_school_days(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[0], "4А", SATURDAY))
    change = set_six_day(ctx, True)
    assert slot_conflicts(ctx) == [] and school_days(ctx, 2026).six_day
    change.undo(ctx)
    assert [one.code for one in slot_conflicts(ctx)] == ["day_off"]


def test_the_persons_own_days_off_count(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[0], "4А", MONDAY))
    set_working_day(ctx, MONDAY, "off")
    assert [one.code for one in slot_conflicts(ctx)] == ["day_off"]


def test_days_that_cannot_be_are_refused(ctx, procedure, schools):
    for wrong in ({"lesson": 15}, {"pupils": -1}, {"starts_at": "утром"}, {"form": "morse"}):
        with pytest.raises(UserError):
            save_slot(ctx, slot(procedure, schools[0], "4А", MONDAY, **wrong))
    with pytest.raises(UserError):
        save_slot(ctx, slot(procedure, 999, "4А", MONDAY))
    with pytest.raises(UserError):
        save_slot(ctx, slot(999, schools[0], "4А", MONDAY))
    assert list_slots(ctx) == []


def test_the_same_day_twice_is_one_and_two_of_a_class_do_not_meet(ctx, procedure, schools):
    save_slot(ctx, slot(procedure, schools[0], "4А", MONDAY))
    save_slot(ctx, slot(procedure, schools[0], "4А", MONDAY, room="5"))
    (one,) = list_slots(ctx)
    assert one.room == "5"
    save_slot(ctx, slot(procedure, schools[0], "4А", date(2026, 10, 14)))
    with pytest.raises(UserError, match="уже выбран"):
        save_slot(ctx, replace(one, held_on=date(2026, 10, 14)))


def test_deleting_days(ctx, procedure, schools):
    save_slots(ctx, [slot(procedure, schools[0], "4А", MONDAY), slot(procedure, schools[0], "4Б", MONDAY)])
    before = everything(ctx)
    change = delete_slots(ctx, [one.id for one in list_slots(ctx)])
    assert list_slots(ctx) == []
    change.undo(ctx)
    assert everything(ctx) == before


def test_the_proposal_gives_no_common_day_and_leaves_choices_alone(ctx, schools):
    add_procedure(ctx, {"МБОУ «Берёзовская СОШ»": [10] * 3}, year=2025, grade=3, subject="Математика")
    procedure = plan(ctx)
    save_slot(ctx, slot(procedure, schools[1], "4А", MONDAY))
    proposed = propose_slots(ctx, procedure)
    assert {one.organisation_id for one in proposed} == {schools[0], schools[2]}
    assert len({one.held_on for one in proposed}) == len(proposed)
    assert [one.held_on for one in list_slots(ctx)] == [MONDAY]
    save_slots(ctx, proposed)
    assert slot_conflicts(ctx) == [] and propose_slots(ctx, procedure) == ()


def test_rooms_and_video(ctx, procedure, schools):
    set_school(ctx, procedure, schools[0], rooms=4, rooms_with_video=2)
    change = set_school(ctx, procedure, schools[0], rooms_with_video=-1)
    assert plan_schools(ctx, procedure)[0].rooms_with_video is None
    change.undo(ctx)
    assert plan_schools(ctx, procedure)[0].rooms_with_video == 2
    for wrong in ({"rooms_with_video": 5}, {"rooms": 1000}, {"status": "results"}, {"status": "nonsense"}):
        with pytest.raises(UserError):
            set_school(ctx, procedure, schools[0], **wrong)


def test_breaks_of_the_district_and_of_a_school(ctx, schools):
    usual = proposed_breaks(2026)
    change = save_breaks(ctx, 2026, usual)
    assert [(one.title, one.starts_on) for one in list_breaks(ctx, 2026)] == [(one.title, one.starts_on) for one in usual]
    own = [replace(usual[0], starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 11))]
    save_breaks(ctx, 2026, own, schools[0])
    assert not school_days(ctx, 2026, schools[0]).is_school_day(date(2026, 10, 6))
    assert school_days(ctx, 2026, schools[0]).is_school_day(date(2027, 3, 24))  # its own go before all of the district's
    assert not school_days(ctx, 2026, schools[1]).is_school_day(date(2027, 3, 29))
    assert len(all_breaks(ctx, 2026)) == 5
    save_breaks(ctx, 2026, [], schools[0])
    assert not school_days(ctx, 2026, schools[0]).is_school_day(date(2027, 3, 29))
    assert save_breaks(ctx, 2026, usual).topics == frozenset()
    change.undo(ctx)
    assert list_breaks(ctx, 2026) == []


def test_breaks_that_cannot_be(ctx):
    good = BreakRow(None, None, 2026, "Каникулы", date(2026, 10, 24), date(2026, 11, 1))
    for wrong in (
        [replace(good, title=" ")],
        [replace(good, ends_on=date(2026, 10, 1))],
        [replace(good, starts_on=date(2025, 10, 24), ends_on=date(2025, 11, 1))],
        [good, replace(good, title="Другие", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 3))],
    ):
        with pytest.raises(UserError):
            save_breaks(ctx, 2026, wrong)


def test_a_basic_school_is_not_waited_for_in_class_11(ctx, schools):
    procedure = plan(ctx, replace(DRAFT, grade=11))
    assert [one.status for one in plan_schools(ctx, procedure)] == ["planned", "planned", "not_taking_part"]
    assert get_plan(ctx, procedure).schools_expected == 2
    set_school(ctx, procedure, schools[2], status="planned")  # a person knows better
    assert plan_schools(ctx, procedure)[2].takes_part and get_plan(ctx, procedure).schools_expected == 3
