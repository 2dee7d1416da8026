"""What every tab is given, explicitly: no globals, no main window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.ui.refresh import Refresh
from app.ui.school_year import SchoolYears
from app.ui.ui_state import UiState
from app.ui.undo import UndoStack
from app.ui.worker import Runner

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.context import Context
    from app.services.workplace.rows import WorkplaceRow

Target = tuple[str, int] | tuple[str, int, int]
"""What a click opens: ("organisation" | "procedure" | "roadmap" | "roadmap_item" | "document", id); one school in one
procedure by ("cell", procedure id, organisation id); a tab by ("tab:schools", 0); a view of the duties over all roadmaps by
("duties:overdue", 0). What stands behind a colon says how to show it."""


class Message(Protocol):
    """A line in the page instead of a modal box."""

    def __call__(
        self, text: str, todo: str = "", *, kind: str = "info", action: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """`kind`: "info" | "warning" | "error"; `action`: a button in the line, (verb, what it does)."""


@dataclass(frozen=True, slots=True)
class UiContext:
    """Handed to `<Feature>Tab(ui)`.

    `worker` runs queries and commands, `refresh`/`undo` get every published change, `state` keeps what belongs to the
    screen, `years` is the school year chosen above, `open_target` jumps to anything, `message` says a line,
    `load_files` opens the import wizard (with files, or empty to choose them there).
    """

    ctx: Context
    workplace: WorkplaceRow
    worker: Runner
    refresh: Refresh
    undo: UndoStack
    state: UiState
    years: SchoolYears
    open_target: Callable[[Target], None]
    message: Message
    load_files: Callable[[tuple[Path, ...]], None]
