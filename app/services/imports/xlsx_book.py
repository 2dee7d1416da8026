"""Sheets of .xlsx and .xlsm: the XML is looked through for bombs and marks, then calamine reads the values."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import UserError
from app.services.imports.calamine_book import (
    MAX_SHEETS,
    calamine_sheet,
    loaded_sheet,
    open_calamine,
    repeated_text,
    too_many_sheets,
    too_wide,
)  # fmt: skip
from app.services.imports.sheet_xml import (
    MAX_ROWS,
    MAX_TEXT,
    Findings,
    SheetMarks,
    TooManyRows,
    TooWide,
    column_styles,
    find_marks,
    look_through,
    may_have_marks,
    measure_filled,
    whole_rows,
)  # fmt: skip
from app.services.imports.sheets import NO_MARKS, Content, Loaded, Sheet
from app.services.imports.sniff import refusal
from app.services.imports.xlsx_parts import Package
from app.services.text_ru import number

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def xlsx_content(path: Path) -> Content:
    import python_calamine as calamine

    package = Package(path)
    parts, date1904 = package.sheets()
    if len(parts) > MAX_SHEETS:
        raise too_many_sheets(path, len(parts))
    longest_text = _longest_shared_text(package)
    book = open_calamine(path)
    part_of = {sheet.name: sheet.part for sheet in parts}
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        part = part_of.get(meta.name, "")
        if meta.typ != calamine.SheetTypeEnum.WorkSheet or part not in package:
            continue
        load = partial(_load_xlsx, package, book, index, part, meta.name, longest_text)
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(path, meta.name, hidden, load, partial(_zero_padding, package, part)))
    if not sheets:
        raise refusal("damaged", path)
    return Content(tuple(sheets), date1904=date1904)


def _longest_shared_text(package: Package) -> int:
    """Bytes of the longest shared text; calamine copies a text into every cell that names it."""
    longest, tail = 0, b""
    if "xl/sharedStrings.xml" not in package:
        return 0
    for chunk in package.chunks("xl/sharedStrings.xml"):
        *texts, tail = (tail + chunk).split(b"</si>")
        longest = max(longest, len(tail), *map(len, texts)) if texts else max(longest, len(tail))
    return longest


def _load_xlsx(package: Package, book: CalamineWorkbook, index: int, part: str, name: str, longest_text: int) -> Loaded:
    found = look_through(package.chunks(part))
    _refuse_bombs(package, part, name, found, longest_text)
    # calamine lets other threads run while it parses: on two cores the search for marks costs nothing.
    with ThreadPoolExecutor(1) as beside:
        marks = beside.submit(_marks, package, part, found)
        sheet = calamine_sheet(package.path, book, index)
    try:
        return loaded_sheet(sheet, marks.result())
    except TooManyRows as error:
        raise UserError(
            f"На листе «{name}» файла «{package.path.name}» больше {number(MAX_ROWS)} строк, почти все пустые с оформлением.",
            "Удалите пустые строки под таблицей (выделите их целиком и нажмите Ctrl+«−»), сохраните книгу и загрузите снова.",
        ) from error


def _marks(package: Package, part: str, found: Findings) -> SheetMarks:
    if found.rows <= MAX_ROWS and not may_have_marks(package.chunks(part)):
        return NO_MARKS
    return find_marks(package.chunks(part))


def _refuse_bombs(package: Package, part: str, name: str, found: Findings, longest_text: int) -> None:
    """Raises UserError before calamine would take gigabytes."""
    if found.small and longest_text < 4_096:
        return
    try:
        rows, columns = measure_filled(package.chunks(part))
    except TooWide as error:
        raise too_wide(package.path, name, error.cell) from error
    if longest_text >= 4_096 and rows * columns * longest_text > MAX_TEXT and _shared_text_bytes(package, part) > MAX_TEXT:
        raise repeated_text(package.path)


def _shared_text_bytes(package: Package, part: str) -> int:
    """Bytes that the texts of a sheet take when every cell gets its own copy."""
    lengths: list[int] = []
    tail = b""
    for chunk in package.chunks("xl/sharedStrings.xml"):
        *texts, tail = (tail + chunk).split(b"</si>")
        lengths.extend(map(len, texts))
    cell = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:[\w.-]+:)?v>(\d+)<""")
    total = 0
    for data in whole_rows(package.chunks(part)):
        total += sum(lengths[int(number)] for number in cell.findall(data) if int(number) < len(lengths))
        if total > MAX_TEXT:
            break
    return total


def _zero_padding(package: Package, part: str, column: int) -> dict[int, int]:
    widths = _padded_styles(package)
    if not widths:
        return {}
    styles = column_styles(package.chunks(part), column)
    return {row: widths[style] for row, style in styles.items() if style in widths}


def _padded_styles(package: Package) -> dict[int, int]:
    """{index into cellXfs: digits} of the styles whose number format is only zeros («0000»)."""
    if "xl/styles.xml" not in package:
        return {}
    formats: dict[str, int] = {}
    styles: dict[int, int] = {}
    for element in package.tree("xl/styles.xml"):
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmts":
            for entry in element:
                code = entry.get("formatCode", "").split(";")[0].replace('"', "").replace("\\", "")
                if len(code) > 1 and set(code) == {"0"}:
                    formats[entry.get("numFmtId", "")] = len(code)
        elif tag == "cellXfs":
            styles = {i: formats[xf.get("numFmtId", "")] for i, xf in enumerate(element) if xf.get("numFmtId", "") in formats}
    return styles
