"""Period, numbers, export, checks, edits, headings: pure rules about roadmaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.errors import UserError
from app.services.roadmaps import editing
from app.services.roadmaps.headings import Paragraph, split_preface
from app.services.roadmaps.numbering import Number, parse_number, roman, split_number
from app.services.roadmaps.rows import RoadmapTree
from app.services.roadmaps.rules import export_json, guess_period, guess_style, renumbered, subhead_of
from tests.unit.roadmaps.paper import line, section


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("Дорожная карта на 2022–2024 годы", "2022-01-01", "2024-12-31"),
        ("… на 2022 – 2024 гг.", "2022-01-01", "2024-12-31"),
        ("… на 2022/2023 учебный год", "2022-09-01", "2023-08-31"),
        ("… на 2022-2023 уч. г.", "2022-09-01", "2023-08-31"),
        ("… в 2020/21 учебном году", "2020-09-01", "2021-08-31"),
        ("… на 2025/2026", "2025-09-01", "2026-08-31"),
        ("… на 2026 год", "2026-01-01", "2026-12-31"),
        ("… с 2024 по 2026 год", "2024-01-01", "2026-12-31"),
        ("… на период 01.10.2026 – 31.05.2027", "2026-10-01", "2027-05-31"),
        ("… в рамках проекта № 2025 на 2027 год", "2027-01-01", "2027-12-31"),
    ],
)
def test_period_in_a_title(title, start, end):
    assert guess_period(title) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Дорожная карта",
        "Программа развития до 2030 года",
        "… на 202/2021 учебный год",
        "от 13.01.2022",
        "31.02.2026–01.03.2026",
    ],
)
def test_no_period_in_a_title(title):
    assert guess_period(title) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", (1,)),
        ("2..", (2,)),
        ("1.8.3.", (1, 8, 3)),
        ("3)", (3,)),
        ("IV.", (4,)),
        ("Раздел 2.", (2,)),
        ("№ 5", (5,)),
        ("ХI", (11,)),
    ],
)
def test_numbers(text, key):
    number = parse_number(text)
    assert number is not None
    assert number.key == key


@pytest.mark.parametrize("text", ["", "2022", "2020-2022", "А", "1 этап", "май", "1.а"])
def test_not_numbers(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2.1. Анализ итогов", ("2.1.", "Анализ итогов")),
        ("1.Первое", ("1.", "Первое")),
        ("3 Итоги", ("3", "Итоги")),
        ("Раздел 2. Итоги", ("Раздел 2.", "Итоги")),
        ("I. Итоги", ("I.", "Итоги")),
        ("1. 5-е классы", ("1.", "5-е классы")),
        ("9 класс", None),
        ("2022 год", None),
        ("12.05.2026 собрание", None),
        ("12. 05. 2026 собрание", None),
        ("IV квартал", None),
        ("1.", None),
    ],
)
def test_split_number(text, parts):
    assert split_number(text) == parts


def test_roman_and_order_of_numbers():
    assert [roman(n) for n in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]
    assert Number((1, 2)).follows(Number((1, 1)))
    assert not Number((2, 1)).follows(Number((1, 1)))
    assert Number((4,)).is_parent_of(Number((4, 6, 1)))


SUB = replace(line("1.2.", "Приказы"), is_subhead=True)
FIRST = (
    line("1.1.", "А", "май", "О", "Р"),
    SUB,
    line("1.2.1.", "Б", "май", "О", "Р"),
    line("1.3.", "В", "май", "О", "Р"),
)
TREE = RoadmapTree(
    "Дорожная карта на 2026 год",
    (section("1.", "Начало", *FIRST), section("2.", "Конец", line("2.1.", "Г", "май", "О", "Р"))),
    period_start=date(2026, 1, 1),
    period_end=date(2026, 12, 31),
)


def test_items_know_their_subhead():
    assert subhead_of(TREE.sections[0]) == [None, None, SUB, None]
    exported = export_json(TREE)
    assert exported["title"] == TREE.title
    assert exported["sections"][0]["subheads"] == [{"number": "1.2.", "title": "Приказы"}]
    assert [item["subhead"] for item in exported["sections"][0]["items"]] == [None, "1.2.", None]
    assert exported["sections"][1]["items"] == [
        {"number": "2.1.", "text": "Г", "deadline": "май", "responsible": "О", "result": "Р", "subhead": None}
    ]


def test_a_subhead_without_a_number_holds_what_follows():
    head = replace(line("", "Приказы"), is_subhead=True)
    rows = section("1.", "Начало", line("1.", "А"), head, line("2.", "Б"), line("3.", "В"))
    assert subhead_of(rows) == [None, None, head, head]


def _numbers(tree: RoadmapTree) -> list[str]:
    return [number for s in tree.sections for number in (s.number, *(i.number for i in s.lines))]


def test_renumbering_keeps_a_right_numbering():
    assert guess_style(TREE) == "hierarchical"
    assert renumbered(TREE) == TREE


def test_renumbering_after_an_insertion():
    sections = (replace(TREE.sections[0], lines=(line("", "Новое"), *TREE.sections[0].lines)), TREE.sections[1])
    tree = replace(TREE, sections=(TREE.sections[1], *sections[:1]))
    assert _numbers(renumbered(tree)) == ["1.", "1.1.", "2.", "2.1.", "2.2.", "2.3.", "2.3.1.", "2.4."]


def test_a_new_line_under_a_subhead_stays_under_it():
    lines = TREE.sections[0].lines
    tree = replace(TREE, sections=(replace(TREE.sections[0], lines=(*lines[:3], line("", "Новое"), lines[3])),))
    assert _numbers(renumbered(tree)) == ["1.", "1.1.", "1.2.", "1.2.1.", "1.2.2.", "1.3."]


def test_other_styles():
    assert _numbers(renumbered(TREE, "restart")) == ["1.", "1.", "", "2.", "3.", "2.", "1."]
    assert _numbers(renumbered(TREE, "continuous")) == ["1.", "1.", "", "2.", "3.", "2.", "4."]


def test_style_and_dots_are_guessed():
    flat = RoadmapTree("К", (section("", "А", line("1", "а"), line("2", "б")), section("", "Б", line("1", "в"))))
    assert guess_style(flat) == "restart"
    assert _numbers(renumbered(replace(flat, sections=flat.sections[::-1]))) == ["", "1", "", "1", "2"]
    through = RoadmapTree("К", (section("", "А", line("1", "а"), line("2", "б")), section("", "Б", line("3", "в"))))
    assert guess_style(through) == "continuous"


# --- edits ----------------------------------------------------------------------------------------------------------

WITH_IDS = replace(
    TREE,
    sections=tuple(
        replace(s, id=n, lines=tuple(replace(i, id=n * 10 + m) for m, i in enumerate(s.lines)))
        for n, s in enumerate(TREE.sections, 1)
    ),
)


def _ids(tree: RoadmapTree) -> list[list[int | None]]:
    return [[i.id for i in s.lines] for s in tree.sections]


def test_edits():
    assert _ids(editing.with_line(WITH_IDS, 2, line("", "Новое"), 0)) == [[10, 11, 12, 13], [None, 20]]
    assert _ids(editing.without_line(WITH_IDS, 11)) == [[10, 12, 13], [20]]
    assert _ids(editing.with_moved_line(WITH_IDS, 10, 1, 2)) == [[11, 12, 10, 13], [20]]
    assert _ids(editing.with_moved_line(WITH_IDS, 10, 2, 99)) == [[11, 12, 13], [20, 10]]
    assert _ids(editing.with_moved_section(WITH_IDS, 2, 0)) == [[20], [10, 11, 12, 13]]
    assert _ids(editing.without_section(WITH_IDS, 1)) == [[20]]
    assert editing.with_changed_section(WITH_IDS, 2, "Б", "Итог").sections[1].title == "Итог"
    assert editing.same_content(WITH_IDS, TREE)
    with pytest.raises(UserError):
        editing.without_line(WITH_IDS, 99)
    with pytest.raises(UserError):
        editing.with_line(WITH_IDS, 99, line("", "Новое"))


# --- title and preamble ---------------------------------------------------------------------------------------------


def test_a_title_over_several_lines_and_a_gap():
    preface = split_preface(
        [
            Paragraph("Дорожная карта"),
            Paragraph(""),
            Paragraph("по развитию чтения"),
            Paragraph("в школах района"),
            Paragraph("Цель: читать."),
        ],
        "файл",
    )
    assert preface.title == "Дорожная карта по развитию чтения в школах района"
    assert preface.preamble == "Цель: читать."


def test_a_sentence_about_the_roadmap_is_no_title():
    preface = split_preface(
        [Paragraph("План мероприятий на 2026 год"), Paragraph(""), Paragraph("Дорожная карта разработана на основании приказа.")],
        "файл",
    )
    assert preface.title == "План мероприятий на 2026 год"
    assert preface.preamble == "Дорожная карта разработана на основании приказа."


def test_no_title_at_all():
    assert split_preface([], "Карта школы").title == "Карта школы"
    bold = split_preface(
        [Paragraph("Отдел образования"), Paragraph("Мероприятия года", marked=True), Paragraph("Вступление")], "файл"
    )
    assert (bold.title, bold.approval, bold.preamble, bold.title_guessed) == (
        "Мероприятия года",
        "Отдел образования",
        "Вступление",
        True,
    )
