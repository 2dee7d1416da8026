"""A file or the clipboard opened for import: the tables one may choose from, each with what stands above and below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.services.problems import Problem
from app.services.roadmaps.cells import TableRow, loose, one_line
from app.services.roadmaps.columns import find_header
from app.services.roadmaps.headings import Paragraph

ANOTHER = re.compile(r"^(?:приложение\b|дорожная\s+карта\b|план(?:-график)?\s+мероприятий\b)", re.I)
"""How the appendix or the title of another roadmap begins."""
_MUCH_LONGER = 3
_SHORT_TABLE = 5


@dataclass(frozen=True, slots=True)
class Source:
    """One table that may be a roadmap, with all its pages."""

    name: str
    """«таблица 2», «лист «План»»."""
    rows: tuple[TableRow, ...]
    above: tuple[Paragraph, ...] = ()
    below: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    hidden: frozenset[int] = frozenset()
    """Indices of rows that the sheet hides."""

    @property
    def title(self) -> str:
        """The name and how the table begins: enough to tell tables apart in a list."""
        filled = [row for row in self.rows if any(cell.text for cell in row.cells)]
        header = next((row for row in filled if find_header(row)), filled[0] if filled else None)
        words = ", ".join(one_line(cell.text) for cell in header.cells if cell.text) if header else "пусто"
        return f"{self.name[:1].upper()}{self.name[1:]}: {len(filled)} строк; {words}"


@dataclass(frozen=True, slots=True)
class RoadmapFile:
    """`name`: as the file or «буфер обмена» is called in messages; `stem`: the title of last resort."""

    name: str
    stem: str
    sources: tuple[Source, ...]
    is_text: bool = True
    """A document, not a workbook."""

    @property
    def best(self) -> int:
        """The first table with a full header; a far longer one after a few lines of errands takes its place."""
        full = [i for i, source in enumerate(self.sources) if _is_full(source.rows)]
        if not full:
            return max(range(len(self.sources)), key=lambda i: len(self.sources[i].rows), default=0)
        chosen = full[0]
        for other in full[1:]:
            length = _length(self.sources[chosen].rows)
            if length <= _SHORT_TABLE and _length(self.sources[other].rows) >= _MUCH_LONGER * length:
                chosen = other
        return chosen


def split_tables(source: Source) -> list[Source]:
    """Several roadmaps in one sheet or text: «Приложение» or another title, and a header below it, begin the next one."""
    rows = source.rows
    headers = [i for i, row in enumerate(rows) if find_header(row)]
    cuts = [
        i
        for i, row in enumerate(rows)
        if headers
        and headers[0] < i < headers[-1]
        and ANOTHER.match(only_text(row))
        and not _known(only_text(row), rows[: headers[0]])
    ]
    cuts = [cut for cut in cuts if not any(cut - 6 < other < cut for other in cuts)]  # «Приложение» and its title
    if not cuts:
        return [source]
    parts = []
    for number, (start, end) in enumerate(pairwise([0, *cuts, len(rows)]), 1):
        hidden = frozenset(i - start for i in source.hidden if start <= i < end)
        parts.append(replace(source, name=f"{source.name}, таблица {number}", rows=rows[start:end], hidden=hidden))
    return parts


def only_text(row: TableRow) -> str:
    """The text of a row that has one."""
    texts = [one_line(cell.text) for cell in row.cells if cell.text]
    return texts[0] if len(texts) == 1 else ""


def _known(text: str, above: Sequence[TableRow]) -> bool:
    return any(loose(cell.text) == loose(text) for row in above for cell in row.cells)


def _length(rows: Sequence[TableRow]) -> int:
    """Filled rows from the header on."""
    start = next((i for i, row in enumerate(rows) if find_header(row)), 0)
    return sum(any(cell.text for cell in row.cells) for row in rows[start:])


def _is_full(rows: Sequence[TableRow]) -> bool:
    header = next((found for row in rows if (found := find_header(row))), None)
    return header is not None and header.has("deadline") and header.has("responsible")
