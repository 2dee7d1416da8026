"""The papers about findings: words of the screen, figures, and what is left out where there are too few data."""

from __future__ import annotations

import numpy as np
import pytest

from app.services.errors import UserError
from app.services.findings.commands import refresh_findings
from app.services.findings.evidence import evidence
from app.services.forms.blocks import Figure, TableBlock, plain_text
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.text_ru import sort_key
from tests.sample_papers import add_procedure, school_id, set_workplace


@pytest.fixture
def procedure(ctx):
    rng = np.random.default_rng(8)
    set_workplace(ctx)
    papers = {f"Школа № {n}": np.clip(np.round(rng.normal(19, 4, 30)), 0, 38).astype(int).tolist() for n in range(1, 13)}
    papers["Гимназия"] = [35, 36, 37] * 10
    papers["Малая"] = [20, 21, 22]
    made = add_procedure(ctx, papers, year=2025)
    refresh_findings(ctx)
    return made


def words(page):
    found = [text for section in page.sections for block in section.blocks for text in plain_text(block)]
    return "\n".join(found).replace("\xa0", " ")


def blocks(page, kind):
    return [block for section in page.sections for block in section.blocks if isinstance(block, kind)]


def test_the_page_of_a_finding_says_what_the_screen_says(ctx, procedure):
    school = school_id(ctx, "Гимназия")
    shown = evidence(ctx, procedure, school)
    page = make(ctx, "finding", procedure_id=procedure, organisation_id=school)
    said = words(page)
    for text in (shown.heading, shown.sentence, shown.rarity, *shown.explanations, *shown.next_steps, shown.calibration):
        assert text.replace("\xa0", " ") in said
    assert "Признак – повод присмотреться, а не вывод о школе" in said
    assert 1 <= len(blocks(page, Figure)) <= 2
    assert render(page, "pdf").startswith(b"%PDF")
    assert render(page, "docx").startswith(b"PK")


def test_of_few_writers_only_that_is_printed(ctx, procedure):
    page = make(ctx, "finding", procedure_id=procedure, organisation_id=school_id(ctx, "Малая"))
    assert not blocks(page, Figure) and not blocks(page, TableBlock)
    assert "Мало данных: работу писали 3 участника" in words(page)
    assert "%" not in words(page)


def test_the_summary_lists_schools_by_alphabet_and_reasons_with_their_numbers(ctx, procedure):
    page = make(ctx, "objectivity_summary")
    grid, reasons, years = blocks(page, TableBlock)
    names = [row.cells[1].lines[0].runs[0].text for row in grid.rows]
    assert names == sorted(names, key=sort_key)
    by_name = {row.cells[1].lines[0].runs[0].text: row.cells[2].lines[0].runs[0] for row in grid.rows}
    assert by_name["Гимназия"].bold and by_name["Гимназия"].text.replace("\xa0", " ").endswith(" *")
    assert by_name["Малая"].text == "мало данных"
    assert [row.cells[1].lines[0].runs[0].text for row in reasons.rows] == ["Гимназия"]
    assert years.rows[0].cells[0].lines[0].runs[0].text == "2025"
    assert "практически незаметна" in words(page)
    assert render(page, "pdf").startswith(b"%PDF")


def test_nothing_computed_nothing_printed(ctx):
    with pytest.raises(UserError, match="не посчитаны"):
        make(ctx, "objectivity_summary", year=2020)
