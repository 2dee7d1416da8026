"""Columns of the list of sheets."""

from __future__ import annotations

from app.services.entry.rows import SheetLine
from app.services.results.subjects import paper_order
from app.services.text_ru import clock, short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

STATES: dict[str, tuple[str, str]] = {
    "empty": ("не начат", "no_data"),
    "part": ("вводится", "due"),
    "typed": ("введено всё", "done"),
    "handed": ("передано в базу", "done"),
    "changed": ("изменено после передачи", "due"),
}
"""State → (words, sign of theme)."""

SHEETS: tuple[Column[SheetLine], ...] = (
    Column(
        "paper", "Работа", lambda r: r.info.paper.title, width=300, stretch=True,
        sort=lambda r: (-r.info.paper.year, *paper_order(r.info.paper.subject, r.info.paper.grade)),
    ),
    Column("school", "Школа", lambda r: r.info.school, width=220),
    Column("class", "Класс", lambda r: r.info.class_title, width=90),
    Column(
        "done", "Введено", lambda r: f"{r.done} из {r.pupils}", width=90, align="right",
        sort=lambda r: r.done / r.pupils if r.pupils else 0,
    ),
    Column(
        "doubtful", "Под вопросом", lambda r: str(r.doubtful) if r.doubtful else "", width=104, align="right",
        sort=lambda r: r.doubtful, role=lambda r: "overdue" if r.doubtful else None, needs=700,
        title_tip="Работы со значениями, которые надо исправить или объяснить",
    ),
    Column(
        "state", "Состояние", lambda r: STATES[r.state][0], width=190,
        icon=lambda r: theme.status_icon(STATES[r.state][1]),
    ),
    Column(
        "changed", "Изменено", lambda r: f"{short_date(r.info.updated_at.date())} {clock(r.info.updated_at)}", width=130,
        sort=lambda r: -r.info.updated_at.timestamp(), needs=800,
    ),
)  # fmt: skip
