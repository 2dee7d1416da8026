"""What keys, menus and dragging do to the rows of the tree: each act is one command, one step back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.services.changes import Changes
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui.context import UiContext
from app.ui.roadmaps.tree import RoadmapView

Done = Callable[[Changes], None]


class RoadmapEditor(QObject):
    """Runs the commands for the chosen rows. `added(line_id, section_id)` (one of them None) when something new is to be
    typed into.
    """

    added = Signal(object, object)

    def __init__(self, ui: UiContext, view: RoadmapView) -> None:
        super().__init__(view)
        self._ui, self._view = ui, view
        view.delete_asked.connect(self.delete)
        view.move_asked.connect(self.move)
        view.rows.lines_dropped.connect(self._drop_lines)
        view.rows.section_dropped.connect(lambda section_id, position: self.run("move_section", section_id, position))

    @property
    def tree(self) -> RoadmapTree | None:
        return self._view.rows.tree

    def run(self, name: str, *args: Any, done: Done | None = None, **named: Any) -> None:
        """One command of the roadmaps by its name."""

        def job(_progress: object) -> Changes:
            from app.services.roadmaps import commands

            changes: Changes = getattr(commands, name)(self._ui.ctx, *args, **named)
            return changes

        self._ui.worker.write(job, done=done, owner=self)

    # -- texts

    def save_line(self, line: RoadmapLine) -> None:
        self.run("update_line", line)

    def save_section(self, section: RoadmapSectionRow) -> None:
        self.run("update_section", section.id, section.number, section.title)

    def save_head(self, tree: RoadmapTree) -> None:
        self.run(
            "save_roadmap_header", tree.id, title=tree.title, preamble=tree.preamble, period_start=tree.period_start,
            period_end=tree.period_end, has_result_column=tree.has_result_column,
        )  # fmt: skip

    # -- new rows

    def add_item(self) -> None:
        """An item after the chosen row, or at the end of the chosen section."""
        self._add(RoadmapLine())

    def add_subhead(self) -> None:
        self._add(RoadmapLine(is_subhead=True))

    def _add(self, line: RoadmapLine) -> None:
        place = self.place()
        if place is None:
            self.add_section()
            return
        self.run("add_line", place[0], line, place[1], done=lambda changes: self.added.emit(changes.value, None))

    def add_section(self) -> None:
        """A section after the chosen one."""
        tree, chosen = self.tree, self._view.current()
        if tree is None:
            return
        at = next((n for n, s in enumerate(tree.sections) if chosen is not None and s.id == chosen.section.id), None)
        position = len(tree.sections) if at is None else at + 1
        number = f"{len(tree.sections) + 1}." if not tree.sections or tree.sections[-1].number else ""
        done: Done = lambda changes: self.added.emit(None, changes.value)  # noqa: E731
        self.run("add_section", tree.id, number, "", position, done=done)

    def insert(self, lines: Sequence[RoadmapLine], done: Done | None = None) -> None:
        """Lines of another roadmap after the chosen row."""
        place = self.place()
        if place is not None:
            self.run("copy_lines", place[0], lines, place[1], done=done)

    def place(self) -> tuple[int, int] | None:
        """(section, position) after the chosen row; in the last section where nothing is chosen; None without sections."""
        tree, chosen = self.tree, self._view.current()
        if chosen is not None and chosen.section.id is not None:
            return chosen.section.id, chosen.position + 1 if chosen.line is not None else len(chosen.section.lines)
        if tree is None or not tree.sections or tree.sections[-1].id is None:
            return None
        return tree.sections[-1].id, len(tree.sections[-1].lines)

    # -- moving

    def move(self, by: int) -> None:
        """The chosen rows one place up (−1) or down (1), over the border of the section too."""
        tree, chosen = self.tree, self._view.chosen()
        if tree is None or not chosen:
            return
        if self._view.rows.is_filtered:
            self._ui.message(
                "Пока включён отбор, соседние строки не видны.", "Нажмите «Все» и очистите поле, затем переставляйте."
            )
            return
        lines = [one for one in chosen if one.line is not None]
        if not lines:
            position = tree.sections.index(chosen[0].section) + by
            if len(chosen) == 1 and 0 <= position < len(tree.sections):
                self.run("move_section", chosen[0].section.id, position)
            return
        section = lines[0].section
        if any(one.section.id != section.id for one in lines):
            self._ui.message("Выбраны строки разных разделов.", "Переставляйте строки одного раздела или перетащите их мышью.")
            return
        places = [one.position for one in lines]
        others = len(section.lines) - len(lines)
        target = sum(1 for at in range(places[0]) if at not in places) + by
        ids = [one.line.id for one in lines if one.line is not None]
        if 0 <= target <= others:
            self.run("move_lines", ids, section.id, target)
            return
        neighbour = tree.sections.index(section) + by
        if 0 <= neighbour < len(tree.sections):
            into = tree.sections[neighbour]
            self.run("move_lines", ids, into.id, len(into.lines) if by < 0 else 0)

    def _drop_lines(self, ids: list[int], section_id: int, position: int) -> None:
        self.run("move_lines", ids, section_id, position)

    def renumber(self) -> None:
        if self.tree is not None:
            self.run("renumber", self.tree.id)

    # -- deleting

    def delete(self) -> None:
        """The chosen lines; a section where only that is chosen."""
        chosen = self._view.chosen()
        lines = [one.line.id for one in chosen if one.line is not None]
        if lines:
            self.run("delete_lines", lines)
        elif len(chosen) == 1:
            self.run("delete_section", chosen[0].section.id)
        elif chosen:
            self._ui.message("Выбрано несколько разделов.", "Разделы удаляются по одному.")

    def delete_roadmap(self) -> None:
        if self.tree is not None:
            self.run("delete_roadmap", self.tree.id)
