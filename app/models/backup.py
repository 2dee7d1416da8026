"""Copies of the base: made by the online backup API, verified by opening, thinned, restored.

A copy is one self-contained file in the backups folder. Its name says everything, so no register can get lost:
`oko-000012_2026-11-22_14-03-05_before-migration_0001-0002.sqlite`. The number, not the clock, gives the order: clocks
get set back. A plain file copy of a live base would lose what is still in its journal.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from app.models.database import Database, connect_file, read_mode
from app.models.faults import BaseProblem, CopyUnusable, DiskFull, environment_fault
from app.models.header import check_file
from app.models.journal import has_journal, journal_path

log = logging.getLogger("oko.base")

Reason = Literal["daily", "manual", "before-import", "before-migration", "before-restore", "before-delete", "damaged"]
REASONS: tuple[Reason, ...] = (
    "daily", "manual", "before-import", "before-migration", "before-restore", "before-delete", "damaged",
)  # fmt: skip

KEEP_DAYS = 14
KEEP_WEEKS = 8
KEEP_NAMED_DAYS = 30
KEEP_NAMED_AT_LEAST = 10
PAUSE_AFTER_RESTORE_DAYS = 14
"""After a restore nothing is thinned for so long: a wrong copy may have been chosen."""
RESERVE = 1 << 20
"""Free bytes wanted beyond the size of a copy."""

_NAME = re.compile(
    r"oko-(?P<number>\d{6,})_(?P<taken>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)_(?P<reason>[a-z-]+?)(?:_(?P<detail>[\w.-]+))?\.sqlite"
)
_STAMP = "%Y-%m-%d_%H-%M-%S"
_UNFINISHED = ".part"
_one_at_a_time = threading.Lock()
"""The daily copy and the copy before an import may meet on two threads: they number by what lies in the folder."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy in the backups folder, as its name tells; `taken_at` is local time, `size` bytes."""

    path: Path
    number: int
    taken_at: datetime
    reason: Reason
    detail: str
    size: int


def list_copies(folder: Path) -> list[Copy]:
    """All copies, newest (highest number) first; files with other names are none of ours."""
    found = [copy for path in _files(folder) if (copy := _copy(path)) is not None]
    return sorted(found, key=lambda c: c.number, reverse=True)


def copy_base(db: Database, folder: Path, reason: Reason, now: datetime, detail: str = "") -> Path:
    """Copy an open base, also while a writer works: everything committed so far is in. Returns the verified file.

    Raises DiskFull, BaseUnreadable, StorageFailure, CopyUnusable; then nothing new is left in the folder.
    """
    return _copy_from(db.path, "mode=ro", folder, reason, now, detail)


def copy_closed(path: Path, folder: Path, reason: Reason, now: datetime, detail: str = "") -> Path:
    """Copy a base that nobody has open (the caller holds its lock), journal included. Raises as `copy_base`."""
    return _copy_from(path, read_mode(path), folder, reason, now, detail)


def keep_damaged(path: Path, folder: Path, now: datetime) -> Path:
    """Put a base that no longer opens, and its journal, aside as they are, byte for byte."""
    target = _new_name(folder, "damaged", now, "")
    with _environment(path):
        _make_folder(folder)
        _need_space(folder, path.stat().st_size)
        _copy_bytes(path, target)
        if journal_path(path).exists():
            _copy_bytes(journal_path(path), journal_path(target))
    return target


def restore_file(copy: Path, path: Path) -> None:
    """Put the contents of `copy` in the place of the base at `path`; nobody has it open, the caller holds its lock.

    The new file is complete and verified before it takes the place of the old one. The old journal must be gone by
    then: SQLite would apply it to the new file.
    """
    check_copy(copy)
    fresh = fresh_name(path)
    remove_base_files(fresh)
    try:
        with _environment(path):
            _need_space(path.parent, copy.stat().st_size)
            _copy_bytes(copy, fresh)
        check_copy(fresh)
        with _environment(path):
            for leftover in side_files(path):
                leftover.unlink(missing_ok=True)
            os.replace(fresh, path)
            sync_folder(path.parent)
    finally:
        remove_base_files(fresh)


def check_copy(path: Path) -> None:
    """Open the file as a base of ours and let SQLite look through it. Raises CopyUnusable with the cause, or DiskFull."""
    try:
        check_file(path)
        connection = connect_file(path, "mode=ro&immutable=1")
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except DiskFull:
        raise
    except (BaseProblem, sqlite3.Error, OSError) as error:
        raise CopyUnusable(path, str(error)) from error
    if verdict != "ok":
        raise CopyUnusable(path, str(verdict))


