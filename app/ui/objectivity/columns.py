"""Columns of the list of official markers, and of the other papers of a school."""

from __future__ import annotations

from app.services.checks.rows import FEW, MARKER_NAMES, MarkerRow
from app.services.checks.rules import MARKER_ORDER
from app.services.results.subjects import paper_order
from app.services.text_ru import number
from app.ui.objectivity import signs
from app.ui.objectivity.reading import SignCell
from app.ui.widgets.row_table import Column

_PAPER_TIP = "Какая работа: предмет и класс"


def _number(marker: MarkerRow, value: float) -> str:
    return "" if marker.little_data else number(value, 2)


MARKERS: tuple[Column[MarkerRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("school", "Школа", lambda r: r.school, width=250, stretch=True, tooltip=lambda r: f"{r.school}\n{r.login}"),
    Column(
        "paper", "Работа", lambda r: f"{r.subject}, {r.grade} класс", width=160,
        sort=lambda r: paper_order(r.subject, r.grade), title_tip=_PAPER_TIP,
    ),
    Column(
        "marker", "Признак", lambda r: MARKER_NAMES[r.code], width=206, sort=lambda r: MARKER_ORDER.index(r.code),
        icon=lambda r: signs.icon(signs.marker_strength(r)),
    ),
    Column(
        "strength", "Сигнал", lambda r: signs.WORDS[signs.marker_strength(r)], width=108,
        role=lambda r: signs.role(signs.marker_strength(r)),
        title_tip=f"Слабый сигнал: писали от {FEW} до 15; мало данных: меньше {FEW}",
    ),
    Column("n", "Писали", lambda r: number(r.n), width=64, align="right", sort=lambda r: r.n),
    Column(
        "value", "Значение", lambda r: _number(r, r.value), width=78, align="right",
        sort=lambda r: None if r.little_data else r.value,
        title_tip="Завышенный средний балл: нижняя граница интервала школы, баллы; несоответствие отметкам: коэффициент "
        "Спирмена; резкое изменение: отношение долей выполнения",
    ),
    Column("bound", "Граница", lambda r: _number(r, r.bound), width=72, align="right",
           sort=lambda r: None if r.little_data else r.bound),
    Column("reference", "С чем сравнили", lambda r: r.reference, width=190),
)  # fmt: skip

OTHER: tuple[Column[SignCell], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("paper", "Работа", lambda r: f"{r.paper[:1].upper()}{r.paper[1:]}", width=170, stretch=True),
    Column("n", "Писали", lambda r: number(r.n), width=64, align="right", sort=lambda r: r.n),
    Column(
        "sign", "Признак", lambda r: signs.WORDS[r.strength], width=124,
        icon=lambda r: signs.icon(r.strength) if r.strength in ("signal", "weak") else None,
        role=lambda r: None if r.strength in ("signal", "weak") else "secondary",
        tooltip=lambda r: signs.cell_words(r),
    ),
)  # fmt: skip
