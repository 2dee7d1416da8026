"""Дорожные карты: list on the left, tree in the middle, on the right everything about the chosen row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

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
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from app.ui.roadmaps.duties_page import DutiesPage
    from app.ui.roadmaps.school_progress import SchoolProgressBox
    from app.ui.roadmaps.timeline_view import TimelineView

LIST_WIDTH = 210
PAGES = (("maps", "Карты"), ("duties", "Сроки"))


@dataclass(frozen=True, slots=True)
class _Listed:
    rows: list[RoadmapListRow]
    counts: dict[int, Counts]


@dataclass(frozen=True, slots=True)
class _Loaded:
    tree: RoadmapTree
    states: dict[int, LineState]
    flags: int
    """Places of a rolled-over roadmap nobody has looked at."""


class RoadmapsTab(TabPage):
    topics = frozenset({"roadmaps", "documents", "calendar", "organisations"})
    help_page = "roadmaps"
    targets = frozenset({"roadmap", "roadmap_item", "duties"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._wanted_line: int | None = None
        self._wanted_roadmap: int | None = None
        self._deadlines: tuple[int, dict[int, LineDeadline]] | None = None
        self._duties: DutiesPage | None = None
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
        if ui.state.get("roadmaps/page") == "duties":
            self.switch.choose("duties")

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
        self.middle.add_below("timeline", "Лента сроков", self._make_timeline)
        if self.ui.workplace.kind == "department":
            self.middle.add_below("schools", "Как выполняют школы", self._make_schools, reads_itself=True)
        self.toolbar = Toolbar()
        self._fill_toolbar()
        left = QSplitter()
        left.setHandleWidth(theme.SPACE)
        left.setChildrenCollapsible(False)
        left.addWidget(self.list)
        left.addWidget(self.middle)
        left.setStretchFactor(1, 1)
        left.splitterMoved.connect(lambda at, _handle: self.ui.state.put("roadmaps/left", at))
        self._left = left
        self.split = MasterDetail(left, self.side, state=self.ui.state, state_key="roadmaps", share=0.72)
        self.switch = PageSwitch(PAGES, "Что показать")
        self.switch.changed.connect(self._show_page)
        self.top = QHBoxLayout()
        self.top.setSpacing(theme.AROUND)
        self.top.addWidget(self.switch)
        self.top.addWidget(self.toolbar, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.split)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addLayout(self.top)
        box.addWidget(self.pages, 1)
        return page

    @property
    def duties(self) -> DutiesPage:
        """The second page; many sessions never need it."""
        if self._duties is None:
            from app.ui.roadmaps.duties_page import DutiesPage

            self._duties = DutiesPage(self.ui)
            self.pages.addWidget(self._duties)
            self.top.addWidget(self._duties.toolbar, 1)
        return self._duties

    def _show_page(self, key: str) -> None:
        dated = key == "duties"
        page = self.duties if dated else self.split
        self.pages.setCurrentWidget(page)
        self.toolbar.setVisible(not dated)
        if self._duties is not None:
            self._duties.toolbar.setVisible(dated)
        self.ui.state.put("roadmaps/page", key)

    def _make_timeline(self) -> TimelineView:
        from app.ui.roadmaps.timeline_view import TimelineView

        view = TimelineView(self.ui)
        view.chosen.connect(self._choose_uid)
        view.opened.connect(lambda _uid: self._open_side())
        return view

    def _choose_uid(self, uid: str) -> None:
        """An item chosen on the timeline: the cursor stays there."""
        if not self.tree.select(uid=uid) and self.tree.rows.is_filtered:
            self.middle.clear_filter()
            self.tree.select(uid=uid)

    def _make_schools(self) -> SchoolProgressBox:
        from app.ui.roadmaps.school_progress import SchoolProgressBox

        return SchoolProgressBox(self.ui)

    def _fill_toolbar(self) -> None:
        acts = self.menus
        edit = acts.edit_menu()
        self.tree.set_actions(edit)
        self.toolbar.add_menu("Новая карта", acts.create_menu(), icon="plus")
        self.toolbar.add_action("Пункт", self.editor.add_item, icon="playlist-plus", shortcut="Ins")
        self.toolbar.add_menu("Правка", edit, icon="pencil-outline")
        self.toolbar.add_menu("Карта", acts.roadmap_menu(), icon="map-outline")
        self.toolbar.add_menu("Напечатать", acts.print_menu(), icon="printer-outline")
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        self.toolbar.add_right(self.counter)

    def _connect(self) -> None:
        self.list.chosen.connect(self._roadmap_chosen)
        self.list.opened.connect(self.tree.setFocus)
        self.list.counted.connect(lambda: self.counter.setText(self.list.counter()))
        self.tree.picked.connect(self._rows_picked)
        self.tree.opened.connect(self._open_side)
        self.tree.readings_asked.connect(self._open_readings)
        self.line_form.edited.connect(self.editor.save_line)
        self.section_form.edited.connect(self.editor.save_section)
        self.head_form.edited.connect(self.editor.save_head)
        self.editor.added.connect(self._row_added)
        self.menus.stored.connect(self._stored)
        self.menus.made_blank.connect(self._blank_made)
        self.menus.texts_asked.connect(self.edit_text)
        self.menus.head_asked.connect(self.edit_head)
        self.menus.remarks_asked.connect(self._open_remarks)
        self.middle.remarks_asked.connect(self._open_remarks)
        self.side.remarks.count_changed.connect(self.middle.show_remarks)
        self.side.remarks.go_to.connect(self._go_to)
        self.side.flag_asked.connect(lambda flag: self._select(section_id=flag.section_id, line_id=flag.line_id))
        self.menus.rolled_over.connect(self._rolled_over)
        self.side.duties.listen(self.tree)
        self.side.duties.asked.connect(self._open_duties)

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
            wanted, self._wanted_roadmap = self._wanted_roadmap, None
            self._show_roadmap(wanted)
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
            from app.services.roadmaps.queries import get_roadmap, rollover_flags

            ctx = self.ui.ctx
            return _Loaded(get_roadmap(ctx, roadmap_id), line_states(ctx, roadmap_id), len(rollover_flags(ctx, roadmap_id)))

        self.ui.worker.read(job, done=self._show_tree, owner=self, key="tree")
        self._read_deadlines(roadmap_id)

    def _show_tree(self, loaded: _Loaded) -> None:
        self.middle.show_tree(loaded.tree, loaded.states)
        self._show_deadlines()
        if self.ui.workplace.kind == "department":
            self.middle.offer_below("schools", loaded.tree.organisation_id is None)
        if loaded.tree.id is not None:
            self.side.show_flags(loaded.tree.id, loaded.flags)
        if self._wanted_line is not None:
            self._select(line_id=self._wanted_line)
            self._wanted_line = None

    def _read_deadlines(self, roadmap_id: int) -> None:
        """How the deadlines are understood comes apart: reading a hundred phrases takes longer than all the rest."""

        def job(_progress: object) -> dict[int, LineDeadline]:
            from app.services.execution.queries import line_deadlines

            return line_deadlines(self.ui.ctx, roadmap_id)

        def done(found: dict[int, LineDeadline]) -> None:
            self._deadlines = (roadmap_id, found)
            self._show_deadlines()

        self.ui.worker.read(job, done=done, owner=self, key="deadlines")

    def _show_deadlines(self) -> None:
        """Whichever came first, the tree or they."""
        tree = self.tree.rows.tree
        if tree is not None and self._deadlines is not None and self._deadlines[0] == tree.id:
            self.middle.set_deadlines(self._deadlines[1])

    def _roadmap_chosen(self, entry: RoadmapEntry | None) -> None:
        shown = self.tree.rows.tree
        if entry is None or shown is None or shown.id != entry.id:
            self.side.save_typed()
            self._read_tree()

    def _rows_picked(self) -> None:
        self.side.show_rows(self.tree.rows.tree, self.tree.chosen())
        timeline, current = cast("TimelineView | None", self.middle.built("timeline")), self.tree.current()
        if timeline is not None and current is not None and current.line is not None:
            timeline.select_line(current.line.uid)

    # -- the panel

    def _open_side(self) -> None:
        self.split.open_detail()
        self.side.focus_page()

    def _open_duties(self) -> None:
        """A form about the dates unfolds: bring it into sight."""
        self.side.show_page("doing")
        if self.split.is_drawer and not self.split.detail_shown():
            self.split.open_detail()

    def _open_remarks(self) -> None:
        self.side.remarks.open_all(self.list.current_id())

    def _go_to(self, goal: tuple[int | None, int | None]) -> None:
        """The place a remark is about: section and line; (None, None) is the roadmap as a whole."""
        section_id, line_id = goal
        if line_id is None and section_id is None:
            self.edit_head()
            return
        if not self._select(section_id=section_id if line_id is None else None, line_id=line_id):
            return
        self.edit_text()

    def _select(self, *, section_id: int | None = None, line_id: int | None = None) -> bool:
        """Put the cursor there, taking the filter away where it hides the row."""
        if not self.tree.select(section_id=section_id, line_id=line_id) and self.tree.rows.is_filtered:
            self.middle.clear_filter()
            return self.tree.select(section_id=section_id, line_id=line_id)
        return self.tree.current() is not None

    def edit_text(self) -> None:
        """The texts of the chosen row, the cursor in the first of them."""
        self.side.show_page("text")
        self.split.open_detail()
        self.side.focus_page()

    def _open_readings(self) -> None:
        """A doubtful deadline: what it may mean."""
        self.side.show_page("text")
        self.split.open_detail()
        self.side.focus_page(self.side.readings)

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

    def _show_roadmap(self, roadmap_id: int) -> None:
        """Now, or when the list is read."""
        if not self.list.select(roadmap_id) and roadmap_id != self.list.current_id():
            self._wanted_roadmap = roadmap_id

    def _stored(self, roadmap_id: int) -> None:
        self._show_roadmap(roadmap_id)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rolled_over(self, roadmap_id: int) -> None:
        self._stored(roadmap_id)
        self.side.show_page("flags")

    def _blank_made(self, roadmap_id: int) -> None:
        self._stored(roadmap_id)
        self.edit_head()

    # -- the frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list is as wide as the person made it, else a part of the window."""
        super().resizeEvent(event)
        kept = self.ui.state.get("roadmaps/left")
        width = kept if isinstance(kept, int) else min(theme.px(300), max(theme.px(LIST_WIDTH), self.width() * 2 // 13))
        self._left.setSizes([width, max(1, self._left.width() - width)])

    def load_file(self) -> None:
        """From the menu of the window too."""
        self.menus.load_file()

    def choose_template(self) -> None:
        self.menus.drop_templates(self.empty.buttons[1])

    def show_page(self, key: str) -> TabPage:
        """«maps» or «duties»."""
        self.switch.choose(key)
        return self

    def open_target(self, target: Target) -> bool:
        kind, _, way = target[0].partition(":")
        self.switch.choose("duties" if kind == "duties" else "maps")
        if kind == "duties":
            self.duties.show_view(way or "week")  # type: ignore[arg-type]
            return True
        roadmap_id = target[1] if target[0] == "roadmap" else target[2] if len(target) > 2 else None
        if target[0] == "roadmap_item":
            self._wanted_line = target[1]
        if roadmap_id is not None:
            self._show_roadmap(roadmap_id)
        self._read_tree()
        return True

    def print_page(self) -> bool:
        if self.switch.current() == "duties":
            return self.duties.print_page()
        self.menus.print_roadmap()
        return self.tree.rows.tree is not None

    def close_inner(self) -> bool:
        if self.switch.current() == "duties":
            return self.duties.close_inner()
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
        self.tree.setFocus()
        return True

    def take_focus(self) -> None:
        if self.stack.currentWidget() is self.full and self.switch.current() == "duties":
            self.duties.take_focus()
        elif self.stack.currentWidget() is self.full and self.tree.rows.tree is not None:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().take_focus()

    def leave(self) -> None:
        self.side.save_typed()
        if self._duties is not None:
            self._duties.leave()
