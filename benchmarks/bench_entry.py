"""Typing a class by hand in the real window: from a key to the cell, and from a key to the disk (synchronous=FULL)."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks import Result

ROOT = Path(__file__).resolve().parent.parent
PUPILS, LARGE = 30, 300
POINTS = (2, 1, 3, 2, 1, 12, 2, 1, 2, 4, 1, 3, 1, 2, 20, 2)


def run(args: argparse.Namespace) -> list[Result]:
    """In a process of its own: the widgets of the other benchmarks are not in the way."""
    line = [sys.executable, "-m", "benchmarks.bench_entry"]
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    done = subprocess.run(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    found: dict[str, dict[str, list[float]]] = json.loads(done.stdout.splitlines()[-1])
    results = []
    for pupils, times in found.items():
        for name, limit in (
            ("key to the painted cell", 50),
            ("key to the disk", 100),
            ("sheet opened", 300 if int(pupils) == PUPILS else 1000),
        ):
            values = times[name]
            worst = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
            note = f"95 % within {worst:.1f} ms, {len(values)} measured" if len(values) > 1 else ""
            results.append(Result(f"{pupils} pupils × {len(POINTS)} tasks: {name}", median(values), "ms", note, limit=limit))
    return results


def _measure(pupils: int) -> dict[str, list[float]]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.services.entry import commands, rules
    from app.services.entry.rows import EntryTask, NewSheet, Paper
    from app.services.opening import open_context
    from app.services.organisations.commands import save_organisation
    from app.services.organisations.rows import OrganisationRow
    from app.services.workplace.commands import edit_workplace, init_workplace
    from app.services.workplace.queries import get_workplace
    from app.ui import theme
    from app.ui.main_window import MainWindow
    from app.ui.ui_state import UiState
    from app.ui.workspace import Workspace

    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme.apply(app, points=10, scheme="light")
    times: dict[str, list[float]] = {"key to the painted cell": [], "key to the disk": [], "sheet opened": []}
    with tempfile.TemporaryDirectory() as name:
        ctx = open_context(Path(name))
        init_workplace(ctx, "school", "Школа")
        school = save_organisation(ctx, OrganisationRow(None, "school", "Школа")).value
        edit_workplace(ctx, organisation_id=school)
        tasks = tuple(EntryTask(str(at), points) for at, points in enumerate(POINTS, start=1))
        paper = Paper("municipal_test", 2026, 4, "Математика", tasks)
        sheet_id = commands.create_sheet(ctx, NewSheet(school, paper, rules.numbered(40001, pupils))).value
        workplace = get_workplace(ctx)
        assert workplace is not None
        window = MainWindow(UiState(Path(name) / "window.ini"))
        window.resize(1366, 728)
        window.show()
        workspace = Workspace(window, ctx, workplace)
        workspace.enter("entry")
        tab: Any = window.show_tab("entry")
        page = tab.grid_page
        shown: list[bool] = []
        page.shown.connect(lambda: shown.append(True))
        begun = time.perf_counter()
        tab.open_sheet(sheet_id)
        while not shown:
            app.processEvents()
        app.processEvents()
        times["sheet opened"].append(1000 * (time.perf_counter() - begun))
        chance = random.Random(3)
        for _ in range(300):
            begun = time.perf_counter()
            _row, at = page.grid.cell()
            if page.model.columns[at].max_points >= 10:
                QTest.keyClick(page.grid, Qt.Key.Key_Tab)
                continue
            QTest.keyClicks(page.grid, chance.choice("12") if at == 0 else chance.choice("2345") if at == 17 else "1")
            app.processEvents()
            times["key to the painted cell"].append(1000 * (time.perf_counter() - begun))
            while not page.saver.idle:
                app.processEvents()
            times["key to the disk"].append(1000 * (time.perf_counter() - begun))
        workspace.close()
        window.deleteLater()
    return times


if __name__ == "__main__":
    print(json.dumps({str(pupils): _measure(pupils) for pupils in (PUPILS, LARGE)}))
