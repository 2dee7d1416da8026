"""A roadmap in every layout: nothing lost, headers and joined cells over page breaks, numbers, blocks above the title."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.documents.rows import Clause
from app.services.forms.approval_block import typed_header_lines
from app.services.forms.blocks import Heading, Paragraph, TableBlock
from app.services.forms.docx_renderer import render_docx
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.pdf_renderer import render_pdf
from app.services.forms.profile import GOST_2025
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.roadmap_layout import (
    CHOICES,
    FLAGS,
    PRESETS,
    RoadmapLayout,
    from_settings,
    is_changed,
    preset_layout,
    to_settings,
)
from app.services.forms.roadmap_page import roadmap_page, title_text
from app.services.forms.roadmap_table import printed_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.unit.forms import samples
from tests.unit.forms.reading import docx_words, in_order, letters, pdf_pages, pdf_words, words_of

_LAYOUTS = {code: preset.layout for code, preset in PRESETS.items()} | {
    "headings": RoadmapLayout(sections="headings", numbering="hierarchical", section_numbers="roman", column_numbers=True),
    "no numbers": RoadmapLayout(sections="number_cell", numbering="none", columns="4", orientation="landscape"),
    "five upright": RoadmapLayout(columns="5", orientation="portrait", sections="plain", merge_equal=True),
    "head": RoadmapLayout(approval="head", approval_align="center", title="capitals", sections="left", numbering="continuous"),
}


def _page(layout: RoadmapLayout, tree: RoadmapTree | None = None, **more):
    return roadmap_page(RoadmapData(tree or samples.roadmap(9), layout=layout, **more))


def _cells(tree: RoadmapTree, layout: RoadmapLayout) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in printed_roadmap(tree, layout, GOST_2025).tables for row in table.rows]


@pytest.mark.parametrize("name", _LAYOUTS)
def test_every_word_is_in_both_files_in_order(name):
    layout = _LAYOUTS[name]
    tree = samples.roadmap(9, lines=(samples.item(20), samples.item(22)))
    page = _page(layout, tree, document=samples.registered())
    parts = words_of(page)
    pdf, docx = pdf_words(render_pdf(page)), docx_words(render_docx(page))
    assert in_order(parts, docx) == "" and len(docx) == len("".join(parts))
    assert in_order(parts, pdf) == ""
    for section in tree.sections:
        for line in section.lines:
            fields = [line.text, line.deadline, line.responsible]
            fields += [line.result] if layout.columns != "4" else []
            fields += [line.number] if layout.numbering == "stored" else []
            assert [field for field in fields if letters(field) not in docx] == []
        assert layout.sections == "none" or letters(section.title) in docx


@pytest.mark.parametrize("name", _LAYOUTS)
def test_a_cell_over_three_pages_and_the_header_on_each(name):
    layout = _LAYOUTS[name]
    pages = pdf_pages(render_pdf(_page(layout, samples.roadmap(3, lines=(samples.long_cell(70), samples.item(101))))))
    full = [letters(page) for page in pages]
    inside = [page for page in full if "обсудитьвопрос" in page]
    assert len(inside) >= 3
    words = "".join(full)
    # Where a page ends inside a point, the header of the next stands between its words.
    assert sum(words.count(f"вопросномер{n}") for n in range(1, 71)) >= 70
    captions = [letters(column.title) for column in printed_roadmap(samples.roadmap(3), layout, GOST_2025).columns]
    for page in inside:
        assert in_order(captions, page) == ""
        if layout.column_numbers:
            assert f"{captions[-1]}12345" in page


def test_word_file_repeats_both_rows_of_the_header():
    document = Document(BytesIO(render_docx(_page(RoadmapLayout(column_numbers=True)))))
    rows = document.tables[-1]._tbl.tr_lst
    repeated = [row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated[:3] == [True, True, False] and not any(repeated[2:])
    assert [cell.text for cell in document.tables[-1].rows[1].cells] == ["1", "2", "3", "4", "5"]


def _alike(count: int) -> RoadmapTree:
    """Items of one owner; deadlines in pairs."""
    lines = tuple(
        RoadmapLine(f"{n}.", f"Сделать дело номер {n}", f"до {1 + n // 2} мая 2027 года", "Методический кабинет", "Справка")
        for n in range(count)
    )
    return RoadmapTree("Дорожная карта на 2027 год", (RoadmapSectionRow("1.", "Дела", lines),))


def test_equal_neighbours_become_one_cell():
    tree = _alike(5)
    table = next(b for b in _page(RoadmapLayout(merge_equal=True), tree).sections[0].blocks if isinstance(b, TableBlock))
    joined = [[cell.joined for cell in row.cells] for row in table.rows[1:]]
    assert [row[2] for row in joined] == [False, True, False, True, False]
    assert [row[3] for row in joined] == [False, True, True, True, True]
    assert not any(row[at] for row in joined for at in (0, 1, 4))
    word = Document(BytesIO(render_docx(_page(RoadmapLayout(merge_equal=True), tree)))).tables[0]
    merges = []
    for row in word._tbl.tr_lst[2:]:
        merge = row.tc_lst[3].tcPr.find(qn("w:vMerge"))
        merges.append(None if merge is None else merge.get(qn("w:val")))
    assert merges == ["restart", "continue", "continue", "continue", "continue"]
    assert docx_words(render_docx(_page(RoadmapLayout(merge_equal=True), tree))).count("Методическийкабинет") == 1


def test_empty_and_parted_cells_are_not_joined():
    lines = (
        RoadmapLine("1.", "Первое", "", "Отдел"),
        RoadmapLine("2.", "Второе", "", "Отдел"),
        RoadmapLine("", "Подраздел", is_subhead=True),
        RoadmapLine("3.", "Третье", "май", "Отдел"),
    )
    tree = RoadmapTree("План", (RoadmapSectionRow("1.", "А", lines), RoadmapSectionRow("2.", "Б", (lines[-1],))))
    printed = printed_roadmap(tree, RoadmapLayout(merge_equal=True), GOST_2025)
    joined = [[cell.joined for cell in row.cells] for row in printed.tables[0].rows if row.kind == "item"]
    assert [row[2] for row in joined] == [False] * 4 and [row[3] for row in joined] == [False, True, False, False]


def test_joined_words_are_said_again_on_every_page():
    pages = pdf_pages(render_pdf(_page(RoadmapLayout(merge_equal=True, orientation="landscape"), _alike(90))))
    assert len(pages) >= 4
    assert all(letters(page).count("Методическийкабинет") == 1 for page in pages)
    words = "".join(letters(page) for page in pages)
    assert all(f"номер{n}" in words for n in range(90))
    assert all(letters(f"до {n} мая 2027 года") in words for n in range(1, 46))


def test_a_long_cell_in_a_joined_group_ends():
    long = replace(samples.long_cell(80), deadline="май", responsible="Отдел образования и методический кабинет " * 12)
    lines = (replace(long, number="1."), replace(samples.item(2), deadline="май", responsible=long.responsible), long)
    tree = RoadmapTree("План", (RoadmapSectionRow("1.", "Дела", lines),), has_result_column=False)
    page = _page(RoadmapLayout(merge_equal=True), tree)
    assert in_order(words_of(page), docx_words(render_docx(page))) == ""
    words = pdf_words(render_pdf(page))
    assert all(words.count(f"вопросномер{n}с") >= 2 for n in range(11, 81, 7))
    assert words.count("методическийкабинет") >= 12


def test_sections_as_chosen():
    tree = samples.roadmap(3)
    first = {
        "centred": ["1. Нормативное обеспечение"],
        "left": ["1. Нормативное обеспечение"],
        "plain": ["1. Нормативное обеспечение"],
        "number_cell": ["1", "Нормативное обеспечение"],
        "row": ["1", "Нормативное обеспечение", "", "", ""],
    }
    for style in CHOICES["sections"]:
        layout = RoadmapLayout(sections=style)  # type: ignore[arg-type]
        rows = _cells(tree, layout)
        if style in first:
            assert rows[0] == first[style]
        else:
            assert rows[0][0] == "1."
        headings = [b.text for b in _page(layout, tree).sections[0].blocks if isinstance(b, Heading)][1:]
        expected = ["1. Нормативное обеспечение", "2. Проведение процедур"] if style == "headings" else []
        assert headings == expected
    assert [note.code for note in _page(RoadmapLayout(sections="none"), tree).notes] == ["layout"]


def test_numbers_as_chosen():
    tree = samples.roadmap(4)

    def numbers(**fields):
        layout = RoadmapLayout(sections="number_cell", **fields)
        return [row[0] for row in _cells(tree, layout)]

    assert numbers() == ["1", "1.", "2.", "2", "2.1", "3.", "4."]
    assert numbers(numbering="restart") == ["1.", "1.", "2.", "2.", "", "1.", "2."]
    assert numbers(numbering="continuous") == ["1.", "1.", "2.", "2.", "", "3.", "4."]
    assert numbers(numbering="hierarchical") == ["1.", "1.1.", "1.2.", "2.", "2.1.", "2.2.", "2.3."]
    assert numbers(section_numbers="roman") == ["I.", "1.", "2.", "II.", "2.1", "3.", "4."]
    assert numbers(section_numbers="none") == ["", "1.", "2.", "", "2.1", "3.", "4."]
    assert _cells(tree, RoadmapLayout(numbering="none", columns="4"))[1][0].startswith("Провести")
    assert tree.sections[0].lines[0].number == "1."


def test_a_number_typed_in_the_title_is_printed_once():
    lines = (RoadmapLine("1.", "Сделать"),)
    tree = RoadmapTree(
        "План",
        (RoadmapSectionRow("1.", "1. Раздел", lines), RoadmapSectionRow("2", "20 шагов", lines), RoadmapSectionRow("3.", "3.")),
    )
    rows = _cells(tree, RoadmapLayout(sections="number_cell", columns="4"))
    assert [row for row in rows if len(row) == 2] == [["1.", "Раздел"], ["2", "20 шагов"], ["", "3."]]
    rows = _cells(tree, RoadmapLayout(columns="4"))
    assert [row[0] for row in rows if len(row) == 1] == ["1. Раздел", "2. 20 шагов", "3."]
    rows = _cells(tree, RoadmapLayout(columns="4", section_numbers="roman"))
    assert [row[0] for row in rows if len(row) == 1][:2] == ["I. Раздел", "II. 20 шагов"]


def test_columns_and_widths():
    tree = samples.roadmap(3)
    for columns, count in (("auto", 5), ("4", 4), ("5", 5)):
        for orientation in ("portrait", "landscape"):
            printed = printed_roadmap(tree, RoadmapLayout(columns=columns, orientation=orientation), GOST_2025)  # type: ignore[arg-type]
            assert len(printed.columns) == count and printed.landscape == (orientation == "landscape")
            assert sum(c.width_mm for c in printed.columns) == pytest.approx(267 if printed.landscape else 170)
    notes = [note.text for note in _page(RoadmapLayout(columns="4"), tree).notes]
    assert notes == ["Графа «Результат» заполнена, но в четырёх графах не печатается."]


@pytest.mark.parametrize("name", _LAYOUTS)
def test_words_of_the_header_are_whole_and_nothing_runs_out(name):
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from app.services.forms.layout import cell_padding_mm, column_widths_mm, table_size_pt
    from app.services.forms.pdf_fonts import face, register_fonts
    from tests.unit.forms.reading import MM, seen

    page = _page(_LAYOUTS[name])
    register_fonts()
    section = page.sections[0]
    for table in (block for block in section.blocks if isinstance(block, TableBlock)):
        size = table_size_pt(table, page.profile)
        for column, width in zip(table.columns, column_widths_mm(table, section), strict=True):
            room = (width - 2 * cell_padding_mm(size)) * MM
            assert [w for w in column.title.split() if stringWidth(w, face(True, False), size) > room] == []
    for leaf in seen(render_pdf(page)):
        assert max(letter.right for letter in leaf.letters) <= leaf.width - 10 * MM + 1
        assert min(letter.bottom for letter in leaf.letters) >= 20 * MM - 5


def test_the_last_row_takes_company_to_the_next_page():
    for count in range(6, 30):
        for page in pdf_pages(render_pdf(_page(RoadmapLayout(columns="4"), _alike(count))))[:-1]:
            assert page.count("Ответственный") == 1, count


def test_titles():
    words = "Дорожная карта по повышению качества на 2027 год"
    assert title_text(words, "split") == "Дорожная карта\nпо повышению качества на 2027 год"
    assert title_text(words, "capitals").startswith("ДОРОЖНАЯ КАРТА\nпо")
    assert title_text(words, "plain") == words
    plan = "План мероприятий («Дорожная карта») по поддержке школ"
    assert title_text(plan, "split") == "План мероприятий («Дорожная карта»)\nпо поддержке школ"
    assert title_text("О мерах", "capitals") == "О мерах"


def _above(page) -> list[str]:
    first = page.sections[-1].blocks[0]
    assert isinstance(first, Paragraph)
    return "".join(run.text for run in first.runs).replace("\u00a0", " ").splitlines()


def test_the_header_of_an_appendix_without_its_order():
    layout = RoadmapLayout(approval="order")
    assert _above(_page(layout, document=samples.registered()))[-1] == "от 05.06.2026 № 319-од"
    assert _above(_page(layout))[0] == "Приложение" and "______" in _above(_page(layout))[-1]
    typed = "ПРИКАЗ\n1. Утвердить карту (приложение).\nПриложение\nк приказу отдела\nот 01.02.2027 № 5"
    assert _above(_page(layout, replace(samples.roadmap(), approval_text=typed)))[-1] == "от 01.02.2027 № 5"
    assert typed_header_lines("Приложение\nУТВЕРЖДЕНА\nприказом от 01.02.2027 № 5")[:2] == ["Приложение", "УТВЕРЖДЕНА"]
    assert typed_header_lines("Утвердить карту.") == []
    head = _above(_page(RoadmapLayout(approval="head"), document=samples.registered()))
    assert head[0] == "УТВЕРЖДАЮ" and head[2].endswith("М.П. Соколова")


def test_the_appendix_of_an_order_looks_as_chosen():
    data = replace(checked(samples.registered(), samples.roadmap(4)), layout=preset_layout("numbered"))
    page = order_page(data)
    assert not page.sections[1].landscape
    table = next(block for block in page.sections[1].blocks if isinstance(block, TableBlock))
    assert len(table.columns) == 4 and table.columns[1].title.startswith("Направления")
    numbered = samples.registered(clauses=(Clause("Утвердить карту (приложение № 2)."), Clause("Контроль оставляю за собой.")))
    assert _above(order_page(replace(data, document=numbered)))[0] == "Приложение № 2"


def test_presets_are_named_and_store_only_what_differs():
    assert all(preset.layout.preset == code and preset.name and preset.about for code, preset in PRESETS.items())
    assert to_settings(preset_layout("levels")) == {"preset": "levels"}
    assert not is_changed(preset_layout("levels")) and is_changed(replace(preset_layout("levels"), merge_equal=True))
    assert from_settings({"preset": "unknown", "sections": "burning", "merge_equal": "maybe"}) == RoadmapLayout()


_ANY_LAYOUT = st.builds(
    lambda preset, values: replace(preset_layout(preset), **values),
    st.sampled_from(list(PRESETS)),
    st.fixed_dictionaries(
        {},
        optional={name: st.sampled_from(values) for name, values in CHOICES.items()} | {name: st.booleans() for name in FLAGS},
    ),
)


@given(layout=_ANY_LAYOUT)
def test_what_is_stored_comes_back(layout):
    assert from_settings(to_settings(layout)) == layout


@settings(max_examples=30)
@given(layout=_ANY_LAYOUT)
def test_any_layout_prints_all_words(layout):
    page = _page(layout, samples.roadmap(5))
    parts = words_of(page)
    assert in_order(parts, pdf_words(render_pdf(page))) == ""
    assert in_order(parts, docx_words(render_docx(page))) == ""
    said = "".join(parts)
    assert all(re.search(rf"\({n}\)", said) for n in range(1, 6))
