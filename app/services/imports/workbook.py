"""One way to read any table file: `open_workbook(path)` → sheets → rows of cells.

Values come from calamine, four times faster than openpyxl; what calamine does not tell (hidden rows, errors, formulas
without a result) comes from a search over the same XML before it.
Rows are 1-based, columns 0-based; `enumerate(sheet.rows(), 1)` gives row numbers as Excel shows them.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.parsers.expat import ExpatError

from app.services.errors import UserError
from app.services.imports.biff import look_at_sheet, read_globals
from app.services.imports.cells import CellError
from app.services.imports.cfb import CompoundFile, DamagedFile
from app.services.imports.columns import address, column_letter
from app.services.imports.ods_xml import TooMuchText, look_through_content
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
    measure_filled,
    whole_rows,
)  # fmt: skip
from app.services.imports.sniff import READABLE, TITLES, Kind, busy, refusal, sniff
from app.services.imports.text_tables import CsvForm, csv_rows, guess_csv_form, html_rows
from app.services.imports.xlsx_parts import Package, strange
from app.services.text_ru import number

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["Cell", "CellError", "CsvForm", "Rectangle", "Sheet", "Workbook", "address", "column_letter", "open_workbook"]

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | CellError
"""Empty cells are ''. All numbers of .xlsx are floats. A CellError is a str: «#ДЕЛ/0!»."""
Rectangle: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Corners of a merged block: (row, column), (row, column)."""
MAX_SHEETS = 100
NO_MARKS = SheetMarks()


@dataclass(frozen=True)
class Loaded:
    """A sheet in memory (or, for text, on the disk): `rows()` may be walked again and again."""

    rows: Callable[[], Iterator[list[Any]]]
    width: int
    height: int
    merged: tuple[Rectangle, ...] = ()
    marks: SheetMarks = NO_MARKS


class Sheet:
    """One sheet. Nothing is read before the first question; the answer is kept until `forget()`."""

    def __init__(
        self, name: str, hidden: bool, load: Callable[[], Loaded], padding: Callable[[int], dict[int, int]] | None = None
    ) -> None:
        self.name = name
        self.hidden = hidden
        self._load = load
        self._padding = padding

    @cached_property
    def _loaded(self) -> Loaded:
        return self._load()

    def forget(self) -> None:
        """Give the memory back; the next question reads the sheet again."""
        self.__dict__.pop("_loaded", None)

    def rows(self) -> Iterator[list[Any]]:
        """Every row from row 1, leading empty ones included, all of the same width.

        Errors and formulas without a result stand in place as `CellError` (a str such as «#Н/Д»), never as ''.
        """
        loaded = self._loaded
        marks = loaded.marks
        return _with_errors(loaded.rows(), marks) if marks.errors or marks.uncached else loaded.rows()

    def head(self, count: int = 30) -> list[list[Any]]:
        """The first rows, for recognising what the sheet is."""
        return list(islice(self.rows(), count))

    @property
    def width(self) -> int:
        return self._loaded.width

    @property
    def height(self) -> int:
        return self._loaded.height

    @property
    def merged_ranges(self) -> tuple[Rectangle, ...]:
        return self._loaded.merged

    @property
    def marks(self) -> SheetMarks:
        return self._loaded.marks

    @property
    def hidden_rows(self) -> frozenset[int]:
        """1-based numbers, rows hidden by a filter among them."""
        return self.marks.hidden_rows

    @property
    def hidden_columns(self) -> frozenset[int]:
        """0-based."""
        return self.marks.hidden_columns

    @property
    def has_filter(self) -> bool:
        """True where a filter hides rows at this moment (arrows alone are no filter)."""
        return self.marks.has_filter

    @property
    def error_cells(self) -> dict[tuple[int, int], str]:
        """{(row, column): «#ДЕЛ/0!»}."""
        return self.marks.errors

    @property
    def uncached_formulas(self) -> frozenset[tuple[int, int]]:
        """(row, column) of formulas whose file holds no result."""
        return self.marks.uncached

    def zero_padding(self, column: int) -> dict[int, int]:
        """Rows of one column whose number format is 0000 or the like: {row: number of digits}. Reads the XML again."""
        return self._padding(column) if self._padding else {}


class Workbook:
    """An opened file. Use as a context manager, or leave it to the garbage collector."""

    def __init__(self, path: Path, kind: Kind, sha256: str, sheets: tuple[Sheet, ...], csv_form: CsvForm | None = None) -> None:
        self.path = path
        self.format = kind
        self.sha256 = sha256
        self.sheets = sheets
        self.csv_form = csv_form
        """How a text table was understood, for the preview."""

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
        for sheet in self.sheets:
            sheet.forget()

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
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Workbook(path, kind, sha256, *_sheets(path, kind, csv_form))
    except OSError as error:
        raise busy(path) from error


def _sheets(path: Path, kind: Kind, csv_form: CsvForm | None) -> tuple[tuple[Sheet, ...], CsvForm | None]:
    if kind == "csv":
        form = csv_form or guess_csv_form(path)
        return (Sheet(path.stem, False, lambda: _load_csv(path, form)),), form
    if kind == "html":
        return (Sheet(path.stem, False, lambda: _load_html(path)),), None
    if kind in ("xlsx", "xlsm"):
        return _xlsx_sheets(path), None
    if kind == "xls":
        return _xls_sheets(path), None
    return _ods_sheets(path), None


def _load_csv(path: Path, form: CsvForm) -> Loaded:
    width = height = 0
    for row in csv_rows(path, form):
        width, height = max(width, len(row)), height + 1
    return Loaded(lambda: csv_rows(path, form, width), width, height)


def _load_html(path: Path) -> Loaded:
    rows, merged = html_rows(path)
    return Loaded(lambda: iter(rows), len(rows[0]), len(rows), _one_based(merged))


def _one_based(merged: list[Rectangle]) -> tuple[Rectangle, ...]:
    return tuple(((top + 1, left), (bottom + 1, right)) for (top, left), (bottom, right) in merged)


def _open_calamine(path: Path) -> CalamineWorkbook:
    """Raises UserError. A file held by another program is copied aside first (Windows)."""
    import python_calamine as calamine

    try:
        try:
            return calamine.CalamineWorkbook.from_path(path)
        except PermissionError:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(shutil.copy(path, folder))
                with copy.open("rb") as file:
                    return calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError as error:
        raise refusal("password", path) from error
    except calamine.ZipError as error:
        raise refusal("truncated", path) from error
    except calamine.CalamineError as error:
        raise refusal("damaged", path) from error


def _xlsx_sheets(path: Path) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    package = Package(path)
    parts = package.sheets()
    if len(parts) > MAX_SHEETS:
        raise _too_many_sheets(path, len(parts))
    longest_text = _longest_shared_text(package)
    book = _open_calamine(path)
    part_of = {sheet.name: sheet.part for sheet in parts}
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        part = part_of.get(meta.name, "")
        if meta.typ != calamine.SheetTypeEnum.WorkSheet or part not in package:
            continue
        load = partial(_load_xlsx, package, book, index, part, meta.name, longest_text)
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(meta.name, hidden, load, partial(_zero_padding, package, part)))
    if not sheets:
        raise refusal("damaged", path)
    return tuple(sheets)


def _too_wide(path: Path, sheet: str, cell: str) -> UserError:
    return UserError(
        f"На листе «{sheet}» файла «{path.name}» заполнена ячейка {cell} далеко за пределами таблицы.",
        "Удалите лишние столбцы и строки за таблицей, сохраните книгу и загрузите снова.",
    )


def _repeated_text(path: Path) -> UserError:
    return strange(path, "один и тот же длинный текст повторён в нём тысячи раз")


def _xls_sheets(path: Path) -> tuple[Sheet, ...]:
    """calamine reads all sheets of an .xls at once, so all are looked through before."""
    try:
        book = read_globals(CompoundFile.open(path).stream("Workbook"))
        if len(book.sheets) > MAX_SHEETS:
            raise _too_many_sheets(path, len(book.sheets))
        facts = {}
        for name in book.sheets:
            try:
                facts[name] = look_at_sheet(book, name)
            except TooWide as error:
                raise _too_wide(path, name, error.cell) from error
    except (DamagedFile, struct.error, KeyError) as error:
        raise refusal("truncated", path) from error
    return _sheets_of(path, {name: (fact.marks, [], fact.padding) for name, fact in facts.items()})


def _ods_sheets(path: Path) -> tuple[Sheet, ...]:
    package = Package(path)
    if "content.xml" not in package:
        raise refusal("damaged", path)
    try:
        found = look_through_content(package.chunks("content.xml"))
    except TooWide as error:
        raise _too_wide(path, "", error.cell) from error
    except TooMuchText as error:
        raise _repeated_text(path) from error
    except ExpatError as error:
        raise refusal("damaged", path) from error
    if len(found) > MAX_SHEETS:
        raise _too_many_sheets(path, len(found))
    return _sheets_of(path, {sheet.name: (sheet.marks, sheet.merged, sheet.padding) for sheet in found})


def _sheets_of(path: Path, facts: dict[str, tuple[SheetMarks, list[Rectangle], dict[tuple[int, int], int]]]) -> tuple[Sheet, ...]:
    """Sheets of an .xls or .ods, whose facts are known before the values are read."""
    import python_calamine as calamine

    book = _open_calamine(path)
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.name not in facts:
            continue  # a chart or a macro sheet
        marks, merged, padding = facts[meta.name]
        load = partial(_load_known, path, book, index, marks, merged)
        sheets.append(Sheet(meta.name, meta.visible != calamine.SheetVisibleEnum.Visible, load, partial(_column_of, padding)))
    if not sheets:
        raise refusal("damaged", path)
    return tuple(sheets)


def _load_known(path: Path, book: CalamineWorkbook, index: int, marks: SheetMarks, merged: list[Rectangle]) -> Loaded:
    loaded = _from_calamine(_calamine_sheet(path, book, index), marks)
    return replace(loaded, merged=_one_based(merged)) if merged else loaded


def _column_of(padding: dict[tuple[int, int], int], column: int) -> dict[int, int]:
    return {row: digits for (row, at), digits in padding.items() if at == column}


def _too_many_sheets(path: Path, count: int) -> UserError:
    return strange(path, f"в книге {count} листов, программа читает не больше {MAX_SHEETS}")


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
    try:
        marks = find_marks(package.chunks(part)) if found.marked else NO_MARKS
    except TooManyRows as error:
        raise UserError(
            f"На листе «{name}» файла «{package.path.name}» больше {number(MAX_ROWS)} строк, почти все пустые с оформлением.",
            "Удалите пустые строки под таблицей (выделите их целиком и нажмите Ctrl+«−»), сохраните книгу и загрузите снова.",
        ) from error
    return _from_calamine(_calamine_sheet(package.path, book, index), marks)


def _refuse_bombs(package: Package, part: str, name: str, found: Findings, longest_text: int) -> None:
    """Raises UserError before calamine would take gigabytes."""
    if found.small and longest_text < 4_096:
        return
    try:
        rows, columns = measure_filled(package.chunks(part))
    except TooWide as error:
        raise _too_wide(package.path, name, error.cell) from error
    if longest_text >= 4_096 and rows * columns * longest_text > MAX_TEXT and _shared_text_bytes(package, part) > MAX_TEXT:
        raise _repeated_text(package.path)


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


def _calamine_sheet(path: Path, book: CalamineWorkbook, index: int) -> CalamineSheet:
    import python_calamine as calamine

    try:
        return book.get_sheet_by_index(index)
    except calamine.ZipError as error:
        raise refusal("truncated", path) from error
    except calamine.CalamineError as error:
        raise refusal("damaged", path) from error


def _from_calamine(sheet: CalamineSheet, marks: SheetMarks) -> Loaded:
    left = sheet.start[1] if sheet.start else 0
    merged = _one_based([(tuple(a), tuple(b)) for a, b in sheet.merged_cell_ranges or []])  # type: ignore[misc]
    # calamine keeps the empty rows above the table and drops the empty columns before it.
    rows = (lambda: iter(sheet.iter_rows())) if not left else (lambda: ([""] * left + row for row in sheet.iter_rows()))
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    # A formula without a result is an empty cell for calamine, and empty edges are cut off: put them back.
    far = max((column + 1 for _row, column in marks.uncached), default=0)
    low = max((row for row, _column in marks.uncached), default=0)
    if far > width or low > height:
        wide, high = max(far, width), max(low, height)
        return Loaded(lambda: _padded(rows(), wide, high), wide, high, merged, marks)
    return Loaded(rows, width, height, merged, marks)


def _padded(rows: Iterator[list[Any]], width: int, height: int) -> Iterator[list[Any]]:
    count = 0
    for row in rows:
        count += 1
        yield row + [""] * (width - len(row))
    for _ in range(count, height):
        yield [""] * width


def _with_errors(rows: Iterator[list[Any]], marks: SheetMarks) -> Iterator[list[Any]]:
    by_row: dict[int, list[tuple[int, CellError]]] = {}
    for (row, column), text in marks.errors.items():
        by_row.setdefault(row, []).append((column, CellError(text, "error_value")))
    for row, column in marks.uncached:
        by_row.setdefault(row, []).append((column, CellError("формула без значения", "uncached_formula")))
    for row_number, cells in enumerate(rows, 1):
        for column, error in by_row.get(row_number, ()):
            if column < len(cells):
                cells[column] = error
        yield cells


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
