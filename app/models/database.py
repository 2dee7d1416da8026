"""Engines, pragmas and the two transactions of the program: `read()` and `write()`.

Everything that only SQLite knows lives here and in `backup.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool


class Database:
    """One base file: one writing connection, a pool of read-only ones.

    `read()` and `write()` give a session that lives for one use case = one transaction. A nested `write()` of the same
    thread is refused: a use case is one transaction.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._write_lock = threading.RLock()
        self._writing = False
        self._writer = _make_engine(path, readonly=False)
        self._readers = _make_engine(path, readonly=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent snapshot; any attempt to write raises OperationalError."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, opened with BEGIN IMMEDIATE; committed at the end, rolled back on any exception."""
        with self._write_lock:
            if self._writing:
                raise RuntimeError("a use case is one transaction: nested write()")
            self._writing = True
            try:
                with Session(self._writer, expire_on_commit=False) as session, session.begin():
                    yield session
            finally:
                self._writing = False

    @contextmanager
    def writer_connection(self) -> Iterator[Any]:
        """The raw sqlite3 connection of the one writer (for the backup API and checkpoints)."""
        with self._write_lock:
            raw = self._writer.raw_connection()
            try:
                yield raw.driver_connection
            finally:
                raw.close()

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()


def _make_engine(path: Path, *, readonly: bool) -> Engine:
    connect_args: dict[str, Any] = {"check_same_thread": False, "timeout": 5.0, "isolation_level": None}
    if readonly:
        engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=4, connect_args=connect_args)
    else:
        engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args=connect_args)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        if readonly:
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute("PRAGMA wal_autocheckpoint=0")
        else:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # The driver's own transactions are off (isolation_level=None): ours are explicit, DDL included.
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine
