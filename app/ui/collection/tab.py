"""Сбор: what was asked of the schools, who has answered, reading answers back, reminding, putting together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.collection.rows import OWING, STATES, AnswerPreview, Board, BoardLine, RequestDraft, RequestRow
from app.services.errors import Cancelled, UserError
from app.services.text_ru import counted
from app.ui import theme
from app.ui.collection.board_grid import BoardGrid
from app.ui.collection.cell_panel import CellPanel
from app.ui.context import Target, UiContext
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.progress_overlay import ProgressOverlay
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar

TABLES = "Книги школ (*.xlsx *.xlsm)"
BOOK = "Книга Excel (*.xlsx)"
_OWING, _ALL = "owing", "all"


class CollectionPage(TabPage):
    topics = frozenset({"collection", "organisations"})
    help_page = "collection"
    targets = frozenset({"collection"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.grid: BoardGrid = BoardGrid()
        self.split: MasterDetail
        self.setAcceptDrops(True)
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.stack.addWidget(QWidget())
        self.full = self._full_page()
        self.stack.addWidget(self.full)
        self.empty = EmptyState(
            "inbox-arrow-down-outline",
            "Пока ничего не запрошено",
            "Опишите, что нужно от школ: таблицу, сведения или результаты работы. Программа сделает по книге на каждую школу, "
            "прочитает ответы и покажет, кто ещё не сдал.",
            (("Новый запрос…", self.ask), ("Прочитать ответы…", self.choose_answers)),
        )
        self.stack.addWidget(self.empty)
        self.overlay = ProgressOverlay(self)

    # -- the page

    def _full_page(self) -> QWidget:
        self.toolbar = Toolbar()
        self.toolbar.add_action("Новый запрос…", self.ask, icon="plus", shortcut="Ctrl+N")
        self.issue_action = self.toolbar.add_action("Книги для школ…", self.issue, icon="microsoft-excel")
        self.read_action = self.toolbar.add_action("Прочитать ответы…", self.choose_answers, icon="tray-arrow-down")
        self.merge_menu = self.toolbar.add_menu(
            "Собрать в файл",
            [self._action("В простую таблицу…", self.union), self._action("В форму региона…", self.region_form)],
            icon="table-merge-cells",
        )
        self.remind_menu = self.toolbar.add_menu(
            "Напомнить",
            [
                self._action("Письмо всем по списку", self.print_letter),
                self._action("По письму каждой школе, Word…", lambda: self.letters("docx")),
                self._action("По письму каждой школе, PDF…", lambda: self.letters("pdf")),
            ],
            icon="email-outline",
        )
        self.more_menu = self.toolbar.add_menu(
            "Запрос",
            [
                self._action("Изменить…", self.change),
                self._action("Завершить или открыть снова", self.close_or_open),
                self._action("Удалить запрос", self.delete),
            ],
            icon="dots-horizontal",
        )
        self.aside_button = self.toolbar.add_action("Отложено", self.show_quarantine, icon="alert-outline")
        self.words = QLineEdit()
        self.words.setPlaceholderText("Отобрать: школа")
        self.words.setAccessibleName("Отобрать школы")
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(theme.px(260))
        self.words.textChanged.connect(lambda text: self.grid.set_words(text))
        self.state_filter = QComboBox()
        self.state_filter.setAccessibleName("Состояние")
        for text, key in (("Все школы", _ALL), ("Кто должен", _OWING), *((w.capitalize(), k) for k, w in _FILTERED)):
            self.state_filter.addItem(text, key)
        self.state_filter.currentIndexChanged.connect(lambda _index: self._filter())
        self.closed_filter = QComboBox()
        self.closed_filter.setAccessibleName("Запросы")
        self.closed_filter.addItem("Открытые запросы", False)
        self.closed_filter.addItem("Все запросы", True)
        self.closed_filter.currentIndexChanged.connect(lambda _index: self.reload())
        self.count = QLabel()
        theme.mark(self.count, "note")
        self.grid.current_changed.connect(self._show_cell)
        self.grid.rows_changed.connect(self._say_count)
        self.grid.opened.connect(lambda: self.split.open_detail())
        filters = QHBoxLayout()
        filters.setSpacing(theme.SPACE)
        for widget in (self.words, self.state_filter, self.closed_filter):
            filters.addWidget(widget)
        filters.addStretch(1)
        filters.addWidget(self.count)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addLayout(filters)
        box.addWidget(self.grid, 1)
        self.panel = CellPanel()
        self.panel.read_asked.connect(self._read_for_school)
        self.panel.book_asked.connect(self._book_for_school)
        self.panel.letter_asked.connect(self._letter_for_school)
        self.panel.card_asked.connect(self._open_card)
        self.panel.waiting_asked.connect(self._set_waiting)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(150)
        self._later.timeout.connect(self._read_history)
        self.split = MasterDetail(left, self.panel, state=self.ui.state, state_key="collection", share=0.7)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE)
        whole.addWidget(self.toolbar)
        whole.addWidget(self.split, 1)
        return page

    def _action(self, words: str, act: Callable[[], None]) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda _checked=False: act())
        return action

    # -- reading

    def reload(self) -> None:
        with_closed = bool(self.closed_filter.currentData())

        def job(_progress: object) -> tuple[Board, bool]:
            from app.services.collection.queries import board

            found = board(self.ui.ctx, with_closed=with_closed)
            return found, bool(found.requests) or bool(board(self.ui.ctx, with_closed=True).requests)

        self.ui.worker.read(job, done=self._show, owner=self, key="board")

    def year_changed(self) -> None:
        """Requests are shown by being open, not by year."""

    def _show(self, found: tuple[Board, bool]) -> None:
        board, any_request = found
        self.stack.setCurrentWidget(self.full if any_request else self.empty)
        self.grid.show_board(board)
        self.aside_button.setVisible(bool(board.quarantine))
        self.aside_button.setToolTip(f"Отложено: {counted(board.quarantine, 'книга', 'книги', 'книг')}")
        for widget in (self.issue_action, self.merge_menu, self.remind_menu, self.more_menu):
            widget.setEnabled(bool(board.requests))
        self._show_cell()
        self._say_count()
        self.loaded()

    def _show_cell(self) -> None:
        self.panel.show_cell(self.grid.current_request(), self.grid.current_line(), self.grid.current_cell())
        self._later.start()

    def _read_history(self) -> None:
        cell = self.grid.current_cell()
        if cell is None or cell.answer_id is None:
            return

        def job(_progress: object) -> tuple[tuple[str, str, str], ...]:
            from app.services.collection.queries import history

            return history(self.ui.ctx, cell.request_id, cell.organisation_id)

        def done(rows: tuple[tuple[str, str, str], ...]) -> None:
            if self.grid.current_cell() == cell:  # another one may have been chosen meanwhile
                self.panel.set_history(rows)

        self.ui.worker.read(job, done=done, owner=self, key="history")

    def _filter(self) -> None:
        wanted = self.state_filter.currentData()

        def accept(line: BoardLine) -> bool:
            found = {cell.state for cell in line.cells.values()}
            return bool(found & OWING) if wanted == _OWING else wanted in found

        self.grid.set_filter(None if wanted == _ALL else accept)

    def _say_count(self) -> None:
        shown, all_lines = len(self.grid.lines.shown), len(self.grid.lines.board.lines)
        self.count.setText(f"показано {shown} из {all_lines}")

    # -- asking

    def ask(self) -> None:
        self._schools(lambda schools: self._ask_with(schools, None))

    def change(self) -> None:
        request = self.grid.current_request()
        if request is not None:
            self._schools(lambda schools: self._ask_with(schools, request))

    def _schools(self, then: Callable[[Any], None]) -> None:
        def job(_progress: object) -> Any:
            from app.services.organisations.queries import list_organisations

            return list_organisations(self.ui.ctx, own_only=True, kind="school")

        self.ui.worker.read(job, done=then, owner=self, key="schools")

    def _ask_with(self, schools: Any, request: RequestRow | None) -> None:
        from app.ui.collection.request_dialog import RequestDialog

        if not schools:
            self.ui.message("Запрашивать не у кого: школ района в базе нет.", "Сначала загрузите список школ.", kind="warning")
            return
        asked = None
        if request is not None:
            asked = [line.organisation_id for line in self.grid.lines.board.lines if request.id in line.cells]
        self.dialog = RequestDialog(self.ui, schools, self.window(), request, asked)
        self.dialog.made.connect(lambda draft: self._save(draft, request))
        self.dialog.open()

    def _save(self, draft: RequestDraft, request: RequestRow | None) -> None:
        def job(_progress: object) -> Changes:
            from app.services.collection.commands import change_request, create_request

            return create_request(self.ui.ctx, draft) if request is None else change_request(self.ui.ctx, request.id, draft)

        def done(changes: Changes) -> None:
            self.dialog.accept()
            if request is None:
                self.grid.select_cell(changes.value)
                todo = "Теперь сделайте книги и отправьте их школам."
                self.ui.message(changes.message, todo, action=("Книги для школ…", self.issue))

        self.ui.worker.write(job, done=done, failed=self.dialog.fail, owner=self)

    def close_or_open(self) -> None:
        request = self.grid.current_request()
        if request is not None:
            self._command("close_request", request.id, closed=request.closed_on is None)

    def delete(self) -> None:
        request = self.grid.current_request()
        if request is not None:
            self._command("delete_request", request.id)

    def _set_waiting(self, waiting: bool, reason: str) -> None:
        cells = self.grid.chosen()
        if cells:
            self._command("set_waiting", cells[0].request_id, [cell.organisation_id for cell in cells], waiting, reason)

    def _command(self, name: str, *values: Any, **more: Any) -> None:
        def job(_progress: object) -> Changes:
            from app.services.collection import commands

            changes: Changes = getattr(commands, name)(self.ui.ctx, *values, **more)
            return changes

        self.ui.worker.write(job, owner=self)

    # -- workbooks

    def issue(self) -> None:
        request = self.grid.current_request()
        if request is None:
            return
        folder = self._folder("Куда положить книги для школ")
        if folder is not None:
            self.issue_into(request.id, folder)

    def issue_into(self, request_id: int, folder: Path, schools: Sequence[int] | None = None) -> None:
        def job(progress: Any) -> Any:
            from app.services.collection.workbooks import issue_workbooks

            return issue_workbooks(self.ui.ctx, request_id, folder, schools, progress)

        def done(issued: Any) -> None:
            books = counted(len(issued.files), "книга", "книги", "книг")
            self.ui.message(f"Готово: {books} в папке «{issued.folder.name}».", "Отправьте их школам так, как у вас принято.")

        # A workbook is signed with a key that the base makes for the first of them: a job that may write.
        self._long("Книги для школ", job, done)

    def _book_for_school(self) -> None:
        cell = self.grid.current_cell()
        folder = self._folder("Куда положить книгу") if cell is not None else None
        if cell is not None and folder is not None:
            self.issue_into(cell.request_id, folder, [cell.organisation_id])

    # -- answers

    def choose_answers(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self.window(), "Книги, которые прислали школы", self._start(), TABLES)
        if found:
            self._remember(Path(found[0]).parent)
            self.read_files([Path(one) for one in found])

    def _read_for_school(self) -> None:
        cell = self.grid.current_cell()
        found, _ = QFileDialog.getOpenFileName(self.window(), "Книга этой школы", self._start(), TABLES)
        if found and cell is not None:
            self._remember(Path(found).parent)
            self.read_files([Path(found)], cell.organisation_id)

    def read_files(self, paths: Sequence[Path], organisation_id: int | None = None) -> None:
        """Look at the files, then ask; `organisation_id`: whose they should be."""

        def job(progress: Any) -> Any:
            from app.services.collection.accepting import preview_answers

            return preview_answers(self.ui.ctx, paths, organisation_id=organisation_id, progress=progress)

        self._long("Чтение ответов", job, self._review)

    def _review(self, found: Sequence[AnswerPreview]) -> None:
        from app.ui.collection.answers_dialog import AnswersDialog

        self.review = AnswersDialog(self.ui, found, self.window())
        self.review.chosen.connect(self._accept)
        self.review.open()

    def _accept(self, found: Sequence[AnswerPreview], folder: Path) -> None:
        def job(progress: Any) -> Changes:
            from app.services.collection.accepting import accept_answers

            return accept_answers(self.ui.ctx, found, folder, progress)

        def done(changes: Changes) -> None:
            returned = changes.value.returned
            where = f"Книги на исправление – в папке «{folder.name}», отправьте их обратно." if returned else ""
            self.ui.message(changes.message, where)

        self._long("Приём ответов", job, done, write=True)

    def show_quarantine(self) -> None:
        from app.ui.collection.quarantine_dialog import QuarantineDialog

        def job(_progress: object) -> Any:
            from app.services.collection.queries import quarantine

            return quarantine(self.ui.ctx)

        def done(rows: Any) -> None:
            self.aside = QuarantineDialog(rows, self.window())
            self.aside.save_asked.connect(self._save_aside)
            self.aside.drop_asked.connect(self._drop_aside)
            self.aside.open()

        self.ui.worker.read(job, done=done, owner=self, key="aside")

    def _save_aside(self, quarantine_id: int, path: Path) -> None:
        def job(_progress: object) -> Path:
            from app.services.collection.queries import save_quarantined

            return save_quarantined(self.ui.ctx, quarantine_id, path)

        self.ui.worker.read(job, done=lambda saved: self.ui.message(f"Сохранено: «{saved.name}»."), owner=self)

    def _drop_aside(self, quarantine_id: int) -> None:
        def job(_progress: object) -> Changes:
            from app.services.collection.commands import drop_quarantined

            return drop_quarantined(self.ui.ctx, quarantine_id)

        def done(_changes: Changes) -> None:
            self.aside.accept()

        self.ui.worker.write(job, done=done, owner=self)

    # -- putting together, reminding

    def union(self) -> None:
        request = self.grid.current_request()
        if request is not None:
            self._merge_into(request, None)

    def region_form(self) -> None:
        request = self.grid.current_request()
        if request is None:
            return
        found, _ = QFileDialog.getOpenFileName(self.window(), "Пустая форма региона", self._start(), TABLES)
        if found:
            self._remember(Path(found).parent)
            self.read_region_form(request, Path(found))

    def read_region_form(self, request: RequestRow, path: Path) -> None:
        from app.ui.collection.region_dialog import RegionDialog

        def job(_progress: object) -> Any:
            from app.services.collection.merging import preview_region_form

            return preview_region_form(self.ui.ctx, request.id, path)

        def done(region: Any) -> None:
            self.mapping = RegionDialog(request, region, self.window())
            self.mapping.chosen.connect(lambda chosen: self._merge_into(request, chosen))
            self.mapping.open()

        self.ui.worker.read(job, done=done, owner=self, key="region")

    def _merge_into(self, request: RequestRow, region: Any) -> None:
        name = region.file_name if region is not None else f"{request.title}.xlsx"
        start = str(Path(self._start()) / name.replace("/", " "))
        found, _ = QFileDialog.getSaveFileName(self.window(), "Куда собрать ответы", start, BOOK)
        if found:
            self._remember(Path(found).parent)
            self.merge_to(request, Path(found), region)

    def merge_to(self, request: RequestRow, path: Path, region: Any = None) -> None:
        """Write the answers; a region's form is remembered first."""

        def job(_progress: object) -> Changes:
            from app.services.collection.merging import merge_answers

            return merge_answers(self.ui.ctx, request.id, path, region)

        def done(changes: Changes) -> None:
            made = changes.value
            missing = f"Нет ответа от {len(made.missing)}: {', '.join(made.missing[:5])}" if made.missing else ""
            rest = f" и ещё {len(made.missing) - 5}." if len(made.missing) > 5 else "." if missing else ""
            schools = counted(made.schools, "школа", "школы", "школ")
            self.ui.message(f"Собрано в «{made.path.name}»: {schools}.", f"{missing}{rest}")

        self.ui.worker.write(job, done=done, owner=self)

    def print_letter(self) -> None:
        request = self.grid.current_request()
        if request is not None:
            open_form(self.ui, self, "reminder_letter", request_id=request.id)

    def _letter_for_school(self) -> None:
        cell = self.grid.current_cell()
        if cell is not None:
            open_form(self.ui, self, "reminder_letter", organisation_id=cell.organisation_id)

    def letters(self, kind: str) -> None:
        request = self.grid.current_request()
        folder = self._folder("Куда положить письма") if request is not None else None
        if request is not None and folder is not None:
            self.letters_into(request.id, folder, kind)

    def letters_into(self, request_id: int, folder: Path, kind: str) -> None:
        def job(progress: Any) -> Any:
            from app.services.collection.letters import save_letters

            return save_letters(self.ui.ctx, folder, kind, request_id, progress)  # type: ignore[arg-type]

        def done(files: Any) -> None:
            self.ui.message(f"Готово: {counted(len(files), 'письмо', 'письма', 'писем')} в папке «{folder.name}».")

        self._long("Письма школам", job, done)

    # -- the frame

    def open_target(self, target: Target) -> bool:
        self.reload()
        return self.grid.select_cell(target[1], target[2] if len(target) > 2 else None) or True

    def print_page(self) -> bool:
        if self.grid.current_request() is None:
            return False
        self.print_letter()
        return True

    def close_inner(self) -> bool:
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.read_files(paths)

    # -- inside

    def _open_card(self) -> None:
        line = self.grid.current_line()
        if line is not None:
            self.ui.open_target(("organisation", line.organisation_id))

    def _long(self, what: str, job: Any, done: Callable[[Any], None], *, write: bool = False) -> None:
        def failed(error: BaseException) -> None:
            if isinstance(error, Cancelled):
                self.ui.message("Остановлено.", kind="info")
            elif isinstance(error, UserError):
                self.ui.message(error.what, error.todo, kind="error")
            else:
                raise error

        self.overlay.run(self.ui.worker, what, job, write=write, done=done, failed=failed)

    def _start(self) -> str:
        return str(self.ui.state.get("folders/collection") or Path.home())

    def _remember(self, folder: Path) -> None:
        self.ui.state.put("folders/collection", str(folder))

    def _folder(self, what: str) -> Path | None:
        found = QFileDialog.getExistingDirectory(self.window(), what, self._start())
        if not found:
            return None
        self._remember(Path(found))
        return Path(found)


_FILTERED = tuple((key, words) for key, words in STATES.items() if key != "not_asked")
