"""States of dated duties and kinds of proof as word, icon and colour: one place for panel, tables and timeline."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QIcon

from app.services.duties.rows import Shown
from app.services.execution.rows import EvidenceKind
from app.services.text_ru import short_date
from app.ui import theme

STATES: dict[Shown, tuple[str, theme.Role]] = {
    "ahead": ("circle-outline", "secondary"),
    "in_progress": ("progress-clock", "due"),
    "waiting_region": ("timer-sand", "secondary"),
    "done": ("check", "done"),
    "overdue": ("exclamation-thick", "overdue"),
    "postponed": ("calendar-arrow-right", "due"),
    "cancelled": ("cancel", "secondary"),
}
"""(icon, colour); the words are `SHOWN_WORDS`."""
PROOFS: dict[EvidenceKind, str] = {"file": "file-outline", "link": "link-variant", "number": "email-outline"}


def state_icon(state: Shown) -> QIcon:
    return theme.icon(*STATES[state])


def state_role(state: Shown) -> theme.Role:
    return STATES[state][1]


def proof_icon(kind: EvidenceKind, missing: bool = False) -> QIcon:
    return theme.icon("file-alert-outline", "overdue") if missing else theme.icon(PROOFS[kind])


def days_text(starts_on: date | None, due_on: date | None) -> str:
    """«18.09.2026», «01.09–18.09.2026», «с 01.09.2026» for what only begins, «без даты»."""
    if starts_on is not None and due_on is not None and starts_on != due_on:
        first = f"{starts_on:%d.%m}" if starts_on.year == due_on.year else short_date(starts_on)
        return f"{first}–{short_date(due_on)}"
    if due_on is not None:
        return short_date(due_on)
    return f"с {short_date(starts_on)}" if starts_on is not None else "без даты"
