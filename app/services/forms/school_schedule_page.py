"""Pages of a school's unified schedule: classes × months with the level of each procedure, then its share of the hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from app.services.forms import figures
from app.services.forms.blocks import (
    Block,
    Cell,
    CellLine,
    Column,
    FormPage,
    Row,
    Run,
    Section,
    TableBlock,
    cell,
    row,
    section_row,
)
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark
from app.services.forms.school_schedule_data import SchoolScheduleData
from app.services.forms.typography import file_stem
from app.services.problems import Problem
from app.services.results.procedure import KIND_TITLES
from app.services.school_schedule.board import Board, Class
from app.services.school_schedule.rows import LEVEL_LETTERS, LEVEL_TITLES, LEVELS, Entry, Level, Schedule
from app.services.school_schedule.rules import counts, surplus
from app.services.school_schedule.weeks import span
from app.services.text_ru import MONTHS, number, short_date, sort_key

TITLE = "Единый график оценочных процедур"
TINTS: dict[Level, str] = {"federal": "BFD3EC", "regional": "CFE6C9", "municipal": "FAECC6", "school": ""}
"""Grounds of the levels, lighter than those of a calendar's cells, for words stand on them; the letter says it without."""
_MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5)
_TYPE = {"A4": 9.0, "A3": 11.0}


@dataclass(frozen=True, slots=True)
class _Share:
    """A subject in classes that have the same figures."""

    classes: tuple[Class, ...]
    subject: str
    by_level: tuple[int, ...]
    lessons: int
    hours: int | None


def school_schedule_page(data: SchoolScheduleData, profile: Profile = GOST_2025, size: Literal["A4", "A3"] = "A4") -> FormPage:
    """A lying sheet. Classes of a parallel with the same procedures share a row."""
    page, schedule = data.page, data.page.schedule
    board = Board(schedule, page.options)
    order = ""
    if schedule.order_number:
        on = f" от {short_date(schedule.ordered_on)}" if schedule.ordered_on else ""
        order = f"Утверждён приказом{on} № {schedule.order_number.lstrip('№ ')}"
    year = f"{schedule.school_year}/{schedule.school_year + 1} учебный год"
    blocks: list[Block] = [
        *head(data.author, TITLE, year, order),
        TableBlock(_columns(), (*_rows(board), _legend()), size_pt=_TYPE[size], space_before_pt=8),
        remark("Перед предметом – уровень и день; «нед.» – учебная неделя, когда день ещё не выбран.", before=4),
        part("Сколько времени занимают процедуры"),
        TableBlock(_share_columns(), tuple(_share_rows(board)), size_pt=_TYPE[size] + 1),
    ]
    vpr = "учтены" if page.options.vpr_counts else "не учтены"
    blocks.append(remark(f"Доля – уроки, занятые процедурами, от часов предмета в классе за год; ВПР {vpr}.", before=4))
    found = counts(page.findings)
    notes = []
    if found.binding:
        notes.append(Problem("warning", "binding", f"Не соответствует ФОП: {found.binding}. Смотрите замечания к графику."))
    if found.unknown:
        notes.append(Problem("warning", "hours", "Часы указаны не у всех предметов: их доля не посчитана."))
    return FormPage(
        title=TITLE,
        sections=(Section(tuple(blocks), profile.landscape_margins, landscape=True, size=size),),
        author=data.author,
        subject=TITLE,
        profile=profile,
        body_pt=profile.report_pt,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(f"Единый график {schedule.school_year}-{schedule.school_year + 1} {data.author}"),
        notes=tuple(notes),
    )


# -- classes × months


def _columns() -> tuple[Column, ...]:
    return (Column("Класс", 15, "center"), *(Column(MONTHS[month - 1].capitalize(), 28) for month in _MONTHS))


