"""Protocols of ОГЭ and ЕГЭ: layouts, masks, what must not be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.services.imports.layouts.exam_masks import long_answers, read_masks, short_answers
from app.services.imports.layouts.exam_protocol import exam_subject
from app.services.imports.recognise import recognise
from app.services.imports.rows import BLANK, ImportOptions, ReadFile
from app.services.table_files.workbook import open_workbook
from tests.data import exams
from tests.data.compound import xls
from tests.data.exams import NAMES, Pupil, block, pupils
from tests.data.layouts import ErrorCell, Looks, write_book
from tests.unit.imports.reading import problems

SOCIETY = "12 - Обществознание 2026.06.03"


def parts_of(path: Path, options: ImportOptions | None = None) -> list[ReadFile]:
    options = options or ImportOptions()
    with open_workbook(path) as workbook:
        reader, sheet = recognise(workbook, options)
        found: list[ReadFile] = reader.read_parts(workbook, sheet, options)
    return found


def parts(tmp_path, rows, options=None, looks=None) -> list[ReadFile]:
    return parts_of(write_book(tmp_path / "протокол.xlsx", {"Лист": rows}, {"Лист": looks} if looks else None), options)


def test_short_and_long_answers():
    assert short_answers("+-2") == ((1, 0, 2), (1, 1, -1))
    assert short_answers("+?") is None
    assert long_answers("1(2)2(3)") == ((1, 2), (2, 3))
    assert long_answers("1(2)мимо") is None
    mask, wrong = read_masks("+-", "2(3)", "")
    assert mask is not None and mask.points == 3 and not wrong
    assert read_masks("", "", "") == (None, "")
    assert read_masks("Иванов", "", "") == (None, "short")


def test_two_mathematics_are_two_papers():
    assert exam_subject("Математика (базовая)") == "Математика базовая"
    assert exam_subject("Математика профильная") == "Математика профильная"
    assert exam_subject("русский язык") == "Русский язык"


@pytest.mark.parametrize("head", ["sparse", "dense"])
def test_oge_blocks_of_a_sheet(tmp_path, head):
    rows = [*block(head, SOCIETY, pupils()), [], *block(head, "06 - Биология 2026.06.06", pupils()[:3])]
    society, biology = parts(tmp_path, rows)
    assert (society.kind, society.year, society.grade, society.subject) == ("oge", 2026, 9, "Обществознание")
    assert society.held_on == date(2026, 6, 3) and biology.held_on == date(2026, 6, 6)
    assert (len(society.papers), len(biology.papers), society.refused) == (5, 3, 0)
    first = society.papers[0]
    assert (first.school, first.code, first.class_label, first.raw_score, first.mark) == ("code:114", "0603-0001", "9А", 7, 4)
    assert first.task_scores == bytes((1, 0, 1, 2, 1, 2))
    assert [paper.code for paper in society.papers] == ["0603-0001", "0603-0002", "0603-0003", "0603-0001", "0603-0002"]
    assert [task.max_points for task in society.tasks] == [1, 1, 1, None, 2, 3]
    assert society.schools["code:207"].code == "207" and society.schools["code:207"].area == "12"


def test_an_old_workbook_is_read_too(tmp_path):
    rows = block("sparse", SOCIETY, pupils())
    cells = [(at, place, cell) for at, row in enumerate(rows, 1) for place, cell in enumerate(row) if cell != ""]
    (read,) = parts_of(xls(tmp_path / "протокол.xls", {"Лист1": cells}))
    assert (read.subject, len(read.papers), read.papers[0].mark) == ("Обществознание", 5, 4)


def test_a_title_with_the_day_first(tmp_path):
    (read,) = parts(tmp_path, block("dense", "12 – Обществознание 03.06.2026", pupils()))
    assert (read.subject, read.held_on) == ("Обществознание", date(2026, 6, 3))


def test_an_exam_says_its_kind_above_the_table(tmp_path):
    rows = block("dense", "02 - Математика 2026.06.03", [Pupil(114, "+-", "", label="9А")])
    rows[0] = ["Протокол проверки результатов государственного выпускного экзамена"]
    (read,) = parts(tmp_path, rows)
    assert (read.kind, read.grade) == ("gve", 9)


def test_blocks_of_one_exam_on_two_days_are_one_procedure(tmp_path):
    rows = [*block("dense", SOCIETY, pupils()), [], *block("dense", "12 - Обществознание 2026.06.23", pupils()[:1])]
    (read,) = parts(tmp_path, rows)
    assert read.part == "" and read.held_on == date(2026, 6, 3)
    assert [paper.code for paper in read.papers if paper.school == "code:114"][-1] == "0623-0001"


@pytest.mark.parametrize("head", ["ege_dense", "ege_sparse"])
def test_ege_has_test_scores(tmp_path, head):
    rows = block(
        head,
        "02 - Математика профильная 2026.06.08",
        [
            Pupil(114, "+-+", "1(2)", test=56, label="11А", code="7700123"),
            Pupil(114, "+++", "2(2)", test="74", label="11А", code="7700124"),
        ],
    )  # fmt: skip
    (read,) = parts(tmp_path, rows)
    assert (read.kind, read.grade, read.subject) == ("ege", 11, "Математика профильная")
    assert [paper.test_score for paper in read.papers] == [56, 74]
    assert [paper.mark for paper in read.papers] == [None, None]
    expected = ["7700123", "7700124"] if head == "ege_dense" else ["0608-0001", "0608-0002"]
    assert [paper.code for paper in read.papers] == expected


def test_a_mark_under_the_caption_of_the_base_mathematics(tmp_path):
    rows = block("ege_sparse", "22 - Математика базовая 2026.06.08", [Pupil(114, "+-+", "", test=4, label="11А")])
    rows[4] = ["Оценка" if cell == "Тестовый балл" else cell for cell in rows[4]]
    (read,) = parts(tmp_path, rows)
    assert (read.kind, read.papers[0].mark, read.papers[0].test_score) == ("ege", 4, None)


def test_csv_takes_subject_and_year_from_the_name_of_the_file(tmp_path):
    path = tmp_path / "ОГЭ Математика 2026.csv"
    path.write_text(exams.csv_text(pupils()), encoding="utf-8-sig")
    (read,) = parts_of(path)
    assert (read.kind, read.grade, read.subject, read.year) == ("oge", 9, "", None)
    assert [paper.code for paper in read.papers] == ["0001", "0002", "0003", "0001", "0002"]
    assert [paper.mark for paper in read.papers] == [4, 3, 2, 5, 4]


def test_names_and_documents_are_nowhere_in_what_was_read(tmp_path):
    rows = block("dense", SOCIETY, pupils())
    rows[6][13] = "семь"  # a refused row must not quote its neighbours
    rows[7][2] = NAMES[2][0]  # a name that slipped into the class
    rows[8][11] = rows[9][13] = NAMES[3][0]  # and into answers and scores
    (read,) = parts(tmp_path, rows)
    said = repr(read)
    for words in NAMES:
        for word in words:
            assert word not in said
    assert "567891" not in said and "1234" not in said


def test_oge_after_an_appeal_names_the_exam_in_every_row(tmp_path):
    rows = block("appeal", "", [Pupil(114, "+-+2", "2(2)2(3)", 5, exam="Математика(2026.06.02)"),
                                Pupil(207, "+-", "1(2)", 4, exam="Физика(2026.06.09)")])  # fmt: skip
    mathematics, physics = parts(tmp_path, rows)
    assert (mathematics.layout, mathematics.subject, physics.subject) == ("exam_appeal", "Математика", "Физика")
    assert mathematics.held_on == date(2026, 6, 2)


def test_codes_keep_the_zeros_of_their_format(tmp_path):
    import openpyxl

    path = write_book(tmp_path / "протокол.xlsx", {"Лист": block("dense", SOCIETY, [Pupil(12, "+-", "")])})
    book = openpyxl.load_workbook(path)
    book["Лист"]["B6"].number_format = "0000"
    book.save(path)
    (read,) = parts_of(path)
    assert list(read.schools) == ["code:0012"]


def test_x02_codes_of_schools_with_spaces_are_trimmed_and_that_is_noted(tmp_path):
    (read,) = parts(tmp_path, block("dense", SOCIETY, [Pupil("0012\u00a0 ", "+-", ""), Pupil("0012", "++", "")]))
    assert list(read.schools) == ["code:0012"]
    assert problems(read, "trimmed_codes") == [("info", "")]


def test_bad_cells_are_refused_with_their_places(tmp_path):
    rows = block("dense", SOCIETY, pupils())
    rows[5][13] = date(2026, 3, 2)
    rows[6][13] = ErrorCell("#N/A")
    rows[7][11] = "+?+"
    rows[8][1] = ""
    (read,) = parts(tmp_path, rows)
    assert problems(read, "date_score") == [("error", "N6")]
    assert problems(read, "error_cell") == [("error", "N7")]
    assert problems(read, "bad_mask") == [("error", "L8")]
    assert problems(read, "no_school") == [("error", "B9")]
    assert (len(read.papers), read.refused, read.rows) == (1, 4, 5)


def test_who_was_absent_has_no_score(tmp_path):
    rows = block("dense", SOCIETY, [Pupil(114, "", "", mark="", total="не явился"), Pupil(114, "", "", mark="", total="")])
    rows[-1] = ["Средние"]
    (read,) = parts(tmp_path, rows)
    assert [(paper.absent, paper.raw_score, paper.task_scores) for paper in read.papers] == [(True, None, None)] * 2


def test_another_sum_is_said_once_and_the_primary_score_stays(tmp_path):
    rows = block("dense", SOCIETY, [Pupil(114, "+-+", "1(2)", total=9), Pupil(114, "+-+", "1(2)", total=8)])
    (read,) = parts(tmp_path, rows)
    assert [paper.raw_score for paper in read.papers] == [9, 8]
    assert problems(read, "sum_mismatch") == [("info", "")]


def test_shorter_answers_are_padded(tmp_path):
    rows = block("dense", SOCIETY, [Pupil(114, "+-+", "1(2)"), Pupil(114, "+-", "")])
    (read,) = parts(tmp_path, rows)
    assert read.papers[1].task_scores == bytes((1, 0, BLANK, BLANK))


def test_hidden_rows_are_asked_about(tmp_path):
    rows = block("dense", SOCIETY, pupils())
    (read,) = parts(tmp_path, rows, looks=Looks(hidden_rows=[7]))
    assert problems(read, "hidden_rows") == [("warning", "")] and len(read.papers) == 4
    (read,) = parts(tmp_path, rows, ImportOptions(include_hidden=True), Looks(hidden_rows=[7]))
    assert len(read.papers) == 5


def test_two_rows_with_one_participant_code_are_refused(tmp_path):
    one = Pupil(114, "+-+", "1(2)", test=56, label="11А", code="7700123")
    other = Pupil(114, "+++", "1(2)", test=70, label="11А", code="7700123")
    (read,) = parts(tmp_path, block("ege_dense", "03 - Физика 2026.06.08", [one, other]))
    assert (len(read.papers), read.refused) == (0, 2)
    assert "строках 6, 7" in read.problems[0].text
