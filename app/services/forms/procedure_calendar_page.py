"""Pages of the form «Календарь процедур»: the year by weeks on one sheet, or a sheet a month; A4 or A3."""

from __future__ import annotations

from typing import Literal

from app.services.forms.blocks import Block, FormPage, Section
from app.services.forms.procedure_calendar_data import ProcedureCalendarData
from app.services.forms.procedure_calendar_months import month_blocks
from app.services.forms.procedure_calendar_parts import MARGINS
from app.services.forms.procedure_calendar_weeks import week_blocks
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark
from app.services.forms.typography import file_stem
from app.services.text_ru import short_date

View = Literal["weeks", "months"]
Size = Literal["A4", "A3"]
_BODY_PT = {"A3": 17.0}
"""Titles of a large sheet are read from across the room."""


def procedure_calendar_page(
    data: ProcedureCalendarData, profile: Profile = GOST_2025, view: View = "weeks", size: Size = "A4"
) -> FormPage:
    frame = Section((), MARGINS, landscape=True, size=size)
    title = "Календарь оценочных процедур"
    year = f"{data.school_year} учебный год"
    blocks: list[Block] = head(data.school or data.author, f"{title}, {year}")
    if view == "months":
        blocks += month_blocks(data, size, frame)
    else:
        blocks += week_blocks(data, size, frame)
    how_to_read = "" if view == "months" else "Числа под месяцами – понедельники недель. "
    blocks.append(remark(f"{how_to_read}Напечатано {short_date(data.printed_on)}.", before=4))
    whose = f" {data.school}" if data.school else ""
    how = "по месяцам" if view == "months" else "по неделям"
    return FormPage(
        title=f"{title}, {year}{whose}",
        sections=(Section(tuple(blocks), MARGINS, landscape=True, size=size),),
        author=data.author,
        subject=title,
        profile=profile,
        body_pt=_BODY_PT.get(size, profile.report_pt),
        line_spacing=profile.report_spacing,
        file_stem=file_stem(f"Календарь процедур {data.school_year.replace('/', '-')} {how} {size}{whose}"),
    )
