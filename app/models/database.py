"""Engines, pragmas and the two transactions of the program: `read()` and `write()`.

Everything that only SQLite knows lives here, in `opening.py` and in `backup.py`. Bases are opened through
`opening.open_base`; `Database` itself neither checks nor migrates.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool

from app.models.faults import BaseProblem, BaseReadOnly, StorageFailure, environment_fault
from app.models.journal import has_journal, journal_mark
from app.models.lock import BaseLock

log = logging.getLogger("oko.base")

BUSY_SECONDS = 5.0
"""How long a connection waits for another one: only a copy or a reader of this very program can be in the way."""


class Database:
    """One base file: one writing connection, a pool of read-only ones.

    `read()` and `write()` give a session that lives for one use case = one transaction. A nested `write()` of the same
    thread is refused: a use case is one transaction. With `read_only` the file is only shown: `write()` raises
    BaseReadOnly and nothing beside the file is created or changed. `shown_as` is the place the person knows when the
    file opened is a temporary copy of it.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        create: bool = True,
        lock: BaseLock | None = None,
        shown_as: Path | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.shown_as = shown_as or path
        self.recovered = False
        """True when the last program stopped in the middle of work and its journal was taken in at this start."""
        self.explain: Callable[[BaseProblem], Exception] | None = None
        """Set by the services: what callers of `read()` and `write()` get instead of a BaseProblem."""
        self._lock = lock
        self._write_lock = threading.RLock()
        self._writing = False
        self._readers = make_engine(path, read_mode(path) if read_only else "mode=ro", writer=False)
        self._writer = self._readers if read_only else make_engine(path, "mode=rwc" if create else "mode=rw", writer=True)
        # Runs at the end of the program too: a journal that vanishes without our note would look like a loss.
        self._close = weakref.finalize(self, _shut, path, self._readers, self._writer, lock, on_close)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent snapshot; any attempt to write raises OperationalError. Raises BaseProblem on a failing disk."""
        with self._environment(), Session(self._readers, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, opened with BEGIN IMMEDIATE; committed at the end, rolled back on any exception.

        Raises BaseReadOnly, and other BaseProblem where the environment fails (no space, stick pulled out).
        """
        with self._environment():
            self._require_writable()
        import app.models.tables  # noqa: F401  # a flush looks at the tables its foreign keys point to

        with self._write_lock:
            if self._writing:
                raise RuntimeError("a use case is one transaction: nested write()")
            self._writing = True
            try:
                with self._environment():
                    self._note_work()
                    with Session(self._writer, expire_on_commit=False) as session, session.begin():
                        yield session
                    with contextlib.suppress(BaseProblem):  # it is committed: a failing note must not deny that
                        self._note_work()
            finally:
                self._writing = False

    @contextmanager
    def writer_connection(self) -> Iterator[Any]:
        """The raw sqlite3 connection of the one writer (for checkpoints). Raises BaseReadOnly."""
        with self._write_lock, self._environment():
            self._require_writable()
            raw = self._writer.raw_connection()
            try:
                yield raw.driver_connection
            finally:
                raw.close()

    def close(self) -> None:
        """Readers first, then everything into the base file by the writer, then the lock. Safe to call twice."""
        with self._write_lock:
            self._close()

    @property
    def closed(self) -> bool:
        return not self._close.alive

    def _require_writable(self) -> None:
        if self.read_only:
            raise BaseReadOnly(self.shown_as)

    def _note_work(self) -> None:
        """From the first save on the lock's note says that there is a journal, and which."""
        if self._lock is not None:
            try:
                self._lock.mark_unfinished(journal_mark(self.path))
            except OSError as error:
                raise environment_fault(error, self.shown_as) or error from error

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """Failures of disk and system become BaseProblem, or what `explain` makes of it; mistakes of ours stay what they are."""
        try:
            try:
                yield
            except (DBAPIError, sqlite3.Error) as error:
                cause = error.orig if isinstance(error, DBAPIError) else error
                fault = environment_fault(cause, self.shown_as) if cause is not None else None
                if fault is None:
                    raise
                raise fault from error
        except BaseProblem as problem:
            if self.explain is None:
                raise
            raise self.explain(problem) from problem


def sqlite_uri(path: Path, query: str) -> str:
    """`file:` address of a base: any characters in the path, drive letters and network names included."""
    text = path.absolute().as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(text, safe='/:')}?{query}"


def connect_file(path: Path, query: str) -> sqlite3.Connection:
    """A bare connection without driver transactions, usable from any one thread at a time."""
    return sqlite3.connect(sqlite_uri(path, query), uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)


def read_mode(path: Path) -> str:
    """How to look at a base nobody has open. `immutable` leaves no file beside it, but would overlook a journal."""
    return "mode=ro" if has_journal(path) else "mode=ro&immutable=1"


def make_engine(path: Path, mode: str, *, writer: bool, foreign_keys: bool = True) -> Engine:
    """The policy of the house in pragmas. `mode` is the query of the `file:` address; only migrations go without foreign keys."""

    def connect() -> sqlite3.Connection:
        connection = connect_file(path, mode)
        try:
            connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA temp_store=MEMORY")  # no traces of data in the system's temporary folder
            if writer:
                (journal,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
                if journal != "wal":
                    raise StorageFailure(path, f"journal mode stays {journal}")
                connection.execute("PRAGMA synchronous=FULL")
                # Only a look makes SQLite open the journal; the writer does it first, so that it also closes it last.
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            else:
                connection.execute("PRAGMA query_only=ON")
                connection.execute("PRAGMA wal_autocheckpoint=0")
        except BaseException:
            connection.close()
            raise
        return connection

    # One writing connection shared by whoever holds the write lock; readers up to ten at once.
    pool: dict[str, Any] = {"poolclass": StaticPool} if writer else {"poolclass": QueuePool, "pool_size": 5, "max_overflow": 5}
    engine = create_engine("sqlite://", creator=connect, **pool)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # The driver's own transactions are off (isolation_level=None): ours are explicit, DDL included.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _shut(path: Path, readers: Engine, writer: Engine, lock: BaseLock | None, on_close: Callable[[], None] | None) -> None:
    """Close in the order that leaves every checkpoint to the writer, then tell the lock that nothing is pending."""
    readers.dispose()
    try:
        if writer is not readers:
            try:
                if has_journal(path):
                    raw = writer.raw_connection()
                    cursor = raw.cursor()
                    cursor.execute("PRAGMA busy_timeout=0")  # a reader that was forgotten must not hold up the end
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    cursor.close()
                    raw.close()
            finally:
                writer.dispose()
            if lock is not None and not has_journal(path):
                lock.mark_finished()
    except (DBAPIError, sqlite3.Error, OSError) as error:
        # Nothing is lost: the journal stays, the note keeps saying «unfinished», the next start takes the journal in.
        log.warning("the base was not closed in full: %s", error)
    finally:
        if lock is not None:
            lock.release()
        if on_close is not None:
            on_close()
