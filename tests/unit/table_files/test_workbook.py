"""Opening books of unusual make: other folders, capitals, prefixes, empty columns, chart sheets."""

from __future__ import annotations

import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from app.services.errors import UserError
from app.services.table_files.workbook import address, open_workbook
from tests.data.packages import number_cell, row, sheet_xml, text_cell, xlsx_from_xml

SIMPLE = sheet_xml(row(3, [text_cell("B3", "Код"), number_cell("C3", 5)]))


def repacked(path: Path, rename: dict[str, str], *, also: dict[str, str] | None = None) -> Path:
    """The same package with parts renamed (and links to them rewritten by `also`: {part: text in the place of another})."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            for old, new in (also or {}).items():
                content = content.replace(old.encode(), new.encode())
            archive.writestr(rename.get(name, name), content)
    return path


def test_rows_start_with_row_one_and_column_a(tmp_path: Path) -> None:
    sheet = open_workbook(xlsx_from_xml(tmp_path / "a.xlsx", SIMPLE)).sheets[0]
    assert list(sheet.rows()) == [["", "", ""], ["", "", ""], ["", "Код", 5.0]]
    assert (sheet.width, sheet.height) == (3, 3)
    assert sheet.head(1) == [["", "", ""]]
    assert list(sheet.rows()) == list(sheet.rows())
    sheet.forget()
    assert sheet.height == 3
    assert address(3, 2) == "C3"


def test_capitals_are_found_other_folders_refused(tmp_path: Path) -> None:
    capitals = repacked(xlsx_from_xml(tmp_path / "a.xlsx", SIMPLE), {"xl/worksheets/sheet1.xml": "xl/worksheets/Sheet1.XML"})
    assert open_workbook(capitals).sheets[0].height == 3
    moved = repacked(
        xlsx_from_xml(tmp_path / "b.xlsx", SIMPLE, macros=True),
        {"xl/workbook.xml": "book/main.xml", "xl/_rels/workbook.xml.rels": "book/_rels/main.xml.rels"}
        | {"xl/worksheets/sheet1.xml": "book/worksheets/sheet1.xml"},
        also={"xl/workbook.xml": "book/main.xml", "vnd.ms-excel.sheet.macroEnabled": "spreadsheetml.sheet"},
    )
    with pytest.raises(UserError, match="необычного устройства"):
        open_workbook(moved)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = xlsx_from_xml(tmp_path / "a.xlsx", SIMPLE, {"XL/worksheets/SHEET1.xml": sheet_xml("")})
    with pytest.raises(UserError, match="повреждён"):
        open_workbook(path)


def test_prefixed_xml(tmp_path: Path) -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2" hidden="1"><x:c r="A2"><x:v>2</x:v></x:c>'
        '<x:c r="B2" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    sheet = open_workbook(xlsx_from_xml(tmp_path / "a.xlsx", xml)).sheets[0]
    assert list(sheet.rows()) == [[1.0, ""], [2.0, "#Н/Д"]]
    assert sheet.hidden_rows == {2}


def test_values_of_every_type(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Данные")
        for number, (value, shown) in enumerate(
            [
                ("текст", None),
                (1.5, None),
                (True, None),
                (date(2026, 4, 3), "dd.mm.yyyy"),
                (datetime(2026, 4, 3, 5, 6), "dd.mm.yyyy hh:mm"),
                (time(3, 4), "hh:mm"),
                (timedelta(hours=36), "[h]:mm"),
            ]
        ):
            sheet.write(number, 0, value, book.add_format({"num_format": shown}) if shown else None)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Данные!$A$1:$A$2"})
        book.add_chartsheet("График").set_chart(chart)
    opened = open_workbook(path)
    assert [sheet.name for sheet in opened.sheets] == ["Данные"]
    assert [line[0] for line in opened.sheet("Данные").rows()] == [
        "текст", 1.5, True, date(2026, 4, 3), datetime(2026, 4, 3, 5, 6), time(3, 4), timedelta(hours=36),
    ]  # fmt: skip
    with pytest.raises(KeyError):
        opened.sheet("График")


def test_same_bytes_same_hash(tmp_path: Path) -> None:
    one = xlsx_from_xml(tmp_path / "a.xlsx", SIMPLE)
    other = tmp_path / "Копия.xlsx"
    other.write_bytes(one.read_bytes())
    with open_workbook(one) as first, open_workbook(other) as second:
        assert first.sha256 == second.sha256
        assert first.format_title == "книга Excel"
    other.unlink()  # nothing keeps the file open (on Windows it could not be deleted)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file does not vanish there")
def test_file_that_vanishes_between_two_questions(tmp_path: Path) -> None:
    path = xlsx_from_xml(tmp_path / "a.xlsx", SIMPLE)
    sheet = open_workbook(path).sheets[0]
    path.unlink()
    with pytest.raises(UserError, match="нет на месте"):
        list(sheet.rows())
