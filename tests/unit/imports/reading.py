"""Reads a workbook of a test as the program does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.services.imports.recognise import recognise
from app.services.imports.rows import ImportOptions, ReadFile
from app.services.table_files.workbook import open_workbook
from tests.data.layouts import Looks, write_book

NO_OPTIONS = ImportOptions()


def read_book(path: Path, options: ImportOptions = NO_OPTIONS) -> ReadFile:
    """Recognise and read one file."""
    with open_workbook(path) as workbook:
        reader, sheet = recognise(workbook, options)
        found: ReadFile = reader.read(workbook, sheet, options)
    return found


def read_sheets(
    folder: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    options: ImportOptions = NO_OPTIONS,
    looks: Mapping[str, Looks] | Looks | None = None,
) -> ReadFile:
    """Write a book (a single sheet is called «Лист») and read it."""
    if not isinstance(sheets, Mapping):
        sheets = {"Лист": sheets}
    if isinstance(looks, Looks):
        looks = {next(iter(sheets)): looks}
    return read_book(write_book(folder / "файл.xlsx", sheets, looks), options)


def problems(read: ReadFile, code: str) -> list[tuple[str, str]]:
    """(severity, cell) of the remarks of one kind."""
    return [(problem.severity, problem.cell) for problem in read.problems if problem.code == code]
