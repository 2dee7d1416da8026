"""An open base in a window: worker, refreshing, undo, menus, search, copies. One of these lives as long as the base is open.

`app.main` makes it with the threaded `Worker`; tests and pictures with `InlineWorker`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app import APP_TITLE, __version__
from app.services.changes import Changes
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.errors import ErrorDesk
from app.ui.main_window import MainWindow, menu_action
from app.ui.refresh import Refresh
from app.ui.school_year import procedure_year, year_of
from app.ui.undo import UndoStack
from app.ui.worker import Runner, Worker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.services.calendar.rows import CalendarRow
    from app.services.context import Context
    from app.services.safety.rows import BackupRow
    from app.services.workplace.rows import WorkplaceRow

MakeRunner = Callable[[Callable[[Changes], None], Callable[[BaseException], None]], Runner]


class Workspace(QObject):
    """Fills the window for one open base. `reopen(copy)` closes it and opens again, after restoring a copy if given."""

    def __init__(
        self,
        window: MainWindow,
        ctx: Context,
        workplace: WorkplaceRow,
        *,
        make_runner: MakeRunner = Worker,
        reopen: Callable[[BackupRow | None], None] | None = None,
    ) -> None:
        super().__init__(window)
        self.window, self.ctx = window, ctx
        self._reopen = reopen
        self.errors = ErrorDesk(ctx.paths.logs / "reports", window.show_error, lambda: window, ctx.clock)
        self.refresh = Refresh()
        self.undo = UndoStack()
        self.worker = make_runner(self._publish, self.errors.handle)
        self._copies: list[BackupRow] = []
        self._help: Any = None
        self._scales: Any = None
        self._task_map: Any = None
        kept = window.state.get("window/year")
        window.years.choose(None if kept == "all" else kept if isinstance(kept, int) else year_of(ctx.clock().date()))
        self._year_was_kept = kept is not None
        self.ui = UiContext(
            ctx, workplace, self.worker, self.refresh, self.undo, window.state, window.years, self.open_target, window.say,
            self.load_files,
        )  # fmt: skip
        self.refresh.subscribe({"settings"}, self, self._settings_changed)
        self.refresh.subscribe({"results", "calendar"}, self, self.read_years)

    def enter(self, start_tab: str = "") -> None:
        """Show the tabs."""
        self.window.enter(self.ui, start_tab)
        if self.ctx.db.read_only:
            self.window.say(
                "База открыта только для просмотра.", "Изменить ничего нельзя: папка защищена от записи.", kind="warning"
            )

    def equip(self) -> None:
        """Menus, keys, search: a moment after the first tab."""
        from PySide6.QtGui import QKeySequence, QShortcut

        from app.ui.search_box import SearchBox

        self.window.equip(load_menu=self._load_menu(), menu=self._menu())
        QShortcut(QKeySequence("Ctrl+O"), self.window, self.choose_files)
        SearchBox(self.window, self.window.search, self.ctx, self.worker, self.window.open_target)

    def settle(self) -> None:
        """What can wait until the first tab is filled: directories of a new version, the daily copy, Russian of Qt."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.settle(app)
        self.read_years()
        if self.ctx.db.read_only:
            return

        def directories(_progress: object) -> Changes:
            from app.services.workplace.commands import load_directories

            return load_directories(self.ctx)

        def daily(_progress: object) -> Path | None:
            from app.services.safety.commands import daily_backup_if_due

            return daily_backup_if_due(self.ctx)

        self.worker.write(directories, owner=self)
        self.worker.read(daily, done=lambda _path: self.read_copies(), owner=self)

    def close(self, *, close_base: bool = True) -> None:
        """Wait for what is being saved, then close the base (unless it belongs to somebody else)."""
        self.worker.close()
        if close_base:
            self.ctx.db.close()

    # -- changes

    def _publish(self, changes: Changes) -> None:
        self.undo.record(changes)
        if changes.message:
            self.window.saved(changes.message, self.ctx.clock())
        if changes.topics:
            self.refresh.publish(changes.topics)

    def take_back(self, direction: Literal["undo", "redo"] = "undo") -> None:
        """Ctrl+Z and Ctrl+Y. In a text field the field's own undo comes first."""
        if self.window.typing():
            focus: Any = QApplication.focusWidget()
            document = focus.document() if hasattr(focus, "document") else focus
            available = document.isUndoAvailable() if direction == "undo" else document.isRedoAvailable()
            if available:
                getattr(focus, direction)()
                return
        taken = self.undo.take_undo() if direction == "undo" else self.undo.take_redo()
        if taken is None:
            self.window.say("Отменять нечего." if direction == "undo" else "Возвращать нечего.")
            return
        _message, inverse = taken

        def failed(error: BaseException) -> None:
            self.undo.failed()
            self.errors.handle(error)

        self.worker.write(lambda _progress: inverse(self.ctx), failed=failed, owner=self)

    def _settings_changed(self) -> None:
        from app.services.workplace.queries import get_workplace

        def show(workplace: WorkplaceRow | None) -> None:
            if workplace is not None:
                self.window.set_workplace(workplace)

        self.worker.read(lambda _progress: get_workplace(self.ctx), done=show, owner=self, key="workplace")

    def read_years(self) -> None:
        """School years that have procedures, for the selector above."""

        def job(_progress: object) -> list[CalendarRow]:
            from app.services.calendar.queries import list_calendar

            return list_calendar(self.ctx)

        self.worker.read(job, done=self._show_years, owner=self, key="years")

    def _show_years(self, rows: list[CalendarRow]) -> None:
        known = sorted({procedure_year(row.year, row.starts_on) for row in rows})
        now = year_of(self.ctx.clock().date())
        if known and not self._year_was_kept and now not in known:
            self._year_was_kept = True
            self.window.years.choose(None)
        self.window.set_years(sorted({*known, now}, reverse=True))

    # -- copies

    def read_copies(self) -> None:
        from app.services.safety.queries import list_backups

        self.worker.read(lambda _progress: list_backups(self.ctx.paths), done=self._show_copies, owner=self, key="copies")

    def _show_copies(self, copies: list[BackupRow]) -> None:
        self._copies = [copy for copy in copies if copy.restorable]
        if not self._copies:
            self.window.set_status("Копии базы ещё нет")
            return
        self.window.set_status(f"Копия базы {_moment(self._copies[0].taken_at, self.ctx.clock())}")

    def save_copy(self) -> None:
        from app.services.safety.commands import save_copy

        self.worker.write(lambda _progress: save_copy(self.ctx), done=lambda _changes: self.read_copies(), owner=self)

    def choose_copy(self) -> None:
        """Restore a copy: a question with the list, since it cannot be taken back by Ctrl+Z."""
        from app.services.safety.queries import list_backups
        from app.ui.base_problem import ChooseCopy

        def ask(copies: list[BackupRow]) -> None:
            dialog = ChooseCopy([copy for copy in copies if copy.restorable], self.ctx.clock(), self.window)
            if dialog.exec() and dialog.chosen is not None and self._reopen is not None:
                self._reopen(dialog.chosen)

        self.worker.read(lambda _progress: list_backups(self.ctx.paths), done=ask, owner=self)

    def edit_workplace(self) -> None:
        """Whose base this is: name, district, own municipality."""
        from app.services.organisations.queries import list_municipalities
        from app.services.workplace.queries import get_workplace
        from app.ui.workplace_dialog import WorkplaceDialog

        def ask(found: Any) -> None:
            workplace, municipalities = found
            dialog = WorkplaceDialog(workplace, municipalities, self.window)
            if dialog.exec() and dialog.draft is not None:
                self.worker.write(lambda _progress: save(dialog.draft), owner=self)

        def save(draft: Any) -> Changes:
            from app.services.workplace.commands import edit_workplace

            return edit_workplace(
                self.ctx, name=draft.name, district_name=draft.district_name, municipality_id=draft.municipality_id
            )

        self.worker.read(
            lambda _progress: (get_workplace(self.ctx), list_municipalities(self.ctx)), done=ask, owner=self, key="workplace-edit"
        )

    # -- menus

    def load_files(self, paths: tuple[Path, ...] = ()) -> None:
        """«Загрузить результаты…»: the wizard, with files when they were dropped on the window."""
        from app.ui.imports.wizard import ImportWizard

        wizard = ImportWizard(self.ui, paths, self.window)
        wizard.open()

    def _load_menu(self) -> list[tuple[str, str, Callable[[], None]]]:
        entries: list[tuple[str, str, Callable[[], None]]] = [
            ("Результаты из файлов…", "file-upload-outline", self.choose_files),
            ("Результаты из папки…", "folder-open-outline", self.load_files),
        ]
        if self.ui.workplace.kind == "department":
            entries.append(("Список школ…", "school-outline", self.choose_list))
        entries.append(("Дорожная карта из файла…", "map-marker-path", self.choose_roadmap))
        entries.append(("Шкалы перевода баллов…", "table", self.show_scales))
        entries.append(("Карты заданий…", "format-list-numbered", self.show_task_map))
        return entries

    def choose_files(self) -> None:
        """Ctrl+O: the system's file dialog first, then the wizard that reads the files at once."""
        from app.ui.imports.wizard import choose_files

        paths = choose_files(self.ui, self.window)
        if paths:
            self.load_files(paths)

    def choose_list(self) -> None:
        from app.ui.schools.list_wizard import ListWizard, choose_list

        path = choose_list(self.ui, self.window)
        if path is not None:
            ListWizard(self.ui, path, self.window).open()

    def choose_roadmap(self) -> None:
        page: Any = self.window.show_tab("roadmaps")
        page.load_file()

    def show_scales(self) -> None:
        from app.ui.scales.dialog import ScalesDialog

        if self._scales is None:
            self._scales = ScalesDialog(self.ui, self.take_back, self.window)
        self._scales.show()
        self._scales.raise_()
        self._scales.activateWindow()

    def open_target(self, target: Target) -> None:
        """Jump to anything: a place in the window, or the windows of task maps (("task_map", procedure id)) and of scales
        (("scales", 0))."""
        if target[0] == "task_map":
            self.show_task_map(target[1])
        elif target[0] == "scales":
            self.show_scales()
        else:
            self.window.open_target(target)

    def show_task_map(self, procedure_id: int = 0) -> None:
        """What the tasks of a paper check; of the newest one when none is named."""
        from app.ui.task_map.dialog import TaskMapDialog

        if self._task_map is None:
            self._task_map = TaskMapDialog(self.ui, self.take_back, self.window)
        if procedure_id:
            self._task_map.show_procedure(procedure_id)
        self._task_map.show()
        self._task_map.raise_()
        self._task_map.activateWindow()

    def _menu(self) -> QMenu:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self.window.menu_button)
        undo = menu_action(menu, "Отменить", self.take_back, icon="undo-variant", keys="Ctrl+Z")
        redo = menu_action(menu, "Вернуть", lambda: self.take_back("redo"), keys="Ctrl+Y")

        def name() -> None:
            for action, verb, words in ((undo, "Отменить", self.undo.undo_text()), (redo, "Вернуть", self.undo.redo_text())):
                short = words if len(words) <= 48 else words[:47] + "…"
                action.setText(f"{verb}: {short[:1].lower()}{short[1:]}" if words else verb)

        self.undo.changed.connect(name)
        menu.addSeparator()
        menu_action(menu, "Название и район…", self.edit_workplace, icon="office-building-outline").setEnabled(
            not self.ctx.db.read_only
        )
        menu_action(menu, "Шкалы перевода баллов…", self.show_scales, icon="table")
        menu_action(menu, "Карты заданий…", self.show_task_map, icon="format-list-numbered")
        menu_action(menu, "Сохранить копию базы", self.save_copy, icon="content-save-outline").setEnabled(
            not self.ctx.db.read_only
        )
        menu_action(menu, "Восстановить из копии…", self.choose_copy, icon="backup-restore").setEnabled(self._reopen is not None)
        menu_action(
            menu, "Открыть папку с данными",
            self.open_folder, icon="folder-open-outline",
        )  # fmt: skip
        menu.addSeparator()
        self._choices(
            menu.addMenu(theme.icon("format-font-size-increase"), "Размер шрифта"),
            [(theme.FONT_SIZE_NAMES[size], size) for size in theme.FONT_SIZES],
            theme.points(),
            lambda size: self._dress(points=size),
        )
        self._choices(
            menu.addMenu(theme.icon("theme-light-dark"), "Оформление"),
            [("Как в системе", "system"), ("Светлое", "light"), ("Тёмное", "dark")],
            theme.scheme(),
            lambda scheme: self._dress(scheme=scheme),
        )
        menu.addSeparator()
        menu_action(menu, "Справка по этой странице", self.help, icon="help-circle-outline", keys="F1")
        menu_action(menu, "О программе", self._about)
        self.window.addActions(menu.actions())
        return menu

    def _choices(self, menu: QMenu, entries: list[tuple[str, Any]], now: Any, choose: Callable[[Any], None]) -> None:
        from PySide6.QtGui import QActionGroup

        group = QActionGroup(menu)
        for words, value in entries:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value == now)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))

    def _dress(self, **what: Any) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, **what)
        self.window.state.put("look/points", theme.points())
        self.window.state.put("look/scheme", theme.scheme())

    def open_folder(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.ctx.paths.root)))

    def help(self) -> None:
        """F1: the page about this place."""
        from app.ui.help import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self.window)
        page = self.window.current_tab()
        self._help.show_page(page.help_page if page is not None else "start")

    def _about(self) -> None:
        self.window.say(f"{APP_TITLE}, версия {__version__}. Работает без интернета; данные лежат в папке {self.ctx.paths.root}.")


def _moment(moment: datetime, now: datetime) -> str:
    """«сегодня 09:10», «вчера 18:02», «14.03.2026»."""
    days = (now.date() - moment.date()).days
    if days in (0, 1):
        return f"{('сегодня', 'вчера')[days]} {moment:%H:%M}"
    return short_date(moment.date())
