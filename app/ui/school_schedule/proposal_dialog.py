"""What the proposal would change, to be looked at before it is applied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.school_schedule.findings import Change, Proposal
from app.services.school_schedule.proposal import changes_words
from app.services.school_schedule.rows import Entry
from app.services.school_schedule.rules import counts, when_words
from app.services.text_ru import sort_key
from app.ui import theme
from app.ui.school_schedule.layout import class_words
from app.ui.widgets.row_table import Column, RowTable


def _one(change: Change) -> Entry:
    entry = change.before or change.after
    assert entry is not None
    return entry


def _place(entry: Entry | None) -> str:
    if entry is None:
        return "убрать из графика"
    lesson = f", {entry.lesson}-й урок" if entry.lesson is not None else ""
    return f"{when_words(entry) or 'без даты'}{lesson}"


def _sorted(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (_one(one).grade, sort_key(_one(one).class_label), sort_key(_one(one).subject)))


_COLUMNS: tuple[Column[Change], ...] = (
    Column("class", "Класс", lambda r: class_words((_one(r).grade, _one(r).class_label)), width=90),
    Column("subject", "Предмет", lambda r: _one(r).subject, width=190, stretch=True),
    Column("before", "Было", lambda r: _place(r.before), width=160),
    Column("after", "Станет", lambda r: _place(r.after), width=170, role=lambda r: "due" if r.after is None else None),
)


class ProposalDialog(QDialog):
    accepted_changes = Signal(object, str)
    """(changes, message)."""

    def __init__(self, name: str, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Исправленный график: {name}")
        self._proposal = proposal
        head = QLabel(f"Что изменится: {changes_words(proposal.changes)}.")
        theme.mark(head, "heading")
        note = QLabel(left_words(proposal))
        note.setWordWrap(True)
        theme.mark(note, "note")
        self.table: RowTable[Change] = RowTable(_COLUMNS, key=id)
        self.table.setAccessibleName("Изменения графика")
        self.table.set_rows(_sorted(proposal.changes))
        self.apply_button = QPushButton("Исправить график")
        theme.mark(self.apply_button, "primary")
        self.apply_button.setDefault(True)
        self.apply_button.clicked.connect(lambda _checked=False: self._apply())
        leave = QPushButton("Оставить как есть")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(leave)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(head)
        box.addWidget(note)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        self.resize(theme.px(700), theme.px(520))

    def _apply(self) -> None:
        words = f"График исправлен: {changes_words(self._proposal.changes)}."
        self.accepted_changes.emit(self._proposal.changes, words)
        self.accept()


def left_words(proposal: Proposal) -> str:
    left = counts(proposal.left)
    binding = f" Останется несоответствий ФОП: {left.binding} – из-за процедур, назначенных не школой." if left.binding else ""
    other = left.recommended + left.date
    rest = f" Останется отступлений и дат под вопросом: {other}." if other else ""
    return f"Даты, назначенные не школой, не тронуты. Отменить можно по Ctrl+Z.{binding}{rest}"
