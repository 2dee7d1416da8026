"""What is counted from a window follows it, inside the transaction that changes the window. Not a command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.assignments import Assignment, PersonTie
from app.models.checklists import ChecklistLine, ChecklistTick, Incident, ObservationAct
from app.models.events import CalendarEvent
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot, SchoolBreak
from app.models.results import Procedure
from app.models.schedules import ScheduleEntry, SchoolSchedule
from app.services.calendar.exceptions import add_working_for
from app.services.execution.following import follow_procedures

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ON_PROCEDURES: tuple[Any, ...] = (
    ProcedurePlan, ProcedureSchool, ProcedureSlot, Assignment, ChecklistLine, Incident, ObservationAct, CalendarEvent,
    ScheduleEntry,
)  # fmt: skip
_ON_SCHOOLS: tuple[Any, ...] = (
    ProcedureSchool, ProcedureSlot, SchoolBreak, SchoolSchedule, Assignment, PersonTie, ChecklistTick, Incident, ObservationAct,
    CalendarEvent,
)  # fmt: skip


def held_by_the_calendar(session: Session) -> set[tuple[str, int]]:
    """(table, number) of procedures and schools the calendar needs: an import taken back leaves them, it only brought them."""
    held: set[tuple[str, int]] = set()
    for model in _ON_PROCEDURES:
        held |= {("procedure", i) for i in session.scalars(select(model.procedure_id).distinct()) if i is not None}
    for model in _ON_SCHOOLS:
        held |= {("organisation", i) for i in session.scalars(select(model.organisation_id).distinct()) if i is not None}
    return held


def follow_windows(session: Session, procedure_ids: Collection[int]) -> None:
    """The days of these procedures changed: deadlines of roadmaps and days of checklists are counted again."""
    follow_procedures(session, procedure_ids)
    follow_checklists(session, procedure_ids)


def follow_checklists(session: Session, procedure_ids: Collection[int] | None = None) -> None:
    """Days of the lines of these checklists (None: of all, the working days have changed). Days set by hand stay."""
    query = select(ChecklistLine, Procedure.held_on, Procedure.held_until).join(
        Procedure, Procedure.id == ChecklistLine.procedure_id
    )
    if procedure_ids is not None:
        query = query.where(ChecklistLine.procedure_id.in_(procedure_ids))
    add_working = add_working_for(session)
    for line, starts, ends in session.execute(query):
        due = checklist_day(line.anchor, line.offset_days, starts, ends, add_working)
        if line.due_on != due:
            line.due_on = due
    session.flush()


def checklist_day(
    anchor: str, offset: int, starts: date | None, ends: date | None, add_working: Callable[[date, int], date]
) -> date | None:
    """So many working days from the first or the last day of the window; None while it is unknown."""
    day = starts if anchor == "start" else ends or starts
    return add_working(day, offset) if day is not None else None
