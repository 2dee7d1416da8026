"""Data of the form «Календарь процедур»: a school year for the wall, of the district or of one school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.services.calendar.rules import school_year_span
from app.services.events.rows import EventRow
from app.services.plan.rows import CONTROL_MODES, FORMS, BreakRow, Level, PlanRow, SlotRow
from app.services.results.procedure import KIND_TITLES
from app.services.text_ru import counted, school_year, sort_key

if TYPE_CHECKING:
    from app.services.context import Context

_DAY = timedelta(days=1)
_LEAST_UNTIL = (5, 31)
"""Month and day: the calendar goes at least so far, whatever is planned."""
LEVEL_ORDER: tuple[Level, ...] = ("federal", "regional", "municipal", "school")


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """Procedures of one kind with one window, a line of the wall calendar. `papers`: class (0 = of none) and subjects."""

    level: Level
    name: str
    first: date
    last: date
    papers: tuple[tuple[int, tuple[str, ...]], ...]
    is_confirmed: bool = True
    form: str = ""
    control: str = ""
    days: tuple[date, ...] = ()
    """When the school writes; of the district none."""

    @property
    def words(self) -> str:
        """«4 класс – математика, русский язык; 5–8 классы – математика»."""
        same: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for grade, subjects in self.papers:
            same[subjects].append(grade)
        parts = []
        for subjects, grades in same.items():
            known = ", ".join(one for one in subjects if one)
            parts.append(" – ".join(part for part in (grade_words(grade for grade in grades if grade), known) if part))
        return "; ".join(part for part in parts if part)

    @property
    def short(self) -> str:
        """«ВПР, математика, 4 класс» of one paper, «ВПР, 4–8, 10 классы» of many."""
        if len(self.papers) == 1:
            grade, subjects = self.papers[0]
            known = [one for one in subjects if one]
            words = ", ".join(known) if len(known) <= 2 else ""
            return ", ".join(part for part in (self.name, words, f"{grade} класс" * bool(grade)) if part)
        grades = grade_words([grade for grade, _subjects in self.papers if grade])
        return f"{self.name}, {grades}" if grades else self.name


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One class of a school writes."""

    level: Level
    day: date
    words: str
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class ProcedureCalendarData:
    school_year: str
    author: str
    school: str
    """Empty = the district."""
    items: tuple[CalendarItem, ...]
    days: tuple[CalendarDay, ...]
    events: tuple[EventRow, ...]
    undated: tuple[str, ...]
    breaks: tuple[BreakRow, ...]
    off: frozenset[date]
    """Days without lessons beside the breaks."""
    first: date
    last: date
    printed_on: date
    breaks_are_usual: bool = False
    """Nobody has entered the breaks of the year: the usual ones are shown."""

    def break_on(self, day: date) -> BreakRow | None:
        return next((one for one in self.breaks if one.starts_on <= day <= one.ends_on), None)


def procedure_calendar_data(
    ctx: Context, school_year_name: str | None = None, organisation_id: int | None = None
) -> ProcedureCalendarData:
    """Cancelled procedures and meetings are left out; a year without plans is an empty calendar to write on."""
    from app.services.events.queries import list_events
    from app.services.ics.queries import not_taking_part
    from app.services.organisations.queries import get_organisation
    from app.services.plan.queries import list_plan, list_slots, school_days
    from app.services.plan.rules import proposed_breaks
    from app.services.workplace.queries import get_workplace

    today = ctx.clock().date()
    year = school_year_name or school_year(today)
    first, last = school_year_span(year)
    plans = [row for row in list_plan(ctx, year) if not row.is_cancelled]
    school, slots = "", []
    if organisation_id is not None:
        found = get_organisation(ctx, organisation_id)
        school = found.short_name if found else ""
        slots = list_slots(ctx, first, last, organisation_id=organisation_id)
        out = not_taking_part(ctx, organisation_id)
        plans = [row for row in plans if row.procedure_id not in out]
    events = tuple(one for one in list_events(ctx, first, last, organisation_id) if one.status != "cancelled")
    days = school_days(ctx, int(year[:4]), organisation_id)
    workplace = get_workplace(ctx)
    ends = [min(row.ends_on or row.starts_on, last) for row in plans if row.starts_on] + [one.held_on or first for one in events]
    until = month_end(max([date(last.year, *_LEAST_UNTIL), *ends]))
    known = {row.procedure_id: row for row in plans}
    chosen = [slot for slot in slots if slot.procedure_id in known]
    return ProcedureCalendarData(
        year,
        workplace.name if workplace else "",
        school,
        grouped(plans, chosen),
        tuple(_day(slot, known[slot.procedure_id]) for slot in chosen),
        events,
        tuple(row.title for row in plans if row.starts_on is None),
        days.breaks or tuple(proposed_breaks(int(year[:4]))),
        frozenset(day for day in _span(first, last) if not days.is_school_day(day) and days.break_on(day) is None),
        first,
        until,
        today,
        not days.breaks,
    )


