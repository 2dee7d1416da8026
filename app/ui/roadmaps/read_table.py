"""The file as understood: every row with what became of it, and over each column a choice of what the column is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.services.roadmaps.rows import ROLES, ROW_KINDS, PreviewColumn, ReadRow, Role, RowKind
from app.ui import theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PLACE, KIND, FIRST = 0, 1, 2
_ICONS = {"unparsed": "warning", "continuation": "info", "section": "done", "subhead": "done"}
_SHORT: dict[RowKind, str] = {"phantom": "пустая, повторная"}
_WIDTHS: dict[Role, int] = {
    "number": 76, "section": 170, "text": 320, "deadline": 150, "responsible": 160, "result": 170, "other": 110,
}  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


def place_of(row: ReadRow) -> str:
    """«табл. 2, стр. 5»: the column is narrow, the whole stands in the tooltip."""
    place = re.sub(r"^лист «.*», ", "", row.place)
    return place.replace("таблица", "табл.").replace("строка", "стр.").replace("текст перед", "перед")


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[PreviewColumn, ...] = ()
        self.rows: list[ReadRow] = []

    def fill(self, columns: Sequence[PreviewColumn], rows: Sequence[ReadRow]) -> None:
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else FIRST + max(1, len(self.columns))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section < FIRST:
            return ("Где", "Понято как")[section]
        return self.columns[section - FIRST].caption if section - FIRST < len(self.columns) else "Текст"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._text(row, index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == KIND:
                return "\n".join((row.note, *row.doubts)).strip() or None
            return (row.place if index.column() == PLACE else self._text(row, index.column())) or None
        if role == Qt.ItemDataRole.DecorationRole and index.column() == KIND:
            icon = "warning" if row.doubts and row.kind != "unparsed" else _ICONS.get(row.kind)
            return theme.status_icon(icon) if icon else None
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = index.column() == PLACE or row.kind in ("header", "phantom")
            return theme.color("secondary") if quiet else None
        if role == Qt.ItemDataRole.FontRole and row.kind in ("section", "subhead") and index.column() >= FIRST:
            return theme.font(bold=True)
        return None

    def _text(self, row: ReadRow, column: int) -> str:
        if column == PLACE:
            return place_of(row)
        if column == KIND:
            return _SHORT.get(row.kind, ROW_KINDS[row.kind])
        if self.spans(row):
            return " · ".join(cell for cell in row.cells if cell) if column == FIRST else ""
        return row.values[column - FIRST] if column - FIRST < len(row.values) else ""

    def spans(self, row: ReadRow) -> bool:
        """One text over all columns: titles, headers, what stands above the table."""
        return not row.values or row.kind in ("section", "subhead", "header")


class ReadTable(QWidget):
    """`current_changed(row)` as the cursor moves, `roles_changed(roles)` when the person names a column."""

    current_changed = Signal(object)
    roles_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model = _Model()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionResized.connect(lambda *_: self._place_choices())
        self.view.horizontalScrollBar().valueChanged.connect(lambda _: self._place_choices())
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit(self.current_row()))
        self.bar = QWidget()
        self.choices: list[QComboBox] = []
        self._shown: tuple[PreviewColumn, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.bar)
        box.addWidget(self.view, 1)
        self.view.viewport().installEventFilter(self)
        theme.notifier().changed.connect(self._measure)
        self._measure()

    # -- what the owner says

    def show_rows(self, columns: Sequence[PreviewColumn], rows: Sequence[ReadRow]) -> None:
        """Other rows; the cursor stays where it was."""
        kept = self.current_row()
        self.model.fill(columns, rows)
        if tuple(columns) != self._shown:
            self._make_choices(tuple(columns))
        self.view.clearSpans()
        for number, row in enumerate(self.model.rows):
            if self.model.spans(row) and len(columns) > 1:
                self.view.setSpan(number, FIRST, 1, len(columns))
        if kept is None or not self.select(kept.index):
            self.view.selectRow(0)
        self.current_changed.emit(self.current_row())

    def select(self, index: int) -> bool:
        """Go to the row with this index in the file; False when it is not shown."""
        for number, row in enumerate(self.model.rows):
            if row.index == index:
                self.view.selectRow(number)
                self.view.scrollTo(self.model.index(number, 0))
                return True
        return False

    def current_row(self) -> ReadRow | None:
        number = self.view.currentIndex().row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    # -- the choices over the columns

    def _make_choices(self, columns: tuple[PreviewColumn, ...]) -> None:
        focused = next((n for n, choice in enumerate(self.choices) if choice.hasFocus()), -1)
        for old in self.choices:
            old.setParent(None)
            old.deleteLater()
        self.choices, self._shown = [], columns
        for number, column in enumerate(columns):
            choice = QComboBox(self.bar)
            for role, words in ROLES.items():
                choice.addItem(words, role)
            choice.setCurrentIndex(choice.findData(column.role))
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(2)
            choice.view().setMinimumWidth(theme.px(130))
            caption = f"«{column.caption}»" if column.caption else f"без названия, {number + 1}-я"
            choice.setAccessibleName(f"Что стоит в графе {caption}")
            if not column.sure:
                choice.setItemIcon(choice.currentIndex(), theme.status_icon("warning"))
            choice.setToolTip(f"Графа {caption}" + ("" if column.sure else ": программа не уверена, проверьте"))
            choice.activated.connect(lambda _index: self._chosen())
            choice.show()
            self.choices.append(choice)
        self._lay_out()
        if 0 <= focused < len(self.choices):
            self.choices[focused].setFocus()

    def _chosen(self) -> None:
        self.roles_changed.emit(tuple(choice.currentData() for choice in self.choices))

    def _lay_out(self) -> None:
        room = self.view.viewport().width()
        wide = [theme.px(112), theme.px(150), *(theme.px(_WIDTHS[column.role]) for column in self._shown)]
        if not self._shown:
            wide.append(max(theme.px(300), room - sum(wide)))
        left = room - sum(wide)
        texts = [n + FIRST for n, c in enumerate(self._shown) if c.role == "text"] or list(range(FIRST, len(wide)))
        if left > 0:
            for n in texts:
                wide[n] += left // len(texts)
        elif left < 0:
            others = [n for n in range(FIRST, len(wide)) if n not in texts]
            for some, share in ((others, 0.6), (texts, 0.7)):  # words first, then the scroll bar
                spare_of = {n: round(wide[n] * (1 - share)) for n in some if wide[n] > theme.px(90)}
                taken = min(-left, sum(spare_of.values()))
                for n, spare in spare_of.items():
                    wide[n] -= round(spare * taken / max(1, sum(spare_of.values())))
                left += taken
        for n, width in enumerate(wide):
            self.view.setColumnWidth(n, width)
        self._place_choices()

    def _place_choices(self) -> None:
        header = self.view.horizontalHeader()
        for number, choice in enumerate(self.choices):
            left = header.sectionViewportPosition(number + FIRST) + self.view.frameWidth()
            width = header.sectionSize(number + FIRST)
            choice.setGeometry(left, 0, max(theme.px(40), width - theme.INSIDE), self.bar.height())
            choice.setVisible(left >= 0)

    def _measure(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.view.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        self.bar.setFixedHeight(theme.row_height() + theme.INSIDE)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self._lay_out()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
