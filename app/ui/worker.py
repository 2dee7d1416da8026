"""The only file that knows threads: one lane for writes, one for long reads, results back on the window's thread.

A job is a function `job(progress) -> result`. What to do with the result is passed *with* the job, never connected
afterwards: a fast job would be over before. A command's `Changes` are published here, so nobody can forget it.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.services.changes import Changes
from app.services.errors import Cancelled
from app.services.progress import Progress

REPORT_EVERY = 0.1
"""Seconds between two reports of one job: ten a second at most."""
LATER_MS = 150

Job = Callable[[Progress], Any]
OnDone = Callable[[Any], None]
OnFailed = Callable[[BaseException], None]
OnProgress = Callable[[int, int, str], None]

log = logging.getLogger(__name__)


class Ticket:
    """A started job: can be cancelled, tells whether it is over."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.over = False

    def cancel(self) -> None:
        """Ask the job to stop at its next report; its transaction then rolls back."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()


class Runner(Protocol):
    """What tabs see: `Worker` in the window, `InlineWorker` in tests and pictures."""

    def write(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None,
    ) -> Ticket:  # fmt: skip
        """Run a command. `done(changes)` comes after the changes were published."""

    def read(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None, key: str = "", later: bool = False,
    ) -> Ticket:  # fmt: skip
        """Run a query or a report. Of several jobs with one `owner` and `key` only the newest is delivered.

        `later`: nobody waits for it; it starts when what the person has just asked for had time to be painted.
        """

    def busy(self) -> bool: ...

    def close(self) -> None:
        """Wait for the writes that were started and give the threads back."""


@dataclass(eq=False, slots=True)
class _Call:
    job: Job
    ticket: Ticket
    publish: bool
    done: OnDone | None
    failed: OnFailed | None
    progress: OnProgress | None
    owner: QObject | None
    slot: tuple[int, str] | None = None
    number: int = 0
    result: Any = None
    error: BaseException | None = None
    report: tuple[int, int, str] = field(default=(0, 0, ""))


class _Throttled:
    """The job's view of the world: passes on ten reports a second and stops the job when asked to."""

    def __init__(self, call: _Call, send: Callable[[_Call, tuple[int, int, str]], None]) -> None:
        self._call, self._send = call, send
        self._last = 0.0

    def report(self, done: int, total: int, text: str = "") -> None:
        if self._call.ticket.cancelled:
            raise Cancelled
        now = time.monotonic()
        if self._call.progress is not None and (now - self._last >= REPORT_EVERY or (total and done >= total)):
            self._last = now
            self._send(self._call, (done, total, text))


class _Delivery(QObject):
    """What both workers share: publishing, dropping what nobody waits for any more, unexpected errors."""

    def __init__(self, publish: Callable[[Changes], None], unexpected: OnFailed) -> None:
        super().__init__()
        self._publish, self._unexpected = publish, unexpected
        self._numbers = itertools.count(1)
        self._newest: dict[tuple[int, str], int] = {}

    def _call(self, job: Job, publish: bool, done: Any, failed: Any, progress: Any, owner: QObject | None, key: str) -> _Call:
        call = _Call(job, Ticket(), publish, done, failed, progress, owner, number=next(self._numbers))
        if key and owner is not None:
            call.slot = (id(owner), key)
            self._newest[call.slot] = call.number
        return call

    def _wanted(self, call: _Call) -> bool:
        if call.owner is not None and not shiboken6.isValid(call.owner):
            return False
        return call.slot is None or self._newest.get(call.slot) == call.number

    def _reported(self, call: _Call, report: tuple[int, int, str]) -> None:
        if call.progress is not None and not call.ticket.over and self._wanted(call):
            call.progress(*report)

    def _finished(self, call: _Call) -> None:
        call.ticket.over = True
        if call.error is None and call.publish:
            if not isinstance(call.result, Changes):
                raise TypeError("a write job returns Changes")
            self._publish(call.result)
        if not self._wanted(call):
            return
        if call.error is None:
            if call.done is not None:
                call.done(call.result)
        elif call.failed is not None:
            call.failed(call.error)
        elif not isinstance(call.error, Cancelled):
            self._unexpected(call.error)


class Worker(_Delivery):
    """Two lanes of threads. `publish` gets every `Changes`, `unexpected` every error that has no `failed` of its own."""

    _over = Signal(object)
    _told = Signal(object, object)

    def __init__(self, publish: Callable[[Changes], None], unexpected: OnFailed) -> None:
        super().__init__(publish, unexpected)
        self._writes = ThreadPoolExecutor(max_workers=1, thread_name_prefix="write")
        self._reads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="read")
        self._open = 0
        self._closed = False
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._reported, Qt.ConnectionType.QueuedConnection)

    def write(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None,
    ) -> Ticket:  # fmt: skip
        return self._start(self._writes, self._call(job, True, done, failed, progress, owner, ""))

    def read(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None, key: str = "", later: bool = False,
    ) -> Ticket:  # fmt: skip
        return self._start(self._reads, self._call(job, False, done, failed, progress, owner, key), later)

    def busy(self) -> bool:
        return self._open > 0

    def close(self) -> None:
        self._closed = True
        self._reads.shutdown(wait=True, cancel_futures=True)
        self._writes.shutdown(wait=True)

    def _start(self, lane: ThreadPoolExecutor, call: _Call, later: bool = False) -> Ticket:
        if self._closed:  # the window is going: whoever asks now will not be there for the answer
            call.ticket.over = True
            return call.ticket
        self._open += 1
        if later:
            QTimer.singleShot(LATER_MS, self, lambda: self._start_late(lane, call))
        else:
            lane.submit(self._run, call)
        return call.ticket

    def _start_late(self, lane: ThreadPoolExecutor, call: _Call) -> None:
        if self._closed or call.ticket.cancelled:
            self._open -= 1
            call.ticket.over = True
        else:
            lane.submit(self._run, call)

    def _run(self, call: _Call) -> None:
        try:
            if call.ticket.cancelled:
                raise Cancelled
            call.result = call.job(_Throttled(call, self._told.emit))
        except BaseException as error:  # carried to the window's thread, where it is shown and logged
            call.error = error
        try:
            self._over.emit(call)
        except RuntimeError:  # the window is gone already: nobody waits for the answer
            log.info("a job ended after the window was closed")

    def _on_over(self, call: _Call) -> None:
        self._open -= 1
        self._finished(call)


class InlineWorker(_Delivery):
    """Runs everything at once and in place: tests and pictures need no waiting."""

    def write(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None,
    ) -> Ticket:  # fmt: skip
        return self._run(self._call(job, True, done, failed, progress, owner, ""))

    def read(
        self, job: Job, *, done: OnDone | None = None, failed: OnFailed | None = None, progress: OnProgress | None = None,
        owner: QObject | None = None, key: str = "", later: bool = False,
    ) -> Ticket:  # fmt: skip
        return self._run(self._call(job, False, done, failed, progress, owner, key))

    def busy(self) -> bool:
        return False

    def close(self) -> None:
        return None

    def _run(self, call: _Call) -> Ticket:
        try:
            call.result = call.job(_Throttled(call, self._reported))
        except Exception as error:
            call.error = error
        self._finished(call)
        return call.ticket
