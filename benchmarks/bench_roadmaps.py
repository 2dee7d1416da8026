"""The tab of roadmaps in a base of 10, 50 and 300 roadmaps of 100 items: from the act of a person to the painted screen."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import Result

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.roadmaps.rows import RoadmapTree

ROOT = Path(__file__).resolve().parent.parent
PHRASES = ROOT / "tests" / "data" / "deadline_phrases.json"
SIZES = (10, 50, 300)
SECTIONS, ITEMS = 5, 20
LIMIT_MS = 100
NOW = datetime(2027, 3, 15, 10, 0)
WHO = ("Отдел образования", "ОО", "Руководители ОО", "Методическая служба", "Муниципальный координатор", "Отдел образования, ОО")
WHAT = (
    "Провести совещание с руководителями школ по итогам",
    "Подготовить приказ о проведении",
    "Собрать отчёты школ о",
    "Организовать перепроверку",
    "Разместить на сайте сведения о",
)
OF_WHAT = (
    "всероссийских проверочных работ",
    "диагностики читательской грамотности",
    "работы наблюдателей",
    "итогового собеседования",
)


def run(args: argparse.Namespace) -> list[Result]:
    """In a process of its own: the widgets of the other benchmarks are not in the way."""
    line = [sys.executable, "-m", "benchmarks.bench_roadmaps", str(args.repeat)]
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    done = subprocess.run(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    largest, smallest = str(SIZES[-1]), str(SIZES[0])
    results = []
    for name in found[largest]:
        grown = ", ".join(f"{size}: {found[str(size)][name]:.0f} ms" for size in SIZES)
        times = found[largest][name] / max(0.01, found[smallest][name])
        note = f"of roadmaps {grown}; × {times:.1f} from {smallest} to {largest}"
        results.append(Result(f"{largest} roadmaps: {name}", found[largest][name], "ms", note, limit=LIMIT_MS))
    return results


# --- the base ---------------------------------------------------------------------------------------------------------


def plan(number: int, chance: random.Random, phrases: list[str]) -> RoadmapTree:
    """A roadmap of 100 items in 5 sections with deadlines as people write them."""
    from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

    sections = tuple(
        RoadmapSectionRow(
            f"{section}.",
            f"Направление {section}",
            tuple(
                RoadmapLine(
                    f"{section}.{item}.",
                    f"{chance.choice(WHAT)} {chance.choice(OF_WHAT)}, вопрос {number}-{section}-{item}",
                    chance.choice(phrases),
                    chance.choice(WHO),
                    "Протокол, справка",
                )
                for item in range(1, ITEMS + 1)
            ),
        )
        for section in range(1, SECTIONS + 1)
    )
    title = f"Дорожная карта № {number} по развитию оценки качества образования на 2026/2027 учебный год"
    return RoadmapTree(title, sections, period_start=date(2026, 9, 1), period_end=date(2027, 8, 31))


def add(ctx: Context, numbers: Iterator[int], count: int, chance: random.Random, phrases: list[str]) -> None:
    """Roadmaps as a person would make them, a third of their dates marked."""
    from app.services.duties.queries import duties
    from app.services.execution.commands import mark
    from app.services.roadmaps.commands import create_roadmap

    for _ in range(count):
        roadmap_id = create_roadmap(ctx, plan(next(numbers), chance, phrases)).value
        keys = [row.key for row in duties(ctx, "all", roadmap_id=roadmap_id, limit=10_000).rows]
        mark(ctx, chance.sample(keys, len(keys) // 3), "done", done_on=date(2027, 3, 1))


def open_base(folder: Path) -> Context:
    from app.models.organisations import Organisation
    from app.services.opening import open_context
    from app.services.text_ru import search_key
    from app.services.workplace.commands import init_workplace

    ctx = open_context(folder, clock=lambda: NOW)
    init_workplace(ctx, "department", "Отдел образования Заречного района", "Заречный район")
    with ctx.db.write() as session:
        names = [f"МБОУ «Школа № {number}»" for number in range(1, 21)]
        session.add_all(Organisation(short_name=name, search_name=search_key(name)) for name in names)
    return ctx


# --- the window -------------------------------------------------------------------------------------------------------


@contextmanager
def open_tab(ctx: Context, folder: Path) -> Iterator[Any]:
    """The tab of roadmaps in its window of 1366 × 768, with the worker's threads as in the program."""
    from PySide6.QtWidgets import QApplication

    from app.services.workplace.queries import get_workplace
    from app.ui.main_window import MainWindow
    from app.ui.ui_state import UiState
    from app.ui.workspace import Workspace

    workplace = get_workplace(ctx)
    assert workplace is not None
    window = MainWindow(UiState(folder / f"window-{time.monotonic_ns()}.ini"))
    window.resize(1366, 768)
    window.show()
    space = Workspace(window, ctx, workplace)
    space.enter("roadmaps")
    space.equip()
    tab: Any = window.show_tab("roadmaps")
    wait(lambda: tab.tree.rows.tree is not None)
    settle(tab)
    yield tab
    window.hide()
    window.deleteLater()
    QApplication.processEvents()


