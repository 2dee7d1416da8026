"""A workbook goes out and comes back: written, filled by hand (openpyxl), read, marked, read again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.services.errors import UserError
from app.services.school_workbook import passport as passports
from app.services.school_workbook.definition import (
    column_line,
    fingerprint,
    from_json,
    parse_columns,
    parse_tasks,
    results_form,
    table_form,
    to_json,
    with_columns,
)
from app.services.school_workbook.passport import is_genuine, signed
from app.services.school_workbook.reading import SHEET_MARKED, Damaged, find_passport, read_filled
from app.services.school_workbook.returning import marked_workbook
from app.services.school_workbook.rows import ABSENT, FormDefinition, PaperAsked, Passport
from app.services.school_workbook.writing import MAIN, Cover, write_workbook
from app.services.table_files.workbook import open_workbook

PAPER = PaperAsked("municipal_test", 2026, 5, "Математика")
RESULTS = results_form(PAPER, [("1", 1), ("2", 2), ("3К1", 3)], rows=30)
STAFF = table_form(
    parse_columns(
        "Кружок; обязательно\nУчеников; целое число; 1–500; обязательно\nДоля времени; процент\n"
        "Форма; очная, заочная\nНачало; дата\nБесплатно; да или нет"
    ),
    rows=20,
)
KEY = b"k" * 32


def passport_of(definition: FormDefinition, **changes: Any) -> Passport:
    made = Passport("u1", "d1", 1, fingerprint(definition), 7, "edu990107", "МБОУ «СОШ № 7»", date(2026, 9, 14))
    return signed(replace(made, **changes), KEY)


def make(path: Path, definition: FormDefinition, prefill: Any = (), note: str = "") -> Path:
    cover = Cover("Сведения о кружках", "=МБОУ «СОШ № 7»", "Отдел образования", date(2026, 11, 20), note)
    path.write_bytes(write_workbook(definition, passport_of(definition), cover, prefill))
    return path


def fill(path: Path, cells: dict[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[MAIN][place] = value
    book.save(path)
    return path


def read(path: Path) -> Any:
    with open_workbook(path) as workbook:
        found = find_passport(workbook)
        assert found is not None
        return read_filled(workbook, *found)


def codes(filled: Any) -> dict[str, str]:
    return {problem.cell: problem.code for problem in filled.problems}


def test_a_table_comes_back_as_it_was_typed(tmp_path):
    path = fill(
        make(tmp_path / "книга.xlsx", STAFF),
        {"B6": "Хор", "C6": 24, "D6": "33,5", "E6": "Очная", "F6": date(2026, 9, 3), "G6": "да", "B8": "Шахматы", "C8": "12 "},
    )
    filled = read(path)
    assert not filled.problems
    assert filled.rows == (
        {"c1": "Хор", "c2": 24, "c3": 33.5, "c4": "очная", "c5": "2026-09-03", "c6": "да"},
        {"c1": "Шахматы", "c2": 12},
    )
    assert filled.numbers == (6, 8) and filled.cell(1, "c2") == "C8"
    assert filled.passport.school == "МБОУ «СОШ № 7»" and is_genuine(filled.passport, KEY)
    assert not is_genuine(filled.passport, b"x" * 32)


def test_wrong_cells_are_named_with_their_places(tmp_path):
    path = fill(
        make(tmp_path / "книга.xlsx", STAFF),
        {"B6": "Хор", "C6": 900, "D6": "много", "E6": "ночная", "F6": "31.02.2026", "G6": "может быть", "C7": 3.5},
    )
    filled = read(path)
    assert filled.wrong
    assert codes(filled) == {
        "C6": "out_of_range", "D6": "not_a_number", "E6": "not_in_list", "F6": "impossible_date", "G6": "not_yes_no",
        "B7": "required", "C7": "not_whole",
    }  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["Иванова Мария Петровна", "Иванова М.П.", "123-456-789 01", "8 (913) 555-12-34", "mama@pochta.example"]
)
def test_personal_data_are_seen_and_not_repeated(tmp_path, typed):
    filled = read(fill(make(tmp_path / "книга.xlsx", STAFF), {"B6": typed, "C6": 1}))
    assert codes(filled) == {"B6": "personal_data"}
    assert typed not in filled.problems[0].text and "B6" not in str(filled.rows)


@pytest.mark.parametrize("title", ["ФИО участника", "Фамилия", "СНИЛС", "Дата рождения", "Телефон родителя", "Паспортные данные"])
def test_personal_data_are_not_asked(title):
    with pytest.raises(UserError, match="персональные"):
        table_form(parse_columns(f"Класс\n{title}"))


def test_results_every_task_is_filled_or_the_pupil_was_absent(tmp_path):
    # A № | B code | C class | D variant | E F G tasks | H journal
    path = fill(
        make(tmp_path / "книга.xlsx", RESULTS),
        {
            "B6": "50001", "C6": "5А", "D6": 1, "E6": 1, "F6": 2, "G6": "Х", "H6": 4,
            "B7": "50002", "D7": ABSENT,
            "B8": 50003, "D8": "2", "E8": 2, "F8": 0,
            "B9": "50001", "D9": 1, "E9": 0, "F9": 0, "G9": 0,
            "B10": "Петров", "D10": ABSENT, "E10": 1,
        },
    )  # fmt: skip
    filled = read(path)
    assert filled.rows[0] == {
        "code": "50001", "class_label": "5А", "variant": "1", "task:1": 1, "task:2": 2, "task:3К1": "X", "journal": "4"
    }  # fmt: skip
    assert codes(filled) == {
        "E8": "out_of_range", "G8": "task_blank", "B6": "repeated_code", "B9": "repeated_code",
        "B10": "code_is_text", "E10": "absent_with_points",
    }  # fmt: skip


def test_a_wrong_workbook_goes_back_marked_and_is_clean_when_it_is_right(tmp_path):
    path = fill(make(tmp_path / "книга.xlsx", STAFF), {"B6": "Хор", "C6": 900, "B7": "=cmd|' /C calc'!A0", "C7": "ой"})
    wrong = read(path)
    path.write_bytes(marked_workbook(path.read_bytes(), wrong.problems))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == SHEET_MARKED
    assert "от 1 до 500" in book[MAIN]["C6"].comment.text
    assert book[MAIN]["C6"].fill.fgColor.rgb == "FFF8D0CC" and not book[MAIN]["C6"].protection.locked
    assert book[MAIN].protection.sheet and book[MAIN].data_validations.dataValidation
    listed = [row[0].value for row in book[SHEET_MARKED].iter_rows(min_row=5)]
    assert listed == ["C6", "B7", "C7"] and {problem.cell for problem in wrong.problems} == set(listed)
    again = read(path)  # marks do not disturb reading
    assert [p.cell for p in again.problems] == [p.cell for p in wrong.problems]
    fill(path, {"C6": 90, "C7": 5, "B7": "Шахматы"})
    right = read(path)
    assert not right.problems and [row["c2"] for row in right.rows] == [90, 5]
    fill(path, {"C7": "x"})
    path.write_bytes(marked_workbook(path.read_bytes(), read(path).problems))
    book = openpyxl.load_workbook(path)
    assert book[MAIN]["C6"].comment is None and book[MAIN]["C6"].fill.fgColor.rgb == "FFFFFBE6"
    assert book.sheetnames.count(SHEET_MARKED) == 1 and book[SHEET_MARKED].max_row == 5


def test_formulas_in_names_are_texts_in_the_workbook(tmp_path):
    path = make(tmp_path / "книга.xlsx", STAFF, prefill=[{"c1": "=1+1", "c2": 5}])
    book = openpyxl.load_workbook(path)
    assert book[MAIN]["A2"].data_type == "s" and book[MAIN]["B6"].data_type == "s"
    assert not any(cell.data_type == "f" for row in book[MAIN].iter_rows() for cell in row)


def test_locked_but_for_the_answers_with_a_hidden_passport(tmp_path):
    book = openpyxl.load_workbook(make(tmp_path / "книга.xlsx", RESULTS))
    main = book[MAIN]
    assert main.protection.sheet and main["B5"].protection.locked and not main["B6"].protection.locked
    assert book[passports.SHEET].sheet_state == "veryHidden" and book["Списки"].sheet_state == "hidden"
    assert passports.NAME in book.defined_names
    assert main["I6"].value.startswith("=IF(") and main["I6"].protection.locked


def test_an_empty_one_and_a_renamed_column_are_told(tmp_path):
    path = make(tmp_path / "книга.xlsx", STAFF)
    assert codes(read(path)) == {"B6": "empty"}
    fill(path, {"B5": "Секция", "C6": 3})
    assert codes(read(path)) == {"B5": "column_gone"}


def test_moved_columns_are_found_by_their_words(tmp_path):
    path = make(tmp_path / "книга.xlsx", STAFF)
    fill(path, {"B5": "Учеников *", "C5": "Кружок *", "B6": 12, "C6": "Хор"})
    filled = read(path)
    assert not filled.problems and filled.rows == ({"c2": 12, "c1": "Хор"},)


def test_a_changed_form_inside_does_not_pass(tmp_path):
    path = make(tmp_path / "книга.xlsx", STAFF)
    book = openpyxl.load_workbook(path)
    sheet = book[passports.SHEET]
    sheet["A3"] = sheet["A3"].value.replace("500", "900")
    book.save(path)
    with open_workbook(path) as workbook, pytest.raises(Damaged):
        find_passport(workbook)


def test_other_files_have_no_passport(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "чужая.xlsx")
    with open_workbook(tmp_path / "чужая.xlsx") as workbook:
        assert find_passport(workbook) is None


def test_single_answers_and_what_they_were_before(tmp_path):
    form = table_form(parse_columns("Педагогов; целое число; 0–300; обязательно\nЕсть интернат; да или нет"), single=True)
    cover = Cover("Кадры", "Школа", "Отдел", None)
    path = tmp_path / "к.xlsx"
    path.write_bytes(write_workbook(form, passport_of(form), cover, [{"c1": 12}], {"c1": "11"}))
    assert openpyxl.load_workbook(path)[MAIN]["E6"].value == "11"
    fill(path, {"D7": "нет"})
    filled = read(path)
    assert filled.rows == ({"c1": 12, "c2": "нет"},) and filled.cell(0, "c2") == "D7"
    fill(path, {"D6": None})
    assert codes(read(path)) == {"D6": "required"}


def test_forms_as_text_and_json():
    assert parse_tasks("1:1, 2:2; 3К1:3") == (("1", 1), ("2", 2), ("3К1", 3))
    assert parse_tasks("1 (1б) 2.1 (2б)") == (("1", 1), ("2.1", 2))
    with pytest.raises(UserError, match="три"):
        parse_tasks("три балла")
    assert from_json(to_json(STAFF)) == STAFF
    assert from_json(to_json(RESULTS)) == RESULTS
    assert parse_columns("\n".join(column_line(c) for c in STAFF.columns)) == tuple(replace(c, key="") for c in STAFF.columns)
    newer = with_columns(STAFF, parse_columns("Руководителей; целое число\nУчеников; целое число; 1–900; обязательно"))
    assert [column.key for column in newer.columns] == ["c7", "c2"]
    with pytest.raises(UserError, match="Два столбца"):
        table_form(parse_columns("Класс\nкласс"))


def test_workbook_bytes_are_a_zip():
    content = write_workbook(STAFF, passport_of(STAFF), Cover("Т", "Ш", "О", None))
    assert io.BytesIO(content).read(2) == b"PK"
