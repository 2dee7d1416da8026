"""Forms that schools fill, of several years: what changed between them changes nothing for the reader."""

from __future__ import annotations

import pytest

from app.services.errors import UserError
from app.services.imports.rows import TaskColumn
from tests.data import layouts
from tests.data.layouts import pupils
from tests.unit.imports.reading import problems, read_sheets


def both(tmp_path, **of_old):
    """The same four pupils in the form of 2026 and in an older one."""
    new = read_sheets(tmp_path, layouts.school_form_sheets(pupils()[:4]))
    return new, read_sheets(tmp_path, layouts.older_form_rows(pupils()[:4], **of_old))


def test_with_gender_and_without_it_are_one(tmp_path):
    new, old = both(tmp_path)
    assert new.layout == old.layout
    assert (old.rows, old.refused, old.grade, old.max_score, old.tasks) == (4, 0, 4, 9, new.tasks)
    assert [p._replace(class_label="", row=0) for p in old.papers] == [p._replace(class_label="", row=0) for p in new.papers]
    assert [p.class_label for p in old.papers] == ["А", "А", "А", ""] and [p.class_label for p in new.papers][:3] == ["1"] * 3
    assert "gender" not in old.columns and not any("Пол" in problem.text for problem in old.problems)


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        (("1 (2б)", "2 (1б)", "4К1 (3б)", "4К2 (2б)", "5 (1б)"), ("1", "2", "4К1", "4К2", "5")),
        (("1(1) (2б)", "1(2) (1б)", "2 (3б)", "3 (2б)", "11 (1б) "), ("1(1)", "1(2)", "2", "3", "11")),
        (("1 (2 б.)", "2 (1б.)", "3,1 (3б)", "3,2 (2б)", "4K1 (1б)"), ("1", "2", "3.1", "3.2", "4К1")),
    ],
)
def test_codes_of_tasks_of_all_years(tmp_path, codes, wanted):
    old = read_sheets(tmp_path, layouts.older_form_rows(pupils()[:4], codes))
    points = (2, 1, 3, 2, 1)
    assert old.tasks == tuple(TaskColumn(code, top) for code, top in zip(wanted, points, strict=True))
    assert old.papers[0].task_scores == bytes(points)


def test_a_title_above_the_form_and_helper_columns_beside_it(tmp_path):
    rows = [["Протокол ВПР"], [], *[["", *row, "", 0, "X"] for row in layouts.older_form_rows(pupils()[:4])]]
    read = read_sheets(tmp_path, rows)
    assert (read.rows, read.refused, len(read.tasks)) == (4, 0, 5) and read.columns["code"] == "B"


def test_a_shifted_row_keeps_its_scores_and_loses_only_its_mark(tmp_path):
    rows = layouts.older_form_rows(pupils()[:4])
    rows[1][-3:-1] = ["", "ж"]
    read = read_sheets(tmp_path, rows)
    assert read.papers[0].journal_mark is None and read.papers[0].raw_score == 9
    assert problems(read, "journal_mark_junk") == [("info", "J2")]


def test_t19_a_form_without_its_tasks_or_with_a_renamed_column_is_named(tmp_path):
    rows = layouts.older_form_rows(pupils()[:4])
    rows[0][-1] = "Сумма"
    with pytest.raises(UserError):
        read_sheets(tmp_path, rows)
    sheets = layouts.school_form_sheets(pupils()[:4])
    sheets["Протокол"][0][-5 if sheets["Протокол"][0][-1] == "" else -1] = "Сумма"
    with pytest.raises(UserError, match="не хватает столбца: «Итого баллов»"):
        read_sheets(tmp_path, sheets)
