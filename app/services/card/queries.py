"""The card of a school, read in one go: everything its page shows."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.documents import Document
from app.models.execution import Occurrence
from app.models.organisation_life import OrganisationEvent
from app.models.organisations import Municipality, Organisation
from app.models.roadmaps import Roadmap
from app.models.versions import RoadmapVersion
from app.services.card.rows import CardDocument, HistoryRow, LinkedSchool, SchoolCard, SchoolRoadmap
from app.services.card.series import Schools, district_of, last_year_with_tasks, result_series, task_gaps, written_procedures
from app.services.checks.rows import MarkerRow
from app.services.context import Context
from app.services.contexts.queries import index_of, index_weights, stored_years, table_of
from app.services.documents.queries import load_document
from app.services.duties.queries import duties
from app.services.duties.rows import DutyRow
from app.services.errors import UserError
from app.services.findings.rows import FindingRow
from app.services.organisations.queries import event_rows, municipality_names, organisation_row
from app.services.organisations.rows import EventRow
from app.services.people.queries import people_rows
from app.services.people.rows import ROLES, PersonRow
from app.services.people.rules import in_order as people_in_order
from app.services.people.store import heads_of
from app.services.results.queries import district_of_base
from app.services.statuses.queries import status_rows
from app.services.statuses.rows import StatusRow
from app.services.statuses.rules import in_order as statuses_in_order

SOON = 30
"""Days ahead whose duties the card shows."""
MOST_DUE = 30


def card(ctx: Context, organisation_id: int, *, with_results: bool = True) -> SchoolCard:
    """Everything about one organisation. Raises UserError where it was deleted meanwhile.

    `with_results` False leaves out results, gaps and findings: what a dialog over the facts needs.
    """
    now = ctx.clock()
    day = now.date()
    with ctx.db.read() as session:
        found = session.get(Organisation, organisation_id)
        if found is None:
            raise UserError("Этой организации в базе больше нет.", "Обновите список: её могли удалить.")
        row = organisation_row(found, municipality_names(session), heads_of(session, day, (organisation_id,)))
        people = people_in_order(people_rows(session, organisation_id), day)
        statuses = statuses_in_order(status_rows(session, organisation_id), day)
        years = stored_years(session, organisation_id)
        index = index_of(years, max(years), index_weights(session)) if years else None
        events = event_rows(session, OrganisationEvent.organisation_id == organisation_id)
        took_in = event_rows(session, OrganisationEvent.successor_id == organisation_id)
        names = _names(session, {event.organisation_id for event in took_in})
        schools = _with_joined(session, found)
        procedures = written_procedures(session, schools) if with_results else []
        results = result_series(session, schools, procedures) if procedures else ()
        gaps_year = last_year_with_tasks(session, procedures) if procedures else None
        gaps = task_gaps(session, schools, procedures, gaps_year) if gaps_year is not None else ()
        findings: tuple[MarkerRow, ...] = ()
        signs: tuple[FindingRow, ...] = ()
        if procedures:
            from app.services.checks.school_queries import school_markers
            from app.services.findings.queries import school_reasons

            findings = school_markers(session, tuple(schools.own), procedures)
            signs = school_reasons(session, tuple(schools.own))
        roadmaps = _roadmaps(session, organisation_id, ctx)
        documents = _documents(session, statuses, [roadmap.id for roadmap in roadmaps])
    due, due_total = _due(ctx, organisation_id) if row.closed_on is None else ((), 0)
    return SchoolCard(
        row=row,
        day=day,
        people=people,
        statuses=statuses,
        contexts=table_of(years),
        social_index=index,
        results=results,
        task_gaps=gaps,
        gaps_year=gaps_year,
        findings=findings,
        due=due,
        due_total=due_total,
        roadmaps=roadmaps,
        documents=documents,
        history=_history(events, took_in, names, people, statuses),
        former=tuple(LinkedSchool(e.organisation_id, names[e.organisation_id], e.on, e.basis) for e in took_in),
        successor=_successor(events) if row.closed_on is not None else None,
        read_at=now,
        signs=signs,
    )


def _with_joined(session: Session, found: Organisation) -> Schools:
    """The school and those that joined it, directly or through others."""
    own = {found.id: (found.short_name, found.login or "")}
    waiting = [found.id]
    while waiting:
        query = (
            select(Organisation.id, Organisation.short_name, Organisation.login)
            .join(OrganisationEvent, OrganisationEvent.organisation_id == Organisation.id)
            .where(OrganisationEvent.successor_id.in_(waiting), Organisation.id.not_in(own))
        )
        joined = session.execute(query).all()
        own |= {i: (name, login or "") for i, name, login in joined}
        waiting = [i for i, _name, _login in joined]
    town = session.get(Municipality, found.municipality_id) if found.municipality_id is not None else None
    name = district_of_base(session)[0] or (town.name if town else "Все школы")
    return Schools(own, district_of(session, found), name, (town.code or "") if town else "")


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    query = select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(ids))
    return {i: name for i, name in session.execute(query)} if ids else {}


def _successor(events: list[EventRow]) -> LinkedSchool | None:
    joined = next((event for event in events if event.kind == "joined" and event.successor_id is not None), None)
    return LinkedSchool(joined.successor_id or 0, joined.successor, joined.on, joined.basis) if joined else None


def _due(ctx: Context, organisation_id: int) -> tuple[tuple[DutyRow, ...], int]:
    """Overdue and of the next days, in order of their last day."""
    today = ctx.clock().date()
    late = duties(ctx, "overdue", today=today, organisation_id=organisation_id, limit=MOST_DUE)
    ahead = (today, today + timedelta(days=SOON))
    soon = duties(ctx, "all", today=today, organisation_id=organisation_id, within=ahead, limit=MOST_DUE)
    known = {row.key for row in late.rows}
    open_ones = [
        row
        for row in soon.rows
        if row.key not in known and row.due_on is not None and row.mark.status not in ("done", "cancelled")
    ]
    rows = (*late.rows, *(row for row in open_ones if ahead[0] <= (row.due_on or ahead[0]) <= ahead[1]))
    return rows[:MOST_DUE], late.total + len(rows) - len(late.rows)


def _roadmaps(session: Session, organisation_id: int, ctx: Context) -> tuple[SchoolRoadmap, ...]:
    """The school's own roadmaps with how far they are, newest first."""
    today = ctx.clock().date()
    done = func.sum(Occurrence.status == "done")
    late = func.sum((Occurrence.due_on < today) & Occurrence.status.not_in(("done", "cancelled")))
    total = func.sum(Occurrence.status != "cancelled")
    query = (
        select(Roadmap.id, Roadmap.title, total, done, late)
        .outerjoin(Occurrence, (Occurrence.roadmap_id == Roadmap.id) & Occurrence.off_plan.is_(False))
        .where(Roadmap.organisation_id == organisation_id)
        .group_by(Roadmap.id)
        .order_by(Roadmap.id.desc())
    )
    return tuple(
        SchoolRoadmap(i, title, total or 0, done or 0, late or 0) for i, title, total, done, late in session.execute(query)
    )


