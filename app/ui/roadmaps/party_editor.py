"""Who owes an item, chosen from the directory by hand; a name that is not there yet is added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.services.parties.rows import KINDS, PartyRow
from app.services.parties.rules import party_key
from app.ui import theme
from app.ui.widgets.ask_form import Foldable
from app.ui.widgets.tick_list import TickList, TickRow


class PartyEditor(Foldable):
    """`show_rows`, then `saved(ids in order)`, `added(name)` or `cancelled()`."""

    saved = Signal(tuple)
    added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._order: tuple[int, ...] = ()
        self._names: set[str] = set()
        self.title = QLabel("Кто отвечает на деле")
        theme.mark(self.title, "bold")
        self.note = QLabel("Текст документа останется прежним.")
        self.note.setWordWrap(True)
        theme.mark(self.note, "small")
        self.ticks = TickList("Ответственные", search=True, most=7)
        self.ticks.all_button.hide()
        self.ticks.words.setPlaceholderText("Найти или вписать новое имя")
        self.ticks.words.textChanged.connect(lambda _text: self._offer())
        self.ticks.words.returnPressed.connect(self._entered)
        self.add_button = QPushButton()
        theme.mark(self.add_button, "link")
        self.add_button.setIcon(theme.icon("plus", "accent"))
        self.add_button.clicked.connect(lambda _checked=False: self.added.emit(self._typed()))
        self.save_button, self.cancel_button = QPushButton("Назначить"), QPushButton("Отмена")
        theme.mark(self.save_button, "primary")
        self.save_button.clicked.connect(lambda _checked=False: self.saved.emit(self.value()))
        self.cancel_button.clicked.connect(lambda _checked=False: self.cancelled.emit())
        add = QHBoxLayout()
        add.addWidget(self.add_button)
        add.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.INSIDE)
        for widget in (self.title, self.note, self.ticks):
            box.addWidget(widget)
        box.addLayout(add)
        box.addLayout(buttons)
        self._offer()

    def show_rows(self, rows: Sequence[PartyRow], ticked: Sequence[int]) -> None:
        """The whole directory; those that owe the item now come first."""
        self._order = tuple(ticked)
        self._names = {party_key(name) for row in rows for name in (row.name, *row.aliases)}
        first = {party_id: place for place, party_id in enumerate(ticked)}
        self.ticks.words.clear()
        self.ticks.set_rows(
            [
                TickRow(row.id, row.name, KINDS[row.kind], tip="\n".join((row.name, *row.aliases)))
                for row in sorted(rows, key=lambda row: first.get(row.id or 0, len(first)))
                if row.id is not None
            ],
            ticked,
        )
        self._offer()

    def value(self) -> tuple[int, ...]:
        """Ids of the ticked ones: those that were there in their order, then the new ones."""
        ticked = self.ticks.ticked()
        kept = tuple(i for i in self._order if i in ticked)
        return (*kept, *(i for i in ticked if i not in kept))

    def take_focus(self) -> None:
        self.ticks.words.setFocus()

    def _entered(self) -> None:
        """Enter after a name that is not there yet adds it."""
        if self.add_button.isVisible():
            self.added.emit(self._typed())

    def _typed(self) -> str:
        return " ".join(self.ticks.words.text().split())

    def _offer(self) -> None:
        """A name that the directory does not have can be added."""
        typed = self._typed()
        new = bool(party_key(typed)) and party_key(typed) not in self._names
        room = self.add_button.fontMetrics().averageCharWidth() * 22
        shown = self.add_button.fontMetrics().elidedText(typed, Qt.TextElideMode.ElideRight, room)
        self.add_button.setText(f"Добавить «{shown}»")
        self.add_button.setToolTip(f"Добавить в справочник: {typed}")
        self.add_button.setVisible(new)
