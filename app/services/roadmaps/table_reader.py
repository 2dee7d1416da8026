"""Rows of a roadmap table → sections, sub-heads and items. Pure: knows neither Word nor Excel.

Every row ends as item, section, sub-head, continuation, header, phantom or «не разобрано»; what was decided by a rule
that can be wrong is told as a Problem with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.problems import Problem
from app.services.roadmaps.cells import TableRow, loose, one_line
from app.services.roadmaps.columns import Header, assign, bare_header, looks_like_deadline
from app.services.roadmaps.fragments import closes_what_is_open, glue, short, starts_inside, starts_with_abbreviation, unfinished
from app.services.roadmaps.numbering import Number, parse_number, split_number
from app.services.roadmaps.row_repair import repair
from app.services.roadmaps.rows import PreviewColumn, ReadOptions, ReadRow, RoadmapLine, RoadmapSectionRow, RowKind
from app.services.roadmaps.table_lines import DEFAULT, Journal, Line, lay_out

FIELDS = ("text", "deadline", "responsible", "result")
FIELD_WORDS = {"text": "мероприятие", "deadline": "срок", "responsible": "ответственный", "result": "результат"}
_TITLE_LIMIT = 500
_GOES_ON = re.compile(r"\s*[(«]?(?:продолжение|окончание)(?: раздела)?[)»]?\s*$", re.I)
_REMARK = re.compile(r"^(?:(?:примечани[ея]|итого|всего|исполнитель|согласовано|сноска)\b|\*)", re.I)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the table says. `before` are the rows above the header (title, appendix header of a worksheet)."""

    sections: tuple[RoadmapSectionRow, ...]
    problems: tuple[Problem, ...]
    row_kinds: tuple[ReadRow, ...]
    before: tuple[TableRow, ...]
    has_result_column: bool
    header_found: bool
    columns: tuple[PreviewColumn, ...] = ()

    @property
    def items(self) -> int:
        return sum(1 for section in self.sections for line in section.lines if not line.is_subhead)


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

    @property
    def is_fresh(self) -> bool:
        """Nothing stands under its title yet."""
        return bool(self.rows) and not self.lines


def read_table(
    rows: Sequence[TableRow], first_title: tuple[str, str] | None = None, options: ReadOptions = DEFAULT
) -> TableReading:
    """Understand the rows of one file: lay them out under the header, repair slipped ones, decide what each one is.

    `first_title`: number and title of a section that stands above the table.
    """
    journal = Journal(rows)
    layout = lay_out(rows, journal, options)
    if layout.header is None:
        return TableReading((), (), (), tuple(rows), False, False, _columns(bare_header(rows)))
    repair(layout, journal)
    reader = _Reader(layout.header, layout.lines, journal, options)
    if first_title is not None:
        reader.sections.append(_Section(*first_title))
    reader.read()
    values = {line.index: _values(layout.header, line) for line in layout.lines if not line.wide}
    sections = tuple(RoadmapSectionRow(s.number, s.title, tuple(i.frozen() for i in s.lines)) for s in reader.sections)
    has_result = layout.header.has("result")
    return TableReading(
        sections,
        tuple(journal.problems),
        journal.read_rows(values),
        layout.before,
        has_result,
        layout.header_found,
        _columns(layout.header),
    )


def _columns(header: Header | None) -> tuple[PreviewColumn, ...]:
    columns = header.columns if header is not None else ()
    roles = [column.role for column in columns]
    return tuple(
        PreviewColumn(
            column.caption,
            column.role,
            header is not None
            and not header.guessed
            and (column.role != "other" or not column.caption)
            and (column.role in ("deadline", "other") or roles.count(column.role) == 1),
        )
        for column in columns
    )


def _values(header: Header, line: Line) -> tuple[str, ...]:
    """Texts under the columns as understood; columns that share a role show what the file says."""
    roles = [column.role for column in header.columns]
    under = assign(header, line.row)
    return tuple(
        getattr(line, role) if role != "other" and roles.count(role) == 1 else "\n".join(c.text for c in under[i] if c.text)
        for i, role in enumerate(roles)
    )


