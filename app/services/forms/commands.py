"""Remembering what a person chose for the paper of a roadmap."""

from __future__ import annotations

import json

from app.models.roadmaps import Roadmap
from app.models.settings import Setting
from app.services.changes import Changes
from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.queries import MADE, layout_key
from app.services.forms.roadmap_layout import RoadmapLayout, to_settings


def set_roadmap_layout(ctx: Context, roadmap_id: int, layout: RoadmapLayout) -> Changes:
    """Kept with the base, for this roadmap and for the orders it is the appendix of. No undo: nothing of the data changes."""
    with ctx.db.write() as session:
        roadmap = session.get(Roadmap, roadmap_id)
        if roadmap is None:
            raise UserError("Этой дорожной карты уже нет.", "Обновите список: её могли удалить.")
        value = to_settings(layout) | {MADE: roadmap.created_at.isoformat()}
        session.merge(Setting(key=layout_key(roadmap_id), value=json.dumps(value, ensure_ascii=False, sort_keys=True)))
    return Changes(frozenset({"settings"}), message="Вид печати сохранён.")
