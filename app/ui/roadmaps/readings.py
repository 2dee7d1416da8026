"""How the program understands a deadline, what else it may mean, and what a person decides about it.

box = ReadingsBox(ui)
box.show_line(roadmap_id, line)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from app.services.calendar.rows import CalendarRow
from app.services.changes import Changes
from app.services.execution.rows import Anchor, LineDeadline, LinkedEvent, OccurrenceRow
from app.services.roadmaps.rows import DeadlineChoice, Interval, RoadmapLine
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.event_picker import EventPicker
from app.ui.roadmaps.own_dates import OwnDates, spare
from app.ui.roadmaps.states import days_text

MOST_DATES = 4
"""Dates that are said one by one."""
_Loaded = tuple[str, LineDeadline | None, list[OccurrenceRow]]
_Procedures = tuple[list[CalendarRow], tuple[date | None, date | None]]


class ReadingsBox(QWidget):
    """Reads by itself, again after every change of roadmaps or of the calendar while it is in sight."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._roadmap_id: int | None = None
        self._line: RoadmapLine | None = None
        self._deadline: LineDeadline | None = None
        self._stale = False
        self.options: list[_Option] = []
        self.heading = QLabel("Как понят срок")
        theme.mark(self.heading, "heading")
        self.printed = _text("note")
        self.sign = QLabel()
        self.sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.understood = _text("bold")
        self.lapsed = _text("warning")
        self.lapsed.setText("Текст срока изменили, прежнее решение о нём больше не действует.")
        self.notes = _text("small")
        self.change_button = _link("Понять иначе…")
        self.change_button.clicked.connect(lambda _checked=False: self._unfold())
        self._choices = QWidget()
        self._choices_box = QVBoxLayout(self._choices)
        self._choices_box.setContentsMargins(0, 0, 0, 0)
        self._choices_box.setSpacing(theme.INSIDE)
        self._group = QButtonGroup(self)
        self.own = OwnDates(lambda: ui.ctx.clock().date())
        self.own.submitted.connect(lambda: self._choose("own", self.own.value()))
        self.own.cancelled.connect(self._show_again)
        self.events = _text("")
        self.link_button, self.let_go_button = QPushButton("Привязать к календарю…"), QPushButton("Отвязать")
        self.link_button.setToolTip("Срок пойдёт за днями процедуры и передвинется вместе с ней")
        self.link_button.clicked.connect(lambda _checked=False: self.pick_events())
        self.let_go_button.clicked.connect(lambda _checked=False: self._link_events((), "start"))
        self.picker = EventPicker()
        self.picker.picked.connect(self._link_events)
        self.picker.cancelled.connect(self._show_again)
        self.dates = _text("small")
        said = QHBoxLayout()
        said.setSpacing(theme.INSIDE)
        said.addWidget(self.sign)
        said.addWidget(self.understood, 1)
        links = QHBoxLayout()
        links.setSpacing(theme.SPACE)
        links.addWidget(self.link_button)
        links.addWidget(self.let_go_button)
        links.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.heading)
        box.addWidget(self.printed)
        box.addLayout(said)
        for widget in (self.lapsed, self.notes, self._choices, self.own, self.dates):
            box.addWidget(widget)
        box.addLayout(spare(self.change_button))
        box.addWidget(self.events)
        box.addLayout(links)
        box.addWidget(self.picker)
        ui.refresh.subscribe({"roadmaps", "calendar"}, self, self._changed)
        self._clear()

    # -- for the owner

    def show_line(self, roadmap_id: int | None, line: RoadmapLine | None) -> None:
        """One item; None or a sub-head = nothing to understand."""
        other = line is None or self._line is None or self._line.uid != line.uid
        self._roadmap_id, self._line = roadmap_id, line if line is not None and not line.is_subhead else None
        if other:
            self._clear()
        if self._line is not None:
            self._read()

    # -- reading

    def _changed(self) -> None:
        if self._line is None:
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        self._stale = False
        line, roadmap_id = self._line, self._roadmap_id
        if line is None or line.id is None or roadmap_id is None:
            return
        line_id, uid = line.id, line.uid

        def job(_progress: object) -> _Loaded:
            from app.services.execution.queries import line_deadlines, line_occurrences

            return uid, line_deadlines(self._ui.ctx, roadmap_id).get(line_id), line_occurrences(self._ui.ctx, uid)

        self._ui.worker.read(job, done=self._show, owner=self, key="deadline")

    # -- showing

    def _clear(self) -> None:
        self._deadline = None
        self.printed.setText("Выберите мероприятие." if self._line is None else "")
        for widget in (self.sign, self.understood, self.lapsed, self.notes, self._choices, self.own, self.dates,
                       self.change_button, self.events, self.link_button, self.let_go_button, self.picker):  # fmt: skip
            widget.hide()

    def _show(self, loaded: _Loaded) -> None:
        uid, deadline, occurrences = loaded
        if self._line is None or uid != self._line.uid:
            return
        if deadline is None:  # the line is gone
            self._line = None
            self._clear()
            return
        self._deadline = deadline
        for widget in (self.own, self.picker):
            widget.hide()
        self.printed.setText(f"В документе: «{deadline.text}»" if deadline.text.strip() else "Срок в документе не указан.")
        self._show_understood(deadline)
        self.lapsed.setVisible(deadline.choice_lapsed)
        told = [note for note in deadline.notes if deadline.kind != "unparsable" or deadline.choice is not None]
        self.notes.setText("\n".join(_sentence(note) for note in told) if deadline.needs_person else "")
        self.notes.setVisible(bool(self.notes.text()))
        self._show_options(deadline)
        can = not self._ui.ctx.db.read_only
        wants_choice = deadline.needs_person or deadline.choice_lapsed
        self._choices.setVisible(wants_choice and can)
        self.change_button.setVisible(not wants_choice and can)
        self._show_events(deadline, can)
        self.dates.setText(dates_words(occurrences))
        self.dates.show()

    def _show_understood(self, deadline: LineDeadline) -> None:
        words, sign = understood_words(deadline)
        self.understood.setText(words)
        self.understood.show()
        self.sign.setVisible(bool(sign))
        if sign:
            side = theme.px(theme.ICON)
            self.sign.setPixmap(theme.status_icon(sign).pixmap(QSize(side, side), self.devicePixelRatioF()))

    def _show_options(self, deadline: LineDeadline) -> None:
        for option in self.options:
            self._group.removeButton(option.radio)
            option.setParent(None)
            option.deleteLater()
        self.options = []
        chosen = deadline.choice
        for place, reading in enumerate(deadline.readings):
            note = "так читает программа" if place == 0 else "" if reading.why in deadline.notes else reading.why
            mine = chosen is not None and (chosen.way, chosen.intervals) == (reading.choice.way, reading.choice.intervals)
            by_default = chosen is None and place == 0 and not deadline.needs_person
            self._add_option(reading.words, note, mine or by_default, self._chooser(reading.choice.way, reading.choice.intervals))
        way = chosen.way if chosen is not None else ""
        self._add_option("Свои даты…", "", way == "own", self._ask_own)
        self._add_option("Постоянно, весь период", "", way == "continuous", self._chooser("continuous"))
        self._add_option("Без даты, по мере надобности", "", way == "on_demand", self._chooser("on_demand"))

    def _chooser(
        self, way: Literal["default", "reading", "own", "continuous", "on_demand"], intervals: tuple[Interval, ...] = ()
    ) -> Callable[[], None]:
        return lambda: self._choose(way, intervals)

    def _add_option(self, words: str, note: str, on: bool, act: Callable[[], None]) -> None:
        option = _Option(words, note)
        self._group.addButton(option.radio)
        option.radio.setChecked(on)
        option.radio.clicked.connect(lambda _checked=False: act())
        self.options.append(option)
        self._choices_box.addWidget(option)

    def _show_events(self, deadline: LineDeadline, can: bool) -> None:
        self.events.setText(events_words(deadline))
        self.events.setVisible(bool(self.events.text()))
        self.link_button.setText("Другие процедуры…" if deadline.events else "Привязать к календарю…")
        theme.mark(self.link_button, "primary" if deadline.wants_event else "plain")
        self.link_button.setVisible(can)
        self.let_go_button.setVisible(can and bool(deadline.events))

    def _show_again(self) -> None:
        """Fold a form: what is stored stands as before."""
        if self._line is not None:
            self._read()

    def _unfold(self) -> None:
        self.change_button.hide()
        self._choices.show()
        option = next((option for option in self.options if option.radio.isChecked()), self.options[0])
        option.radio.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- deciding

    def _ask_own(self) -> None:
        deadline = self._deadline
        if deadline is None:
            return
        kept = deadline.choice.intervals if deadline.choice is not None else deadline.intervals
        self.own.fill_intervals(kept)
        self.own.show()
        self.own.take_focus()

    def _choose(
        self, way: Literal["default", "reading", "own", "continuous", "on_demand"], intervals: tuple[Interval, ...] = ()
    ) -> None:
        deadline = self._deadline
        if deadline is None:
            return
        choice = DeadlineChoice(deadline.text, way, intervals)

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.commands import choose_reading

            return choose_reading(self._ui.ctx, deadline.line_id, choice)

        self._ui.worker.write(job, owner=self)

    # -- procedures

    def pick_events(self) -> None:
        """Unfold the list of procedures."""
        deadline, roadmap_id = self._deadline, self._roadmap_id
        if deadline is None or roadmap_id is None:
            return

        def job(_progress: object) -> _Procedures:
            from app.services.calendar.queries import list_calendar
            from app.services.roadmaps.queries import get_roadmap

            tree = get_roadmap(self._ui.ctx, roadmap_id)
            return list_calendar(self._ui.ctx), (tree.period_start, tree.period_end)

        def show(found: _Procedures) -> None:
            self.link_button.hide()
            self.let_go_button.hide()
            self.picker.show_rows(found[0], deadline.events, found[1])
            self.picker.show()
            self.picker.take_focus()

        self._ui.worker.read(job, done=show, owner=self, key="procedures")

    def _link_events(self, procedure_ids: tuple[int, ...], anchor: Anchor) -> None:
        deadline = self._deadline
        if deadline is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import link_events

            return link_events(self._ui.ctx, deadline.line_id, procedure_ids, anchor)

        self._ui.worker.write(job, owner=self)


