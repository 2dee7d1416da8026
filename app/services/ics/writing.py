"""Entries → the bytes of an .ics file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from app import __version__
from app.services.ics.rows import Entry, Feed, Zone

if TYPE_CHECKING:
    from icalendar import Event, Timezone

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_SINCE = datetime(2014, 10, 26, 2, 0)
"""Local time at which the zones of Russia got their present offsets."""


def render_ics(feed: Feed, now: datetime) -> bytes:
    """RFC 5545. `now` with its zone: the moment of the export.

    SEQUENCE and LAST-MODIFIED are that moment, so that of two exports the later one wins in every calendar program, also
    when the base was restored from a copy or made anew on another computer: no counter could tell.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//OKO-Raion//OKO-Raion {__version__}//RU")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(feed.name))
    calendar.add("x-wr-timezone", feed.zone.name)
    calendar.add_component(_timezone(feed.zone))
    moment = now.astimezone(UTC).replace(microsecond=0)
    for entry in feed.entries:
        calendar.add_component(_event(entry, feed.zone, moment))
    return calendar.to_ical()


def _event(entry: Entry, zone: Zone, moment: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", int((moment - _EPOCH).total_seconds()))
    if entry.starts_at:
        local: dict[str, Any] = {"parameters": {"TZID": zone.name}}
        event.add("dtstart", _at(entry.first, entry.starts_at), **local)
        event.add("dtend", _at(entry.last, entry.ends_at or entry.starts_at), **local)
    else:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + timedelta(days=1))  # the day after the last one
    event.add("summary", _line(entry.title))
    if entry.place:
        event.add("location", _line(entry.place))
    if entry.about:
        event.add("description", "\n".join(map(_line, entry.about.splitlines())))
    if entry.category:
        event.add("categories", [entry.category])
    status = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    event.add("status", status)
    event.add("transp", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT")
    return event


def _line(text: str) -> str:
    """One line without control characters, which the format does not allow: they come with pasted texts."""
    return _CONTROL.sub(" ", text)


def _at(day: date, clock: str) -> datetime:
    hours, _, minutes = clock.partition(":")
    return datetime.combine(day, time(int(hours), int(minutes)))


def _timezone(zone: Zone) -> Timezone:
    """Written out by us: the same on a computer without the tz database."""
    from icalendar import Timezone, TimezoneStandard

    offset = timedelta(hours=zone.hours)
    standard = TimezoneStandard()
    standard.add("dtstart", _SINCE)
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", f"+{zone.hours:02}")
    found = Timezone()
    found.add("tzid", zone.name)
    found.add_component(standard)
    return found
