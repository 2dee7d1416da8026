"""What stands over the card: whose it is, its statuses, its people, and what can be done with the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.services.card.rows import SchoolCard
from app.services.organisations.rows import KINDS, OrganisationRow
from app.services.people.rows import PersonRow
from app.services.statuses.rows import MEANINGS, StatusRow
from app.services.text_ru import counted, short_date
from app.ui import theme
from app.ui.widgets.elided_label import ElidedLabel

IN_HEAD = ("director", "coordinator", "curator")


class CardHeader(QWidget):
    """`back` None at a school workplace: there is only one card."""

    rename, merge, close_school, reopen, print_card, print_internal, edit = (Signal() for _ in range(7))
    open_school = Signal(int)

    def __init__(self, back: Callable[[], None] | None) -> None:
        super().__init__()
        self._successor: int | None = None
        self._of_district = back is not None  # a school does not close itself
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.mark(self.title, "title")
        self.note = ElidedLabel()
        theme.mark(self.note, "note")
        self.people = ElidedLabel()
        theme.mark(self.people, "note")
        self._flag = QLabel()
        self.statuses = ElidedLabel()
        theme.mark(self.statuses, "bold")
        self.successor = QPushButton()
        theme.mark(self.successor, "link")
        self.successor.clicked.connect(lambda _checked=False: self.open_school.emit(self._successor or 0))
        status_line = QHBoxLayout()
        status_line.setSpacing(theme.INSIDE)
        status_line.addWidget(self._flag)
        status_line.addWidget(self.statuses, 1)
        said = QWidget()
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout(said)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addLayout(status_line)
        words.addWidget(self.note)
        words.addWidget(self.people)
        words.addWidget(self.successor, 0, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout(self)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.SPACE)
        if back is not None:
            button = QPushButton("К списку")
            button.setIcon(theme.icon("chevron-left"))
            button.setToolTip("Esc")
            button.clicked.connect(lambda _checked=False: back())
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(said, 1)
        self.edit_button = self._button("Изменить сведения", "pencil-outline", self.edit, "F2")
        self.print_button = self._button("Напечатать паспорт", "printer-outline", self.print_card, "Ctrl+P")
        self.more_button = QPushButton("Ещё")
        self.more_button.setIcon(theme.icon("chevron-down"))
        self.more_button.setMenu(self._menu())
        for button in (self.edit_button, self.print_button, self.more_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def show_card(self, card: SchoolCard) -> None:
        row = card.row
        self.title.setText(row.short_name)
        self.note.setText(summary(row))
        in_office = [one for one in card.people if one.is_current(card.day)]
        self.people.setText(people_words(in_office))
        self.people.setVisible(bool(self.people.text()))
        now = [one for one in card.statuses if one.in_force(card.day)]
        self._flag.setPixmap(self._icon())
        self.statuses.setText(statuses_words(now))
        self.statuses.setToolTip("\n".join(f"{one.title}: {MEANINGS.get(one.kind, 'статус школы')}" for one in now))
        for widget in (self._flag, self.statuses):
            widget.setVisible(bool(now))
        self._successor = card.successor.id if card.successor else None
        self.successor.setVisible(card.successor is not None)
        if card.successor is not None:
            self.successor.setText(f"С {short_date(card.successor.on)} вошла в {card.successor.name}")
        closed = row.closed_on is not None
        self.rename_action.setVisible(not closed)
        self.merge_action.setVisible(not closed and self._of_district)
        self.close_action.setVisible(not closed and self._of_district)
        self.reopen_action.setVisible(closed and self._of_district)

    def clear(self) -> None:
        """Another school is being read."""
        for label in (self.title, self.note, self.people, self.statuses):
            label.setText("")
        self._flag.hide()
        self.successor.hide()

    def make_narrow(self, narrow: bool) -> None:
        """Without words on the buttons where there is no room for them."""
        for button, words in ((self.edit_button, "Изменить сведения"), (self.print_button, "Напечатать паспорт")):
            button.setText("" if narrow else words)
            button.setAccessibleName(words)
            tip = "F2" if button is self.edit_button else "Ctrl+P"
            button.setToolTip(f"{words} ({tip})" if narrow else tip)

    # -- inside

    def _icon(self) -> QPixmap:
        size = QSize(theme.px(theme.ICON), theme.px(theme.ICON))
        return theme.icon("flag-outline", "accent").pixmap(size, self.devicePixelRatioF())

    def _button(self, words: str, icon: str, signal: object, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setIcon(theme.icon(icon))
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: signal.emit())  # type: ignore[attr-defined]
        return button

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self.rename_action = self._action("Переименовать…", self.rename.emit)
        self.merge_action = self._action("Присоединить…", self.merge.emit)
        self.close_action = self._action("Закрыть…", self.close_school.emit)
        self.reopen_action = self._action("Снова открыть", self.reopen.emit)
        internal = self._action("Паспорт для служебного пользования", self.print_internal.emit)
        internal.setToolTip("Со статусами, признаками, сроками, контактами и заметками")
        menu.addAction(internal)
        menu.addSeparator()
        menu.addActions([self.rename_action, self.merge_action, self.close_action, self.reopen_action])
        return menu

    def _action(self, words: str, act: Callable[[], None]) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda _checked=False: act())
        return action


def summary(row: OrganisationRow) -> str:
    pupils = counted(row.pupils, "ученик", "ученика", "учеников") if row.pupils is not None else ""
    closed = f"закрыта с {short_date(row.closed_on)}" if row.closed_on else ""
    kind = KINDS.get(row.kind, row.kind)
    return "  ·  ".join(part for part in (kind[:1].upper() + kind[1:], row.locality, pupils, row.login, closed) if part)


def people_words(people: Sequence[PersonRow]) -> str:
    """«Руководитель — Иванова А. П., 2-15-33  ·  Куратор — …»; the first of every role."""
    parts = []
    for role in IN_HEAD:
        one = next((row for row in people if row.role == role), None)
        if one is not None:
            phone = f", {one.phone}" if one.phone else ""
            parts.append(f"{one.title} — {one.full_name}{phone}")
    return "  ·  ".join(parts)


def statuses_words(rows: Sequence[StatusRow]) -> str:
    return "  ·  ".join(f"{row.title} с {short_date(row.since)}" if row.since else row.title for row in rows)
