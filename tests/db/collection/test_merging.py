"""Answers put together, letters to those who owe, the command line."""

from __future__ import annotations

import json

import openpyxl
import pytest

from app.cli import main
from app.services.collection.accepting import accept_answers, preview_answers
from app.services.collection.commands import set_waiting
from app.services.collection.letters import save_letters
from app.services.collection.merging import merge, preview_region_form, save_region_form, stored_region_form
from app.services.collection.region_form import guess
from app.services.errors import UserError
from app.services.forms.blocks import plain_text
from app.services.forms.printing import render
from app.services.forms.registry import make
from app.services.school_workbook.definition import parse_columns, table_form
from app.services.table_files.export_guard import set_cell
from tests.db.collection.office import NAMES, ask, fill, settle, workbook_of

STAFF = table_form(
    parse_columns("Количество педагогов; целое число; 0–300; обязательно\nОткрыт кружок; дата\nПримечание"), single=True
)


@pytest.fixture
def schools(ctx):
    return settle(ctx)


@pytest.fixture
def request_id(ctx, schools, tmp_path):
    """Two of three schools have answered."""
    made = ask(ctx, STAFF, "Кадры")
    for school, cells in ((schools[0], {"D6": 12}), (schools[2], {"D6": 7, "D7": "01.09.2026"})):
        fill(workbook_of(ctx, made, school, tmp_path / "ответы"), cells)
    book = openpyxl.load_workbook(path := next((tmp_path / "ответы").glob("СОШ № 1 *.xlsx")))
    set_cell(book.worksheets[0]["D8"], "=2+2")
    book.save(path)
    accept_answers(ctx, preview_answers(ctx, [tmp_path / "ответы"]))
    return made


def words_of(page):
    return "\n".join(part for section in page.sections for block in section.blocks for part in plain_text(block))


def test_a_plain_workbook_of_all(ctx, request_id, tmp_path):
    made = merge(ctx, request_id, tmp_path / "Свод.xlsx")
    assert (made.schools, made.rows, made.missing) == (2, 2, (NAMES[1],))
    book = openpyxl.load_workbook(made.path)
    rows = [[cell.value for cell in row] for row in book["Свод"].iter_rows(min_row=3)]
    assert rows[0] == ["№", "Школа", "Логин", "Количество педагогов", "Открыт кружок", "Примечание"]
    assert rows[1][:4] == [1, NAMES[0], "edu990201", 12]
    assert book["Свод"]["F4"].value == "=2+2" and book["Свод"]["F4"].data_type == "s"
    assert rows[2][4].date().isoformat() == "2026-09-01"
    assert openpyxl.load_workbook(made.path, data_only=True)["Свод"]["D6"].value == 19
    assert [row[1].value for row in book["Кто сдал"].iter_rows(min_row=2)] == ["сдано", "ожидаем", "сдано"]


def region_book(path, *, listed=(), footer=True):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Форма 7"
    sheet["A1"] = "Сведения о кадрах муниципалитета"
    sheet.merge_cells("A1:E1")
    for at, caption in enumerate(("№ п/п", "Наименование ОО", "Кол-во педагогов", "Дата открытия", "Примечание"), 1):
        sheet.cell(3, at, caption)
        sheet.cell(4, at, at)
    for row, name in enumerate(listed, 5):
        sheet.cell(row, 2, name)
    if footer:
        sheet.cell(9, 2, "Итого")
        sheet.cell(9, 3, "=SUM(C5:C8)")
    book.save(path)
    return path


def chosen(region, **sources):
    from dataclasses import replace

    return replace(region, columns=tuple(replace(c, source=sources.get(c.caption.split()[0], c.source)) for c in region.columns))


def test_the_regions_form_is_filled_and_remembered(ctx, request_id, tmp_path):
    region = preview_region_form(ctx, request_id, region_book(tmp_path / "Форма региона.xlsx"))
    assert (region.sheet, region.header_row) == ("Форма 7", 3)
    assert [column.source for column in region.columns] == ["number", "school", "c1", "", "c3"]
    changes = save_region_form(ctx, request_id, chosen(region, Дата="c2"))
    made = merge(ctx, request_id, tmp_path / "Сдать.xlsx")
    sheet = openpyxl.load_workbook(made.path)["Форма 7"]
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=4, max_row=7)] == [
        [1, 2, 3], [1, NAMES[0], 12], [2, NAMES[2], 7], [None, None, None],
    ]  # fmt: skip
    assert sheet["C9"].value == "=SUM(C5:C8)" and sheet["E5"].value == "=2+2" and sheet["E5"].data_type == "s"
    assert sheet["D6"].value.date().isoformat() == "2026-09-01"
    again = preview_region_form(ctx, request_id, region_book(tmp_path / "Другой год.xlsx"))
    assert [column.source for column in again.columns] == ["number", "school", "c1", "c2", "c3"]
    assert not any(column.guessed for column in again.columns)
    changes.undo(ctx)
    assert stored_region_form(ctx, request_id) is None


@pytest.mark.parametrize(
    ("caption", "title"),
    [
        ("Количество учеников", "Сколько учеников"),
        ("Название кружка", "Кружок"),
        ("Форма", "Форма занятий"),
        ("Кол-во педагогов, чел.", "Число педагогов"),
        ("Количество педагогов", None),
    ],
)
def test_captions_that_mean_the_same(caption, title):
    form = table_form(parse_columns(f"{title or 'Количество кружков'}\nДругое"))
    (_school, column) = guess(("Школа", caption), form, {})
    assert column.source == ("c1" if title else "")


