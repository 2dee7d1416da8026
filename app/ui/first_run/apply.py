"""What the first-run wizard asked for, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.changes import Changes
from app.ui.first_run.wizard import FirstRunDraft

if TYPE_CHECKING:
    from app.services.context import Context


def set_up(ctx: Context, draft: FirstRunDraft) -> None:
    """Say whose base this is. A school workplace gets its own school as the first organisation."""
    from app.services.workplace.commands import init_workplace

    init_workplace(ctx, draft.kind, draft.name, draft.district_name)
    if draft.kind == "school":
        make_own_school(ctx, draft.name)


def make_own_school(ctx: Context, name: str) -> Changes:
    """A card for the school of a school workplace."""
    from app.services.organisations.commands import save_organisation
    from app.services.organisations.rows import OrganisationRow
    from app.services.workplace.commands import edit_workplace

    saved = save_organisation(ctx, OrganisationRow(None, "school", name))
    edited = edit_workplace(ctx, organisation_id=saved.value)
    return Changes(saved.topics | edited.topics, message="Карточка школы заведена.")
