"""Reminder letters as files: one a school, all into one folder."""

from __future__ import annotations

from pathlib import Path

from app.services.collection.queries import owing
from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.printing import Kind, save_docx, save_pdf
from app.services.progress import NoProgress, Progress


def save_letters(
    ctx: Context, folder: Path, kind: Kind = "docx", request_id: int | None = None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """A letter to every school that owes something. Raises UserError where none does, Cancelled."""
    progress = progress or NoProgress()
    schools = [line for line, _requests in owing(ctx, request_id)]
    if not schools:
        raise UserError("Напоминать некому: должников нет.", "")
    folder.mkdir(parents=True, exist_ok=True)
    save = save_pdf if kind == "pdf" else save_docx
    files = []
    for place, line in enumerate(schools):
        progress.report(place, len(schools), line.school)
        page = save(ctx, "reminder_letter", folder, request_id=request_id, organisation_id=line.organisation_id)
        files.append(folder / f"{page.file_stem}.{kind}")
    progress.report(len(schools), len(schools), "Готово")
    return tuple(files)
