"""Data of the form «Прежняя версия дорожной карты»: printed as it was approved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.services.context import Context
from app.services.forms.roadmap_data import RoadmapData, require_items
from app.services.forms.roadmap_layout import RoadmapLayout


@dataclass(frozen=True, slots=True)
class RoadmapVersionData:
    paper: RoadmapData
    number: int


def roadmap_version_data(ctx: Context, version_id: int, layout: RoadmapLayout | None = None) -> RoadmapVersionData:
    """In the layout chosen for the roadmap, under the order that approved this version."""
    from app.services.documents.queries import get_document
    from app.services.forms.queries import get_roadmap_layout
    from app.services.versions.queries import get_version, version_tree
    from app.services.workplace.queries import get_workplace

    version = get_version(ctx, version_id)
    tree = version_tree(ctx, version_id)
    require_items(tree)
    workplace = get_workplace(ctx)
    layout = layout or get_roadmap_layout(ctx, version.roadmap_id)
    document = get_document(ctx, version.document_id) if version.document_id is not None and layout.approval != "none" else None
    paper = RoadmapData(replace(tree, id=version.roadmap_id), workplace.name if workplace else "", layout, document)
    return RoadmapVersionData(paper, version.number)
