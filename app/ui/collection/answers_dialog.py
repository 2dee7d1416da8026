"""What the files are and what taking them would change; nothing is written before «Принять»."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.services.collection.rows import RETURNED, VERDICTS, AnswerPreview
from app.services.text_ru import counted
from app.ui import theme
from app.ui.collection import states
from app.ui.context import UiContext
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import fitting

_ORDER = {"wrong": 0, "quarantine": 1, "refused": 2, "changed": 3, "new": 4, "superseded": 5, "same": 6, "empty": 7}
COLUMNS: tuple[Column[AnswerPreview], ...] = (
    Column(
        "verdict", "Что будет", lambda r: VERDICTS[r.verdict], width=160, icon=lambda r: states.verdict_icon(r.verdict),
        sort=lambda r: _ORDER[r.verdict],
    ),
    Column("school", "Школа", lambda r: r.school or "не узнана", width=220, tooltip=lambda r: r.school),
    Column("request", "Запрос", lambda r: r.request, width=180, tooltip=lambda r: r.request),
    Column("words", "Почему", lambda r: r.words, width=260, stretch=True, tooltip=lambda r: r.words),
    Column("file", "Файл", lambda r: r.path.name, width=180, tooltip=lambda r: str(r.path)),
)  # fmt: skip


class AnswersDialog(QDialog):
    """`chosen(previews, folder to return into)` when the person takes them."""

    chosen = Signal(object, object)

    def __init__(self, ui: UiContext, found: Sequence[AnswerPreview], parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._found = ui, tuple(found)
        self.setWindowTitle("Ответы школ")
        self.folder = found[0].path.parent / RETURNED if found else Path.home()
        self.summary = QLabel(_summary(found))
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "heading")
        self.table: RowTable[AnswerPreview] = RowTable(
            COLUMNS, key=lambda r: r.path, state=ui.state, state_key="collection_answers"
        )
        self.table.setAccessibleName("Файлы")
        self.table.set_rows(sorted(found, key=lambda one: (_ORDER[one.verdict], one.school, one.path.name)))
        self.table.current_changed.connect(self._show)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("Подробности файла")
        self.details.setFixedHeight(theme.row_height() * 6)
        self.where = QLabel()
        self.where.setWordWrap(True)
        theme.mark(self.where, "note")
        self.folder_button = QPushButton("Другая папка…")
        theme.mark(self.folder_button, "link")
        self.folder_button.clicked.connect(lambda _checked=False: self._choose_folder())
        takes = sum(one.verdict in ("new", "changed") for one in found)
        returns = sum(one.verdict == "wrong" for one in found)
        aside = sum(one.verdict == "quarantine" for one in found)
        self.take = QPushButton(_verb(takes, returns, aside))
        theme.mark(self.take, "primary")
        self.take.setEnabled(bool(takes or returns or aside) and not ui.ctx.db.read_only)
        self.take.clicked.connect(lambda _checked=False: self._take())
        close = QPushButton("Отмена" if self.take.isEnabled() else "Закрыть")
        close.clicked.connect(lambda _checked=False: self.reject())
        returning = QHBoxLayout()
        returning.addWidget(self.where, 1)
        returning.addWidget(self.folder_button)
        for widget in (self.where, self.folder_button):
            widget.setVisible(bool(returns))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.take)
        buttons.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.summary)
        box.addWidget(self.table, 1)
        box.addWidget(self.details)
        box.addLayout(returning)
        box.addLayout(buttons)
        self.resize(*fitting(parent, 1080, 640))
        self._say_folder()
        self.table.selectRow(0)
        (self.take if self.take.isEnabled() else close).setDefault(True)

    def _show(self, row: AnswerPreview | None) -> None:
        self.details.setPlainText(details(row) if row is not None else "")

    def _choose_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(self, "Куда положить книги на исправление", str(self.folder.parent))
        if found:
            self.folder = Path(found)
            self._say_folder()

    def _say_folder(self) -> None:
        self.where.setText(f"Книги с отмеченными ячейками лягут в папку «{self.folder.name}» рядом с ответами.")
        self.where.setToolTip(str(self.folder))

    def _take(self) -> None:
        self.chosen.emit(self._found, self.folder)
        self.accept()

    def keyPressEvent(self, event: object) -> None:
        key = event.key()  # type: ignore[attr-defined]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.take.isEnabled() and not self.folder_button.hasFocus():
            self._take()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


def details(row: AnswerPreview) -> str:
    """Everything about a file in words."""
    lines = [row.words]
    for diff in row.diff:
        where = ", ".join(part for part in (diff.row, diff.column) if part)
        change = f"{diff.before or 'пусто'} → {diff.after or 'пусто'}" if diff.column else diff.after
        lines.append(f"{where}: {change}")
    lines += [f"{problem.cell}: {problem.text}" if problem.cell else problem.text for problem in row.problems]
    return "\n".join(line for line in lines if line)


def _summary(found: Sequence[AnswerPreview]) -> str:
    parts = [
        f"{VERDICTS[verdict]} – {count}"
        for verdict in ("new", "changed", "wrong", "quarantine", "same", "superseded", "empty", "refused")
        if (count := sum(one.verdict == verdict for one in found))
    ]
    return f"{counted(len(found), 'файл', 'файла', 'файлов')}: {', '.join(parts)}"


def _verb(takes: int, returns: int, aside: int) -> str:
    if takes and returns:
        return f"Принять {takes}, вернуть {returns}"
    if takes:
        return f"Принять {takes}"
    return f"Вернуть {returns} на исправление" if returns else f"Отложить {aside}" if aside else "Принять"
