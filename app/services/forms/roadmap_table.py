"""The table of a roadmap as it will be printed, before any file format: which cells, how wide, what is joined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from app.services.forms.profile import Profile
from app.services.forms.roadmap_layout import RoadmapLayout
from app.services.roadmaps.numbering import parse_number, roman
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import renumbered

ColumnCode = Literal["number", "text", "deadline", "responsible", "result"]
_CODES: tuple[ColumnCode, ...] = ("number", "text", "deadline", "responsible", "result")
_JOINED: tuple[ColumnCode, ...] = ("deadline", "responsible")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """`joined`: the same as the cell above, one cell with it."""

    text: str
    span: int = 1
    bold: bool = False
    italic: bool = False
    centred: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class PrintedRow:
    kind: Literal["item", "section", "subhead"]
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    code: ColumnCode
    title: str
    width_mm: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """`heading` stands over the table (style `headings`); otherwise there is one table without."""

    rows: tuple[PrintedRow, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRoadmap:
    """Widths fill the text width of the profile's sheet."""

    columns: tuple[PrintedColumn, ...]
    tables: tuple[PrintedTable, ...]
    landscape: bool
    column_numbers: bool


def printed_roadmap(roadmap: RoadmapTree, layout: RoadmapLayout, profile: Profile) -> PrintedRoadmap:
    """Columns, orientation and rows."""
    lies = _lies(roadmap, layout, profile)
    tree = _numbered_for_paper(roadmap, layout)
    columns = _columns(tree, layout, profile, lies)
    makers = _Rows(tuple(column.code for column in columns), layout)
    if layout.sections == "headings":
        tables = [PrintedTable(tuple(makers.lines(section)), section_title(section)) for section in tree.sections]
    else:
        tables = [PrintedTable(tuple(row for section in tree.sections for row in makers.section(section)))]
    return PrintedRoadmap(columns, tuple(table for table in tables if table.rows or table.heading), lies, layout.column_numbers)


def has_result(roadmap: RoadmapTree, layout: RoadmapLayout) -> bool:
    return roadmap.has_result_column if layout.columns == "auto" else layout.columns == "5"


def section_title(section: RoadmapSectionRow) -> str:
    """«1. Название», without a second number where the title already begins with one."""
    return _with_number(section.number, section.title)


def _lies(roadmap: RoadmapTree, layout: RoadmapLayout, profile: Profile) -> bool:
    if layout.orientation != "auto":
        return layout.orientation == "landscape"
    if has_result(roadmap, layout):
        return True
    lengths = [len(line.text) for section in roadmap.sections for line in section.lines if not line.is_subhead]
    return bool(lengths) and median(lengths) >= profile.roadmap_landscape_from


def _numbered_for_paper(roadmap: RoadmapTree, layout: RoadmapLayout) -> RoadmapTree:
    numbering = layout.numbering
    if numbering in ("restart", "continuous", "hierarchical"):
        roadmap = renumbered(_with_bare_titles(roadmap), numbering)
    if layout.section_numbers == "stored":
        return roadmap
    sections, position = [], 0
    for section in _with_bare_titles(roadmap).sections:
        position += bool(section.title)
        number = {"none": "", "arabic": f"{position}.", "roman": f"{roman(position)}."}[layout.section_numbers]
        sections.append(replace(section, number=number if section.title else ""))
    return replace(roadmap, sections=tuple(sections))


def _with_bare_titles(roadmap: RoadmapTree) -> RoadmapTree:
    """Titles without the numbers that they begin with (some are typed with them)."""
    sections = (replace(s, title=_without_number(s.number, s.title) or " ".join(s.title.split())) for s in roadmap.sections)
    return replace(roadmap, sections=tuple(sections))


def _columns(roadmap: RoadmapTree, layout: RoadmapLayout, profile: Profile, lies: bool) -> tuple[PrintedColumn, ...]:
    five = has_result(roadmap, layout)
    if five:
        widths = profile.roadmap_wide_widths_mm if lies else profile.roadmap_narrow_widths_mm
    else:
        widths = profile.roadmap_lying_widths_mm if lies else profile.roadmap_widths_mm
    number, measure, *others = widths
    wider = max(0.0, _number_width(roadmap) - number)
    if layout.numbering == "none":
        wider = -number
    made = tuple(
        PrintedColumn(code, title, width, centred=code in ("number", "deadline"))
        for code, title, width in zip(_CODES, layout.captions, (number + wider, measure - wider, *others), strict=False)
    )
    return made[1:] if layout.numbering == "none" else made


