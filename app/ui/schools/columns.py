"""Columns of the tables of the tab «Школы»."""

from __future__ import annotations

from app.services.checks.rows import MARKER_NAMES, MarkerRow
from app.services.organisations.rows import KINDS
from app.services.results.rows import GroupResult
from app.services.text_ru import number
from app.ui import theme
from app.ui.schools.reading import Result, SchoolLine, paper_name
from app.ui.widgets.row_table import Column
from app.ui.widgets.tiny_bars import TinyBars

LITTLE = "мало данных"
SHORT_KINDS = {**KINDS, "further_education": "доп. образование", "methodical_office": "методкабинет"}

SCHOOLS: tuple[Column[SchoolLine], ...] = (
    Column(
        "name", "Название", lambda r: r.row.short_name, width=220, stretch=True,
        role=lambda r: "secondary" if r.row.closed_on else None,
        tooltip=lambda r: r.row.full_name or r.row.short_name,
    ),
    Column("kind", "Вид", lambda r: SHORT_KINDS.get(r.row.kind, r.row.kind), width=118),
    Column("locality", "Населённый пункт", lambda r: r.row.locality, width=126),
    Column(
        "pupils", "Учеников", lambda r: "" if r.row.pupils is None else number(r.row.pupils), width=78, align="right",
        sort=lambda r: r.row.pupils,
    ),
    Column(
        "bars", "Итоги года", lambda r: r.bars_text.replace("\n", "; "), width=88,
        value=lambda r: r.bars, delegate=TinyBars, tooltip=lambda r: r.bars_text or "Результатов нет",
        title_tip="Средний балл каждой работы последнего года в долях максимума; серая черта — район",
    ),
    Column("login", "Логин", lambda r: r.row.login, width=96, needs=700, title_tip="Логин в ФИС ОКО"),
    Column("director", "Руководитель", lambda r: r.row.director, width=150, needs=860),
)  # fmt: skip


def _number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else number(value, digits)


def _mark(place: int) -> Column[Result]:
    def percent(result: Result) -> float | None:
        shares = result[1].mark_percents
        return shares[place] if shares else None

    return Column(f"mark{place + 2}", f"«{place + 2}», %", lambda r: _number(percent(r)), width=62, align="right", sort=percent)


def _enough(result: GroupResult) -> bool:
    return result.participants >= 5


def _journal(result: Result) -> str:
    school = result[1]
    if school.confirmed is None or not _enough(school):
        return ""
    return f"{school.lowered or 0} / {school.confirmed} / {school.raised or 0}"


RESULTS: tuple[Column[Result], ...] = (
    Column("year", "Год", lambda r: str(r[0].year), width=52, sort=lambda r: r[0].year),
    Column("paper", "Работа", lambda r: paper_name(r[0]).capitalize(), width=190, stretch=True),
    Column("n", "Писали", lambda r: number(r[1].participants), width=62, align="right", sort=lambda r: r[1].participants),
    Column(
        "mean", "Средний балл", lambda r: _number(r[1].mean_score) if _enough(r[1]) else LITTLE, width=100, align="right",
        sort=lambda r: r[1].mean_score, role=lambda r: None if _enough(r[1]) else "secondary",
    ),
    Column(
        "district", "В районе", lambda r: _number(r[2].mean_score) if r[2] else "", width=76, align="right",
        sort=lambda r: r[2].mean_score if r[2] else None,
    ),
    Column("max", "Максимум", lambda r: "" if r[0].max_score is None else str(r[0].max_score), width=76, align="right",
           sort=lambda r: r[0].max_score),
    *(_mark(place) for place in range(4)),
    Column("journal", "Ниже / как / выше", _journal, width=128, align="right",
           title_tip="Отметка за работу ниже отметки в журнале / такая же / выше, учеников"),
)  # fmt: skip

MARKERS: tuple[Column[MarkerRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=200),
    Column(
        "marker", "Признак", lambda r: MARKER_NAMES[r.code], width=220, stretch=True,
        icon=lambda r: theme.status_icon("little_data" if r.little_data else "weak" if r.n <= 15 else "medium"),
    ),
    Column("n", "Писали", lambda r: LITTLE if r.little_data else number(r.n), width=90, align="right", sort=lambda r: r.n),
)  # fmt: skip
