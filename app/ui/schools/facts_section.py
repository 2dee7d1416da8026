"""Facts of a school: read at a glance, and in their place the fields to edit them."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from app.services.card.shown import facts_of
from app.services.organisations.rows import OrganisationRow
from app.ui import theme
from app.ui.schools.form import OrganisationForm
from app.ui.schools.section import CardSection

WIDE = 760
"""Logical pixels from which facts stand in two columns."""


class FactsSection(CardSection):
    edited = Signal(object)
    """The organisation with a field changed, to be saved."""

    def __init__(self) -> None:
        super().__init__("Сведения")
        self._row: OrganisationRow | None = None
        self._two = False
        self.edit_button = self.add_link("Изменить", lambda: self.edit(not self.editing()), "F2")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form = OrganisationForm(full=True)
        self.form.setMaximumWidth(theme.px(760))
        self.form.edited.connect(self.edited)
        self.form.hide()
        self.box.addWidget(self.words)
        self.box.addWidget(self.form)
        theme.notifier().changed.connect(self._say)

    def show_row(self, row: OrganisationRow) -> None:
        if self._row is not None and row.id != self._row.id:
            self.edit(False)
        self._row = row
        self.form.show_row(row)
        self._say()

    def edit(self, on: bool) -> None:
        """Put the fields in the place of the facts, and back; what is typed is saved as it is typed."""
        if not on:
            self.form.save_typed()
        self.form.setVisible(on)
        self.words.setVisible(not on)
        self.edit_button.setText("Готово" if on else "Изменить")
        if on:
            self.form.fields["short_name"].setFocus()

    def editing(self) -> bool:
        return self.form.isVisibleTo(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        two = self.width() >= theme.px(WIDE)
        if two != self._two:
            self._two = two
            self._say()

    def _say(self) -> None:
        if self._row is not None:
            self.words.setText(facts_table(self._row, 2 if self._two else 1))


def facts_table(row: OrganisationRow, across: int) -> str:
    """As rich text; the full name and the note, being long, over the whole width."""
    known = facts_of(row)
    if not known:
        return "Сведений пока нет. Впишите их кнопкой «Изменить»."
    grey = theme.colors().secondary

    def cells(name: str, value: str, span: int = 1) -> str:
        return (
            f"<td style='color:{grey}; padding: 2px 16px 2px 0; white-space: nowrap'>{escape(name)}</td>"
            f"<td colspan='{span}' style='padding: 2px 32px 2px 0'>{escape(value)}</td>"
        )

    wide = [pair for pair in known if pair[0] in ("Полное название", "Заметка")]
    rest = [pair for pair in known if pair not in wide]
    lines = [cells(*pair, 2 * across - 1) for pair in wide if pair[0] == "Полное название"]
    down = -(-len(rest) // across)
    for at in range(down):
        lines.append("".join(cells(*rest[at + column * down]) for column in range(across) if at + column * down < len(rest)))
    lines += [cells(*pair, 2 * across - 1) for pair in wide if pair[0] == "Заметка"]
    rows = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table cellspacing='0'>{rows}</table>"
