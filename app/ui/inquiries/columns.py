"""Columns of the tables of inquiries."""

from __future__ import annotations

from app.services.findings.rows import STRENGTH_WORDS
from app.services.inquiries.rows import InquiryRow, LaterRow, MeasureRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

STRENGTH_ICONS = {"weak": "weak", "medium": "medium", "strong": "pronounced"}


def _state_icon(row: InquiryRow) -> str:
    if row.came_back or row.overdue:
        return "overdue" if row.overdue else "due"
    return {"concluded": "done", "dismissed": "info"}.get(row.state, "due")


def _state_words(row: InquiryRow) -> str:
    """«завершён: не выявлены»."""
    return f"завершён: {row.state_words.removeprefix('расхождения ')}" if row.verdict else row.state_words


def due_words(row: InquiryRow) -> str:
    return short_date(row.next_due) if row.next_due else ""


INQUIRIES: tuple[Column[InquiryRow], ...] = (
    Column("school", "Школа", lambda r: r.school, width=230, stretch=True, tooltip=lambda r: r.school),
    Column("paper", "Работа", lambda r: r.paper, width=250, stretch=True, tooltip=lambda r: r.paper),
    Column(
        "state", "Состояние", _state_words, width=184, icon=lambda r: theme.status_icon(_state_icon(r)),
        tooltip=lambda r: r.reason or r.state_words, role=lambda r: "secondary" if r.state == "dismissed" else None,
    ),
    Column(
        "next", "Что дальше", lambda r: r.next_step or "—", width=230, tooltip=lambda r: r.next_step,
        role=lambda r: "overdue" if r.overdue else None if r.next_step else "secondary", needs=700,
    ),
    Column(
        "due", "Ждём до", due_words, width=112, sort=lambda r: r.next_due, role=lambda r: "overdue" if r.overdue else None,
        icon=lambda r: theme.status_icon("overdue") if r.overdue else None, needs=940,
    ),
    Column("opened", "Открыт", lambda r: short_date(r.opened_on), width=92, sort=lambda r: r.opened_on, needs=1040),
)  # fmt: skip

MEASURES: tuple[Column[MeasureRow], ...] = (
    Column("text", "Мера", lambda r: r.text, width=280, stretch=True, tooltip=lambda r: r.text),
    Column("due", "Срок", lambda r: short_date(r.due_on) if r.due_on else "", width=92, sort=lambda r: r.due_on),
    Column("who", "Ответственный", lambda r: r.responsible, width=172, tooltip=lambda r: r.responsible),
    Column("where", "Где", lambda r: "в карте школы" if r.roadmap_id else "убрана из карты", width=120,
           role=lambda r: None if r.roadmap_id else "secondary"),
)  # fmt: skip


def later_words(row: LaterRow) -> str:
    words = STRENGTH_WORDS[row.strength]
    return f"{words}, повод для перепроверки" if row.flagged else words


LATER: tuple[Column[LaterRow], ...] = (
    Column("title", "Работа", lambda r: r.title, width=260, stretch=True, tooltip=lambda r: r.title),
    Column("what", "Кто писал", lambda r: r.what, width=200, tooltip=lambda r: r.what),
    Column("n", "Писали", lambda r: str(r.n), width=70, align="right", sort=lambda r: r.n),
    Column("said", "Признаки", later_words, width=190, tooltip=later_words,
           icon=lambda r: theme.status_icon(STRENGTH_ICONS[r.strength]) if r.strength in STRENGTH_ICONS else None),
)  # fmt: skip
