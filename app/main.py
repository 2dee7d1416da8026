"""The window: paths → window on the screen → log → base → tabs. Heavy imports happen after the first paint.

python -m app [--data DIR] [--measure-start]
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app import APP_TITLE
from app.paths import DataPaths, choose_data_dir, default_data_dir
from app.ui import theme
from app.ui.main_window import MainWindow
from app.ui.ui_state import UiState

if TYPE_CHECKING:
    from PySide6.QtCore import QFileSystemWatcher

    from app.services.context import Context
    from app.services.opening import BaseUnavailable
    from app.services.safety.rows import BackupRow
    from app.ui.first_run.wizard import FirstRunDraft
    from app.ui.workspace import Workspace

STATE_FILE = "window.ini"
LOG_SIZE = 1_000_000
EQUIP_AFTER_MS = 1500
"""Menus and keys follow the first tab; they do not wait longer than this for it."""


def run(argv: Sequence[str]) -> int:
    """Open the window and run until it is closed. `argv` without the program's name."""
    gc.disable()  # importing makes only what stays: collecting meanwhile costs a tenth of the start
    chosen = _option(argv, "--data")
    folder = Path(chosen) if chosen else default_data_dir()
    app = QApplication.instance() or QApplication([APP_TITLE])
    assert isinstance(app, QApplication)
    program = Program(app, folder, folder_is_given=chosen is not None, measure="--measure-start" in argv)
    program.start()
    code = app.exec()
    program.end()
    return code


class Program(QObject):
    """From a data folder to a window with an open base, and again when a copy is restored."""

    def __init__(self, app: QApplication, folder: Path, *, folder_is_given: bool, measure: bool = False) -> None:
        super().__init__()
        self.app = app
        self.folder = folder
        self.workspace: Workspace | None = None
        self.window: MainWindow | None = None
        self._folder_is_given = folder_is_given
        self._measure = measure
        self._times: dict[str, float] = {}
        self._watcher: QFileSystemWatcher | None = None
        self._settled: Workspace | None = None

    @property
    def paths(self) -> DataPaths:
        return DataPaths(self.folder)

    def start(self) -> None:
        """Show the frame; everything else follows its first paint."""
        self.app.setApplicationName(APP_TITLE)
        self.app.setApplicationDisplayName(APP_TITLE)
        self._new_window()

    def end(self) -> None:
        """The event loop is over: save and close what is still open."""
        self._close_workspace()

    # -- window

    def _new_window(self) -> None:
        state = UiState(self.folder / STATE_FILE)
        theme.apply(self.app, points=state.get("look/points", theme.FONT_SIZES[0]), scheme=state.get("look/scheme", "system"))
        old, self.window = self.window, MainWindow(state)
        self.window.painted.connect(self._painted)
        self.window.first_tab_filled.connect(self._filled)
        self.window.closing.connect(self._close_workspace)
        self.window.show()
        if old is not None:
            old.close()
            old.deleteLater()

    def _painted(self) -> None:
        self._times.setdefault("painted_s", _since_start())
        assert self.window is not None
        self.window.setWindowIcon(theme.app_icon())
        _start_log(self.paths)
        self.open()

    def _filled(self) -> None:
        self._times.setdefault("first_tab_s", _since_start())
        if self._measure:
            self._tell_times()
            return
        gc.enable()
        QTimer.singleShot(0, self._settle)

    def _tell_times(self) -> None:
        print(json.dumps({name: round(seconds, 3) for name, seconds in self._times.items()}))
        QTimer.singleShot(0, self.app.quit)

    def _settle(self) -> None:
        """The first tab is there (or takes too long): menus, keys, the daily copy."""
        if self.workspace is not None and self._settled is not self.workspace and not self._measure:
            self._settled = self.workspace
            self.workspace.equip()
            self.workspace.settle()
            self._watch_for_second_start()

    # -- base

    def open(self, *, start_new: bool = False, accept_lost_journal: bool = False) -> None:
        """Open the base of the folder, or say on a page why it cannot be opened."""
        draft = None
        if not self.paths.base.exists() and not start_new and not _has_copies(self.paths):
            draft = self._ask_first_run(ask_folder=not self._folder_is_given)
            if draft is None:
                self._leave()
                return
            if draft.folder is not None and draft.folder != self.folder:
                self._move_to(draft.folder)
        from app.services.opening import BaseUnavailable, ask_to_show, open_context

        try:
            ctx = open_context(self.folder, start_new=start_new, accept_lost_journal=accept_lost_journal)
        except BaseUnavailable as problem:
            if problem.own_window:
                ask_to_show(self.folder)
                self._leave()
            else:
                self._show_problem(problem)
            return
        self._enter(ctx, draft)

    def _enter(self, ctx: Context, draft: FirstRunDraft | None) -> None:
        from app.services.workplace.queries import get_workplace
        from app.ui.workspace import Workspace

        workplace = get_workplace(ctx)
        if workplace is None:
            draft = draft or self._ask_first_run(ask_folder=False)
            if draft is None:
                ctx.db.close()
                self._leave()
                return
            from app.ui.first_run.apply import set_up

            set_up(ctx, draft)
            workplace = get_workplace(ctx)
            assert workplace is not None
        assert self.window is not None
        self.workspace = Workspace(self.window, ctx, workplace, reopen=self._reopen)
        self.workspace.errors.install()
        self.workspace.enter()
        QTimer.singleShot(EQUIP_AFTER_MS, self._settle)

    def _ask_first_run(self, *, ask_folder: bool) -> FirstRunDraft | None:
        from app.services.safety.place import place_problems
        from app.ui.first_run.wizard import FirstRunWizard

        theme.settle(self.app)
        wizard = FirstRunWizard(self.folder if ask_folder else None, place_problems, self.window)
        wizard.exec()
        return wizard.draft

    def _move_to(self, folder: Path) -> None:
        """The person chose another folder: from now on this is the default one."""
        assert self.window is not None
        choose_data_dir(folder)
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.window.state = UiState(folder / STATE_FILE)
        _start_log(self.paths)

    def _close_workspace(self) -> None:
        if self.workspace is not None:
            workspace, self.workspace, self._settled = self.workspace, None, None
            workspace.close()

    def _leave(self) -> None:
        if self.window is not None:
            self.window.hide()
        QTimer.singleShot(0, self.app.quit)

    # -- when the base is not as it should be

    def _show_problem(self, problem: BaseUnavailable) -> None:
        from app.ui.base_problem import BaseProblemPage

        theme.settle(self.app)
        assert self.window is not None
        self.window.show_instead(
            BaseProblemPage(
                problem,
                again=self._again,
                restore=self._reopen,
                view=self._view_copy,
                open_without_journal=lambda: self._again(accept_lost_journal=True),
                start_new=lambda: self._again(start_new=True),
                choose_folder=self._choose_folder,
            )
        )
        if self._measure:
            print(json.dumps({"problem": problem.cause}))
            QTimer.singleShot(0, self.app.quit)

    def _again(self, **how: bool) -> None:
        assert self.window is not None
        self.window.leave_problem()
        self.open(**how)

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(self.window, "Папка данных", str(self.folder.parent))
        if chosen:
            self._move_to(Path(chosen))
            self._again()

    def _view_copy(self, copy: BackupRow) -> None:
        from app.services.opening import BaseUnavailable, open_copy

        assert self.window is not None
        try:
            ctx = open_copy(self.folder, copy.path)
        except BaseUnavailable as problem:
            self.window.say(problem.what, problem.todo, kind="error")
            return
        self.window.leave_problem()
        self._enter(ctx, None)

    def _reopen(self, copy: BackupRow | None) -> None:
        """Close the base, restore the copy, open again in a fresh window."""
        from app.services.errors import UserError
        from app.services.safety.commands import restore_backup

        self._close_workspace()
        said: tuple[str, str, str] = ("", "", "info")
        if copy is not None:
            try:
                said = (restore_backup(self.paths, copy.path).message, "", "info")
            except UserError as error:
                said = (error.what, error.todo, "error")
        self._new_window()
        assert self.window is not None
        window = self.window
        if said[0]:
            window.painted.connect(lambda: window.say(said[0], said[1], kind=said[2]))

    # -- a second start

    def _watch_for_second_start(self) -> None:
        from PySide6.QtCore import QFileSystemWatcher

        if self._watcher is None:
            self._watcher = QFileSystemWatcher([str(self.folder)], self)
            self._watcher.directoryChanged.connect(self._maybe_show)

    def _maybe_show(self) -> None:
        from PySide6.QtCore import Qt

        from app.services.opening import show_was_asked

        if self.window is not None and show_was_asked(self.folder):
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()
            self.app.alert(self.window)


