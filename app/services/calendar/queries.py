"""The calendar: procedures with their windows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.organisations import Municipality, Organisation
from app.models.results import Paper, Procedure
from app.models.settings import Workplace
from app.services.calendar.rows import CalendarRow
from app.services.calendar.rules import in_school_year, same_district
from app.services.context import Context
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import sort_key


def list_calendar(ctx: Context, school_year: str | None = None) -> list[CalendarRow]:
    """Procedures by first day, those without a known window by year at its end.

    `school_year` «2025/2026» keeps what overlaps it. Counts are of the own schools (all schools where the base does
    not say whose it is): schools with a participant, participants.
    """
    with ctx.db.read() as session:
        counts = {
            procedure: (schools, participants)
            for procedure, schools, participants in session.execute(
                select(Paper.procedure_id, func.count(func.distinct(Paper.organisation_id)), func.count())
                .where(Paper.absent.is_(False), Paper.organisation_id.in_(own_organisations(session)))
                .group_by(Paper.procedure_id)
            )
        }
        procedures = [procedure_row(p, *counts.get(p.id, (0, 0))) for p in session.scalars(select(Procedure))]
    return calendar_rows(procedures, school_year)


def calendar_rows(procedures: Iterable[ProcedureRow], school_year: str | None) -> list[CalendarRow]:
    """Filtered and in order of time."""
    kept = [p for p in procedures if school_year is None or in_school_year(p.year, p.held_on, p.held_until, school_year)]
    kept.sort(key=lambda p: (p.held_on or date(p.year, 12, 31), p.held_on is None, p.grade, sort_key(p.subject)))
    return [
        CalendarRow(p.id, p.title, p.kind, p.year, p.grade, p.subject, p.held_on, p.held_until, p.schools, p.participants)
        for p in kept
    ]


def procedure_row(procedure: Procedure, schools: int = 0, participants: int = 0) -> ProcedureRow:
    """The stored procedure as a plain row."""
    return ProcedureRow(
        procedure.id,
        procedure.kind,
        procedure.year,
        procedure.grade,
        procedure.subject,
        procedure.max_score,
        procedure.held_on,
        procedure.held_until,
        schools,
        participants,
    )


def own_organisations(session: Session) -> Select[int]:
    """Ids of the organisations the workplace answers for, as a subquery; all where the base does not say whose it is.

    The department's: its municipality, known by id or by the district's name, and those without a municipality
    (entered by hand). A school's: itself.
    """
    workplace = session.get(Workplace, 1)
    query = select(Organisation.id)
    if workplace is None:
        return query
    if workplace.kind == "school" and workplace.organisation_id is not None:
        return query.where(Organisation.id == workplace.organisation_id)
    municipality = workplace.municipality_id or next(
        (town.id for town in session.scalars(select(Municipality)) if same_district(town.name, workplace.district_name)), None
    )
    if municipality is None:
        return query
    return query.where(or_(Organisation.municipality_id == municipality, Organisation.municipality_id.is_(None)))
