"""«Официальные признаки»: every official rule with the schools it flags beside those it would flag by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.checks.rows import CHECKED_KINDS, MarkerRow
from app.services.official import rules
from app.services.official.rows import OFFICIAL_NAMES, PARTS, JournalLine, OfficialLine, OfficialView
from app.ui import theme
from app.ui.objectivity import official_columns as columns
from app.ui.objectivity import signs
from app.ui.objectivity.year_page import YearChoice, YearPage, Years, checked_procedures, years_of
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

if TYPE_CHECKING:
    from app.services.context import Context

_VIEWS = (("summary", "По правилам"), ("schools", "По школам"), ("journal", "Журнал"))
_YEARS_SAID = 3


class OfficialPage(YearPage):
    help_page = "official"

    # -- building

    def build(self) -> QWidget:
        self.switch = PageSwitch(_VIEWS, "Что показать")
        self.toolbar.add_left(self.switch)
        self.toolbar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        printing = self.toolbar.add_action("Напечатать список…", self.print_list, icon="printer-outline")
        printing.setToolTip("Список официальных признаков (Ctrl+P)")
        self.heading = _words("")
        self.how = _words("note")
        self.notes = _words("note")
        self.views = QStackedWidget()
        for view in (self._summary_view(), self._schools_view(), self._journal_view()):
            self.views.addWidget(view)
        self.switch.changed.connect(self._switched)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.heading)
        box.addWidget(self.views, 1)
        box.addWidget(self.how)
        box.addWidget(self.notes)
        self._switched(self.switch.current())
        return page

    def _summary_view(self) -> QWidget:
        self.summary: RowTable[OfficialLine] = RowTable(
            columns.SUMMARY, key=lambda r: (r.year, r.code, r.kind, r.grade, r.subject), state=self.ui.state,
            state_key="objectivity-official",
        )  # fmt: skip
        self.summary.setAccessibleName("Официальные правила")
        self.summary.opened.connect(self.open_line)
        self.summary.current_changed.connect(self._say_how)
        part = ChoiceFilter(
            "part", "Все правила", lambda r, value: r.part == value, [(words, key) for key, words in PARTS.items()]
        )
        known = ChoiceFilter("known", "И те, что не считались", lambda r, _value: not r.why_not, [("Только посчитанные", True)])
        self.summary_panel: TablePanel[OfficialLine] = TablePanel(
            self.summary, placeholder="Отобрать: признак, работа", filters=(part, known), state=self.ui.state,
            state_key="objectivity-official",
        )  # fmt: skip
        return self.summary_panel

    def _schools_view(self) -> QWidget:
        self.table: RowTable[MarkerRow] = RowTable(
            columns.MARKERS, key=lambda m: (m.procedure_id, m.organisation_id, m.code), state=self.ui.state,
            state_key="objectivity-markers",
        )  # fmt: skip
        self.table.setAccessibleName("Официальные признаки")
        self.table.opened.connect(self._open)
        self.which = ChoiceFilter(
            "code", "Любой признак", lambda m, code: m.code == code, [(name, code) for code, name in OFFICIAL_NAMES.items()]
        )
        data = ChoiceFilter(
            "strength", "Любые данные", lambda m, value: signs.marker_strength(m) == value,
            [("Признак", "signal"), ("Слабый сигнал", "weak"), ("Мало данных", "little")],
        )  # fmt: skip
        nothing = EmptyState("check", "Официальных признаков нет", "За выбранный год ни один признак не отмечен.")
        self.paper = ChoiceFilter("paper", "Любая работа", lambda m, paper: _paper(m) == paper)
        self.panel: TablePanel[MarkerRow] = TablePanel(
            self.table, placeholder="Отобрать школу", filters=(self.which, self.paper, data), state=self.ui.state,
            state_key="objectivity-markers", empty=nothing,
        )  # fmt: skip
        return self.panel

    def _journal_view(self) -> QWidget:
        self.journal: RowTable[JournalLine] = RowTable(
            columns.JOURNAL, key=lambda r: (r.year, r.grade, r.subject), state=self.ui.state, state_key="objectivity-journal"
        )
        self.journal.opened.connect(self.open_far)
        self.journal.setAccessibleName("Отметки за работу и отметки в журнале")
        nothing = EmptyState(
            "book-open-outline", "Отметок по журналу нет",
            "Загрузите форму Ф1 с отметками или протоколы, где есть отметка за прошлый период: тогда станет видно, "
            "сколько учеников подтвердили отметку.",
            (("Загрузить результаты…", lambda: self.ui.load_files(())),),
        )  # fmt: skip
        panel: TablePanel[JournalLine] = TablePanel(self.journal, placeholder="Отобрать работу", empty=nothing)
        return panel

    # -- reading

    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        return years_of(checked_procedures(ctx, CHECKED_KINDS), school_year, wanted)

    def read_rows(self, ctx: Context, years: Years) -> OfficialView:
        from app.services.official.queries import official_view

        return official_view(ctx, years.one)

    def show_rows(self, years: Years, rows: Any) -> None:
        view: OfficialView = rows
        self.heading.setText("\n".join(rules.year_words(year) for year in view.years[:_YEARS_SAID]))
        self.heading.setToolTip(rules.INDEX_HOW)
        tables: tuple[tuple[RowTable[Any], tuple[Any, ...]], ...] = (
            (self.summary, view.lines), (self.table, view.markers), (self.journal, view.journal),
        )  # fmt: skip
        papers = {_paper(line): line for line in view.lines if line.flagged}
        self.paper.set_choices(
            [(rules.paper_words(one) + ("" if years.one else f", {one.year}"), key) for key, one in papers.items()]
        )
        for table, found in tables:
            table.set_rows(found)
            if found and table.current_row() is None:
                table.selectRow(0)
            table.show_column("year", years.one is None)
        self.notes.setText(" ".join(view.notes))
        self._say_how(self.summary.current_row())

    def _say_how(self, line: OfficialLine | None) -> None:
        self.how.setText("" if line is None else f"«{OFFICIAL_NAMES[line.code]}». {rules.line_words(line)}")

    def _switched(self, key: str) -> None:
        place = [name for name, _words in _VIEWS].index(key)
        focus = self.focusWidget()
        inside = focus is not None and self.views.isAncestorOf(focus)
        self.views.setCurrentIndex(place)
        self.how.setVisible(key == "summary")
        self.notes.setVisible(key == "schools")
        if inside:  # not into the filter field of the view that comes, as Qt would
            self._view().setFocus()

    def _view(self) -> RowTable[Any]:
        views: dict[str, RowTable[Any]] = {"summary": self.summary, "schools": self.table, "journal": self.journal}
        return views[self.switch.current()]

    # -- acting

    def open_current(self) -> None:
        row = self._view().current_row()
        if isinstance(row, OfficialLine):
            self.open_line(row)
        elif isinstance(row, JournalLine):
            self.open_far(row)
        elif isinstance(row, MarkerRow):
            self._open(row)

    def open_line(self, line: OfficialLine) -> None:
        """The schools behind a number of the summary."""
        self._show_schools(line.code, _paper(line))

    def open_far(self, line: JournalLine) -> None:
        """Schools with pupils two marks or more away from the journal."""
        self._show_schools("journal_far", _paper(line))

    def _show_schools(self, code: str, paper: str) -> None:
        self.which.setCurrentIndex(max(0, self.which.findData(code)))
        self.paper.setCurrentIndex(max(0, self.paper.findData(paper)))
        self.panel.words.clear()
        self.switch.choose("schools")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, row: MarkerRow) -> None:
        self.ui.open_target(("cell", row.procedure_id, row.organisation_id))

    def print_list(self) -> None:
        """The official markers of the shown year."""
        if self.years is not None and self.years.chosen is not None:
            open_form(self.ui, self, "marker_list", year=self.years.one)

    def print_page(self) -> bool:
        if self.stack.currentWidget() is not self.main:
            return False
        self.print_list()
        return True

    def take_focus(self) -> None:
        self._view().setFocus()


def _paper(row: OfficialLine | MarkerRow | JournalLine) -> str:
    return f"{row.year}/{row.grade}/{row.subject}"


def _words(look: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if look:
        theme.mark(label, look)
    return label
