"""How a long job tells how far it is and learns that it was cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Implemented by the worker of the window, by the command line and by tests."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` units; raises `Cancelled` when the person asked to stop."""


class NoProgress:
    """Nobody watches."""

    def report(self, done: int, total: int, text: str = "") -> None:
        return None
