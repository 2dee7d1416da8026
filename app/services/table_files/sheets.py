"""A sheet of any table file, read when first asked. Rows are 1-based, columns 0-based."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from app.services.table_files.cells import CellError
from app.services.table_files.sheet_xml import SheetMarks
from app.services.table_files.sniff import reading
from app.services.table_files.text_tables import CsvForm

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | CellError
"""Empty cells are ''. All numbers of .xlsx are floats. A CellError is a str: «#ДЕЛ/0!»."""
Rectangle: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Corners of a merged block: (row, column), (row, column)."""
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
        self,
        path: Path,
        name: str,
        hidden: bool,
        load: Callable[[], Loaded],
        padding: Callable[[int], dict[int, int]] | None = None,
    ) -> None:
        self.path = path
        self.name = name
        self.hidden = hidden
        self._load = load
        self._padding = padding

    @cached_property
    def _loaded(self) -> Loaded:
        with reading(self.path):
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
        with reading(self.path):
            return self._padding(column) if self._padding else {}


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader of one format returns."""

    sheets: tuple[Sheet, ...]
    csv_form: CsvForm | None = None
    date1904: bool = False


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
