"""Показатели: indices of the district with targets and a chart, one of them by school; the counts behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.indices import rules
from app.services.indices.rows import INDEX, IndexPage
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.indices.columns import INDICES_COLUMNS, SCHOOL_COLUMNS, IndexLine, SchoolLine, index_lines, school_lines
from app.ui.indices.counts_grid import CountsGrid, Values
from app.ui.print_form import open_form
from app.ui.widgets.chart_view import ChartView
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import TablePanel
from app.ui.widgets.toolbar import Toolbar

_YEAR = "objectivity/year"
"""The same as of the other pages of the tab."""
_TABLES = "Таблицы (*.xlsx *.xls *.csv *.ods)"
_WRITTEN = "Книга Excel (*.xlsx);;Текстовая таблица (*.csv)"
_VIEWS = (("values", "Показатели"), ("counts", "Данные школ"))
_TOP_SHARE = 0.48
"""Of the height, at the most, for the indices above the schools."""
_NOTE = (
    "Числа можно набирать, вставлять из Excel (Ctrl+V) и размножать вниз (Ctrl+D); они сохраняются сразу. "
    "Пустая ячейка — данных нет. Если «Порог набрали» не заполнено, берётся из результатов ЕГЭ, где есть коды участников."
)


class IndicesPage(TabPage):
    topics = frozenset({"organisations", "results", "scales", "settings"})
    help_page = "indices"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page: IndexPage | None = None
        kept = ui.state.get(_YEAR)
        self._wanted: int | None = kept if isinstance(kept, int) else None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Считаю показатели…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.main = self._main_page()
        self.empty = EmptyState(
            "gauge", "Показателей пока нет",
            "Добавьте школы и загрузите результаты процедур: индексы объективности посчитаются сами. "
            "Данные о медалистах, видео и наблюдателях вносят здесь же.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        for page in (self.wait, self.main, self.empty):
            self.stack.addWidget(page)

    # -- building

    def _main_page(self) -> QWidget:
        self.switch = PageSwitch(_VIEWS, "Что показать")
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.details = self.toolbar.add_action("Подробности", self.open_detail, icon="text-box-search-outline")
        self.details.setToolTip("Рисунок, числа и формула (Enter)")
        self.toolbar.add_action("Формулы и цели…", self.edit_rules, icon="function-variant")
        saving = _action(self, "Сохранить таблицу для заполнения…", self.choose_blank)
        loading = _action(self, "Загрузить заполненную…", self.choose_filled)
        everything = _action(self, "Показатели в Excel…", self.choose_export)
        self.toolbar.add_menu("Таблица", [saving, loading, everything], icon="microsoft-excel")
        self.toolbar.add_action("Напечатать…", self.print_indices, icon="printer-outline").setToolTip(
            "Показатели района и школ (Ctrl+P)"
        )
        self.year_box = QComboBox()
        self.year_box.setAccessibleName("Год процедур")
        self.year_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year_box.activated.connect(lambda _index: self.choose_year(self.year_box.currentData()))
        label = QLabel("Год:")
        theme.mark(label, "note")
        label.setBuddy(self.year_box)
        self.toolbar.add_right(label)
        self.toolbar.add_right(self.year_box)
        self.views = QStackedWidget()
        self.views.addWidget(self._values_view())
        self.views.addWidget(self._counts_view())
        self.switch.changed.connect(self._switched)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.views, 1)
        return page

    def _values_view(self) -> QWidget:
        self.table: RowTable[IndexLine] = RowTable(INDICES_COLUMNS, key=lambda r: r.key, state=self.ui.state, state_key="indices")
        self.table.setAccessibleName("Показатели района")
        self.table.current_changed.connect(self._index_chosen)
        self.table.opened.connect(lambda _line: self.open_detail())
        self.schools: RowTable[SchoolLine] = RowTable(
            SCHOOL_COLUMNS, key=lambda r: r.organisation_id, state=self.ui.state, state_key="indices-schools"
        )
        self.schools.setAccessibleName("Показатель по школам")
        self.schools.current_changed.connect(lambda _line: self._draw())
        self.schools.opened.connect(lambda line: self.ui.open_target(("organisation", line.organisation_id)))
        self.school_panel: TablePanel[SchoolLine] = TablePanel(
            self.schools, placeholder="Отобрать школу", state=self.ui.state, state_key="indices-schools"
        )
        self.title = QLabel()
        theme.mark(self.title, "heading")
        left = _Sharing(self.table)
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.table)
        box.addWidget(self.title)
        box.addWidget(self.school_panel, 1)
        left.setFocusProxy(self.table)
        self.side = SidePanel()
        self.chart = ChartView(ratio=0.6)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.side.body.addWidget(self.chart)
        self.side.body.addWidget(self.words)
        self.side.body.addStretch(1)
        self.split = MasterDetail(left, self.side, state=self.ui.state, state_key="indices", share=0.64)
        return self.split

    def _counts_view(self) -> QWidget:
        self.grid = CountsGrid()
        self.grid.counts.changed.connect(self.save)
        self.grid.counts.refused.connect(lambda what: self.ui.message(what, "Нужно целое число.", kind="error"))
        self.grid.said.connect(lambda what, todo: self.ui.message(what, todo, kind="warning"))
        note = QLabel(_NOTE)
        note.setWordWrap(True)
        theme.mark(note, "note")
        view = QWidget()
        box = QVBoxLayout(view)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.grid, 1)
        box.addWidget(note)
        return view

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only a narrow window hides the picture."""
        super().resizeEvent(event)
        self.details.setVisible(self.window().width() < theme.px(theme.DRAWER_BELOW))

    # -- reading

    def reload(self) -> None:
        ctx, wanted, above = self.ui.ctx, self._wanted, self.ui.years.current

        def read(_progress: object) -> IndexPage:
            """Of the year chosen here, else of the last known one up to the school year chosen above."""
            from app.services.indices.queries import index_page, index_years

            if wanted is not None:
                return index_page(ctx, wanted)
            known = (year for year in index_years(ctx) if above is None or year <= above + 1)
            return index_page(ctx, next(known, None))

        self.ui.worker.read(read, done=self._show, failed=self._failed, owner=self, key="page")

    def year_changed(self) -> None:
        self._wanted = None
        super().year_changed()

    def choose_year(self, year: int) -> None:
        self._wanted = year
        self.ui.state.put(_YEAR, year)
        self.read_again()

    def showEvent(self, event: QShowEvent) -> None:
        """The year may have been chosen on another page."""
        kept = self.ui.state.get(_YEAR)
        if isinstance(kept, int) and kept != self._wanted:
            self._wanted = kept
            self._stale = True
        super().showEvent(event)

    def _years(self, page: IndexPage) -> tuple[int, ...]:
        """Also the coming ones, though nothing is known of them yet: counts are typed before results come."""
        above = self.ui.years.current
        coming = {self.ui.ctx.clock().year if above is None else above + 1, self._typed_year()}
        return tuple(sorted({*page.years, *coming}, reverse=True))

    def _show(self, page: IndexPage) -> None:
        self._page = page
        years = self._years(page)
        self.year_box.clear()
        for year in years:
            self.year_box.addItem(str(year), year)
        self.year_box.setCurrentIndex(max(0, self.year_box.findData(self._typed_year())))
        self.table.set_rows(index_lines(page))
        if self.table.current_row() is None and self.table.shown_count():
            self.table.selectRow(0)
        left = self.table.parentWidget()
        if isinstance(left, _Sharing):
            left.share()
        self._index_chosen(self.table.current_row())
        year = self._typed_year()
        counts = {(school, key): value for (school, when, key), value in page.inputs.items() if when == year}
        self.grid.counts.show_counts(page.schools, counts)
        self.stack.setCurrentWidget(self.main if page.schools else self.empty)
        self.loaded()

    def _typed_year(self) -> int:
        """The year shown, for which counts are typed; a base without any year has the present one."""
        page = self._page
        return page.year if page is not None and page.year is not None else self.ui.ctx.clock().year

    def _index_chosen(self, line: IndexLine | None) -> None:
        page = self._page
        if page is None or line is None:
            return
        self.title.setText(f"{INDEX[line.key].title} по школам")
        self.schools.set_rows(school_lines(page, line.key))
        self.side.set_heading(INDEX[line.key].title, _capital(INDEX[line.key].about) + ".")
        self.words.setText(_formula_words(page, line))
        self._draw()

    def _draw(self) -> None:
        """The district over the years, the chosen school in front of it."""
        page, line, school = self._page, self.table.current_row(), self.schools.current_row()
        if page is None or line is None or not page.years:
            self.chart.set_figure(None, "Рисовать пока нечего")
            return
        chosen, dark = school.organisation_id if school is not None else None, theme.is_dark()
        key = line.key

        def read(_progress: object) -> Any:
            from app.services.charts.indices import index_figure
            from app.services.charts.style import DARK, LIGHT

            return index_figure(
                page, (key,), chosen, titled=False, columns=1, width=4.2, height=2.5, palette=DARK if dark else LIGHT
            )

        name = f"{INDEX[key].title} по годам" + (f": {school.name} и район" if school is not None else ": район")
        self.ui.worker.read(read, done=lambda figure: self.chart.set_figure(figure, name), owner=self, key="chart")

    def _switched(self, key: str) -> None:
        focus = self.focusWidget()
        inside = focus is not None and self.views.isAncestorOf(focus)
        self.views.setCurrentIndex([name for name, _words in _VIEWS].index(key))
        self.details.setEnabled(key == "values")
        if inside:
            self.take_focus()

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")
        self.read_again()

    # -- acting

    def open_detail(self) -> None:
        """A narrow window: the drawer with the picture. A wide one has it in sight, so on to the schools."""
        if self.split.is_drawer and not self.split.detail_shown():
            self.split.open_detail()
        else:
            self.schools.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self, values: Values) -> None:
        ctx, year = self.ui.ctx, self._typed_year()

        def job(_progress: object) -> Changes:
            from app.services.indices.commands import save_counts

            return save_counts(ctx, year, values)

        self.ui.worker.write(job, failed=self._failed, owner=self)

    def edit_rules(self) -> None:
        if self._page is not None:
            from app.ui.indices.rules_dialog import RulesDialog

            RulesDialog(self.ui, self._typed_year(), self._page.rules, self).open()

    def choose_blank(self) -> None:
        self._ask_where(f"Данные для показателей {self._typed_year()}.xlsx", self.write_blank)

    def choose_export(self) -> None:
        self._ask_where("Показатели объективности.xlsx", self.write_indices)

    def _ask_where(self, name: str, write: Callable[[Path], None]) -> None:
        folder = Path(str(self.ui.state.get("folders/save") or Path.home()))
        chosen, _kind = QFileDialog.getSaveFileName(self, "Сохранить таблицу", str(folder / name), _WRITTEN)
        if chosen:
            self.ui.state.put("folders/save", str(Path(chosen).parent))
            write(Path(chosen))

    def write_blank(self, path: Path) -> None:
        page, year = self._page, self._typed_year()
        if page is None:
            return

        def job(_progress: object) -> int:
            from app.services.indices.workbook import write_inputs

            return write_inputs(path, page, year).rows

        self._write(job, path)

    def write_indices(self, path: Path) -> None:
        page = self._page
        if page is None:
            return

        def job(_progress: object) -> int:
            from app.services.indices.workbook import export_indices

            return export_indices(path, page).rows

        self._write(job, path)

    def _write(self, job: Callable[[object], int], path: Path) -> None:
        self.ui.worker.read(
            job,
            done=lambda _rows: self.ui.message(f"Таблица сохранена: {path.name}."),
            failed=self._failed,
            owner=self,
            key="file",
        )

    def choose_filled(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "Заполненная таблица", "", _TABLES)
        if chosen:
            self.load_filled(Path(chosen))

    def load_filled(self, path: Path) -> None:
        ctx, year = self.ui.ctx, self._typed_year()
        wrong: list[str] = []

        def job(_progress: object) -> Changes:
            from app.services.indices.workbook import take_inputs

            changes, said = take_inputs(ctx, path, year)
            wrong.extend(said)
            return changes

        def done(changes: Changes) -> None:
            if wrong:
                more = f" И ещё строк: {len(wrong) - 1}." if len(wrong) > 1 else ""
                self.ui.message(f"{changes.message} Не взято: {len(wrong)}.", f"{wrong[0]}{more}", kind="warning")

        self.ui.worker.write(job, done=done, failed=self._failed, owner=self)

    # -- the frame

    def print_indices(self) -> None:
        if self._page is not None:
            open_form(self.ui, self, "indices", year=self._page.year)

    def print_page(self) -> bool:
        if self._page is None or self._page.year is None:
            return False
        self.print_indices()
        return True

    def close_inner(self) -> bool:
        if not (self.split.is_drawer and self.split.detail_shown()):
            return False
        self.split.close_detail()
        return True

    def take_focus(self) -> None:
        (self.table if self.switch.current() == "values" else self.grid).setFocus()


