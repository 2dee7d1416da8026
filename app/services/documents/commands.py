"""Changing orders and directives: one call, one transaction, one way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import extract, select

from app.models.documents import Document, DocumentClause
from app.models.lint import LintDismissal
from app.models.roadmaps import Roadmap
from app.models.settings import Workplace
from app.models.versions import RoadmapVersion
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.documents.queries import load_document
from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.services.documents.rules import draft_order
from app.services.errors import UserError
from app.services.roadmaps.queries import load_tree
from app.services.text_ru import short_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# A list of roadmaps shows which orders approve them.
DOCUMENTS: frozenset[Topic] = frozenset({"documents", "roadmaps"})
Undo = Callable[[Context], Changes]


def save_document(ctx: Context, draft: DocumentRow) -> Changes:
    """Store a new document (`id` None) or the changes of one; `value` is its id."""
    with ctx.db.write() as session:
        before = load_document(session, draft.id) if draft.id is not None else None
        _refuse_impossible(session, draft)
        document_id = _store(session, ctx, draft)
        after = load_document(session, document_id)
    kind = KINDS[draft.kind]
    message = f"{kind} сохранён." if kind.endswith("з") else f"{kind} сохранено."
    return Changes(DOCUMENTS, message, _restore(before, after), document_id)


def order_for_roadmap(ctx: Context, roadmap_id: int, kind: str = "order") -> Changes:
    """Draft an order (or a directive) that approves the roadmap as its appendix; `value` is the id of the document."""
    with ctx.db.write() as session:
        workplace = session.get(Workplace, 1)
        draft = draft_order(load_tree(session, roadmap_id), kind, workplace.name if workplace else "")
        document_id = _store(session, ctx, draft)
        after = load_document(session, document_id)
    return Changes(DOCUMENTS, "Проект подготовлен: проверьте пункты и подпись.", _restore(None, after), document_id)


def register_document(ctx: Context, document_id: int, number: str, signed_on: date) -> Changes:
    """Number and date after the signature; the header of the appendix is printed from them."""
    number = number.strip()
    if not number:
        raise UserError("Не указан номер документа.", "Введите номер из журнала регистрации.")
    with ctx.db.write() as session:
        before = load_document(session, document_id)
        changed = replace(before, number=number, signed_on=signed_on, state="registered")
        _refuse_impossible(session, changed)
        _store(session, ctx, changed)
        after = load_document(session, document_id)
    return Changes(
        DOCUMENTS, f"Документ зарегистрирован: № {number} от {short_date(signed_on)}.", _restore(before, after), document_id
    )


def delete_document(ctx: Context, document_id: int) -> Changes:
    """The document goes with its clauses; the roadmap stays."""
    with ctx.db.write() as session:
        before = load_document(session, document_id)
        _refuse_if_it_approved(session, document_id)
        query = select(LintDismissal.__table__).where(LintDismissal.document_id == document_id)
        aside = tuple(dict(row) for row in session.execute(query).mappings())
        session.delete(session.get_one(Document, document_id))
    return Changes(DOCUMENTS, "Документ удалён.", _restore(before, None, aside))


def _restore(target: DocumentRow | None, expected: DocumentRow | None, aside: tuple[dict[str, Any], ...] = ()) -> Undo:
    """An undo: the document becomes `target` again if it still is `expected` (None = does not exist).

    `aside`: what was dismissed of the remarks about it, put back with it.
    """

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if expected is not None and expected.id is not None:
                gone = session.get(Document, expected.id) is None
                if gone or _content(load_document(session, expected.id)) != _content(expected):
                    raise UserError("Отменить нельзя: документ с тех пор изменился.", "Отмените сначала более поздние изменения.")
                if target is None:
                    _refuse_if_it_approved(session, expected.id)
                    session.delete(session.get_one(Document, expected.id))
                    return Changes(DOCUMENTS, "Документ убран.", _restore(expected, None))
            assert target is not None
            _refuse_impossible(session, target)
            taken = expected is None and session.get(Document, target.id) is not None
            document_id = _store(session, ctx, replace(target, id=None) if taken else target)
            for row in aside:
                session.add(LintDismissal(**{**row, "id": None, "document_id": document_id}))
            session.flush()
            now = load_document(session, document_id)
            back = replace(expected, id=document_id) if expected is not None else None
        return Changes(DOCUMENTS, "Изменение отменено.", _restore(back, now), document_id)

    return undo


def _refuse_if_it_approved(session: Session, document_id: int) -> None:
    version = session.scalar(select(RoadmapVersion.number).where(RoadmapVersion.document_id == document_id).limit(1))
    if version is not None:
        raise UserError(
            f"Этим документом утверждена версия {version} дорожной карты.", "Утверждённые версии и их документы не удаляют."
        )


def _content(document: DocumentRow) -> DocumentRow:
    """Without ids of clauses and the title of the roadmap, which is not the document's own."""
    return replace(document, clauses=tuple(replace(clause, id=None) for clause in document.clauses), roadmap_title="")


def _refuse_impossible(session: Session, draft: DocumentRow) -> None:
    if draft.kind not in KINDS or draft.state not in STATES:
        raise UserError("Неизвестный вид или состояние документа.", "Выберите их из списка.")
    if draft.roadmap_id is not None and session.get(Roadmap, draft.roadmap_id) is None:
        raise UserError("Дорожной карты, которую утверждает документ, уже нет.", "Выберите другую или уберите приложение.")
    if draft.state != "registered":
        return
    if not draft.number.strip() or draft.signed_on is None:
        raise UserError("У зарегистрированного документа должны быть номер и дата.", "Введите их или верните документ в проекты.")
    twins = select(Document).where(
        Document.kind == draft.kind,
        Document.number == draft.number.strip(),
        Document.state == "registered",
        extract("year", Document.signed_on) == draft.signed_on.year,
    )
    twin = next((found for found in session.scalars(twins) if found.id != draft.id), None)
    if twin is not None and twin.signed_on is not None:
        day = short_date(twin.signed_on)
        raise UserError(
            f"Номер {draft.number.strip()} в {draft.signed_on.year} году уже занят: «{twin.heading}» от {day}.",
            "Проверьте номер по журналу регистрации.",
        )


def _store(session: Session, ctx: Context, draft: DocumentRow) -> int:
    """Insert or change; a deleted document comes back under its own id unless the base has given it away."""
    now = ctx.clock()
    document = session.get(Document, draft.id) if draft.id is not None else None
    if document is None:
        document = Document(id=draft.id, created_at=now)
        session.add(document)
    document.kind, document.state = draft.kind, draft.state
    document.parent_body, document.body = draft.parent_body, draft.body
    document.number, document.signed_on, document.place = draft.number.strip(), draft.signed_on, draft.place
    document.heading, document.preamble = draft.heading, draft.preamble
    document.signer_post, document.signer_name = draft.signer_post, draft.signer_name
    document.drafter = draft.drafter
    document.roadmap_id, document.updated_at = draft.roadmap_id, now
    session.flush()
    own = {c.id: c for c in session.scalars(select(DocumentClause).where(DocumentClause.document_id == document.id))}
    for position, clause in enumerate(draft.clauses):
        row = own.pop(clause.id or 0, None) or DocumentClause(document_id=document.id)
        row.position, row.text, row.deadline = position, clause.text, clause.deadline
        session.add(row)
    for row in own.values():
        session.delete(row)
    session.flush()
    return document.id
