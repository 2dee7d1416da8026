"""Люди: one procedure by schools, observers of all procedures, the directory of people with their ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.assignments.rows import ON_THE_DAY, Board, BoardRow, ObserverGrid, PersonLine, ProcedureChoice, Remark
from app.services.changes import Changes
from app.services.text_ru import counted
from app.ui import theme
from app.ui.assignments.columns import DISTRICT, PEOPLE, ROLE_COLUMNS, board_columns
from app.ui.assignments.observer_grid import ObserversGrid
from app.ui.assignments.person_panel import PersonPanel
from app.ui.assignments.school_panel import SchoolPanel
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_VIEWS = (("procedure", "Процедура"), ("grid", "Наблюдатели"), ("people", "Люди"))
_TABLES = "Таблицы (*.xlsx *.xlsm *.xls *.ods *.csv);;Все файлы (*)"
_SHOW = (("Чего-то не хватает", "missing"), ("Есть замечания", "remarks"))


@dataclass(frozen=True, slots=True)
class _Read:
    choices: tuple[ProcedureChoice, ...]
    board: Board | None
    grid: ObserverGrid | None
    people: tuple[PersonLine, ...]
    schools: tuple[tuple[int, str], ...]


class PeoplePage(TabPage):
    topics = frozenset({"calendar", "organisations"})
    help_page = "people"
    targets = frozenset({"people"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        kept = ui.state.get("people/procedure")
        self._procedure: int | None = kept if isinstance(kept, int) else None
        self._wanted_school: int | None = None
        self._read: _Read | None = None
        self.toolbar = self._toolbar()
        self.views = QStackedWidget()
        for view in (self._procedure_view(), self._grid_view(), self._people_view()):
            self.views.addWidget(view)
        self.main = QWidget()
        box = QVBoxLayout(self.main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.views, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.main)
        self.box.addWidget(self.stack)

    # -- building

    def _toolbar(self) -> Toolbar:
        made = Toolbar()
        self.switch = PageSwitch(_VIEWS, "Что показать")
        self.switch.changed.connect(self._switched)
        made.add_left(self.switch)
        self.propose_button = made.add_action(
            "Предложить наблюдателей…", self.propose, icon="account-switch-outline", primary=True
        )
        printing = [
            self._action("Список всех…", lambda: self.print_list()),
            self._action("Список наблюдателей…", lambda: self.print_list(role="observer")),
            self._action("Список экспертов…", lambda: self.print_list(role="expert")),
            self._action("Список организаторов…", lambda: self.print_list(role="organiser")),
            self._action("Приложение к приказу…", lambda: self.print_list(appendix=True)),
            self._action("Наблюдатели для размещения, без телефонов…", lambda: self.print_list(role="observer", public=True)),
            self._action("Удостоверения наблюдателей…", self.print_certificates),
        ]
        self.print_button = made.add_menu("Напечатать", printing, icon="printer-outline")
        more = [
            self._action("Отметить инструктаж…", self.ask_briefing),
            self._action("Вписать приказ…", self.ask_basis),
            self._action("Выдать номера удостоверений", self.number_certificates),
        ]
        self.all_button = made.add_menu("Для всех", more, icon="check-all")
        self.list_button = made.add_action("Загрузить список…", self.choose_list, icon="file-upload-outline")
        self.rules_button = made.add_action("Правила района…", self.edit_habits, icon="tune")
        self.procedure = SearchChoice("Выберите процедуру")
        self.procedure.setToolTip("Процедура")
        self.procedure.chosen.connect(self.choose_procedure)
        made.add_right(self.procedure)
        return made

    def _action(self, words: str, act: Callable[[], None]) -> QAction:
        made = QAction(words, self)
        made.triggered.connect(lambda _checked=False: act())
        return made

    def _procedure_view(self) -> QWidget:
        self.table: RowTable[BoardRow] = RowTable(
            board_columns(), key=lambda r: r.organisation_id, state=self.ui.state, state_key="people-board"
        )
        self.table.setAccessibleName("Школы процедуры")
        self.table.current_changed.connect(self._school_chosen)
        self.table.installEventFilter(self)
        self.table.opened.connect(lambda _row: self.open_school())
        self.show_filter = ChoiceFilter("show", "Все школы", _is_shown, _SHOW)
        empty = EmptyState(
            "account-check-outline", "Процедура не выбрана",
            "Выберите процедуру справа вверху. Процедуры планируют на странице «Календарь».",
        )  # fmt: skip
        self.board_panel: TablePanel[BoardRow] = TablePanel(
            self.table, placeholder="Отобрать: школа, человек", filters=(self.show_filter,), state=self.ui.state,
            state_key="people-board", empty=empty,
        )  # fmt: skip
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.board_panel, 1)
        box.addWidget(self.note)
        self.school_panel = SchoolPanel(self.ui)
        self.board_split = MasterDetail(left, self.school_panel, state=self.ui.state, state_key="people-board", share=0.68)
        self.no_procedures = EmptyState(
            "account-check-outline", "Назначать пока некуда",
            "Запланируйте процедуру на странице «Календарь»: её школы появятся здесь, и программа предложит наблюдателей. "
            "Список людей можно загрузить уже сейчас.",
            (("Загрузить список людей…", self.choose_list),),
        )  # fmt: skip
        self.board_stack = QStackedWidget()
        self.board_stack.addWidget(self.board_split)
        self.board_stack.addWidget(self.no_procedures)
        return self.board_stack

    def _grid_view(self) -> QWidget:
        self.grid = ObserversGrid(self.ui.ctx.clock().date())
        self.grid.opened.connect(self.show_place)
        self.no_grid = EmptyState(
            "account-eye-outline", "Процедур в этом учебном году нет",
            "Когда они появятся в календаре, здесь будет видно, где кто наблюдает и где наблюдателя ещё нет.",
        )  # fmt: skip
        self.grid_stack = QStackedWidget()
        self.grid_stack.addWidget(self.grid)
        self.grid_stack.addWidget(self.no_grid)
        return self.grid_stack

    def _people_view(self) -> QWidget:
        self.people: RowTable[PersonLine] = RowTable(PEOPLE, key=lambda r: r.person_id, state=self.ui.state, state_key="people")
        self.people.setAccessibleName("Люди района и школ")
        empty = EmptyState(
            "account-multiple-outline", "Людей пока нет",
            "Загрузите список из таблицы (фамилия, место работы, классы) или впишите людей в карточках школ.",
            (("Загрузить список…", self.choose_list),),
        )  # fmt: skip
        self.people_panel: TablePanel[PersonLine] = TablePanel(
            self.people, placeholder="Отобрать: фамилия, школа", state=self.ui.state, state_key="people", empty=empty
        )
        self.person_panel: PersonPanel = PersonPanel(self.ui)
        self.people_split = MasterDetail(
            self.people_panel, self.person_panel, state=self.ui.state, state_key="people", share=0.62
        )
        self.people.current_changed.connect(self.person_panel.show_person)
        self.people.opened.connect(lambda _row: self.people_split.open_detail())
        return self.people_split

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.procedure.setMinimumWidth(theme.px(300 if self.width() >= theme.px(1100) else 150))
        self._fit_tools()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel beside the table is moved by hand as well: columns follow the table, not the window."""
        if watched is self.table and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return super().eventFilter(watched, event)

    # -- reading

    def reload(self) -> None:
        ctx, wanted, above, view = self.ui.ctx, self._procedure, self.ui.years.current, self.switch.current()
        year = f"{above}/{above + 1}" if above is not None else None

        def read(_progress: object) -> _Read:
            from app.services.assignments import queries
            from app.services.organisations.queries import list_organisations

            choices = tuple(queries.procedure_choices(ctx, year))
            ids = [one.procedure_id for one in choices]
            number = wanted if wanted in ids else _next(choices, ctx.clock().date())
            schools = tuple(
                (one.id, one.short_name) for one in list_organisations(ctx) if one.id is not None and one.kind == "school"
            )
            return _Read(
                choices,
                queries.board(ctx, number) if number is not None else None,
                queries.observer_grid(ctx, year) if view == "grid" else None,
                tuple(queries.directory(ctx, year)) if view == "people" else (),
                schools,
            )

        self.ui.worker.read(read, done=self._show, failed=self._failed, owner=self, key="page")

    def _show(self, found: _Read) -> None:
        self._read = found
        self.stack.setCurrentWidget(self.main)
        self.procedure.set_choices([(one.title, one.procedure_id) for one in found.choices])
        board = found.board
        self._procedure = board.procedure_id if board else self._procedure
        self.procedure.set_value(board.procedure_id if board else None)
        self.board_stack.setCurrentIndex(0 if found.choices else 1)
        self.person_panel.set_schools(found.schools)
        self._show_board(board)
        if found.grid is not None:
            self.grid.show_grid(found.grid)
            self.grid_stack.setCurrentIndex(0 if found.grid.procedures and found.grid.schools else 1)
        if self.switch.current() == "people":
            self.people_panel.set_rows(found.people)
            self._select_first(self.people)
            self.person_panel.show_person(self.people.current_row())
            self.people_split.want_detail(bool(found.people))
        self._fit_tools()
        self.loaded()

    def _show_board(self, board: Board | None) -> None:
        rows = _rows(board) if board is not None else []
        self._fit_columns()
        self.board_panel.set_rows(rows)
        wanted, self._wanted_school = self._wanted_school, None
        if wanted is not None:
            self.board_panel.clear_filters()
            self.table.select_key(wanted)
        self._select_first(self.table)
        self.school_panel.show_school(board, self.table.current_row())
        self.board_split.want_detail(bool(rows))
        self.note.setText(_note(board) if board is not None else "")
        self.note.setVisible(bool(self.note.text()))

    def _fit_columns(self) -> None:
        """Roles the procedure needs, as many as there is room for."""
        board = self._read.board if self._read is not None else None
        for key, least in ROLE_COLUMNS.items():
            self.table.show_column(key, board is not None and key in board.roles and self.table.width() >= theme.px(least))

    @staticmethod
    def _select_first(table: RowTable[Any]) -> None:
        if table.current_row() is None and table.shown_count():
            table.selectRow(0)

    def _fit_tools(self) -> None:
        """Only what works in the view that is shown."""
        view = self.switch.current()
        has_board = self._read is not None and self._read.board is not None
        for button in (self.propose_button, self.print_button, self.all_button, self.procedure):
            button.setVisible(view == "procedure" and has_board)
        board = self._read.board if self._read is not None else None
        if board is not None and "observer" not in board.roles:
            self.propose_button.hide()
        self.list_button.setVisible(view == "people")
        self.rules_button.setVisible(view != "grid")

    def _school_chosen(self, row: BoardRow | None) -> None:
        if self._read is not None:
            self.school_panel.show_school(self._read.board, row)

    def _switched(self, key: str) -> None:
        self.views.setCurrentIndex([name for name, _words in _VIEWS].index(key))
        self._fit_tools()
        self.read_again()

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    # -- acting

    def choose_procedure(self, procedure_id: int | None) -> None:
        if procedure_id is None:
            self.procedure.set_value(self._procedure)  # there is no «all procedures» here
            return
        self._procedure = procedure_id
        self.ui.state.put("people/procedure", procedure_id)
        self.read_again()

    def show_place(self, organisation_id: int, procedure_id: int) -> None:
        """From a cell of the grid to the school in the procedure."""
        self._wanted_school = organisation_id
        self._procedure = procedure_id
        self.ui.state.put("people/procedure", procedure_id)
        self.switch.choose("procedure")
        self.views.setCurrentIndex(0)
        self.read_again()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_target(self, target: Target) -> bool:
        if target[0] != "people":
            return False
        if len(target) > 1:
            self._procedure = int(target[1])
        self.switch.choose("procedure")
        self.views.setCurrentIndex(0)
        self.read_again()
        return True

    def open_school(self) -> None:
        """Enter on a school: the drawer in a narrow window, the form for what is missing, else the list of its people."""
        row = self.table.current_row()
        if row is None:
            return
        if self.board_split.is_drawer:
            self.board_split.open_detail()
        if row.missing or not row.assignments:
            self.school_panel.add()
        else:
            self.school_panel.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._select_first(self.school_panel.table)

    def propose(self) -> None:
        board = self._read.board if self._read is not None else None
        if board is not None:
            from app.ui.assignments.proposal_dialog import ProposalDialog

            ProposalDialog(self.ui, board.procedure_id, board.title, self.window()).open()

    def edit_habits(self) -> None:
        from app.ui.assignments.dialogs import habits_dialog

        ctx = self.ui.ctx

        def read(_progress: object) -> Any:
            from app.services.assignments.queries import get_habits

            return get_habits(ctx)

        self.ui.worker.read(
            read, done=lambda found: habits_dialog(self.ui, found, self.window()).open(), owner=self, key="habits"
        )

    def choose_list(self) -> None:
        folder = str(self.ui.state.get("folders/open") or Path.home())
        chosen, _kind = QFileDialog.getOpenFileName(self, "Список людей", folder, _TABLES)
        if chosen:
            self.ui.state.put("folders/open", str(Path(chosen).parent))
            self.load_list(Path(chosen))

    def load_list(self, path: Path) -> None:
        from app.ui.assignments.dialogs import ListDialog

        ListDialog(self.ui, path, self.window()).open()

    def ask_briefing(self) -> None:
        """The day of the briefing for everybody who has to be there and has none yet."""
        from app.ui.assignments.dialogs import AskDialog
        from app.ui.widgets.fields import DateField

        ids = [row.id for row in self._assigned() if row.role in ON_THE_DAY and row.briefed_on is None]
        if not ids:
            self.ui.message("Инструктаж уже отмечен у всех.")
            return
        today = self.ui.ctx.clock().date
        day = DateField("День инструктажа", required=True, today=lambda: today())

        def job() -> Callable[[object], Changes]:
            value = day.value()

            def store(_progress: object) -> Changes:
                from app.services.assignments.commands import put_briefing

                return put_briefing(self.ui.ctx, ids, value)

            return store

        about = f"Будет отмечен у всех, кому не отмечен: {counted(len(ids), 'назначение', 'назначения', 'назначений')}."
        AskDialog(self.ui, "Инструктаж", about, [day], "Отметить инструктаж", job, required=(day,), parent=self.window()).open()

    def ask_basis(self) -> None:
        """The order that appoints all who have none yet."""
        from app.ui.assignments.dialogs import AskDialog
        from app.ui.widgets.fields import TextField

        ids = [row.id for row in self._assigned() if not row.basis]
        if not ids:
            self.ui.message("Приказ уже вписан у всех.")
            return
        basis = TextField("Приказ", required=True, placeholder="приказ отдела образования от 02.04.2026 № 41-од")

        def job() -> Callable[[object], Changes]:
            words = basis.value()

            def store(_progress: object) -> Changes:
                from app.services.assignments.commands import put_basis

                return put_basis(self.ui.ctx, ids, words)

            return store

        about = f"Будет вписан всем, у кого приказа нет: {counted(len(ids), 'назначение', 'назначения', 'назначений')}."
        AskDialog(
            self.ui, "Приказ о назначении", about, [basis], "Вписать приказ", job, required=(basis,), parent=self.window()
        ).open()

    def number_certificates(self) -> None:
        number = self._procedure
        if number is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import number_certificates

            return number_certificates(self.ui.ctx, number)

        self.ui.worker.write(job, failed=self._failed, owner=self)

    def _assigned(self) -> list[Any]:
        board = self._read.board if self._read is not None else None
        return [] if board is None else [*board.district, *(one for row in board.rows for one in row.assignments)]

    # -- the frame

    def print_list(self, **more: Any) -> None:
        if self._procedure is not None:
            open_form(self.ui, self, "people_list", procedure_id=self._procedure, **more)

    def print_certificates(self) -> None:
        if self._procedure is not None:
            open_form(self.ui, self, "observer_certificate", procedure_id=self._procedure)

    def print_page(self) -> bool:
        if not self._assigned() or self.switch.current() == "people":
            return False
        self.print_list()
        return True

    def close_inner(self) -> bool:
        split = {"procedure": self.board_split, "people": self.people_split}.get(self.switch.current())
        if split is None or not (split.is_drawer and split.detail_shown()):
            return False
        split.close_detail()
        return True

    def take_focus(self) -> None:
        {"procedure": self.table, "grid": self.grid, "people": self.people}[self.switch.current()].setFocus()


