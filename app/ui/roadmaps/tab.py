"""Дорожные карты: list on the left, tree in the middle, on the right everything about the chosen row."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.execution.rows import Counts, LineDeadline, LineState
from app.services.roadmaps.rows import RoadmapListRow, RoadmapTree
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.roadmaps.actions import RoadmapActions
from app.ui.roadmaps.columns import RoadmapEntry
from app.ui.roadmaps.editing import RoadmapEditor
from app.ui.roadmaps.list_panel import RoadmapList
from app.ui.roadmaps.side import RoadmapSide
from app.ui.roadmaps.tree_panel import TreePanel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar


@dataclass(frozen=True, slots=True)
class _Listed:
    rows: list[RoadmapListRow]
    counts: dict[int, Counts]


@dataclass(frozen=True, slots=True)
class _Loaded:
    tree: RoadmapTree
    states: dict[int, LineState]


class RoadmapsTab(TabPage):
    topics = frozenset({"roadmaps", "documents", "calendar", "organisations"})
    help_page = "roadmaps"
    targets = frozenset({"roadmap", "roadmap_item"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._wanted_line: int | None = None
        self._wanted_roadmap: int | None = None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.full = self._full_page()
        self.empty = EmptyState(
            "map-outline",
            "Дорожных карт пока нет",
            "Возьмите прошлогодний файл Word или Excel, готовый шаблон или начните с чистого листа.",
            (
                ("Из файла…", self.menus.load_file),
                ("Из шаблона…", self.choose_template),
                ("С чистого листа", self.menus.add_blank),
            ),
        )
        for page in (QWidget(), self.full, self.empty):
            self.stack.addWidget(page)

    # -- building

    def _full_page(self) -> QWidget:
        self.list = RoadmapList(self.ui)
        self.middle = TreePanel(self.ui)
        self.tree = self.middle.tree
        self.side = RoadmapSide(self.ui)
        self.line_form, self.section_form, self.head_form = self.side.line_form, self.side.section_form, self.side.head_form
        self.editor = RoadmapEditor(self.ui, self.tree)
        self.menus = RoadmapActions(self.ui, self, self.editor)
        self._connect()
        self.toolbar = Toolbar()
        self._fill_toolbar()
        left = QSplitter()
        left.setHandleWidth(theme.SPACE)
        left.setChildrenCollapsible(False)
        left.addWidget(self.list)
        left.addWidget(self.middle)
        left.setSizes([230, 770])
        left.setStretchFactor(1, 1)
        self.split = MasterDetail(left, self.side, state=self.ui.state, state_key="roadmaps", share=0.74)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.split, 1)
        return page

    def _fill_toolbar(self) -> None:
        acts = self.menus
        edit = acts.edit_menu()
        self.tree.set_actions(edit)
        self.buttons: list[QPushButton] = [
            self.toolbar.add_menu("Новая карта", acts.create_menu(), icon="plus"),
            self.toolbar.add_action("Пункт", self.editor.add_item, icon="playlist-plus", shortcut="Ins"),
            self.toolbar.add_menu("Правка", edit, icon="pencil-outline"),
            self.toolbar.add_menu("Карта", acts.roadmap_menu(), icon="map-outline"),
            self.toolbar.add_menu("Напечатать", acts.print_menu(), icon="printer-outline"),
        ]
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        self.toolbar.add_right(self.counter)

    def _connect(self) -> None:
        self.list.chosen.connect(self._roadmap_chosen)
        self.list.opened.connect(self.tree.setFocus)
        self.list.counted.connect(lambda: self.counter.setText(self.list.counter()))
        self.tree.picked.connect(self._rows_picked)
        self.tree.opened.connect(self._open_side)
        self.tree.readings_asked.connect(self.edit_text)
        self.line_form.edited.connect(self.editor.save_line)
        self.section_form.edited.connect(self.editor.save_section)
        self.head_form.edited.connect(self.editor.save_head)
        self.editor.added.connect(self._row_added)
        self.menus.stored.connect(self._stored)
        self.menus.made_blank.connect(self._blank_made)
        self.menus.texts_asked.connect(self.edit_text)
        self.menus.head_asked.connect(self.edit_head)

    # -- reading

    def reload(self) -> None:
        def job(_progress: object) -> _Listed:
            from app.services.execution.queries import progress_of_all
            from app.services.roadmaps.queries import list_roadmaps

            return _Listed(list_roadmaps(self.ui.ctx), progress_of_all(self.ui.ctx))

        self.ui.worker.read(job, done=self._show_list, owner=self, key="list")

    def _show_list(self, listed: _Listed) -> None:
        self.stack.setCurrentWidget(self.full if listed.rows else self.empty)
        self.list.set_rows(listed.rows, listed.counts)
        if self._wanted_roadmap is not None:
            self.list.select(self._wanted_roadmap)
            self._wanted_roadmap = None
        self._read_tree()
        self.loaded()

    def _read_tree(self) -> None:
        roadmap_id = self.list.current_id()
        self.menus.show_possible(roadmap_id is not None)
        if roadmap_id is None:
            self.middle.show_tree(None)
            return

        def job(_progress: object) -> _Loaded:
            from app.services.execution.queries import line_states
            from app.services.roadmaps.queries import get_roadmap

            return _Loaded(get_roadmap(self.ui.ctx, roadmap_id), line_states(self.ui.ctx, roadmap_id))

        self.ui.worker.read(job, done=self._show_tree, owner=self, key="tree")

    def _show_tree(self, loaded: _Loaded) -> None:
        self.middle.show_tree(loaded.tree, loaded.states)
        if self._wanted_line is not None:
            if not self.tree.select(line_id=self._wanted_line):
                self.middle.clear_filter()
                self.tree.select(line_id=self._wanted_line)
            self._wanted_line = None
        self._read_deadlines()

    def _read_deadlines(self) -> None:
        """How the deadlines are understood comes second: reading a hundred phrases takes longer than all the rest."""
        roadmap_id = self.list.current_id()
        if roadmap_id is None:
            return

        def job(_progress: object) -> dict[int, LineDeadline]:
            from app.services.execution.queries import line_deadlines

            return line_deadlines(self.ui.ctx, roadmap_id)

        self.ui.worker.read(job, done=self.middle.set_deadlines, owner=self, key="deadlines")

    def _roadmap_chosen(self, entry: RoadmapEntry | None) -> None:
        shown = self.tree.rows.tree
        if entry is None or shown is None or shown.id != entry.id:
            self.side.save_typed()
            self._read_tree()

    def _rows_picked(self) -> None:
        self.side.show_rows(self.tree.rows.tree, self.tree.chosen())

    # -- the panel

    def _open_side(self) -> None:
        self.split.open_detail()
        self.side.focus_page()

    def edit_text(self) -> None:
        """The texts of the chosen row, the cursor in the first of them."""
        self.side.show_page("text")
        self.split.open_detail()
        self.side.focus_page()

    def edit_head(self) -> None:
        """The panel shows the roadmap as a whole until another row is chosen."""
        self.side.show_rows(self.tree.rows.tree, (), head=True)
        self.edit_text()

    def _row_added(self, line_id: int | None, section_id: int | None) -> None:
        if self.tree.rows.is_filtered:
            self.middle.clear_filter()
        if line_id is not None and not self.tree.select(line_id=line_id):
            self._wanted_line = line_id
            self._read_tree()
        elif section_id is not None:
            self.tree.select(section_id=section_id)
        self.edit_text()

    def _stored(self, roadmap_id: int) -> None:
        if not self.list.select(roadmap_id):
            self._wanted_roadmap = roadmap_id
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _blank_made(self, roadmap_id: int) -> None:
        self._stored(roadmap_id)
        self.edit_head()

    # -- the frame

    def load_file(self) -> None:
        """From the menu of the window too."""
        self.menus.load_file()

    def choose_template(self) -> None:
        self.menus.drop_templates(self.empty.buttons[1])

    def open_target(self, target: Target) -> bool:
        roadmap_id = target[1] if target[0] == "roadmap" else target[2] if len(target) > 2 else None
        if target[0] == "roadmap_item":
            self._wanted_line = target[1]
        if roadmap_id is not None and not self.list.select(roadmap_id):
            self._wanted_roadmap = roadmap_id
        self._read_tree()
        return True

    def print_page(self) -> bool:
        self.menus.print_roadmap()
        return self.tree.rows.tree is not None

    def close_inner(self) -> bool:
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
        self.tree.setFocus()
        return True

    def leave(self) -> None:
        self.side.save_typed()
