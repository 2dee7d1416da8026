"""Reading the directory of scales."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.scales import ScoreScale
from app.services.context import Context
from app.services.results.rows import Scale
from app.services.scales.rows import ScaleRow
from app.services.text_ru import sort_key


def list_scales(ctx: Context, kind: str | None = None, year: int | None = None) -> tuple[ScaleRow, ...]:
    """Newest year first, then by kind, grade and subject."""
    query = select(ScoreScale)
    if kind is not None:
        query = query.where(ScoreScale.kind == kind)
    if year is not None:
        query = query.where(ScoreScale.year == year)
    with ctx.db.read() as session:
        rows = [scale_row(found) for found in session.scalars(query)]
    return tuple(sorted(rows, key=lambda row: (-row.year, row.kind != "vpr", row.kind, row.grade, sort_key(row.subject))))


def scale_for(
    source: Context | Session, kind: str, year: int, grade: int, subject: str, max_score: int | None = None
) -> Scale | None:
    """The scale of one paper; None when there is none, or when it is for another maximum (the paper was changed)."""
    if isinstance(source, Context):
        with source.db.read() as session:
            return scale_for(session, kind, year, grade, subject, max_score)
    found = source.scalar(
        select(ScoreScale).where(
            ScoreScale.kind == kind, ScoreScale.year == year, ScoreScale.grade == grade, ScoreScale.subject == subject
        )
    )
    if found is None or (max_score is not None and found.max_score != max_score):
        return None
    return scale_row(found).scale


def scale_row(found: ScoreScale) -> ScaleRow:
    return ScaleRow(
        found.id, found.kind, found.year, found.grade, found.subject, found.max_score,
        found.min3, found.min4, found.min5, found.source, found.edited,
    )  # fmt: skip
