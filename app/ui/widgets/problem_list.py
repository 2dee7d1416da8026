"""Remarks about a file or a document: the place, the text, and the whole text of the chosen one below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.problems import Problem
from app.ui import theme
from app.ui.widgets.row_table import Column, RowTable


def short_place(problem: Problem) -> str:
    """«I22 · РУ 4»: the cell first, so that a narrow column never cuts it off."""
    return " · ".join(part for part in (problem.cell, problem.sheet) if part)


_RANK = {"error": 0, "warning": 1, "info": 2}
COLUMNS: tuple[Column[Problem], ...] = (
    Column("where", "Где", lambda p: short_place(p), width=120, tooltip=lambda p: p.place),
    Column(
        "text", "Замечание", lambda p: p.text, width=320, stretch=True, icon=lambda p: theme.status_icon(p.severity),
        sort=lambda p: _RANK[p.severity], tooltip=lambda p: p.text,
    ),
)  # fmt: skip


class ProblemList(QWidget):
    """Errors first, then warnings, then notes; `opened(problem)` on Enter or a double click."""

    opened = Signal(object)

    def __init__(self, nothing: str = "Замечаний нет.", *, quiet: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: RowTable[Problem] = RowTable(COLUMNS, key=lambda p: p)
        if quiet:
            theme.mark(self.table, "quiet")
        self.table.opened.connect(self.opened)
        self.table.current_changed.connect(self._show)
        self._whole = QLabel()
        self._whole.setWordWrap(True)
        self._whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._whole.setContentsMargins(theme.SPACE, theme.INSIDE, theme.SPACE, theme.INSIDE)
        self._whole.hide()
        listed = QWidget()
        inner = QVBoxLayout(listed)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.table, 1)
        inner.addWidget(self._whole)
        empty = QLabel(nothing)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        empty.setContentsMargins(theme.SPACE if not quiet else 0, theme.SPACE, 0, 0)
        empty.setWordWrap(True)
        theme.mark(empty, "note")
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(listed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        self._stack.setCurrentIndex(1 if problems else 0)
        self.table.setColumnHidden(0, not any(p.place for p in problems))
        self.table.set_rows(sorted(problems, key=lambda p: _RANK[p.severity]))
        if problems and self.table.current_row() is None:
            self.table.selectRow(0)
        self._show(self.table.current_row())

    def count(self) -> int:
        return self.table.all_count()

    def _show(self, problem: Problem | None) -> None:
        text = f"{problem.place}: {problem.text}" if problem is not None and problem.place else (problem.text if problem else "")
        self._whole.setText(text[:1].upper() + text[1:])
        self._whole.setVisible(bool(text) and self._is_cut(problem))

    def _is_cut(self, problem: Problem | None) -> bool:
        """The row shows all of a short remark: it is said once."""
        if problem is None:
            return False
        metrics = self.table.fontMetrics()
        icon = theme.px(theme.ICON) + 2 * theme.SPACE + theme.INSIDE
        if metrics.horizontalAdvance(problem.text) + icon > self.table.columnWidth(1):
            return True
        return not self.table.isColumnHidden(0) and (
            metrics.horizontalAdvance(short_place(problem)) + 2 * theme.SPACE > self.table.columnWidth(0)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, lambda: self._show(self.table.current_row()))
