"""A table of duties under the heads of their groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.duties.rows import DutyGroup, DutyKey, DutyRow
from app.ui import theme
from app.ui.roadmaps.duties_columns import DUTIES, Entry
from app.ui.ui_state import UiState
from app.ui.widgets.row_table import RowTable


class DutiesTable(RowTable[Entry]):
    """`show_groups` fills it. Choosing a head chooses its whole group; `chosen` comes when other duties are chosen."""

    chosen = Signal()

    def __init__(self, state: UiState) -> None:
        super().__init__(DUTIES, key=lambda entry: entry.key, state=state, state_key="duties")
        self.setAccessibleName("Сроки")
        header = self.horizontalHeader()
        header.setSectionsClickable(False)  # the groups are the order
        header.setSortIndicatorShown(False)
        header.setToolTip("")
        self.setItemDelegate(_WithHeads(self))
        self._filling = False

    def show_groups(self, groups: Sequence[DutyGroup], *, apart: bool) -> None:
        """`apart`: one duty may stand in several groups. A row that is gone hands the cursor to the one in its place."""
        at = self.currentIndex().row()
        entries: list[Entry] = []
        for group in groups:
            entries.append(Entry(group))
            entries += [Entry(group, row, group.title if apart else "") for row in group.rows]
        self._filling = True
        self.clearSpans()
        self.set_rows(entries)
        columns = len(DUTIES)
        for place, entry in enumerate(entries):
            if entry.row is None:
                self.setSpan(place, 0, 1, columns)
        if not self.currentIndex().isValid() and entries:
            self._go_near(max(0, at), entries)
        self._filling = False
        self.chosen.emit()

    def _go_near(self, at: int, entries: Sequence[Entry]) -> None:
        """The duty at this place, else the next one, else the last one before it."""
        after = next((n for n in range(at, len(entries)) if entries[n].row is not None), None)
        before = next((n for n in range(min(at, len(entries)) - 1, -1, -1) if entries[n].row is not None), None)
        found = after if after is not None else before
        if found is not None:
            self.select_key(entries[found].key)

    def chosen_rows(self) -> list[DutyRow]:
        """The chosen duties, each once."""
        rows: dict[DutyKey, DutyRow] = {}
        for entry in self.selected_rows():
            for row in entry.rows:
                rows.setdefault(row.key, row)
        return list(rows.values())

    def current_duty(self) -> DutyRow | None:
        entry = self.current_row()
        return entry.row if entry is not None else None

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not getattr(self, "_filling", True):
            self.chosen.emit()


class _WithHeads(QStyledItemDelegate):
    """Heads of groups are bold on a quiet band."""

    def __init__(self, table: DutiesTable) -> None:
        super().__init__(table)
        self._table = table

    def _is_head(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        entry = self._table.row_model.row(index)
        return entry is not None and entry.row is None

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if self._is_head(index):
            option.font.setBold(True)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        if self._is_head(index) and not option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, theme.color("window"))  # type: ignore[attr-defined]
        super().paint(painter, option, index)
