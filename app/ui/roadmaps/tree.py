"""The tree of a roadmap: sections as whole rows, items and sub-heads below them; one line a row, whole text in the panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui import theme
from app.ui.roadmaps.columns import TREE

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NEEDS = {"responsible": 520, "result": 760}
"""Width of the tree, in pixels at the usual font, from which a column is shown."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen in the tree: a section, or a line with its place in the section."""

    section: RoadmapSectionRow
    line: RoadmapLine | None = None
    position: int = -1


class RoadmapModel(QAbstractItemModel):
    """Two levels. A line's index carries the number of its section + 1, a section's carries 0."""

    def __init__(self) -> None:
        super().__init__()
        self.tree: RoadmapTree | None = None

    def set_tree(self, tree: RoadmapTree | None) -> None:
        self.beginResetModel()
        self.tree = tree
        self.endResetModel()

    def chosen(self, index: Index) -> Chosen | None:
        if self.tree is None or not index.isValid():
            return None
        if index.internalId() == 0:
            return Chosen(self.tree.sections[index.row()])
        section = self.tree.sections[index.internalId() - 1]
        return Chosen(section, section.lines[index.row()], index.row())

    def index_of(self, *, section_id: int | None = None, line_id: int | None = None) -> QModelIndex:
        """Where the section or the line with this id stands; an invalid index when it is not there."""
        for number, section in enumerate(self.tree.sections if self.tree else ()):
            if section_id is not None and section.id == section_id:
                return self.createIndex(number, 0, 0)
            for row, line in enumerate(section.lines):
                if line_id is not None and line.id == line_id:
                    return self.createIndex(row, 0, number + 1)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> Any:
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if self.tree is None or parent.column() > 0:
            return 0
        if not parent.isValid():
            return len(self.tree.sections)
        return len(self.tree.sections[parent.row()].lines) if parent.internalId() == 0 else 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return len(TREE)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TREE[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        chosen = self.chosen(index)
        if chosen is None:
            return None
        heading = chosen.line is None or chosen.line.is_subhead
        text = self._text(chosen, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return text if len(text) > 24 else None
        if role == Qt.ItemDataRole.FontRole and heading:
            return theme.font(bold=True)
        if role == Qt.ItemDataRole.ForegroundRole and not heading and TREE[index.column()].key == "number":
            return theme.color("secondary")
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(40, theme.row_height())
        return None

    def _text(self, chosen: Chosen, column: int) -> str:
        if chosen.line is not None:
            return TREE[column].text(chosen.line)
        title = chosen.section.title or "Раздел без названия"
        return f"{chosen.section.number} {title}".strip() if column == 0 else ""


class RoadmapView(QTreeView):
    """`chosen(Chosen | None)` on a move; `opened()` on Enter or a double click; `delete_asked()` on Delete."""

    chosen = Signal(object)
    opened = Signal()
    delete_asked = Signal()
    move_asked = Signal(int)
    """−1 up, +1 down: Alt with an arrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RoadmapModel()
        self.setModel(self.rows)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(False)
        self.setIndentation(theme.px(12))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setAccessibleName("Разделы и пункты дорожной карты")
        header = self.header()
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(False)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(self.rows.chosen(now)))
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def show_tree(self, tree: RoadmapTree | None) -> None:
        """Another roadmap or the same one anew: what was chosen and folded stays."""
        before = self.current()
        folded = {s.section.id for s in self._sections() if not self.isExpanded(self.rows.index_of(section_id=s.section.id))}
        same = tree is not None and self.rows.tree is not None and tree.id == self.rows.tree.id
        self.rows.set_tree(tree)
        self.expandAll()
        for number in range(self.rows.rowCount()):
            self.setFirstColumnSpanned(number, QModelIndex(), True)
        if same:
            for section_id in folded:
                self.collapse(self.rows.index_of(section_id=section_id))
        self._widths()
        place = QModelIndex()
        if same and before is not None:
            place = (
                self.rows.index_of(line_id=before.line.id) if before.line else self.rows.index_of(section_id=before.section.id)
            )
        if not place.isValid() and self.rows.rowCount():
            place = self.rows.index(0, 0)
        self.setCurrentIndex(place)
        self.chosen.emit(self.current())

    def current(self) -> Chosen | None:
        return self.rows.chosen(self.currentIndex())

    def select(self, *, section_id: int | None = None, line_id: int | None = None) -> None:
        place = self.rows.index_of(section_id=section_id, line_id=line_id)
        if place.isValid():
            self.setCurrentIndex(place)
            self.scrollTo(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths()

    def _sections(self) -> list[Chosen]:
        return [Chosen(section) for section in (self.rows.tree.sections if self.rows.tree else ())]

    def _widths(self) -> None:
        """Fixed columns by the font, the text gets the rest; a narrow tree gives up the last columns: the panel has them."""
        header = self.header()
        room = self.viewport().width()
        with_result = self.rows.tree is not None and self.rows.tree.has_result_column
        for number, column in enumerate(TREE):
            hidden = (column.key == "result" and (not with_result or room < theme.px(NEEDS["result"]))) or (
                column.key == "responsible" and room < theme.px(NEEDS["responsible"])
            )
            self.setColumnHidden(number, hidden)
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
            if column.width:
                self.setColumnWidth(number, theme.px(column.width))
        taken = sum(self.columnWidth(n) for n, c in enumerate(TREE) if c.width and not self.isColumnHidden(n))
        self.setColumnWidth(1, max(theme.px(160), room - taken))
