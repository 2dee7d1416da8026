"""The person's own working days and days off, over the official calendar; what counts working days with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from app.models.settings import Setting
from app.services.workplace.queries import decoded
from app.services.workplace.rows import SettingKey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DayKind = Literal["work", "off"]
EXCEPTIONS: SettingKey[dict[str, str]] = SettingKey("working_day_exceptions", {})
"""ISO date → «work» or «off»."""


def working_day_exceptions(session: Session) -> dict[date, bool]:
    """Day → is it a working one? Dates nobody can read are left out."""
    row = session.get(Setting, EXCEPTIONS.name)
    return exceptions_of(decoded(None if row is None else row.value, EXCEPTIONS))


def exceptions_of(stored: Mapping[str, str]) -> dict[date, bool]:
    found: dict[date, bool] = {}
    for day, kind in stored.items():
        try:
            found[date.fromisoformat(day)] = kind == "work"
        except ValueError:
            continue
    return found


def add_working_for(session: Session) -> Callable[[date, int], date]:
    """`f(day, n)`: the nth working day after the day, before it for a negative n. Reads the exceptions when first used."""
    known: list[dict[date, bool]] = []

    def add(day: date, n: int) -> date:
        from app.services.calendar.working_days import add_working_days

        if not known:
            known.append(working_day_exceptions(session))
        return add_working_days(day, n, exceptions=known[0])

    return add
