"""Plain rows of an exported calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.workplace.rows import SettingKey

TIME_ZONE: SettingKey[str] = SettingKey("ics.time_zone", "")
"""Name of the zone the district lives in; empty = that of the computer, Moscow where it is none of Russia's."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One of Russia's time zones: no summer time since October 2014, so that an offset says all."""

    name: str
    """As the tz database calls it."""
    title: str
    hours: int
    """East of Greenwich."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose calendar: the district's, or of one school or one person. `school_year` «2026/2027»; None = all years."""

    school_year: str | None = None
    organisation_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. Without `starts_at` it takes whole days, from `first` to `last`, both included."""

    uid: str
    """Stays the same in every export, whatever moves: the next import updates the event."""
    title: str
    first: date
    last: date
    starts_at: str = ""
    """«09:00», local time."""
    ends_at: str = ""
    place: str = ""
    about: str = ""
    category: str = ""
    cancelled: bool = False
    tentative: bool = False
    """Dates carried over from another year, not confirmed yet."""
    busy: bool = False
    """The time is taken; a window of weeks or a break leaves it free."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar ready to be written."""

    name: str
    entries: tuple[Entry, ...]
    zone: Zone
