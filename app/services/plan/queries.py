"""Reading the plan: procedures of a school year, the schools' days, breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from app.models.organisations import Organisation
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot, SchoolBreak
from app.models.results import Paper, Procedure
from app.models.settings import Setting
from app.services.calendar.exceptions import working_day_exceptions
from app.services.calendar.queries import own_organisations
from app.services.calendar.rules import in_school_year
from app.services.plan.catalogue import by_code, level_of
from app.services.plan.rows import BreakRow, PlanRow, SchoolDays, SchoolInProcedure, SlotRemark, SlotRow
from app.services.plan.rules import (
    Classes,
    breaks_of,
    school_status,
    shown_status,
    slot_remarks,
)
from app.services.results.procedure import procedure_title, teaches
from app.services.text_ru import sort_key
from app.services.workplace.queries import decoded
from app.services.workplace.rows import SettingKey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context

SIX_DAY: SettingKey[bool] = SettingKey("plan.six_day_week", False)
"""Schools of the district work on Saturdays."""
SEPARATOR = "; "


def list_plan(ctx: Context, school_year: str | None = None) -> list[PlanRow]:
    """All procedures, planned and known by their results, by first day; those without a window at the end of their year.

    `school_year` «2025/2026» keeps what overlaps it. Counts are of the own schools.
    """
    today = ctx.clock().date()
    with ctx.db.read() as session:
        rows = plan_rows(session, today)
    kept = [r for r in rows if school_year is None or in_school_year(r.year, r.starts_on, r.ends_on, school_year)]
    return sorted(kept, key=_order)


def get_plan(ctx: Context, procedure_id: int) -> PlanRow | None:
    """None where the procedure is gone."""
    with ctx.db.read() as session:
        return next(iter(plan_rows(session, ctx.clock().date(), [procedure_id])), None)


def list_slots(
    ctx: Context,
    first: date | None = None,
    last: date | None = None,
    *,
    procedure_id: int | None = None,
    organisation_id: int | None = None,
) -> list[SlotRow]:
    """What the own schools chose, by day, school and class; of the days from `first` to `last`."""
    with ctx.db.read() as session:
        where: list[ColumnElement[bool]] = [ProcedureSlot.organisation_id.in_(own_organisations(session))]
        if first is not None:
            where.append(ProcedureSlot.held_on >= first)
        if last is not None:
            where.append(ProcedureSlot.held_on <= last)
        if procedure_id is not None:
            where.append(ProcedureSlot.procedure_id == procedure_id)
        if organisation_id is not None:
            where.append(ProcedureSlot.organisation_id == organisation_id)
        return sorted(read_slots(session, *where), key=_slot_order)


def plan_schools(ctx: Context, procedure_id: int) -> list[SchoolInProcedure]:
    """Every own open school (and a closed one that has days) by name: its days, what is not right about them, its classes."""
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            return []
        stored = {
            one.organisation_id: one
            for one in session.scalars(select(ProcedureSchool).where(ProcedureSchool.procedure_id == procedure_id))
        }
        slots: defaultdict[int, list[SlotRow]] = defaultdict(list)
        for slot in read_slots(session, ProcedureSlot.procedure_id == procedure_id):
            slots[slot.organisation_id].append(slot)
        remarks = defaultdict(list)
        for remark in remarks_of(session, slots.keys(), procedure_id):
            remarks[remark.organisation_id].append(remark)
        with_results = set(session.scalars(select(Paper.organisation_id).where(Paper.procedure_id == procedure_id).distinct()))
        classes = known_classes(session, procedure.grade, procedure.year)
        schools = session.execute(
            select(Organisation.id, Organisation.short_name, Organisation.closed_on).where(
                Organisation.id.in_(own_organisations(session)), Organisation.kind == "school"
            )
        ).all()
        found_rows = []
        for school_id, name, closed_on in schools:
            one = stored.get(school_id)
            if closed_on is not None and school_id not in slots and one is None:
                continue
            own = tuple(sorted(slots.get(school_id, ()), key=_slot_order))
            absent = not own and not teaches(name, procedure.grade)
            stored_status = one.status if one else "not_taking_part" if absent else "planned"
            found_rows.append(
                SchoolInProcedure(
                    procedure_id,
                    school_id,
                    name,
                    school_status(stored_status, bool(own), school_id in with_results),
                    own,
                    tuple(remarks.get(school_id, ())),
                    classes.get(school_id, ()),
                    one.rooms if one else None,
                    one.rooms_with_video if one else None,
                    one.note if one else "",
                )
            )
    return sorted(found_rows, key=lambda row: sort_key(row.name))


def slot_conflicts(ctx: Context, school_year: str | None = None) -> list[SlotRemark]:
    """What is not right about the chosen days of all own schools, by day."""
    from app.services.calendar.rules import school_year_span

    with ctx.db.read() as session:
        own = set(session.scalars(own_organisations(session)))
        found = remarks_of(session, own)
    if school_year is not None:
        first, last = school_year_span(school_year)
        found = [one for one in found if first <= one.held_on <= last]
    return sorted(found, key=lambda one: (one.held_on, one.organisation_id, one.class_label))


def list_breaks(ctx: Context, school_year: int, organisation_id: int | None = None) -> list[BreakRow]:
    """Breaks stored for the district (None) or for the school itself; empty = none entered yet."""
    with ctx.db.read() as session:
        return [one for one in stored_breaks(session, school_year) if one.organisation_id == organisation_id]


def all_breaks(ctx: Context, school_year: int) -> list[BreakRow]:
    """Of the district and of every school."""
    with ctx.db.read() as session:
        return stored_breaks(session, school_year)


def school_days(ctx: Context, school_year: int, organisation_id: int | None = None) -> SchoolDays:
    """Whose breaks hold (a school's own go before the district's), the week and the exceptions."""
    with ctx.db.read() as session:
        return SchoolDays(
            six_day_week(session),
            breaks_of(stored_breaks(session, school_year), organisation_id),
            working_day_exceptions(session),
        )


# --- inside a session -------------------------------------------------------------------------------------------------


def plan_rows(session: Session, today: date, ids: Collection[int] | None = None) -> list[PlanRow]:
    """Unsorted."""
    own = own_organisations(session)
    query = select(Procedure, ProcedurePlan).outerjoin(ProcedurePlan, ProcedurePlan.procedure_id == Procedure.id)
    counts_query = (
        select(Paper.procedure_id, func.count(func.distinct(Paper.organisation_id)), func.count())
        .where(Paper.absent.is_(False), Paper.organisation_id.in_(own))
        .group_by(Paper.procedure_id)
    )
    if ids is not None:
        query = query.where(Procedure.id.in_(ids))
        counts_query = counts_query.where(Paper.procedure_id.in_(ids))
    counts = {procedure: (schools, people) for procedure, schools, people in session.execute(counts_query)}
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    for procedure_id, school in session.execute(
        select(ProcedureSlot.procedure_id, ProcedureSlot.organisation_id).where(ProcedureSlot.organisation_id.in_(own)).distinct()
    ):
        chosen[procedure_id].add(school)
    said: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for procedure_id, school, status in session.execute(
        select(ProcedureSchool.procedure_id, ProcedureSchool.organisation_id, ProcedureSchool.status)
    ):
        said[procedure_id][school] = status != "not_taking_part"
    open_schools = {
        school: name
        for school, name in session.execute(
            select(Organisation.id, Organisation.short_name).where(
                Organisation.id.in_(own), Organisation.kind == "school", Organisation.closed_on.is_(None)
            )
        )
    }
    by_name = {grade: {i for i, name in open_schools.items() if teaches(name, grade)} for grade in range(13)}
    rows = []
    for procedure, plan in session.execute(query):
        told = said[procedure.id]
        usual = by_name.get(procedure.grade, by_name[0]) | (chosen[procedure.id] & open_schools.keys())
        expected = {i for i in usual if told.get(i, True)} | {i for i, part in told.items() if part and i in open_schools}
        rows.append(plan_row(procedure, plan, today, counts.get(procedure.id, (0, 0)), expected, chosen[procedure.id]))
    return rows


def plan_row(
    procedure: Procedure,
    plan: ProcedurePlan | None,
    today: date,
    counts: tuple[int, int] = (0, 0),
    expected: Collection[int] = (),
    chosen: Collection[int] = (),
) -> PlanRow:
    line = by_code().get(procedure.kind)
    by_schools = line.by_schools if line else True
    title = procedure_title(procedure.kind, procedure.year, procedure.grade, procedure.subject)
    starts, ends = procedure.held_on, procedure.held_until or procedure.held_on
    common = (
        procedure.id,
        procedure.kind,
        procedure.year,
        procedure.grade,
        procedure.subject,
        title,
        level_of(procedure.kind),
        starts,
        ends,
    )
    if plan is None:
        status = shown_status("planned", starts, ends, bool(counts[0]), today)
        return PlanRow(*common, planned=False, status=status, schools=counts[0], participants=counts[1], by_schools=by_schools)
    return PlanRow(
        *common,
        uid=plan.uid,
        form=plan.form,
        control_mode=plan.control_mode,
        is_random=plan.is_random,
        subject_options=tuple(one for one in plan.subject_options.split(SEPARATOR) if one),
        subject_named_on=plan.subject_named_on,
        minutes=plan.minutes,
        reserve_on=plan.reserve_on,
        results_due=plan.results_due,
        status=shown_status(plan.status, starts, ends, bool(counts[0]), today),
        basis=plan.basis,
        note=plan.note,
        is_confirmed=plan.is_confirmed,
        rolled_from_id=plan.rolled_from_id,
        schools=counts[0],
        participants=counts[1],
        schools_expected=len(expected) if by_schools else 0,
        schools_chosen=len(set(chosen) & set(expected)) if by_schools else 0,
        by_schools=by_schools,
        stored_status=plan.status,
    )


def read_slots(session: Session, *where: ColumnElement[bool]) -> list[SlotRow]:
    """Chosen days with the names of their school and procedure. As columns: a year of a district has thousands."""
    query = (
        select(
            ProcedureSlot.id,
            ProcedureSlot.procedure_id,
            ProcedureSlot.organisation_id,
            ProcedureSlot.class_label,
            ProcedureSlot.held_on,
            ProcedureSlot.lesson,
            ProcedureSlot.starts_at,
            ProcedureSlot.room,
            ProcedureSlot.pupils,
            ProcedureSlot.form,
        )
        .where(*where)
        .order_by(ProcedureSlot.held_on, ProcedureSlot.id)
    )
    found = session.execute(query).all()
    if not found:
        return []
    schools = {i: name for i, name in session.execute(select(Organisation.id, Organisation.short_name))}
    titles = {
        i: procedure_title(kind, year, grade, subject)
        for i, kind, year, grade, subject in session.execute(
            select(Procedure.id, Procedure.kind, Procedure.year, Procedure.grade, Procedure.subject)
        )
    }
    return [
        SlotRow(
            i, procedure, school, label, day, lesson, at, room, pupils, form, schools.get(school, ""), titles.get(procedure, "")
        )
        for i, procedure, school, label, day, lesson, at, room, pupils, form in found
    ]


def grades_of(session: Session) -> dict[int, int]:
    return {i: grade for i, grade in session.execute(select(Procedure.id, Procedure.grade))}


def stored_breaks(session: Session, school_year: int | None = None) -> list[BreakRow]:
    query = select(SchoolBreak).order_by(SchoolBreak.starts_on, SchoolBreak.id)
    if school_year is not None:
        query = query.where(SchoolBreak.school_year == school_year)
    return [
        BreakRow(one.id, one.organisation_id, one.school_year, one.title, one.starts_on, one.ends_on)
        for one in session.scalars(query)
    ]


def six_day_week(session: Session) -> bool:
    row = session.get(Setting, SIX_DAY.name)
    return decoded(None if row is None else row.value, SIX_DAY)


def remarks_of(session: Session, organisations: Iterable[int], procedure_id: int | None = None) -> list[SlotRemark]:
    """About every chosen day of these schools (two papers a day are seen over all procedures), or those of one procedure."""
    wanted = set(organisations)
    if not wanted:
        return []
    windows = {
        i: (starts, ends or starts, reserve)
        for i, starts, ends, reserve in session.execute(
            select(Procedure.id, Procedure.held_on, Procedure.held_until, ProcedurePlan.reserve_on).outerjoin(
                ProcedurePlan, ProcedurePlan.procedure_id == Procedure.id
            )
        )
    }
    cancelled = set(session.scalars(select(ProcedurePlan.procedure_id).where(ProcedurePlan.status == "cancelled")))
    found = read_slots(session, ProcedureSlot.organisation_id.in_(wanted))
    slots = [slot for slot in found if slot.procedure_id not in cancelled]
    six_day, exceptions = six_day_week(session), working_day_exceptions(session)
    breaks = stored_breaks(session)
    return slot_remarks(
        slots,
        windows,
        grades_of(session),
        lambda school: SchoolDays(six_day, breaks_by_year(breaks, school), exceptions),
        lambda slot: procedure_id is None or slot.procedure_id == procedure_id,
    )


def breaks_by_year(breaks: Iterable[BreakRow], organisation_id: int | None) -> tuple[BreakRow, ...]:
    """Over all school years: in each one the school's own breaks or the district's."""
    years: defaultdict[int, list[BreakRow]] = defaultdict(list)
    for one in breaks:
        years[one.school_year].append(one)
    return tuple(one for found in years.values() for one in breaks_of(found, organisation_id))


def known_classes(session: Session, grade: int, year: int) -> dict[int, Classes]:
    """School → its classes of this grade, from the latest results of the last three years; a class grows with the year."""
    if not grade:
        return {}
    from app.services.plan.rules import grown_label

    found: defaultdict[int, dict[int, set[str]]] = defaultdict(dict)
    query = (
        select(Paper.organisation_id, Paper.class_label, Procedure.year, Procedure.participant_grade, Procedure.grade)
        .join(Procedure, Procedure.id == Paper.procedure_id)
        .where(
            Paper.class_label != "", Procedure.year.between(year - 3, year), Paper.organisation_id.in_(own_organisations(session))
        )
        .distinct()
    )
    for school, label, then, participants, own_grade in session.execute(query):
        if (participants or own_grade) + (year - then) == grade and (grown := grown_label(label, year - then, grade)):
            found[school].setdefault(then, set()).add(grown)
    return {school: tuple(sorted(years[max(years)], key=sort_key)) for school, years in found.items()}


def _order(row: PlanRow) -> tuple[object, ...]:
    return (row.starts_on or date(row.year, 12, 31), row.starts_on is None, row.grade, sort_key(row.subject), row.procedure_id)


def _slot_order(row: SlotRow) -> tuple[object, ...]:
    return (row.held_on, sort_key(row.organisation), sort_key(row.class_label), row.lesson or 0, row.starts_at)
