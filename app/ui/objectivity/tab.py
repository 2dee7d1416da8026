"""«Школы и работы»: signs of schools × papers, and the page of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.checks.rows import CHECKED_KINDS
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.objectivity import reading, signs
from app.ui.objectivity.evidence_page import EvidencePage
from app.ui.objectivity.grid import SignGrid
from app.ui.objectivity.reading import SignLine, SignsPage
from app.ui.objectivity.year_page import YearChoice, YearPage, Years, checked_procedures, years_of
from app.ui.print_form import open_form
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

if TYPE_CHECKING:
    from app.services.context import Context


class ObjectivityTab(YearPage):
    targets = frozenset({"cell"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.evidence = EvidencePage(ui, self.close_evidence)
        self.evidence.gone.connect(self.close_evidence)
        self.stack.addWidget(self.evidence)

    # -- building

    def build(self) -> QWidget:
        self.toolbar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        printing = self.toolbar.add_action("Напечатать список…", self.print_list, icon="printer-outline")
        printing.setToolTip("Список официальных признаков (Ctrl+P)")
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
        box.addWidget(self.toolbar)
        box.addWidget(self.grid_panel, 1)
        box.addWidget(legend)
        return page

    # -- reading

    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        return years_of(checked_procedures(ctx, CHECKED_KINDS), school_year, wanted)

    def read_rows(self, ctx: Context, years: Years) -> SignsPage:
        return reading.read_page(ctx, years)

    def show_rows(self, years: Years, rows: Any) -> None:
        page: SignsPage = rows
        self.grid.show_page(page.papers, page.lines)

    def reload(self) -> None:
        super().reload()
        if self.stack.currentWidget() is self.evidence:
            self.evidence.read()

    # -- the evidence

    def open_cell(self, procedure_id: int, organisation_id: int) -> None:
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.open(procedure_id, organisation_id)

    def open_current(self) -> None:
        cell = self.grid.current_cell()
        if cell is not None:
            self.open_cell(cell.procedure_id, cell.organisation_id)

    def close_evidence(self) -> None:
        if self.stack.currentWidget() is self.evidence:
            shown = self.evidence.shown()
            self.show_place()
            if shown is not None:
                self.grid.select_cell(*shown)
            self.grid.setFocus()
            self.closed.emit()

    # -- the frame

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.evidence:
            self.evidence.area.setFocus()
        else:
            self.grid.setFocus()

    def open_target(self, target: Target) -> bool:
        if len(target) != 3:
            return False
        self.open_cell(target[1], target[2])
        return True

    def print_list(self) -> None:
        """The official markers of the shown year."""
        if self.years is not None and self.years.chosen is not None:
            open_form(self.ui, self, "marker_list", year=self.years.one)

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