def wait(ready: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    until = time.monotonic() + 60
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.0005)  # the loop of the program sleeps too: a spinning one would take the reading thread's turns


def settle(tab: Any) -> None:
    """What is read behind the screen (checks, understood deadlines) is over, so that every measure begins alike."""
    from PySide6.QtWidgets import QApplication

    quiet = 0
    while quiet < 20:
        QApplication.processEvents()
        quiet = 0 if tab.ui.worker.busy() else quiet + 1
        time.sleep(0.005)


def timed(tab: Any, act: Callable[[], object], ready: Callable[[], bool], view: Any) -> float:
    """Milliseconds from the act until what it leads to is painted."""
    settle(tab)
    start = time.perf_counter()
    act()
    wait(ready)
    view.viewport().repaint()
    return (time.perf_counter() - start) * 1000


def measure(tab: Any, repeat: int, chance: random.Random) -> dict[str, float]:
    """Medians in milliseconds; of scrolling the slowest page."""
    found: dict[str, list[float]] = {}

    def note(name: str, milliseconds: float) -> None:
        found.setdefault(name, []).append(milliseconds)

    ids = _ids(tab)
    listed: list[int] = []
    tab.list.counted.connect(lambda: listed.append(1))
    field = _field(tab.list)
    pages: list[float] = []
    for turn in range(repeat):
        listed.clear()
        note("the list is read and painted", timed(tab, tab.reload, lambda: bool(listed), tab.list.table))
        wanted = chance.choice([i for i in ids if i != tab.tree.rows.tree.id])
        note(
            "one is opened",
            timed(tab, lambda: tab.list.select(wanted), lambda: tab.tree.rows.tree.id == wanted, tab.tree),  # noqa: B023
        )
        note("filtering its items by a word", timed(tab, lambda: tab.middle.words.setText("наблюдат"), _at_once, tab.tree))
        tab.middle.words.clear()
        note("filtering its items by «просрочено»", timed(tab, lambda: tab.middle.when.choose("overdue"), _at_once, tab.tree))
        tab.middle.clear_filter()
        note("filtering the list", timed(tab, lambda: field.setText(f"№ {turn + 1} "), _at_once, tab.list.table))  # noqa: B023
        field.clear()
        bar = tab.tree.verticalScrollBar()
        bar.setValue(0)
        while bar.value() < bar.maximum():
            pages.append(timed(tab, lambda: bar.setValue(bar.value() + bar.pageStep()), _at_once, tab.tree))  # noqa: B023
    return {name: median(values) for name, values in found.items()} | {"scrolling by a page, the slowest": max(pages)}


def _at_once() -> bool:
    return True


def _ids(tab: Any) -> list[int]:
    from app.services.roadmaps.queries import list_roadmaps

    return [row.id for row in list_roadmaps(tab.ui.ctx)]


def _field(panel: Any) -> Any:
    from PySide6.QtWidgets import QLineEdit

    return panel.findChild(QLineEdit)


def timeline_times(tab: Any, repeat: int, ids: list[int], chance: random.Random) -> float:
    """The timeline alone: from choosing another roadmap to painted."""
    from app.ui.roadmaps.timeline_view import TimelineView

    view = TimelineView(tab.ui)
    view.resize(900, 300)
    view.show()
    times = []
    for _ in range(repeat + 1):
        shown = view.model.rows
        wanted = chance.choice(ids)
        times.append(timed(tab, lambda: view.show_roadmap(wanted), lambda: view.model.rows is not shown, view.table))  # noqa: B023
    view.hide()
    view.deleteLater()
    return median(times[1:])


def main(repeat: int) -> dict[str, dict[str, float]]:
    from PySide6.QtWidgets import QApplication

    from app.ui import theme

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, points=10, scheme="light")
    theme.settle(application)
    phrases = [phrase["text"] for phrase in json.loads(PHRASES.read_text(encoding="utf-8"))]
    chance = random.Random(7)
    numbers = iter(range(1, SIZES[-1] + 1))
    found: dict[str, dict[str, float]] = {}
    there = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        ctx = open_base(folder / "data")
        for size in SIZES:
            add(ctx, numbers, size - there, chance, phrases)
            there = size
            with open_tab(ctx, folder) as tab:
                found[str(size)] = measure(tab, repeat, chance)
                found[str(size)]["its timeline is read and painted"] = timeline_times(tab, repeat, _ids(tab), chance)
        ctx.db.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
