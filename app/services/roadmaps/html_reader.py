"""HTML of Word, Excel, LibreOffice or a browser as paragraphs and table rows, the way `docx_reader` gives a document.

What those programs put on the clipboard is no clean page: conditional comments, styles in comments, list marks inside
`<![if !supportLists]>`, empty cells that only push («mso-ignore:colspan»), tables inside cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.services.roadmaps.cells import Cell, TableRow, clean_text, one_line
from app.services.roadmaps.docx_reader import WordDocument, WordTable
from app.services.roadmaps.headings import Paragraph

_SILENT = frozenset({"script", "style", "head", "title", "xml", "del", "template"})
_BREAKING = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "blockquote", "dt", "dd", "center"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr", "base"})
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
# Symbol and Wingdings letters that stand for a bullet, and what surrounds them.
_BULLET = re.compile(r"^[·§ØüoŸ▪\uf0b7\uf0a7\uf0d8\uf0fc][ \u00a0]+")
_MAX_CELLS = 200_000
_MAX_SPAN = 1_000


@dataclass(slots=True)
class _Text:
    """Text that grows: of a paragraph or of a cell."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    centred: bool = False

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        count = len(text.strip())
        self.letters += count
        self.bold += count if bold else 0

    @property
    def text(self) -> str:
        lines = clean_text("".join(self.parts)).split("\n")
        return "\n".join(_BULLET.sub("– ", line) for line in lines if line)

    @property
    def all_bold(self) -> bool:
        return self.letters > 0 and self.bold == self.letters


@dataclass(slots=True)
class _Table:
    number: int
    rows: list[TableRow] = field(default_factory=list)
    waiting: dict[int, tuple[int, int]] = field(default_factory=dict)
    """{first column: (end, rows still covered)} of cells that reach down."""
    cells: list[Cell] = field(default_factory=list)
    column: int = 0
    open_row: bool = False
    bold: list[bool] = field(default_factory=list)
    span: tuple[int, int] = (1, 1)
    pushed: bool = False
    open_cell: bool = False


