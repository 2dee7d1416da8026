"""Pages of the weekly sheet: days, what is overdue, who owes."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.calendar.rules import window_words
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.forms.week_sheet_data import WeekSheetData
from app.services.overview.rows import DueRow, MissingRow
from app.services.overview.week import WeekDay, WeekEntry
from app.services.text_ru import MONTHS_GENITIVE, NBSP, counted, short_date

_WEEKDAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
_DAYS = (Column("Время", 27, "center"), Column("Что", 75), Column("Кто", 46), Column("Где", 32))
_DAYS_NO_PLACE = (Column("Что", 122), Column("Кто", 58))
_LATE = (Column("Срок", 26, "center"), Column("Что", 102), Column("Кто", 52))
_OWING = (Column("Что", 76), Column("Школы", 104))
_MOST_NAMED = 20
"""Schools named in one row."""


def week_sheet_page(data: WeekSheetData, profile: Profile = GOST_2025) -> FormPage:
    week = data.week
    title = f"Что предстоит: неделя {window_words(week.monday, week.sunday)} года"
    blocks: list[Block] = [*head(data.author, title)]
    if week.running:
        blocks.append(text(f"Всю неделю идут: {'; '.join(week.running)}.", align="left", first_indent_mm=0, space_before_pt=6))
    if any(day.entries for day in week.days):
        blocks.append(_days(week.days, profile))
    else:
        blocks.append(text("Сроков и встреч на этой неделе нет.", first_indent_mm=0, space_before_pt=8))
    if week.late:
        blocks.append(part("Просрочено"))
        blocks.append(TableBlock(_LATE, tuple(_late(one) for one in week.late), size_pt=profile.wide_table_pt))
        if week.late_more:
            more = counted(week.late_more, "более ранний срок", "более ранних срока", "более ранних сроков")
            blocks.append(remark(f"И ещё {more}: весь список в программе, «Дорожные карты» → «Просрочено».", before=4))
    if week.owing:
        blocks.append(part("От кого ждём"))
        blocks.append(TableBlock(_OWING, tuple(_owing(one, week.schools) for one in week.owing), size_pt=profile.wide_table_pt))
    blocks.append(remark(f"Напечатано {short_date(data.printed_on)}.", before=8))
    stem = f"Неделя {short_date(week.monday)}"
    return report_page(title, blocks, profile, author=data.author, stem=stem)


def _days(days: Sequence[WeekDay], profile: Profile) -> TableBlock:
    placed = any(one.time or one.where for day in days for one in day.entries)
    columns = _DAYS if placed else _DAYS_NO_PLACE
    rows: list[Row] = []
    for day in days:
        said = f"{_WEEKDAYS[day.day.weekday()]}, {day.day.day}{NBSP}{MONTHS_GENITIVE[day.day.month - 1]}"
        rows.append(section_row(said, len(columns)))
        rows += [_entry(one, placed) for one in day.entries] or [_entry(WeekEntry(""), placed)]  # room to write by hand
    return TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt, space_before_pt=8)


def _entry(one: WeekEntry, placed: bool) -> Row:
    if not placed:
        return row(cell(one.what), cell(one.who))
    return row(one.time, cell(one.what), cell(one.who), cell(one.where))


def _late(one: DueRow) -> Row:
    return row(short_date(one.when), cell(one.what), cell(one.who))


def _owing(one: MissingRow, schools: int) -> Row:
    names = [name for _id, name in one.schools]
    if len(names) == schools and schools > 2:
        return row(cell(one.title), f"все школы ({schools})")
    more = len(names) - _MOST_NAMED
    said = "; ".join(names[:_MOST_NAMED]) + (f" и ещё {more}" if more > 0 else "")
    return row(cell(one.title), cell(f"{counted(len(names), 'школа', 'школы', 'школ')}: {said}"))
