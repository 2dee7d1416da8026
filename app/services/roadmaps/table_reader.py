"""Rows of a roadmap table → sections, sub-heads and items. Pure: knows neither Word nor Excel.

Every row ends as item, section, sub-head, continuation, header, phantom or «не разобрано»; what was decided by a rule
that can be wrong is told as a Problem with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.problems import Problem, Severity
from app.services.roadmaps.cells import Cell, TableRow, loose, one_line
from app.services.roadmaps.columns import (
    Header,
    Role,
    assign,
    find_header,
    guess_header,
    is_number_line,
    joined_deadline,
    looks_like_deadline,
    repeats,
    with_second_line,
)
from app.services.roadmaps.numbering import Number, parse_number, split_number
from app.services.roadmaps.rows import ROW_KINDS, ReadRow, RoadmapLine, RoadmapSectionRow, RowKind

FIELDS = ("text", "deadline", "responsible", "result")
FIELD_WORDS = {"text": "мероприятие", "deadline": "срок", "responsible": "ответственный", "result": "результат"}
_PAGE_NOISE = re.compile(r"^(?:(?:продолжение|окончание)\s+(?:табл|прилож)\S*.*|[-–—\s]*(?:стр\S*\s*)?\d{1,3}[-–—\s]*)$", re.I)
_LIST_START = re.compile(r"^(?:[-–—•·▪●○*]\s|\d{1,2}\)|[а-яa-z]\))")
_TITLE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the table says. `before` are the rows above the header (title, appendix header of a worksheet)."""

    sections: tuple[RoadmapSectionRow, ...]
    problems: tuple[Problem, ...]
    row_kinds: tuple[ReadRow, ...]
    before: tuple[TableRow, ...]
    has_result_column: bool
    header_found: bool

    @property
    def items(self) -> int:
        return sum(1 for section in self.sections for line in section.lines if not line.is_subhead)


@dataclass(slots=True)
class _Line:
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


@dataclass(slots=True)
class _Item:
    """A line of the roadmap while it still grows."""

    number: str
    text: str
    deadline: str = ""
    responsible: str = ""
    result: str = ""
    is_subhead: bool = False

    def frozen(self) -> RoadmapLine:
        return RoadmapLine(self.number, self.text, self.deadline, self.responsible, self.result, self.is_subhead)


