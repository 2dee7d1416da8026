"""What belongs to this week, what is overdue, who is missed: pure rules of the first tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.overview.rows import DueRow, MissingRow
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import NBSP, counted, short_date, sort_key

if TYPE_CHECKING:
    from app.services.collection.brief import OpenRequest
    from app.services.duties.rows import DutyRow
    from app.services.findings.brief import NewFinding

REMEMBERED = timedelta(days=365)
"""How long what is overdue is shown here: old plans that were loaded for the record would fill the page."""
_STAGES = ((1, 4), (5, 9), (10, 12))


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def is_this_week(deadline: date, today: date) -> bool:
    """Still ahead (or today) and before the week is over."""
    return today <= deadline <= week_of(today)[1]


def is_overdue(deadline: date, today: date) -> bool:
    return today - REMEMBERED <= deadline < today


def falls_into_week(duty: DutyRow, today: date) -> bool:
    """Ends before the week is over, or begins in it and has no end."""
    day = duty.due_on or duty.starts_on
    return day is not None and is_this_week(day, today)


def clause_due(document_id: int, kind: str, number: str, place: int, text: str, deadline: date) -> DueRow:
    """«Приказ № 12-од, пункт 2: представить отчёт»."""
    from app.services.documents.rows import KINDS  # most first tabs have no such row and start faster without it

    name = KINDS.get(kind, kind) + (f" №{NBSP}{number}" if number else "")
    return DueRow(deadline, f"{name}, пункт{NBSP}{place}: {text.strip()}", "", ("document", document_id))


def roadmap_dues(duties: Iterable[DutyRow]) -> list[DueRow]:
    """«1.2. Сдать отчёт»: a row a line, by its earliest day; how many more days of it there are is told."""
    lines: dict[str, list[DutyRow]] = {}
    for duty in duties:
        if duty.line_id is not None and _day(duty) != date.max:
            lines.setdefault(duty.line_uid, []).append(duty)
    found = []
    for rows in lines.values():
        first = min(rows, key=_day)
        what = " ".join(f"{first.number} {first.text}".split())
        if len(rows) > 1:
            what += f" (и ещё {counted(len(rows) - 1, 'срок', 'срока', 'сроков')})"
        elif first.schools_total and first.schools_done:
            what += f" (сдали {first.schools_done} из {counted(first.schools_total, 'школы', 'школ', 'школ')})"
        who = " ".join(first.responsible.split())
        found.append(DueRow(_day(first), what, who, ("roadmap_item", first.line_id or 0)))
    return found


def _day(duty: DutyRow) -> date:
    """The last day; without one the day it begins, or since when it waits."""
    said = duty.mark.updated_at
    return duty.due_on or duty.starts_on or (said.date() if said is not None else date.max)


def window_due(procedure: ProcedureRow, today: date) -> DueRow | None:
    """A procedure that begins, goes on or ends this week; None when its window lies elsewhere or is unknown.

    Reports of ФИС ОКО tell only the first day: such a procedure stays for the week it began in.
    """
    if procedure.held_on is None:
        return None
    monday, sunday = week_of(today)
    first, last = procedure.held_on, procedure.held_until or procedure.held_on
    if first > sunday or last < (today if procedure.held_until else monday):
        return None
    begins = first >= today or procedure.held_until is None
    until = f"до {short_date(last)}" if last != first else ""
    words = [procedure.title, "начало" if begins and until else "", until]
    return DueRow(
        first if begins else min(last, sunday), ", ".join(word for word in words if word), "", ("procedure", procedure.id)
    )


def findings_shown(found: Iterable[NewFinding]) -> tuple[tuple[str, str, int, int], ...]:
    """(school, «ВПР 2026, русский язык, 4 класс», procedure id, organisation id), by alphabet."""
    rows = [
        (school, ProcedureRow(procedure, kind, year, grade, subject, None, None, None), organisation)
        for school, kind, year, grade, subject, procedure, organisation in found
    ]
    rows.sort(key=lambda row: (sort_key(row[0]), row[2], row[1].grade, sort_key(row[1].subject)))
    return tuple((school, procedure.title, procedure.id, organisation) for school, procedure, organisation in rows)


def requests_missing(asked: Iterable[OpenRequest], today: date) -> list[MissingRow]:
    """Requests whose day has passed and the schools that have not answered."""
    return [
        MissingRow(0, f"Сбор: {one.title}", _by_name(one.owing), one.id)
        for one in asked
        if one.owing and one.due_on is not None and one.due_on < today
    ]


def requests_due(asked: Iterable[OpenRequest], today: date) -> list[DueRow]:
    """Requests that are due this week, with how many schools have not answered."""
    return [
        DueRow(one.due_on, f"Сбор: {one.title}", _how_many(one.owing), ("collection", one.id))
        for one in asked
        if one.owing and one.due_on is not None and is_this_week(one.due_on, today)
    ]


def requests_waiting(asked: Iterable[OpenRequest], today: date) -> list[DueRow]:
    return [
        DueRow(one.due_on or today, f"Сбор: {one.title}", _how_many(one.waiting), ("collection", one.id))
        for one in asked
        if one.waiting
    ]


def _how_many(schools: tuple[tuple[int, str], ...]) -> str:
    return counted(len(schools), "школа", "школы", "школ")


def _by_name(schools: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(schools, key=lambda pair: sort_key(pair[1])))


def stage(grade: int) -> int:
    """0 primary, 1 basic, 2 senior."""
    return next((i for i, (low, high) in enumerate(_STAGES) if low <= grade <= high), 0)


def expected(schools: Iterable[int], grade: int, stages: Mapping[int, set[int]]) -> list[int]:
    """Schools whose results one waits for in this grade: those seen at its stage, and those never seen at all.

    A primary school has no grade 5; the base knows it only by what the school has written. `stages`: school → stages.
    """
    return [school for school in schools if school not in stages or stage(grade) in stages[school]]
