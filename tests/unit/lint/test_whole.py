"""The checks as a whole: shipped templates, keys, any text at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.lint.check import RULES, lint
from app.services.lint.paper import listed
from app.services.lint.rows import LintContext, LintFinding, Spot
from app.services.problems import Severity
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import renumbered
from app.services.roadmaps.template_names import TemplateNames
from app.services.roadmaps.templates import build_order, build_template, list_templates
from tests.unit.lint.trees import line, plan, section

TEMPLATES = [template.code for template in list_templates()]
# A template has no act, no signer and no own column of results yet; long works and separate tasks of its order are hints.
HINTS_OF_A_TEMPLATE = {"no_approval", "order_card", "no_result_column", "deadline_whole_plan", "order_task_not_in_plan"}


@pytest.mark.parametrize("code", TEMPLATES)
def test_no_false_alarm_on_a_shipped_template(code: str):
    template = next(t for t in list_templates() if t.code == code)
    year = template.first_year(2026)
    names = TemplateNames("Отдел образования администрации Заречного муниципального района", "Заречный муниципальный район")
    context = LintContext(own_names=(names.department, names.district, "МБОУ «СОШ № 3»"), today=date(2026, 8, 20))
    found = lint(build_template(code, year, names), build_order(code, year, names), context)
    assert not [(f.letter, f.code, f.place, f.text) for f in found if f.letter != "I" or f.code not in HINTS_OF_A_TEMPLATE]


def test_a_plan_that_runs_without_an_order_is_a_warning():
    letters = [
        f.letter for day in (date(2026, 10, 20), date(2026, 12, 1), None) for f in lint(plan(), None, LintContext(today=day))
        if f.code == "no_approval"
    ]  # fmt: skip
    assert letters == ["I", "W", "W"]


def test_every_rule_explains_itself():
    for rule in RULES.values():
        assert rule.title and rule.why.endswith(".") and rule.todo.endswith("."), rule.code
        assert not rule.title.endswith(".")


def test_a_finding_is_a_problem_with_its_place():
    finding = next(f for f in lint(plan(line("1.1.", deadline="31.06.2027", result="Протокол"))) if f.code == "impossible_date")
    assert (finding.letter, finding.field, finding.spots[0].section, finding.spots[0].line) == ("E", "deadline", 0, 0)
    assert finding.problem.severity == "error"
    assert finding.problem.text.startswith("П. 1.1: ")
    assert finding.text in finding.problem.text


def test_ids_of_the_line_travel():
    row = replace(line("1.1.", deadline="31.06.2027"), id=17)
    tree = plan(sections=(replace(section("1.", "Занятия", row), id=5),))
    finding = next(f for f in lint(tree) if f.code == "impossible_date")
    assert (finding.section_id, finding.line_id) == (5, 17)


# --- keys -----------------------------------------------------------------------------------------------------------

_SLIPS = (
    line("1.1.", "Проведение занятия в течении года", "31.06.2027"),
    line("1.2.", "Проведение занятия для РМО", "по графику", "", "—"),
    line("1.3.", "Проведение занятия для РМК", "октябрь 2025 года", "И.И. Иванов"),
)
_NUMBER_RULES = {code for code in RULES if code.startswith(("number", "section_number"))}


def _keys(findings: tuple[LintFinding, ...]) -> set[str]:
    return {finding.key for finding in findings if finding.code not in _NUMBER_RULES}


def test_keys_live_through_renumbering_and_moving():
    tree = plan(*_SLIPS)
    keys = _keys(lint(tree))
    assert len(keys) > 6
    moved = plan(_SLIPS[2], *_SLIPS[:2])
    assert _keys(lint(renumbered(moved))) == keys
    assert _keys(lint(renumbered(tree, "continuous"))) == keys


def test_other_words_are_another_finding():
    before = {f.key for f in lint(plan(line("1.1.", deadline="31.06.2027"))) if f.code == "impossible_date"}
    after = {f.key for f in lint(plan(line("1.1.", deadline="31.09.2026"))) if f.code == "impossible_date"}
    assert not before & after


def test_equal_items_have_findings_of_their_own():
    twins = plan(RoadmapLine("1.1.", "Опрос", "", "Методист", "Отчёт"), RoadmapLine("1.2.", "Опрос", "", "Методист", "Отчёт"))
    found = [f for f in lint(twins) if f.code == "no_deadline"]
    assert [f.place for f in found] == ["п. 1.1", "п. 1.2"]
    assert len({f.key for f in found}) == 2


def test_the_weighty_come_first():
    severities: list[Severity] = [f.severity for f in lint(plan(*_SLIPS))]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert set(severities) == {"error", "warning", "info"}


# --- places in words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spots", "words"),
    [
        ([("", "1"), ("", "2"), ("", "3"), ("", "7")], "п. 1–3, 7"),
        ([("", "1"), ("", "2")], "п. 1, 2"),
        ([("", "1.1"), ("", "1.2")], "п. 1.1, 1.2"),
        ([("", "1.1"), ("", "1.2"), ("", "1.3"), ("", "2.1")], "п. 1.1–1.3, 2.1"),
        ([("разд. 2", "4"), ("разд. 9", "2"), ("разд. 9", "3"), ("разд. 9", "4")], "разд. 2, п. 4; разд. 9: п. 2–4"),
        ([("разд. 1", "1"), ("разд. 2", "1"), ("разд. 3", "1")], "разд. 1–3: п. 1"),
    ],
)
def test_places_are_folded(spots: list[tuple[str, str]], words: str):
    made = [Spot(f"{g}, п. {n}" if g else f"п. {n}", g, n, 0, i) for i, (g, n) in enumerate(spots)]
    assert listed(made) == words


# --- any text -------------------------------------------------------------------------------------------------------

_WORDS = (
    "Проведение занятия|в течении|РМО|«|»|(|)|,|2026|202/2021|31.06.2027|п. 1.1 данной дорожной карты|\n|–|Анализ|мая|по графику"
    "|И.И. Иванов|ежегодно|до 15 мая 2027 года|Почаевского района|№ 5|Приложение № 1|ПРИКАЗ|1. Утвердить|(далее – МК)|...|\u00ad"
)
_PIECES = st.sampled_from(_WORDS.split("|"))
_TEXT = st.one_of(st.lists(_PIECES, max_size=8).map(" ".join), st.text(max_size=40))
_LINE = st.builds(RoadmapLine, number=st.one_of(_TEXT, st.sampled_from(["1.", "1.1.", "2", "2.."])), text=_TEXT, deadline=_TEXT,
                  responsible=_TEXT, result=_TEXT, is_subhead=st.booleans())  # fmt: skip
_SECTION = st.builds(RoadmapSectionRow, number=_TEXT, title=_TEXT, lines=st.lists(_LINE, max_size=4).map(tuple))
_TREE = st.builds(
    RoadmapTree, title=_TEXT, sections=st.lists(_SECTION, max_size=3).map(tuple), preamble=_TEXT, approval_text=_TEXT,
    period_start=st.one_of(st.none(), st.dates()), period_end=st.one_of(st.none(), st.dates()),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_TREE)
def test_any_text_gives_an_answer(tree: RoadmapTree):
    found = lint(tree)
    assert found == lint(tree)
    assert max(Counter(f.key for f in found).values(), default=1) == 1
    assert all(f.place and f.text and f.why and f.todo and f.spots for f in found)
