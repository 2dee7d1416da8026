"""How a state of execution looks: always a mark, a word and a colour together."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtGui import QIcon

from app.services.execution.rows import SHOWN_WORDS, Counts, LineState, Shown
from app.services.text_ru import counted, short_date
from app.ui import theme

SOON_DAYS = 7
"""A last day this near is said instead of «не наступил»."""
_MARKS: dict[Shown, tuple[str, theme.Role]] = {
    "ahead": ("circle-outline", "secondary"),
    "in_progress": ("progress-clock", "accent"),
    "waiting_region": ("timer-sand", "secondary"),
    "done": ("check", "done"),
    "overdue": ("exclamation-thick", "overdue"),
    "postponed": ("calendar-arrow-right", "due"),
    "cancelled": ("cancel", "secondary"),
}


def state_icon(shown: Shown) -> QIcon:
    """The mark of a state; it stands beside `SHOWN_WORDS[shown]`, never alone."""
    return theme.icon(*_MARKS[shown])


def state_role(shown: Shown) -> theme.Role | None:
    """The colour of the word; None = as any text."""
    return _MARKS[shown][1] if shown in ("overdue", "done", "cancelled", "postponed") else None


def is_soon(state: LineState, today: date) -> bool:
    return state.shown == "ahead" and state.next_due is not None and state.next_due <= today + timedelta(days=SOON_DAYS)


def line_icon(state: LineState, today: date) -> QIcon | None:
    if state.shown is None:
        return None
    return theme.status_icon("due") if is_soon(state, today) else state_icon(state.shown)


def line_role(state: LineState, today: date) -> theme.Role | None:
    if state.shown is None:
        return None
    return "due" if is_soon(state, today) else state_role(state.shown)


def line_words(state: LineState, today: date) -> str:
    """«просрочено», «срок 25.09.2026», «в работе, 1 из 3»."""
    if state.shown is None:
        return ""
    words = SHOWN_WORDS[state.shown]
    if is_soon(state, today) and state.next_due is not None:
        words = f"срок {short_date(state.next_due)}"
    whole = state.counts.total - state.counts.cancelled
    return f"{words}, {state.counts.done} из {whole}" if whole > 1 and state.counts.done < whole else words


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
