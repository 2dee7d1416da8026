"""What the week ahead holds, day by day: for the printed weekly sheet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.results import Procedure
from app.services.calendar import brief
from app.services.calendar.queries import procedure_row
from app.services.calendar.rules import window_words
from app.services.collection.brief import open_requests
from app.services.duties.queries import duties
from app.services.inquiries.brief import awaited
from app.services.overview import coming, rules
from app.services.overview.queries import named_schools, own_school, signed_clauses
from app.services.overview.rows import DueRow, MissingRow
from app.services.overview.rules import week_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context
    from app.services.duties.rows import DutyRow
    from app.services.results.procedure import ProcedureRow

_MOST_LATE = 40
"""Rows of what is overdue on the sheet; how many more there are is told."""

_MOST_SCHOOLS = 6
"""Schools named in one row; more are counted."""


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """`time` «14:00–15:30» or empty; `where`: place or school."""

    what: str
    who: str = ""
    where: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: date
    entries: tuple[WeekEntry, ...]


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """`running`: windows that are open all the week, told once. `late_more`: overdue rows beyond those of `late`."""

    monday: date
    sunday: date
    running: tuple[str, ...]
    days: tuple[WeekDay, ...]
    late: tuple[DueRow, ...]
    late_more: int
    owing: tuple[MissingRow, ...]
    schools: int = 0
    """Own open schools there are."""


def week_ahead(ctx: Context, day: date | None = None) -> WeekAhead:
    """Of the week that contains the day; None = the week a person plans for today (`coming.week_to_print`).

    Days are all seven of Monday to Sunday without empty Saturdays and Sundays. Overdue is what is overdue today.
    """
    today = ctx.clock().date()
    monday, sunday = week_of(day or coming.week_to_print(today))
    found = duties(ctx, "all", today=today, within=(monday, sunday)).rows
    late_duties = [one for one in found if one.shown == "overdue"]
    ahead = [one for one in found if one.shown in ("ahead", "in_progress")]
    with ctx.db.read() as session:
        days, running, checks_late, papers, names = _calendar(session, today, monday, sunday)
        asked = open_requests(session)
        clauses = [*signed_clauses(session), *(DueRow(d, what, who, ("inquiry", n)) for n, what, who, d in awaited(session))]
        missing = [*rules.requests_missing(asked, today)]
        since = max(today, monday)
        ids, chosen = brief.undated(session, since, since + coming.SOON)
        missing += coming.undated_missing(ids, chosen, papers, names)
        missing += coming.schedules_missing(brief.schedules_sent(session, coming.school_year_start(today)), names, today)
    for due in rules.roadmap_dues(one for one in ahead if _falls(one, monday, sunday)):
        days[max(due.when, monday)].append(WeekEntry(due.what, due.who))
    for due in clauses:
        if max(monday, today) <= due.when <= sunday:
            days[due.when].append(WeekEntry(due.what, due.who))
    for request in asked:
        if request.owing and request.due_on is not None and monday <= request.due_on <= sunday:
            days[request.due_on].append(WeekEntry(f"Сбор: {request.title}", f"не ответили: {len(request.owing)}"))
    late = [*rules.roadmap_dues(late_duties), *(one for one in clauses if rules.is_overdue(one.when, today)), *checks_late]
    late = sorted((one for one in late if rules.is_overdue(one.when, today)), key=lambda one: (one.when, one.what))
    shown = [monday + timedelta(days=n) for n in range(7)]
    return WeekAhead(
        monday,
        sunday,
        tuple(running),
        tuple(WeekDay(one, tuple(sorted(days[one], key=_order))) for one in shown if days[one] or one.weekday() < 5),
        tuple(late[-_MOST_LATE:]),
        max(0, len(late) - _MOST_LATE),
        tuple(missing),
        len(names),
    )


def _order(entry: WeekEntry) -> tuple[bool, str, str]:
    """What has an hour first, by hour."""
    return not entry.time, entry.time, entry.what


def _falls(one: DutyRow, monday: date, sunday: date) -> bool:
    day = one.due_on or one.starts_on
    return day is not None and monday <= day <= sunday


def _calendar(
    session: Session, today: date, monday: date, sunday: date
) -> tuple[defaultdict[date, list[WeekEntry]], list[str], list[DueRow], dict[int, ProcedureRow], dict[int, str]]:
    """(entries by day, windows open all the week, overdue preparation, procedures, names of own open schools)."""
    days: defaultdict[date, list[WeekEntry]] = defaultdict(list)
    plans = brief.plans(session)
    procedures = [procedure_row(one) for one in session.scalars(select(Procedure))]
    papers = {one.id: one for one in procedures if one.id not in plans or not plans[one.id].cancelled}
    names, own = named_schools(session, today), own_school(session)
    running = []
    for package in coming.packages(papers.values()):
        first = package[0].held_on
        last = package[0].held_until or first
        if first is None or last is None or first > sunday or last < monday:
            continue
        title = coming.package_title(package)
        if monday <= first <= sunday:
            days[first].append(WeekEntry(title if first == last else f"{title}: начало, {window_words(first, last)}"))
        if first < last <= sunday:
            days[last].append(WeekEntry(f"{title}: последний день"))
        if first < monday and last > sunday:
            running.append(f"{title}: {window_words(first, last)}")
    for event in brief.events(session, monday, sunday):
        for day in (monday + timedelta(days=n) for n in range(7)):
            if event.first <= day <= event.last:
                days[day].append(WeekEntry(event.name, "", event.where, event.time))
    for due in coming.slot_dues(brief.slots(session, monday, sunday), papers, own, _MOST_SCHOOLS):
        days[due.when].append(WeekEntry(due.what, due.who))
    for due in coming.results_dues(papers.values(), plans, monday, sunday):
        days[due.when].append(WeekEntry(due.what))
    checks = brief.open_checks(session, today - rules.REMEMBERED, max(sunday, today), own, len(names))
    for due in coming.check_dues((one for one in checks if max(monday, today) <= one.due <= sunday), papers):
        days[due.when].append(WeekEntry(due.what, due.who))
    late = coming.check_dues((one for one in checks if one.due < today), papers)
    return days, running, late, papers, names
