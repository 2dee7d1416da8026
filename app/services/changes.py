"""What a command changed: published by the worker so that every open view refreshes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from app.services.context import Context

Topic = Literal["organisations", "results", "scales", "roadmaps", "documents", "calendar", "settings"]


@dataclass(frozen=True, slots=True)
class Changes:
    """`topics` say which views are stale, `message` goes to the status line, `undo` takes the change back.

    `value` is what the command made (an id, a report row).
    """

    topics: frozenset[Topic]
    message: str = ""
    undo: Callable[[Context], Changes] | None = field(default=None, compare=False)
    value: Any = None
