"""From a path to an open base: told apart from everything it might be instead, brought up to date, locked.

A base that cannot be opened is never replaced by an empty one and never changed: a `BaseProblem` says what is wrong,
the file stays as it is, and the caller offers the copies (`backup.list_copies`).
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import shutil
import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.database import Database, connect_file, read_mode
from app.models.faults import (
    BaseDamaged,
    BaseInUse,
    BaseMissing,
    BaseNewer,
    BaseProblem,
    BaseUnreadable,
    JournalDamaged,
    JournalLost,
    environment_fault,
)
from app.models.header import check_file
from app.models.identity import PROGRAM_VERSION_KEY
from app.models.journal import check_journal, has_journal, journal_path
from app.models.lock import BaseLock, is_held_elsewhere
from app.models.migrations import HEAD, REVISIONS

if TYPE_CHECKING:
    from app.models.upgrade import Step

__all__ = ["BaseProblem", "check_sound", "open_base", "open_to_view", "read_revision", "set_journal_aside"]

log = logging.getLogger("oko.base")


def open_base(
    path: Path,
    backups: Path | None = None,
    *,
    program: str = "",
    now: datetime | None = None,
    start_new: bool = False,
    accept_lost_journal: bool = False,
    steps: list[Step] | None = None,
) -> Database:
    """Open the base at `path` for work; make it when there was none; upgrade it, after a copy, when it is older.

    `backups`: folder of the copies (default: `backups` beside the base). `program`: version written into a base that is
    made or upgraded. `start_new`: the person says that a missing base beside its copies is to be a new one.
    `accept_lost_journal`: the person goes on without the last saves. `steps`: migrations still to run, for tests.
    A place that cannot be written gives a base to view (`Database.read_only`). Raises BaseProblem.
    """
    path = path.absolute()
    backups = backups or path.parent / "backups"
    now = now or datetime.now()
    if not _can_write(path):
        return open_to_view(path, program=program)
    try:
        lock = BaseLock.acquire(path)
    except OSError as error:
        raise environment_fault(error, path) or error from error
    try:
        _remove_leftovers(path)
        if path.exists():
            try:
                recovered = check_sound(path, lock)
            except (JournalLost, JournalDamaged):
                if not accept_lost_journal:
                    raise
                set_journal_aside(path, backups, now)
                recovered = check_sound(path, None)
            revision = read_revision(path, program)
            if steps or revision != HEAD:
                _upgrade(path, backups, revision, steps, program, now)
        else:
            _require_first_start(path, backups, lock.unclean, start_new, now)
            _create(path, steps, program)
            recovered = False
        db = Database(path, create=False, lock=lock)
    except BaseException:
        lock.release()
        raise
    db.recovered = recovered
    try:
        # The writer comes first (readers of such a base need it), and takes in what the last program left behind.
        with db.writer_connection() as connection:
            if recovered:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def open_to_view(path: Path, *, program: str = "") -> Database:
    """Open a base, or a copy of one, only to look at it; nothing is created or changed at its place.

    An older base, and one whose journal was left behind, is looked at through a temporary copy. Raises BaseProblem.
    """
    path = path.absolute()
    if not path.exists():
        raise BaseUnreadable(path, "no base here and no right to make one")
    holder = is_held_elsewhere(path)
    if holder is not None:
        raise BaseInUse(path, holder, same_computer_and_user=False)
    check_sound(path, None)
    if not has_journal(path) and read_revision(path, program) == HEAD:
        return Database(path, read_only=True)
    folder = Path(tempfile.mkdtemp(prefix="oko-view-"))
    try:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        if has_journal(path):
            shutil.copyfile(journal_path(path), journal_path(copy))
        revision = read_revision(copy, program)
        if revision != HEAD:
            from app.models.upgrade import run_steps, steps_after

            run_steps(copy, steps_after(revision), program)
        return Database(copy, read_only=True, shown_as=path, on_close=lambda: shutil.rmtree(folder, ignore_errors=True))
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        fault = environment_fault(error, path) if isinstance(error, (OSError, sqlite3.Error)) else None
        raise fault or error from error


def _can_write(path: Path) -> bool:
    """Can we change the file and make files beside it? On a full disk we only look, too."""
    probe = path.with_name(f".{path.name}.{os.getpid()}.probe")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(probe, os.O_RDWR | os.O_CREAT))
        probe.unlink()
        if path.exists():
            os.close(os.open(path, os.O_RDWR))
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC):
            return False
        raise environment_fault(error, path) or error from error
    return True


def _remove_leftovers(path: Path) -> None:
    """What a start or a restore that was cut short left behind: never the base itself."""
    from app.models.backup import fresh_name, remove_base_files

    with contextlib.suppress(OSError):
        remove_base_files(fresh_name(path))


def _require_first_start(path: Path, backups: Path, unclean: bool, start_new: bool, now: datetime) -> None:
    """A base that was here before is missed, not replaced by an empty one."""
    from app.models.backup import list_copies

    if start_new:
        set_journal_aside(path, backups, now)
    elif unclean or has_journal(path) or list_copies(backups):
        raise BaseMissing(path)


def _create(path: Path, steps: list[Step] | None, program: str) -> None:
    """Made under another name and renamed when complete: a cut in between leaves no half base."""
    from app.models.backup import fresh_name, remove_base_files, sync_file, sync_folder
    from app.models.upgrade import run_steps, steps_after

    fresh = fresh_name(path)
    try:
        run_steps(fresh, [*steps_after(""), *(steps or [])], program)
        sync_file(fresh)
        os.replace(fresh, path)
        sync_folder(path.parent)
    except OSError as error:
        raise environment_fault(error, path) or error from error
    finally:
        with contextlib.suppress(OSError):
            remove_base_files(fresh)


def _upgrade(path: Path, backups: Path, revision: str, steps: list[Step] | None, program: str, now: datetime) -> None:
    from app.models.backup import copy_closed
    from app.models.upgrade import run_steps, steps_after

    todo = [*steps_after(revision), *(steps or [])]
    copy = copy_closed(path, backups, "before-migration", now, f"{revision}-{todo[-1].revision}")
    run_steps(path, todo, program, backup=copy)


def check_sound(path: Path, lock: BaseLock | None) -> bool:
    """Is it ours and whole? Reads only. `lock` knows how the last program ended; None = not to be asked.

    Returns whether a journal is to be taken in. Raises the fitting BaseProblem.
    """
    if lock is not None and lock.unclean and not journal_path(path).exists():
        raise JournalLost(path)
    check_file(path)
    if not has_journal(path):
        return False
    check_journal(path, lock.journal if lock is not None else 0)
    _check_left_open(path)
    return True


def _check_left_open(path: Path) -> None:
    """The last program stopped in the middle of work: look whether base and journal belong together before joining them.

    A read-only connection takes the journal into account without changing either file.
    """
    verdict = _integrity(path, "mode=ro")
    if verdict != "ok":
        if _integrity(path, "mode=ro&immutable=1") == "ok":
            raise JournalDamaged(path, f"the base is sound without it: {verdict}")
        raise BaseDamaged(path, verdict)
    log.info("the base was left open; its journal is sound")


def _integrity(path: Path, mode: str) -> str:
    try:
        with contextlib.closing(connect_file(path, mode)) as connection:
            return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def read_revision(path: Path, program: str = "") -> str:
    """Raises BaseNewer for a revision we do not know, BaseDamaged."""
    try:
        with contextlib.closing(connect_file(path, read_mode(path))) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            written_by = connection.execute('SELECT value FROM setting WHERE "key" = ?', (PROGRAM_VERSION_KEY,)).fetchone()
    except sqlite3.Error as error:
        raise environment_fault(error, path) or BaseDamaged(path, str(error)) from error
    if len(rows) != 1:
        raise BaseDamaged(path, f"{len(rows)} version rows")
    revision = str(rows[0][0])
    if revision not in REVISIONS:
        writer = ""
        with contextlib.suppress(TypeError, ValueError):
            writer = str(json.loads(written_by[0]))
        raise BaseNewer(path, revision, writer, program)
    return revision


def set_journal_aside(path: Path, backups: Path, now: datetime) -> None:
    if has_journal(path):
        try:
            backups.mkdir(parents=True, exist_ok=True)
            os.replace(journal_path(path), backups / f"{path.name}-wal.{now:%Y-%m-%d_%H-%M-%S}.lost")
        except OSError as error:
            raise environment_fault(error, path) or error from error
