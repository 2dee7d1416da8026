"""What a finding leads to: an inquiry, or a reason why there is nothing to look into."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.context import UiContext
from app.ui.errors import describe

if TYPE_CHECKING:
    from app.services.changes import Changes


def open_inquiry(ui: UiContext, procedure_id: int, organisation_id: int, *, owner: QObject) -> None:
    """Open an inquiry of the cell and go there."""
    ctx = ui.ctx

    def job(_progress: object) -> Changes:
        from app.services.inquiries.commands import open_inquiry

        return open_inquiry(ctx, procedure_id, organisation_id)

    ui.worker.write(job, done=lambda changes: ui.open_target(("inquiry", changes.value)), failed=_say(ui), owner=owner)


def dismiss(ui: UiContext, procedure_id: int, organisation_id: int, reason: str, *, owner: QObject) -> None:
    """Put the finding aside; it stays on record."""
    ctx = ui.ctx

    def job(_progress: object) -> Changes:
        from app.services.inquiries.commands import dismiss_finding

        return dismiss_finding(ctx, procedure_id, organisation_id, reason)

    ui.worker.write(job, failed=_say(ui), owner=owner)


def _say(ui: UiContext) -> Callable[[BaseException], None]:
    def say(error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        ui.message(known.what, known.todo, kind="error")

    return say
