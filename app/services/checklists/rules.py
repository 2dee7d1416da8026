"""Pure rules of checklists: when a line is done or late, how its day is worded, what may not be written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.services.checklists.rows import ActRow, IncidentRow, LineDraft, LineState, TickRow
from app.services.privacy.rules import warning_for
from app.services.problems import Problem
from app.services.text_ru import counted

FARTHEST = 250
"""Working days: farther than a year from the window is a slip of the pen."""
SOON = timedelta(days=7)


def line_state(due_on: date | None, per_school: bool, schools: int, ticks: Sequence[TickRow], today: date) -> LineState:
    """A line of schools is done when every school that takes part has done it."""
    if len(ticks) >= schools > 0 if per_school else bool(ticks):
        return "done"
    if due_on is None:
        return "undated"
    if due_on < today:
        return "overdue"
    return "soon" if due_on <= today + SOON else "open"


def offset_words(anchor: str, offset_days: int) -> str:
    """«за 14 рабочих дней до начала», «в первый день», «через 3 рабочих дня после окончания»."""
    if offset_days == 0:
        return "в первый день" if anchor == "start" else "в последний день"
    days = abs(offset_days)
    accusative = counted(days, "рабочий день", "рабочих дня", "рабочих дней")
    if offset_days < 0:
        return f"за {accusative} до {'начала' if anchor == 'start' else 'окончания'}"
    return f"через {accusative} после {'начала' if anchor == 'start' else 'окончания'}"


def line_problems(draft: LineDraft) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if not draft.text.strip():
        found.append(Problem("error", "no_text", "Напишите, что сделать.", field="text"))
    if abs(draft.offset_days) > FARTHEST:
        found.append(Problem("error", "too_far", "Больше года от начала процедуры: проверьте число дней.", field="offset_days"))
    return tuple(found)


def incident_problems(row: IncidentRow) -> tuple[Problem, ...]:
    """Names of pupils do not belong here: a warning says what is seen and asks for the code."""
    if not row.text.strip():
        return (Problem("error", "no_text", "Напишите, что произошло.", field="text"),)
    return tuple(
        Problem("warning", "personal_data", words, field=name)
        for name, text in (("text", row.text), ("action", row.action))
        if (words := warning_for(text))
    )


def act_problems(row: ActRow) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if row.starts_at and row.ends_at and row.ends_at <= row.starts_at:
        found.append(Problem("error", "ends_before", "Окончание не позже начала.", field="ends_at"))
    if words := warning_for(row.remarks):
        found.append(Problem("warning", "personal_data", words, field="remarks"))
    return tuple(found)
