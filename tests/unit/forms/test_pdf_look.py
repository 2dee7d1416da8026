"""The PDF as a reader sees it: places, sizes, page numbers, what stays together."""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest

from app.services.documents.rows import Clause
from app.services.forms.blocks import TableBlock
from app.services.forms.layout import cell_padding_mm, column_widths_mm, table_size_pt
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.pdf_renderer import render_pdf
from app.services.forms.profile import GOST_2016, GOST_2025
from tests.unit.forms import samples
from tests.unit.forms.reading import MM, SeenPage, letters, pdf_pages, seen

FORMS = ("order", "draft", "roadmap", "school_card", "school_card_public", "marker_list", "procedure_list", "vpr_report")


def _pages(page) -> list[SeenPage]:
    return seen(render_pdf(page))


def _body(page: SeenPage, top_mm: float = 20.0) -> list:
    """Letters below the top margin."""
    return [one for one in page.letters if one.top < page.height - (top_mm - 3) * MM]


def test_the_order_keeps_its_margins_and_sizes():
    first = _pages(samples.every_form()["order"])[0]
    assert (round(first.width), round(first.height)) == (595, 842)
    body = _body(first)
    assert min(one.left for one in body) == pytest.approx(30 * MM, abs=1.5)
    assert max(one.right for one in body) == pytest.approx(first.width - 10 * MM, abs=1.5)
    assert max(one.top for one in first.letters) <= first.height - 20 * MM + 1
    assert min(one.bottom for one in first.letters) >= 20 * MM - 4
    sizes = {round(one.size, 1) for one in first.letters}
    assert sizes == {14.0, 10.0}  # the text, and the mark of the drafter
    lowest = min(first.letters, key=lambda one: one.bottom)
    assert lowest.size == pytest.approx(10.0) and lowest.bottom < 26 * MM


def test_lines_of_the_order_stand_one_and_a_half_apart():
    first = _pages(samples.every_form()["order"])[0]
    rows = sorted({round(one.bottom) for one in first.letters if one.char in "аено"}, reverse=True)
    gaps = [a - b for a, b in pairwise(rows)]
    assert any(abs(gap - 14 * 1.149 * 1.5) <= 1 for gap in gaps)


def test_the_appendix_lies_down_and_counts_its_own_pages():
    page = order_page(checked(samples.registered(), samples.roadmap(40)))
    pages = _pages(page)
    assert pages[0].width < pages[0].height
    assert all(one.width > one.height for one in pages[1:])
    appendix = pages[1:]
    assert len(appendix) > 3
    for number, one in enumerate(appendix, 1):
        high = [letter for letter in one.letters if letter.bottom > one.height - 20 * MM]
        text = "".join(letter.char for letter in high)
        assert text == ("" if number == 1 else str(number))
        if high:
            assert high[0].top <= one.height - 10 * MM + 0.5
            assert (high[0].left + high[-1].right) / 2 == pytest.approx(one.width / 2, abs=2)
        body = _body(one, 30)
        assert min(letter.left for letter in body) >= 20 * MM
        assert max(letter.right for letter in body) <= one.width - 10 * MM
        assert {round(letter.size) for letter in body} <= {12, 14}


def test_pages_of_a_long_order_are_numbered_from_the_second():
    clauses = tuple(Clause(f"Провести совещание номер {n} и записать его решения в протокол.") for n in range(1, 60))
    pages = pdf_pages(render_pdf(order_page(checked(samples.order(clauses=clauses), None))))
    assert len(pages) >= 3
    assert not pages[0].lstrip().startswith("1")
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]


@pytest.mark.parametrize("result", [True, False])
def test_the_header_row_is_on_every_page_of_the_table(result):
    pages = pdf_pages(render_pdf(order_page(checked(samples.registered(), samples.roadmap(40, result=result)))))
    assert len(pages) > 4
    assert all("Мероприятие" in page and "Ответственный" in page for page in pages[1:])


def test_a_cell_may_span_three_pages_and_more():
    pages = pdf_pages(render_pdf(order_page(checked(samples.registered(), samples.roadmap(2, lines=(samples.long_cell(60),))))))
    with_points = [page for page in pages if "обсудить вопрос" in page]
    assert len(with_points) >= 3
    assert all("Мероприятие" in page for page in with_points)
    # Pages between the first and the last of the cell are full of it.
    assert all(page.count("обсудить вопрос") >= 7 for page in with_points[1:-1])


