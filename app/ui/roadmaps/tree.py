"""The tree of a roadmap: sections as whole rows, items and sub-heads below them; one line a row, whole text in the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from app.services.execution.rows import LineDeadline, LineState
from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.ui import theme
from app.ui.roadmaps.columns import TREE, TreeColumn
from app.ui.roadmaps.tree_model import NOWHERE, Accept, Chosen, RoadmapModel
from app.ui.ui_state import UiState

__all__ = ["Chosen", "RoadmapView"]

MOST_NUMBER = 130
PADDING = 28
"""What a cell adds to its words on both sides, with room to spare."""
LEAST_TEXT, LEAST_DEADLINE = 130, 80
"""These columns keep so much whatever the others want."""
_TEXT = next(n for n, column in enumerate(TREE) if not column.width)
_UNDERSTOOD = next(n for n, column in enumerate(TREE) if column.key == "understood")
_DEADLINE = next(n for n, column in enumerate(TREE) if column.key == "deadline")
_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RoadmapView(QTreeView):
    """`picked()` when other rows were chosen; `opened()` on Enter or a double click; `delete_asked()` on Delete."""

    picked = Signal()
    opened = Signal()
    delete_asked = Signal()
    move_asked = Signal(int)
    """−1 up, +1 down: Alt with an arrow."""
    readings_asked = Signal()
    """A click on a deadline that needs a person."""

    def __init__(
        self, *, today: Callable[[], date] = date.today, state: UiState | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = RoadmapModel(today)
        self._state = state
        self._user_widths: dict[str, int] = {}
        self._widths_are_ours = False
        self._quiet = False
        self._actions: list[QAction] = []
        self._number_width = 0
        self._folded: dict[int, set[int]] = {}
        self.setModel(self.rows)
        self.setUniformRowHeights(True)
        self.setIndentation(theme.px(12))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.setAccessibleName("Разделы и пункты дорожной карты")
        header = self.header()
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(theme.px(44))
        header.sectionResized.connect(self._section_resized)
        kept = state.get("tree/roadmaps") if state is not None else None
        if isinstance(kept, dict):
            self._user_widths = {str(key): int(width) for key, width in kept.items() if isinstance(width, (int, float))}
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.clicked.connect(self._clicked)
        theme.notifier().changed.connect(self._widths)

    # -- what the owner says

    def show_tree(self, tree: RoadmapTree | None, states: Mapping[int, LineState] | None = None) -> None:
        """Another roadmap or the same one anew: what was chosen and folded stays."""
        same = tree is not None and self.rows.tree is not None and tree.id == self.rows.tree.id
        numbers = [line.number for section in tree.sections for line in section.lines if not line.is_subhead] if tree else []
        longest = max(map(self.fontMetrics().horizontalAdvance, numbers), default=0)
        self._number_width = min(theme.px(MOST_NUMBER), longest + 2 * self.indentation() + PADDING)
        self._keeping_place(lambda: self.rows.set_tree(tree, states or {}, keep_deadlines=same), same)

    def set_deadlines(self, deadlines: Mapping[int, LineDeadline]) -> None:
        self.rows.set_deadlines(deadlines)

    def set_filter(self, text: str, accept: Accept | None) -> None:
        self._keeping_place(lambda: self.rows.set_filter(text, accept), True)

    def set_actions(self, actions: Iterable[QAction]) -> None:
        """Actions of the row for the context menu (also reachable by the menu key); «Копировать» is always there."""
        self._actions = list(actions)

    def select(self, *, section_id: int | None = None, line_id: int | None = None, uid: str = "") -> bool:
        """Put the cursor there; False where it is not shown."""
        place = self.rows.index_of(section_id=section_id, line_id=line_id, uid=uid)
        if place.isValid():
            self._go(place)
            self.scrollTo(place)
        return place.isValid()

    def copy(self) -> None:
        """The chosen rows as tab-separated text with a head line, ready for Excel or Word."""
        chosen = self.chosen()
        if not chosen:
            return
        columns = [column for n, column in enumerate(TREE) if not self.isColumnHidden(n)]
        lines = ["\t".join(column.title for column in columns)] if len(chosen) > 1 else []
        for one in chosen:
            if one.line is None:
                lines.append(f"{one.section.number}\t{one.section.title}".replace("\n", " "))
            else:
                view = self.rows.view_of(one.line)
                lines.append("\t".join(" ".join(column.text(view).split()) for column in columns))
        QGuiApplication.clipboard().setText("\n".join(lines))

    # -- what can be asked

    def current(self) -> Chosen | None:
        return self.rows.chosen(self.currentIndex())

    def chosen(self) -> list[Chosen]:
        """The chosen rows in printed order."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda i: (i.parent().row(), i.row()))
        return [one for index in indexes if (one := self.rows.chosen(index)) is not None]

    def chosen_lines(self) -> list[RoadmapLine]:
        return [one.line for one in self.chosen() if one.line is not None]

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths()

    # -- inside

    def _selection_changed(self) -> None:
        if not self._quiet:
            self.picked.emit()

    def _clicked(self, index: QModelIndex) -> None:
        chosen = self.rows.chosen(index)
        if chosen is None or chosen.line is None or chosen.line.is_subhead:
            return
        deadline = self.rows.view_of(chosen.line).deadline
        marked = _DEADLINE if self.rows.doubts_in_deadline else _UNDERSTOOD
        if deadline is not None and deadline.needs_person and index.column() == marked:
            self.readings_asked.emit()

    def _keeping_place(self, change: Callable[[], None], same: bool) -> None:
        before, chosen, scrolled = self.current(), self.chosen(), self.verticalScrollBar().value()
        self._remember_folds()
        self._quiet = True
        change()
        self._unfold()
        self._widths()
        if same:
            self._choose_again(before, chosen)
            self.verticalScrollBar().setValue(scrolled)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self._go(self._first())
        if same and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self._quiet = False
        self.picked.emit()

    def _go(self, index: QModelIndex) -> None:
        """This row alone is chosen, whatever keys are held down: a shortcut may have brought us here."""
        self.selectionModel().setCurrentIndex(index, _ALONE)

    def _first(self) -> QModelIndex:
        """The first line, for that is what people come for; the section where it is empty."""
        section = self.rows.index(0, 0)
        for row in range(self.rows.rowCount(section)):
            line = self.rows.index(row, 0, section)
            found = self.rows.chosen(line)
            if found is not None and found.line is not None and not found.line.is_subhead:
                return line
        return section

    def _choose_again(self, before: Chosen | None, chosen: list[Chosen]) -> None:
        def place(one: Chosen) -> QModelIndex:
            if one.line is not None:
                return self.rows.index_of(line_id=one.line.id, uid=one.line.uid)
            return self.rows.index_of(section_id=one.section.id)

        current = place(before) if before is not None else QModelIndex()
        if not current.isValid() and before is not None:  # it was deleted: its neighbour
            current = self._neighbour(before)
        selection = QItemSelection()
        for one in chosen:
            index = place(one)
            if index.isValid():
                selection.select(index, index)
        if current.isValid():
            self._go(current)
        if not selection.isEmpty():
            self.selectionModel().select(selection, _ALONE)

    def _neighbour(self, gone: Chosen) -> QModelIndex:
        section = self.rows.index_of(section_id=gone.section.id)
        rows = self.rows.rowCount(section) if section.isValid() else 0
        return self.rows.index(min(max(0, gone.position), rows - 1), 0, section) if rows else section

    def _remember_folds(self) -> None:
        tree = self.rows.tree
        if tree is None or tree.id is None or self.rows.is_filtered:
            return
        self._folded[tree.id] = {
            section.id
            for section in tree.sections
            if section.id is not None and not self.isExpanded(self.rows.index_of(section_id=section.id))
        }

    def _unfold(self) -> None:
        """Everything open but what the person folded; a filter shows all it found."""
        self.expandAll()
        tree = self.rows.tree
        folded = self._folded.get(tree.id or 0, set()) if tree is not None and not self.rows.is_filtered else set()
        for number in range(self.rows.rowCount()):
            section = self.rows.index(number, 0)
            self.setFirstColumnSpanned(number, NOWHERE, True)
            for row in range(self.rows.rowCount(section)):
                found = self.rows.chosen(self.rows.index(row, 0, section))
                if found is not None and found.line is not None and found.line.is_subhead:
                    self.setFirstColumnSpanned(row, section, True)
            if found_section := self.rows.chosen(section):
                self.setExpanded(section, found_section.section.id not in folded)

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        if self._actions:
            menu.addSeparator()
        copy = menu.addAction("Копировать")
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(bool(self.chosen()))
        copy.triggered.connect(self.copy)
        menu.popup(self.viewport().mapToGlobal(point))

    def _widths(self) -> None:
        """Widths by the font or as the person set them, the items get the rest; a narrow tree gives up columns that the
        panel has too, then room for deadlines, before it scrolls sideways.
        """
        self.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        room = self.viewport().width()
        with_result = self.rows.tree is None or self.rows.tree.has_result_column
        wide = {n: self._wanted_width(column) for n, column in enumerate(TREE) if column.width and not column.leaves}
        for number, column in enumerate(TREE):
            possible = column.leaves and (with_result or column.key != "result")
            left = room - sum(wide.values()) - self._wanted_width(column)
            if possible and left >= theme.px(column.leaves) and all(n in wide for n in range(1, number) if TREE[n].leaves):
                wide[number] = self._wanted_width(column)
        missing = sum(wide.values()) + theme.px(LEAST_TEXT) - room
        if missing > 0:
            wide[_DEADLINE] = max(theme.px(LEAST_DEADLINE), wide[_DEADLINE] - missing)
        self._widths_are_ours = True
        for number, column in enumerate(TREE):
            self.setColumnHidden(number, bool(column.width) and number not in wide)
            if number in wide:
                self.setColumnWidth(number, wide[number])
        self.setColumnWidth(_TEXT, max(theme.px(LEAST_TEXT), room - sum(wide.values())))
        self._widths_are_ours = False
        self.rows.doubts_in_deadline = self.isColumnHidden(_UNDERSTOOD)

    def _wanted_width(self, column: TreeColumn) -> int:
        width = theme.px(self._user_widths.get(column.key, column.width))
        if column.key == "number" and column.key not in self._user_widths:
            width = max(width, self._number_width)
        return width

    def _section_resized(self, section: int, _old: int, new: int) -> None:
        if self._widths_are_ours or section == _TEXT or not new:
            return
        self._user_widths[TREE[section].key] = round(new * theme.FONT_SIZES[0] / theme.points())
        if self._state is not None:
            self._state.put("tree/roadmaps", self._user_widths)
        self._widths()
