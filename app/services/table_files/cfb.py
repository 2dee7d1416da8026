"""Just enough of the Compound File Binary format (old .doc/.xls container) to name its streams and read one.

Also the doorkeeper of calamine, which believes every size and follows every chain: a container that opens here has no
chain that runs in a circle and announces no size beyond the file's.
"""

from __future__ import annotations

import struct
from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here up are marks (end of chain, free, FAT, DIFAT), not places."""


class DamagedFile(ValueError):
    """The container is cut short or inconsistent."""


class CompoundFile:
    """A whole container held in memory (our limit on file size comes first). Raises DamagedFile."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or data[:8] != SIGNATURE:
            raise DamagedFile("no header")
        self._data = data
        self._shift = struct.unpack_from("<H", data, 30)[0]
        if self._shift not in (9, 12):
            raise DamagedFile("sector size")
        self._mini_cutoff = struct.unpack_from("<I", data, 56)[0]
        counts = struct.unpack_from("<II", data, 40) + struct.unpack_from("<I", data, 64) + struct.unpack_from("<I", data, 72)
        if max(counts) > len(data) >> self._shift:
            raise DamagedFile("more sectors than the file has")
        self._fat = self._read_fat()
        self._entries = self._read_directory(struct.unpack_from("<I", data, 48)[0])
        self.names = tuple(self._entries)
        if max(size for _start, size in self._entries.values()) > len(data):
            raise DamagedFile("a stream longer than the file")
        self._mini_fat = self._numbers(self._chain(struct.unpack_from("<I", data, 60)[0], self._fat))
        self._mini = self._chain(self._entries["Root Entry"][0], self._fat)

    @classmethod
    def open(cls, path: Path) -> CompoundFile:
        return cls(path.read_bytes())

    def stream(self, name: str) -> bytes:
        """The content of a stream (KeyError when there is none)."""
        start, size = self._entries[name]
        if size >= self._mini_cutoff:
            return self._chain(start, self._fat)[:size]
        out: list[bytes] = []
        while start < _END:
            if start >= len(self._mini_fat) or len(out) > len(self._mini_fat):
                raise DamagedFile("mini chain")
            out.append(self._mini[start * 64 : start * 64 + 64])
            start = self._mini_fat[start]
        return b"".join(out)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        if start >= len(self._data):
            raise DamagedFile("sector beyond the end of the file")
        return self._data[start : start + (1 << self._shift)]

    @staticmethod
    def _numbers(raw: bytes) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(raw) // 4}I", raw)

    def _read_fat(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        (next_difat,) = struct.unpack_from("<I", self._data, 68)
        seen = set()
        while next_difat < _END:
            if next_difat in seen:
                raise DamagedFile("circle of FAT sectors")
            seen.add(next_difat)
            block = self._numbers(self._sector(next_difat))
            sectors += block[:-1]
            next_difat = block[-1]
        return tuple(n for s in sectors if s < _END for n in self._numbers(self._sector(s)))

    def _chain(self, sector: int, fat: tuple[int, ...]) -> bytes:
        out: list[bytes] = []
        while sector < _END:
            if sector >= len(fat) or len(out) > len(fat):
                raise DamagedFile("sector chain")
            out.append(self._sector(sector))
            sector = fat[sector]
        return b"".join(out)

    def _read_directory(self, start: int) -> dict[str, tuple[int, int]]:
        raw = self._chain(start, self._fat)
        entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(raw) - 127, 128):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le", "replace")
                entries.setdefault(name, struct.unpack_from("<II", raw, at + 116))
        if "Root Entry" not in entries:
            raise DamagedFile("no root entry")
        return entries
