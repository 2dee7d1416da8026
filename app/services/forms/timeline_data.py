"""Data of the form «График мероприятий»: a roadmap along its months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.execution.rows import TimelineRow
from app.services.execution.timeline_scale import Scale
from app.services.roadmaps.rows import RoadmapTree


@dataclass(frozen=True, slots=True)
class TimelineData:
    roadmap: RoadmapTree
    as_of: date
    rows: tuple[TimelineRow, ...]
    scale: Scale
    author: str = ""


def timeline_data(ctx: Context, roadmap_id: int, as_of: date | None = None) -> TimelineData:
    """Raises UserError where there is nothing to draw."""
    from app.services.execution.queries import timeline
    from app.services.execution.timeline_scale import scale_of
    from app.services.forms.roadmap_data import require_items
    from app.services.roadmaps.queries import get_roadmap
    from app.services.workplace.queries import get_workplace

    day = as_of or ctx.clock().date()
    roadmap = get_roadmap(ctx, roadmap_id)
    require_items(roadmap)
    rows = tuple(timeline(ctx, roadmap_id, day))
    workplace = get_workplace(ctx)
    scale = scale_of(rows, roadmap.period_start, roadmap.period_end, day)
    return TimelineData(roadmap, day, rows, scale, workplace.name if workplace else "")
