"""Tables that leave the program: formulas stay texts (T33), every row is there (T34), nothing personal goes along (T31)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.services.errors import UserError
from app.services.table_files.export import ExportColumn, Heading, write_table
from app.services.table_files.workbook import open_workbook

NAMES = (ExportColumn("Школа", 30, names=True), ExportColumn("Примечание", 30), ExportColumn("Балл", 8), ExportColumn("Дата"))
HOSTILE = ("=cmd|'/c calc'!A1", "+7+1", "-2+3", "@SUM(A1)", "\t=1+1", "=HYPERLINK(\"http://x\")", "＝1+1")  # fmt: skip


def rows():
    return [(text, text, -5, date(2026, 4, 3)) for text in HOSTILE]


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_t33_formulas_of_a_workbook_are_texts_and_minus_five_is_a_number(tmp_path):
    write_table(tmp_path / "т.xlsx", NAMES, rows())
    sheet = openpyxl.load_workbook(tmp_path / "т.xlsx").active
    for number, text in enumerate(HOSTILE, 2):
        assert sheet.cell(number, 1).data_type == "s" and sheet.cell(number, 2).data_type == "s"
        assert sheet.cell(number, 1).value == text
        assert sheet.cell(number, 3).value == -5 and sheet.cell(number, 3).data_type == "n"
        assert sheet.cell(number, 4).is_date
    with open_workbook(tmp_path / "т.xlsx") as workbook:
        assert workbook.sheets[0].uncached_formulas == frozenset()


def test_t33_formulas_of_a_text_table_get_an_apostrophe(tmp_path):
    write_table(tmp_path / "т.csv", NAMES, rows())
    read = lines(tmp_path / "т.csv")
    assert [line[0] for line in read[1:]] == [f"'{text}" for text in HOSTILE]
    assert {line[2] for line in read[1:]} == {"-5"} and read[1][3] == "03.04.2026"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_t34_as_many_rows_as_there_are_and_the_filter_in_the_heading(tmp_path, ending):
    many = [(f"СОШ {n}", "", n, None) for n in range(30_000)]
    done = write_table(tmp_path / f"т.{ending}", NAMES, many, Heading("Результаты", "только 4 класс, без отсутствующих"))
    assert done.rows == 30_000
    with open_workbook(tmp_path / f"т.{ending}") as workbook:
        read = [row for row in workbook.sheets[0].rows() if any(str(cell).strip() for cell in row)]
    assert (
        read[0][0] == "Результаты" and read[1][0] == "Отбор: только 4 класс, без отсутствующих" and read[2][0] == "Строк: 30000"
    )
    assert len(read) == 4 + 30_000 and read[-1][0] == "СОШ 29999"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_t34_no_rows_is_a_table_with_a_header(tmp_path, ending):
    assert write_table(tmp_path / f"т.{ending}", NAMES, [], Heading("Результаты")).rows == 0
    with open_workbook(tmp_path / f"т.{ending}") as workbook:
        read = [row for row in workbook.sheets[0].rows() if any(str(cell).strip() for cell in row)]
    assert [row[0] for row in read] == ["Результаты", "Строк: 0", "Школа"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_t31_names_and_numbers_typed_into_a_comment_do_not_leave(tmp_path, ending):
    found = [
        ("СОШ им. А. С. Пушкина", "болела Ковалёва М. П., 8 912 345-67-89", 5, None),
        ("СОШ 2", "СНИЛС 112-233-445 95", 4, None),
        ("СОШ 3", "всё в порядке", 4, None),
    ]
    done = write_table(tmp_path / f"т.{ending}", NAMES, found)
    assert done.hidden == 2
    with open_workbook(tmp_path / f"т.{ending}") as workbook:
        said = repr([row for row in workbook.sheets[0].rows()])
    for word in ("Ковалёва", "912", "112-233"):
        assert word not in said
    assert "Пушкина" in said and "всё в порядке" in said


def test_a_file_that_cannot_be_written_leaves_the_former_one(tmp_path):
    target = tmp_path / "папка.xlsx"
    target.mkdir()
    (target / "внутри").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="Не удалось записать"):
        write_table(target, NAMES, rows())
    assert (target / "внутри").exists() and list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["таблица.xlsx", "таблица.csv"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="Не удалось записать"):
        write_table(tmp_path / "нет такой папки" / name, [ExportColumn("Школа")], [["СОШ № 1"]])
