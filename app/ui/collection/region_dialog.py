"""The region's empty form: what goes into which of its columns. Remembered for the next form with the same words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.collection.rows import FIXED_SOURCES, RegionForm, RequestRow
from app.services.table_files.columns import column_letter
from app.ui import theme
from app.ui.widgets.step_bar import fitting


class RegionDialog(QDialog):
    """`chosen(region)` when the person agrees."""

    chosen = Signal(object)

    def __init__(self, request: RequestRow, region: RegionForm, parent: QWidget) -> None:
        super().__init__(parent)
        self._region = region
        self.setWindowTitle("Форма региона")
        heading = QLabel(f"«{region.file_name}», лист «{region.sheet}», шапка в строке {region.header_row}")
        heading.setWordWrap(True)
        theme.mark(heading, "heading")
        note = QLabel("Проверьте, что вписать в каждый столбец. В следующий раз такая форма заполнится сама.")
        note.setWordWrap(True)
        theme.mark(note, "note")
        self.table = QTableWidget(len(region.columns), 3)
        self.table.setHorizontalHeaderLabels(["", "Столбец формы", "Что вписать"])
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Столбцы формы региона")
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, theme.px(48))
        self.combos: list[QComboBox] = []
        sources = [("ничего", ""), *((words, key) for key, words in FIXED_SOURCES.items())]
        sources += [(column.title, column.key) for column in request.form.columns]
        for row, column in enumerate(region.columns):
            self.table.setItem(row, 0, QTableWidgetItem(column_letter(column.column)))
            caption = QTableWidgetItem(" ".join(column.caption.split()))
            caption.setToolTip(caption.text())
            self.table.setItem(row, 1, caption)
            combo = QComboBox()
            for words, key in sources:
                combo.addItem(words, key)
            combo.setCurrentIndex(max(0, combo.findData(column.source)))
            combo.setAccessibleName(f"Что вписать в столбец «{caption.text()}»")
            self.table.setCellWidget(row, 2, combo)
            self.table.setRowHeight(row, theme.row_height())
            self.combos.append(combo)
        verb = QPushButton("Заполнить форму…")
        theme.mark(verb, "primary")
        verb.setDefault(True)
        verb.clicked.connect(lambda _checked=False: self._agree())
        cancel = QPushButton("Отмена")
        cancel.clicked.connect(lambda _checked=False: self.reject())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(verb)
        buttons.addWidget(cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(heading)
        box.addWidget(note)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        self.resize(*fitting(parent, 760, 520))

    def region(self) -> RegionForm:
        columns = tuple(
            replace(column, source=combo.currentData()) for column, combo in zip(self._region.columns, self.combos, strict=True)
        )
        return replace(self._region, columns=columns)

    def _agree(self) -> None:
        self.chosen.emit(self.region())
        self.accept()
