"""Putting a copy in the place of the base, never without keeping what was there."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from app.models.backup import check_copy, copy_closed, keep_damaged, restore_file
from app.models.faults import BaseProblem, BaseUnreadable, DiskFull, StorageFailure, environment_fault
from app.models.lock import BaseLock
from app.models.opening import check_sound, read_revision, set_journal_aside

log = logging.getLogger("oko.base")


def restore_base(base: Path, backups: Path, copy: Path, now: datetime, program: str = "") -> Path | None:
    """Replace the closed base by the contents of `copy`; an older copy is brought up to date when it is opened.

    Returns where the former base was kept (None when there was none). Raises BaseInUse while any program has the base
    open, CopyUnusable, BaseNewer for a copy of a later program, DiskFull; the former base is then in place untouched.
    """
    check_copy(copy)
    read_revision(copy, program)
    try:
        lock = BaseLock.acquire(base)
    except OSError as error:
        raise environment_fault(error, base) or error from error
    try:
        kept = _keep_former(base, backups, lock, now)
        restore_file(copy, base)
        lock.mark_finished()
    finally:
        lock.release()
    log.info("restored %s", copy.name)
    return kept


def _keep_former(base: Path, backups: Path, lock: BaseLock, now: datetime) -> Path | None:
    if not base.exists():
        set_journal_aside(base, backups, now)
        return None
    try:
        check_sound(base, lock)
        return copy_closed(base, backups, "before-restore", now)
    except (DiskFull, StorageFailure, BaseUnreadable):
        raise
    except BaseProblem as problem:
        log.info("the former base is damaged, kept as it is: %s", problem)
        return keep_damaged(base, backups, now)
