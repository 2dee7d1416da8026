"""From topics of a change to the views that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QObject

from app.services.changes import Topic


class Refresh:
    """Views say which topics they show; a published change calls those that show one of its topics."""

    def __init__(self) -> None:
        self._views: list[tuple[frozenset[Topic], QObject, Callable[[], None]]] = []

    def subscribe(self, topics: Iterable[Topic], owner: QObject, stale: Callable[[], None]) -> None:
        """Call `stale` after every change of one of the topics, as long as `owner` lives."""
        self._views.append((frozenset(topics), owner, stale))

    def publish(self, topics: frozenset[Topic]) -> None:
        self._views = [view for view in self._views if shiboken6.isValid(view[1])]
        for wanted, _owner, stale in tuple(self._views):
            if wanted & topics:
                stale()
