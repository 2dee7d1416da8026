"""The Word file: real styles, repeated headers, sections of their own."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.services.forms.docx_renderer import render_docx
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from tests.unit.forms import samples
from tests.unit.forms.reading import W, docx_part

FORMS = ("order", "draft", "roadmap", "school_card", "school_card_public", "marker_list", "procedure_list", "vpr_report")


def _order(**fields):
    return Document(BytesIO(render_docx(order_page(checked(samples.registered(**fields), samples.roadmap(40))))))


def test_sections_have_their_own_size_margins_and_numbers():
    document = _order()
    first, appendix = document.sections
    assert (first.orientation, appendix.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert [round(side / Mm(1)) for side in (first.left_margin, first.right_margin, first.top_margin, first.bottom_margin)] == [
        30,
        10,
        20,
        20,
    ]
    assert [round(side / Mm(1)) for side in (appendix.left_margin, appendix.right_margin, appendix.top_margin)] == [20, 10, 30]
    assert round(appendix.page_width / Mm(1)) == 297
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert not section.header.is_linked_to_previous and not section.first_page_header.is_linked_to_previous
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert "PAGE" in "".join(e.text or "" for e in section.header._element.iter(qn("w:instrText")))
        assert not list(section.first_page_header._element.iter(qn("w:instrText")))
        assert round(section.header_distance / Mm(1)) == 10


def test_text_is_set_by_styles():
    document = _order()
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    fonts = normal.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    assert normal.paragraph_format.line_spacing == 1.5
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Normal", "Title", "Heading 1", "Реквизит", "Подпись", "Примечание"} <= used
    body = next(p for p in document.paragraphs if p.text.startswith("1."))
    assert round(body.paragraph_format.first_line_indent / Mm(1), 1) == 12.5
    # Sizes and faces come from the styles, not from every run.
    assert all(run.font.name is None for paragraph in document.paragraphs for run in paragraph.runs)


def test_the_header_row_repeats_and_long_rows_may_break():
    page = order_page(checked(samples.registered(), samples.roadmap(4, lines=(samples.long_cell(60),))))
    table = Document(BytesIO(render_docx(page))).tables[-1]
    rows = table._tbl.tr_lst
    assert rows[0].trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr is None or row.trPr.find(qn("w:tblHeader")) is None for row in rows[1:])
    long = next(row for row in rows if "обсудить вопрос" in "".join(t.text or "" for t in row.iter(qn("w:t"))))
    assert long.trPr is None or long.trPr.find(qn("w:cantSplit")) is None
    assert rows[2].trPr.find(qn("w:cantSplit")) is not None
    assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert sum(widths) == pytest.approx(267 * 56.693, abs=5)


def test_section_rows_span_the_table_and_stay_with_the_next():
    table = _order().tables[-1]
    row = table.rows[1]
    assert len({id(cell._tc) for cell in row.cells}) == 1
    assert row.cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_the_signature_stays_with_the_text():
    document = _order()
    texts = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
    place = next(n for n, paragraph in enumerate(texts) if paragraph.style.name == "Подпись")
    assert texts[place].text.endswith("М.П.\u00a0Соколова")
    assert texts[place - 1].paragraph_format.keep_with_next
    assert texts[place - 2].paragraph_format.keep_with_next  # the last clause is one line: it takes another with it


def test_properties_and_language():
    document = _order()
    core = document.core_properties
    assert core.title == "Приказ Об утверждении дорожной карты по повышению объективности оценки"
    assert (core.author, core.comments, core.language) == (samples.BODY, "", "ru-RU")
    settings = docx_part(render_docx(samples.every_form()["order"]), "word/settings.xml")
    modes = [e.get(f"{W}val") for e in settings.iter(f"{W}compatSetting") if e.get(f"{W}name") == "compatibilityMode"]
    assert modes == ["15"]
    styles = docx_part(render_docx(samples.every_form()["order"]), "word/styles.xml")
    assert next(styles.iter(f"{W}lang")).get(f"{W}val") == "ru-RU"


@pytest.mark.parametrize("name", FORMS)
def test_the_file_is_what_word_expects(name):
    body = docx_part(render_docx(samples.every_form()[name])).find(f"{W}body")
    assert body is not None
    children = list(body)
    assert children[-1].tag == f"{W}sectPr"
    assert children[-2].tag == f"{W}p"
    for above, below in pairwise(children):
        assert not (above.tag == below.tag == f"{W}tbl")  # Word would join them
    for cell in body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for row in body.iter(f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None:
            assert [child.tag for child in properties] == sorted((c.tag for c in properties), key=lambda tag: "tblHeader" in tag)


def test_the_draft_mark_is_in_every_header():
    document = Document(BytesIO(render_docx(order_page(checked(samples.order(), samples.roadmap())))))
    for section in document.sections:
        for header in (section.header, section.first_page_header):
            assert len(re.findall('string="ПРОЕКТ"', header._element.xml)) == 1
    done = Document(BytesIO(render_docx(order_page(checked(samples.registered(), samples.roadmap())))))
    assert all("ПРОЕКТ" not in section.header._element.xml for section in done.sections)
