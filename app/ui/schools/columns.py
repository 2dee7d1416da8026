"""Columns of the tables of the tab «Школы»."""

from __future__ import annotations

from app.services.checks.rows import MARKER_NAMES, MarkerRow
from app.services.findings.rows import SIGNAL_NAMES, STRENGTH_WORDS, FindingRow
from app.services.organisations.rows import KINDS
from app.services.statuses.rows import StatusRow
from app.services.text_ru import number, short_date
from app.ui import theme
from app.ui.schools.reading import SchoolLine
from app.ui.widgets.row_table import Column
from app.ui.widgets.tiny_bars import TinyBars

LITTLE = "мало данных"
SHORT_KINDS = {**KINDS, "further_education": "доп. образование", "methodical_office": "методкабинет"}


def _status(one: StatusRow) -> str:
    since = f" с {short_date(one.since)}" if one.since else ""
    return f"{one.title}{since}{f', {one.basis}' if one.basis else ''}"


SCHOOLS: tuple[Column[SchoolLine], ...] = (
    Column(
        "name", "Название", lambda r: r.row.short_name, width=236, stretch=True,
        role=lambda r: "secondary" if r.row.closed_on else None,
        tooltip=lambda r: r.row.full_name or r.row.short_name,
    ),
    Column("kind", "Вид", lambda r: SHORT_KINDS.get(r.row.kind, r.row.kind), width=118, needs=880),
    Column(
        "pupils", "Учеников", lambda r: "" if r.row.pupils is None else number(r.row.pupils), width=78, align="right",
        sort=lambda r: r.row.pupils,
    ),
    Column("locality", "Населённый пункт", lambda r: r.row.locality, width=126),
    Column(
        "statuses", "Статусы", lambda r: ", ".join(one.title for one in r.statuses), width=130,
        tooltip=lambda r: "\n".join(_status(one) for one in r.statuses),
    ),
    Column(
        "bars", "Итоги года", lambda r: r.bars_text.replace("\n", "; "), width=88,
        value=lambda r: r.bars, delegate=TinyBars, tooltip=lambda r: r.bars_text or "Результатов нет",
        title_tip="Средний балл каждой работы последнего года в долях максимума; серая черта — район",
    ),
    Column(
        "late", "Просрочено", lambda r: str(r.late) if r.late else "", width=86, align="right", sort=lambda r: r.late or None,
        icon=lambda r: theme.status_icon("overdue") if r.late else None, role=lambda r: "overdue" if r.late else None,
        title_tip="Сколько сроков по дорожным картам школа просрочила", needs=620,
    ),
    Column("login", "Логин", lambda r: r.row.login, width=96, needs=1000, title_tip="Логин в ФИС ОКО"),
    Column("director", "Руководитель", lambda r: r.row.director, width=150, needs=1140),
)  # fmt: skip


_SIGNS = {"weak": "weak", "medium": "medium", "strong": "pronounced"}


def _sign(row: FindingRow) -> str:
    leading = row.leading
    name = SIGNAL_NAMES.get(leading.code, leading.code) if leading is not None else ""
    return f"{STRENGTH_WORDS[row.strength].capitalize()}: {name[:1].lower()}{name[1:]}" if name else STRENGTH_WORDS[row.strength]


SIGNS: tuple[Column[FindingRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=200),
    Column(
        "sign", "Повод для перепроверки", _sign, width=220, stretch=True,
        icon=lambda r: theme.status_icon(_SIGNS.get(r.strength, "weak")),
    ),
    Column("n", "Писали", lambda r: number(r.n), width=90, align="right", sort=lambda r: r.n),
)  # fmt: skip
MARKERS: tuple[Column[MarkerRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=200),
    Column(
        "marker", "Официальный признак", lambda r: MARKER_NAMES[r.code], width=220, stretch=True,
        icon=lambda r: theme.status_icon("little_data" if r.little_data else "weak" if r.n <= 15 else "medium"),
    ),
    Column("n", "Писали", lambda r: LITTLE if r.little_data else number(r.n), width=90, align="right", sort=lambda r: r.n),
)  # fmt: skip
