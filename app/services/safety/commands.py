"""Copies a person asks for, the daily one, and restoring."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import get_args

from app import __version__
from app.models.attached import attached_files, attached_in_file
from app.models.backup import list_copies, thin
from app.models.faults import BaseProblem
from app.models.restore import restore_base
from app.paths import DataPaths
from app.services.attachments.loose import delete_files
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.environment import environment_error, megabytes
from app.services.errors import UserError
from app.services.safety.copies import make_backup
from app.services.safety.queries import missing_files, unneeded_files
from app.services.text_ru import counted

__all__ = ["clean_attachments", "daily_backup_if_due", "make_backup", "restore_backup", "save_copy"]

log = logging.getLogger("oko.base")


def save_copy(ctx: Context) -> Changes:
    """«Сохранить копию»: `make_backup` for the window; `value` is the file."""
    path = make_backup(ctx, "manual")
    files = len(attached_in_file(ctx.paths.base))
    without = f" Приложенные файлы ({files}) в неё не входят." if files else ""
    return Changes(frozenset(), message=f"Копия базы сохранена: {path.name}.{without}", value=path)


def clean_attachments(ctx: Context) -> Changes:
    """Delete the files of the folder of attachments that neither the base nor any of its copies needs; there is no undo.

    Somebody's own files stay. `value`: how many files are gone. Raises UserError where some could not be deleted.
    """
    if ctx.db.read_only:
        raise UserError("База открыта только для просмотра.", "Откройте её там, где в папку можно писать.")
    # The writing connection is held: nothing can be attached meanwhile.
    with ctx.db.writer_connection() as connection:
        loose = [file for file in unneeded_files(ctx.paths, attached_files(connection), ctx.clock()) if file.ours]
        left = delete_files(loose)
    gone = len(loose) - len(left)
    words = counted(gone, "файл", "файла", "файлов")
    if left:
        todo = "Закройте их в других программах и повторите."
        raise UserError(f"Убрано {words}, не удалось убрать {len(left)}.", todo)
    size = megabytes(sum(file.size for file in loose))
    message = f"Убрано из папки вложений: {words}, {size}." if gone else "Лишних файлов в папке вложений нет."
    return Changes(frozenset(), message=message, value=gone)


def daily_backup_if_due(ctx: Context) -> Path | None:
    """The first start of a day makes a copy and thins the old ones; None when today's is there or the base is only viewed.

    A clock set back or forward makes one copy more, never one less. Raises UserError as `make_backup`.
    """
    today = ctx.clock().date()
    if ctx.db.read_only or any(c.reason == "daily" and c.taken_at.date() == today for c in list_copies(ctx.paths.backups)):
        return None
    path = make_backup(ctx, "daily")
    gone = thin(ctx.paths.backups, ctx.clock())
    log.info("daily copy made, %d old copies deleted", len(gone))
    return path


def restore_backup(paths: DataPaths, copy: Path, now: datetime | None = None) -> Changes:
    """Put the contents of a copy in the place of the base, which must be closed; open it anew afterwards.

    The present base is kept first: `value` is its path (None when there was none), restoring that takes this back.
    Raises UserError; the present base is then as it was.
    """
    try:
        kept = restore_base(paths.base, paths.backups, copy, now or datetime.now(), __version__)
    except BaseProblem as problem:
        raise environment_error(problem) or problem from problem
    message = "База восстановлена из копии." + (" Прежняя база сохранена среди копий." if kept else "") + _lacking(paths)
    return Changes(frozenset(get_args(Topic)), message=message, value=kept)


def _lacking(paths: DataPaths) -> str:
    """Copies hold no attached files: what of them the restored base does not find."""
    try:
        missing = missing_files(paths, attached_in_file(paths.base))
    except (sqlite3.Error, OSError):
        return ""  # opening the base says more about it than this could
    if not missing:
        return ""
    return f" Нет приложенных файлов: {len(missing)}; какие – скажет проверка папки данных."
