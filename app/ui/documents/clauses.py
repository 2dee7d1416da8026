"""The numbered clauses of an order, edited in place: text, deadline, order of clauses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.services.documents.rows import Clause
from app.ui import theme
from app.ui.widgets.fields import DateField, MemoField


class ClauseList(QWidget):
    """`edited(clauses)` gives all clauses with one change: a text, a deadline, an added, moved or removed clause."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clauses: tuple[Clause, ...] = ()
        self.lines: list[_ClauseLine] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.SPACE)
        self.add_button = QPushButton("Добавить пункт")
        self.add_button.setIcon(theme.icon("plus"))
        self.add_button.clicked.connect(
            lambda _checked=False: self._change((*self._clauses, Clause("")), focus=len(self._clauses))
        )
        heading = QLabel("Пункты")
        theme.mark(heading, "heading")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(heading)
        box.addLayout(self._box)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        box.addLayout(row)

    def set_clauses(self, clauses: tuple[Clause, ...]) -> None:
        """Show the clauses as stored; a line that is being typed keeps its text."""
        self._clauses = clauses
        while len(self.lines) > len(clauses):
            line = self.lines.pop()
            self._box.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(clauses):
            line = _ClauseLine(len(self.lines), self._set, self._move, self._remove)
            self.lines.append(line)
            self._box.addWidget(line)
        for number, (line, clause) in enumerate(zip(self.lines, clauses, strict=True)):
            line.show_clause(clause, first=number == 0, last=number == len(clauses) - 1)

    def save_typed(self) -> None:
        for line in self.lines:
            line.text.commit()
            line.deadline.commit()

    def _change(self, clauses: tuple[Clause, ...], focus: int | None = None) -> None:
        self.set_clauses(clauses)
        if focus is not None and 0 <= focus < len(self.lines):
            self.lines[focus].text.setFocus()
        self.edited.emit(clauses)

    def _set(self, number: int, name: str, value: Any) -> None:
        clauses = list(self._clauses)
        clauses[number] = replace(clauses[number], **{name: value})
        self._clauses = tuple(clauses)
        self.edited.emit(self._clauses)

    def _move(self, number: int, by: int) -> None:
        self.save_typed()
        clauses = list(self._clauses)
        clauses.insert(number + by, clauses.pop(number))
        self._change(tuple(clauses), focus=number + by)

    def _remove(self, number: int) -> None:
        for line in self.lines:
            line.text.commit_stopped()
        self._change(tuple(clause for at, clause in enumerate(self._clauses) if at != number), focus=max(0, number - 1))


class _ClauseLine(QWidget):
    def __init__(
        self,
        number: int,
        change: Callable[[int, str, Any], None],
        move: Callable[[int, int], None],
        remove: Callable[[int], None],
    ) -> None:
        super().__init__()
        self.text = MemoField(f"Пункт {number + 1}", lines=3)
        self.deadline = DateField("Срок исполнения")
        self.text.committed.connect(lambda value: change(number, "text", value))
        self.deadline.committed.connect(lambda value: change(number, "deadline", value))
        self.up = _tool("arrow-up", "Выше", lambda: move(number, -1))
        self.down = _tool("arrow-down", "Ниже", lambda: move(number, 1))
        self.gone = _tool("trash-can-outline", "Убрать пункт (Ctrl+Z вернёт)", lambda: remove(number))
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.deadline)
        below.addStretch(1)
        for button in (self.up, self.down, self.gone):
            below.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.text)
        box.addLayout(below)

    def show_clause(self, clause: Clause, *, first: bool, last: bool) -> None:
        self.text.set_value(clause.text)
        self.deadline.set_value(clause.deadline)
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)


def _tool(icon: str, tip: str, act: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(theme.ICON, theme.ICON))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.clicked.connect(lambda _checked=False: act())
    return button
