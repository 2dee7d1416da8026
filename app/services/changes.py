"""What a command changed: published by the worker so that every open view refreshes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from app.services.errors import UserError

if TYPE_CHECKING:
    from app.services.context import Context

Topic = Literal[
    "organisations",
    "results",
    "scales",
    "roadmaps",
    "documents",
    "calendar",
    "settings",
    "entry",
    "collection",
    "inquiries",
    "findings",
]


@dataclass(frozen=True, slots=True)
class Changes:
    """`topics` say which views are stale, `message` goes to the status line, `undo` takes the change back.

    `value` is what the command made (an id, a report row).
    """

    topics: frozenset[Topic]
    message: str = ""
    undo: Callable[[Context], Changes] | None = field(default=None, compare=False)
    value: Any = None


def joined(first: Changes, second: Changes, message: str) -> Changes:
    """Two changes that a person made as one: taken back together, the later one first. `value` is that of the first.

    Where the first can no longer be taken back, the second returns and the refusal is passed on.
    """
    undo_first, undo_second = first.undo, second.undo
    topics = first.topics | second.topics
    if undo_first is None or undo_second is None:
        return Changes(topics, message, None, first.value)

    def undo(ctx: Context) -> Changes:
        later = undo_second(ctx)
        try:
            earlier = undo_first(ctx)
        except UserError:
            if later.undo is not None:
                later.undo(ctx)
            raise
        return joined(later, earlier, earlier.message)

    return Changes(topics, message, undo, first.value)
