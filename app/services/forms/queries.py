"""What a person chose for the paper of a roadmap."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.models.roadmaps import Roadmap
from app.models.settings import Setting
from app.services.context import Context
from app.services.forms.roadmap_layout import USUAL, RoadmapLayout, from_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MADE = "made"
"""Moment the roadmap was made: ids of deleted roadmaps are given again, their choices are not."""


def layout_key(roadmap_id: int) -> str:
    return f"roadmap_layout/{roadmap_id}"


def get_roadmap_layout(ctx: Context, roadmap_id: int) -> RoadmapLayout:
    """The layout chosen for the roadmap; for a school's roadmap without a choice that of the district's; else the usual."""
    with ctx.db.read() as session:
        roadmap = session.get(Roadmap, roadmap_id)
        while roadmap is not None:
            stored = stored_layout(session, roadmap)
            if stored is not None:
                return from_settings(stored)
            parent = roadmap.parent_roadmap_id
            roadmap = session.get(Roadmap, parent) if parent is not None and parent != roadmap.id else None
    return USUAL


def stored_layout(session: Session, roadmap: Roadmap) -> dict[str, str] | None:
    row = session.get(Setting, layout_key(roadmap.id))
    try:
        value = json.loads(row.value) if row is not None else None
    except ValueError:
        return None
    if not isinstance(value, dict) or value.get(MADE) != roadmap.created_at.isoformat():
        return None
    return {str(name): str(text) for name, text in value.items()}
