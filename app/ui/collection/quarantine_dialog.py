"""Workbooks that were put aside: why, and what to do with each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.collection.rows import QuarantineRow
from app.ui import theme
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import fitting

COLUMNS: tuple[Column[QuarantineRow], ...] = (
    Column("when", "Когда", lambda r: f"{r.received_at:%d.%m.%Y}", width=100, sort=lambda r: r.received_at),
    Column("file", "Файл", lambda r: r.file_name, width=240, tooltip=lambda r: r.file_name),
    Column("reason", "Почему отложен", lambda r: r.reason, width=320, stretch=True, tooltip=lambda r: r.reason),
)


class QuarantineDialog(QDialog):
    """`save_asked(id, path)`, `drop_asked(id)`; the page gives new rows by `set_rows`."""

    save_asked = Signal(int, object)
    drop_asked = Signal(int)

    def __init__(self, rows: Sequence[QuarantineRow], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Отложенные книги")
        note = QLabel(
            "Эти книги не удалось отнести ни к одному запросу. Их можно сохранить и разобраться, а ненужные – убрать. "
            "Если запрос или прежняя форма вернутся, прочитайте сохранённый файл снова."
        )
        note.setWordWrap(True)
        theme.mark(note, "note")
        self.table: RowTable[QuarantineRow] = RowTable(COLUMNS, key=lambda r: r.id)
        self.table.setAccessibleName("Отложенные книги")
        self.save = QPushButton("Сохранить файл…")
        self.save.clicked.connect(lambda _checked=False: self._save())
        self.drop = QPushButton("Убрать")
        self.drop.clicked.connect(lambda _checked=False: self._drop())
        close = QPushButton("Закрыть")
        close.clicked.connect(lambda _checked=False: self.accept())
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.drop)
        buttons.addStretch(1)
        buttons.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(note)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        self.resize(*fitting(parent, 820, 440))
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[QuarantineRow]) -> None:
        self.table.set_rows(rows)
        for button in (self.save, self.drop):
            button.setEnabled(bool(rows))
        if rows:
            self.table.selectRow(0)

    def _save(self) -> None:
        row = self.table.current_row()
        if row is not None:
            path, _ = QFileDialog.getSaveFileName(self, "Сохранить книгу", row.file_name, "Книга Excel (*.xlsx)")
            if path:
                self.save_asked.emit(row.id, Path(path))

    def _drop(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.drop_asked.emit(row.id)
