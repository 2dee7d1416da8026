"""Bad input in results files: X3, X4, X7–X12, X19, X21, X23 (the numbers of the list of import cases)."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import UserError
from app.services.imports.layouts import remarks
from app.services.imports.rows import NOT_ATTEMPTED, ImportOptions
from tests.data import layouts
from tests.data.layouts import ErrorCell, Formula, Looks, pupils
from tests.unit.imports.reading import problems, read_sheets

TOTAL, VARIANT, CODE, JOURNAL, FIRST_TASK = 8, 7, 3, 4, 9
"""Columns of the layout of 2021."""


def spoiled(**cells):
    """Rows of 2021 with other values: {cell address: value}."""
    rows = layouts.regional_2021_rows(pupils())
    for place, value in cells.items():
        rows[int(place[1:]) - 1][ord(place[0]) - ord("A")] = value
    return rows


def texts(read, severity="error"):
    return [problem.text for problem in read.problems if problem.severity == severity]


def test_x02_codes_with_spaces_are_trimmed_and_that_is_noted(tmp_path):
    read = read_sheets(tmp_path, spoiled(A2="\u00a0sch990101 ", D3="40002\u00a0"))
    assert [paper.code for paper in read.papers[:2]] == ["40001", "40002"] and len(read.papers) == 8
    assert problems(read, "trimmed_codes") == [("info", "")]
    assert "записей: 2" in texts(read, "info")[0]


def test_x03_a_score_that_excel_made_a_date_is_refused_with_its_cell(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2=date(2026, 3, 2), K3=date(2026, 3, 2)))
    assert problems(read, "date_score") == [("error", "I2"), ("error", "K3")]
    assert "Excel превратил балл в дату (02.03.2026)" in texts(read)[0]
    assert (read.refused, read.rows, len(read.papers)) == (2, 8, 6)


def test_x04_numbers_as_text(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2=" 9\u00a0", J2="2,0", I3=4, J4="—", I6="н", I7="4,5", I8="восемь", J8="н"))
    papers = {paper.row: paper for paper in read.papers}
    assert (papers[2].raw_score, papers[3].raw_score) == (9, 4)
    assert papers[2].task_scores[0] == 2
    assert papers[4].task_scores[0] == 254  # a dash is an empty cell
    assert papers[6].absent and papers[6].raw_score is None  # «н» = absent
    assert problems(read, "bad_score") == [("error", "I7"), ("error", "I8")]
    assert read.refused == 2


def test_x04_a_dash_in_the_total_is_absent_with_a_reason(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2="—"))
    assert next(paper for paper in read.papers if paper.row == 2).absent
    assert problems(read, "absent_no_total") == [("info", "I2")]


def test_x07_merged_school_cells_are_filled_down_only_when_agreed(tmp_path):
    rows = spoiled(A3="", A4="", A5="")
    looks = Looks(merged=["A2:A5"])
    asked = read_sheets(tmp_path, rows, looks=looks)
    assert problems(asked, "merged_cells") == [("warning", "A3")]
    assert (len(asked.papers), asked.refused) == (5, 0)
    agreed = read_sheets(tmp_path, rows, ImportOptions(fill_merged=True), looks)
    assert len(agreed.papers) == 8
    assert {paper.school for paper in agreed.papers if paper.row <= 5} == {"edu990101"}
    assert [severity for severity, _cell in problems(agreed, "merged_cells")] == ["info"]


def test_x08_hidden_rows_are_counted_and_asked_about(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    looks = Looks(hidden_rows=[3, 4, 9], hidden_columns=[JOURNAL])
    asked = read_sheets(tmp_path, rows, looks=looks)
    assert len(asked.papers) == 5 and asked.rows == 5
    assert problems(asked, "hidden_rows") == [("warning", "")]
    assert "3" in next(problem.text for problem in asked.problems if problem.code == "hidden_rows")
    assert problems(asked, "hidden_columns") == [("warning", "")]
    assert len(read_sheets(tmp_path, rows, ImportOptions(include_hidden=True), looks).papers) == 8
    left = read_sheets(tmp_path, rows, ImportOptions(include_hidden=False), looks)
    assert len(left.papers) == 5
    assert problems(left, "hidden_rows") == [("info", "")]


def test_x08_a_hidden_sheet_is_read_only_when_agreed(tmp_path):
    sheets = {"Сводка": [["что-то"]], "Данные": layouts.regional_2021_rows(pupils())}
    looks = {"Данные": Looks(hidden=True)}
    with pytest.raises(UserError, match="скрытом листе «Данные»"):
        read_sheets(tmp_path, sheets, looks=looks)
    assert len(read_sheets(tmp_path, sheets, ImportOptions(include_hidden=True), looks).papers) == 8


def test_x08_hidden_rows_of_a_report_by_groups(tmp_path):
    read = read_sheets(tmp_path, layouts.mark_statistics_rows(), looks=Looks(hidden_rows=[12]))
    assert problems(read, "hidden_rows") == [("warning", "")]
    assert len(read.groups) == 4


def test_x09_totals_blank_rows_and_notes_are_passed_over_and_listed(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    rows.insert(5, [""] * len(rows[0]))
    rows += [["Итого", "", "", "", "", "", "", "", "41", "8"], [""] * 5, ["Примечание: данные предварительные"]]
    read = read_sheets(tmp_path, rows)
    assert (read.rows, len(read.papers), read.refused) == (8, 8, 0)
    assert problems(read, "total_row") == [("info", "A11")]
    assert problems(read, "note_row") == [("info", "A13")]
    assert problems(read, "blank_rows") == [("info", "")]


def test_x09_a_pupil_without_a_code_is_not_taken_for_a_note(tmp_path):
    read = read_sheets(tmp_path, spoiled(D3="", D4="ж"))
    assert problems(read, "no_code") == [("error", "D3"), ("error", "D4")]
    assert read.refused == 2


def test_x10_formulas_give_their_saved_value(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2=Formula("=SUM(J2:N2)", 9), J3=Formula("=1", 1)))
    papers = {paper.row: paper for paper in read.papers}
    assert papers[2].raw_score == 9 and papers[3].task_scores[0] == 1
    assert read.problems == []


def test_x11_a_formula_without_a_saved_value_is_refused_per_cell(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2=Formula("=SUM(J2:N2)"), K3=Formula("=0")))
    assert problems(read, "no_cached_value") == [("error", "I2"), ("error", "K3")]
    assert "сохраните" in texts(read)[0]
    assert len(read.papers) == 6


def test_x11_a_form_written_by_a_program_names_every_pupil_and_no_empty_row(tmp_path):
    read = read_sheets(tmp_path, layouts.school_form_sheets(pupils()[:4], totals="uncached"))
    assert problems(read, "no_cached_value") == [("error", "J2"), ("error", "J3"), ("error", "J4")]
    assert [paper.absent for paper in read.papers] == [True]


def test_x12_excel_errors_are_refused_with_their_cell(tmp_path):
    read = read_sheets(tmp_path, spoiled(I2=ErrorCell("#DIV/0!"), L3=ErrorCell("#N/A"), I4="#ССЫЛКА!", D7=ErrorCell("#REF!")))
    assert problems(read, "error_cell") == [("error", "I2"), ("error", "L3"), ("error", "I4"), ("error", "D7")]
    assert "#ДЕЛ/0!" in texts(read)[0]
    assert (read.refused, len(read.papers)) == (4, 4)


def test_x12_errors_and_dates_in_a_report_by_groups(tmp_path):
    rows = layouts.mark_statistics_rows()
    rows[9][3] = ErrorCell("#DIV/0!")
    rows[10][4] = date(2026, 3, 12)
    read = read_sheets(tmp_path, rows)
    assert problems(read, "error_cell") == [("error", "D10")]
    assert problems(read, "date_score") == [("error", "E11")]
    assert len(read.groups) == 3 and read.refused == 2


@pytest.mark.parametrize(
    "rows",
    [layouts.regional_2020_rows(pupils(50001)), layouts.regional_2021_rows(pupils()), layouts.individual_results_rows(pupils()),
     layouts.mark_statistics_rows(), layouts.journal_rows(), layouts.distribution_rows()],
    ids=["2020", "2021", "f1", "f3", "journal", "distribution"],
)  # fmt: skip
def test_x19_moved_columns_are_found_by_their_names(tmp_path, rows):
    header = 0 if len(rows[0]) > 3 else 7
    fixed = 1 if header else 0  # a row of a report begins with its group
    moved = []
    for index, row in enumerate(rows):
        extra = "лишний столбец" if index == header else ""
        moved.append(row if index < header or len(row) < 3 else [*row[:fixed], extra, *reversed(row[fixed:])])
    plain, other = read_sheets(tmp_path, rows), read_sheets(tmp_path, moved)
    assert sorted(paper[:-1] for paper in other.papers) == sorted(paper[:-1] for paper in plain.papers)
    assert other.groups == plain.groups
    assert len(plain.papers) + len(plain.groups) >= 3


@pytest.mark.parametrize("caption", ["логин школы", "код обучающегося", "вариант", "всего баллов", "балл за 3"])
def test_x19_a_missing_column_stops_the_import(tmp_path, caption):
    rows = layouts.regional_2021_rows(pupils())
    column = rows[0].index(caption)
    with pytest.raises(UserError, match=caption):
        read_sheets(tmp_path, [row[:column] + row[column + 1 :] for row in rows])


def test_x19_two_columns_alike_are_asked_about(tmp_path):
    rows = [[*row, row[TOTAL]] for row in layouts.regional_2021_rows(pupils())]
    rows[1][-1] = "8"
    with pytest.raises(UserError, match="одинаковые столбцы «всего баллов»: I, S"):
        read_sheets(tmp_path, rows)
    read = read_sheets(tmp_path, rows, ImportOptions(columns=(("total", "S"),)))
    assert read.papers[0].raw_score == 8


def test_x19_a_task_that_stands_twice_stops_the_import(tmp_path):
    sheets = layouts.regional_2022_sheets(pupils())
    sheets["Протокол"] = [[*row, row[8]] for row in sheets["Протокол"]]
    with pytest.raises(UserError, match="задание 1 стоит дважды: столбцы I и R"):
        read_sheets(tmp_path, sheets)


def test_x21_two_pupils_with_one_code_are_refused_with_both_rows(tmp_path):
    read = read_sheets(tmp_path, spoiled(D3="40001"))
    assert problems(read, "repeated_code") == [("error", "D2"), ("error", "D3")]
    assert "строках 2, 3" in texts(read)[0]
    assert (read.refused, len(read.papers)) == (2, 6)


def test_x21_the_same_row_twice_is_loaded_once(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    read = read_sheets(tmp_path, [*rows, list(rows[1])])
    assert (read.refused, len(read.papers)) == (1, 8)
    assert problems(read, "repeated_code") == [("error", "D10")]


def test_x21_equal_results_under_different_codes_are_both_kept(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    twin = list(rows[1])
    twin[CODE] = "40099"
    read = read_sheets(tmp_path, [*rows, twin])
    assert (read.refused, len(read.papers)) == (0, 9)


def test_x23_scores_out_of_range(tmp_path):
    """Above the maximum of a task: warning; negative: refused; another sum: warning. Each with its cell and the range."""
    sheets = layouts.regional_2022_sheets(pupils())
    protocol = sheets["Протокол"]
    protocol[1][8] = 3  # task 1 has 2 points; the sum is another now
    protocol[2][9] = -1
    protocol[3][16] = -2
    read = read_sheets(tmp_path, sheets)
    assert problems(read, "task_above_max") == [("warning", "I2")]
    assert any("от 0 до 2" in problem.text for problem in read.problems if problem.code == "task_above_max")
    assert problems(read, "sum_mismatch") == [("warning", "Q2")]
    assert problems(read, "bad_score") == [("error", "J3"), ("error", "Q4")]
    assert (read.refused, read.warnings, len(read.papers)) == (2, 2, 6)


def test_a_zero_total_is_absent_only_with_no_task_filled(tmp_path):
    read = read_sheets(
        tmp_path, spoiled(I2="0", J2="", K2="", L2="", M2="", N2="", I3="0", J3="0", K3="0", L3="0", M3="X", N3="x")
    )
    papers = {paper.row: paper for paper in read.papers}
    assert papers[2].absent
    assert not papers[3].absent and papers[3].raw_score == 0
    assert papers[3].task_scores == bytes((0, 0, 0, NOT_ATTEMPTED, NOT_ATTEMPTED))


def test_junk_in_the_journal_mark_is_left_out(tmp_path):
    read = read_sheets(tmp_path, spoiled(E2="ж"))
    assert problems(read, "journal_mark_junk") == [("info", "E2")]
    assert read.papers[0].journal_mark is None and len(read.papers) == 8


def test_a_school_that_is_no_login_is_refused(tmp_path):
    read = read_sheets(tmp_path, spoiled(A2="", A3="школа 5"))
    assert problems(read, "no_school") == [("error", "A2"), ("error", "A3")]
    assert read.refused == 2


def test_remarks_of_one_kind_are_listed_up_to_a_limit_and_counted(tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    many = [list(rows[1]) for _ in range(remarks.CAP + 5)]
    for number, row in enumerate(many):
        row[CODE], row[TOTAL] = str(50000 + number), "8"
    read = read_sheets(tmp_path, [rows[0], *many])
    assert read.warnings == remarks.CAP + 5
    assert len(problems(read, "sum_mismatch")) == remarks.CAP + 1
    assert "ещё 5" in read.problems[-1].text.replace("\u00a0", " ")
