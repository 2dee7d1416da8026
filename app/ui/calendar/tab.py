"""Календарь процедур: the school year as a strip; a month, a week, a list or schools by weeks below it; the side panel."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.calendar.rules import window_words
from app.services.plan.rows import PlanRow
from app.services.text_ru import MONTHS, counted
from app.ui import theme
from app.ui.calendar import columns, layout, reading
from app.ui.calendar.actions import CalendarActions
from app.ui.calendar.columns import ListLine
from app.ui.calendar.export_menu import export_actions
from app.ui.calendar.filter_bar import FilterBar
from app.ui.calendar.layout import Span
from app.ui.calendar.matrix import Matrix
from app.ui.calendar.month_grid import MonthGrid
from app.ui.calendar.panel import ProcedurePanel
from app.ui.calendar.reading import CalendarPage, ProcedureDetails
from app.ui.calendar.scene import Scene
from app.ui.calendar.week_view import WeekView
from app.ui.calendar.year_strip import LANES, YearStrip
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
_LOW = 480
"""A page lower than this gives its room to the days: the strip has one lane."""


class CalendarTab(TabPage):
    topics = frozenset({"results", "calendar", "organisations", "scales", "settings", "roadmaps"})
    help_page = "calendar"
    targets = frozenset({"procedure"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page = CalendarPage()
        self.scene = Scene()
        self._month: date | None = None
        self._chosen: int | None = None
        self._wanted: int | None = None
        """A procedure to show as soon as the rows have come."""
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.actions_of = CalendarActions(ui, self.stack, self)
        self.actions_of.left.connect(self._back)
        self.actions_of.planned.connect(self._made)
        self.actions_of.year_wanted.connect(ui.years.choose)
        self.main = self._main_page()
        self.empty = EmptyState(
            "calendar-month-outline", "Процедур пока нет",
            "Запланируйте процедуру, внесите сроки ВПР из программы или загрузите результаты: даты берутся и из файлов.",
            (
                ("Запланировать…", self.plan), ("Сроки ВПР…", self._latest_windows),
                ("Загрузить результаты…", lambda: ui.load_files(())),
            ),
        )  # fmt: skip
        self.other_year = EmptyState(
            "calendar-month-outline", "", "Выберите другой учебный год наверху окна, перенесите календарь прошлого года "
            "или запланируйте процедуру.",
            (
                ("Показать все годы", lambda: ui.years.choose(None)), ("Запланировать…", self.plan),
                ("Перенести прошлый год…", self._roll_into),
            ),
        )  # fmt: skip
        for page in (QWidget(), self.main, self.empty, self.other_year):
            self.stack.addWidget(page)

    # -- building

    def _main_page(self) -> QWidget:
        views = [("month", "Месяц"), ("week", "Неделя"), ("list", "Список")]
        if self.ui.workplace.kind == "department":
            views.append(("matrix", "Школы × недели"))
        self.switch = PageSwitch(views, "Что показать")
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.toolbar.add_left(self._month_bar())
        self.plan_button = self.toolbar.add_action("Запланировать…", self.plan, icon="plus", shortcut="Ctrl+N", primary=True)
        self.load_button = self.toolbar.add_menu("Загрузить окна…", [], icon="tray-arrow-down")
        self.load_button.setToolTip("Сроки целого года: из программы или из таблицы")
        self.export_button = self.toolbar.add_menu(
            "Выгрузить…", export_actions(self.ui, self, self._whose), icon="file-export-outline"
        )
        self.export_button.setToolTip("Файл календаря, книга Excel, лист на стену: то, что отобрано")
        self.more_button = self.toolbar.add_menu("Ещё", self._more_actions(), icon="dots-horizontal")
        for button in (self.plan_button, self.load_button):
            button.setEnabled(not self.ui.ctx.db.read_only)
        self.undated = QPushButton()
        theme.mark(self.undated, "link")
        self.undated.clicked.connect(lambda _checked=False: self.switch.choose("list"))
        self.waiting = QPushButton()
        self.waiting.setToolTip("Даты перенесены с прошлого года. Подтвердите все сразу или каждую справа, в кнопке «Ещё»")
        theme.mark(self.waiting, "link")
        self.waiting.clicked.connect(lambda _checked=False: self.actions_of.confirm(None))
        self.filters = FilterBar(self.ui)
        self.filters.changed.connect(self._filtered)
        self.strip = YearStrip()
        self.strip.month_chosen.connect(lambda month: self._month_chosen(month))
        self.strip.span_chosen.connect(self._span_chosen)

        self.grid = MonthGrid()
        self.grid.day_changed.connect(self._day_changed)
        self.grid.month_wanted.connect(self.go_to_month)
        self.grid.procedure_clicked.connect(self.choose)
        self.grid.opened.connect(self._open_day)
        self.grid.shift_wanted.connect(self.shift)
        self.week = WeekView()
        self.week.day_changed.connect(self._day_changed)
        self.week.week_wanted.connect(self.go_to_week)
        self.week.procedure_clicked.connect(self.choose)
        self.week.event_clicked.connect(self._open_event)
        self.week.opened.connect(self._open_day)
        self.week.shift_wanted.connect(self.shift)
        self.matrix = Matrix()
        self.matrix.cell_changed.connect(lambda _school, _monday: self._show_cell())
        self.matrix.cell_opened.connect(self._open_cell)
        self.views = QStackedWidget()
        for view in (self.grid, self.week, self._list_page(), self.matrix):
            self.views.addWidget(view)
        self.views.setFocusProxy(self.grid)

        self.panel = ProcedurePanel(self.ui)
        self._wire_panel()
        self.split = MasterDetail(self.views, self.panel, state=self.ui.state, state_key="calendar", share=0.6)
        self.switch.changed.connect(self._switched)
        kept = self.ui.state.get(_VIEW)
        if isinstance(kept, str) and kept in self.switch.buttons:
            self.switch.choose(kept)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.filters, 1)
        line.addWidget(self.waiting)
        line.addWidget(self.undated)
        box.addLayout(line)
        box.addWidget(self.strip)
        box.addWidget(self.split, 1)
        return page

    def _whose(self) -> tuple[int | None, int | None]:
        choice = self.filters.choice()
        return choice.school, choice.person

    def _more_actions(self) -> list[QAction]:
        found = []
        for words, act in (
            ("Перенести на новый год…", self.roll_over),
            ("Каникулы…", self.show_breaks),
            ("Перечень процедур…", self.print_list),
        ):
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            found.append(action)
        return found

    def _list_page(self) -> QWidget:
        self.table: RowTable[ListLine] = RowTable(
            columns.LIST, key=lambda line: line.row.procedure_id, state=self.ui.state, state_key="calendar"
        )
        self.table.setAccessibleName("Процедуры")
        self.table.current_changed.connect(self._line_chosen)
        self.table.opened.connect(lambda _line: self._open_day())
        only = ChoiceFilter("missing", "Все процедуры", _only, [
            ("Сдали не все", "missing"), ("Выбрали не все школы", "chosen"), ("Ждут подтверждения", "waiting"),
            ("Есть противоречия", "conflicts"), ("Без дат", "undated"),
        ])  # fmt: skip
        self.list_panel: TablePanel[ListLine] = TablePanel(
            self.table, placeholder="Отобрать: предмет, год", filters=(only,), state=self.ui.state, state_key="calendar"
        )
        return self.list_panel

    def _wire_panel(self) -> None:
        panel, acts = self.panel, self.actions_of
        panel.window_edited.connect(self._save_window)
        panel.procedure_chosen.connect(self.choose)
        panel.nearby_opened.connect(self.show_procedure)
        panel.event_opened.connect(self._open_event)
        panel.named.connect(acts.name_subject)
        panel.report_button.clicked.connect(lambda _checked=False: self.print_report())
        panel.move_button.clicked.connect(lambda _checked=False: self.shift(None, 0))
        panel.plan.edited.connect(lambda change: self._with_row(lambda row: acts.edit(row.procedure_id, change)))
        panel.plan.status_edited.connect(lambda status: self._with_row(lambda row: acts.set_status(row.procedure_id, status)))
        panel.into_plan.clicked.connect(
            lambda _checked=False: self._with_row(lambda row: acts.edit(row.procedure_id, lambda draft: draft))
        )
        panel.confirm_action.triggered.connect(
            lambda _checked=False: self._with_row(lambda row: acts.confirm([row.procedure_id]))
        )
        panel.cancel_action.triggered.connect(lambda _checked=False: self._with_row(acts.cancel))
        panel.delete_action.triggered.connect(lambda _checked=False: self._with_row(lambda row: acts.delete(row.procedure_id)))
        panel.schools.slots_typed.connect(acts.save_slots)
        panel.schools.school_edited.connect(
            lambda school, name, value: self._with_row(lambda row: acts.edit_school(row.procedure_id, school, name, value))
        )
        panel.schools.proposal_wanted.connect(lambda school: self._with_row(lambda row: acts.propose(row.procedure_id, school)))

    def _with_row(self, act: object) -> None:
        row = self.panel.row()
        if row is not None:
            act(row)  # type: ignore[operator]

    def _month_bar(self) -> QWidget:
        self.month_title = QLabel()
        self.month_title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.month_title, "bold")
        self.month_bar = QWidget()
        row = QHBoxLayout(self.month_bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.INSIDE)
        self.turn_buttons: list[QToolButton] = []
        for icon, tip, by in (("chevron-left", "Раньше (PgUp)", -1), ("chevron-right", "Позже (PgDn)", 1)):
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
        self.filters.show_page(page)
        self._fill_load_menu(page.shipped)
        undated = sum(1 for row in page.rows if not row.window_known)
        self.undated.setText(f"Без дат: {counted(undated, 'процедура', 'процедуры', 'процедур')}")
        self.undated.setVisible(bool(undated))
        waiting = sum(1 for row in page.rows if not row.is_confirmed)
        self.waiting.setText(f"Подтвердить даты: {waiting}")
        self.waiting.setVisible(bool(waiting) and not self.ui.ctx.db.read_only)
        self._build_scene()
        shown = self._first_page()
        if self.actions_of.page() is None:
            self.stack.setCurrentWidget(shown)
        if shown is self.main:
            if self._month is None and undated == len(page.rows) and not page.everything.events:
                self.switch.choose("list")  # a month would be empty
            wanted, self._wanted = self._wanted, None
            if wanted is not None and self._row(wanted) is not None:
                self.show_procedure(wanted)
            else:
                self._refresh()
        self.loaded()

    def _first_page(self) -> QWidget:
        page = self._page
        if not page.anything:
            return self.empty
        if not page.rows and not page.everything.events:
            year = title_of(self.ui.years.current)
            self.other_year.heading.setText(f"{year[:1].upper()}{year[1:]}: процедур нет")
            return self.other_year
        return self.main

    def _fill_load_menu(self, years: tuple[int, ...]) -> None:
        menu = self.load_button.menu()
        menu.clear()
        for year in sorted(years, reverse=True):
            menu.addAction(f"Сроки ВПР {year} года (есть в программе)…").triggered.connect(
                lambda _checked=False, year=year: self.actions_of.shipped(year)
            )
        menu.addSeparator()
        menu.addAction("Из таблицы Excel или файла…").triggered.connect(lambda _checked=False: self.actions_of.choose_file())

    def _build_scene(self) -> None:
        """What the filters leave, for every view."""
        page = self._page
        self.scene = page.everything.scene(self.filters.choice(), self._today())
        self.filters.count(len(self.scene.rows), len(page.rows))
        wrong: dict[int, int] = {}
        for one in self.scene.conflicts_all:
            wrong[one.procedure_id] = wrong.get(one.procedure_id, 0) + 1
        self.list_panel.set_rows(
            [
                ListLine(row, len(page.missing.get(row.procedure_id, ())), wrong.get(row.procedure_id, 0))
                for row in layout.in_time(self.scene.rows)
            ]
        )

    def _filtered(self) -> None:
        self._build_scene()
        if self.stack.currentWidget() is self.main:
            self._refresh()

    def _refresh(self) -> None:
        """Show the view and the chosen procedure again with the rows as they are now."""
        month = self._month or layout.start_month(self.scene.rows, self.ui.years.current, self._today())
        day = self._current_day() if self._month is not None else None
        if self._chosen is not None and self._row(self._chosen) is None:
            self._chosen = None
        row = self._row(self._chosen)
        if self.switch.current() == "matrix":
            self._month = month
            self._fill_matrix(day or month)
            return
        if row is None:
            self.go_to_month(month, day)
            if self.switch.current() == "list" and self.table.shown_count():
                self.table.selectRow(0)
            elif self.switch.current() == "list":
                self.panel.show_nothing(None, ())
            return
        if row.starts_on is not None and (day is None or row not in self.scene.procedures(day)):
            month, day = row.starts_on.replace(day=1), row.starts_on  # its dates were changed: follow it
        self._place(month, day)
        self.choose(row.procedure_id)

    def _today(self) -> date:
        return self.ui.ctx.clock().date()

    def _row(self, procedure_id: int | None) -> PlanRow | None:
        return self.scene.by_id.get(procedure_id) if procedure_id is not None else None

    def _current_day(self) -> date | None:
        return self.week.current_day() if self.switch.current() == "week" else self.grid.current_day()

    # -- month and week

    def go_to_month(self, month: date, stand_on: date | None = None) -> None:
        """Show a month, the cursor on `stand_on`, else on the first day with a procedure, else on today or the first."""
        day = self._place(month, stand_on)
        if self.switch.current() in ("month", "week"):
            self._day_changed(day)

    def go_to_week(self, day: date) -> None:
        """Show the week of a day, the cursor on it; the strip and the month follow."""
        year = self.ui.years.current
        if year is not None:
            first, last = layout.year_span(year)
            day = min(max(day, first), last)
        self.go_to_month(day.replace(day=1), day)

    def _place(self, month: date, stand_on: date | None) -> date:
        """The strip and the grids without the panel; returns the day the cursor stands on."""
        chosen_year = self.ui.years.current
        if chosen_year is not None:
            first, last = layout.year_span(chosen_year)
            inside = min(max(month, first), last.replace(day=1))
            stand_on = stand_on if inside == month else None
            month = inside
        today = self._today()
        if stand_on is None:
            days = [day for day in layout.month_days(month) if day.month == month.month]
            busy = next((day for day in days if self.scene.procedures(day)), None)
            now = today if (today.year, today.month) == (month.year, month.month) else None
            stand_on = now if now is not None and self.scene.procedures(now) else busy or now or month
        self._month = month
        self.strip.show_year(year_of(month), layout.spans(self.scene.rows), month, today, self.scene.breaks)
        self.grid.show_month(month, self.scene, stand_on)
        self.week.show_week(stand_on, self.scene, people=self.filters.person.value() is not None)
        self._title(month, stand_on)
        for button, by in zip(self.turn_buttons, (-1, 1), strict=True):
            further = self._turned(by)
            button.setEnabled(chosen_year is None or (further is not None and year_of(further) == chosen_year))
        self.today_button.setEnabled(chosen_year in (None, year_of(today)))
        return stand_on

    def _title(self, month: date, day: date) -> None:
        metrics = self.month_title.fontMetrics()
        if self.switch.current() == "week":
            monday = day - timedelta(days=day.weekday())
            self.month_title.setText(window_words(monday, monday + timedelta(days=6)))
            widest = "30 сентября – 6 октября 2026"
        else:
            self.month_title.setText(f"{MONTHS[month.month - 1].capitalize()} {month.year}")
            widest = "Сентябрь 2026"
        self.month_title.setMinimumWidth(metrics.horizontalAdvance(widest) + 24)

    def _turned(self, by: int) -> date | None:
        """A day of the next (former) month or week."""
        if self._month is None:
            return None
        if self.switch.current() == "week":
            return self.week.monday + timedelta(days=7 if by > 0 else -1)
        return layout.next_month(self._month, by)

    def _turn(self, by: int) -> None:
        further = self._turned(by)
        if further is None:
            return
        if self.switch.current() == "week":
            self.go_to_week(further)
        else:
            self.go_to_month(further)

    def _month_chosen(self, month: date) -> None:
        if self.switch.current() == "matrix":
            self._month = month
            self._fill_matrix(month)
        else:
            self.go_to_month(month)

    def _go_today(self) -> None:
        today = self._today()
        self.go_to_month(today.replace(day=1), today)
        (self.week if self.switch.current() == "week" else self.grid).setFocus()

    def _day_changed(self, day: date) -> None:
        """The panel follows the cursor: the first procedure of the day unless one of the day is shown already."""
        found = self.scene.procedures(day)
        if not found:
            self._chosen = None
            self._mark_chosen(None)
            self.panel.show_nothing(day, layout.nearest(self.scene.rows, day))
            self.panel.show_day(day, self.scene, None)
            return
        ids = [row.procedure_id for row in found]
        self.choose(self._chosen if self._chosen in ids else ids[0])

    def _open_day(self) -> None:
        self.split.open_detail()
        if self.panel.day_table.isVisibleTo(self.panel):
            self.panel.day_table.setFocus()

    def _span_chosen(self, span: Span) -> None:
        self.show_procedure(span.rows[0].procedure_id)

    def _mark_chosen(self, procedure_id: int | None) -> None:
        self.grid.choose(procedure_id)
        self.week.choose(procedure_id)

    # -- schools by weeks

    def _fill_matrix(self, day: date) -> None:
        choice, page = self.filters.choice(), self._page
        schools = [one for one in page.schools if choice.school in (None, one[0])]
        year = self.ui.years.current if self.ui.years.current is not None else year_of(day)
        first, last = layout.year_span(year)
        month = min(max(day, first), last).replace(day=1)
        self._month = month
        self.strip.show_year(year, layout.spans(self.scene.rows), month, self._today(), self.scene.breaks)
        self.matrix.show_year(schools, year, self.scene, page.everything.breaks, day)
        self._show_cell()

    def _show_cell(self) -> None:
        at, found = self.matrix.current(), self.matrix.cell()
        self._chosen = None
        if at is None or found is None:
            self.panel.show_nothing(None, ())
            return
        near: list[PlanRow] = []
        for n in range(7):
            near += [row for row in self.scene.procedures(at[1] + timedelta(days=n)) if row not in near]
        if at[0] is not None:
            held = {
                slot.procedure_id
                for n in range(7)
                for slot in self.scene.slots_on(at[1] + timedelta(days=n))
                if slot.organisation_id == at[0]
            }
            near = [row for row in near if row.procedure_id in held] or near
        self.panel.show_week(found[0], at[1], found[1], near)

    def _open_cell(self, school: int | None, monday: date) -> None:
        """That week of that school."""
        if school is not None:
            self.filters.choose("school", school)
        self.switch.choose("week")
        self.go_to_week(monday)
        self.week.setFocus()

    # -- one procedure

    def show_procedure(self, procedure_id: int) -> None:
        """Choose a procedure and bring its month and its line into sight."""
        row = self._row(procedure_id)
        if row is None and any(one.procedure_id == procedure_id for one in self._page.rows):
            self.filters.clear()  # the filters hide it
            row = self._row(procedure_id)
        if row is None:
            return
        self._chosen = procedure_id
        if row.starts_on is None:
            self.switch.choose("list")
        else:
            if self.switch.current() == "matrix":
                self.switch.choose("month")
            self._place(row.starts_on.replace(day=1), row.starts_on)
        self.choose(procedure_id)

    def choose(self, procedure_id: int) -> None:
        """Show a procedure in the panel; the cursor of the list follows, that of the month stays on its day."""
        row = self._row(procedure_id)
        if row is None:
            return
        self._chosen = procedure_id
        self.table.select_key(procedure_id)
        self._mark_chosen(procedure_id)
        wrong = [one.text for one in self.scene.conflicts_of(procedure_id)]
        self.panel.show_procedure(row, self._page.missing.get(procedure_id, ()), wrong)
        day = self._current_day() if self.switch.current() in ("month", "week") else None
        self.panel.show_day(day, self.scene, procedure_id)
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
        row = next((one for one in self._page.rows if one.procedure_id == procedure_id), None)
        if row is not None:
            self.actions_of.save_window(row, starts_on, ends_on)

    def _open_event(self, event_id: int) -> None:
        self.ui.open_target(("event", event_id))

    # -- planning

    def plan(self) -> None:
        """The page «Запланировать…», beginning with the day of the cursor."""
        self.panel.save_typed()
        self.actions_of.plan(self._current_day() if self.stack.currentWidget() is self.main else None)

    def shift(self, procedure_id: int | None, days: int) -> None:
        """The page of what changes when the window is as many days later: for dragging, Alt with arrows, «Перенести…»."""
        row = self._row(self._chosen if procedure_id is None else procedure_id)
        if row is None or self.ui.ctx.db.read_only:
            return
        self.panel.save_typed()
        window = layout.shifted(row, days)
        ends = window[1] if window is not None and row.ends_on != row.starts_on else None
        self.actions_of.move(row, window[0] if window else None, ends)

    def roll_over(self) -> None:
        """A year later than the one in sight."""
        year = self.ui.years.current
        self.actions_of.roll_over(year if year is not None else year_of(self._month or self._today()))

    def _roll_into(self) -> None:
        """The year in sight is empty: from the one before it."""
        year = self.ui.years.current
        self.actions_of.roll_over((year if year is not None else year_of(self._today())) - 1)

    def _latest_windows(self) -> None:
        if self._page.shipped:
            self.actions_of.shipped(max(self._page.shipped))
        else:
            self.actions_of.choose_file()

    def show_breaks(self) -> None:
        year = self.ui.years.current
        page = self._page
        schools = page.schools if page.own_school is None else [one for one in page.schools if one[0] == page.own_school]
        whose = page.own_school if page.own_school is not None else self.filters.choice().school
        self.actions_of.breaks(year if year is not None else year_of(self._month or self._today()), schools, whose)

    def _back(self) -> None:
        """From an inner page to the calendar."""
        shown = self._first_page()
        self.stack.setCurrentWidget(shown)
        if shown is self.main:
            self._refresh()
            self.views.setFocus()

    def _made(self, procedure_id: int) -> None:
        if any(row.procedure_id == procedure_id for row in self._page.rows):
            self.show_procedure(procedure_id)
            return
        self._wanted = procedure_id
        if self.ui.years.current is not None:
            self.ui.years.choose(None)

    # -- the frame

    def _switched(self, key: str) -> None:
        self.ui.state.put(_VIEW, key)
        view = {"month": self.grid, "week": self.week, "list": self.list_panel, "matrix": self.matrix}[key]
        before = self.views.currentWidget()
        self.views.setCurrentWidget(view)
        focus: QAbstractItemView = self.table if key == "list" else view  # type: ignore[assignment]
        self.views.setFocusProxy(focus)
        self.month_bar.setVisible(key in ("month", "week"))
        if self._month is None:
            return  # nothing was read yet
        row = self._row(self._chosen)
        if key == "matrix":
            self._fill_matrix(row.starts_on if row is not None and row.starts_on is not None else self._month)
        elif key == "week":
            day = self.grid.current_day() if before is self.grid else None
            if row is not None and row.starts_on is not None and (day is None or row not in self.scene.procedures(day)):
                day = row.starts_on
            self.go_to_week(day or self._month)
        elif key == "month":
            day = self.week.current_day() if before is self.week else None
            if day is not None:
                self.go_to_month(day.replace(day=1), day)
            elif row is not None and row.starts_on is not None:
                self.show_procedure(row.procedure_id)
            else:
                self.go_to_month(self._month)
        elif row is None and self.table.shown_count():
            self.table.selectRow(0)
        elif row is not None:
            self.choose(row.procedure_id)

    def open_target(self, target: Target) -> bool:
        self.actions_of.close_page()
        if any(row.procedure_id == target[1] for row in self._page.rows):
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
        row = self._row(self._chosen)
        if row is not None and row.schools:
            self.print_report()
        else:
            self.print_list()
        return True

    def close_inner(self) -> bool:
        if self.actions_of.close_page():
            return True
        if self.panel.naming.isVisibleTo(self.panel):
            self.panel.naming.hide()
        self.split.close_detail()
        return True

    def leave(self) -> None:
        self.panel.save_typed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.set_lanes(LANES if self.height() >= _LOW else 1)


def _only(line: ListLine, value: str) -> bool:
    row = line.row
    return {
        "missing": line.missing > 0,
        "chosen": row.schools_chosen < row.schools_expected,
        "waiting": not row.is_confirmed,
        "conflicts": line.conflicts > 0,
        "undated": not row.window_known,
    }.get(value, True)
