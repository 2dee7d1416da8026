"""How a line of the tree says what became of it: one state out of all its dates, and the rest in the tooltip."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtGui import QIcon

from app.services.duties.rows import SHOWN_WORDS
from app.services.execution.rows import Counts, LineState
from app.services.text_ru import counted, short_date
from app.ui import theme
from app.ui.roadmaps.states import state_icon, state_role

SOON_DAYS = 7
"""A last day this near is said instead of «не наступил»."""
_PLAIN = ("ahead", "waiting_region", "in_progress")
"""States that ask for nothing: their words are not coloured, only their icons."""


def is_soon(state: LineState, today: date) -> bool:
    return state.shown == "ahead" and state.next_due is not None and state.next_due <= today + timedelta(days=SOON_DAYS)


def line_icon(state: LineState, today: date) -> QIcon | None:
    if state.shown is None:
        return None
    return theme.status_icon("due") if is_soon(state, today) else state_icon(state.shown)


def line_role(state: LineState, today: date) -> theme.Role | None:
    if state.shown is None:
        return None
    if is_soon(state, today):
        return "due"
    return None if state.shown in _PLAIN else state_role(state.shown)


def line_words(state: LineState, today: date) -> str:
    """«просрочено», «срок 25.09.2026», «в работе · 1/3»."""
    if state.shown is None:
        return ""
    words = SHOWN_WORDS[state.shown]
    if is_soon(state, today) and state.next_due is not None:
        words = f"срок {short_date(state.next_due)}"
    whole = state.counts.total - state.counts.cancelled
    return f"{words} · {state.counts.done}/{whole}" if whole > 1 and state.counts.done < whole else words


def line_tip(state: LineState) -> str:
    """Everything the cell has no room for."""
    if state.shown is None:
        return ""
    parts = [SHOWN_WORDS[state.shown][:1].upper() + SHOWN_WORDS[state.shown][1:]]
    if state.counts.total > 1:
        parts.append(counts_words(state.counts))
    if state.next_due is not None:
        parts.append(f"ближайший срок {short_date(state.next_due)}")
    parts.append(
        counted(state.evidence, "подтверждение", "подтверждения", "подтверждений") if state.evidence else "подтверждений нет"
    )
    return "\n".join(parts)


def counts_words(counts: Counts) -> str:
    """«выполнено 12 из 40, просрочено 3, в работе 2»."""
    whole = counts.total - counts.cancelled
    if not counts.total:
        return "сроков пока нет"
    parts = [f"выполнено {counts.done} из {whole}"]
    for name, number in (
        ("overdue", counts.overdue),
        ("in_progress", counts.in_progress),
        ("waiting_region", counts.waiting_region),
        ("postponed", counts.postponed),
        ("cancelled", counts.cancelled),
    ):
        if number:
            parts.append(f"{SHOWN_WORDS[name]} {number}")  # type: ignore[index]
    return ", ".join(parts)