def _has_copies(paths: DataPaths) -> bool:
    return paths.backups.is_dir() and any(paths.backups.iterdir())


def _option(argv: Sequence[str], name: str) -> str | None:
    for number, word in enumerate(argv):
        if word == name and number + 1 < len(argv):
            return argv[number + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _start_log(paths: DataPaths) -> None:
    """One log file beside the base, turned over at a megabyte; hard crashes leave their place there too."""
    import faulthandler
    import logging

    root = logging.getLogger()
    for handler in [h for h in root.handlers if getattr(h, "oko", False)]:
        root.removeHandler(handler)
        handler.close()
    path = paths.logs / "oko.log"
    try:
        paths.logs.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_SIZE:
            path.replace(path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8", delay=False)
    except OSError:  # a protected folder: the base opens to view, without a log
        return
    handler.oko = True  # type: ignore[attr-defined]
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if not faulthandler.is_enabled() and handler.stream is not None:
        faulthandler.enable(handler.stream)


def _since_start() -> float:
    """Seconds since this process was started, as the system knows it."""
    return time.time() - _process_started()


def _process_started() -> float:
    """Wall-clock time of the start of the process."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        times = [wintypes.FILETIME() for _ in range(4)]
        handle = ctypes.windll.kernel32.GetCurrentProcess()
        ctypes.windll.kernel32.GetProcessTimes(wintypes.HANDLE(handle), *(ctypes.byref(t) for t in times))
        ticks = (times[0].dwHighDateTime << 32) + times[0].dwLowDateTime
        return ticks / 1e7 - 11_644_473_600
    started = int(Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    uptime = time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.time() - (uptime - started)
