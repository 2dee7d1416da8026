"""A base that cannot be opened: a calm page that says what is wrong and offers the copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.text_ru import NBSP, long_date, number
from app.ui import theme
from app.ui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from app.services.opening import BaseUnavailable
    from app.services.safety.rows import BackupRow


def size_text(size: int) -> str:
    """«12,4 МБ»."""
    return f"{number(size / 1_000_000, 1)}{NBSP}МБ" if size >= 100_000 else f"{number(max(1, size // 1000))}{NBSP}КБ"


def copies_table() -> RowTable[BackupRow]:
    """The list of copies, newest first."""
    columns: tuple[Column[BackupRow], ...] = (
        Column(
            "when", "Когда", lambda r: f"{long_date(r.taken_at.date())}, {r.taken_at:%H:%M}", width=210, sort=lambda r: r.taken_at
        ),
        Column("why", "Почему сделана", lambda r: r.reason_text, width=200, stretch=True),
        Column("size", "Размер", lambda r: size_text(r.size), width=100, align="right", sort=lambda r: r.size),
    )
    return RowTable(columns, key=lambda r: r.path)


class BaseProblemPage(QWidget):
    """Instead of the tabs. Buttons are given only where they make sense for this very problem."""

    def __init__(
        self,
        problem: BaseUnavailable,
        *,
        again: Callable[[], None],
        restore: Callable[[BackupRow], None],
        view: Callable[[BackupRow], None],
        open_without_journal: Callable[[], None],
        start_new: Callable[[], None],
        choose_folder: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.problem = problem
        icon = QLabel()
        icon.setPixmap(theme.icon("database-outline", "due").pixmap(QSize(40, 40), self.devicePixelRatioF()))
        what = QLabel(problem.what)
        what.setWordWrap(True)
        theme.mark(what, "title")
        todo = QLabel(problem.todo)
        todo.setWordWrap(True)
        todo.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry_button = QPushButton("Попробовать снова")
        self.retry_button.clicked.connect(again)
        self.folder_button = QPushButton("Выбрать другую папку данных…")
        self.folder_button.clicked.connect(choose_folder)
        card = QFrame()
        theme.mark(card, "card")
        card.setMaximumWidth(theme.px(760))
        box = QVBoxLayout(card)
        box.setContentsMargins(theme.AROUND * 2, theme.AROUND * 2, theme.AROUND * 2, theme.AROUND)
        box.setSpacing(theme.SPACE)
        for widget in (icon, what, todo):
            box.addWidget(widget)
        box.addSpacing(theme.SPACE)
        self.copies = copies_table()
        self.restore_button = QPushButton("Восстановить выбранную копию")
        theme.mark(self.restore_button, "primary")
        self.view_button = QPushButton("Посмотреть копию")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        in_use = problem.cause == "BaseInUse"
        if problem.copies:
            head = QLabel("Копии базы")
            theme.mark(head, "heading")
            self.copies.set_rows(problem.copies)
            self.copies.selectRow(0)
            self.copies.setMinimumHeight(theme.px(150))
            box.addWidget(head)
            box.addWidget(self.copies, 1)
            self.restore_button.clicked.connect(lambda: self._with_copy(restore))
            self.view_button.clicked.connect(lambda: self._with_copy(view))
            if not in_use:  # somebody works in the base: it is not to be replaced under them
                buttons.addWidget(self.restore_button)
            buttons.addWidget(self.view_button)
        if problem.cause in ("JournalLost", "JournalDamaged"):
            button = QPushButton("Открыть без последних сохранений")
            button.clicked.connect(open_without_journal)
            buttons.addWidget(button)
        if problem.cause == "BaseMissing":
            button = QPushButton("Начать новую базу")
            button.clicked.connect(start_new)
            buttons.addWidget(button)
        buttons.addStretch(1)
        box.addLayout(buttons)
        rest = QHBoxLayout()
        rest.setSpacing(theme.SPACE)
        rest.addWidget(self.retry_button)
        rest.addWidget(self.folder_button)
        rest.addStretch(1)
        box.addLayout(rest)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card, 6)
        across.addStretch(1)
        outer.addLayout(across, 8)
        outer.addStretch(1)

    def _with_copy(self, act: Callable[[BackupRow], None]) -> None:
        chosen = self.copies.current_row()
        if chosen is not None:
            act(chosen)


class ChooseCopy(QDialog):
    """«Восстановить из копии…»: the list, what will happen, and one verb."""

    def __init__(self, copies: list[BackupRow], now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Восстановить из копии")
        self.chosen: BackupRow | None = None
        text = QLabel(
            "База станет такой, какой была на момент копии. Нынешняя база сохранится среди копий, к ней можно вернуться."
            if copies
            else "Копий базы пока нет. Первая делается сама при первом запуске дня."
        )
        text.setWordWrap(True)
        self.table = copies_table()
        self.table.set_rows(copies)
        self.table.selectRow(0)
        self.table.opened.connect(lambda _row: self._take())
        take = QPushButton("Восстановить базу")
        theme.mark(take, "primary")
        take.setEnabled(bool(copies))
        take.clicked.connect(self._take)
        cancel = QPushButton("Отмена")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(take)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(text)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        self.resize(theme.px(620), theme.px(360))
        self.table.setFocus()

    def _take(self) -> None:
        self.chosen = self.table.current_row()
        if self.chosen is not None:
            self.accept()
