"""Every template from the menu to paper: stored, printed, its order drafted, taken back."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.services.changes import Changes, joined
from app.services.context import Context
from app.services.documents.commands import save_document
from app.services.documents.queries import get_document, list_documents
from app.services.errors import UserError
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.roadmaps.commands import create_roadmap, save_roadmap_header
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.services.roadmaps.template_names import names_of
from app.services.roadmaps.templates import build_order, build_template, list_templates
from app.services.workplace.commands import init_workplace
from app.services.workplace.queries import get_workplace

DEPARTMENT = "Отдел образования администрации Заречного муниципального округа"


@pytest.fixture
def office(ctx: Context) -> Context:
    init_workplace(ctx, "department", DEPARTMENT, "Заречный муниципальный округ")
    return ctx


def _with_order(ctx: Context, code: str, year: int) -> tuple[Changes, int]:
    """What the menu does: the roadmap and its order as one change; also the id of the order."""
    names = names_of(get_workplace(ctx))
    made = create_roadmap(ctx, build_template(code, year, names))
    order = build_order(code, year, names, made.value)
    assert order is not None
    drafted = save_document(ctx, order)
    return joined(made, drafted, "Готово."), drafted.value


def _words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.mark.parametrize("code", [row.code for row in list_templates()])
def test_a_template_is_printed_whole(office, code):
    (row,) = [row for row in list_templates() if row.code == code]
    tree = build_template(code, row.first_year(2026), names_of(get_workplace(office)))
    roadmap_id = create_roadmap(office, tree).value
    page = make(office, "roadmap", roadmap_id=roadmap_id)
    assert page.sections[0].landscape == (row.columns == 5)
    printed = _words(render(page, "pdf"))
    for section in tree.sections:
        for line in section.lines:
            for text in (line.number, line.text, line.deadline, line.responsible, line.result):
                assert re.sub(r"[\s-]+", "", text) in printed, text
    assert render(page, "docx").startswith(b"PK")


@pytest.mark.parametrize(
    ("code", "year", "word"), [("assessment_year", 2026, "ПРИКАЗ"), ("low_objectivity", 2027, "РАСПОРЯЖЕНИЕ")]
)
def test_an_order_is_printed_with_its_plan(office, code, year, word):
    _, order_id = _with_order(office, code, year)
    document = get_document(office, order_id)
    assert document.body == DEPARTMENT and document.roadmap_id is not None
    printed = _words(render(make(office, "order", document_id=order_id), "pdf"))
    for text in (word, document.heading, *(clause.text for clause in document.clauses)):
        assert re.sub(r"[\s-]+", "", text) in printed, text
    last = get_roadmap(office, document.roadmap_id).sections[-1].lines[-1]
    assert re.sub(r"[\s-]+", "", last.text) in printed


def test_a_roadmap_and_its_order_go_and_come_as_one(office):
    made, _ = _with_order(office, "low_objectivity", 2027)
    assert made.topics == {"roadmaps", "documents"} and made.value == list_roadmaps(office)[0].id
    assert made.undo is not None
    gone = made.undo(office)
    assert not list_roadmaps(office) and not list_documents(office)
    assert gone.undo is not None
    back = gone.undo(office)
    (roadmap,), (order,) = list_roadmaps(office), list_documents(office)
    assert get_document(office, order.id).roadmap_id == roadmap.id
    assert back.undo is not None
    back.undo(office)
    assert not list_roadmaps(office) and not list_documents(office)


def test_neither_goes_when_the_roadmap_was_changed_since(office):
    made, order_id = _with_order(office, "low_objectivity", 2027)
    save_roadmap_header(office, made.value, title="План по-своему")
    assert made.undo is not None
    with pytest.raises(UserError):
        made.undo(office)
    assert [row.id for row in list_documents(office)] == [order_id], "the order has come back"
    assert len(list_roadmaps(office)) == 1


def test_neither_goes_when_the_order_was_changed_since(office):
    made, order_id = _with_order(office, "low_objectivity", 2027)
    save_document(office, replace(get_document(office, order_id), place="рп. Заречный"))
    assert made.undo is not None
    with pytest.raises(UserError):
        made.undo(office)
    assert len(list_documents(office)) == 1 and len(list_roadmaps(office)) == 1


def test_what_has_no_way_back_joined_has_none(office):
    one = Changes(frozenset({"roadmaps"}), "Раз.", value=1)
    both = joined(one, Changes(frozenset({"documents"}), "Два.", value=2), "Оба.")
    assert (both.topics, both.message, both.undo, both.value) == ({"roadmaps", "documents"}, "Оба.", None, 1)
