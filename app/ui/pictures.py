"""Pictures of every tab, for the demonstration and for looking at them: no screen is needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.services.errors import UserError
from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.tabs import tabs_of
from app.ui.ui_state import UiState
from app.ui.worker import InlineWorker

if TYPE_CHECKING:
    from app.services.context import Context

SIZE = (1366, 768)
SETTLE = 8
"""Turns of the event loop until layouts and pictures have found their places."""


def save_pictures(
    ctx: Context, folder: Path, *, size: tuple[int, int] = SIZE, points: int = theme.FONT_SIZES[0], scheme: theme.Scheme = "light"
) -> tuple[Path, ...]:
    """Write a PNG of each tab of the workplace at `size` logical pixels; returns the files. The base stays open.

    `points` (10, 12, 14) and `scheme` show the big font and the dark window. Raises UserError for a base nobody set up.
    """
    from app.services.workplace.queries import get_workplace
    from app.ui.workspace import Workspace

    workplace = get_workplace(ctx)
    if workplace is None:
        raise UserError("База ещё не настроена.", "Сначала укажите, чья она.")
    folder.mkdir(parents=True, exist_ok=True)
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    before = theme.points(), theme.scheme()
    theme.apply(app, points=points, scheme=scheme)
    theme.settle(app)
    state = UiState(folder / ".window.ini")
    window = MainWindow(state)
    workspace = Workspace(window, ctx, workplace, make_runner=InlineWorker)
    written = []
    try:
        window.resize(*size)
        window.show()
        workspace.enter("overview")
        workspace.equip()
        workspace.read_years()
        workspace.read_copies()
        for number, spec in enumerate(tabs_of(workplace.kind), start=1):
            window.show_tab(spec.key)
            _settle(app)
            path = folder / f"{number} {spec.titles[workplace.kind]}.png"
            if not window.grab().save(str(path)):
                raise UserError(f"Не удалось сохранить картинку «{path.name}».", "Проверьте, можно ли писать в эту папку.")
            written.append(path)
    finally:
        workspace.close(close_base=False)
        window.hide()
        window.deleteLater()
        theme.apply(app, points=before[0], scheme=before[1])
        state.save()
        (folder / ".window.ini").unlink(missing_ok=True)
    return tuple(written)


def _settle(app: QApplication) -> None:
    for _ in range(SETTLE):
        app.processEvents()
        app.sendPostedEvents()
