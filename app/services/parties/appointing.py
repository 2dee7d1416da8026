"""Appointing somebody who may not be in the directory yet: one act, one way back."""

from __future__ import annotations

from datetime import date

from app.services.changes import Changes, joined
from app.services.context import Context
from app.services.errors import UserError
from app.services.parties.commands import appoint, save_party
from app.services.parties.rows import PartyRow
from app.services.parties.rules import kind_of, looks_like_person


def appoint_by_name(
    ctx: Context, role_id: int, name: str, known_id: int | None, starts_on: date | None, ends_on: date | None, basis: str = ""
) -> Changes:
    """Appoint `known_id`, or a new party of this name; a post is taken for the person who holds it."""
    if known_id is not None:
        return appoint(ctx, role_id, known_id, starts_on=starts_on, ends_on=ends_on, basis=basis)
    kind = kind_of(name, looks_like_person(name))
    made = save_party(ctx, PartyRow(None, "person" if kind == "role" else kind, name))
    try:
        appointed = appoint(ctx, role_id, made.value, starts_on=starts_on, ends_on=ends_on, basis=basis)
    except UserError:
        if made.undo is not None:
            made.undo(ctx)
        raise
    return joined(made, appointed, appointed.message)
