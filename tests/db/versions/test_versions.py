"""Approved versions stay as they were; edits begin the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.context import Context
from app.services.documents.commands import delete_document, order_for_roadmap, register_document
from app.services.errors import UserError
from app.services.forms.blocks import plain_text
from app.services.forms.registry import make
from app.services.roadmaps import commands as roadmaps
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapTree
from app.services.versions import commands as do
from app.services.versions.queries import diff_versions, get_version, list_versions, version_tree
from tests.db.execution.district import add_roadmap, line


@pytest.fixture
def tree(ctx: Context) -> RoadmapTree:
    return add_roadmap(ctx)


def order(ctx: Context, tree: RoadmapTree, number: str, day: date) -> int:
    document: int = order_for_roadmap(ctx, tree.id or 0).value
    register_document(ctx, document, number, day)
    return document


def states(ctx: Context, tree: RoadmapTree) -> list[tuple[int, str, bool]]:
    return [(row.number, row.state, row.is_current) for row in list_versions(ctx, tree.id or 0)]


def test_approving_and_taking_it_back(ctx: Context, tree: RoadmapTree):
    document = order(ctx, tree, "14-од", date(2026, 1, 12))
    change = do.approve_version(ctx, tree.id or 0, document)
    assert change.value == 1
    (row,) = list_versions(ctx, tree.id or 0)
    assert (row.number, row.state, row.approved_on, row.is_current) == (1, "approved", date(2026, 1, 12), True)
    assert row.document == "приказ от 12.01.2026 №\xa014-од"
    assert version_tree(ctx, row.id) == get_roadmap(ctx, tree.id or 0)
    assert change.undo is not None
    back = change.undo(ctx)
    assert list_versions(ctx, tree.id or 0) == []
    assert back.undo is not None
    back.undo(ctx)
    assert states(ctx, tree) == [(1, "approved", True)]


def test_an_edit_begins_a_draft_and_its_undo_ends_it(ctx: Context, tree: RoadmapTree):
    do.approve_version(ctx, tree.id or 0, order(ctx, tree, "14-од", date(2026, 1, 12)))
    change = roadmaps.update_line(ctx, replace(line(tree, "1.2."), deadline="до 25 сентября 2026 г."))
    assert states(ctx, tree) == [(1, "approved", False), (2, "draft", True)]
    assert change.undo is not None
    change.undo(ctx)
    assert states(ctx, tree) == [(1, "approved", True)]


def test_the_locked_version_stays_and_the_difference_is_told(ctx: Context, tree: RoadmapTree):
    do.approve_version(ctx, tree.id or 0, order(ctx, tree, "14-од", date(2026, 1, 12)))
    item = line(tree, "1.2.")
    roadmaps.update_line(ctx, replace(item, deadline="до 25 сентября 2026 г."))
    roadmaps.delete_line(ctx, line(tree, "2.2.").id or 0)
    do.set_basis(ctx, tree.id or 0, "письмо министерства от 01.09.2026", item.uid)
    first, draft = list_versions(ctx, tree.id or 0)
    rows = diff_versions(ctx, first.id)
    assert [(row.place, row.field, row.basis) for row in rows] == [
        ("Пункт 1.2", "Срок", "письмо министерства от 01.09.2026"),
        ("Пункт 2.2", "", ""),
    ]
    assert rows == diff_versions(ctx, first.id, draft.id) == diff_versions(ctx, draft.id, first.id)
    do.approve_version(ctx, tree.id or 0, order(ctx, tree, "99-од", date(2026, 9, 10)))
    first, second = list_versions(ctx, tree.id or 0)
    assert (second.number, second.state, second.is_current) == (2, "approved", True)
    assert version_tree(ctx, first.id).item_count == 6
    rows = diff_versions(ctx, first.id, second.id)
    assert [row.basis for row in rows] == ["письмо министерства от 01.09.2026", "приказ от 10.09.2026 №\xa099-од"]
    assert get_version(ctx, first.id) == first and first.roadmap_id == tree.id
    with pytest.raises(UserError, match="Этой версии уже нет"):
        get_version(ctx, 77)


def test_the_table_of_changes_is_printed(ctx: Context, tree: RoadmapTree):
    do.approve_version(ctx, tree.id or 0, order(ctx, tree, "14-од", date(2026, 1, 12)))
    (first,) = list_versions(ctx, tree.id or 0)
    with pytest.raises(UserError, match="нет различий"):
        make(ctx, "roadmap_changes", version_a=first.id)
    roadmaps.update_line(ctx, replace(line(tree, "1.2."), deadline="до 25 сентября 2026 г."))
    roadmaps.delete_line(ctx, line(tree, "2.2.").id or 0)
    do.set_basis(ctx, tree.id or 0, "письмо министерства", line(tree, "1.2.").uid)
    page = make(ctx, "roadmap_changes", version_a=first.id)
    words = " ".join(part for section in page.sections for block in section.blocks for part in plain_text(block))
    for part in (
        "Было: версия 1 (приказ от 12.01.2026 №\xa014-од)",
        "Стало: карта на ", "Пункт 1.2", "(изменено)", "до 18 сентября 2026 г.",
        "до 25 сентября 2026 г.", "письмо министерства", "(исключено)", "2.2. Консультировать школы",
    ):  # fmt: skip
        assert part in words
    assert [note.text for note in page.notes] == ["Основание не указано: 1\xa0изменение. Графа останется пустой."]
    assert "Консультировать школы" in " ".join(
        part
        for section in make(ctx, "roadmap_version", version_id=first.id).sections
        for block in section.blocks
        for part in plain_text(block)
    )


def test_a_basis_and_its_way_back(ctx: Context, tree: RoadmapTree):
    with pytest.raises(UserError, match="не менялось"):
        do.set_basis(ctx, tree.id or 0, "решение")
    do.approve_version(ctx, tree.id or 0, order(ctx, tree, "14-од", date(2026, 1, 12)))
    edit = roadmaps.update_line(ctx, replace(line(tree, "1.2."), text="Иначе"))
    change = do.set_basis(ctx, tree.id or 0, "решение совещания")
    (first, _) = list_versions(ctx, tree.id or 0)
    assert [row.basis for row in diff_versions(ctx, first.id)] == ["решение совещания"]
    assert change.undo is not None and edit.undo is not None
    change.undo(ctx)
    assert [row.basis for row in diff_versions(ctx, first.id)] == [""]
    edit.undo(ctx)
    assert states(ctx, tree) == [(1, "approved", True)]


def test_what_cannot_be_approved(ctx: Context, tree: RoadmapTree):
    draft = order_for_roadmap(ctx, tree.id or 0).value
    other = add_roadmap(ctx)
    foreign = order(ctx, other, "1", date(2026, 2, 1))
    for document, words in ((draft, "не подписан"), (foreign, "другую"), (999, "уже нет")):
        with pytest.raises(UserError, match=words):
            do.approve_version(ctx, tree.id or 0, document)
    good = order(ctx, tree, "2", date(2026, 2, 1))
    do.approve_version(ctx, tree.id or 0, good)
    with pytest.raises(UserError, match="изменений после неё нет"):
        do.approve_version(ctx, tree.id or 0, good)
    with pytest.raises(UserError, match="утверждена версия 1"):
        delete_document(ctx, good)
