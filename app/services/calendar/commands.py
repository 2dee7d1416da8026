"""Changing the calendar: the days of a procedure, working days and days off."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.models.results import Procedure
from app.models.settings import Setting
from app.services.calendar.exceptions import EXCEPTIONS, DayKind
from app.services.calendar.queries import procedure_row
from app.services.calendar.rules import window_problems, window_words
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.execution.following import follow_working_days
from app.services.plan.following import follow_checklists, follow_windows
from app.services.text_ru import long_date
from app.services.workplace.queries import decoded

# Deadlines of roadmaps hang on procedures.
_TOPIC: frozenset[Topic] = frozenset({"calendar", "roadmaps"})


def set_window(ctx: Context, procedure_id: int, starts_on: date | None, ends_on: date | None) -> Changes:
    """Store the first and the last day; both None = unknown. Raises UserError where `window_problems` finds an error.

    A later load of results keeps these days.
    """
    with ctx.db.write() as session:
        found = _procedure(session, procedure_id)
        if errors := [problem.text for problem in window_problems(found.year, starts_on, ends_on) if problem.severity == "error"]:
            raise UserError(" ".join(errors), "Исправьте даты и сохраните ещё раз.")
        before = (found.held_on, found.held_until)
        if before == (starts_on, ends_on):
            return Changes(frozenset())
        title = _store(found, starts_on, ends_on)
        follow_windows(session, [procedure_id])
    return Changes(_TOPIC, f"Сроки: {title} — {window_words(starts_on, ends_on)}.", _undo(procedure_id, before))


def set_working_day(ctx: Context, day: date, kind: DayKind | None) -> Changes:
    """Say that a day is a working one or a day off whatever the official calendar says; None takes that back.

    Deadlines counted in working days from a procedure move with it.
    """
    with ctx.db.write() as session:
        row = session.get(Setting, EXCEPTIONS.name)
        days = dict(decoded(None if row is None else row.value, EXCEPTIONS))
        before = days.get(day.isoformat())
        if before == kind:
            return Changes(frozenset())
        days.pop(day.isoformat(), None)
        if kind is not None:
            days[day.isoformat()] = kind
        session.merge(Setting(key=EXCEPTIONS.name, value=json.dumps(days, sort_keys=True)))
        session.flush()
        follow_working_days(session)
        follow_checklists(session)
    words = {"work": "рабочий день", "off": "выходной", None: "по производственному календарю"}[kind]
    former: DayKind | None = before if before in ("work", "off") else None  # type: ignore[assignment]
    return Changes(_TOPIC, f"{long_date(day)}: {words}.", lambda again: set_working_day(again, day, former))


def _undo(procedure_id: int, window: tuple[date | None, date | None]) -> Callable[[Context], Changes]:
    """The inverse: the former days as they were, whatever a file had put there; can itself be taken back."""

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            found = _procedure(session, procedure_id)
            before = (found.held_on, found.held_until)
            title = _store(found, *window)
            follow_windows(session, [procedure_id])
        return Changes(_TOPIC, f"Сроки возвращены: {title} — {window_words(*window)}.", _undo(procedure_id, before))

    return undo


def _store(found: Procedure, starts_on: date | None, ends_on: date | None) -> str:
    found.held_on, found.held_until = starts_on, ends_on
    return procedure_row(found).title


def _procedure(session: Session, procedure_id: int) -> Procedure:
    found = session.get(Procedure, procedure_id)
    if found is None:
        raise UserError("Этой процедуры в базе больше нет.", "Обновите список: загрузку могли отменить.")
    return found