@pytest.mark.parametrize("items", range(1, 30))
def test_no_section_row_at_the_foot_of_a_page(items):
    for page in pdf_pages(render_pdf(order_page(checked(samples.registered(), samples.roadmap(items, result=False))))):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert "Нормативное обеспечение" not in lines[-1]
        assert "Проведение процедур" not in lines[-1]
        assert items == 1 or "Подготовка школ" not in lines[-1]


@pytest.mark.parametrize("count", range(1, 40))
def test_the_signature_is_never_alone(count):
    text = "обеспечить исполнение мероприятий дорожной карты в установленные сроки "
    clauses = tuple(Clause(f"Пункт {n}: {text * (1 + n % 3)}") for n in range(1, count + 1))
    clauses += (Clause("Контроль оставляю за собой."),) * (count % 2)
    last = pdf_pages(render_pdf(order_page(checked(samples.order(clauses=clauses), None))))[-1]
    before = last.split("Начальник отдела")[0]
    lines = [line for line in before.splitlines() if line.strip() and not line.strip().isdigit()]
    assert len(lines) >= 2
    assert "М.П." in last and "Петрова" in last


@pytest.mark.parametrize("name", FORMS)
def test_nothing_runs_out_of_the_margins(name):
    page = samples.every_form()[name]
    for one in _pages(page):
        assert min(letter.left for letter in one.letters) >= 20 * MM - 1
        assert max(letter.right for letter in one.letters) <= one.width - 10 * MM + 1
        assert min(letter.bottom for letter in one.letters) >= 20 * MM - 5
        assert max(letter.top for letter in one.letters) <= one.height - 10 * MM + 1


@pytest.mark.parametrize("name", FORMS)
def test_words_of_table_headers_are_whole(name):
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from app.services.forms.pdf_fonts import face

    page = samples.every_form()[name]
    for section in page.sections:
        for table in (block for block in section.blocks if isinstance(block, TableBlock)):
            size = table_size_pt(table, page.profile)
            for column, width in zip(table.columns, column_widths_mm(table, section), strict=True):
                for word in column.title.split():
                    room = (width - 2 * cell_padding_mm(size)) * MM
                    assert stringWidth(word, face(True, False), size) <= room, (column.title, word)


@pytest.mark.parametrize("name", FORMS)
def test_fonts_are_embedded_and_text_is_found(name):
    page = samples.every_form()[name]
    reader = pypdf.PdfReader(BytesIO(render_pdf(page)))
    names = set()
    for leaf in reader.pages:
        for font in leaf["/Resources"]["/Font"].values():
            font = font.get_object()
            names.add(font["/BaseFont"])
            descriptor = font["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor, font["/BaseFont"]
            assert "/ToUnicode" in font
    assert names and all("PTSerif" in name for name in names), names
    assert reader.metadata is not None
    assert reader.metadata.title == page.title
    assert reader.metadata.author == samples.BODY
    assert reader.trailer["/Root"]["/Lang"] == "ru-RU"


def test_the_draft_mark_is_seen_but_not_in_the_text():
    draft, done = samples.order(), samples.registered()
    assert order_page(checked(draft, None)).watermark == "ПРОЕКТ"
    pdf = render_pdf(order_page(checked(draft, None)))
    assert "ПРОЕКТ" not in "".join(pdf_pages(pdf))
    assert _ink(pdf) > 1.5 * _ink(render_pdf(order_page(checked(done, None))))


def _ink(pdf: bytes) -> float:
    """Share of the first page that is not white."""
    import numpy as np
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=0.5).to_numpy()
    share = float(np.mean(picture < 250))
    document.close()
    return share


def test_headings_are_bookmarks():
    reader = pypdf.PdfReader(BytesIO(render_pdf(samples.every_form()["vpr_report"])))
    titles = []
    for entry in reader.outline:
        titles += [one.title for one in entry] if isinstance(entry, list) else [entry.title]
    assert any("Участники" in title for title in titles)


def test_profiles_name_the_source_of_every_number():
    assert all(GOST_2025.source(one.name).startswith("[") for one in fields(GOST_2025))
    assert (GOST_2025.corner_block_mm, GOST_2016.corner_block_mm) == (80, 75)


def test_lines_that_must_not_break_do_not():
    pages = pdf_pages(render_pdf(order_page(checked(samples.registered(), samples.roadmap()))))
    for page in pages:
        for line in page.splitlines():
            assert line.strip() == "№" or not line.rstrip().endswith("№"), line
    assert letters("М.П. Соколова") in letters(pages[0])