@dataclass(slots=True)
class _Section:
    number: str
    title: str
    lines: list[_Item] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Indices of the rows that made its title."""


def read_table(rows: Sequence[TableRow]) -> TableReading:
    """Understand the rows of one file, from the header on (rows above it are returned untouched)."""
    return _Reader(rows).read()


class _Reader:
    """One pass for headers and columns, one for repairing rows, one for deciding what each row is."""

    def __init__(self, rows: Sequence[TableRow]) -> None:
        self.rows = rows
        self.problems: list[Problem] = []
        self.kinds: list[ReadRow | None] = [None] * len(rows)
        self.sections: list[_Section] = []
        self.lines: list[_Line] = []
        self.header: Header | None = None
        self.header_found = False
        self.has_numbers = True
        self.has_result = False
        self.last_item: _Item | None = None
        self.last_number: Number | None = None
        self.before: list[TableRow] = []

    # --- pass 1: headers, empty rows, cells by role -------------------------------------------------------------

    def read(self) -> TableReading:
        start = self._find_start()
        if self.header is None:
            return TableReading((), (), (), tuple(self.rows), False, False)
        self._split_rows(start)
        has_number_column = self.header.has("number")
        self._repair()
        with_key = [line for line in self.lines if line.own is not None and line.has_fields]
        self.has_numbers = has_number_column and bool(with_key)
        for position, line in enumerate(self.lines):
            self._decide(position, line)
        self._drop_trailing_sections()
        if not self.header.has("deadline"):
            self._deadlines_from_titles()
        self._tell_what_is_missing()
        kinds = tuple(kind for kind in self.kinds if kind is not None)
        sections = tuple(RoadmapSectionRow(s.number, s.title, tuple(i.frozen() for i in s.lines)) for s in self.sections)
        return TableReading(sections, tuple(self.problems), kinds, tuple(self.before), self.has_result, self.header_found)

    def _find_start(self) -> int:
        for index, row in enumerate(self.rows):
            header = find_header(row)
            if header is not None:
                self.header, self.header_found = header, True
                self._set_before(index)
                return index
        self.header = guess_header(self.rows)
        if self.header is not None:
            width = len(self.header.columns)
            first = next(i for i, row in enumerate(self.rows) if len(row.cells) == width)
            self._set_before(first)
            self._tell(
                "warning",
                "no_header",
                "Шапка таблицы не найдена, графы определены по содержанию: проверьте их.",
                self.rows[first],
            )
            return first
        return 0

    def _set_before(self, start: int) -> None:
        """Rows above the header: the title and what else stands there, for the caller to understand."""
        self.before = list(self.rows[:start])
        for index, row in enumerate(self.before):
            filled = any(cell.text for cell in row.cells)
            self._mark(index, "header" if filled else "phantom", "текст над таблицей" if filled else "пустая строка")

    def _split_rows(self, start: int) -> None:
        assert self.header is not None
        after_break = after_blank = False
        just_header = not self.header_found
        for index in range(start, len(self.rows)):
            row = self.rows[index]
            after_break = after_break or row.starts_table
            if index == start and self.header_found:
                self._mark(index, "header")
                just_header, after_break = True, False
                continue
            if not any(cell.text for cell in row.cells):
                self._mark_unless_merged(index, row)
                after_blank = True
                continue
            if self._is_header(row, just_header):
                self._mark(index, "header")
                just_header, after_break = True, True
                continue
            if row.outside and _PAGE_NOISE.match(one_line(row.cells[0].text)):
                self._mark(index, "phantom", "надпись на разрыве страницы")
                after_break = True
                continue
            just_header = False
            self.lines.append(self._line(index, row, after_break=after_break, after_blank=after_blank))
            after_break = after_blank = False
        self.has_result = self.header.has("result")

    def _is_header(self, row: TableRow, just_header: bool) -> bool:
        assert self.header is not None
        found = find_header(row)
        if repeats(self.header, row):
            if found is not None and len(found.columns) == len(self.header.columns):
                self.header = found  # the same words on another grid
            return True
        if found is not None and len(found.columns) >= 3 and all(c.role != "other" for c in found.columns if c.caption):
            self.header = found
            return True
        if just_header:
            second = with_second_line(self.header, row)
            if second is not None:
                self.header = second
                return True
        return is_number_line(row)

    def _mark_unless_merged(self, index: int, row: TableRow) -> None:
        if any(cell.merged_up for cell in row.cells):
            self._mark(index, "continuation", "нижняя часть объединённых ячеек")
        else:
            self._mark(index, "phantom", "пустая строка")

    def _line(self, index: int, row: TableRow, *, after_break: bool, after_blank: bool) -> _Line:
        assert self.header is not None
        line = _Line(index, row, after_break=after_break, after_blank=after_blank)
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
                self._tell(
                    "info",
                    "other_column",
                    f"Графа «{column.caption or 'без названия'}» не переносится: «{_short(texts[i])}».",
                    row,
                )
        return line

    def _covers(self, cell: Cell) -> int:
        assert self.header is not None
        return sum(1 for column in self.header.columns if min(cell.end, column.end) > max(cell.start, column.start))

    # --- pass 2: rows whose cells slipped -----------------------------------------------------------------------

    def _repair(self) -> None:
        assert self.header is not None
        roles = [column.role for column in self.header.columns]
        simple = len(roles) >= 3 and len(set(roles)) == len(roles) and roles[:2] == ["number", "text"] and "other" not in roles
        for line in self.lines:
            if line.wide:
                continue
            if line.number and line.own is None:
                self._repair_first_cell(line, [str(role) for role in roles] if simple else [])
            elif not line.number and simple and parse_number(line.text) and not line.row.outside:
                self._shift_right(line, [str(role) for role in roles])
        if not self.header.has("number"):
            self._numbers_from_texts()

    def _repair_first_cell(self, line: _Line, roles: list[str]) -> None:
        """Text in the column of numbers: number and text merged, a shifted row, or a title (left for pass 3)."""
        leading = split_number(line.number)
        if not (line.text or line.has_fields):
            return
        shifted = bool(roles) and self._fits_shift(line, roles)
        if leading:
            number, rest = leading
            if line.text and shifted:
                self._shift_left(line, roles, number, rest)
            else:
                line.number, line.text = number, _glue(rest, line.text)
                self._tell("info", "number_with_text", f"Номер {number} стоял в одной ячейке с текстом: разделены.", line.row)
        elif line.text and shifted:
            self._shift_left(line, roles, "", line.number)
        elif len(line.number) > 12:
            line.number, line.text = "", _glue(line.number, line.text)
            self._tell("warning", "text_in_number", "В графе номера стоит текст: он отнесён к мероприятию, проверьте.", line.row)

    def _fits_shift(self, line: _Line, roles: list[str]) -> bool:
        values = [getattr(line, role) for role in roles]
        if "deadline" not in roles:
            return values[-1] == ""
        due = roles.index("deadline")
        last_is_spare = not values[-1] or loose(values[-2]).endswith(loose(values[-1]))
        votes = [looks_like_deadline(values[due - 1]), not looks_like_deadline(values[due]), last_is_spare]
        return sum(votes) >= 2

    def _shift_left(self, line: _Line, roles: list[str], number: str, text: str) -> None:
        values = [getattr(line, role) for role in roles]
        spare = values[-1]
        for role, value in zip(roles, [number, text, *values[1:-1]], strict=True):
            setattr(line, role, value)
        note = f"Ячейки строки {number or _short(text)} сдвинуты влево на одну графу: расставлены по местам."
        if spare and not loose(getattr(line, roles[-1])).endswith(loose(spare)):
            setattr(line, roles[-1], _glue(getattr(line, roles[-1]), spare))
        elif spare:
            note += f" Лишний обрывок «{_short(spare)}» в последней ячейке повторяет конец соседней, он отброшен."
        self._tell("warning", "shifted_row", note, line.row)

    def _shift_right(self, line: _Line, roles: list[str]) -> None:
        """«», «1.2», text, deadline …: an empty cell crept in before the number."""
        values = [getattr(line, role) for role in roles]
        if not line.has_fields:
            return
        for role, value in zip(roles, [*values[1:], ""], strict=True):
            setattr(line, role, value)
        self._tell(
            "warning",
            "shifted_row",
            f"Ячейки строки {line.number} сдвинуты вправо на одну графу: расставлены по местам.",
            line.row,
        )

    def _numbers_from_texts(self) -> None:
        """No column for numbers: they may stand at the head of the texts."""
        candidates = [line for line in self.lines if not line.wide and line.text]
        split = {line.index: split_number(line.text) for line in candidates}
        if sum(1 for value in split.values() if value) * 2 < len(candidates):
            return
        for line in candidates:
            leading = split[line.index]
            if leading:
                line.number, line.text = leading

    # --- pass 3: what each row is -------------------------------------------------------------------------------

    def _decide(self, position: int, line: _Line) -> None:
        if line.section and not line.wide:
            self._section_from_column(line)
        if line.row.outside and not self._outside_is_heading(position, line):
            self._unparsed(line, "Текст между таблицами не вошёл в дорожную карту")
        elif self._is_tail(position, line):
            self._unparsed(line, "Текст после таблицы не вошёл в дорожную карту")
        elif line.wide:
            self._heading(position, line, line.text, merged=True)
        elif line.number and line.own is None and not (line.text or line.has_fields):
            self._heading(position, line, line.number, merged=False)
        elif line.own is not None:
            self._numbered(position, line)
        elif line.number and line.text:
            self._item(line)
        elif line.text:
            self._unnumbered(position, line)
        elif line.number and line.has_fields:
            line.number, line.text = "", line.number
            self._unnumbered(position, line)
        elif self._alone_in_first_cell(line):
            self._heading(position, line, next(cell.text for cell in line.row.cells if cell.text), merged=False)
        elif line.has_fields:
            self._continue(line, sep="\n" if "number" in line.merged_up else " ")
        elif line.section:
            self._mark(line.index, "section")
        else:
            self._unparsed(line, "Строка не разобрана")

    def _alone_in_first_cell(self, line: _Line) -> bool:
        """A title typed in the first cell of a table whose first column is neither numbers nor texts."""
        assert self.header is not None
        filled = [cell for cell in line.row.cells if cell.text]
        if self.header.columns[0].role in ("number", "text", "section") or len(filled) != 1 or filled[0].start:
            return False
        return not (line.after_break and self._starts_inside(filled[0].text))

    def _numbered(self, position: int, line: _Line) -> None:
        key = line.own
        assert key is not None
        if line.after_break and key == self.last_number and self.last_item is not None and self._starts_inside(line.text or "-"):
            self._continue(line)  # the number is printed again on the next page
            return
        if line.text and line.has_dues:
            self._item(line)
            return
        following = self._next_line(position)
        child_ahead = key.is_parent_of(self._next_key(position))
        restart = following is not None and following.key is not None and following.key.key == (1,) and len(key.key) == 1
        if not line.text:
            if line.has_fields:
                self._item(line)
            elif (child_ahead or restart) and not key.follows(following.key if following else None):
                self._open_section(line, line.number, "")
            else:
                self._mark(line.index, "phantom", "пустая строка с номером")
                self._tell("warning", "empty_item", f"Строка {line.number} пуста, кроме номера: не вошла в карту.", line.row)
            return
        if child_ahead or restart or key.of_section or (line.row.bold and len(key.key) == 1):
            self._heading(position, line, f"{line.number} {line.text}", merged=False, number=line.number, title=line.text)
        else:
            self._item(line)
            self._tell("warning", "incomplete_row", f"В строке {line.number} нет ни срока, ни ответственного.", line.row)

    def _unnumbered(self, position: int, line: _Line) -> None:
        if self._is_phantom(position, line):
            return
        if line.has_fields:
            self._unnumbered_with_fields(line)
            return
        if not self.has_numbers and line.has_dues:
            self._item(line)  # its deadline and responsible are merged with the row above
            return
        if "number" in line.merged_up or ("deadline" in line.merged_up and not line.after_break and self.has_numbers):
            self._continue(line, sep="\n")
            return
        if self._starts_inside(line.text):
            self._continue(line)
            return
        if self._titles_a_section(position, line):
            self._heading(position, line, line.text, merged=False)
            return
        self._continue(line)
        self._tell("info", "continuation", "Строка без номера присоединена к предыдущему мероприятию: проверьте.", line.row)

    def _titles_a_section(self, position: int, line: _Line) -> bool:
        """A text alone in the column of texts, beginning with a capital: the numbers around it tell what it is."""
        leading = split_number(line.text)
        key = parse_number(leading[0]) if leading else None
        following, next_key = self._next_line(position), self._next_key(position)
        restarts = following is not None and following.key is not None and following.key.key == (1,)
        if key is not None and key.is_parent_of(next_key):
            return True
        if self.last_item is None or restarts or self._parent_changes(following.key if following else None):
            return True
        if following is None:
            return False
        if line.row.bold:
            return True
        goes_on = next_key is not None and next_key.follows(self.last_number)
        torn = line.after_break and (self.has_numbers or _starts_with_abbreviation(line.text))
        return not (torn or goes_on)

    def _unnumbered_with_fields(self, line: _Line) -> None:
        if not self.has_numbers:
            self._item(line)
            return
        complete = bool(line.deadline and line.responsible) and not self._starts_inside(line.text)
        if self.last_item is None or (complete and not (line.after_break and _unfinished(self.last_item.text))):
            self._item(line)
            self._tell("warning", "no_number", f"Мероприятие без номера: «{_short(line.text)}».", line.row)
        else:
            self._continue(line)

    def _starts_inside(self, text: str) -> bool:
        """The text begins in the middle of a sentence or of a list."""
        return text[:1].islower() or bool(_LIST_START.match(text)) or text[:1] in ",;:)»."

    def _parent_changes(self, next_key: Number | None) -> bool:
        """The next number belongs to another section than the last one (1.3 → 2.1)."""
        last = self.last_number
        return bool(
            next_key
            and last
            and len(next_key.key) > 1
            and len(last.key) > 1
            and next_key.key[:1] != last.key[:1]
            and next_key.key[-1] == 1
        )

    def _is_phantom(self, position: int, line: _Line) -> bool:
        """A row whose text stands once more, with its number, in a neighbouring row."""
        following = self._next_line(position)
        text = loose(line.text)
        twin_values: dict[str, str] = {}
        if following is not None and following.number and following.text and loose(following.text) == text:
            twin_values = {name: getattr(following, name) for name in FIELDS}
        elif (
            self.last_item is not None
            and line.has_fields
            and loose(self.last_item.text) == text
            and "number" not in line.merged_up
        ):
            twin_values = {name: getattr(self.last_item, name) for name in FIELDS}
        if not twin_values:
            return False
        rest = {n: getattr(line, n) for n in FIELDS[1:] if getattr(line, n) and loose(getattr(line, n)) != loose(twin_values[n])}
        note = "повтор соседнего мероприятия"
        for name, value in rest.items():
            if self.last_item is not None and self._starts_inside(value) and _unfinished(getattr(self.last_item, name)):
                setattr(self.last_item, name, _glue(getattr(self.last_item, name), value))
                note += f"; «{_short(value)}» присоединено к графе «{FIELD_WORDS[name]}» предыдущей строки"
            else:
                note += f"; отброшено «{_short(value)}» ({FIELD_WORDS[name]})"
        self._mark(line.index, "phantom", note)
        self._tell("warning", "phantom_row", f"Строка без номера «{_short(line.text)}»: {note}.", line.row)
        return True

    # --- headings -----------------------------------------------------------------------------------------------

    def _heading(
        self, position: int, line: _Line, text: str, *, merged: bool, number: str | None = None, title: str | None = None
    ) -> None:
        """A title row: a section, or a sub-head when its number lies under the section's or it follows a title at once."""
        if number is None or title is None:
            leading = split_number(text)
            number, title = leading if leading else (text, "") if parse_number(text) else ("", text)
        title = one_line(title)
        key = parse_number(number) if number else None
        if not title and key is not None and not self._number_opens_section(position, key):
            self._mark(line.index, "phantom", "пустая строка с номером")
            self._tell("warning", "empty_item", f"Строка {number} пуста, кроме номера: не вошла в карту.", line.row)
            return
        current = self.sections[-1] if self.sections else None
        fresh = current is not None and not current.lines and bool(current.rows)
        if current is not None and title and loose(title) == loose(current.title) and number_equal(number, current.number):
            self._mark(line.index, "section", "повтор названия раздела")
            self._tell("info", "section_again", f"Название раздела «{_short(title)}» напечатано ещё раз: раздел один.", line.row)
            return
        if current is not None and fresh and not number and (not current.title or self._starts_inside(title)):
            current.title = _glue(current.title, title)  # number and title, or two halves of a title, in two rows
            current.rows.append(line.index)
            self._mark(line.index, "section", "продолжение названия раздела")
            return
        if not number and self.last_item is not None and line.after_break and self._starts_inside(title):
            self._continue(line)
            return
        if len(title) > _TITLE_LIMIT or self._is_remark(title):
            self._unparsed(line, "Строка не похожа ни на раздел, ни на мероприятие")
            return
        under = current is not None and key is not None and _key(current.number) is not None and _under(current.number, key)
        gap = not (merged or line.row.outside) and key is not None and key.follows(self.last_number)
        if gap and key is not None and not self._numbers_start_below(position, key):
            line.number, line.text = number, title
            self._item(line)
            self._tell("warning", "incomplete_row", f"В строке {number} нет ни срока, ни ответственного.", line.row)
        elif current is not None and under and key is not None:
            if key.is_parent_of(self._next_key(position)) or merged:
                self._subhead(line, current, number, title)
            else:
                line.number, line.text = number, title
                self._item(line)
                self._tell("warning", "incomplete_row", f"В строке {number} нет ни срока, ни ответственного.", line.row)
        elif current is not None and fresh and not number and merged and not line.row.outside and current.title:
            self._subhead(line, current, number, title)
        else:
            self._open_section(line, number, title)

    def _numbers_start_below(self, position: int, key: Number) -> bool:
        """The next row is number 1, or lies under this number."""
        following = self._next_line(position)
        after = following.key if following else None
        return after is not None and (after.key == (1,) or key.is_parent_of(after))

    def _number_opens_section(self, position: int, key: Number) -> bool:
        """«1.» alone over the whole width is an untitled section when the numbering below it starts anew."""
        following = self._next_line(position)
        if key.of_section or following is None:
            return key.of_section
        after = following.key
        return after is None or after.key == (1,) or key.is_parent_of(after)

    def _is_remark(self, title: str) -> bool:
        return bool(re.match(r"^(?:примечани[ея]|\*|итого|всего|исполнитель|согласовано|сноска)\b|^\*", title, re.I))

    def _subhead(self, line: _Line, section: _Section, number: str, title: str) -> None:
        section.lines.append(_Item(number, title, is_subhead=True))
        self.last_number = parse_number(number) or self.last_number
        self._mark(line.index, "subhead")

    def _open_section(self, line: _Line, number: str, title: str) -> None:
        self.sections.append(_Section(number, title, rows=[line.index]))
        self.last_number = self.last_item = None
        self._mark(line.index, "section")
        if not title:
            self._tell("warning", "section_without_title", f"Раздел {number} без названия.", line.row)

    def _section_from_column(self, line: _Line) -> None:
        """A column of directions (usually merged down) opens sections."""
        title = one_line(line.section)
        leading = split_number(title)
        number, title = leading if leading else ("", title)
        if not self.sections or loose(self.sections[-1].title) != loose(title):
            self.sections.append(_Section(number, title))

    def _outside_is_heading(self, position: int, line: _Line) -> bool:
        """A paragraph between tables titles what follows when it is short and items do follow."""
        following = self._next_line(position)
        return following is not None and len(line.text) <= _TITLE_LIMIT and not line.text.endswith((";", ":"))

    def _drop_trailing_sections(self) -> None:
        """Titles at the very end with nothing under them are remarks or signatures, not sections."""
        while self.sections and self.sections[-1].rows and not self.sections[-1].lines and len(self.sections) > 1:
            section = self.sections.pop()
            for index in section.rows:
                self._mark(index, "unparsed")
            name = f"{section.number} {section.title}".strip()
            self._tell(
                "warning",
                "unparsed",
                f"После последнего мероприятия: «{_short(name)}» не вошло в карту.",
                self.rows[section.rows[0]],
            )

    def _deadlines_from_titles(self) -> None:
        """No column for deadlines: titles such as «Июнь» or «2019 год» are the deadlines of what stands below."""
        for section in self.sections:
            if len(section.title) <= 40 and looks_like_deadline(section.title):
                for item in section.lines:
                    item.deadline = item.deadline or section.title

    # --- items and continuations --------------------------------------------------------------------------------

    def _item(self, line: _Line) -> None:
        item = _Item(line.number, line.text, line.deadline, line.responsible, line.result)
        self._inherit(line, item)
        if not self.sections:
            self.sections.append(_Section("", ""))
        self.sections[-1].lines.append(item)
        self.last_item, self.last_number = item, line.key or self.last_number
        self._mark(line.index, "item")
        if not item.text:
            self._tell("error", "no_text", f"В строке {line.number} нет текста мероприятия.", line.row)

    def _inherit(self, line: _Line, item: _Item) -> None:
        """Vertically merged cells say the same for all their rows."""
        before = self.last_item
        names = [name for name in FIELDS if name in line.merged_up and not getattr(item, name)]
        if before is None or not names:
            return
        for name in names:
            setattr(item, name, getattr(before, name))
        words = ", ".join(FIELD_WORDS[name] for name in names)
        self._tell(
            "warning",
            "merged_cell",
            f"Строка {line.number or _short(line.text)}: {words} из объединённой ячейки выше, подтвердите.",
            line.row,
        )

    def _continue(self, line: _Line, sep: str = " ") -> None:
        item = self.last_item
        if item is None:
            self._continue_title(line)
            return
        for name in FIELDS:
            value = getattr(line, name)
            if value:
                setattr(item, name, _glue(getattr(item, name), value, sep))
        self._mark(line.index, "continuation", f"к строке {item.number}" if item.number else "")

    def _continue_title(self, line: _Line) -> None:
        """Nothing but a title stands above: its second half, or a row nobody can place."""
        section = self.sections[-1] if self.sections else None
        if section is None or section.lines or line.has_fields or not section.rows:
            self._unparsed(line, "Продолжение без начала")
            return
        section.title = _glue(section.title, one_line(line.text))
        section.rows.append(line.index)
        self._mark(line.index, "section", "продолжение названия раздела")

    def _is_tail(self, position: int, line: _Line) -> bool:
        """Rows without a number after an empty row, with no more numbers below: signatures of a worksheet."""
        if not self.has_numbers or line.key is not None or self.last_item is None:
            return False
        if self._next_key(position) is not None:
            return False
        return any(earlier.after_blank for earlier in self._unkeyed_run(position))

    def _unkeyed_run(self, position: int) -> list[_Line]:
        run = []
        for line in reversed(self.lines[: position + 1]):
            if line.key is not None:
                break
            run.append(line)
        return run

    def _unparsed(self, line: _Line, why: str) -> None:
        text = " | ".join(cell.text for cell in line.row.cells if cell.text)
        self._mark(line.index, "unparsed", why)
        self._tell("warning", "unparsed", f"{why}: «{_short(text)}».", line.row)

    def _tell_what_is_missing(self) -> None:
        """The last net: a text that the rules neither placed nor named is named here, never lost."""
        placed = [f"{s.number} {s.title}" for s in self.sections]
        placed += [" ".join((i.number, i.text, i.deadline, i.responsible, i.result)) for s in self.sections for i in s.lines]
        known = one_line(" ".join([*placed, *(problem.text for problem in self.problems)]))
        for line in self.lines:
            kind = self.kinds[line.index]
            if kind is not None and kind.kind in ("header", "phantom", "unparsed"):
                continue
            for cell in line.row.cells:
                text = one_line(cell.text)
                if text and text not in known and any(word not in known for word in text.split()):
                    self._tell("warning", "left_out", f"Не вошло в карту: «{_short(text, 500)}».", line.row)

    # --- looking ahead, telling ---------------------------------------------------------------------------------

    def _next_line(self, position: int) -> _Line | None:
        return self.lines[position + 1] if position + 1 < len(self.lines) else None

    def _next_key(self, position: int) -> Number | None:
        return next((line.key for line in self.lines[position + 1 :] if line.key is not None), None)

    def _mark(self, index: int, kind: RowKind, note: str = "") -> None:
        row = self.rows[index]
        self.kinds[index] = ReadRow(row.place, kind, tuple(cell.text for cell in row.cells), note or ROW_KINDS[kind])

    def _tell(self, severity: Severity, code: str, text: str, row: TableRow) -> None:
        if not row.address:
            text = f"{row.place[:1].upper()}{row.place[1:]}. {text}"
        self.problems.append(Problem(severity, code, text, row.sheet, row.address))


