"""Changing roadmaps: one call, one transaction, one way back.

Every edit reads the tree, changes it by a pure function and stores the difference; «Отменить» stores the former tree,
provided that nobody changed the roadmap in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps import editing
from app.services.roadmaps.attached import put_back, take_aside
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import DeadlineChoice, RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import NumberStyle, renumbered
from app.services.roadmaps.store import delete_tree, insert_tree, store_tree
from app.services.text_ru import counted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})
Undo = Callable[[Context], Changes]


# --- whole roadmaps -------------------------------------------------------------------------------------------------


def create_roadmap(ctx: Context, tree: RoadmapTree) -> Changes:
    """Store a new roadmap; ids in the tree are ignored. `value` is the id of the roadmap."""
    if not tree.title.strip():
        raise UserError("У дорожной карты нет названия.", "Введите название.")
    return _create(ctx, editing.with_uids(editing.without_ids(tree)))


def _create(ctx: Context, draft: RoadmapTree) -> Changes:
    with ctx.db.write() as session:
        roadmap_id = insert_tree(session, ctx, draft, None)
    counts = counted(draft.item_count, "мероприятие", "мероприятия", "мероприятий")
    return Changes(ROADMAPS, f"Дорожная карта сохранена: {counts}.", _undo_create(roadmap_id, draft), roadmap_id)


def import_roadmap(ctx: Context, path: Path) -> Changes:
    """Read a file and store what was understood; `value` is the id. What was doubtful: `preview_roadmap(path)`."""
    return create_roadmap(ctx, preview_roadmap(path).tree)


def delete_roadmap(ctx: Context, roadmap_id: int) -> Changes:
    """Delete a roadmap that no order approves and no school's roadmap was derived from, with its marks and versions."""
    with ctx.db.write() as session:
        tree = load_tree(session, roadmap_id)
        refuse_if_needed(session, roadmap_id)
        attached = take_aside(session, roadmap_id)
        delete_tree(session, roadmap_id)

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            restored = insert_tree(session, ctx, tree, roadmap_id)
            put_back(session, attached, restored)
        return Changes(ROADMAPS, "Дорожная карта восстановлена.", lambda ctx: delete_roadmap(ctx, restored), restored)

    return Changes(ROADMAPS, "Дорожная карта удалена.", undo)


def save_roadmap_header(
    ctx: Context,
    roadmap_id: int,
    *,
    title: str,
    preamble: str = "",
    period_start: date | None = None,
    period_end: date | None = None,
    has_result_column: bool = True,
) -> Changes:
    """Title, preamble, period and the number of columns; texts in a hidden column of results are kept."""
    if not title.strip():
        raise UserError("У дорожной карты нет названия.", "Введите название.")
    if period_start and period_end and period_start > period_end:
        raise UserError("Начало периода позже его конца.", "Исправьте даты.")
    values = {
        "title": title.strip(),
        "preamble": preamble,
        "period_start": period_start,
        "period_end": period_end,
        "has_result_column": has_result_column,
    }
    return edit_roadmap(ctx, roadmap_id, lambda tree: replace(tree, **values), "Сведения о дорожной карте сохранены.")  # type: ignore[arg-type]


def renumber(ctx: Context, roadmap_id: int, style: NumberStyle | None = None) -> Changes:
    """New numbers for sections, sub-heads and items; without `style` the present way is kept."""
    return edit_roadmap(ctx, roadmap_id, lambda tree: renumbered(tree, style), "Пункты пронумерованы заново.")


# --- lines ----------------------------------------------------------------------------------------------------------


def add_line(ctx: Context, section_id: int, line: RoadmapLine, position: int | None = None) -> Changes:
    """A new item or sub-head, before the line at `position` or at the end; `value` is its id."""
    roadmap_id = _roadmap_of_section(ctx, section_id)
    new = replace(line, id=None)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_line(tree, section_id, new, position), "Строка добавлена.")