def thin(folder: Path, now: datetime) -> list[Path]:
    """Delete the copies that `spare` names, and what an interrupted copy left. Returns what was deleted."""
    gone = []
    for copy in spare(list_copies(folder), now):
        # A file that somebody is just looking at stays until the next time.
        with contextlib.suppress(OSError):
            copy.path.unlink()
            journal_path(copy.path).unlink(missing_ok=True)
            gone.append(copy.path)
    return gone


def spare(copies: Iterable[Copy], now: datetime) -> list[Copy]:
    """The copies no longer needed. Kept: 14 days' dailies, then one a week for 8 weeks; copies «before …» 30 days and at
    least 10 of them; everything a person asked for and every damaged base put aside; all of them after a restore."""
    newest_first = sorted(copies, key=lambda c: c.number, reverse=True)
    if any(c.reason == "before-restore" and now - c.taken_at < timedelta(days=PAUSE_AFTER_RESTORE_DAYS) for c in newest_first):
        return []
    dailies = [c for c in newest_first if c.reason == "daily"]
    keep = {c.number for c in dailies[:KEEP_DAYS]}
    weeks: dict[tuple[int, int], Copy] = {}
    for copy in dailies[KEEP_DAYS:]:
        year, week, _ = copy.taken_at.isocalendar()
        weeks.setdefault((year, week), copy)
    keep.update(c.number for c in list(weeks.values())[:KEEP_WEEKS])
    named = [c for c in newest_first if c.reason.startswith("before-")]
    keep.update(c.number for i, c in enumerate(named) if i < KEEP_NAMED_AT_LEAST or (now - c.taken_at).days < KEEP_NAMED_DAYS)
    return [c for c in newest_first if (c.reason == "daily" or c.reason.startswith("before-")) and c.number not in keep]


def fresh_name(path: Path) -> Path:
    """The temporary name a new base file has until it is complete; leftovers of it may be deleted under the lock."""
    return path.with_name(path.name + ".new")


def side_files(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def remove_base_files(path: Path) -> None:
    for file in (path, *side_files(path)):
        file.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows does it by itself and cannot open folders."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_from(path: Path, mode: str, folder: Path, reason: Reason, now: datetime, detail: str) -> Path:
    with _one_at_a_time:
        return _copy_alone(path, mode, folder, reason, now, detail)


def _copy_alone(path: Path, mode: str, folder: Path, reason: Reason, now: datetime, detail: str) -> Path:
    target = _new_name(folder, reason, now, detail)
    part = target.with_name(target.name + _UNFINISHED)
    try:
        with _environment(folder):
            _make_folder(folder)
            for leftover in folder.glob(f"oko-*{_UNFINISHED}*"):
                leftover.unlink(missing_ok=True)
            _need_space(folder, path.stat().st_size + (journal_path(path).stat().st_size if has_journal(path) else 0))
            _backup(path, mode, part)
        check_copy(part)
        with _environment(folder):
            sync_file(part)
            os.replace(part, target)
            sync_folder(folder)
    finally:
        with contextlib.suppress(OSError):
            remove_base_files(part)
    log.info("copy of the base: %s", target.name)
    return target


def _backup(path: Path, mode: str, part: Path) -> None:
    source = connect_file(path, mode)
    try:
        source.execute("PRAGMA query_only=ON")
        source.execute("PRAGMA wal_autocheckpoint=0")
        target = connect_file(part, "mode=rwc")
        try:
            target.execute("PRAGMA synchronous=OFF")  # synced once, when it is complete
            source.backup(target)  # all pages in one step: one consistent moment, the writer goes on
            target.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file that can be carried alone
        finally:
            target.close()
    finally:
        source.close()


def _copy_bytes(source: Path, target: Path) -> None:
    try:
        with open(source, "rb") as reading, open(target, "xb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            os.fsync(writing.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _new_name(folder: Path, reason: Reason, now: datetime, detail: str) -> Path:
    number = max((c.number for c in list_copies(folder)), default=0) + 1
    tail = "_" + re.sub(r"[^\w.-]+", "-", detail)[:60] if detail else ""
    return folder / f"oko-{number:06d}_{now.strftime(_STAMP)}_{reason}{tail}.sqlite"


def _files(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError):
        yield from folder.iterdir()


def _copy(path: Path) -> Copy | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    reason = next((r for r in REASONS if r == match["reason"]), None)
    try:
        taken, size = datetime.strptime(match["taken"], _STAMP), path.stat().st_size
    except (ValueError, OSError):
        return None
    return Copy(path, int(match["number"]), taken, reason, match["detail"] or "", size) if reason else None


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _need_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + RESERVE:
        raise DiskFull(folder, needed=size + RESERVE, free=free)


@contextlib.contextmanager
def _environment(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise environment_fault(error, path) or error from error
