"""Pages of the attendance sheet: a blank for signatures, or who came."""

from __future__ import annotations

from app.services.events.rows import KINDS_GENITIVE, Attendee
from app.services.forms import wording
from app.services.forms.blocks import Block, Column, FormPage, Signature, TableBlock, cell, row, text
from app.services.forms.event_data import EventPaper
from app.services.forms.event_parts import bare, when, where, workplace_of
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, report_page
from app.services.text_ru import counted

_EMPTY_ROWS = 18
_SPARE_ROWS = 3
"""Empty rows after those who are invited, for those who come besides."""
_COLUMNS = (
    Column("№\nп/п", 12, "center"),
    Column("Фамилия, имя, отчество", 48),
    Column("Должность", 36),
    Column("Организация", 56),
)


def event_attendance_page(data: EventPaper, profile: Profile = GOST_2025, blank: bool | None = None) -> FormPage:
    """`blank`: a column for signatures and spare rows; None = while nobody has been marked."""
    event = data.event.row
    people = data.event.attendees
    empty = blank if blank is not None else not any(one.came is not None for one in people)
    columns = (*_COLUMNS, Column("Подпись" if empty else "Присутствие", 28, "center"))
    rows = [
        row(f"{place}.", cell(_name(one)), cell(one.post), cell(workplace_of(one, data.author)), "" if empty else _came(one))
        for place, one in enumerate(people, 1)
    ]
    spare = 0 if not empty else _SPARE_ROWS if people else _EMPTY_ROWS
    rows += [row(f"{len(people) + n + 1}.", "", "", "", "") for n in range(spare)]
    blocks: list[Block] = [
        *head(
            data.author,
            f"Лист регистрации участников {KINDS_GENITIVE[event.kind]}",
            f"«{bare(event.title)}»" if event.title else "",
        ),
        text(f"Дата и время: {when(event)}", align="left", first_indent_mm=0, space_before_pt=8),
        text(f"Место: {where(event)}", align="left", first_indent_mm=0),
    ]
    if rows:
        blocks.append(TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt, space_before_pt=6))
    if not empty:
        invited = counted(len(people), "человек", "человека", "человек")
        blocks.append(
            text(f"Приглашены: {invited}, присутствовали: {sum(one.came is True for one in people)}.", space_before_pt=6)
        )
    blocks.append(Signature("Ответственный за регистрацию:", wording.BLANK_LINE))
    title = f"Лист регистрации: {event.name}"
    return report_page(title, blocks, profile, author=data.author)


def _name(one: Attendee) -> str:
    """Of a school only its name is known: its representative writes the own one."""
    return "" if one.person_id is None and one.name == one.organisation else one.name


def _came(one: Attendee) -> str:
    return "" if one.came is None else "да" if one.came else "нет"
