"""BIFF8 records of an .xls workbook: what calamine does not tell (hidden rows, errors), and limits before it reads.

Record numbers and layouts: [MS-XLS] «Excel Binary File Format (.xls) Structure».
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.services.table_files.cfb import DamagedFile
from app.services.table_files.sheet_xml import ERRORS_RU, SheetMarks, TooWide

_EOF, _FORMULA, _DATEMODE, _FILEPASS, _COLINFO, _BOUNDSHEET, _FILTERMODE = 0x0A, 0x06, 0x22, 0x2F, 0x7D, 0x85, 0x9B
_MULRK, _RSTRING, _XF, _LABELSST, _DIMENSIONS, _NUMBER, _LABEL, _BOOLERR, _ROW, _RK, _FORMAT = (
    0xBD, 0xD6, 0xE0, 0xFD, 0x200, 0x203, 0x204, 0x205, 0x208, 0x27E, 0x41E,
)  # fmt: skip
_CELLS = frozenset({_FORMULA, _RSTRING, _LABELSST, _NUMBER, _LABEL, _BOOLERR, _RK})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_STRING, _SST = 0x207, 0xFC
MAX_AREA = 2_000_000
"""calamine holds two copies of the cells of an old book; the format itself ends at 65,536 × 256."""
_MAX_DIMENSION_AREA = 65_536 * 256


@dataclass
class XlsSheet:
    """Facts about one sheet; `padding` = {(row, column): digits} of numbers shown by a format such as 0000."""

    marks: SheetMarks
    padding: dict[tuple[int, int], int] = field(default_factory=dict)


def records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """(number, data) of every record up to the end of the substream."""
    at, end = start, len(stream) - 4
    while at <= end:
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        if number == _EOF:
            return
        at += 4 + length


def is_encrypted(stream: bytes) -> bool:
    """A FILEPASS record among the first ones means a password to open."""
    return any(number == _FILEPASS for (number, _data), _count in zip(records(stream), range(20), strict=False))


@dataclass(frozen=True)
class XlsBook:
    """`sheets`: every sheet, charts and macros too, by name and place of its substream."""

    stream: bytes
    sheets: tuple[tuple[str, int], ...]
    padded_styles: dict[int, int]
    date1904: bool


def read_globals(stream: bytes) -> XlsBook:
    """Names of the sheets and number formats. struct.error or DamagedFile where the records make no sense."""
    sheets: list[tuple[str, int]] = []
    formats: dict[int, int] = {}
    styles: list[int] = []
    date1904 = False
    for number, data in records(stream):
        if number == _BOUNDSHEET:
            place, _state, _kind, length, wide = struct.unpack_from("<IBBBB", data)
            raw = data[8 : 8 + length * 2] if wide & 1 else data[8 : 8 + length]
            sheets.append((raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), place))
        elif number == _SST:
            if struct.unpack_from("<I", data, 4)[0] > len(stream) // 3:
                raise DamagedFile("more shared texts than bytes")
        elif number == _FORMAT:
            identifier, length, wide = struct.unpack_from("<HHB", data)
            raw = data[5 : 5 + length * 2] if wide & 1 else data[5 : 5 + length]
            code = raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace").split(";")[0].replace('"', "").replace("\\", "")
            if len(code) > 1 and set(code) == {"0"}:
                formats[identifier] = len(code)
        elif number == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif number == _DATEMODE:
            date1904 = struct.unpack_from("<H", data)[0] == 1
    padded = {index: formats[style] for index, style in enumerate(styles) if style in formats}
    return XlsBook(stream, tuple(sheets), padded, date1904)


def look_at_sheet(book: XlsBook, place: int) -> XlsSheet:
    """Walk one sheet. Raises TooWide or DamagedFile before calamine would take gigabytes."""
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    padding: dict[tuple[int, int], int] = {}
    has_filter = False
    rows = columns = filled = 0
    for number, data in records(book.stream, place):
        if number in _CELLS or number == _MULRK:
            row, column, style = struct.unpack_from("<HHH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if number == _MULRK else column
            rows, columns, filled = max(rows, row + 1), max(columns, last + 1), filled + last - column + 1
            if rows * columns > MAX_AREA or filled > MAX_AREA:
                raise TooWide(row + 1, last)
            if style in book.padded_styles and number in (_NUMBER, _RK):
                padding[row + 1, column] = book.padded_styles[style]
            if number == _MULRK:
                for index in range(last - column + 1):
                    if (own := struct.unpack_from("<H", data, 4 + 6 * index)[0]) in book.padded_styles:
                        padding[row + 1, column + index] = book.padded_styles[own]
            if number == _LABEL and struct.unpack_from("<H", data, 6)[0] > len(data):
                raise DamagedFile("text longer than its record")
            code = _error_code(number, data)
            if code is not None:
                errors[row + 1, column] = ERRORS_RU.get(_ERRORS.get(code, ""), "#ОШИБКА!")
        elif number == _ROW:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & 0x20:
                hidden_rows.add(row + 1)
        elif number == _COLINFO:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1 and last - first < 200:  # «everything to the right is hidden» hides no data
                hidden_columns.update(range(first, last + 1))
        elif number == _DIMENSIONS:
            top, bottom, left, right = struct.unpack_from("<IIHH" if len(data) == 14 else "<HHHH", data)
            if bottom and right and (bottom < top or right < left):
                raise DamagedFile("dimensions")
            if (bottom - top) * (right - left) > _MAX_DIMENSION_AREA:
                raise TooWide(max(bottom, 1), max(right - 1, 0))
        elif number == _STRING:
            if struct.unpack_from("<H", data)[0] > len(data):
                raise DamagedFile("text longer than its record")
        elif number == _FILTERMODE:
            has_filter = True
    return XlsSheet(SheetMarks(frozenset(hidden_rows), frozenset(hidden_columns), has_filter, errors), padding)


def _error_code(number: int, data: bytes) -> int | None:
    if number == _BOOLERR and len(data) >= 8 and data[7]:
        return data[6]
    if number == _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None
