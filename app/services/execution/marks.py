"""Marks inside a transaction: reading, writing, and finding again what a mark was about.

An undo must not trust ids: occurrences without marks are made anew when a text changes. A mark is remembered by the
line and the days it was about.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from app.models.execution import Evidence, Occurrence, OccurrenceSchool
from app.models.mark_history import MarkEntry
from app.models.organisations import Organisation
from app.models.roadmaps import RoadmapRow
from app.services.duties.rows import DutyKey, Mark, Status
from app.services.duties.rules import CLOSED
from app.services.duties.stored import own_mark, school_mark_of
from app.services.errors import UserError
from app.services.execution.rows import Planned
from app.services.execution.rules import plan_key
from app.services.parties.queries import line_owners, own_schools

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class About:
    """What a mark is about, in words that survive a new set of occurrences."""

    occurrence_id: int
    line_uid: str
    days: tuple[date | None, date | None, int | None]
    nth: int
    """Its number among the occurrences of the same days."""
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A mark and what it is about; `mark` None = nothing was said (a school without a row)."""

    about: About
    mark: Mark | None
    by_schools: bool = False


def occurrence(session: Session, key: DutyKey) -> Occurrence:
    """Raises UserError where it is gone."""
    found = session.get(Occurrence, key.occurrence_id)
    if found is None:
        raise _gone()
    if key.organisation_id is not None and session.get(Organisation, key.organisation_id) is None:
        raise UserError("Этой школы в базе уже нет.", "Обновите вид.")
    return found


def about(session: Session, found: Occurrence, organisation_id: int | None) -> About:
    twins = _twins(session, found.line_uid, (found.starts_on, found.planned_due, found.procedure_id))
    nth = next((n for n, twin in enumerate(twins) if twin.id == found.id), 0)
    days = (found.starts_on, found.planned_due, found.procedure_id)
    return About(found.id, found.line_uid, days, nth, organisation_id)


def find(session: Session, wanted: About) -> Occurrence:
    """The occurrence again, by its line and days; by its id where the plan has moved under it. Raises UserError."""
    twins = _twins(session, wanted.line_uid, wanted.days)
    if wanted.nth < len(twins):
        return twins[wanted.nth]
    found = session.get(Occurrence, wanted.occurrence_id)
    if found is None or found.line_uid != wanted.line_uid:
        raise _gone()
    return found


def _twins(session: Session, uid: str, days: tuple[date | None, date | None, int | None]) -> Sequence[Occurrence]:
    starts, due, procedure = days
    query = select(Occurrence).where(
        Occurrence.line_uid == uid,
        Occurrence.starts_on.is_not_distinct_from(starts),
        Occurrence.planned_due.is_not_distinct_from(due),
        Occurrence.procedure_id.is_not_distinct_from(procedure),
    )
    return session.scalars(query.order_by(Occurrence.position, Occurrence.id)).all()


def said(session: Session, found: Occurrence, organisation_id: int | None) -> Said:
    """What is stored about an occurrence, or about a school's part of it."""
    what = about(session, found, organisation_id)
    if organisation_id is None:
        return Said(what, own_mark(found), found.closed_by_schools)
    row = session.get(OccurrenceSchool, (found.id, organisation_id))
    return Said(what, school_mark_of(row) if row is not None else None)


def write(session: Session, found: Occurrence, wanted: Said, *, taken_away_at: datetime | None = None) -> None:
    """Store a mark exactly as given. `taken_away_at`: when a person took the last one away, so that this is remembered."""
    organisation_id, mark = wanted.about.organisation_id, wanted.mark
    if organisation_id is None:
        mark = mark or Mark()
        _fill(found, mark)
        found.closed_by_schools = wanted.by_schools
        found.due_on = mark.postponed_to if mark.postponed_to is not None else found.planned_due
    elif mark is None:
        session.execute(
            delete(OccurrenceSchool).where(
                OccurrenceSchool.occurrence_id == found.id, OccurrenceSchool.organisation_id == organisation_id
            )
        )
        session.expire_all()
    else:
        row = session.get(OccurrenceSchool, (found.id, organisation_id))
        if row is None:
            row = OccurrenceSchool(occurrence_id=found.id, organisation_id=organisation_id)
            session.add(row)
        _fill(row, mark)
    session.flush()
    _note(session, found.id, wanted, mark or (Mark(updated_at=taken_away_at) if taken_away_at is not None else None))
    remember(session, found)


