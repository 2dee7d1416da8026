"""A table that is plain text: cells parted by tabs, as Excel copies them; or a table that fell apart into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.services.roadmaps.cells import Cell, TableRow, clean_text, one_line
from app.services.roadmaps.columns import caption_role, find_header, guess_header, looks_like_deadline
from app.services.roadmaps.fragments import glue
from app.services.roadmaps.headings import Paragraph
from app.services.roadmaps.numbering import parse_number
from app.services.roadmaps.sources import Source, split_tables

_TAGS = re.compile(r"</?(?:p|ul|ol|li|div|span|b|i|u|br|font|strong|em|table|tbody|tr|td)(?:\s[^<>]*)?/?>", re.I)
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXІХ]{1,5})[.)]*")
_LIST_LINE = re.compile(r"^(?:[-–—•·▪●○*]\s|\d{1,2}\)|[а-яa-z]\))")


def read_text(text: str) -> tuple[Source, ...]:
    """The table of the text, if it has one: with a header, recognisable by content, or scattered over lines."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = _table_rows(text)
    if any(find_header(row) for row in rows):
        return tuple(split_tables(Source("текст", tuple(rows))))
    scattered = _scattered(text)
    if scattered is not None:
        return (scattered,)
    if guess_header(rows) or any(sum(bool(cell.text) for cell in row.cells) >= 3 for row in rows):
        return (Source("текст", tuple(rows)),)
    return ()


def _table_rows(text: str) -> list[TableRow]:
    records = list(_records(text))
    width = max((len(cells) for _, cells in records), default=0)
    rows = []
    for line, cells in records:
        texts = [_clean(cell) for cell in cells] + [""] * (width - len(cells))
        rows.append(TableRow(tuple(Cell(t, i, i + 1) for i, t in enumerate(texts)), f"строка {line}", bold=_all_bold(cells)))
    return rows


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the line, cells). A quoted cell may hold line feeds; a quote that is only a quote stays one."""
    place, line = 0, 1
    cells: list[str] = []
    while place < len(text):
        quoted = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)').match(text, place) if text[place] == '"' else None
        if quoted and re.search(r'[\n\t]|""', quoted[1]):
            cells.append(quoted[1].replace('""', '"'))
            end = quoted.end()
        else:
            end = min((found for mark in "\t\n" if (found := text.find(mark, place)) >= 0), default=len(text))
            cells.append(text[place:end])
        if end >= len(text) or text[end] == "\n":
            yield line, cells
            line = text.count("\n", 0, end + 1) + 1
            cells = []
        elif end == len(text) - 1:
            cells.append("")
        place = end + 1
    if cells:
        yield line, cells


def _clean(cell: str) -> str:
    """Without the markup that copies of web tables leave: tags and asterisks of bold type."""
    cell = re.sub(r"<(?:br|/p|/li|/div)\b[^<>]*>", "\n", cell, flags=re.I)
    cell = re.sub(r"<li\b[^<>]*>", "\n– ", cell, flags=re.I)
    text = clean_text(_TAGS.sub("", cell).replace("**", ""))
    return re.sub(r"(?m)^– (?=[-–—•·])", "", text)


def _all_bold(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(cell.startswith("**") and cell.endswith("**") for cell in filled)


# --- a table that fell apart ------------------------------------------------------------------------------------------


def _scattered(text: str) -> Source | None:
    """Each cell a block of lines: a tab at the beginning of a line or an empty line parts them.

    A number alone in its block begins a row; what follows it are the texts of that row in the order of the header.
    """
    blocks = _blocks(text)
    found = _header_blocks([block for _, block in blocks])
    if found is None:
        return None
    start, end, captions = found
    roles = [caption_role(caption) or "other" for caption in captions]
    if roles[0] != "number" or "text" not in roles:
        return None
    above = tuple(Paragraph(block) for _, block in blocks[:start])
    width = len(captions)
    rows = [_row([*captions], f"строка {blocks[start][0]}")]
    group: list[str] = []
    where = 0
    for line, block in blocks[end:]:
        if _NUMBER.fullmatch(block) and parse_number(block) is not None:
            if group:
                rows.append(_row(_placed(group, roles), f"строка {where}"))
            group, where = [block], line
        elif group:
            group.append(block)
        else:
            rows.append(_row([block, *[""] * (width - 1)], f"строка {line}"))
    if group:
        rows.append(_row(_placed(group, roles), f"строка {where}"))
    return Source("текст", tuple(rows), above)


def _blocks(text: str) -> list[tuple[int, str]]:
    """(line, text) of each block; lines within a block are one text, lines of a list stay lines."""
    blocks: list[tuple[int, str]] = []
    open_block = False
    for number, line in enumerate(text.split("\n"), 1):
        begins = line.startswith("\t")
        words = clean_text(line.replace("\t", " "))
        if not words:
            open_block = False
            continue
        if begins or not open_block:
            blocks.append((number, words))
        else:
            place, before = blocks[-1]
            blocks[-1] = (place, f"{before}\n{words}" if _LIST_LINE.match(words) else f"{before} {words}")
        open_block = not (line.endswith("\t") and line.strip())
    return blocks


def _header_blocks(blocks: list[str]) -> tuple[int, int, list[str]] | None:
    """(first, one past the last, captions): neighbouring blocks whose words are those of a header."""
    for start in range(len(blocks)):
        for width in (6, 5, 4, 3):
            captions = [one_line(block) for block in blocks[start : start + width]]
            named = len(captions) == width and all(caption_role(caption) for caption in captions)
            if named and caption_role(captions[0]) == "number" and find_header(_row(captions, "")):
                return start, start + width, captions
    return None


def _placed(group: list[str], roles: Sequence[str]) -> list[str]:
    """Number and texts of one row under the columns; a text torn into blocks is put together again."""
    number, *texts = group
    width = len(roles)
    if len(texts) <= 1:
        return [number, *texts, *[""] * (width - 1 - len(texts))] if roles[1] == "text" else _in_text(number, texts, roles)
    due = roles.index("deadline") - 1 if "deadline" in roles else -1
    while len(texts) > width - 1:
        # The deadline shows where the text ends; without one the first blocks are the text.
        at = next((i for i in range(len(texts) - 1, 0, -1) if looks_like_deadline(texts[i])), -1)
        first = at - 1 if due > 0 and at > due else 0 if at < 0 or at <= due else at
        if 0 < at <= due:
            first = len(texts) - 2
        texts[first : first + 2] = [glue(texts[first], texts[first + 1])]
    if len(texts) < width - 1 and due == 1 and not looks_like_deadline(texts[1]):
        texts.insert(1, "")
    return [number, *texts, *[""] * (width - 1 - len(texts))]


def _in_text(number: str, texts: list[str], roles: Sequence[str]) -> list[str]:
    return [number if role == "number" else (texts[0] if role == "text" and texts else "") for role in roles]


def _row(texts: Sequence[str], place: str) -> TableRow:
    return TableRow(tuple(Cell(text, i, i + 1) for i, text in enumerate(texts)), place)
