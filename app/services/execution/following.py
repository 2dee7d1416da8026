"""Stored occurrences follow the texts, the periods and the procedures, inside the transaction that changes these.

Not a command: whoever changes a line, a period or a procedure calls it in the same transaction. Marks are never lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.models.execution import Evidence, LineEvent, Occurrence, OccurrenceSchool
from app.models.results import Procedure
from app.models.roadmaps import READING, Roadmap, RoadmapRow, RoadmapSection
from app.services.calendar.exceptions import add_working_for
from app.services.execution.rows import EventDates, MovedOccurrence, Planned, StoredOccurrence
from app.services.execution.rules import AddWorking, match, planned
from app.services.execution.understanding import period_of, understood
from app.services.parties.following import follow_parties
from app.services.roadmaps.choices import choice_from_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context
    from app.services.duties.rules import Period

_CHUNK = 500


def follow_roadmap(session: Session, roadmap_id: int, uids: Collection[str] | None = None) -> None:
    """Make the occurrences of these lines (all: None) what their texts now say. A uid without a line was deleted."""
    roadmap = session.get_one(Roadmap, roadmap_id)
    period = period_of(roadmap.period_start, roadmap.period_end)
    if uids is None:
        stored_uids = set(session.scalars(select(Occurrence.line_uid).where(Occurrence.roadmap_id == roadmap_id).distinct()))
        lines = _lines(session, roadmap_id, None)
        uids = {*lines, *stored_uids}
        roadmap.read_with = READING
    else:
        lines = _lines(session, roadmap_id, uids)
    if not uids:
        return
    events = _events(session, uids)
    stored = _stored(session, uids)
    add_working = add_working_for(session)
    fresh: list[dict[str, Any]] = []
    gone: list[int] = []
    for uid in [*(uid for uid in lines if uid in uids), *sorted(set(uids) - set(lines))]:
        wanted = _wanted(lines.get(uid), period, events.get(uid, ()), add_working)
        rows = stored.get(uid, {})
        matching = match([one for one, _ in rows.values()], wanted)
        for occurrence_id, place in matching.kept:
            _place(rows[occurrence_id][1], wanted[place], place)
        for occurrence_id in matching.off_plan:
            rows[occurrence_id][1].off_plan = True
        gone += matching.dropped
        fresh += [_values(roadmap_id, uid, wanted[place], place) for place in matching.fresh]
    session.flush()
    for start in range(0, len(gone), _CHUNK):
        session.execute(delete(Occurrence).where(Occurrence.id.in_(gone[start : start + _CHUNK])))
    if fresh:
        session.execute(insert(Occurrence), fresh)


def would_follow(session: Session, procedure_id: int, starts_on: date | None, ends_on: date | None) -> list[MovedOccurrence]:
    """What `follow_procedures` would do to the occurrences if the procedure had these days. Nothing is written."""
    touched: defaultdict[int, set[str]] = defaultdict(set)
    found = select(LineEvent.roadmap_id, LineEvent.line_uid).where(LineEvent.procedure_id == procedure_id)
    for roadmap_id, uid in session.execute(found):
        touched[roadmap_id].add(uid)
    add_working = add_working_for(session)
    changes: list[MovedOccurrence] = []
    for roadmap_id, uids in touched.items():
        roadmap = session.get_one(Roadmap, roadmap_id)
        period = period_of(roadmap.period_start, roadmap.period_end)
        lines, stored = _lines(session, roadmap_id, uids), _stored(session, uids)
        events = {
            uid: [replace(e, starts_on=starts_on, ends_on=ends_on) if e.procedure_id == procedure_id else e for e in own]
            for uid, own in _events(session, uids).items()
        }
        for uid, line in lines.items():
            wanted = _wanted(line, period, events.get(uid, ()), add_working)
            rows = stored.get(uid, {})
            matching = match([one for one, _ in rows.values()], wanted)
            text = f"{line.number} {line.text}".strip()
            places: dict[int, Planned | None] = {i: wanted[place] for i, place in matching.kept}
            places |= dict.fromkeys((*matching.dropped, *matching.off_plan))
            for occurrence_id, then in places.items():
                one, row = rows[occurrence_id]
                changes.append(
                    MovedOccurrence(
                        occurrence_id,
                        roadmap.title,
                        text,
                        (row.starts_on, row.planned_due),
                        (then.starts_on, then.due_on) if then is not None else (None, None),
                        row.postponed_to,
                        row.status,
                        stays=then is not None,
                        marked=one.marked,
                    )
                )
            for place in matching.fresh:
                then = wanted[place]
                changes.append(MovedOccurrence(None, roadmap.title, text, (None, None), (then.starts_on, then.due_on)))
    return changes


def follow_procedures(session: Session, procedure_ids: Collection[int]) -> None:
    """The days of these procedures changed: what hangs on them moves."""
    found = select(LineEvent.roadmap_id, LineEvent.line_uid).where(LineEvent.procedure_id.in_(procedure_ids))
    _follow_each(session, [(roadmap_id, uid) for roadmap_id, uid in session.execute(found)])


def follow_working_days(session: Session) -> None:
    """The working days changed: everything that hangs on a procedure is counted again."""
    found = select(LineEvent.roadmap_id, LineEvent.line_uid)
    _follow_each(session, [(roadmap_id, uid) for roadmap_id, uid in session.execute(found)])


def catch_up(ctx: Context) -> int:
    """Make the occurrences of roadmaps stored by an older program. Returns how many roadmaps it was."""
    if ctx.db.read_only:
        return 0
    with ctx.db.read() as session:
        late = list(session.scalars(select(Roadmap.id).where(Roadmap.read_with < READING)))
    for roadmap_id in late:
        with ctx.db.write() as session:
            if session.get(Roadmap, roadmap_id) is not None:
                follow_roadmap(session, roadmap_id)
                follow_parties(session, roadmap_id, _responsibles(session, roadmap_id))
    return len(late)


def _responsibles(session: Session, roadmap_id: int) -> dict[str, str]:
    query = (
        select(RoadmapRow.uid, RoadmapRow.responsible)
        .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
        .where(RoadmapSection.roadmap_id == roadmap_id, RoadmapRow.is_subhead.is_(False))
    )
    return {uid: text for uid, text in session.execute(query)}


def _follow_each(session: Session, lines: Iterable[tuple[int, str]]) -> None:
    touched: defaultdict[int, set[str]] = defaultdict(set)
    for roadmap_id, uid in lines:
        touched[roadmap_id].add(uid)
    for roadmap_id, uids in touched.items():
        follow_roadmap(session, roadmap_id, uids)


def _wanted(line: Any, period: Period | None, events: Sequence[EventDates], add_working: AddWorking) -> list[Planned]:
    """Occurrences of a line as it now stands; none of a sub-head and of a line that was deleted (None)."""
    if line is None or line.is_subhead:
        return []
    deadline = understood(line.deadline, choice_from_json(line.deadline_choice), period)
    return planned(deadline, period, events, add_working)


def _lines(session: Session, roadmap_id: int, uids: Collection[str] | None) -> dict[str, Any]:
    query = (
        select(
            RoadmapRow.uid,
            RoadmapRow.is_subhead,
            RoadmapRow.deadline,
            RoadmapRow.deadline_choice,
            RoadmapRow.number,
            RoadmapRow.text,
        )
        .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
        .where(RoadmapSection.roadmap_id == roadmap_id)
        .order_by(RoadmapSection.position, RoadmapRow.position, RoadmapRow.id)
    )
    if uids is not None and len(uids) <= _CHUNK:
        query = query.where(RoadmapRow.uid.in_(uids))
    return {row.uid: row for row in session.execute(query)}


def _events(session: Session, uids: Collection[str]) -> dict[str, list[EventDates]]:
    found: defaultdict[str, list[EventDates]] = defaultdict(list)
    query = (
        select(LineEvent.line_uid, LineEvent.anchor, Procedure.id, Procedure.held_on, Procedure.held_until)
        .join(Procedure, Procedure.id == LineEvent.procedure_id)
        .order_by(LineEvent.id)
    )
    for part in _parts(uids):
        for uid, anchor, procedure_id, starts, ends in session.execute(query.where(LineEvent.line_uid.in_(part))):
            found[uid].append(EventDates(procedure_id, starts, ends, "end" if anchor == "end" else "start"))
    return found


def _stored(session: Session, uids: Collection[str]) -> dict[str, dict[int, tuple[StoredOccurrence, Occurrence]]]:
    found: defaultdict[str, dict[int, tuple[StoredOccurrence, Occurrence]]] = defaultdict(dict)
    for part in _parts(uids):
        rows = session.scalars(
            select(Occurrence).where(Occurrence.line_uid.in_(part)).order_by(Occurrence.position, Occurrence.id)
        ).all()
        ids = [row.id for row in rows]
        spoken = _spoken_of(session, ids)
        ordinals: defaultdict[tuple[object, ...], int] = defaultdict(int)
        for row in rows:
            days = (row.line_uid, row.starts_on, row.planned_due, row.procedure_id)
            as_planned = Planned(row.starts_on, row.planned_due, row.procedure_id, ordinals[days])
            ordinals[days] += 1
            marked = row.status != "planned" or bool(row.result_text) or row.id in spoken
            found[row.line_uid][row.id] = StoredOccurrence(row.id, as_planned, marked, row.marked_key), row
    return found


def _spoken_of(session: Session, ids: list[int]) -> set[int]:
    """Occurrences with proof or with marks of schools."""
    spoken: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        spoken.update(session.scalars(select(Evidence.occurrence_id).where(Evidence.occurrence_id.in_(part))))
        spoken.update(session.scalars(select(OccurrenceSchool.occurrence_id).where(OccurrenceSchool.occurrence_id.in_(part))))
    return spoken


def _place(row: Occurrence, wanted: Planned, position: int) -> None:
    row.position, row.off_plan = position, False
    row.starts_on, row.planned_due, row.procedure_id = wanted.starts_on, wanted.due_on, wanted.procedure_id
    row.due_on = row.postponed_to if row.postponed_to is not None else wanted.due_on


def _values(roadmap_id: int, uid: str, wanted: Planned, position: int) -> dict[str, Any]:
    return {
        "roadmap_id": roadmap_id,
        "line_uid": uid,
        "position": position,
        "starts_on": wanted.starts_on,
        "planned_due": wanted.due_on,
        "due_on": wanted.due_on,
        "procedure_id": wanted.procedure_id,
        "off_plan": False,
        "status": "planned",
        "result_text": "",
        "reason": "",
        "decided_by": "",
        "subject": "",
        "marked_key": "",
        "closed_by_schools": False,
    }


def _parts(uids: Collection[str]) -> Iterable[list[str]]:
    listed = list(uids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