def _rows(board: Board) -> Iterable[Row]:
    written: dict[Class, list[Entry]] = defaultdict(list)
    for _index, entry in board.standing():
        for one in board.classes(entry):
            written[one].append(entry)
    grouped: dict[tuple[object, ...], list[Class]] = defaultdict(list)
    for one in board.schedule.classes:
        same = tuple(sorted((_key(entry) for entry in written[one]), key=str))
        grouped[one[0], same].append(one)
    for classes in grouped.values():
        months: dict[int, list[tuple[date, CellLine]]] = defaultdict(list)
        for entry in written[classes[0]]:
            found = span(entry, board.weeks)
            if found is not None:
                months[_month(found[0])].append((found[0], _line(entry, board.schedule)))
        cells = [Cell(tuple(line for _day, line in sorted(months[month], key=lambda one: one[0]))) for month in _MONTHS]
        yield Row((cell(_names(classes), bold=True), *cells))


def _month(day: date) -> int:
    """Summer stands with its neighbours: nothing may be lost from the paper."""
    return day.month if day.month in _MONTHS else 5 if day.month < 8 else 9


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.subject, entry.level, entry.kind, entry.held_on, entry.until, entry.week


def _line(entry: Entry, schedule: Schedule) -> CellLine:
    """«Ш 14 Математика», «Ф 22 Биология (ВПР)», «Ш нед. 12 Музыка»."""
    when = f"нед. {entry.week}" if entry.held_on is None else str(entry.held_on.day)
    if entry.held_on is not None and entry.until is not None and entry.until != entry.held_on:
        same = entry.until.month == entry.held_on.month
        when = f"{entry.held_on.day}–{entry.until.day if same else f'{entry.until:%d.%m}'}"
    kind = f" ({KIND_TITLES[entry.kind]})" if entry.kind in KIND_TITLES else ""
    runs = (Run(f"{LEVEL_LETTERS[entry.level]} ", bold=True), Run(f"{when} {entry.subject}{kind}"))
    return CellLine(runs, tint=TINTS[entry.level])


def _legend() -> Row:
    lines = tuple(
        CellLine((Run(LEVEL_LETTERS[level], bold=True), Run(f" – {LEVEL_TITLES[level].lower()} уровень")), tint=TINTS[level])
        for level in LEVELS
    )
    return Row((cell("", align="center"), *(Cell((line,), "left", span) for line, span in zip(lines, (2, 2, 2, 3), strict=True))))


def _names(classes: Sequence[Class]) -> str:
    return "\n".join(label or f"{grade}" for grade, label in classes)


# -- shares


def _share_columns() -> tuple[Column, ...]:
    return (
        Column("Предмет", 104),
        *(Column(LEVEL_LETTERS[level], 14, "center") for level in LEVELS),
        Column("Всего", 18, "center"),
        Column("Уроков\nна процедуры", 30, "center"),
        Column("Часов\nв год", 22, "center"),
        Column("Доля, %", 22, "center"),
    )


def _share_rows(board: Board) -> Iterable[Row]:
    for classes, shares in groupby(_shares(board), key=lambda one: one.classes):
        yield section_row(_names(classes).replace("\n", ", "), len(_share_columns()))
        for one in shares:
            share = figures.NOTHING if not one.hours else number(100 * one.lessons / one.hours, 1)
            by_level = (str(count) if count else "" for count in one.by_level)
            yield row(one.subject, *by_level, str(sum(one.by_level)), str(one.lessons), figures.amount(one.hours), share)


def _shares(board: Board) -> list[_Share]:
    indices: dict[tuple[Class, str], list[int]] = defaultdict(list)
    for index, entry in board.standing():
        if board.counts(entry):
            for one in board.classes(entry):
                indices[one, entry.subject].append(index)
    same: dict[tuple[int, str, tuple[int, ...], int, int | None], list[Class]] = defaultdict(list)
    for (one, subject), there in indices.items():
        known = [(n, made) for n in there if (made := board.entries[n]) is not None]
        levels = tuple(sum(made.level == level for _n, made in known) for level in LEVELS)
        counted = [(n, made) for n, made in known if board.in_share(made)]
        lessons = sum(max(1, made.lessons_taken) for _n, made in counted)
        found_hours = surplus(board, one, subject, [n for n, _made in counted])
        same[one[0], subject, levels, lessons, found_hours[2] if found_hours else None].append(one)
    found = [
        _Share(tuple(sorted(classes)), subject, levels, lessons, hours)
        for (_grade, subject, levels, lessons, hours), classes in same.items()
    ]
    return sorted(found, key=lambda one: (one.classes[0][0], one.classes, sort_key(one.subject)))
