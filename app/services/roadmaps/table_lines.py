"""Rows of a table → lines with their cells under the columns: headers found, empty rows set aside. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.services.problems import Problem, Severity
from app.services.roadmaps.cells import Cell, TableRow, one_line
from app.services.roadmaps.columns import (
    Header,
    assign,
    bare_header,
    find_header,
    guess_header,
    is_number_line,
    joined_deadline,
    repeats,
    with_second_line,
)
from app.services.roadmaps.fragments import short
from app.services.roadmaps.numbering import Number, parse_number, split_number
from app.services.roadmaps.rows import ROW_KINDS, ReadOptions, ReadRow, Role, RowKind

_PAGE_NOISE = re.compile(r"^(?:(?:продолжение|окончание)\s+(?:табл|прилож)\S*.*|[-–—\s]*(?:стр\S*\s*)?\d{1,3}[-–—\s]*)$", re.I)


DEFAULT = ReadOptions()


class Journal:
    """What became of each row, and what has to be told about it."""

    def __init__(self, rows: Sequence[TableRow]) -> None:
        self.rows = rows
        self.kinds: list[ReadRow | None] = [None] * len(rows)
        self.problems: list[Problem] = []
        self._doubts: dict[int, list[str]] = {}

    def mark(self, index: int, kind: RowKind, note: str = "") -> None:
        row = self.rows[index]
        self.kinds[index] = ReadRow(row.place, kind, tuple(cell.text for cell in row.cells), note or ROW_KINDS[kind], index)

    def read_rows(self, values: Mapping[int, tuple[str, ...]]) -> tuple[ReadRow, ...]:
        """Every row with its fate; `values`: {index: texts under the columns}."""
        return tuple(
            replace(row, values=values.get(row.index, ()), doubts=tuple(self._doubts.get(id(self.rows[row.index]), ())))
            for row in self.kinds
            if row is not None
        )

    def tell(self, severity: Severity, code: str, text: str, row: TableRow) -> None:
        if code != "other_column":
            self._doubts.setdefault(id(row), []).append(text)
        if not row.address:
            text = f"{row.place[:1].upper()}{row.place[1:]}. {text}"
        self.problems.append(Problem(severity, code, text, row.sheet, row.address))


@dataclass(slots=True)
class Line:
    """A row under the header, its cells by role."""

    index: int
    row: TableRow
    number: str = ""
    section: str = ""
    text: str = ""
    deadline: str = ""
    responsible: str = ""
    result: str = ""
    merged_up: frozenset[Role] = frozenset()
    wide: bool = False
    """One text over most of the width, or a paragraph between tables."""
    after_break: bool = False
    """First row after a repeated header or at the start of a new table."""
    after_blank: bool = False
    numbered_heading: Number | None = None
    """Number at the start of a title that fills the row."""

    @property
    def own(self) -> Number | None:
        """The number in the column of numbers."""
        return parse_number(self.number) if self.number else None

    @property
    def key(self) -> Number | None:
        """The same, or the one at the start of a title row."""
        return self.own or self.numbered_heading

    @property
    def has_fields(self) -> bool:
        return bool(self.deadline or self.responsible or self.result)

    @property
    def has_dues(self) -> bool:
        """Own or inherited deadline or responsible."""
        return self.has_fields or bool(self.merged_up & {"deadline", "responsible", "result"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines under the header; `header` None when the rows are no roadmap."""

    header: Header | None
    header_found: bool
    lines: tuple[Line, ...]
    before: tuple[TableRow, ...]
    """Rows above the header."""


def lay_out(rows: Sequence[TableRow], journal: Journal, options: ReadOptions = DEFAULT) -> Layout:
    """Find the header, its repeats and second lines; put the cells of every other row under its columns."""
    maker = _Maker(rows, journal, options)
    start = maker.find_start()
    if maker.header is None:
        return Layout(None, False, (), tuple(rows))
    maker.split_rows(start)
    return Layout(maker.header, maker.header_found, tuple(maker.lines), tuple(maker.before))


