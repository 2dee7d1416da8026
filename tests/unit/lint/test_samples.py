"""The sample papers beside the repository: what a careful reader found in them is found, at its place."""

from __future__ import annotations

from functools import lru_cache

import pytest

from app.services.lint.check import lint
from app.services.lint.rows import LintContext, LintFinding
from tests.unit.lint.seeds import seed_tree
from tests.unit.lint.trees import where


def _span(section: int, first: int, last: int) -> set[str]:
    return {f"{section}/{number}" for number in range(first, last + 1)}


def _all(section: int, *numbers: str) -> set[str]:
    return {f"{section}/{number}" for number in numbers}


ANNUAL = _all(2, "2", "7", "8") | _span(3, 1, 6) | _span(4, 2, 4) | _span(5, 2, 4) | _span(6, 1, 5) | _span(7, 1, 4)
ANNUAL |= _span(8, 1, 7) | _all(9, "1", "2", "3", "6", "7") | {"10/3"}
ON_GRAPH = _all(3, "3.1.2", "3.2.1", "3.2.2", "3.2.3", "3.2.4", "3.2.5", "3.2.6", "3.3.1")
ALL_SECTIONS = {f"{n}/1" for n in range(1, 11)}

EXPECTED: list[tuple[str, str, str, set[str]]] = [
    # sample, letter, code, places (all of them in one finding)
    ("000", "W", "no_approval", {"дорожная карта"}),
    ("000", "W", "period_missing", {"дорожная карта"}),
    ("000", "E", "numbers_restart", ALL_SECTIONS),
    ("000", "W", "number_dot", {"2/4"} | _span(9, 2, 7)),
    ("000", "W", "number_dots", {"6/2"}),
    ("000", "W", "recurring_without_month", ANNUAL),
    ("000", "W", "deadline_on_demand", {"2/3"}),
    ("000", "W", "schedule_unnamed", _span(2, 4, 6)),
    ("000", "W", "deadline_year_only", _span(1, 1, 3) | {"4/1"}),
    ("000", "W", "deadline_year_only", _span(1, 4, 6) | {"5/1"} | _span(10, 1, 2)),
    ("000", "W", "one_off_recurring", {"9/2"}),
    ("000", "W", "one_event_long", {"9/5"}),
    ("000", "W", "deadline_two_readings", {"9/5"}),
    ("000", "E", "action_outlives_deadline", {"10/1"}),
    ("000", "W", "work_order", _span(5, 3, 4)),
    ("000", "W", "party_spellings", _all(2, "2", "3", "6", "10", "11")),
    ("000", "I", "punctuation_spaces", {"2/6"}),
    ("000", "W", "abbreviation_unexplained", _span(6, 1, 5)),
    ("000", "W", "abbreviation_unexplained", _all(2, "2", "3", "10", "11")),
    ("000", "W", "abbreviation_unexplained", {"3/1"}),
    ("000", "I", "inner_numbering", {"3/1"}),
    ("000", "I", "glued_sentences", {"5/2"}),
    ("000", "I", "glued_sentences", {"5/3"}),
    ("000", "I", "no_result_column", {"дорожная карта"}),
    ("000", "I", "responsible_vague", _all(2, "1", "4", "5", "9")),
    ("000", "I", "deadline_each_school", {"2/9"}),
    ("000", "I", "plan_approves_itself", {"1/2"}),
    ("001", "E", "period_before_approval", {"дата приказа"}),
    ("001", "E", "order_deadline_before_date", {"п. 2 приказа"}),
    ("001", "E", "year_typo", {"6/6.1.1"}),
    ("001", "E", "foreign_place", {"2/2.2.3", "3/3.2.1"}),
    ("001", "E", "cut_cell", {"1/1.8.3"}),
    ("001", "E", "cut_cell", {"4/4.7"}),
    ("001", "W", "set_phrase", {"п. 3 приказа"}),
    ("001", "W", "title_differs", {"п. 1 приказа"}),
    ("001", "W", "appendix_without_header", {"шапка приложения"}),
    ("001", "I", "clause_dot", {"п. 3 приказа"}),
    ("001", "W", "schedule_unnamed", ON_GRAPH),
    ("001", "W", "parties_without_comma", {"1/1.2", "3/3.1.1", "8/8.7"}),
    ("001", "W", "abbreviation_typo", {"4/4.7"}),
    ("001", "I", "abbreviation_case", {"3/3.1.2"}),
    ("001", "I", "year_form", {"3/3.1.3"}),
    ("002", "E", "period_uncovered", {"дорожная карта"}),
    ("002", "E", "reference_missing", {"1/6"}),
    ("002", "E", "section_without_title", {"разд. 1"}),
    ("002", "E", "section_number_clash", {"разд. 1", "1/1"}),
    ("002", "E", "responsible_before_appointed", _all(1, "7", "14", "15", "17", "18")),
    ("002", "E", "responsible_before_appointed", _all(1, "15", "17", "18")),
    ("002", "W", "responsible_before_appointed", {"1/19"}),
    ("002", "W", "work_order", _all(1, "14", "15", "17")),
    ("002", "W", "work_order", {"1/22"}),
    ("002", "W", "duplicate_item", {"1/1", "1/7"}),
    ("002", "W", "district_kind", _all(1, "6", "14", "33")),
    ("002", "W", "number_dot", {"1/34"}),
    ("002", "W", "deadline_order", _all(1, "7", "14", "15", "17", "18")),
    ("002", "W", "deadline_in_result", {"1/19"}),
    ("002", "W", "deadline_in_result", {"1/22"}),
    ("002", "W", "action_outlives_plan", {"1/14"}),
    ("002", "W", "action_outlives_plan", {"1/17"}),
    ("002", "W", "schedule_unnamed", {"1/31"}),
    ("002", "I", "deadline_whole_plan", {"1/16"}),
    ("002", "I", "deadline_whole_plan", {"1/34"}),
    ("002", "W", "person_without_post", {"1/2"}),
    ("002", "W", "parties_without_comma", _all(1, "29", "37", "38")),
    ("002", "W", "parties_without_comma", _all(1, "32", "35", "36")),
    ("002", "W", "no_approval", {"дорожная карта"}),
    ("002", "I", "style_mix", {"1/2"}),
    ("002", "I", "result_as_action", {"1/18"}),
    ("002", "W", "word_typo", {"1/28"}),
    ("002", "W", "double_punctuation", {"вводная часть карты"}),
    ("002", "W", "brackets_unpaired", {"1/8"}),
    ("002", "W", "brackets_unpaired", {"1/19"}),
    ("002", "I", "dash_kinds", {"1/22", "1/25"}),
    ("003", "E", "appendix_number_differs", {"шапка приложения"}),
    ("003", "E", "deadline_before_approval", {"2/2.1"}),
    ("003", "E", "deadline_before_approval", {"2/2.2"}),
    ("003", "E", "deadline_before_approval", {"2/2.8"}),
    ("003", "E", "deadline_before_approval", {"3/3.4"}),
    ("003", "W", "deadline_starts_before_approval", {"1/1.1"}),
    ("003", "E", "two_deadlines", {"п. 3 распоряжения", "2/2.8"}),
    ("003", "W", "order_period_differs", {"п. 3 распоряжения"}),
    ("003", "I", "order_task_not_in_plan", {"п. 4 распоряжения"}),
    ("003", "W", "title_differs", {"заголовок распоряжения"}),
    ("003", "W", "deadline_on_demand", _all(1, "1.2", "1.3")),
    ("003", "W", "schedule_unnamed", {"2/2.4"}),
    ("003", "W", "schedule_unnamed", {"3/3.2"}),
    ("003", "W", "deadline_which_year", {"2/2.6", "2/2.7", "3/3.1"}),
    ("003", "W", "recurring_without_month", {"2/2.3", "2/2.5"}),
    ("003", "I", "once_in_long_plan", {"2/2.1"}),
    ("003", "W", "plural_for_one", {"п. 4 распоряжения"}),
    ("003", "W", "group_never_created", {"1/1.3"}),
    ("003", "W", "coordinator_absent", {"п. 2 распоряжения"}),
    ("003", "I", "quotes_unpaired", {"вводная часть распоряжения"}),
    ("003", "I", "parties_by_lines", {"2/2.1", "3/3.2"}),
    ("003", "I", "same_results", _all(3, "3.2", "3.3", "3.4")),
    ("003", "I", "same_results", _all(2, "2.1", "2.2")),
    ("003", "I", "private_email", {"п. 4 распоряжения"}),
    ("003", "I", "private_names", {"п. 2 распоряжения", "п. 5 распоряжения"}),
    ("003_sheet", "W", "schedule_unnamed", {"3/3.2"}),
    ("004", "E", "no_deadline", {"1/2"}),
    ("004", "E", "no_responsible", {"1/2"}),
    ("004", "W", "set_phrase", {"1/1"} | _all(2, "2", "3") | _all(3, "1", "5") | _span(4, 1, 4)),
    ("004", "W", "schedule_unnamed", {"3/3"}),
    ("004", "W", "schedule_unnamed", {"3/7"}),
    ("004", "W", "deadline_on_demand", {"2/1"}),
    ("004", "W", "deadline_on_demand", {"3/4"}),
    ("004", "I", "deadline_two_readings", {"3/8"}),
    ("004", "W", "no_approval", {"дорожная карта"}),
]


