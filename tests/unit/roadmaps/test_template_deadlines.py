"""Deadlines of the templates: all understood, all inside the period, whatever the year."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.services.deadlines.reading import read_deadline
from app.services.roadmaps.rows import RoadmapTree
from app.services.roadmaps.templates import build_order, build_template, find_template, list_templates

CODES = [row.code for row in list_templates()]


def _tree(code: str, school_start: int = 2026) -> RoadmapTree:
    return build_template(code, find_template(code).first_year(school_start))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("school_start", [2023, 2026, 2031])
def test_every_deadline_is_understood_and_lies_inside_the_period(code, school_start):
    tree = _tree(code, school_start)
    assert tree.period_start is not None and tree.period_end is not None
    years = {str(year) for year in range(tree.period_start.year, tree.period_end.year + 1)}
    for section in tree.sections:
        for line in section.lines:
            if line.is_subhead:
                continue
            read = read_deadline(line.deadline, (tree.period_start, tree.period_end))
            assert read.kind != "unparsable" and not read.ambiguous and not read.notes, (line.deadline, read)
            days = [day for interval in read.intervals for day in interval if day is not None]
            assert all(tree.period_start <= day <= tree.period_end for day in days), (line.deadline, read.intervals)
            # What repeats weekly is not unfolded into dates.
            assert bool(days) == (
                read.kind not in ("relative", "on_schedule", "on_demand") and not line.deadline.startswith("еженедельно")
            )
            assert set(re.findall(r"\b20\d\d\b", line.text + line.deadline + line.responsible + line.result)) <= years


def test_deadlines_of_every_kind():
    kinds = set()
    for code in CODES:
        tree = _tree(code)
        period = (tree.period_start, tree.period_end)
        kinds |= {read_deadline(line.deadline, period).kind for s in tree.sections for line in s.lines if not line.is_subhead}
    # «по необходимости» alone is in none: nobody could check it
    assert kinds == {"date", "period", "periods", "recurring", "continuous", "on_schedule", "relative"}
    yearly = [line.deadline for s in _tree("quality_system").sections for line in s.lines if line.deadline.startswith("ежегодно")]
    assert len(yearly) > 25
    assert all(re.search(r"янв|фев|март|апр|ма[еяй]|июн|июл|авг|сент|окт|нояб|дек", deadline) for deadline in yearly)


def test_an_order_and_its_plan_give_one_duty_one_deadline():
    plan = {line.text: line.deadline for section in _tree("assessment_year").sections for line in section.lines}
    order = build_order("assessment_year", 2026)
    assert order is not None
    for shared_words in ("технического специалиста", "список экспертов", "итоги первого полугодия"):
        (clause,) = [clause for clause in order.clauses if shared_words in clause.text]
        (planned,) = [deadline for text, deadline in plan.items() if shared_words in text]
        days = [last for _, last in read_deadline(planned, (date(2026, 9, 1), date(2027, 8, 31))).intervals]
        assert [clause.deadline] == days, clause
