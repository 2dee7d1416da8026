"""A thorough look at a base that changes nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.models.attached import AttachedFile, attached_files
from app.models.database import connect_file, read_mode
from app.models.faults import BaseDamaged, BaseInUse, Holder, environment_fault
from app.models.header import check_file
from app.models.journal import has_journal, journal_path
from app.models.lock import BaseLock, host_name, is_held_elsewhere
from app.models.opening import check_sound, read_revision

MAX_LINES = 20


@dataclass(frozen=True, slots=True)
class Inspection:
    """`damage`: lines of SQLite's integrity check; `orphans`: table and number of rows whose parent row is missing."""

    revision: str
    size: int
    journal_size: int
    damage: tuple[str, ...]
    orphans: tuple[tuple[str, int], ...]
    holder: Holder | None
    """Who has it open right now; on another computer the contents cannot be looked at."""
    attachments: tuple[AttachedFile, ...] = ()
    """Files that some proof points at."""


def inspect_base(path: Path) -> Inspection:
    """Raises BaseProblem where the base would not open either."""
    with contextlib.ExitStack() as stack:
        holder: Holder | None = None
        lock: BaseLock | None = None
        try:
            lock = BaseLock.acquire(path)
            stack.callback(lock.release)
        except BaseInUse as problem:
            holder = problem.holder or Holder("", "", 0)
        except OSError:  # a folder without the right to write: look all the same
            holder = is_held_elsewhere(path)
        if holder is None:
            check_sound(path, lock)
        else:
            check_file(path)
        size = path.stat().st_size
        journal_size = journal_path(path).stat().st_size if has_journal(path) else 0
        if holder is not None and holder.host != host_name():
            return Inspection("", size, journal_size, (), (), holder)
        revision = read_revision(path)
        try:
            mode = "mode=ro" if holder is not None else read_mode(path)
            with contextlib.closing(connect_file(path, mode)) as connection:
                verdict = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MAX_LINES})")]
                orphans: dict[str, int] = {}
                for table, *_ in connection.execute("PRAGMA foreign_key_check"):
                    orphans[table] = orphans.get(table, 0) + 1
                attachments = attached_files(connection) if verdict == ["ok"] else ()
        except sqlite3.Error as error:
            raise environment_fault(error, path) or BaseDamaged(path, str(error)) from error
        damage = () if verdict == ["ok"] else tuple(verdict)
        return Inspection(revision, size, journal_size, damage, tuple(sorted(orphans.items())), holder, attachments)
