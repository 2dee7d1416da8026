"""A paper with open errors prints only as a draft and says what to do; dismissed or put right, it prints clean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.services.documents.commands import save_document
from app.services.documents.rows import Clause, DocumentRow
from app.services.forms.registry import make
from app.services.lint.commands import dismiss
from app.services.lint.queries import paper_remarks, remarks
from app.services.roadmaps.commands import create_roadmap, update_line
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

if TYPE_CHECKING:
    from app.services.context import Context

LINE = RoadmapLine("1.1.", "Проведение занятия с наблюдателями", "31.06.2027", "Методист отдела", "Лист регистрации")
ORDER = DocumentRow(
    id=None,
    state="registered",
    body="Отдел образования Заречного района",
    number="214",
    signed_on=date(2026, 8, 28),
    heading="Об утверждении дорожной карты по подготовке наблюдателей Заречного района на 2026/2027 учебный год",
    preamble="В целях прозрачного проведения проверочных работ",
    clauses=(
        Clause("Утвердить дорожную карту по подготовке наблюдателей Заречного района на 2026/2027 учебный год (приложение)."),
        Clause("Контроль за исполнением приказа оставляю за собой."),
    ),
    signer_post="Начальник отдела",
    signer_name="И.О. Фамилия",
)


def _stored(ctx: Context, *lines: RoadmapLine, approval: str = "") -> int:
    title = "Дорожная карта по подготовке наблюдателей Заречного района на 2026/2027 учебный год"
    tree = RoadmapTree(title, (RoadmapSectionRow("1.", "Занятия", lines or (LINE,)),), approval_text=approval)
    value = create_roadmap(ctx, tree).value
    assert isinstance(value, int)
    return value


def test_open_errors_mark_the_paper_as_a_draft(ctx: Context):
    roadmap_id = _stored(ctx)
    page = make(ctx, "roadmap", roadmap_id=roadmap_id)
    assert page.watermark == "ПРОЕКТ"
    assert page.notes[0].code == "open_errors"
    assert "31.06.2027" in page.notes[0].text and "отклоните с причиной" in page.notes[0].text


def test_put_right_or_dismissed_it_prints_clean(ctx: Context):
    roadmap_id = _stored(ctx)
    dismiss(ctx, [one for one in remarks(ctx, roadmap_id) if one.severity == "error"], "так в письме региона")
    assert make(ctx, "roadmap", roadmap_id=roadmap_id).watermark == ""
    line = get_roadmap(ctx, roadmap_id).sections[0].lines[0]
    update_line(ctx, replace(line, deadline="31.09.2026"))
    assert make(ctx, "roadmap", roadmap_id=roadmap_id).watermark == "ПРОЕКТ", "other words, another error"
    update_line(ctx, replace(line, deadline="30.09.2026"))
    assert make(ctx, "roadmap", roadmap_id=roadmap_id).watermark == ""


def test_an_order_answers_for_its_appendix(ctx: Context):
    roadmap_id = _stored(ctx)
    document_id = save_document(ctx, replace(ORDER, roadmap_id=roadmap_id)).value
    page = make(ctx, "order", document_id=document_id)
    assert page.watermark == "ПРОЕКТ" and "В документе и его приложении" in page.notes[0].text
    dismiss(ctx, [one for one in paper_remarks(ctx, document_id) if one.severity == "error"], "так в письме региона")
    page = make(ctx, "order", document_id=document_id)
    assert (page.watermark, [note.code for note in page.notes if note.code == "open_errors"]) == ("", [])


def test_an_order_alone(ctx: Context):
    late = replace(ORDER, clauses=(Clause("Провести занятие до 10.06.2026."), ORDER.clauses[1]), heading="О занятии")
    page = make(ctx, "order", document_id=save_document(ctx, late).value)
    assert page.watermark == "ПРОЕКТ" and page.notes[0].text.startswith("В документе 1")


def test_an_order_of_the_file_is_not_printed_with_the_roadmap(ctx: Context):
    above = "ПРИКАЗ\n28.08.2026 № 214\nОб утверждении карты\n1. Провести занятие до 10.06.2026.\n2. Контроль оставляю за собой."
    roadmap_id = _stored(ctx, replace(LINE, deadline="октябрь 2026 года"), approval=above)
    assert [one.finding.code for one in remarks(ctx, roadmap_id) if one.severity == "error"] == ["order_deadline_before_date"]
    assert make(ctx, "roadmap", roadmap_id=roadmap_id).watermark == ""
