"""A sheet a month: weeks down, days across, windows as bars over the days, room to write by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.forms import layout
from app.services.forms.blocks import Block, Column, Fill, Heading, PageBreak, Row, Section, TableBlock
from app.services.forms.procedure_calendar_data import ProcedureCalendarData, month_end
from app.services.forms.procedure_calendar_parts import EVENT_SIGN, legend, letter, listing, tinted
from app.services.forms.procedure_calendar_weeks import weeks
from app.services.text_ru import MONTHS

_DAY = timedelta(days=1)
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_SIZES = {"A4": 9.0, "A3": 13.0}
_SMALLEST = 6.5
_LINE = 1.149
_PADDING_MM = 0.8
_NOT_THE_TABLE_MM = {"A4": 34.0, "A3": 44.0}
"""Heading and legend of a sheet."""
_TITLE_MM = 18.0
"""Of the first one besides."""


@dataclass(frozen=True, slots=True)
class Bar:
    first: date
    last: date
    words: str
    fill: Fill
    order: int = 0


def month_blocks(data: ProcedureCalendarData, size: str, frame: Section) -> list[Block]:
    bars = _bars(data)
    whole = layout.text_height_mm(frame) - _NOT_THE_TABLE_MM[size]
    blocks: list[Block] = []
    month = data.first
    while month <= data.last:
        room = whole if blocks else whole - _TITLE_MM
        if blocks:
            blocks.append(PageBreak())
        name = f"{MONTHS[month.month - 1].capitalize()} {month.year}"
        blocks.append(Heading(name, level=1, align="center", space_before_pt=2, space_after_pt=4))
        blocks.append(_month(data, month, bars, _SIZES[size], room, layout.text_width_mm(frame) / 7))
        blocks.append(legend(data, _SIZES[size] - 1))
        month = month_end(month) + _DAY
    return [*blocks, PageBreak(), Heading("Перечень процедур", level=1, align="center"), *listing(data, _SIZES[size] + 1)]


def _bars(data: ProcedureCalendarData) -> list[Bar]:
    found = [
        Bar(item.first, item.last, f"{letter(item.level, item.is_confirmed)}  {item.short}", item.level) for item in data.items
    ]
    for day in data.days:
        found.append(Bar(day.day, day.day, f"{EVENT_SIGN} {day.words}", day.level, 1))
    for event in data.events:
        if event.held_on is not None:
            words = f"{event.time} {event.name}" if event.time else event.name
            found.append(Bar(event.held_on, event.last_day or event.held_on, f"{EVENT_SIGN} {words}", "", 2))
    return sorted(found, key=lambda bar: (bar.first, bar.order, -(bar.last - bar.first).days, bar.words))


def _month(
    data: ProcedureCalendarData, month: date, bars: Sequence[Bar], size: float, room_mm: float, day_mm: float
) -> TableBlock:
    """On one sheet: a full month in smaller type, an empty one in higher weeks."""
    mondays = weeks(month, month_end(month))
    while True:
        made = [_week(data, monday, month, bars, size, day_mm) for monday in mondays]
        high = [sum(row.least_mm for row in rows) for rows in made]
        room = room_mm - _row_mm(size)
        if sum(high) <= room or size <= _SMALLEST:
            break
        size -= 0.5
    level = _level(high, room)
    rows: list[Row] = []
    for one, own in zip(made, high, strict=True):
        rows += [replace(row, least_mm=0.0) for row in one[:-1]]
        rows.append(replace(one[-1], least_mm=one[-1].least_mm + max(0.0, level - own)))
    columns = tuple(Column(name, 1.0, "left") for name in _WEEKDAYS)
    return TableBlock(columns, tuple(rows), size, padding_mm=_PADDING_MM)


def _level(heights: Sequence[float], room: float) -> float:
    """How high every week can be at least, when those that need more have it."""
    left, rest = room, sorted(heights, reverse=True)
    while rest and rest[0] > left / len(rest):
        left -= rest.pop(0)
    return left / len(rest) if rest else 0.0


def _week(data: ProcedureCalendarData, monday: date, month: date, bars: Sequence[Bar], size: float, day_mm: float) -> list[Row]:
    """Numbers of the days, a row a lane of bars, a last one to write in. `least_mm`: how high each is about."""
    days = [monday + n * _DAY for n in range(7)]
    grounds = [_ground(data, day, month) for day in days]
    numbers = tuple(tinted(_number(data, day, month), ground, align="left", bold=True)
                    for day, ground in zip(days, grounds, strict=True))  # fmt: skip
    rows = [Row(numbers, "subhead", _row_mm(size))]
    first, last = max(days[0], month), min(days[6], month_end(month))
    shown = [bar for bar in bars if bar.first <= last and bar.last >= first]
    above = [True] * 7  # the cell above is of one day: the next one may go on from it
    for lane in _lanes(shown, first, last):
        cells, place, lines = [], 0, 1
        now = [True] * 7
        for start, end, bar in lane:
            cells += [tinted("", grounds[n], joined=above[n]) for n in range(place, start)]
            words = bar.words if bar.last <= last else f"{bar.words} →"
            cells.append(tinted(words, bar.fill, span=end - start, align="left"))
            lines = max(lines, layout.estimated_lines(words, size, (end - start) * day_mm - 2 * _PADDING_MM))
            now[start:end] = [False] * (end - start)
            place = end
        cells += [tinted("", grounds[n], joined=above[n]) for n in range(place, 7)]
        rows.append(Row(tuple(cells), "subhead", _row_mm(size, lines)))
        above = now
    rows.append(Row(tuple(tinted("", grounds[n], joined=above[n]) for n in range(7)), "item", _row_mm(size) * 0.5))
    return rows


def _lanes(bars: Sequence[Bar], first: date, last: date) -> list[list[tuple[int, int, Bar]]]:
    """(first day, day after the last one, bar) of each lane, days counted from Monday."""
    lanes: list[list[tuple[int, int, Bar]]] = []
    for bar in bars:
        start, end = max(bar.first, first).weekday(), min(bar.last, last).weekday() + 1
        free = next((lane for lane in lanes if all(end <= one[0] or start >= one[1] for one in lane)), None)
        if free is None:
            lanes.append(free := [])
        free.append((start, end, bar))
        free.sort(key=lambda one: one[0])
    return lanes


def _ground(data: ProcedureCalendarData, day: date, month: date) -> Fill:
    if day.month != month.month:
        return ""
    if data.break_on(day) is not None:
        return "break"
    return "off" if day in data.off or day.weekday() == 6 else ""


def _number(data: ProcedureCalendarData, day: date, month: date) -> str:
    """Empty for a day of the neighbouring month; the first day of a break, and Mondays of it, say which one."""
    if day.month != month.month:
        return ""
    found = data.break_on(day)
    if found is not None and day in (found.starts_on, month, day - day.weekday() * _DAY):
        return f"{day.day}  {found.title.lower()}"
    return str(day.day)


def _row_mm(size: float, lines: int = 1) -> float:
    return lines * size * _LINE / layout.PT_PER_MM + 2 * _PADDING_MM