def grouped(plans: Iterable[PlanRow], slots: Iterable[SlotRow] = ()) -> tuple[CalendarItem, ...]:
    """Procedures of one kind with one window together, by level and first day; those without a window are left out."""
    days: defaultdict[int, set[date]] = defaultdict(set)
    for slot in slots:
        days[slot.procedure_id].add(slot.held_on)
    groups: defaultdict[tuple[object, ...], list[PlanRow]] = defaultdict(list)
    for row in plans:
        if row.starts_on is not None:
            groups[row.kind, row.starts_on, row.ends_on, row.is_confirmed, row.form, row.control_mode].append(row)
    items = [_item(rows, days) for rows in groups.values()]
    return tuple(sorted(items, key=lambda one: (LEVEL_ORDER.index(one.level), one.first, one.last, sort_key(one.name))))


def _item(rows: list[PlanRow], days: dict[int, set[date]]) -> CalendarItem:
    one = rows[0]
    assert one.starts_on is not None
    by_grade: defaultdict[int, list[PlanRow]] = defaultdict(list)
    for row in rows:
        by_grade[row.grade].append(row)
    return CalendarItem(
        one.level,
        KIND_TITLES.get(one.kind, one.kind),
        one.starts_on,
        one.ends_on or one.starts_on,
        tuple((grade, _subjects(found)) for grade, found in sorted(by_grade.items())),
        one.is_confirmed,
        FORMS.get(one.form, "") if one.form else "",
        CONTROL_MODES.get(one.control_mode, "") if one.control_mode else "",
        tuple(sorted({day for row in rows for day in days.get(row.procedure_id, ())})),
    )


def _subjects(rows: list[PlanRow]) -> tuple[str, ...]:
    named = sorted({row.subject[:1].lower() + row.subject[1:] for row in rows if not row.needs_name}, key=sort_key)
    drawn = sum(row.needs_name for row in rows)
    if drawn == 1:
        named.append("предмет по случайному выбору")
    elif drawn:
        named.append(f"{counted(drawn, 'предмет', 'предмета', 'предметов')} по случайному выбору")
    return tuple(named)


def _day(slot: SlotRow, row: PlanRow) -> CalendarDay:
    subject = "предмет по выбору" if row.needs_name else row.subject[:1].lower() + row.subject[1:]
    lesson = f"{slot.lesson}-й урок" if slot.lesson else slot.starts_at
    who = slot.class_label or f"{row.grade} класс" * bool(row.grade)
    kind = KIND_TITLES.get(row.kind, row.kind)
    return CalendarDay(
        row.level, slot.held_on, ", ".join(part for part in (who, kind, subject, lesson) if part), row.is_confirmed
    )


def month_end(day: date) -> date:
    return (day.replace(day=1) + 31 * _DAY).replace(day=1) - _DAY


def grade_words(grades: Iterable[int]) -> str:
    """{4, 5, 6, 7, 8, 10} → «4–8, 10 классы»."""
    runs: list[list[int]] = []
    for grade in sorted(set(grades)):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"{', '.join(parts)} {'класс' if len(runs) == 1 and len(runs[0]) == 1 else 'классы'}" if parts else ""


def _span(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += _DAY
