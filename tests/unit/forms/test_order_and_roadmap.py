"""Words of the order and of its appendix."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.documents.rows import Clause
from app.services.errors import UserError
from app.services.forms.blocks import FormPage, NumberedClause, Paragraph, Signature, TableBlock, plain_text
from app.services.forms.docx_renderer import render_docx
from app.services.forms.order_data import checked
from app.services.forms.order_page import order_page
from app.services.forms.pdf_renderer import render_pdf
from app.services.forms.profile import GOST_2025
from app.services.forms.roadmap_page import roadmap_section
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.unit.forms import samples
from tests.unit.forms.reading import docx_words, letters, pdf_pages, pdf_words, words_of


def _words(page: FormPage, section: int = 0) -> str:
    return " ".join(part for block in page.sections[section].blocks for part in plain_text(block)).replace("\u00a0", " ")


def _clauses(page: FormPage) -> list[str]:
    blocks = [block for block in page.sections[0].blocks if isinstance(block, NumberedClause)]
    return [" ".join(plain_text(block)).replace("\u00a0", " ") for block in blocks]


@pytest.mark.parametrize("state", ["draft", "signed", "registered"])
def test_the_appendix_always_names_the_date_and_number_of_its_order(state):
    known = state == "registered"
    document = samples.order(state=state, number="319-од" if known else "", signed_on=date(2026, 6, 5) if known else None)
    page = order_page(checked(document, samples.roadmap()))
    header = next(block for block in page.sections[1].blocks if isinstance(block, Paragraph))
    text = "".join(run.text for run in header.runs).replace("\u00a0", " ")
    expected = "от 05.06.2026 № 319-од" if known else "от «___» __________ 20___ г. № ______"
    assert text.splitlines() == [
        "Приложение",
        "УТВЕРЖДЕНА",
        "приказом отдела образования администрации Заречного района",
        expected,
    ]
    assert expected.removeprefix("от ").split(" № ")[0] in _words(page)


def test_an_order_that_does_not_approve_has_a_plain_appendix():
    document = samples.order(clauses=(Clause("Направить план в школы (приложение)."),), body="МКУ «Центр»")
    page = order_page(checked(document, samples.roadmap()))
    assert _words(page, 1).startswith("Приложение\nк приказу\nот «___»")


def test_preamble_ends_with_the_verb_once():
    for typed in ("Во исполнение плана", "Во исполнение плана, приказываю:", "Во исполнение плана п р и к а з ы в а ю:"):
        assert "Во исполнение плана ПРИКАЗЫВАЮ: 1." in _words(order_page(checked(samples.order(preamble=typed), None)))
    words = _words(order_page(checked(samples.order(preamble=""), None)))
    assert "оценки ПРИКАЗЫВАЮ: 1." in words


def test_a_directive_has_a_colon_only():
    words = _words(order_page(checked(samples.order(kind="directive", preamble="Во исполнение плана."), None)))
    assert "РАСПОРЯЖЕНИЕ" in words and "Во исполнение плана: 1." in words and "ПРИКАЗЫВАЮ" not in words


def test_clauses_are_numbered_and_deadlines_printed_once():
    clauses = (
        Clause("Утвердить план."),
        Clause("1.1. Разослать план", date(2026, 5, 1)),
        Clause(""),
        Clause("Провести проверку до 1 июня 2026 г.", date(2026, 6, 1)),
        Clause("Контроль оставляю за собой."),
    )
    assert _clauses(order_page(checked(samples.order(clauses=clauses), None))) == [
        "1. Утвердить план.",
        "1.1. Разослать план. Срок – 01.05.2026.",
        "2. Провести проверку до 1 июня 2026 г.",
        "3. Контроль оставляю за собой.",
    ]


def test_a_draft_prints_with_room_for_what_is_missing_and_says_so():
    page = order_page(checked(samples.order(signer_name="", signer_post="", heading=""), None))
    assert {"no_signer", "no_heading"} <= {note.code for note in page.notes}
    signature = next(block for block in page.sections[0].blocks if isinstance(block, Signature))
    assert set(signature.name) == set(signature.post) == {"_"}
    assert "Контроль за исполнением" in pdf_pages(render_pdf(page))[0]


def test_a_signed_paper_with_holes_does_not_print():
    with pytest.raises(UserError, match="кто подписывает"):
        checked(samples.registered(signer_name=" "), None)
    with pytest.raises(UserError, match="номера и даты нет"):
        checked(samples.registered(signed_on=None, number=""), None)
    with pytest.raises(UserError, match="нет ни одного мероприятия"):
        checked(samples.registered(), samples.roadmap(0))
    checked(samples.order(), samples.roadmap(0))


@pytest.mark.parametrize("items", [1, 2, 40])
def test_a_roadmap_of_any_length_is_whole(items):
    page = order_page(checked(samples.registered(), samples.roadmap(items)))
    pdf = render_pdf(page)
    words = pdf_words(pdf)
    assert all(words.count(f"({number})") == 1 for number in range(1, items + 1))
    assert len(pdf_pages(pdf)) <= 2 + items / 3


def test_owners_of_300_letters_fit():
    owner = ("Отдел образования, руководители общеобразовательных организаций и методисты; " * 4)[:300].strip()
    tree = samples.roadmap(2, lines=tuple(samples.item(n, responsible=owner) for n in range(3, 9)))
    for result in (True, False):
        page = order_page(checked(samples.registered(), replace(tree, has_result_column=result)))
        assert docx_words(render_docx(page)).count(letters(owner)) == 6
        # A row may be divided between two pages, its words between the cells of another.
        assert pdf_words(render_pdf(page)).count("щ") == "".join(words_of(page)).count("щ")


def test_columns_and_orientation_follow_the_plan():
    five = roadmap_section(samples.roadmap(), GOST_2025, ())
    four = roadmap_section(samples.roadmap(result=False), GOST_2025, ())
    long = tuple(samples.item(n, "Провести анализ результатов " * 8) for n in range(9, 30))
    lying = roadmap_section(samples.roadmap(1, result=False, lines=long), GOST_2025, ())
    assert (five.landscape, four.landscape, lying.landscape) == (True, False, True)
    assert roadmap_section(samples.roadmap(), GOST_2025, (), landscape=False).landscape is False
    tables = [next(b for b in section.blocks if isinstance(b, TableBlock)) for section in (five, four)]
    assert [len(table.columns) for table in tables] == [5, 4]
    assert [column.width_mm for column in tables[0].columns] == [14, 95, 38, 50, 70]
    assert [column.width_mm for column in tables[1].columns] == [12, 88, 30, 40]


def test_a_long_number_stays_in_one_line():
    section = RoadmapSectionRow("10.", "Итоги", (RoadmapLine("10.2.11.", "Составить отчёт", "май 2027", "Координатор"),))
    tree = RoadmapTree("План на 2027 год", (section,), has_result_column=False)
    (table,) = [block for block in roadmap_section(tree, GOST_2025, ()).blocks if isinstance(block, TableBlock)]
    widths = [column.width_mm for column in table.columns]
    assert widths[0] == pytest.approx(20.1) and sum(widths) == pytest.approx(170) and widths[2:] == [30, 40]
    words = replace(section, lines=(replace(section.lines[0], number="Первое направление"),))
    (table,) = [b for b in roadmap_section(replace(tree, sections=(words,)), GOST_2025, ()).blocks if isinstance(b, TableBlock)]
    assert [column.width_mm for column in table.columns] == [25, 75, 30, 40]


def test_section_numbers_are_printed_once():
    lines = (RoadmapLine("1.", "Сделать"),)
    tree = RoadmapTree(
        "План",
        (RoadmapSectionRow("1", "1. Раздел", lines), RoadmapSectionRow("II", "Второй", lines), RoadmapSectionRow("", "", lines)),
    )
    table = next(b for b in roadmap_section(tree, GOST_2025, ()).blocks if isinstance(b, TableBlock))
    heads = ["".join(plain_text(TableBlock((), (row,)))) for row in table.rows if row.kind == "section"]
    assert heads == ["1. Раздел", "II. Второй"]


def test_lists_inside_cells_keep_their_levels():
    tree = RoadmapTree(
        "План", (RoadmapSectionRow("1", "Р", (RoadmapLine("1.", "Сделать:\n- одно\n  • два\n    1) три\n* четыре"),)),)
    )
    table = next(b for b in roadmap_section(tree, GOST_2025, ()).blocks if isinstance(b, TableBlock))
    lines = table.rows[1].cells[1].lines
    assert [(line.level, line.bullet) for line in lines] == [(0, ""), (1, "–"), (2, "•"), (3, "1)"), (1, "–")]
