"""The copy that every risky command takes first. It changes nothing in the base, so any feature may call it."""

from __future__ import annotations

from pathlib import Path

from app.models.backup import Reason, copy_base
from app.models.faults import BaseProblem, BaseReadOnly
from app.services.context import Context
from app.services.environment import describe
from app.services.errors import UserError


def make_backup(ctx: Context, reason: Reason = "manual", detail: str = "") -> Path:
    """Copy the open base into the backups folder; verified by opening it. Any thread, also during a write.

    `reason`: "manual", "before-import", "before-delete" …; `detail` ends up in the file name. Raises UserError (no
    space, no access): then the caller must not go on with what the copy was for.
    """
    try:
        if ctx.db.read_only:
            raise BaseReadOnly(ctx.db.shown_as)
        return copy_base(ctx.db, ctx.paths.backups, reason, ctx.clock(), detail)
    except BaseProblem as problem:
        raise UserError(*_no_copy(problem)) from problem


def _no_copy(problem: BaseProblem) -> tuple[str, str]:
    what, todo = describe(problem)
    return f"Копия базы не сделана. {what}", todo
