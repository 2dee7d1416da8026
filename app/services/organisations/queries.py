"""Reading organisations and municipalities."""

from __future__ import annotations

import hashlib
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.organisation_life import OrganisationEvent
from app.models.organisations import Municipality, Organisation
from app.models.settings import Workplace
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.organisations.matching import candidates
from app.services.organisations.rows import Candidate, EventRow, MunicipalityRow, OrganisationRow
from app.services.organisations.rules import normalise_login
from app.services.people.store import Heads, heads_of
from app.services.text_ru import sort_key

_NO_PLACE = ("", "")
_OF_THE_CALENDAR = frozenset(
    {"procedure_school", "procedure_slot", "school_break", "school_schedule", "assignment", "person_tie", "checklist_tick",
     "incident", "observation_act"}
)  # fmt: skip
"""Go with a school where the base is tidied up, but no person's card is deleted over them."""
REFERRING = {
    "procedure_school": ("запись в календаре", "записи в календаре", "записей в календаре"),
    "procedure_slot": ("выбранная дата", "выбранные даты", "выбранных дат"),
    "school_break": ("каникулы", "каникул", "каникул"),
    "school_schedule": ("график", "графика", "графиков"),
    "assignment": ("назначение", "назначения", "назначений"),
    "person_tie": ("связь с человеком", "связи с людьми", "связей с людьми"),
    "observation_act": ("акт наблюдения", "акта наблюдения", "актов наблюдения"),
    "paper": ("результат участника", "результата участников", "результатов участников"),
    "roadmap": ("дорожная карта школы", "дорожные карты школы", "дорожных карт школы"),
    "occurrence_school": ("отметка о выполнении", "отметки о выполнении", "отметок о выполнении"),
    "evidence": ("подтверждение", "подтверждения", "подтверждений"),
    "party": ("запись среди ответственных", "записи среди ответственных", "записей среди ответственных"),
    "party_school": ("выбор среди адресатов", "выбора среди адресатов", "выборов среди адресатов"),
    "roadmap_line_school": ("выбор среди адресатов", "выбора среди адресатов", "выборов среди адресатов"),
    "organisation_event": ("присоединённая организация", "присоединённые организации", "присоединённых организаций"),
    "collection_answer": ("ответ на запрос", "ответа на запросы", "ответов на запросы"),
    "support_decision": ("решение о поддержке", "решения о поддержке", "решений о поддержке"),
    "risk_answer": ("ответ самодиагностики", "ответа самодиагностики", "ответов самодиагностики"),
    "risk_factor_mark": ("отметка о факторе риска", "отметки о факторах риска", "отметок о факторах риска"),
    "workplace": ("настройка рабочего места", "настройки рабочего места", "настроек рабочего места"),
}


def list_organisations(
    ctx: Context, own_only: bool = False, kind: str | None = None, include_closed: bool = False
) -> tuple[OrganisationRow, ...]:
    """Alphabetically, «СОШ № 2» before «СОШ № 10». `own_only`: those the workplace answers for."""
    query = select(Organisation)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if not include_closed:
        query = query.where(Organisation.closed_on.is_(None))
    with ctx.db.read() as session:
        if own_only:
            query = query.where(Organisation.id.in_(own_organisations(session)))
        places = municipality_names(session)
        heads = heads_of(session, ctx.clock().date())
        rows = [organisation_row(found, places, heads) for found in session.scalars(query)]
    return tuple(sorted(rows, key=lambda row: (sort_key(row.short_name), row.id)))


def get_organisation(ctx: Context, organisation_id: int) -> OrganisationRow | None:
    """None where it was deleted meanwhile."""
    with ctx.db.read() as session:
        found = session.get(Organisation, organisation_id)
        return _with_heads(ctx, session, found) if found else None


def find_by_login(ctx: Context, login: str) -> OrganisationRow | None:
    """By login in any of its spellings: `sch990101` finds `edu990101`."""
    with ctx.db.read() as session:
        found = session.scalar(select(Organisation).where(Organisation.login == (normalise_login(login) or None)))
        return _with_heads(ctx, session, found) if found else None


def _with_heads(ctx: Context, session: Session, found: Organisation) -> OrganisationRow:
    return organisation_row(found, municipality_names(session), heads_of(session, ctx.clock().date(), (found.id,)))


def find_candidates(ctx: Context, name: str, municipality_id: int | None = None, limit: int = 5) -> tuple[Candidate, ...]:
    """Organisations, closed ones too, whose names resemble a name of a file; the likest first. For a person to choose."""
    rows = list_organisations(ctx, include_closed=True)
    near = [row for row in rows if municipality_id is None or row.municipality_id in (None, municipality_id)]
    return candidates(name, near, limit)


