"""«Графики школ»: who has sent one and what is found in it; opening one shows its grid. A school has its own grid at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.school_schedule.checked import DistrictPage, SchoolState
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.own_school import make_own_school
from app.ui.school_schedule.columns import SCHOOL_COLUMNS, findings_words, load_words, sent_words
from app.ui.school_schedule.school_view import SchoolView
from app.ui.school_year import year_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_FILTERS = (
    ("Прислали", "sent"), ("Не прислали", "missing"), ("Не соответствует ФОП", "binding"), ("Есть замечания", "any"),
)  # fmt: skip


class SchedulesPage(TabPage):
    topics = frozenset({"organisations", "calendar", "settings"})
    help_page = "school_schedules"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page: DistrictPage | None = None
        self._one: tuple[int, str] | None = None
        """The school whose schedule is open."""
        self.is_school = ui.workplace.kind == "school"
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Проверяю графики…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.list_page = self._list_page()
        self.view = SchoolView(ui, way_back="" if self.is_school else "Графики школ")
        self.view.back.connect(self.close_school)
        self.view.shown.connect(self._school_shown)
        self.empty = EmptyState(
            "school-outline", "Школ пока нет", "Добавьте школы, чтобы видеть, кто прислал единый график оценочных процедур.",
            (("Открыть список школ", lambda: ui.open_target(("tab:schools", 0))),),
        )  # fmt: skip
        self.no_card = EmptyState(
            "school-outline", "Карточки школы ещё нет", "Единый график ведётся для школы: заведите её карточку.",
            (("Завести карточку", self._make_card),),
        )  # fmt: skip
        for page in (self.wait, self.list_page, self.view, self.empty, self.no_card):
            self.stack.addWidget(page)

    # -- building

    def _list_page(self) -> QWidget:
        self.toolbar = Toolbar()
        self.toolbar.add_action("Открыть график", self.open_current, icon="table").setToolTip("Enter")
        self.toolbar.add_action("Загрузить графики…", lambda: self.ui.load_files(()), icon="tray-arrow-down")
        self.vpr = QAction("Учитывать ВПР в 10 % часов", self)
        self.vpr.setCheckable(True)
        self.vpr.triggered.connect(self._set_vpr)
        self.toolbar.add_action("Бланки для школ…", self.choose_folder, icon="microsoft-excel").setToolTip(
            "Пустые бланки графика для школ, которые его не прислали"
        )
        self.toolbar.add_menu("Как проверять", [self.vpr], icon="tune-variant")
        self.toolbar.add_action("Напечатать…", self._print_current, icon="printer-outline").setToolTip(
            "Единый график выбранной школы (Ctrl+P)"
        )
        self.total = QLabel()
        theme.mark(self.total, "note")
        self.table: RowTable[SchoolState] = RowTable(
            SCHOOL_COLUMNS, key=lambda r: r.line.organisation_id, state=self.ui.state, state_key="schedules"
        )
        self.table.setAccessibleName("Графики школ")
        self.table.opened.connect(lambda row: self.open_school(row.line.organisation_id, row.line.name))
        self.table.current_changed.connect(self._say)
        self.panel: TablePanel[SchoolState] = TablePanel(
            self.table,
            placeholder="Отобрать школу",
            filters=(ChoiceFilter("state", "Все школы", _accept, _FILTERS),),
            state=self.ui.state,
            state_key="schedules",
        )
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.open_button = QPushButton("Открыть график")
        self.open_button.clicked.connect(lambda _checked=False: self.open_current())
        bottom = QHBoxLayout()
        bottom.addWidget(self.words, 1)
        bottom.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.total)
        box.addWidget(self.panel, 1)
        box.addLayout(bottom)
        return page

    # -- reading

    @property
    def school_year(self) -> int:
        """Chosen above; where all are, the one of today."""
        above = self.ui.years.current
        return above if above is not None else year_of(self.ui.ctx.clock().date())

    def reload(self) -> None:
        if self.is_school:
            own = self.ui.workplace.organisation_id or self._own_card()
            if own is None:
                self.stack.setCurrentWidget(self.no_card)
                self.loaded()
            else:
                self.view.open_school(own, self.school_year, self.ui.workplace.name)
            return
        if self._one is not None:
            self.view.open_school(self._one[0], self.school_year, self._one[1])
        ctx, year = self.ui.ctx, self.school_year

        def read(_progress: object) -> DistrictPage:
            from app.services.school_schedule.checked import district_page

            return district_page(ctx, year)

        self.ui.worker.read(read, done=self._show, failed=self._failed, owner=self, key="page")

    def _own_card(self) -> int | None:
        """The card may have been made since the window was opened."""
        from app.services.workplace.queries import get_workplace

        workplace = get_workplace(self.ui.ctx)
        return workplace.organisation_id if workplace is not None else None

    def _show(self, page: DistrictPage) -> None:
        self._page = page
        self.vpr.setChecked(page.vpr_counts)
        self.table.set_rows(page.schools)
        if self.table.current_row() is None and self.table.shown_count():
            self.table.selectRow(0)
        self._say(self.table.current_row())
        sent = sum(one.counts is not None for one in page.schools)
        self.total.setText(
            f"{page.school_year}/{page.school_year + 1} учебный год: графики прислали {sent} из "
            f"{counted(len(page.schools), 'школы', 'школ', 'школ')}."
        )
        if self._one is None:
            self.stack.setCurrentWidget(self.list_page if page.schools else self.empty)
        self.loaded()

    def _school_shown(self) -> None:
        self.stack.setCurrentWidget(self.view)
        if self.is_school:
            self.loaded()

    def _say(self, row: SchoolState | None) -> None:
        self.open_button.setEnabled(row is not None)
        if row is None:
            self.words.clear()
            return
        said = findings_words(row)
        state = "" if row.counts is None else f"{sent_words(row)}; "
        self.words.setText(f"{row.line.name}: {state}{said}. {load_words(row)}".strip())

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    # -- acting

    def open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.open_school(row.line.organisation_id, row.line.name)

    def open_school(self, organisation_id: int, name: str) -> None:
        self._one = (organisation_id, name)
        self.view.open_school(organisation_id, self.school_year, name)
        self.stack.setCurrentWidget(self.view)
        self.view.take_focus()

    def close_school(self) -> None:
        if self._one is None:
            return
        chosen = self._one[0]
        self._one = None
        shown = self._page is not None and self._page.schools
        self.stack.setCurrentWidget(self.list_page if shown else self.empty)
        self.table.select_key(chosen)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def open_target(self, target: Target) -> bool:
        """("school_schedule", organisation id)."""
        if target[0] != "school_schedule":
            return False
        if self.is_school:
            return True
        known = [one for one in self._page.schools if one.line.organisation_id == target[1]] if self._page else []
        self.open_school(target[1], known[0].line.name if known else "")
        return True

    def _set_vpr(self, on: bool) -> None:
        ctx = self.ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.school_schedule.check_commands import set_vpr_counts

            return set_vpr_counts(ctx, on)

        self.ui.worker.write(job, failed=self._failed, owner=self)

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Куда сохранить бланки", str(self.ui.state.get("folders/save") or ""))
        if folder:
            self.ui.state.put("folders/save", folder)
            self.write_blanks(Path(folder))

    def write_blanks(self, folder: Path) -> None:
        """An empty form by days for every school that has not sent its schedule."""
        page, ctx = self._page, self.ui.ctx
        missing = [one.line for one in page.schools if one.counts is None] if page is not None else []
        if page is None or not missing:
            self.ui.message("Все школы графики прислали.", "Бланк одной школы сохраняется из её графика.")
            return

        def job(_progress: object) -> int:
            from app.services.school_schedule.checked import school_page
            from app.services.school_schedule.export import file_name, write_blank

            for line in missing:
                schedule = school_page(ctx, line.organisation_id, page.school_year).schedule
                write_blank(folder / f"Бланк. {file_name(schedule, 'days')}", schedule, "days")
            return len(missing)

        def done(count: int) -> None:
            self.ui.message(f"Сохранено: {counted(count, 'бланк', 'бланка', 'бланков')}, папка «{folder.name}».")

        self.ui.worker.read(job, done=done, failed=self._failed, owner=self, key="blanks")

    def _make_card(self) -> None:
        ctx, name = self.ui.ctx, self.ui.workplace.name
        self.ui.worker.write(lambda _progress: make_own_school(ctx, name), failed=self._failed, owner=self)

    def _print_current(self) -> None:
        row = self.table.current_row()
        if row is None or row.counts is None:
            self.ui.message("У этой школы графика нет.", "Выберите школу, которая его прислала.")
            return
        from app.ui.print_form import open_form

        open_form(self.ui, self, "school_schedule", organisation_id=row.line.organisation_id, school_year=self.school_year)

    # -- the frame

    def print_page(self) -> bool:
        if self.stack.currentWidget() is self.view:
            self.view.print_schedule()
        elif self.stack.currentWidget() is self.list_page:
            self._print_current()
        else:
            return False
        return True

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is not self.view:
            return False
        if self.view.close_inner():
            return True
        if self.is_school:
            return False
        self.close_school()
        return True

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.view:
            self.view.take_focus()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _accept(row: SchoolState, wanted: str) -> bool:
    counts = row.counts
    if wanted == "missing":
        return counts is None
    if counts is None:
        return False
    if wanted == "binding":
        return counts.binding > 0
    return wanted == "sent" or counts.binding + counts.recommended + counts.date > 0
