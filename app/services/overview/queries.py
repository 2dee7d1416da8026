"""The first tab: what is due, overdue, missing and newly found."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.documents import Document, DocumentClause
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure
from app.models.roadmaps import Roadmap, RoadmapRow
from app.models.settings import Workplace
from app.services.calendar import brief as plan_brief
from app.services.calendar.queries import own_organisations, procedure_row
from app.services.collection.brief import open_requests
from app.services.context import Context
from app.services.duties.queries import pressing
from app.services.findings import brief
from app.services.inquiries.brief import awaited
from app.services.overview import coming, rules
from app.services.overview.rows import DueRow, LoopCounts, MissingRow, Overview
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import sort_key


def overview(ctx: Context, today: date, *, with_findings: bool = True) -> Overview:
    """Everything the first tab shows, of the own schools only.

    Due are dated duties of roadmaps, deadlines of clauses of signed and registered documents (a draft binds nobody), windows
    of procedures and answers of schools asked to explain a result. Findings are those that are stored;
    `with_findings=False` leaves them out.
    """
    with ctx.db.read() as session:
        procedures = [procedure_row(p) for p in session.scalars(select(Procedure))]
        clauses = signed_clauses(session)
        clauses += [DueRow(when, what, who, ("inquiry", number)) for number, what, who, when in awaited(session)]
        asked = open_requests(session)
        schools = _own_schools(session)
        told = _calendar(session, procedures, schools, today)
        missing = [*rules.requests_missing(asked, today), *told.missing, *_missing(session, procedures, schools)]
        counts = _counts(session)
        fresh = brief.state(session) if with_findings else "none"
        found = brief.new_findings(session) if with_findings else ()
    duties = pressing(ctx, today, today - rules.REMEMBERED)
    late = rules.roadmap_dues(duty for duty in duties if duty.shown == "overdue")
    week = rules.roadmap_dues(duty for duty in duties if rules.falls_into_week(duty, today))
    waiting = rules.roadmap_dues(duty for duty in duties if duty.mark.status == "waiting_region")
    return Overview(
        this_week=_by_date(
            [due for due in clauses if rules.is_this_week(due.when, today)] + week + rules.requests_due(asked, today) + told.week
        ),
        overdue=_by_date([due for due in clauses if rules.is_overdue(due.when, today)] + late + told.late),
        missing=tuple(missing),
        findings=rules.findings_shown(found),
        findings_state=fresh,
        counts=LoopCounts(findings=len(found), **counts),
        waiting=_by_date(waiting + rules.requests_waiting(asked, today)),
    )


def _by_date(rows: list[DueRow]) -> tuple[DueRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.when, row.what)))


def signed_clauses(session: Session) -> list[DueRow]:
    """Clauses with deadlines of documents that bind."""
    query = (
        select(Document.id, Document.kind, Document.number, DocumentClause.text, DocumentClause.deadline)
        .join(DocumentClause, DocumentClause.document_id == Document.id)
        .where(Document.state != "draft")
        .order_by(Document.id, DocumentClause.position)
    )
    due: list[DueRow] = []
    place: dict[int, int] = defaultdict(int)
    for document, kind, number, text, deadline in session.execute(query):
        place[document] += 1
        if deadline is not None:
            due.append(rules.clause_due(document, kind, number, place[document], text, deadline))
    return due


class _Told(NamedTuple):
    """What the calendar says."""

    week: list[DueRow]
    late: list[DueRow]
    missing: list[MissingRow]


def _calendar(session: Session, procedures: list[ProcedureRow], schools: dict[int, tuple[str, date]], today: date) -> _Told:
    sunday = rules.week_of(today)[1]
    plans = plan_brief.plans(session)
    papers = {one.id: one for one in procedures if one.id not in plans or not plans[one.id].cancelled}
    names = _still_open(schools, today)
    own = own_school(session)
    checks = plan_brief.open_checks(session, today - rules.REMEMBERED, sunday, own, len(names))
    due = coming.check_dues((one for one in checks if one.due >= today), papers)
    due += coming.window_dues(papers.values(), today)
    due += coming.results_dues(papers.values(), plans, today, sunday)
    due += coming.event_dues(plan_brief.events(session, today, sunday), today)
    due += coming.slot_dues(plan_brief.slots(session, today, sunday), papers, own)
    ids, chosen = plan_brief.undated(session, today, today + coming.SOON)
    missing = coming.undated_missing(ids, chosen, papers, names)
    sent = plan_brief.schedules_sent(session, coming.school_year_start(today))
    missing += coming.schedules_missing(sent, names, today)
    return _Told(due, coming.check_dues((one for one in checks if one.due < today), papers), missing)


def own_school(session: Session) -> int | None:
    """The school whose base this is; None in a district's."""
    workplace = session.get(Workplace, 1)
    return workplace.organisation_id if workplace is not None and workplace.kind == "school" else None


def _own_schools(session: Session) -> dict[int, tuple[str, date]]:
    """Own school → (name, the day it was closed)."""
    return {
        school: (name, closed_on or date.max)
        for school, name, closed_on in session.execute(
            select(Organisation.id, Organisation.short_name, Organisation.closed_on).where(
                Organisation.kind == "school", Organisation.id.in_(own_organisations(session))
            )
        )
    }


def _still_open(schools: dict[int, tuple[str, date]], today: date) -> dict[int, str]:
    return {school: name for school, (name, closed_on) in schools.items() if closed_on > today}


def named_schools(session: Session, today: date) -> dict[int, str]:
    """Own schools that are open: id → name."""
    return _still_open(_own_schools(session), today)


def _missing(session: Session, procedures: list[ProcedureRow], schools: dict[int, tuple[str, date]]) -> list[MissingRow]:
    """Procedures that have papers, newest first, with the own schools that have none."""
    present: dict[int, set[int]] = defaultdict(set)
    stages: dict[int, set[int]] = defaultdict(set)
    grades = {p.id: p.grade for p in procedures}
    for procedure_id, school in session.execute(select(Paper.procedure_id, Paper.organisation_id).distinct()):
        present[procedure_id].add(school)
        stages[school].add(rules.stage(grades[procedure_id]))
    rows = []
    for procedure in sorted(procedures, key=lambda p: (-p.year, p.grade, sort_key(p.subject))):
        if not present[procedure.id]:
            continue
        began = procedure.held_on or date(procedure.year, 1, 1)
        open_then = [school for school, (_, closed_on) in schools.items() if closed_on > began]
        absent = [s for s in rules.expected(open_then, procedure.grade, stages) if s not in present[procedure.id]]
        if absent:
            named = sorted(((school, schools[school][0]) for school in absent), key=lambda pair: sort_key(pair[1]))
            rows.append(MissingRow(procedure.id, procedure.title, tuple(named)))
    return rows


def _counts(session: Session) -> dict[str, int]:
    own = own_organisations(session)
    queries = {
        "roadmaps": select(func.count()).select_from(Roadmap),
        "items": select(func.count()).select_from(RoadmapRow).where(RoadmapRow.is_subhead.is_(False)),
        "procedures": select(func.count()).select_from(Procedure),
        "papers": select(func.count()).select_from(Paper).where(Paper.absent.is_(False), Paper.organisation_id.in_(own)),
        "documents": select(func.count()).select_from(Document),
        "schools": select(func.count()).select_from(Organisation).where(Organisation.kind == "school", Organisation.id.in_(own)),
    }
    found = session.execute(select(*(query.scalar_subquery().label(name) for name, query in queries.items()))).one()
    return dict(zip(queries, found, strict=True))
