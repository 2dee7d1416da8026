"""A plain table: what the columns may be, made-up codes and totals, alike columns, headers of two rows (X6, X19)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.services.errors import UserError
from app.services.imports import plain_table
from app.services.imports.plain_table import TableView, check_mapping, is_task, look
from app.services.imports.rows import ImportOptions, TableMapping
from app.services.table_files.workbook import open_workbook
from tests.data.layouts import Looks, write_book
from tests.unit.imports.reading import problems

ROWS: list[list[Any]] = [
    ["МПР по математике, 6 класс"],
    ["№", "Школа", "ФИО", "Класс", "1", "2", "3", "Балл", "Оценка"],
    [1, "МБОУ «СОШ № 1»", "Ковалёва Мария Петровна", "6А", 1, 2, 0, 3, 4],
    [2, "МБОУ «СОШ № 1»", "Зимин Артём Олегович", "6А", 0, "X", 1, 1, 2],
    [3, "СОШ 2", "Лугова Анна Сергеевна", "6Б", "н", "н", "н", "н", ""],
    ["Итого", "", "", "", 1, 2, 1, 4, ""],
]


def seen(tmp_path, rows=None, looks=None, **choice) -> TableView:
    path = write_book(tmp_path / "таблица.xlsx", {"Лист": rows or ROWS}, {"Лист": looks} if looks else None)
    with open_workbook(path) as workbook:
        return look(workbook, **choice)


def read(tmp_path, mapping: TableMapping, rows=None, options=None, looks=None):
    path = write_book(tmp_path / "таблица.xlsx", {"Лист": rows or ROWS}, {"Лист": looks} if looks else None)
    with open_workbook(path) as workbook:
        return plain_table.read(workbook, workbook.sheets[0], replace(options or ImportOptions(), mapping=mapping))


def test_columns_are_guessed_by_their_captions(tmp_path):
    view = seen(tmp_path)
    assert (view.header_first, view.header_last) == (2, 2)
    guesses = {one.caption: one.guess for one in view.columns}
    assert guesses == {
        "№": "", "Школа": "school", "ФИО": "", "Класс": "class_label", "1": "task", "2": "task", "3": "task",
        "Балл": "total", "Оценка": "mark",
    }  # fmt: skip


def test_names_are_not_shown_among_the_samples(tmp_path):
    person = next(one for one in seen(tmp_path).columns if one.caption == "ФИО")
    assert person.personal == "name" and set(person.samples) == {"…"}


def test_reading_makes_codes_by_the_order_in_the_school(tmp_path):
    found = read(tmp_path, seen(tmp_path).mapping)
    assert [(p.school, p.code, p.class_label, p.raw_score, p.mark, p.absent) for p in found.papers] == [
        ("name:сош 1", "0001", "6А", 3, 4, False),
        ("name:сош 1", "0002", "6А", 1, 2, False),
        ("name:сош 2", "0001", "6Б", None, None, True),
    ]
    assert [task.code for task in found.tasks] == ["1", "2", "3"]
    assert (found.kind, found.rows, found.refused) == ("municipal_test", 3, 0)
    assert problems(found, "total_row") == [("info", "A6")]
    assert "Ковалёва" not in repr(found)


def test_a_total_is_the_sum_of_the_tasks_where_there_is_none(tmp_path):
    view = seen(tmp_path)
    mapping = view.mapping_of({one.column: "" if one.guess == "total" else one.guess for one in view.columns}, "diagnostic_test")
    found = read(tmp_path, mapping)
    assert [paper.raw_score for paper in found.papers] == [3, 1, None]
    assert found.kind == "diagnostic_test"


def test_own_codes_logins_and_codes_of_schools(tmp_path):
    rows = [["Логин", "Код", "Балл"], ["edu990101", 60001, 5], [" SCH990101 ", "60002 ", "4,0"], [114, 60003, 2]]
    view = seen(tmp_path, rows)
    found = read(tmp_path, view.mapping, rows)
    assert [(p.school, p.code, p.raw_score) for p in found.papers] == [
        ("edu990101", "60001", 5), ("edu990101", "60002", 4), ("code:114", "60003", 2),
    ]  # fmt: skip
    assert found.grade == 6


def test_x01_codes_of_schools_keep_the_zeros_of_their_format(tmp_path):
    import openpyxl

    rows = [["Код ОО", "Балл", "Оценка"], [12, 5, 4]]
    path = write_book(tmp_path / "таблица.xlsx", {"Лист": rows})
    book = openpyxl.load_workbook(path)
    book["Лист"]["A2"].number_format = "0000"
    book.save(path)
    with open_workbook(path) as workbook:
        found = plain_table.read(workbook, workbook.sheets[0], ImportOptions(mapping=look(workbook).mapping))
    assert found.papers[0].school == "code:0012"


def test_x06_a_header_of_two_rows_is_joined_and_can_be_chosen(tmp_path):
    rows = [
        ["Школа", "Класс", "Задания", "", "Результат", ""],
        ["", "", "1", "2", "Балл", "Оценка"],
        ["СОШ 1", "6А", 1, 2, 3, 4],
    ]
    looks = Looks(merged=["C1:D1", "E1:F1", "A1:A2", "B1:B2"])
    view = seen(tmp_path, rows, looks)
    assert (view.header_first, view.header_last) == (1, 2)
    assert {one.caption: one.guess for one in view.columns}["Результат Балл"] == "total"
    chosen = seen(tmp_path, rows, looks, header=(2, 2))
    assert (chosen.header_first, chosen.columns[-1].caption) == (2, "Оценка")


def test_x07_a_merged_school_is_filled_down_only_when_agreed(tmp_path):
    rows = [["Школа", "Балл", "Оценка"], ["СОШ 1", 5, 4], ["", 3, 3], ["СОШ 2", 4, 4]]
    looks = Looks(merged=["A2:A3"])
    mapping = seen(tmp_path, rows, looks).mapping
    asked = read(tmp_path, mapping, rows, looks=looks)
    assert problems(asked, "merged_cells") == [("warning", "A3")] and len(asked.papers) == 2
    agreed = read(tmp_path, mapping, rows, ImportOptions(fill_merged=True), looks)
    assert [(p.school, p.code) for p in agreed.papers] == [("name:сош 1", "0001"), ("name:сош 1", "0002"), ("name:сош 2", "0001")]


def test_x19_two_alike_columns_are_asked_about(tmp_path):
    rows = [["Школа", "Балл", "Балл"], ["СОШ 1", 5, 6]]
    view = seen(tmp_path, rows)
    assert [one.alike for one in view.columns] == [False, True, True]
    other = view.mapping_of({0: "school", 2: "total"}, "municipal_test")
    assert read(tmp_path, other, rows).papers[0].raw_score == 6
    assert other.captions == (("школа", 0), ("балл", 1))
    twice = view.mapping_of({0: "school", 1: "total", 2: "total"}, "municipal_test")
    assert "двух столбцов" in check_mapping(twice)[0]
    with pytest.raises(UserError, match="двух столбцов"):
        read(tmp_path, twice, rows)


def test_x19_a_mapping_without_scores_is_refused(tmp_path):
    view = seen(tmp_path)
    assert "балл" in check_mapping(view.mapping_of({1: "school"}, "municipal_test"))[0].casefold()


def test_a_fingerprint_does_not_mind_the_order_of_columns(tmp_path):
    moved = [[*reversed(row)] if len(row) > 1 else row for row in ROWS]
    assert seen(tmp_path).fingerprint == seen(tmp_path, moved).fingerprint
    assert seen(tmp_path, [["Школа", "Балл"], ["СОШ 1", 5]]).fingerprint != seen(tmp_path).fingerprint


@pytest.mark.parametrize("caption", ["1", "4.1", "Задание 7", "№ 3", "4К1 (3б)", "Балл за 12", "зад 2"])
def test_captions_of_tasks(caption):
    assert is_task(caption)


@pytest.mark.parametrize("caption", ["№", "Балл", "Класс", "1 четверть", "2026", "ФИО"])
def test_captions_that_are_no_tasks(caption):
    assert not is_task(caption)
