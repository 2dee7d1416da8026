"""Columns of the list of procedures, and of the tables in the side panel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.services.events.rows import EventRow
from app.services.plan.rows import HANGING, LEVELS, SCHOOL_STATUSES, STATUSES, Hanging, PlanRow, SchoolInProcedure, SlotRow
from app.services.results.procedure import KIND_TITLES
from app.services.results.rows import GroupResult
from app.services.results.subjects import paper_order
from app.services.text_ru import counted, number, short_date
from app.ui import theme
from app.ui.calendar.layout import school
from app.ui.calendar.week_view import slot_words
from app.ui.widgets.row_table import Column

FEW = 5
_LEGAL = re.compile(r"^[МГЧ][БАК]?ОУ\s+(?=«)")
"""«МБОУ «Заречная СОШ»»: what all schools share is left to the tooltip."""


@dataclass(frozen=True, slots=True)
class ListLine:
    row: PlanRow
    missing: int
    conflicts: int = 0


def window_text(row: PlanRow) -> str:
    """«20.04.2026», «20.04.2026 – 20.05.2026»."""
    if row.starts_on is None:
        return "даты неизвестны" if row.ends_on is None else f"до {short_date(row.ends_on)}"
    if row.ends_on is None or row.ends_on == row.starts_on:
        return short_date(row.starts_on)
    return f"{short_date(row.starts_on)} – {short_date(row.ends_on)}"


def _paper(row: PlanRow) -> str:
    words = row.subject or KIND_TITLES.get(row.kind, row.kind)
    return f"{words}, {row.grade} класс" if row.grade else words


def _status(row: PlanRow) -> str:
    if not row.is_confirmed:
        return "подтвердите даты"
    return "предмет не назван" if row.needs_name and row.status == "planned" else STATUSES[row.status]


def _chosen(row: PlanRow) -> str:
    return f"{row.schools_chosen} из {row.schools_expected}" if row.schools_expected else "–"


def _kind(row: PlanRow) -> str:
    return f"{KIND_TITLES.get(row.kind, row.kind)} {row.year}"


LIST: tuple[Column[ListLine], ...] = (
    Column(
        "window", "Сроки", lambda r: window_text(r.row), width=172, sort=lambda r: r.row.starts_on,
        role=lambda r: None if r.row.window_known else "secondary",
    ),
    Column("kind", "Процедура", lambda r: _kind(r.row), width=110, sort=lambda r: (r.row.year, r.row.kind)),
    Column("grade", "Класс", lambda r: str(r.row.grade or "–"), width=60, align="right", sort=lambda r: r.row.grade),
    Column(
        "subject", "Предмет", lambda r: r.row.subject, width=130, stretch=True,
        sort=lambda r: paper_order(r.row.subject, r.row.grade)[1:],
        icon=lambda r: theme.status_icon("overdue") if r.conflicts else None,
        tooltip=lambda r: f"{r.row.title}{': даты противоречат друг другу' if r.conflicts else ''}",
    ),
    Column(
        "status", "Состояние", lambda r: _status(r.row), width=128, sort=lambda r: list(STATUSES).index(r.row.status),
        role=lambda r: "secondary" if r.row.is_cancelled else "due" if not r.row.is_confirmed or r.row.needs_name else None,
        needs=560,
    ),
    Column(
        "level", "Уровень", lambda r: LEVELS[r.row.level], width=110, sort=lambda r: list(LEVELS).index(r.row.level), needs=1000,
    ),
    Column(
        "chosen", "Выбрали даты", lambda r: _chosen(r.row), width=104, align="right", needs=560,
        sort=lambda r: r.row.schools_chosen if r.row.schools_expected else None,
        title_tip="Сколько школ выбрали свои дни внутри сроков",
    ),
    Column(
        "schools", "Школ", lambda r: number(r.row.schools) if r.row.schools else "–", width=60, align="right", needs=900,
        sort=lambda r: r.row.schools, title_tip="Школ с результатами",
    ),
    Column(
        "people", "Участников", lambda r: number(r.row.participants) if r.row.participants else "–", width=88, align="right",
        sort=lambda r: r.row.participants, needs=900,
    ),
    Column(
        "missing", "Не сдали", lambda r: number(r.missing) if r.missing else "–", width=76, align="right",
        sort=lambda r: r.missing, role=lambda r: None if r.missing else "secondary",
        title_tip="Сколько своих школ не прислали результаты",
    ),
)  # fmt: skip

DAY: tuple[Column[PlanRow], ...] = (
    Column("paper", "Процедура", _paper, width=220, stretch=True),
    Column("people", "Участников", lambda r: number(r.participants) if r.participants else "", width=76, align="right"),
)

NEAR: tuple[Column[PlanRow], ...] = (
    Column("paper", "Процедура", _paper, width=200, stretch=True),
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

EVENTS: tuple[Column[EventRow], ...] = (
    Column("time", "Время", lambda e: e.time or "весь день", width=84),
    Column(
        "name", "Встреча", lambda e: e.name, width=200, stretch=True, tooltip=lambda e: f"{e.kind_words}: {e.name}. {e.place}"
    ),
)

SLOTS: tuple[Column[SlotRow], ...] = (
    Column("school", "Школа", lambda s: school(s.organisation), width=150, stretch=True, tooltip=lambda s: s.organisation),
    Column("class", "Класс", slot_words, width=110),
    Column("paper", "Работа", lambda s: s.title, width=150, role=lambda s: "secondary", tooltip=lambda s: s.title),
)


def school_days(row: SchoolInProcedure) -> str:
    """«13.04 – 15.04, 3 класса»: days without the year."""
    days = sorted({slot.held_on for slot in row.slots})
    if not days:
        return "не участвует" if not row.takes_part else "не выбраны"
    span = f"{days[0]:%d.%m}" if len(days) == 1 else f"{days[0]:%d.%m} – {days[-1]:%d.%m}"
    return f"{span}, {counted(len(row.slots), 'класс', 'класса', 'классов')}"


SCHOOLS: tuple[Column[SchoolInProcedure], ...] = (
    Column(
        "school", "Школа", lambda s: school(s.name), width=150, stretch=True,
        icon=lambda s: theme.status_icon("overdue") if s.remarks else None,
        tooltip=lambda s: "\n".join((s.name, *(one.text for one in s.remarks))),
    ),
    Column(
        "days", "Даты", school_days, width=150, sort=lambda s: min((x.held_on for x in s.slots), default=None),
        role=lambda s: "due" if s.takes_part and not s.slots and s.status == "planned" else None,
    ),
    Column("status", "Состояние", lambda s: SCHOOL_STATUSES[s.status], width=130, role=lambda s: "secondary"),
)  # fmt: skip


def _day(day: date | None) -> str:
    return short_date(day) if day else "–"


DEPENDS: tuple[Column[Hanging], ...] = (
    Column("title", "Что зависит", lambda h: h.title, width=180, stretch=True, tooltip=lambda h: f"{HANGING[h.kind]}: {h.title}"),
    Column("what", "Какой день", lambda h: h.what, width=110, role=lambda h: "secondary"),
    Column("day", "Сейчас", lambda h: _day(h.before), width=84, sort=lambda h: h.before),
)

MOVES: tuple[Column[Hanging], ...] = (
    Column("kind", "Раздел", lambda h: HANGING[h.kind], width=200, sort=lambda h: list(HANGING).index(h.kind)),
    Column("title", "Что", lambda h: h.title, width=260, stretch=True, tooltip=lambda h: h.title),
    Column("what", "Какой день", lambda h: h.what, width=150, role=lambda h: "secondary"),
    Column("before", "Было", lambda h: _day(h.before), width=88, sort=lambda h: h.before),
    Column(
        "after", "Станет", lambda h: _day(h.after) if h.moves else "без изменений", width=104, sort=lambda h: h.after,
        role=lambda h: "accent" if h.moves else "secondary",
    ),
    Column(
        "warning", "Обратите внимание", lambda h: h.warning, width=240, tooltip=lambda h: h.warning,
        icon=lambda h: theme.status_icon("warning") if h.warning else None,
    ),
)  # fmt: skip
