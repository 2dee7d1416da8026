"""How a sign looks: a mark, a word and a colour together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from app.services.checks.rows import MarkerRow
from app.services.checks.rules import strength
from app.services.findings.rows import STRENGTH_WORDS
from app.services.text_ru import counted, plural
from app.ui import theme

STATUS = {
    "strong": "pronounced", "medium": "medium", "weak": "weak", "little": "little_data", "none": "no_data",
    "signal": "medium",
}  # fmt: skip
"""Strength of a finding, or of an official marker → key of `theme.STATUSES`."""
RANK = {"none": 0, "little": 0, "weak": 1, "medium": 2, "strong": 3}
CELL_WORDS = {**STRENGTH_WORDS, "none": ""}
SHORT_WORDS = {"strong": "выраж.", "medium": "средн.", "weak": "слабый", "little": "мало", "none": ""}
"""Where a column is narrow; the legend under the table and the tooltip say the whole."""
FLAG = "flag"
"""Icon of «повод для перепроверки»."""
DEED_ICONS = {"open": "clipboard-text-search-outline", "closed": "clipboard-check-outline", "dismissed": "cancel"}
DEED_WORDS = {"open": "идёт разбор", "closed": "разбор завершён", "dismissed": "признак отклонён"}


def icon(kind: str) -> QIcon:
    return theme.icon(FLAG, "sign") if kind == "flag" else theme.status_icon(STATUS[kind])


def role(kind: str) -> theme.Role:
    return "secondary" if kind in ("little", "none") else "sign"


def marker_strength(marker: MarkerRow) -> str:
    return strength(marker.n, (marker,))


def wrote(n: int) -> str:
    """«писали 18 участников»."""
    return f"{plural(n, 'писал', 'писали', 'писали')} {counted(n, 'участник', 'участника', 'участников')}"


def said(strength_key: str, flagged: bool, n: int, names: Sequence[str] = (), deed: str = "") -> str:
    """What a cell says, for tooltips, screen readers and copying: «средний признак (…), повод для перепроверки, …»."""
    word = STRENGTH_WORDS[strength_key]
    what = f"{word} признак" if RANK[strength_key] else word
    parts = [f"{what} ({'; '.join(names)})" if names and RANK[strength_key] else what]
    if flagged:
        parts.append("повод для перепроверки")
    if deed:
        parts.append(DEED_WORDS[deed])
    return ", ".join((*parts, wrote(n)))
