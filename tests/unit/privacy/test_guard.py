"""Personal data in texts and tables: what is seen, and what is left alone."""

from __future__ import annotations

import pytest

from app.services.privacy import rules
from app.services.privacy.guard import personal_data
from app.services.table_files.workbook import open_workbook
from tests.data.exams import block, pupils
from tests.data.layouts import write_book


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ковалёва Мария Петровна", "name"),
        ("КОВАЛЁВА МАРИЯ ПЕТРОВНА", "name"),
        ("Зимин А. О.", "name"),
        ("А.О. Зимин не писал", "name"),
        ("112-233-445 95", "snils"),
        ("паспорт 1234 567890", "passport"),
        ("звонить 8 (912) 345-67-89", "phone"),
        ("+7 495 123-45-67", "phone"),
        ("zimin@example.ru", "email"),
    ],
)
def test_personal_data_are_seen(text, kind):
    assert rules.kinds_in(text) == (kind,)
    assert "…" in rules.masked(text)
    assert rules.kinds_in(rules.masked(text)) == ()
    assert rules.warning_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "МБОУ «СОШ им. А. С. Пушкина»",
        "СОШ имени Героя Советского Союза И. И. Ветрова",
        "Заречный муниципальный район",
        "отсутствовал",
        "40001",
        "8 класс, 12 заданий",
        "приказ от 12.02.2026 № 114",
        "",
    ],
)
def test_harmless_texts_are_left_alone(text):
    assert rules.kinds_in(text) == ()
    assert rules.masked(text) == text
    assert rules.warning_for(text) == ""


def test_the_control_number_of_a_snils():
    assert rules.is_snils("11223344595")
    assert not rules.is_snils("11223344596")
    assert not rules.is_snils("1122334459")


@pytest.mark.parametrize("label", ["9А", "11", "КАДЕТСКИЙ", "Б", "1 А", "10 ФИЗИКО-МАТЕМАТИЧЕСКИЙ"])
def test_classes_are_classes(label):
    assert rules.is_class_label(label)


@pytest.mark.parametrize("label", ["КОВАЛЁВА", "Зимин", "Зимин А. О.", "11223344595"])
def test_names_are_no_classes(label):
    assert not rules.is_class_label(label)


def test_a_table_tells_columns_counts_and_first_cells():
    rows = [
        ["№", "Фамилия", "Телефон", "Комментарий", "Номер"],
        [1.0, "Ковалёва", "8 912 345-67-89", "", 11223344595.0],
        [2.0, "Зимин", "", "мама: Зимина Ольга Павловна", 11223344595.0],
        [3.0, "Лугова", "нет", "", ""],
    ]
    found = {(one.kind, one.column): (one.count, one.row) for one in rules.seen_in(rows)}
    assert found == {("name", 1): (3, 2), ("phone", 2): (2, 2), ("name", 3): (1, 3), ("snils", 4): (2, 0)}


def test_textbooks_and_schools_are_not_pupils():
    rows = [
        ["Школа", "Учебник", "", "Код"],
        ["СОШ № 1", "Вербицкая Н. О., математика", "Лунёв К. К.", "40001"],
        ["Иванов Иван Иванович — частная школа", "", "", "40002"],
    ]
    assert rules.seen_in(rows) == ()


def test_a_column_of_codes_with_one_chance_snils_is_no_snils():
    rows = [["Код"], *[[float(11223344590 + n)] for n in range(10)]]
    assert rules.seen_in(rows) == ()


def test_problems_of_a_file_have_places_and_no_data(tmp_path):
    path = write_book(tmp_path / "протокол.xlsx", {"Лист": block("dense", "12 - Обществознание 2026.06.03", pupils())})
    with open_workbook(path) as workbook:
        problems = personal_data(workbook.visible_sheets)
        nothing = personal_data(workbook.visible_sheets, meant=("name", "passport"))
    assert [(problem.code, problem.cell) for problem in problems] == [("personal_data", "G6"), ("personal_data", "J6")]
    assert "столбцы G, H, I, строк — 5" in problems[0].text
    assert "Ковалёва" not in repr(problems)
    assert nothing == []
