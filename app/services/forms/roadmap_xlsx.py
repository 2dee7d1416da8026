"""A roadmap as an Excel workbook that looks like its print and can be worked on: one sheet, repeated header, real cells.

Excel gives a row at most 409 points, cuts a line of text in two where a page ends inside a cell, and never grows a row for
a merged cell. So heights are reckoned here, and the longest items stand over several sheet rows: the number, the deadline
and the rest merged, the text parted between its lines. Our own reader puts such rows together again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.services.errors import UserError
from app.services.forms import layout as sheet_layout
from app.services.forms.layout import PT_PER_MM
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.roadmap_page import approval_lines, margins, period_text, preamble_parts, title_text
from app.services.forms.roadmap_table import PrintedCell, PrintedRoadmap, PrintedRow, printed_roadmap
from app.services.forms.typography import clean
from app.services.table_files.export_guard import set_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Дорожная карта"
_PIXELS_PER_MM = 96 / 25.4
_DEFAULT_FONT = ("Arial", 10)
_DIGIT_PIXELS = 7.0
"""Width of a digit in the default type of the workbook: the unit of column widths."""
_PADDING_MM = 1.6
"""Excel's own margin on both sides of a cell together."""
_CHUNK_LINES = 8
"""Lines of one sheet row of a long item: rows of this height fill a page well."""
_PLAIN_SHARE = 0.95
"""Ordinary type against the bold one that widths are estimated for."""
_WHOLE_LINES = 24
"""Items of more lines stand over several sheet rows (24 lines of 12 points are 346 of the 409 that Excel allows)."""
_TEXT_LIMIT = 32_000
"""Excel holds 32,767 characters in a cell."""


