"""Data of the form «Единый график оценочных процедур» of one school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.school_schedule.checked import SchoolPage


@dataclass(frozen=True, slots=True)
class SchoolScheduleData:
    page: SchoolPage
    author: str
    printed_on: date


def school_schedule_data(ctx: Context, organisation_id: int, school_year: int | None = None) -> SchoolScheduleData:
    """Of a school year (the latest that has one by default). Raises UserError where there is nothing to print."""
    from app.services.school_schedule.checked import latest_year, school_page

    if school_year is None:
        school_year = latest_year(ctx, organisation_id)
    page = None if school_year is None else school_page(ctx, organisation_id, school_year)
    if page is None or not page.schedule.entries:
        raise UserError("Графика у этой школы нет.", "Загрузите файл школы или наберите график.")
    return SchoolScheduleData(page, page.schedule.organisation_name, ctx.clock().date())
