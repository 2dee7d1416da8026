"""What the tree of a roadmap shows: sections, and below them their lines with state and understood deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal

from app.services.execution.rows import LineDeadline, LineState
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import subhead_of
from app.services.text_ru import search_key
from app.ui import theme
from app.ui.roadmaps.columns import TREE, LineView

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
MIME = "application/x-oko-roadmap-rows"
_ROW_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
_SECTION_FLAGS = _ROW_FLAGS | Qt.ItemFlag.ItemIsDropEnabled
_LINE_FLAGS = _ROW_FLAGS | Qt.ItemFlag.ItemNeverHasChildren
Accept = Callable[[LineView], bool]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen in the tree: a section, or a line with its place in the section (all lines counted)."""

    section: RoadmapSectionRow
    line: RoadmapLine | None = None
    position: int = -1


class RoadmapModel(QAbstractItemModel):
    """Two levels. A line's index carries the number of its shown section + 1, a section's carries 0."""

    lines_dropped = Signal(object, int, int)
    """(ids of the lines, id of the section, position there without the dropped lines)."""
    section_dropped = Signal(int, int)
    """(id of the section, position without it)."""

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self.tree: RoadmapTree | None = None
        self._states: Mapping[int, LineState] = {}
        self._deadlines: Mapping[int, LineDeadline] = {}
        self._shown: list[tuple[RoadmapSectionRow, tuple[int, ...]]] = []
        self._words: tuple[str, ...] = ()
        self._accept: Accept | None = None
        self._texts: dict[int, str] = {}
        self._today = today
        self.doubts_in_deadline = False
        """The column «Понято так» has no room: the mark «?» stands in the one before it."""

    # -- what the owner says

    def set_tree(self, tree: RoadmapTree | None, states: Mapping[int, LineState], keep_deadlines: bool = False) -> None:
        self.beginResetModel()
        if not keep_deadlines:
            self._deadlines = {}
        self.tree, self._states, self._texts = tree, states, {}
        self._shown = self._filtered()
        self.endResetModel()

    def set_deadlines(self, deadlines: Mapping[int, LineDeadline]) -> None:
        """Nothing moves: only two columns are painted anew."""
        self._deadlines = deadlines
        for number in range(len(self._shown)):
            parent = self.createIndex(number, 0, 0)
            rows = self.rowCount(parent)
            if rows:
                self.dataChanged.emit(self.index(0, 0, parent), self.index(rows - 1, len(TREE) - 1, parent))

    def set_filter(self, text: str, accept: Accept | None) -> None:
        """Show only lines in which every word occurs and which `accept` says yes to; sections without any go too."""
        self.beginResetModel()
        self._words, self._accept = tuple(search_key(text).split()), accept
        self._shown = self._filtered()
        self.endResetModel()

    # -- what can be asked

    @property
    def is_filtered(self) -> bool:
        return bool(self._words) or self._accept is not None

    def view_of(self, line: RoadmapLine) -> LineView:
        known = line.id or 0
        return LineView(line, self._states.get(known), self._deadlines.get(known), self._today())

    def counts(self) -> tuple[int, int]:
        """(items shown, items there are)."""
        shown = sum(1 for section, places in self._shown for at in places if not section.lines[at].is_subhead)
        return shown, self.tree.item_count if self.tree is not None else 0

    def chosen(self, index: Index) -> Chosen | None:
        if not index.isValid():
            return None
        if index.internalId() == 0:
            return Chosen(self._shown[index.row()][0])
        section, places = self._shown[index.internalId() - 1]
        return Chosen(section, section.lines[places[index.row()]], places[index.row()])

    def index_of(self, *, section_id: int | None = None, line_id: int | None = None, uid: str = "") -> QModelIndex:
        """Where the section or the line stands; an invalid index when it is not shown."""
        for number, (section, places) in enumerate(self._shown):
            if section_id is not None and section.id == section_id:
                return self.createIndex(number, 0, 0)
            for row, at in enumerate(places):
                line = section.lines[at]
                if (line_id is not None and line.id == line_id) or (uid and line.uid == uid):
                    return self.createIndex(row, 0, number + 1)
        return QModelIndex()

    def _filtered(self) -> list[tuple[RoadmapSectionRow, tuple[int, ...]]]:
        if self.tree is None:
            return []
        if not self.is_filtered:
            return [(section, tuple(range(len(section.lines)))) for section in self.tree.sections]
        found = []
        for section in self.tree.sections:
            heads = subhead_of(section)
            wanted = [at for at, line in enumerate(section.lines) if not line.is_subhead and self._fits(line)]
            above = {id(heads[at]) for at in wanted if heads[at] is not None}
            places = tuple(at for at, line in enumerate(section.lines) if at in set(wanted) or id(line) in above)
            if places:
                found.append((section, places))
        return found

    def _fits(self, line: RoadmapLine) -> bool:
        if self._accept is not None and not self._accept(self.view_of(line)):
            return False
        return not self._words or all(word in self._haystack(line) for word in self._words)

    def _haystack(self, line: RoadmapLine) -> str:
        key = line.id or 0
        if key not in self._texts:
            self._texts[key] = search_key(f"{line.number} {line.text} {line.deadline} {line.responsible} {line.result}")
        return self._texts[key]

    # -- Qt

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not (0 <= column < len(TREE) and 0 <= row < self.rowCount(parent)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> Any:
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if parent.column() > 0:
            return 0
        if not parent.isValid():
            return len(self._shown)
        return len(self._shown[parent.row()][1]) if parent.internalId() == 0 else 0

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        return self.rowCount(parent) > 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return len(TREE)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TREE[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return TREE[section].tip or TREE[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        chosen = self.chosen(index)
        if chosen is None:
            return None
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(40, theme.row_height())
        column = TREE[index.column()]
        if chosen.line is None or chosen.line.is_subhead:
            return self._heading(chosen, index.column(), role)
        view = self.view_of(chosen.line)
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(column.text(view).split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip_of(view) if column.tip_of is not None else column.text(view)
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = column.role(view) if column.role is not None else None
            return theme.color(tone) if tone is not None else None
        if role == Qt.ItemDataRole.DecorationRole:
            if column.key == "deadline" and self.doubts_in_deadline:
                return theme.icon("help", "due") if view.deadline is not None and view.deadline.needs_person else None
            return column.icon(view) if column.icon is not None else None
        return None

    def _heading(self, chosen: Chosen, column: int, role: int) -> Any:
        """A section or a sub-head: its words go through the whole row."""
        if column == 0 and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if chosen.line is not None:
                text = f"{chosen.line.number} {chosen.line.text or 'Подзаголовок без текста'}"
            else:
                text = f"{chosen.section.number} {chosen.section.title or 'Раздел без названия'}"
            return " ".join(text.split())
        return theme.font(bold=True) if role == Qt.ItemDataRole.FontRole else None

    # -- dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return _SECTION_FLAGS if index.internalId() == 0 else _LINE_FLAGS

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Lines, or where only a section is dragged, that section."""
        found = [chosen for index in indexes if index.column() == 0 and (chosen := self.chosen(index)) is not None]
        lines = [str(one.line.id) for one in found if one.line is not None]
        text = "lines " + " ".join(lines) if lines else f"section {found[0].section.id}" if found else ""
        data = QMimeData()
        data.setData(MIME, text.encode("ascii"))
        return data

    def canDropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        kind = bytes(data.data(MIME).data()).decode("ascii").partition(" ")[0]
        if kind == "section":
            return not parent.isValid() and not self.is_filtered
        return kind == "lines" and parent.isValid()

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Nothing changes here: the owner moves the rows in the base, and the tree is shown anew."""
        if self.tree is None or not self.canDropMimeData(data, _action, row, column, parent):
            return False
        kind, *ids = bytes(data.data(MIME).data()).decode("ascii").split()
        moved = [int(one) for one in ids]
        if kind == "section":
            at = next((n for n, section in enumerate(self.tree.sections) if section.id == moved[0]), -1)
            target = len(self.tree.sections) if row < 0 else row
            self.section_dropped.emit(moved[0], target - (0 <= at < target))
            return True
        section, places = self._shown[parent.row()]
        before = places[row] if 0 <= row < len(places) else len(section.lines)
        before -= sum(1 for line in section.lines[:before] if line.id in moved)
        self.lines_dropped.emit(moved, section.id, before)
        return True
