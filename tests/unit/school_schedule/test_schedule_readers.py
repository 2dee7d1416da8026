"""Workbooks of schools, tidy and untidy: what is read is true, what is not read is named with its sheet and cell."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from app.services.errors import UserError
from app.services.school_schedule.readers.reading import read_schedule
from app.services.school_schedule.rows import Entry, ReadSchedule
from app.services.table_files.workbook import open_workbook
from tests.data.school_schedules import LAYOUTS, make

Grid = dict[str, Any]


def _read(path: Path, school_year: int | None = None, include_hidden: bool | None = None) -> ReadSchedule:
    with open_workbook(path) as workbook:
        found = read_schedule(workbook, school_year, include_hidden)
    assert found.grid_cells == found.entry_cells + found.problem_cells == found.entry_cells + len(found.unread)
    return found


def _codes(found: ReadSchedule) -> dict[str, tuple[str, str]]:
    """{code: (sheet, cell)} of the first problem of each kind."""
    codes: dict[str, tuple[str, str]] = {}
    for problem in found.problems:
        codes.setdefault(problem.code, (problem.sheet, problem.cell))
    return codes


def _days(sheet: Worksheet, title: str = "График на 2025/2026 учебный год", month: str = "Сентябрь", row: int = 3) -> None:
    """Row 1 the title, row 3 the month, row 4 the days 1 … 30 from column C, classes from row 5."""
    sheet.cell(1, 1, title)
    sheet.cell(row, 1, "Класс")
    sheet.cell(row, 2, "Форма освоения")
    sheet.cell(row, 3, month)
    sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=32)
    for day in range(1, 31):
        sheet.cell(row + 1, 2 + day, day)


def _weeks(sheet: Worksheet, title: str = "График на 2025/2026 учебный год") -> None:
    """Row 1 the title, row 3 captions, row 4 weeks from column C, then total (AK) and hours (AL); rows from 5."""
    sheet.cell(1, 1, title)
    sheet.cell(3, 1, "Класс")
    sheet.cell(3, 2, "Учебный предмет")
    sheet.cell(3, 3, "Учебные недели")
    for week in range(1, 35):
        sheet.cell(4, 2 + week, week)
    sheet.cell(3, 37, "Всего ОП за уч. г.")
    sheet.cell(3, 38, "Количество часов по УП")


@pytest.fixture
def book() -> Workbook:
    made = Workbook()
    made.active.title = "График"
    return made


def _saved(book: Workbook, tmp_path: Path) -> Path:
    path = tmp_path / "график.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("seed", range(2 * len(LAYOUTS)))
def test_everything_is_read_or_named(tmp_path: Path, seed: int) -> None:
    truth = make(tmp_path / "график.xlsx", seed + 1000)
    found = _read(tmp_path / "график.xlsx")
    facts = Counter((e.grade, e.class_label, e.subject, e.level, e.kind, e.held_on, e.week) for e in found.entries)
    assert facts == Counter(truth.facts)
    assert found.grid_cells == truth.filled
    assert set(found.unread) == truth.junk
    named = {f"{problem.sheet}!{problem.cell}" for problem in found.problems}
    assert truth.junk <= named
    assert {(h.grade, h.class_label, h.subject): h.hours for h in found.hours} == truth.hours
    assert found.school_year == truth.school_year


def test_levels_by_colour_letter_and_columns(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _weeks(sheet)
    sheet.cell(3, 39, "Федеральный")
    sheet.cell(3, 40, "Школьный")
    for row, (subject, cell) in enumerate((("Математика", "КР"), ("История", "КР Р"), ("География", "+"), ("Химия", "ВПР")), 5):
        sheet.cell(row, 1, "8А")
        sheet.cell(row, 2, subject)
        sheet.cell(row, 6, cell)
    sheet.cell(5, 6).fill = PatternFill("solid", fgColor="FFCC00")
    sheet.cell(7, 39, 1)
    sheet.cell(11, 1).fill = PatternFill("solid", fgColor="FFCC00")
    sheet.cell(11, 2, "муниципальный уровень")
    found = _read(_saved(book, tmp_path))
    assert [(e.subject, e.level, e.week) for e in found.entries] == [
        ("Математика", "municipal", 4), ("История", "regional", 4), ("География", "federal", 4), ("Химия", "federal", 4),
    ]  # fmt: skip


def test_codes_as_the_legend_explains_them(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _weeks(sheet)
    for row, (subject, cell) in enumerate((("Русский язык", "С"), ("Физика", "Ы"), ("Химия", "СД")), 5):
        sheet.cell(row, 1, "9Б")
        sheet.cell(row, 2, subject)
        sheet.cell(row, 25, cell)
    sheet.cell(9, 1, "С – итоговое собеседование, Ы – диагностическая контрольная работа; СД - стартовая диагностика")
    found = _read(_saved(book, tmp_path))
    assert [(e.subject, e.kind, e.level) for e in found.entries] == [
        ("Русский язык", "final_interview", "federal"),
        ("Физика", "diagnostic_test", "regional"),
        ("Химия", "diagnostic_start", "school"),
    ]


def test_a_stretch_of_days_and_a_block_over_classes(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _days(sheet)
    for row, label in enumerate(("4А", "4 «б»", "5 классы"), 5):
        sheet.cell(row, 1, label)
    sheet.cell(5, 10, "Математика (ВПР)")
    sheet.merge_cells("J5:N6")
    sheet.cell(7, 20, "Русский язык, Математика")
    found = _read(_saved(book, tmp_path))
    assert found.grid_cells == 2
    assert [(e.where, e.subject, e.held_on, e.until) for e in found.entries] == [
        ("4А", "Математика", date(2025, 9, 8), date(2025, 9, 12)),
        ("4Б", "Математика", date(2025, 9, 8), date(2025, 9, 12)),
        ("5 классы", "Русский язык", date(2025, 9, 18), None),
        ("5 классы", "Математика", date(2025, 9, 18), None),
    ]
    assert {e.cell for e in found.entries} == {"График!J5", "График!T7"}


def test_cells_that_are_no_procedure_are_named(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _days(sheet)
    said = ("экскурсия", "ВПР", "#Н/Д", 5, "каникулы", date(2025, 9, 9), "Математика, смотр знаний")
    sheet.cell(5, 1, "6А")
    for column, cell in enumerate(said, 5):
        sheet.cell(5, column, cell)
    sheet.cell(6, 4, "История")
    sheet.cell(7, 1, "девятый")
    sheet.cell(7, 4, "История")
    found = _read(_saved(book, tmp_path))
    assert [(e.subject, e.title) for e in found.entries if e.class_label == "6А" and e.held_on == date(2025, 9, 9)] == [
        ("Математика", "смотр знаний")
    ]
    codes = {problem.cell: problem.code for problem in found.problems}
    assert codes == {
        "E5": "unknown_cell", "F5": "no_subject", "G5": "error_value", "H5": "unknown_cell", "I5": "break_cell",
        "J5": "no_subject", "K5": "kept_words", "A7": "bad_class", "D7": "no_class",
    }  # fmt: skip
    assert all(problem.text and problem.sheet == "График" for problem in found.problems)


def test_dates_as_text_and_dates_of_another_year(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    sheet.cell(1, 1, "Единый график, 2025-2026 учебный год")
    sheet.cell(3, 1, "Класс")
    for column, day in enumerate(
        ("01.09", "2 сентября", "03.09.2025", "2025-09-04", date(2025, 9, 5), "08.09.2024", "пт 12.09"), 2
    ):
        sheet.cell(3, column, day)
        sheet.cell(4, column, "Физика")
    sheet.cell(4, 1, "8В")
    found = _read(_saved(book, tmp_path))
    assert [e.held_on.day for e in found.entries if e.held_on] == [1, 2, 3, 4, 5, 12]
    assert found.unread == ("График!G4",)
    assert _codes(found)["wrong_year"] == ("График", "G4")


def test_a_whole_header_of_another_year(book: Workbook, tmp_path: Path) -> None:
    """All dates say 2024/2025, the title 2025/2026: the dates win and the title is named; a person's word beats both."""
    sheet = book.active
    sheet.cell(1, 1, "Единый график, 2025/2026 учебный год")
    sheet.cell(3, 1, "Класс")
    for day in range(2, 7):
        sheet.cell(3, day, date(2024, 9, day))
    sheet.cell(4, 1, "8В")
    sheet.cell(4, 3, "Физика")
    path = _saved(book, tmp_path)
    found = _read(path)
    assert (found.school_year, found.entries[0].held_on) == (2024, date(2024, 9, 3))
    assert _codes(found)["other_year"] == ("График", "A1")
    told = _read(path, 2025)
    assert told.entries == ()
    assert _codes(told)["wrong_year"] == ("График", "C4")


