"""Data of the form «Изменения дорожной карты»: было · стало · основание between two versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.versions.rows import DiffRow, VersionRow


@dataclass(frozen=True, slots=True)
class RoadmapChangesData:
    """`newer` None = the roadmap as it is now."""

    title: str
    older: VersionRow
    newer: VersionRow | None
    rows: tuple[DiffRow, ...]
    printed_on: date
    author: str = ""


def roadmap_changes_data(ctx: Context, version_a: int, version_b: int | None = None) -> RoadmapChangesData:
    """The older of the two first, whichever was named first. Raises UserError where nothing changed."""
    from app.services.roadmaps.queries import get_roadmap
    from app.services.versions.queries import diff_versions, get_version
    from app.services.workplace.queries import get_workplace

    older = get_version(ctx, version_a)
    newer = get_version(ctx, version_b) if version_b is not None else None
    rows = diff_versions(ctx, version_a, version_b)
    if newer is not None and newer.number < older.number:
        older, newer = newer, older
    if not rows:
        raise UserError("Между этими версиями нет различий.", "Выберите другие версии.")
    workplace = get_workplace(ctx)
    title = get_roadmap(ctx, older.roadmap_id).title
    return RoadmapChangesData(title, older, newer, tuple(rows), ctx.clock().date(), workplace.name if workplace else "")
