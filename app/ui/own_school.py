"""The one school of a school workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.changes import Changes

if TYPE_CHECKING:
    from app.services.context import Context


def make_own_school(ctx: Context, name: str) -> Changes:
    """A card for the school of a school workplace."""
    from app.services.organisations.commands import save_organisation
    from app.services.organisations.rows import OrganisationRow
    from app.services.workplace.commands import edit_workplace

    saved = save_organisation(ctx, OrganisationRow(None, "school", name))
    edited = edit_workplace(ctx, organisation_id=saved.value)
    return Changes(saved.topics | edited.topics, message="Карточка школы заведена.")
