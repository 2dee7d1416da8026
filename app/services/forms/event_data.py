"""Data of the papers of an event: invitation, attendance sheet, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.events.rows import Event, Question


@dataclass(frozen=True, slots=True)
class EventPaper:
    """`questions` of the agenda with what was said and decided of each; `rest`: what belongs to none of them."""

    author: str
    printed_on: date
    event: Event
    questions: tuple[Question, ...]
    rest: Question
    of_school: bool = False
    """A school holds it for its own people."""


def event_data(ctx: Context, event_id: int) -> EventPaper:
    """Raises UserError when the event is gone."""
    from app.services.events.queries import get_event
    from app.services.events.rules import questions
    from app.services.workplace.queries import get_workplace

    event = get_event(ctx, event_id)
    workplace = get_workplace(ctx)
    asked, rest = questions(event.fields.agenda, event.fields.heard, event.decisions)
    return EventPaper(
        workplace.name if workplace else "",
        ctx.clock().date(),
        event,
        asked,
        rest,
        workplace is not None and workplace.kind == "school",
    )
