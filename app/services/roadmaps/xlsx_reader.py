"""A worksheet as table rows: merged ranges, dates as the sheet shows them, numbers that Excel took for dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.services.problems import Problem
from app.services.roadmaps.cells import Cell, TableRow, clean_text, one_line
from app.services.roadmaps.columns import find_header, guess_header
from app.services.roadmaps.sources import Source, split_tables
from app.services.table_files.workbook import CellError, Rectangle, Sheet, Workbook, address, open_workbook
from app.services.text_ru import MONTHS, MONTHS_GENITIVE

# Longer sheets are no roadmaps; their formats are not worth the memory.
_FORMATS_UP_TO = 3_000


def read_workbook(path: Path) -> tuple[Source, ...]:
    """The sheets that may hold a roadmap; those with its header if there are any. Raises UserError for unreadable files."""
    with open_workbook(path) as book:
        formats = _Formats(book)
        tables = [_read_sheet(sheet, formats) for sheet in book.visible_sheets or book.sheets if sheet.height]
    filled = [table for table in tables if table.rows]
    found = [table for table in filled if any(find_header(row) for row in table.rows)]
    found = found or [table for table in filled if guess_header(table.rows)] or filled
    found = [part for table in found for part in split_tables(table)]
    found.sort(key=lambda table: -sum(1 for row in table.rows if any(cell.text for cell in row.cells)))
    others = ", ".join(table.name for table in filled if table not in found)
    if not others:
        return tuple(found)
    note = Problem("info", "other_sheets", f"Не похожи на дорожную карту и не переносятся: {others}.")
    return tuple(replace(table, problems=(*table.problems, note)) for table in found)


class _Formats:
    """Number formats and bold type, which calamine does not tell: from openpyxl, only where dates or numbers need them."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._opened: Any = None

    def of(self, sheet: Sheet, row: int, column: int) -> str:
        """Number format of a cell (1-based row, 0-based column), «» when unknown."""
        if self._book.format not in ("xlsx", "xlsm") or sheet.height > _FORMATS_UP_TO:
            return ""
        if self._opened is None:
            import openpyxl

            self._opened = openpyxl.load_workbook(self._book.path)
        if sheet.name not in self._opened.sheetnames:
            return ""
        return str(self._opened[sheet.name].cell(row, column + 1).number_format or "")


def _read_sheet(sheet: Sheet, formats: _Formats) -> Source:
    values = list(sheet.rows())
    problems: list[Problem] = []
    merges = _merges(sheet.merged_ranges)
    rows: list[TableRow] = []
    number_column = -1
    for row_number, row in enumerate(values, 1):
        cells: list[Cell] = []
        column = 0
        while column < len(row):
            (top, _left), (_bottom, right) = merges.get((row_number, column), ((row_number, column), (row_number, column)))
            end = max(right + 1, column + 1)
            if row_number > top:
                text, merged_up = "", True
            else:
                text, merged_up = (
                    _text(row[column], column == number_column, lambda r=row_number, c=column: formats.of(sheet, r, c)),
                    False,
                )
                if isinstance(row[column], CellError):
                    problems.append(_error_problem(row[column], sheet.name, address(row_number, column)))
                if column == number_column and isinstance(row[column], date):
                    where = address(row_number, column)
                    problems.append(
                        Problem(
                            "warning",
                            "number_as_date",
                            f"Excel принял номер пункта за дату: прочитан как «{text}».",
                            sheet.name,
                            where,
                        )
                    )
            cells.append(Cell(text, column, end, merged_up))
            column = end
        table_row = TableRow(tuple(cells), f"лист «{sheet.name}», строка {row_number}", sheet.name, address(row_number, 0))
        header = find_header(table_row)
        if header is not None:
            number_column = next((c.start for c in header.columns if c.role == "number"), -1)
        rows.append(table_row)
    hidden = frozenset(number - 1 for number in sheet.hidden_rows)
    return Source(f"лист «{sheet.name}»", tuple(_within_table(rows)), problems=tuple(problems), hidden=hidden)


def _error_problem(error: CellError, sheet: str, where: str) -> Problem:
    """A cell with an error or a formula nobody has computed: nothing is guessed."""
    what = (
        "Формула без значения: откройте файл в Excel или LibreOffice и сохраните его."
        if error.kind == "uncached_formula"
        else f"В ячейке ошибка «{error}»: текст не перенесён."
    )
    return Problem("error", error.kind, what, sheet, where)


def _merges(ranges: Iterable[Rectangle]) -> dict[tuple[int, int], Rectangle]:
    """Every cell of a merged block → the block; blocks too large to be a table's are passed over."""
    found: dict[tuple[int, int], Rectangle] = {}
    for block in ranges:
        (top, left), (bottom, right) = block
        if (bottom - top + 1) * (right - left + 1) > 100_000:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[row, column] = block
    return found


def _within_table(rows: list[TableRow]) -> list[TableRow]:
    """Columns that are empty in every row belong to the sheet, not to the table; empty rows at the end fall off."""
    while rows and not any(cell.text or cell.merged_up for cell in rows[-1].cells):
        rows.pop()
    used = {column for row in rows for cell in row.cells if cell.text for column in range(cell.start, cell.end)}
    if not used:
        return []
    own = {cell.start for row in rows for cell in row.cells if cell.text and cell.end - cell.start == 1}
    first, last = min(own or used), max(own or used)
    result = []
    for row in rows:
        cells = tuple(cell for cell in row.cells if cell.start <= last and cell.end > first)
        result.append(TableRow(cells, row.place, row.sheet, row.address))
    return result


def _text(value: Any, is_number: bool, number_format: Any) -> str:
    if isinstance(value, CellError):
        return ""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float | int):
        return _number_text(float(value), number_format)
    if isinstance(value, datetime | date):
        if is_number:
            return f"{value.day}.{value.month}."
        return date_text(value, number_format())
    return "" if value is None else one_line(str(value))


def _number_text(value: float, number_format: Any) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    decimals = re.match(r"0\.(0+)", number_format())
    return f"{value:.{len(decimals[1])}f}" if decimals else repr(value)


def date_text(value: date | datetime, number_format: str = "") -> str:
    """A date the way the cell shows it: «03.06.2022», «Февраль 2022», «3 июня 2022», «03.06», «2022»."""
    code = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", number_format.split(";")[0]).casefold()
    code = code.replace("г", "y").replace("м", "m").replace("д", "d")
    has_day, has_year, words = "d" in code, "y" in code, "mmm" in code
    if words and has_day:
        text = f"{value.day} {MONTHS_GENITIVE[value.month - 1]}"
        return f"{text} {value.year}" if has_year else text
    if words:
        text = MONTHS[value.month - 1].capitalize()
        return f"{text} {value.year}" if has_year else text
    if code and has_year and not has_day:
        return f"{value:%m.%Y}" if "m" in code else f"{value.year}"
    if code and has_day and not has_year and "h" not in code:
        return f"{value:%d.%m}"
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return f"{value:%d.%m.%Y}" if moment.time() == time() else f"{value:%d.%m.%Y %H:%M}"