def render_xlsx(data: RoadmapData, profile: Profile = GOST_2025, mark: str = "") -> bytes:
    """The workbook as bytes, with the sheet and the choices of `data.layout`; `mark` («ПРОЕКТ») stands on every page."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    book.properties.title = clean(data.roadmap.title)[:255]
    book.properties.creator = clean(data.author) or "ОКО-Район"
    book.properties.language = "ru-RU"
    _set_default_font(book)
    _Writer(sheet, data, profile, mark).write()
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _set_default_font(book: Any) -> None:
    """A type of the same width in every program: column widths are counted in its digits."""
    from openpyxl.styles import Font
    from openpyxl.utils.indexed_list import IndexedList

    font = Font(name=_DEFAULT_FONT[0], size=_DEFAULT_FONT[1])
    book._fonts = IndexedList([font])
    book._named_styles["Normal"].font = font


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    across: str = "left"
    down: str = "top"
    ruled: bool = False
    edges: str = "tb"
    """Rules above (t) and below (b) of a ruled cell."""


class _Writer:
    def __init__(self, sheet: Worksheet, data: RoadmapData, profile: Profile, mark: str) -> None:
        self.sheet, self.data, self.profile, self.mark = sheet, data, profile, mark
        self.printed: PrintedRoadmap = printed_roadmap(data.roadmap, data.layout, profile)
        self.widths = [column.width_mm for column in self.printed.columns]
        self.size = profile.table_pt
        self.line = self.size * profile.line_factor + 0.6
        self.row = 1
        self._styles: dict[_Look, Any] = {}
        self._rules: dict[str, Any] = {}

    def write(self) -> None:
        for number, width in enumerate(self.widths, 1):
            letter = self.sheet.cell(1, number).column_letter
            self.sheet.column_dimensions[letter].width = round(width * _PIXELS_PER_MM / _DIGIT_PIXELS, 2)
        self._above()
        first = self.row
        self._head()
        for table in self.printed.tables:
            if table.heading:
                self._across(table.heading, _Look(bold=True, across="center", down="center"))
            self._rows(table.rows)
        self._page(first, first + (1 if self.printed.column_numbers else 0))

    def _above(self) -> None:
        lines = approval_lines(self.data, self.profile)
        if lines:
            self._approval(lines)
        title = title_text(self.data.roadmap.title, self.data.layout.title)
        self._across(title, _Look(bold=True, across="center", down="center"), spare=0.5)
        if period := period_text(self.data.roadmap):
            self._across(period, _Look(across="center"), spare=0.5)
        if self.data.layout.preamble:
            for part in preamble_parts(self.data.roadmap):
                self._across(part, _Look(across="justify"))
        self._height(self.row, 0.6)
        self.row += 1

    def _approval(self, lines: list[str]) -> None:
        """In the rightmost columns that are about as wide as the block needs."""
        start, room = len(self.widths), 0.0
        while start > 1 and room < self.profile.appendix_block_mm - 10:
            start -= 1
            room += self.widths[start]
        look = _Look(across="center" if self.data.layout.approval_align == "center" else "left")
        for line in lines:
            self._put(self.row, start + 1, line, look)
            self._merge(self.row, start + 1, self.row, len(self.widths), ruled=False)
            self._height(self.row, self._lines(line, room))
            self.row += 1
        self._height(self.row, 0.6)
        self.row += 1

    def _head(self) -> None:
        look = _Look(bold=True, across="center", down="center", ruled=True)
        for number, column in enumerate(self.printed.columns, 1):
            self._put(self.row, number, column.title, look)
        pairs = zip(self.printed.columns, self.widths, strict=True)
        self._height(self.row, max(self._lines(column.title, width, bold=True) for column, width in pairs))
        self.row += 1
        if self.printed.column_numbers:
            for number in range(1, len(self.widths) + 1):
                self.sheet.cell(self.row, number, number)
                self._dress(self.row, number, _Look(across="center", ruled=True))
            self._height(self.row, 1)
            self.row += 1

    def _rows(self, rows: tuple[PrintedRow, ...]) -> None:
        joins: dict[int, tuple[int, int]] = {}
        for row in rows:
            pieces = self._pieces(row)
            heights = self._heights(row, pieces)
            top, bottom = self.row, self.row + len(heights) - 1
            for height in heights:
                self._height(self.row, height)
                self.row += 1
            column = 1
            for cell in row.cells:
                last = column + cell.span - 1
                look = self._look(row, cell, column)
                if cell.joined and column in joins:
                    joins[column] = (joins[column][0], bottom)
                    self._dress(top, column, look)
                else:
                    self._close(joins, column)
                    if len(pieces) > 1 and self.printed.columns[column - 1].code == "text":
                        self._put_pieces(top, bottom, column, pieces, look)
                    else:
                        self._put(top, column, cell.text, look)
                        if cell.span > 1:
                            self._merge(top, column, bottom, last, ruled=True)
                        else:
                            joins[column] = (top, bottom)
                column = last + 1
        for column in list(joins):
            self._close(joins, column)

    def _pieces(self, row: PrintedRow) -> list[str]:
        """The text of a long item parted between its lines, several lines a piece; one piece where it is not long."""
        at = self._text_column()
        if row.kind != "item" or self._lines(row.cells[at].text, self.widths[at]) <= _WHOLE_LINES:
            return [""]
        pieces: list[list[str]] = []
        used = 0
        for part in row.cells[at].text.split("\n"):
            lines = self._lines(part, self.widths[at])
            # An empty line stays with the words before it: a cell that ends in one would lose it.
            if not pieces or (part.strip() and used + lines > _CHUNK_LINES):
                pieces.append([])
                used = 0
            pieces[-1].append(part)
            used += lines
        return ["\n".join(piece) for piece in pieces]

    def _text_column(self) -> int:
        return next(place for place, column in enumerate(self.printed.columns) if column.code == "text")

    def _put_pieces(self, top: int, bottom: int, column: int, pieces: list[str], look: _Look) -> None:
        for place, piece in enumerate(pieces):
            edges = "t" * (place == 0) + "b" * (top + place == bottom)
            self._put(top + place, column, piece, replace(look, edges=edges))
        for row in range(top + len(pieces), bottom + 1):
            self._dress(row, column, replace(look, edges="b" * (row == bottom)))

    def _close(self, joins: dict[int, tuple[int, int]], column: int) -> None:
        """A cell over several sheet rows is merged when it is known where it ends."""
        top, bottom = joins.pop(column, (0, 0))
        if bottom > top:
            self._merge(top, column, bottom, column, ruled=True)

    def _look(self, row: PrintedRow, cell: PrintedCell, column: int) -> _Look:
        of_column = row.kind == "item" or cell.span == 1 < len(row.cells)
        centred = cell.centred or (of_column and self.printed.columns[column - 1].centred)
        return _Look(cell.bold, cell.italic, "center" if centred else "left", "top", ruled=True)

    def _heights(self, row: PrintedRow, pieces: list[str]) -> list[int]:
        """Lines of the sheet rows that the item takes."""
        if len(pieces) > 1:
            at = self._text_column()
            heights = [self._lines(piece, self.widths[at]) for piece in pieces]
            others = max(self._lines(c.text, w) for i, (c, w) in enumerate(zip(row.cells, self.widths, strict=True)) if i != at)
            if all(height <= _WHOLE_LINES for height in heights):
                return [*heights, *_chunks(others - sum(heights))]
        lines, column = 1, 0
        for cell in row.cells:
            width = sum(self.widths[column : column + cell.span])
            lines = max(lines, self._lines(cell.text, width, bold=cell.bold))
            column += cell.span
        return [lines] if lines <= _WHOLE_LINES else _chunks(lines)

    def _across(self, words: str, look: _Look, spare: float = 0.0) -> None:
        """A text over the whole width, in as many sheet rows as it needs."""
        lines = self._lines(words, sum(self.widths), bold=look.bold)
        top = self.row
        for height in [lines] if lines <= _WHOLE_LINES else _chunks(lines):
            self._height(self.row, height + spare)
            self.row += 1
        self._put(top, 1, words, look)
        self._merge(top, 1, self.row - 1, len(self.widths), ruled=look.ruled)

    def _lines(self, words: str, width_mm: float, bold: bool = False) -> int:
        size = self.size * (1.0 if bold else _PLAIN_SHARE)
        return sum(sheet_layout.estimated_lines(part, size, width_mm - _PADDING_MM) for part in clean(words).split("\n"))

    def _height(self, row: int, lines: float) -> None:
        self.sheet.row_dimensions[row].height = round(lines * self.line + 3, 1)

    def _put(self, row: int, column: int, words: str, look: _Look) -> None:
        text = clean(words).replace("\t", " ")
        cell = self.sheet.cell(row, column)
        # A bare number stays one: Excel marks digits stored as text with a triangle.
        plain = len(text) <= 4 and text.isascii() and text.isdigit() and not text.startswith("0")
        if plain:
            cell.value = int(text)
        elif text:
            if len(text) > _TEXT_LIMIT:
                what = f"Текст «{text[:60]}…» длиннее, чем помещается в ячейку Excel."
                raise UserError(what, "Разделите его на несколько пунктов или сохраните карту в PDF или Word.")
            set_cell(cell, text)
        self._dress(row, column, look)

    def _merge(self, top: int, left: int, bottom: int, right: int, *, ruled: bool) -> None:
        if (top, left) == (bottom, right):
            return
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in range(top, bottom + 1) if ruled else ():
            for column in range(left, right + 1):
                self.sheet.cell(row, column).border = self._borders("tb")

    def _dress(self, row: int, column: int, look: _Look) -> None:
        from openpyxl.styles import Alignment, Font

        cell = self.sheet.cell(row, column)
        if look not in self._styles:
            font = Font(name=self.profile.word_font, size=self.size, bold=look.bold, italic=look.italic)
            self._styles[look] = (font, Alignment(horizontal=look.across, vertical=look.down, wrap_text=True))
        cell.font, cell.alignment = self._styles[look]
        if look.ruled:
            cell.border = self._borders(look.edges)

    def _borders(self, edges: str) -> Any:
        from openpyxl.styles import Border, Side

        if edges not in self._rules:
            thin = Side(style="thin")
            above, below = (thin if edge in edges else Side() for edge in "tb")
            self._rules[edges] = Border(left=thin, right=thin, top=above, bottom=below)
        return self._rules[edges]

    def _page(self, first: int, last: int) -> None:
        """A4 as the paper lies, one page wide, the header on every page, numbers from the second."""
        sheet, edges = self.sheet, margins(self.profile, self.printed.landscape)
        setup = sheet.page_setup
        setup.paperSize = 9
        setup.orientation = "landscape" if self.printed.landscape else "portrait"
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        inches = {side: round(getattr(edges, side) / 25.4, 3) for side in ("left", "right", "top", "bottom")}
        for side, value in inches.items():
            setattr(sheet.page_margins, side, value)
        sheet.page_margins.header = sheet.page_margins.footer = round(self.profile.page_number_from_edge_mm / 25.4, 3)
        sheet.print_title_rows = f"{first}:{last}"
        sheet.HeaderFooter.differentFirst = True
        headers = [(sheet.oddHeader.center, "&P")]
        if self.mark:
            headers += [(header.right, self.mark) for header in (sheet.firstHeader, sheet.oddHeader)]
        for part, words in headers:
            part.text, part.font, part.size = words, f"{self.profile.word_font},Regular", round(self.profile.page_number_pt)
        sheet.print_options.horizontalCentered = True
        sheet.sheet_view.showGridLines = False
        above = sum(sheet.row_dimensions[row].height or 0 for row in range(1, last + 1))
        if above <= 60 * PT_PER_MM:
            sheet.freeze_panes = sheet.cell(last + 1, 1)


def _chunks(lines: int) -> list[int]:
    """So many lines over sheet rows of a height that pages are filled well with."""
    full, rest = divmod(max(0, lines), _CHUNK_LINES)
    return [_CHUNK_LINES] * full + [rest] * bool(rest)
