"""Columns of the list of procedures, and of the tables in the side panel."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.services.calendar.rows import CalendarRow
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.rows import GroupResult
from app.services.results.subjects import paper_order
from app.services.text_ru import number, short_date
from app.ui.widgets.row_table import Column

FEW = 5
_LEGAL = re.compile(r"^[МГЧ][БАК]?ОУ\s+(?=«)")
"""«МБОУ «Заречная СОШ»»: what all schools share is left to the tooltip."""


@dataclass(frozen=True, slots=True)
class ListLine:
    row: CalendarRow
    missing: int


def window_text(row: CalendarRow) -> str:
    """«20.04.2026», «20.04.2026 – 20.05.2026»."""
    if row.starts_on is None:
        return "даты неизвестны" if row.ends_on is None else f"до {short_date(row.ends_on)}"
    if row.ends_on is None or row.ends_on == row.starts_on:
        return short_date(row.starts_on)
    return f"{short_date(row.starts_on)} – {short_date(row.ends_on)}"


def _kind(row: CalendarRow) -> str:
    return f"{PROCEDURE_KINDS.get(row.kind, row.kind)} {row.year}"


LIST: tuple[Column[ListLine], ...] = (
    Column(
        "window", "Сроки", lambda r: window_text(r.row), width=172, sort=lambda r: r.row.starts_on,
        role=lambda r: None if r.row.window_known else "secondary",
    ),
    Column("kind", "Процедура", lambda r: _kind(r.row), width=92, sort=lambda r: (r.row.year, r.row.kind)),
    Column("grade", "Класс", lambda r: str(r.row.grade), width=60, align="right", sort=lambda r: r.row.grade),
    Column(
        "subject", "Предмет", lambda r: r.row.subject, width=150, stretch=True,
        sort=lambda r: paper_order(r.row.subject, r.row.grade)[1:],
    ),
    Column("schools", "Школ", lambda r: number(r.row.schools), width=60, align="right", sort=lambda r: r.row.schools),
    Column(
        "people", "Участников", lambda r: number(r.row.participants), width=88, align="right",
        sort=lambda r: r.row.participants,
    ),
    Column(
        "missing", "Не сдали", lambda r: number(r.missing) if r.missing else "–", width=76, align="right",
        sort=lambda r: r.missing, role=lambda r: None if r.missing else "secondary",
        title_tip="Сколько своих школ не прислали результаты",
    ),
)  # fmt: skip

DAY: tuple[Column[CalendarRow], ...] = (
    Column("paper", "Процедура", lambda r: f"{r.subject}, {r.grade} класс", width=220, stretch=True),
    Column("people", "Участников", lambda r: number(r.participants), width=76, align="right"),
)

NEAR: tuple[Column[CalendarRow], ...] = (
    Column("paper", "Процедура", lambda r: f"{r.subject}, {r.grade} класс", width=200, stretch=True),
    Column("window", "Сроки", window_text, width=170, role=lambda r: "secondary"),
)

MISSING: tuple[Column[tuple[int, str]], ...] = (Column("school", "Школа", lambda r: r[1], width=240, stretch=True),)


def _percent(place: int) -> Column[GroupResult]:
    def text(group: GroupResult) -> str:
        return number(group.mark_percents[place]) if group.mark_percents else "–" if group.participants else ""

    return Column(
        f"mark{place + 2}", f"«{place + 2}»", text, width=38, align="right",
        sort=lambda g: g.mark_percents[place] if g.mark_percents else None,
        title_tip=f"Доля отметок «{place + 2}», %",
    )  # fmt: skip


GROUPS: tuple[Column[GroupResult], ...] = (
    Column(
        "name", "Кто", lambda g: _LEGAL.sub("", g.name), width=150, stretch=True,
        tooltip=lambda g: g.name if g.participants >= FEW else f"{g.name}: мало данных, доли не показываются",
        role=lambda g: None if g.mark_percents else "secondary",
    ),
    Column("n", "Писали", lambda g: number(g.participants), width=60, align="right", sort=lambda g: g.participants),
    *(_percent(place) for place in range(4)),
)  # fmt: skip
