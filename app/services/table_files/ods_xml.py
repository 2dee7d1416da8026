"""One pass over content.xml of an .ods: limits before calamine reads it, and what calamine does not tell.

A repeated cell takes one tag in the file and any number of cells in memory, so repeats are counted here first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from app.services.table_files.biff import MAX_AREA
from app.services.table_files.sheet_xml import ERRORS_RU, MAX_TEXT, SheetMarks, TooWide

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "


@dataclass
class OdsSheet:
    """Facts about one sheet. `merged`: 0-based corners; `padding` = {(row, column): digits} of numbers shown as «0012»."""

    name: str
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    has_filter: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    padding: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def marks(self) -> SheetMarks:
        return SheetMarks(
            frozenset(self.hidden_rows), frozenset(self.hidden_columns), self.has_filter, self.errors, frozenset(self.uncached)
        )


class TooMuchText(Exception):
    """A long text repeated over many cells."""


class _Reader:
    """Handlers of the parser; positions are of the current cell."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._depth = 0
        self._row = self._column = 0
        self._row_repeat = self._column_repeat = 1
        self._rows = self._columns = self._filled = 0
        self._kind = ""
        self._shown: list[str] | None = None
        self._text = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(OdsSheet(attributes.get(_TABLE + "name", "")))
                self._row, self._rows, self._columns = 0, 0, 0
                self._column = self._row_repeat = 0
        elif self._depth != 1:
            return
        elif tag == _TABLE + "table-column":
            repeat = _repeat(attributes, "number-columns-repeated")
            if attributes.get(_TABLE + "visibility", "visible") != "visible" and repeat < 1_000:
                self.sheets[-1].hidden_columns.update(range(self._column, self._column + repeat))
            self._column += repeat
        elif tag == _TABLE + "table-row":
            self._row += self._row_repeat
            self._row_repeat = _repeat(attributes, "number-rows-repeated")
            self._column, self._column_repeat = 0, 0
            visibility = attributes.get(_TABLE + "visibility", "visible")
            if visibility != "visible" and self._row_repeat < 100_000:
                self.sheets[-1].hidden_rows.update(range(self._row + 1, self._row + self._row_repeat + 1))
                self.sheets[-1].has_filter |= visibility == "filter"
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._column += self._column_repeat
            self._column_repeat = _repeat(attributes, "number-columns-repeated")
            self._cell(attributes)
        elif tag == _TEXT + "p" and self._kind:
            self._shown = []

    def _cell(self, attributes: dict[str, str]) -> None:
        value_type = attributes.get(_OFFICE + "value-type", "")
        self._kind = "error" if attributes.get(_CALC + "value-type") == "error" else value_type
        sheet, place = self.sheets[-1], (self._row + 1, self._column)
        if value_type or _TABLE + "formula" in attributes:
            self._rows = max(self._rows, self._row + self._row_repeat)
            self._columns = max(self._columns, self._column + self._column_repeat)
            self._filled += self._row_repeat * self._column_repeat
            if self._rows * self._columns > MAX_AREA or self._filled > MAX_AREA:
                raise TooWide(self._row + self._row_repeat, self._column + self._column_repeat - 1)
        if not value_type and _TABLE + "formula" in attributes:
            sheet.uncached.add(place)
        down, right = _repeat(attributes, "number-rows-spanned"), _repeat(attributes, "number-columns-spanned")
        if down > 1 or right > 1:
            sheet.merged.append(((self._row, self._column), (self._row + down - 1, self._column + right - 1)))

    def data(self, text: str) -> None:
        if self._shown is not None:
            self._shown.append(text)

    def end(self, tag: str) -> None:
        if tag == _TABLE + "table":
            self._depth -= 1
        elif tag == _TEXT + "p" and self._shown is not None and self._depth == 1:
            shown, self._shown = "".join(self._shown), None
            self._text += len(shown) * self._row_repeat * self._column_repeat
            if self._text > MAX_TEXT:
                raise TooMuchText
            place = (self._row + 1, self._column)
            if self._kind == "error":
                self.sheets[-1].errors[place] = ERRORS_RU.get(shown, shown or "#ОШИБКА!")
            elif self._kind == "float" and len(shown) > 1 and shown[0] == "0" and shown.isdigit():
                self.sheets[-1].padding[place] = len(shown)
            self._kind = ""


def look_through_content(chunks: Iterable[bytes]) -> list[OdsSheet]:
    """All sheets in order. Raises TooWide, TooMuchText, or expat.ExpatError where the XML is damaged or declares entities."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return reader.sheets


def _refuse_doctype(*_declaration: object) -> None:
    raise expat.ExpatError("a document type is declared")


def _repeat(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(_TABLE + name, "1")
    return int(value) if value.isdigit() else 1
