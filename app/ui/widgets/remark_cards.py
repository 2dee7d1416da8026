"""Remarks of the checks as cards under one another: what, why, what to do, «Отклонить…» with the reason inline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.services.problems import Severity
from app.services.text_ru import counted, short_date
from app.ui import theme

if TYPE_CHECKING:
    from app.services.lint.rows import Remark

LEVELS: dict[Severity, str] = {"error": "Ошибка", "warning": "Предупреждение", "info": "Заметка"}


class ReasonField(QLineEdit):
    """One line for a reason; Enter takes it, Esc gives up."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Почему это можно оставить")
        self.setAccessibleName("Причина")
        self.setMaxLength(300)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.given_up.emit()
            return True
        return super().event(event)


def _words(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if kind:
        theme.mark(label, kind)
    return label


def _link(text: str, act: Callable[[], None], tip: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(tip)
    theme.mark(button, "link")
    button.clicked.connect(lambda _checked=False: act())
    return button


class RemarkCard(QFrame):
    """One remark. `place_text` names the other places it is about, `show_text` is the verb of the button that goes there."""

    dismissed = Signal(object, str)
    restored = Signal(object)
    shown = Signal(object)
    learned = Signal(str)

    def __init__(self, remark: Remark, place_text: str = "", show_text: str = "Показать место") -> None:
        super().__init__()
        self.remark = remark
        finding = remark.finding
        icon = QLabel()
        mark = theme.status_icon(finding.severity) if remark.is_open else theme.icon("check")
        icon.setPixmap(mark.pixmap(QSize(theme.px(theme.ICON), theme.px(theme.ICON)), self.devicePixelRatioF()))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        level = LEVELS[finding.severity] if remark.is_open else "Отклонено"
        self.heading = _words(f"{level}: {remark.title[:1].lower()}{remark.title[1:]}", "bold")
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        self.words.addWidget(self.heading)
        if place_text:
            self.words.addWidget(_words(place_text, "note"))
        self.words.addWidget(_words(finding.text))
        if remark.dismissal is not None:
            day = short_date(remark.dismissal.dismissed_at.date())
            self.words.addWidget(_words(f"{day}: {remark.dismissal.reason}", "note"))
        else:
            self.words.addWidget(_words(finding.why, "note"))
            self.words.addWidget(_words(f"Что сделать. {_todo(remark)}"))
        self.words.addLayout(self._buttons(show_text))
        self._ask = self._reason_row()
        self.words.addWidget(self._ask)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.SPACE)
        box.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self.words, 1)

    def _buttons(self, show_text: str) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.setContentsMargins(-5, 0, 0, 0)  # the words of a link begin where the text above does
        self.show_button = _link(show_text, lambda: self.shown.emit(self.remark))
        self.show_button.setVisible(bool(show_text))
        row.addWidget(self.show_button)
        if self.remark.dismissal is None:
            tip = "Замечание уйдёт из списка, пока текст не изменят"
            self.dismiss_button = _link("Отклонить…", self.ask_reason, tip)
        else:
            self.dismiss_button = _link("Вернуть", lambda: self.restored.emit(self.remark))
        row.addWidget(self.dismiss_button)
        row.addStretch(1)
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addLayout(row)
        if self.remark.finding.code == "abbreviation_unexplained" and self.remark.is_open:
            short = self.remark.finding.detail
            tip = f"Больше не просить раскрывать «{short}» ни в одном документе"
            known = QHBoxLayout()
            known.setContentsMargins(-5, 0, 0, 0)
            known.addWidget(_link(f"«{short}» известно всем", lambda: self.learned.emit(short), tip))
            known.addStretch(1)
            both.addLayout(known)
        return both

    def _reason_row(self) -> QWidget:
        self.reason = ReasonField()
        self._take = QPushButton("Отклонить")
        self.reason.returnPressed.connect(self._dismiss)
        self.reason.given_up.connect(self._give_up)
        self.reason.textChanged.connect(lambda text: self._take.setEnabled(bool(text.strip())))
        self._take.setAutoDefault(False)
        self._take.setEnabled(False)
        self._take.clicked.connect(lambda _checked=False: self._dismiss())
        asked = QWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._take)
        row.addWidget(_link("Не отклонять", self._give_up))
        row.addStretch(1)
        box = QVBoxLayout(asked)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.reason)
        box.addLayout(row)
        asked.hide()
        return asked

    def ask_reason(self) -> None:
        """Open the line for the reason and put the cursor there."""
        if self.remark.dismissal is not None:
            return
        self._ask.show()
        self.dismiss_button.hide()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_up(self) -> None:
        self._ask.hide()
        self.dismiss_button.show()
        self.dismiss_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dismiss(self) -> None:
        if self.reason.text().strip():
            self.dismissed.emit(self.remark, self.reason.text())


