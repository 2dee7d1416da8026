"""Дорожные карты: list on the left, tree in the middle, on the right everything about the chosen row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.problems import Problem
from app.services.roadmaps.rows import RoadmapFinding, RoadmapLine, RoadmapListRow, RoadmapSectionRow, RoadmapTree
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.print_form import open_form
from app.ui.roadmaps import columns
from app.ui.roadmaps.forms import HeadForm, LineForm, SectionForm
from app.ui.roadmaps.tree import Chosen, RoadmapView
from app.ui.school_year import year_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar

Loaded = tuple[RoadmapTree, list[RoadmapFinding]]


class RoadmapsTab(TabPage):
    topics = frozenset({"roadmaps", "documents"})
    help_page = "roadmaps"
    targets = frozenset({"roadmap", "roadmap_item"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._wanted_line: int | None = None
        self._findings: list[RoadmapFinding] = []
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.templates = QMenu("Из шаблона", self)
        self.templates.setToolTipsVisible(True)
        self.templates.aboutToShow.connect(self._fill_templates)
        self.full = self._full_page()
        self.empty = EmptyState(
            "map-outline",
            "Дорожных карт пока нет",
            "Возьмите прошлогодний файл Word или Excel, готовый шаблон или начните с чистого листа.",
            (("Из файла…", self.load_file), ("Из шаблона…", self.choose_template), ("С чистого листа", self.add)),
        )
        for page in (QWidget(), self.full, self.empty):
            self.stack.addWidget(page)

    # -- building

    def _full_page(self) -> QWidget:
        self.toolbar = Toolbar()
        self.toolbar.add_menu("Новая карта", self._new_actions(), icon="plus")
        self.toolbar.add_action("Пункт", self.add_line, icon="playlist-plus", shortcut="Ins")
        self.toolbar.add_menu("Правка", self._edit_actions(), icon="pencil-outline")
        self.toolbar.add_action("Приказ об утверждении", self.make_order, icon="file-sign")
        self.toolbar.add_action("Напечатать…", self._print, icon="printer-outline")
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        self.toolbar.add_right(self.counter)
        self.list: RowTable[RoadmapListRow] = RowTable(
            columns.ROADMAPS, key=lambda r: r.id, state=self.ui.state, state_key="roadmaps"
        )
        self.list.current_changed.connect(self._roadmap_chosen)
        self.list.opened.connect(self._go_to_tree)
        self.tree = RoadmapView()
        self.tree.chosen.connect(self._row_chosen)
        self.tree.opened.connect(self._go_to_panel)
        self.tree.delete_asked.connect(self.delete_current)
        self.tree.move_asked.connect(self.move_current)
        self.tree_title = QLabel()
        self.tree_title.setWordWrap(True)
        theme.mark(self.tree_title, "heading")
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.INSIDE)
        column.addWidget(self.tree_title)
        column.addWidget(self.tree, 1)
        left = QSplitter()
        left.setHandleWidth(theme.SPACE)
        left.setChildrenCollapsible(False)
        left.addWidget(self.list)
        left.addWidget(middle)
        left.setSizes([250, 750])
        left.setStretchFactor(1, 1)
        self.split = MasterDetail(left, self._side_panel(), state=self.ui.state, state_key="roadmaps", share=0.74)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.split, 1)
        return page

    def _side_panel(self) -> SidePanel:
        self.side = SidePanel()
        self.line_form, self.section_form, self.head_form = LineForm(), SectionForm(), HeadForm()
        self.line_form.edited.connect(self._save_line)
        self.section_form.edited.connect(self._save_section)
        self.head_form.edited.connect(self._save_head)
        self.remarks = ProblemList("Замечаний нет.")
        self.remarks.setMinimumHeight(theme.px(110))
        for form in (self.line_form, self.section_form, self.head_form):
            self.side.body.addWidget(form)
            form.hide()
        self.side.body.addWidget(self.remarks)
        self.side.body.addStretch(1)
        return self.side

    def _actions(self, entries: tuple[tuple[str, Callable[[], None], str], ...]) -> list[QAction]:
        actions = []
        for words, act, keys in entries:
            action = QAction(words, self)
            if keys:
                action.setShortcut(keys)
                self.addAction(action)
            action.triggered.connect(lambda _checked=False, act=act: act())
            actions.append(action)
        return actions

    def _new_actions(self) -> list[QAction]:
        from_file, from_scratch = self._actions(
            (("Из файла Word или Excel…", self.load_file, "Ctrl+O"), ("С чистого листа", self.add, "Ctrl+N"))
        )
        return [from_file, self.templates.menuAction(), from_scratch]

    def _edit_actions(self) -> list[QAction]:
        return self._actions(
            (
                ("Название, период, преамбула", self.edit_head, "Ctrl+E"),
                ("Добавить раздел", self.add_section, "Ctrl+Shift+N"),
                ("Добавить подзаголовок", self.add_subhead, ""),
                ("Выше (Alt+↑)", lambda: self.move_current(-1), ""),
                ("Ниже (Alt+↓)", lambda: self.move_current(1), ""),
                ("Пронумеровать заново", self.renumber, ""),
                ("Удалить строку (Del)", self.delete_current, ""),
                ("Удалить дорожную карту", self.delete_roadmap, ""),
            )
        )

    def _go_to_tree(self, _row: RoadmapListRow) -> None:
        self.tree.setFocus()

    def _go_to_panel(self) -> None:
        self.split.open_detail()

    # -- reading

    def reload(self) -> None:
        def job(_progress: object) -> list[RoadmapListRow]:
            from app.services.roadmaps.queries import list_roadmaps

            return list_roadmaps(self.ui.ctx)

        self.ui.worker.read(job, done=self._show_list, owner=self, key="list")

    def _show_list(self, rows: list[RoadmapListRow]) -> None:
        shown = [row for row in rows if self._in_chosen_year(row)]
        self.counter.setText(f"показано {len(shown)} из {len(rows)}" if len(shown) < len(rows) else f"всего {len(rows)}")
        self.stack.setCurrentWidget(self.full if rows else self.empty)
        self.list.set_rows(shown)
        if shown and self.list.current_row() is None:
            self.list.selectRow(0)
        self._read_tree()
        self.loaded()

    def _in_chosen_year(self, row: RoadmapListRow) -> bool:
        """A plan is shown in every school year it overlaps; one without a period always."""
        return self.ui.years.shows(row.period_start, row.period_end)

    def _read_tree(self) -> None:
        row = self.list.current_row()
        if row is None:
            self.tree.show_tree(None)
            self.tree_title.setText("")
            return
        roadmap_id = row.id

        def job(_progress: object) -> Loaded:
            from app.services.roadmaps.queries import get_roadmap
            from app.services.roadmaps.rules import check_roadmap

            tree = get_roadmap(self.ui.ctx, roadmap_id)
            return tree, check_roadmap(tree)

        self.ui.worker.read(job, done=self._show_tree, owner=self, key="tree")

    def _show_tree(self, loaded: Loaded) -> None:
        tree, self._findings = loaded
        self.tree_title.setText(tree.title)
        self.tree.show_tree(tree)
        if self._wanted_line is not None:
            self.tree.select(line_id=self._wanted_line)
            self._wanted_line = None

    def _roadmap_chosen(self, row: RoadmapListRow | None) -> None:
        if row is None or self.tree.rows.tree is None or self.tree.rows.tree.id != row.id:
            self._read_tree()

    def _row_chosen(self, chosen: Chosen | None) -> None:
        tree = self.tree.rows.tree
        self._show_forms(chosen, tree, head=chosen is None and tree is not None)

    def _show_forms(self, chosen: Chosen | None, tree: RoadmapTree | None, *, head: bool) -> None:
        line = chosen.line if chosen is not None and not head else None
        section = chosen.section if chosen is not None and line is None and not head else None
        self.head_form.setVisible(head)
        self.line_form.setVisible(line is not None)
        self.section_form.setVisible(section is not None)
        if tree is not None:
            self.head_form.show_row(tree)
        if line is not None and tree is not None:
            self.line_form.show_line(line, tree.has_result_column)
            self.side.set_heading(f"Пункт {line.number}".strip() if not line.is_subhead else "Подзаголовок")
        elif section is not None:
            self.section_form.show_row(section)
            self.side.set_heading("Раздел", counted(len(section.lines), "строка", "строки", "строк"))
        else:
            self.side.set_heading("Дорожная карта" if head else "Выберите строку")
        self._show_remarks(line, section, head)

    def _show_remarks(self, line: RoadmapLine | None, section: RoadmapSectionRow | None, head: bool) -> None:
        found: list[Problem] = []
        for finding in self._findings:
            mine = (
                (line is not None and finding.line_id == line.id)
                or (section is not None and finding.section_id == section.id and finding.line_id is None)
                or (head and finding.line_id is None and finding.section_id is None)
            )
            if mine:
                found.append(finding.problem)
        self.remarks.set_problems(found)

    # -- editing

    def _run(self, name: str, *args: Any, done: Callable[[Changes], None] | None = None, **named: Any) -> None:
        def job(_progress: object) -> Changes:
            from app.services.roadmaps import commands

            changes: Changes = getattr(commands, name)(self.ui.ctx, *args, **named)
            return changes

        self.ui.worker.write(job, done=done, owner=self)

    def _save_line(self, line: RoadmapLine) -> None:
        self._run("update_line", line)

    def _save_section(self, section: RoadmapSectionRow) -> None:
        self._run("update_section", section.id, section.number, section.title)

    def _save_head(self, tree: RoadmapTree) -> None:
        self._run(
            "save_roadmap_header", tree.id, title=tree.title, preamble=tree.preamble, period_start=tree.period_start,
            period_end=tree.period_end, has_result_column=tree.has_result_column,
        )  # fmt: skip

    def _after_adding(self, changes: Changes) -> None:
        self._wanted_line = changes.value
        self._read_tree()
        self.split.open_detail()

    def add_line(self) -> None:
        """An item after the chosen one, or at the end of the chosen section."""
        self._add(RoadmapLine())

    def add_subhead(self) -> None:
        self._add(RoadmapLine(is_subhead=True))

    def _add(self, line: RoadmapLine) -> None:
        chosen = self.tree.current()
        if chosen is None:
            self.add_section()
            return
        position = chosen.position + 1 if chosen.line is not None else len(chosen.section.lines)
        self._run("add_line", chosen.section.id, line, position, done=self._after_adding)

    def add_section(self) -> None:
        tree = self.tree.rows.tree
        if tree is None:
            return

        def added(changes: Changes) -> None:
            self.tree.select(section_id=changes.value)
            self.split.open_detail()

        self._run("add_section", tree.id, f"{len(tree.sections) + 1}.", "", done=added)

    def move_current(self, by: int) -> None:
        chosen, tree = self.tree.current(), self.tree.rows.tree
        if chosen is None or tree is None:
            return
        if chosen.line is None:
            position = tree.sections.index(chosen.section) + by
            if 0 <= position < len(tree.sections):
                self._run("move_section", chosen.section.id, position)
            return
        position = chosen.position + by
        if 0 <= position < len(chosen.section.lines):
            self._run("move_line", chosen.line.id, chosen.section.id, position)
            return
        neighbour = tree.sections.index(chosen.section) + by
        if 0 <= neighbour < len(tree.sections):
            target = tree.sections[neighbour]
            self._run("move_line", chosen.line.id, target.id, len(target.lines) if by < 0 else 0)

    def delete_current(self) -> None:
        chosen = self.tree.current()
        if chosen is None:
            return
        if chosen.line is not None:
            self._run("delete_line", chosen.line.id)
        else:
            self._run("delete_section", chosen.section.id)

    def renumber(self) -> None:
        if self.tree.rows.tree is not None:
            self._run("renumber", self.tree.rows.tree.id)

    def edit_head(self) -> None:
        """The panel shows the roadmap as a whole until another row is chosen."""
        self._show_forms(None, self.tree.rows.tree, head=True)
        self.split.open_detail()

    def delete_roadmap(self) -> None:
        if self.tree.rows.tree is not None:
            self._run("delete_roadmap", self.tree.rows.tree.id)

    # -- new roadmaps

    def _stored(self, roadmap_id: int) -> None:
        self.list.select_key(roadmap_id)
        self.tree.setFocus()

    def add(self) -> None:
        tree = RoadmapTree("Новая дорожная карта", (RoadmapSectionRow("1.", ""),))

        def stored(changes: Changes) -> None:
            self._stored(changes.value)
            self.edit_head()

        self._run("create_roadmap", tree, done=stored)

    def choose_template(self) -> None:
        """Drop the templates under the button of the empty page."""
        button = self.empty.buttons[1]
        self.templates.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _fill_templates(self) -> None:
        """The templates with the years they would get now."""
        from app.services.roadmaps.templates import list_templates

        self.templates.clear()
        for row in list_templates():
            year = row.first_year(self._school_start())
            action = self.templates.addAction(f"{row.name}\t{row.period_words(year)}")
            items = counted(row.items, "мероприятие", "мероприятия", "мероприятий")
            action.setToolTip(f"{row.about}\n{items}, {counted(row.columns, 'графа', 'графы', 'граф')}")
            action.triggered.connect(lambda _checked=False, code=row.code, year=year: self.add_from_template(code, year))

    def _school_start(self) -> int:
        """The school year chosen above, by the year it begins in; today's where all are shown."""
        chosen = self.ui.years.current
        return year_of(self.ui.ctx.clock().date()) if chosen is None else chosen

    def add_from_template(self, code: str, start_year: int) -> None:
        """A roadmap out of a template, with the draft of its order where the template has one: one step back for both."""

        def job(_progress: object) -> Changes:
            from app.services.changes import joined
            from app.services.documents.commands import save_document
            from app.services.roadmaps.commands import create_roadmap
            from app.services.roadmaps.template_names import names_of
            from app.services.roadmaps.templates import build_order, build_template

            names = names_of(self.ui.workplace)
            made = create_roadmap(self.ui.ctx, build_template(code, start_year, names))
            order = build_order(code, start_year, names, made.value)
            if order is None:
                return made
            paper = "приказа" if order.kind == "order" else "распоряжения"
            return joined(made, save_document(self.ui.ctx, order), f"{made.message} Проект {paper} – в «Документах».")

        self.ui.worker.write(job, done=lambda changes: self._stored(changes.value), owner=self)

    def load_file(self) -> None:
        from app.ui.roadmaps.import_wizard import RoadmapImport, choose_roadmap_file

        path = choose_roadmap_file(self.ui, self)
        if path is not None:
            wizard = RoadmapImport(self.ui, path, self.window())
            wizard.stored.connect(self._stored)
            wizard.open()

    def make_order(self) -> None:
        """Draft the order that approves the roadmap and open it in «Документы»."""
        tree = self.tree.rows.tree
        if tree is None or tree.id is None:
            return
        roadmap_id = tree.id

        def job(_progress: object) -> Changes:
            from app.services.documents.commands import order_for_roadmap

            return order_for_roadmap(self.ui.ctx, roadmap_id)

        self.ui.worker.write(job, done=lambda changes: self.ui.open_target(("document", changes.value)), owner=self)

    def _print(self) -> None:
        tree = self.tree.rows.tree
        if tree is not None and tree.id is not None:
            open_form(self.ui, self, "roadmap", roadmap_id=tree.id)

    # -- the frame

    def open_target(self, target: Target) -> bool:
        if target[0] == "roadmap_item":
            self._wanted_line = target[1]
            if len(target) > 2:
                self.list.select_key(target[2])
            self._read_tree()
        else:
            self.list.select_key(target[1])
        return True

    def print_page(self) -> bool:
        self._print()
        return self.tree.rows.tree is not None

    def close_inner(self) -> bool:
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
            return True
        self.tree.setFocus()
        return True

    def leave(self) -> None:
        for form in (self.line_form, self.section_form, self.head_form):
            form.save_typed()
