"""Tables of the analysis as an Excel workbook: a sheet a table, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from app.services.analysis.rows import Table
from app.services.table_files.export_guard import write_cell

_FORMATS = {"percent": "0.0", "score": "0.00", "points": "+0.0;-0.0;0.0", "count": "0"}


def tables_xlsx(title: str, tables: Sequence[Table]) -> bytes:
    """`title` stands above every table, with the notes under it."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": "ОКО-Район"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1})
    bold = book.add_format({"bold": True})
    note = book.add_format({"italic": True, "font_color": "#5B6775"})
    formats = {
        (kind, total): book.add_format(
            {"border": 1, "bold": total, "valign": "top"}
            | ({"num_format": _FORMATS[kind]} if kind in _FORMATS else {"text_wrap": True})
        )
        for kind in ("text", "code", *_FORMATS)
        for total in (False, True)
    }
    used: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title, used))
        write_cell(sheet, 0, 0, title, bold)
        write_cell(sheet, 1, 0, table.title, bold)
        for at, column in enumerate(table.columns):
            write_cell(sheet, 3, at, column.title, head)
            sheet.set_column(at, at, max(8, min(60, column.width / 7 * (1.6 if column.stretch else 1))))
        for row, line in enumerate(table.lines, 4):
            for at, (column, value) in enumerate(zip(table.columns, line.cells, strict=True)):
                write_cell(sheet, row, at, value, formats[column.kind, line.total])
        last = 4 + len(table.lines)
        for number, words in enumerate(table.notes):
            write_cell(sheet, last + 1 + number, 0, words, note)
        sheet.freeze_panes(4, 1)
        if table.lines and not any(line.total for line in table.lines):
            sheet.autofilter(3, 0, last - 1, len(table.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
    book.close()
    return out.getvalue()


def _sheet_name(title: str, used: set[str]) -> str:
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "Таблица"
    name, number = base, 2
    while name.casefold() in used:
        name, number = f"{base[:26]} {number}", number + 1
    used.add(name.casefold())
    return name
