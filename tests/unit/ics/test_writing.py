"""The .ics file as another program reads it: days, hours, zone, folding, escaping, hostile texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.services.ics.rows import Entry, Feed
from app.services.ics.rules import MOSCOW, ZONES, in_order, later, zone_of
from app.services.ics.writing import render_ics

NOW = datetime(2026, 9, 14, 9, 0, 30, tzinfo=UTC)
DAY = date(2026, 10, 12)


def written(*entries: Entry, zone=MOSCOW, now=NOW) -> bytes:
    return render_ics(Feed("Заречный район", entries, zone), now)


def event(*entries: Entry, **more):
    (found,) = Calendar.from_ical(written(*entries, **more)).walk("VEVENT")
    return found


def test_whole_days_end_on_the_day_after():
    found = event(Entry("a@x", "ВПР", DAY, date(2026, 10, 23)))
    assert found.decoded("dtstart") == DAY
    assert found.decoded("dtend") == date(2026, 10, 24)
    assert found["dtstart"].params.get("VALUE") == "DATE"
    assert found["transp"] == "TRANSPARENT"


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.name)
def test_hours_are_of_the_zone_of_the_district(zone):
    found = event(Entry("a@x", "Совещание", DAY, DAY, "14:00", "15:30"), zone=zone)
    start = found.decoded("dtstart")
    assert found["dtstart"].params["TZID"] == zone.name
    assert (start.hour, start.utcoffset()) == (14, timedelta(hours=zone.hours))
    assert found.decoded("dtend") - start == timedelta(minutes=90)


def test_the_zone_is_written_out():
    (zone,) = Calendar.from_ical(written(zone=ZONES[3])).walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Yekaterinburg"
    assert b"TZOFFSETTO:+0500" in written(zone=ZONES[3])
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta(hours=5)


def test_a_later_export_is_a_newer_version_of_the_same_event():
    entry = Entry("a@x", "ВПР", DAY, DAY)
    first, second = event(entry), event(entry, now=NOW + timedelta(seconds=1))
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert second.decoded("last-modified") > first.decoded("last-modified")
    assert event(entry, now=datetime(2080, 1, 1, tzinfo=UTC))["sequence"] < 2**31


@pytest.mark.parametrize(
    ("flags", "status"), [({}, "CONFIRMED"), ({"tentative": True}, "TENTATIVE"), ({"cancelled": True, "busy": True}, "CANCELLED")]
)
def test_status(flags, status):
    found = event(Entry("a@x", "ВПР", DAY, DAY, **flags))
    assert found["status"] == status
    assert found["transp"] == "TRANSPARENT"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300).map(str.strip)
LONG = st.sampled_from(["Независимое наблюдение; школа, класс\\этаж: " * 9, "🙂Ж" * 90, ""])


@given(st.one_of(TEXTS, LONG), st.one_of(TEXTS, LONG), st.booleans())
def test_any_text_comes_back_and_no_line_is_too_long(title, about, timed):
    hours = ("08:30", "09:15") if timed else ("", "")
    data = written(Entry("a@x", title, DAY, DAY, *hours, place=title, about=f"{about}\nконец" if about else ""))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"\n") == data.count(b"\r\n")
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(found["summary"]) == title
    assert str(found.get("description", "")) == (f"{about}\nконец" if about else "")


def test_control_characters_of_a_pasted_text_break_nothing():
    data = written(Entry("a@x", "ВПР\x00\x0b по\r\nматематике", DAY, DAY, about="одна\rдругая\nтретья\x07"))
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    assert "матем" in str(found["summary"])
    assert {char for char in data.decode("utf-8") if char < " "} == {"\r", "\n"}
    assert str(found["description"]).splitlines() == ["одна", "другая", "третья "]


def test_the_zone_of_the_computer_unless_one_is_set():
    assert zone_of("Asia/Omsk", timedelta(hours=3)).name == "Asia/Omsk"
    assert zone_of("", timedelta(hours=5)).name == "Asia/Yekaterinburg"
    assert zone_of("", timedelta(0)) is zone_of("Nowhere", None) is MOSCOW


def test_hours_stay_within_the_day():
    assert [later("09:00", 45), later("23:30", 45), later("", 45)] == ["09:45", "23:59", ""]


def test_one_event_a_uid():
    one = Entry("a@x", "Б", DAY, DAY)
    assert in_order([one, Entry("b@x", "А", DAY, DAY), one]) == (Entry("b@x", "А", DAY, DAY), one)
