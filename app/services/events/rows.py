"""Plain rows of events: what is held, who is invited, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.services.events.kinds import KINDS, EventKind

KINDS_GENITIVE: dict[EventKind, str] = {
    "meeting": "совещания",
    "seminar": "семинара",
    "briefing": "инструктажа",
    "interview": "собеседования",
    "visit": "выезда в школу",
    "other": "мероприятия",
}
EventStatus = Literal["planned", "held", "cancelled"]
STATUSES: dict[EventStatus, str] = {"planned": "запланировано", "held": "проведено", "cancelled": "отменено"}


@dataclass(frozen=True, slots=True)
class EventFields:
    """What a person types about an event; `save_fields` stores all of it."""

    kind: EventKind = "meeting"
    title: str = ""
    held_on: date | None = None
    """None = the day is not set yet."""
    ends_on: date | None = None
    """Last day of an event of several days."""
    starts_at: str = ""
    """«14:00»; empty = the whole day."""
    ends_at: str = ""
    place: str = ""
    organisation_id: int | None = None
    """The school it is held in or with; None = the whole district."""
    procedure_id: int | None = None
    status: EventStatus = "planned"
    chair: str = ""
    secretary: str = ""
    agenda: str = ""
    """Questions, one a line: «О сроках ВПР — Иванова И. И.»."""
    heard: str = ""
    """What was said; a line that begins with «2.» starts the second question."""
    minutes_number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of the list, and what calendars show. `organisation`, `procedure`: their names, empty where there are none."""

    id: int
    uid: str
    kind: EventKind
    title: str
    held_on: date | None
    ends_on: date | None
    starts_at: str
    ends_at: str
    place: str
    organisation_id: int | None
    organisation: str
    procedure_id: int | None
    procedure: str
    status: EventStatus
    is_confirmed: bool
    """False: carried over from another year, nobody has confirmed the day."""
    minutes_number: str = ""
    invited: int = 0
    came: int = 0
    not_came: int = 0
    decisions: int = 0

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def name(self) -> str:
        """What to call it: its title, or its kind while there is none."""
        return self.title or KINDS[self.kind]

    @property
    def time(self) -> str:
        """«14:00–15:30», «14:00», empty for the whole day."""
        return f"{self.starts_at}–{self.ends_at}" if self.starts_at and self.ends_at else self.starts_at

    @property
    def last_day(self) -> date | None:
        return self.ends_on or self.held_on


@dataclass(frozen=True, slots=True)
class Attendee:
    """One who is invited; `came` None = not said yet. `id` None = not stored yet."""

    id: int | None
    name: str
    post: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    organisation: str = ""
    """Short name of the school; empty for people of the district."""
    came: bool | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`line_uid`: the roadmap item it was made into, `roadmap_id` where that stands now (None = nowhere)."""

    what: str
    who: str = ""
    due: str = ""
    """As typed: «15.04.2027», «до начала ВПР»."""
    line_uid: str = ""
    roadmap_id: int | None = None
    roadmap: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """All of one event."""

    row: EventRow
    fields: EventFields
    attendees: tuple[Attendee, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the agenda as minutes print it; `heard` and `decided` are paragraphs."""

    text: str
    speaker: str = ""
    heard: tuple[str, ...] = ()
    decided: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody of the directory who can be invited: a person, or a school whose head is asked to send one."""

    key: tuple[str, int]
    """("person", id) or ("school", id)."""
    name: str
    note: str = ""
    """Post and school."""
    organisation_id: int | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of an event can be set to: (words, id), in the order to show."""

    schools: tuple[tuple[str, int], ...] = ()
    procedures: tuple[tuple[str, int], ...] = ()
    roadmaps: tuple[tuple[str, int], ...] = ()
    invitees: tuple[Invitee, ...] = ()