def _todo(remark: Remark) -> str:
    """An order that only stood in the imported file cannot be corrected there."""
    if remark.document_id is None and all(spot.in_order for spot in remark.finding.spots):
        return f"{remark.finding.todo} Этот приказ прочитан из файла: исправленный подготовит «Приказ об утверждении»."
    return remark.finding.todo


class RemarkCards(QWidget):
    """Cards of remarks, the open ones first; dismissed ones are folded under a button at the end.

    `place_of(remark)`, `show_of(remark)`: the line about other places, the verb of the button (empty = no button).
    """

    dismissed = Signal(object, str)
    restored = Signal(object)
    shown = Signal(object)
    learned = Signal(str)

    def __init__(
        self,
        nothing: str = "Замечаний нет.",
        *,
        place_of: Callable[[Remark], str] = lambda remark: remark.finding.place,
        show_of: Callable[[Remark], str] = lambda remark: "Показать место",
    ) -> None:
        super().__init__()
        self._place_of, self._show_of = place_of, show_of
        self.cards: list[RemarkCard] = []
        self._unfolded = False
        self._nothing = _words(nothing, "note")
        self._fold = _link("", self._toggle)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._nothing)
        self._box.addWidget(self._fold)
        self._fold.hide()

    def set_nothing(self, text: str) -> None:
        self._nothing.setText(text)

    def fold_away(self, gone: bool) -> None:
        """Without the button that folds dismissed remarks: where only one card is shown at a time."""
        if gone:
            self._fold.hide()
            self._nothing.hide()

    def set_remarks(self, remarks: Sequence[Remark]) -> None:
        typed = {card.remark.finding.key: card.reason.text() for card in self.cards if card.reason.text()}
        focused = next((n for n, card in enumerate(self.cards) if card.isAncestorOf(self.focusWidget() or self)), None)
        for card in self.cards:
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        opened = [remark for remark in remarks if remark.is_open]
        dismissed = [remark for remark in remarks if not remark.is_open]
        self.cards = [self._card(remark) for remark in (*opened, *dismissed)]
        for place, card in enumerate(self.cards):
            self._box.insertWidget(place + 1 + (not card.remark.is_open), card)
            card.setVisible(card.remark.is_open or self._unfolded)
            if text := typed.get(card.remark.finding.key):
                card.ask_reason()
                card.reason.setText(text)
        self._nothing.setVisible(not opened)
        self._name_fold(len(dismissed))
        if focused is not None and opened:  # the keyboard goes on where a card went away
            self.cards[min(focused, len(opened) - 1)].dismiss_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, remark: Remark) -> RemarkCard:
        card = RemarkCard(remark, self._place_of(remark), self._show_of(remark))
        card.dismissed.connect(self.dismissed)
        card.restored.connect(self.restored)
        card.shown.connect(self.shown)
        card.learned.connect(self.learned)
        return card

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        dismissed = [card for card in self.cards if not card.remark.is_open]
        for card in dismissed:
            card.setVisible(self._unfolded)
        self._name_fold(len(dismissed))

    def _name_fold(self, count: int) -> None:
        self._fold.setVisible(count > 0)
        words = counted(count, "отклонённое замечание", "отклонённых замечания", "отклонённых замечаний")
        self._fold.setText(f"{'Скрыть' if self._unfolded else 'Показать'} {words}")
