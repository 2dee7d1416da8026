"""Unified schedules of the demonstration district: most schools have sent theirs, some with slips to be found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from app.services.context import Context
from app.services.demo.district import SCHOOLS, DemoSchool
from app.services.plan.rows import PlanRow
from app.services.school_schedule.rows import Entry, Hours

YEAR = 2026
NOT_SENT = (705, 709, 714)
BY_WEEKS = (704, 708)
"""Schools that plan by school weeks."""
SLIPS = {702: 4, 706: 7, 711: 2}
"""School → how many works were put on a bad day."""
TOO_MANY = {702: ("Музыка", 5), 706: ("Информатика", 6)}
"""School → a subject with more works in class 6 than 10 % of its hours allow."""
_PRIMARY = (("Русский язык", 170, 4), ("Математика", 136, 4), ("Литературное чтение", 136, 2), ("Окружающий мир", 68, 2))
_MIDDLE = (
    ("Русский язык", 170, 5), ("Математика", 170, 5), ("Литература", 102, 2), ("Иностранный язык", 102, 3), ("История", 68, 2),
    ("География", 34, 2), ("Биология", 34, 2), ("Информатика", 34, 1), ("Музыка", 34, 1),
)  # fmt: skip


def send_schedules(ctx: Context) -> None:
    """Store schedules for the school year 2026/2027 through the same commands a person uses."""
    from app.services.organisations.queries import find_by_login
    from app.services.plan.catalogue import by_code
    from app.services.plan.queries import list_plan
    from app.services.school_schedule.check_commands import apply_changes
    from app.services.school_schedule.checked import school_page
    from app.services.school_schedule.commands import HeadingFields, save_heading, set_hours
    from app.services.school_schedule.findings import Change
    from app.services.school_schedule.proposal import Wish, propose, spread

    plan = [row for row in list_plan(ctx, "2026/2027") if by_code()[row.kind].in_schedule and not row.is_cancelled]
    for place, school in enumerate(SCHOOLS):
        found = find_by_login(ctx, school.login)
        if found is None or found.id is None or school.number in NOT_SENT:
            continue
        on = date(2026, 9, 1) + timedelta(days=place % 8)
        order = HeadingFields(
            order_number=f"{40 + place}-о", ordered_on=on, received_on=on + timedelta(days=2), first_week_on=date(2026, 8, 31)
        )
        save_heading(ctx, found.id, YEAR, order)
        set_hours(ctx, found.id, YEAR, list(_hours(school)))
        page = school_page(ctx, found.id, YEAR)
        given = replace(page.schedule, entries=tuple(_given(school, plan)))
        wishes = [
            Wish(grade, name, times, starts_on=date(2026, 9, 14), ends_on=date(2027, 5, 14), minutes=45)
            for grade in _grades(school)
            for name, _hours_a_year, times in _subjects(grade)
        ]
        entries = propose(spread(given, wishes, page.options), page.options).entries
        made = [_by_week(one, page.weeks) for one in entries] if school.number in BY_WEEKS else list(entries)
        made = _slipped(school, made)
        apply_changes(ctx, found.id, YEAR, [Change(None, one) for one in made])


def _grades(school: DemoSchool) -> tuple[int, ...]:
    return tuple(grade for grade in range(2, 10) if school.teaches(grade))


def _subjects(grade: int) -> tuple[tuple[str, int, int], ...]:
    return _PRIMARY if grade <= 4 else _MIDDLE


def _labels(school: DemoSchool, grade: int) -> list[str]:
    return [f"{grade}{'АБВ'[n]}" for n in range(max(1, min(3, round(school.class_size / 24))))]


def _hours(school: DemoSchool) -> Iterator[Hours]:
    for grade in _grades(school):
        for label in _labels(school, grade):
            for name, total, _times in _subjects(grade):
                yield Hours(grade, label, name, total)


def _given(school: DemoSchool, plan: list[PlanRow]) -> Iterator[Entry]:
    """What the district, the region and the country planned, in the subjects of the school; its day is chosen in the window."""
    for row in plan:
        known = {name for name, _hours_a_year, _times in _subjects(row.grade)}
        if row.level != "school" and row.grade in _grades(school) and row.subject in known and row.starts_on is not None:
            yield Entry(
                row.grade, "", row.subject, row.level, row.kind, held_on=row.starts_on, minutes=row.minutes,
                procedure_id=row.procedure_id,
            )  # fmt: skip


def _by_week(entry: Entry, weeks: tuple[tuple[date, date], ...]) -> Entry:
    from app.services.school_schedule.weeks import week_of

    week = week_of(entry.held_on, weeks) if entry.held_on is not None and entry.level == "school" else None
    return entry if week is None else replace(entry, held_on=None, week=week)


def _slipped(school: DemoSchool, entries: list[Entry]) -> list[Entry]:
    """Works on another one's day, too close, on a Saturday or on the first lesson; a subject with too many of them."""
    rng = random.Random(school.number)
    own = [n for n, one in enumerate(entries) if one.level == "school" and one.held_on is not None]
    for turn, n in enumerate(rng.sample(own, min(SLIPS.get(school.number, 0), len(own)))):
        one = entries[n]
        assert one.held_on is not None
        if turn % 3 == 2:
            entries[n] = replace(one, lesson=1)
            continue
        others = (other for other in entries if other.grade == one.grade and other.subject != one.subject and other.held_on)
        same = next(others, one)
        day = same.held_on if turn % 3 == 0 else one.held_on + timedelta(days=5 - one.held_on.weekday())
        entries[n] = replace(one, held_on=day)
    if school.number in TOO_MANY:
        subject, times = TOO_MANY[school.number]
        label = _labels(school, 6)[0]
        entries += [Entry(6, label, subject, held_on=date(2026, 9, 17) + timedelta(days=35 * n)) for n in range(times)]
    return entries
