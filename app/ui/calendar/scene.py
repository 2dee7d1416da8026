"""What stands on which day, found once when something changed: the views only look it up. No Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from app.services.events.rows import EventRow
from app.services.plan.rows import BreakRow, PlanRow, SlotRow
from app.ui.calendar import layout

T = TypeVar("T")
_LONGEST = 400
"""Days of one window that are looked at: more than that is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A person in a role at a procedure; `day` None = on whatever day the school writes."""

    person_id: int
    person: str
    role: str
    procedure_id: int
    organisation_id: int | None
    organisation: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is not right on a day, in words."""

    day: date
    text: str
    procedure_id: int
    organisation_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the row of filters says; None = all."""

    kind: str | None = None
    level: str | None = None
    grade: int | None = None
    school: int | None = None
    person: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Choice()


class Scene:
    """Rows of the calendar by day. `off`: days without lessons by the official calendar, beside the weekends."""

    def __init__(
        self,
        rows: Iterable[PlanRow] = (),
        events: Iterable[EventRow] = (),
        slots: Iterable[SlotRow] = (),
        conflicts: Iterable[Conflict] = (),
        breaks: Iterable[BreakRow] = (),
        off: frozenset[date] = frozenset(),
        people: Iterable[PersonDay] = (),
        today: date = date(2000, 9, 1),
    ) -> None:
        self.rows, self.events, self.slots = tuple(rows), tuple(events), tuple(slots)
        self.conflicts_all, self.people = tuple(conflicts), tuple(people)
        self.breaks, self.off, self.today = tuple(breaks), off, today
        ordered = layout.ordered(self.rows)
        self._rows = _by_days(ordered, lambda row: (row.starts_on, row.ends_on))
        self._events = _by_days(self.events, lambda event: (event.held_on, event.ends_on))
        self._slots = _by_days(self.slots, lambda slot: (slot.held_on, None))
        self._conflicts = _by_days(self.conflicts_all, lambda one: (one.day, None))
        self._breaks = _by_days(self.breaks, lambda one: (one.starts_on, one.ends_on))
        self.by_id = {row.procedure_id: row for row in self.rows}

    def procedures(self, day: date) -> list[PlanRow]:
        """Whose window holds the day."""
        return self._rows.get(day, [])

    def events_on(self, day: date) -> list[EventRow]:
        return self._events.get(day, [])

    def slots_on(self, day: date) -> list[SlotRow]:
        return self._slots.get(day, [])

    def conflicts(self, day: date) -> list[Conflict]:
        return self._conflicts.get(day, [])

    def conflicts_of(self, procedure_id: int) -> list[Conflict]:
        return [one for one in self.conflicts_all if one.procedure_id == procedure_id]

    def break_on(self, day: date) -> BreakRow | None:
        return next(iter(self._breaks.get(day, ())), None)

    def day_words(self, day: date) -> str:
        """«Весенние каникулы», «нерабочий день», or nothing."""
        found = self.break_on(day)
        if found is not None:
            return found.title if found.id is not None else f"{found.title} (обычные, не утверждены)"
        return "нерабочий день" if day in self.off else ""


@dataclass(frozen=True, slots=True)
class Everything:
    """All that was read, before the filters."""

    rows: tuple[PlanRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    slots: tuple[SlotRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    breaks: Mapping[int | None, tuple[BreakRow, ...]] = field(default_factory=dict)
    """Of the district (None) and of the schools that have their own."""
    off: frozenset[date] = frozenset()
    people: tuple[PersonDay, ...] = ()

    def scene(self, choice: Choice, today: date) -> Scene:
        """What the filters leave. Events are of no kind, level or class: such a filter leaves procedures only."""
        rows = [row for row in self.rows if _fits(row, choice)]
        people = [one for one in self.people if choice.person in (None, one.person_id)]
        if choice.person is not None:
            held = {one.procedure_id for one in people}
            rows = [row for row in rows if row.procedure_id in held]
        ids = {row.procedure_id for row in rows}
        slots = [one for one in self.slots if one.procedure_id in ids and choice.school in (None, one.organisation_id)]
        if choice.person is not None:
            at = {(one.procedure_id, one.organisation_id) for one in people}
            slots = [one for one in slots if (one.procedure_id, one.organisation_id) in at]
        events = self.events if choice.kind is None and choice.level is None and choice.grade is None else ()
        if choice.school is not None:
            events = tuple(one for one in events if one.organisation_id in (None, choice.school))
        if choice.person is not None:
            events = ()
        conflicts = [
            one
            for one in self.conflicts
            if one.procedure_id in ids
            and (choice.school is None or one.organisation_id in (None, choice.school))
            and (choice.person is None or one.person_id == choice.person)
        ]
        breaks = self.breaks.get(choice.school) or self.breaks.get(None, ())
        return Scene(rows, events, slots, conflicts, breaks, self.off, people, today)


def person_conflicts(people: Iterable[PersonDay], slots: Iterable[SlotRow], titles: Mapping[int, str]) -> list[Conflict]:
    """One person in two schools on one day. Whoever has no day of his own is there when the school writes."""
    written: defaultdict[tuple[int, int], set[date]] = defaultdict(set)
    for slot in slots:
        written[slot.procedure_id, slot.organisation_id].add(slot.held_on)
    at: defaultdict[tuple[int, date], dict[int, PersonDay]] = defaultdict(dict)
    for one in people:
        if one.organisation_id is None:
            continue
        days = {one.day} if one.day is not None else written.get((one.procedure_id, one.organisation_id), set())
        for day in days:
            if len(days) == 1 or one.day is not None:
                at[one.person_id, day].setdefault(one.organisation_id, one)
    found = []
    for (person, day), places in at.items():
        if len(places) < 2:
            continue
        names = " и ".join(sorted(one.organisation for one in places.values()))
        for one in places.values():
            if one.procedure_id in titles:
                text = f"{one.person}: в один день в двух школах — {names}."
                found.append(Conflict(day, text, one.procedure_id, one.organisation_id, person))
    return found


def _fits(row: PlanRow, choice: Choice) -> bool:
    return (
        choice.kind in (None, row.kind)
        and choice.level in (None, row.level)
        and (choice.grade is None or choice.grade == row.grade)
    )


def _by_days(things: Iterable[T], span: Callable[[T], tuple[date | None, date | None]]) -> dict[date, list[T]]:
    found: defaultdict[date, list[T]] = defaultdict(list)
    for thing in things:
        for day in _days(*span(thing)):
            found[day].append(thing)
    return dict(found)


def _days(first: date | None, last: date | None) -> Iterator[date]:
    if first is None:
        return
    for n in range(min(((last or first) - first).days, _LONGEST) + 1):
        yield first + timedelta(days=n)
