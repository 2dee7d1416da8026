"""Reading statuses of organisations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.documents import Document
from app.models.organisations import Organisation
from app.models.statuses import OrganisationStatus
from app.services.context import Context
from app.services.statuses.rows import KINDS, StatusRow
from app.services.statuses.rules import in_order
from app.services.text_ru import NBSP, short_date, sort_key


def list_statuses(
    ctx: Context, organisation_id: int | None = None, in_force_on: date | None = None, kind: str | None = None
) -> tuple[StatusRow, ...]:
    """Of one school or of all; `in_force_on` keeps those of that day. In force first, the newest first."""
    with ctx.db.read() as session:
        rows = status_rows(session, organisation_id)
    kept = [row for row in rows if (in_force_on is None or row.in_force(in_force_on)) and kind in (None, row.kind)]
    return in_order(kept, in_force_on or ctx.clock().date())


def statuses_by_school(ctx: Context) -> dict[int, tuple[StatusRow, ...]]:
    """{organisation: its statuses in force today}: for the table of schools."""
    found: dict[int, list[StatusRow]] = {}
    for row in list_statuses(ctx, in_force_on=ctx.clock().date()):
        found.setdefault(row.organisation_id, []).append(row)
    return {i: tuple(rows) for i, rows in found.items()}


def status_kinds(ctx: Context) -> dict[str, str]:
    """{kind: title}: the known ones, then own ones that are in use, alphabetically."""
    with ctx.db.read() as session:
        used = set(session.scalars(select(OrganisationStatus.kind).distinct()))
    return KINDS | {kind: kind for kind in sorted(used - KINDS.keys(), key=sort_key)}


def status_rows(session: Session, organisation_id: int | None = None) -> list[StatusRow]:
    """The basis of a status with a document of the base is that document as it is called now."""
    query = (
        select(OrganisationStatus, Organisation.short_name, Document.kind, Document.number, Document.signed_on)
        .join(Organisation, Organisation.id == OrganisationStatus.organisation_id)
        .outerjoin(Document, Document.id == OrganisationStatus.document_id)
    )
    if organisation_id is not None:
        query = query.where(OrganisationStatus.organisation_id == organisation_id)
    rows = []
    for one, name, kind, number, signed_on in session.execute(query.order_by(OrganisationStatus.id)):
        basis = one.basis
        if one.document_id is not None and not basis:
            basis = "распоряжение" if kind == "directive" else "приказ"
            basis += f" от{NBSP}{short_date(signed_on)}" if signed_on else ""
            basis += f" №{NBSP}{number}" if number else ""
        rows.append(
            StatusRow(one.id, one.organisation_id, one.kind, one.since, one.until, basis, one.document_id, one.note, name)
        )
    return rows
