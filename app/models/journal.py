"""The `-wal` file beside a base: is there one, is it whole, does it belong to this base?

SQLite asks neither of the last two: it takes a journal it cannot read for an empty one, and applies a strange one.
"""

from __future__ import annotations

import struct
from pathlib import Path

from app.models.faults import BaseUnreadable, JournalDamaged

_HEAD = 32
_MAGIC = (0x377F0682, 0x377F0683)
_GENERATIONS = 4096
"""How far a journal may be ahead of the last noted mark: the note may reach the disk later than the journal."""


def journal_path(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def has_journal(path: Path) -> bool:
    """Whether saves wait in the `-wal` file that are not in the base file yet."""
    try:
        return journal_path(path).stat().st_size > 0
    except OSError:
        return False


def journal_mark(path: Path) -> int:
    """The first salt of the journal: random in a new journal, one more each time it starts over. 0 where there is none."""
    return int.from_bytes(_head(path)[16:20], "big")


def check_journal(path: Path, mark: int = 0) -> None:
    """Raises JournalDamaged for a file that is no journal, and for one whose mark cannot follow the noted `mark`."""
    head = _head(path)
    if not head.strip(b"\0"):
        return  # power failed before the first save reached the disk: nothing was confirmed yet
    if len(head) < _HEAD or int.from_bytes(head[:4], "big") not in _MAGIC:
        raise JournalDamaged(path, "not a journal")
    if _checksum(head[:24], big=bool(head[3] & 1)) != struct.unpack(">2I", head[24:32]):
        raise JournalDamaged(path, "checksum of the head")
    if mark and (int.from_bytes(head[16:20], "big") - mark) & 0xFFFFFFFF >= _GENERATIONS:
        raise JournalDamaged(path, "the journal of another base or of another day")


def _head(path: Path) -> bytes:
    """https://www.sqlite.org/fileformat.html#wal_file_format"""
    try:
        with open(journal_path(path), "rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise BaseUnreadable(path, str(error)) from error


def _checksum(data: bytes, *, big: bool) -> tuple[int, int]:
    """https://www.sqlite.org/fileformat.html#checksum_algorithm"""
    words = struct.unpack(f"{'>' if big else '<'}{len(data) // 4}I", data)
    first = second = 0
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