def update_line(ctx: Context, line: RoadmapLine) -> Changes:
    """Store the values of the line with `line.id`."""
    roadmap_id = _roadmap_of_line(ctx, line.id)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_changed_line(tree, line), "Изменения сохранены.")


def choose_reading(ctx: Context, line_id: int, choice: DeadlineChoice | None) -> Changes:
    """What a person decides about the deadline of a line: a reading, own days, no days; None = as the program reads it.

    The decision holds for the text as it is now.
    """
    if choice is not None and any(first and last and first > last for first, last in choice.intervals):
        raise UserError("Начало срока позже его конца.", "Исправьте даты.")
    if choice is not None and choice.way == "own" and not any(first or last for first, last in choice.intervals):
        raise UserError("Не указано ни одной даты.", "Впишите дату или выберите одно из прочтений.")
    roadmap_id = _roadmap_of_line(ctx, line_id)

    def edit(tree: RoadmapTree) -> RoadmapTree:
        line = editing.line_of(tree, line_id)
        return editing.with_changed_line(
            tree, replace(line, deadline_choice=replace(choice, text=line.deadline) if choice is not None else None)
        )

    return edit_roadmap(ctx, roadmap_id, edit, "Срок уточнён." if choice is not None else "Срок снова читает программа.")


def move_line(ctx: Context, line_id: int, section_id: int, position: int) -> Changes:
    """Move a line within its section or to another one of the same roadmap; `position` counts the other lines."""
    roadmap_id = _roadmap_of_line(ctx, line_id)
    return edit_roadmap(
        ctx, roadmap_id, lambda tree: editing.with_moved_line(tree, line_id, section_id, position), "Строка перемещена."
    )


def copy_lines(ctx: Context, section_id: int, lines: Sequence[RoadmapLine], position: int | None = None) -> Changes:
    """Lines of another roadmap or of a template put into this one as new ones; `value` is the id of the first.

    The words are taken over; decisions about deadlines that belong to those words too, links to a district's roadmap not.
    """
    if not lines:
        raise UserError("Не выбрано ни одного пункта.", "Отметьте пункты, которые нужно взять.")
    roadmap_id = _roadmap_of_section(ctx, section_id)
    new = [replace(line, id=None, uid="", parent_uid="") for line in lines]
    words = f"Вставлено: {counted(len(new), 'строка', 'строки', 'строк')}."
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_lines(tree, section_id, new, position), words)


def move_lines(ctx: Context, line_ids: Sequence[int], section_id: int, position: int) -> Changes:
    """Move lines together, in their printed order; `position` counts the other lines of the target section."""
    roadmap_id = _roadmap_of_section(ctx, section_id)
    words = "Строка перемещена." if len(line_ids) == 1 else f"Перемещено: {counted(len(line_ids), 'строка', 'строки', 'строк')}."
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_moved_lines(tree, line_ids, section_id, position), words)


def delete_lines(ctx: Context, line_ids: Sequence[int]) -> Changes:
    """Delete several lines of one roadmap at once."""
    if not line_ids:
        raise UserError("Не выбрано ни одной строки.", "Выберите строки и повторите.")
    roadmap_id = _roadmap_of_line(ctx, line_ids[0])
    words = "Строка удалена." if len(line_ids) == 1 else f"Удалено: {counted(len(line_ids), 'строка', 'строки', 'строк')}."
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.without_lines(tree, line_ids), words)


def delete_line(ctx: Context, line_id: int) -> Changes:
    roadmap_id = _roadmap_of_line(ctx, line_id)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.without_line(tree, line_id), "Строка удалена.")


# --- sections -------------------------------------------------------------------------------------------------------


def add_section(ctx: Context, roadmap_id: int, number: str = "", title: str = "", position: int | None = None) -> Changes:
    """A new empty section; `value` is its id."""
    section = RoadmapSectionRow(number, title)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_section(tree, section, position), "Раздел добавлен.")


