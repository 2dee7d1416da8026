"""«Официальные признаки»: the markers of the official rules, school by school, with n and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.checks.rows import CHECKED_KINDS, MARKER_NAMES, CheckReport, MarkerRow
from app.services.results.subjects import paper_order
from app.services.text_ru import sort_key
from app.ui import theme
from app.ui.objectivity import columns, signs
from app.ui.objectivity.year_page import YearChoice, YearPage, Years, checked_procedures, years_of
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

if TYPE_CHECKING:
    from app.services.context import Context


class OfficialPage(YearPage):
    # -- building

    def build(self) -> QWidget:
        self.toolbar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        printing = self.toolbar.add_action("Напечатать список…", self.print_list, icon="printer-outline")
        printing.setToolTip("Список официальных признаков (Ctrl+P)")
        self.table: RowTable[MarkerRow] = RowTable(
            columns.MARKERS, key=lambda m: (m.procedure_id, m.organisation_id, m.code), state=self.ui.state,
            state_key="objectivity-markers",
        )  # fmt: skip
        self.table.setAccessibleName("Официальные признаки")
        self.table.opened.connect(self._open)
        which = ChoiceFilter(
            "code", "Любой признак", lambda m, code: m.code == code, [(name, code) for code, name in MARKER_NAMES.items()]
        )
        data = ChoiceFilter(
            "strength", "Любые данные", lambda m, value: signs.marker_strength(m) == value,
            [("Признак", "signal"), ("Слабый сигнал", "weak"), ("Мало данных", "little")],
        )  # fmt: skip
        nothing = EmptyState("check", "Официальных признаков нет", "За выбранный год ни один признак не отмечен.")
        self.panel: TablePanel[MarkerRow] = TablePanel(
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
        box.addWidget(self.toolbar)
        box.addWidget(self.panel, 1)
        box.addWidget(self.notes)
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window does without the last column: the notes below and the page of a finding say it too."""
        super().resizeEvent(event)
        self.table.setColumnHidden(len(columns.MARKERS) - 1, self.width() < theme.px(theme.DRAWER_BELOW))

    # -- reading

    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        return years_of(checked_procedures(ctx, CHECKED_KINDS), school_year, wanted)

    def read_rows(self, ctx: Context, years: Years) -> CheckReport:
        """The report with the markers of own schools only."""
        from dataclasses import replace

        from app.services.checks.queries import run_check
        from app.services.organisations.queries import list_organisations

        report = run_check(ctx, years.one)
        own = {o.id for o in list_organisations(ctx, own_only=True, include_closed=True)}
        return replace(report, markers=tuple(sorted((m for m in report.markers if m.organisation_id in own), key=_order)))

    def show_rows(self, years: Years, rows: Any) -> None:
        report: CheckReport = rows
        self.table.set_rows(report.markers)
        if report.markers and self.table.current_row() is None:
            self.table.selectRow(0)
        self.table.setColumnHidden(0, years.one is not None)
        self.notes.setText(" ".join(report.notes))

    # -- acting

    def open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(row)

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
        self.table.setFocus()


def _order(marker: MarkerRow) -> tuple[object, ...]:
    return -marker.year, sort_key(marker.school), marker.organisation_id, paper_order(marker.subject, marker.grade), marker.code
