"""Roadmaps typed in Excel."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rows import RoadmapPreview
from app.services.roadmaps.xlsx_reader import date_text

HEADER = ["№ п/п", "Мероприятие", "Срок", "Ответственный", "Результат"]


def _preview(
    folder: Path, rows: list[list[Any]], merges: tuple[str, ...] = (), formats: dict[str, str] | None = None
) -> RoadmapPreview:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "План"
    for row in rows:
        sheet.append(row)
    for cells in merges:
        sheet.merge_cells(cells)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    path = folder / "Дорожная карта школы.xlsx"
    book.save(path)
    return preview_roadmap(path)


def test_title_sections_items_and_signature(tmp_path: Path):
    preview = _preview(
        tmp_path,
        [
            ["Приложение к приказу"],
            ["Дорожная карта по подготовке к проверочным работам"],
            ["на 2026/2027 учебный год"],
            [],
            HEADER,
            ["1. Подготовка"],
            ["1.1", "Собрать совет", "сентябрь", "Директор", "Протокол"],
            ["1.2", "Проверить\nаудитории", "март", "Завуч", "Акт"],
            ["2. Итоги"],
            ["2.1", "Написать отчёт", "июнь", "Завуч", "Отчёт"],
            [],
            [None, "Директор школы", None, "И. П. Лугов"],
        ],
        ("A1:E1", "A2:E2", "A3:E3", "A6:E6", "A9:E9"),
    )
    tree = preview.tree
    assert tree.title == "Дорожная карта по подготовке к проверочным работам на 2026/2027 учебный год"
    assert tree.approval_text == "Приложение к приказу"
    assert (tree.period_start, tree.period_end) == (date(2026, 9, 1), date(2027, 8, 31))
    assert [(s.number, s.title, len(s.lines)) for s in tree.sections] == [("1.", "Подготовка", 2), ("2.", "Итоги", 1)]
    assert tree.sections[0].lines[1].text == "Проверить\nаудитории"
    (problem,) = [p for p in preview.problems if p.code == "unparsed"]
    assert (problem.sheet, problem.cell) == ("План", "A12")
    assert len(preview.row_kinds) == 12


def test_dates_are_printed_as_the_cell_shows_them(tmp_path: Path):
    day = datetime(2027, 2, 1)
    preview = _preview(
        tmp_path,
        [
            ["Дорожная карта"],
            HEADER,
            [1, "Первое", day, "Завуч", "Акт"],
            [2, "Второе", day, "Завуч", "Акт"],
            [3, "Третье", 2027, "Завуч", "Акт"],
        ],
        formats={"C3": "dd.mm.yyyy", "C4": "[$-419]mmmm yyyy;@"},
    )
    lines = preview.tree.sections[0].lines
    assert [line.number for line in lines] == ["1", "2", "3"]
    assert [line.deadline for line in lines] == ["01.02.2027", "Февраль 2027", "2027"]


def test_numbers_that_excel_took_for_dates_or_fractions(tmp_path: Path):
    preview = _preview(
        tmp_path,
        [
            ["Дорожная карта"],
            HEADER,
            [datetime(2027, 1, 2), "Первое", "май", "Завуч", "Акт"],
            [2.1, "Второе", "май", "Завуч", "Акт"],
            [2.1, "Третье", "май", "Завуч", "Акт"],
        ],
        formats={"A3": "d.m", "A5": "0.00"},
    )
    assert [line.number for line in preview.tree.sections[0].lines] == ["2.1.", "2.1", "2.10"]
    assert [(p.code, p.cell) for p in preview.problems] == [("number_as_date", "A3")]


def test_cells_merged_down(tmp_path: Path):
    preview = _preview(
        tmp_path,
        [
            ["Дорожная карта"],
            HEADER,
            ["1", "Первое", "май", "Завуч", "Акт"],
            ["2", "Второе", None, None, "Акт"],
            ["3", "Третье", "июнь", "Завуч", "Акт"],
        ],
        ("C3:C4", "D3:D4"),
    )
    second = preview.tree.sections[0].lines[1]
    assert (second.deadline, second.responsible) == ("май", "Завуч")
    assert [p.code for p in preview.problems] == ["merged_cell"]
    assert preview.problems[0].cell == "A4"


def test_the_sheet_with_the_table_is_found_and_the_others_are_named(tmp_path: Path):
    import openpyxl

    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Обложка"
    cover["B2"] = "Папка завуча"
    sheet = book.create_sheet("Карта")
    for row in ([], [None, "Дорожная карта"], [None, *HEADER], [None, 1, "Первое", "май", "Завуч", "Акт"]):
        sheet.append(row)
    path = tmp_path / "книга.xlsx"
    book.save(path)
    preview = preview_roadmap(path)
    assert preview.tree.item_count == 1
    assert [p.code for p in preview.problems] == ["other_sheets"]
    assert "«Обложка»" in preview.problems[0].text


def test_csv(tmp_path: Path):
    path = tmp_path / "карта.csv"
    rows = [
        "Дорожная карта школы;;;",
        "№;Мероприятие;Срок;Ответственный",
        "1;Собрать совет;май;Директор",
        "2;Написать отчёт;июнь;Завуч",
    ]
    path.write_text("\n".join(rows), encoding="cp1251")
    tree = preview_roadmap(path).tree
    assert tree.title == "Дорожная карта школы"
    assert tree.item_count == 2


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", "03.06.2027"), ("General", "03.06.2027"), ("dd.mm.yyyy", "03.06.2027"), ("[$-419]mmmm yyyy;@", "Июнь 2027"),
        ("d mmmm yyyy", "3 июня 2027"), ("d mmm", "3 июня"), ("mmmm", "Июнь"), ("dd.mm", "03.06"), ("yyyy", "2027"),
        ("mm.yyyy", "06.2027"),
        ("[$-FC19]dd\\ mmmm\\ yyyy\\ \\г\\.;@", "3 июня 2027"),
    ],
)  # fmt: skip
def test_date_text(code: str, shown: str):
    assert date_text(datetime(2027, 6, 3), code) == shown
