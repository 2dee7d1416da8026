"""Calendars of the district, of a school, of a person: who gets what, and that a second import updates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.models.people import Person
from app.services.errors import UserError
from app.services.events import commands as events
from app.services.events.queries import get_event, list_events
from app.services.events.rows import EventFields
from app.services.ics.export import save_ics
from app.services.ics.queries import calendar_feed, list_people, time_zone
from app.services.ics.rows import TIME_ZONE, Scope
from app.services.plan.commands import cancel_plan
from app.services.plan.moving import move_window, preview_move
from app.services.plan.queries import list_slots
from app.services.plan.rows import BreakRow
from app.services.plan.school_commands import save_breaks, save_slots
from app.services.workplace.commands import set_setting
from tests.db.plan.world import DRAFT, END, START, add_schools, hang_everything, plan

YEAR = "2026/2027"


@pytest.fixture
def world(ctx):
    schools = add_schools(ctx)
    procedure = plan(ctx)
    hang_everything(ctx, procedure, schools)
    return ctx, procedure, schools


def titles(feed):
    return [entry.title for entry in feed.entries]


def person(ctx, name):
    with ctx.db.read() as session:
        return session.scalars(select(Person.id).where(Person.full_name.startswith(name))).one()


def test_the_district_sees_windows_meetings_and_breaks(world):
    ctx, _procedure, _schools = world
    save_breaks(ctx, 2026, [BreakRow(None, None, 2026, "Осенние каникулы", date(2026, 10, 24), date(2026, 11, 1))])
    feed = calendar_feed(ctx, Scope(YEAR))
    found = {entry.title: entry for entry in feed.entries}
    window = found["ВПР 2026, математика, 4 класс"]
    assert (window.first, window.last, window.starts_at) == (START, END, "")
    assert "приказ от 01.09.2026 № 5" in window.about and "2 из" in window.about
    assert found["ВПР 2026, математика, 4 класс: резервный день"].first == DRAFT.reserve_on
    assert "Осенние каникулы" in found and "Инструктаж" in found
    assert not any("Белова" in f"{entry.title}{entry.about}" for entry in feed.entries)


def test_a_school_sees_its_own_days(world):
    ctx, procedure, schools = world
    slots = list_slots(ctx, procedure_id=procedure, organisation_id=schools[0])
    save_slots(ctx, [replace(slot, starts_at="09:00") if slot.class_label == "4А" else slot for slot in slots])
    feed = calendar_feed(ctx, Scope(YEAR, organisation_id=schools[0]))
    mine = [entry for entry in feed.entries if entry.title.startswith("ВПР, математика")]
    assert [(one.first, one.starts_at, one.ends_at) for one in mine] == [
        (date(2026, 10, 13), "09:00", "09:45"),
        (date(2026, 10, 20), "", ""),
    ]
    assert mine[0].title == "ВПР, математика, 4А, 2-й урок" and "кабинет 12" in mine[0].place
    assert date(2026, 10, 14) not in {entry.first for entry in feed.entries}


def test_a_person_sees_duties_and_invitations(world):
    ctx, _procedure, _schools = world
    observer = person(ctx, "Белова")
    events.invite(ctx, next(row.id for row in list_events(ctx) if row.title == "Инструктаж"), [("person", observer)])
    feed = calendar_feed(ctx, Scope(person_id=observer))
    assert [(one.first, one.title[:12]) for one in feed.entries] == [
        (date(2026, 10, 9), "Инструктаж"),
        (date(2026, 10, 13), "Независимый "),
    ]
    assert feed.entries[1].title.endswith("4А") and feed.entries[1].busy
    coordinator = calendar_feed(ctx, Scope(person_id=person(ctx, "Жуков")))
    assert [(one.first, one.last, one.busy) for one in coordinator.entries] == [(START, END, False)]
    assert [name for _number, name in list_people(ctx)] == ["Белова Анна Ильинична", "Жуков Пётр Олегович"]


def test_a_second_import_updates(world, tmp_path):
    ctx, procedure, schools = world

    def exported(scope):
        save_ics(ctx, tmp_path / "календарь.ics", scope)
        found = Calendar.from_ical((tmp_path / "календарь.ics").read_bytes()).walk("VEVENT")
        return {str(one["uid"]): one for one in found}

    scopes = [Scope(YEAR), Scope(YEAR, schools[0]), Scope(YEAR, person_id=person(ctx, "Белова"))]
    before = [exported(scope) for scope in scopes]
    move_window(ctx, preview_move(ctx, procedure, date(2026, 10, 19), date(2026, 10, 30), shift_slots=True))
    after = [exported(scope) for scope in scopes]
    for old, new in zip(before, after, strict=True):
        assert old.keys() == new.keys()
        assert all(new[uid]["sequence"] > one["sequence"] for uid, one in old.items())
    moved = [uid for uid in before[1] if before[1][uid].decoded("dtstart") != after[1][uid].decoded("dtstart")]
    assert len(moved) >= 3  # the window and both days of the school
    cancel_plan(ctx, procedure)
    gone = exported(scopes[1])
    assert {uid: str(one["status"]) for uid, one in gone.items() if uid in moved} == dict.fromkeys(moved, "CANCELLED")


def test_a_cancelled_meeting_stays_as_cancelled(ctx):
    number = events.create_event(ctx, EventFields("meeting", "Итоги", date(2026, 10, 7), None, "14", "15")).value
    events.save_fields(ctx, number, replace(get_event(ctx, number).fields, status="cancelled"))
    (entry,) = calendar_feed(ctx).entries
    assert entry.cancelled and entry.title == "Совещание: Итоги"


def test_meetings_without_an_end_and_over_days(ctx):
    events.create_event(ctx, EventFields("seminar", "Проба", date(2026, 10, 7), None, "14"))
    events.create_event(ctx, EventFields("visit", "Выезд", date(2026, 10, 8), date(2026, 10, 9)))
    events.create_event(ctx, EventFields("visit", "Когда-нибудь"))
    first, second = calendar_feed(ctx).entries
    assert (first.starts_at, first.ends_at) == ("14:00", "15:00")
    assert (second.first, second.last, second.starts_at) == (date(2026, 10, 8), date(2026, 10, 9), "")


def test_nothing_to_export_is_said(ctx, tmp_path):
    for scope in (Scope(), Scope(YEAR), Scope(organisation_id=77), Scope(person_id=77)):
        with pytest.raises(UserError):
            save_ics(ctx, tmp_path / "пусто.ics", scope)
    assert not (tmp_path / "пусто.ics").exists()


def test_a_folder_gets_a_name_and_the_zone_is_a_setting(world, tmp_path):
    ctx, _procedure, _schools = world
    set_setting(ctx, TIME_ZONE, "Asia/Yekaterinburg")
    assert time_zone(ctx).hours == 5
    save_ics(ctx, tmp_path, Scope(YEAR))
    (path,) = tmp_path.glob("*.ics")
    assert path.name.startswith("Календарь Оценочные процедуры")
    assert "/" not in path.name and b"TZID:Asia/Yekaterinburg" in path.read_bytes()