class _Reader:
    """Walks the lines once, looking ahead at the numbers to come."""

    def __init__(self, header: Header, lines: Sequence[Line], journal: Journal, options: ReadOptions) -> None:
        self.inherit = options.inherit
        self.told = dict(options.kinds)
        self.header = header
        self.lines = lines
        self.journal = journal
        self.sections: list[_Section] = []
        self.last_item: _Item | None = None
        self.last_number: Number | None = None
        self.has_numbers = header.has("number") and any(line.own is not None and line.has_fields for line in lines)

    def read(self) -> None:
        for position, line in enumerate(self.lines):
            self._decide(position, line)
        self._drop_trailing_sections()
        if not self.header.has("deadline"):
            self._deadlines_from_titles()
        self._tell_what_is_missing()

    def _decide(self, position: int, line: Line) -> None:
        if line.section and not line.wide:
            self._section_from_column(line)
        if line.index in self.told:
            self._as_told(line, self.told[line.index])
        elif line.row.outside and not self._outside_is_heading(position, line):
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
            self.journal.mark(line.index, "section")
        else:
            self._unparsed(line, "Строка не разобрана")

    def _as_told(self, line: Line, kind: RowKind) -> None:
        """The person has said what this row is."""
        whole = line.text if line.wide or not line.number else f"{line.number} {line.text}".strip()
        number, text = split_number(whole) or ("", whole)
        if kind == "item":
            if line.wide or (line.number and line.own is None):
                line.number, line.text = number, text
            self._item(line)
        elif kind == "subhead":
            if not self.sections:
                self.sections.append(_Section("", ""))
            self.sections[-1].lines.append(_Item(number, one_line(text), is_subhead=True))
            self.journal.mark(line.index, "subhead")
        elif kind == "section":
            self._open_section(line, number, one_line(text))
        elif kind == "continuation":
            line.text = whole
            self._continue(line)
        else:
            self._unparsed(line, "Строка не вошла в карту")

    def _alone_in_first_cell(self, line: Line) -> bool:
        """A title typed in the first cell of a table whose first column is neither numbers nor texts."""
        filled = [cell for cell in line.row.cells if cell.text]
        if self.header.columns[0].role in ("number", "text", "section") or len(filled) != 1 or filled[0].start:
            return False
        return not (line.after_break and starts_inside(filled[0].text))

    def _numbered(self, position: int, line: Line) -> None:
        key = line.own
        assert key is not None
        if line.after_break and key == self.last_number and self.last_item is not None and starts_inside(line.text or "-"):
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
                self.journal.mark(line.index, "phantom", "пустая строка с номером")
                self.journal.tell(
                    "warning", "empty_item", f"Строка {line.number} пуста, кроме номера: не вошла в карту.", line.row
                )
            return
        if child_ahead or restart or key.of_section or (line.row.bold and len(key.key) == 1):
            self._heading(position, line, f"{line.number} {line.text}", merged=False, number=line.number, title=line.text)
        else:
            self._item(line)
            self._tell_incomplete(line)

    def _unnumbered(self, position: int, line: Line) -> None:
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
        if starts_inside(line.text) or (self.last_item and closes_what_is_open(self.last_item.text, line.text)):
            self._continue(line)
            return
        if self._titles_a_section(position, line):
            self._heading(position, line, line.text, merged=False)
            return
        self._continue(line)
        self.journal.tell(
            "info", "continuation", "Строка без номера присоединена к предыдущему мероприятию: проверьте.", line.row
        )

    def _titles_a_section(self, position: int, line: Line) -> bool:
        """A text alone in the column of texts, beginning with a capital: the numbers around it tell what it is."""
        leading = split_number(line.text)
        key = parse_number(leading[0]) if leading else None
        following, next_key = self._next_line(position), self._next_key(position)
        restarts = following is not None and following.key is not None and following.key.key == (1,)
        if key is not None and (key.of_section or key.is_parent_of(next_key)):
            return True
        if self.last_item is None or restarts or self._parent_changes(following.key if following else None):
            return True
        if following is None:
            return False
        if line.row.bold or (len(line.text) > 10 and line.text.isupper()):
            return True
        goes_on = next_key is not None and next_key.follows(self.last_number)
        if goes_on and self._looks_like_title(line):
            return True
        torn = line.after_break and (self.has_numbers or starts_with_abbreviation(line.text))
        return not (torn or goes_on)

    def _looks_like_title(self, line: Line) -> bool:
        """In the middle of a page, short, no list and no sentence before it that waits for its end."""
        assert self.last_item is not None
        waits = self.last_item.text.rstrip().endswith((":", ",", ";", "-", "–", "№"))
        return not (line.after_break or waits or "\n" in line.text or len(line.text) > 150 or line.text.endswith((".", ";", ",")))

    def _unnumbered_with_fields(self, line: Line) -> None:
        if not self.has_numbers:
            self._item(line)
            return
        complete = bool(line.deadline and line.responsible) and not starts_inside(line.text)
        if self.last_item is None or (complete and not (line.after_break and unfinished(self.last_item.text))):
            self._item(line)
            self.journal.tell("warning", "no_number", f"Мероприятие без номера: «{short(line.text)}».", line.row)
        else:
            self._continue(line)

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

    def _is_phantom(self, position: int, line: Line) -> bool:
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
            if self.last_item is not None and starts_inside(value) and unfinished(getattr(self.last_item, name)):
                setattr(self.last_item, name, glue(getattr(self.last_item, name), value))
                note += f"; «{short(value)}» присоединено к графе «{FIELD_WORDS[name]}» предыдущей строки"
            else:
                note += f"; отброшено «{short(value)}» ({FIELD_WORDS[name]})"
        self.journal.mark(line.index, "phantom", note)
        self.journal.tell("warning", "phantom_row", f"Строка без номера «{short(line.text)}»: {note}.", line.row)
        return True

    # --- headings -----------------------------------------------------------------------------------------------

    def _heading(
        self, position: int, line: Line, text: str, *, merged: bool, number: str | None = None, title: str | None = None
    ) -> None:
        """A title row: a section, or a sub-head when its number lies under the section's or it follows a title at once."""
        if number is None or title is None:
            leading = split_number(text)
            number, title = leading if leading else (text, "") if parse_number(text) else ("", text)
        title = one_line(title)
        key = parse_number(number) if number else None
        if not title and key is not None and not self._number_opens_section(position, key):
            self._empty_item(line, number)
        elif self._repeats_title(line, number, title) or self._continues_title(line, number, title):
            pass
        elif not number and self.last_item is not None and line.after_break and starts_inside(title):
            self._continue(line)
        elif len(title) > _TITLE_LIMIT or _REMARK.match(title):
            self._unparsed(line, "Строка не похожа ни на раздел, ни на мероприятие")
        elif key is not None and self._is_bare_item(position, line, key, merged):
            line.number, line.text = number, title
            self._item(line)
            self._tell_incomplete(line)
        elif self._is_subhead(line, key, merged):
            self.sections[-1].lines.append(_Item(number, title, is_subhead=True))
            self.last_number = key or self.last_number
            self.journal.mark(line.index, "subhead")
        else:
            self._open_section(line, number, title)

    def _repeats_title(self, line: Line, number: str, title: str) -> bool:
        """The title of the section is printed once more, between tables or at the top of a page."""
        current = self.sections[-1] if self.sections else None
        title = _GOES_ON.sub("", title)
        if current is None or not title or loose(title) != loose(current.title) or not number_equal(number, current.number):
            return False
        self.journal.mark(line.index, "section", "повтор названия раздела")
        note = f"Название раздела «{short(title)}» напечатано ещё раз: раздел один."
        self.journal.tell("info", "section_again", note, line.row)
        return True

    def _continues_title(self, line: Line, number: str, title: str) -> bool:
        """Number and title, or two halves of a title, in two rows."""
        current = self.sections[-1] if self.sections else None
        if current is None or not current.is_fresh or number or (current.title and not starts_inside(title)):
            return False
        current.title = glue(current.title, title)
        current.rows.append(line.index)
        self.journal.mark(line.index, "section", "продолжение названия раздела")
        return True

    def _is_bare_item(self, position: int, line: Line, key: Number, merged: bool) -> bool:
        """Number and text in one unmerged cell with nothing beside them: the next item in turn, or one with no children."""
        if merged or line.row.outside:
            return False
        if key.follows(self.last_number) and not self._numbers_start_below(position, key):
            return True
        return self._lies_under_section(key) and not key.is_parent_of(self._next_key(position))

    def _is_subhead(self, line: Line, key: Number | None, merged: bool) -> bool:
        if key is not None:
            return self._lies_under_section(key)
        current = self.sections[-1] if self.sections else None
        return current is not None and current.is_fresh and bool(current.title) and merged and not line.row.outside

    def _lies_under_section(self, key: Number) -> bool:
        section = parse_number(self.sections[-1].number) if self.sections else None
        return section is not None and section.is_parent_of(key)

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

    def _open_section(self, line: Line, number: str, title: str) -> None:
        self.sections.append(_Section(number, title, rows=[line.index]))
        self.last_number = self.last_item = None
        self.journal.mark(line.index, "section")
        if not title:
            self.journal.tell("warning", "section_without_title", f"Раздел {number} без названия.", line.row)

    def _section_from_column(self, line: Line) -> None:
        """A column of directions (usually merged down) opens sections."""
        title = one_line(line.section)
        leading = split_number(title)
        number, title = leading if leading else ("", title)
        if not self.sections or loose(self.sections[-1].title) != loose(title):
            self.sections.append(_Section(number, title))

    def _outside_is_heading(self, position: int, line: Line) -> bool:
        """A paragraph between tables titles what follows when it is short and items do follow."""
        following = self._next_line(position)
        return following is not None and len(line.text) <= _TITLE_LIMIT and not line.text.endswith((";", ":"))

    def _drop_trailing_sections(self) -> None:
        """Titles at the very end with nothing under them are remarks or signatures, not sections."""
        while self.sections and self.sections[-1].rows and not self.sections[-1].lines and len(self.sections) > 1:
            section = self.sections.pop()
            for index in section.rows:
                self.journal.mark(index, "unparsed")
            name = f"{section.number} {section.title}".strip()
            self.journal.tell(
                "warning",
                "unparsed",
                f"После последнего мероприятия: «{short(name)}» не вошло в карту.",
                self.journal.rows[section.rows[0]],
            )

    def _deadlines_from_titles(self) -> None:
        """No column for deadlines: titles such as «Июнь» or «2019 год» are the deadlines of what stands below."""
        for section in self.sections:
            if len(section.title) <= 40 and looks_like_deadline(section.title):
                for item in section.lines:
                    item.deadline = item.deadline or section.title

    # --- items and continuations --------------------------------------------------------------------------------

    def _item(self, line: Line) -> None:
        item = _Item(line.number, line.text, line.deadline, line.responsible, line.result)
        self._inherit(line, item)
        if not self.sections:
            self.sections.append(_Section("", ""))
        self.sections[-1].lines.append(item)
        self.last_item, self.last_number = item, line.key or self.last_number
        self.journal.mark(line.index, "item")
        if not item.text:
            self.journal.tell("error", "no_text", f"В строке {line.number} нет текста мероприятия.", line.row)

    def _tell_incomplete(self, line: Line) -> None:
        note = f"В строке {line.number} нет ни срока, ни ответственного."
        self.journal.tell("warning", "incomplete_row", note, line.row)

    def _empty_item(self, line: Line, number: str) -> None:
        self.journal.mark(line.index, "phantom", "пустая строка с номером")
        note = f"Строка {number} пуста, кроме номера: не вошла в карту."
        self.journal.tell("warning", "empty_item", note, line.row)

    def _inherit(self, line: Line, item: _Item) -> None:
        """Vertically merged cells say the same for all their rows."""
        before = self.last_item
        names = [name for name in FIELDS if name in line.merged_up and not getattr(item, name)]
        if before is None or not names or not self.inherit:
            return
        for name in names:
            setattr(item, name, getattr(before, name))
        words = ", ".join(FIELD_WORDS[name] for name in names)
        self.journal.tell(
            "warning",
            "merged_cell",
            f"Строка {line.number or short(line.text)}: {words} из объединённой ячейки выше, подтвердите.",
            line.row,
        )

    def _continue(self, line: Line, sep: str = " ") -> None:
        item = self.last_item
        if item is None:
            self._continue_title(line)
            return
        for name in FIELDS:
            value = getattr(line, name)
            if value:
                setattr(item, name, glue(getattr(item, name), value, sep))
        self.journal.mark(line.index, "continuation", f"к строке {item.number}" if item.number else "")

    def _continue_title(self, line: Line) -> None:
        """Nothing but a title stands above: its second half, or a row nobody can place."""
        section = self.sections[-1] if self.sections else None
        if section is None or section.lines or line.has_fields or not section.rows:
            self._unparsed(line, "Продолжение без начала")
            return
        section.title = glue(section.title, one_line(line.text))
        section.rows.append(line.index)
        self.journal.mark(line.index, "section", "продолжение названия раздела")

    def _is_tail(self, position: int, line: Line) -> bool:
        """Rows without a number after an empty row, with no more numbers below: signatures of a worksheet."""
        if not self.has_numbers or line.key is not None or self.last_item is None:
            return False
        if self._next_key(position) is not None:
            return False
        return any(earlier.after_blank for earlier in self._unkeyed_run(position))

    def _unkeyed_run(self, position: int) -> list[Line]:
        run = []
        for line in reversed(self.lines[: position + 1]):
            if line.key is not None:
                break
            run.append(line)
        return run

    def _unparsed(self, line: Line, why: str) -> None:
        text = " | ".join(cell.text for cell in line.row.cells if cell.text)
        self.journal.mark(line.index, "unparsed", why)
        self.journal.tell("warning", "unparsed", f"{why}: «{short(text)}».", line.row)

    def _tell_what_is_missing(self) -> None:
        """The last net: a text that the rules neither placed nor named is named here, never lost."""
        placed = [f"{s.number} {s.title}" for s in self.sections]
        placed += [" ".join((i.number, i.text, i.deadline, i.responsible, i.result)) for s in self.sections for i in s.lines]
        known = one_line(" ".join([*placed, *(problem.text for problem in self.journal.problems)]))
        for line in self.lines:
            kind = self.journal.kinds[line.index]
            if kind is not None and kind.kind in ("header", "phantom", "unparsed"):
                continue
            for cell in line.row.cells:
                text = one_line(cell.text)
                if text and text not in known and any(word not in known for word in text.split()):
                    self.journal.tell("warning", "left_out", f"Не вошло в карту: «{short(text, 500)}».", line.row)

    # --- looking ahead ------------------------------------------------------------------------------------------

    def _next_line(self, position: int) -> Line | None:
        return self.lines[position + 1] if position + 1 < len(self.lines) else None

    def _next_key(self, position: int) -> Number | None:
        return next((line.key for line in self.lines[position + 1 :] if line.key is not None), None)


def number_equal(left: str, right: str) -> bool:
    """The same number, dots ignored; an absent number equals any."""
    if not left or not right:
        return True
    return loose(left) == loose(right)
