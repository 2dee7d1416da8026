"""A Word document (.docx) as paragraphs and table rows: merges, automatic numbers, nested tables, deleted text.

Reads the XML itself: files made by other programs often lack parts that python-docx insists on.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.services.errors import UserError
from app.services.roadmaps.cells import Cell, TableRow, clean_text, loose, one_line
from app.services.roadmaps.columns import Header, find_header, guess_header
from app.services.roadmaps.headings import Paragraph
from app.services.roadmaps.sources import ANOTHER, Source
from app.services.roadmaps.word_numbering import BULLET, W, paragraph_labels

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAX_XML = 96 << 20
_WRAPPERS = frozenset(
    {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")}
)
_SKIPPED = frozenset(
    {W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "footnoteReference", "txbxContent")}
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class WordTable:
    rows: tuple[TableRow, ...]
    number: int
    """1-based, as people count tables in the document."""

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class WordDocument:
    """Blocks of the body in their order."""

    blocks: tuple[Paragraph | WordTable, ...]


def read_document(path: Path) -> WordDocument:
    """Blocks of the document. Raises UserError when the file is damaged or not a Word document."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(path) as archive:
            main = _main_part(archive)
            folder = posixpath.dirname(main)
            document = _parse(archive, main)
            numbering = _optional(archive, posixpath.join(folder, "numbering.xml"))
            styles = _optional(archive, posixpath.join(folder, "styles.xml"))
    except FileNotFoundError as error:
        raise UserError(
            f"Файла «{path.name}» нет на месте.", "Проверьте путь: файл могли переместить или переименовать."
        ) from error
    except PermissionError as error:
        raise UserError(f"Файл «{path.name}» занят другой программой.", "Закройте его в Word и повторите.") from error
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, OSError, NotImplementedError, etree.XMLSyntaxError) as error:
        raise UserError(
            f"Файл «{path.name}» повреждён: прочитать его как документ Word не удалось.",
            "Откройте его в Word или LibreOffice, сохраните заново в формате .docx и повторите.",
        ) from error
    body = document.find(W + "body")
    if body is None:
        return WordDocument(())
    reader = _Reader(paragraph_labels(body.iter(W + "p"), numbering, styles), _heading_styles(styles))
    return WordDocument(tuple(reader.blocks(body)))


def find_roadmaps(document: WordDocument) -> list[Source]:
    """The tables that may be roadmaps, each with all its pages, in their order."""
    tables = {i: block for i, block in enumerate(document.blocks) if isinstance(block, WordTable)}
    starts = [i for i, table in tables.items() if _header_of(table)] or [
        i for i, table in tables.items() if guess_header(table.rows)
    ]
    starts = starts or [i for i, table in tables.items() if table.width > 1 and len(table.rows) > 1]
    found: list[Source] = []
    end = -1
    for start in starts:
        if start <= end:
            continue
        after = end + 1 if found else 0
        source, end = _gathered(document, start, after, max(tables))
        found.append(source)
    return found


def _gathered(document: WordDocument, start: int, after: int, last: int) -> tuple[Source, int]:
    """The roadmap that begins with the table at `start`, and where it ends; `after` = where its paragraphs may begin."""
    first = document.blocks[start]
    assert isinstance(first, WordTable)
    header = _header_of(first) or guess_header(first.rows)
    widths = {len(row.cells) for row in first.rows} | {len(header.columns) if header else 0}
    above = [line for block in document.blocks[after:start] for line in _as_paragraphs(block)]
    rows = list(first.rows)
    between: list[Paragraph] = []
    end = start
    for index in range(start + 1, last + 1):
        block = document.blocks[index]
        if isinstance(block, Paragraph):
            between.append(block)
            continue
        own = _header_of(block)
        if any(ANOTHER.match(one_line(p.text)) for p in between) and not _said_above(between, above):
            break  # another appendix or another roadmap with a table of its own
        if own is None and block.width not in widths:
            if len(block.rows) > 1:
                break  # not a page of the roadmap: signatures, a list of abbreviations
            between += _as_paragraphs(block)  # a title in a frame
            continue
        rows += _outside_rows(between, block.number)
        rows += [replace(row, starts_table=number == 0) for number, row in enumerate(block.rows)]
        between, end = [], index
    below = tuple(line.text for block in document.blocks[end + 1 :] for line in _as_paragraphs(block) if line.text)
    return Source(f"таблица {first.number}", tuple(rows), tuple(above), below), end


def _said_above(between: list[Paragraph], above: list[Paragraph]) -> bool:
    """The same title printed again at the top of the next page."""
    known = {loose(p.text) for p in above if p.text}
    return all(loose(p.text) in known for p in between if ANOTHER.match(one_line(p.text)))


def _header_of(table: WordTable) -> Header | None:
    return next((header for row in table.rows if (header := find_header(row))), None)


def _as_paragraphs(block: Paragraph | WordTable) -> list[Paragraph]:
    if isinstance(block, Paragraph):
        return [block]
    lines = [" ".join(one_line(cell.text) for cell in row.cells if cell.text) for row in block.rows]
    return [Paragraph(""), *(Paragraph(line) for line in lines if line), Paragraph("")]


def _outside_rows(paragraphs: list[Paragraph], before_table: int) -> list[TableRow]:
    """Paragraphs between two tables: lines with no empty one between them make one row."""
    rows: list[TableRow] = []
    block: list[Paragraph] = []
    for paragraph in [*paragraphs, Paragraph("")]:
        if paragraph.text:
            block.append(paragraph)
        elif block:
            text = one_line(" ".join(p.text for p in block))
            place = f"текст перед таблицей {before_table}"
            rows.append(TableRow((Cell(text, 0, 1),), place, outside=True, bold=all(p.marked for p in block)))
            block = []
    return rows


