"""Data of the form «Паспорт школы»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.card.rows import SchoolCard
from app.services.context import Context


@dataclass(frozen=True)
class SchoolCardData:
    card: SchoolCard
    author: str
    printed_on: date
    internal: bool = False
    """For use inside the department: with statuses, signs, duties, contacts of people, notes. Never given to the public."""


def school_card_data(ctx: Context, organisation_id: int, *, internal: bool = False) -> SchoolCardData:
    """Raises UserError where the school was deleted meanwhile."""
    from app.services.card.queries import card
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return SchoolCardData(
        card=card(ctx, organisation_id),
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
        internal=internal,
    )
