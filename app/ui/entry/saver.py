"""Every change of the grid goes to the disk at once; what is typed while a save runs goes with the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.services.changes import Changes
from app.services.entry.rows import Work
from app.ui.worker import Runner


class Saver(QObject):
    """`save(works)` is the command. `sent(works)` comes when it is given to the worker, `saved(works)` when these very works
    are on the disk.
    """

    sent = Signal(object)
    saved = Signal(object)
    failed = Signal(object)
    waiting_changed = Signal()

    def __init__(self, worker: Runner, save: Callable[[Sequence[Work]], Changes], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker, self._save = worker, save
        self._waiting: dict[int, Work] = {}
        self._newest: dict[int, Work] = {}
        self._running = 0
        self.broken = False
        """The last save failed: what waits is on the screen only."""

    @property
    def idle(self) -> bool:
        return not self._running and not self._waiting

    def put(self, works: Sequence[Work]) -> None:
        newest = {work.position: work for work in works}
        self._waiting.update(newest)
        self._newest.update(newest)
        if not self._running:
            self._start()

    def flush(self) -> None:
        """Hand over all that waits, now: the page or the window is being left."""
        self._start()

    def _start(self) -> None:
        if not self._waiting:
            self.waiting_changed.emit()
            return
        works = tuple(self._waiting.values())
        self._waiting = {}
        self._running += 1
        self.sent.emit(works)
        self.waiting_changed.emit()
        self._worker.write(
            lambda _progress: self._save(works),
            done=lambda _changes: self._done(works),
            failed=lambda error: self._failed(works, error),
        )

    def _done(self, works: tuple[Work, ...]) -> None:
        self._running -= 1
        self.broken = False
        self.saved.emit(works)
        if not self._running:
            self._start()

    def _failed(self, works: tuple[Work, ...], error: BaseException) -> None:
        """Nothing is lost from the screen: it goes with the next try. What was typed anew meanwhile goes as it is now."""
        self._running -= 1
        self.broken = True
        again = {work.position: work for work in works if self._newest[work.position] is work}
        self._waiting = again | self._waiting
        self.waiting_changed.emit()
        self.failed.emit(error)
