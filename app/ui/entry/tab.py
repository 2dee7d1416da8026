"""«Ввод результатов»: the sheets a school has begun, the form for a new one, and the grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.entry import commands, queries
from app.services.entry.rows import KnownPaper, NewSheet, SheetLine
from app.services.organisations.queries import list_organisations
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.entry import columns
from app.ui.entry.grid_page import GridPage
from app.ui.entry.handing import FORMS
from app.ui.entry.new_sheet import NewSheetPage
from app.ui.own_school import make_own_school
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import TablePanel
from app.ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from app.services.entry.form_file import Form


class EntryTab(TabPage):
    """The tab of a school; for a department a page where it types for one of its schools."""

    topics = frozenset({"entry", "results", "scales", "organisations", "settings"})
    help_page = "entry"
    targets = frozenset({"entry"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._whole = ui.workplace.kind == "department"
        self._school: int | None = ui.workplace.organisation_id
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.list_page = self._list_page()
        self.grid_page = GridPage(ui)
        self.grid_page.back.connect(self.show_list)
        self.new_page: NewSheetPage | None = None
        self.no_school = EmptyState(
            "school-outline", "Карточки вашей школы ещё нет", "Заведите её — и можно начинать ввод.",
            (("Завести карточку", self._make_own_school),),
        )  # fmt: skip
        for page in (self.list_page, self.grid_page, self.no_school):
            self.stack.addWidget(page)

    # -- the list

    def _list_page(self) -> QWidget:
        self.toolbar = Toolbar()
        writable = not self.ui.ctx.db.read_only
        begin = self.toolbar.add_action("Начать ввод", self.begin, icon="plus", shortcut="Ctrl+N", primary=True)
        begin.setEnabled(writable)
        self._of_a_row = (self.toolbar.add_action("Открыть", self.open_current, icon="table-edit"),)
        self._of_a_row[0].setToolTip("Продолжить ввод (Enter)")
        self.table: RowTable[SheetLine] = RowTable(
            columns.SHEETS, key=lambda r: r.info.id, state=self.ui.state, state_key="entry"
        )
        self.table.show_column("school", self._whole)
        self.table.opened.connect(lambda line: self.open_sheet(line.info.id))
        self.table.current_changed.connect(self._row_chosen)
        actions = []
        for words, act in (("Открыть", self.open_current), ("Удалить ввод", self.delete_current)):
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            action.setEnabled(writable or act == self.open_current)
            actions.append(action)
        self.table.set_actions(actions)
        self.empty = EmptyState(
            "table-edit",
            "Работ пока не вводили",
            "Выберите работу, класс и число учеников — откроется таблица по заданиям. Всё введённое сохраняется само.",
            (("Начать ввод", self.begin),),
        )
        self.panel = TablePanel(
            self.table, placeholder="Отобрать: предмет, класс, год", state=self.ui.state, state_key="entry", empty=self.empty
        )
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.panel, 1)
        return page

    def reload(self) -> None:
        self.ui.worker.read(self._read, done=self._show, owner=self, key="sheets")
        if self.stack.currentWidget() is self.grid_page:
            self.grid_page.read_again()

    def year_changed(self) -> None:
        """Every sheet is shown, whatever the year."""

    def _read(self, _progress: object) -> tuple[int | None, tuple[SheetLine, ...]]:
        from app.services.workplace.queries import get_workplace

        workplace = get_workplace(self.ui.ctx)
        school = workplace.organisation_id if workplace is not None and not self._whole else None
        return school, queries.list_sheets(self.ui.ctx, school)

    def _show(self, found: tuple[int | None, tuple[SheetLine, ...]]) -> None:
        self._school, lines = found
        self.panel.set_rows(lines)
        if self.stack.currentWidget() in (self.list_page, self.no_school):
            self.stack.setCurrentWidget(self.list_page if self._whole or self._school is not None else self.no_school)
        self._row_chosen(self.table.current_row())
        self.loaded()

    def _row_chosen(self, line: object) -> None:
        for button in self._of_a_row:
            button.setEnabled(line is not None)

    def _make_own_school(self) -> None:
        name = self.ui.workplace.name
        self.ui.worker.write(lambda _p: make_own_school(self.ui.ctx, name), owner=self)

    def show_list(self) -> None:
        self.stack.setCurrentWidget(self.list_page)
        self.make_stale()
        self.table.setFocus()

    def open_current(self) -> None:
        line = self.table.current_row()
        if line is not None:
            self.open_sheet(line.info.id)

    def delete_current(self) -> None:
        line = self.table.current_row()
        if line is not None:
            sheet_id = line.info.id
            self.ui.worker.write(lambda _p: commands.delete_sheet(self.ui.ctx, sheet_id), owner=self)

    # -- a sheet

    def open_sheet(self, sheet_id: int) -> None:
        self.stack.setCurrentWidget(self.grid_page)
        self.grid_page.open_sheet(sheet_id)

    def open_target(self, target: Target) -> bool:
        self.open_sheet(target[1])
        return True

    # -- a new sheet

    def begin(self) -> None:
        def job(_progress: object) -> tuple[tuple[KnownPaper, ...], list[tuple[str, int]]]:
            schools = (
                [row for row in list_organisations(self.ui.ctx, own_only=True) if row.kind == "school"] if self._whole else []
            )
            return queries.known_papers(self.ui.ctx), [(row.short_name, row.id) for row in schools if row.id is not None]

        self.ui.worker.read(job, done=self._ask_new, owner=self, key="new")

    def _ask_new(self, found: tuple[tuple[KnownPaper, ...], list[tuple[str, int]]]) -> None:
        known, schools = found
        if self._whole and not schools:
            self.ui.message("Школ в базе ещё нет.", "Загрузите список школ на странице «Школы».", kind="warning")
            return
        old, self.new_page = self.new_page, NewSheetPage(schools)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        page = self.new_page
        page.made.connect(self._create)
        page.cancelled.connect(self.show_list)
        page.form_asked.connect(self.choose_form)
        page.paper_changed.connect(self._read_taken)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.start(self.ui.ctx.clock().year, known)
        page.take_focus()

    def choose_form(self) -> None:
        folder = str(self.ui.state.get("folders/entry") or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "Форма сбора результатов ФИС ОКО", folder, FORMS)
        if chosen:
            self.ui.state.put("folders/entry", str(Path(chosen).parent))
            self.take_form(Path(chosen))

    def take_form(self, path: Path) -> None:
        """A form of ФИС ОКО tells the tasks of a new sheet."""

        def job(_progress: object) -> Any:
            from app.services.entry.form_file import read_form

            return read_form(path)

        def done(form: Form) -> None:
            if self.new_page is not None:
                self.new_page.take_form(form)

        self.ui.worker.read(job, done=done, owner=self, key="form")

    def _read_taken(self) -> None:
        page = self.new_page
        if page is None:
            return
        chosen, kind, year, grade, subject = page.paper_key()
        school = chosen if self._whole else self._school
        if school is None or not (year and grade and subject):
            return
        self.ui.worker.read(
            lambda _p: queries.taken_codes(self.ui.ctx, school, kind, year, grade, subject),
            done=page.set_taken,
            owner=page,
            key="taken",
        )

    def _create(self, new: NewSheet, form: Form | None) -> None:
        from dataclasses import replace

        school = new.organisation_id if self._whole else self._school
        if school is None:
            return
        wanted = replace(new, organisation_id=school)

        def done(changes: Changes) -> None:
            self.open_sheet(changes.value)

        self.ui.worker.write(lambda _p: commands.create_sheet(self.ui.ctx, wanted, form), done=done, owner=self)

    # -- for the frame

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is self.grid_page:
            return self.grid_page.close_inner()
        if self.new_page is not None and self.stack.currentWidget() is self.new_page:
            self.show_list()
            return True
        return False

    def leave(self) -> None:
        self.grid_page.flush()

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.grid_page:
            self.grid_page.take_focus()
        else:
            super().take_focus()
