"""Data of the form «Дорожная карта»."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps.rows import RoadmapTree


@dataclass(frozen=True, slots=True)
class RoadmapData:
    roadmap: RoadmapTree
    author: str = ""


def roadmap_data(ctx: Context, roadmap_id: int) -> RoadmapData:
    """Raises UserError where there is nothing to print."""
    from app.services.roadmaps.queries import get_roadmap
    from app.services.workplace.queries import get_workplace

    roadmap = get_roadmap(ctx, roadmap_id)
    require_items(roadmap)
    workplace = get_workplace(ctx)
    return RoadmapData(roadmap, workplace.name if workplace else "")


def require_items(roadmap: RoadmapTree) -> None:
    """A plan without a single measure is not a paper."""
    if roadmap.item_count == 0:
        what = f"В дорожной карте «{roadmap.title}» нет ни одного мероприятия."
        raise UserError(what, "Добавьте мероприятия и напечатайте снова.")