def read_html(html: str) -> WordDocument:
    """Blocks of the page: paragraphs and tables in their order."""
    reader = _Reader()
    reader.feed(re.sub(r"^Version:[\d.]+\s.*?(?=<)", "", html, count=1, flags=re.S))
    reader.close()
    reader.finish()
    return WordDocument(tuple(reader.blocks))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Paragraph | WordTable] = []
        self.tables = 0
        self.cells = 0
        self._text = _Text()
        self._stack: list[tuple[str, bool, bool]] = []
        """Open elements: (tag, bold from here, silent from here)."""
        self._table: _Table | None = None
        self._depth = 0
        """Tables open: the second and deeper are text of their cell."""
        self._marked = False
        """The mark of a list stands there and waits for its text."""
        self._lists: list[int | None] = []
        """Counters of the open lists, None for bullets."""

    # --- the parser's own calls -----------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        style = named.get("style", "")
        if tag == "br":
            self._put("\n")
            return
        if tag in _VOID:
            return
        bold = tag in ("b", "strong", "th") or tag in _HEADINGS or bool(_BOLD.search(style)) or self._is("bold")
        if tag in ("span", "b") and re.search(r"font-weight\s*:\s*(?:normal|[1-5]00)", style, re.I):
            bold = False
        silent = tag in _SILENT or bool(_HIDDEN.search(style)) or self._is("silent")
        self._stack.append((tag, bold, silent))
        if silent:
            return
        if tag == "table":
            self._open_table()
        elif tag == "tr" and self._depth == 1:
            self._open_row()
        elif tag in ("td", "th") and self._depth == 1:
            self._open_cell(named, style)
        elif tag in ("td", "th"):
            self._put(" ")
        elif tag in _BREAKING:
            self._break(tag)
            self._open_block(tag, named, style)

    def handle_endtag(self, tag: str) -> None:
        if not any(open_tag == tag for open_tag, _, _ in self._stack):
            if tag == "p":
                self._break(tag)
            return
        silent = self._is("silent")
        while self._stack:
            open_tag, _, _ = self._stack.pop()
            if open_tag == tag:
                break
        if silent:
            return
        if tag == "table":
            self._close_table()
        elif tag == "tr" and self._depth == 1:
            self._close_row()
        elif tag in ("td", "th") and self._depth == 1:
            self._close_cell()
        elif tag in ("ul", "ol"):
            if self._lists:
                self._lists.pop()
            self._break(tag)
        elif tag in _BREAKING:
            self._marked = self._marked and tag != "li"
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._is("silent"):
            text = data if self._within("pre") else re.sub(r"[ \t\r\n\f]+", " ", data)
            self._marked = self._marked and not text.strip()
            self._text.add(text, self._is("bold"))

    def unknown_decl(self, data: str) -> None:
        """«<![if !supportLists]>»: what stands inside is the mark of a list, wanted."""

    # --- blocks -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        while self._depth:
            self._close_table()
        self._flush()

    def _is(self, what: str) -> bool:
        return bool(self._stack and self._stack[-1][1 if what == "bold" else 2])

    def _within(self, tag: str) -> bool:
        return any(open_tag == tag for open_tag, _, _ in self._stack)

    def _put(self, text: str) -> None:
        if not self._is("silent"):
            self._text.add(text, False)

    def _break(self, tag: str) -> None:
        """A line ends; not between the mark of a list and its text, nor inside the cells of a table within a cell."""
        if self._marked:
            return
        if self._depth == 1:
            self._put("\n")
        elif self._depth:
            self._put("\n" if tag in ("tr", "li") else " ")
        else:
            self._flush()

    def _open_block(self, tag: str, named: dict[str, str], style: str) -> None:
        if tag in ("ul", "ol"):
            start = named.get("start", "")
            self._lists.append((int(start) - 1 if start.isdigit() else 0) if tag == "ol" else None)
        elif tag == "li" and self._lists:
            counter = self._lists[-1]
            self._marked = True
            if counter is None:
                self._put("– ")
            else:
                self._lists[-1] = counter + 1
                self._put(f"{counter + 1}. ")
        if tag == "center" or tag in _HEADINGS or named.get("align", "").casefold() == "center" or _CENTRED.search(style):
            self._text.centred = True

    def _flush(self) -> None:
        """A paragraph outside of tables ends; an empty one is kept, it parts blocks."""
        text, self._text = self._text, _Text()
        if text.text or (text.parts and self.blocks and not _is_empty(self.blocks[-1])):
            self.blocks.append(Paragraph(text.text, text.centred or text.all_bold))

    # --- tables -----------------------------------------------------------------------------------------------------

    def _open_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._flush()
            self.tables += 1
            self._table = _Table(self.tables)
        else:
            self._put("\n")

    def _close_table(self) -> None:
        if self._depth == 1 and self._table is not None:
            self._close_row()
            rows, self._table = self._table.rows, None
            if rows:
                self.blocks.append(WordTable(tuple(rows), self.tables))
            self._text = _Text()
        elif self._depth:
            self._put("\n")
        self._depth = max(0, self._depth - 1)

    def _open_row(self) -> None:
        self._close_row()
        if self._table is not None:
            self._table.open_row, self._table.cells, self._table.column, self._table.bold = True, [], 0, []

    def _close_row(self) -> None:
        table = self._table
        if table is None or not table.open_row:
            return
        self._close_cell()
        self._skip_covered(table, to_the_end=True)
        table.waiting = {start: (end, left - 1) for start, (end, left) in table.waiting.items() if left > 1}
        table.open_row = False
        if table.cells:
            place = f"таблица {table.number}, строка {len(table.rows) + 1}"
            filled = [bold for bold, cell in zip(table.bold, table.cells, strict=False) if cell.text]
            table.rows.append(TableRow(tuple(table.cells), place, bold=bool(filled) and all(filled)))

    def _open_cell(self, named: dict[str, str], style: str) -> None:
        self._marked = False
        table = self._table
        if table is None:
            return
        if not table.open_row:
            self._open_row()
        self._close_cell()
        self._text = _Text()
        table.span = (_span(named.get("rowspan", "")), _span(named.get("colspan", "")))
        table.pushed = "mso-ignore:colspan" in style.replace(" ", "")
        table.open_cell = True

    def _close_cell(self) -> None:
        table = self._table
        if table is None or not table.open_cell:
            return
        table.open_cell = False
        text, self._text = self._text, _Text()
        down, across = table.span
        self._skip_covered(table)
        self.cells += 1
        if self.cells > _MAX_CELLS:
            return
        if table.pushed and not text.text and across > 1:
            for _ in range(across):
                table.cells.append(Cell("", table.column, table.column + 1))
                table.bold.append(False)
                table.column += 1
            return
        table.cells.append(Cell(text.text, table.column, table.column + across))
        table.bold.append(text.all_bold)
        if down > 1:
            table.waiting[table.column] = (table.column + across, down)
        table.column += across

    def _skip_covered(self, table: _Table, *, to_the_end: bool = False) -> None:
        """Cells above that reach into this row take their columns."""
        own = {cell.start for cell in table.cells}
        while True:
            if table.column in table.waiting and table.column not in own:
                end, _ = table.waiting[table.column]
                table.cells.append(Cell("", table.column, end, merged_up=True))
                table.bold.append(False)
                table.column = end
            elif to_the_end and any(start > table.column for start in table.waiting):
                table.column = min(start for start in table.waiting if start > table.column)
            else:
                return


def _is_empty(block: Paragraph | WordTable) -> bool:
    return isinstance(block, Paragraph) and not block.text


def _span(value: str) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value.strip().isdigit() else 1


def has_table(html: str) -> bool:
    return bool(re.search(r"<table\b", html, re.I)) and bool(one_line(html))
