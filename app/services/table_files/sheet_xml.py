"""What the XML of a sheet says beside the values: its true extent, hidden rows, errors, formulas without a result.

A sheet of 26,595 × 36 is 44 MB of XML, so the passes here search bytes and parse only around what they found.
Rows are 1-based, columns 0-based, everywhere in `imports`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.services.table_files.columns import address, column_index

MAX_ROWS = 200_000
MAX_AREA = 4_000_000
"""Cells of the rectangle that calamine makes: 32 bytes each."""
MAX_FILLED = 2_500_000
MAX_TEXT = 128 << 20
"""Bytes of text when every cell has its own copy."""
_LONGEST_ROW = 16 << 20
ERRORS_RU = {
    "#DIV/0!": "#ДЕЛ/0!", "#N/A": "#Н/Д", "#REF!": "#ССЫЛКА!", "#NAME?": "#ИМЯ?", "#VALUE!": "#ЗНАЧ!", "#NUM!": "#ЧИСЛО!",
    "#NULL!": "#ПУСТО!",
}  # fmt: skip
_ROW_TAG = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])([^>]*)>")
_CELL_TAG = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*)>(</(?:[\w.-]+:)?c>)?")
_REF = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_ROW_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d+)""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)""")
_COLUMN_TAG = re.compile(rb"<(?:[\w.-]+:)?col(?=\s)([^>]*)>")
_MIN_MAX = re.compile(rb"""\s(min|max)\s*=\s*["'](\d+)""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)""")
_ERROR_CELL = re.compile(rb"""<(?:[\w.-]+:)?c(?=\s)([^>]*?\st\s*=\s*["']e["'][^>]*)(?<!/)>(.*?)</(?:[\w.-]+:)?c>""", re.S)
_FORMULA_CELL = re.compile(rb"""<(?:[\w.-]+:)?c(?=\s)([^>]*[^/])>\s*<(?:[\w.-]+:)?f[\s/>](.*?)</(?:[\w.-]+:)?c>""", re.S)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]*)</")


class TooWide(Exception):
    """A filled cell lies so far out that the sheet would not fit into memory."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(address(row, column))
        self.cell = address(row, column)


class TooManyRows(Exception):
    """More row elements than any report has; most of them empty and styled."""


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What a person must know of before a sheet is loaded. Keys of `errors` and `uncached`: (row, column)."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    has_filter: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Findings:
    """What the quick pass saw. `small`: every cell surely lies inside the limits (else ask `measure_filled`)."""

    small: bool
    rows: int
    filled: int
    """Cells; meaningful where `small`."""


def look_through(chunks: Iterable[bytes]) -> Findings:
    """The quick pass before calamine: less than a tenth of the time that parsing takes.

    Looks at every `<c r="…`: the widest column, and the rows by the count of digits and the first of them; anything
    written in another way makes it unsure. 44 MB of regular expressions would take three times as long as these arrays.
    """
    import numpy as np

    widest, longest, filled, rows = 1, 1, 0, 0
    small, tail = True, b""
    for chunk in chunks:
        data, end, tail = _joined(tail, chunk)
        b = np.frombuffer(data, np.uint8)
        opening, following = b[:end] == 60, b[1 : end + 1]  # "<" and what comes after
        rows += int(np.count_nonzero(opening & (following == 114)))  # "<r…": rows, and pieces of rich text
        at = np.flatnonzero(opening & (following == 99))  # "<c"
        if not small or not at.size:
            continue
        plain = (b[at + 2] == 32) & (b[at + 3] == 114) & (b[at + 4] == 61) & (b[at + 5] == 34)  # ' r="'
        if not plain.all():
            after = b[at[~plain] + 2]
            # <cols>, <col …>, <conditionalFormatting>, <cfRule>, <customSheetView> go on with small letters: no cells
            small = not ((after < 97) | (after > 122)).any()
            at = at[plain]
            if not small or not at.size:
                continue
        filled += at.size
        one, two, three = b[at + 6] - 64, b[at + 7] - 64, b[at + 8] - 64  # uint8: what is no capital is above 26
        second = two <= 26
        wide = np.where(second, one.astype(np.int32) * 26 + two, one)
        widest = max(widest, int(wide.max()))
        digits = at + 7 + second
        small = not ((one > 26).any() or (one < 1).any() or (second & (three <= 26)).any() or (b[digits + 5] - 48 < 10).any())
        fifth = b[digits + 4] - 48 < 10
        longest = max(longest, (int(b[digits[fifth]].max()) - 47) * 10_000 if fifth.any() else 9_999)
    # A sheet with prefixed tags («x:c») has no "<c" at all: not surely small either.
    small = small and filled > 0 and b"<c" not in tail and widest * longest <= MAX_AREA and filled <= MAX_FILLED
    return Findings(small, rows, filled)


def may_have_marks(chunks: Iterable[bytes]) -> bool:
    """False where `find_marks` would surely find nothing. Made for a thread beside calamine's: numpy lets go of the lock."""
    import numpy as np

    tail, cells = b"", False
    for chunk in chunks:
        data, end, tail = _joined(tail, chunk)
        b = np.frombuffer(data, np.uint8)
        following = b[1 : end + 1]
        if ((b[:end] == 60) & (following == 102)).any() or b" hidden=" in data:  # "<f"
            return True
        error = np.flatnonzero((following == 101) & (b[2 : end + 2] == 34))  # 'e"'
        if (b[error] == 34).any():
            return True
        cells = cells or b"<c " in data
    return not cells  # prefixed tags, apostrophes: look closely


