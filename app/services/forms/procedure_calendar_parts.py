"""What both views of the wall calendar share: letters, legend, list of procedures."""

from __future__ import annotations

from app.services.calendar.rules import window_words
from app.services.forms.blocks import Block, Cell, Column, Fill, Row, TableBlock, cell, row, section_row
from app.services.forms.procedure_calendar_data import LEVEL_ORDER, CalendarItem, ProcedureCalendarData
from app.services.forms.profile import Margins
from app.services.forms.report_parts import remark
from app.services.plan.rows import LEVEL_LETTERS, LEVELS

MARGINS = Margins(10, 10, 17, 10)
"""A sheet for the wall is not bound: the page number still stands above the text."""
EVENT_SIGN = "●"
UNSURE = "?"
_PLURAL = {"federal": "Федеральные", "regional": "Региональные", "municipal": "Муниципальные", "school": "Школьные"}


def tinted(words: str, fill: Fill, *, span: int = 1, bold: bool = False, align: str = "center", joined: bool = False) -> Cell:
    made = cell(words, bold=bold, align=align, span=span)  # type: ignore[arg-type]
    return Cell(made.lines, made.align, span, joined, fill=fill)


def letter(level: str, sure: bool = True) -> str:
    return f"{LEVEL_LETTERS[level]}{'' if sure else UNSURE}"


def level_title(level: str) -> str:
    return _PLURAL[level]


def legend(data: ProcedureCalendarData, size: float) -> TableBlock:
    """Letter and tint of each level, breaks, days off, meetings; the question mark where there is one."""
    entries: list[tuple[str, Fill, str]] = [(LEVEL_LETTERS[level], level, LEVELS[level]) for level in LEVEL_ORDER]
    entries += [
        ("", "break", "каникулы обычные, не утверждены" if data.breaks_are_usual else "каникулы"),
        ("", "off", "выходной, праздник"),
        (EVENT_SIGN, "", legend_sign(data)),
    ]
    if any(not item.is_confirmed for item in data.items):
        entries.append((UNSURE, "", "даты не подтверждены"))
    columns, cells = [], []
    for sign, fill, words in entries:
        columns += [Column("", 7.0, "center"), Column("", 6.0 + 2.1 * len(words), "left")]
        cells += [tinted(sign, fill, bold=True), cell(words)]
    return TableBlock(tuple(columns), (), size, space_before_pt=4, space_after_pt=4, head=(Row(tuple(cells)),), padding_mm=0.8)


def legend_sign(data: ProcedureCalendarData) -> str:
    return "день работы, встреча" if data.school else "встреча"


def listing(data: ProcedureCalendarData, size: float) -> list[Block]:
    """Every procedure with classes and subjects, in words."""
    columns = (
        Column("", 10, "center"), Column("Процедура", 40), Column("Сроки", 46, "center"), Column("Классы и предметы", 110),
        Column("Форма, проверка", 60),
    )  # fmt: skip
    rows: list[Row] = []
    for item in data.items:
        how = "; ".join(part for part in (item.form, item.control) if part)
        sure = "" if item.is_confirmed else " (не подтверждены)"
        rows.append(
            Row(
                (
                    tinted(letter(item.level, item.is_confirmed), item.level, bold=True),
                    cell(item.name),
                    cell(f"{window_words(item.first, item.last)}{sure}"),
                    cell(item.words),
                    cell(how),
                )
            )
        )
    if not rows:
        rows.append(section_row("Процедур со сроками пока нет.", len(columns), kind="subhead"))
    for title in data.undated:
        rows.append(row("", title, "сроки не указаны", "", ""))
    return [TableBlock(columns, tuple(rows), size)]


def undated(data: ProcedureCalendarData) -> list[Block]:
    if not data.undated:
        return []
    return [remark(f"Сроки не указаны: {'; '.join(data.undated)}.", before=4)]


def item_words(item: CalendarItem) -> str:
    return f"{item.name}: {item.words}" if item.words else item.name
