"""Occurrences out of deadlines, and marks that stay with them when the plan changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.deadlines.rows import Deadline, Relative
from app.services.execution.rows import EventDates, Planned, StoredOccurrence
from app.services.execution.rules import match, plan_key, planned, relative_days
from app.services.execution.understanding import understood
from app.services.roadmaps.rows import DeadlineChoice

PERIOD = date(2026, 1, 1), date(2027, 12, 31)


def weekdays_only(day: date, n: int) -> date:
    """Working days of a year without holidays."""
    step = 1 if n > 0 else -1
    while n:
        day += timedelta(days=step)
        n -= step if day.weekday() < 5 else 0
    return day


def plan(text: str, choice: DeadlineChoice | None = None, events: tuple[EventDates, ...] = ()) -> list[Planned]:
    return planned(understood(text, choice, PERIOD), PERIOD, events, weekdays_only)


def days(text: str, **more) -> list[tuple[date | None, date | None]]:
    return [(one.starts_on, one.due_on) for one in plan(text, **more)]


def test_a_day_a_month_a_year():
    assert days("до 15 мая 2026 года") == [(None, date(2026, 5, 15))]
    assert days("март 2027") == [(date(2027, 3, 1), date(2027, 3, 31))]
    assert days("2026") == [(date(2026, 1, 1), date(2026, 12, 31))]


def test_what_repeats_comes_once_for_each_time():
    assert days("ежегодно, до 1 октября") == [(None, date(2026, 10, 1)), (None, date(2027, 10, 1))]
    assert len(days("ежеквартально")) == 8


def test_twice_a_year_is_four_occurrences_in_two_years():
    found = plan("2 раза в год")
    assert [(one.due_on, one.ordinal) for one in found] == [
        (date(2026, 12, 31), 0),
        (date(2026, 12, 31), 1),
        (date(2027, 12, 31), 0),
        (date(2027, 12, 31), 1),
    ]


@pytest.mark.parametrize("text", ["постоянно", "еженедельно", "по мере необходимости", "по графику", "абракадабра", ""])
def test_without_dates_there_is_still_something_to_mark(text):
    (one,) = plan(text)
    assert one.due_on is None


def test_a_person_has_the_last_word():
    own = DeadlineChoice("по графику", "own", ((date(2026, 4, 1), date(2026, 4, 20)), (None, date(2027, 4, 20))))
    assert days("по графику", choice=own) == [(date(2026, 4, 1), date(2026, 4, 20)), (None, date(2027, 4, 20))]
    assert days("по плану", choice=own) == [(None, None)]  # decided about another text
    assert days("май 2026", choice=DeadlineChoice("май 2026", "on_demand")) == [(None, None)]
    assert days("май 2026", choice=DeadlineChoice("май 2026", "continuous")) == [(PERIOD[0], None)]
    assert days("май 2026", choice=DeadlineChoice("май 2026", "default")) == [(date(2026, 5, 1), date(2026, 5, 31))]


EVENT = EventDates(7, date(2026, 4, 20), date(2026, 5, 15))


@pytest.mark.parametrize(
    ("relative", "anchor", "expected"),
    [
        (Relative("ВПР", 10, "calendar", "before"), "start", (None, date(2026, 4, 10))),
        (Relative("ВПР", 1, "working", "before"), "start", (None, date(2026, 4, 17))),
        (Relative("ВПР", 10, "calendar", "after"), "end", (date(2026, 5, 15), date(2026, 5, 25))),
        (Relative("ВПР", 5, "working", "after"), "end", (date(2026, 5, 15), date(2026, 5, 22))),
        (Relative("ВПР", 0, "calendar", "before"), "start", (None, date(2026, 4, 20))),
        (Relative("ВПР", 0, "calendar", "after"), "end", (date(2026, 5, 15), None)),
        (Relative("ВПР", None, "calendar", "after", offset_months=1), "start", (date(2026, 4, 20), date(2026, 5, 20))),
        (Relative("ВПР", None, "calendar", "before", formula="31.02.(X-1)"), "start", (None, date(2025, 2, 28))),
    ],
)
def test_days_from_an_event(relative, anchor, expected):
    event = EventDates(7, date(2026, 4, 20), date(2026, 5, 15), anchor)
    (one,) = planned(Deadline("relative", relative=relative), PERIOD, [event], weekdays_only)
    assert (one.starts_on, one.due_on, one.procedure_id) == (*expected, 7)


def test_several_procedures_give_several_occurrences():
    events = [EventDates(7, date(2026, 4, 20), None), EventDates(8, None, None), EventDates(9, date(2026, 5, 6), None)]
    deadline = Deadline("relative", relative=Relative("ВПР", 3, "calendar", "before"))
    found = planned(deadline, PERIOD, events, weekdays_only)
    assert [(one.procedure_id, one.due_on) for one in found] == [(7, date(2026, 4, 17)), (8, None), (9, date(2026, 5, 3))]


def test_a_schedule_takes_the_window_of_the_procedure():
    (one,) = plan("по графику", events=(EVENT,))
    assert (one.starts_on, one.due_on) == (date(2026, 4, 20), date(2026, 5, 15))


def test_months_end_in_time():
    relative = Relative("", None, "calendar", "after", offset_months=1)
    assert relative_days(relative, date(2026, 1, 31), weekdays_only) == (date(2026, 1, 31), date(2026, 2, 28))


# --- matching ---------------------------------------------------------------------------------------------------------


def stored(number: int, one: Planned, marked: bool = True) -> StoredOccurrence:
    return StoredOccurrence(number, one, marked, plan_key(one) if marked else "")


def day(month: int, number: int = 1, year: int = 2026) -> Planned:
    return Planned(None, date(year, month, number))


def test_a_corrected_day_keeps_its_mark():
    found = match([stored(1, day(5, 15))], [day(5, 20)])
    assert found.kept == ((1, 0),)


def test_another_month_for_a_lone_item_keeps_its_mark():
    assert match([stored(1, day(3))], [day(9, 1, 2027)]).kept == ((1, 0),)


def test_a_year_is_found_by_the_year():
    marks = [stored(1, day(8, 31, 2026)), stored(2, day(8, 31, 2027), marked=False)]
    found = match(marks, [day(10, 1, 2026), day(10, 1, 2027)])
    assert sorted(found.kept) == [(1, 0), (2, 1)]


def test_a_mark_that_fits_nothing_stays_outside_the_plan():
    found = match([stored(1, day(3, 1, 2025)), stored(2, day(4), False)], [day(9), day(10)])
    assert found.off_plan == (1,)
    assert found.dropped == (2,)
    assert found.fresh == (0, 1)
    assert match([stored(1, day(3))], []).off_plan == (1,)


def test_a_mark_finds_its_procedure_when_the_window_moves():
    before = Planned(None, date(2026, 4, 17), 7)
    found = match([stored(1, before)], [Planned(None, date(2026, 4, 2), 9), Planned(None, date(2026, 5, 2), 7)])
    assert found.kept == ((1, 1),)


_planned = st.builds(
    Planned,
    st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.none() | st.integers(1, 3),
)
_plans = st.lists(_planned, max_size=6, unique=True)


@given(_plans, _plans, st.lists(st.booleans(), min_size=6, max_size=6))
def test_nothing_is_lost_and_nothing_is_used_twice(before, after, marks):
    rows = [stored(n, one, marked) for n, (one, marked) in enumerate(zip(before, marks, strict=False))]
    found = match(rows, after)
    ids = [number for number, _ in found.kept] + [*found.dropped, *found.off_plan]
    places = [place for _, place in found.kept] + list(found.fresh)
    assert sorted(ids) == [row.id for row in rows]
    assert sorted(places) == list(range(len(after)))
    assert not {row.id for row in rows if row.marked} & set(found.dropped)


@given(_plans)
def test_the_same_plan_keeps_everything_in_its_place(before):
    rows = [stored(n, one, n % 2 == 0) for n, one in enumerate(before)]
    assert sorted(match(rows, before).kept) == [(n, n) for n in range(len(before))]


@given(_plans, _plans)
def test_marks_come_back_to_their_days_when_the_text_does(before, after):
    """A → B → A: every mark is where it was, wherever B had put it."""
    rows = [stored(n, one) for n, one in enumerate(before)]
    found = match(rows, after)
    moved = dict(found.kept)
    now = [StoredOccurrence(r.id, after[moved[r.id]] if r.id in moved else r.planned, True, r.marked_key) for r in rows]
    now += [StoredOccurrence(100 + place, after[place]) for place in found.fresh]
    back = dict(match(now, before).kept)
    assert {number: back.get(number) for number in range(len(before))} == {number: number for number in range(len(before))}
