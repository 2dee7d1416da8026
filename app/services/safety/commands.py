"""Copies a person asks for, the daily one, and restoring."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import get_args

from app import __version__
from app.models.backup import list_copies, thin
from app.models.faults import BaseProblem
from app.models.restore import restore_base
from app.paths import DataPaths
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.environment import environment_error
from app.services.safety.copies import make_backup

__all__ = ["daily_backup_if_due", "make_backup", "restore_backup", "save_copy"]

log = logging.getLogger("oko.base")


def save_copy(ctx: Context) -> Changes:
    """«Сохранить копию»: `make_backup` for the window; `value` is the file."""
    path = make_backup(ctx, "manual")
    return Changes(frozenset(), message=f"Копия базы сохранена: {path.name}", value=path)


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
    message = "База восстановлена из копии." + (" Прежняя база сохранена среди копий." if kept else "")
    return Changes(frozenset(get_args(Topic)), message=message, value=kept)
