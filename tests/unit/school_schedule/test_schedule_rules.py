"""Limits of a school's schedule: what is a finding, of which severity, and the way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.services.school_schedule.findings import Change, CheckOptions, Finding
from app.services.school_schedule.limits import limits
from app.services.school_schedule.rows import Break, Entry, Hours, Schedule
from app.services.school_schedule.rules import check, counts

AUTUMN = Break("Осенние", date(2026, 10, 26), date(2026, 11, 3))


def schedule(*entries: Entry, hours: tuple[Hours, ...] = (), year: int = 2026) -> Schedule:
    numbered = tuple(replace(one, id=one.id or n) for n, one in enumerate(entries, 1))
    return Schedule(1, 1, "Школа № 1", year, numbered, hours or (Hours(4, "", "Математика", 136, 4.0),), (AUTUMN,))


def of(found: tuple[Finding, ...], code: str) -> list[Finding]:
    return [one for one in found if one.code == code]


def test_severities_follow_from_the_act() -> None:
    now, before = limits(2025), limits(2024)
    assert now["share"].severity == "binding" and "704" in now["share"].source
    assert before["share"].severity == "recommended" and "СК-228/03" in before["share"].source
    assert {now[code].severity for code in ("spacing", "one_a_day", "edge_lesson", "minutes")} == {"recommended"}
    assert limits(2019) == limits(2021)


@pytest.mark.parametrize(("count", "found"), [(13, 0), (14, 1)])
def test_ten_percent_of_the_hours_of_the_class(count: int, found: int) -> None:
    """10 % of 136 hours are 13 lessons."""
    first = date(2026, 9, 7)
    entries = [Entry(4, "4А", "Математика", held_on=first + timedelta(days=17 * n)) for n in range(count)]
    shares = of(check(schedule(*entries)), "share")
    assert len(shares) == found
    for one in shares:
        assert one.severity == "binding" and one.classes == ((4, "4А"),)
        assert "14 уроков из 136" in one.text.replace("\u00a0", " ") and "не больше 13" in one.text
        assert one.fix is not None and [change.after for change in one.fix.changes] == [None]


def test_a_work_of_two_lessons_takes_two_of_the_hours() -> None:
    entries = [Entry(4, "4А", "Музыка", held_on=date(2026, 9, 10), lessons_taken=2)] + [
        Entry(4, "4А", "Музыка", held_on=date(2026, 9 + n, 10)) for n in (1, 2)
    ]
    assert of(check(schedule(*entries, hours=(Hours(4, "4А", "Музыка", 34, 1.0),))), "share")
    assert not of(check(schedule(*entries, hours=(Hours(4, "4А", "Музыка", 40, 1.0),))), "share")


def test_vpr_count_in_the_share_only_when_told_so() -> None:
    own = [Entry(4, "4А", "Математика", held_on=date(2026, 9, 7) + timedelta(days=17 * n)) for n in range(13)]
    vpr = Entry(4, "", "Математика", "federal", "vpr", held_on=date(2027, 5, 14))
    assert not of(check(schedule(*own, vpr)), "share")
    assert of(check(schedule(*own, vpr), CheckOptions(vpr_counts=True)), "share")


def test_works_of_others_are_not_dropped() -> None:
    theirs = [Entry(4, "4А", "Музыка", "municipal", held_on=date(2026, 9 + n, 10)) for n in range(4)]
    (one,) = of(check(schedule(*theirs, hours=(Hours(4, "", "Музыка", 34, 1.0),))), "share")
    assert one.fix is None and "часы" in one.todo


def test_without_hours_the_share_is_said_to_be_unchecked_once_a_grade() -> None:
    entries = [Entry(4, label, subject, held_on=date(2026, 9, 8)) for label, subject in (("4А", "Труд"), ("4Б", "Музыка"))]
    (one,) = of(check(schedule(*entries)), "hours_unknown")
    assert one.severity == "unknown" and "Музыка, Труд" in one.text


@pytest.mark.parametrize(("days", "found"), [(16, 1), (17, 0)])
def test_seventeen_days_between_works_of_a_subject(days: int, found: int) -> None:
    first = date(2026, 9, 14)
    two = (Entry(4, "4А", "Математика", held_on=first), Entry(4, "", "Математика", held_on=first + timedelta(days=days)))
    spacing = of(check(schedule(*two)), "spacing")
    assert len(spacing) == found
    for one in spacing:
        assert one.severity == "recommended" and "СК-228/03" in one.source and one.fix is not None
        assert not check(applied(schedule(*two), one.fix.changes))


def test_classes_of_a_parallel_may_write_the_same_on_different_days() -> None:
    two = (
        Entry(4, "4А", "Математика", held_on=date(2026, 9, 14)),
        Entry(4, "4Б", "Математика", held_on=date(2026, 9, 16)),
    )
    assert not check(schedule(*two))


def test_weeks_are_too_close_only_when_their_farthest_days_are() -> None:
    """Weeks 3 and 5: from Monday to Saturday of the week after next are 19 days; weeks 3 and 4: 12."""
    far = schedule(Entry(4, "4А", "Математика", week=3), Entry(4, "4А", "Математика", week=5))
    near = schedule(Entry(4, "4А", "Математика", week=3), Entry(4, "4А", "Математика", week=4))
    assert not check(far)
    (one,) = check(near)
    assert one.code == "spacing" and one.fix is not None
    assert one.fix.changes[0].after is not None and one.fix.changes[0].after.week in (1, 2, 5, 6)


def test_one_a_day_moves_the_school_work_not_that_of_the_region() -> None:
    day = date(2026, 10, 14)
    two = schedule(Entry(4, "4А", "Русский язык", "regional", held_on=day), Entry(4, "", "Математика", held_on=day))
    (one,) = of(check(two), "one_a_day")
    assert one.fix is not None and one.fix.changes[0].before == two.entries[1]
    after = one.fix.changes[0].after
    assert after is not None and after.held_on in (day - timedelta(days=1), day + timedelta(days=1))


def test_more_works_in_a_week_than_school_days() -> None:
    subjects = [f"Предмет {n}" for n in range(6)]
    (one,) = of(check(schedule(*(Entry(4, "4А", name, week=5) for name in subjects))), "crowded_week")
    assert "6" in one.text and one.fix is not None
    six_day = CheckOptions(six_day=True)
    assert not of(check(schedule(*(Entry(4, "4А", name, week=5) for name in subjects)), six_day), "crowded_week")


def test_first_and_last_lesson_except_subjects_of_one_lesson_a_week() -> None:
    hours = (Hours(4, "", "Математика", 136, 4.0), Hours(4, "", "Музыка", 34))
    entries = (
        Entry(4, "4А", "Математика", held_on=date(2026, 9, 14), lesson=1),
        Entry(4, "4Б", "Математика", held_on=date(2026, 9, 14), lesson=5, is_edge_lesson=True),
        Entry(4, "4В", "Математика", held_on=date(2026, 9, 14), lesson=3),
        Entry(4, "4А", "Музыка", held_on=date(2026, 9, 16), lesson=1),
    )
    edges = of(check(schedule(*entries, hours=hours)), "edge_lesson")
    assert [one.entries[0].class_label for one in edges] == ["4А", "4Б"]
    afters = [one.fix.changes[0].after for one in edges if one.fix]
    assert [one.lesson for one in afters if one] == [2, 4]


def test_shorter_than_half_an_hour_is_no_assessment_procedure() -> None:
    short = Entry(4, "4А", "Математика", held_on=date(2026, 9, 14), minutes=20)
    (one,) = check(schedule(short, replace(short, minutes=45, id=7)))
    assert one.code == "minutes" and one.fix is not None and one.fix.changes[0].after is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 9, 12), "day_off"), (date(2026, 11, 4), "day_off"), (date(2026, 10, 28), "break"),
        (date(2027, 6, 15), "break"), (date(2025, 9, 15), "outside_year"),
    ],
)  # fmt: skip
def test_days_without_lessons(day: date, code: str) -> None:
    (one,) = check(schedule(Entry(4, "4А", "Математика", held_on=day)))
    assert (one.code, one.severity) == (code, "date") and one.fix is not None
    after = one.fix.changes[0].after
    assert after is not None and not check(schedule(after))


def test_a_saturday_is_a_school_day_of_the_six_day_week() -> None:
    assert not check(schedule(Entry(4, "4А", "Математика", held_on=date(2026, 9, 12))), CheckOptions(six_day=True))


def test_windows_given_by_the_region() -> None:
    options = CheckOptions(windows={5: (date(2027, 4, 20), date(2027, 5, 20))})
    vpr = Entry(4, "4А", "Математика", "federal", "vpr", held_on=date(2027, 4, 14), procedure_id=5)
    (one,) = check(schedule(vpr), options)
    assert one.code == "outside_window" and one.fix is not None
    after = one.fix.changes[0].after
    assert after is not None and after.held_on == date(2027, 4, 20)


def test_entries_without_a_time_are_said() -> None:
    found = check(schedule(Entry(4, "4А", "Математика"), Entry(4, "4Б", "Математика", week=40)))
    assert [one.code for one in found] == ["no_date", "no_date"]
    assert counts(found).date == 2


def applied(before: Schedule, changes: tuple[Change, ...]) -> Schedule:
    entries = list(before.entries)
    for change in changes:
        at = entries.index(change.before) if change.before else len(entries)
        entries[at : at + 1] = [change.after] if change.after else []
    return replace(before, entries=tuple(entries))
