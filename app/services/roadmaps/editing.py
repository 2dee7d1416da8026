"""Edits of a roadmap as pure functions: tree and values → tree. Ids name sections and lines; new ones have none."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.services.errors import UserError
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import renumbered

Edit = Callable[[RoadmapTree], RoadmapTree]
_GONE = "Обновите вид: строку могли удалить."


def with_line(tree: RoadmapTree, section_id: int, line: RoadmapLine, position: int | None = None) -> RoadmapTree:
    """The line put into the section before the line at `position` (0-based), at the end when None."""
    section = _section(tree, section_id)
    return _with_section(tree, _put(section, line, position))


def with_changed_line(tree: RoadmapTree, line: RoadmapLine) -> RoadmapTree:
    """The line with `line.id` gets new values; its uid and its link to the district's roadmap stay."""
    section, index = _place(tree, line.id)
    stored = section.lines[index]
    line = replace(line, uid=stored.uid, parent_uid=stored.parent_uid)
    return _with_section(tree, replace(section, lines=(*section.lines[:index], line, *section.lines[index + 1 :])))


def line_of(tree: RoadmapTree, line_id: int) -> RoadmapLine:
    """Raises UserError where it is gone."""
    section, index = _place(tree, line_id)
    return section.lines[index]


def without_line(tree: RoadmapTree, line_id: int) -> RoadmapTree:
    section, index = _place(tree, line_id)
    return _with_section(tree, replace(section, lines=section.lines[:index] + section.lines[index + 1 :]))


def with_moved_line(tree: RoadmapTree, line_id: int, section_id: int, position: int) -> RoadmapTree:
    """`position` counts the lines of the target section without the moved one."""
    section, index = _place(tree, line_id)
    line = section.lines[index]
    return with_line(without_line(tree, line_id), section_id, line, position)


def with_lines(tree: RoadmapTree, section_id: int, lines: Sequence[RoadmapLine], position: int | None = None) -> RoadmapTree:
    """All these lines put into the section, in this order, before the line at `position`, at the end when None."""
    section = _section(tree, section_id)
    at = len(section.lines) if position is None else max(0, min(position, len(section.lines)))
    return _with_section(tree, replace(section, lines=(*section.lines[:at], *lines, *section.lines[at:])))


def with_moved_lines(tree: RoadmapTree, line_ids: Sequence[int], section_id: int, position: int) -> RoadmapTree:
    """Moved together, in their printed order; `position` counts the lines of the target section without the moved ones."""
    wanted = set(line_ids)
    moved = [line for section in tree.sections for line in section.lines if line.id in wanted]
    if len(moved) < len(wanted):
        raise UserError("Какой-то из строк уже нет.", _GONE)
    return with_lines(without_lines(tree, line_ids), section_id, moved, position)


def without_lines(tree: RoadmapTree, line_ids: Sequence[int]) -> RoadmapTree:
    wanted = set(line_ids)
    return replace(
        tree,
        sections=tuple(replace(s, lines=tuple(line for line in s.lines if line.id not in wanted)) for s in tree.sections),
    )


def with_section(tree: RoadmapTree, section: RoadmapSectionRow, position: int | None = None) -> RoadmapTree:
    at = len(tree.sections) if position is None else max(0, min(position, len(tree.sections)))
    return replace(tree, sections=(*tree.sections[:at], section, *tree.sections[at:]))


def with_changed_section(tree: RoadmapTree, section_id: int, number: str, title: str) -> RoadmapTree:
    return _with_section(tree, replace(_section(tree, section_id), number=number, title=title))


def without_section(tree: RoadmapTree, section_id: int) -> RoadmapTree:
    _section(tree, section_id)
    return replace(tree, sections=tuple(s for s in tree.sections if s.id != section_id))


def with_moved_section(tree: RoadmapTree, section_id: int, position: int) -> RoadmapTree:
    """`position` counts the sections without the moved one."""
    return with_section(without_section(tree, section_id), _section(tree, section_id), position)


def with_line_under(tree: RoadmapTree, title: str, line: RoadmapLine) -> RoadmapTree:
    """The line at the end of the section of this title, made at the end where there is none; numbers go on where the
    roadmap is numbered evenly, else nothing is renumbered.
    """
    even = renumbered(tree) == tree
    sections = list(tree.sections)
    at = next((n for n, one in enumerate(sections) if one.title.strip().casefold() == title.casefold()), None)
    if at is None:
        sections.append(RoadmapSectionRow("", title, (line,)))
    else:
        sections[at] = replace(sections[at], lines=(*sections[at].lines, line))
    made = replace(tree, sections=tuple(sections))
    return renumbered(made) if even else made


def same_content(left: RoadmapTree, right: RoadmapTree) -> bool:
    """Equal but for ids (a line put back by «Отменить» may have a new one)."""
    return without_ids(left) == without_ids(right)


def without_ids(tree: RoadmapTree) -> RoadmapTree:
    """The tree as a draft: nothing in it says which rows of the base it came from."""
    return replace(tree, id=None, sections=_each_line(tree, lambda line: replace(line, id=None, uid="")))


def with_uids(tree: RoadmapTree) -> RoadmapTree:
    """New lines get the uid they keep for good."""
    return replace(
        tree,
        sections=tuple(
            replace(s, lines=tuple(line if line.uid else replace(line, uid=uuid.uuid4().hex) for line in s.lines))
            for s in tree.sections
        ),
    )


def _each_line(tree: RoadmapTree, change: Callable[[RoadmapLine], RoadmapLine]) -> tuple[RoadmapSectionRow, ...]:
    return tuple(replace(s, id=None, lines=tuple(map(change, s.lines))) for s in tree.sections)


def _put(section: RoadmapSectionRow, line: RoadmapLine, position: int | None) -> RoadmapSectionRow:
    at = len(section.lines) if position is None else max(0, min(position, len(section.lines)))
    return replace(section, lines=(*section.lines[:at], line, *section.lines[at:]))


def _section(tree: RoadmapTree, section_id: int) -> RoadmapSectionRow:
    found = next((section for section in tree.sections if section.id == section_id), None)
    if found is None:
        raise UserError("Этого раздела уже нет.", _GONE)
    return found


def _with_section(tree: RoadmapTree, section: RoadmapSectionRow) -> RoadmapTree:
    return replace(tree, sections=tuple(section if s.id == section.id else s for s in tree.sections))


def _place(tree: RoadmapTree, line_id: int | None) -> tuple[RoadmapSectionRow, int]:
    for section in tree.sections:
        for index, line in enumerate(section.lines):
            if line_id is not None and line.id == line_id:
                return section, index
    raise UserError("Этой строки уже нет.", _GONE)
