"""Word documents of our own that look as roadmaps look: a tree and a `Look` → .docx, with every habit of real files."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

Role = Literal["number", "text", "deadline", "responsible", "result"]
CAPTIONS: dict[str, str] = {
    "number": "№ п/п",
    "text": "Мероприятие",
    "deadline": "Сроки исполнения",
    "responsible": "Ответственные",
    "result": "Результат",
}


@dataclass(frozen=True)
class Look:
    """How the table is typed."""

    columns: tuple[Role, ...] = ("number", "text", "deadline", "responsible", "result")
    captions: dict[str, str] = field(default_factory=lambda: dict(CAPTIONS))
    sections: Literal["merged", "first_cell", "second_cell", "two_cells", "paragraph"] = "merged"
    page_every: int = 0
    """A new table after so many rows: page breaks of a converted document."""
    repeat_header: bool = True
    tear: bool = False
    """The row at the page break goes on in the next table."""
    number_line: bool = False
    auto_numbers: bool = False
    """The column of numbers holds Word's own numbering."""
    dirty: bool = False
    """Soft hyphens, NBSP, double spaces, texts cut into runs."""
    merge_equal: bool = False
    """Equal neighbouring deadlines and responsible parties merged down."""
    shift: bool = False
    """Number and text of every second item in one cell, the rest slipped to the left."""
    nested: bool = False
    """Results in a table inside the cell."""
    empty_rows: bool = False


@dataclass
class _Row:
    kind: Literal["section", "subhead", "item", "tail", "empty"]
    values: dict[str, str]


def write_docx(path: Path, tree: RoadmapTree, look: Look, above: tuple[str, ...] = ()) -> Path:
    """Title, then the table(s). `above` are paragraphs before the title."""
    import docx

    document = docx.Document()
    rng = random.Random(7)
    for text in (*above, tree.title, *filter(None, tree.preamble.split("\n"))):
        document.add_paragraph(_dirt(text, rng) if look.dirty else text)
    _Writer(document, look, rng).write(_rows(tree, look))
    document.save(str(path))
    return path


def _rows(tree: RoadmapTree, look: Look) -> list[_Row]:
    rows: list[_Row] = []
    for section in tree.sections:
        if section.title or section.number:
            rows.append(_Row("section", {"number": section.number, "text": section.title}))
        for line in section.lines:
            values = {role: getattr(line, role) for role in CAPTIONS}
            rows.append(_Row("subhead" if line.is_subhead else "item", values))
            if look.empty_rows and len(rows) % 4 == 0:
                rows.append(_Row("empty", {}))
    return rows


