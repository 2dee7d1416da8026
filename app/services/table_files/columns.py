"""Addresses as Excel writes them. Rows are 1-based, columns 0-based."""

from __future__ import annotations

from functools import cache


@cache
def column_letter(column: int) -> str:
    """0 → «A», 27 → «AB»."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """«A» → 0, «ab» → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def address(row: int, column: int) -> str:
    """`address(12, 2)` → «C12»."""
    return f"{column_letter(column)}{row}"
