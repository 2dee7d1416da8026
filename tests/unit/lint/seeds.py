"""Trees of the sample papers that lie beside the repository only as text; the others are read from their Word files."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from app.services.roadmaps.importing import preview_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import guess_period
from tests.shared_data import shared

_TEXTS = {"001": "seeds/001_48d9fda6711cc5cc.txt", "004": "seeds/004_def04c68095e5e08.txt"}
_FILES = {
    "000": "000_clean.docx",
    "000_messy": "000_messy.docx",
    "002": "002_clean.docx",
    "003": "003_messy.docx",
    "003_sheet": "003.xlsx",
}


@lru_cache(maxsize=8)
def seed_tree(name: str) -> RoadmapTree:
    """«000», «000_messy», «001» … «004», «003_sheet»; skips the test when the papers are not there."""
    if name in _FILES:
        return preview_roadmap(shared(f"data/roadmaps/{_FILES[name]}")).tree
    text = shared(_TEXTS[name]).read_text(encoding="utf-8")
    return _table(text) if name == "001" else _scattered(text)


def _tree(title: str, sections: list[tuple[str, str, list[RoadmapLine]]], approval: str = "") -> RoadmapTree:
    period: tuple[date | None, date | None] = guess_period(title) or (None, None)
    rows = tuple(RoadmapSectionRow(number, head, tuple(lines)) for number, head, lines in sections)
    return RoadmapTree(title, rows, period_start=period[0], period_end=period[1], has_result_column=False, approval_text=approval)


def _table(text: str) -> RoadmapTree:
    """Cells parted by tabs; one level = section, no deadline = sub-head, no number = continuation."""
    head, _, body = text.replace("**", "").partition("ДОРОЖНАЯ КАРТА\n")
    title, _, rows = body.partition("\n\n")
    sections: list[tuple[str, str, list[RoadmapLine]]] = []
    for row in rows.split("\n")[1:]:
        if "\t" not in row:
            continue
        number, words, deadline, responsible = (cell.strip() for cell in row.split("\t"))
        if not number:
            last = sections[-1][2].pop()
            sections[-1][2].append(RoadmapLine(last.number, f"{last.text} {words}", last.deadline, last.responsible))
        elif re.fullmatch(r"\d+\.", number):
            sections.append((number, words, []))
        else:
            sections[-1][2].append(RoadmapLine(number, words, deadline, responsible, is_subhead=not deadline))
    return _tree("ДОРОЖНАЯ КАРТА " + " ".join(title.split()), sections, head)


def _scattered(text: str) -> RoadmapTree:
    """Each cell begins a line with a tab; a section is «N.» and a title, an item «N» and three cells."""
    title, _, body = text.partition("\n\n")
    cells = [" ".join(cell.split()) for cell in re.split(r"\n\t", body)]
    sections: list[tuple[str, str, list[RoadmapLine]]] = []
    position = 0
    while position < len(cells):
        if re.fullmatch(r"\d+\.", cells[position]):
            sections.append((cells[position], cells[position + 1], []))
            position += 2
        elif re.fullmatch(r"\d+", cells[position]):
            number, words, deadline, responsible = cells[position : position + 4]
            sections[-1][2].append(RoadmapLine(number, words, deadline, responsible))
            position += 4
        else:
            position += 1
    return _tree(" ".join(title.split()), sections)
