"""T37: a block from Excel is pasted as it is, shown first, or refused in words; nothing is guessed."""

from __future__ import annotations

from app.services.entry import rules
from app.services.entry.paste import has_merged, plan_paste, rows_of_text
from app.services.entry.rows import EntryTask, Paper
from app.services.imports.rows import BLANK, NOT_ATTEMPTED

TASKS = tuple(EntryTask(str(number), points) for number, points in enumerate((2, 1, 3, 12), start=1))
PAPER = Paper("municipal_test", 2026, 4, "Математика", TASKS)
WORKS = [rules.empty_work(at, str(40001 + at), PAPER) for at in range(6)]


def test_cells_of_a_clipboard():
    assert rows_of_text("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert rows_of_text('1\t"две\nстроки"\t3') == [["1", "две\nстроки", "3"]]
    assert rows_of_text('a\t\n\t"b ""c"""') == [["a", ""], ["", 'b "c"']]
    assert rows_of_text("1\n\n\n") == [["1"]]


def test_a_block_that_fits_goes_in_without_a_word():
    plan = plan_paste(WORKS, PAPER, "1\t1\t3\t12\n2\tX\tХ\t0", row=1, column=1)
    assert not plan.notes and not plan.refusal
    assert plan.works[1].scores == bytes([1, 1, 3, 12])
    assert plan.works[2].scores == bytes([2, NOT_ATTEMPTED, NOT_ATTEMPTED, 0])
    assert plan.cells == {(row, column) for row in (1, 2) for column in (1, 2, 3, 4)}


def test_a_header_leads_columns_and_rows_to_their_places():
    rows = [
        "Код участника\tФамилия\t3 (3б)\t1 (2б)\tВариант\tИтого баллов",
        "40003\tПетров\t2\t1\t2\t3",
        "40001\tИванов\t\t2\t1\t2",
        "49999\tСидоров\t1\t1\t1\t2",
    ]
    plan = plan_paste(WORKS, PAPER, "\n".join(rows), row=5, column=4)
    assert plan.works[2].scores == bytes([1, BLANK, 2, BLANK])
    assert plan.works[2].variant == "2"
    assert plan.works[0].scores == bytes([2, BLANK, BLANK, BLANK])
    notes = " ".join(plan.notes)
    assert "«Фамилия»" in notes and "«49999»" in notes
    assert "Петров" not in notes, "names are neither taken nor shown"


def test_a_bare_header_of_numbers_is_seen_where_it_cannot_be_points():
    plan = plan_paste(WORKS, PAPER, "1\t2\t3\t4\n1\t1\t1\t1", row=0, column=1)
    assert plan.works.keys() == {0}
    assert "заголовок" in plan.notes[0]


def test_500_rows_of_30_columns_say_what_is_left_out():
    text = "\n".join("\t".join(["1"] * 30) for _ in range(500))
    plan = plan_paste(WORKS, PAPER, text, row=0, column=1)
    assert len(plan.works) == 6
    notes = " ".join(plan.notes)
    assert "столбцов не войдёт — 25" in notes
    assert "последние 494 не войдут" in notes


def test_what_is_no_score_stays_as_it_was_and_is_named():
    plan = plan_paste(WORKS, PAPER, "02.мар\tн/д\t1\t2,5", row=0, column=1)
    assert plan.works[0].scores == bytes([BLANK, BLANK, 1, BLANK])
    notes = " ".join(plan.notes)
    assert "превратил балл в дату" in notes and "«н/д»" in notes and "«2,5»" in notes


def test_absent_in_a_block():
    plan = plan_paste(WORKS, PAPER, "отсутствовал\t\t\t\t\n1\t1\t1\t1\t1", row=0, column=0)
    assert plan.works[0].absent
    assert plan.works[1].scores == bytes([1, 1, 1, 1])


def test_merged_cells_and_an_empty_clipboard_are_refused_in_words():
    html = '<table><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td></tr></table>'
    assert has_merged(html) and not has_merged('<td colspan="1">1</td>')
    plan = plan_paste(WORKS, PAPER, "1\t2\n\t3", html, row=0, column=1)
    assert "объединённые" in plan.refusal and plan.todo and not plan.works
    assert plan_paste(WORKS, PAPER, "  \n").refusal


def test_values_above_the_maximum_are_pasted_and_red():
    plan = plan_paste(WORKS, PAPER, "9", row=0, column=1)
    assert plan.works[0].scores[0] == 9
    assert rules.doubts_of(plan.works[0], PAPER)
