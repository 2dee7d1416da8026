"""Changing a stored schedule: what a person types, what a finding proposes, what the proposal repairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from app.models.schedules import ScheduleEntry, SchoolSchedule
from app.models.settings import Setting
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.school_schedule.checked import VPR_COUNTS
from app.services.school_schedule.findings import Change
from app.services.school_schedule.proposal import changes_words
from app.services.school_schedule.queries import ENTRY_FIELDS
from app.services.school_schedule.rows import Entry
from app.services.workplace.queries import decoded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TOPICS: frozenset[Topic] = frozenset({"calendar"})
_GONE = UserError("Этой записи в графике больше нет.", "Обновите страницу: график с тех пор изменили.")


def apply_changes(ctx: Context, organisation_id: int, school_year: int, changes: Sequence[Change], message: str = "") -> Changes:
    """Add, change and delete entries of a school's schedule at once; the schedule is made where there is none.

    An entry that is no longer as it was is refused, and then nothing is changed. `value` = id of the schedule.
    """
    if not changes:
        return Changes(frozenset())
    with ctx.db.write() as session:
        owned = and_(SchoolSchedule.organisation_id == organisation_id, SchoolSchedule.school_year == school_year)
        parts = [part(SchoolSchedule, owned)]
        found = session.scalars(select(SchoolSchedule).where(owned)).one_or_none()
        if found is None:
            before = snapshot(session, parts)
            found = SchoolSchedule(organisation_id=organisation_id, school_year=school_year)
            found.updated_at = ctx.clock()
            session.add(found)
            session.flush()
            parts.append(part(ScheduleEntry, ScheduleEntry.schedule_id == found.id))
            before = (*before, ())
        else:
            parts.append(part(ScheduleEntry, ScheduleEntry.schedule_id == found.id))
            before = snapshot(session, parts)
            found.updated_at = ctx.clock()
        for change in changes:
            _apply(session, found.id, change)
        after = snapshot(session, parts)
        schedule_id = found.id
    words = message or f"График изменён: {changes_words(changes)}."
    return Changes(_TOPICS, words, undo_rows(parts, before, after, _TOPICS, "Изменение графика отменено."), schedule_id)


def set_vpr_counts(ctx: Context, vpr_counts: bool) -> Changes:
    """Do ВПР count in the 10 %?"""
    with ctx.db.write() as session:
        row = session.get(Setting, VPR_COUNTS.name)
        before = decoded(None if row is None else row.value, VPR_COUNTS)
        if before == vpr_counts:
            return Changes(frozenset())
        session.merge(Setting(key=VPR_COUNTS.name, value=json.dumps(vpr_counts)))
    words = "ВПР учитываются в 10 % часов." if vpr_counts else "ВПР в 10 % часов не учитываются."
    return Changes(_TOPICS, words, lambda again: set_vpr_counts(again, before))


def _apply(session: Session, schedule_id: int, change: Change) -> None:
    before, after = change.before, change.after
    if before is None:
        if after is not None:
            session.add(ScheduleEntry(schedule_id=schedule_id, **_values(after)))
        return
    stored = session.get(ScheduleEntry, before.id)
    if stored is None or stored.schedule_id != schedule_id or any(getattr(stored, k) != v for k, v in _values(before).items()):
        raise _GONE
    if after is None:
        session.delete(stored)
        return
    for name, value in _values(after).items():
        setattr(stored, name, value)


def _values(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ENTRY_FIELDS}
