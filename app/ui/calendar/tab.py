"""Календарь процедур: the school year as a strip, a month or a list below it, one procedure in the side panel."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.text_ru import MONTHS, counted
from app.ui import theme
from app.ui.calendar import columns, layout, reading
from app.ui.calendar.columns import ListLine
from app.ui.calendar.layout import Span
from app.ui.calendar.month_grid import MonthGrid
from app.ui.calendar.panel import ProcedurePanel
from app.ui.calendar.reading import CalendarPage, ProcedureDetails
from app.ui.calendar.year_strip import YearStrip
from app.ui.context import Target, UiContext
from app.ui.print_form import open_form
from app.ui.school_year import title_of, year_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_VIEW = "calendar/view"


class CalendarTab(TabPage):
    topics = frozenset({"results", "calendar", "organisations", "scales", "settings"})
    help_page = "calendar"
    targets = frozenset({"procedure"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page = CalendarPage((), {}, False)
        self._month: date | None = None
        self._chosen: int | None = None
        self._wanted: int | None = None
        """A procedure to show as soon as the rows have come."""
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.main = self._main_page()
        self.empty = EmptyState(
            "calendar-month-outline", "Процедур пока нет",
            "Они появятся здесь, когда вы загрузите результаты: даты берутся из файлов, поправить их можно справа.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        self.other_year = EmptyState(
            "calendar-month-outline", "", "Выберите другой учебный год наверху окна или посмотрите все годы сразу.",
            (("Показать все годы", lambda: ui.years.choose(None)), ("Загрузить результаты…", lambda: ui.load_files(()))),
        )  # fmt: skip
        for page in (QWidget(), self.main, self.empty, self.other_year):
            self.stack.addWidget(page)

    # -- building

    def _main_page(self) -> QWidget:
        self.switch = PageSwitch((("month", "Месяц"), ("list", "Список")), "Что показать")
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.toolbar.add_left(self._month_bar())
        printing = self.toolbar.add_action("Перечень процедур…", self.print_list, icon="printer-outline")
        printing.setToolTip("Напечатать перечень процедур с датами и числом участников")
        self.undated = QPushButton()
        theme.mark(self.undated, "link")
        self.undated.clicked.connect(lambda _checked=False: self.switch.choose("list"))
        self.toolbar.add_right(self.undated)
        self.strip = YearStrip()
        self.strip.month_chosen.connect(lambda month: self.go_to_month(month))
        self.strip.span_chosen.connect(self._span_chosen)

        self.grid = MonthGrid()
        self.grid.day_changed.connect(self._day_changed)
        self.grid.month_wanted.connect(self.go_to_month)
        self.grid.procedure_clicked.connect(self.choose)
        self.grid.opened.connect(self._open_day)
        self.table: RowTable[ListLine] = RowTable(
            columns.LIST, key=lambda line: line.row.procedure_id, state=self.ui.state, state_key="calendar"
        )
        self.table.setAccessibleName("Процедуры")
        self.table.current_changed.connect(self._line_chosen)
        self.table.opened.connect(lambda _line: self._open_day())
        grade = ChoiceFilter("grade", "Любой класс", lambda line, value: line.row.grade == value)
        missing = ChoiceFilter("missing", "Все процедуры", lambda line, _value: line.missing > 0, [("Сдали не все", True)])
        self.grades = grade
        self.list_panel: TablePanel[ListLine] = TablePanel(
            self.table, placeholder="Отобрать: предмет, год", filters=(grade, missing), state=self.ui.state, state_key="calendar"
        )
        self.views = QStackedWidget()
        self.views.addWidget(self.grid)
        self.views.addWidget(self.list_panel)
        self.views.setFocusProxy(self.grid)

        self.panel = ProcedurePanel(self.ui)
        self.panel.window_edited.connect(self._save_window)
        self.panel.procedure_chosen.connect(self.choose)
        self.panel.nearby_opened.connect(self.show_procedure)
        self.panel.report_button.clicked.connect(lambda _checked=False: self.print_report())
        self.split = MasterDetail(self.views, self.panel, state=self.ui.state, state_key="calendar", share=0.6)
        self.switch.changed.connect(self._switched)
        if self.ui.state.get(_VIEW) == "list":
            self.switch.choose("list")
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.strip)
        box.addWidget(self.split, 1)
        return page

    def _month_bar(self) -> QWidget:
        self.month_title = QLabel()
        self.month_title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.month_title, "bold")
        self.month_bar = QWidget()
        row = QHBoxLayout(self.month_bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.INSIDE)
        self.turn_buttons: list[QToolButton] = []
        for icon, tip, by in (("chevron-left", "Предыдущий месяц (PgUp)", -1), ("chevron-right", "Следующий месяц (PgDn)", 1)):
            button = QToolButton()
            button.setIcon(theme.icon(icon))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _checked=False, by=by: self._turn(by))
            self.turn_buttons.append(button)
        row.addWidget(self.turn_buttons[0])
        row.addWidget(self.month_title)
        row.addWidget(self.turn_buttons[1])
        self.today_button = QPushButton("Сегодня")
        self.today_button.clicked.connect(lambda _checked=False: self._go_today())
        row.addWidget(self.today_button)
        return self.month_bar

    # -- reading

    def reload(self) -> None:
        ctx, year = self.ui.ctx, self.ui.years.current
        self.ui.worker.read(lambda _p: reading.read_page(ctx, year), done=self._show, owner=self, key="page")

    def year_changed(self) -> None:
        self._month = None
        super().year_changed()

    def _show(self, page: CalendarPage) -> None:
        self._page = page
        self.grades.set_choices([(f"{grade} класс", grade) for grade in sorted({row.grade for row in page.rows})])
        missing = {row.procedure_id: len(page.missing.get(row.procedure_id, ())) for row in page.rows}
        self.list_panel.set_rows([ListLine(row, missing[row.procedure_id]) for row in layout.in_time(page.rows)])
        undated = sum(1 for row in page.rows if not row.window_known)
        self.undated.setText(f"Без дат: {counted(undated, 'процедура', 'процедуры', 'процедур')}")
        self.undated.setVisible(bool(undated))
        if not page.anything:
            self.stack.setCurrentWidget(self.empty)
        elif not page.rows:
            year = title_of(self.ui.years.current)
            self.other_year.heading.setText(f"{year[:1].upper()}{year[1:]}: процедур нет")
            self.stack.setCurrentWidget(self.other_year)
        else:
            self.stack.setCurrentWidget(self.main)
            if self._month is None and undated == len(page.rows):
                self.switch.choose("list")  # a month would be empty
            wanted, self._wanted = self._wanted, None
            if wanted is not None and self._row(wanted) is not None:
                self.show_procedure(wanted)
            else:
                self._refresh()
        self.loaded()

    def _refresh(self) -> None:
        """Show the month and the chosen procedure again with the rows as they are now."""
        month = self._month or layout.start_month(self._page.rows, self.ui.years.current, self._today())
        day = self.grid.current_day() if self._month is not None else None
        if self._chosen is not None and self._row(self._chosen) is None:
            self._chosen = None
        row = self._row(self._chosen)
        if row is None:
            self.go_to_month(month, day)
            if self.switch.current() == "list" and self.table.shown_count():
                self.table.selectRow(0)
            return
        if row.starts_on is not None and (day is None or row not in layout.on_day(self._page.rows, day)):
            month, day = row.starts_on.replace(day=1), row.starts_on  # its dates were changed: follow it
        self._place(month, day)
        self.choose(row.procedure_id)

    def _today(self) -> date:
        return self.ui.ctx.clock().date()

    def _row(self, procedure_id: int | None) -> reading.CalendarRow | None:
        return next((row for row in self._page.rows if row.procedure_id == procedure_id), None)

    # -- month

    def go_to_month(self, month: date, stand_on: date | None = None) -> None:
        """Show a month, the cursor on `stand_on`, else on the first day with a procedure, else on today or the first."""
        day = self._place(month, stand_on)
        if self.switch.current() == "month":
            self._day_changed(day)

    def _place(self, month: date, stand_on: date | None) -> date:
        """The strip and the grid without the panel; returns the day the cursor stands on."""
        chosen_year = self.ui.years.current
        if chosen_year is not None:
            first, last = layout.year_span(chosen_year)
            inside = min(max(month, first), last.replace(day=1))
            stand_on = stand_on if inside == month else None
            month = inside
        today = self._today()
        if stand_on is None:
            days = [day for day in layout.month_days(month) if day.month == month.month]
            busy = next((day for day in days if layout.on_day(self._page.rows, day)), None)
            stand_on = busy or (today if (today.year, today.month) == (month.year, month.month) else month)
        self._month = month
        self.month_title.setText(f"{MONTHS[month.month - 1].capitalize()} {month.year}")
        self.month_title.setMinimumWidth(self.month_title.fontMetrics().horizontalAdvance("Сентябрь 2026") + 24)
        self.strip.show_year(year_of(month), layout.spans(self._page.rows), month, today)
        self.grid.show_month(month, self._page.rows, today, stand_on)
        for button, by in zip(self.turn_buttons, (-1, 1), strict=True):
            button.setEnabled(chosen_year is None or year_of(layout.next_month(month, by)) == chosen_year)
        self.today_button.setEnabled(chosen_year in (None, year_of(today)))
        return stand_on

    def _turn(self, by: int) -> None:
        if self._month is not None:
            self.go_to_month(layout.next_month(self._month, by))

    def _go_today(self) -> None:
        today = self._today()
        self.go_to_month(today.replace(day=1), today)
        self.grid.setFocus()

    def _day_changed(self, day: date) -> None:
        """The panel follows the cursor: the first procedure of the day unless one of the day is shown already."""
        found = layout.on_day(self._page.rows, day)
        if not found:
            self._chosen = None
            self.grid.choose(None)
            self.panel.show_nothing(day, layout.nearest(self._page.rows, day))
            return
        ids = [row.procedure_id for row in found]
        self.choose(self._chosen if self._chosen in ids else ids[0])

    def _open_day(self) -> None:
        self.split.open_detail()
        if self.panel.day_table.isVisibleTo(self.panel):
            self.panel.day_table.setFocus()

    def _span_chosen(self, span: Span) -> None:
        self.show_procedure(span.rows[0].procedure_id)

    # -- one procedure

    def show_procedure(self, procedure_id: int) -> None:
        """Choose a procedure and bring its month and its line into sight."""
        row = self._row(procedure_id)
        if row is None:
            return
        self._chosen = procedure_id
        if row.starts_on is None:
            self.switch.choose("list")
        else:
            self._place(row.starts_on.replace(day=1), row.starts_on)
        self.choose(procedure_id)

    def choose(self, procedure_id: int) -> None:
        """Show a procedure in the panel; the cursor of the list follows, that of the month stays on its day."""
        row = self._row(procedure_id)
        if row is None:
            return
        self._chosen = procedure_id
        self.table.select_key(procedure_id)
        self.grid.choose(procedure_id)
        self.panel.show_procedure(row, self._page.missing.get(procedure_id, ()))
        day = self.grid.current_day() if self.switch.current() == "month" else None
        self.panel.show_day(day, layout.on_day(self._page.rows, day) if day else (), procedure_id)
        ctx = self.ui.ctx
        self.ui.worker.read(
            lambda _p: reading.read_details(ctx, procedure_id), done=self._show_details, owner=self, key="details"
        )

    def _show_details(self, details: ProcedureDetails) -> None:
        self.panel.show_details(details)

    def _line_chosen(self, line: ListLine | None) -> None:
        if line is not None and self.switch.current() == "list" and line.row.procedure_id != self._chosen:
            self.choose(line.row.procedure_id)

    def _save_window(self, procedure_id: int, starts_on: date | None, ends_on: date | None) -> None:
        ctx = self.ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.calendar.commands import set_window

            return set_window(ctx, procedure_id, starts_on, ends_on)

        self.ui.worker.write(job, owner=self)

    # -- the frame

    def _switched(self, key: str) -> None:
        self.ui.state.put(_VIEW, key)
        month = key == "month"
        self.views.setCurrentIndex(0 if month else 1)
        self.views.setFocusProxy(self.grid if month else self.table)
        self.month_bar.setVisible(month)
        row = self._row(self._chosen)
        if month and row is not None and row.starts_on is not None:
            self.show_procedure(row.procedure_id)
        elif month and self._month is not None:
            self.go_to_month(self._month)
        elif row is None and self.table.shown_count():
            self.table.selectRow(0)
        elif row is not None:
            self.choose(row.procedure_id)

    def open_target(self, target: Target) -> bool:
        if self._row(target[1]) is not None:
            self.show_procedure(target[1])
            self.split.open_detail()
            return True
        self._wanted = target[1]
        if self.ui.years.current is not None:
            self.ui.years.choose(None)  # it belongs to another school year
        else:
            self.read_again()
        return True

    def print_list(self) -> None:
        """The list of procedures; of one calendar year when only that one is shown."""
        years = {row.year for row in self._page.rows}
        open_form(self.ui, self, "procedure_list", year=years.pop() if len(years) == 1 else None)

    def print_report(self) -> None:
        if self._chosen is not None:
            open_form(self.ui, self, "vpr_report", procedure_id=self._chosen)

    def print_page(self) -> bool:
        if self.stack.currentWidget() is not self.main:
            return False
        if self._chosen is not None:
            self.print_report()
        else:
            self.print_list()
        return True

    def close_inner(self) -> bool:
        self.split.close_detail()
        return True

    def leave(self) -> None:
        self.panel.save_typed()
