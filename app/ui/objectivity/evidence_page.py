"""The page of one finding: sentence, picture of each signal, numbers, other explanations, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.services.findings.evidence_rows import EvidencePage as Page
from app.services.findings.evidence_rows import Picture
from app.services.findings.rules import FEW
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.objectivity import deeds, reading, signs
from app.ui.objectivity.reading import Evidence
from app.ui.objectivity.school_matrix import SchoolMatrix
from app.ui.objectivity.signal_list import SCORES, SignalList
from app.ui.print_form import open_form
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.chart_view import ChartView
from app.ui.widgets.fields import MemoField
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.section import Section
from app.ui.widgets.toolbar import Toolbar

LIST_WIDTH = 272


class EvidencePage(QWidget):
    """`open(procedure, school)` reads and shows; `back` leads to where the person came from."""

    gone = Signal()
    """The results shown here were taken back."""

    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self._ui = ui
        self._shown: tuple[int, int] | None = None
        self._found: Evidence | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        head = PageHead("К таблице", back)
        self.back_button, self.title, self.note = head.back_button, head.title, head.note
        box.addLayout(head)
        box.addWidget(self._actions())
        box.addWidget(self._body(), 1)
        theme.notifier().changed.connect(self.read)

    # -- building

    def _actions(self) -> QWidget:
        bar = self.toolbar = Toolbar()
        deed = signs.DEED_ICONS["open"]
        self.inquiry_button = bar.add_action("Начать разбор…", self.start_inquiry, icon=deed, shortcut="Ctrl+N", primary=True)
        self.open_button = bar.add_action("Открыть разбор", self.start_inquiry, icon=deed, shortcut="Ctrl+N", primary=True)
        self.open_button.hide()
        self.dismiss_button = bar.add_action("Отклонить с причиной…", self.ask_reason, icon="cancel")
        self.print_button = bar.add_action("Напечатать страницу признака…", self.print_finding, icon="printer-outline")
        self.print_button.setToolTip("Эта страница с рисунками (Ctrl+P)")
        self.card_button = bar.add_action("Карточка школы", self._open_card, icon="school-outline")
        self.procedure_button = bar.add_action("Процедура", self._open_procedure, icon="calendar-month-outline")
        self.procedure_button.setToolTip("Эта процедура в календаре")
        return bar

    def _body(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._dismissing())
        column.addWidget(self._seen())
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.SPACE)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, sections in (
            (left, (self._signals(), self._school(), self._official())),
            (right, (self._next(), self._numbers(), self._why())),
        ):
            side.setSpacing(theme.SPACE)
            for section in sections:
                side.addWidget(section)
            side.addStretch(1)
        self._columns.addLayout(left, 70)
        self._columns.addLayout(right, 30)
        column.addLayout(self._columns)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.area.setAccessibleName("Признак: подробности")
        self.area.setWidget(page)
        return self.area

    def _dismissing(self) -> QWidget:
        """Unfolds on demand: why the finding is put aside."""
        self.reason = MemoField("Почему повода нет", lines=2)
        self.dismiss_form = AskForm(
            "Отклонить признак", [self.reason], "Отклонить", required=[self.reason],
            note="Признак останется в разборах с этой причиной и вернётся, если числа заметно изменятся.",
        )  # fmt: skip
        self.dismiss_form.submitted.connect(self._dismiss)
        self.dismiss_form.cancelled.connect(self._fold)
        self._dismiss_card = QFrame()
        theme.mark(self._dismiss_card, "card")
        inner = QVBoxLayout(self._dismiss_card)
        inner.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        inner.addWidget(self.dismiss_form)
        self._dismiss_card.hide()
        return self._dismiss_card

    def _seen(self) -> QWidget:
        self.seen = Section("Что видно")
        self._mark, self._flag = QLabel(), QLabel()
        self.seen.box.removeWidget(self.seen.heading)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self._mark)
        line.addWidget(self.seen.heading)
        line.addWidget(self._flag)
        line.addStretch(1)
        self.seen.box.addLayout(line)
        self.sentence = _text()
        self.seen.box.addWidget(self.sentence)
        self.deed = _text()
        self.seen.box.addWidget(self.deed)
        return self.seen

    def _signals(self) -> QWidget:
        self.picture = Section("По каким признакам")
        self.list = SignalList()
        self.list.setFixedWidth(theme.px(LIST_WIDTH))
        self.list.chosen.connect(lambda _code: self._show_signal())
        self.chart = ChartView(ratio=0.4)
        self.signal_text = _text()
        beside = QVBoxLayout()
        beside.setSpacing(theme.SPACE)
        beside.addWidget(self.signal_text)
        beside.addWidget(self.chart)
        self.signal_limits = QLabel()
        self.signal_limits.setWordWrap(True)
        theme.mark(self.signal_limits, "note")
        beside.addWidget(self.signal_limits)
        beside.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.AROUND)
        both.addWidget(self.list, 0, Qt.AlignmentFlag.AlignTop)
        both.addLayout(beside, 1)
        self.picture.box.addLayout(both)
        return self.picture

    def _school(self) -> QWidget:
        self.others = Section("Работы этой школы по годам")
        self.repeat = _text()
        self.others.box.addWidget(self.repeat)
        self.matrix = SchoolMatrix()
        self.matrix.cell_opened.connect(self._open_other)
        self.others.box.addWidget(self.matrix)
        return self.others

    def _official(self) -> QWidget:
        self.official = Section("Официальные признаки")
        self.markers = _text()
        self.official.box.addWidget(self.markers)
        return self.official

    def _next(self) -> QWidget:
        self.next = Section("Что дальше")
        self.steps = _text()
        self.next.box.addWidget(self.steps)
        return self.next

    def _numbers(self) -> QWidget:
        self.numbers = Section("Числа")
        self.values = _text()
        self.numbers.box.addWidget(self.values)
        return self.numbers

    def _why(self) -> QWidget:
        self.why = Section("Чем ещё это объясняется")
        self.explanations = _text()
        self.why.box.addWidget(self.explanations)
        return self.why

    # -- showing

    def open(self, procedure_id: int, organisation_id: int) -> None:
        if self._shown != (procedure_id, organisation_id):
            self._found = None
            self._fold()
            self._say_reading()
        self._shown = (procedure_id, organisation_id)
        self.area.verticalScrollBar().setValue(0)
        self.read()
        self.take_focus()

    def shown(self) -> tuple[int, int] | None:
        return self._shown

    def take_focus(self) -> None:
        """Arrow keys go through the signals."""
        self.list.setFocus()

    def read(self) -> None:
        """Read the page anew: another cell, its data changed, or the colours."""
        if self._shown is None:
            return
        procedure, school = self._shown
        ctx, code, look = self._ui.ctx, self.list.current() if self._found is not None else "", _look()
        self._ui.worker.read(
            lambda _p: reading.read_evidence(ctx, procedure, school, code, look),
            done=self._show, failed=self._failed, owner=self, key="evidence",
        )  # fmt: skip

    def _say_reading(self) -> None:
        """Another cell was asked for: what stood here is of somebody else, empty frames would say nothing."""
        self.title.setText("")
        self.note.setText("")
        self.seen.heading.setText("Читаю результаты этой школы…")
        for part in (self._mark, self._flag, self.sentence, self.deed, *self._details()):
            part.hide()

    def _details(self) -> tuple[QWidget, ...]:
        return (self.picture, self.others, self.official, self.next, self.numbers, self.why)

    def _show(self, found: Evidence) -> None:
        self._found = found
        page = found.page
        self.sentence.show()
        self.numbers.show()
        self.title.setText(page.school)
        reference = f"сравнение: {page.reference}" if page.reference else "сравнить пока не с чем"
        self.note.setText("  ·  ".join((page.title, signs.wrote(page.n), reference)))
        self.seen.heading.setText(page.heading)
        size = theme.px(theme.ICON_LARGE)
        self._mark.setPixmap(signs.icon(page.strength).pixmap(size, size))
        self._mark.setVisible(page.strength != "none" and (page.computed or page.n < FEW))
        self._flag.setPixmap(signs.icon("flag").pixmap(size, size))
        self._flag.setToolTip("Повод для перепроверки")
        self._flag.setVisible(page.flagged)
        together = "Все признаки вместе: такое" if len(page.signals) > 1 else "Такое"
        rare = f"{together} {page.rarity}." if page.rarity else ""
        self.sentence.setText(_paragraphs([f"{page.sentence} {rare}"]))
        self._show_deed(found)
        self.list.show_page(page)
        self.list.setVisible(bool(page.signals))
        self.picture.setVisible(self.list.count() > 0)
        self._say_signal(page)
        self.chart.set_figure(found.figure, "Рисунка нет: по этим данным рисовать нечего.")
        self.chart.setVisible(found.figure is not None)
        self.repeat.setText(escape(page.repeat))
        self.repeat.setVisible(bool(page.repeat))
        self.matrix.show_rows((*page.others, reading.own_row(page)), page.procedure_id)
        self.others.setVisible(bool(page.others))
        self.markers.setText(_markers(page, ()))
        self.official.setVisible(bool(page.markers))
        if page.markers:
            self._read_by_chance(page)
        calibration = f"<p style='color:{theme.colors().secondary}; margin: 6px 0 0 0'>{escape(page.calibration)}</p>"
        self.values.setText(_pairs(page.values) + (calibration if page.calibration else ""))
        for section, label, lines in ((self.why, self.explanations, page.explanations), (self.next, self.steps, page.next_steps)):
            label.setText(_bullets(lines))
            section.setVisible(bool(lines))

    def _read_by_chance(self, page: Page) -> None:
        """Takes a second: comes when the page is in sight already."""
        ctx = self._ui.ctx

        def show(lines: tuple[str, ...]) -> None:
            if self._found is not None and self._found.page is page:
                self.markers.setText(_markers(page, lines))

        self._ui.worker.read(lambda _p: reading.read_by_chance(ctx, page), done=show, owner=self, key="chance", later=True)

    def _show_deed(self, found: Evidence) -> None:
        self.deed.setText(_paragraphs([found.deed_words]))
        self.deed.setVisible(bool(found.deed_words))
        under_way = found.inquiry_id is not None and found.deed != "dismissed"
        self.inquiry_button.setVisible(not under_way)
        self.open_button.setVisible(under_way)
        self.dismiss_button.setVisible(not found.deed and bool(signs.RANK[found.page.strength]))
        self.inquiry_button.setEnabled(found.page.n > 0)

    def _say_signal(self, page: Page) -> None:
        code = self.list.current()
        signal = next((one for one in page.signals if one.code == code), None)
        if signal is None:
            words = "Сколько учеников получили каждый балл, рядом с другими школами." if code == SCORES else ""
            self.signal_text.setText(_paragraphs([words]))
            self.signal_limits.setText("")
            return
        said = [] if signal.sentence == page.sentence else [signal.sentence]
        figures = " · ".join(f"{name}: {value}" for name, value in signal.values)
        self.signal_text.setText(_paragraphs([*said, figures]))
        self.signal_limits.setText(" ".join(line for line in (signal.sees, signal.misses) if line))

    def _show_signal(self) -> None:
        """Another signal was chosen: its words at once, its picture as soon as it is drawn."""
        if self._found is None:
            return
        page = self._found.page
        self._say_signal(page)
        self._bring_picture()
        picture = reading.picture_of(page, self.list.current())
        if picture is None:
            self._drawn(None)
            return
        drawn: Picture = picture
        look = _look()
        self._ui.worker.read(lambda _p: reading.draw(drawn, look), done=self._drawn, owner=self, key="picture")

    def _bring_picture(self) -> None:
        """In a low window the picture of the signal one goes to comes into sight."""
        bar, inside = self.area.verticalScrollBar(), self.area.widget()
        top = self.picture.mapTo(inside, QPoint()).y()
        if self.chart.mapTo(inside, QPoint()).y() + self.chart.height() > bar.value() + self.area.viewport().height():
            bar.setValue(top)

    def _drawn(self, figure: Any) -> None:
        self.chart.set_figure(figure, "Рисунок признака")
        self.chart.setVisible(figure is not None)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self._shown = None
        self._ui.message(known.what, known.todo, kind="warning")
        self.gone.emit()

    # -- doing

    def start_inquiry(self) -> None:
        """Open the inquiry of this cell, a new one where there is none."""
        found = self._found
        if found is None or self._shown is None:
            return
        if found.inquiry_id is not None and found.deed != "dismissed":
            self._ui.open_target(("inquiry", found.inquiry_id))
            return
        deeds.open_inquiry(self._ui, *self._shown, owner=self)

    def ask_reason(self) -> None:
        self.dismiss_form.fill("")
        self._dismiss_card.show()
        self.area.verticalScrollBar().setValue(0)
        self.dismiss_form.take_focus()

    def _dismiss(self) -> None:
        if self._shown is not None:
            reason = str(self.reason.value())
            self._fold()
            deeds.dismiss(self._ui, *self._shown, reason, owner=self)

    def _fold(self) -> None:
        inside = self._dismiss_card.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._dismiss_card.hide()
        if inside:
            self.take_focus()

    def close_inner(self) -> bool:
        """Esc: the form of the reason first."""
        if self._dismiss_card.isVisibleTo(self):
            self._fold()
            return True
        return False

    def print_finding(self) -> None:
        if self._shown is not None:
            open_form(self._ui, self, "finding", procedure_id=self._shown[0], organisation_id=self._shown[1])

    def _open_other(self, procedure_id: int) -> None:
        if self._shown is not None:
            self.open(procedure_id, self._shown[1])

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
        self.chart.setMaximumHeight(max(theme.px(190), min(theme.px(300), self.area.height() - theme.px(80))))


def _look() -> reading.Look:
    return reading.Look(theme.is_dark(), theme.colors().panel)


def _text() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p style='margin: 0 0 4px 0'>{escape(line)}</p>" for line in lines if line)


def _bullets(lines: Sequence[str]) -> str:
    return "".join(f"<p style='margin: 0 0 6px 12px; text-indent: -12px'>•&nbsp;&nbsp;{escape(line)}</p>" for line in lines)


def _pairs(values: Sequence[tuple[str, str]]) -> str:
    """What at the left, how much at the right; numbers in a column of their own."""
    grey = theme.colors().secondary
    lines = "".join(
        f"<tr><td width='66%' style='color:{grey}; padding: 2px 12px 2px 0'>{escape(name)}</td>"
        f"<td align='right' style='padding: 2px 0'>{escape(value)}</td></tr>"
        for name, value in values
    )
    return f"<table cellspacing='0' width='100%'>{lines}</table>"


def _markers(page: Page, by_chance: Sequence[str]) -> str:
    """The official markers in words, with how many schools the same threshold would catch by chance."""
    said = _bullets(page.marker_sentences) + _paragraphs(by_chance)
    grey = theme.colors().secondary
    note = "Официальные пороги отмечают и обычные школы; решать только по ним нельзя."
    return f"{said}<p style='color:{grey}; margin: 0'>{note}</p>"
