"""Every layout is recognised by content and read to the last field."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import UserError
from app.services.imports.layouts.paper_table import CHUNK
from app.services.imports.rows import NOT_ATTEMPTED, ImportOptions, SchoolInFile, TaskColumn
from tests.data import layouts
from tests.data.layouts import BEREZKI, CITY, SOSNOVKA, Pupil, pupils, write_book
from tests.unit.imports.reading import read_book, read_sheets

FULL = bytes((2, 1, 3, 2, 1))


def by_code(read):
    return {(paper.school, paper.code): paper for paper in read.papers}


def test_regional_2020(tmp_path):
    read = read_sheets(tmp_path, layouts.regional_2020_rows(pupils(50001)))
    assert (read.layout, read.year, read.grade, read.subject) == ("regional_2020", None, None, "")
    assert (read.rows, read.refused, len(read.papers), len(read.tasks)) == (8, 0, 8, 5)
    first = by_code(read)["edu990101", "50001"]
    assert (first.variant, first.raw_score, first.journal_mark, first.mark, first.class_label) == ("1", 9, 5, None, "А")
    assert first.task_scores == FULL
    assert by_code(read)["edu990101", "50003"].task_scores == bytes((0, 1, 1, NOT_ATTEMPTED, NOT_ATTEMPTED))
    gone = by_code(read)["edu990101", "50004"]
    assert (gone.absent, gone.raw_score, gone.task_scores, gone.variant) == (True, None, None, "")
    assert read.schools["edu990201"] == SchoolInFile("edu990201", municipality_code="reg99_m031")
    assert read.region_code == "reg990000"


def test_regional_2020_with_one_subject_in_groups_of_another(tmp_path):
    """The tokens of `groups` are groups of users, not the paper."""
    read = read_sheets(tmp_path, layouts.regional_2020_rows(pupils(50001)))
    assert read.subject == "" and read.grade is None


def test_regional_2021(tmp_path):
    read = read_sheets(tmp_path, layouts.regional_2021_rows(pupils()))
    assert (read.layout, read.rows, len(read.papers), read.year) == ("regional_2021", 8, 8, None)
    assert read.tasks == tuple(TaskColumn(str(number)) for number in range(1, 6))
    assert by_code(read)["edu990102", "40001"].class_label == ""
    assert by_code(read)["edu990102", "40001"].journal_mark is None
    assert by_code(read)["edu990201", "40001"].class_label == by_code(read)["edu990201", "40002"].class_label == "Б"
    assert read.schools["edu990101"] == SchoolInFile("edu990101", municipality_name=BEREZKI.municipality)
    assert read.problems == []
    assert "mark" not in read.columns and read.columns["total"] == "I"


def test_regional_2022_tells_everything(tmp_path):
    read = read_sheets(tmp_path, layouts.regional_2022_sheets(pupils()))
    assert (read.layout, read.year, read.grade, read.subject, read.max_score) == ("regional_2022", 2022, 4, "Русский язык", 9)
    assert read.tasks[2] == TaskColumn("3К1", 3)
    assert read.schools["edu990201"] == SchoolInFile("edu990201", CITY.name, "reg99_m031", "город Озёрный")
    assert (read.region_code, read.region_name) == ("reg990000", "Регион 99")
    assert by_code(read)["edu990101", "40004"].absent


def test_regional_2022_without_textbooks_leaves_the_rest_to_the_file_name(tmp_path):
    read = read_sheets(tmp_path, layouts.regional_2022_sheets(pupils(), textbook=""))
    assert (read.year, read.grade, read.subject) == (2022, None, "")


def test_individual_results(tmp_path):
    read = read_sheets(tmp_path, layouts.individual_results_rows(pupils()))
    assert (read.layout, read.year, read.grade, read.subject) == ("individual_results", 2026, 4, "Русский язык")
    assert (read.max_score, read.held_on, read.rows) == (9, date(2026, 4, 20), 7)
    assert read.tasks[3] == TaskColumn("3К2", 2, "П")
    first = by_code(read)["edu990101", "40001"]
    assert (first.mark, first.journal_mark, first.class_label, first.raw_score, first.task_scores) == (5, 5, "1", 9, FULL)
    assert by_code(read)["edu990102", "40001"].journal_mark is None
    assert read.schools["edu990201"] == SchoolInFile("edu990201", CITY.name, "", CITY.municipality)
    assert read.problems == []


def test_individual_results_with_a_real_date_and_fewer_rows_than_promised(tmp_path):
    rows = layouts.individual_results_rows(pupils(), day=date(2026, 4, 20))
    del rows[10]
    read = read_sheets(tmp_path, rows)
    assert read.held_on == date(2026, 4, 20)
    assert [problem.code for problem in read.problems] == ["fewer_rows"]
    assert read.warnings == 1


def test_school_form(tmp_path):
    path = write_book(tmp_path / "Форма Физика 7 класс ВПР 2026.xlsx", layouts.school_form_sheets(pupils()[:4]))
    read = read_book(path)
    assert (read.layout, read.rows, read.max_score, read.grade, read.year) == ("school_form_2026", 4, 9, 4, None)
    assert [paper.absent for paper in read.papers] == [False, False, False, True]
    assert (read.papers[0].class_label, read.papers[0].raw_score, read.papers[0].journal_mark) == ("1", 9, 5)
    assert [problem.code for problem in read.problems] == ["blank_rows"]


def test_mark_statistics(tmp_path):
    read = read_sheets(tmp_path, layouts.mark_statistics_rows())
    assert (read.layout, read.year, read.grade, read.subject, read.max_score) == ("mark_statistics", 2026, 4, "Русский язык", 9)
    assert [(group.level, group.code) for group in read.groups] == [
        ("sample", ""), ("region", ""), ("municipality", "reg99_m012"), ("school", "edu990101"), ("school", "edu990102"),
    ]  # fmt: skip
    school = read.groups[3]
    assert (school.name, school.organisations, school.participants) == (BEREZKI.name, None, 48)
    assert school.data == {"2": 10.42, "3": 45.83, "4": 33.33, "5": 10.42}
    assert read.rows == 5 and read.problems == []


def test_journal_comparison(tmp_path):
    read = read_sheets(tmp_path, layouts.journal_rows())
    assert (read.layout, read.year, read.subject, read.max_score) == ("journal_comparison", 2024, "Математика", 20)
    assert read.groups[0].level == "region"
    assert read.groups[0].data == {"lowered": 7100, "confirmed": 12600, "raised": 798}
    assert read.groups[0].participants == 20500  # more than the sum: pupils without a journal mark
    assert read.problems == []


def test_journal_comparison_of_the_older_shape(tmp_path):
    read = read_sheets(tmp_path, layouts.journal_vertical_rows())
    assert [(group.level, group.participants, group.data) for group in read.groups] == [
        ("region", 3000, {"lowered": 900, "confirmed": 2000, "raised": 100}),
        ("municipality", 100, {"lowered": 30, "confirmed": 60, "raised": 10}),
    ]


@pytest.mark.parametrize("with_organisations", [True, False])
def test_score_distribution(tmp_path, with_organisations):
    read = read_sheets(tmp_path, layouts.distribution_rows(with_organisations))
    assert (read.layout, read.max_score, read.year) == ("score_distribution", 9, 2026)
    assert [group.level for group in read.groups] == ["sample", "region", "municipality"]
    assert read.groups[1].data["5"] == 20 and len(read.groups[1].data) == 10
    assert read.groups[1].organisations == (412 if with_organisations else None)


def test_flat_tables_of_one_procedure(tmp_path):
    scores = layouts.flat_rows(range(10), (10,) * 10, [(2023, 4, "Русский язык")])
    read = read_sheets(tmp_path, scores)
    assert (read.layout, read.year, read.grade, read.subject, read.max_score) == (
        "score_distribution",
        2023,
        4,
        "Русский язык",
        9,
    )
    assert [(group.level, group.code) for group in read.groups] == [("school", "edu990101"), ("school", "edu990201")]
    marks = layouts.flat_rows((2, 3, 4, 5), (10, 20, 30, 40), [(2023, 4, "Русский язык")])
    assert read_sheets(tmp_path, marks).layout == "mark_statistics"


def test_a_flat_table_of_several_procedures_is_asked_about(tmp_path):
    rows = layouts.flat_rows((2, 3, 4, 5), (10, 20, 30, 40), [(2023, 4, "Русский язык"), (2023, 5, "Математика")])
    with pytest.raises(UserError, match="несколько процедур"):
        read_sheets(tmp_path, rows)
    read = read_sheets(tmp_path, rows, ImportOptions(grade=5))
    assert (read.grade, read.subject, len(read.groups)) == (5, "Математика", 2)


def test_the_file_name_says_nothing_about_the_layout(tmp_path):
    path = write_book(tmp_path / "Ф3_Статистика по отметкам.xlsx", {"РУ 4": layouts.individual_results_rows(pupils())})
    assert read_book(path).layout == "individual_results"


def test_a_foreign_file_is_named(tmp_path):
    path = write_book(tmp_path / "Меню столовой.xlsx", {"Лист1": [["Понедельник", "Каша"], ["Вторник", "Суп"]]})
    with pytest.raises(UserError, match=r"Меню столовой\.xlsx"):
        read_book(path)


def test_logins_of_both_spellings_are_one_school(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    rows[1][0] = "EDU990101 "
    read = read_sheets(tmp_path, rows)
    assert list(read.schools) == ["edu990101", "edu990102", "edu990201"]
    assert SOSNOVKA.login in read.schools


def test_rows_across_chunks_are_read_as_single_rows_are(tmp_path):
    """Columns are converted a chunk at a time: nothing may depend on where a chunk ends."""
    papers = []
    for number in range(3 * CHUNK + 7):
        tasks = (number % 3, number % 2, number % 4, (number // 3) % 3 if number % 11 else -1, number % 2)
        variant = 0 if number % 17 == 0 else 1 + number % 2
        school = (BEREZKI, SOSNOVKA, CITY)[number * 3 // (3 * CHUNK + 7)]
        papers.append(Pupil(school, 40001 + number, tasks, variant, total=99 if number % 101 == 5 else None))
    read = read_sheets(tmp_path, layouts.regional_2021_rows(papers))
    assert len(read.papers) == len(papers)
    for row, (found, pupil) in enumerate(zip(read.papers, papers, strict=True), 2):
        assert (found.row, found.code, found.school) == (row, str(pupil.code), pupil.school.login)
        if pupil.variant:
            assert found.raw_score == pupil.score and found.variant == str(pupil.variant)
            assert found.task_scores == bytes(NOT_ATTEMPTED if task < 0 else task for task in pupil.tasks)
        else:
            assert found.absent and found.task_scores is None
    wrong = [f"I{row}" for row, pupil in enumerate(papers, 2) if pupil.variant and pupil.total == 99]
    assert [problem.cell for problem in read.problems if problem.code == "sum_mismatch"] == wrong