def _joined(tail: bytes, chunk: bytes) -> tuple[bytes, int, bytes]:
    """A piece with the end of the one before; how far to look; what is looked at together with the next one."""
    data = tail + chunk
    end = max(0, len(data) - 32)
    return data, end, data[end:]


def measure_filled(chunks: Iterable[bytes]) -> tuple[int, int]:
    """Rows and columns of the rectangle up to the farthest filled cell. Raises TooWide as soon as it is too big."""
    rows = columns = filled = row = 0
    column = -1
    for data in whole_rows(chunks):
        for tag in re.finditer(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^>]*)>(</(?:[\w.-]+:)?c>)?", data):
            attributes = tag[2]
            if tag[1] == b"row":
                number = _ROW_NUMBER.search(attributes)
                row = int(number[1]) if number else row + 1
                column = -1
                continue
            place = _REF.search(attributes)
            if place:
                cell_row, column = int(place[2]), column_index(place[1].decode("ascii"))
            else:
                cell_row, column = row, column + 1
            if attributes.endswith(b"/") or tag[3]:
                continue
            filled += 1
            rows, columns = max(rows, cell_row), max(columns, column + 1)
            if rows * columns > MAX_AREA or filled > MAX_FILLED:
                raise TooWide(cell_row, column)
    return rows, columns


def whole_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces cut before a row or, in very long rows, before a cell: no tag and no cell is torn."""
    tail = b""
    for chunk in chunks:
        data = tail + chunk
        cut = data.rfind(b"</row>") + 6
        if cut < 6:
            cut = max(data.rfind(b"<c "), data.rfind(b":c "), 0)
            cut = data.rfind(b"<", 0, cut + 1) if cut else 0
        if cut > 0:
            yield data[:cut]
        tail = data[cut:] if cut > 0 else data
        if len(tail) > _LONGEST_ROW:  # one giant text: torn, for joining it again and again would take minutes
            yield tail
            tail = b""
    if tail:
        yield tail


def find_marks(chunks: Iterable[bytes]) -> SheetMarks:
    """Hidden rows and columns, filter, errors, formulas without a value. Raises TooManyRows."""
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    uncached: set[tuple[int, int]] = set()
    has_filter = False
    rows = 0
    for number, data in enumerate(whole_rows(chunks)):
        if b"hidden" in data:
            hidden_rows.update(_hidden_rows(data, rows))
            if not number:  # <cols> stands before the first row
                hidden_columns = _hidden_columns(data)
        rows += data.count(b"<row") if b":row" not in data else len(_ROW_TAG.findall(data))
        if rows > MAX_ROWS:
            raise TooManyRows
        if b't="e"' in data or b"t='e'" in data:
            for cell in _ERROR_CELL.finditer(data):
                value = _VALUE.search(cell[2])
                text = value[1].decode("utf-8", "replace") if value else ""
                if place := _place(cell[1]):
                    errors[place] = ERRORS_RU.get(text, text or "#ОШИБКА!")
        if b"<f" in data or b":f" in data:
            uncached.update(_uncached(data))
            has_filter = has_filter or b"filterColumn" in data
    return SheetMarks(frozenset(hidden_rows), frozenset(hidden_columns), has_filter, errors, frozenset(uncached))


def column_styles(chunks: Iterable[bytes], column: int) -> dict[int, int]:
    """Style number of every cell of one column that has one: {row: index into cellXfs}."""
    styles: dict[int, int] = {}
    for data in whole_rows(chunks):
        for tag in _CELL_TAG.finditer(data):
            place, style = _place(tag[1]), _STYLE.search(tag[1])
            if place and style and place[1] == column:
                styles[place[0]] = int(style[1])
    return styles


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _REF.search(attributes)
    return (int(found[2]), column_index(found[1].decode("ascii"))) if found else None


def _hidden_rows(data: bytes, rows_before: int) -> Iterator[int]:
    for count, tag in enumerate(_ROW_TAG.finditer(data), rows_before + 1):
        if _HIDDEN.search(tag[1]):
            number = _ROW_NUMBER.search(tag[1])
            yield int(number[1]) if number else count


def _hidden_columns(data: bytes) -> set[int]:
    hidden: set[int] = set()
    for tag in _COLUMN_TAG.finditer(data):
        if _HIDDEN.search(tag[1]):
            ends = {name: int(value) for name, value in _MIN_MAX.findall(tag[1])}
            first, last = ends.get(b"min", 0), min(ends.get(b"max", 0), 16_384)
            if last - first < 1_000:  # «everything to the right is hidden» hides no data
                hidden.update(range(first - 1, last))
    return hidden


def _uncached(data: bytes) -> Iterator[tuple[int, int]]:
    for cell in _FORMULA_CELL.finditer(data):
        value = _VALUE.search(cell[2])
        if value and value[1]:
            continue
        empty_text = b"<v" in cell[2] and (b't="str"' in cell[1] or b"t='str'" in cell[1])  # ="" computed by Excel
        if not empty_text and (place := _place(cell[1])):
            yield place
