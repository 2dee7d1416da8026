"""Threads: every result arrives, writes are published, jobs stop when asked."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from app.services.changes import Changes
from app.services.errors import Cancelled, UserError
from app.ui.worker import InlineWorker, Worker


class Desk:
    def __init__(self) -> None:
        self.published: list[Changes] = []
        self.unexpected: list[BaseException] = []


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def worker(desk, qtbot):
    made = Worker(desk.published.append, desk.unexpected.append)
    yield made
    made.close()


@pytest.fixture
def inline(desk):
    return InlineWorker(desk.published.append, desk.unexpected.append)


def test_of_two_hundred_fast_jobs_every_result_arrives(worker, qtbot):
    got: list[int] = []
    for number in range(200):
        worker.read(lambda _p, number=number: number, done=got.append)
    qtbot.waitUntil(lambda: len(got) == 200)
    assert sorted(got) == list(range(200))
    assert not worker.busy()


def test_results_come_to_the_thread_of_the_window(worker, qtbot):
    threads: list[tuple[str, str]] = []
    worker.read(
        lambda _p: threading.current_thread().name, done=lambda there: threads.append((there, threading.current_thread().name))
    )
    qtbot.waitUntil(lambda: bool(threads))
    there, here = threads[0]
    assert there.startswith("read") and here == threading.main_thread().name


def test_writes_run_one_after_the_other(worker, qtbot):
    running: list[int] = []
    overlapped: list[bool] = []
    over: list[object] = []

    def job(_progress):
        running.append(1)
        overlapped.append(len(running) > 1)
        running.pop()
        return Changes(frozenset())

    for _ in range(20):
        worker.write(job, done=over.append)
    qtbot.waitUntil(lambda: len(over) == 20)
    assert not any(overlapped)


@pytest.mark.parametrize("kind", ["worker", "inline"])
def test_changes_are_published_before_the_owner_hears_of_them(kind, request, desk, qtbot):
    runner = request.getfixturevalue(kind)
    changes = Changes(frozenset({"results"}), "Загружено.")
    seen: list[list[Changes]] = []
    runner.write(lambda _p: changes, done=lambda _c: seen.append(list(desk.published)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [[changes]]


@pytest.mark.parametrize("kind", ["worker", "inline"])
def test_an_error_goes_to_failed_else_to_the_desk(kind, request, desk, qtbot):
    runner = request.getfixturevalue(kind)
    failed: list[BaseException] = []

    def job(_progress):
        raise UserError("Не вышло.", "Повторите.")

    runner.read(job, failed=failed.append)
    runner.read(job)
    qtbot.waitUntil(lambda: bool(failed) and bool(desk.unexpected))
    assert isinstance(failed[0], UserError)
    assert isinstance(desk.unexpected[0], UserError)


@pytest.mark.parametrize("kind", ["worker", "inline"])
def test_what_nobody_waits_for_is_not_delivered(kind, request, qtbot):
    runner = request.getfixturevalue(kind)
    got: list[str] = []
    owner = QObject()
    if kind == "worker":
        gate = threading.Event()
        runner.read(lambda _p: gate.wait(10) and "old", done=got.append, owner=owner, key="rows")
        runner.read(lambda _p: "new", done=got.append, owner=owner, key="rows")
        gate.set()
        qtbot.waitUntil(lambda: not runner.busy())
        assert got == ["new"]
    gone = QObject()
    gone.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    got.clear()
    runner.read(lambda _p: "late", done=got.append, owner=gone)
    qtbot.waitUntil(lambda: not runner.busy())
    assert got == []


def test_a_cancelled_job_stops_at_its_next_report(worker, desk, qtbot):
    started = threading.Event()
    go_on = threading.Event()
    failed: list[BaseException] = []

    def job(progress):
        started.set()
        go_on.wait(10)
        progress.report(1, 2)
        return Changes(frozenset({"results"}))

    ticket = worker.write(job, failed=failed.append)
    assert started.wait(10)
    ticket.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Cancelled)
    assert desk.published == []


def test_reports_are_throttled_but_the_last_one_comes(worker, qtbot):
    told: list[tuple[int, int, str]] = []
    over: list[object] = []

    def job(progress):
        for n in range(5000):
            progress.report(n + 1, 5000, "строки")
        return None

    worker.read(job, done=over.append, progress=lambda *report: told.append(report))
    qtbot.waitUntil(lambda: bool(over))
    assert told[-1] == (5000, 5000, "строки")
    assert len(told) < 100


def test_a_write_that_returns_nothing_is_our_mistake(inline):
    with pytest.raises(TypeError):
        inline.write(lambda _p: None)


def test_a_closed_worker_takes_no_more_jobs(worker):
    worker.close()
    assert worker.read(lambda _p: 1).over and not worker.busy()


def test_what_nobody_waits_for_comes_after_the_rest(worker, qtbot):
    order: list[str] = []
    worker.read(lambda _p: None, done=lambda _r: order.append("later"), later=True)
    worker.read(lambda _p: None, done=lambda _r: order.append("now"))
    assert worker.busy()
    qtbot.waitUntil(lambda: order == ["now", "later"])
    assert not worker.busy()


def test_what_was_cancelled_before_it_began_is_over(worker, qtbot):
    came: list[object] = []
    ticket = worker.read(lambda _p: 1, done=came.append, later=True)
    ticket.cancel()
    qtbot.waitUntil(lambda: ticket.over)
    assert came == [] and not worker.busy()
