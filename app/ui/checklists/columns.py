"""Columns of the pages of preparation."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from app.services.assignments.rows import ROLES
from app.services.checklists.rows import PHASES, STATE_WORDS, ActRow, IncidentRow, LineRow
from app.services.checklists.rules import offset_words
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

_SIGNS = {"done": "done", "soon": "due", "overdue": "overdue", "undated": "no_data"}


def state_words(line: LineRow) -> str:
    """«сделано», «просрочено», «сделали 3 из 12»."""
    if line.per_school and 0 < line.done < line.schools:
        return f"сделали {line.done} из {line.schools}"
    return STATE_WORDS[line.state]


def when(line: LineRow) -> str:
    """How the day came about."""
    return "день назначен" if line.moved else offset_words(line.anchor, line.offset_days)


LINES: tuple[Column[LineRow], ...] = (
    Column("due", "Срок", lambda r: short_date(r.due_on) if r.due_on else "—", width=90, sort=lambda r: r.due_on),
    Column("text", "Что сделать", lambda r: r.text, width=300, stretch=True, tooltip=lambda r: f"{r.text}\n{when(r)}",
           role=lambda r: "secondary" if r.state == "done" else None),
    Column("phase", "Когда", lambda r: PHASES[r.phase], width=150, sort=lambda r: list(PHASES).index(r.phase), needs=760),
    Column("role", "Кто", lambda r: ROLES.get(r.role, "") or "—", width=170, needs=900),
    Column("owner", "Чьё дело", lambda r: "школы" if r.per_school else "район", width=86, needs=620),
    Column("state", "Состояние", state_words, width=150, icon=lambda r: _icon(r),
           sort=lambda r: list(STATE_WORDS).index(r.state)),
)  # fmt: skip


def _icon(line: LineRow) -> QIcon | None:
    sign = _SIGNS.get(line.state)
    return theme.status_icon(sign) if sign else None


INCIDENTS: tuple[Column[IncidentRow], ...] = (
    Column("day", "Дата", lambda r: short_date(r.happened_on), width=90, sort=lambda r: r.happened_on),
    Column("school", "Школа", lambda r: r.school or "весь район", width=220),
    Column("text", "Что произошло", lambda r: r.text, width=320, stretch=True, tooltip=lambda r: r.text),
    Column("action", "Что сделали", lambda r: r.action or "—", width=220, needs=820),
    Column("closed", "Закрыто", lambda r: short_date(r.closed_on) if r.closed_on else "нет", width=90, sort=lambda r: r.closed_on,
           icon=lambda r: theme.status_icon("done" if r.closed_on else "due")),
)  # fmt: skip

ACTS: tuple[Column[ActRow], ...] = (
    Column("school", "Школа", lambda r: r.school, width=240, stretch=True),
    Column("day", "Дата", lambda r: short_date(r.observed_on) if r.observed_on else "—", width=90, sort=lambda r: r.observed_on),
    Column("observer", "Наблюдатель", lambda r: r.observer or "—", width=200),
    Column("class", "Класс", lambda r: r.class_label or "—", width=70),
    Column("remarks", "Ответов «нет»", lambda r: str(r.remarked), width=118, align="right", sort=lambda r: r.remarked,
           icon=lambda r: theme.status_icon("warning") if r.remarked else None),
    Column("received", "Акт получен", lambda r: short_date(r.received_on) if r.received_on else "нет", width=110,
           sort=lambda r: r.received_on, needs=760),
)  # fmt: skip