def _documents(session: Session, statuses: tuple[StatusRow, ...], roadmaps: list[int]) -> tuple[CardDocument, ...]:
    """Documents statuses rest on, and those that approve the school's roadmaps."""
    why: dict[int, str] = {}
    for status in statuses:
        if status.document_id is not None:
            why.setdefault(status.document_id, f"основание статуса «{status.title}»")
    if roadmaps:
        approving = select(RoadmapVersion.document_id).where(RoadmapVersion.roadmap_id.in_(roadmaps))
        query = select(Document.id).where(or_(Document.roadmap_id.in_(roadmaps), Document.id.in_(approving)))
        for document in session.scalars(query):
            why.setdefault(document, "утверждает дорожную карту школы")
    found = [CardDocument(load_document(session, document), reason) for document, reason in why.items()]
    return tuple(sorted(found, key=lambda one: (one.document.signed_on or date.max, one.document.id or 0), reverse=True))


def _history(
    events: list[EventRow],
    took_in: list[EventRow],
    names: dict[int, str],
    people: tuple[PersonRow, ...],
    statuses: tuple[StatusRow, ...],
) -> tuple[HistoryRow, ...]:
    """What has a date, newest first."""
    rows = [HistoryRow(e.on, e.kind, _event_words(e), e.basis, e.id) for e in events]
    rows += [HistoryRow(e.on, "took_in", f"Присоединена: {names[e.organisation_id]}", e.basis, e.id) for e in took_in]
    for status in statuses:
        if status.since is not None:
            rows.append(HistoryRow(status.since, "status", f"Статус «{status.title}»", status.basis))
        if status.until is not None:
            rows.append(HistoryRow(status.until, "status", f"Статус «{status.title}» снят", status.basis))
    for person in people:
        who = f"{ROLES[person.role]}: {person.full_name}"
        if person.since is not None:
            rows.append(HistoryRow(person.since, "person", who, person.basis))
        if person.until is not None:
            rows.append(HistoryRow(person.until, "person", f"{who}, последний день", person.basis))
    return tuple(sorted(rows, key=lambda row: row.on, reverse=True))


def _event_words(event: EventRow) -> str:
    if event.kind == "renamed":
        return f"Переименована, прежнее наименование: {event.short_name}"
    if event.kind == "joined":
        return f"Присоединена к другой: {event.successor}"
    return "Закрыта" if event.kind == "closed" else "Снова действует"
