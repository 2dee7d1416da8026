"""The year on one sheet: procedures down, weeks across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from app.services.forms import layout
from app.services.forms.blocks import Block, Cell, Column, Fill, Row, Section, TableBlock, cell, section_row
from app.services.forms.procedure_calendar_data import LEVEL_ORDER, CalendarItem, ProcedureCalendarData
from app.services.forms.procedure_calendar_parts import (
    EVENT_SIGN,
    item_words,
    legend,
    letter,
    level_title,
    tinted,
    undated,
)
from app.services.text_ru import MONTHS

_WEEK = timedelta(days=7)
_WIDTHS = {"A4": (64.0, 22.0), "A3": (104.0, 30.0)}
_SIZES = {"A4": 7.5, "A3": 11.0}
_HIGHEST_MM = {"A4": 9.0, "A3": 14.0}
_NOT_THE_ROWS_MM = {"A4": 52.0, "A3": 70.0}
"""Title, legend, head and foot of the sheet."""
_SHORT_FROM_MM = 21.0
"""A month narrower than this is headed by its first letters."""


def week_blocks(data: ProcedureCalendarData, size: str, frame: Section) -> list[Block]:
    width_mm = layout.text_width_mm(frame)
    mondays = weeks(data.first, data.last)
    what, when = _WIDTHS[size]
    week = (width_mm - what - when) / len(mondays)
    columns = (Column("Процедура", what), Column("Сроки", when, "center"), *(Column("", week, "center") for _ in mondays))
    grounds = [week_ground(data, monday) for monday in mondays]
    rows: list[Row] = []
    for level in LEVEL_ORDER:
        items = [item for item in data.items if item.level == level]
        if items:
            rows.append(section_row(level_title(level), len(columns)))
            rows += [_item(item, mondays, grounds) for item in items]
    if data.events:
        rows.append(section_row("Совещания и встречи", len(columns)))
        for event in data.events:
            if event.held_on is not None:
                days = f"{event.held_on:%d.%m}" + (f", {event.time}" if event.time else "")
                if event.ends_on and event.ends_on != event.held_on:
                    days = f"{event.held_on:%d.%m}–{event.ends_on:%d.%m}"
                marks = [event.held_on <= monday + 6 * _DAY and (event.last_day or event.held_on) >= monday for monday in mondays]
                rows.append(Row((cell(_event(event.kind_words, event.title)), cell(days), *_marks(marks, grounds))))
    if not rows:
        rows.append(Row((cell("Пока ничего не запланировано"), cell(""), *_marks([False] * len(mondays), grounds))))
    # A sheet with few rows is filled: from across the room high rows read better.
    each = min(_HIGHEST_MM[size], (layout.text_height_mm(frame) - _NOT_THE_ROWS_MM[size]) / len(rows) * 0.8)
    rows = [replace(row, least_mm=each) if row.kind == "item" else row for row in rows]
    table = TableBlock(columns, tuple(rows), _SIZES[size], head=_head(mondays, grounds, week, data.last), padding_mm=0.7)
    return [legend(data, _SIZES[size]), table, *undated(data)]


_DAY = timedelta(days=1)


def weeks(first: date, last: date) -> list[date]:
    """Mondays of the weeks that touch the days."""
    monday, found = first - first.weekday() * _DAY, []
    while monday <= last:
        found.append(monday)
        monday += _WEEK
    return found


def month_of(monday: date, last: date) -> tuple[int, int]:
    """(year, month) a week counts to: that of its Thursday, but never one after the calendar's `last` day."""
    thursday = min(monday + 3 * _DAY, last)
    return thursday.year, thursday.month


def week_ground(data: ProcedureCalendarData, monday: date) -> Fill:
    """Is most of the week without lessons?"""
    days = [monday + n * _DAY for n in range(5)]
    idle = sum(data.break_on(day) is not None for day in days)
    if idle >= 3:
        return "break"
    return "off" if idle + sum(day in data.off for day in days) >= 3 else ""


def _head(mondays: Sequence[date], grounds: Sequence[Fill], week_mm: float, last: date) -> tuple[Row, Row]:
    months: list[Cell] = [tinted("Процедура", "", bold=True), tinted("Сроки", "", bold=True)]
    for (_year, month), found in groupby(mondays, key=lambda monday: month_of(monday, last)):
        count = len(list(found))
        name = MONTHS[month - 1]
        shown = name if count * week_mm >= _SHORT_FROM_MM or len(name) <= 4 else f"{name[:3]}."
        months.append(tinted(shown, "", span=count, bold=True))
    days = [tinted(str(monday.day), ground) for monday, ground in zip(mondays, grounds, strict=True)]
    return Row(tuple(months)), Row((tinted("", "", joined=True), tinted("", "", joined=True), *days))


def _item(item: CalendarItem, mondays: Sequence[date], grounds: Sequence[Fill]) -> Row:
    cells: list[Cell] = []
    inside = [item.first <= monday + 6 * _DAY and item.last >= monday for monday in mondays]
    writes = [any(monday <= day < monday + _WEEK for day in item.days) for monday in mondays]
    place, lettered = 0, False
    while place < len(mondays):
        if not inside[place]:
            cells.append(tinted(EVENT_SIGN if writes[place] else "", grounds[place], bold=True))
            place += 1
            continue
        end = place + 1
        while not item.days and end < len(mondays) and inside[end]:
            end += 1
        sign = EVENT_SIGN if writes[place] else "" if lettered else letter(item.level, item.is_confirmed)
        cells.append(tinted(sign, item.level, span=end - place, bold=True))
        lettered = lettered or sign != EVENT_SIGN
        place = end
    return Row((cell(item_words(item)), cell(_days(item)), *cells))


def _days(item: CalendarItem) -> str:
    window = f"{item.first:%d.%m}" if item.first == item.last else f"{item.first:%d.%m}–{item.last:%d.%m}"
    return window if item.is_confirmed else f"{window} ?"


def _marks(marks: Sequence[bool], grounds: Sequence[Fill]) -> list[Cell]:
    return [tinted(EVENT_SIGN if mark else "", ground, bold=True) for mark, ground in zip(marks, grounds, strict=True)]


def _event(kind: str, title: str) -> str:
    return title if not title or title.casefold().startswith(kind.casefold()) else f"{kind}: {title}"
