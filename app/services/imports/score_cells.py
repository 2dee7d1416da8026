"""What a cell of a results workbook may hold, and what it means. Pure; one small cache a column keeps it fast.

The caches are dicts that fill themselves: `map(cache.__getitem__, column)` converts a column of 26,000 cells without
a Python call a cell, because a column has a few dozen different values.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from app.services.imports.rows import BLANK, NOT_ATTEMPTED
from app.services.privacy.rules import masked
from app.services.table_files.cells import CellError

JUNK = 253
"""Byte of a task cell that is neither points nor «X» nor blank; never leaves the reader."""
MAX_POINTS = 250

# Totals are ints; what is not a total is one of these.
NO_TOTAL = -1
ABSENT_WORD = -2
DATE_TOTAL = -3
TEXT_TOTAL = -4
FRACTION_TOTAL = -5
NEGATIVE_TOTAL = -6
ERROR_TOTAL = -7

ABSENT_WORDS = frozenset(
    {"отсутствовал", "отсутствовала", "отсутствует", "отс", "отс.", "н", "нб", "н/б", "н/я", "не участвовал", "не участвовала",
     "не явился", "не явилась", "неявка"}
)  # fmt: skip
DASHES = frozenset({"", "-", "–", "—", "−"})
NO_MARK = frozenset({"нет отметки", "нет", "н/а", "не аттестован", "не аттестована", "без отметки", "зачёт", "зачет"}) | DASHES
NOT_TAKEN = frozenset({"x", "х", "не пройд.", "не пройдено", "не пройд", "не приступал", "не приступала"})
_NO_CLASS = frozenset({"нет", "нет класса"}) | DASHES
_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху")
_QUOTES = str.maketrans("", "", "\"'«»„“”‘’`")
_CODE = re.compile(r"\d{3,10}")


def text(value: Any) -> str:
    """The cell as text: white space folded, 3.0 as «3», a date as dd.mm.yyyy."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y}" if value.time() == time() else f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def caption(value: Any) -> str:
    """A header cell made comparable: casefolded, ё→е, white space folded."""
    return text(value).casefold().replace("ё", "е")


def number(value: Any) -> float | None:
    """«15», «4,5», «4.5», «15 » and real numbers; None for anything else (dates and errors included)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        cleaned = "".join(value.split()).replace(",", ".").replace("−", "-").removesuffix("%")
        if re.fullmatch(r"[+-]?\d+(\.\d+)?", cleaned):
            return float(cleaned)
    return None


def whole(value: Any) -> int | None:
    """A whole number, or None."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() else None


def is_date(value: Any) -> bool:
    return isinstance(value, date | datetime | time)


def is_error(value: Any) -> bool:
    """An Excel error, a formula without a saved result, or «#Н/Д», «#REF!» typed as text."""
    return isinstance(value, CellError) or (isinstance(value, str) and value.strip().startswith("#") and len(value.strip()) > 2)


def why_wrong(value: Any, expected: str, what: str = "балл") -> tuple[str, str]:
    """Code and words of the problem with a cell that should hold `expected`."""
    if isinstance(value, CellError) and value.kind == "uncached_formula":
        said = "В ячейке формула без сохранённого значения: откройте файл в Excel или LibreOffice, сохраните и загрузите снова."
        return "no_cached_value", said
    if is_error(value):
        return "error_cell", f"В ячейке ошибка Excel «{text(value)}», нужно: {expected}."
    if is_date(value):
        return "date_score", f"Excel превратил {what} в дату ({text(value)}), нужно: {expected}."
    return "bad_score", f"«{masked(text(value))}» не подходит, нужно: {expected}."


class Codes(dict[Any, str | None]):
    """Participant code: «40001», 40001.0 and « 40001 » are one code; None = not a code."""

    def __missing__(self, raw: Any) -> str | None:
        code: str | None = text(raw).replace(" ", "")
        if is_date(raw) or not code or not _CODE.fullmatch(code):
            code = None
        self[raw] = code
        return code


class Variants(dict[Any, str | None]):
    """Variant of the paper as text; None = the pupil was absent."""

    def __missing__(self, raw: Any) -> str | None:
        value: str | None = text(raw)
        if value is not None and value.casefold() in ABSENT_WORDS:
            value = None
        self[raw] = value
        return value


class Totals(dict[Any, int]):
    """Total of the paper: ≥ 0, or one of the negative constants of this module."""

    def __missing__(self, raw: Any) -> int:
        found = number(raw)
        if found is not None:
            total = int(found) if found >= 0 and found.is_integer() else FRACTION_TOTAL if found >= 0 else NEGATIVE_TOTAL
        elif is_date(raw):
            total = DATE_TOTAL
        elif is_error(raw):
            total = ERROR_TOTAL
        else:
            word = text(raw).casefold()
            total = NO_TOTAL if word in DASHES else ABSENT_WORD if word in ABSENT_WORDS else TEXT_TOTAL
        self[raw] = total
        return total


class Points(dict[Any, int]):
    """Byte of a task cell: points, BLANK, NOT_ATTEMPTED or JUNK."""

    def __missing__(self, raw: Any) -> int:
        found = number(raw)
        if found is not None:
            value = int(found) if found.is_integer() and 0 <= found <= MAX_POINTS else JUNK
        elif is_date(raw) or is_error(raw):
            value = JUNK
        else:
            word = text(raw).casefold()
            value = BLANK if word in DASHES else NOT_ATTEMPTED if word in NOT_TAKEN else JUNK
        self[raw] = value
        return value


class Marks(dict[Any, int | None]):
    """Mark 2–5; None = no mark; 0 = something that is no mark."""

    def __missing__(self, raw: Any) -> int | None:
        found = whole(raw)
        value = found if found in (2, 3, 4, 5) else None if found is None and text(raw).casefold() in NO_MARK else 0
        self[raw] = value
        return value


class TestScores(dict[Any, int | None]):
    """Points of 100; None = no score; −1 = something that is no score."""

    def __missing__(self, raw: Any) -> int | None:
        found = whole(raw)
        empty = found is None and text(raw).casefold() in DASHES and not is_error(raw)
        value = found if found is not None and 0 <= found <= 100 else None if empty else -1
        self[raw] = value
        return value


class ClassLabels(dict[Any, str]):
    """«а», «"А"», «нет», 11.0, «11 а» → «А», «А», «», «11», «11А»; Latin look-alikes become Cyrillic."""

    def __missing__(self, raw: Any) -> str:
        label = text(raw).translate(_QUOTES).strip()
        if label.casefold() in _NO_CLASS:
            label = ""
        label = re.sub(r"(?<=\d)\s*нет$", "", label, flags=re.IGNORECASE)
        letters = re.sub(r"[^A-Za-z]", "", label)
        if letters and letters == letters.translate(str.maketrans("", "", "DFGIJLNQRSUVWZdfgijlnqrsuvwz")):
            label = label.translate(_LOOK_ALIKE)
        label = re.sub(r"\s+", "", label) if len(label) <= 6 else label
        label = label.upper()
        self[raw] = label
        return label


class Texts(dict[Any, str]):
    """Cell text, white space folded."""

    def __missing__(self, raw: Any) -> str:
        value = text(raw)
        self[raw] = value
        return value
