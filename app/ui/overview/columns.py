"""Columns of the four lists of the first page."""

from __future__ import annotations

from app.services.overview.rows import DueRow, MissingRow
from app.services.text_ru import counted, short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

Finding = tuple[str, str, int, int]
"""(school, paper, procedure id, organisation id), as `Overview.findings` has it."""
NO_FINDINGS = {
    "fresh": "Новых поводов для перепроверки нет.",
    "stale": "Результаты изменились. Признаки пересчитаются, когда вы откроете вкладку «Объективность».",
    "none": "Признаки ещё не посчитаны. Это произойдёт само, когда вы откроете вкладку «Объективность».",
    "nothing_to_check": "Признаки посчитаются, когда будут загружены результаты.",
}
"""What the empty list says, by `Overview.findings_state`."""


def due_columns(role: theme.Role | None) -> tuple[Column[DueRow], ...]:
    return (
        Column("when", "Срок", lambda r: short_date(r.when), width=88, role=(lambda r: role) if role else None),
        Column("what", "Что", lambda r: r.what, width=240, stretch=True),
        Column("who", "Кто", lambda r: r.who, width=150, role=lambda r: "secondary"),
    )


def _schools(row: MissingRow) -> str:
    names = ", ".join(name for _, name in row.schools[:3])
    return names if len(row.schools) <= 3 else f"{names} и ещё {len(row.schools) - 3}"


MISSING: tuple[Column[MissingRow], ...] = (
    Column("title", "Что", lambda r: r.title, width=250, tooltip=lambda r: r.title),
    Column("count", "Школ", lambda r: counted(len(r.schools), "школа", "школы", "школ"), width=76, role=lambda r: "secondary"),
    Column(
        "schools", "Школы", _schools, width=160, stretch=True,
        tooltip=lambda r: "\n".join(name for _, name in r.schools),
    ),
)  # fmt: skip

FINDINGS: tuple[Column[Finding], ...] = (
    Column("school", "Школа", lambda r: r[0], width=190, stretch=True),
    Column("what", "Работа", lambda r: r[1], width=290, tooltip=lambda r: f"{r[1]}: повод для перепроверки"),
)
