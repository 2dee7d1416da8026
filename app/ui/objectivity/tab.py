"""Объективность: signs of schools × papers, the list of official markers, the evidence of each."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.checks.rows import MARKER_NAMES, MarkerRow
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.objectivity import columns, reading, signs
from app.ui.objectivity.evidence_page import EvidencePage
from app.ui.objectivity.grid import SignGrid
from app.ui.objectivity.listed_page import ListedPage
from app.ui.objectivity.reading import SignLine, SignsPage, YearChoice
from app.ui.print_form import open_form
from app.ui.school_year import title_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_YEAR = "objectivity/year"


class ObjectivityTab(TabPage):
    topics = frozenset({"organisations", "results", "scales", "calendar", "settings"})
    help_page = "objectivity"
    targets = frozenset({"cell"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        kept = ui.state.get(_YEAR)
        self._wanted: YearChoice = kept if kept == "all" or isinstance(kept, int) else None
        self._page: SignsPage | None = None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Проверяю результаты…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.main = self._main_page()
        self.evidence = EvidencePage(ui, self.close_evidence)
        self.evidence.gone.connect(self.close_evidence)
        self.empty = EmptyState(
            "chart-bell-curve", "Проверять пока нечего",
            "Загрузите результаты процедур из файлов ФИС ОКО — признаки посчитаются сами.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        self.other_year = EmptyState(
            "calendar-month-outline", "", "Выберите другой учебный год наверху окна или посмотрите все годы сразу.",
            (("Показать все годы", lambda: self.choose_year("all")), ("Загрузить результаты…", lambda: ui.load_files(()))),
        )  # fmt: skip
        for page in (self.wait, self.main, self.evidence, self.empty, self.other_year):
            self.stack.addWidget(page)

    # -- building

    def _main_page(self) -> QWidget:
        self.switch = PageSwitch(
            (("signs", "Школы и работы"), ("markers", "Официальные признаки"), ("listed", "Ежегодный список")), "Что показать"
        )
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.toolbar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        printing = self.toolbar.add_action("Напечатать список…", self.print_list, icon="printer-outline")
        printing.setToolTip("Список официальных признаков (Ctrl+P)")
        self.year_box = QComboBox()
        self.year_box.setAccessibleName("Год процедур")
        self.year_box.setToolTip("Год, в котором писали работы")
        self.year_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year_box.activated.connect(lambda _index: self.choose_year(self.year_box.currentData()))
        label = QLabel("Год:")
        theme.mark(label, "note")
        label.setBuddy(self.year_box)
        self.busy = QLabel("Проверяю результаты…")
        theme.mark(self.busy, "note")
        self.busy.hide()
        self.toolbar.add_right(self.busy)
        self.toolbar.add_right(label)
        self.toolbar.add_right(self.year_box)

        self.pages = QStackedWidget()
        self.pages.addWidget(self._signs_page())
        self.pages.addWidget(self._markers_page())
        self.listed = ListedPage(self.ui)
        self.pages.addWidget(self.listed)
        self.switch.changed.connect(self._switched)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.pages, 1)
        return page

    def _signs_page(self) -> QWidget:
        self.grid = SignGrid()
        self.grid.cell_opened.connect(lambda cell: self.open_cell(*cell))
        self.grid.school_opened.connect(lambda school: self.ui.open_target(("organisation", school)))
        strength = ChoiceFilter("strength", "Все школы", _line_has, [("Есть признак", "signal"), ("Есть слабый сигнал", "weak")])
        self.grid_panel: TablePanel[SignLine] = TablePanel(
            cast("RowTable[SignLine]", self.grid),  # answers the same calls
            placeholder="Отобрать школу", filters=(strength,), state=self.ui.state, state_key="objectivity-signs",
        )  # fmt: skip
        legend = QLabel(signs.LEGEND)
        legend.setWordWrap(True)
        theme.mark(legend, "small")
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.grid_panel, 1)
        box.addWidget(legend)
        return page

    def _markers_page(self) -> QWidget:
        self.table: RowTable[MarkerRow] = RowTable(
            columns.MARKERS, key=lambda m: (m.procedure_id, m.organisation_id, m.code), state=self.ui.state,
            state_key="objectivity-markers",
        )  # fmt: skip
        self.table.setAccessibleName("Официальные признаки")
        self.table.opened.connect(lambda m: self.open_cell(m.procedure_id, m.organisation_id))
        which = ChoiceFilter(
            "code", "Любой признак", lambda m, code: m.code == code, [(name, code) for code, name in MARKER_NAMES.items()]
        )
        data = ChoiceFilter(
            "strength", "Любые данные", lambda m, value: signs.marker_strength(m) == value,
            [("Признак", "signal"), ("Слабый сигнал", "weak"), ("Мало данных", "little")],
        )  # fmt: skip
        nothing = EmptyState("check", "Официальных признаков нет", "За выбранный год ни один признак не отмечен.")
        self.marker_panel: TablePanel[MarkerRow] = TablePanel(
            self.table, placeholder="Отобрать: школа, предмет", filters=(which, data), state=self.ui.state,
            state_key="objectivity-markers", empty=nothing,
        )  # fmt: skip
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        theme.mark(self.notes, "note")
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.marker_panel, 1)
        box.addWidget(self.notes)
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window does without the last column: the notes below and the page of a finding say it too."""
        super().resizeEvent(event)
        self.table.setColumnHidden(len(columns.MARKERS) - 1, self.width() < theme.px(theme.DRAWER_BELOW))

    # -- reading

    def reload(self) -> None:
        ctx, school_year, wanted = self.ui.ctx, self.ui.years.current, self._wanted
        self.busy.show()
        self.ui.worker.read(
            lambda _p: reading.read_page(ctx, school_year, wanted),
            done=self._show, failed=self._failed, owner=self, key="page",
        )  # fmt: skip
        if self.stack.currentWidget() is self.evidence:
            self.evidence.read()

    def year_changed(self) -> None:
        """The year chosen above goes before the one chosen here."""
        self._wanted = None
        super().year_changed()

    def choose_year(self, year: YearChoice) -> None:
        self._wanted = year
        self.ui.state.put(_YEAR, year)
        self.read_again()

    def _failed(self, error: BaseException) -> None:
        self.busy.hide()
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    def _show(self, page: SignsPage) -> None:
        self._page = page
        self.busy.hide()
        self.year_box.clear()
        for year in page.years:
            self.year_box.addItem(str(year), year)
        self.year_box.addItem("все годы", "all")
        self.year_box.setCurrentIndex(max(0, self.year_box.findData(page.chosen)))
        self.grid.show_page(page.papers, page.lines)
        self.table.set_rows(page.markers)
        if page.markers and self.table.current_row() is None:
            self.table.selectRow(0)
        self.table.setColumnHidden(0, page.chosen != "all")
        self.listed.show_rows(page.listed, page.print_year)
        self.notes.setText(" ".join(page.notes))
        if page.chosen is None and page.anything:
            self.other_year.heading.setText(f"{_capital(title_of(self.ui.years.current))}: результатов нет")
        if self.stack.currentWidget() is not self.evidence:
            self._show_list()
        self.loaded()

    def _show_list(self) -> None:
        page = self._page
        if page is None:
            self.stack.setCurrentWidget(self.wait)
        elif page.chosen is None:
            self.stack.setCurrentWidget(self.other_year if page.anything else self.empty)
        else:
            self.stack.setCurrentWidget(self.main)

    def _view(self) -> QWidget:
        return {"signs": self.grid, "markers": self.table, "listed": self.listed.table}[self.switch.current()]

    def _switched(self, key: str) -> None:
        focus = self.focusWidget()
        inside = focus is not None and self.pages.isAncestorOf(focus)
        self.pages.setCurrentIndex(("signs", "markers", "listed").index(key))
        if inside:  # not into the filter field of the page that comes, as Qt would
            self._view().setFocus()

    # -- the evidence

    def open_cell(self, procedure_id: int, organisation_id: int) -> None:
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.open(procedure_id, organisation_id)

    def open_current(self) -> None:
        if self.switch.current() == "markers":
            row = self.table.current_row()
            if row is not None:
                self.open_cell(row.procedure_id, row.organisation_id)
            return
        if self.switch.current() == "listed":
            line = self.listed.table.current_row()
            if line is not None and line.organisation_id is not None:
                self.ui.open_target(("organisation", line.organisation_id))
            return
        cell = self.grid.current_cell()
        if cell is not None:
            self.open_cell(cell.procedure_id, cell.organisation_id)

    def close_evidence(self) -> None:
        if self.stack.currentWidget() is self.evidence:
            shown = self.evidence.shown()
            self._show_list()
            if shown is not None:
                self.grid.select_cell(*shown)
            self._view().setFocus()

    # -- the frame

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.evidence:
            self.evidence.area.setFocus()
        else:
            self._view().setFocus()

    def open_target(self, target: Target) -> bool:
        if len(target) != 3:
            return False
        self.open_cell(target[1], target[2])
        return True

    def print_list(self) -> None:
        """The official markers of the shown year."""
        if self._page is not None and self._page.chosen is not None:
            open_form(self.ui, self, "marker_list", year=self._page.print_year)

    def print_page(self) -> bool:
        if self.stack.currentWidget() is self.evidence:
            self.evidence.print_card()
        elif self.stack.currentWidget() is self.main:
            self.print_list()
        else:
            return False
        return True

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is not self.evidence:
            return False
        self.close_evidence()
        return True


def _line_has(line: SignLine, strength: Any) -> bool:
    return any(cell.strength == strength for cell in line.cells.values())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
