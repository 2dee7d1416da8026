"""Texts that cells of an .xlsx share: calamine gives every cell its own copy, so a long one may fill the memory."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from app.services.table_files.sheet_xml import MAX_TEXT, whole_rows
from app.services.table_files.xlsx_parts import Package, strange

_END = re.compile(rb"</(?:[\w.-]+:)?si>")
_CELL = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:[\w.-]+:)?v>(\d+)<""")
_MAX_TEXT_XML = 4 << 20
"""A cell of Excel holds 32,767 letters; the rest would be marks of rich text."""


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """`lengths`: bytes of each text with its marks, in order."""

    lengths: array[int]
    longest: int

    @classmethod
    def of(cls, package: Package, parts: tuple[str, ...]) -> SharedTexts:
        """Raises UserError for a text that no cell could hold."""
        lengths = array("L")
        for part in parts:
            tail = b""
            for chunk in package.chunks(part):
                *texts, tail = _END.split(tail + chunk)
                lengths.extend(map(len, texts))
                if len(tail) > _MAX_TEXT_XML:
                    raise strange(package.path, "в нём есть текст в миллионы знаков")
        return cls(lengths, max(lengths, default=0))

    def repeated(self, package: Package, sheet: str) -> int:
        """Bytes of all texts of a sheet, each counted as often as a cell names it; stops above MAX_TEXT."""
        total = 0
        for data in whole_rows(package.chunks(sheet)):
            total += sum(self.lengths[int(i)] for i in _CELL.findall(data) if int(i) < len(self.lengths))
            if total > MAX_TEXT:
                break
        return total
