"""Old Office files written byte by byte: the container of .xls and of password-protected books, and BIFF8 records in it.

No library of ours writes them; the layouts are those of [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def compound_file(path: Path, streams: Mapping[str, bytes]) -> Path:
    """A container with the given streams, each padded beyond the size of a mini stream (4096 bytes)."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    sizes = [-(-len(content) // _SECTOR) for content in padded.values()]
    directory_sectors = -(-(len(padded) + 1) // 4)
    body = directory_sectors + sum(sizes)
    fat_sectors = 1
    while fat_sectors * 128 < body + fat_sectors:
        fat_sectors += 1
    fat = [_FAT] * fat_sectors

    def chain(count: int) -> int:
        start = len(fat)
        fat.extend([*range(start + 1, start + count), _END])
        return start

    directory_start = chain(directory_sectors)
    starts = [chain(size) for size in sizes]
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    entries = _entry("Root Entry", 5, 1 if padded else _FREE, _END, 0)
    for number, (name, content) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else _FREE
        entries += _entry(name, 2, _FREE, starts[number - 1], len(content), right)
    entries = entries.ljust(directory_sectors * _SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *([*range(fat_sectors)] + [_FREE] * (109 - fat_sectors)))
    data = header + struct.pack(f"<{len(fat)}I", *fat) + entries
    data += b"".join(content.ljust(size * _SECTOR, b"\0") for content, size in zip(padded.values(), sizes, strict=True))
    path.write_bytes(data)
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child if kind == 5 else _FREE)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def encrypted_workbook(path: Path) -> Path:
    """What Excel writes for a book with a password to open."""
    return compound_file(path, {"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(range(256)) * 32})


def excel95(path: Path) -> Path:
    """BIFF5: the stream is called Book."""
    return compound_file(path, {"Book": _record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + _record(0x0A, b"")})


def xls(
    path: Path,
    sheets: Mapping[str, Iterable[tuple[int, int, object]]],
    *,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    filtered: bool = False,
    encrypted: bool = False,
    date1904: bool = False,
) -> Path:
    """BIFF8. Cells are (row from 1, column from 0, value): str, number, («0000», number) or an error code (bytes)."""
    body = {name: list(cells) for name, cells in sheets.items()}
    globals_head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6))
    if encrypted:
        globals_head += _record(0x2F, bytes(54))
    globals_head += _record(0x42, struct.pack("<H", 0x04B0)) + _record(0x22, struct.pack("<H", int(date1904)))
    globals_head += _record(0x41E, struct.pack("<HHB", 164, 4, 0) + b"0000")
    globals_head += b"".join(_record(0xE0, struct.pack("<HHH", 0, style, 0) + bytes(14)) for style in (0, 164, 14))
    names = {name: struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in body}
    at = len(globals_head) + sum(len(raw) + 10 for raw in names.values()) + 4
    bound, streams = b"", b""
    for name, cells in body.items():
        bound += _record(0x85, struct.pack("<IBB", at + len(streams), 0, 0) + names[name])
        streams += _sheet(cells, hidden_rows, hidden_columns, filtered)
    return compound_file(path, {"Workbook": globals_head + bound + _record(0x0A, b"") + streams})


def _sheet(
    cells: list[tuple[int, int, object]], hidden_rows: Sequence[int], hidden_columns: Sequence[int], filtered: bool
) -> bytes:
    rows = sorted({row for row, _column, _value in cells})
    last = (max(rows, default=0), max((column for _row, column, _value in cells), default=0) + 1)
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for column in hidden_columns:
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 2560, 0, 1, 0))
    out += _record(0x200, struct.pack("<IIHHH", 0, last[0], 0, last[1], 0))
    if filtered:
        out += _record(0x9B, b"")
    for row in rows:
        flags = 0x0120 if row in hidden_rows else 0x0100
        out += _record(0x208, struct.pack("<HHHHHHHH", row - 1, 0, last[1], 255, 0, 0, flags, 15))
    for row, column, value in sorted(cells, key=lambda cell: cell[:2]):
        place = struct.pack("<HH", row - 1, column)
        if isinstance(value, str):
            raw = value.encode("utf-16-le")
            out += _record(0x204, place + struct.pack("<HHB", 0, len(value), 1) + raw)
        elif isinstance(value, bytes):
            out += _record(0x205, place + struct.pack("<HBB", 0, value[0], 1))
        else:
            style, number = (1, value[1]) if isinstance(value, tuple) else (0, value)
            out += _record(0x203, place + struct.pack("<Hd", style, number))
    return out + _record(0x0A, b"")


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data
