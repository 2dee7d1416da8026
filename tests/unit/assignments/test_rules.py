"""What speaks against a person in a role, place by place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.assignments import rules
from app.services.assignments.rows import AssignmentRow, Habits, PersonLine, Slot, TieRow

DAY = date(2026, 4, 21)


def row(number, role, school, person=1, **more):
    values = {"class_label": "", "held_on": DAY, "room": "", "briefed_on": DAY, "basis": "", "certificate_number": "", "note": ""}
    values |= more
    return AssignmentRow(
        number, values.pop("procedure_id", 7), school, person, role, person=f"Человек {person}", grade=4, **values
    )


def found(rows, ties=(), slots=(), others=(), habits=None, today=DAY, work=None):
    people = {one.person_id: PersonLine(one.person_id, one.person, work_id=work, ties=tuple(ties)) for one in rows}
    window = (date(2026, 4, 20), date(2026, 5, 15))

    def add(day, n):
        return day + timedelta(days=n)

    return {one.code for one in rules.remarks_of(rows, people, slots, window, habits or Habits(), today, add, others)}


@pytest.mark.parametrize(
    ("tie", "classes", "says"),
    [
        ("", ("4А",), True),
        ("4 «а»", ("4А",), True),
        ("4Б", ("4А",), False),
        ("7А", (), False),
        ("4", ("4А",), True),
        ("4А", (), True),
    ],
)
def test_a_tie_touches_the_classes_that_write(tie, classes, says):
    assert rules.touches(tie, 4, classes) is says


def test_a_teacher_of_the_class_does_not_check_it_but_may_check_another():
    tie = TieRow(None, 1, 5, "teaches", "4А")
    assert "own_class" in found([row(1, "expert", 5, class_label="4А")], [tie])
    assert "own_class" not in found([row(1, "expert", 5, class_label="4Б")], [tie])
    assert "classes_unknown" in found([row(1, "expert", 5)], work=5)


def test_one_person_is_in_one_place_also_over_procedures():
    assert "two_places" in found([row(1, "observer", 5), row(2, "observer", 6)])
    assert "two_places" in found([row(1, "observer", 5)], others=[row(2, "organiser", 6, procedure_id=8)])
    assert "two_places" not in found([row(1, "observer", 5), row(2, "observer", 6, held_on=DAY + timedelta(days=1))])
    assert "two_places" not in found([row(1, "observer", 5), row(2, "expert", 6)])
    assert "two_roles" in found([row(1, "observer", 5), row(2, "technical", 5)])


def test_two_classes_at_one_lesson_are_two_places():
    slots = [Slot(5, "4А", DAY, 2), Slot(5, "4Б", DAY, 2), Slot(5, "4В", DAY, 3)]
    both = [row(1, "organiser", 5, class_label="4А"), row(2, "organiser", 5, class_label="4Б")]
    assert "two_places" in found(both, slots=slots)
    assert "two_places" not in found([both[0], row(2, "organiser", 5, class_label="4В")], slots=slots)


def test_the_briefing_is_held_the_working_day_before_or_on_the_day():
    assert "no_briefing" in found([row(1, "observer", 5, briefed_on=None)])
    assert "no_briefing" not in found([row(1, "observer", 5, briefed_on=None)], today=DAY - timedelta(days=5))
    assert "briefed_early" in found([row(1, "observer", 5, briefed_on=DAY - timedelta(days=3))])
    assert "briefed_early" not in found([row(1, "observer", 5, briefed_on=DAY - timedelta(days=3))], habits=Habits(3))
    assert "briefed_late" in found([row(1, "observer", 5, briefed_on=DAY + timedelta(days=1))])


def test_days_loads_and_mutual_pairs_are_told():
    assert "outside_window" in found([row(1, "observer", 5, held_on=date(2026, 6, 1))])
    assert "other_day" in found([row(1, "observer", 5)], slots=[Slot(5, "4А", DAY + timedelta(days=1))])
    three = [row(n, "observer", n, held_on=DAY + timedelta(days=n)) for n in (1, 2, 3)]
    assert "many_places" in found(three)
    works = [Slot(5, "4А", DAY, pupils=40), Slot(5, "4Б", DAY, pupils=30)]
    assert "many_works" in found([row(1, "expert", 5)], slots=works)
    pair = [row(1, "observer", 5, 1, work_id=6), row(2, "observer", 6, 2, work_id=5)]
    assert "mutual" in found(pair)


def test_a_place_without_a_day_fills_one_place_only():
    slots = [Slot(5, "4А", DAY), Slot(5, "4Б", DAY), Slot(5, "4В", DAY + timedelta(days=1))]
    needs = rules.needs_of([(5, "Школа", ""), (6, "Школа 6", "")], slots, Habits())
    assert [(one.organisation_id, one.held_on, one.classes) for one in needs] == [
        (5, DAY, ("4А", "4Б")),
        (5, DAY + timedelta(days=1), ("4В",)),
        (6, None, ()),
    ]
    assert len(rules.uncovered(needs, [row(1, "observer", 5, held_on=None)])) == 2
    each = rules.needs_of([(5, "Школа", "")], slots, Habits(per_class=True))
    assert [one.class_label for one in each] == ["4А", "4Б", "4В"]
    assert len(rules.uncovered(each, [row(1, "observer", 5, class_label="4а")])) == 2
