"""Columns of the journal of documents."""

from __future__ import annotations

from datetime import date

from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.services.text_ru import short_date
from app.ui.widgets.row_table import Column


def next_deadline(row: DocumentRow) -> date | None:
    """The earliest deadline among the clauses: what control looks at."""
    return min((clause.deadline for clause in row.clauses if clause.deadline), default=None)


def _deadline(row: DocumentRow) -> str:
    day = next_deadline(row)
    return short_date(day) if day else ""


JOURNAL: tuple[Column[DocumentRow], ...] = (
    Column("number", "№", lambda r: r.number or "б/н", width=86, role=lambda r: None if r.number else "secondary"),
    Column(
        "date", "Дата", lambda r: short_date(r.signed_on) if r.signed_on else "", width=92,
        sort=lambda r: r.signed_on, align="center",
    ),
    Column("kind", "Вид", lambda r: KINDS[r.kind], width=110),
    Column("heading", "Заголовок", lambda r: r.heading or "без заголовка", width=320, stretch=True),
    Column("state", "Состояние", lambda r: STATES[r.state], width=136),
    Column(
        "deadline", "Ближайший срок", _deadline, width=116, align="center", sort=next_deadline,
        title_tip="Самый ранний срок среди пунктов документа",
    ),
)  # fmt: skip
