"""Разборы: the list, a signal followed to its conclusion by keyboard, works typed and pasted, the olympiad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from app.models.results import Paper, Task
from app.models.scales import ScoreScale
from app.services.findings.rows import FindingRow, SignalRow
from app.services.inquiries import commands
from app.services.inquiries.queries import get_inquiry, list_inquiries
from app.services.roadmaps.queries import list_roadmaps
from app.ui.inquiries.page import InquiriesPage
from app.ui.inquiries.step_recheck import AFTER, CHECKER, DIFFERENCE, MARKS
from app.ui.widgets.print_preview import PrintPreview
from app.ui.worker import Worker
from tests.sample_papers import add_procedure, school_id

SCHOOL = "Берёзки"
SCORES = [14, 14, 15, 14, 20, 25, 24, 24, 30, 33, 35, 14, 15, 22, 28, 31, 9, 26, 17, None]


@pytest.fixture
def base(empty):
    with empty.db.write() as session:
        session.merge(ScoreScale(year=2026, grade=4, subject="Труд", max_score=38, min3=14, min4=24, min5=33))
    add_procedure(empty, {SCHOOL: SCORES, "Озёрная": SCORES}, year=2026, subject="Труд", municipality="Верхнеозёрский район")
    return empty


@pytest.fixture
def cell(base):
    from app.services.results.queries import list_procedures

    return list_procedures(base)[0].id, school_id(base, SCHOOL)


def finding(cell):
    signals = (SignalRow("bunching", 0.001, 5.0, 2.0, ""),)
    return FindingRow(*cell, 2026, 4, "Труд", SCHOOL, "", 19, 0.002, 3.0, None, True, "strong", signals)


@pytest.fixture
def page(make_desk, base, qtbot):
    made = InquiriesPage(make_desk(base).workspace.ui)
    made.resize(1300, 700)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened(page, base, cell):
    """An inquiry with ten works drawn, shown at its recheck."""
    number = commands.open_inquiry(base, *cell, finding=finding(cell)).value
    commands.draw_sample(base, number, 10, "near_cuts", seed=4711)
    page.read_again()
    page.open_target(("inquiry", number))
    return number


def test_an_empty_page_says_how_to_begin(page):
    assert page.inner.currentWidget() is page.empty
    assert "Начать разбор" in page.empty.text.text()


def test_the_window_opens_an_inquiry_by_its_target(make_desk, base, cell):
    desk = make_desk(base)
    number = commands.open_inquiry(base, *cell, finding=finding(cell)).value
    desk.workspace.ui.open_target(("inquiry", number))
    shown = desk.tab("objectivity").current()
    assert isinstance(shown, InquiriesPage)
    assert shown.inquiry.title.text() == SCHOOL
    assert "признак выраженный" in shown.inquiry.note.text()
    assert shown.close_inner() and not shown.close_inner()
    assert shown.table.current_row().id == number


def test_the_list_is_filtered_by_stage(page, base, cell):
    first = commands.open_inquiry(base, *cell).value
    commands.dismiss_finding(base, cell[0], school_id(base, "Озёрная"), "Сильный класс.")
    page.read_again()
    assert [row.state for row in page.table.row_model.shown()] == ["hypothesis", "dismissed"]
    page.stage.setCurrentIndex(page.stage.findData("dismissed"))
    assert [row.school for row in page.table.row_model.shown()] == ["Озёрная"]
    page.stage.setCurrentIndex(page.stage.findData("open"))
    assert [row.id for row in page.table.row_model.shown()] == [first]


def test_a_signal_is_followed_to_its_conclusion(page, base, cell):
    number = commands.open_inquiry(base, *cell, finding=finding(cell)).value
    page.open_target(("inquiry", number))
    inquiry = page.inquiry
    first = inquiry.pages["hypothesis"]
    assert "подъём за границей" in first.seen.text()
    first.hypothesis.memo.setPlainText("Проверяли мягко.")
    first.letter.click()
    assert get_inquiry(base, number).hypothesis == "Проверяли мягко."
    request = inquiry.pages["requested"]
    request.letter_on.line.setText("10.09.2026")
    request.letter_on._picked()
    assert request.answer_due.value() == date(2026, 9, 17)
    assert list_inquiries(base)[0].next_due == date(2026, 9, 17)
    request.answer.memo.setPlainText("Проверял один учитель.")
    inquiry.go("recheck")
    assert get_inquiry(base, number).answer == "Проверял один учитель."
    recheck = inquiry.pages["recheck"]
    assert (recheck.how_many.value(), recheck.method.value()) == (10, "near_cuts")
    recheck.draw_button.click()
    works = get_inquiry(base, number).drawn
    assert len(works) == 10
    for row, work in enumerate(works):
        recheck.grid.item(row, AFTER).setText(str(work.before - 2))
    found = get_inquiry(base, number)
    assert found.differences.mean == -2
    assert "Перепроверено 10" in recheck.words.text()
    talk = inquiry.pages["interview"]
    talk.propose.click()
    assert len(get_inquiry(base, number).minutes.questions) == 3
    talk.questions.item(0, 1).setText("Один учитель.")
    talk.decided.item(0, 0).setText("Вторая проверка")
    talk.held_on.line.setText("12.09.2026")
    talk.held_on._picked()
    kept = get_inquiry(base, number).minutes
    assert (kept.questions[0][1], kept.decided, kept.held_on) == (
        "Один учитель.", (("Вторая проверка", "", ""),), date(2026, 9, 12)
    )  # fmt: skip
    assert talk.decided.rowCount() == 2, "an empty row waits for the next decision"
    end = inquiry.pages["concluded"]
    assert "расхождения выявлены" in end.figures.text()
    end.conclude()
    assert end.verdict.problem.text() and get_inquiry(base, number).row.state == "interview"
    end.verdict.set_value("found")
    end.reason.memo.setPlainText("Балл выше во всех работах.")
    end.conclude_button.click()
    assert get_inquiry(base, number).row.verdict == "found"
    assert end.said.text().startswith("Расхождения выявлены")
    end.add_button.click()
    assert end.text.value().startswith("Ввести вторую проверку")
    end.form.submit()
    (roadmap,) = list_roadmaps(base)
    assert roadmap.organisation_id == cell[1]
    assert len(end.measures.row_model.shown()) == 1
    assert not recheck.grid.item(0, AFTER).flags() & Qt.ItemFlag.ItemIsEditable


def test_points_are_typed_like_in_a_spreadsheet(page, base, opened, qtbot):
    grid = page.inquiry.pages["recheck"].grid
    works = get_inquiry(base, opened).drawn
    grid.setFocus()
    grid.setCurrentCell(0, AFTER)
    for typed in ("12", "9"):
        qtbot.keyClicks(grid, typed[0])
        (editor,) = [one for one in grid.findChildren(QLineEdit) if one.isVisible()]
        qtbot.keyClicks(editor, typed[1:])
        row = grid.currentRow()
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda row=row: grid.currentRow() != row)
    after = {work.code: work.after for work in get_inquiry(base, opened).drawn}
    assert (after[works[0].code], after[works[1].code]) == (12, 9)
    assert (grid.currentRow(), grid.currentColumn()) == (2, AFTER)
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert grid.currentColumn() == CHECKER
    grid.setCurrentCell(0, AFTER)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert get_inquiry(base, opened).drawn[0].after is None
    assert grid.text(0, DIFFERENCE) == ""


def test_a_column_and_pairs_are_pasted(page, base, opened, qtbot):
    grid = page.inquiry.pages["recheck"].grid
    works = get_inquiry(base, opened).drawn
    grid.setCurrentCell(2, AFTER)
    QGuiApplication.clipboard().setText("7\r\n\r\n9\r\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    after = [work.after for work in get_inquiry(base, opened).drawn]
    assert after[2:5] == [7, None, 9] and after[:2] == [None, None]
    QGuiApplication.clipboard().setText(f"Код\tБалл\n{works[0].code}\t{works[0].before}\n{works[9].code}\t3\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    after = [work.after for work in get_inquiry(base, opened).drawn]
    assert (after[0], after[9]) == (works[0].before, 3)
    assert grid.text(9, MARKS).endswith("2")


@pytest.mark.parametrize("wrong", ["много", "7,5", "99", "-1"])
def test_what_is_no_point_is_refused_and_shown_as_it_was(page, base, opened, wrong):
    grid = page.inquiry.pages["recheck"].grid
    grid.item(0, AFTER).setText(wrong)
    assert get_inquiry(base, opened).drawn[0].after is None
    page.inquiry.refresh()
    assert grid.text(0, AFTER) == ""


def test_ctrl_z_takes_back_a_typed_point(make_desk, base, cell):
    desk = make_desk(base)
    number = commands.open_inquiry(base, *cell).value
    commands.draw_sample(base, number, 6, seed=1)
    desk.workspace.ui.open_target(("inquiry", number))
    shown = desk.tab("objectivity").current()
    shown.inquiry.pages["recheck"].grid.item(0, AFTER).setText("5")
    assert get_inquiry(base, number).drawn[0].after == 5
    desk.workspace.take_back()
    assert get_inquiry(base, number).drawn[0].after is None
    assert shown.inquiry.pages["recheck"].grid.text(0, AFTER) == ""


def test_dismissing_asks_for_a_reason_and_it_can_be_opened_again(page, base, opened):
    inquiry = page.inquiry
    inquiry.dismiss_action.trigger()
    inquiry.dismissal.submit()
    assert inquiry.why.problem.text()
    inquiry.why.memo.setPlainText("Сильный класс.")
    inquiry.dismissal.submit()
    assert get_inquiry(base, opened).row.state == "dismissed"
    assert not inquiry.dismissal.isVisibleTo(inquiry)
    assert "Сильный класс." in inquiry.pages["concluded"].said.text()
    inquiry.reopen_action.trigger()
    assert get_inquiry(base, opened).row.state == "recheck"
    assert inquiry.switch.current() == "recheck"


def test_an_own_line_goes_into_the_history(page, base, opened):
    inquiry = page.inquiry
    inquiry.note_field.line.setText("Звонили директору <срочно>")
    inquiry.note_field.line.returnPressed.emit()
    assert get_inquiry(base, opened).steps[0].text == "Звонили директору <срочно>"
    assert "&lt;срочно" in inquiry.steps.text()
    assert inquiry.note_field.line.text() == ""


def test_what_was_deleted_meanwhile_leads_back_to_the_list(page, base, cell):
    number = commands.open_inquiry(base, *cell).value
    page.open_target(("inquiry", number))
    page.inquiry.delete_action.trigger()
    assert page.stack.currentWidget() is page.main
    assert list_inquiries(base) == ()


def test_an_olympiad_is_opened_and_its_works_are_typed_pasted_and_drawn(page, base, tmp_path):
    page.ask_olympiad()
    page.max_score.set_value(35)
    page.pass_score.set_value(20)
    page.form.submit()
    (row,) = list_inquiries(base)
    assert (row.kind, row.subject, row.grade, row.year) == ("olympiad", "Математика", 8, 2026)
    recheck = page.inquiry.pages["recheck"]
    assert page.inquiry.switch.current() == "recheck"
    recheck.works.item(0, 0).setText("М-1")
    recheck.works.item(0, 2).setText("21")
    assert [(one.code, one.before) for one in get_inquiry(base, row.id).works] == [("М-1", 21)]
    recheck.works.pasted.emit(1, 0, "М-2\t8А\t19\nМ-3\t8Б\t30")
    assert len(get_inquiry(base, row.id).works) == 3
    table = tmp_path / "работы.csv"
    table.write_text("Код;Баллы\n" + "\n".join(f"Ф-{n};{n}" for n in range(10, 18)), encoding="utf-8")
    recheck.load_file(table)
    assert len(get_inquiry(base, row.id).works) == 11
    recheck.draw_button.click()
    found = get_inquiry(base, row.id)
    assert found.drawn_on is not None and 5 <= len(found.drawn) <= 11
    recheck.grid.item(0, AFTER).setText("11")
    assert not recheck.works.item(0, 0).flags() & Qt.ItemFlag.ItemIsEditable, "the list is fixed once points are entered"
    assert recheck.grid.horizontalHeaderItem(MARKS).text() == "Проходит"


def test_the_paper_of_the_step_is_printed(page, base, opened):
    for step in ("requested", "recheck", "interview"):
        page.inquiry.switch.choose(step)
        assert page.print_page()
        (preview,) = page.window().findChildren(PrintPreview)
        assert preview.isVisible()
        preview.close()
        preview.setParent(None)


def test_a_narrow_window_keeps_the_history_in_the_menu(page, opened):
    page.resize(880, 500)
    inquiry = page.inquiry
    assert not inquiry.history.isVisibleTo(inquiry)
    inquiry.history_action.trigger()
    assert inquiry.history.isVisibleTo(inquiry) and not inquiry.stack.isVisibleTo(inquiry)
    inquiry.switch.choose("interview")
    assert inquiry.stack.isVisibleTo(inquiry)


def test_points_are_typed_by_task_where_the_tasks_are_known(page, base, cell, qtbot):
    with base.db.write() as session:
        for position, most in enumerate((1, 37)):
            session.add(Task(procedure_id=cell[0], position=position, code=f"{position + 1}", max_points=most))
        for paper in session.scalars(select(Paper).where(Paper.procedure_id == cell[0], Paper.raw_score.is_not(None))):
            paper.task_scores = bytes([1, paper.raw_score - 1])
    number = commands.open_inquiry(base, *cell).value
    commands.draw_sample(base, number, 6, seed=1)
    page.open_target(("inquiry", number))
    recheck = page.inquiry.pages["recheck"]
    assert not recheck.task_grid.isVisibleTo(recheck)
    recheck.by_task.box.click()
    assert recheck.task_grid.isVisibleTo(recheck) and not recheck.grid.isVisibleTo(recheck)
    works = get_inquiry(base, number).drawn
    recheck.task_grid.item(0, 2).setText("0")
    assert get_inquiry(base, number).drawn[0].after is None
    recheck.task_grid.item(0, 3).setText("9")
    assert get_inquiry(base, number).drawn[0].after == 9
    recheck.task_grid.setCurrentCell(1, 2)
    recheck.task_grid.paste_text("1\t5\r\n1\t6\r\n")
    assert [one.after for one in get_inquiry(base, number).drawn[:4]] == [9, 6, 7, None]
    assert recheck.task_grid.text(1, 4) == "6"
    assert recheck.task_grid.item(0, 3).toolTip() == f"Задание 2: было {works[0].before - 1}"
    for wrong in ("1\tмного", "1\t5\t6", "2\t5"):
        recheck.task_grid.setCurrentCell(3, 2)
        recheck.task_grid.paste_text(wrong)
        assert get_inquiry(base, number).drawn[3].after is None


def test_fast_typing_loses_nothing_with_real_threads(make_desk, base, cell, qtbot):
    number = commands.open_inquiry(base, *cell).value
    commands.draw_sample(base, number, 8, seed=1)
    ui = make_desk(base).workspace.ui
    refresh, unexpected = ui.refresh, []
    worker = Worker(lambda changes: refresh.publish(changes.topics), unexpected.append)
    try:
        page = InquiriesPage(replace(ui, worker=worker))
        page.resize(1300, 700)
        qtbot.addWidget(page)
        page.show()
        page.open_target(("inquiry", number))
        recheck, talk = page.inquiry.pages["recheck"], page.inquiry.pages["interview"]
        qtbot.waitUntil(lambda: recheck.grid.rowCount() == 8 and not worker.busy())
        for row in range(8):
            recheck.grid.item(row, AFTER).setText(str(10 + row))
        for row in range(3):
            talk.questions.item(row, 0).setText(f"Вопрос {row}?")
            QApplication.processEvents()
            talk.questions.item(row, 1).setText(f"Ответ {row}.")
        qtbot.waitUntil(lambda: not worker.busy(), timeout=20_000)
    finally:
        worker.close()
    found = get_inquiry(base, number)
    assert [one.after for one in found.drawn] == list(range(10, 18))
    assert found.minutes.questions == tuple((f"Вопрос {row}?", f"Ответ {row}.") for row in range(3))
    assert [recheck.grid.text(row, AFTER) for row in range(8)] == [str(10 + row) for row in range(8)]
    assert talk.questions.rows() == found.minutes.questions
    assert unexpected == []
