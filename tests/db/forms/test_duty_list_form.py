"""«Список сроков» on paper: the head says what was chosen, groups stand as on the screen, an empty list says so."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from app.services.context import Context
from app.services.duties.rows import DutyWish
from app.services.forms.blocks import FormPage, TableBlock, plain_text
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.roadmaps.rows import RoadmapTree
from tests.db.execution.district import SCHOOLS, add_roadmap, add_schools, party


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


def words(page: FormPage) -> str:
    return "\n".join(line for section in page.sections for block in section.blocks for line in plain_text(block))


def test_the_head_says_view_filters_and_day(ctx: Context, tree: RoadmapTree, schools: list[int]):
    year = (date(2026, 9, 1), date(2027, 8, 31))
    wish = DutyWish("all", "party", party(ctx, "ОО"), schools[0], "отчёт", year)
    said = words(make(ctx, "duty_list", wish=wish))
    assert "Сроки дорожных карт" in said
    assert f"2026/2027 учебный год и всё просроченное; ответственный – ОО; школа – {SCHOOLS[0]}; слова – «отчёт»" in said
    assert f"По состоянию на {ctx.clock():%d.%m.%Y}" in said
    assert "Сдать отчёт о готовности" in said and "Издать приказ" not in said


def test_groups_and_numbers(ctx: Context, tree: RoadmapTree):
    page = make(ctx, "duty_list", wish=DutyWish("all", "school"))
    (table,) = (block for block in page.sections[0].blocks if isinstance(block, TableBlock))
    heads = [row.cells[0].lines[0].runs[0].text for row in table.rows if row.kind == "section"]
    assert [head.rsplit(" (", 1)[0] for head in heads] == [*SCHOOLS, "Без школ"]
    items = [row for row in table.rows if row.kind == "item"]
    assert items[-1].cells[0].lines[0].runs[0].text == f"{len(items)}."
    assert "стоит у каждого из них" in words(page)


def test_an_empty_list_says_so(ctx: Context, tree: RoadmapTree):
    page = make(ctx, "duty_list", wish=DutyWish("waiting"))
    assert "Сроков по этому отбору нет." in words(page)


def test_a_cut_list_says_so(ctx: Context, tree: RoadmapTree):
    page = make(ctx, "duty_list", wish=DutyWish("all", limit=4))
    assert "Напечатаны первые 4 из 9." in words(page)
    assert page.notes and "Отберите" in page.notes[0].text


def test_both_kinds_of_file_say_the_same(ctx: Context, tree: RoadmapTree):
    import pypdf
    from docx import Document

    page = make(ctx, "duty_list", wish=DutyWish("all"))
    pdf = "\n".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(render(page, "pdf"))).pages)
    docx = Document(BytesIO(render(page, "docx")))
    cells = {cell.text for row in docx.tables[0].rows for cell in row.cells}
    assert "1.2. Сдать отчёт о готовности" in cells
    assert "Сдать отчёт о готовности" in " ".join(pdf.split())