class _Reader:
    """Walks the body once; knows the automatic labels."""

    def __init__(self, labels: dict[Any, str], heading_styles: frozenset[str]) -> None:
        self.labels = labels
        self.heading_styles = heading_styles
        self.tables = 0

    def blocks(self, parent: Any) -> Iterator[Paragraph | WordTable]:
        for element in _children(parent):
            if element.tag == W + "p":
                yield self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)

    def _table(self, table: Any) -> Iterator[Paragraph | WordTable]:
        """The table; or, when it is only a frame around the roadmap's table, what it frames."""
        self.tables += 1
        number = self.tables
        rows = tuple(self._rows(table, number))
        if not any(find_header(row) for row in rows):
            cells = [tc for tr in _children(table, W + "tr") for tc in _children(tr, W + "tc")]
            framed = [tc for tc in cells if any(self._has_header(inner) for inner in _children(tc, W + "tbl"))]
            if framed:
                for cell in cells:
                    yield from self.blocks(cell)
                return
        yield WordTable(rows, number)

    def _has_header(self, table: Any) -> bool:
        return any(find_header(row) for row in self._rows(table, 0))

    def _rows(self, table: Any, number: int) -> Iterator[TableRow]:
        for index, tr in enumerate(_children(table, W + "tr"), 1):
            if tr.find(f"{W}trPr/{W}del") is not None:
                continue  # a row deleted with changes tracked
            cells: list[Cell] = []
            column = _integer(tr.find(f"{W}trPr/{W}gridBefore"))
            if column:
                cells.append(Cell("", 0, column))
            for tc in _children(tr, W + "tc"):
                span = max(1, _integer(tc.find(f"{W}tcPr/{W}gridSpan")))
                across = tc.find(f"{W}tcPr/{W}hMerge")
                if across is not None and across.get(W + "val") in (None, "continue") and cells:
                    cells[-1] = replace(cells[-1], end=column + span)
                else:
                    down = tc.find(f"{W}tcPr/{W}vMerge")
                    merged_up = down is not None and down.get(W + "val") in (None, "continue")
                    cells.append(Cell("" if merged_up else self._cell_text(tc), column, column + span, merged_up))
                column += span
            yield TableRow(tuple(cells), f"таблица {number}, строка {index}", bold=_all_bold(tr))

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        for element in _children(cell):
            if element.tag == W + "p":
                lines.append(self._text(element))
            elif element.tag == W + "tbl":
                for tr in _children(element, W + "tr"):
                    texts = (one_line(self._cell_text(tc)) for tc in _children(tr, W + "tc"))
                    lines.append(" ".join(text for text in texts if text))
        return "\n".join(line for line in lines if line)

    def _paragraph(self, element: Any) -> Paragraph:
        properties = element.find(W + "pPr")
        align = properties.find(W + "jc") if properties is not None else None
        style = properties.find(W + "pStyle") if properties is not None else None
        marked = (
            (align is not None and align.get(W + "val") == "center")
            or (style is not None and style.get(W + "val") in self.heading_styles)
            or _all_bold(element)
        )
        return Paragraph(self._text(element), marked)

    def _text(self, paragraph: Any) -> str:
        text = clean_text("".join(_pieces(paragraph)))
        label = self.labels.get(paragraph, "")
        if not label or (not text and label == BULLET):
            return text
        return f"{label} {text}" if text else label


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == _FALLBACK:
            continue
        if tag == W + "r" and (vanish := child.find(f"{W}rPr/{W}vanish")) is not None and _on(vanish):
            continue
        if tag == W + "t":
            yield child.text or ""
        elif tag in (W + "tab", W + "ptab"):
            yield " "
        elif tag in (W + "br", W + "cr"):
            yield "\n"
        elif tag == W + "noBreakHyphen":
            yield "-"
        elif tag == W + "sym":
            yield "•"
        elif isinstance(tag, str):
            yield from _pieces(child)


def _children(parent: Any, tag: str = "") -> Iterator[Any]:
    """Children through content controls and tracked insertions; deleted ones left out."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _children(child, tag)
        elif child.tag in _SKIPPED:
            continue
        elif not tag or child.tag == tag:
            yield child


def _all_bold(element: Any) -> bool:
    runs = [run for run in element.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
    return bool(runs) and all((bold := run.find(f"{W}rPr/{W}b")) is not None and _on(bold) for run in runs)


def _on(element: Any) -> bool:
    return element.get(W + "val") not in ("0", "false", "off", "none")


def _integer(element: Any) -> int:
    value = element.get(W + "val") if element is not None else None
    return int(value) if value and value.isdigit() else 0


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part with the text: usually word/document.xml, word/document2.xml from some web editors."""
    try:
        relations = _parse(archive, "_rels/.rels")
    except KeyError:
        return "word/document.xml"
    for relation in relations.iter(_RELATIONS):
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _parse(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    if archive.getinfo(name).file_size > _MAX_XML:
        raise ValueError("part too large")
    data = archive.read(name).replace(_STRICT, W[1:-1].encode())
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True))


def _optional(archive: zipfile.ZipFile, name: str) -> Any | None:
    return _parse(archive, name) if name in archive.namelist() else None


def _heading_styles(styles: Any | None) -> frozenset[str]:
    """Ids of the heading and title styles, whatever language Word named them in."""
    if styles is None:
        return frozenset()
    found = set()
    for style in styles.iterchildren(W + "style"):
        name = style.find(W + "name")
        if name is not None and str(name.get(W + "val", "")).casefold().startswith(("heading", "title", "заголовок", "название")):
            found.add(str(style.get(W + "styleId")))
    return frozenset(found)
