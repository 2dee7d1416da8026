"""BIFF8 records of an .xls workbook: what calamine does not tell (hidden rows, errors), and limits before it reads."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_BOF, _EOF, _FILEPASS = 0x0809, 0x000A, 0x002F


def records(stream: bytes) -> Iterator[tuple[int, int, int, int]]:
    """(offset of the record, its number, offset of its data, length of its data)."""
    at, end = 0, len(stream) - 4
    while at <= end:
        number, length = struct.unpack_from("<HH", stream, at)
        yield at, number, at + 4, length
        at += 4 + length


def is_encrypted(stream: bytes) -> bool:
    """A FILEPASS record among the first ones means a password to open."""
    for count, (_at, number, _data, _length) in enumerate(records(stream)):
        if number == _FILEPASS:
            return True
        if number == _EOF or count > 20:
            return False
    return False
