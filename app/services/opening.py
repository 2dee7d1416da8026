"""From a data folder to a `Context`: used by the window, the command line and tests."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from app import __version__
from app.models.database import Database
from app.models.faults import BaseInUse, BaseProblem, MigrationFailed, environment_fault
from app.models.opening import open_base, open_to_view
from app.models.roadmaps import READING
from app.paths import DataPaths
from app.services.context import Context
from app.services.environment import describe
from app.services.errors import UserError

if TYPE_CHECKING:
    from app.services.safety.rows import BackupRow

log = logging.getLogger("oko.base")


class BaseUnavailable(UserError):
    """The base did not open. `cause` is the name of the problem's class in app/models/faults.py, for the buttons:
    `JournalLost` and `JournalDamaged` may be opened with `accept_lost_journal`, `BaseMissing` with `start_new`.

    `copies`: the copies to offer, newest first. `own_window`: this very person has it open on this computer."""

    def __init__(self, problem: BaseProblem, copies: tuple[BackupRow, ...]) -> None:
        super().__init__(*describe(problem))
        self.cause = type(problem).__name__
        self.copies = copies
        self.own_window = isinstance(problem, BaseInUse) and problem.same_computer_and_user


def open_context(
    data_dir: Path,
    *,
    clock: Callable[[], datetime] = datetime.now,
    start_new: bool = False,
    accept_lost_journal: bool = False,
) -> Context:
    """Open the base of a data folder; folder and base are made when there was nothing.

    A folder that cannot be written opens to view: `ctx.db.read_only`. Raises BaseUnavailable. The daily copy is made
    afterwards (`safety.commands.daily_backup_if_due`), when the window is already there.
    """
    paths = DataPaths(data_dir.absolute())
    try:
        # A protected folder without «logs» must still open to view: it is the base that decides.
        with contextlib.suppress(PermissionError) if paths.base.exists() else contextlib.nullcontext():
            paths.make()
        db = open_base(
            paths.base,
            paths.backups,
            program=__version__,
            now=clock(),
            start_new=start_new,
            accept_lost_journal=accept_lost_journal,
        )
    except OSError as error:
        raise _unavailable(environment_fault(error, paths.root) or BaseProblem(paths.root), paths) from error
    except BaseProblem as problem:
        raise _unavailable(problem, paths) from problem
    context = _context(db, paths, clock)
    try:
        _catch_up(context)
    except BaseException:
        db.close()
        raise
    return context


def open_copy(data_dir: Path, copy: Path, *, clock: Callable[[], datetime] = datetime.now) -> Context:
    """Look at a copy without restoring it: the base itself is not touched. Raises BaseUnavailable."""
    paths = DataPaths(data_dir.absolute())
    try:
        return _context(open_to_view(copy, program=__version__), paths, clock)
    except BaseProblem as problem:
        raise _unavailable(problem, paths) from problem


def ask_to_show(data_dir: Path) -> None:
    """Ask the window that has this base open to come to the front (the program has no sockets: a file says it)."""
    with contextlib.suppress(OSError):
        _request(data_dir).touch()


def show_was_asked(data_dir: Path) -> bool:
    """Whether somebody started the program again since the last look; the request is taken away."""
    try:
        _request(data_dir).unlink()
    except OSError:
        return False
    return True


def _catch_up(ctx: Context) -> None:
    """Roadmaps stored by an older program get the dates this one reads out of them."""
    if ctx.db.read_only:
        return
    with ctx.db.read() as session:
        # Text: building the statement would cost every start more than running it.
        late = session.scalar(text("SELECT id FROM roadmap WHERE read_with < :now LIMIT 1"), {"now": READING})
    if late is not None:
        from app.services.execution.following import catch_up

        log.info("deadlines of %d roadmaps were read anew", catch_up(ctx))


def _context(db: Database, paths: DataPaths, clock: Callable[[], datetime]) -> Context:
    db.explain = lambda problem: UserError(*describe(problem))
    return Context(db, paths, clock)


def _request(data_dir: Path) -> Path:
    base = DataPaths(data_dir.absolute()).base
    return base.with_name(base.name + ".show")


def _unavailable(problem: BaseProblem, paths: DataPaths) -> BaseUnavailable:
    from app.services.safety.queries import list_backups  # a base that opens does without it

    if isinstance(problem, MigrationFailed):
        log.error("upgrade of the base failed at %s: %s", problem.revision, problem.detail)
    else:
        log.info("the base did not open: %s", type(problem).__name__)
    return BaseUnavailable(problem, tuple(row for row in list_backups(paths) if row.restorable))
