"""Pure rules of the plan: statuses, school days, what is not right about a chosen day, shifts to another year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from app.services.plan.rows import BreakRow, SchoolDays, SlotRemark, SlotRow
from app.services.text_ru import long_date, short_date

Classes = tuple[str, ...]
Window = tuple[date | None, date | None, date | None]
"""First day, last day, reserve day."""
_LABEL = re.compile(r"(\d{1,2})(.*)", re.DOTALL)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def shown_status(stored: str, starts: date | None, ends: date | None, has_results: bool, today: date) -> str:
    """What a person said goes before what the days tell; loaded results go before both. A cancelled one stays so."""
    if stored == "cancelled":
        return stored
    if has_results:
        return "results"
    if stored in ("planned", "preparing") and starts is not None and starts <= today:
        return "running" if today <= (ends or starts) else "checking"
    if stored == "running" and ends is not None and ends < today:
        return "checking"
    return stored


def school_status(stored: str, has_slots: bool, has_results: bool) -> str:
    if stored == "not_taking_part":
        return stored
    if has_results:
        return "results"
    if stored in ("planned", "dates_chosen"):
        return "dates_chosen" if has_slots else "planned"
    return stored


def breaks_of(breaks: Iterable[BreakRow], organisation_id: int | None) -> tuple[BreakRow, ...]:
    """Of one school year: a school with breaks of its own goes by those only."""
    rows = list(breaks)
    own = [one for one in rows if one.organisation_id == organisation_id]
    if organisation_id is None or own:
        return tuple(own)
    return tuple(one for one in rows if one.organisation_id is None)


def grown_label(label: str, years: int, grade: int) -> str:
    """«3А» two years later → «5А»; a label without a number gets the class: «А» → «5А»."""
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        return f"{grade}{label.strip()}" if len(label.strip()) <= 2 else label.strip()
    return f"{int(match[1]) + years}{match[2].strip()}"


def slot_remarks(
    slots: Sequence[SlotRow],
    windows: Mapping[int, Window],
    grades: Mapping[int, int],
    days_of: Callable[[int], SchoolDays],
    judged: Callable[[SlotRow], bool] = lambda _slot: True,
) -> list[SlotRemark]:
    """About each chosen day: inside the window, a school day, one procedure a day for a class. `fix` is a free right day.

    All slots of a school are needed, since two papers meet across procedures; `judged` says about which to speak.
    """
    by_school: defaultdict[int, list[SlotRow]] = defaultdict(list)
    for slot in slots:
        by_school[slot.organisation_id].append(slot)
    found: list[SlotRemark] = []
    for school, own in by_school.items():
        timetable = _Timetable(own, grades, days_of(school))
        for slot in filter(judged, own):
            window = windows.get(slot.procedure_id)
            wrong = list(timetable.wrong_with(slot, window))
            fix = timetable.free_day(slot, window) if wrong else None
            found += [
                SlotRemark("error", code, text, slot.id, slot.procedure_id, school, slot.held_on, slot.class_label, fix)
                for code, text in wrong
            ]
    return found


class _Timetable:
    """The chosen days of one school, by class and day: a year of them is asked many times over."""

    def __init__(self, own: Sequence[SlotRow], grades: Mapping[int, int], days: SchoolDays) -> None:
        self._grades, self._days = grades, days
        self._by_day: defaultdict[date, list[SlotRow]] = defaultdict(list)
        self._by_grade: defaultdict[int, list[SlotRow]] = defaultdict(list)
        for slot in own:
            self._by_day[slot.held_on].append(slot)
            self._by_grade[_grade(slot, grades)].append(slot)
        self._open: dict[date, bool] = {}

    def is_open(self, day: date) -> bool:
        if day not in self._open:
            self._open[day] = self._days.is_school_day(day)
        return self._open[day]

    def wrong_with(self, slot: SlotRow, window: Window | None) -> Iterator[tuple[str, str]]:
        """(code, text)."""
        who, day = slot.class_label or "класс", slot.held_on
        if window is not None and not in_window(day, window):
            starts, ends, _reserve = window
            span = f"{short_date(starts)} – {short_date(ends)}" if starts and ends else "не указаны"
            yield "outside_window", f"{who}: {long_date(day)} — вне сроков процедуры ({span})."
        if not self.is_open(day):
            if (found := self._days.break_on(day)) is not None:
                yield "break", f"{who}: {long_date(day)} — каникулы («{found.title}»)."
            else:
                yield "day_off", f"{who}: {long_date(day)} — неучебный день."
        for other in self._by_day[day]:
            if other is slot or not same_class(slot, other, self._grades):
                continue
            if other.procedure_id != slot.procedure_id:
                yield "two_a_day", f"{who}: в один день ещё одна работа — {other.title}."
            elif slot.lesson is not None and slot.lesson == other.lesson and slot.class_label == other.class_label:
                yield "lesson_taken", f"{who}: этот урок уже занят."

    def free_day(self, slot: SlotRow, window: Window | None) -> date | None:
        """The school day of the window nearest to the chosen one on which the class writes nothing else."""
        if window is None or window[0] is None or window[1] is None:
            return None
        alike = self._by_grade[_grade(slot, self._grades)]
        busy = {other.held_on for other in alike if other is not slot and same_class(slot, other, self._grades)}
        right = (day for day in span_days(window[0], window[1]) if day not in busy and self.is_open(day))
        return min(right, key=lambda day: (abs((day - slot.held_on).days), day), default=None)


def in_window(day: date, window: Window) -> bool:
    """A window nobody knows holds every day; the reserve day belongs to it."""
    starts, ends, reserve = window
    if starts is None and ends is None:
        return True
    return ((starts is None or starts <= day) and (ends is None or day <= ends)) or day == reserve


def same_class(one: SlotRow, other: SlotRow, grades: Mapping[int, int]) -> bool:
    """The whole parallel («») meets every class of its grade."""
    if one.class_label and other.class_label:
        return one.class_label == other.class_label or one.class_label.casefold() == other.class_label.casefold()
    first, second = _grade(one, grades), _grade(other, grades)
    return first == second and first != 0


def _grade(slot: SlotRow, grades: Mapping[int, int]) -> int:
    match = _LABEL.match(slot.class_label)
    return int(match[1]) if match else grades.get(slot.procedure_id, 0)


def span_days(first: date, last: date) -> list[date]:
    return [first + _DAY * step for step in range((last - first).days + 1)]


def next_year(day: date, years: int = 1) -> date:
    """The same weekday of the same week another year: «20 апреля 2026, понедельник» → «19 апреля 2027, понедельник»."""
    try:
        anniversary = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        anniversary = date(day.year + years, 3, 1)
    return day + _WEEK * round((anniversary - day).days / 7)


def proposed_slots(
    procedure_id: int,
    organisation_id: int,
    classes: Sequence[str],
    window: tuple[date, date],
    grades: Mapping[int, int],
    own: Sequence[SlotRow],
    days: SchoolDays,
    offset: int,
) -> list[SlotRow]:
    """A day for every class of one school; schools begin at different days (`offset`), so that no day is everybody's."""
    open_days = [day for day in span_days(*window) if days.is_school_day(day)]
    if not open_days:
        return []
    start = offset % len(open_days)
    order = open_days[start:] + open_days[:start]
    found: list[SlotRow] = []
    for label in classes:
        draft = SlotRow(None, procedure_id, organisation_id, label, order[0])
        busy = {other.held_on for other in own if same_class(draft, other, grades)}
        if (day := next((one for one in order if one not in busy), None)) is not None:
            found.append(SlotRow(None, procedure_id, organisation_id, label, day))
    return found


def proposed_breaks(school_year: int) -> list[BreakRow]:
    """The usual breaks: nine days around the turn of October, the New Year's days, nine days in late March, the summer.

    A proposal to be corrected: each district sets its own by order.
    """
    autumn = _saturday_on_or_after(date(school_year, 10, 24))
    spring = _saturday_on_or_after(date(school_year + 1, 3, 22))
    winter = date(school_year, 12, 31)
    summer = date(school_year + 1, 5, 27)
    rows = [
        ("Осенние каникулы", autumn, autumn + 8 * _DAY),
        ("Зимние каникулы", winter, winter + 11 * _DAY),
        ("Весенние каникулы", spring, spring + 8 * _DAY),
        ("Летние каникулы", summer, date(school_year + 1, 8, 31)),
    ]
    return [BreakRow(None, None, school_year, title, first, last) for title, first, last in rows]


def _saturday_on_or_after(day: date) -> date:
    return day + _DAY * ((5 - day.weekday()) % 7)