class _Option(QWidget):
    """A radio button whose words go over several lines."""

    clicked = Signal()

    def __init__(self, words: str, note: str = "") -> None:
        super().__init__()
        self.radio = QRadioButton()
        self.radio.setAccessibleName(f"{words} {note}".strip())
        self.words = _text("")
        self.words.setText(words)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.words)
        if note:
            small = _text("small")
            small.setText(note)
            column.addWidget(small)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.radio.click()


def understood_words(deadline: LineDeadline) -> tuple[str, str]:
    """What is said in bold, and the sign beside it: «warning» where a person is needed, «error» where nothing is known."""
    if deadline.events:
        return f"Понято так: {deadline.words}", ""
    if deadline.kind == "unparsable" and deadline.choice is None:
        if not deadline.text.strip():
            return "Дат нет: впишите срок в документ или укажите даты здесь.", "warning"
        return "Не понято. Программа не угадывает: укажите даты сами или исправьте текст.", "error"
    if deadline.needs_person:
        return f"Можно понять по-разному. Пока считается: {deadline.words}", "warning"
    if deadline.wants_event:
        return f"Понято так: {deadline.words}. Нужна процедура календаря, иначе дат не будет.", "warning"
    if deadline.choice is not None and deadline.choice.way != "default":
        return f"Решено вручную: {deadline.words}", ""
    return f"Понято так: {deadline.words}", ""


