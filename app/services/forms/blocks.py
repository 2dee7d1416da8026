"""What a printed page consists of. Two renderers draw the same blocks, so PDF and DOCX have the same content.

Lengths are millimetres on paper, type sizes and vertical gaps points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from app.services.forms.profile import GOST_2025, Margins, Profile
from app.services.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face. A line feed is a line break."""

    text: str
    bold: bool = False
    italic: bool = False


def runs(*parts: str | Run) -> tuple[Run, ...]:
    """Plain strings and runs together: `runs("Срок: ", Run("до 1 мая", bold=True))`."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`first_indent_mm` None = the profile's; `width_mm` narrows the text; the box begins at `left_mm`,
    where this is 0 and the text centred, in the middle."""

    runs: tuple[Run, ...]
    align: Align = "justify"
    first_indent_mm: float | None = None
    left_mm: float = 0.0
    width_mm: float | None = None
    size_pt: float | None = None
    single_spaced: bool = False
    space_before_pt: float = 0.0
    space_after_pt: float = 0.0
    keep_with_next: bool = False
    style: str = "body"
    """`body`, `requisite`, `note`: the named style of the Word file."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 0 is the title of the whole paper, 1 a part of it. Always stays with what follows."""

    text: str
    level: int = 1
    align: Align = "left"
    bold: bool = True
    space_before_pt: float = 12.0
    space_after_pt: float = 6.0
    width_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Requisite:
    """One line: date at left, place in the middle, number at right."""

    left: str
    centre: str
    right: str
    space_before_pt: float = 0.0
    space_after_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class NumberedClause:
    number: str
    runs: tuple[Run, ...]
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class CellLine:
    """A paragraph of a cell; `bullet` hangs at `level` 1–3 (0 = plain). `tint`: ground behind it, «E3D9EF»."""

    runs: tuple[Run, ...]
    level: int = 0
    bullet: str = ""
    tint: str = ""


Fill = Literal["", "federal", "regional", "municipal", "school", "off", "break"]
"""Ground of a cell of a calendar: tints that differ in grey as well, breaks hatched, so that a black-and-white print says it."""


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[CellLine, ...] = ()
    align: Align | None = None
    """None = as the column."""
    span: int = 1
    joined: bool = False
    """Goes on from the cell above: no rule between them, long text of the cell above flows into this one."""
    repeats: bool = False
    """The words are those of the cell above that it is joined to: not printed, unless a page begins with the row (a Word
    file cannot know where that is)."""
    fill: Fill = ""


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width_mm: float
    align: Align = "left"


RowKind = Literal["item", "section", "subhead", "total"]


@dataclass(frozen=True, slots=True)
class Row:
    """`section` and `subhead` rows, mostly of one cell over the full width, stay with the next row."""

    cells: tuple[Cell, ...]
    kind: RowKind = "item"
    least_mm: float = 0.0
    """The row is at least so high: room to write by hand."""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """The header repeats on every page; long rows split over pages. Widths are scaled to the page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size_pt: float | None = None
    space_before_pt: float = 0.0
    space_after_pt: float = 0.0
    column_numbers: bool = False
    """A row 1, 2, 3 … under the titles, repeated with them."""
    head: tuple[Row, ...] = ()
    """The head where titles of columns do not say it: a month over its weeks."""
    padding_mm: float | None = None
    """Between the rules and the text; None = by the size of the type."""

    def head_rows(self) -> tuple[Row, ...]:
        """What stands on top of every page."""
        if self.head:
            return self.head
        titles = Row(tuple(Cell((CellLine((Run(column.title, bold=True),)),), "center") for column in self.columns))
        numbers = (str(number) for number in range(1, len(self.columns) + 1))
        counted = Row(tuple(Cell((CellLine((Run(number),)),), "center") for number in numbers))
        return (titles, counted) if self.column_numbers else (titles,)


Look = Literal["done", "in_progress", "waiting_region", "overdue", "ahead", "postponed", "cancelled"]
"""How a stretch of time is drawn: by shape and filling, so that a black-and-white print says it too."""


@dataclass(frozen=True, slots=True)
class TimeStretch:
    """From `start` to `end`, in months from the left end of the axis; `point` = only a day, drawn as a mark."""

    start: float
    end: float
    look: Look
    lane: int = 0
    point: bool = False
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A row of a timeline: its cells, and beside them the stretches, or `words` where there is no day to draw.

    `section` and `subhead` rows have one cell over the full width.
    """

    cells: tuple[Cell, ...]
    stretches: tuple[TimeStretch, ...] = ()
    lanes: int = 1
    words: str = ""
    kind: RowKind = "item"