def update_section(ctx: Context, section_id: int, number: str, title: str) -> Changes:
    roadmap_id = _roadmap_of_section(ctx, section_id)
    return edit_roadmap(
        ctx, roadmap_id, lambda tree: editing.with_changed_section(tree, section_id, number, title), "Раздел сохранён."
    )


def move_section(ctx: Context, section_id: int, position: int) -> Changes:
    """`position` counts the other sections."""
    roadmap_id = _roadmap_of_section(ctx, section_id)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.with_moved_section(tree, section_id, position), "Раздел перемещён.")


def delete_section(ctx: Context, section_id: int) -> Changes:
    """The section goes with everything in it."""
    roadmap_id = _roadmap_of_section(ctx, section_id)
    return edit_roadmap(ctx, roadmap_id, lambda tree: editing.without_section(tree, section_id), "Раздел удалён.")


# --- inside ---------------------------------------------------------------------------------------------------------


def edit_roadmap(ctx: Context, roadmap_id: int, edit: editing.Edit, message: str) -> Changes:
    """Any edit of the tree by a pure function; `value` is the id of what is new."""
    with ctx.db.write() as session:
        before = load_tree(session, roadmap_id)
        after = editing.with_uids(edit(before))
        new_id = store_tree(session, ctx, before, after)
    return Changes(ROADMAPS, message, restore(roadmap_id, before, after, "Изменение отменено."), new_id)


def restore(roadmap_id: int, target: RoadmapTree, expected: RoadmapTree, message: str) -> Undo:
    """An undo: the roadmap becomes `target` again if it still is `expected`."""

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            now = load_tree(session, roadmap_id)
            if not editing.same_content(now, expected):
                raise UserError(
                    "Отменить нельзя: дорожная карта с тех пор изменилась.", "Отмените сначала более поздние изменения."
                )
            store_tree(session, ctx, now, target)
        return Changes(ROADMAPS, message, restore(roadmap_id, expected, target, "Изменение возвращено."), roadmap_id)

    return undo


def _undo_create(roadmap_id: int, draft: RoadmapTree) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if not editing.same_content(load_tree(session, roadmap_id), draft):
                raise UserError("Отменить нельзя: дорожную карту с тех пор изменили.", "Удалите её, если она не нужна.")
            refuse_if_needed(session, roadmap_id)
            delete_tree(session, roadmap_id)
        return Changes(ROADMAPS, "Дорожная карта убрана.", lambda ctx: _create(ctx, draft))

    return undo


def refuse_if_needed(session: Session, roadmap_id: int) -> None:
    """A roadmap that something else stands on is not deleted."""
    derived = session.scalars(select(Roadmap.title).where(Roadmap.parent_roadmap_id == roadmap_id).limit(1)).first()
    if derived is not None:
        raise UserError(f"От этой карты произведена карта школы: «{derived}».", "Сначала удалите карты школ.")
    document = session.scalars(select(Document).where(Document.roadmap_id == roadmap_id).limit(1)).first()
    if document is not None:
        name = f"«{document.heading}»" if document.heading else "без заголовка"
        raise UserError(
            f"Дорожную карту утверждает документ {name}: она его приложение.",
            "Сначала удалите этот документ или выберите в нём другую карту.",
        )


def _roadmap_of_section(ctx: Context, section_id: int) -> int:
    with ctx.db.read() as session:
        found = session.scalar(select(RoadmapSection.roadmap_id).where(RoadmapSection.id == section_id))
    if found is None:
        raise UserError("Этого раздела уже нет.", "Обновите вид: раздел могли удалить.")
    return found


def _roadmap_of_line(ctx: Context, line_id: int | None) -> int:
    with ctx.db.read() as session:
        found = session.scalar(
            select(RoadmapSection.roadmap_id)
            .join(RoadmapRow, RoadmapRow.section_id == RoadmapSection.id)
            .where(RoadmapRow.id == line_id)
        )
    if found is None:
        raise UserError("Этой строки уже нет.", "Обновите вид: строку могли удалить.")
    return found
