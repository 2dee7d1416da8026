"""What the pages of the tab share: a calendar year of procedures chosen at the right, and what is said when there is none."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStackedWidget, QWidget

from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.school_year import procedure_year, title_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.results.procedure import ProcedureRow

YearChoice = int | str | None
"""A calendar year of procedures, "all" of them, or None = the newest of the chosen school year."""

YEAR = "objectivity/year"
"""Where the choice is kept: one for all pages of the tab."""


@dataclass(frozen=True, slots=True)
class Years:
    years: tuple[int, ...]
    """Calendar years of checked procedures inside the chosen school year, newest first."""
    chosen: YearChoice
    """What is shown; None = there is nothing in this school year."""
    anything: bool
    """The base holds results at all."""

    @property
    def one(self) -> int | None:
        """The year of a query or a printed list; None = all."""
        return self.chosen if isinstance(self.chosen, int) else None


def checked_procedures(ctx: Context, kinds: Sequence[str]) -> list[ProcedureRow]:
    """Procedures of these kinds that somebody of the base wrote."""
    from app.services.results.queries import list_procedures

    return [p for p in list_procedures(ctx) if p.participants and p.kind in kinds]


def years_of(procedures: Sequence[ProcedureRow], school_year: int | None, wanted: YearChoice) -> Years:
    """`wanted` gives way to the newest year when it lies outside the chosen school year."""
    inside = {p.year for p in procedures if school_year is None or procedure_year(p.year, p.held_on) == school_year}
    years = tuple(sorted(inside, reverse=True))
    chosen = wanted if wanted == "all" or wanted in years else next(iter(years), None)
    return Years(years, chosen if procedures else None, bool(procedures))


class YearPage(TabPage):
    """A subclass builds its content in `build`, reads in `read_rows` on the worker, and shows in `show_rows`."""

    topics = frozenset({"organisations", "results", "scales", "calendar", "settings"})
    help_page = "objectivity"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._wanted: YearChoice = self._kept()
        self.years: Years | None = None
        self.toolbar = Toolbar()
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
        for widget in (self.busy, label, self.year_box):
            self.toolbar.add_right(widget)
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Проверяю результаты…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.main = self.build()
        self.empty = EmptyState(
            "chart-bell-curve", "Проверять пока нечего",
            "Загрузите результаты процедур из файлов ФИС ОКО — признаки посчитаются сами.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        self.other_year = EmptyState(
            "calendar-month-outline", "", "Выберите другой учебный год наверху окна или посмотрите все годы сразу.",
            (("Показать все годы", lambda: self.choose_year("all")), ("Загрузить результаты…", lambda: ui.load_files(()))),
        )  # fmt: skip
        for page in (self.wait, self.main, self.empty, self.other_year):
            self.stack.addWidget(page)

    # -- of a subclass

    @abstractmethod
    def build(self) -> QWidget:
        """The content; `self.toolbar`, with the choice of the year, is to be put at its top."""

    @abstractmethod
    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        """Which years there are to choose. Runs on the worker."""

    @abstractmethod
    def read_rows(self, ctx: Context, years: Years) -> Any:
        """What is shown of the chosen year. Runs on the worker; not called when there is none."""

    @abstractmethod
    def show_rows(self, years: Years, rows: Any) -> None:
        """`rows` as read; the choice of the year is up to date already."""

    # -- reading

    def reload(self) -> None:
        ctx, school_year, wanted = self.ui.ctx, self.ui.years.current, self._wanted
        self.busy.show()

        def job(_progress: object) -> tuple[Years, Any]:
            years = self.read_years(ctx, school_year, wanted)
            return years, self.read_rows(ctx, years) if years.chosen is not None else None

        self.ui.worker.read(job, done=lambda found: self._show(*found), failed=self._failed, owner=self, key="page")

    def year_changed(self) -> None:
        """The year chosen above goes before the one chosen here."""
        self._wanted = None
        self.ui.state.put(YEAR, None)
        super().year_changed()

    def choose_year(self, year: YearChoice) -> None:
        self._wanted = year
        self.ui.state.put(YEAR, year)
        self.read_again()

    def showEvent(self, event: QShowEvent) -> None:
        """The year may have been chosen on another page."""
        if self._wanted != self._kept():
            self._wanted = self._kept()
            self._stale = True
        super().showEvent(event)

    def show_place(self) -> None:
        """The content, or why there is none."""
        if self.years is None:
            self.stack.setCurrentWidget(self.wait)
        elif self.years.chosen is None:
            self.stack.setCurrentWidget(self.other_year if self.years.anything else self.empty)
        else:
            self.stack.setCurrentWidget(self.main)

    def _kept(self) -> YearChoice:
        kept = self.ui.state.get(YEAR)
        return kept if kept == "all" or isinstance(kept, int) else None

    def _show(self, years: Years, rows: Any) -> None:
        self.years = years
        self.busy.hide()
        self.year_box.clear()
        for year in years.years:
            self.year_box.addItem(str(year), year)
        self.year_box.addItem("все годы", "all")
        self.year_box.setCurrentIndex(max(0, self.year_box.findData(years.chosen)))
        if years.chosen is not None:
            self.show_rows(years, rows)
        elif years.anything:
            said = title_of(self.ui.years.current)
            self.other_year.heading.setText(f"{said[:1].upper()}{said[1:]}: результатов нет")
        if self.stack.currentWidget() in (self.wait, self.main, self.empty, self.other_year):
            self.show_place()
        self.loaded()

    def _failed(self, error: BaseException) -> None:
        self.busy.hide()
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")
