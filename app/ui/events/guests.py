"""Who is invited and who came: the list, people of the directory ticked into it, a name typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.events.rows import Attendee, Invitee
from app.services.text_ru import counted
from app.ui import theme
from app.ui.events import columns
from app.ui.widgets.ask_form import AskForm, Foldable
from app.ui.widgets.fields import TextField
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tick_list import TickList, TickRow

_MOST = 10


class _Guests(RowTable[Attendee]):
    """Space says: was there, was not, not said."""

    turned = Signal()
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.turned.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class GuestList(QWidget):
    """`command(name, *values)` runs one of `services.events.commands` on the event shown."""

    def __init__(self, command: Callable[..., None]) -> None:
        super().__init__()
        self._command = command
        self._known: tuple[Invitee, ...] = ()
        self._there: tuple[Attendee, ...] = ()
        self.heading = QLabel("Приглашены")
        theme.mark(self.heading, "bold")
        self.table = _Guests(columns.GUESTS, key=lambda one: one.id)
        self.table.setAccessibleName("Приглашённые")
        theme.mark(self.table, "quiet")
        self.table.turned.connect(self.turn)
        self.table.removed.connect(self.remove)
        self.hint = QLabel("Пробел – был или не был, Delete – убрать.")
        theme.mark(self.hint, "small")
        self.hint.setWordWrap(True)
        self.invite_button = self._button("Пригласить…", self.ask, "Школы и люди из справочника")
        self.guest_button = self._button("Вписать…", self.ask_name, "Того, кого нет в справочнике")
        self.all_button = self._button("Были все", self.all_came, "Отметить всех, о ком ещё ничего не сказано")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        for button in (self.invite_button, self.guest_button, self.all_button):
            line.addWidget(button)
        line.addStretch(1)
        self.picker = self._picker()
        self.name = TextField("Кто", required=True, placeholder="Фамилия Имя Отчество")
        self.post = TextField("Должность", placeholder="и организация")
        self.name_form = AskForm("", [self.name, self.post], "Вписать", required=[self.name])
        self.name_form.submitted.connect(self._add_name)
        self.name_form.cancelled.connect(self.name_form.hide)
        self.name_form.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        for widget in (self.heading, self.table, self.hint):
            box.addWidget(widget)
        box.addLayout(line)
        box.addWidget(self.picker)
        box.addWidget(self.name_form)

    def _button(self, words: str, act: Callable[[], None], tip: str) -> QPushButton:
        made = QPushButton(words)
        made.setToolTip(tip)
        made.clicked.connect(lambda _checked=False: act())
        return made

    def _picker(self) -> Foldable:
        folded = Foldable()
        self.ticks = TickList("Кого пригласить", search=True, most=9)
        verb = self._button("Пригласить", self._invite, "Отмеченных")
        theme.mark(verb, "primary")
        cancel = self._button("Отмена", folded.hide, "Esc")
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(verb)
        line.addWidget(cancel)
        line.addStretch(1)
        box = QVBoxLayout(folded)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.ticks)
        box.addLayout(line)
        folded.cancelled.connect(folded.hide)
        folded.hide()
        return folded

    # -- showing

    def set_known(self, known: tuple[Invitee, ...]) -> None:
        self._known = known
        self.invite_button.setEnabled(bool(known))

    def set_guests(self, guests: tuple[Attendee, ...], *, other: bool, enabled: bool) -> None:
        """`other`: of another event than before."""
        self._there = guests
        came = sum(one.came is True for one in guests)
        words = f"Приглашены: {counted(len(guests), 'человек', 'человека', 'человек')}" if guests else "Приглашённых пока нет"
        self.heading.setText(f"{words}, были: {came}" if any(one.came is not None for one in guests) else words)
        self.table.set_rows(guests)
        self.table.setVisible(bool(guests))
        self.hint.setVisible(bool(guests) and enabled)
        self.table.fit_rows(_MOST)
        self.all_button.setVisible(any(one.came is None for one in guests) and enabled)
        for button in (self.invite_button, self.guest_button):
            button.setVisible(enabled)
        if other:
            self.picker.hide()
            self.name_form.hide()

    # -- acting

    def ask(self) -> None:
        there = {(one.person_id, one.organisation_id) for one in self._there}
        rows = [
            TickRow(n, one.name, one.note, tip=f"{one.name}\n{one.note}")
            for n, one in enumerate(self._known)
            if (one.key[1] if one.key[0] == "person" else None, one.organisation_id) not in there
        ]
        self.ticks.words.clear()
        self.ticks.set_rows(rows, ())
        self.name_form.hide()
        self.picker.show()
        self.ticks.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _invite(self) -> None:
        keys = [self._known[n].key for n in self.ticks.ticked()]
        self.picker.hide()
        if keys:
            self._command("invite", keys)

    def ask_name(self) -> None:
        self.picker.hide()
        self.name_form.fill("", "")
        self.name_form.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_name(self) -> None:
        self.name_form.hide()
        self._command("add_guest", self.name.value(), self.post.value())

    def turn(self) -> None:
        """Was there → was not → not said, all chosen rows as the first one."""
        chosen = self.table.selected_rows()
        if chosen:
            after: dict[bool | None, bool | None] = {None: True, True: False, False: None}
            self._mark(chosen, after[chosen[0].came])

    def all_came(self) -> None:
        self._mark([one for one in self._there if one.came is None], True)

    def _mark(self, chosen: list[Attendee], came: bool | None) -> None:
        marks: dict[Any, bool | None] = {one.id: came for one in chosen}
        self._command("set_came", marks)

    def remove(self) -> None:
        chosen = self.table.selected_rows()
        if chosen:
            self._command("remove_attendees", [one.id for one in chosen])
