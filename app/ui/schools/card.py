"""The card of one school: facts, results over years, findings, on one scrolling page with an index at the left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QListWidget, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.checks.rows import MarkerRow
from app.services.organisations.rows import KINDS, OrganisationRow
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.print_form import open_form
from app.ui.schools import columns, reading
from app.ui.schools.form import OrganisationForm
from app.ui.schools.reading import Result, SchoolCard
from app.ui.widgets.chart_view import ChartView
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.section import Section

NARROW = 960
"""Logical pixels under which the pictures go under one another."""


class CardPage(QWidget):
    """`back` is None at a school workplace: there is only one card."""

    edited = Signal(object)
    """The organisation with a field changed, to be saved."""

    def __init__(self, ui: UiContext, back: Callable[[], None] | None) -> None:
        super().__init__()
        self._ui = ui
        self._id: int | None = None
        self._narrow = False
        self.form = OrganisationForm()
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.mark(self.title, "title")
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        if back is not None:
            button = QPushButton("К списку")
            button.setIcon(theme.icon("chevron-left"))
            button.setToolTip("Esc")
            button.clicked.connect(lambda _checked=False: back())
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.note)
        head.addLayout(words, 1)
        self.edit_button = QPushButton("Изменить сведения")
        self.edit_button.setIcon(theme.icon("pencil-outline"))
        self.edit_button.clicked.connect(lambda _checked=False: self.edit(not self.form.isVisibleTo(self)))
        self.print_button = QPushButton("Напечатать карточку")
        self.print_button.setIcon(theme.icon("printer-outline"))
        self.print_button.setToolTip("Ctrl+P")
        self.print_button.clicked.connect(lambda _checked=False: self.print_card())
        head.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignTop)

        self.facts = Section("Сведения")
        self._facts = QLabel()
        self._facts.setTextFormat(Qt.TextFormat.RichText)
        self._facts.setWordWrap(True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.box.addWidget(self._facts)
        self.form.setMaximumWidth(theme.px(640))
        self.form.edited.connect(self.edited)
        self.form.hide()
        self.facts.box.addWidget(self.form)

        self.results = Section("Результаты по годам")
        self.history = ChartView(text="Результатов пока нет. Загрузите файлы — здесь появятся графики.")
        self.table: RowTable[Result] = RowTable(
            columns.RESULTS, key=lambda r: r[0].id, state=ui.state, state_key="school-results"
        )
        self.table.current_changed.connect(self._paper_chosen)
        self.table.opened.connect(lambda r: self._ui.open_target(("cell", r[0].id, r[1].organisation_id or 0)))
        self._paper = QLabel()
        theme.mark(self._paper, "bold")
        self.scores = ChartView(text="Распределение баллов неизвестно.")
        self.marks = ChartView(text="Отметок нет: ни в файле, ни в справочнике шкал.")
        self._pictures = pictures = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pictures.setSpacing(theme.AROUND)
        pictures.addWidget(self.scores, 1)
        pictures.addWidget(self.marks, 1)
        for widget in (self.history, self.table, self._paper):
            self.results.box.addWidget(widget)
        self.results.box.addLayout(pictures)

        self.findings = Section("Признаки")
        self._findings_note = QLabel()
        self._findings_note.setWordWrap(True)
        theme.mark(self._findings_note, "note")
        self.markers: RowTable[MarkerRow] = RowTable(columns.MARKERS, key=lambda m: (m.procedure_id, m.code))
        self.markers.opened.connect(lambda m: self._ui.open_target(("cell", m.procedure_id, m.organisation_id)))
        self.findings.box.addWidget(self._findings_note)
        self.findings.box.addWidget(self.markers)

        self._sections = (self.facts, self.results, self.findings)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.SPACE, 0)
        inner.setSpacing(theme.SPACE)
        for section in self._sections:
            inner.addWidget(section)
        inner.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setWidget(content)
        self.index = QListWidget()
        self.index.setAccessibleName("Разделы карточки")
        self.index.addItems([s.heading.text() for s in self._sections])
        for n in range(self.index.count()):
            self.index.item(n).setSizeHint(QSize(10, theme.row_height()))
        self.index.setFixedWidth(theme.px(170))
        self.index.currentRowChanged.connect(lambda n: self._go(self._sections[n]))
        theme.mark(self.index, "index")
        body = QHBoxLayout()
        body.setSpacing(theme.SPACE)
        body.addWidget(self.index)
        body.addWidget(self.page, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addLayout(head)
        box.addLayout(body, 1)
        theme.notifier().changed.connect(self.read)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page has its pictures under one another, and two small charts beside each other instead of four."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            across = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            self._pictures.setDirection(across)
            self.read()

    @property
    def organisation_id(self) -> int | None:
        return self._id

    def open(self, organisation_id: int) -> None:
        if organisation_id != self._id:
            self.edit(False)
        self._id = organisation_id
        self.page.verticalScrollBar().setValue(0)
        self.read()

    def read(self) -> None:
        """Read the card anew: another school, or its data changed."""
        shown = self._id
        if shown is None:
            return
        ctx, dark, across = self._ui.ctx, theme.is_dark(), 2 if self._narrow else 4
        self._ui.worker.read(lambda _p: reading.read_card(ctx, shown, dark, across), done=self._show, owner=self, key="card")
        self._ui.worker.read(lambda _p: reading.read_markers(ctx, shown), done=self._show_markers, owner=self, key="markers")

    def edit(self, on: bool) -> None:
        """Put the fields in the place of the facts, and back; what is typed is saved as it is typed."""
        if not on:
            self.form.save_typed()
        self.form.setVisible(on)
        self._facts.setVisible(not on)
        self.edit_button.setText("Готово" if on else "Изменить сведения")
        self.edit_button.setIcon(theme.icon("check" if on else "pencil-outline"))
        if on:
            self.page.verticalScrollBar().setValue(0)
            self.form.fields["short_name"].setFocus()

    def editing(self) -> bool:
        return self.form.isVisibleTo(self)

    def print_card(self) -> None:
        if self._id is not None:
            open_form(self._ui, self, "school_card", organisation_id=self._id)

    def _show(self, card: SchoolCard | None) -> None:
        if card is None:
            return
        row = card.row
        self.title.setText(row.short_name)
        self.note.setText(_summary(row))
        self._facts.setText(_facts(row))
        self.form.show_row(row)
        self.history.set_figure(card.history, "Результатов пока нет. Загрузите файлы — здесь появятся графики.")
        self.table.set_rows(card.results)
        self.table.setVisible(bool(card.results))
        for widget in (self._paper, self.scores, self.marks):
            widget.setVisible(bool(card.results))
        self.table.fit_rows(24)
        if card.results and self.table.current_row() is None:
            self.table.selectRow(0)

    def _paper_chosen(self, result: Result | None) -> None:
        if result is None or self._id is None:
            return
        procedure, school = result[0], self._id
        self._paper.setText(f"{procedure.title}: баллы и отметки")
        ctx, dark = self._ui.ctx, theme.is_dark()
        self._ui.worker.read(
            lambda _p: reading.read_paper(ctx, procedure.id, school, dark), done=self._show_paper, owner=self, key="paper"
        )

    def _show_paper(self, figures: tuple[object, object]) -> None:
        scores, marks = figures
        self.scores.set_figure(scores, "Распределение баллов неизвестно.")  # type: ignore[arg-type]
        self.marks.set_figure(marks, "Отметок нет: ни в файле, ни в справочнике шкал.")  # type: ignore[arg-type]

    def _show_markers(self, rows: Sequence[MarkerRow]) -> None:
        self.markers.set_rows(rows)
        self.markers.setVisible(bool(rows))
        self.markers.fit_rows(24)
        self._findings_note.setText(
            f"{counted(len(rows), 'признак', 'признака', 'признаков')}. Признак — повод для перепроверки, а не вывод."
            if rows
            else "Признаков нет."
        )

    def _go(self, section: QWidget) -> None:
        self.page.verticalScrollBar().setValue(section.y())


def _summary(row: OrganisationRow) -> str:
    pupils = counted(row.pupils, "ученик", "ученика", "учеников") if row.pupils is not None else ""
    closed = f"закрыта с {row.closed_on:%d.%m.%Y}" if row.closed_on else ""
    kind = KINDS.get(row.kind, row.kind)
    return "  ·  ".join(part for part in (kind[:1].upper() + kind[1:], row.locality, pupils, row.login, closed) if part)


def _facts(row: OrganisationRow) -> str:
    from html import escape

    pairs = [
        ("Полное название", row.full_name), ("Муниципалитет", row.municipality), ("Адрес", row.address),
        ("Руководитель", row.director), ("Школьный координатор", row.coordinator), ("Телефон", row.phone),
        ("Электронная почта", row.email), ("Коды ОГЭ и ЕГЭ", " и ".join(c for c in (row.oge_code, row.ege_code) if c)),
        ("Заметка", row.note),
    ]  # fmt: skip
    known = [(name, value) for name, value in pairs if value]
    if not known:
        return "Сведений пока нет. Впишите их кнопкой «Изменить сведения»."
    grey = theme.colors().secondary
    lines = "".join(
        f"<tr><td style='color:{grey}; padding: 2px 24px 2px 0'>{escape(name)}</td>"
        f"<td style='padding: 2px 0'>{escape(value)}</td></tr>"
        for name, value in known
    )
    return f"<table cellspacing='0'>{lines}</table>"
