"""Texts that a spreadsheet would run as a formula, made harmless before they leave the program.

OWASP ASVS 1.2.10: a text that begins with = + - @ Tab CR or NUL is taken for a formula, «=cmd|…» starts programs.
Numbers stay numbers: −5 in a numeric cell is not touched, only texts are.
"""

from __future__ import annotations

import re
from typing import Any

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def is_formula_like(text: str) -> bool:
    """True for «=cmd», « =1+1», «+7…», «@SUM»; False for «-5» and «+4,5», which are numbers typed as text."""
    bare = text.lstrip(" \u00a0\ufeff")
    return bare.startswith(_DANGEROUS) and not _PLAIN_NUMBER.fullmatch(bare)


def for_csv(value: Any) -> Any:
    """A value for a text table: a formula-like text gets an apostrophe before it, the rest stays as it is."""
    return f"'{value}" if isinstance(value, str) and is_formula_like(value) else value


def write_cell(worksheet: Any, row: int, column: int, value: Any, cell_format: Any = None) -> None:
    """Write into an xlsxwriter sheet: a text is stored as a text whatever it begins with, a number as a number."""
    if isinstance(value, str):
        worksheet.write_string(row, column, value.replace("\0", ""), cell_format)
    elif value is None:
        worksheet.write_blank(row, column, None, cell_format)
    else:
        worksheet.write(row, column, value, cell_format)


def set_cell(cell: Any, value: Any) -> None:
    """The same for a cell of openpyxl."""
    cell.value = value.replace("\0", "") if isinstance(value, str) else value
    if isinstance(value, str) and is_formula_like(value):
        cell.data_type = "s"
        cell.quotePrefix = True
