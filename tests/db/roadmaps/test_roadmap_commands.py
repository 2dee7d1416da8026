"""Storing and editing roadmaps: what is read back, and every way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.changes import Changes
from app.services.context import Context
from app.services.documents.commands import order_for_roadmap
from app.services.errors import UserError
from app.services.roadmaps import commands as do
from app.services.roadmaps.editing import without_ids
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.services.roadmaps.templates import build_template
from tests.unit.roadmaps.paper import Look, plain, write_docx

TREE = replace(build_template("objectivity", 2026), approval_text="Приказ № 1", source_file="карта.docx")
NEW = RoadmapLine("9.", "Новое дело", "май", "Отдел", "Справка")


@pytest.fixture
def stored(ctx: Context) -> RoadmapTree:
    return get_roadmap(ctx, do.create_roadmap(ctx, TREE).value)


def _undone_and_redone(ctx: Context, change: Changes, before: RoadmapTree) -> None:
    """The edit, its way back and the way forth again."""
    assert before.id is not None
    after = get_roadmap(ctx, before.id)
    assert change.undo is not None
    back = change.undo(ctx)
    assert get_roadmap(ctx, before.id) == before
    assert back.undo is not None
    back.undo(ctx)
    assert without_ids(get_roadmap(ctx, before.id)) == without_ids(after)


def test_what_is_stored_is_read_back(ctx: Context, stored: RoadmapTree):
    assert without_ids(stored) == TREE
    assert all(s.id and all(line.id for line in s.lines) for s in stored.sections)
    (row,) = list_roadmaps(ctx)
    assert (row.id, row.title, row.sections, row.items) == (stored.id, TREE.title, 4, TREE.item_count)
    assert (row.period_start, row.period_end) == (date(2026, 9, 1), date(2027, 8, 31))


def test_lists_are_alphabetical_and_count_items_only(ctx: Context):
    for title in ("Ямал", "план 10", "План 9"):
        do.create_roadmap(ctx, replace(TREE, title=title))
    subhead = RoadmapLine("", "Подзаголовок", is_subhead=True)
    rows = list_roadmaps(ctx)
    assert [row.title for row in rows] == ["План 9", "план 10", "Ямал"]
    tree = get_roadmap(ctx, rows[0].id)
    assert tree.sections[0].id is not None
    do.add_line(ctx, tree.sections[0].id, subhead)
    assert list_roadmaps(ctx)[0].items == TREE.item_count


def test_import_of_a_file(ctx: Context, tmp_path: Path):
    path = write_docx(tmp_path / "Карта района.docx", TREE, Look(page_every=6, tear=True))
    changes = do.import_roadmap(ctx, path)
    tree = get_roadmap(ctx, changes.value)
    assert plain(tree) == plain(TREE)
    assert tree.source_file == "Карта района.docx"
    assert changes.undo is not None
    changes.undo(ctx)
    assert list_roadmaps(ctx) == []


EDITS: dict[str, Callable[[Context, RoadmapTree], Changes]] = {
    "add first": lambda ctx, t: do.add_line(ctx, t.sections[1].id or 0, NEW, 0),
    "add last": lambda ctx, t: do.add_line(ctx, t.sections[3].id or 0, NEW),
    "change": lambda ctx, t: do.update_line(ctx, replace(t.sections[0].lines[1], text="Иначе", deadline="июнь")),
    "to subhead": lambda ctx, t: do.update_line(ctx, replace(t.sections[0].lines[1], is_subhead=True)),
    "delete": lambda ctx, t: do.delete_line(ctx, t.sections[2].lines[0].id or 0),
    "move down": lambda ctx, t: do.move_line(ctx, t.sections[0].lines[0].id or 0, t.sections[0].id or 0, 2),
    "move over": lambda ctx, t: do.move_line(ctx, t.sections[0].lines[0].id or 0, t.sections[3].id or 0, 1),
    "move several": lambda ctx, t: do.move_lines(
        ctx, [t.sections[1].lines[0].id or 0, t.sections[0].lines[1].id or 0], t.sections[0].id or 0, 0
    ),
    "delete several": lambda ctx, t: do.delete_lines(ctx, [line.id or 0 for line in t.sections[2].lines[:2]]),
    "copy": lambda ctx, t: do.copy_lines(ctx, t.sections[0].id or 0, [NEW, *t.sections[1].lines], 1),
    "section": lambda ctx, t: do.add_section(ctx, t.id or 0, "5.", "Ещё раздел", 1),
    "rename": lambda ctx, t: do.update_section(ctx, t.sections[1].id or 0, "II.", "Другое название"),
    "move section": lambda ctx, t: do.move_section(ctx, t.sections[3].id or 0, 0),
    "delete section": lambda ctx, t: do.delete_section(ctx, t.sections[1].id or 0),
    "renumber": lambda ctx, t: do.renumber(ctx, t.id or 0, "continuous"),
    "header": lambda ctx, t: do.save_roadmap_header(
        ctx, t.id or 0, title="Новое", preamble="Цель", period_start=date(2027, 1, 1), has_result_column=False
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_every_edit_has_its_way_back(ctx: Context, stored: RoadmapTree, edit):
    change = edit(ctx, stored)
    assert change.topics == {"roadmaps"}
    assert without_ids(get_roadmap(ctx, stored.id or 0)) != without_ids(stored)
    _undone_and_redone(ctx, change, stored)


def test_values_of_new_lines_and_sections_are_their_ids(ctx: Context, stored: RoadmapTree):
    line_id = do.add_line(ctx, stored.sections[0].id or 0, NEW, 1).value
    section_id = do.add_section(ctx, stored.id or 0, title="Ещё").value
    tree = get_roadmap(ctx, stored.id or 0)
    added = tree.sections[0].lines[1]
    assert added == replace(NEW, id=line_id, uid=added.uid)
    assert added.uid
    assert (tree.sections[4].title, tree.sections[4].id) == ("Ещё", section_id)


def test_lines_moved_together_keep_their_order_and_their_names(ctx: Context, stored: RoadmapTree):
    first, second = stored.sections[0].lines[:2], stored.sections[1].lines[:1]
    do.move_lines(ctx, [line.id or 0 for line in (*second, *first)], stored.sections[1].id or 0, 1)
    tree = get_roadmap(ctx, stored.id or 0)
    assert [line.uid for line in tree.sections[1].lines[1:4]] == [line.uid for line in (*first, *second)]
    with pytest.raises(UserError):
        do.move_lines(ctx, [10_000], stored.sections[1].id or 0, 0)


def test_copied_lines_are_lines_of_their_own(ctx: Context, stored: RoadmapTree):
    original = stored.sections[1].lines
    first_id = do.copy_lines(ctx, stored.sections[0].id or 0, original, 1).value
    copied = get_roadmap(ctx, stored.id or 0).sections[0].lines[1 : 1 + len(original)]
    assert copied[0].id == first_id
    assert [line.text for line in copied] == [line.text for line in original]
    assert not {line.uid for line in copied} & {line.uid for line in original}
    with pytest.raises(UserError):
        do.copy_lines(ctx, stored.sections[0].id or 0, [])
    with pytest.raises(UserError):
        do.delete_lines(ctx, [])


def test_edits_move_the_roadmap_forward_in_time(ctx: Context, stored: RoadmapTree):
    before = list_roadmaps(ctx)[0].updated_at
    do.renumber(ctx, stored.id or 0, "restart")
    assert list_roadmaps(ctx)[0].updated_at > before


def test_deleting_a_roadmap_and_bringing_it_back(ctx: Context, stored: RoadmapTree):
    change = do.delete_roadmap(ctx, stored.id or 0)
    assert list_roadmaps(ctx) == []
    assert change.undo is not None
    change.undo(ctx)
    assert get_roadmap(ctx, stored.id or 0) == stored


def test_a_roadmap_comes_back_when_its_number_is_taken(ctx: Context, stored: RoadmapTree):
    change = do.delete_roadmap(ctx, stored.id or 0)
    other = do.create_roadmap(ctx, replace(TREE, title="Другая")).value
    assert change.undo is not None
    back = change.undo(ctx).value
    assert back != other
    assert without_ids(get_roadmap(ctx, back)) == TREE
    assert get_roadmap(ctx, other).title == "Другая"
    assert get_roadmap(ctx, other).item_count == TREE.item_count


def test_undo_of_an_older_edit_is_refused_until_the_later_ones_are_undone(ctx: Context, stored: RoadmapTree):
    first = EDITS["change"](ctx, stored)
    second = EDITS["delete"](ctx, stored)
    assert first.undo is not None
    assert second.undo is not None
    with pytest.raises(UserError, match="с тех пор изменилась"):
        first.undo(ctx)
    second.undo(ctx)
    first.undo(ctx)
    assert get_roadmap(ctx, stored.id or 0) == stored


def test_an_approved_roadmap_is_not_deleted(ctx: Context, stored: RoadmapTree):
    order_for_roadmap(ctx, stored.id or 0)
    with pytest.raises(UserError, match="утверждает документ"):
        do.delete_roadmap(ctx, stored.id or 0)
    assert list_roadmaps(ctx)[0].document_ids


def test_what_is_refused(ctx: Context, stored: RoadmapTree):
    with pytest.raises(UserError, match="нет названия"):
        do.create_roadmap(ctx, RoadmapTree(" "))
    with pytest.raises(UserError, match="нет названия"):
        do.save_roadmap_header(ctx, stored.id or 0, title="")
    with pytest.raises(UserError, match="позже"):
        do.save_roadmap_header(ctx, stored.id or 0, title="К", period_start=date(2027, 1, 1), period_end=date(2026, 1, 1))
    for call in (
        lambda: do.delete_line(ctx, 999),
        lambda: do.update_line(ctx, NEW),
        lambda: do.delete_section(ctx, 999),
        lambda: get_roadmap(ctx, 999),
        lambda: do.move_line(ctx, stored.sections[0].lines[0].id or 0, 999, 0),
    ):
        with pytest.raises(UserError, match="уже нет"):
            call()
    assert get_roadmap(ctx, stored.id or 0) == stored


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=6))
def test_any_edits_undone_one_by_one_leave_no_trace(ctx: Context, names: list[str]):
    roadmap_id = do.create_roadmap(ctx, TREE).value
    stack = []
    for name in names:
        before = get_roadmap(ctx, roadmap_id)
        if len(before.sections) == 4 and all(section.lines for section in before.sections):
            stack.append((EDITS[name](ctx, before), before))
    for change, before in reversed(stack):
        assert change.undo is not None
        change.undo(ctx)
        assert get_roadmap(ctx, roadmap_id) == before
