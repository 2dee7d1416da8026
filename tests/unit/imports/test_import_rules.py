"""What a read file means: identity, region, tasks, differences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.imports import rules
from app.services.imports.rows import ImportOptions, PaperRecord, ReadFile, SchoolInFile, TaskColumn
from app.services.results.rows import Scale


def paper(school, code, score, mark=None, row=0):
    return PaperRecord(school, code, "А", "1", score is None, score, mark, None, None, None, row)


TOWNS = {"a": SchoolInFile("edu990101", "", "m1", "Первый"), "b": SchoolInFile("edu990102", "", "m2", "Второй")}


def test_option_then_content_then_name():
    read = ReadFile("regional_2022", year=2022, grade=5)
    assert rules.told(ImportOptions(), read, "Математика 7 класс 2020")[:3] == (2022, 5, "Математика")
    assert rules.told(ImportOptions(grade=6, subject="физика"), read, "x")[:3] == (2022, 6, "Физика")
    problems = rules.told(ImportOptions(grade=6), read, "x")[3]
    assert [(problem.code, problem.severity) for problem in problems] == [("option_differs", "warning")]
    assert rules.missing(2022, None, "") == ("класс", "предмет")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.one_of(st.none(), st.integers(0, 12))), max_size=60))
def test_the_region_is_all_papers_together(papers):
    read = ReadFile(
        "regional_2021", schools=TOWNS, papers=[paper(school, str(i), score) for i, (school, score) in enumerate(papers)]
    )
    groups = rules.region_groups(read, 12)
    present = [(school, score) for school, score in papers if score is not None]
    assert [group.level for group in groups][:1] == ["region"]
    region = groups[0]
    assert region.participants == len(present) and region.organisations == len({school for school, _score in present})
    for score in range(13):
        count = sum(one == score for _school, one in present)
        assert region.data.get(str(score), 0) == pytest.approx(100 * count / len(present) if present else 0)
    assert sum(group.participants for group in groups[1:]) == len(present)


def test_one_municipality_is_no_region():
    read = ReadFile("regional_2021", schools={"a": TOWNS["a"]}, papers=[paper("a", "1", 5)])
    assert rules.region_groups(read, 12) == ()


def test_totals_above_the_maximum():
    read = ReadFile(
        "x", papers=[paper("a", "1", 13, row=2), paper("a", "2", 12, row=3)], row_warnings={2: 1, 3: 1}, columns={"total": "I"}
    )
    after = rules.refuse_totals(read, 12)
    assert ([one.code for one in after.papers], after.refused, after.warnings) == (["2"], 1, 1)
    assert after.problems[0].cell == "I2"
    assert rules.refuse_totals(read, None) is read


def test_marks_are_compared_only_where_the_scale_knows():
    read = ReadFile("x", papers=[paper("a", "1", 5, 3, 2), paper("a", "2", 9, 5, 3)], columns={"mark": "M"})
    assert [problem.cell for problem in rules.compare_marks(read, Scale(12, 3, 5, 8)).problems] == ["M2"]
    assert rules.compare_marks(read, Scale(12, None, None, None)).problems == []
    assert rules.compare_marks(read, None) is read


def test_tasks_are_completed_or_are_another_paper():
    ordinals = [TaskColumn("1"), TaskColumn("2")]
    real = [TaskColumn("1К1", 2, "Б"), TaskColumn("1К2", 1, "П")]
    assert rules.merged_tasks([], real) == tuple(real)
    assert rules.merged_tasks(real, []) == tuple(real)
    assert rules.merged_tasks(ordinals, real) == tuple(real)
    assert rules.merged_tasks(real, ordinals) == tuple(real)
    assert rules.merged_tasks(real, [TaskColumn("1К1"), TaskColumn("1К2")]) == tuple(real)
    assert rules.merged_tasks(real, real[:1]) is None
    assert rules.merged_tasks(real, [TaskColumn("5", 2), TaskColumn("6", 1)]) is None


def test_differences_in_words():
    before, after = rules.difference((False, 5, bytes((1, 255, 254))), (True, None, None), ("absent", "raw_score", "task_scores"))
    assert before == (("присутствие", "писал"), ("первичный балл", "5"), ("баллы за задания", "1 X ·"))
    assert after == (("присутствие", "отсутствовал"), ("первичный балл", "—"), ("баллы за задания", "—"))
