"""Times, agendas, minutes and repeating of events."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.events import rules
from app.services.events.rows import Decision, EventFields


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14", "14:00"),
        ("9.30", "09:30"),
        ("14-05", "14:05"),
        (" 8 : 15 ", "08:15"),
        ("", ""),
        ("24:00", None),
        ("после обеда", None),
    ],
)
def test_times_are_read_as_people_type_them(typed, read):
    assert rules.parse_time(typed) == read


def test_times_and_days_that_contradict_each_other_are_named():
    day = date(2027, 4, 13)

    def fields(**more):
        return [problem.field for problem in rules.problems(EventFields(**more))]

    assert fields(held_on=day, starts_at="15:00", ends_at="14:00") == ["ends_at"]
    assert fields(held_on=day, ends_on=date(2027, 4, 14), starts_at="15:00", ends_at="14:00") == []
    assert fields(held_on=day, ends_on=date(2027, 4, 12)) == ["ends_on"]
    assert fields(ends_on=day) == ["held_on"]
    assert fields(starts_at="утром") == ["starts_at"]
    assert fields(ends_at="12:00") == ["starts_at"]
    assert fields() == []


def test_minutes_put_words_and_decisions_under_their_questions():
    decided = (Decision("2. Назначить наблюдателей", "школы", "01.04.2027"), Decision("Сохранить протокол"))
    asked, rest = rules.questions(
        "1. О сроках ВПР — Иванова И. И.\nО наблюдателях", "1. Сроки известны.\nВозражений нет.\n2) Нужны двое.", decided
    )
    assert [(one.text, one.speaker) for one in asked] == [("О сроках ВПР", "Иванова И. И."), ("О наблюдателях", "")]
    assert asked[0].heard == ("Сроки известны.", "Возражений нет.")
    assert asked[1].heard == ("Нужны двое.",)
    assert [one.what for one in asked[1].decided] == ["Назначить наблюдателей"]
    assert [one.what for one in rest.decided] == ["Сохранить протокол"]


def test_one_question_takes_everything():
    asked, rest = rules.questions("О сроках", "Сроки известны.", (Decision("Выбрать даты"),))
    assert asked[0].heard == ("Сроки известны.",)
    assert asked[0].decided == (Decision("Выбрать даты"),)
    assert not rest.heard and not rest.decided


_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="\x85"), min_size=1, max_size=8)
_decisions = st.lists(
    st.builds(Decision, what=_words, who=st.just("") | _words, due=st.just("") | _words, line_uid=st.just("") | _words)
)


@given(_decisions)
def test_decisions_survive_storing(decided):
    assert rules.decisions_from_text(rules.decisions_to_text(decided)) == tuple(decided)


def test_a_decision_typed_anew_keeps_its_roadmap_item():
    before = (Decision("Выбрать даты", "", "", "aa"), Decision("Назначить", "", "", "bb"))
    assert [one.line_uid for one in rules.with_typed(before, [("Назначить", "Школы", ""), ("Выбрать даты", "", "")])] == [
        "bb",
        "aa",
    ]
    assert [one.line_uid for one in rules.with_typed(before, [("Выбрать даты ВПР", "", ""), ("Назначить", "", "")])] == [
        "aa",
        "bb",
    ]
    assert [one.line_uid for one in rules.with_typed(before, [("Совсем другое", "", "")])] == [""]


def test_the_next_meeting():
    assert rules.repeated_on(date(2027, 1, 31), "month") == date(2027, 2, 28)
    assert rules.repeated_on(date(2026, 11, 30), "quarter") == date(2027, 2, 28)
    assert rules.repeated_on(date(2026, 12, 29), "week") == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("words", "day"),
    [("до 15.04.2027", date(2027, 4, 15)), ("15.4.27", date(2027, 4, 15)), ("до начала ВПР", None), ("31.02.2027", None)],
)
def test_the_day_of_a_decision(words, day):
    assert rules.due_day(words) == day
