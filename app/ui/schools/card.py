"""The card of one school: what matters in four figures, then sections on one scrolling page with an index at the left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QListWidget, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.services.card.rows import SchoolCard
from app.services.errors import UserError
from app.ui import theme
from app.ui.context import UiContext
from app.ui.print_form import open_form
from app.ui.schools import glance, reading
from app.ui.schools.context_section import ContextSection
from app.ui.schools.facts_section import FactsSection
from app.ui.schools.header import CardHeader
from app.ui.schools.life import LifeForms
from app.ui.schools.lists import DocumentsSection, DueSection, FindingsSection, GapsSection, HistorySection
from app.ui.schools.people_section import PeopleSection
from app.ui.schools.results_section import ResultsSection
from app.ui.schools.section import CardSection
from app.ui.schools.statuses_section import StatusesSection
from app.ui.widgets.list_card import Door

NARROW = 960
"""Logical pixels under which the index goes away and the buttons keep only their icons."""
DOOR = 168
"""Width a door needs for its words."""


class CardPage(QWidget):
    """`back` is None at a school workplace: there is only one card."""

    edited = Signal(object)
    """The organisation with a field changed, to be saved."""

    def __init__(self, ui: UiContext, back: Callable[[], None] | None) -> None:
        super().__init__()
        self._ui = ui
        self._back = back
        self._id: int | None = None
        self._narrow: bool | None = None
        self._going = False
        self._aim: CardSection | None = None
        self._doors_placed = (0, 0)
        self.card: SchoolCard | None = None
        self.header = CardHeader(back)
        self.life = LifeForms(ui)
        self.facts = FactsSection()
        self.results = ResultsSection(ui)
        self.gaps = GapsSection(ui)
        self.findings = FindingsSection(ui)
        self.due = DueSection(ui)
        self.contexts = ContextSection(ui)
        self.people = PeopleSection(ui)
        self.statuses = StatusesSection(ui)
        self.documents = DocumentsSection(ui)
        self.history = HistorySection(ui)
        self.sections: tuple[CardSection, ...] = (
            self.results, self.gaps, self.findings, self.due, self.facts, self.people, self.statuses, self.contexts,
            self.documents, self.history,
        )  # fmt: skip
        self.doors = tuple(Door(step) for step, _section in glance.DOORS)
        self._connect()
        self._lay_out()
        theme.notifier().changed.connect(self._measure)

    @property
    def organisation_id(self) -> int | None:
        return self._id

    @property
    def form(self) -> Any:
        """The fields of the facts."""
        return self.facts.form

    def open(self, organisation_id: int) -> None:
        if organisation_id != self._id:
            self.stop_editing()
            self.page.verticalScrollBar().setValue(0)
            self.header.clear()
            self.page.widget().hide()  # nothing of the former school while this one is read
        self._id = organisation_id
        self.read()

    def read(self) -> None:
        """Read the card anew: another school, or its data changed."""
        shown = self._id
        if shown is None:
            return
        ctx = self._ui.ctx
        self._ui.worker.read(
            lambda _p: reading.read_card(ctx, shown), done=self._show, failed=self._failed, owner=self, key="card"
        )

    def edit(self, on: bool) -> None:
        self.facts.edit(on)
        if on:
            self._bring(self.facts)

    def editing(self) -> bool:
        lists = (self.people, self.statuses, self.contexts)
        return self.facts.editing() or self.life.editing() or any(one.editing() for one in lists)

    def stop_editing(self) -> None:
        """Esc, or another school: what is typed in the facts is saved, forms are put away."""
        self.life.fold()
        self.people.fold()
        self.statuses.fold()
        if self.contexts.editing():
            self.contexts.stop_editing()
        if self.facts.editing():
            self.facts.edit(False)

    def print_card(self, internal: bool = False) -> None:
        """The passport for everybody, or the one for internal use."""
        if self._id is not None:
            open_form(self._ui, self, "school_card", organisation_id=self._id, internal=internal)

    def merge(self) -> None:
        """«Присоединить…»: choose the others among open organisations."""
        card = self.card
        if card is None:
            return
        row = card.row

        def read(_progress: object) -> Any:
            return reading.read_others(self._ui.ctx, row)

        def show(others: Any) -> None:
            from app.ui.schools.merge_wizard import MergeWizard

            if not others:
                self._ui.message("Присоединять не к чему.", "В списке нет другой действующей организации этого вида.")
                return
            wizard = MergeWizard(self._ui, row, others, self.window())
            wizard.accepted.connect(lambda: self.open(wizard.made) if wizard.made is not None else None)
            wizard.open()

        self._ui.worker.read(read, done=show, owner=self, key="others")

    def take_focus(self) -> None:
        """The index where there is one: arrows then walk through the sections."""
        (self.page if self.index.isHidden() else self.index).setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self, section: CardSection) -> None:
        """Scroll to a section."""
        self._bring(section)

    # -- building

    def _connect(self) -> None:
        self.facts.edited.connect(self.edited)
        self.header.edit.connect(lambda: self.edit(not self.facts.editing()))
        self.header.print_card.connect(self.print_card)
        self.header.print_internal.connect(lambda: self.print_card(True))
        self.header.rename.connect(self.life.ask_rename)
        self.header.close_school.connect(self.life.ask_close)
        self.header.reopen.connect(self.life.reopen)
        self.header.merge.connect(self.merge)
        self.header.open_school.connect(lambda school: self._ui.open_target(("organisation", school)))
        self.life.folded.connect(self.take_focus)
        named = dict(
            results=self.results, gaps=self.gaps, findings=self.findings, due=self.due, contexts=self.contexts
        )  # fmt: skip
        for door, (_step, key) in zip(self.doors, glance.DOORS, strict=True):
            door.clicked.connect(lambda _checked=False, key=key: self._bring(named[key]))

    def _lay_out(self) -> None:
        self._door_grid = QGridLayout()
        self._door_grid.setSpacing(theme.SPACE)
        for door in self.doors:
            door.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.SPACE, 0)
        inner.setSpacing(theme.SPACE)
        inner.addWidget(self.life)
        inner.addLayout(self._door_grid)
        for section in self.sections:
            inner.addWidget(section)
        inner.addStretch(1)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setWidget(content)
        self.page.setAccessibleName("Карточка")
        self.page.verticalScrollBar().valueChanged.connect(lambda _value: self._name_place())
        self.index = QListWidget()
        self.index.setAccessibleName("Разделы карточки")
        self.index.addItems([section.title for section in self.sections])
        self.index.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.index.currentRowChanged.connect(self._index_chosen)
        self.index.itemClicked.connect(lambda _item: self._index_chosen(self.index.currentRow()))
        theme.mark(self.index, "index")
        self._measure()
        body = QHBoxLayout()
        body.setSpacing(theme.SPACE)
        body.addWidget(self.index)
        body.addWidget(self.page, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addWidget(self.header)
        box.addLayout(body, 1)

    def _measure(self) -> None:
        for n in range(self.index.count()):
            self.index.item(n).setSizeHint(QSize(10, theme.row_height()))
        self.index.setFixedWidth(theme.px(184))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.index.setVisible(not narrow)
            self.header.make_narrow(narrow)
        self._place_doors()

    def _place_doors(self) -> None:
        """In one row where there is room for their words, else in two."""
        shown = [door for door in self.doors if not door.isHidden()]
        room = self.width() - (0 if self._narrow else self.index.width())
        across = len(shown) if room >= theme.px(DOOR) * len(shown) else max(2, min(3, room // theme.px(DOOR)))
        if (across, len(shown)) == self._doors_placed:
            return
        self._doors_placed = across, len(shown)
        for door in self.doors:
            self._door_grid.removeWidget(door)
        for column in range(len(self.doors)):
            self._door_grid.setColumnStretch(column, int(column < across))
        for place, door in enumerate(shown):
            self._door_grid.addWidget(door, place // across, place % across)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 that no list took for its own row edits the facts."""
        if event.key() == Qt.Key.Key_F2 and not event.modifiers():
            self.edit(not self.facts.editing())
        else:
            super().keyPressEvent(event)

    # -- showing

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._ui.message(error.what, error.todo, kind="warning")
        self._id = None
        if self._back is not None:
            self._back()

    def _show(self, card: SchoolCard) -> None:
        self.card = card
        row, school = card.row, card.row.id or 0
        self.header.show_card(card)
        self.life.show_row(row)
        self.facts.show_row(row)
        self.results.show_series(card.results)
        self.gaps.show_card(card)
        self.findings.show_card(card)
        self.due.show_card(card)
        self.contexts.show_school(school, card.contexts, card.social_index)
        self.people.show_school(school, card.people)
        self.statuses.show_school(school, card.statuses)
        self.documents.show_rows(card.documents)
        self.history.show_card(card)
        writes = row.kind == "school" or bool(card.results)
        self.results.setVisible(writes)
        self.gaps.setVisible(bool(card.results))
        self.findings.setVisible(bool(card.results))
        for (words, note), door, (_step, key) in zip(glance.said(card), self.doors, glance.DOORS, strict=True):
            door.say(words, note)
            door.setToolTip(f"{words}. {note}" if note else words)
            door.setVisible(bool(card.results) or (key not in ("gaps", "findings") and (writes or key != "results")))
        self._place_doors()
        for place, section in enumerate(self.sections):
            self.index.item(place).setHidden(section.isHidden())
        self.page.widget().show()
        self._name_place()

    # -- the index

    def _index_chosen(self, place: int) -> None:
        if not self._going and place >= 0:
            self._bring(self.sections[place])

    def _bring(self, section: CardSection) -> None:
        """To the top of the page; a section near the end as high as it goes, and still the one named in the index."""
        self._going = True
        self._aim = section
        self.index.setCurrentRow(self.sections.index(section))
        self._scroll_to(section)
        self._going = False
        if self.page.verticalScrollBar().value() != section.y():  # what was unfolded just now has not found its place yet
            QTimer.singleShot(0, self, lambda: self._bring_again(section))

    def _bring_again(self, section: CardSection) -> None:
        self._going = True
        self._scroll_to(section)
        self._going = False

    def _scroll_to(self, section: CardSection) -> None:
        QApplication.sendPostedEvents(self.page.widget(), QEvent.Type.LayoutRequest)
        self.page.verticalScrollBar().setValue(section.y())

    def _name_place(self) -> None:
        """Mark in the index what is in sight."""
        if self._going:
            return
        bar = self.page.verticalScrollBar()
        if self._aim is not None and bar.value() == bar.maximum() and self._aim.y() < bar.value() + self.page.viewport().height():
            return  # the page goes no further: the section that was asked for is in sight
        here = bar.value() + theme.px(80)
        visible = [(place, one) for place, one in enumerate(self.sections) if not one.isHidden()]
        passed = [place for place, one in visible if one.y() <= here]
        now = passed[-1] if passed else visible[0][0]
        self._going = True
        self.index.setCurrentRow(now)
        self._going = False
