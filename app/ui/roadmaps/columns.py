"""Columns of the list of roadmaps, of the tree and of the import preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.services.roadmaps.rows import ROW_KINDS, ReadRow, RoadmapLine, RoadmapListRow
from app.services.text_ru import counted
from app.ui import theme
from app.ui.widgets.row_table import Column

_PREFIX = re.compile(r"^(?:план\w*\s+мероприятий\s*)?[(«\"]*дорожн\w+\s+карт\w+[)»\"]*\s*", re.I)


def short_title(row: RoadmapListRow) -> str:
    """The title without «Дорожная карта» or «План мероприятий», which every title begins with."""
    rest = _PREFIX.sub("", row.title).strip()
    return rest[:1].upper() + rest[1:] if rest else row.title


def period_text(row: RoadmapListRow) -> str:
    """«2026–2027», «2026» or empty."""
    years = [day.year for day in (row.period_start, row.period_end) if day]
    return "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


ROADMAPS: tuple[Column[RoadmapListRow], ...] = (
    Column("title", "Дорожная карта", short_title, width=130, stretch=True,
           tooltip=lambda r: f"{r.title}\n{counted(r.items, 'пункт', 'пункта', 'пунктов')}"),
    Column("period", "Период", period_text, width=88, needs=200, role=lambda r: "secondary"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TreeColumn:
    """One column of the tree: what a line shows there; `width` in pixels at the usual font, 0 = the rest."""

    key: str
    title: str
    text: Callable[[RoadmapLine], str]
    width: int


TREE: tuple[TreeColumn, ...] = (
    TreeColumn("number", "№", lambda line: line.number, 84),
    TreeColumn("text", "Мероприятие", lambda line: line.text, 0),
    TreeColumn("deadline", "Срок", lambda line: line.deadline, 172),
    TreeColumn("responsible", "Ответственные", lambda line: line.responsible, 136),
    TreeColumn("result", "Результат", lambda line: line.result, 150),
)

_STATUS = {
    "unparsed": "warning",
    "phantom": "no_data",
    "header": "no_data",
    "continuation": "info",
    "section": "done",
    "subhead": "done",
}


def note_of(row: ReadRow) -> str:
    """What the reader says beside the kind of the row; the kind itself is not said twice."""
    return "" if row.note == ROW_KINDS[row.kind] else row.note


def _row_text(row: ReadRow) -> str:
    return " · ".join(" ".join(cell.split()) for cell in row.cells if cell)


READ_ROWS: tuple[Column[ReadRow], ...] = (
    Column("place", "Где", lambda r: r.place, width=150, role=lambda r: "secondary"),
    Column(
        "kind", "Понято как", lambda r: ROW_KINDS[r.kind], width=180,
        icon=lambda r: theme.status_icon(_STATUS[r.kind]) if r.kind in _STATUS else None,
    ),
    Column("text", "Текст строки", _row_text, width=360, stretch=True),
    Column("note", "Пояснение", lambda r: note_of(r), width=180),
)  # fmt: skip
