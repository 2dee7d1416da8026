"""Columns of the list of roadmaps, of the tree and of the import preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtGui import QIcon

from app.services.execution.rows import Counts, LineDeadline, LineState
from app.services.roadmaps.rows import ROW_KINDS, ReadRow, RoadmapLine, RoadmapListRow
from app.services.text_ru import counted
from app.ui import theme
from app.ui.roadmaps.line_states import counts_words, line_icon, line_role, line_tip, line_words
from app.ui.roadmaps.progress_title import ProgressTitle
from app.ui.widgets.row_table import Column

_YEAR_WORD = re.compile(r"(\b\d{4})\s+(?:года|год|г\.)(?!\w)")
_PREFIX = re.compile(r"^(?:план\w*\s+мероприятий\s*)?[(«\"]*дорожн\w+\s+карт\w+[)»\"]*\s+(?=(?:по|на|для)\s)", re.I)


def short_title(row: RoadmapListRow) -> str:
    """The title without «Дорожная карта» or «План мероприятий», which every title begins with, where «по …» follows."""
    rest = _PREFIX.sub("", row.title).strip()
    return rest[:1].upper() + rest[1:] if rest else row.title


def list_title(entry: RoadmapEntry) -> str:
    """The roadmap of a school begins with the school."""
    title = short_title(entry.row)
    if not entry.row.school:
        return title
    return f"{entry.row.school}: {title.removesuffix(f' ({entry.row.school})')}"


def period_text(row: RoadmapListRow) -> str:
    """«2026–2027», «2026» or empty."""
    years = [day.year for day in (row.period_start, row.period_end) if day]
    return "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


@dataclass(frozen=True, slots=True)
class RoadmapEntry:
    """A roadmap of the list with what is done of it."""

    row: RoadmapListRow
    counts: Counts

    @property
    def id(self) -> int:
        return self.row.id


def _tip(entry: RoadmapEntry) -> str:
    items = counted(entry.row.items, "пункт", "пункта", "пунктов")
    period = period_text(entry.row)
    return "\n".join((entry.row.title, f"{items}, {period}" if period else items, f"Сроки: {counts_words(entry.counts)}"))


ROADMAPS: tuple[Column[RoadmapEntry], ...] = (
    Column(
        "title", "Дорожная карта", list_title, width=150, stretch=True, tooltip=_tip, value=lambda r: r.counts.share,
        delegate=ProgressTitle, title_tip="Полоска под названием – доля выполненных сроков",
    ),
    Column(
        "overdue", "!", lambda r: str(r.counts.overdue) if r.counts.overdue else "", width=40, align="right",
        sort=lambda r: r.counts.overdue, role=lambda r: "overdue",
        tooltip=lambda r: f"просрочено: {r.counts.overdue}" if r.counts.overdue else "", title_tip="Просрочено",
    ),
)  # fmt: skip


# --- the tree ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as the tree shows it; state and deadline are None until they are read."""

    line: RoadmapLine
    state: LineState | None
    deadline: LineDeadline | None
    today: date


@dataclass(frozen=True, slots=True)
class TreeColumn:
    """`width` in pixels at the usual font, 0 = the rest; shown where the texts keep `leaves` pixels (0 = always)."""

    key: str
    title: str
    text: Callable[[LineView], str]
    width: int
    leaves: int = 0
    tip: str = ""
    tip_of: Callable[[LineView], str] | None = None
    icon: Callable[[LineView], QIcon | None] | None = None
    role: Callable[[LineView], theme.Role | None] | None = None


def understood(view: LineView) -> str:
    """How the deadline is understood, in words without «года»; nothing where no deadline is written."""
    if view.deadline is None or not view.line.deadline.strip():
        return ""
    return _YEAR_WORD.sub(r"\1", view.deadline.words)


def _understood_tip(view: LineView) -> str:
    if view.deadline is None:
        return ""
    parts = [view.deadline.words, *view.deadline.notes]
    if view.deadline.wants_event:
        parts.append("Привяжите к процедуре календаря, и срок встанет сам.")
    if view.deadline.needs_person:
        parts.append("Нужен ваш выбор: щёлкните, и справа откроются прочтения.")
    return "\n".join(part for part in parts if part)


TREE: tuple[TreeColumn, ...] = (
    TreeColumn("number", "№", lambda v: v.line.number, 60, role=lambda v: "secondary"),
    TreeColumn("text", "Мероприятие", lambda v: v.line.text, 0),
    TreeColumn("deadline", "Срок", lambda v: v.line.deadline, 130, tip="Срок, как в документе"),
    TreeColumn(
        "understood", "Понято так", understood, 136, leaves=185, tip="Как программа понимает срок; «?» – нужен ваш выбор",
        tip_of=_understood_tip, role=lambda v: "due" if v.deadline is not None and v.deadline.needs_person else "secondary",
        icon=lambda v: theme.icon("help", "due") if v.deadline is not None and v.deadline.needs_person else None,
    ),
    TreeColumn("responsible", "Ответственные", lambda v: v.line.responsible, 130, leaves=240),
    TreeColumn(
        "state", "Статус", lambda v: line_words(v.state, v.today) if v.state else "", 154,
        tip_of=lambda v: line_tip(v.state) if v.state else "", icon=lambda v: line_icon(v.state, v.today) if v.state else None,
        role=lambda v: line_role(v.state, v.today) if v.state else None,
    ),
    TreeColumn("result", "Результат", lambda v: v.line.result, 150, leaves=280),
)  # fmt: skip

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
