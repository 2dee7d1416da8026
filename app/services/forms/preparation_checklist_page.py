"""Pages of the plan of preparation: what to do before, on the day and after, by whom, and what is done."""

from __future__ import annotations

from app.services.assignments.rows import ROLES
from app.services.calendar.rules import window_words
from app.services.checklists.rows import PHASES, LineRow
from app.services.checklists.rules import offset_words
from app.services.forms.blocks import Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.preparation_data import PreparationPaper
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.text_ru import counted, short_date

BOX = "☐"
_COLUMNS = (
    Column("№\nп/п", 11, "center"),
    Column("Срок", 37),
    Column("Что сделать", 60),
    Column("Кто", 41),
    Column("Сделано", 31),
)
_MOST_NAMED = 6
"""Schools named in one row."""


def preparation_checklist_page(data: PreparationPaper, profile: Profile = GOST_2025) -> FormPage:
    found = data.found
    window = f"{window_words(found.starts_on, found.ends_on)} года" if found.starts_on else ""
    blocks: list[Block] = [*head(data.author, "План подготовки", found.title, window)]
    if found.lines:
        done = sum(line.state == "done" for line in found.lines)
        blocks.append(
            text(
                f"Сделано {done} из {len(found.lines)}. Участвуют {counted(len(found.schools), 'школа', 'школы', 'школ')}.",
                align="left",
                first_indent_mm=0,
                space_before_pt=6,
            )
        )
        blocks.append(_table(data, profile))
    else:
        blocks.append(text("Списка дел пока нет.", first_indent_mm=0, space_before_pt=8))
    blocks.append(remark(f"Сроки посчитаны в рабочих днях. Напечатано {short_date(data.printed_on)}.", before=6))
    return report_page(f"План подготовки: {found.title}", blocks, profile, author=data.author)


def _table(data: PreparationPaper, profile: Profile) -> TableBlock:
    rows: list[Row] = []
    number = 0
    for phase, words in PHASES.items():
        lines = [line for line in data.found.lines if line.phase == phase]
        if lines:
            rows.append(section_row(words, len(_COLUMNS)))
        for line in lines:
            number += 1
            rows.append(row(f"{number}.", cell(_when(line)), cell(line.text), cell(_who(line)), cell(_done(line, data))))
    return TableBlock(_COLUMNS, tuple(rows), size_pt=profile.wide_table_pt, space_before_pt=4)


def _when(line: LineRow) -> str:
    how = "день назначен" if line.moved else offset_words(line.anchor, line.offset_days)
    return f"{short_date(line.due_on)}\n{how}" if line.due_on else how


def _who(line: LineRow) -> str:
    role = ROLES.get(line.role, "")
    if not line.per_school:
        return role or "Район"
    return f"{role}, в каждой школе" if role else "Каждая школа"


def _done(line: LineRow, data: PreparationPaper) -> str:
    """A box to tick by hand where it is not done; of schools how many have done it and whom we wait for."""
    if not line.per_school:
        tick = line.tick_of(None)
        return BOX if tick is None else "\n".join(part for part in (short_date(tick.done_on), tick.who, tick.note) if part)
    if line.state == "done":
        last = max(tick.done_on for tick in line.ticks)
        return f"все школы ({line.schools})\n{short_date(last)}"
    done = {tick.organisation_id for tick in line.ticks}
    waiting = [name for school, name in data.found.schools if school not in done]
    said = f"{BOX} {len(data.found.schools) - len(waiting)} из {len(data.found.schools)}"
    if not done or not waiting:
        return said
    more = len(waiting) - _MOST_NAMED
    return f"{said}\nждём: {'; '.join(waiting[:_MOST_NAMED])}" + (f" и ещё {more}" if more > 0 else "")
