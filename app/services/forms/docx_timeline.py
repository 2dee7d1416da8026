"""A timeline as a Word table: months are divided into parts, a stretch is a shaded run of cells with a sign in it.

Word knows no more than 63 columns in a table, so that long plans have coarser parts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.services.forms.blocks import Look, TimelineBlock, TimeRow
from app.services.forms.layout import twips
from app.services.forms.typography import clean

_MOST_COLUMNS = 60
_SIGN_FONT = "Segoe UI Symbol"
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_URGENT: tuple[Look, ...] = ("cancelled", "done", "ahead", "postponed", "in_progress", "waiting_region", "overdue")
"""Where two share a part, the later one is shown."""


@dataclass(frozen=True, slots=True)
class Dress:
    """Shading (pattern, ink, ground), sign and its colour."""

    pattern: str
    ink: str
    ground: str
    sign: str
    sign_colour: str = "000000"


DRESS: dict[Look, Dress] = {
    "done": Dress("clear", "auto", "595959", "✓", "FFFFFF"),
    "in_progress": Dress("clear", "auto", "BFBFBF", "•"),
    "ahead": Dress("clear", "auto", "E7E7E7", "○"),
    "overdue": Dress("diagStripe", "7F7F7F", "FFFFFF", "!"),
    "waiting_region": Dress("clear", "auto", "F2F2F2", "Р"),
    "postponed": Dress("clear", "auto", "F2F2F2", "→"),
    "cancelled": Dress("clear", "auto", "FFFFFF", "×"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of the axis: `parts` of a month each, or one for several months (`parts` < 1)."""

    months: int
    parts: float
    width: float
    """Millimetres of the axis."""

    @property
    def slots(self) -> int:
        return math.ceil(self.months * self.parts - 1e-9)

    def slot(self, place: float) -> int:
        return min(self.slots - 1, max(0, math.floor(place * self.parts + 1e-6)))

    def twips(self, first: int, after: int) -> int:
        edge = [twips(self.width * n / self.slots) for n in (first, after)]
        return edge[1] - edge[0]


def grid_of(block: TimelineBlock, width_mm: float) -> Grid:
    room = _MOST_COLUMNS - len(block.columns)
    months = len(block.months)
    for parts in (4, 3, 2, 1):
        if months * parts <= room:
            return Grid(months, parts, width_mm)
    return Grid(months, 1 / math.ceil(months / room), width_mm)


def head_rows(block: TimelineBlock, grid: Grid, size: float) -> tuple[str, str]:
    """The cells of the years and of the months, as XML."""
    years, place = [], 0
    for year, months in block.years:
        first, place = place, place + months
        years.append(_cell(grid, _edge(grid, first), _edge(grid, place), _words(year, size, bold=True)))
    months_xml = []
    count = max(1, round(1 / grid.parts)) if grid.parts < 1 else 1
    small = min(size, 8.0) if grid.width / grid.months * count < 7 else size
    for first in range(0, grid.months, count):
        last = min(grid.months, first + count)
        words = block.months[first] if last - first == 1 else f"{block.months[first]}–{block.months[last - 1]}"
        months_xml.append(_cell(grid, _edge(grid, first), _edge(grid, last), _words(words, small, bold=True)))
    return "".join(years), "".join(months_xml)


def _edge(grid: Grid, month: int) -> int:
    return min(grid.slots, math.ceil(month * grid.parts - 1e-9))


