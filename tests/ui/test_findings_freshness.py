"""Findings computed in the background with real threads: what is shown stays, «Отмена» stops, storing comes after."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from app.services.findings import computing
from app.services.findings.queries import findings_state, list_findings
from app.services.findings.rows import FindingsState
from app.ui.objectivity.freshness import Freshness
from app.ui.worker import Worker
from tests.ui.findings_data import Planted, plant


@pytest.fixture
def strip(desk, qtbot):
    plant(desk.ctx, {(r.procedure_id, r.organisation_id): Planted(r.n) for r in list_findings(desk.ctx)}, stale=True)
    published, unexpected = [], []
    worker = Worker(published.append, unexpected.append)
    made = Freshness(replace(desk.window.ui, worker=worker))
    made.published = published
    qtbot.addWidget(made)
    yield made
    worker.close()
    assert not unexpected


def test_it_computes_beside_the_window_and_keeps_what_came_out(strip, desk, qtbot):
    with qtbot.waitSignal(strip.over, timeout=20_000):
        strip.follow(findings_state(desk.ctx))
        assert strip.running and strip.isVisibleTo(None) and "пересчитываются" in strip.text.text()
        assert findings_state(desk.ctx).state == "stale"  # nothing waits for it
    assert findings_state(desk.ctx).state == "fresh"
    assert [changes.topics for changes in strip.published] == [frozenset({"findings"})]
    assert strip.isHidden()


def test_it_is_stopped_at_its_next_report(strip, desk, qtbot, monkeypatch):
    go_on = threading.Event()
    before = [row.p for row in list_findings(desk.ctx)]

    def slowly(_ctx, progress):
        progress.report(1, 12, "Чтение результатов")
        go_on.wait(20)
        progress.report(2, 12, "Чтение результатов")
        raise AssertionError("went on after it was stopped")

    monkeypatch.setattr(computing, "compute_findings", slowly)
    strip.follow(findings_state(desk.ctx))
    qtbot.waitUntil(lambda: "1 из 12" in strip.text.text())
    strip.follow(FindingsState("stale"))  # read again meanwhile: not begun a second time
    with qtbot.waitSignal(strip.over, timeout=20_000):
        strip.cancel_button.click()
        go_on.set()
    assert not strip.running and strip.again_button.isVisibleTo(strip)
    assert [row.p for row in list_findings(desk.ctx)] == before and not strip.published


def test_what_changed_meanwhile_is_computed_once_more(strip, desk, qtbot, monkeypatch):
    begun, go_on, times = threading.Event(), threading.Event(), []
    real = computing.compute_findings

    def counted(ctx, progress):
        times.append(1)
        found = real(ctx, progress)
        begun.set()
        go_on.wait(20)
        return found

    monkeypatch.setattr(computing, "compute_findings", counted)
    strip.follow(findings_state(desk.ctx))
    qtbot.waitUntil(begun.is_set)
    strip.follow(findings_state(desk.ctx))
    go_on.set()
    qtbot.waitUntil(lambda: not strip.running, timeout=20_000)
    assert len(times) == 2 and findings_state(desk.ctx).state == "fresh"


def test_a_base_that_is_only_shown_is_not_computed(strip, desk, monkeypatch):
    monkeypatch.setattr(desk.ctx.db, "read_only", True)
    strip.follow(findings_state(desk.ctx))
    assert not strip.running and not strip.isHidden()
    assert strip.text.text().startswith("База открыта только для просмотра") and "14.09.2026" in strip.text.text()
    assert strip.again_button.isHidden() and strip.bar.isHidden()
    monkeypatch.undo()
