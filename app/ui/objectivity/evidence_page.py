"""The page of one finding: sentence, picture, numbers, other explanations, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.checks.rows import MARKER_NAMES, STRENGTHS, EvidenceRow
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.objectivity import columns, reading, signs
from app.ui.objectivity.reading import Evidence, SignCell
from app.ui.print_form import open_form
from app.ui.widgets.chart_view import ChartView
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.section import Section


class EvidencePage(QWidget):
    """`open(procedure, school)` reads and shows; `back` leads to where the person came from."""

    gone = Signal()
    """The results shown here were taken back."""

    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[int, int] | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addLayout(self._head(back))
        box.addWidget(self._body(), 1)
        theme.notifier().changed.connect(self.read)

    # -- building

    def _head(self, back: Callable[[], None]) -> PageHead:
        head = PageHead("К таблице", back)
        self.back_button, self.title, self.note = head.back_button, head.title, head.note
        return head

    def _body(self) -> QWidget:
        self.seen = Section("Что видно")
        self._mark = QLabel()
        self.seen.box.removeWidget(self.seen.heading)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self._mark)
        line.addWidget(self.seen.heading, 1)
        self.seen.box.addLayout(line)
        self.sentence = _text()
        self.seen.box.addWidget(self.sentence)
        self.picture = Section("Распределение баллов")
        self.chart = ChartView(ratio=0.4)
        self.picture.box.addWidget(self.chart)
        self.others = Section("Другие работы этой школы")
        self.table: RowTable[SignCell] = RowTable(columns.OTHER, key=lambda c: c.procedure_id)
        self.table.setAccessibleName("Другие работы этой школы")
        theme.mark(self.table, "quiet")
        self.table.opened.connect(lambda cell: self.open(cell.procedure_id, cell.organisation_id))
        self.others.box.addWidget(self.table)
        self.numbers = Section("Числа")
        self.values = _text()
        self.numbers.box.addWidget(self.values)
        self.why = Section("Чем ещё это объясняется")
        self.explanations = _text()
        self.why.box.addWidget(self.explanations)
        self.next = Section("Что дальше")
        self.steps = _text()
        self.next.box.addWidget(self.steps)
        self.card_button = self._door("Карточка школы", "school-outline", self._open_card)
        self.print_button = self._door("Напечатать паспорт…", "printer-outline", self.print_card)
        self.print_button.setToolTip("Сведения, результаты по годам и признаки школы (Ctrl+P)")
        self.procedure_button = self._door("Процедура в календаре", "calendar-month-outline", self._open_procedure)
        for button in (self.card_button, self.print_button, self.procedure_button):
            self.next.box.addWidget(button)

        left, right = QVBoxLayout(), QVBoxLayout()
        for column, sections in ((left, (self.seen, self.picture, self.others)), (right, (self.numbers, self.why, self.next))):
            column.setSpacing(theme.SPACE)
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
        page = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._columns.setContentsMargins(0, 0, theme.SPACE, 0)
        self._columns.setSpacing(theme.SPACE)
        self._columns.addLayout(left, 62)
        self._columns.addLayout(right, 38)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Признак: подробности")
        self.area.setWidget(page)
        return self.area

    def _door(self, words: str, icon: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setIcon(theme.icon(icon, "accent"))
        theme.mark(button, "link")
        button.clicked.connect(lambda _checked=False: act())
        return button

    # -- showing

    def open(self, procedure_id: int, organisation_id: int) -> None:
        self._shown = (procedure_id, organisation_id)
        self.area.verticalScrollBar().setValue(0)
        self.read()
        self.area.setFocus()

    def shown(self) -> tuple[int, int] | None:
        return self._shown

    def read(self) -> None:
        """Read the page anew: another cell, its data changed, or the colours."""
        if self._shown is None:
            return
        procedure, school = self._shown
        ctx, dark, surface = self._ui.ctx, theme.is_dark(), theme.colors().panel
        worker = self._ui.worker
        worker.read(
            lambda _p: reading.read_evidence(ctx, procedure, school, dark, surface),
            done=self._show, failed=self._failed, owner=self, key="evidence",
        )  # fmt: skip
        worker.read(lambda _p: reading.read_other_cells(ctx, school), done=self._show_others, owner=self, key="others")

    def print_card(self) -> None:
        if self._shown is not None:
            open_form(self._ui, self, "school_card", organisation_id=self._shown[1], internal=True)

    def _show(self, found: Evidence) -> None:
        row = found.row
        self.title.setText(row.school)
        reference = f"сравнение: {row.reference}" if row.reference else "сравнить пока не с чем"
        self.note.setText("  ·  ".join((row.title, signs.wrote(row.n), reference)))
        names = ", ".join(MARKER_NAMES[marker.code].casefold() for marker in row.markers)
        said = f"{STRENGTHS[row.strength]}: {names}" if names else STRENGTHS[row.strength]
        self.seen.heading.setText(said[:1].upper() + said[1:])
        size = theme.px(theme.ICON_LARGE)
        self._mark.setPixmap(signs.icon(row.strength).pixmap(size, size))
        self._mark.setVisible(row.strength != "none")
        self.sentence.setText(_paragraphs((row.sentence, *row.more)))
        self.chart.set_figure(found.figure, "Распределение баллов школы")
        self.picture.setVisible(found.figure is not None)  # fewer than 5 writers: the sentence has said why
        self.values.setText(_pairs(row))
        for section, label, lines in ((self.why, self.explanations, row.explanations), (self.next, self.steps, row.next_steps)):
            label.setText(_bullets(lines))
            label.setVisible(bool(lines))
            section.setVisible(bool(lines) or section is self.next)

    def _show_others(self, cells: Sequence[SignCell]) -> None:
        rows = [cell for cell in cells if self._shown is None or cell.procedure_id != self._shown[0]]
        self.table.set_rows(rows)
        self.table.fit_rows(24)
        self.others.setVisible(bool(rows))

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self._shown = None
        self._ui.message(known.what, known.todo, kind="warning")
        self.gone.emit()

    def _open_card(self) -> None:
        if self._shown is not None:
            self._ui.open_target(("organisation", self._shown[1]))

    def _open_procedure(self) -> None:
        if self._shown is not None:
            self._ui.open_target(("procedure", self._shown[0]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below the width of a drawer the right column goes under the left one."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(theme.DRAWER_BELOW - 2 * theme.AROUND)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.chart.setMaximumHeight(max(theme.px(180), min(theme.px(300), self.area.height() - theme.px(80))))


def _text() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p style='margin: 0 0 4px 0'>{escape(line)}</p>" for line in lines)


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"<p style='margin: 0 0 6px 12px; text-indent: -12px'>•&nbsp;&nbsp;{escape(line)}</p>" for line in lines)


def _pairs(row: EvidenceRow) -> str:
    """What at the left, how much at the right; numbers in a column of their own."""
    grey = theme.colors().secondary
    lines = "".join(
        f"<tr><td style='color:{grey}; padding: 2px 16px 2px 0'>{escape(name)}</td>"
        f"<td align='right' style='padding: 2px 0'>{escape(value)}</td></tr>"
        for name, value in row.values
    )
    return f"<table cellspacing='0' width='100%'>{lines}</table>"
