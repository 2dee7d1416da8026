"""Runs the migrations: Alembic's operations, one explicit transaction a step, no ini file.

Only imported when a base is new or older than the program: Alembic costs start-up time.
"""

from __future__ import annotations

import importlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.models.database import make_engine
from app.models.faults import BaseProblem, MigrationFailed, environment_fault
from app.models.identity import APPLICATION_ID, PROGRAM_VERSION_KEY
from app.models.migrations import REVISIONS, STEPS

log = logging.getLogger("oko.base")


@dataclass(frozen=True, slots=True)
class Step:
    revision: str
    upgrade: Callable[[], None]


def steps_after(revision: str) -> list[Step]:
    """The shipped steps later than `revision`; all of them for an empty string."""
    done = REVISIONS.index(revision) + 1 if revision else 0
    names = STEPS[done:]
    return [Step(n.partition("_")[0], importlib.import_module(f"app.models.migrations.versions.{n}").upgrade) for n in names]


def run_steps(path: Path, steps: Iterable[Step], program: str, *, backup: Path | None = None) -> None:
    """Bring the file at `path` (made when missing) up step by step; a failing step is rolled back whole.

    Raises MigrationFailed, or another BaseProblem where the environment failed.
    """
    # Foreign keys can only be switched outside a transaction, and rebuilding a table needs them off; checked by hand below.
    engine = make_engine(path, "mode=rwc", writer=True, foreign_keys=False)
    step: Step | None = None
    try:
        with engine.connect() as connection:
            for step in steps:
                with connection.begin():
                    _run(connection, step, program)
                log.info("base %s is now at %s", path.name, step.revision)
    except BaseProblem:
        raise
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        fault = environment_fault(cause, path) if isinstance(cause, (sqlite3.Error, OSError)) else None
        raise fault or MigrationFailed(path, step.revision if step else "", backup, repr(cause)) from error
    finally:
        engine.dispose()


def _run(connection: Connection, step: Step, program: str) -> None:
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        step.upgrade()
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version"
        " (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (step.revision,))
    connection.exec_driver_sql(
        'INSERT INTO setting ("key", value) VALUES (?, ?) ON CONFLICT ("key") DO UPDATE SET value = excluded.value',
        (PROGRAM_VERSION_KEY, json.dumps(program)),
    )
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise ValueError(f"{len(broken)} rows refer to nothing after step {step.revision}, first in {broken[0][0]}")
