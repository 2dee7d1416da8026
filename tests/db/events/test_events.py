"""Events of the calendar: made, typed, invited, repeated, carried over, sent to a roadmap; every change taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.errors import UserError
from app.services.events import commands
from app.services.events.queries import choices, get_event, list_events
from app.services.events.rows import EventFields
from app.services.events.to_roadmap import SECTION, send_decision
from app.services.people.commands import save_person
from app.services.people.rows import PersonRow
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.sample_papers import add_procedure, school_id, set_workplace

SCHOOL = "МБОУ «Берёзовская СОШ»"
OTHER = "МБОУ «Луговская ООШ»"
DAY = date(2026, 10, 7)


@pytest.fixture
def district(ctx):
    set_workplace(ctx)
    add_procedure(ctx, {SCHOOL: [14], OTHER: [15]}, year=2026)
    save_person(ctx, PersonRow(None, None, school_id(ctx, SCHOOL), "coordinator", "Зимина Анна Петровна", "завуч"))
    save_person(ctx, PersonRow(None, None, None, "curator", "Ветрова Нина Сергеевна", "методист", of_district=True))
    return ctx


@pytest.fixture
def event(district):
    fields = EventFields("meeting", "Совещание координаторов", DAY, None, "14", "15.30", "каб. 5", agenda="О сроках")
    return commands.create_event(district, fields).value


def test_what_is_typed_is_kept_and_taken_back(district, event):
    found = get_event(district, event)
    assert (found.row.title, found.row.time, found.row.name) == (
        "Совещание координаторов",
        "14:00–15:30",
        "Совещание координаторов",
    )
    changes = commands.save_fields(district, event, replace(found.fields, status="held", place="актовый зал"))
    assert get_event(district, event).fields.place == "актовый зал"
    changes.undo(district)
    assert get_event(district, event).fields == found.fields
    assert commands.save_fields(district, event, found.fields).undo is None
    with pytest.raises(UserError):
        commands.save_fields(district, event, replace(found.fields, ends_at="13:00"))


def test_events_of_days_and_of_a_school(district, event):
    long = commands.create_event(district, EventFields("visit", "Выезд", date(2026, 10, 1), date(2026, 10, 3))).value
    undated = commands.create_event(district, EventFields("seminar", "Семинар")).value
    mine = commands.create_event(
        district, EventFields("interview", "Беседа", date(2026, 10, 2), organisation_id=school_id(district, OTHER))
    ).value
    assert [row.id for row in list_events(district)] == [long, mine, event, undated]
    assert [row.id for row in list_events(district, date(2026, 10, 3), DAY)] == [long, event]
    assert [row.id for row in list_events(district, organisation_id=school_id(district, OTHER))] == [mine]
    commands.invite(district, event, [("school", school_id(district, OTHER))])
    assert [row.id for row in list_events(district, organisation_id=school_id(district, OTHER))] == [mine, event]


def test_people_of_the_directory_are_invited_once_and_marked(district, event):
    known = choices(district).invitees
    assert [one.name for one in known if one.key[0] == "person"] == ["Ветрова Нина Сергеевна", "Зимина Анна Петровна"]
    commands.invite(district, event, [one.key for one in known])
    commands.invite(district, event, [one.key for one in known])
    commands.add_guest(district, event, "  Гость   из области ", "консультант")
    found = get_event(district, event)
    names = [one.name for one in found.attendees]
    assert names == ["Ветрова Нина Сергеевна", "Зимина Анна Петровна", SCHOOL, OTHER, "Гость из области"]
    assert found.attendees[1].organisation == SCHOOL
    ids = [one.id for one in found.attendees]
    came = commands.set_came(district, event, {ids[0]: True, ids[1]: False})
    row = get_event(district, event).row
    assert (row.invited, row.came, row.not_came) == (5, 1, 1)
    came.undo(district)
    assert get_event(district, event).row.came == 0
    gone = commands.remove_attendees(district, event, [ids[4], ids[2]])
    assert len(get_event(district, event).attendees) == 3
    gone.undo(district)
    assert [one.name for one in get_event(district, event).attendees] == names


def test_a_deleted_event_comes_back_with_its_people(district, event):
    commands.add_guest(district, event, "Гость")
    gone = commands.delete_event(district, event)
    assert list_events(district) == ()
    with pytest.raises(UserError):
        get_event(district, event)
    back = gone.undo(district)
    assert [one.name for one in get_event(district, event).attendees] == ["Гость"]
    back.undo(district)
    assert list_events(district) == ()


def test_repeating_leaves_behind_what_happened(district, event):
    commands.add_guest(district, event, "Гость")
    guest = get_event(district, event).attendees[0].id
    commands.set_came(district, event, {guest: True})
    commands.save_fields(district, event, replace(get_event(district, event).fields, heard="Говорили", minutes_number="3"))
    made = commands.repeat_event(district, event, "two_weeks")
    again = get_event(district, made.value)
    assert (again.row.held_on, again.fields.agenda, again.fields.heard) == (date(2026, 10, 21), "О сроках", "")
    assert [(one.name, one.came) for one in again.attendees] == [("Гость", None)]
    assert again.row.uid != get_event(district, event).row.uid
    made.undo(district)
    assert [row.id for row in list_events(district)] == [event]


def test_a_year_is_carried_over_once_and_waits_to_be_confirmed(district, event):
    commands.create_event(district, EventFields("seminar", "Отменённый", DAY, status="cancelled"))
    rolled = commands.roll_over(district, "2026/2027", "2027/2028")
    assert rolled.value == 1
    (made,) = list_events(district, date(2027, 9, 1), date(2028, 8, 31))
    assert (made.held_on, made.is_confirmed) == (date(2027, 10, 6), False)
    with pytest.raises(UserError):
        commands.roll_over(district, "2026/2027", "2027/2028")
    confirmed = commands.confirm(district, [made.id])
    assert get_event(district, made.id).row.is_confirmed
    confirmed.undo(district)
    commands.save_fields(district, made.id, replace(get_event(district, made.id).fields, held_on=date(2027, 10, 8)))
    assert get_event(district, made.id).row.is_confirmed
    with pytest.raises(UserError):
        rolled.undo(district)


def test_a_decision_goes_into_a_roadmap_and_back(district, event):
    tree = RoadmapTree("План", (RoadmapSectionRow("1", "Раздел", (RoadmapLine("1.1", "Дело", "до 1 мая 2027 года"),)),))
    roadmap = create_roadmap(district, tree).value
    commands.save_decisions(district, event, [("1. выбрать даты", "школы", "до 15.10.2026"), ("Без срока", "", "")])
    sent = send_decision(district, event, 0, roadmap)
    line = get_roadmap(district, roadmap).sections[-1].lines[-1]
    assert get_roadmap(district, roadmap).sections[-1].title == SECTION
    assert (line.text, line.deadline.replace("\u00a0", " "), line.responsible) == (
        "Выбрать даты",
        "до 15 октября 2026 года",
        "школы",
    )
    assert [one.roadmap for one in get_event(district, event).decisions] == ["План", ""]
    for place in (0, 1, 5):
        with pytest.raises(UserError):
            send_decision(district, event, place, roadmap)
    commands.save_decisions(district, event, [("1. выбрать даты", "все школы", "до 15.10.2026")])
    assert get_event(district, event).decisions[0].roadmap_id == roadmap
    with pytest.raises(UserError):
        sent.undo(district)


def test_sending_a_decision_is_taken_back_whole(district, event):
    roadmap = create_roadmap(district, RoadmapTree("План", (RoadmapSectionRow("1", "Раздел"),))).value
    commands.save_decisions(district, event, [("Выбрать даты", "", "15.10.2026")])
    before = get_roadmap(district, roadmap)
    back = send_decision(district, event, 0, roadmap).undo(district)
    assert [section.title for section in get_roadmap(district, roadmap).sections] == [one.title for one in before.sections]
    assert get_event(district, event).decisions[0].roadmap_id is None
    back.undo(district)
    assert get_event(district, event).decisions[0].roadmap_id == roadmap