class _Sharing(QWidget):
    """All indices are in sight where the window is tall; in a low one they scroll, so that schools have room too."""

    def __init__(self, table: RowTable[IndexLine]) -> None:
        super().__init__()
        self._table = table

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        head = self._table.horizontalHeader().sizeHint().height()
        self._table.fit_rows(max(3, int((self.height() * _TOP_SHARE - head) / theme.row_height())))


def _formula_words(page: IndexPage, line: IndexLine) -> str:
    rule = page.rules.indices[line.key]
    parts = [f"<b>Район:</b> {_capital(rules.counts_words(line.now)) if line.now and line.now.counts else 'данных нет'}."]
    if line.now is not None and line.now.from_exams:
        parts.append("Порог посчитан по результатам ЕГЭ: подтвердивших может быть меньше, чем показано.")
    parts.append(f"<b>Формула района:</b> {rule.formula}.")
    if rule.school_formula != rule.formula:
        parts.append(f"<b>Формула школы:</b> {rule.school_formula}.")
    parts.append(f"<b>Источник:</b> {rule.source}.")
    if rule.target is not None:
        parts.append(f"<b>Цель:</b> {rules.target_words(line.key, page.rules)}, {rule.target_source}.")
    else:
        parts.append("Цели нет: её задают в «Формулы и цели…».")
    if page.rules.note:
        parts.append(f"Действует с {page.rules.since} года: {page.rules.note}.")
    return "<br>".join(parts)


def _action(parent: QWidget, words: str, act: Callable[[], None]) -> QAction:
    action = QAction(words, parent)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
