"""«Школы и работы»: signs of schools × papers, and the page of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services.findings.brief import JUDGED
from app.services.findings.rows import SIGNAL_NAMES
from app.services.text_ru import sort_key
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.objectivity import deeds, helpful, reading, signs
from app.ui.objectivity.evidence_page import EvidencePage
from app.ui.objectivity.freshness import Freshness
from app.ui.objectivity.grid import SignGrid, View
from app.ui.objectivity.legend import Legend
from app.ui.objectivity.method_page import MethodPage
from app.ui.objectivity.reading import SignLine, SignsPage
from app.ui.objectivity.trend import ShareTrend
from app.ui.objectivity.year_page import YearChoice, YearPage, Years, checked_procedures, years_of
from app.ui.print_form import open_form
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

if TYPE_CHECKING:
    from app.services.context import Context

_STATE = "objectivity-findings"
_STRENGTHS = (
    ("Повод для перепроверки", "flagged"), ("Повод, разбор не начат", "new"), ("Выраженный", "strong"),
    ("Средний и выше", "medium"), ("Слабый и выше", "weak"), ("Мало данных", "little"),
)  # fmt: skip


class ObjectivityTab(YearPage):
    topics = frozenset({*YearPage.topics, "findings", "inquiries"})
    targets = frozenset({"cell"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._helpful = ""
        """Code of the file that would help most."""
        self.evidence = EvidencePage(ui, self.close_evidence)
        self.evidence.gone.connect(self.close_evidence)
        self.method = MethodPage(ui, self.close_method)
        self.stack.addWidget(self.evidence)
        self.stack.addWidget(self.method)

    # -- building

    def build(self) -> QWidget:
        bar = self.toolbar
        bar.add_action("Подробности", self.open_current, icon="text-box-search-outline").setToolTip("Enter")
        deed = signs.DEED_ICONS["open"]
        inquiry = bar.add_action("Начать разбор…", self.start_inquiry, icon=deed, shortcut="Ctrl+N")
        inquiry.setToolTip("Разбор работы, на которой стоит курсор (Ctrl+N)")
        printing = bar.add_action("Напечатать сводку…", self.print_summary, icon="printer-outline")
        printing.setToolTip("Сводка по району за год; при выборе «все годы» — за последний (Ctrl+P)")
        bar.add_action("Как считали", self.show_method, icon="help-circle-outline")
        self.freshness = Freshness(self.ui)
        self.grid = SignGrid()
        self.grid.cell_opened.connect(lambda cell: self.open_cell(*cell))
        self.grid.school_opened.connect(lambda school: self.ui.open_target(("organisation", school)))
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(bar)
        box.addWidget(self.freshness)
        box.addWidget(self._panel(), 1)
        box.addWidget(self._below())
        return page

    def _panel(self) -> QWidget:
        kept = self.ui.state.get(f"filter/{_STATE}")
        subject = kept.get("chosen", {}).get("subject") if isinstance(kept, dict) else None
        self.subject = ChoiceFilter(
            "subject", "Все предметы", lambda _line, _value: True, [(subject, subject)] if subject else ()
        )
        names = sorted(SIGNAL_NAMES.items(), key=lambda one: sort_key(one[1]))
        self.signal = ChoiceFilter(
            "signal", "Все признаки вместе", lambda _line, _value: True, [(name, code) for code, name in names]
        )
        self.strength = ChoiceFilter("strength", "Любая сила", lambda line, _value: self.grid.wanted(line), _STRENGTHS)
        for choice in (self.subject, self.signal, self.strength):
            choice.currentIndexChanged.connect(lambda _index: self._look())  # before the panel counts the lines
        nothing = self.nothing = EmptyState("chart-bell-curve", "", "", (("Посчитать", lambda: self.freshness.start()),))
        self._say_nothing()
        self.freshness.began.connect(self._say_nothing)
        self.freshness.over.connect(self._say_nothing)
        self.panel: TablePanel[SignLine] = TablePanel(
            cast("RowTable[SignLine]", self.grid),  # answers the same calls
            placeholder="Отобрать школу", filters=(self.subject, self.signal, self.strength), state=self.ui.state,
            state_key=_STATE, empty=nothing,
        )  # fmt: skip
        return self.panel

    def _below(self) -> QWidget:
        """The district's years, what it was compared with, what the marks mean."""
        self.trend = ShareTrend()
        self.compared = ElidedLabel()
        theme.mark(self.compared, "note")
        self.load_button = QPushButton()
        self.load_button.setIcon(theme.icon("file-upload-outline", "accent"))
        theme.mark(self.load_button, "link")
        self.load_button.clicked.connect(lambda _checked=False: helpful.act(self.ui, self._helpful))
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.compared, 1)
        line.addWidget(self.load_button)
        self.below = QWidget()
        box = QVBoxLayout(self.below)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        self.legend = Legend()
        box.addWidget(self.legend)
        box.addWidget(self.trend)
        box.addLayout(line)
        return self.below

    # -- reading

    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        return years_of(checked_procedures(ctx, JUDGED), school_year, wanted)

    def read_rows(self, ctx: Context, years: Years) -> SignsPage:
        return reading.read_page(ctx, years)

    def show_rows(self, years: Years, rows: Any) -> None:
        page: SignsPage = rows
        known = page.state.computed_at is not None
        subjects = sorted({paper.subject for paper in page.papers}, key=sort_key)
        self.subject.set_choices([(subject, subject) for subject in subjects])
        self._look()
        self.grid.show_page(page.papers if known else (), page.lines if known else ())
        self.trend.show_points([point for point in page.trend if point.cells], years.one)
        missing = next(iter(page.state.missing), None)
        said = [f"Сравнено: {page.state.reference}"] if page.state.reference else []
        said += [f"Больше всего помогло бы: {missing.text}"] if missing is not None else []
        self.compared.setText("  ·  ".join(said))
        self._helpful = missing.code if missing is not None else ""
        self.load_button.setText(helpful.verb(self._helpful))
        self.load_button.setVisible(missing is not None)
        self.below.setVisible(known)
        self.method.show_state(page.state)
        self.freshness.follow(page.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has no room to explain the marks: each says itself in a word."""
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= theme.px(480))

    def reload(self) -> None:
        super().reload()
        if self.stack.currentWidget() is self.evidence:
            self.evidence.read()

    def _say_nothing(self) -> None:
        """Before the first findings: they are being computed, or wait for the person."""
        running = self.freshness.running
        self.nothing.heading.setText("Признаки считаются" if running else "Признаки ещё не посчитаны")
        self.nothing.text.setText(
            "Работы школ сравниваются с другими школами района и региона. Таблица появится сама, пока можно заниматься другим."
            if running
            else "Программа сравнит работы школ с другими школами района и региона. Обычно это занимает несколько секунд."
        )
        self.nothing.buttons[0].setVisible(not running)

    def _look(self) -> None:
        if hasattr(self, "grid"):
            self.grid.set_view(View(self.subject.currentData(), self.signal.currentData(), self.strength.currentData()))

    # -- the evidence and the method

    def open_cell(self, procedure_id: int, organisation_id: int) -> None:
        self.stack.setCurrentWidget(self.evidence)
        self.evidence.open(procedure_id, organisation_id)

    def open_current(self) -> None:
        cell = self.grid.current_cell()
        if cell is not None:
            self.open_cell(cell.procedure_id, cell.organisation_id)

    def start_inquiry(self) -> None:
        cell = self.grid.current_cell()
        if cell is None:
            self.ui.message("Разбор начинают с работы, которую школа писала.", "Поставьте курсор на клетку с числом.")
        else:
            deeds.open_inquiry(self.ui, cell.procedure_id, cell.organisation_id, owner=self)

    def close_evidence(self) -> None:
        if self.stack.currentWidget() is self.evidence:
            shown = self.evidence.shown()
            self.show_place()
            if shown is not None:
                self.grid.select_cell(*shown)
            self.grid.setFocus()
            self.closed.emit()

    def show_method(self) -> None:
        self.stack.setCurrentWidget(self.method)
        self.method.take_focus()

    def close_method(self) -> None:
        self.show_place()
        self.grid.setFocus()

    # -- the frame

    @property
    def help_page(self) -> str:  # type: ignore[override]
        return "objectivity_method" if self.stack.currentWidget() is self.method else "objectivity"

    def take_focus(self) -> None:
        place = self.stack.currentWidget()
        if place is self.evidence:
            self.evidence.take_focus()
        elif place is self.method:
            self.method.take_focus()
        else:
            self.grid.setFocus()

    def open_target(self, target: Target) -> bool:
        if len(target) != 3:
            return False
        self.open_cell(target[1], target[2])
        return True

    def print_summary(self) -> None:
        """The district's summary of the shown year."""
        if self.years is not None and self.years.chosen is not None:
            open_form(self.ui, self, "objectivity_summary", year=self.years.one)

    def print_page(self) -> bool:
        place = self.stack.currentWidget()
        if place is self.evidence:
            self.evidence.print_finding()
        elif place is self.main:
            self.print_summary()
        else:
            return False
        return True

    def close_inner(self) -> bool:
        place = self.stack.currentWidget()
        if place is self.method:
            self.close_method()
        elif place is not self.evidence:
            return False
        elif not self.evidence.close_inner():
            self.close_evidence()
        return True