def _note(session: Session, occurrence_id: int, said: Said, mark: Mark | None) -> None:
    """Keep the list of what was said in step: a new mark is added; a former one that comes back (an undo) ends the list."""
    where = (
        MarkEntry.occurrence_id == occurrence_id,
        MarkEntry.organisation_id.is_not_distinct_from(said.about.organisation_id),
    )
    if mark is None or mark.updated_at is None:
        session.execute(delete(MarkEntry).where(*where))
        return
    former = select(func.max(MarkEntry.id)).where(
        *where,
        MarkEntry.at == mark.updated_at,
        MarkEntry.status == mark.status,
        MarkEntry.done_on.is_not_distinct_from(mark.done_on),
        MarkEntry.postponed_to.is_not_distinct_from(mark.postponed_to),
        MarkEntry.result_text == mark.result,
    )
    known = session.scalar(former)
    if known is not None:
        session.execute(delete(MarkEntry).where(*where, MarkEntry.id > known))
        return
    session.add(
        MarkEntry(
            occurrence_id=occurrence_id,
            organisation_id=said.about.organisation_id,
            at=mark.updated_at,
            status=mark.status,
            done_on=mark.done_on,
            result_text=mark.result,
            postponed_to=mark.postponed_to,
            reason=mark.reason,
            decided_by=mark.decided_by,
            by_schools=said.by_schools,
        )
    )
    session.flush()


def _fill(row: Occurrence | OccurrenceSchool, mark: Mark) -> None:
    row.status, row.done_on, row.result_text = mark.status, mark.done_on, mark.result
    row.postponed_to, row.reason, row.decided_by, row.updated_at = (
        mark.postponed_to,
        mark.reason,
        mark.decided_by,
        mark.updated_at,
    )


def remember(session: Session, found: Occurrence) -> None:
    """Note the days and the words a first mark or proof is about; forget them with the last one."""
    spoken = found.status != "planned" or bool(found.result_text) or _has_more(session, found.id)
    if not spoken:
        found.marked_key = found.subject = ""
    elif not found.marked_key:
        planned = Planned(found.starts_on, found.planned_due, found.procedure_id, about(session, found, None).nth)
        found.marked_key = plan_key(planned)
        line = session.execute(select(RoadmapRow.number, RoadmapRow.text).where(RoadmapRow.uid == found.line_uid)).first()
        if line is not None:
            found.subject = " ".join(f"{line.number} {line.text}".split())
    session.flush()


def _has_more(session: Session, occurrence_id: int) -> bool:
    proofs = select(func.count()).select_from(Evidence).where(Evidence.occurrence_id == occurrence_id)
    schools = select(func.count()).select_from(OccurrenceSchool).where(OccurrenceSchool.occurrence_id == occurrence_id)
    return bool(session.scalar(proofs)) or bool(session.scalar(schools))


def close_or_open(session: Session, touched: Collection[Occurrence], now: datetime) -> None:
    """A line that only schools owe is done when all of them have done their part, and open again when one has not."""
    schools = own_schools(session)
    owners = line_owners(session, {one.line_uid for one in touched}, schools)
    for one in touched:
        if one.status in CLOSED and not one.closed_by_schools:
            continue
        owed_by = owners.get(one.line_uid)
        rows = {
            row.organisation_id: row
            for row in session.scalars(select(OccurrenceSchool).where(OccurrenceSchool.occurrence_id == one.id))
        }
        closed = (
            owed_by is not None
            and owed_by.schools_only
            and all(i in rows and rows[i].status in CLOSED for i in owed_by.school_ids)
            and any(rows[i].status == "done" for i in owed_by.school_ids)
        )
        if closed == one.closed_by_schools:
            continue
        mark = own_mark(one)
        if closed:
            days = [row.done_on for row in rows.values() if row.done_on is not None]
            mark = replace(mark, status="done", done_on=max(days, default=now.date()), updated_at=now)
        else:
            back: Status = "postponed" if mark.postponed_to is not None else "planned"
            mark = replace(mark, status=back, done_on=None, updated_at=now)
        write(session, one, Said(about(session, one, None), mark, closed))


def _gone() -> UserError:
    return UserError("Этого срока в плане уже нет.", "Обновите вид: мероприятие или его срок изменили.")
