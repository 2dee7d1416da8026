"""The last edits as inverse functions: Ctrl+Z takes the last change back, Ctrl+Y brings it again.

Inside a text field Qt's own undo works; an import carries its own inverse (it reverts the run).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.changes import Changes

if TYPE_CHECKING:
    from app.services.context import Context

DEPTH = 50

Inverse = Callable[["Context"], Changes]


class UndoStack(QObject):
    """Filled by the published changes; `take_undo`/`take_redo` hand the inverse to whoever runs it on the worker."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._undo: list[tuple[str, Inverse]] = []
        self._redo: list[tuple[str, Inverse]] = []
        self._direction = ""

    def record(self, changes: Changes) -> None:
        """Remember how to take a change back. What comes from an undo goes to the other side."""
        direction, self._direction = self._direction, ""
        if changes.undo is None:
            return
        side = self._redo if direction == "undo" else self._undo
        side.append((changes.message, changes.undo))
        del side[:-DEPTH]
        if not direction:
            self._redo.clear()
        self.changed.emit()

    def take_undo(self) -> tuple[str, Inverse] | None:
        return self._take(self._undo, "undo")

    def take_redo(self) -> tuple[str, Inverse] | None:
        return self._take(self._redo, "redo")

    def failed(self) -> None:
        """The inverse could not be run (the data changed since): forget the direction."""
        self._direction = ""
        self.changed.emit()

    def forget(self, inverse: Inverse) -> None:
        """Somebody runs this inverse in another way («Отменить загрузку»): it must not be run twice."""
        self._undo = [entry for entry in self._undo if entry[1] is not inverse]
        self.changed.emit()

    def undo_text(self) -> str:
        """What Ctrl+Z would take back, in the words of the status line; empty = nothing."""
        return self._undo[-1][0] if self._undo else ""

    def redo_text(self) -> str:
        return self._redo[-1][0] if self._redo else ""

    def clear(self) -> None:
        self._undo.clear()
        self._redo.clear()
        self.changed.emit()

    def _take(self, side: list[tuple[str, Inverse]], direction: str) -> tuple[str, Inverse] | None:
        if not side:
            return None
        self._direction = direction
        taken = side.pop()
        self.changed.emit()
        return taken
