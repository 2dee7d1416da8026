"""Any table of the program as .xlsx or .csv: what is on the screen, as many rows, and nothing that runs as a formula.

The file appears whole or not at all: it is written beside and renamed. Cells of columns that are not meant for people
are looked through by the personal-data guard: names, telephones and numbers of documents typed into a comment do not
leave the program.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.services.errors import UserError
from app.services.privacy.rules import masked
from app.services.table_files.export_guard import for_csv, write_cell

MAX_ROWS = 1_048_000
"""Excel has room for 1,048,576."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column; `width` in characters."""

    title: str
    width: int = 16
    names: bool = False
    """Names may stand here (schools, people): the guard leaves the column alone."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table."""

    title: str = ""
    filters: str = ""
    """What the rows were chosen by, in words: a table that was filtered says so."""
    sheet: str = "Таблица"


@dataclass(frozen=True, slots=True)
class Exported:
    path: Path
    rows: int
    hidden: int = 0
    """Cells from which personal data were taken out."""


def write_table(
    path: Path, columns: Sequence[ExportColumn], rows: Sequence[Sequence[Any]], heading: Heading | None = None
) -> Exported:
    """Write `rows` (as many values as columns) to an .xlsx, or to a .csv (UTF-8 with BOM, «;») where the name ends so.

    Raises UserError where the file cannot be written; then a former file of that name stays as it was.
    """
    heading = heading or Heading()
    if len(rows) > MAX_ROWS:
        raise UserError(f"В таблице {len(rows)} строк: столько не помещается на лист.", "Отберите часть строк и повторите.")
    safe, hidden = _guarded(columns, rows)
    partial = path.with_name(f"~{path.name}.part")
    try:
        if path.suffix.casefold() == ".csv":
            _write_csv(partial, columns, safe, heading)
        else:
            _write_xlsx(partial, columns, safe, heading)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UserError(
            f"Не удалось записать файл «{path.name}».", "Закройте его, если он открыт в Excel, или выберите другую папку."
        ) from error
    return Exported(path, len(safe), hidden)


def _guarded(columns: Sequence[ExportColumn], rows: Sequence[Sequence[Any]]) -> tuple[list[list[Any]], int]:
    hidden = 0
    seen: dict[str, str] = {}
    safe = []
    for row in rows:
        line = list(row)
        for place, value in enumerate(line):
            if isinstance(value, str) and not columns[place].names:
                clean = seen.get(value)
                if clean is None:
                    clean = seen[value] = masked(value)
                if clean != value:
                    line[place] = clean
                    hidden += 1
        safe.append(line)
    return safe, hidden


def _above(heading: Heading, rows: int) -> list[str]:
    lines = [heading.title] if heading.title else []
    if heading.filters:
        lines.append(f"Отбор: {heading.filters}")
    if lines:
        lines.append(f"Строк: {rows}")
    return lines


def _write_csv(path: Path, columns: Sequence[ExportColumn], rows: Sequence[Sequence[Any]], heading: Heading) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        for line in _above(heading, len(rows)):
            writer.writerow([for_csv(line)])
        writer.writerow([for_csv(column.title) for column in columns])
        writer.writerows([[_csv_value(value) for value in row] for row in rows])


def _csv_value(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    return for_csv(value)


def _write_xlsx(path: Path, columns: Sequence[ExportColumn], rows: Sequence[Sequence[Any]], heading: Heading) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(
        str(path), {"default_date_format": "dd.mm.yyyy", "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        sheet = book.add_worksheet(heading.sheet[:31])
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
        plain = book.add_format({"valign": "top", "border": 1, "text_wrap": True})
        day = book.add_format({"valign": "top", "border": 1, "num_format": "dd.mm.yyyy"})
        above = _above(heading, len(rows))
        for number, line in enumerate(above):
            sheet.write_string(number, 0, line, bold if number == 0 else None)
        top = len(above)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            write_cell(sheet, top, place, column.title, head)
        for number, row in enumerate(rows, top + 1):
            for place, value in enumerate(row):
                shown = ("да" if value else "нет") if isinstance(value, bool) else value
                write_cell(sheet, number, place, shown, day if isinstance(value, datetime | date) else plain)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    finally:
        try:
            book.close()
        except FileCreateError as error:  # xlsxwriter's own exception, no OSError
            raise OSError(str(error)) from error
