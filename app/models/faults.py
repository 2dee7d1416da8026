"""What can be wrong with a base file, one class a cause. Services turn them into words for the person.

Every class carries the facts (paths, sizes, versions, holder), no Russian and no advice.
"""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the base open: host name, user name, process id, local time of opening (ISO)."""

    host: str
    user: str
    pid: int
    since: str = ""


class BaseProblem(Exception):
    """The base at `path` cannot be used as asked."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{type(self).__name__}: {path} {detail}".rstrip())
        self.path = path
        self.detail = detail


class BaseMissing(BaseProblem):
    """No base file, but its journal or copies lie there: it was lost, it is not a first start."""


class BaseEmpty(BaseProblem):
    """A file of 0 bytes. SQLite itself would call it a good empty base."""


class NotABase(BaseProblem):
    """The file does not begin like an SQLite base: overwritten, encrypted or something else."""


class ForeignBase(BaseProblem):
    """A sound SQLite base of another program."""


class BaseTruncated(BaseProblem):
    """The file is shorter than its header says."""


class BaseDamaged(BaseProblem):
    """SQLite or the integrity check found damage inside."""


class JournalLost(BaseProblem):
    """The program stopped in the middle of work and the `-wal` file with the last saves is gone."""


class JournalDamaged(BaseProblem):
    """The `-wal` file beside the base is not a journal, or belongs to another base."""


class BaseUnreadable(BaseProblem):
    """The operating system does not let us read the file or make files beside it."""


class BaseReadOnly(BaseProblem):
    """Opened to view only: a write was asked for."""


class LockUnavailable(BaseProblem):
    """The place gives no file locks (some network and virtual folders)."""


class DiskFull(BaseProblem):
    """No space left. `needed` and `free` are bytes, 0 where unknown."""

    def __init__(self, path: Path, detail: str = "", needed: int = 0, free: int = 0) -> None:
        super().__init__(path, detail)
        self.needed = needed
        self.free = free


class StorageFailure(BaseProblem):
    """Reading or writing failed in the operating system: stick pulled out, disk error."""


class BaseBusy(BaseProblem):
    """Another connection held the base longer than we wait."""


class BaseInUse(BaseProblem):
    """Another program (or another window of this one) has the base open."""

    def __init__(self, path: Path, holder: Holder | None, same_computer_and_user: bool) -> None:
        super().__init__(path, f"held by {holder}")
        self.holder = holder
        self.same_computer_and_user = same_computer_and_user


class BaseNewer(BaseProblem):
    """Written by a later program; nothing was touched."""

    def __init__(self, path: Path, revision: str, written_by: str, program: str) -> None:
        super().__init__(path, f"revision {revision} written by {written_by or 'unknown'}, this program is {program}")
        self.revision = revision
        self.written_by = written_by
        self.program = program


class MigrationFailed(BaseProblem):
    """A step of the upgrade failed and was rolled back; `backup` is the copy taken before."""

    def __init__(self, path: Path, revision: str, backup: Path | None, detail: str) -> None:
        super().__init__(path, f"step {revision}: {detail}")
        self.revision = revision
        self.backup = backup


class CopyUnusable(BaseProblem):
    """A copy that was made, or is to be restored, does not open as a sound base."""


def primary_code(error: BaseException) -> int:
    """Primary SQLite result code of a driver error, 0 where there is none."""
    code = getattr(error, "sqlite_errorcode", None)
    return int(code) & 0xFF if isinstance(code, int) else 0


def environment_fault(error: BaseException, path: Path) -> BaseProblem | None:
    """The environment's fault behind a driver or system error; None where the program itself is wrong."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return DiskFull(path, str(error))
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return BaseUnreadable(path, str(error))
        return StorageFailure(path, str(error))
    if not isinstance(error, sqlite3.Error):
        return None
    cause = {
        sqlite3.SQLITE_FULL: DiskFull,
        sqlite3.SQLITE_IOERR: StorageFailure,
        sqlite3.SQLITE_CANTOPEN: BaseUnreadable,
        sqlite3.SQLITE_PERM: BaseUnreadable,
        sqlite3.SQLITE_CORRUPT: BaseDamaged,
        sqlite3.SQLITE_NOTADB: NotABase,
        sqlite3.SQLITE_BUSY: BaseBusy,
        sqlite3.SQLITE_PROTOCOL: BaseBusy,
    }.get(primary_code(error))
    # SQLITE_READONLY is left out on purpose: a write in `read()` is our own mistake and must stay a bug.
    return cause(path, str(error)) if cause else None
