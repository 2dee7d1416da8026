"""The same workbook back to the school: wrong cells red and explained, a list of them on a sheet of its own."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.services.problems import Problem
from app.services.school_workbook.reading import SHEET_MARKED
from app.services.school_workbook.writing import INPUT_COLOUR, MAIN
from app.services.table_files.columns import column_index
from app.services.table_files.export_guard import set_cell
from app.services.text_ru import counted

AUTHOR = "ОКО-Район"
_WRONG, _TEXT = "FFF8D0CC", "FFB3261E"


def marked_workbook(content: bytes, problems: Iterable[Problem]) -> bytes:
    """Marks of an earlier return are taken off first. `content` was read by `open_workbook` before: no bombs in it."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[MAIN]
    plain = PatternFill("solid", fgColor="FF" + INPUT_COLOUR.removeprefix("#"))
    for line in sheet.iter_rows():
        for cell in line:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                if not cell.protection.locked:
                    cell.fill = plain
    by_cell: dict[str, list[str]] = defaultdict(list)
    elsewhere: list[str] = []
    for problem in sorted(problems, key=_place):
        if problem.severity == "error":
            (by_cell[problem.cell] if problem.cell else elsewhere).append(problem.text)
    red = PatternFill("solid", fgColor=_WRONG)
    for place, words in by_cell.items():
        cell = sheet[place]
        cell.fill = red
        note = Comment("\n".join(words), AUTHOR)
        note.width, note.height = 320, 40 + 34 * len(words)
        cell.comment = note
    _list(book, by_cell, elsewhere, Font(name="Arial", size=10))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _place(problem: Problem) -> tuple[int, int]:
    """Row by row, as one reads; what is about the whole workbook first."""
    found = re.fullmatch(r"([A-Z]+)(\d+)", problem.cell)
    return (int(found[2]), column_index(found[1])) if found else (0, 0)


def _list(book: Any, by_cell: dict[str, list[str]], elsewhere: list[str], font: Any) -> None:
    from openpyxl.styles import Alignment, Font

    if SHEET_MARKED in book.sheetnames:
        del book[SHEET_MARKED]
    sheet = book.create_sheet(SHEET_MARKED, 0)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 96
    count = sum(map(len, by_cell.values())) + len(elsewhere)
    _write(sheet, 1, 1, "Что исправить", Font(name="Arial", size=14, bold=True))
    said = f"Книга пока не принята: {counted(count, 'замечание', 'замечания', 'замечаний')}."
    _write(sheet, 2, 1, f"{said} Исправьте красные ячейки на листе «{MAIN}» и отправьте эту же книгу снова.", font)
    _write(sheet, 4, 1, "Ячейка", Font(name="Arial", size=10, bold=True))
    _write(sheet, 4, 2, "Что не так и что сделать", Font(name="Arial", size=10, bold=True))
    row = 5
    for place, words in [*(("", [words]) for words in elsewhere), *by_cell.items()]:
        for text in words:
            _write(sheet, row, 1, place, Font(name="Arial", size=10, color="FF1F5FA8", underline="single"))
            if place:
                sheet.cell(row, 1).hyperlink = f"#'{MAIN}'!{place}"
            _write(sheet, row, 2, text, font)
            sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = 15 * max(1, -(-len(text) // 100))
            row += 1
    sheet.protection.sheet = True
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0
    sheet.sheet_view.tabSelected = True


def _write(sheet: Any, row: int, column: int, value: str, font: Any) -> None:
    cell = sheet.cell(row, column)
    set_cell(cell, value)
    cell.font = font
