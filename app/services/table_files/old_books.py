"""Sheets of .xls and .ods. calamine reads all sheets of such a book at once, so all are looked through before it."""

from __future__ import annotations

import struct
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from app.services.table_files.biff import look_at_sheet, read_globals
from app.services.table_files.calamine_book import (
    MAX_SHEETS,
    calamine_sheet,
    loaded_sheet,
    one_based,
    open_calamine,
    repeated_text,
    too_many_sheets,
    too_wide,
)  # fmt: skip
from app.services.table_files.cfb import CompoundFile, DamagedFile
from app.services.table_files.ods_xml import TooMuchText, look_through_content
from app.services.table_files.sheet_xml import SheetMarks, TooWide
from app.services.table_files.sheets import Content, Loaded, Rectangle, Sheet
from app.services.table_files.sniff import refusal
from app.services.table_files.xlsx_parts import Package

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def xls_content(path: Path) -> Content:
    """calamine reads all sheets of an .xls at once, so all are looked through before."""
    try:
        book = read_globals(CompoundFile.open(path).stream("Workbook"))
        if len(book.sheets) > MAX_SHEETS:
            raise too_many_sheets(path, len(book.sheets))
        facts = {}
        for name, place in book.sheets:
            try:
                facts[name] = look_at_sheet(book, place)
            except TooWide as error:
                raise too_wide(path, name, error.cell) from error
    except (DamagedFile, struct.error, KeyError) as error:
        raise refusal("truncated", path) from error
    sheets = _sheets_of(path, {name: (fact.marks, [], fact.padding) for name, fact in facts.items()})
    return Content(sheets, date1904=book.date1904)


def ods_content(path: Path) -> Content:
    package = Package(path)
    if "content.xml" not in package:
        raise refusal("damaged", path)
    try:
        found = look_through_content(package.chunks("content.xml"))
    except TooWide as error:
        raise too_wide(path, "", error.cell) from error
    except TooMuchText as error:
        raise repeated_text(path) from error
    except ExpatError as error:
        raise refusal("damaged", path) from error
    if len(found) > MAX_SHEETS:
        raise too_many_sheets(path, len(found))
    return Content(_sheets_of(path, {sheet.name: (sheet.marks, sheet.merged, sheet.padding) for sheet in found}))


def _sheets_of(path: Path, facts: dict[str, tuple[SheetMarks, list[Rectangle], dict[tuple[int, int], int]]]) -> tuple[Sheet, ...]:
    """Sheets of an .xls or .ods, whose facts are known before the values are read."""
    import python_calamine as calamine

    book = open_calamine(path)
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.name not in facts or meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        marks, merged, padding = facts[meta.name]
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        load = partial(_load_known, path, book, index, marks, merged)
        sheets.append(Sheet(path, meta.name, hidden, load, partial(_column_of, padding)))
    if not sheets:
        raise refusal("damaged", path)
    return tuple(sheets)


def _load_known(path: Path, book: CalamineWorkbook, index: int, marks: SheetMarks, merged: list[Rectangle]) -> Loaded:
    loaded = loaded_sheet(calamine_sheet(path, book, index), marks)
    return replace(loaded, merged=one_based(merged)) if merged else loaded


def _column_of(padding: dict[tuple[int, int], int], column: int) -> dict[int, int]:
    return {row: digits for (row, at), digits in padding.items() if at == column}
