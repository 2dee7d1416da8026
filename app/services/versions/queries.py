"""Versions of a roadmap and the differences between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document
from app.models.versions import RoadmapVersion
from app.services.context import Context
from app.services.documents.rows import KINDS
from app.services.errors import UserError
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import RoadmapTree
from app.services.text_ru import NBSP, short_date
from app.services.versions.rows import DiffRow, VersionRow
from app.services.versions.rules import diff, same_text, tree_from_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def list_versions(ctx: Context, roadmap_id: int) -> list[VersionRow]:
    """Oldest first; the draft of the next version, where there is one, at the end."""
    with ctx.db.read() as session:
        tree = load_tree(session, roadmap_id)
        return [_row(session, found, tree) for found in _versions(session, roadmap_id)]


def get_version(ctx: Context, version_id: int) -> VersionRow:
    """Raises UserError when it is gone."""
    with ctx.db.read() as session:
        found = _get(session, version_id)
        return _row(session, found, load_tree(session, found.roadmap_id))


def _row(session: Session, found: RoadmapVersion, tree: RoadmapTree) -> VersionRow:
    document = session.get(Document, found.document_id) if found.document_id is not None else None
    return VersionRow(
        found.id,
        found.number,
        "draft" if found.state == "draft" else "approved",
        found.document_id,
        document_words(document),
        found.approved_on,
        found.state == "draft" or same_text(tree_from_json(found.tree), tree),
        found.roadmap_id,
    )


def version_tree(ctx: Context, version_id: int) -> RoadmapTree:
    """The roadmap as that version has it."""
    with ctx.db.read() as session:
        return _tree(session, _get(session, version_id))


def diff_versions(ctx: Context, version_a: int, version_b: int | None = None) -> list[DiffRow]:
    """было · стало · основание between two versions of one roadmap; None = as the roadmap is now."""
    with ctx.db.read() as session:
        older = _get(session, version_a)
        newer = _get(session, version_b) if version_b is not None else None
        if newer is not None and newer.roadmap_id != older.roadmap_id:
            raise UserError("Это версии разных дорожных карт.", "Выберите две версии одной карты.")
        if newer is not None and newer.number < older.number:
            older, newer = newer, older
        after = _tree(session, newer) if newer is not None else load_tree(session, older.roadmap_id)
        last = newer if newer is not None else _versions(session, older.roadmap_id)[-1]
        document = session.get(Document, last.document_id) if last.document_id is not None and last is not older else None
        bases: dict[str, str] = {}
        for version in _versions(session, older.roadmap_id):
            if older.number < version.number <= (newer.number if newer is not None else version.number):
                bases.update(json.loads(version.bases))
        return diff(_tree(session, older), after, bases, document_words(document))


def last_approved(session: Session, roadmap_id: int) -> RoadmapVersion | None:
    """Inside an open transaction."""
    query = select(RoadmapVersion).where(RoadmapVersion.roadmap_id == roadmap_id, RoadmapVersion.state == "approved")
    return session.scalars(query.order_by(RoadmapVersion.number.desc()).limit(1)).first()


def document_words(document: Document | None) -> str:
    """«приказ от 12.02.2026 № 14-од»."""
    if document is None:
        return ""
    kind = KINDS.get(document.kind, document.kind).lower()
    day = f" от {short_date(document.signed_on)}" if document.signed_on else ""
    return f"{kind}{day}" + (f" №{NBSP}{document.number}" if document.number else "")


def _versions(session: Session, roadmap_id: int) -> list[RoadmapVersion]:
    query = select(RoadmapVersion).where(RoadmapVersion.roadmap_id == roadmap_id).order_by(RoadmapVersion.number)
    return list(session.scalars(query))


def _get(session: Session, version_id: int) -> RoadmapVersion:
    found = session.get(RoadmapVersion, version_id)
    if found is None:
        raise UserError("Этой версии уже нет.", "Обновите список версий.")
    return found


def _tree(session: Session, version: RoadmapVersion) -> RoadmapTree:
    return tree_from_json(version.tree) if version.state == "approved" else load_tree(session, version.roadmap_id)