def test_months_with_a_year_days_that_are_not_there_and_no_year(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _days(sheet, "График оценочных процедур", "Сентябрь 2025")
    sheet.cell(4, 33, 31)
    sheet.cell(5, 1, "7А")
    sheet.cell(5, 3, "Алгебра")
    sheet.cell(5, 33, "Физика")
    found = _read(_saved(book, tmp_path))
    assert (found.school_year, [e.subject for e in found.entries]) == (2025, ["Алгебра"])
    assert _codes(found)["impossible_date"] == ("График", "AG5")

    sheet.cell(3, 3, "Сентябрь")
    unknown = _read(_saved(book, tmp_path))
    assert (unknown.school_year, unknown.entries, len(unknown.unread)) == (None, (), 2)
    assert "no_year" in _codes(unknown)
    assert [e.held_on for e in _read(_saved(book, tmp_path), 2023).entries] == [date(2023, 9, 1)]


def test_the_same_class_on_two_sheets(book: Workbook, tmp_path: Path) -> None:
    for sheet in (book.active, book.create_sheet("График (2)")):
        _days(sheet)
        sheet.cell(5, 1, "4А")
        sheet.cell(5, 5, "Математика, КР")
    sheet.cell(5, 12, "Русский язык")
    found = _read(_saved(book, tmp_path))
    assert [(e.subject, e.cell) for e in found.entries] == [("Математика", "График!E5"), ("Русский язык", "График (2)!L5")]
    codes = _codes(found)
    assert codes["class_twice"][0] == codes["repeated"][0] == "График (2)"
    assert found.unread == ("График (2)!E5",)


def test_hidden_rows_and_sheets_are_said(book: Workbook, tmp_path: Path) -> None:
    _days(book.active)
    for row in (5, 6):
        book.active.cell(row, 1, f"{row}А")
        book.active.cell(row, 5, "Математика")
    book.active.row_dimensions[6].hidden = True
    other = book.create_sheet("Черновик")
    _days(other, month="Октябрь")
    other.cell(5, 1, "7А")
    other.cell(5, 5, "Физика")
    other.sheet_state = "hidden"
    path = _saved(book, tmp_path)
    found = _read(path)
    assert [e.class_label for e in found.entries] == ["5А"]
    assert {"hidden_rows", "hidden_sheet"} <= _codes(found).keys()
    assert found.unread == ("График!E6",)
    assert [e.class_label for e in _read(path, include_hidden=True).entries] == ["5А", "6А", "7А"]


def test_weeks_with_days_in_the_cells_and_hours_that_do_not_agree(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _weeks(sheet)
    rows = (("5А", "Математика", 4, "КР 24.09", 170), (None, "Труд", 5, 2, "сто"), ("5Б", "Квадроведение", 6, "тест", "34 ч"))
    for row, (label, subject, week, cell, hours) in enumerate(rows, 5):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, subject)
        sheet.cell(row, 2 + week, cell)
        sheet.cell(row, 37, 1)
        sheet.cell(row, 38, hours)
    sheet.cell(8, 1, "Итого")
    sheet.cell(8, 5, 4)
    sheet.cell(10, 2, "Директор")
    sheet.cell(10, 9, "А. А. Ветров")
    found = _read(_saved(book, tmp_path))
    assert found.entries[0] == Entry(5, "5А", "Математика", held_on=date(2025, 9, 24), cell="График!F5")
    assert [(e.where, e.subject, e.week, e.title) for e in found.entries[1:]] == [
        ("5А", "Труд (технология)", 5, ""), ("5А", "Труд (технология)", 5, ""), ("5Б", "Квадроведение", 6, "Тест"),
    ]  # fmt: skip
    assert [(h.class_label, h.subject, h.hours) for h in found.hours] == [("5А", "Математика", 170), ("5Б", "Квадроведение", 34)]
    assert _codes(found) == {
        "total_differs": ("График", "AK6"), "bad_hours": ("График", "AL6"), "unknown_subject": ("График", "B7"),
        "total_row": ("График", "A8"),
    }  # fmt: skip


def test_painted_cells_without_words(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    _weeks(sheet)
    sheet.cell(5, 1, "5А")
    sheet.cell(5, 2, "Математика")
    sheet.cell(5, 7).fill = PatternFill("solid", fgColor="00CC66")
    sheet.cell(8, 1).fill = PatternFill("solid", fgColor="00CC66")
    sheet.cell(8, 2, "школьный уровень")
    assert _codes(_read(_saved(book, tmp_path)))["coloured_blank"] == ("График", "G5")


def test_no_schedule_at_all(book: Workbook, tmp_path: Path) -> None:
    sheet = book.active
    for number in range(1, 20):
        sheet.cell(1, number, f"Задание {number}")
    with pytest.raises(UserError, match="не найден график"):
        _read(_saved(book, tmp_path))


def _spoiled(path: Path, how: str) -> None:
    """One slip of the pen in the header or beside it; the procedures themselves are left alone."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    head = next(
        row for row in range(1, 20) if sum(isinstance(sheet.cell(row, column).value, int) for column in range(1, 30)) > 10
    )
    days = [column for column in range(1, 300) if isinstance(sheet.cell(head, column).value, int)]
    if how == "blank":
        sheet.cell(head, days[4]).value = None
    elif how == "first":
        sheet.cell(head, days[0]).value = None
    elif how == "typo":
        sheet.cell(head, days[6]).value = 44
    elif how == "month":
        sheet.cell(head - 1, next(column for column in days[10:] if sheet.cell(head - 1, column).value)).value = None
    elif how == "note":
        sheet.cell(head + 3, 1).value = "Примечание: уточняется"
    book.save(path)


@pytest.mark.parametrize(
    ("layout", "how"),
    [(layout, how) for layout in ("across", "stacked", "subject_days", "weeks") for how in ("blank", "first", "typo")]
    + [("across", "month"), ("subject_days", "month"), ("across", "note"), ("weeks", "note")],
)
def test_a_slip_in_the_header_loses_nothing_and_shifts_nothing(tmp_path: Path, layout: str, how: str) -> None:
    path = tmp_path / "график.xlsx"
    make(path, 21, layout, messy=False)
    before = _read(path)
    _spoiled(path, how)
    after = _read(path)
    assert {e.cell for e in before.entries} == {e.cell for e in after.entries} | set(after.unread)
    when = {(e.cell, e.subject): (e.held_on, e.week) for e in before.entries}
    assert all(when[e.cell, e.subject] == (e.held_on, e.week) for e in after.entries)
    if how != "note" and after.unread:
        assert "no_header" in _codes(after)


def test_a_table_without_its_month(tmp_path: Path) -> None:
    path = tmp_path / "график.xlsx"
    make(path, 21, "stacked", messy=False)
    before = _read(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Октябрь").value = None
    book.save(path)
    after = _read(path)
    assert {e.cell for e in before.entries} == {e.cell for e in after.entries} | set(after.unread)
    assert "no_month" in _codes(after)
    assert not [e for e in after.entries if e.held_on and e.held_on.month == 10]