@dataclass(frozen=True, slots=True)
class TimelineBlock:
    """Months across, items down. The head with years and months repeats on every page."""

    columns: tuple[Column, ...]
    axis_mm: float
    years: tuple[tuple[str, int], ...]
    """A year and how many months it has on the axis."""
    months: tuple[str, ...]
    rows: tuple[TimeRow, ...]
    legend: tuple[tuple[Look, str], ...]
    today: float | None = None
    """Place of today's line, in months; None = not on the axis."""
    today_words: str = ""
    size_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A matplotlib figure: vector in PDF, picture of 220 dpi in DOCX. `alt` is read aloud and searched."""

    figure: Any
    width_mm: float
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLines:
    """Ruled room for words that only a person can write."""

    count: int = 3


@dataclass(frozen=True, slots=True)
class Signature:
    """Post at left, name at the right margin on the level of the post's last line; never alone on a page."""

    post: str
    name: str
    gap_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Drafter:
    """Who typed the paper: small, pinned to the bottom of the last page of its section."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spacer:
    height_pt: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = (
    Paragraph
    | Heading
    | Requisite
    | NumberedClause
    | TableBlock
    | TimelineBlock
    | Figure
    | AnswerLines
    | Signature
    | Drafter
    | Spacer
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Section:
    """A run of pages of one size; `restart_numbering` counts them from 1 again."""

    blocks: tuple[Block, ...]
    margins: Margins
    landscape: bool = False
    size: Literal["A4", "A3"] = "A4"
    restart_numbering: bool = True


@dataclass(frozen=True, slots=True)
class FormPage:
    """A paper ready to be drawn. `notes` are for the person who prints, they are not printed."""

    title: str
    sections: tuple[Section, ...]
    author: str = ""
    subject: str = ""
    profile: Profile = field(default=GOST_2025, hash=False)
    body_pt: float | None = None
    """None = the profile's 14 pt."""
    line_spacing: float = 1.15
    watermark: str = ""
    file_stem: str = "Документ"
    notes: tuple[Problem, ...] = ()


def text(value: str, **style: Any) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(runs(value), **style)


def cell(value: str, *, bold: bool = False, italic: bool = False, align: Align | None = None, span: int = 1) -> Cell:
    """A cell of typed text: every line a paragraph, lines that start with «–», «•», «1)» or «а)» become list items."""
    return Cell(tuple(_line(part, bold, italic) for part in value.splitlines() if part.strip()), align, span)


def row(*values: str | Cell, kind: RowKind = "item", bold: bool = False) -> Row:
    """A row of plain texts and ready cells."""
    return Row(tuple(value if isinstance(value, Cell) else cell(value, bold=bold) for value in values), kind)


def section_row(title: str, columns: int, *, kind: RowKind = "section") -> Row:
    """A bold row over the full width (a sub-head: italic)."""
    align: Align = "center" if kind == "section" else "left"
    return Row((cell(title, bold=True, italic=kind == "subhead", align=align, span=columns),), kind)


def plain_text(block: Block) -> Iterable[str]:
    """The words of a block in reading order, for search and for tests."""
    match block:
        case Paragraph() | NumberedClause():
            number = f"{block.number} " if isinstance(block, NumberedClause) else ""
            yield number + "".join(run.text for run in block.runs)
        case Heading():
            yield block.text
        case Requisite():
            yield from (block.left, block.centre, block.right)
        case TableBlock():
            for table_row in (*block.head_rows(), *block.rows):
                for table_cell in table_row.cells:
                    for line in () if table_cell.repeats else table_cell.lines:
                        yield f"{line.bullet} " * bool(line.bullet) + "".join(run.text for run in line.runs)
        case TimelineBlock():
            yield from (words for _, words in block.legend)
            if block.today_words:
                yield block.today_words
            yield from (column.title for column in block.columns)
            yield from (year for year, _ in block.years)
            yield from block.months
            for time_row in block.rows:
                for time_cell in time_row.cells:
                    yield from ("".join(run.text for run in line.runs) for line in time_cell.lines)
                if time_row.words:
                    yield time_row.words
        case Figure():
            if block.caption:
                yield block.caption
        case Signature():
            yield from (block.post, block.name)
        case Drafter():
            yield from block.lines


def _line(part: str, bold: bool, italic: bool) -> CellLine:
    import re

    match = re.match(r"^([ \t]*)([–—•·▪*-]|\d{1,2}\)|[а-яa-z]\))[ \t\u00a0]+(.+)$", part)
    if not match:
        return CellLine((Run(part.strip(), bold, italic),))
    depth = len(match[1].expandtabs(2)) // 2
    bullet = "–" if match[2] in "—*-" else match[2]
    return CellLine((Run(match[3].strip(), bold, italic),), level=min(3, 1 + depth), bullet=bullet)
