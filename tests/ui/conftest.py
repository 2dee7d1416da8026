"""The window over a real base, without waiting: every job runs at once and in place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.ui_state import UiState
from app.ui.worker import InlineWorker
from app.ui.workspace import Workspace

if TYPE_CHECKING:
    from app.services.context import Context

NOW = datetime(2026, 9, 14, 9, 30)


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme.apply(qapp, points=10, scheme="light")
    theme.settle(qapp)


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of the demonstration district: the register and results of two years."""
    from app.services.demo.simulate import simulate
    from app.services.demo.workbooks import write_district

    folder = tmp_path_factory.mktemp("загрузки района")
    write_district(folder, simulate())
    return folder


@pytest.fixture(scope="session")
def _district_base(tmp_path_factory: pytest.TempPathFactory, downloads: Path) -> Path:
    """A base with the demonstration register, four loaded files and what the checks found in them, closed."""
    from app.services.findings.commands import refresh_findings
    from app.services.imports.folder import import_files
    from app.services.opening import open_context
    from app.services.organisations.commands import import_register
    from app.services.organisations.register import preview_register
    from app.services.workplace.commands import init_workplace

    ctx = open_context(tmp_path_factory.mktemp("district"), clock=lambda: NOW)
    init_workplace(ctx, "department", "Отдел образования Верхнеозёрского района", "Верхнеозёрский район")
    import_register(ctx, preview_register(ctx, downloads / "Организации района.xlsx"))
    report = import_files(
        ctx,
        [
            downloads / "ВПР_2024_Русский_язык_4_класс.xlsx",
            downloads / "Ф1_Индивидуальные результаты 2025 Русский язык 5 класс.xlsx",
            downloads / "Ф1_Индивидуальные результаты 2026 Русский язык 4 класс.xlsx",
            downloads / "Ф1_Индивидуальные результаты 2026 Русский язык 5 класс.xlsx",
        ],
    )
    assert all(file.committed for file in report.files)
    refresh_findings(ctx)
    ctx.db.close()
    return ctx.paths.base


def _open(folder: Path, base: Path) -> Context:
    from app.services.opening import open_context

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base, folder / "oko.sqlite")
    return open_context(folder, clock=lambda: NOW)


@pytest.fixture
def district(tmp_path: Path, _district_base: Path) -> Iterator[Context]:
    """An open base with schools and results."""
    ctx = _open(tmp_path / "Данные района", _district_base)
    yield ctx
    ctx.db.close()


@pytest.fixture
def empty(tmp_path: Path, _fresh_base: Path) -> Iterator[Context]:
    """An open base of a department that has nothing yet."""
    from app.services.workplace.commands import init_workplace

    ctx = _open(tmp_path / "Пустая база", _fresh_base)
    init_workplace(ctx, "department", "Отдел образования Верхнеозёрского района", "Верхнеозёрский район")
    yield ctx
    ctx.db.close()


@dataclass
class Desk:
    """A window with an open base."""

    window: MainWindow
    workspace: Workspace
    ctx: Any

    def tab(self, key: str) -> Any:
        """Show a tab and give it."""
        return self.window.show_tab(key)


@pytest.fixture
def make_desk(qtbot: Any, tmp_path: Path) -> Any:
    """`make_desk(ctx, size=(1366, 740))` opens the window; its state file may be given to reopen it."""
    opened: list[Desk] = []

    def make(ctx: Context, *, size: tuple[int, int] = (1366, 740), state: Path | None = None, tab: str = "overview") -> Desk:
        from app.services.workplace.queries import get_workplace

        workplace = get_workplace(ctx)
        assert workplace is not None
        window = MainWindow(UiState(state or tmp_path / "window.ini"))
        window.resize(*size)
        window.show()
        workspace = Workspace(window, ctx, workplace, make_runner=InlineWorker)
        workspace.enter(tab)
        workspace.equip()
        desk = Desk(window, workspace, ctx)
        opened.append(desk)
        return desk

    yield make
    for desk in opened:  # at once: windows that pile up make every change of the style slow
        desk.window.hide()
        desk.window.deleteLater()
        QCoreApplication.sendPostedEvents(desk.window, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(make_desk: Any, district: Context) -> Desk:
    """The demonstration district in a window of 1366 × 740."""
    made: Desk = make_desk(district)
    return made


@pytest.fixture
def empty_desk(make_desk: Any, empty: Context) -> Desk:
    made: Desk = make_desk(empty)
    return made
