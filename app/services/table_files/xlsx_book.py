"""Sheets of .xlsx and .xlsm: the XML is looked through for bombs and marks, then calamine reads the values."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import UserError
from app.services.table_files.calamine_book import (
    MAX_SHEETS,
    calamine_sheet,
    loaded_sheet,
    open_calamine,
    repeated_text,
    too_many_sheets,
    too_wide,
)  # fmt: skip
from app.services.table_files.shared_texts import SharedTexts
from app.services.table_files.sheet_xml import (
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
)  # fmt: skip
from app.services.table_files.sheets import NO_MARKS, Content, Loaded, Sheet
from app.services.table_files.sniff import refusal
from app.services.table_files.xlsx_parts import Package
from app.services.text_ru import number

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def xlsx_content(path: Path) -> Content:
    import python_calamine as calamine

    package = Package(path)
    said = package.book()
    if len(said.sheets) > MAX_SHEETS:
        raise too_many_sheets(path, len(said.sheets))
    texts = SharedTexts.of(package, said.texts)
    book = open_calamine(path)
    part_of = {sheet.name: sheet.part for sheet in said.sheets}
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        part = part_of.get(meta.name, "")
        if meta.typ != calamine.SheetTypeEnum.WorkSheet or part not in package:
            continue
        load = partial(_load_xlsx, package, book, index, meta.name, part, texts)
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(path, meta.name, hidden, load, partial(_zero_padding, package, said.styles, part)))
    if not sheets:
        raise refusal("damaged", path)
    return Content(tuple(sheets), date1904=said.date1904)


def _load_xlsx(package: Package, book: CalamineWorkbook, index: int, name: str, part: str, texts: SharedTexts) -> Loaded:
    found = look_through(package.chunks(part))
    _refuse_bombs(package, part, name, found, texts)
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


def _refuse_bombs(package: Package, part: str, name: str, found: Findings, texts: SharedTexts) -> None:
    """Raises UserError before calamine would take gigabytes."""
    filled = found.filled
    if not found.small:
        try:
            rows, columns = measure_filled(package.chunks(part))
        except TooWide as error:
            raise too_wide(package.path, name, error.cell) from error
        filled = rows * columns
    if filled * texts.longest > MAX_TEXT and texts.repeated(package, part) > MAX_TEXT:
        raise repeated_text(package.path)


def _zero_padding(package: Package, styles_part: str, part: str, column: int) -> dict[int, int]:
    widths = _padded_styles(package, styles_part)
    if not widths:
        return {}
    styles = column_styles(package.chunks(part), column)
    return {row: widths[style] for row, style in styles.items() if style in widths}


def _padded_styles(package: Package, part: str) -> dict[int, int]:
    """{index into cellXfs: digits} of the styles whose number format is only zeros («0000»)."""
    if part not in package:
        return {}
    formats: dict[str, int] = {}
    styles: dict[int, int] = {}
    for element in package.tree(part):
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmts":
            for entry in element:
                code = entry.get("formatCode", "").split(";")[0].replace('"', "").replace("\\", "")
                if len(code) > 1 and set(code) == {"0"}:
                    formats[entry.get("numFmtId", "")] = len(code)
        elif tag == "cellXfs":
            styles = {i: formats[xf.get("numFmtId", "")] for i, xf in enumerate(element) if xf.get("numFmtId", "") in formats}
    return styles
