"""One program a base: an operating-system lock that dies with its process and names its holder.

`oko.sqlite.lock` beside the base is never deleted. Its beginning is a JSON note (who, since when, is there unsaved
journal); the lock itself lies on one byte far behind, so that the note can be read while the lock is held (Windows
locks are mandatory), and so that Windows and Linux exclude each other on one network share (both use byte ranges).
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.faults import BaseInUse, Holder, LockUnavailable

_LOCKED_BYTE = 1 << 30
_held_here: set[str] = set()
"""Bases locked by this process: POSIX locks do not exclude their own process and die with any descriptor of the file."""
_held_guard = threading.Lock()
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


def lock_path(base: Path) -> Path:
    return base.with_name(base.name + ".lock")


class BaseLock:
    """Held from `acquire` to `release`. `unclean` tells that the former holder never finished its work."""

    def __init__(self, base: Path, descriptor: int, key: str) -> None:
        self.base = base
        self._descriptor = descriptor
        self._key = key
        note = _read_note(descriptor)
        self.unclean = bool(note.get("unfinished"))
        self.journal = _number(note.get("journal")) if self.unclean else 0
        """Mark of the journal of the last save, 0 = not known."""
        self._state = (self.unclean, self.journal)
        self._note = _own_note()
        self._write()

    @classmethod
    def acquire(cls, base: Path) -> BaseLock:
        """Raises BaseInUse (held elsewhere), LockUnavailable, or OSError where the folder cannot be written."""
        key = os.path.normcase(os.path.realpath(base))
        with _held_guard:
            if key in _held_here:
                raise BaseInUse(base, Holder(host_name(), user_name(), os.getpid()), True)
            path = lock_path(base)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                if not _try_lock(descriptor, path):
                    holder = _holder(_read_note(descriptor))
                    raise BaseInUse(base, holder, holder is not None and (holder.host, holder.user) == (host_name(), user_name()))
                lock = cls(base, descriptor, key)
            except BaseException:
                os.close(descriptor)
                raise
            _held_here.add(key)
            return lock

    def mark_unfinished(self, journal: int = 0) -> None:
        """Called around every save: from now on the journal beside the base matters, and this is its mark."""
        self._put((True, journal))

    def mark_finished(self) -> None:
        """Called when everything is in the base file and the journal is no longer needed."""
        self._put((False, 0))

    def _put(self, state: tuple[bool, int]) -> None:
        if state != self._state:
            self._state = state
            self._write()

    def release(self) -> None:
        """Safe to call twice."""
        with _held_guard:
            if self._descriptor < 0:
                return
            _unlock(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            _held_here.discard(self._key)

    def _write(self) -> None:
        unfinished, journal = self._state
        note = {**self._note, "unfinished": unfinished, "journal": journal}
        text = json.dumps(note, ensure_ascii=False).encode("utf-8")
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text)
        os.ftruncate(self._descriptor, len(text))


def is_held_elsewhere(base: Path) -> Holder | None:
    """Who holds the base, found without writing anything; None when nobody (or nothing can be found out)."""
    key = os.path.normcase(os.path.realpath(base))
    with _held_guard:
        if key in _held_here:
            return Holder(host_name(), user_name(), os.getpid())
        try:
            descriptor = os.open(lock_path(base), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        try:
            if _try_lock(descriptor, lock_path(base), shared=True):
                _unlock(descriptor)
                return None
            return _holder(_read_note(descriptor)) or Holder("", "", 0)
        except (OSError, LockUnavailable):
            return None
        finally:
            os.close(descriptor)


def host_name() -> str:
    # Not `platform.node()`: on Windows it goes through sockets, and this program has no network code at all.
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def user_name() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


def _own_note() -> dict[str, Any]:
    since = datetime.now().isoformat(timespec="seconds")
    return {"host": host_name(), "user": user_name(), "pid": os.getpid(), "since": since}


def _read_note(descriptor: int) -> dict[str, Any]:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        note = json.loads(os.read(descriptor, 4096).decode("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _holder(note: dict[str, Any]) -> Holder | None:
    if "host" not in note:
        return None
    return Holder(str(note["host"]), str(note.get("user", "")), _number(note.get("pid")), str(note.get("since", "")))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, path: Path, shared: bool = False) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK, errno.EAGAIN):
                return False
            raise LockUnavailable(path, str(error)) from error
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int, path: Path, shared: bool = False) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.lockf(descriptor, kind | fcntl.LOCK_NB, 1, _LOCKED_BYTE)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            if error.errno in _NO_LOCKS:
                raise LockUnavailable(path, str(error)) from error
            raise
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, _LOCKED_BYTE)