def row_cells(block: TimelineBlock, row: TimeRow, grid: Grid, size: float) -> str:
    """The cells of one item along the axis, as XML."""
    if row.words:
        return _cell(grid, 0, grid.slots, _words(row.words, size, italic=True))
    looks: list[int | None] = [None] * grid.slots
    for number in sorted(range(len(row.stretches)), key=lambda n: _URGENT.index(row.stretches[n].look)):
        one = row.stretches[number]
        first = grid.slot(one.end if one.point else one.start)
        last = first if one.point else max(first, grid.slot(one.end - 1e-3))
        looks[first : last + 1] = [number] * (last + 1 - first)
    today = None if block.today is None else grid.slot(block.today)
    cells, first = [], 0
    for slot in range(1, grid.slots + 1):
        same = slot < grid.slots and looks[slot] == looks[first] and slot != today
        begins_month = grid.parts >= 1 and slot % int(grid.parts) == 0
        if same and not (looks[slot] is None and begins_month):
            continue
        here = looks[first]
        dress = None if here is None else DRESS[row.stretches[here].look]
        sign = dress.sign if dress is not None and (first == 0 or looks[first - 1] != here) else ""
        content = _sign(dress, size) if dress is not None and sign else _words("", size)
        cells.append(_cell(grid, first, slot, content, dress, _today(first == today, slot == today)))
        first = slot
    return "".join(cells)


def legend_cells(block: TimelineBlock, widths_mm: list[tuple[float, float]], size: float) -> str:
    """Sample, words, sample, words… as XML; today's line at the end."""
    cells = []
    entries: list[tuple[Dress | None, str]] = [(DRESS[look], words) for look, words in block.legend]
    if block.today_words:
        entries.append((None, block.today_words))
    for (dress, words), (sample, room) in zip(entries, widths_mm, strict=True):
        sign = _sign(dress, size) if dress is not None else _words("", size)
        frame = _FRAME if dress is not None else _today(False, True)
        cells.append(_tc(twips(sample), 1, sign, frame, _shading(dress)))
        cells.append(_tc(twips(room), 1, _words(words, size, align="left"), _NO_BORDERS, "", left_mm=1.5))
    return "".join(cells)


def parse_cells(xml: str) -> list[object]:
    from docx.oxml import parse_xml

    return list(parse_xml(f"<w:tr {_NS}>{xml}</w:tr>"))


def _cell(grid: Grid, first: int, after: int, content: str, dress: Dress | None = None, borders: str = "") -> str:
    return _tc(grid.twips(first, after), after - first, content, borders, _shading(dress))


def _sign(dress: Dress, size: float) -> str:
    return _words(dress.sign, size, bold=True, colour=dress.sign_colour, font=_SIGN_FONT)


def _tc(width: int, span: int, content: str, borders: str, shading: str, left_mm: float = 0.0) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    margins = f'<w:tcMar><w:left w:w="{twips(left_mm)}" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}{borders}{shading}{margins}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


_SIDES = ("top", "left", "bottom", "right")
_NO_BORDERS = "<w:tcBorders>" + "".join(f'<w:{side} w:val="nil"/>' for side in _SIDES) + "</w:tcBorders>"
_FRAME = (
    "<w:tcBorders>"
    + "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in _SIDES)
    + "</w:tcBorders>"
)


def _today(left: bool, right: bool) -> str:
    """Today's line at an edge; both neighbours have it, else the thinner rule may win."""
    sides = [name for name, wanted in (("left", left), ("right", right)) if wanted]
    lines = "".join(f'<w:{name} w:val="dashed" w:sz="18" w:space="0" w:color="000000"/>' for name in sides)
    return f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""


def _shading(dress: Dress | None) -> str:
    return "" if dress is None else f'<w:shd w:val="{dress.pattern}" w:color="{dress.ink}" w:fill="{dress.ground}"/>'


def _words(
    words: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: str = "center",
    colour: str = "",
    font: str = "",
) -> str:
    faces = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>' if font else ""
    half = round(2 * size)
    face = (
        faces
        + "<w:b/>" * bold
        + "<w:i/>" * italic
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    )
    run = f'<w:r><w:rPr>{face}</w:rPr><w:t xml:space="preserve">{escape(clean(words))}</w:t></w:r>' if words else ""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/>'
    return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/><w:rPr><w:sz w:val="{half}"/></w:rPr></w:pPr>{run}</w:p>'
