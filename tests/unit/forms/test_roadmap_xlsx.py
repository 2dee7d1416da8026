"""The roadmap as a workbook: the same roadmap comes back, a spreadsheet runs nothing, every page has its header."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.errors import UserError
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.roadmap_layout import PRESETS, RoadmapLayout, preset_layout
from app.services.forms.roadmap_xlsx import render_xlsx
from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.unit.forms import samples


def _sheet(tree: RoadmapTree, layout: RoadmapLayout | None = None, mark: str = ""):
    content = render_xlsx(RoadmapData(tree, samples.BODY, layout or RoadmapLayout()), mark=mark)
    return openpyxl.load_workbook(BytesIO(content)).active


def _back(tree: RoadmapTree, layout: RoadmapLayout, folder: Path) -> RoadmapTree:
    path = folder / "карта.xlsx"
    path.write_bytes(render_xlsx(RoadmapData(tree, samples.BODY, layout)))
    return preview_roadmap(path).tree


def _natural(tree: RoadmapTree) -> RoadmapTree:
    """Items under the sub-head numbered as its own."""
    first, second = tree.sections
    subhead, *items = second.lines
    lines = (replace(subhead, number="2.1."), *(replace(item, number=f"2.1.{n}.") for n, item in enumerate(items, 1)))
    return replace(tree, sections=(first, replace(second, lines=lines)))


def _said(tree: RoadmapTree, result: bool = True) -> list[tuple[str, ...]]:
    """Sections and lines as plain texts."""
    rows: list[tuple[str, ...]] = []
    for section in tree.sections:
        rows.append(("section", section.number.rstrip("."), section.title))
        for line in section.lines:
            fields = (line.deadline, line.responsible, line.result if result else "")
            rows.append(("subhead" if line.is_subhead else "item", line.number, line.text, *fields))
    return rows


@pytest.mark.parametrize("code", PRESETS)
def test_the_same_roadmap_comes_back_from_every_preset(code, tmp_path):
    layout = replace(preset_layout(code), section_numbers="stored", columns="5")
    tree = _natural(samples.roadmap(9, lines=(samples.long_cell(50), samples.item(100), samples.item(102))))
    back = _back(tree, layout, tmp_path)
    assert _said(back) == _said(tree)
    assert back.title.casefold() == tree.title.casefold() and back.preamble == tree.preamble
    assert (back.period_start, back.has_result_column) == ((tree.period_start or back.period_start), True)


_WORD = st.sampled_from(
    ["провести", "обсудить", "школы", "семинар", "«Качество»", "отчёт", "4–8", "классов,", "совещание;", "(до", "мая)", "№", "5"]
)
_SENTENCE = st.lists(_WORD, min_size=3, max_size=12).map(lambda words: "Подготовить " + " ".join(words))
_DEADLINES = st.sampled_from(
    ["май 2027 года", "до 1 декабря 2026 года", "ежегодно", "2027", "в течение учебного года", "по графику"]
)
_OWNERS = st.sampled_from(["Отдел образования", "Методический кабинет", "Руководители школ", "Координатор, школы"])
_ITEM = st.tuples(st.lists(_SENTENCE, min_size=1, max_size=3).map("\n".join), _DEADLINES, _OWNERS, _SENTENCE)


@st.composite
def _trees(draw: st.DrawFn) -> RoadmapTree:
    sections = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        items = draw(st.lists(_ITEM, min_size=1, max_size=6))
        lines = tuple(RoadmapLine(f"{number}.{n}.", *item) for n, item in enumerate(items, 1))
        title = f"{draw(st.sampled_from(['Подготовка', 'Проведение', 'Анализ', 'Контроль']))} процедур: часть {number}"
        sections.append(RoadmapSectionRow(f"{number}.", title, lines))
    return RoadmapTree("Дорожная карта по повышению качества на 2027 год", tuple(sections))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=_trees(),
    style=st.sampled_from(["centred", "left", "plain", "number_cell", "row", "headings"]),
    merge=st.booleans(),
    numbered=st.booleans(),
    lies=st.sampled_from(["portrait", "landscape"]),
)
def test_what_is_written_is_read(tree, style, merge, numbered, lies, tmp_path):
    layout = RoadmapLayout(sections=style, merge_equal=merge, column_numbers=numbered, orientation=lies)
    back = _back(tree, layout, tmp_path)
    assert _said(back) == _said(tree)
    assert back.title == tree.title


def test_a_text_that_looks_like_a_formula_stays_a_text():
    evil = ["=1+1", "+7 900", "@SUM(A1)", '=cmd|"/c calc"!A1', "-2+3", "\t=1"]
    lines = tuple(RoadmapLine(f"{n}.", text, text, text, text) for n, text in enumerate(evil, 1))
    sheet = _sheet(RoadmapTree("=План", (RoadmapSectionRow("", "=Раздел", lines),), preamble="=Цель"))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+@"]
    assert len(risky) >= 19 and all(cell.quotePrefix for cell in risky)


def test_the_sheet_is_ready_to_print():
    sheet = _sheet(samples.roadmap(30), RoadmapLayout(column_numbers=True), mark="ПРОЕКТ")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0) and sheet.sheet_properties.pageSetUpPr.fitToPage
    head = next(row for row in range(1, 20) if sheet.cell(row, 2).value == "Мероприятие")
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert [sheet.cell(head + 1, column).value for column in range(1, 6)] == [1, 2, 3, 4, 5]
    assert sheet.freeze_panes == f"A{head + 2}"
    assert sheet.HeaderFooter.differentFirst and sheet.oddHeader.center.text == "&P"
    assert (sheet.firstHeader.right.text, sheet.oddHeader.right.text) == ("ПРОЕКТ", "ПРОЕКТ")
    assert sheet.page_margins.left == pytest.approx(20 / 25.4, abs=0.01)
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert sum(widths) * 7 / 96 * 25.4 == pytest.approx(267, abs=2)
    assert _sheet(samples.roadmap(3), RoadmapLayout(orientation="portrait")).page_setup.orientation == "portrait"


def test_rows_are_as_high_as_their_words():
    sheet = _sheet(samples.roadmap(6, lines=(samples.item(9, "слово " * 120),)))
    heights = {
        sheet.cell(row, 2).value: sheet.row_dimensions[row].height
        for row in range(1, sheet.max_row + 1)
        if sheet.cell(row, 2).value
    }
    long = next(value for text, value in heights.items() if str(text).startswith("слово"))
    short = next(value for text, value in heights.items() if str(text).endswith("(3)"))
    assert 25 <= short <= 50 and 150 <= long <= 300
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))


def test_sections_are_merged_and_equal_cells_too():
    tree = RoadmapTree(
        "План на 2027 год",
        (RoadmapSectionRow("1.", "Дела", tuple(RoadmapLine(f"{n}.", f"Дело {n}", "май", "Отдел", "") for n in range(1, 5))),),
    )
    sheet = _sheet(tree, RoadmapLayout(merge_equal=True))
    ranges = {str(block) for block in sheet.merged_cells.ranges}
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "1. Дела")
    assert {f"A{row}:E{row}", f"C{row + 1}:C{row + 4}", f"D{row + 1}:D{row + 4}"} <= ranges
    assert not any(block.startswith("E") for block in ranges)
    assert sheet.cell(row + 2, 3).border.left.style == "thin"


def test_a_cell_of_three_pages_stands_whole_in_rows_that_excel_can_show(tmp_path):
    tree = samples.roadmap(2, lines=(samples.long_cell(90), samples.item(101)))
    for layout in (RoadmapLayout(), RoadmapLayout(numbering="none", columns="4", sections="headings")):
        sheet = _sheet(tree, layout)
        assert max(dimension.height or 0 for dimension in sheet.row_dimensions.values()) <= 409
        words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
        assert all(f"вопрос номер {n} с" in words for n in range(1, 91))
    tree = _natural(tree)
    assert _said(_back(tree, RoadmapLayout(), tmp_path)) == _said(tree)


def test_a_paragraph_of_pages_is_not_cut():
    sheet = _sheet(samples.roadmap(1, lines=(samples.item(9, "обсудить " * 900),)))
    assert max(dimension.height or 0 for dimension in sheet.row_dimensions.values()) <= 409
    (value,) = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and "обсудить обсудить" in c.value]
    assert value.count("обсудить") == 900
    with pytest.raises(UserError, match="ячейку Excel"):
        _sheet(samples.roadmap(1, lines=(samples.item(9, "обсудить " * 5000),)))


@settings(max_examples=25)
@given(text=st.text(max_size=80))
def test_any_text_is_written(text):
    sheet = _sheet(samples.roadmap(1, lines=(samples.item(2, text, responsible=text),)))
    assert sheet.max_row > 3
