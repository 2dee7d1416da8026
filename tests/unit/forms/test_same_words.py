"""PDF and Word file say what the data say, in the same order: proved over every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.forms.blocks import Figure, FormPage
from app.services.forms.docx_renderer import render_docx
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.pdf_renderer import render_pdf
from tests.unit.forms import samples
from tests.unit.forms.reading import docx_words, in_order, letters, pdf_words, words_of

FORMS = ("order", "draft", "roadmap", "school_card", "school_card_public", "marker_list", "procedure_list", "vpr_report")


@pytest.mark.parametrize("name", FORMS)
def test_both_files_say_the_words_of_the_page_in_order(name):
    page = samples.every_form()[name]
    parts = words_of(page)
    assert len("".join(parts)) > 300
    assert in_order(parts, pdf_words(render_pdf(page))) == ""
    assert in_order(parts, docx_words(render_docx(page))) == ""


@pytest.mark.parametrize("name", FORMS)
def test_the_word_file_says_nothing_else(name):
    page = samples.every_form()[name]
    assert len(docx_words(render_docx(page))) == len("".join(words_of(page)))


def test_nothing_is_lost_when_a_cell_runs_over_many_pages():
    page = order_page(checked(samples.registered(), samples.roadmap(3, lines=(samples.long_cell(90),))))
    pdf, docx = pdf_words(render_pdf(page)), docx_words(render_docx(page))
    for number in range(1, 91):
        assert pdf.count(f"{number})обсудитьвопросномер{number}с") >= 1, number
    assert in_order(words_of(page), docx) == ""


def test_data_reach_the_paper():
    page = samples.every_form()["order"]
    words = "".join(words_of(page))
    document, roadmap = samples.registered(), samples.roadmap()
    values = [document.parent_body, document.body, document.place, document.heading, document.preamble, document.signer_post]
    values += [clause.text for clause in document.clauses]
    for section in roadmap.sections:
        values.append(section.title)
        for line in section.lines:
            values += [line.text] if line.is_subhead else [line.text, line.deadline, line.responsible, line.result]
    assert [value for value in values if letters(value) not in words] == []


def test_pictures_are_drawn_in_both_files():
    import zipfile
    from io import BytesIO

    page = samples.every_form()["vpr_report"]
    figure = next(block for block in page.sections[0].blocks if isinstance(block, Figure))
    bare = _without(page, Figure)
    assert len(render_pdf(page)) > len(render_pdf(bare)) + 5000
    with zipfile.ZipFile(BytesIO(render_docx(page))) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/") and name.endswith(".png")]
        assert len(media) == 1
        from PIL import Image

        picture = Image.open(BytesIO(archive.read(media[0])))
        assert picture.width >= 200 * figure.width_mm / 25.4
        assert figure.alt in archive.read("word/document.xml").decode("utf-8")


def _without(page: FormPage, kind: type) -> FormPage:
    sections = tuple(replace(s, blocks=tuple(b for b in s.blocks if not isinstance(b, kind))) for s in page.sections)
    return replace(page, sections=sections)
