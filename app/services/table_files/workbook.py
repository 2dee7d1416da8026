"""One way to read any table file: `open_workbook(path)` → sheets → rows of cells.

Values come from calamine; what calamine does not tell (hidden rows, errors, formulas without a result) comes from a search
over the same file before it, which also keeps bombs out. Rows are 1-based, columns 0-based: `enumerate(sheet.rows(), 1)`
gives row numbers as Excel shows them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.services.table_files.calamine_book import one_based
from app.services.table_files.cells import CellError
from app.services.table_files.columns import address, column_letter
from app.services.table_files.sheets import Cell, Content, Loaded, Rectangle, Sheet
from app.services.table_files.sniff import READABLE, TITLES, Kind, reading, refusal, sniff
from app.services.table_files.text_tables import CsvForm, csv_rows, guess_csv_form, html_rows

__all__ = ["Cell", "CellError", "CsvForm", "Rectangle", "Sheet", "Workbook", "address", "column_letter", "open_workbook"]


class Workbook:
    """An opened file. Use as a context manager, or leave it to the garbage collector."""

    def __init__(self, path: Path, kind: Kind, sha256: str, content: Content) -> None:
        self.path = path
        self.format = kind
        self.sha256 = sha256
        self.sheets = content.sheets
        self.csv_form = content.csv_form
        """How a text table was understood, for the preview."""
        self.date1904 = content.date1904
        """Serial numbers of dates count from 1904 (old Macintosh books); date cells are right by themselves."""

    @property
    def format_title(self) -> str:
        """«книга Excel», «текстовая таблица (CSV): Windows-1251, точка с запятой»."""
        return f"{TITLES[self.format]}: {self.csv_form.title}" if self.csv_form else TITLES[self.format]

    @property
    def visible_sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.hidden)

    def sheet(self, name: str) -> Sheet:
        """By exact name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def close(self) -> None:
        """Let go of the file and of the memory; sheets that somebody still holds stay usable."""
        for sheet in self.sheets:
            sheet.forget()
        self.sheets = ()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def open_workbook(path: Path, csv_form: CsvForm | None = None) -> Workbook:
    """A table file of any kind we read; the kind is found by content. Raises UserError for everything else.

    A file that another program holds is read through a copy. `csv_form` = the person's choice for a text table.
    """
    path = Path(path)
    kind = sniff(path)
    if kind not in READABLE:
        raise refusal(kind, path)
    with reading(path):
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Workbook(path, kind, sha256, _content(path, kind, csv_form))


def _content(path: Path, kind: Kind, csv_form: CsvForm | None) -> Content:
    if kind == "csv":
        form = csv_form or guess_csv_form(path)
        return Content((Sheet(path, path.stem, False, lambda: _load_csv(path, form)),), form)
    if kind == "html":
        return Content((Sheet(path, path.stem, False, lambda: _load_html(path)),))
    if kind in ("xls", "ods"):
        from app.services.table_files.old_books import ods_content, xls_content

        return xls_content(path) if kind == "xls" else ods_content(path)
    from app.services.table_files.xlsx_book import xlsx_content

    return xlsx_content(path)


def _load_csv(path: Path, form: CsvForm) -> Loaded:
    width = height = 0
    for row in csv_rows(path, form):
        width, height = max(width, len(row)), height + 1
    return Loaded(lambda: csv_rows(path, form, width), width, height)


def _load_html(path: Path) -> Loaded:
    rows, merged = html_rows(path)
    return Loaded(lambda: iter(rows), len(rows[0]), len(rows), one_based(merged))