def test_schools_that_the_region_listed_get_their_own_rows(ctx, request_id, tmp_path):
    path = region_book(tmp_path / "Форма.xlsx", listed=("МБОУ СОШ №10 п. Лесной", "МБОУ «СОШ № 2 с. Ключи»", "СОШ № 1 с. Ключи"))
    save_region_form(ctx, request_id, preview_region_form(ctx, request_id, path))
    sheet = openpyxl.load_workbook(merge(ctx, request_id, tmp_path / "Сдать.xlsx").path)["Форма 7"]
    assert [sheet.cell(row, 3).value for row in (5, 6, 7)] == [7, None, 12]
    assert sheet["B5"].value == "МБОУ СОШ №10 п. Лесной"


def test_no_room_and_no_table_are_told(ctx, request_id, tmp_path):
    path = region_book(tmp_path / "Форма.xlsx", listed=("Школа А", "Школа Б", "Школа В"))
    save_region_form(ctx, request_id, preview_region_form(ctx, request_id, path))
    with pytest.raises(UserError, match="не хватает"):
        merge(ctx, request_id, tmp_path / "Сдать.xlsx")
    assert not (tmp_path / "Сдать.xlsx").exists()
    openpyxl.Workbook().save(tmp_path / "пусто.xlsx")
    with pytest.raises(UserError, match="не нашлось"):
        preview_region_form(ctx, request_id, tmp_path / "пусто.xlsx")


def test_nothing_to_merge(ctx, schools, tmp_path):
    with pytest.raises(UserError, match="ни один"):
        merge(ctx, ask(ctx), tmp_path / "Свод.xlsx")


def test_letters_go_to_those_who_owe(ctx, schools, request_id, tmp_path):
    words = words_of(make(ctx, "reminder_letter", request_id=request_id, organisation_id=schools[1]))
    assert NAMES[1] in words and "«Кадры»" in words and "20\u00a0ноября\u00a02026" in words
    other = ask(ctx, title="Кружки")
    words = words_of(make(ctx, "reminder_letter", organisation_id=schools[1]))
    assert "1) «Кадры»" in words and "2) «Кружки»" in words
    everyone = make(ctx, "reminder_letter")
    words = words_of(everyone)
    assert all(name in words for name in NAMES) and "(по списку)" in words
    assert render(everyone, "pdf")[:4] == b"%PDF" and render(everyone, "docx")[:2] == b"PK"
    files = save_letters(ctx, tmp_path / "Письма", "docx", request_id)
    assert [path.name for path in files] == [f"Напоминание {NAMES[1]}.docx"] and files[0].exists()
    set_waiting(ctx, request_id, [schools[1]], True)
    with pytest.raises(UserError, match="некому"):
        make(ctx, "reminder_letter", request_id=request_id)
    assert len(save_letters(ctx, tmp_path / "Письма", "pdf", other)) == 3


def test_the_command_line_from_request_to_union(ctx, schools, tmp_path, capsys):
    data = ["--data", str(ctx.paths.root), "--json"]
    ctx.db.close()

    def run(*words):
        code = main(["collection", *words, *data])
        return code, json.loads(capsys.readouterr().out)

    code, made = run(
        "new", "Кружки", "--column", "Кружок; обязательно", "--column", "Учеников; целое число; 1–99", "--due", "20.11.2096"
    )
    assert code == 0
    number = str(made["id"])
    code, issued = run("workbooks", number, "--out", str(tmp_path / "Книги"))
    assert code == 0 and len(issued["files"]) == 3
    fill(issued["files"][0], {"B6": "Хор", "C6": 20})
    fill(issued["files"][1], {"B6": "Хор", "C6": 200})
    code, seen = run("read", str(tmp_path / "Книги"), "--dry-run")
    assert code == 1 and sorted(file["verdict"] for file in seen["files"]) == ["empty", "new", "wrong"]
    code, read = run("read", str(tmp_path / "Книги"), "--return-to", str(tmp_path / "Вернуть"))
    assert code == 1 and read["result"]["accepted"] == 1 and len(read["result"]["returned"]) == 1
    _code, shown = run("board", number)
    assert sorted(line["states"][number] for line in shown["schools"]) == ["done", "expected", "wrong"]
    code, merged = run("merge", number, "--out", str(tmp_path / "Свод.xlsx"))
    assert code == 0 and merged["rows"] == 1 and len(merged["missing"]) == 2
    code, letters = run("letters", number, "--out", str(tmp_path / "Письма"))
    assert code == 0 and len(letters) == 2
    code, refused = run("new", "Дети", "--column", "ФИО ребёнка")
    assert code == 2 and "персональные" in refused["error"]
    assert run("close", number)[0] == 0
    assert run("list")[1][0]["closed_on"]


def test_what_is_not_due_yet_needs_no_reminder_beside_what_is_late(ctx, schools, request_id):
    from dataclasses import replace

    ask(ctx, title="Кружки", due_on=None)
    late = replace(ctx, clock=lambda: ctx.clock().replace(month=12))
    words = words_of(make(late, "reminder_letter", organisation_id=schools[1]))
    assert "Кадры" in words and "Кружки" not in words
