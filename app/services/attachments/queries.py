"""Which files are attached, and which of them are missing."""

from __future__ import annotations

from sqlalchemy import func, select

from app.models.execution import Attachment, Evidence
from app.services.attachments.rows import AttachmentRow
from app.services.attachments.store import is_missing, place_of
from app.services.context import Context
from app.services.errors import UserError
from app.services.text_ru import sort_key


def list_attachments(ctx: Context) -> list[AttachmentRow]:
    """All attached files by name. Looks for every file on the disk."""
    with ctx.db.read() as session:
        used = {
            attachment_id: count
            for attachment_id, count in session.execute(
                select(Evidence.attachment_id, func.count()).group_by(Evidence.attachment_id)
            )
        }
        rows = [_row(ctx, found, used.get(found.id, 0)) for found in session.scalars(select(Attachment))]
    return sorted(rows, key=lambda row: (sort_key(row.name), row.id))


def attached_file(ctx: Context, attachment_id: int) -> AttachmentRow:
    """One file, to be opened. Raises UserError where it is missing."""
    with ctx.db.read() as session:
        found = session.get(Attachment, attachment_id)
        row = _row(ctx, found, 0) if found is not None else None
    if row is None:
        raise UserError("Этого файла среди приложенных нет.", "Обновите вид.")
    if row.missing:
        raise UserError(
            f"Файла «{row.name}» нет в папке вложений.", f"Верните его в папку «{ctx.paths.attachments}» или приложите заново."
        )
    return row


def _row(ctx: Context, found: Attachment, used: int) -> AttachmentRow:
    return AttachmentRow(
        found.id,
        found.name,
        found.size,
        found.added_at,
        place_of(ctx.paths, found.sha256, found.suffix),
        used,
        is_missing(ctx.paths, found.sha256, found.suffix, found.size),
    )
