"""Preparation of procedures: the list, and everything of one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.checklists import ChecklistLine, ChecklistTick, Incident, ObservationAct
from app.models.organisations import Organisation
from app.models.plan import ProcedureSchool
from app.services.checklists.rows import ActRow, Coverage, IncidentRow, LineRow, Preparation, PreparedRow, TickRow
from app.services.checklists.rules import line_state
from app.services.context import Context
from app.services.errors import UserError
from app.services.plan.queries import get_plan, list_plan, plan_schools
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def list_prepared(ctx: Context, school_year: str | None = None) -> list[PreparedRow]:
    """Procedures of the plan that are not cancelled, in the order of the calendar, with how far their preparation is."""
    plan = [row for row in list_plan(ctx, school_year) if row.planned and not row.is_cancelled]
    today = ctx.clock().date()
    with ctx.db.read() as session:
        expected = {row.procedure_id: row.schools_expected for row in plan}
        lines = _lines(session, expected, expected, today)
        incidents = _counts(session, Incident)
        acts = _counts(session, ObservationAct)
    return [
        PreparedRow(
            row.procedure_id, row.title, row.starts_on, row.ends_on,
            len(lines[row.procedure_id]),
            sum(line.state == "done" for line in lines[row.procedure_id]),
            sum(line.state == "overdue" for line in lines[row.procedure_id]),
            incidents.get(row.procedure_id, 0), acts.get(row.procedure_id, 0),
        )
        for row in plan
    ]  # fmt: skip


def preparation(ctx: Context, procedure_id: int) -> Preparation:
    """UserError where the procedure is gone. Schools are those that take part by the plan."""
    row = get_plan(ctx, procedure_id)
    if row is None:
        raise UserError("Этой процедуры в базе больше нет.", "Обновите календарь: её могли удалить.")
    taking_part = [school for school in plan_schools(ctx, procedure_id) if school.takes_part]
    schools = tuple((school.organisation_id, school.name) for school in taking_part)
    with ctx.db.read() as session:
        lines = _lines(session, [procedure_id], {procedure_id: len(schools)}, ctx.clock().date())[procedure_id]
        names = {i: name for i, name in session.execute(select(Organisation.id, Organisation.short_name))}
        incidents = tuple(_incident(one, names) for one in _of(session, Incident, procedure_id, Incident.happened_on))
        acts = tuple(_act(one, names) for one in _of(session, ObservationAct, procedure_id, ObservationAct.observed_on))
        coverage = _coverage(session, procedure_id, dict(schools), acts)
    acts = tuple(sorted(acts, key=lambda act: (sort_key(act.school), act.observed_on or date.max, act.id or 0)))
    return Preparation(procedure_id, row.title, row.starts_on, row.ends_on, tuple(lines), schools, incidents, acts, coverage)


def _lines(
    session: Session, procedure_ids: Collection[int], schools: dict[int, int], today: date
) -> defaultdict[int, list[LineRow]]:
    """In order of phase and day. `schools`: how many schools take part in each procedure."""
    ids = list(procedure_ids)
    query = select(ChecklistLine).where(ChecklistLine.procedure_id.in_(ids))
    stored = session.scalars(query.order_by(ChecklistLine.position, ChecklistLine.id)).all()
    ticks: defaultdict[int, list[TickRow]] = defaultdict(list)
    ticked = select(ChecklistTick).join(ChecklistLine, ChecklistLine.id == ChecklistTick.line_id)
    for tick in session.scalars(ticked.where(ChecklistLine.procedure_id.in_(ids)).order_by(ChecklistTick.id)):
        ticks[tick.line_id].append(TickRow(tick.organisation_id, tick.done_on, tick.who, tick.note))
    found: defaultdict[int, list[LineRow]] = defaultdict(list)
    for line in stored:
        count = schools.get(line.procedure_id, 0) if line.per_school else 0
        due = line.moved_to or line.due_on
        its = tuple(ticks[line.id])
        found[line.procedure_id].append(
            LineRow(
                line.id, line.procedure_id, line.phase, line.anchor, line.offset_days,  # type: ignore[arg-type]
                line.text, line.role, line.per_school, due, line.moved_to is not None,
                line_state(due, line.per_school, count, its, today), its, count,
            )
        )  # fmt: skip
    return found


def _counts(session: Session, model: type[Incident] | type[ObservationAct]) -> dict[int, int]:
    query = select(model.procedure_id, func.count()).group_by(model.procedure_id)
    return {procedure: count for procedure, count in session.execute(query)}


def _of(session: Session, model: Any, procedure_id: int, order: Any) -> Iterator[Any]:
    yield from session.scalars(select(model).where(model.procedure_id == procedure_id).order_by(order, model.id))


def _incident(one: Incident, names: dict[int, str]) -> IncidentRow:
    return IncidentRow(
        one.id, one.procedure_id, one.organisation_id, one.happened_on, one.text, one.action, one.class_label,
        one.reported_by, one.closed_on, names.get(one.organisation_id or 0, ""),
    )  # fmt: skip


def _act(one: ObservationAct, names: dict[int, str]) -> ActRow:
    return ActRow(
        one.id, one.procedure_id, one.organisation_id, one.observer, one.person_id, one.observed_on, one.starts_at,
        one.ends_at, one.class_label, one.room, json.loads(one.answers), one.remarks, one.received_on,
        names.get(one.organisation_id, ""),
    )  # fmt: skip


def _coverage(session: Session, procedure_id: int, schools: dict[int, str], acts: Collection[ActRow]) -> Coverage:
    query = select(ProcedureSchool.rooms, ProcedureSchool.rooms_with_video).where(
        ProcedureSchool.procedure_id == procedure_id,
        ProcedureSchool.organisation_id.in_(schools),
        ProcedureSchool.rooms.is_not(None),
    )
    rooms = [(count or 0, video or 0) for count, video in session.execute(query)]
    watched = {act.organisation_id for act in acts} & set(schools)
    return Coverage(
        len(schools),
        len(watched),
        len(acts),
        sum(count for count, _video in rooms) if rooms else None,
        sum(video for _count, video in rooms) if rooms else None,
    )