class _Maker:
    def __init__(self, rows: Sequence[TableRow], journal: Journal, options: ReadOptions) -> None:
        self.rows = rows
        self.journal = journal
        self.roles = options.roles
        self.kinds = dict(options.kinds)
        self.lines: list[Line] = []
        self.before: list[TableRow] = []
        self.header: Header | None = None
        self.header_found = False

    def find_start(self) -> int:
        for index, row in enumerate(self.rows):
            header = find_header(row)
            if header is not None:
                self.header, self.header_found = header.with_roles(self.roles), True
                self._set_before(index)
                return index
        self.header = guess_header(self.rows)
        if self.roles and (self.header is None or len(self.header.columns) != len(self.roles)):
            self.header = bare_header(self.rows)
        if self.header is not None and len(self.roles) == len(self.header.columns):
            return self._start_as_told()
        if self.header is not None:
            width = len(self.header.columns)
            first = next(i for i, row in enumerate(self.rows) if len(row.cells) == width)
            self._set_before(first)
            self.journal.tell(
                "warning",
                "no_header",
                "Шапка таблицы не найдена, графы определены по содержанию: проверьте их.",
                self.rows[first],
            )
            return first
        return 0

    def _start_as_told(self) -> int:
        """The person has named the columns: the first full row may be the header nobody understood."""
        assert self.header is not None
        self.header = self.header.with_roles(self.roles)
        width = len(self.header.columns)
        first = next(i for i, row in enumerate(self.rows) if len(row.cells) == width and not row.outside)
        self._set_before(first)
        cells = self.rows[first].cells
        number = next((i for i, column in enumerate(self.header.columns) if column.role == "number"), None)
        if number is not None and all(c.text for c in cells) and not any(char.isdigit() for char in cells[number].text):
            self.header_found = True
        return first

    def _set_before(self, start: int) -> None:
        """Rows above the header: the title and what else stands there, for the caller to understand."""
        self.before = list(self.rows[:start])
        for index, row in enumerate(self.before):
            filled = any(cell.text for cell in row.cells)
            self.journal.mark(index, "header" if filled else "phantom", "текст над таблицей" if filled else "пустая строка")

    def split_rows(self, start: int) -> None:
        assert self.header is not None
        after_break = after_blank = False
        just_header = not self.header_found
        for index in range(start, len(self.rows)):
            row = self.rows[index]
            after_break = after_break or row.starts_table
            told = self.kinds.get(index)
            if told in ("header", "phantom"):
                self.journal.mark(index, told, "по вашему решению")
                just_header = told == "header"
                continue
            if told is not None:
                self.lines.append(self._line(index, row, after_break=after_break, after_blank=after_blank))
                just_header = after_break = after_blank = False
                continue
            if index == start and self.header_found:
                self.journal.mark(index, "header")
                just_header, after_break = True, False
                continue
            if not any(cell.text for cell in row.cells):
                self._mark_unless_merged(index, row)
                after_blank = True
                continue
            if self._is_header(row, just_header):
                self.journal.mark(index, "header")
                just_header, after_break = True, True
                continue
            if row.outside and _PAGE_NOISE.match(one_line(row.cells[0].text)):
                self.journal.mark(index, "phantom", "надпись на разрыве страницы")
                after_break = True
                continue
            just_header = False
            self.lines.append(self._line(index, row, after_break=after_break, after_blank=after_blank))
            after_break = after_blank = False

    def _is_header(self, row: TableRow, just_header: bool) -> bool:
        assert self.header is not None
        found = find_header(row)
        if repeats(self.header, row):
            if found is not None and len(found.columns) == len(self.header.columns):
                self.header = found.with_roles(self.roles)  # the same words on another grid
            return True
        if found is not None and len(found.columns) >= 3 and all(c.role != "other" for c in found.columns if c.caption):
            self.header = found.with_roles(self.roles)
            return True
        if just_header:
            second = with_second_line(self.header, row)
            if second is not None:
                self.header = second.with_roles(self.roles)
                return True
        return is_number_line(row)

    def _mark_unless_merged(self, index: int, row: TableRow) -> None:
        if any(cell.merged_up for cell in row.cells):
            self.journal.mark(index, "continuation", "нижняя часть объединённых ячеек")
        else:
            self.journal.mark(index, "phantom", "пустая строка")

    def _line(self, index: int, row: TableRow, *, after_break: bool, after_blank: bool) -> Line:
        assert self.header is not None
        line = Line(index, row, after_break=after_break, after_blank=after_blank)
        filled = [cell for cell in row.cells if cell.text]
        if row.outside or (len(filled) == 1 and self._covers(filled[0]) * 2 > len(self.header.columns)):
            line.wide, line.text = True, "\n".join(cell.text for cell in filled)
            leading = split_number(line.text)
            line.numbered_heading = parse_number(leading[0]) if leading else parse_number(line.text)
            return line
        under = assign(self.header, row)
        texts = ["\n".join(cell.text for cell in cells if cell.text) for cells in under]
        merged: set[Role] = set()
        for role in ("number", "section", "text", "responsible", "result"):
            indices = [i for i, column in enumerate(self.header.columns) if column.role == role]
            setattr(line, role, "\n".join(texts[i] for i in indices if texts[i]))
            if indices and all(under[i] and all(cell.merged_up for cell in under[i]) for i in indices):
                merged.add(role)
        when = [i for i, column in enumerate(self.header.columns) if column.role == "deadline"]
        if when:
            line.deadline = joined_deadline([self.header.columns[i] for i in when], [texts[i] for i in when])
            if all(under[i] and all(cell.merged_up for cell in under[i]) for i in when):
                merged.add("deadline")
        line.merged_up = frozenset(merged)
        if line.number and line.own is None and not (line.text or line.has_fields):
            leading = split_number(line.number)
            line.numbered_heading = parse_number(leading[0]) if leading else None
        for i, column in enumerate(self.header.columns):
            if column.role == "other" and texts[i]:
                self.journal.tell(
                    "info",
                    "other_column",
                    f"Графа «{column.caption or 'без названия'}» не переносится: «{short(texts[i])}».",
                    row,
                )
        return line

    def _covers(self, cell: Cell) -> int:
        assert self.header is not None
        return sum(1 for column in self.header.columns if min(cell.end, column.end) > max(cell.start, column.start))