class _Writer:
    def __init__(self, document: Any, look: Look, rng: random.Random) -> None:
        self.document, self.look, self.rng = document, look, rng
        self.table: Any = None
        self.numbering: dict[str, int] = {}
        self.counted: dict[str, int] = {}
        self.items = self.sections = 0

    def write(self, rows: list[_Row]) -> None:
        look = self.look
        self._new_table(header=True)
        filled = 0
        queue = list(rows)
        while queue:
            row = queue.pop(0)
            if look.page_every and filled >= look.page_every:
                self.document.add_paragraph()
                self._new_table(header=look.repeat_header)
                filled = 0
            elif look.page_every and look.tear and filled == look.page_every - 1 and row.kind == "item":
                head, tail = _torn(row)
                row = head
                queue.insert(0, tail)
            filled += 1
            if row.kind in ("section", "subhead"):
                self._title(row, subhead=row.kind == "subhead")
            else:
                self._item(row)
        if look.merge_equal:
            self._merge_equal()

    def _new_table(self, *, header: bool) -> None:
        self.table = self.document.add_table(rows=0, cols=len(self.look.columns))
        if not header:
            return
        self._fill(self.table.add_row(), [self.look.captions[role] for role in self.look.columns], bold=True)
        if self.look.number_line:
            self._fill(self.table.add_row(), [str(i) for i in range(1, len(self.look.columns) + 1)])

    def _title(self, row: _Row, *, subhead: bool) -> None:
        self.sections += not subhead
        look, number, title = self.look, row.values["number"], row.values["text"]
        whole = f"{number} {title}".strip()
        if look.sections == "paragraph" and not subhead:
            self.document.add_paragraph()
            self.document.add_paragraph(whole).runs[0].bold = True
            self.document.add_paragraph()
            self._new_table(header=True)
            return
        cells = self.table.add_row()
        width = len(look.columns)
        values = [""] * width
        if look.sections == "merged":
            merged = cells.cells[0].merge(cells.cells[width - 1])
            self._put(merged, whole)
            return
        if look.sections == "first_cell" or (look.sections == "paragraph" and not number):
            values[0] = whole
        elif look.sections == "second_cell" and not subhead:
            values[look.columns.index("text")] = whole
        else:
            values[0], values[look.columns.index("text")] = number, title
        self._fill(cells, values)

    def _item(self, row: _Row) -> None:
        look = self.look
        values = [row.values.get(role, "") for role in look.columns]
        self.items += row.kind == "item"
        if look.shift and row.kind == "item" and self.items % 2 == 0:
            values = [f"{values[0]} {values[1]}", *values[2:], ""]
        cells = self.table.add_row()
        auto = look.auto_numbers and row.kind == "item" and self._next_in_list(values[0])
        self._fill(cells, ["" if auto and role == "number" else v for role, v in zip(look.columns, values, strict=True)])
        if auto:
            self._number(cells.cells[0], values[0])

    def _fill(self, row: Any, values: list[str], *, bold: bool = False) -> None:
        for cell, value, role in zip(row.cells, values, self.look.columns, strict=True):
            if self.look.nested and role == "result" and value and not bold:
                inner = cell.add_table(rows=1, cols=1)
                self._put(inner.cell(0, 0), value)
            else:
                self._put(cell, value, bold=bold)

    def _put(self, cell: Any, text: str, *, bold: bool = False) -> None:
        for index, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            line = _dirt(line, self.rng) if self.look.dirty else line
            pieces = [line[i : i + 9] for i in range(0, len(line), 9)] if self.look.dirty else [line]
            for piece in pieces:
                paragraph.add_run(piece).bold = bold or None

    def _next_in_list(self, number: str) -> bool:
        """Word would count to this very number (a sub-head typed by hand leaves a gap)."""
        prefix, _, last = number.strip(".").rpartition(".")
        key = f"{self.sections} {prefix}"
        self.counted[key] = self.counted.get(key, 0) + 1
        if last.isdigit() and self.counted[key] == int(last):
            return True
        self.counted[key] -= 1
        return False

    def _number(self, cell: Any, number: str) -> None:
        """A list paragraph with nothing but its automatic number; each section has a list of its own."""
        parts = number.strip(".").split(".")
        prefix = ".".join(parts[:-1])
        key = f"{self.sections} {prefix}"
        if key not in self.numbering:
            self.numbering[key] = _add_list(self.document, len(self.numbering) + 500, f"{prefix}.%1." if prefix else "%1.")
        properties = cell.paragraphs[0]._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self.numbering[key]

    def _merge_equal(self) -> None:
        for table in self.document.tables:
            for role in ("deadline", "responsible"):
                column = self.look.columns.index(role)
                rows = [row for row in table.rows if len({cell._tc for cell in row.cells}) == len(self.look.columns)]
                for upper, lower in pairwise(rows):
                    above, below = upper.cells[column], lower.cells[column]
                    adjacent = lower._tr.getprevious() is upper._tr
                    if adjacent and below.text and above.text == below.text and above._tc is not below._tc:
                        for paragraph in below.paragraphs[1:]:
                            paragraph._p.getparent().remove(paragraph._p)
                        below.paragraphs[0].clear()
                        above.merge(below)


def _torn(row: _Row) -> tuple[_Row, _Row]:
    """The page ends in the middle of the row: a part of each long text goes to the next page."""
    head, tail = dict(row.values), dict.fromkeys(row.values, "")
    for role in ("text", "responsible", "result"):
        words = row.values[role].split(" ")
        if len(words) > 2:
            head[role], tail[role] = " ".join(words[:-2]), " ".join(words[-2:])
    return _Row("item", head), _Row("tail", tail)


def _dirt(text: str, rng: random.Random) -> str:
    letters = []
    for index, char in enumerate(text):
        if char == " ":
            letters.append(rng.choice((" ", " ", "\u00a0", "  ")))
        else:
            inside = 2 < index < len(text) - 3 and char.isalpha() and text[index - 1].isalpha()
            letters.append(("\u00ad" if inside and rng.random() < 0.05 else "") + char)
    return "".join(letters) + rng.choice(("", " ", "\u00a0"))


def _add_list(document: Any, abstract_id: int, pattern: str) -> int:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="decimal"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    return numbering.add_num(abstract_id).numId


def plain(tree: RoadmapTree) -> list[tuple[str, ...]]:
    """What a reader must get back, white space folded and the dots of numbers ignored."""

    def fold(text: str) -> str:
        return " ".join(text.split())

    found: list[tuple[str, ...]] = []
    for section in tree.sections:
        found.append(("section", section.number.strip(". "), fold(section.title)))
        for line in section.lines:
            kind = "subhead" if line.is_subhead else "item"
            values = (line.text, line.deadline, line.responsible, line.result)
            found.append((kind, line.number.strip(". "), *(fold(value) for value in values)))
    return found


def line(number: str, text: str, deadline: str = "", responsible: str = "", result: str = "") -> RoadmapLine:
    return RoadmapLine(number, text, deadline, responsible, result)


def section(number: str, title: str, *lines: RoadmapLine) -> RoadmapSectionRow:
    return RoadmapSectionRow(number, title, lines)
