"""Tables that are text: CSV in any code page and HTML saved under the name .xls."""

from __future__ import annotations

import codecs
import contextlib
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from app.services.errors import UserError
from app.services.table_files.sniff import reading, refusal

ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
             "cp1251": "Windows-1251", "cp866": "DOS (866)"}  # fmt: skip
DELIMITERS = {";": "точка с запятой", "\t": "табуляция", ",": "запятая", "|": "вертикальная черта"}
_MAX_HTML_CELLS = 1_000_000
_LOWER_1251 = frozenset(range(0xE0, 0x100)) | {0xB8}
_LOWER_866 = frozenset(range(0xA0, 0xB0)) | frozenset(range(0xE0, 0xF0)) | {0xF1}


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a text table is written; guessed, shown in the preview, changed by the person."""

    encoding: str
    delimiter: str

    @property
    def title(self) -> str:
        """«Windows-1251, точка с запятой»."""
        return f"{ENCODINGS.get(self.encoding, self.encoding)}, {DELIMITERS.get(self.delimiter, repr(self.delimiter))}"


def guess_encoding(data: bytes, *, whole: bool = True) -> str | None:
    """Code page of a text, None where the bytes are no text. `whole=False`: the end may be cut inside a letter."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return name
    if b"\0" in data:
        for name, zeros in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
            if zeros.count(0) * 4 > len(zeros):  # ASCII marks between Cyrillic letters
                try:
                    text = codecs.getincrementaldecoder(name)().decode(data, final=False)
                except UnicodeDecodeError:
                    continue
                if "\0" not in text:
                    return name
        return None
    if re.search(rb"[\x01-\x08\x0b\x0e-\x19\x1b-\x1f]", data):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    as_1251 = sum(data.count(bytes([code])) for code in _LOWER_1251)
    as_866 = sum(data.count(bytes([code])) for code in _LOWER_866)
    return "cp866" if as_866 > as_1251 * 1.2 else "cp1251"


def guess_csv_form(path: Path) -> CsvForm:
    """Encoding and delimiter of a file. Raises UserError where it is no text table."""
    data = path.read_bytes()
    encoding = guess_encoding(data)
    if encoding is None:
        raise refusal("unknown", path)
    text = data.decode(encoding, "replace")[:200_000]
    directive = re.match(r"\ufeff?sep=(.)\r?\n", text)
    if directive:
        return CsvForm(encoding, directive[1])
    return CsvForm(encoding, max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter)))


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """(lines that have the commonest number of columns, that number); one column is no table."""
    try:
        widths = [len(row) for row in islice(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), 200) if row]
    except csv.Error:
        return 0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0, 0
    commonest = max(set(wide), key=wide.count)
    return wide.count(commonest), commonest


def csv_rows(path: Path, form: CsvForm, width: int = 0) -> Iterator[list[str]]:
    """Records in order, quoted line breaks kept inside their cell, each padded to `width`."""
    try:
        with reading(path), path.open(encoding=form.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=form.delimiter)
            for number, row in enumerate(reader):
                if number == 0 and row:
                    row[0] = row[0].lstrip("\ufeff")
                    if row[0] in ("sep=", f"sep={form.delimiter}") and not any(row[1:]):
                        continue  # Excel's own directive, not a line of the table
                if len(row) < width:
                    row += [""] * (width - len(row))
                yield row
    except csv.Error as error:
        raise UserError(
            f"Файл «{path.name}» не читается как таблица: похоже, не закрыта кавычка.",
            "Откройте его в Excel или LibreOffice и сохраните в формате «Книга Excel (.xlsx)».",
        ) from error


def html_text(path: Path) -> str:
    """A web page as text, by its declared or guessed code page."""
    data = path.read_bytes()
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.I)
    encoding = guess_encoding(data) or "cp1251"
    if declared and not encoding.startswith("utf"):
        with contextlib.suppress(LookupError):
            encoding = codecs.lookup(declared[1].decode("ascii")).name
    return data.decode(encoding, "replace")


def html_rows(path: Path) -> tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]:
    """Rows of all tables of a page one below another, a blank row between; and the merged rectangles (0-based corners)."""
    parser = _Tables()
    parser.feed(html_text(path))
    parser.close()
    if not any(any(row) for row in parser.rows):
        raise UserError(
            f"Файл «{path.name}» — веб-страница, таблицы в ней нет.",
            "Скачайте отчёт заново: вероятно, истёк вход в личный кабинет.",
        )
    width = max(len(row) for row in parser.rows)
    return [row + [""] * (width - len(row)) for row in parser.rows], parser.merged


class _Tables(HTMLParser):
    """Cells of tables; a table inside a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._taken: set[tuple[int, int]] = set()
        self._depth = 0
        self._row = -1
        self._column = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1 and self.rows:
                self.rows.append([])
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.rows.append([])
            self._row, self._column = len(self.rows) - 1, 0
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if self._row != len(self.rows) - 1 or not self.rows:  # a cell outside of any row
                self.rows.append([])
                self._row, self._column = len(self.rows) - 1, 0
            named = dict(attrs)
            self._span = (_span(named.get("rowspan"), 5_000), _span(named.get("colspan"), 200))
            self._text = []
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n" if tag == "br" else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._text is None:
            return
        while (self._row, self._column) in self._taken:
            self._column += 1
        rows, columns = self._span
        line = self.rows[self._row]
        line += [""] * (self._column + columns - len(line))
        line[self._column] = re.sub(r"[ \t\r\f]*\n[ \t\r\n\f]*|[ \t\r\f]+", " ", "".join(self._text)).strip()
        self._cells += rows * columns
        if self._cells > _MAX_HTML_CELLS:
            raise UserError("Таблица на веб-странице слишком велика.", "Сохраните отчёт в формате «Книга Excel (.xlsx)».")
        if rows > 1 or columns > 1:
            self.merged.append(((self._row, self._column), (self._row + rows - 1, self._column + columns - 1)))
            self._taken.update((self._row + down, self._column + right) for down in range(1, rows) for right in range(columns))
        self._column += columns
        self._text = None


def _span(value: str | None, limit: int) -> int:
    return min(max(int(value), 1), limit) if value and value.strip().isdigit() else 1
