"""A robot that types a class in the real window and says what was acknowledged; made to be killed.

`python -m tests.ui.entry.typist DATA_FOLDER SHEET_ID SEED` prints, after each acknowledged save, how many keys had been
typed when that save was started, then goes on until the class is typed.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.services.entry import rules
from app.services.entry.rows import Paper, Work
from app.services.entry.typing import type_key


def keys_for(paper: Paper, works: int, chance: random.Random) -> str:
    """The keys of a class: points, «X», the absent, marks of the journal, two-digit points."""
    keys = []
    for _ in range(works):
        if chance.random() < 0.06:
            keys.append("y")  # «Н» of the other layout
            continue
        if len(paper.variants) > 1:
            keys.append(chance.choice(paper.variants))
        for task in paper.tasks:
            points = chance.randint(0, task.max_points)
            if chance.random() < 0.08:
                keys.append("x")
            elif points and points * 10 <= task.max_points:
                keys.append(f"{points}\t")  # a second digit could follow: the person goes on with Tab
            else:
                keys.append(str(points))
        if paper.with_journal:
            keys.append(chance.choice("23450"))
    return "".join(keys)


def states_after(paper: Paper, works: Sequence[Work], keys: str) -> Iterator[tuple[Work, ...]]:
    """The works before the first key and after each key, by the rules alone, without a window."""
    columns = rules.columns_of(paper)
    now, row, at, waiting = list(works), 0, 0, ""
    first = 1 if len(paper.variants) == 1 else 0
    at = first
    yield tuple(now)
    for key in keys:
        jump = "next"
        if key == "\t":
            waiting = ""
        else:
            typed = type_key(now[row], columns[at], key, waiting, paper)
            assert not typed.refused, (row, columns[at].key, key)
            now[row], jump, waiting = typed.work, typed.jump, typed.waiting
        if jump == "next" and at + 1 < len(columns):
            at += 1
        elif jump and row + 1 < len(now):
            row, at = row + 1, first
        yield tuple(now)


def main(folder: Path, sheet_id: int, seed: int) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.services.opening import open_context
    from app.services.workplace.queries import get_workplace
    from app.ui import theme
    from app.ui.main_window import MainWindow
    from app.ui.ui_state import UiState
    from app.ui.workspace import Workspace

    app = QApplication(["typist"])
    theme.apply(app, points=10, scheme="light")
    ctx = open_context(folder)
    workplace = get_workplace(ctx)
    assert workplace is not None
    window = MainWindow(UiState(folder / "window.ini"))
    window.resize(1366, 728)
    window.show()
    workspace = Workspace(window, ctx, workplace)
    workspace.enter("entry")
    page = window.show_tab("entry").grid_page  # type: ignore[union-attr]
    typed = 0
    started: list[int] = []

    def say(_works: object) -> None:
        print(started.pop(0), flush=True)

    def shown() -> None:
        page.shown.disconnect(shown)
        page.acknowledged.connect(say)
        page.saver.sent.connect(lambda _works: started.append(typed_now()))
        keys = keys_for(page.sheet.info.paper, page.model.rowCount(), random.Random(seed))
        QTimer.singleShot(0, lambda: type_next(keys))

    def typed_now() -> int:
        return typed

    def type_next(keys: str) -> None:
        nonlocal typed
        if typed == len(keys):
            finish()
            return
        key = keys[typed]
        typed += 1
        if key == "\t":
            QTest.keyClick(page.grid, Qt.Key.Key_Tab)
        else:
            QTest.keyClicks(page.grid, key)
        QTimer.singleShot(0, lambda: type_next(keys))

    def finish() -> None:
        if page.saver.idle:
            app.quit()
        else:
            QTimer.singleShot(1, finish)

    page.shown.connect(shown)
    window.tab("entry").open_sheet(sheet_id)  # type: ignore[union-attr]
    app.exec()
    workspace.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
