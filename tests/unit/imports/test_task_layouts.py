"""Reports and descriptions that speak of tasks: read wherever their table starts, nothing guessed."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import UserError
from app.services.imports.rows import ImportOptions, TaskColumn
from tests.data import layouts
from tests.data.layouts import ErrorCell, Formula, Looks
from tests.unit.imports.reading import problems, read_sheets

CODES = ["1", "2", "3К1", "3К2", "4.1"]


def shifted(rows, right=2, down=3):
    """The same sheet with the table elsewhere."""
    return [[]] * down + [[""] * right + list(row) for row in rows]


@pytest.mark.parametrize("moved", [False, True])
def test_task_completion(tmp_path, moved):
    rows = layouts.completion_rows()
    read = read_sheets(tmp_path, shifted(rows) if moved else rows)
    assert (read.layout, read.year, read.grade, read.subject, read.max_score) == ("task_completion", 2026, 4, "Русский язык", 9)
    assert read.held_on == date(2026, 4, 20)
    assert read.tasks == tuple(TaskColumn(code, points) for code, points, _level in layouts.TASKS)
    assert [(g.content, g.level, g.code, g.organisations, g.participants) for g in read.groups] == [
        ("tasks", "sample", "", 30500, 1500000),
        ("tasks", "region", "", 412, 21040),
        ("tasks", "municipality", "reg99_m012", 18, 640),
        ("tasks", "school", "edu990101", None, 48),
    ]
    assert read.groups[0].data == dict(zip(CODES, layouts.PERCENTS, strict=True))
    assert read.problems == []


def test_the_older_reports_are_found_wherever_they_start(tmp_path):
    for rows, layout in (
        (layouts.mark_statistics_rows(), "mark_statistics"),
        (layouts.journal_rows(), "journal_comparison"),
        (layouts.journal_vertical_rows(), "journal_comparison"),
        (layouts.distribution_rows(), "score_distribution"),
        (layouts.individual_results_rows(layouts.pupils()), "individual_results"),
    ):
        plain, moved = read_sheets(tmp_path, rows), read_sheets(tmp_path, shifted(rows))
        assert moved.layout == plain.layout == layout
        assert (moved.year, moved.grade, moved.subject, moved.max_score) == (
            plain.year, plain.grade, plain.subject, plain.max_score,
        )  # fmt: skip
        assert moved.groups == plain.groups and len(moved.papers) == len(plain.papers)
        assert [p.code for p in moved.problems] == [p.code for p in plain.problems]


def test_maxima_in_the_captions_or_nowhere(tmp_path):
    rows = layouts.completion_rows(maxima=False)
    assert {task.max_points for task in read_sheets(tmp_path, rows).tasks} == {None}
    rows[7] = rows[7][:3] + [f"{code} ({points}б)" for code, points, _level in layouts.TASKS]
    assert [task.max_points for task in read_sheets(tmp_path, rows).tasks] == [2, 1, 3, 2, 1]


def test_no_tasks_and_one_task_twice_are_named(tmp_path):
    rows = layouts.completion_rows()
    with pytest.raises(UserError, match="нет столбцов с номерами заданий"):
        read_sheets(tmp_path, [row[:3] for row in rows])
    rows[7][4] = "3К1"
    with pytest.raises(UserError, match="задание 3К1 стоит дважды"):
        read_sheets(tmp_path, rows)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (date(2026, 3, 2), "date_score"),
        (ErrorCell("#DIV/0!"), "error_cell"),
        ("#Н/Д", "error_cell"),
        (Formula("=1+1"), "no_cached_value"),
        (130, "percent_range"),
        (-3, "percent_range"),
        ("много", "bad_score"),
    ],
)
def test_x03_x11_x12_x23_a_percent_that_is_none(tmp_path, cell, code):
    rows = layouts.completion_rows()
    rows[11][5] = cell
    read = read_sheets(tmp_path, rows)
    assert problems(read, code) == [("error", "F12")]
    assert [group.level for group in read.groups] == ["sample", "region", "school"] and read.refused == 1


def test_x04_percents_as_text(tmp_path):
    rows = layouts.completion_rows()
    rows[10][3:8] = ["75,5", "61.2 ", "50 %", "—", "30"]
    assert read_sheets(tmp_path, rows).groups[1].data == {"1": 75.5, "2": 61.2, "3К1": 50, "4.1": 30}


def test_x08_hidden_rows_are_asked_about(tmp_path):
    for rows, left in ((layouts.completion_rows(), 4), (layouts.task_group_rows("words"), 12)):
        read = read_sheets(tmp_path, rows, looks=Looks(hidden_rows=[10]))
        assert problems(read, "hidden_rows") == [("warning", "")] and len(read.groups) == left - 1
        assert len(read_sheets(tmp_path, rows, ImportOptions(include_hidden=True), Looks(hidden_rows=[10])).groups) == left


def test_x09_totals_and_notes_are_passed_over(tmp_path):
    rows = [*layouts.completion_rows(), ["Итого", 1, 2, 3, 4, 5, 6, 7], [], ["Примечание: данные предварительные"]]
    read = read_sheets(tmp_path, rows)
    assert len(read.groups) == 4
    assert [p.code for p in read.problems] == ["total_row", "note_row"]


def test_x19_columns_moved(tmp_path):
    rows = layouts.completion_rows()
    moved = [row[:1] + row[2:3] + row[1:2] + row[3:] if index >= 7 else row for index, row in enumerate(rows)]
    assert read_sheets(tmp_path, moved).groups == read_sheets(tmp_path, rows).groups


@pytest.mark.parametrize("shape", ["words", "column", "rows"])
def test_groups_by_mark(tmp_path, shape):
    read = read_sheets(tmp_path, layouts.task_group_rows(shape))
    assert (read.layout, read.year, read.max_score) == ("task_groups", 2026, 9)
    assert [(g.content, g.level, g.code, g.participants) for g in read.groups] == [
        (f"tasks_{mark}", level, code, mark * 10 + step)
        for step, (level, code) in enumerate((("region", ""), ("municipality", "reg99_m012"), ("school", "edu990101")))
        for mark in (2, 3, 4, 5)
    ]
    assert read.groups[0].data["1"] == round(81.5 * 2 / 6, 2)
    assert read.groups[0].name == "Регион 99" and read.groups[-1].name == layouts.BEREZKI.name
    assert read.problems == []


def test_a_school_whose_name_ends_with_a_number_is_no_mark(tmp_path):
    rows = layouts.task_group_rows("rows")
    rows[8][0] = "МКОУ «Сосновская ООШ № 2»(edu990102)"
    read = read_sheets(tmp_path, rows)
    assert (read.groups[0].content, read.groups[0].code) == ("tasks_2", "edu990102")


def test_planned_results(tmp_path):
    for rows in (layouts.planned_result_rows(), shifted(layouts.planned_result_rows())):
        read = read_sheets(tmp_path, rows)
        assert (read.layout, read.year, read.grade, read.max_score) == ("planned_results", 2026, 4, 9)
        assert [task.code for task in read.tasks] == CODES  # by the words, not by the ordinal
        assert read.tasks[2].planned_result == "Находить сказуемое. Выпускник научится" and read.tasks[2].max_points == 3
        assert [(g.content, g.level, g.code, g.name, g.participants) for g in read.groups] == [
            ("skills", "region", "", "Регион 99", 21040),
            ("skills", "municipality", "reg99_m012", "Заречный муниципальный район", 640),
            ("skills", "school", "edu990101", "МБОУ «Берёзкинская СОШ»", 48),
            ("skills", "sample", "", "Вся выборка", 1500000),
        ]
        assert read.groups[3].data == dict(zip(CODES, layouts.PERCENTS, strict=True))
        assert read.problems == []


def test_planned_results_with_plain_words_for_groups(tmp_path):
    rows = layouts.planned_result_rows()
    rows[7][3:] = ["Субъект РФ", "Муниципалитет", "ОО", "РФ 1500000 уч."]
    rows[8] = []
    read = read_sheets(tmp_path, rows)
    assert [(g.level, g.name, g.participants) for g in read.groups] == [
        ("region", "Субъект РФ", None), ("municipality", "Муниципалитет", None), ("school", "ОО", None),
        ("sample", "Вся выборка", 1500000),
    ]  # fmt: skip


def test_task_map(tmp_path):
    for rows in (layouts.task_map_rows(), shifted(layouts.task_map_rows())):
        read = read_sheets(tmp_path, rows)
        assert (read.layout, read.max_score, read.rows, read.refused) == ("task_map", 9, 5, 0)
        assert [(t.code, t.max_points, t.level, t.content_codes, t.requirement_codes) for t in read.tasks] == [
            ("1", 2, "Б", "2.1", "1.4"), ("2", 1, "Б", "2.1; 2.4", "1.4"), ("3К1", 3, "Б", "2.1", "1.4"),
            ("3К2", 2, "П", "2.1; 2.4", "1.4"), ("4.1", 1, "П", "2.1", "1.4"),
        ]  # fmt: skip
        assert read.tasks[0].skill == layouts.SKILLS[0] and read.tasks[0].planned_result == "Научится 1"
        assert read.problems == [] and read.papers == [] and read.groups == ()


def test_a_task_map_names_what_it_cannot_read(tmp_path):
    rows = layouts.task_map_rows()
    rows[1][0] = date(2026, 1, 5)  # «5.1» as Excel keeps it
    rows[2][7] = "два"
    rows.append(["Всего заданий", 5, "", "", "", "", "", 9])
    read = read_sheets(tmp_path, rows)
    assert problems(read, "date_score") == [("error", "A2")]
    assert problems(read, "bad_score") == [("error", "H3")]
    assert problems(read, "no_task") == [("warning", f"A{len(rows)}")]
    assert read.refused == 2


def test_the_task_named_by_its_ordinal_where_there_is_no_code(tmp_path):
    rows = [row[1:] for row in layouts.task_map_rows()]
    assert [task.code for task in read_sheets(tmp_path, rows).tasks] == ["1", "2", "3", "4", "5"]


def test_words_broken_at_the_end_of_a_line_are_whole_again(tmp_path):
    rows = layouts.task_map_rows()
    rows[1][2], rows[2][2] = "Выполнять вычис- ления", "Складывать двух- и трёхзначные числа"
    tasks = read_sheets(tmp_path, [*rows[:2], rows[2], *rows[4:]]).tasks
    assert (tasks[0].skill, tasks[1].skill) == ("Выполнять вычисления", "Складывать двух- и трёхзначные числа")


def test_x06_two_header_rows(tmp_path):
    """«Задания» over their numbers: the numbers are the captions."""
    for rows in (layouts.completion_rows(), layouts.task_group_rows("words")):
        one = read_sheets(tmp_path, rows)
        places = len(layouts.TASKS)
        above = [*rows[7][:-places], "Задания", *[""] * (places - 1)]
        two = read_sheets(tmp_path, [*rows[:7], above, [*[""] * (len(above) - places), *rows[7][-places:]], *rows[8:]])
        assert two.groups == one.groups and two.tasks == one.tasks and two.problems == []
