"""One direction on the screen: sentences, pictures, tables; also the tables of the whole year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.analysis.rows import Chart, Direction, Line, Sentence, Table
from app.ui import theme
from app.ui.analysis import saving
from app.ui.analysis.columns import columns_of
from app.ui.analysis.sentences import SentenceLabel
from app.ui.context import UiContext
from app.ui.widgets.chart_view import ChartView, Figure
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.section import Section

MOST_ROWS = 30
"""A table on the page is at most so tall; longer ones scroll inside."""


class DirectionView(QScrollArea):
    """Shown once, for one direction of one analysis; another one gets another view. `opened(target)` from a table."""

    opened = Signal(object)

    def __init__(self, ui: UiContext, direction: Direction, title: str, back: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.ui, self.direction, self._title = ui, direction, title
        self.tables: dict[str, RowTable[Line]] = {}
        self.charts: dict[str, ChartView] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(direction.title)
        page = QWidget()
        self._box = QVBoxLayout(page)
        self._box.setContentsMargins(0, 0, theme.SPACE, 0)
        self._box.setSpacing(theme.SPACE)
        self._pictures: QBoxLayout | None = None
        if back is not None:
            button = QPushButton("К направлению")
            button.setIcon(theme.icon("chevron-left"))
            button.setToolTip("Esc")
            button.clicked.connect(lambda _on=False: back())
            self._box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._words(direction)
        if direction.charts:
            self._add_charts(direction.charts)
        for table in direction.tables:
            self._box.addWidget(self._table(table))
        self._box.addStretch(1)
        self.setWidget(page)

    # -- building

    def _words(self, direction: Direction) -> None:
        self.sentences: list[SentenceLabel] = []
        if not (direction.sentences or direction.warnings or direction.missing):
            return
        section = Section(direction.title)
        for words in direction.warnings:
            section.box.addWidget(_note(words, "warning"))
        if direction.missing:
            section.box.addWidget(_note(direction.missing, "note"))
            load = QPushButton("Загрузить файлы…")
            load.clicked.connect(lambda _on=False: self.ui.load_files(()))
            section.box.addWidget(load, 0, Qt.AlignmentFlag.AlignLeft)
        self.sentences = [SentenceLabel(sentence, self.show_rows) for sentence in direction.sentences]
        for label in self.sentences:
            section.box.addWidget(label)
        self._box.addWidget(section)

    def _add_charts(self, charts: Sequence[Chart]) -> None:
        holder = QWidget()
        self._pictures = QBoxLayout(QBoxLayout.Direction.TopToBottom, holder)
        self._pictures.setContentsMargins(0, 0, 0, 0)
        self._pictures.setSpacing(theme.SPACE)
        for chart in charts:
            section = Section(chart.title)
            view = ChartView(ratio=0.42, text="Рисую…")
            self.charts[chart.key] = view
            _head(section, "Сохранить рисунок…", "image-outline", partial(self.save_chart, chart))
            section.box.addWidget(view)
            self._pictures.addWidget(section, 1)
        self._box.addWidget(holder)

    def _table(self, table: Table) -> Section:
        section = Section(table.title)
        _head(section, "В Excel…", "file-excel-outline", lambda: self.save_tables((table,)))
        view: RowTable[Line] = RowTable(columns_of(table), key=lambda line: line.key)
        view.setAccessibleName(table.title)
        theme.mark(view, "quiet")
        view.set_rows(table.lines)
        view.fit_rows(MOST_ROWS)
        view.horizontalScrollBar().rangeChanged.connect(partial(_make_room, view, view.height()))
        view.opened.connect(lambda line: self.opened.emit(line.target) if line.target is not None else None)
        self.tables[table.key] = view
        section.box.addWidget(view)
        if any(line.target is not None and line.target[0] == "school" for line in table.lines):
            section.box.addWidget(_note("Школа открывается по Enter или двойному щелчку.", "small"))
        if any(line.target is not None and line.target[0] == "task" for line in table.lines):
            section.box.addWidget(_note("Задание открывается по Enter или двойному щелчку: кто сколько баллов получил.", "small"))
        for words in table.notes:
            section.box.addWidget(_note(words, "small"))
        return section

    # -- showing

    def set_figures(self, figures: dict[str, Figure]) -> None:
        for key, figure in figures.items():
            if key in self.charts:
                title = next(chart.title for chart in self.direction.charts if chart.key == key)
                self.charts[key].set_figure(figure, title)

    def show_rows(self, sentence: Sentence) -> None:
        """Select the rows a sentence takes its numbers from, and bring them into sight."""
        found = self.tables.get(sentence.table.rpartition("/")[2])
        if found is not None:
            select_lines(found, sentence.lines)
            self.ensureWidgetVisible(found, 0, theme.px(60))

    def save_chart(self, chart: Chart) -> None:
        path = saving.ask_path(
            self.ui, self, "Сохранить рисунок", f"{chart.title}, {self._title}", saving.PICTURES, (".png", ".svg")
        )
        if path is None:
            return

        def make() -> bytes:
            from app.services.analysis.pictures import picture

            return picture(chart, path.suffix.lower().lstrip("."), f"{chart.title}: {self._title}")

        saving.save(self.ui, self, path, make)

    def save_tables(self, tables: Sequence[Table]) -> None:
        stem = tables[0].title if len(tables) == 1 else self.direction.title
        path = saving.ask_path(self.ui, self, "Сохранить таблицу", f"{stem}, {self._title}", saving.XLSX, (".xlsx",))
        if path is None:
            return

        def make() -> bytes:
            from app.services.analysis.workbook import tables_xlsx

            return tables_xlsx(self._title, tables)

        saving.save(self.ui, self, path, make)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two pictures stand side by side where there is room."""
        super().resizeEvent(event)
        if self._pictures is not None:
            wide = self._pictures.count() > 1 and self.viewport().width() >= theme.px(900)
            self._pictures.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def _make_room(view: RowTable[Line], height: int, _least: int, most: int) -> None:
    """A table wider than its place is taller by its scroll bar, else that would cover the last row."""
    view.setFixedHeight(height + (view.horizontalScrollBar().sizeHint().height() if most > 0 else 0))


def select_lines(table: RowTable[Line], keys: Sequence[str]) -> None:
    """Put the cursor on the first of the lines and select them all."""
    wanted = set(keys)
    places = [place for place, line in enumerate(table.row_model.shown()) if line.key in wanted]
    table.clearSelection()
    if not places:
        return
    flags = QItemSelectionModel.SelectionFlag
    for place in reversed(places):
        index = table.row_model.index(place, 0)
        table.selectionModel().select(index, flags.Select | flags.Rows)
    first = table.row_model.index(places[0], 0)
    table.selectionModel().setCurrentIndex(first, flags.NoUpdate)
    table.scrollTo(first)
    table.setFocus(Qt.FocusReason.OtherFocusReason)


def _head(section: Section, words: str, icon: str, act: Callable[[], None]) -> None:
    """A quiet button at the right end of the heading."""
    button = QPushButton(words)
    button.setIcon(theme.icon(icon, "accent"))
    theme.mark(button, "link")
    button.setAccessibleName(f"{words} {section.heading.text()}")
    button.clicked.connect(lambda _on=False: act())
    section.box.removeWidget(section.heading)
    section.heading.setWordWrap(True)
    line = QHBoxLayout()
    line.setSpacing(theme.SPACE)
    line.addWidget(section.heading, 1)
    line.addWidget(button)
    section.box.insertLayout(0, line)


def _note(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    theme.mark(label, kind)
    return label