def list_municipalities(ctx: Context) -> tuple[MunicipalityRow, ...]:
    """Alphabetically, with the number of organisations in each."""
    counts = select(Organisation.municipality_id, func.count()).group_by(Organisation.municipality_id)
    with ctx.db.read() as session:
        held = {municipality: count for municipality, count in session.execute(counts)}
        rows = [MunicipalityRow(m.id, m.name, m.code or "", held.get(m.id, 0)) for m in session.scalars(select(Municipality))]
    return tuple(sorted(rows, key=lambda row: (sort_key(row.name), row.id)))


def municipality_names(session: Session) -> dict[int, tuple[str, str]]:
    """{id: (code, name)}."""
    return {m.id: (m.code or "", m.name) for m in session.scalars(select(Municipality))}


def organisation_row(found: Organisation, places: dict[int, tuple[str, str]], heads: Heads | None = None) -> OrganisationRow:
    """`heads` as `heads_of`: without them the row does not say who is in office."""
    in_office = (heads or {}).get(found.id, {})
    return OrganisationRow(
        id=found.id,
        kind=found.kind,
        short_name=found.short_name,
        full_name=found.full_name,
        login=found.login or "",
        municipality_id=found.municipality_id,
        municipality=places.get(found.municipality_id or 0, _NO_PLACE)[1],
        oge_code=found.oge_code,
        ege_code=found.ege_code,
        locality=found.locality,
        locality_type=found.locality_type,
        address=found.address,
        director=in_office.get("director", ""),
        coordinator=in_office.get("coordinator", ""),
        phone=found.phone,
        email=found.email,
        pupils=found.pupils,
        closed_on=found.closed_on,
        note=found.note,
        inn=found.inn,
        legal_form=found.legal_form,
        founder=found.founder,
        site=found.site,
        opened_on=found.opened_on,
    )


def stored_register(session: Session, day: date | None = None) -> tuple[list[OrganisationRow], dict[int, tuple[str, str]], str]:
    """All organisations in order of id, municipalities as `municipality_names`, and a fingerprint of both.

    `day`: who was in office on it; None = the rows do not say.
    """
    places = municipality_names(session)
    heads = heads_of(session, day) if day is not None else {}
    stored = session.scalars(select(Organisation).order_by(Organisation.id))
    rows = [organisation_row(found, places, heads) for found in stored]
    digest = hashlib.sha256(repr((rows, sorted(places.items()))).encode("utf-8")).hexdigest()
    return rows, places, digest


def references_to(session: Session, organisation_id: int) -> dict[str, int]:
    """What keeps an organisation from being deleted: {table: count}; tables added later are found by their foreign keys.

    Rows that go with it (people, statuses, context data) do not keep it.
    """
    counts: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            pointing = [key for key in column.foreign_keys if key.column.table.name == Organisation.__tablename__]
            if any(key.ondelete != "CASCADE" or table.name in _OF_THE_CALENDAR for key in pointing):
                count = session.scalar(select(func.count()).select_from(table).where(column == organisation_id)) or 0
                if count:
                    counts[table.name] = counts.get(table.name, 0) + count
    workplace = session.get(Workplace, 1)
    if workplace is not None and workplace.organisation_id == organisation_id:
        counts["workplace"] = 1
    return counts


def list_events(ctx: Context, organisation_id: int) -> tuple[EventRow, ...]:
    """What happened to an organisation, newest first."""
    with ctx.db.read() as session:
        return tuple(event_rows(session, OrganisationEvent.organisation_id == organisation_id))


def former_names(session: Session) -> dict[int, list[str]]:
    """{organisation: names it had before}, oldest first: files go on using them for years."""
    found: dict[int, list[str]] = {}
    query = select(OrganisationEvent).where(OrganisationEvent.kind == "renamed").order_by(OrganisationEvent.happened_on)
    for event in session.scalars(query):
        found.setdefault(event.organisation_id, []).extend(name for name in (event.short_name, event.full_name) if name)
    return found


def event_rows(session: Session, where: ColumnElement[bool]) -> list[EventRow]:
    """Newest first."""
    query = (
        select(OrganisationEvent, Organisation.short_name)
        .outerjoin(Organisation, Organisation.id == OrganisationEvent.successor_id)
        .where(where)
        .order_by(OrganisationEvent.happened_on.desc(), OrganisationEvent.id.desc())
    )
    return [
        EventRow(e.id, e.organisation_id, e.kind, e.happened_on, e.basis, e.short_name, e.full_name, e.successor_id, name or "")
        for e, name in session.execute(query)
    ]
