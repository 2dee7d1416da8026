"""Data of the form «Дорожная карта»."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.context import Context
from app.services.documents.rows import DocumentRow
from app.services.errors import UserError
from app.services.forms.roadmap_layout import USUAL, RoadmapLayout
from app.services.roadmaps.rows import RoadmapTree


@dataclass(frozen=True, slots=True)
class RoadmapData:
    """`document`: the order whose appendix the roadmap is, where there is one."""

    roadmap: RoadmapTree
    author: str = ""
    layout: RoadmapLayout = USUAL
    document: DocumentRow | None = None


def roadmap_data(ctx: Context, roadmap_id: int, layout: RoadmapLayout | None = None) -> RoadmapData:
    """`layout` None = as chosen for this roadmap. Raises UserError where there is nothing to print."""
    from app.services.forms.queries import get_roadmap_layout
    from app.services.roadmaps.queries import get_roadmap
    from app.services.workplace.queries import get_workplace

    roadmap = get_roadmap(ctx, roadmap_id)
    require_items(roadmap)
    workplace = get_workplace(ctx)
    layout = layout or get_roadmap_layout(ctx, roadmap_id)
    document = _approving_document(ctx, roadmap_id) if layout.approval != "none" else None
    return RoadmapData(roadmap, workplace.name if workplace else "", layout, document)


def _approving_document(ctx: Context, roadmap_id: int) -> DocumentRow | None:
    """The newest signed order with the roadmap as its appendix; else a draft."""
    from app.services.documents.queries import list_documents

    found = [document for document in list_documents(ctx) if document.roadmap_id == roadmap_id]
    signed = [document for document in found if document.state != "draft"]
    return (signed or found)[0] if found else None


def require_items(roadmap: RoadmapTree) -> None:
    """A plan without a single measure is not a paper."""
    if roadmap.item_count == 0:
        what = f"В дорожной карте «{roadmap.title}» нет ни одного мероприятия."
        raise UserError(what, "Добавьте мероприятия и напечатайте снова.")
