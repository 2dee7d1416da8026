"""How a sign looks: a mark, a word and a colour together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

from app.services.checks.rows import FEW, MARKER_NAMES, STRENGTHS, WEAK, MarkerRow
from app.services.checks.rules import strength
from app.services.text_ru import counted, plural
from app.ui import theme

if TYPE_CHECKING:
    from app.ui.objectivity.reading import SignCell

STATUS = {"signal": "medium", "weak": "weak", "little": "little_data", "none": "no_data"}
"""Strength of a cell → key of `theme.STATUSES`."""
WORDS = {**STRENGTHS, "none": "–"}
SHORT_WORDS = {"signal": "признак", "weak": "слабый", "little": "мало", "none": "–"}
"""Where a column is narrow; the legend under the table and the tooltip say the whole."""
LEGEND = (
    f"Признак — повод для перепроверки, а не вывод. Слабый сигнал: писали от {FEW} до {WEAK}. Мало данных: меньше {FEW}. "
    "Прочерк: признаков нет. Пустая клетка: не писали. Число в клетке — сколько писали."
)


def icon(kind: str) -> QIcon:
    return theme.status_icon(STATUS[kind])


def role(kind: str) -> theme.Role:
    return "sign" if kind in ("signal", "weak") else "secondary"


def marker_strength(marker: MarkerRow) -> str:
    return strength(marker.n, (marker,))


def wrote(n: int) -> str:
    """«писали 18 участников»."""
    return f"{plural(n, 'писал', 'писали', 'писали')} {counted(n, 'участник', 'участника', 'участников')}"


def cell_words(cell: SignCell | None) -> str:
    """What a cell says, for tooltips, screen readers and copying."""
    if cell is None:
        return "не писали"
    names = ", ".join(MARKER_NAMES[code].casefold() for code in cell.markers)
    return f"{STRENGTHS[cell.strength]}{f' ({names})' if names else ''}, {wrote(cell.n)}"
