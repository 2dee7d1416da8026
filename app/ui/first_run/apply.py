"""What the first-run wizard asked for, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.first_run.wizard import FirstRunDraft
from app.ui.own_school import make_own_school

if TYPE_CHECKING:
    from app.services.context import Context


def set_up(ctx: Context, draft: FirstRunDraft) -> None:
    """Say whose base this is. A school workplace gets its own school as the first organisation."""
    from app.services.workplace.commands import init_workplace

    init_workplace(ctx, draft.kind, draft.name, draft.district_name)
    if draft.kind == "school":
        make_own_school(ctx, draft.name)
