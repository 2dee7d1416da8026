"""The timeline on paper: where stretches stand, what the legend says, both files, the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.cli import main
from app.services.context import Context
from app.services.errors import UserError
from app.services.execution import commands as do
from app.services.forms.blocks import FormPage, TimelineBlock, TimeRow
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.db.execution.district import TREE, add_roadmap, add_schools, keys
from tests.unit.forms.reading import W, docx_part, in_order, letters, pdf_words, words_of


@pytest.fixture
def tree(ctx: Context) -> RoadmapTree:
    add_schools(ctx)
    return add_roadmap(ctx)


def _page(ctx: Context, tree: RoadmapTree, **options: Any) -> FormPage:
    return make(ctx, "timeline", roadmap_id=tree.id, **options)


def _block(page: FormPage) -> TimelineBlock:
    return next(block for block in page.sections[0].blocks if isinstance(block, TimelineBlock))


def _row(block: TimelineBlock, number: str) -> TimeRow:
    return next(
        row for row in block.rows if row.kind == "item" and "".join(run.text for run in row.cells[0].lines[0].runs) == number
    )


def _years(count: int, deadline: str = "ежегодно до 1 марта", items: int = 1) -> RoadmapTree:
    lines = tuple(
        RoadmapLine(f"{n}.", f"Обновить перечень номер {n}", deadline, "Отдел образования") for n in range(1, items + 1)
    )
    section = RoadmapSectionRow("1.", "Раздел", lines)
    return replace(TREE, sections=(section,), period_start=date(2026, 1, 1), period_end=date(2025 + count, 12, 31))


def test_months_rows_and_today(ctx: Context, tree: RoadmapTree):
    block = _block(_page(ctx, tree))
    assert block.years == (("2026", 12),) and block.months[0] == "янв" and len(block.months) == 12
    assert block.today is not None and abs(block.today - (8 + 13.5 / 30)) < 0.01
    assert [row.kind for row in block.rows] == ["section", "subhead", *["item"] * 3, "section", *["item"] * 3]
    quarters = _row(block, "1.3.").stretches
    assert [(round(one.start), round(one.end), one.look) for one in quarters] == [
        (0, 3, "overdue"), (3, 6, "overdue"), (6, 9, "ahead"), (9, 12, "ahead"),
    ]  # fmt: skip
    (day,) = _row(block, "1.2.").stretches
    assert day.point and abs(day.end - (8 + 17.5 / 30)) < 0.01
    (always,) = _row(block, "2.2.").stretches
    assert always.open_end and (always.start, always.end) == (0, 12)
    assert _row(block, "2.3.").words == "не наступил, без даты"


def test_the_legend_has_what_is_drawn(ctx: Context, tree: RoadmapTree):
    assert [look for look, _ in _block(_page(ctx, tree)).legend] == ["done", "ahead", "overdue"]
    do.mark(ctx, keys(ctx, tree, "1.1."), "cancelled", reason="Отменил регион")
    do.postpone(ctx, keys(ctx, tree, "1.2."), date(2027, 2, 1), reason="Карантин", decided_by="приказ")
    block = _block(_page(ctx, tree))
    assert {"cancelled", "postponed"} <= {look for look, _ in block.legend}
    assert block.years == (("2026", 12), ("2027", 2)), "a day outside the plan makes the axis longer"


def test_a_section_says_what_is_done(ctx: Context, tree: RoadmapTree):
    do.mark(ctx, keys(ctx, tree, "1.1."), "done", done_on=date(2026, 9, 1))
    head = _block(_page(ctx, tree)).rows[0].cells[0]
    assert "".join(run.text for run in head.lines[0].runs).replace("\u00a0", " ") == "1. Подготовка – выполнено 1 из 3"


def test_another_day(ctx: Context, tree: RoadmapTree):
    block = _block(_page(ctx, tree, as_of=date(2026, 2, 1)))
    assert {one.look for row in block.rows for one in row.stretches} == {"ahead"}
    outside = _block(_page(ctx, tree, as_of=date(2028, 2, 1)))
    assert outside.today is None and outside.today_words == ""


def test_both_files_say_it(ctx: Context, tree: RoadmapTree):
    page = _page(ctx, tree)
    parts = words_of(page)
    assert in_order(parts, pdf_words(render(page, "pdf"))) == ""
    text = letters("".join(element.text or "" for element in docx_part(render(page, "docx")).iter(f"{W}t")))
    for part in parts:
        assert part in text


@pytest.mark.parametrize("years", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("size", ["A4", "A3"])
def test_long_plans_fit_the_page(ctx: Context, years: int, size: str):
    tree = add_roadmap(ctx, _years(years))
    page = _page(ctx, tree, size=size)
    block = _block(page)
    assert len(block.months) == 12 * years and len(_row(block, "1.").stretches) == years
    sheet = pypdf.PdfReader(BytesIO(render(page, "pdf"))).pages[0]
    assert round(float(sheet.mediabox.width)) == (842 if size == "A4" else 1191)
    root = docx_part(render(page, "docx"))
    tables = list(root.iter(f"{W}tbl"))
    columns = [len(table.findall(f"{W}tblGrid/{W}gridCol")) for table in tables]
    assert max(columns) <= 63, "Word opens no wider table"
    grid = tables[-1]
    for row in grid.iter(f"{W}tr"):
        spans = [
            int(span.get(f"{W}val", "1")) if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
            for cell in row.iter(f"{W}tc")
        ]
        assert sum(spans) == columns[-1], "every row fills the grid"


def test_the_head_is_repeated_over_pages(ctx: Context):
    tree = add_roadmap(ctx, _years(1, items=60))
    page = _page(ctx, tree)
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(BytesIO(render(page, "pdf"))).pages]
    assert len(sheets) > 2 and all("сен" in text and "2026" in text and "Мероприятие" in text for text in sheets)
    root = docx_part(render(page, "docx"))
    assert len(list(root.iter(f"{W}tblHeader"))) == 2


def test_crowded_items_get_lanes(ctx: Context):
    items = (RoadmapLine("1.", "Проводить сверку", "5, 6, 7, 8 и 9 сентября 2026 г."),)
    tree = add_roadmap(ctx, replace(TREE, sections=(RoadmapSectionRow("", "", items),)))
    row = _row(_block(_page(ctx, tree)), "1.")
    assert len(row.stretches) == 5 and row.lanes > 1
    taken = {(one.lane, round(one.end, 3)) for one in row.stretches}
    assert len(taken) == 5
    assert render(_page(ctx, tree), "pdf").startswith(b"%PDF")


def test_a_plan_without_any_day(ctx: Context):
    items = (RoadmapLine("1.", "Консультировать", "по запросу"),)
    tree = add_roadmap(ctx, replace(TREE, sections=(RoadmapSectionRow("", "", items),), period_start=None, period_end=None))
    block = _block(_page(ctx, tree))
    assert block.years == (("2026", 4), ("2027", 8)), "the school year of today"
    assert block.rows[0].words


def test_nothing_to_draw(ctx: Context):
    empty = create_roadmap(ctx, RoadmapTree("Пустая")).value
    with pytest.raises(UserError, match="нет ни одного мероприятия"):
        make(ctx, "timeline", roadmap_id=empty)


def test_the_command_line(ctx: Context, tree: RoadmapTree, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = ["--data", str(ctx.paths.root)]
    ctx.db.close()
    pdf, word, late = tmp_path / "отчёт.pdf", tmp_path / "отчёт.docx", tmp_path / "график.pdf"
    number = str(tree.id)
    said = ["roadmap", "report", number, "--out", str(pdf), "--out", str(word), "--stage", "final", "--as-of", "2026-12-31"]
    assert main([*said, *data, "--json"]) == 0
    assert "итоговый" in capsys.readouterr().out
    assert letters("По состоянию на 31.12.2026") in pdf_words(pdf.read_bytes()) and word.read_bytes().startswith(b"PK")
    assert main(["roadmap", "timeline", number, "--out", str(late), "--as-of", "14.09.2026", "--size", "A3", *data]) == 0
    assert "Записан файл" in capsys.readouterr().out and letters("График мероприятий") in pdf_words(late.read_bytes())
    assert main(["roadmap", "report", "77", "--out", str(tmp_path / "нет.pdf"), *data]) == 2
    assert not (tmp_path / "нет.pdf").exists()
    for wrong in (["--out", "отчёт.txt"], ["--out", str(pdf), "--as-of", "вчера"], []):
        with pytest.raises(SystemExit) as refused:
            main(["roadmap", "report", number, *wrong, *data])
        assert refused.value.code == 2
