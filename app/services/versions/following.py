"""A roadmap that was approved and is edited again: the draft of the next version begins and ends by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.versions import RoadmapVersion
from app.services.context import Context
from app.services.roadmaps.rows import RoadmapTree
from app.services.versions.queries import last_approved
from app.services.versions.rules import same_text, tree_from_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def follow_edit(session: Session, ctx: Context, tree: RoadmapTree) -> None:
    """The roadmap now says `tree` (its id set). An approved version stays locked: what differs from it is a draft."""
    assert tree.id is not None
    approved = last_approved(session, tree.id)
    if approved is None:
        return
    draft = session.scalar(select(RoadmapVersion).where(RoadmapVersion.roadmap_id == tree.id, RoadmapVersion.state == "draft"))
    changed = not same_text(tree_from_json(approved.tree), tree)
    if changed and draft is None:
        session.add(RoadmapVersion(roadmap_id=tree.id, number=approved.number + 1, state="draft", created_at=ctx.clock()))
    elif not changed and draft is not None and draft.bases == "{}":
        session.delete(draft)
    session.flush()
