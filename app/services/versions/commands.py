"""Approving a version, and saying why something was changed since."""

from __future__ import annotations

import json

from sqlalchemy import select

from app.models.documents import Document
from app.models.versions import RoadmapVersion
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps.queries import load_tree
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import short_date
from app.services.versions.queries import last_approved
from app.services.versions.rules import same_text, tree_from_json, tree_to_json

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})


def approve_version(ctx: Context, roadmap_id: int, document_id: int) -> Changes:
    """Lock the roadmap as it is now under a signed order; later edits begin the next version. `value` = its number."""
    parts = [part(RoadmapVersion, RoadmapVersion.roadmap_id == roadmap_id)]
    with ctx.db.write() as session:
        tree = load_tree(session, roadmap_id)
        document = session.get(Document, document_id)
        if document is None:
            raise UserError("Этого документа уже нет.", "Выберите другой.")
        if document.roadmap_id is not None and document.roadmap_id != roadmap_id:
            raise UserError("Этот документ утверждает другую дорожную карту.", "Выберите документ этой карты.")
        if document.state == "draft" or document.signed_on is None:
            raise UserError("Документ ещё не подписан.", "Зарегистрируйте его: впишите номер и дату подписания.")
        if tree.item_count == 0:
            raise UserError("В дорожной карте нет ни одного мероприятия.", "Добавьте мероприятия.")
        approved = last_approved(session, roadmap_id)
        if approved is not None and same_text(tree_from_json(approved.tree), tree):
            raise UserError(f"Версия {approved.number} уже утверждена, изменений после неё нет.", "")
        before = snapshot(session, parts)
        number = approved.number + 1 if approved is not None else 1
        version = session.scalar(
            select(RoadmapVersion).where(RoadmapVersion.roadmap_id == roadmap_id, RoadmapVersion.state == "draft")
        )
        if version is None:
            version = RoadmapVersion(roadmap_id=roadmap_id, number=number, created_at=ctx.clock())
            session.add(version)
        version.state, version.tree = "approved", tree_to_json(tree)
        version.document_id, version.approved_on = document_id, document.signed_on
        after = snapshot(session, parts)
        day = short_date(document.signed_on)
    undo = undo_rows(parts, before, after, ROADMAPS, "Утверждение версии отменено.")
    return Changes(ROADMAPS, f"Версия {number} утверждена {day} и сохранена без права изменений.", undo, number)


def set_basis(ctx: Context, roadmap_id: int, basis: str, line_uid: str = "") -> Changes:
    """Why something is changed since the approved version: one line, or (uid empty) everything else."""
    parts = [part(RoadmapVersion, RoadmapVersion.roadmap_id == roadmap_id)]
    with ctx.db.write() as session:
        draft = session.scalar(
            select(RoadmapVersion).where(RoadmapVersion.roadmap_id == roadmap_id, RoadmapVersion.state == "draft")
        )
        if draft is None:
            raise UserError("После утверждённой версии ничего не менялось.", "Основание указывают для изменений.")
        before = snapshot(session, parts)
        bases = json.loads(draft.bases)
        bases[line_uid] = basis.strip()
        draft.bases = json.dumps({uid: text for uid, text in bases.items() if text}, ensure_ascii=False, sort_keys=True)
        after = snapshot(session, parts)
    return Changes(ROADMAPS, "Основание сохранено.", undo_rows(parts, before, after, ROADMAPS, "Основание возвращено."))