def _rows(board: Board) -> list[BoardRow]:
    """The district first, where it has roles of its own."""
    if not (board.district or board.district_missing):
        return list(board.rows)
    remarks = tuple(one for one in board.remarks if one.organisation_id is None)
    district = BoardRow(DISTRICT, "Весь район", (), (), board.district, board.district_missing, remarks)
    return [district, *board.rows]


def _is_shown(row: BoardRow, wanted: str) -> bool:
    return bool(row.missing) if wanted == "missing" else bool(row.remarks)


def _next(choices: tuple[ProcedureChoice, ...], today: Any) -> int | None:
    """The one that comes next, an observed one first; of the past ones the last."""
    coming = [one for one in choices if one.ends_on is not None and one.ends_on >= today]
    coming.sort(key=lambda one: not one.observed)
    found = coming[0] if coming else (choices[-1] if choices else None)
    return found.procedure_id if found is not None else None


def _note(board: Board) -> str:
    """What waits, in one line."""
    parts = []
    if "observer" in board.roles and board.without_observer:
        parts.append(f"Без наблюдателя: {counted(board.without_observer, 'школа', 'школы', 'школ')}.")
    wrong: list[Remark] = [one for one in board.remarks if one.severity == "error"]
    if wrong:
        parts.append(f"Исправить: {counted(len(wrong), 'замечание', 'замечания', 'замечаний')}.")
    return " ".join(parts)
