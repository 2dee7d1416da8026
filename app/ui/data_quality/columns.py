"""Columns of «Проверка данных»."""

from __future__ import annotations

from app.services.data_quality.rows import ABOUT, KINDS, Issue
from app.ui import theme
from app.ui.widgets.row_table import Column

_ORDER = {kind: place for place, kind in enumerate(KINDS)}
SEVERITIES = {"error": "противоречие", "warning": "проверить", "info": "не хватает"}

ISSUES: tuple[Column[Issue], ...] = (
    Column(
        "kind", "Что", lambda r: r.title, width=196, sort=lambda r: _ORDER[r.kind], icon=lambda r: theme.status_icon(r.severity),
        tooltip=lambda r: f"{SEVERITIES[r.severity].capitalize()}. {ABOUT[r.kind]}",
    ),
    Column("school", "Школа", lambda r: r.school or "—", width=190, role=lambda r: None if r.school else "secondary",
           tooltip=lambda r: r.school),
    Column("procedure", "Работа", lambda r: r.procedure, width=200, tooltip=lambda r: r.procedure),
    Column("year", "Год", lambda r: "" if r.year is None else str(r.year), width=52, sort=lambda r: r.year, needs=1050),
    Column("text", "Что видно", lambda r: r.text, width=300, stretch=True, tooltip=lambda r: r.text),
)  # fmt: skip
