"""A ruled table that breaks over pages the way an office expects.

ReportLab's own table divides a row only as a last resort and knows nothing of section rows; this one repeats its header,
divides long rows between lines of text (a cell may run over many pages), leaves no section row at the foot of a page,
says what stands for several rows again on top of the next page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from reportlab.platypus import Flowable, Paragraph

from app.services.forms.blocks import Fill
from app.services.forms.layout import FILLS, HATCH, WHOLE_ROW_SHARE

Paint = Callable[[Any, float, float, float, float], None]
_FUZZ = 0.01
_HATCH_STEP = 4.0
_AGAIN_SHARE = 0.2
"""Of a page: words higher than this are not said again on the next one."""


@dataclass(slots=True)
class GridCell:
    column: int
    span: int
    paragraphs: list[Paragraph]
    bottom: bool = False
    """Text stands on the bottom edge (name of a signature)."""
    joined: bool = False
    """Goes on from the cell above."""
    again: list[Paragraph] = field(default_factory=list)
    """What stands for several rows: said again where a page begins between them."""
    repeated: bool = False
    """The words were said on the page before."""
    paint: Paint | None = None
    """Draws into the box of the cell (canvas, left, bottom, width, height), under the text."""
    least: float = 0.0
    """Height of what it draws."""
    fill: Fill = ""
    """Ground under everything else."""
    heights: list[float] = field(default_factory=list)


@dataclass(slots=True)
class GridRow:
    cells: list[GridCell]
    stays_with_next: bool = False
    height: float = 0.0
    """Measured lazily; 0 = not yet."""


@dataclass(frozen=True, slots=True)
class GridStyle:
    widths: tuple[float, ...]
    padding: float
    line_height: float
    """Of the smallest row: one line."""
    page_height: float
    line_width: float = 0.5
    """0 = no rules (a signature)."""


def _draw_ground(canvas: Any, fill: Fill, left: float, bottom: float, width: float, height: float) -> None:
    canvas.saveState()
    canvas.setFillColor(f"#{FILLS[fill]}")
    canvas.rect(left, bottom, width, height, stroke=0, fill=1)
    if fill == "break":
        box = canvas.beginPath()
        box.rect(left, bottom, width, height)
        canvas.clipPath(box, stroke=0, fill=0)
        canvas.setStrokeColor(f"#{HATCH}")
        canvas.setLineWidth(0.5)
        first = -int(height // _HATCH_STEP) - 1
        for n in range(first, int(width // _HATCH_STEP) + 1):
            x = left + n * _HATCH_STEP
            canvas.line(x, bottom, x + height, bottom + height)
    canvas.restoreState()


def _joined_below(cell: GridCell, below: GridRow | None) -> GridCell | None:
    """The cell of the next row that goes on from this one."""
    if below is None:
        return None
    return next((one for one in below.cells if one.joined and (one.column, one.span) == (cell.column, cell.span)), None)


def _allow_single_lines(cell: GridCell) -> None:
    """Rows may be one line high: a line may stand alone in one."""
    for paragraph in cell.paragraphs:
        paragraph.style = paragraph.style.clone(paragraph.style.name, allowWidows=1, allowOrphans=1)


def _anything_in(cells: list[GridCell]) -> bool:
    """What is said again on a page is no reason to divide a row."""
    return any(cell.paragraphs for cell in cells if not cell.repeated)


class GridTable(Flowable):
    def __init__(
        self,
        style: GridStyle,
        header: tuple[GridRow, ...],
        rows: list[GridRow],
        before: float = 0.0,
        after: float = 0.0,
        *,
        begins: bool = True,
    ) -> None:
        """`begins` False: the rest of a table, whose words have been laid out already."""
        super().__init__()
        self.style, self.header = style, header
        self.rows = self._said_again(rows)
        if begins:
            self._let_flow()
        self.spaceBefore, self.spaceAfter = before, after
        self.waits_for_page = False
        """True for rows that go to the next page though the first of them would still fit."""
        if self._header_height() > style.page_height / 3:
            # A header that would eat the page is printed once, as ordinary rows.
            self.rows, self.header = [*header, *self.rows], ()

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = sum(self.style.widths), self._header_height() + sum(self._measured(row) for row in self.rows)
        self.waits_for_page = self.waits_for_page and height < self.style.page_height - 1
        return self.width, max(self.height, height + 1) if self.waits_for_page else self.height

    def height_before_last_row(self) -> float:
        """Height down to the last row that is not a section row: what may stay on the page before."""
        keep = len(self.rows) - 1
        while keep > 0 and self.rows[keep - 1].stays_with_next:
            keep -= 1
        return self._header_height() + sum(self._measured(row) for row in self.rows[:keep]) if keep else 0.0

    def split(self, width: float, height: float) -> list[Any]:
        fresh = height >= self.style.page_height - 1
        if not self.rows:
            return []
        if self.waits_for_page and not fresh:
            return []
        room = height - self._header_height() + _FUZZ
        count, used = 0, 0.0
        while count < len(self.rows) and used + self._measured(self.rows[count]) <= room:
            used += self._measured(self.rows[count])
            count += 1
        if count == len(self.rows):
            return [self]
        over = self.rows[count]
        divided = None
        if self._measured(over) > WHOLE_ROW_SHARE * self.style.page_height:
            divided = self._divided(over, room - used, 2)
        if divided is None:
            whole = count
            while count and self.rows[count - 1].stays_with_next:
                count -= 1
            if count == 0:
                if not fresh:
                    return []
                count = whole
                if count == 0:
                    divided = self._divided(over, room, 1)
        if divided is None:
            alone = count == len(self.rows) - 1 and count > 2 and not self.rows[count - 2].stays_with_next
            count -= alone  # the last row takes company to its page
            if not count:
                return [self]
            rest = self._part(self.rows[count:])
            rest.waits_for_page = alone
            return [self._part(self.rows[:count]), rest]
        above, below = divided
        return [self._part([*self.rows[:count], above]), self._part([below, *self.rows[count + 1 :]])]

    def draw(self) -> None:
        y = self.height
        rows = [*self.header, *self.rows]
        for row in rows:
            self._measured(row)
        for place, row in enumerate(rows):
            y -= row.height
            below = rows[place + 1] if place + 1 < len(rows) else None
            for cell in row.cells:
                top = (place == len(self.header)) or not cell.joined
                # Words that flow from cell to cell are one text: no gap where the rows meet, one after another for search.
                under = rows[place + 1 :] if place >= len(self.header) else []
                flow = [cell, *self._flows_into(cell, under)] if top else []
                self._draw_cell(cell, flow, y, row.height, top=top, foot=_joined_below(cell, below) is None)

    def _flows_into(self, cell: GridCell, rows: list[GridRow]) -> list[GridCell]:
        """Cells under this one that go on from it."""
        found: list[GridCell] = []
        for row in rows:
            under = _joined_below(cell, row)
            if under is None:
                break
            found.append(under)
        return found

    def _draw_cell(self, cell: GridCell, flow: list[GridCell], y: float, height: float, *, top: bool, foot: bool) -> None:
        left, width, padding = sum(self.style.widths[: cell.column]), self._cell_width(cell), self.style.padding
        if cell.fill:
            _draw_ground(self.canv, cell.fill, left, y, width, height)
        if self.style.line_width:
            self.canv.setLineWidth(self.style.line_width)
            if top and foot:
                self.canv.rect(left, y, width, height, stroke=1, fill=0)
            else:
                edges = [(left, y, left, y + height), (left + width, y, left + width, y + height)]
                edges += [(left, y + height, left + width, y + height)] if top else []
                self.canv.lines([*edges, (left, y, left + width, y)] if foot else edges)
        if cell.paint is not None:
            cell.paint(self.canv, left, y, width, height)
        line = y + sum(cell.heights) + padding if cell.bottom else y + height - padding
        for one in flow:
            for paragraph, tall in zip(one.paragraphs, one.heights, strict=True):
                line -= tall
                paragraph.drawOn(self.canv, left + padding, line)

    def _said_again(self, rows: list[GridRow]) -> list[GridRow]:
        """The first row of a page with the words that stand for it, where they ended on the page before."""
        if not rows or not any(self._is_said_again(cell) for cell in rows[0].cells):
            return rows
        cells = [
            replace(cell, paragraphs=list(cell.again), heights=[], repeated=True) if self._is_said_again(cell) else cell
            for cell in rows[0].cells
        ]
        return [GridRow(cells, rows[0].stays_with_next), *rows[1:]]

    def _is_said_again(self, cell: GridCell) -> bool:
        """Long texts are not: they would fill the page with what has been read."""
        if not cell.joined or cell.paragraphs or not cell.again:
            return False
        tall = sum(paragraph.wrap(self._text_width(cell), 1e6)[1] for paragraph in cell.again)
        return tall < _AGAIN_SHARE * self.style.page_height

    def _let_flow(self) -> None:
        """What a cell has no room for goes into the cell joined to it below: the others decide how high a row is."""
        for row, below in pairwise(self.rows):
            pairs = [(cell, under) for cell in row.cells if (under := _joined_below(cell, below)) is not None]
            if not pairs:
                continue
            self._measured(row)
            flowing = {id(cell) for cell, _ in pairs}
            room = max((sum(cell.heights) for cell in row.cells if id(cell) not in flowing), default=0.0)
            room = max(room, self.style.line_height)
            for cell, under in pairs:
                _allow_single_lines(cell)
                cell.paragraphs, rest = self._cut(cell, room)
                under.paragraphs = [*rest, *under.paragraphs]
            row.height = 0.0

    def _part(self, rows: list[GridRow]) -> GridTable:
        return GridTable(self.style, self.header, rows, self.spaceBefore, self.spaceAfter, begins=False)

    def _header_height(self) -> float:
        return sum(map(self._measured, self.header))

    def _cell_width(self, cell: GridCell) -> float:
        return sum(self.style.widths[cell.column : cell.column + cell.span])

    def _measured(self, row: GridRow) -> float:
        if not row.height:
            for cell in row.cells:
                cell.heights = [paragraph.wrap(self._text_width(cell), 1e6)[1] for paragraph in cell.paragraphs]
            tallest = max((max(sum(cell.heights), cell.least) for cell in row.cells), default=0.0)
            row.height = max(tallest, self.style.line_height) + 2 * self.style.padding
        return row.height

    def _text_width(self, cell: GridCell) -> float:
        return self._cell_width(cell) - 2 * self.style.padding

    def _divided(self, row: GridRow, height: float, least_lines: int) -> tuple[GridRow, GridRow] | None:
        """The row cut between lines of text, or None where fewer than `least_lines` would fit."""
        room = height - 2 * self.style.padding
        if room < least_lines * self.style.line_height:
            return None
        above, below = [], []
        for cell in row.cells:
            kept, left_over = self._cut(cell, room)
            above.append(replace(cell, paragraphs=kept, heights=[]))
            below.append(replace(cell, paragraphs=left_over, heights=[], joined=True))
        if not _anything_in(above) or not _anything_in(below):
            return None
        return GridRow(above), GridRow(below, row.stays_with_next)

    def _cut(self, cell: GridCell, room: float) -> tuple[list[Paragraph], list[Paragraph]]:
        for place, (paragraph, tall) in enumerate(zip(cell.paragraphs, cell.heights, strict=True)):
            if tall <= room + _FUZZ:
                room -= tall
                continue
            parts = paragraph.split(self._text_width(cell), room) if room > 0 else []
            if len(parts) < 2:
                return cell.paragraphs[:place], cell.paragraphs[place:]
            return [*cell.paragraphs[:place], parts[0]], [*parts[1:], *cell.paragraphs[place + 1 :]]
        return cell.paragraphs, []
