"""Storing orders: drafting for a roadmap, registering, deleting, and every way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.context import Context
from app.services.documents import commands as do
from app.services.documents.queries import get_document, list_documents
from app.services.documents.rows import Clause, DocumentRow
from app.services.errors import UserError
from app.services.lint.queries import document_remarks
from app.services.roadmaps.commands import create_roadmap, delete_roadmap
from app.services.roadmaps.queries import list_roadmaps
from app.services.roadmaps.templates import build_template
from app.services.workplace.commands import init_workplace

DRAFT = DocumentRow(
    None,
    body="Отдел образования",
    heading="О подготовке школ",
    clauses=(Clause("Подготовить школы.", date(2026, 10, 1)), Clause("Контроль за исполнением приказа оставляю за собой.")),
)


@pytest.fixture
def roadmap_id(ctx: Context) -> int:
    value = create_roadmap(ctx, build_template("objectivity", 2026)).value
    assert isinstance(value, int)
    return value


def _plain(row: DocumentRow) -> DocumentRow:
    return replace(row, id=None, clauses=tuple(replace(clause, id=None) for clause in row.clauses))


def test_what_is_stored_is_read_back(ctx: Context):
    document_id = do.save_document(ctx, DRAFT).value
    stored = get_document(ctx, document_id)
    assert _plain(stored) == DRAFT
    assert list_documents(ctx) == [stored]


def test_changing_clauses_and_undoing(ctx: Context):
    document_id = do.save_document(ctx, DRAFT).value
    before = get_document(ctx, document_id)
    clauses = (before.clauses[1], Clause("Новый пункт."), before.clauses[1])
    change = do.save_document(ctx, replace(before, heading="Об ином", clauses=clauses))
    after = get_document(ctx, document_id)
    assert [clause.text for clause in after.clauses] == [before.clauses[1].text, "Новый пункт.", before.clauses[1].text]
    assert change.undo is not None
    back = change.undo(ctx)
    assert _plain(get_document(ctx, document_id)) == _plain(before)
    assert back.undo is not None
    back.undo(ctx)
    assert _plain(get_document(ctx, document_id)) == _plain(after)


def test_undo_of_a_new_document_and_back_again(ctx: Context):
    change = do.save_document(ctx, DRAFT)
    assert change.undo is not None
    back = change.undo(ctx)
    assert list_documents(ctx) == []
    assert back.undo is not None
    back.undo(ctx)
    assert [_plain(row) for row in list_documents(ctx)] == [DRAFT]


def test_undo_after_a_later_change_is_refused(ctx: Context):
    change = do.save_document(ctx, DRAFT)
    do.save_document(ctx, replace(get_document(ctx, change.value), heading="О другом"))
    assert change.undo is not None
    with pytest.raises(UserError, match="с тех пор изменился"):
        change.undo(ctx)


def test_an_order_is_drafted_for_a_roadmap(ctx: Context, roadmap_id: int):
    init_workplace(ctx, "department", "Отдел образования администрации Заречного района", "Заречный район")
    document_id = do.order_for_roadmap(ctx, roadmap_id).value
    order = get_document(ctx, document_id)
    assert order.body == "Отдел образования администрации Заречного района"
    assert order.heading.startswith("Об утверждении дорожной карты по повышению объективности")
    assert order.clauses[0].text.startswith("Утвердить прилагаемую дорожную карту")
    assert "(приложение)" in order.clauses[0].text
    assert order.clauses[-1].text == "Контроль за исполнением настоящего приказа оставляю за собой."
    assert date(2027, 8, 31) in [clause.deadline for clause in order.clauses]
    assert list_roadmaps(ctx)[0].document_ids == (document_id,)
    assert [r.finding.detail for r in document_remarks(ctx, document_id) if r.finding.code == "order_card"] == ["no_signer"]


def test_a_directive_speaks_of_itself(ctx: Context, roadmap_id: int):
    order = get_document(ctx, do.order_for_roadmap(ctx, roadmap_id, "directive").value)
    assert order.kind == "directive"
    assert "распоряжения" in order.clauses[-1].text


def test_undo_of_a_drafted_order_frees_the_roadmap(ctx: Context, roadmap_id: int):
    change = do.order_for_roadmap(ctx, roadmap_id)
    assert change.undo is not None
    change.undo(ctx)
    delete_roadmap(ctx, roadmap_id)
    assert list_roadmaps(ctx) == []


def test_registering_and_undoing(ctx: Context):
    document_id = do.save_document(ctx, DRAFT).value
    change = do.register_document(ctx, document_id, " 112-од ", date(2026, 9, 11))
    row = get_document(ctx, document_id)
    assert (row.number, row.signed_on, row.state) == ("112-од", date(2026, 9, 11), "registered")
    assert "№ 112-од от 11.09.2026" in change.message
    assert change.undo is not None
    change.undo(ctx)
    assert get_document(ctx, document_id).state == "draft"


def test_a_number_is_given_once_a_year(ctx: Context):
    first, second = (do.save_document(ctx, DRAFT).value for _ in range(2))
    do.register_document(ctx, first, "7", date(2026, 9, 11))
    with pytest.raises(UserError, match="уже занят"):
        do.register_document(ctx, second, "7", date(2026, 12, 1))
    do.register_document(ctx, second, "7", date(2027, 1, 15))
    assert [row.id for row in list_documents(ctx)] == [second, first], "the newest first"


def test_deleting_and_bringing_back(ctx: Context, roadmap_id: int):
    document_id = do.order_for_roadmap(ctx, roadmap_id).value
    before = get_document(ctx, document_id)
    change = do.delete_document(ctx, document_id)
    assert list_documents(ctx) == []
    other = do.save_document(ctx, DRAFT).value
    assert change.undo is not None
    back = change.undo(ctx).value
    assert _plain(get_document(ctx, back)) == _plain(before)
    assert _plain(get_document(ctx, other)) == DRAFT


def test_what_is_refused(ctx: Context):
    document_id = do.save_document(ctx, DRAFT).value
    for call in (
        lambda: do.register_document(ctx, document_id, " ", date(2026, 9, 1)),
        lambda: do.save_document(ctx, replace(DRAFT, state="registered")),
        lambda: do.save_document(ctx, replace(DRAFT, kind="letter")),
        lambda: do.save_document(ctx, replace(DRAFT, roadmap_id=99)),
        lambda: do.save_document(ctx, replace(DRAFT, id=99)),
        lambda: do.order_for_roadmap(ctx, 99),
        lambda: get_document(ctx, 99),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.todo
    assert len(list_documents(ctx)) == 1
