"""Reading orders and directives from the base."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document, DocumentClause
from app.models.roadmaps import Roadmap
from app.services.context import Context
from app.services.documents.rows import Clause, DocumentRow
from app.services.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def list_documents(ctx: Context) -> list[DocumentRow]:
    """All documents, drafts first, then the newest date first."""
    with ctx.db.read() as session:
        clauses: defaultdict[int, list[Clause]] = defaultdict(list)
        for clause in session.scalars(select(DocumentClause).order_by(DocumentClause.position, DocumentClause.id)):
            clauses[clause.document_id].append(Clause(clause.text, clause.deadline, clause.id))
        found = session.execute(select(Document, Roadmap.title).outerjoin(Roadmap, Roadmap.id == Document.roadmap_id)).all()
        rows = [_row(document, title or "", clauses[document.id]) for document, title in found]
    return sorted(rows, key=lambda row: (row.signed_on is not None, -(row.signed_on or date.min).toordinal(), row.id))


def get_document(ctx: Context, document_id: int) -> DocumentRow:
    """Raises UserError when it is gone."""
    with ctx.db.read() as session:
        return load_document(session, document_id)


def load_document(session: Session, document_id: int) -> DocumentRow:
    """The same inside an open transaction."""
    document = session.get(Document, document_id)
    if document is None:
        raise UserError("Этого документа уже нет.", "Обновите список: его могли удалить.")
    clauses = session.scalars(
        select(DocumentClause)
        .where(DocumentClause.document_id == document_id)
        .order_by(DocumentClause.position, DocumentClause.id)
    )
    roadmap = session.get(Roadmap, document.roadmap_id) if document.roadmap_id is not None else None
    return _row(document, roadmap.title if roadmap else "", [Clause(c.text, c.deadline, c.id) for c in clauses])


def _row(document: Document, roadmap_title: str, clauses: list[Clause]) -> DocumentRow:
    return DocumentRow(
        id=document.id,
        kind=document.kind,
        state=document.state,
        parent_body=document.parent_body,
        body=document.body,
        number=document.number,
        signed_on=document.signed_on,
        place=document.place,
        heading=document.heading,
        preamble=document.preamble,
        clauses=tuple(clauses),
        signer_post=document.signer_post,
        signer_name=document.signer_name,
        drafter=document.drafter,
        roadmap_id=document.roadmap_id,
        roadmap_title=roadmap_title,
    )
