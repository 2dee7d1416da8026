"""The calendar on the wall and as a workbook: what stands where, on how many sheets, readable without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest

from app.services.events.commands import create_event
from app.services.events.rows import EventFields
from app.services.forms.blocks import TableBlock
from app.services.forms.docx_renderer import render_docx
from app.services.forms.layout import FILLS
from app.services.forms.pdf_renderer import render_pdf
from app.services.forms.procedure_calendar_data import grade_words, procedure_calendar_data
from app.services.forms.procedure_calendar_page import procedure_calendar_page
from app.services.forms.procedure_calendar_parts import EVENT_SIGN
from app.services.forms.procedure_calendar_weeks import month_of, weeks
from app.services.forms.procedure_calendar_xlsx import save_calendar_xlsx
from app.services.forms.registry import make
from app.services.plan.commands import cancel_plan, plan_procedure
from app.services.plan.packages import import_windows, preview_shipped
from app.services.plan.queries import list_plan
from app.services.plan.rows import BreakRow
from app.services.plan.school_commands import save_breaks, save_slots, set_school
from tests.db.plan.world import DRAFT, add_schools, plan, slot
from tests.sample_papers import set_workplace
from tests.unit.forms.reading import docx_words, in_order, pdf_pages, pdf_words, words_of

YEAR = "2026/2027"
VIEWS = [(view, size) for view in ("weeks", "months") for size in ("A4", "A3")]


@pytest.fixture
def year(ctx):
    """A planned year of a district of several schools, with meetings and breaks; → (ctx, procedure, schools)."""
    set_workplace(ctx)
    schools = add_schools(ctx)
    procedure = plan(ctx)
    plan(ctx, replace(DRAFT, kind="municipal_test", grade=8, subject="Русский язык", starts_on=date(2026, 12, 2),
                      ends_on=date(2026, 12, 4), reserve_on=None))  # fmt: skip
    for grade in (4, 5, 6, 7, 8, 10):
        for subject in ("Русский язык", "Математика"):
            april = replace(DRAFT, grade=grade, subject=subject, starts_on=date(2027, 4, 19), ends_on=date(2027, 5, 19))
            plan(ctx, replace(april, reserve_on=None, results_due=None))
    save_slots(ctx, [slot(procedure, schools[0], "4А", date(2026, 10, 13), lesson=2), slot(procedure, schools[1], "4А",
                     date(2026, 10, 14))])  # fmt: skip
    create_event(ctx, EventFields("meeting", "Готовность школ", date(2026, 10, 7), None, "14:00", "15:00"))
    save_breaks(ctx, 2026, [BreakRow(None, None, 2026, "Осенние каникулы", date(2026, 10, 24), date(2026, 11, 1))])
    return ctx, procedure, schools


@pytest.mark.parametrize(("view", "size"), VIEWS)
def test_both_files_say_the_same(year, view, size):
    ctx, _procedure, _schools = year
    page = make(ctx, "procedure_calendar", school_year=YEAR, view=view, size=size)
    parts = words_of(page)
    assert in_order(parts, pdf_words(render_pdf(page))) == ""
    assert in_order(parts, docx_words(render_docx(page))) == ""
    assert "/" not in page.file_stem and size in page.file_stem


def test_a_year_of_weeks_is_one_sheet(year):
    ctx, _procedure, _schools = year
    for size in ("A4", "A3"):
        pages = pdf_pages(render_pdf(make(ctx, "procedure_calendar", school_year=YEAR, size=size)))
        assert len(pages) == 1
        assert "4–8, 10 классы" in pages[0].replace("\xa0", " ")
        assert pages[0].count("19.04–19.05") == 1, "papers of one window are one line"


def test_a_month_is_a_sheet_with_its_legend(year):
    ctx, _procedure, _schools = year
    for size in ("A4", "A3"):
        pages = pdf_pages(render_pdf(make(ctx, "procedure_calendar", school_year=YEAR, view="months", size=size)))
        assert len(pages) == 10  # September to May and the list
        assert all("муниципальная" in page for page in pages[:-1])
        assert "Октябрь 2026" in pages[1] and "осенние каникулы" in pages[1] and "14:00" in pages[1]
        assert "Перечень процедур" in pages[-1]


def test_tints_differ_without_colour():
    def grey(name):
        red, green, blue = (int(FILLS[name][n : n + 2], 16) for n in (0, 2, 4))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [grey(level) for level in ("federal", "regional", "municipal", "school")]
    assert all(lighter - darker >= 14 for darker, lighter in pairwise(shades))
    assert min(shades) > 140, "black letters read well on all of them"


def test_the_days_of_a_school(year):
    ctx, procedure, schools = year
    data = procedure_calendar_data(ctx, YEAR, schools[0])
    assert [(one.day, one.words) for one in data.days] == [(date(2026, 10, 13), "4А, ВПР, математика, 2-й урок")]
    pages = pdf_pages(render_pdf(procedure_calendar_page(data, view="months")))
    assert "4А, ВПР" in pages[1] and not any("4А" in page for page in pages[2:])
    table = next(
        block for block in procedure_calendar_page(data).sections[0].blocks if isinstance(block, TableBlock) and block.rows
    )
    signs = ["".join(run.text for line in cell.lines for run in line.runs) for row in table.rows for cell in row.cells]
    assert signs.count(EVENT_SIGN) == 1, "the week it writes; the meeting was not with this school"
    set_school(ctx, procedure, schools[1], status="not_taking_part")
    assert date(2026, 10, 12) not in {item.first for item in procedure_calendar_data(ctx, YEAR, schools[1]).items}


def test_a_crowded_month_stays_on_its_sheet(year):
    ctx, procedure, schools = year
    days = [date(2026, 10, day) for day in (12, 13, 14, 15, 16, 19, 20)]
    save_slots(ctx, [slot(procedure, schools[2], f"4{letter}", day) for day in days for letter in "АБВ"])
    for size in ("A4", "A3"):
        page = make(ctx, "procedure_calendar", school_year=YEAR, view="months", size=size, organisation_id=schools[2])
        pages = pdf_pages(render_pdf(page))
        assert len(pages) == 10 and pages[1].count("4Б, ВПР") == len(days)


def test_what_is_cancelled_is_not_on_the_wall(year):
    ctx, procedure, _schools = year
    cancel_plan(ctx, procedure)
    data = procedure_calendar_data(ctx, YEAR)
    assert date(2026, 10, 12) not in {item.first for item in data.items}


def test_an_empty_year_is_a_calendar_to_write_on(ctx):
    for view, size in VIEWS:
        page = make(ctx, "procedure_calendar", view=view, size=size)
        assert len(pdf_pages(render_pdf(page))) == (1 if view == "weeks" else 10)
        assert "не утверждены" in pdf_words(render_pdf(page)).replace("неутверждены", "не утверждены")


def test_the_windows_of_the_ministry_and_a_hundred_long_names_fit(ctx):
    set_workplace(ctx)
    import_windows(ctx, preview_shipped(ctx, 2026))
    for n in range(100):
        name = f"Очень длинное название предмета номер {n} с углублённым изучением и практикой"
        day = date(2025, 9, 1 + n % 28)
        plan_procedure(ctx, replace(DRAFT, kind="school_test", grade=n % 11 + 1, subject=name, starts_on=day, ends_on=day,
                                    reserve_on=None, results_due=None))  # fmt: skip
    for view, size in VIEWS:
        page = make(ctx, "procedure_calendar", school_year="2025/2026", view=view, size=size)
        assert in_order(words_of(page), pdf_words(render_pdf(page))) == ""
    assert render_docx(page)


def test_classes_in_words():
    assert grade_words([10, 4, 5, 6, 7, 8]) == "4–8, 10 классы"
    assert grade_words([4]) == "4 класс"
    assert grade_words([4, 5]) == "4, 5 классы"
    assert grade_words([]) == ""


def test_weeks_count_to_the_month_of_their_thursday():
    last = date(2027, 6, 30)
    mondays = weeks(date(2026, 9, 1), last)
    assert (mondays[0], mondays[-1]) == (date(2026, 8, 31), date(2027, 6, 28))
    months = [month_of(monday, last) for monday in mondays]
    assert months == sorted(months) and set(months) == {(2026 + (m < 9), m) for m in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)}


def test_the_workbook(year, tmp_path):
    ctx, _procedure, schools = year
    plan_procedure(ctx, replace(DRAFT, kind="school_test", subject="=1+1", note="звонить 8 (912) 345-67-89"))
    save_calendar_xlsx(ctx, tmp_path, YEAR)
    (path,) = tmp_path.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    listed, matrix, days, meetings = (book[name] for name in ("Процедуры", "Школы по неделям", "Дни школ", "Встречи"))
    rows = list(listed.iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(list_plan(ctx, YEAR))
    assert {row[4].date() for row in rows if row[:3] == ("федеральная", "ВПР", 4)} == {DRAFT.starts_on, date(2027, 4, 19)}
    bad = next(row for row in rows if row[1] == "Школьная работа")
    assert bad[3] == "=1+1" and "345-67-89" not in str(bad)
    assert listed.cell(4 + rows.index(bad), 4).data_type == "s"
    assert [row[0] for row in days.iter_rows(min_row=4, values_only=True)] != []
    assert meetings.cell(4, 2).value == "Готовность школ"
    names = [matrix.cell(n, 1).value for n in range(5, 6 + len(schools))]
    assert names[0] == "Сроки процедур" and len(set(names)) == 1 + len(schools)
    october = next(n for n in range(2, 60) if matrix.cell(4, n).value == 12)
    assert matrix.cell(5, october).value == "ФШ"
    assert sum(matrix.cell(n, october).value == "Ф" for n in range(6, 6 + len(schools))) == 2
    assert re.fullmatch(r"[0-9A-F]{8}", matrix.cell(5, october).fill.fgColor.rgb)
    assert BytesIO(path.read_bytes()).getbuffer().nbytes < 60_000
