"""What the first tab says of the calendar: plans, schools' days, events, preparation, schedules. Plain SQL: the first tab is
shown before these tables are declared."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from app.services.events.kinds import KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BY_SCHOOLS = (
    "vpr", "regional_test", "municipal_test", "diagnostic_test", "diagnostic_study", "diagnostic_start", "olympiad_school",
    "school_test",
)  # fmt: skip
"""Kinds whose days every school chooses inside the window, as the catalogue has them."""

_PLANS = """
SELECT q.procedure_id, q.results_due, q.status, EXISTS (SELECT 1 FROM paper p WHERE p.procedure_id = q.procedure_id)
FROM procedure_plan q
"""
_EVENTS = """
SELECT e.id, e.kind, e.title, e.held_on, e.ends_on, e.starts_at, e.ends_at, e.place, coalesce(o.short_name, '')
FROM calendar_event e LEFT JOIN organisation o ON o.id = e.organisation_id
WHERE e.status = 'planned' AND e.held_on <= :last AND coalesce(e.ends_on, e.held_on) >= :first
ORDER BY e.held_on, e.starts_at, e.id
"""
_CHECKS = """
SELECT l.procedure_id, l.text, coalesce(l.moved_to, l.due_on) AS due, l.role, l.per_school,
  (SELECT count(*) FROM checklist_tick t WHERE t.line_id = l.id AND t.organisation_id IS NOT NULL),
  EXISTS (SELECT 1 FROM checklist_tick t WHERE t.line_id = l.id AND t.organisation_id IS :own),
  (SELECT count(*) FROM procedure_school s WHERE s.procedure_id = l.procedure_id AND s.status = 'not_taking_part')
FROM checklist_line l
WHERE coalesce(l.moved_to, l.due_on) BETWEEN :first AND :last
  AND NOT EXISTS (SELECT 1 FROM procedure_plan q WHERE q.procedure_id = l.procedure_id AND q.status = 'cancelled')
ORDER BY due, l.procedure_id, l.position
"""
_SLOTS = """
SELECT s.held_on, s.procedure_id, s.organisation_id, o.short_name, s.class_label, s.starts_at
FROM procedure_slot s JOIN organisation o ON o.id = s.organisation_id
WHERE s.held_on BETWEEN :first AND :last
ORDER BY s.held_on, s.procedure_id, o.short_name, s.class_label
"""
_NOBODY_OWES = "('cancelled', 'checking', 'uploaded', 'results')"
_AHEAD = f"""
SELECT p.id FROM procedure p JOIN procedure_plan q ON q.procedure_id = p.id
WHERE p.kind IN ({", ".join(f"'{kind}'" for kind in BY_SCHOOLS)}) AND q.status NOT IN {_NOBODY_OWES}
  AND p.held_on <= :last AND coalesce(p.held_until, p.held_on) >= :first
ORDER BY p.held_on, p.id
"""
_CHOSEN = """
SELECT procedure_id, organisation_id FROM procedure_slot
UNION SELECT procedure_id, organisation_id FROM procedure_school WHERE status <> 'planned'
"""
_SCHEDULES = "SELECT organisation_id FROM school_schedule WHERE school_year = :year"


class EventBrief(NamedTuple):
    id: int
    name: str
    """«Совещание: Готовность к ВПР»."""
    first: date
    last: date
    time: str
    """«14:00–15:30», «14:00», or empty."""
    where: str


class CheckBrief(NamedTuple):
    """A line of the preparation that is not done. `done` of `owed` schools; 0 of 0 where the district does it."""

    procedure_id: int
    text: str
    due: date
    role: str
    per_school: bool
    done: int
    owed: int


class SlotBrief(NamedTuple):
    day: date
    procedure_id: int
    school_id: int
    school: str
    class_label: str
    time: str


class PlanBrief(NamedTuple):
    results_due: date | None
    cancelled: bool
    results_in: bool


def plans(session: Session) -> dict[int, PlanBrief]:
    """By procedure."""
    return {
        number: PlanBrief(_day(due), status == "cancelled", bool(written))
        for number, due, status, written in _rows(session, _PLANS)
    }


def events(session: Session, first: date, last: date) -> list[EventBrief]:
    """Planned events that touch the days, by day and hour."""
    found = []
    for number, kind, title, begins, ends, starts_at, ends_at, place, school in _rows(session, _EVENTS, _days(first, last)):
        time = f"{starts_at}–{ends_at}" if starts_at and ends_at else starts_at
        day = date.fromisoformat(begins)
        found.append(EventBrief(number, _event_name(kind, title), day, _day(ends) or day, time, place or school))
    return found


def _event_name(kind: str, title: str) -> str:
    word = KINDS.get(kind, kind)  # type: ignore[call-overload]
    if not title or title.casefold().startswith(word.casefold()) or kind == "other":
        return title or word
    return f"{word}: {title}"


def open_checks(session: Session, first: date, last: date, own_school: int | None, schools: int) -> list[CheckBrief]:
    """Lines of the preparation due in these days and not done: by the district, or by the school `own_school`.

    `schools`: how many own open schools there are.
    """
    found = []
    values = {**_days(first, last), "own": own_school}
    for procedure, words, due, role, per_school, done, ticked, out in _rows(session, _CHECKS, values):
        owed = max(0, schools - out) if per_school else 0
        here = bool(ticked) or not per_school  # of a school's own base: what the district does is not its
        there = done >= owed if per_school else bool(ticked)
        if not (here if own_school is not None else there):
            found.append(CheckBrief(procedure, words, date.fromisoformat(due), role, bool(per_school), done, owed))
    return found


def slots(session: Session, first: date, last: date) -> list[SlotBrief]:
    """What schools chose to write in these days."""
    return [SlotBrief(date.fromisoformat(row[0]), *row[1:]) for row in _rows(session, _SLOTS, _days(first, last))]


def undated(session: Session, first: date, last: date) -> tuple[list[int], dict[int, set[int]]]:
    """Planned procedures with days of schools whose windows touch the days: (their ids, procedure → schools that owe
    nothing: have chosen, are done, or take no part)."""
    ids = [number for (number,) in _rows(session, _AHEAD, _days(first, last))]
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    if ids:
        for procedure, school in _rows(session, _CHOSEN):
            chosen[procedure].add(school)
    return ids, chosen


def schedules_sent(session: Session, school_year: int) -> set[int]:
    """Schools whose unified schedule of the school year (its first calendar year) is in the base."""
    return {school for (school,) in _rows(session, _SCHEDULES, {"year": school_year})}


def _rows(session: Session, query: str, values: dict[str, Any] | None = None) -> list[Any]:
    """Straight to the driver: compiling a dozen texts would be felt before the first tab is there."""
    return list(session.connection().exec_driver_sql(query, values or {}))


def _days(first: date, last: date) -> dict[str, Any]:
    """As SQLite keeps days: text."""
    return {"first": first.isoformat(), "last": last.isoformat()}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
