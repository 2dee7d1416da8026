"""What the person may say about a file: which table, what the columns are, what a row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.errors import UserError
from app.services.roadmaps.importing import open_roadmap, preview_of, preview_roadmap
from app.services.roadmaps.rows import ReadOptions
from tests.unit.roadmaps.paper import Look, line, plain, section, write_docx
from tests.unit.roadmaps.test_word_files import DEEP, FLAT


def _document(path: Path, *tables: Sequence[tuple[str, ...]], between: tuple[str, ...] = ()) -> Path:
    import docx

    document = docx.Document()
    document.add_paragraph("Дорожная карта по подготовке наблюдателей на 2026 год")
    for number, rows in enumerate(tables):
        for text in between if number else ():
            document.add_paragraph(text)
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(str(path))
    return path


ODD = [
    ("А", "Что", "Как скоро", "Чьими силами"),
    ("1", "Собрать список", "скорее", "Методист"),
    ("2", "Провести занятие", "потом", "Методист"),
]


def test_columns_nobody_knows_are_asked(tmp_path: Path):
    path = _document(tmp_path / "карта.docx", ODD)
    with pytest.raises(UserError, match="не нашлось таблицы"):
        preview_roadmap(path)
    file = open_roadmap(path)
    preview = preview_of(file)
    assert [(c.role, c.sure) for c in preview.columns] == [("other", False)] * 4
    assert {row.kind for row in preview.row_kinds} == {"unparsed"}
    assert [p.code for p in preview.problems] == ["no_columns"]
    named = preview_of(file, ReadOptions(roles=("number", "text", "deadline", "responsible")))
    assert [(i.number, i.text, i.deadline, i.responsible) for i in named.tree.sections[0].lines] == ODD[1:]
    assert [row.kind for row in named.row_kinds] == ["header", "item", "item"]


def test_a_column_named_otherwise_is_read_anew(tmp_path: Path):
    file = open_roadmap(write_docx(tmp_path / "карта.docx", FLAT, Look()))
    preview = preview_of(file)
    assert [c.role for c in preview.columns] == ["number", "text", "deadline", "responsible", "result"]
    assert all(c.sure for c in preview.columns)
    swapped = preview_of(file, ReadOptions(roles=("number", "text", "deadline", "other", "responsible")))
    item = swapped.tree.sections[0].lines[0]
    assert (item.responsible, item.result, swapped.tree.has_result_column) == ("Отчёт 1", "", False)


def test_a_row_is_what_the_person_says(tmp_path: Path):
    file = open_roadmap(write_docx(tmp_path / "карта.docx", FLAT, Look()))
    row = preview_of(file).row_kinds[2]
    assert row.kind == "item"
    assert row.values == ("2.", "Дело номер 2 для школ района", "март 2027 года", "Отдел", "Отчёт 2")

    def read(kind):
        return preview_of(file, ReadOptions(kinds=((row.index, kind),)))

    assert plain(read("section").tree)[2][:3] == ("section", "2", "Дело номер 2 для школ района")
    assert plain(read("subhead").tree)[2][0] == "subhead"
    assert read("phantom").tree.item_count == 2
    joined = read("continuation")
    assert joined.tree.item_count == 2
    assert "Дело номер 2" in joined.tree.sections[0].lines[0].text
    assert preview_of(file, ReadOptions(kinds=((0, "item"),))).tree.item_count == 4, "even the header"


def test_doubts_stand_at_their_rows(tmp_path: Path):
    preview = preview_roadmap(write_docx(tmp_path / "карта.docx", DEEP, Look(shift=True)))
    shifted = [row for row in preview.row_kinds if any("сдвинуты" in doubt for doubt in row.doubts)]
    assert shifted
    assert all(row.kind == "item" and row.values[0].rstrip(".").replace(".", "").isdigit() for row in shifted)


HEADER = ("№", "Мероприятие", "Срок", "Ответственный")


def test_two_roadmaps_in_one_document(tmp_path: Path):
    first = [HEADER, ("1", "Первое дело", "май", "Школы"), ("2", "Второе дело", "май", "Школы")]
    second = [HEADER, ("1", "Дело школы", "июнь", "Завуч")]
    path = _document(tmp_path / "две.docx", first, second, between=("", "Дорожная карта школы № 3 на 2027 год"))
    file = open_roadmap(path)
    preview = preview_of(file)
    assert len(preview.tables) == 2
    assert preview.table == 0
    assert preview.tree.item_count == 2
    assert any(p.code == "other_tables" for p in preview.problems)
    other = preview_of(file, ReadOptions(table=1))
    assert (other.tree.title, other.tree.item_count) == ("Дорожная карта школы № 3 на 2027 год", 1)


def test_a_few_errands_before_the_roadmap_are_not_the_roadmap(tmp_path: Path):
    errands = [HEADER, ("1", "Довести приказ до школ", "сразу, до 1 мая", "Отдел")]
    table = [HEADER, *((str(n), f"Дело {n}", "май", "Школы") for n in range(1, 13))]
    path = _document(tmp_path / "приказ.docx", errands, table, between=("", "Приложение", "Дорожная карта школ"))
    assert preview_roadmap(path).tree.item_count == 12


def test_hidden_rows_are_told_and_may_be_left_out(tmp_path: Path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Дорожная карта",), HEADER, (1, "Дело", "май", "Завуч"), (2, "Тайное дело", "май", "Завуч")):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    path = tmp_path / "карта.xlsx"
    book.save(path)
    file = open_roadmap(path)
    preview = preview_of(file)
    assert (preview.tree.item_count, preview.hidden_rows) == (2, 1)
    assert [p.code for p in preview.problems] == ["hidden_rows"]
    assert preview_of(file, ReadOptions(hidden_rows=False)).tree.item_count == 1


def test_errors_of_excel_are_no_texts(tmp_path: Path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Дорожная карта",), HEADER, (1, "Дело", "=Лист9!A1", "Завуч"), (2, "Другое", "май", "Завуч")):
        sheet.append(row)
    path = tmp_path / "карта.xlsx"
    book.save(path)
    preview = preview_roadmap(path)
    assert preview.tree.sections[0].lines[0].deadline == ""
    (problem,) = [p for p in preview.problems if p.severity == "error"]
    assert (problem.code, problem.cell) == ("uncached_formula", "C3")


def test_a_section_title_above_each_of_several_tables(tmp_path: Path):
    tables = [
        [HEADER, ("1.1.", "Первое дело", "май", "Школы"), ("1.2.", "Второе дело", "май", "Школы")],
        [HEADER, ("2.1.", "Третье дело", "июнь", "Школы")],
    ]
    import docx

    document = docx.Document()
    document.add_paragraph("Дорожная карта на 2026 год")
    for title, rows in zip(("1. Подготовка", "2. Итоги"), tables, strict=True):
        document.add_paragraph(title)
        table = document.add_table(rows=0, cols=4)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(str(tmp_path / "карта.docx"))
    tree = preview_roadmap(tmp_path / "карта.docx").tree
    assert [(s.number, s.title, len(s.lines)) for s in tree.sections] == [("1.", "Подготовка", 2), ("2.", "Итоги", 1)]
    assert tree.title == "Дорожная карта на 2026 год"


@pytest.mark.parametrize("style", ["number_rest", "deadline_second"])
def test_a_title_over_the_rest_of_the_row(tmp_path: Path, style: str):
    import docx

    order = (0, 1, 2, 3) if style == "number_rest" else (0, 2, 1, 3)
    document = docx.Document()
    document.add_paragraph("Дорожная карта на 2026 год")
    table = document.add_table(rows=0, cols=4)
    for row in (HEADER, ("1.", "Подготовка"), ("1", "Дело", "май", "Школы"), ("2.", "Итоги"), ("1", "Отчёт", "июнь", "Школы")):
        cells = table.add_row().cells
        if len(row) == 2:
            cells[0].text = row[0]
            cells[1].merge(cells[3]).text = row[1]
        else:
            for place, source in enumerate(order):
                cells[place].text = row[source]
    document.save(str(tmp_path / "карта.docx"))
    expected = replace(
        FLAT,
        sections=(
            section("1.", "Подготовка", line("1", "Дело", "май", "Школы")),
            section("2.", "Итоги", line("1", "Отчёт", "июнь", "Школы")),
        ),
    )
    assert plain(preview_roadmap(tmp_path / "карта.docx").tree) == plain(expected)
