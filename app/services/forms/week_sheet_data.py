"""Data of the weekly sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.overview.week import WeekAhead


@dataclass(frozen=True, slots=True)
class WeekSheetData:
    week: WeekAhead
    author: str
    printed_on: date


def week_sheet_data(ctx: Context, day: date | None = None) -> WeekSheetData:
    """`day`: any day of the week wanted; None = this week, from Friday on the next one."""
    from app.services.overview.week import week_ahead
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return WeekSheetData(week_ahead(ctx, day), workplace.name if workplace else "", ctx.clock().date())
