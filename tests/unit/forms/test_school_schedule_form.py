"""The printed unified schedule: months, levels by letter and ground, shares of the hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from app.services.forms.blocks import TableBlock, plain_text
from app.services.forms.printing import render
from app.services.forms.school_schedule_data import SchoolScheduleData
from app.services.forms.school_schedule_page import TINTS, school_schedule_page
from app.services.school_schedule.board import Board
from app.services.school_schedule.checked import SchoolPage
from app.services.school_schedule.findings import CheckOptions
from app.services.school_schedule.rows import Entry, Hours, Schedule
from app.services.school_schedule.rules import check_board

ENTRIES = (
    Entry(5, "", "Математика", held_on=date(2026, 9, 17)),
    Entry(5, "5А", "Биология", "federal", "vpr", held_on=date(2027, 4, 22)),
    Entry(5, "5Б", "Биология", "federal", "vpr", held_on=date(2027, 4, 23)),
    Entry(6, "", "Русский язык", "regional", week=7),
    Entry(6, "6А", "История", "municipal", held_on=date(2027, 6, 2)),
    Entry(6, "6Б", "История", "municipal", held_on=date(2027, 6, 2)),
)


def data(*entries: Entry) -> SchoolScheduleData:
    numbered = tuple(replace(one, id=n) for n, one in enumerate(entries, 1))
    schedule = Schedule(
        1, 1, "Школа № 7", 2026, numbered, (Hours(5, "", "Математика", 170), Hours(5, "", "Биология", 34)),
        order_number="№ 12-о", ordered_on=date(2026, 9, 4),
    )  # fmt: skip
    board = Board(schedule, CheckOptions())
    page = SchoolPage(schedule, check_board(board), board.options, board.days, board.weeks)
    return SchoolScheduleData(page, "Школа № 7", date(2026, 9, 14))


def test_every_procedure_stands_in_its_month_with_its_level() -> None:
    page = school_schedule_page(data(*ENTRIES))
    section = page.sections[0]
    assert section.landscape and section.size == "A4"
    words = " ".join(line for block in section.blocks for line in plain_text(block))
    for said in (
        "Ш 17 Математика",
        "Ф 22 Биология (ВПР)",
        "Р нед. 7 Русский язык",
        "М 2 История",
        "Утверждён приказом от 04.09.2026 № 12-о",
    ):
        assert said in words
    assert "Ф – федеральный уровень" in words and "Ш – школьный уровень" in words
    months = next(block for block in section.blocks if isinstance(block, TableBlock))
    names = ["".join(run.text for line in one.cells[0].lines for run in line.runs) for one in months.rows]
    assert names == ["5А", "5Б", "6А6Б", ""]  # alike classes share a row, the last row is the legend
    tints = {line.tint for one in months.rows for cell in one.cells for line in cell.lines if line.tint}
    assert tints == {tint for tint in TINTS.values() if tint}
    assert {one.code for one in page.notes} == {"hours"}


def test_shares_are_of_the_hours_of_the_class_and_vpr_do_not_count() -> None:
    page = school_schedule_page(data(*ENTRIES), size="A3")
    assert page.sections[0].size == "A3"
    shares = [block for block in page.sections[0].blocks if isinstance(block, TableBlock)][1]
    lines = [["".join(run.text for line in cell.lines for run in line.runs) for cell in one.cells] for one in shares.rows]
    assert ["Математика", "", "", "", "1", "1", "1", "170", "0,6"] in lines
    assert ["Биология", "1", "", "", "", "1", "0", "34", "0,0"] in lines
    assert ["История", "", "", "1", "", "1", "1", "—", "—"] in lines


def test_both_files_are_made() -> None:
    from docx import Document
    from pypdf import PdfReader

    page = school_schedule_page(data(*ENTRIES))
    pdf = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(render(page, "pdf"))).pages).split())
    assert "Единый график оценочных процедур" in pdf and "Математика" in pdf
    document = Document(BytesIO(render(page, "docx")))
    assert len(document.tables) == 2
    xml = document.tables[0]._tbl.xml
    assert f'w:fill="{TINTS["federal"]}"' in xml
