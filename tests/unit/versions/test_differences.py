"""A roadmap as JSON and the table of differences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.services.roadmaps.rows import DeadlineChoice, RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.versions.rules import diff, same_text, tree_from_json, tree_to_json

ONE = RoadmapLine("1.1.", "Издать приказ", "до 1 сентября", "Отдел", "Приказ", id=1, uid="a")
TWO = RoadmapLine("1.2.", "Сдать отчёт", "октябрь", "ОО", "Отчёт", id=2, uid="b")
HEAD = RoadmapLine("", "Документы", is_subhead=True, id=3, uid="h")
TREE = RoadmapTree(
    "Карта",
    (RoadmapSectionRow("1.", "Подготовка", (HEAD, ONE, TWO), 1), RoadmapSectionRow("2.", "Итоги", (), 2)),
    period_start=date(2026, 1, 1),
    period_end=date(2026, 12, 31),
    id=7,
)


def rows(after: RoadmapTree, **more) -> list[tuple[str, str, str, str, str]]:
    return [(row.kind, row.place, row.field, row.before, row.after) for row in diff(TREE, after, **more)]


def with_lines(*lines: RoadmapLine) -> RoadmapTree:
    return replace(TREE, sections=(replace(TREE.sections[0], lines=lines), TREE.sections[1]))


def test_nothing_changed():
    assert rows(TREE) == []
    assert rows(replace(TREE, source_file="x", id=8)) == []


def test_every_field_has_its_row():
    after = with_lines(HEAD, replace(ONE, number="1.10.", deadline="до 10 сентября", result="Приказ, план"), TWO)
    assert rows(after) == [
        ("changed", "Пункт 1.1", "Номер", "1.1.", "1.10."),
        ("changed", "Пункт 1.1", "Срок", "до 1 сентября", "до 10 сентября"),
        ("changed", "Пункт 1.1", "Результат", "Приказ", "Приказ, план"),
    ]


def test_added_and_removed_lines_are_told_whole():
    new = RoadmapLine("1.3.", "Новое", "май", uid="n")
    assert rows(with_lines(HEAD, ONE, new)) == [
        ("removed", "Пункт 1.2", "", "1.2. Сдать отчёт\nСрок: октябрь\nОтветственные: ОО\nРезультат: Отчёт", ""),
        ("added", "Пункт 1.3", "", "", "1.3. Новое\nСрок: май"),
    ]


def test_a_line_in_another_section_has_moved():
    after = replace(TREE, sections=(replace(TREE.sections[0], lines=(HEAD, ONE)), replace(TREE.sections[1], lines=(TWO,))))
    assert rows(after) == [("moved", "Пункт 1.2", "", "Раздел 1", "Раздел 2")]


def test_what_was_taken_out_stands_where_it_was():
    lines = [RoadmapLine(f"{n}.", f"Текст {n}", uid=str(n)) for n in range(1, 6)]
    before = RoadmapTree(
        "Карта", (RoadmapSectionRow("1.", "А", tuple(lines[:3]), 1), RoadmapSectionRow("2.", "Б", tuple(lines[3:]), 2))
    )
    after = replace(
        before,
        sections=(
            replace(before.sections[0], lines=(replace(lines[0], text="Иначе"), replace(lines[2], text="Иначе"))),
            replace(before.sections[1], lines=(lines[4], RoadmapLine("6.", "Новое", uid="6"))),
        ),
    )
    assert [(row.kind, row.place) for row in diff(before, after)] == [
        ("changed", "Пункт 1"),
        ("removed", "Пункт 2"),
        ("changed", "Пункт 3"),
        ("removed", "Пункт 4"),
        ("added", "Пункт 6"),
    ]


def test_sections_and_the_head():
    after = replace(
        TREE,
        title="Другая",
        period_end=None,
        has_result_column=False,
        sections=(replace(TREE.sections[0], title="Начало"), RoadmapSectionRow("3.", "Новый", (), 9)),
    )
    assert rows(after) == [
        ("changed", "Название", "", "Карта", "Другая"),
        ("changed", "Период", "", "01.01.2026 – 31.12.2026", "01.01.2026 – …"),
        ("changed", "Графа «Результат»", "", "есть", "нет"),
        ("changed", "Раздел 1", "", "1. Подготовка", "1. Начало"),
        ("removed", "Раздел 2", "", "2. Итоги", ""),
        ("added", "Раздел 3", "", "", "3. Новый"),
    ]


def test_the_basis_of_a_line_goes_before_the_general_one():
    after = with_lines(HEAD, replace(ONE, text="Иначе"), replace(TWO, text="Иначе"))
    found = diff(TREE, after, {"a": "письмо школы", "": "решение совещания"}, "приказ № 5")
    assert [row.basis for row in found] == ["письмо школы", "решение совещания"]
    assert [row.basis for row in diff(TREE, after, {}, "приказ № 5")] == ["приказ № 5", "приказ № 5"]


_text = st.text("абв 1.«»\n", max_size=8)
_choices = st.none() | st.builds(
    DeadlineChoice,
    _text,
    st.just("own"),
    st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates()), max_size=2).map(tuple),
)
_lines = st.builds(
    RoadmapLine, _text, _text, _text, _text, _text, st.booleans(), uid=st.uuids().map(str), deadline_choice=_choices
)
_trees = st.builds(
    RoadmapTree,
    _text,
    st.lists(st.builds(RoadmapSectionRow, _text, _text, st.lists(_lines, max_size=3).map(tuple)), max_size=3).map(tuple),
    _text,
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.booleans(),
)


@given(_trees)
def test_json_and_back(tree):
    assert tree_from_json(tree_to_json(tree)) == tree
    assert same_text(tree, tree_from_json(tree_to_json(tree)))
    assert diff(tree, tree) == []


def test_names_of_a_newer_program_are_passed_over():
    text = tree_to_json(TREE).replace('"title": "Карта"', '"title": "Карта", "colour": "red"')
    assert tree_from_json(text) == TREE
