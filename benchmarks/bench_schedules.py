"""Checking schedules of schools: a district of 30 schools × 20 classes for a year, and a proposal for one school.

The schedules are made here, with slips of every kind; seconds of one core, ways out included.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from app.services.school_schedule.board import school_days
from app.services.school_schedule.findings import CheckOptions
from app.services.school_schedule.proposal import Wish, propose, spread
from app.services.school_schedule.rows import Break, Entry, Hours, Schedule
from app.services.school_schedule.rules import check
from benchmarks import Result

YEAR, SCHOOLS, CLASSES = 2026, 30, 20
BREAKS = (
    Break("Осенние", date(2026, 10, 26), date(2026, 11, 3)),
    Break("Зимние", date(2026, 12, 31), date(2027, 1, 10)),
    Break("Весенние", date(2027, 3, 27), date(2027, 4, 4)),
)
SUBJECTS = (
    ("Русский язык", 170, 7), ("Математика", 170, 7), ("Литература", 102, 4), ("Иностранный язык", 102, 4), ("История", 68, 3),
    ("География", 68, 3), ("Биология", 68, 3), ("Физика", 68, 3), ("Информатика", 34, 2), ("Музыка", 34, 1), ("Труд", 68, 2),
)  # fmt: skip
GRADES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)


def run(args: argparse.Namespace) -> list[Result]:
    tidy = _schedule()
    messy = [_messy(tidy, seed) for seed in range(SCHOOLS)]
    school_days(YEAR, BREAKS)  # the calendar of the year is read once in a run of the program
    took, found = _seconds(lambda: sum(len(check(one, CheckOptions())) for one in messy), args.repeat)
    quiet, none = _seconds(lambda: sum(len(check(tidy, CheckOptions())) for _ in range(SCHOOLS)), args.repeat)
    repair, _changes = _seconds(lambda: len(propose(messy[0], CheckOptions()).changes), args.repeat)
    entries = sum(len(one.entries) for one in messy)
    return [
        Result("a district's year checked", took, "s", f"{SCHOOLS} schools × {CLASSES} classes, {entries:,} procedures, "
               f"{found:,} findings with ways out", limit=1.0),
        Result("the same, of tidy schedules", quiet, "s", f"{none:,} findings", limit=1.0),
        Result("one school's schedule repaired", repair, "s", f"{len(messy[0].entries)} procedures", limit=1.0),
    ]  # fmt: skip


def _seconds(work: Callable[[], int], times: int) -> tuple[float, int]:
    took, answer = [], 0
    for _ in range(times):
        start = time.process_time()
        answer = work()
        took.append(time.process_time() - start)
    return statistics.median(took), answer


def _schedule() -> Schedule:
    """Two classes of every grade, each with its own entries, spread over the year and repaired."""
    labels = [(grade, f"{grade}{letter}") for grade in GRADES for letter in "АБ"]
    assert len(labels) == CLASSES
    hours = tuple(Hours(grade, label, name, total) for grade, label in labels for name, total, _n in SUBJECTS)
    wishes = [Wish(grade, name, times, label) for grade, label in labels for name, _hours, times in SUBJECTS]
    made = spread(Schedule(1, 1, "Школа", YEAR, (), hours, BREAKS), wishes)
    entries = propose(made).entries
    return replace(made, entries=tuple(replace(one, id=n) for n, one in enumerate(entries, 1)))


def _messy(tidy: Schedule, seed: int) -> Schedule:
    """One entry in six moved by a few days, some on the first lesson or too short."""
    rng = random.Random(seed)

    def spoilt(entry: Entry) -> Entry:
        if entry.held_on is not None and rng.random() < 1 / 6:
            entry = replace(entry, held_on=entry.held_on + timedelta(days=rng.randint(-12, 12)))
        if rng.random() < 0.02:
            entry = replace(entry, lesson=1)
        return replace(entry, minutes=20) if rng.random() < 0.01 else entry

    return replace(tidy, entries=tuple(spoilt(one) for one in tidy.entries))
