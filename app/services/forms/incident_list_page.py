"""Pages of the list of incidents of one procedure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.services.calendar.rules import window_words
from app.services.checklists.rows import IncidentRow
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, text
from app.services.forms.preparation_data import PreparationPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.privacy.rules import warning_for
from app.services.problems import Problem
from app.services.text_ru import short_date

_COLUMNS = (
    Column("№\nп/п", 12, "center"),
    Column("Дата", 24, "center"),
    Column("Школа, класс", 50),
    Column("Что произошло", 68),
    Column("Что сделали", 60),
    Column("Кто сообщил", 30),
    Column("Закрыто", 24, "center"),
)


def incident_list_page(data: PreparationPaper, profile: Profile = GOST_2025) -> FormPage:
    """Whoever prints is told of words that look like a name of a pupil."""
    found = data.found
    window = f"{window_words(found.starts_on, found.ends_on)} года" if found.starts_on else ""
    blocks: list[Block] = [*head(data.author, "Происшествия", found.title, window)]
    if found.incidents:
        rows = tuple(_row(number, one) for number, one in enumerate(found.incidents, 1))
        blocks.append(TableBlock(_COLUMNS, rows, size_pt=profile.wide_table_pt, space_before_pt=8))
    else:
        blocks.append(text("Происшествий не записано.", first_indent_mm=0, space_before_pt=8))
    blocks.append(remark(f"Участники названы кодами, без фамилий. Напечатано {short_date(data.printed_on)}.", before=6))
    page = report_page(f"Происшествия: {found.title}", blocks, profile, author=data.author, landscape=True)
    return replace(page, notes=_notes(found.incidents))


def _row(number: int, one: IncidentRow) -> Row:
    where = ", ".join(part for part in (one.school or "весь район", one.class_label) if part)
    closed = short_date(one.closed_on) if one.closed_on else "нет"
    return row(
        f"{number}.", short_date(one.happened_on), cell(where), cell(one.text), cell(one.action), cell(one.reported_by), closed
    )


def _notes(incidents: Sequence[IncidentRow]) -> tuple[Problem, ...]:
    return tuple(
        Problem("warning", "personal_data", f"Строка {number}: {words}")
        for number, one in enumerate(incidents, 1)
        if (words := warning_for(one.text) or warning_for(one.action))
    )
