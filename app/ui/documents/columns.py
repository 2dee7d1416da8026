"""Columns of the journal of documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.services.overview.rules import is_overdue
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.widgets.row_table import Column


def control_deadline(row: DocumentRow, today: date) -> date | None:
    """What control looks at: the earliest deadline that is overdue or still to come, else the last one there was."""
    days = sorted(clause.deadline for clause in row.clauses if clause.deadline)
    open_days = [day for day in days if day >= today or is_overdue(day, today)]
    return open_days[0] if open_days else days[-1] if days else None


def journal(today: Callable[[], date]) -> tuple[Column[DocumentRow], ...]:
    """A deadline that has passed is red, as on the first page; `today` is asked each time."""

    def due(row: DocumentRow) -> date | None:
        return control_deadline(row, today())

    def late(row: DocumentRow) -> bool:
        day = due(row)
        return row.state != "draft" and day is not None and is_overdue(day, today())

    def due_text(row: DocumentRow) -> str:
        day = due(row)
        return short_date(day) if day else ""

    return (
        Column("number", "№", lambda r: r.number or "б/н", width=86, role=lambda r: None if r.number else "secondary"),
        Column(
            "date", "Дата", lambda r: short_date(r.signed_on) if r.signed_on else "", width=92,
            sort=lambda r: r.signed_on, align="center",
        ),
        Column("kind", "Вид", lambda r: KINDS[r.kind], width=110, needs=700),
        Column("heading", "Заголовок", lambda r: r.heading or "без заголовка", width=320, stretch=True),
        Column("state", "Состояние", lambda r: STATES[r.state], width=136),
        Column(
            "deadline", "Срок контроля", due_text, width=124, sort=due,
            role=lambda r: "overdue" if late(r) else None,
            icon=lambda r: theme.status_icon("overdue") if late(r) else None,
            tooltip=lambda r: "Срок прошёл" if late(r) else "",
            title_tip="Ближайший из сроков в пунктах документа; просроченный — красный",
        ),
    )  # fmt: skip