@lru_cache(maxsize=8)
def _found(sample: str) -> tuple[LintFinding, ...]:
    return lint(seed_tree(sample))


@pytest.mark.parametrize(
    ("sample", "letter", "code", "places"), EXPECTED, ids=[f"{e[0]}-{e[2]}-{n}" for n, e in enumerate(EXPECTED)]
)
def test_a_careful_readers_finding(sample: str, letter: str, code: str, places: set[str]):
    candidates = [finding for finding in _found(sample) if finding.code == code and finding.letter == letter]
    assert any(places <= where(finding) for finding in candidates), [(f.letter, f.place) for f in candidates]


def test_the_torn_copy_says_the_same_as_the_clean_one():
    assert [(f.code, f.place, f.key) for f in _found("000_messy")] == [(f.code, f.place, f.key) for f in _found("000")]


@pytest.mark.parametrize(
    ("sample", "own", "foreign"),
    [
        ("000", ("Почепский район",), False),
        ("002", ("Тоншаевский муниципальный район",), False),
        ("003", ("Светлогорский городской округ",), False),
        ("004", ("ЗАТО Солнечный",), False),
        ("001", ("Балашовский муниципальный район",), True),
        ("000", ("Заречный район",), True),
        ("003", ("Заречный район",), True),
        ("004", ("Заречный район",), True),
    ],
)
def test_foreign_places_by_the_directory(sample: str, own: tuple[str, ...], foreign: bool):
    found = lint(seed_tree(sample), None, LintContext(own_names=own))
    assert any(f.code == "foreign_place" for f in found) == foreign


# What no reader would stop at: rules that must stay silent on these papers.
SILENT = [
    ("000", {"foreign_place", "duplicate_item", "number_gap", "number_order", "number_twice", "cut_cell", "deadline_unclear"}),
    ("001", {"number_gap", "number_twice", "number_order", "duplicate_item", "deadline_unclear", "deadline_outside_period"}),
    ("002", {"foreign_place", "number_gap", "cut_cell", "deadline_outside_period", "deadline_unclear", "quotes_unpaired"}),
    ("003", {"foreign_place", "number_gap", "number_twice", "duplicate_item", "cut_cell", "deadline_unclear", "no_deadline"}),
    ("004", {"number_gap", "number_twice", "duplicate_item", "cut_cell", "deadline_unclear", "number_dot", "year_missing"}),
]


@pytest.mark.parametrize(("sample", "quiet"), SILENT, ids=[sample for sample, _ in SILENT])
def test_no_false_alarm(sample: str, quiet: set[str]):
    loud = [(f.code, f.place, f.text) for f in _found(sample) if f.code in quiet]
    assert not loud
