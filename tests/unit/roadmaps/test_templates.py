"""The five templates: as full as the papers they are for, in our own words, dated for any year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from app.services.documents.rows import DocumentRow
from app.services.documents.rules import check_document, draft_order
from app.services.errors import UserError
from app.services.roadmaps.numbering import parse_number
from app.services.roadmaps.rows import RoadmapTree
from app.services.roadmaps.rules import export_json, guess_period, guess_style, renumbered
from app.services.roadmaps.template_names import NO_OFFICE, TemplateNames, names_of, place_genitive, short_office
from app.services.roadmaps.templates import TemplateRow, build_order, build_template, find_template, list_templates
from app.services.workplace.rows import WorkplaceRow
from tests.shared_data import shared

NAMES = TemplateNames("Отдел образования администрации Заречного муниципального округа", "Заречный муниципальный округ")
CODES = ["assessment_year", "low_objectivity", "low_results", "objectivity", "quality_system"]
FORBIDDEN = re.compile(
    r"рейтинг|наказ|взыскан|выговор|стимулирующ|единый\s+д|единого\s+дня|единым\s+дн|лучш\w+\s+школ|худш|нарушител|виновн|"
    r"дисциплинарн|в\s+течении\b|необъективн\w+\s+школ",
    re.I,
)


def _row(code: str) -> TemplateRow:
    return find_template(code)


def _tree(code: str, school_start: int = 2026, names: TemplateNames = NAMES) -> RoadmapTree:
    return build_template(code, _row(code).first_year(school_start), names)


def _order(code: str, school_start: int = 2026) -> DocumentRow | None:
    return build_order(code, _row(code).first_year(school_start), NAMES, 1)


def _texts(tree: RoadmapTree) -> Iterator[str]:
    yield tree.title
    yield from tree.preamble.splitlines()
    for section in tree.sections:
        yield section.title
        for line in section.lines:
            yield from (line.text, line.deadline, line.responsible, line.result)


def _order_texts(order: DocumentRow | None) -> Iterator[str]:
    if order is not None:
        yield from (order.heading, order.preamble, order.body, *(clause.text for clause in order.clauses))


def _everything(code: str) -> list[str]:
    return [text for text in (*_texts(_tree(code)), *_order_texts(_order(code))) if text]


def test_five_templates_near_their_originals_in_size():
    rows = {row.code: row for row in list_templates()}
    assert [row.name for row in list_templates()] == sorted(row.name for row in rows.values())
    sizes = {code: (row.period, row.columns, row.sections, row.subheads, row.items, row.has_order) for code, row in rows.items()}
    assert sizes == {
        "quality_system": ("years:3", 4, 10, 0, 58, False),
        "assessment_year": ("school_year", 4, 8, 9, 59, True),
        "low_results": ("calendar_year", 5, 1, 0, 38, False),
        "low_objectivity": ("years:3", 5, 3, 0, 15, True),
        "objectivity": ("school_year", 5, 4, 0, 19, False),
    }
    assert all(row.about.endswith(".") for row in rows.values())
    low_results = _tree("low_results").preamble
    assert low_results.startswith("Основание: ") and "\nЦель: " in low_results
    assert len(re.findall(r"^\d\) ", low_results, re.M)) == 5, "tasks"
    assert len(re.findall(r"^– ", low_results, re.M)) == 5, "indicators"


@pytest.mark.parametrize("code", CODES)
def test_what_a_row_says_is_what_is_built(code):
    row, tree = _row(code), _tree(code)
    lines = [line for section in tree.sections for line in section.lines]
    assert (len(tree.sections), tree.item_count, sum(line.is_subhead for line in lines)) == (
        row.sections,
        row.items,
        row.subheads,
    )
    assert tree.has_result_column == (row.columns == 5)
    for line in lines:
        assert line.text and (line.is_subhead or (line.deadline and line.responsible)), line
        assert bool(line.result) == (row.columns == 5 and not line.is_subhead), line


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_unique_and_go_up(code):
    tree = _tree(code)
    keys = [number.key for section in tree.sections for line in section.lines if (number := parse_number(line.number))]
    assert len(keys) == sum(len(section.lines) for section in tree.sections)
    assert keys == sorted(set(keys))
    assert renumbered(tree, guess_style(tree)) == tree, "renumbering changes nothing"
    if code == "assessment_year":
        assert {len(key) for key in keys} == {2, 3}
        numbers = {line.number: line for section in tree.sections for line in section.lines}
        assert numbers["1.8."].deadline and "1.8.3." in numbers, "an item with items of its own"
        assert numbers["4.5."].is_subhead and not numbers["4.6."].is_subhead, "a sub-head among plain items"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("names", [NAMES, TemplateNames()], ids=["named", "nameless"])
def test_nothing_is_left_to_fill_and_nothing_is_wrong(code, names):
    tree = _tree(code, names=names)
    for text in _texts(tree):
        assert not re.search(r"[{}<>_]|  |\s$|^\s|\s[,.;]", text), text
        bare = re.sub(r"^\d\) ", "", text)
        assert bare.count("«") == bare.count("»") and bare.count("(") == bare.count(")"), text
    assert guess_period(tree.title) == (tree.period_start, tree.period_end)
    assert draft_order(tree, "order", names.department).heading.startswith("Об утверждении")
    assert "«" not in draft_order(tree, "order", names.department).heading, "its title is declined by rule"
    texts = [line.text for section in tree.sections for line in section.lines]
    assert len(set(texts)) == len(texts)


def test_one_measure_stands_in_one_template_only():
    texts = [line.text for code in CODES for section in _tree(code).sections for line in section.lines]
    assert len(set(texts)) == len(texts) == 189 + 9


@pytest.mark.parametrize(
    ("code", "year", "start", "end", "words"),
    [
        ("objectivity", 2026, date(2026, 9, 1), date(2027, 8, 31), "2026/2027 учебный год"),
        ("low_results", 2027, date(2027, 1, 1), date(2027, 12, 31), "2027 год"),
        ("quality_system", 2027, date(2027, 1, 1), date(2029, 12, 31), "2027–2029 годы"),
    ],
)
def test_periods(code, year, start, end, words):
    tree, row = build_template(code, year), _row(code)
    assert (tree.period_start, tree.period_end) == (start, end)
    assert row.first_year(2026) == year
    assert tree.title.endswith(f"на {row.period_words(year)}") and row.period_words(year) == words


@pytest.mark.parametrize("code", CODES)
def test_calm_words_only(code):
    for text in _everything(code):
        assert not FORBIDDEN.search(text), text


def test_orders():
    assert {code for code in CODES if _order(code)} == {"assessment_year", "low_objectivity"}
    for code, kind in (("assessment_year", "order"), ("low_objectivity", "directive")):
        tree, order = _tree(code), _order(code)
        assert order is not None and tree.period_start is not None and tree.period_end is not None
        assert (order.kind, order.body, order.roadmap_id, order.id) == (kind, NAMES.department, 1, None)
        assert order.roadmap_title == tree.title
        assert [problem.code for problem in check_document(order, tree)] == ["no_signer"], "only people know who signs"
        due = [clause.deadline for clause in order.clauses if clause.deadline]
        assert len(due) >= 4 and due == sorted(due)
        assert all(tree.period_start <= day <= tree.period_end for day in due)
        for text in _order_texts(order):
            assert not re.search(r"[{}_]", text), text
        assert order.clauses[0].text.startswith("Утвердить прилагаемый план") and "Контроль" in order.clauses[-1].text


def test_no_sentence_comes_from_the_sample_papers():
    samples = sorted(shared("seeds").glob("*.txt"))
    assert len(samples) >= 5
    runs = {run for path in samples for run in _runs(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))}
    for code in CODES:
        tree, order = build_template(code, 2026), build_order(code, 2026)
        for text in (*_texts(tree), *_order_texts(order)):
            common = _runs(text) & runs
            assert not common, (code, text, sorted(common)[0])


def _runs(text: str, length: int = 6) -> set[tuple[str, ...]]:
    """Every `length` consecutive words."""
    words = re.findall(r"[а-яa-z0-9]+", text.lower().replace("ё", "е"))
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


# --- names ----------------------------------------------------------------------------------------------------------


def test_names_of_the_workplace_are_put_in():
    tree = _tree("low_objectivity")
    assert "Заречного муниципального округа" in tree.title
    assert f"{NAMES.department} далее называется «Отдел образования»." in tree.preamble
    assert "Отдел образования" in {line.responsible for section in tree.sections for line in section.lines}
    nameless = " ".join(_texts(_tree("low_objectivity", names=TemplateNames())))
    assert NO_OFFICE in nameless and "далее называется" not in nameless
    assert "район" not in nameless


def test_names_of_a_school_leave_the_department_open():
    assert names_of(None) == TemplateNames()
    assert names_of(WorkplaceRow("school", "МБОУ «Лесная школа»", "Заречный район")) == TemplateNames("", "Заречный район")
    department = WorkplaceRow("department", "Комитет по образованию", "Заречный район")
    assert names_of(department) == TemplateNames("Комитет по образованию", "Заречный район")


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Отдел образования администрации Заречного района", "Отдел образования"),
        ("Управление образования Заречного округа", "Управление образования"),
        ("комитет по образованию  администрации города Заозёрска", "Комитет по образованию"),
        ("МКУ «Управление образованием» Заречного района", "Управление образованием"),
        ("Департамент просвещения", "Департамент просвещения"),
        ("Центр развития", "Центр развития"),
        ("", ""),
    ],
)
def test_the_short_name_of_a_department(full, short):
    assert short_office(full) == short


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Верхнеозёрский район", "Верхнеозёрского района"),
        ("Заречный муниципальный округ", "Заречного муниципального округа"),
        ("Ближний район", "Ближнего района"),
        ("город Заозёрск", "города Заозёрск"),
        ("Городской округ Лесной", "Городского округа Лесной"),
        ("Рабочий посёлок Свет", "Рабочего посёлка Свет"),
        ("Большая область", "Большой области"),
        ("Лесное", ""),
        ("ЗАТО Свет", ""),
        ("", ""),
    ],
)
def test_the_genitive_of_a_place(name, genitive):
    assert place_genitive(name) == genitive


def test_a_place_that_no_rule_declines_stands_in_brackets():
    assert "в школах (Лесное) на" in build_template("assessment_year", 2026, TemplateNames("", "Лесное")).title


# --- wrong calls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "year"), [("нет", 2026), ("objectivity", 26), ("objectivity", 3000)])
def test_wrong_calls(code, year):
    for build in (build_template, build_order):
        if build is build_order and code == "objectivity":
            continue  # it has no order in any year
        with pytest.raises(UserError):
            build(code, year)
    with pytest.raises(UserError):
        build_order("assessment_year", 26)


def test_templates_are_plain_trees():
    """They export like any other roadmap: sub-heads named by the items under them."""
    items = export_json(_tree("assessment_year"))["sections"][1]["items"]
    assert [item["subhead"] for item in items] == ["2.1."] * 6 + ["2.2."] * 4