def number_equal(left: str, right: str) -> bool:
    """The same number, dots ignored; an absent number equals any."""
    if not left or not right:
        return True
    return loose(left) == loose(right)


def _key(number: str) -> Number | None:
    return parse_number(number) if number else None


def _under(section_number: str, key: Number) -> bool:
    section = parse_number(section_number)
    return section is not None and section.is_parent_of(key)


def _starts_with_abbreviation(text: str) -> bool:
    """«ОО и ФГОС…» may go on a sentence, «ОРГАНИЗАЦИОННЫЕ МЕРЫ» is a title."""
    first = text.split()[0]
    return len(first) > 1 and first.isupper() and not text.isupper()


def _unfinished(text: str) -> bool:
    """No full stop, bracket or quote closes the text."""
    return not text.rstrip().endswith((".", ";", "!", "?", "…"))


def _glue(left: str, right: str, sep: str = " ") -> str:
    """Two halves of one cell: a space between, a new line before a list, nothing inside «информационно-методический»."""
    if not left or not right:
        return left or right
    if _LIST_START.match(right):
        return f"{left}\n{right}"
    if re.search(r"\w[ое]-$", left) and right[:1].islower() and sep == " ":
        return left + right
    return f"{left}{sep}{right}"


def _short(text: str, limit: int = 70) -> str:
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
