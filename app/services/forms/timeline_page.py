"""Pages of a timeline: months across, items down, sections with what is done of them."""

from __future__ import annotations

from typing import Literal

from app.services.duties.rows import SHOWN_WORDS
from app.services.execution.rows import TimelineRow
from app.services.execution.rules import item_state
from app.services.execution.timeline_scale import MONTHS, Scale, lanes, stretches
from app.services.forms import figures
from app.services.forms.blocks import (
    Cell,
    Column,
    FormPage,
    Look,
    Section,
    TimelineBlock,
    TimeRow,
    TimeStretch,
    cell,
)
from app.services.forms.layout import text_width_mm
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head
from app.services.forms.timeline_data import TimelineData
from app.services.forms.typography import file_stem
from app.services.text_ru import NBSP, short_date

_LOOKS: tuple[Look, ...] = ("done", "in_progress", "ahead", "overdue", "waiting_region", "postponed", "cancelled")
_ALWAYS: tuple[Look, ...] = ("done", "ahead", "overdue")
_POINT_MM = 4.8
_NAMES_FROM_MM = 7.5
"""Narrower months are headed by their numbers."""
_WIDTHS = {"A4": (13.0, 72.0, 28.0), "A3": (15.0, 95.0, 36.0)}


def timeline_page(data: TimelineData, profile: Profile = GOST_2025, size: Literal["A4", "A3"] = "A4") -> FormPage:
    """A lying sheet; A3 for plans of several years."""
    frame = Section((), profile.landscape_margins, landscape=True, size=size)
    number, text, deadline = _WIDTHS[size]
    columns = (Column("№\nп/п", number, "center"), Column("Мероприятие", text), Column("Срок по плану", deadline, "center"))
    axis_mm = text_width_mm(frame) - number - text - deadline
    scale, month_mm = data.scale, axis_mm / data.scale.months
    named = month_mm >= _NAMES_FROM_MM
    today = (scale.at(data.as_of) + scale.after(data.as_of)) / 2
    rows = _rows(data, scale, _POINT_MM / month_mm)
    used = {one.look for row in rows for one in row.stretches}
    block = TimelineBlock(
        columns=columns,
        axis_mm=axis_mm,
        years=tuple((str(year), months) for year, months in scale.years()),
        months=tuple(_month(scale, n, named) for n in range(scale.months)),
        rows=rows,
        legend=tuple((look, SHOWN_WORDS[look]) for look in _LOOKS if look in used or look in _ALWAYS),
        today=today if scale.holds(today) else None,
        today_words=f"сегодня, {short_date(data.as_of)}" if scale.holds(today) else "",
        size_pt=profile.grid_pt,
    )
    title = f"График мероприятий\n{data.roadmap.title}"
    blocks = (*head(data.author, title, figures.as_of(data.as_of)), block)
    return FormPage(
        title=title.replace("\n", " "),
        sections=(Section(blocks, frame.margins, landscape=True, size=size),),
        author=data.author,
        subject="График мероприятий дорожной карты",
        profile=profile,
        body_pt=profile.report_pt,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(f"График {short_date(data.as_of)} {data.roadmap.title}"),
    )


def _month(scale: Scale, place: int, named: bool) -> str:
    month = scale.month(place).month
    return MONTHS[month - 1] if named else str(month)


def _rows(data: TimelineData, scale: Scale, point: float) -> tuple[TimeRow, ...]:
    rows = []
    for place, line in enumerate(data.rows):
        if line.is_section:
            name = f"{line.number} {' '.join(line.text.split())}".strip()
            if name:
                rows.append(TimeRow((_wide(name + _done_of(data.rows[place + 1 :]), bold=True),), kind="section"))
        elif line.is_subhead:
            rows.append(TimeRow((_wide(f"{line.number} {line.text}".strip(), bold=True, italic=True),), kind="subhead"))
        else:
            rows.append(_item(line, scale, point))
    return tuple(rows)


def _wide(words: str, *, bold: bool, italic: bool = False) -> Cell:
    return cell(words, bold=bold, italic=italic, align="left", span=4)


def _done_of(following: tuple[TimelineRow, ...]) -> str:
    """« – выполнено 3 из 7» of the items up to the next section."""
    states = []
    for line in following:
        if line.is_section:
            break
        if not line.is_subhead:
            states.append(item_state([bar.shown for bar in line.bars]))
    whole = sum(state != "cancelled" for state in states)
    return f"{NBSP}– выполнено {states.count('done')} из{NBSP}{whole}" if whole else ""


def _item(line: TimelineRow, scale: Scale, point: float) -> TimeRow:
    laid = stretches(line.bars, scale, point)
    drawn = tuple(TimeStretch(one.start, one.end, one.shown, one.lane, one.point, one.open_end) for one in laid)
    words = "" if drawn else SHOWN_WORDS[item_state([bar.shown for bar in line.bars])] + ", без даты"
    return TimeRow(tuple(map(cell, (line.number, line.text, line.deadline))), drawn, max(1, lanes(laid)), words)
