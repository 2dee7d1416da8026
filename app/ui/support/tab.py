"""Кому нужна помощь: whom the rules propose, who came in and went out, resilient schools; one school in full."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.support.rows import Move, ResiliencePoint, Rules, SchoolSupport, SupportPage
from app.services.text_ru import NBSP, counted, number
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.support import columns
from app.ui.support.school_page import SchoolPage
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

TABLES = "Таблицы (*.xlsx *.csv)"
_PAGES = (("schools", "Школы района"), ("moves", "Кто вошёл и вышел"), ("resilient", "Устойчивые школы"))


class SupportTab(TabPage):
    topics = frozenset({"organisations", "results", "scales", "settings", "calendar"})
    help_page = "support"
    targets = frozenset({"support"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page: SupportPage | None = None
        self._year: int | None = None
        self._wanted: int | None = None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Считаю…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.main = self._main_page()
        self.school = SchoolPage(ui, self.close_school)
        self.empty = EmptyState(
            "hand-heart-outline", "Пока не по чему судить",
            "Загрузите результаты процедур за несколько лет — здесь станет видно, с какими школами обсудить поддержку.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        for page in (self.wait, self.main, self.school, self.empty):
            self.stack.addWidget(page)

    # -- building

    def _main_page(self) -> QWidget:
        self.switch = PageSwitch(_PAGES, "Что показать")
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.toolbar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        self.toolbar.add_action("Правила…", self.edit_rules, icon="tune-variant").setToolTip(
            "По каким числам предлагается поддержка"
        )
        sending = QAction("Сохранить анкеты для показанных школ…", self)
        sending.triggered.connect(lambda _checked=False: self.choose_folder())
        taking = QAction("Загрузить заполненные анкеты…", self)
        taking.triggered.connect(lambda _checked=False: self.choose_books())
        self.toolbar.add_menu("Анкеты", [sending, taking], icon="clipboard-list-outline").setToolTip(
            "Самодиагностика школ: отправить и собрать в Excel"
        )
        self.toolbar.add_action("В Excel…", self.choose_export, icon="microsoft-excel").setToolTip(
            "Все признаки всех школ с числами, для служебного пользования"
        )
        self.year_box = QComboBox()
        self.year_box.setAccessibleName("По итогам какого года")
        self.year_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year_box.activated.connect(lambda _index: self.choose_year(self.year_box.currentData()))
        label = QLabel("По итогам:")
        theme.mark(label, "note")
        label.setBuddy(self.year_box)
        self.toolbar.add_right(label)
        self.toolbar.add_right(self.year_box)
        self.rule = QLabel()
        self.rule.setWordWrap(True)
        theme.mark(self.rule, "note")
        self.pages = QStackedWidget()
        self.pages.addWidget(self._schools_page())
        self.pages.addWidget(self._moves_page())
        self.pages.addWidget(self._resilient_page())
        self.switch.changed.connect(self._switched)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.rule)
        box.addWidget(self.pages, 1)
        return page

    def _schools_page(self) -> QWidget:
        last: Column[SchoolSupport] = Column("decision", "Решение", self._decision, width=150, tooltip=self._decision, needs=900)
        self.table: RowTable[SchoolSupport] = RowTable(
            (*columns.SCHOOLS, last), key=lambda r: r.organisation_id, state=self.ui.state, state_key="support"
        )
        self.table.setAccessibleName("Школы района")
        self.table.opened.connect(lambda r: self.open_school(r.organisation_id))
        what = ChoiceFilter(
            "proposal", "Все школы", _accept,
            [("Обсудить поддержку", "support"), ("Могут стать базовыми", "base"), 
             ("В группе поддержки сейчас", "targeted_support"), ("Базовые сейчас", "base_school"), ("Мало данных", "little")],
        )  # fmt: skip
        self.panel: TablePanel[SchoolSupport] = TablePanel(
            self.table, placeholder="Отобрать школу", filters=(what,), state=self.ui.state, state_key="support"
        )
        return self.panel

    def _moves_page(self) -> QWidget:
        self.moves: RowTable[Move] = RowTable(
            columns.MOVES, key=lambda r: (r.organisation_id, r.kind), state=self.ui.state, state_key="support-moves"
        )
        self.moves.setAccessibleName("Кто вошёл и вышел")
        self.moves.opened.connect(lambda r: self.open_school(r.organisation_id))
        self.no_moves = EmptyState("swap-horizontal", "Изменений нет", "По сравнению с прошлым годом предложения те же.")
        self.moves_panel: TablePanel[Move] = TablePanel(self.moves, placeholder="Отобрать школу", empty=self.no_moves)
        return self.moves_panel

    def _resilient_page(self) -> QWidget:
        self.resilient: RowTable[ResiliencePoint] = RowTable(
            columns.RESILIENT, key=lambda r: r.organisation_id, state=self.ui.state, state_key="support-resilient"
        )
        self.resilient.setAccessibleName("Устойчивые школы")
        self.resilient.opened.connect(lambda r: self.open_school(r.organisation_id))
        which = ChoiceFilter(
            "which", "Все школы", lambda r, value: r.resilient if value == "resilient" else r.hard,
            [("Устойчивые", "resilient"), ("Трудные условия", "hard")],
        )  # fmt: skip
        self.no_resilient = EmptyState("sprout-outline", "Устойчивость пока не посчитать", "")
        self.resilient_panel: TablePanel[ResiliencePoint] = TablePanel(
            self.resilient, placeholder="Отобрать школу", filters=(which,), empty=self.no_resilient
        )
        return self.resilient_panel

    # -- reading

    def reload(self) -> None:
        ctx, year = self.ui.ctx, self._wanted_year()

        def read(_progress: object) -> SupportPage:
            from app.services.support.queries import support_page

            return support_page(ctx, year)

        self.ui.worker.read(read, done=self._show, owner=self, key="page")

    def _wanted_year(self) -> int | None:
        """A year chosen here, else the last results of the school year chosen above."""
        above = self.ui.years.current
        return self._year if self._year is not None else None if above is None else above + 1

    def year_changed(self) -> None:
        self._year = None
        super().year_changed()

    def choose_year(self, year: int) -> None:
        self._year = year
        self.read_again()

    def _show(self, page: SupportPage) -> None:
        self._page = page
        self.year_box.clear()
        years = round(page.rules["years"])
        for year in page.years:
            self.year_box.addItem(f"{year - years + 1}–{year}" if years > 1 else str(year), year)
        self.year_box.setCurrentIndex(max(0, self.year_box.findData(page.year)))
        self.table.set_rows(page.schools)
        if page.schools and self.table.current_row() is None:
            self.table.selectRow(0)
        self.moves.set_rows(page.moves)
        self._show_resilient(page)
        self._say()
        if self._wanted is not None:
            self.open_school(self._wanted)
        elif self.stack.currentWidget() is self.school:
            self.open_school(self.school.shown() or 0)
        else:
            self.stack.setCurrentWidget(self.main if page.year is not None else self.empty)
        self.loaded()

    def _show_resilient(self, page: SupportPage) -> None:
        found = page.resilience
        without = f" Школ без индекса условий: {number(found.without_index)}." if found.without_index else ""
        self.no_resilient.text.setText(
            f"{found.why_not}{without} Индекс считается по контекстным данным: загрузите их или запросите у школ."
        )
        self.resilient.set_rows(found.points)

    def _say(self) -> None:
        page = self._page
        if page is None or page.year is None:
            return
        self.rule.setText(
            {"schools": rule_words, "moves": _moves_words, "resilient": _resilience_words}[self.switch.current()](page)
        )

    def _switched(self, key: str) -> None:
        self.pages.setCurrentIndex([one for one, _words in _PAGES].index(key))
        self._say()

    def _decision(self, school: SchoolSupport) -> str:
        year = self._page.year if self._page is not None else None
        return "" if year is None else columns.decision(school, year)

    def _table(self) -> RowTable[Any]:
        tables: dict[str, RowTable[Any]] = {"schools": self.table, "moves": self.moves, "resilient": self.resilient}
        return tables[self.switch.current()]

    # -- one school

    def open_current(self) -> None:
        row = self._table().current_row()
        if row is not None:
            self.open_school(row.organisation_id)

    def open_school(self, organisation_id: int) -> None:
        if self._page is None:
            self._wanted = organisation_id
            return
        self._wanted = None
        found = self._page.school(organisation_id)
        if found is None or self._page.year is None:
            self.stack.setCurrentWidget(self.main if self._page.year is not None else self.empty)
            return
        fresh = self.stack.currentWidget() is not self.school
        self.school.show_school(found, self._page.year, round(self._page.rules["years"]))
        self.stack.setCurrentWidget(self.school)
        if fresh:
            self.school.support.setFocus()

    def close_school(self) -> None:
        shown = self.school.shown()
        self.stack.setCurrentWidget(self.main)
        if shown is not None:
            self.table.select_key(shown)
        self._table().setFocus()

    def edit_rules(self) -> None:
        if self._page is not None and self._page.year is not None:
            from app.ui.support.rules_dialog import RulesDialog

            RulesDialog(self.ui, self._page.year, self._page.rules, self).open()

    def choose_export(self) -> None:
        if self._page is None or self._page.year is None:
            return
        path, _ = QFileDialog.getSaveFileName(self, "Сохранить таблицу", f"Поддержка школ {self._page.year}.xlsx", TABLES)
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        page = self._page
        if page is None:
            return

        def job(_progress: object) -> int:
            from app.services.support.export import export_support

            return export_support(path, page).rows

        self.ui.worker.read(job, done=lambda _rows: self.ui.message(f"Таблица сохранена: {path.name}."), failed=self._failed,
                            owner=self, key="export")  # fmt: skip

    # -- questionnaires

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Папка для анкет")
        if folder:
            self.save_books(Path(folder))

    def save_books(self, folder: Path) -> None:
        """For the schools that are shown: narrow the list to choose them."""
        schools = [one.organisation_id for one in self.table.row_model.shown()]

        def job(_progress: object) -> int:
            from app.services.support.workbook import write_workbooks

            return len(write_workbooks(self.ui.ctx, folder, schools))

        def done(number_of_books: int) -> None:
            words = counted(number_of_books, "анкета", "анкеты", "анкет")
            self.ui.message(f"В папке «{folder.name}»: {words}.", "Отправьте их школам.")

        self.ui.worker.read(job, done=done, failed=self._failed, owner=self, key="books")

    def choose_books(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "Заполненные анкеты", "", "Книги Excel (*.xlsx)")
        if paths:
            self.load_books([Path(path) for path in paths])

    def load_books(self, paths: list[Path]) -> None:
        wrong: list[str] = []

        def job(_progress: object) -> Changes:
            from app.services.support.workbook import take_workbooks

            changes, said = take_workbooks(self.ui.ctx, paths)
            wrong.extend(said)
            return changes

        def done(changes: Changes) -> None:
            if wrong:
                more = f" И ещё файлов: {number(len(wrong) - 1)}." if len(wrong) > 1 else ""
                self.ui.message(f"{changes.message} Не загружено: {number(len(wrong))}.", f"{wrong[0]}{more}", kind="warning")

        self.ui.worker.write(job, done=done, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    # -- the frame

    def open_target(self, target: Target) -> bool:
        self.open_school(target[1])
        return True

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is not self.school:
            return False
        self.close_school()
        return True

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.school:
            self.school.support.setFocus()
        else:
            super().take_focus()


def _accept(school: SchoolSupport, value: Any) -> bool:
    if value in ("targeted_support", "base_school"):
        return value in school.statuses
    if value == "base":
        return school.candidate
    return columns.proposal(school) == value


def rule_words(page: SupportPage) -> str:
    """The rule in force in one sentence, and whose it is."""
    rules: Rules = page.rules
    years = counted(round(rules["years"]), "год", "года", "лет")
    words = (
        f"Поддержку предлагается обсудить, если доля «2» не меньше {number(rules['low_percent'])}{NBSP}% "
        f"в {number(rules['low_count'])} работах и больше за {years}; работы от {number(rules['least_n'])} человек. "
    )
    if rules.roles["low_papers"] != "ground":
        words = "Основания заданы в правилах. "
    since = f"Правила {rules.since} года" if rules.since is not None else "Правила программы, район их ещё не менял"
    note = f" ({rules.note})" if rules.note else ""
    return f"{words}{since}{note}. Это повод для разговора, решение принимает человек. Школы — по алфавиту."


def _moves_words(page: SupportPage) -> str:
    year = page.year or 0
    return f"Чьё место в предложениях изменилось: итоги {year} года рядом с итогами {year - 1}, и почему."


def _resilience_words(page: SupportPage) -> str:
    found = page.resilience
    if found.slope is None:
        return ""
    return (
        f"Устойчивая школа работает в условиях труднее, чем у половины школ, а результат выше того, что бывает в таких условиях "
        f"(интервал {number(page.rules['interval'])}{NBSP}%). На 10 пунктов индекса результат меняется в среднем на "
        f"{columns.signed(found.slope)}{NBSP}п.{NBSP}п. У этих школ есть чему поучиться."
    )