def _number_width(roadmap: RoadmapTree) -> float:
    """Millimetres that the longest number of an item («10.1.», «2.1.1.») takes in one line of table type with its
    margins; at most 25: a number in words may fold."""
    numbers = (line.number for section in roadmap.sections for line in section.lines if not line.is_subhead)
    return min(25.0, max((4.5 + sum(2.4 if sign.isalnum() else 1.2 for sign in number) for number in numbers), default=0.0))


class _Rows:
    def __init__(self, codes: tuple[ColumnCode, ...], layout: RoadmapLayout) -> None:
        self.codes, self.layout = codes, layout

    def section(self, section: RoadmapSectionRow) -> Iterator[PrintedRow]:
        style = self.layout.sections
        head = section_title(section)
        if head and style != "none":
            if style == "row":
                yield self._in_columns("section", section.number, section.title, bold=True)
            elif style == "number_cell":
                yield self._with_number_cell("section", section.number, section.title, bold=True)
            else:
                bold, centred = style != "plain", style == "centred"
                yield PrintedRow("section", (PrintedCell(head, len(self.codes), bold=bold, centred=centred),))
        yield from self.lines(section)

    def lines(self, section: RoadmapSectionRow) -> Iterator[PrintedRow]:
        above: RoadmapLine | None = None
        for line in section.lines:
            yield self._subhead(line) if line.is_subhead else self._item(line, above)
            above = None if line.is_subhead else line

    def _subhead(self, line: RoadmapLine) -> PrintedRow:
        number = "" if self.layout.numbering == "none" else line.number
        if self.layout.sections == "row":
            return self._in_columns("subhead", number, line.text)
        if self.layout.sections == "number_cell":
            return self._with_number_cell("subhead", number, line.text, italic=True)
        head = _with_number(number, line.text)
        return PrintedRow("subhead", (PrintedCell(head, len(self.codes), bold=True, italic=True),))

    def _item(self, line: RoadmapLine, above: RoadmapLine | None) -> PrintedRow:
        cells = []
        for code in self.codes:
            text = str(getattr(line, code))
            joined = self.layout.merge_equal and above is not None and code in _JOINED and _same(text, getattr(above, code))
            cells.append(PrintedCell(text, joined=joined))
        return PrintedRow("item", tuple(cells))

    def _in_columns(self, kind: Literal["section", "subhead"], number: str, title: str, bold: bool = False) -> PrintedRow:
        number, title = _parted(number, title)
        if "number" not in self.codes:
            return PrintedRow(kind, (PrintedCell(_with_number(number, title), len(self.codes), bold=bold),))
        blank = tuple(PrintedCell("") for _code in self.codes[2:])
        return PrintedRow(kind, (PrintedCell(number, bold=bold), PrintedCell(title, bold=bold), *blank))

    def _with_number_cell(
        self, kind: Literal["section", "subhead"], number: str, title: str, bold: bool = False, italic: bool = False
    ) -> PrintedRow:
        number, title = _parted(number, title)
        if "number" not in self.codes:
            return PrintedRow(kind, (PrintedCell(_with_number(number, title), len(self.codes), bold=bold, italic=italic),))
        rest = PrintedCell(title, len(self.codes) - 1, bold=bold, italic=italic)
        return PrintedRow(kind, (PrintedCell(number, bold=bold, italic=italic), rest))


def _same(text: str, other: str) -> bool:
    """Equal but for white space; empty cells stay apart, each has its own room to write."""
    return bool(text.split()) and text.split() == other.split()


def _parted(number: str, title: str) -> tuple[str, str]:
    """The number for its cell and the title without it; «2 этап» and other words that are no number stay in the title."""
    title, number = " ".join(title.split()), number.strip()
    if not _begins_with(title, number):
        return number, title
    bare = _without_number(number, title)
    return (number, bare) if bare and parse_number(number) else ("", title)


def _with_number(number: str, title: str) -> str:
    number, title = number.strip(), " ".join(title.split())
    if not number or _begins_with(title, number):
        return title
    dot = "" if number.endswith(".") or not re.fullmatch(r"[\d.]+|[IVXL]+", number) else "."
    return f"{number}{dot} {title}".strip()


def _begins_with(title: str, number: str) -> bool:
    """«1. Название» and «1 Название» begin with «1.», «10 шагов» and «1.1 Название» do not."""
    bare = number.strip().rstrip(".)")
    return bool(bare) and re.match(re.escape(bare) + r"(?!\w|[.\-–]\w)", title) is not None


def _without_number(number: str, title: str) -> str:
    """What stands after the number; empty where the title does not begin with it or has nothing else."""
    title, number = " ".join(title.split()), number.strip()
    return title[len(number.rstrip(".)")) :].lstrip(" .)\u00a0") if _begins_with(title, number) else ""
