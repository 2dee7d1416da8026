"""Where every procedure of a schedule stands, class by class, so that a free place is found without looking at all. Pure.

Days are ordinals (`date.toordinal`). An entry by days stands on one day, by weeks somewhere in the week, a stretch
somewhere between its ends: its place is (first, last) possible day. Only what is certain counts as a breach: two
procedures of a subject are too close when even their farthest days are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from app.services.calendar.working_days import is_working_day
from app.services.school_schedule.findings import CheckOptions
from app.services.school_schedule.limits import limits
from app.services.school_schedule.rows import SCHOOL_WEEKS, Break, Entry, Schedule
from app.services.school_schedule.weeks import school_weeks, span

Class = tuple[int, str]
"""(grade, label)."""
Place = tuple[int, int]
_MOST_WEEKS = 40
_END = (5, 31)
"""Month and day after which nothing is put: the summer holidays begin."""


@lru_cache(maxsize=64)
def _days(
    school_year: int, breaks: tuple[Break, ...], six_day: bool, exceptions: tuple[tuple[date, bool], ...]
) -> tuple[int, ...]:
    known = dict(exceptions)
    first, last = date(school_year, 9, 1).toordinal(), date(school_year + 1, *_END).toordinal()
    idle = {n for one in breaks for n in range(one.starts_on.toordinal(), one.ends_on.toordinal() + 1)}
    return tuple(n for n in range(first, last + 1) if n not in idle and is_working_day(date.fromordinal(n), six_day, known))


def school_days(
    school_year: int, breaks: Sequence[Break] = (), six_day: bool = False, exceptions: Mapping[date, bool] | None = None
) -> tuple[int, ...]:
    """Ordinals of the school days from 1 September to 31 May, in order."""
    return _days(school_year, tuple(breaks), six_day, tuple(sorted((exceptions or {}).items())))


class Board:
    """The entries of one schedule by index, each on its place; entries are moved and taken off while a proposal is made."""

    def __init__(self, schedule: Schedule, options: CheckOptions) -> None:
        self.schedule, self.options = schedule, options
        self.limits = limits(schedule.school_year)
        self.days = school_days(schedule.school_year, schedule.breaks, options.six_day, options.exceptions)
        self.day_set = frozenset(self.days)
        end = date(schedule.school_year + 1, *_END)
        every = school_weeks(schedule.school_year, schedule.first_week_on, schedule.breaks, _MOST_WEEKS)
        self.weeks = tuple(one for one in every if one[0] <= end)
        """All weeks with lessons, also beyond the 34 of the curriculum."""
        self.days_of_week: dict[int, int] = {}
        """School week → how many school days it has."""
        for number, (monday, _saturday) in enumerate(self.weeks, 1):
            start = bisect_left(self.days, monday.toordinal())
            self.days_of_week[number] = bisect_left(self.days, monday.toordinal() + 7) - start
        self.of_grade: dict[int, tuple[Class, ...]] = defaultdict(tuple)
        for one in schedule.classes:
            self.of_grade[one[0]] += (one,)
        self.hours: dict[tuple[int, str, str], tuple[int, float]] = {}
        for row in schedule.hours:
            weekly = row.weekly if row.weekly is not None else row.hours / SCHOOL_WEEKS
            self.hours[row.grade, row.class_label, row.subject] = (row.hours, weekly)
        self.entries: list[Entry | None] = []
        """By index; None = taken off."""
        self.places: list[Place | None] = []
        self.on_day: dict[Class, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self.by_subject: dict[tuple[Class, str], set[int]] = defaultdict(set)
        self.in_week: dict[tuple[Class, int], set[int]] = defaultdict(set)
        for entry in schedule.entries:
            self.add(entry)

    # -- what is asked of one entry

    def classes(self, entry: Entry) -> tuple[Class, ...]:
        """The classes that write it: its own, or all of the parallel."""
        if entry.class_label:
            return ((entry.grade, entry.class_label),)
        return self.of_grade.get(entry.grade) or ((entry.grade, ""),)

    def counts(self, entry: Entry) -> bool:
        """Shorter than the letter says it is no assessment procedure, and no limit speaks of it."""
        return entry.minutes is None or entry.minutes >= self.limits["minutes"].value

    def in_share(self, entry: Entry) -> bool:
        return self.counts(entry) and (self.options.vpr_counts or entry.kind != "vpr")

    def hours_of(self, one: Class, subject: str) -> tuple[int, float] | None:
        """Hours a year and lessons a week, of the class or of its grade."""
        return self.hours.get((*one, subject)) or self.hours.get((one[0], "", subject))

    def window(self, entry: Entry) -> tuple[int, int] | None:
        found = None if entry.procedure_id is None else self.options.windows.get(entry.procedure_id)
        if found is None and entry.kind and entry.level != "school":
            found = self.options.papers.get((entry.kind, entry.grade, entry.subject))
        return None if found is None else (found[0].toordinal(), found[1].toordinal())

    def movable(self, entry: Entry) -> bool:
        """May the school choose another day? Its own procedures, and others inside a window given from above."""
        return entry.until is None and (entry.level == "school" or self.window(entry) is not None)

    # -- standing

    def add(self, entry: Entry) -> int:
        index = len(self.entries)
        self.entries.append(None)
        self.places.append(None)
        self.put(index, entry)
        return index

    def put(self, index: int, entry: Entry | None) -> None:
        """The entry stands elsewhere from now on, or nowhere (None)."""
        self._lift(index)
        self.entries[index] = entry
        if entry is None:
            return
        found = span(entry, self.weeks)
        place = None if found is None else (found[0].toordinal(), found[1].toordinal())
        self.places[index] = place
        if place is None or not self.counts(entry):
            return
        for one in self.classes(entry):
            self.by_subject[one, entry.subject].add(index)
            if place[0] == place[1]:
                self.on_day[one][place[0]].add(index)
            if (week := self._week(entry, place)) is not None:
                self.in_week[one, week].add(index)

    def _lift(self, index: int) -> None:
        entry, place = self.entries[index], self.places[index]
        if entry is None or place is None:
            return
        for one in self.classes(entry):
            self.by_subject[one, entry.subject].discard(index)
            if place[0] == place[1]:
                self.on_day[one][place[0]].discard(index)
            if (week := self._week(entry, place)) is not None:
                self.in_week[one, week].discard(index)
        self.places[index] = None

    def _week(self, entry: Entry, place: Place) -> int | None:
        """Its school week, where it surely lies in one."""
        if entry.held_on is None:
            return entry.week
        return None if place[0] != place[1] else self.week_on(place[0])

    def week_on(self, day: int) -> int | None:
        at = bisect_left(self._mondays(), day + 1) - 1
        return at + 1 if at >= 0 and day - self._mondays()[at] < 7 else None

    def _mondays(self) -> list[int]:
        if not hasattr(self, "_kept"):
            self._kept = [monday.toordinal() for monday, _saturday in self.weeks]
        return self._kept

    # -- free places

    def blocked(self, index: int, entry: Entry, *, spacing: bool = True) -> set[int]:
        """Days on which it would break a limit because of another: a busy day, too close to one of the subject."""
        gap = self.limits["spacing"].value
        found: set[int] = set()
        for one in self.classes(entry):
            found.update(day for day, there in self.on_day[one].items() if there - {index})
            if spacing:
                for other in self.by_subject[one, entry.subject]:
                    place = self.places[other]
                    if other != index and place is not None:
                        found.update(range(place[1] - gap + 1, place[0] + gap))
        return found

    def candidates(self, entry: Entry, near: int) -> Iterator[int]:
        """School days inside its window, the nearest to `near` first."""
        days = self.days
        low, high = 0, len(days)
        if (window := self.window(entry)) is not None:
            low, high = bisect_left(days, window[0]), bisect_left(days, window[1] + 1)
        right = min(max(bisect_left(days, near), low), high)
        left = right - 1
        while left >= low or right < high:
            if right < high and (left < low or days[right] - near <= near - days[left]):
                yield days[right]
                right += 1
            else:
                yield days[left]
                left -= 1

    def free_day(self, index: int, entry: Entry, near: int | None = None, *, spacing: bool = True) -> int | None:
        """The nearest school day on which it breaks nothing."""
        place = self.places[index] if index >= 0 else None
        start = near if near is not None else place[0] if place is not None else self.days[0]
        busy = self.blocked(index, entry, spacing=spacing)
        return next((day for day in self.candidates(entry, start) if day not in busy), None)

    def free_week(self, index: int, entry: Entry, near: int) -> int | None:
        """The nearest school week with room for it and far enough from the others of the subject."""
        window = self.window(entry)
        for week in sorted(range(1, len(self.weeks) + 1), key=lambda n: (abs(n - near), n)):
            first, last = (day.toordinal() for day in self.weeks[week - 1])
            inside = window is None or (window[0] <= last and first <= window[1])
            room = inside and self.days_of_week[week] and self.week_has_room(index, entry, week)
            if room and not self.close(index, entry, (first, last)):
                return week
        return None

    def week_has_room(self, index: int, entry: Entry, week: int) -> bool:
        return all(len(self.in_week[one, week] - {index}) < self.days_of_week[week] for one in self.classes(entry))

    def close(self, index: int, entry: Entry, place: Place) -> bool:
        """Is one of the same subject and class certainly nearer than the limit says?"""
        gap = self.limits["spacing"].value
        for one in self.classes(entry):
            for other in self.by_subject[one, entry.subject]:
                there = self.places[other]
                if other != index and there is not None and max(there[1] - place[0], place[1] - there[0]) < gap:
                    return True
        return False

    def moved(self, index: int, entry: Entry, *, near: int | None = None) -> Entry | None:
        """The entry on the nearest place that breaks nothing; None = there is none."""
        if entry.held_on is None and entry.week is not None:
            week = self.free_week(index, entry, entry.week)
            return None if week is None else replace(entry, week=week)
        day = self.free_day(index, entry, near)
        return None if day is None else replace(entry, held_on=date.fromordinal(day), until=None)

    def standing(self) -> Iterable[tuple[int, Entry]]:
        return ((index, entry) for index, entry in enumerate(self.entries) if entry is not None)
