"""Checklists: states of lines, days in words, what is refused; the shipped lists."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.checklists.rows import PHASES, QUESTIONS, STAGES, ActRow, IncidentRow, LineDraft, TickRow
from app.services.checklists.rules import act_problems, incident_problems, line_problems, line_state, offset_words
from app.services.checklists.templates import template_for, templates
from app.services.plan.catalogue import catalogue

TODAY = date(2026, 4, 15)
TICK = TickRow(1, TODAY)


@pytest.mark.parametrize(
    ("due", "per_school", "schools", "ticks", "state"),
    [
        (date(2026, 4, 14), False, 0, (), "overdue"),
        (date(2026, 4, 14), False, 0, (TICK,), "done"),
        (date(2026, 4, 15), False, 0, (), "soon"),
        (date(2026, 4, 22), False, 0, (), "soon"),
        (date(2026, 4, 23), False, 0, (), "open"),
        (None, False, 0, (), "undated"),
        (date(2026, 4, 14), True, 2, (TICK,), "overdue"),
        (date(2026, 4, 14), True, 1, (TICK,), "done"),
        (date(2026, 4, 20), True, 0, (), "soon"),  # nobody takes part: nobody has done it
    ],
)
def test_a_line_is_done_when_everybody_who_owes_it_has_done_it(due, per_school, schools, ticks, state):
    assert line_state(due, per_school, schools, ticks, TODAY) == state


@pytest.mark.parametrize(
    ("anchor", "offset", "words"),
    [
        ("start", 0, "в первый день"),
        ("end", 0, "в последний день"),
        ("start", -1, "за 1 рабочий день до начала"),
        ("start", -14, "за 14 рабочих дней до начала"),
        ("end", 3, "через 3 рабочих дня после окончания"),
        ("end", 21, "через 21 рабочий день после окончания"),
    ],
)
def test_days_in_words(anchor, offset, words):
    assert offset_words(anchor, offset).replace("\u00a0", " ") == words


def test_what_is_refused():
    assert [one.code for one in line_problems(LineDraft("before", " ", 300))] == ["no_text", "too_far"]
    assert line_problems(LineDraft("before", "Издать приказ", -30)) == ()
    assert [one.code for one in incident_problems(IncidentRow(None, 1, None, TODAY, ""))] == ["no_text"]
    seen = incident_problems(IncidentRow(None, 1, None, TODAY, "Участник Смирнов Пётр Ильич вышел из аудитории"))
    assert [(one.severity, one.code, one.field) for one in seen] == [("warning", "personal_data", "text")]
    assert incident_problems(IncidentRow(None, 1, None, TODAY, "Участник 4012 вышел из аудитории")) == ()
    assert [one.code for one in act_problems(ActRow(None, 1, 1, starts_at="10:00", ends_at="09:30"))] == ["ends_before"]


def test_shipped_lists_are_whole():
    kinds = {line.code for line in catalogue()}
    seen: list[str] = []
    for template in templates():
        assert template.lines and len({line.text for line in template.lines}) == len(template.lines)
        assert set(template.kinds) <= kinds
        seen += template.kinds
        for line in template.lines:
            assert line.phase in PHASES and line.anchor in ("start", "end")
            assert line_problems(LineDraft(line.phase, line.text, line.offset_days)) == ()
            assert (line.offset_days < 0) == (line.phase == "before") and (line.offset_days > 0) == (line.phase == "after")
    assert len(seen) == len(set(seen))
    assert template_for("vpr").code == "written" and template_for("nobody knows").code == "other"


def test_questions_of_an_act_belong_to_its_stages():
    assert set(QUESTIONS) == set(STAGES)
    codes = [code for questions in QUESTIONS.values() for code, _words in questions]
    assert len(codes) == len(set(codes))
