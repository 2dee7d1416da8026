"""Stored findings: how fresh they are, lists, the trend of the own schools, what is new."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import Integer, and_, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from app.models.findings import Finding, FindingRun
from app.models.inquiries import Inquiry
from app.models.organisations import Organisation
from app.models.results import Procedure
from app.services.context import Context
from app.services.findings import brief, rules
from app.services.findings.packing import unpack
from app.services.findings.rows import FindingRow, FindingsState, NullRow, TrendRow
from app.services.text_ru import sort_key

_NULL = tuple(field.name for field in fields(NullRow))
"""What is read back of a stored null: an assessment may say more of it."""


def findings_state(ctx: Context) -> FindingsState:
    """How fresh the stored findings are, and how they were computed. Cheap: no paper is looked at."""
    with ctx.db.read() as session:
        state = brief.state(session)
        run = session.get(FindingRun, 1)
        if run is None:
            return FindingsState(state)
        details = json.loads(run.details)
        return FindingsState(
            state,
            run.computed_at,
            run.cells,
            run.flagged,
            run.reference,
            tuple(details["notes"]),
            tuple(NullRow(**{name: null[name] for name in _NULL if name in null}) for null in details["nulls"]),
            tuple(rules.missing_row(**one) for one in details["missing"]),
        )


def list_findings(ctx: Context, year: int | None = None, organisation_id: int | None = None) -> tuple[FindingRow, ...]:
    """Every paper of the own schools that was looked at, of all years or one: schools by alphabet, then newest year first."""
    query = _query()
    if year is not None:
        query = query.where(Procedure.year == year)
    if organisation_id is not None:
        query = query.where(Finding.organisation_id == organisation_id)
    with ctx.db.read() as session:
        return _listed(session, query)


def school_reasons(session: Session, organisations: Collection[int]) -> tuple[FindingRow, ...]:
    """Reasons for a recheck in the papers of these organisations, newest year first."""
    rows = _listed(session, _query().where(Finding.flagged, Finding.organisation_id.in_(organisations)))
    return tuple(sorted(rows, key=lambda row: -row.year))


def finding(ctx: Context, procedure_id: int, organisation_id: int) -> FindingRow | None:
    """One cell; None where nothing is stored of it."""
    query = _query().where(Finding.procedure_id == procedure_id, Finding.organisation_id == organisation_id)
    with ctx.db.read() as session:
        return next(iter(_listed(session, query)), None)


def new_findings(ctx: Context, year: int | None = None) -> tuple[FindingRow, ...]:
    """Reasons for a recheck that nobody has begun to look into or put aside; what has grown since it was counts as new."""
    grown = or_(Inquiry.ground_flagged.is_(False), Finding.p * 10 < func.coalesce(Inquiry.ground_p, 0.0))
    begun = select(Inquiry.id).where(
        Inquiry.procedure_id == Finding.procedure_id,
        Inquiry.organisation_id == Finding.organisation_id,
        not_(and_(Inquiry.state == "dismissed", grown)),
    )
    query = _query().where(Finding.flagged, ~begun.exists())
    if year is not None:
        query = query.where(Procedure.year == year)
    with ctx.db.read() as session:
        return _listed(session, query)


def finding_years(ctx: Context) -> tuple[int, ...]:
    """Years there are findings of, newest first."""
    query = select(Procedure.year).join(Finding, Finding.procedure_id == Procedure.id).distinct()
    with ctx.db.read() as session:
        return tuple(sorted(session.scalars(query), reverse=True))


def trend(ctx: Context) -> tuple[TrendRow, ...]:
    """Share of the own schools' papers that are a reason for a recheck, oldest year first."""
    query = (
        select(Procedure.year, func.count(Finding.p), func.sum(cast(Finding.flagged, Integer)))
        .join(Finding, Finding.procedure_id == Procedure.id)
        .group_by(Procedure.year)
        .order_by(Procedure.year)
    )
    with ctx.db.read() as session:
        return tuple(TrendRow(year, cells, int(flagged or 0)) for year, cells, flagged in session.execute(query))


def _query() -> Any:
    return (
        select(
            Finding,
            Procedure.kind,
            Procedure.year,
            Procedure.grade,
            Procedure.subject,
            Organisation.short_name,
            Organisation.login,
        )
        .join(Procedure, Procedure.id == Finding.procedure_id)
        .join(Organisation, Organisation.id == Finding.organisation_id)
    )


def _listed(session: Session, query: Any) -> tuple[FindingRow, ...]:
    run = session.get(FindingRun, 1)
    codes = json.loads(run.details)["signals"] if run is not None else []
    rows = [_row(tuple(found), codes) for found in session.execute(query)]
    return tuple(sorted(rows, key=order))


def order(row: FindingRow) -> tuple[object, ...]:
    """Schools by alphabet, then the newest year first, grade and subject."""
    return sort_key(row.school), row.login, row.organisation_id, -row.year, row.grade, sort_key(row.subject)


def _row(found: tuple[Any, ...], codes: list[str]) -> FindingRow:
    cell, kind, year, grade, subject, school, login = found
    return FindingRow(
        procedure_id=cell.procedure_id,
        organisation_id=cell.organisation_id,
        year=year,
        grade=grade,
        subject=subject,
        school=school,
        login=login or "",
        n=cell.n,
        p=cell.p,
        score=cell.score,
        repeat=cell.repeat,
        flagged=cell.flagged,
        strength=rules.strength(cell.p, cell.n, cell.flagged),
        signals=unpack(codes, cell.signals),
        kind=kind,
        region_reference=cell.region_reference,
    )
