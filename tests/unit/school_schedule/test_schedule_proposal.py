"""The program's own proposal: never a binding rule broken, dates on school days inside windows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.school_schedule.board import Board, school_days
from app.services.school_schedule.findings import CheckOptions
from app.services.school_schedule.limits import limits
from app.services.school_schedule.proposal import Wish, changes_words, propose, spread
from app.services.school_schedule.rows import Break, Entry, Hours, Schedule
from app.services.school_schedule.rules import check, counts

YEAR = 2026
BREAKS = (
    Break("Осенние", date(2026, 10, 26), date(2026, 11, 3)),
    Break("Зимние", date(2026, 12, 31), date(2027, 1, 10)),
    Break("Весенние", date(2027, 3, 27), date(2027, 4, 4)),
)
SUBJECTS = ("Русский язык", "Математика", "Окружающий мир", "Музыка")
WINDOW = (date(2027, 4, 20), date(2027, 5, 20))
OPTIONS = CheckOptions(windows={1: WINDOW})
_days = st.dates(date(2026, 8, 20), date(2027, 6, 10))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    grade = draw(st.integers(4, 5))
    level = draw(st.sampled_from(("school", "school", "school", "municipal", "regional", "federal")))
    windowed = level == "federal" and draw(st.booleans())
    when = draw(st.sampled_from(("day", "day", "week", "none")))
    return Entry(
        grade,
        draw(st.sampled_from(("", f"{grade}А", f"{grade}Б"))),
        draw(st.sampled_from(SUBJECTS)),
        level,  # type: ignore[arg-type]
        "vpr" if windowed else "",
        held_on=draw(_days) if when == "day" else None,
        week=draw(st.integers(1, 36)) if when == "week" else None,
        lesson=draw(st.none() | st.integers(1, 6)),
        is_edge_lesson=draw(st.none() | st.booleans()),
        minutes=draw(st.sampled_from((None, None, 20, 45, 90))),
        lessons_taken=draw(st.integers(1, 2)),
        procedure_id=1 if windowed else None,
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    hours = tuple(
        Hours(grade, "", subject, draw(st.sampled_from((17, 34, 68, 102, 136, 170))))
        for grade in (4, 5)
        for subject in SUBJECTS
        if draw(st.integers(0, 5))
    )
    numbers = count(1)
    made = [
        Entry(**{name: getattr(one, name) for name in one.__slots__ if name != "id"}, id=next(numbers))
        for one in draw(st.lists(entries(), max_size=45))
    ]
    return Schedule(1, 1, "Школа", YEAR, tuple(made), hours, BREAKS)


def _others_take(schedule: Schedule, grade: int, label: str, subject: str) -> int:
    """Lessons that procedures of the district, the region and the country take from the subject."""
    return sum(
        one.lessons_taken
        for one in schedule.entries
        if one.grade == grade and one.class_label in ("", label) and one.subject == subject and one.level != "school"
        and one.kind != "vpr" and (one.minutes or 45) >= 30
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(schedules())
def test_a_proposal_breaks_no_binding_rule(schedule: Schedule) -> None:
    """What stays binding is only where the works of others alone are more than 10 %."""
    made = propose(schedule, OPTIONS)
    again = check(Schedule(1, 1, "", YEAR, made.entries, schedule.hours, BREAKS), OPTIONS)
    hours = {(one.grade, one.subject): one.hours for one in schedule.hours}
    share = limits(YEAR)["share"].value
    for finding in again:
        if finding.severity == "binding":
            assert not any(one.level == "school" for one in finding.entries)
            for grade, label in finding.classes:
                taken = _others_take(schedule, grade, label, finding.subject)
                assert taken * 100 > share * hours[grade, finding.subject]


@settings(max_examples=120, deadline=None)
@given(schedules())
def test_dates_of_a_proposal_are_school_days_inside_windows(schedule: Schedule) -> None:
    made = propose(schedule, OPTIONS)
    days = set(school_days(YEAR, BREAKS))
    board = Board(schedule, OPTIONS)
    stored = {one.id: one for one in schedule.entries}
    for entry in made.entries:
        if not board.movable(entry):
            assert (entry.held_on, entry.week) == (stored[entry.id].held_on, stored[entry.id].week)
            continue
        assert entry.held_on is not None or entry.week is not None
        if entry.held_on is not None:
            assert entry.held_on.toordinal() in days
            assert entry.procedure_id is None or WINDOW[0] <= entry.held_on <= WINDOW[1]
        if entry.procedure_id is not None and entry.week is not None:
            monday, saturday = board.weeks[entry.week - 1]
            assert monday <= WINDOW[1] and saturday >= WINDOW[0]


@settings(max_examples=80, deadline=None)
@given(schedules())
def test_a_proposal_makes_nothing_worse_and_has_nothing_more_to_say(schedule: Schedule) -> None:
    before, made = counts(check(schedule, OPTIONS)), propose(schedule, OPTIONS)
    after = counts(made.left)
    assert after.binding <= before.binding and after.date <= before.date
    assert {one.before.id for one in made.changes if one.before} <= {one.id for one in schedule.entries}
    assert len(made.entries) == len(schedule.entries) - made.dropped


def test_a_whole_year_is_made_without_a_finding() -> None:
    """Eleven subjects of three parallels, three classes each: nothing is left to say."""
    subjects = {"Русский язык": (170, 6), "Математика": (170, 6), "Литература": (102, 3), "Иностранный язык": (102, 4),
                "История": (68, 3), "География": (68, 3), "Биология": (68, 3), "Физика": (68, 3), "Информатика": (34, 2),
                "Музыка": (34, 1), "Труд": (68, 2)}  # fmt: skip
    hours = tuple(Hours(grade, label, name, total) for grade in (7, 8, 9) for label in (f"{grade}А", f"{grade}Б", f"{grade}В")
                  for name, (total, _n) in subjects.items())  # fmt: skip
    empty = Schedule(1, 1, "Школа", YEAR, (), hours, BREAKS)
    wishes = [Wish(grade, name, times) for grade in (7, 8, 9) for name, (_hours, times) in subjects.items()]
    made = propose(spread(empty, wishes))
    assert len(made.entries) == 3 * 36
    assert made.left == ()


def test_vpr_window_is_filled_first_and_school_works_step_aside() -> None:
    """Four ВПР of a class in a window of five school days that school works have taken."""
    window = (date(2027, 4, 19), date(2027, 4, 23))
    options = CheckOptions(windows={n: window for n in range(1, 5)})
    week = [date(2027, 4, 19) + timedelta(days=n) for n in range(5)]
    own = [Entry(5, "5А", f"Свой {n}", held_on=day, id=10 + n) for n, day in enumerate(week)]
    vpr = [Entry(5, "5А", f"Предмет {n}", "federal", "vpr", held_on=week[0], procedure_id=n, id=n) for n in range(1, 5)]
    hours = tuple(Hours(5, "", one.subject, 68) for one in (*own, *vpr))
    made = propose(Schedule(1, 1, "Школа", YEAR, (*own, *vpr), hours, BREAKS), options)
    assert made.left == ()
    assert {one.held_on for one in made.entries if one.kind == "vpr"} <= set(week)
    assert changes_words(made.changes).startswith("перенесено ")
