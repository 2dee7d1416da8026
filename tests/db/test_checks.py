"""Checks over a real base: who is compared with whom, what fires, what the page of a finding says."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.services.checks.queries import official_cell, run_check
from app.services.checks.report import markers_json
from app.services.checks.rows import FEW
from app.services.checks.rules import strength
from app.services.errors import UserError
from app.services.imports.rows import ImportOptions
from tests.data import layouts
from tests.db.imports.loading import book, load
from tests.sample_papers import add_procedure, school_id

ORDINARY = {f"Школа № {i}": [(8 + (i + j) % 9, 3 + (i + j) % 9 // 3) for j in range(12)] for i in range(1, 9)}
"""Eight schools of 12 pupils, scores 8…16, marks that agree with them."""
STRONG = {"Гимназия": [(24 + j % 3, 5) for j in range(20)]}
OTHER = "Луговской муниципальный район"


def _codes(report, school):
    return [m.code for m in report.markers if m.school == school]


def test_an_empty_base_says_what_to_do_first(ctx):
    report = run_check(ctx)
    assert report.cells == report.markers == ()
    assert report.notes == ("Результатов пока нет: загрузите протоколы или отчёты, и признаки посчитаются сами.",)


def test_a_high_mean_is_found_against_the_region(ctx):
    procedure = add_procedure(ctx, ORDINARY | STRONG, whole_region=True)
    report = run_check(ctx)
    assert [(m.code, m.school, m.n, m.reference) for m in report.markers] == [
        ("inflated_mean", "Гимназия", 20, "регион, 116\xa0участников")
    ]
    marker = report.markers[0]
    assert (marker.procedure_id, marker.year, marker.grade, marker.subject) == (procedure, 2021, 4, "Русский язык")
    assert marker.login.startswith("edu99")
    assert marker.value > marker.bound
    assert [c.school for c in report.cells] == ["Гимназия", *(f"Школа № {i}" for i in range(1, 9))]
    assert "С регионом сравнены: ВПР 2021, русский язык, 4 класс." in report.notes


def test_each_school_is_compared_with_its_own_municipality_when_the_region_is_unknown(ctx):
    towns = {name: "Заречный муниципальный район" for name in ORDINARY} | {"Гимназия": OTHER, "Вторая гимназия": OTHER}
    strong = {"Гимназия": STRONG["Гимназия"], "Вторая гимназия": STRONG["Гимназия"]}
    add_procedure(ctx, ORDINARY | strong, municipality=towns)
    report = run_check(ctx)
    assert report.markers == ()
    assert report.notes[0] == "Данных региона нет, школы сравнены со своим районом: ВПР 2021, русский язык, 4 класс."


def test_a_municipality_alone_gives_what_it_gives_inside_the_region(ctx, tmp_path):
    from app.models.opening import open_base
    from app.paths import DataPaths
    from app.services.context import Context

    towns = {name: "Заречный муниципальный район" for name in ORDINARY | STRONG} | {"Чужая": OTHER}
    add_procedure(ctx, ORDINARY | STRONG | {"Чужая": [(30, 5)] * 9}, municipality=towns, whole_region=True)
    inside = [m for m in run_check(ctx, reference="municipality").markers if m.school != "Чужая"]
    alone = Context(open_base(tmp_path / "b.sqlite"), DataPaths(tmp_path))
    add_procedure(alone, ORDINARY | STRONG)
    assert [(m.code, m.school, m.value, m.bound) for m in inside] == [
        (m.code, m.school, m.value, m.bound) for m in run_check(alone).markers
    ]
    alone.db.close()


def test_the_reported_distribution_of_the_region_serves_as_reference(ctx):
    add_procedure(ctx, STRONG, reported=(24000, {score: 5.0 for score in range(20)}))
    marker = run_check(ctx).markers[0]
    assert marker.reference == "регион (по отчёту), 24\xa0000\xa0участников"
    # Scores 0…19 in equal shares: mean 9.5, variance 399/12.
    assert marker.bound == pytest.approx(9.5 + 1.96 * ((399 / 12) * 24000 / 23999) ** 0.5 / 24000**0.5)


def test_the_report_of_the_municipality_is_the_reference_where_the_base_holds_fewer_papers(ctx, tmp_path):
    """One school of the district in the base: its own papers would be compared with themselves."""
    strong = [layouts.Pupil(layouts.BEREZKI, 40001 + n, (2, 1, 3, 2, n % 2)) for n in range(8)]
    create = ImportOptions(create_schools=True)
    load(ctx, book(tmp_path, layouts.individual_results_rows(strong), "Ф1.xlsx"), create)
    alone = run_check(ctx)
    assert alone.markers == () and alone.notes[0].startswith("Данных региона нет")
    rows = layouts.distribution_rows()
    del rows[9]  # the region
    _preview, changes = load(ctx, book(tmp_path, rows, "распределение.xlsx"), create)
    report = run_check(ctx)
    assert [(m.code, m.reference) for m in report.markers] == [
        ("inflated_mean", "Заречный муниципальный район (по отчёту), 640\xa0участников")
    ]
    assert any("«Распределение первичных баллов»" in note and "взято из отчёта" in note for note in report.notes)
    page = official_cell(ctx, report.markers[0].procedure_id, report.markers[0].organisation_id)
    assert page.reference_scores is not None and page.reference_scores.n == 640
    assert page.reference_scores.name == "Заречный муниципальный район (по отчёту)"
    changes.undo(ctx)
    assert run_check(ctx) == alone


def test_own_schools_of_a_regional_file_are_compared_with_the_whole_region(ctx):
    everybody = (24000, {score: 5.0 for score in range(20)})
    _four_to_five(ctx, (37, 12), whole_region=True, reported=everybody)
    markers = run_check(ctx).markers
    assert {m.reference for m in markers if m.code == "inflated_mean"} == {"регион, 24\xa0000\xa0участников"}
    assert [m.reference for m in markers if m.code == "sharp_fall"] == ["изменение от 4 к 5 классу по 9\xa0школам района"]


def test_a_region_row_that_says_nothing_is_no_reference(ctx):
    add_procedure(ctx, STRONG, reported=(0, {}))
    assert run_check(ctx).notes[0].startswith("Данных региона нет")


def test_the_region_on_demand_is_not_replaced_by_the_district(ctx):
    add_procedure(ctx, ORDINARY | STRONG)
    report = run_check(ctx, reference="region")
    assert report.markers == ()
    assert report.notes[0] == "Не сравнивались, потому что данных региона нет: ВПР 2021, русский язык, 4 класс."


def test_the_district_on_demand_says_so(ctx):
    add_procedure(ctx, ORDINARY | STRONG, whole_region=True)
    report = run_check(ctx, reference="municipality")
    assert report.markers[0].reference == "Заречный муниципальный район, 116\xa0участников"
    assert report.notes[0] == "Со своим районом сравнены: ВПР 2021, русский язык, 4 класс."


def test_marks_against_scores_are_a_mismatch(ctx):
    turned = {"Полевая": [(30, 3), (25, 3), (20, 4), (15, 4), (10, 5), (5, 5)]}
    add_procedure(ctx, ORDINARY | turned)
    report = run_check(ctx)
    assert _codes(report, "Полевая") == ["mark_mismatch"]
    marker = next(m for m in report.markers if m.school == "Полевая")
    assert (marker.n, marker.bound) == (6, 0.0)
    assert marker.value < -0.5


def test_without_journal_marks_the_notes_say_so(ctx):
    add_procedure(ctx, {"А": [10, 11, 12]})
    assert any(note.startswith("Нет отметок по журналу") for note in run_check(ctx).notes)


def _four_to_five(ctx, fall, **kw):
    four = {f"Школа № {i}": [16 + 3 * i % 7 + j % 3 for j in range(8)] for i in range(1, 9)} | {"Ключевая": [fall[0]] * 8}
    five = {f"Школа № {i}": [20 + 5 * i % 6 + j % 4 for j in range(8)] for i in range(1, 9)} | {"Ключевая": [fall[1]] * 8}
    first = add_procedure(ctx, four, year=2024, grade=4, max_score=38, **kw)
    second = add_procedure(ctx, five, year=2025, grade=5, max_score=45, **kw)
    return first, second


@pytest.mark.parametrize(("scores", "code"), [((37, 12), "sharp_fall"), ((7, 44), "sharp_rise")])
@pytest.mark.parametrize("whole_region", [True, False])
def test_a_sharp_change_belongs_to_the_later_year(ctx, scores, code, whole_region):
    _, second = _four_to_five(ctx, scores, whole_region=whole_region)
    found = [m for m in run_check(ctx).markers if m.code.startswith("sharp")]
    assert [(m.code, m.school, m.procedure_id, m.year, m.grade, m.n) for m in found] == [(code, "Ключевая", second, 2025, 5, 8)]
    assert found[0].value == pytest.approx((scores[0] / 38) / (scores[1] / 45))
    assert [m.code for m in run_check(ctx, 2025).markers if m.code.startswith("sharp")] == [code]
    assert not [m for m in run_check(ctx, 2024).markers if m.code.startswith("sharp")]


def test_years_that_do_not_follow_are_not_compared(ctx):
    add_procedure(ctx, ORDINARY, year=2022, grade=4)
    add_procedure(ctx, ORDINARY, year=2024, grade=5)
    assert any(note.startswith("Резкое изменение не считалось: нужны") for note in run_check(ctx).notes)


def test_too_few_schools_for_a_sharp_change_are_named(ctx):
    add_procedure(ctx, {"А": [10, 12], "Б": [11, 14]}, year=2023, grade=4)
    add_procedure(ctx, {"А": [10, 12], "Б": [11, 14]}, year=2024, grade=5)
    assert "Резкое изменение не считалось: оба года известны меньше чем для 5 школ." in run_check(ctx).notes


def test_absent_pupils_and_papers_without_a_score_do_not_count(ctx):
    add_procedure(ctx, {"А": [None, None], "Б": [10, None, 12]})
    assert [(c.school, c.n) for c in run_check(ctx).cells] == [("Б", 2)]


def test_many_procedures_are_counted_not_listed(ctx):
    for grade in range(4, 9):
        add_procedure(ctx, {"А": [10, 11]}, year=2022 + grade % 2, grade=grade)
    notes = run_check(ctx).notes
    assert notes[0] == "Данных региона нет, школы сравнены со своим районом: 5\xa0процедур, 2022–2023 годы."


def test_json_is_what_the_command_prints(ctx):
    add_procedure(ctx, ORDINARY | STRONG, whole_region=True)
    (printed,) = json.loads(json.dumps(markers_json(run_check(ctx).markers), allow_nan=False))
    assert set(printed) == {"school", "year", "grade", "subject", "marker", "n", "value", "bound"}
    assert printed["marker"] == "inflated_mean" and printed["school"].startswith("edu")


def test_degenerate_results_give_json_without_nan(ctx):
    add_procedure(ctx, {"А": [10]}, whole_region=True)
    add_procedure(ctx, {"А": [10], "Б": [0, 0]}, year=2022, grade=5, max_score=None)
    add_procedure(ctx, {"А": [None]}, year=2023)
    json.dumps(markers_json(run_check(ctx).markers), allow_nan=False)


# --- the official view of one cell -----------------------------------------------------------------------------------


def test_a_cell_has_its_numbers_its_reference_and_its_cuts(ctx):
    from app.models.scales import ScoreScale

    procedure = add_procedure(ctx, ORDINARY | {"Гимназия": [*STRONG["Гимназия"], None]}, whole_region=True)
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2021, grade=4, subject="Русский язык", max_score=38, min3=14, min4=24, min5=33))
    cell = official_cell(ctx, procedure, school_id(ctx, "Гимназия"))
    assert cell.procedure.title == "ВПР 2021, русский язык, 4 класс"
    assert (cell.n, cell.absent, strength(cell.n, cell.markers)) == (20, 1, "signal")
    assert cell.sentences[0].startswith("Средний балл школы — 24,9 из 38, по региону — ")
    assert ("Не писали", "1\xa0участник") in cell.values
    assert cell.school_scores.n == 20 and sum(cell.school_scores.shares) == pytest.approx(1)
    assert len(cell.school_scores.shares) == len(cell.reference_scores.shares) == 39
    assert (cell.reference_scores.name, cell.reference_scores.n, cell.reference_kind) == ("Регион", 116, "region")
    assert (cell.cuts.min3, cell.cuts.min4, cell.cuts.min5) == (14, 24, 33)


def test_a_quiet_school_has_no_markers(ctx):
    cell = official_cell(ctx, add_procedure(ctx, ORDINARY), school_id(ctx, "Школа № 1"))
    assert strength(cell.n, cell.markers) == "none"
    assert (cell.markers, cell.sentences, cell.cuts, cell.reference_kind) == ((), (), None, "municipality")


def test_of_few_pupils_no_numbers_are_shown(ctx):
    procedure = add_procedure(ctx, ORDINARY | {"Дальняя": [(38, 5)] * 3}, whole_region=True)
    cell = official_cell(ctx, procedure, school_id(ctx, "Дальняя"))
    assert cell.markers[0].little_data and cell.n < FEW
    assert (strength(cell.n, cell.markers), cell.sentences) == ("little", ())
    assert cell.values == (("Писали работу", "3\xa0участника"),)
    assert cell.school_scores is None


def test_up_to_15_pupils_are_a_weak_signal(ctx):
    procedure = add_procedure(ctx, ORDINARY | {"Малая": [30, 31, 32, 33, 34, 35]}, whole_region=True)
    cell = official_cell(ctx, procedure, school_id(ctx, "Малая"))
    assert strength(cell.n, cell.markers) == "weak"
    assert cell.sentences[0].startswith("Средний балл школы — 32,5 из 38")


def test_a_sharp_change_names_both_years(ctx):
    _, second = _four_to_five(ctx, (37, 12))
    cell = official_cell(ctx, second, school_id(ctx, "Ключевая"))
    assert [m.code for m in cell.markers] == ["sharp_fall"]
    assert "упал резче, чем у других школ: 97\xa0% выполнения в 2024 году и 27\xa0% в 2025 году" in cell.sentences[0]


def test_several_markers_stand_in_order(ctx):
    both = {"Обе": [(30, 5), (31, 5), (32, 4), (33, 4), (34, 3), (35, 3)] * 4}
    cell = official_cell(ctx, add_procedure(ctx, ORDINARY | both), school_id(ctx, "Обе"))
    assert [m.code for m in cell.markers] == ["inflated_mean", "mark_mismatch"]
    assert cell.sentences[0].startswith("Средний балл")
    assert cell.sentences[1].startswith("Баллы за работу не согласуются с отметками в журнале: коэффициент Спирмена −")


def test_a_school_where_everybody_was_absent_has_a_cell(ctx):
    procedure = add_procedure(ctx, ORDINARY | {"Пустая": [None, None]})
    cell = official_cell(ctx, procedure, school_id(ctx, "Пустая"))
    assert (cell.n, cell.absent, strength(cell.n, cell.markers)) == (0, 2, "little")


def test_without_a_reference_there_still_is_the_school(ctx):
    cell = official_cell(ctx, add_procedure(ctx, ORDINARY), school_id(ctx, "Школа № 1"), "region")
    assert (cell.reference, cell.reference_kind, cell.reference_scores) == ("", "", None)
    assert cell.school_scores is not None


def test_a_scale_of_another_maximum_draws_no_cuts(ctx):
    from app.models.scales import ScoreScale

    procedure = add_procedure(ctx, ORDINARY)
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2021, grade=4, subject="Русский язык", max_score=24, min3=10, min4=16, min5=21))
    assert official_cell(ctx, procedure, school_id(ctx, "Школа № 1")).cuts is None


def test_results_that_are_gone_are_a_friendly_refusal(ctx):
    procedure = add_procedure(ctx, ORDINARY)
    with pytest.raises(UserError, match="больше нет"):
        official_cell(ctx, procedure + 1, school_id(ctx, "Школа № 1"))
    with pytest.raises(UserError, match="больше нет"):
        official_cell(ctx, procedure, 999)


def test_scores_above_the_known_maximum_do_not_break_the_cell(ctx):
    procedure = add_procedure(ctx, {"А": [5, 6, 7, 8, 41]}, max_score=38, window=(date(2021, 3, 15), None))
    assert len(official_cell(ctx, procedure, school_id(ctx, "А")).school_scores.shares) == 42
