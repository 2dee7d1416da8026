"""A decision about a school: the note of it and the status on the card, taken back together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.services.changes import Changes, joined

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.support.rows import Decision


def decide(ctx: Context, decision: Decision, basis: str) -> Changes:
    """`take` puts the status on the card from the day of the decision, `release` ends the one in force the day before."""
    from app.services.statuses.commands import end_status, save_status
    from app.services.statuses.queries import list_statuses
    from app.services.statuses.rows import StatusRow
    from app.services.support.commands import save_decision

    day = decision.decided_on
    now = list_statuses(ctx, decision.organisation_id, in_force_on=day, kind=decision.kind)
    status: Changes | None = None
    if decision.decision == "take" and not now:
        status = save_status(
            ctx, StatusRow(None, decision.organisation_id, decision.kind, day, None, basis, None, decision.reason)
        )
    elif decision.decision == "release" and now and now[0].id is not None:
        last = day - timedelta(days=1)
        since = now[0].since
        status = end_status(ctx, now[0].id, max(last, since) if since else last)
    number = status.value if status is not None else now[0].id if now else None
    noted = save_decision(ctx, replace(decision, status_id=number))
    return noted if status is None else joined(status, noted, noted.message)
