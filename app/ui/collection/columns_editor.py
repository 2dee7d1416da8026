"""The columns of an asked table: a line a column — its name, what may be typed, limits or a list, whether it must be filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.services.school_workbook.definition import column_line, parse_columns
from app.services.school_workbook.rows import COLUMN_KINDS, FormColumn
from app.ui import theme

SPARE = 6
"""Empty lines under the last one."""
_NAME, _KIND, _LIMITS, _MUST = range(4)


class ColumnsEditor(QTableWidget):
    """`columns()` raises UserError that names the line that is not understood."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._filling = False
        self.setHorizontalHeaderLabels(["Столбец", "Что вписывают", "Список или границы", "Обязательно"])
        for at, tip in enumerate(
            (
                "Название столбца, как его прочтёт школа",
                "От этого зависит проверка ответа",
                "Список через запятую («очная, заочная») или границы («0–100»)",
                "Без этого ответа книга не будет принята",
            )
        ):
            item = self.horizontalHeaderItem(at)
            if item is not None:
                item.setToolTip(tip)
        self.verticalHeader().hide()
        self.setAccessibleName("Столбцы таблицы")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setShowGrid(True)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for at, width in ((_KIND, 150), (_LIMITS, 150), (_MUST, 104)):
            self.setColumnWidth(at, theme.px(width))
        self.itemChanged.connect(self._changed)
        self.set_columns(())

    def set_columns(self, columns: Sequence[FormColumn]) -> None:
        self._filling = True
        self.setRowCount(0)
        for column in columns:
            parts = column_line(column).split("; ")
            limits = next((part for part in parts[1:] if part not in ("обязательно", *COLUMN_KINDS.values())), "")
            self._add(column.title, column.kind, limits, column.required)
        for _ in range(SPARE):
            self._add()
        self._filling = False

    def lines(self) -> list[str]:
        """What `parse_columns` reads."""
        found = []
        for row in range(self.rowCount()):
            name = self._text(row, _NAME)
            if not name:
                continue
            combo = self.cellWidget(row, _KIND)
            kind = combo.currentText() if isinstance(combo, QComboBox) else ""
            must = self.item(row, _MUST)
            required = must is not None and must.checkState() == Qt.CheckState.Checked
            limits = self._text(row, _LIMITS)
            said = [name.replace(";", ","), kind, limits.replace(";", ","), "обязательно" if required else ""]
            found.append("; ".join(part for part in said if part))
        return found

    def columns(self) -> tuple[FormColumn, ...]:
        return parse_columns("\n".join(self.lines()))

    def _add(self, name: str = "", kind: str = "text", limits: str = "", required: bool = False) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self.setRowHeight(row, theme.row_height())
        self.setItem(row, _NAME, QTableWidgetItem(name))
        combo = QComboBox()
        for code, words in COLUMN_KINDS.items():
            combo.addItem(words, code)
        combo.setCurrentIndex(max(0, combo.findData(kind)))
        combo.setAccessibleName("Что вписывают")
        combo.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.setCellWidget(row, _KIND, combo)
        self.setItem(row, _LIMITS, QTableWidgetItem(limits))
        must = QTableWidgetItem()
        must.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        must.setCheckState(Qt.CheckState.Checked if required else Qt.CheckState.Unchecked)
        self.setItem(row, _MUST, must)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return " ".join(item.text().split()) if item is not None else ""

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        self.edited.emit()
        if self._text(self.rowCount() - 1, _NAME):
            self._filling = True
            self._add()
            self._filling = False