def events_words(deadline: LineDeadline) -> str:
    """«Идёт за процедурой: ВПР…, 14.04.2026, от первого дня»."""
    if not deadline.events:
        return ""
    head = "Идёт за процедурой:" if len(deadline.events) == 1 else "Идёт за процедурами:"
    return "\n".join((head, *map(_event_words, deadline.events)))


def _event_words(event: LinkedEvent) -> str:
    return f"• {event.title}, {days_text(event.starts_on, event.ends_on)} (от {_FROM[event.anchor]})"


_FROM: dict[Anchor, str] = {"start": "первого дня", "end": "последнего дня"}


def dates_words(rows: Sequence[OccurrenceRow]) -> str:
    """«Получается 4 срока: 31.03.2026, 30.06.2026…»."""
    inside = [row for row in rows if not row.off_plan]
    dated = [row for row in inside if row.due_on is not None or row.starts_on is not None]
    if not dated:
        return "Дат не получается: мероприятие можно отметить и без даты."
    shown = ", ".join(days_text(row.starts_on, row.planned_due) for row in dated[:MOST_DATES])
    rest = f" и ещё {len(dated) - MOST_DATES}" if len(dated) > MOST_DATES else ""
    undated = len(inside) - len(dated)
    also = f"; без даты – {undated}" if undated else ""
    return f"Получается {counted(len(dated), 'срок', 'срока', 'сроков')}: {shown}{rest}{also}."


def _sentence(note: str) -> str:
    """«год не указан» → «Год не указан.»"""
    return f"{note[:1].upper()}{note[1:]}." if note and note[-1] not in ".!?" else note


def _text(kind: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        theme.mark(label, kind)
    return label


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    theme.mark(button, "link")
    return button
