"""Whatever people type or files carry prints as text, and all of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.documents.rows import Clause
from app.services.forms.docx_renderer import render_docx
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.pdf_renderer import render_pdf
from app.services.forms.school_card_page import school_card_page
from app.services.organisations.rows import OrganisationRow
from app.services.people.rows import PersonRow
from tests.unit.forms import samples
from tests.unit.forms.reading import docx_words, letters, pdf_pages, pdf_words, seen

MARKUP = "СОШ <b>№ 1</b> & «Ромашка» <font color='red'> ]]> &amp; <!-- x --> {{ x }} <br/> %s \\n"


def _card(name: str):
    people = (PersonRow(1, 1, 1, "director", name),)
    return school_card_page(samples.school_card_data(row=OrganisationRow(1, "school", name, name), people=people))


def test_markup_in_a_name_prints_as_text():
    page = _card(MARKUP)
    assert pdf_words(render_pdf(page)).count(letters(MARKUP)) == 3
    assert docx_words(render_docx(page)).count(letters(MARKUP)) == 3


def test_what_no_font_has_is_seen_as_a_square():
    page = _card("Школа\u202e 🎉 \ud800 \u05d0 → ☑ \x07 конец")
    pdf = "".join(pdf_pages(render_pdf(page)))
    assert "Школа□ □ □ א → ☑" in pdf.replace("\u00a0", " ")
    assert "Школа□ 🎉 □ א → ☑  конец".replace(" ", "") in docx_words(render_docx(page))


@pytest.mark.parametrize("text", ["щ" * 10_000, "слово " * 1_600 + "щ" * 400, "http://" + "a/" * 2_000, "-" * 3_000])
def test_ten_thousand_letters_are_all_there(text):
    tree = samples.roadmap(1, lines=(samples.item(2, text, responsible=text[:2000]),))
    page = order_page(checked(samples.order(clauses=(Clause(text), Clause("Контроль.")), signer_post=text[:300]), tree))
    pdf = render_pdf(page)
    mark = letters(text[:50])[-3:] or "-"
    if mark != "-":
        assert pdf_words(pdf).count(mark[-1]) >= letters(text).count(mark[-1]) * 2
    for leaf in seen(pdf):
        assert max(letter.right for letter in leaf.letters) <= leaf.width - 10 * 72 / 25.4 + 1
    render_docx(page)


def test_a_long_post_and_a_long_name_stay_on_the_page():
    post = "Исполняющий обязанности заместителя начальника управления образования администрации района " * 3
    page = order_page(
        checked(samples.order(signer_post=post, signer_name="Длиннофамильная-Предлиннейшая Константина Александровна"), None)
    )
    for leaf in seen(render_pdf(page)):
        assert max(letter.right for letter in leaf.letters) <= leaf.width - 10 * 72 / 25.4 + 1
    assert letters(post) in pdf_words(render_pdf(page))
    assert letters(post) in docx_words(render_docx(page))


_TEXT = st.text(max_size=60)


@settings(max_examples=25)
@given(heading=_TEXT, clause=_TEXT, cell=_TEXT, name=_TEXT)
def test_any_text_prints(heading, clause, cell, name):
    tree = samples.roadmap(1, lines=(samples.item(2, cell, responsible=name),))
    document = samples.order(
        heading=heading, clauses=(Clause(clause, date(2026, 1, 1)),), signer_name=name, body=name, preamble=clause
    )
    page = order_page(checked(document, tree))
    assert render_pdf(page).startswith(b"%PDF")
    assert render_docx(page).startswith(b"PK")
