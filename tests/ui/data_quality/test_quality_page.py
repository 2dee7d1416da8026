"""Проверка данных: remarks, the way to their place, putting aside."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.models.scales import ScoreScale
from tests.sample_papers import add_procedure, school_id

DAY = (date(2026, 4, 14), date(2026, 4, 20))


@pytest.fixture
def desk(make_desk, empty):
    with empty.db.write() as session:
        session.merge(ScoreScale(year=2026, grade=4, subject="Труд", max_score=38, min3=14, min4=24, min5=33))
    add_procedure(
        empty, {"Берёзки": [20, 40, 39], "Озёрная": [50, 20]}, year=2026, subject="Труд", municipality="Верхнеозёрский район",
        window=DAY,
    )  # fmt: skip
    return make_desk(empty)


@pytest.fixture
def page(desk):
    return desk.tab("schools").show_page("quality")


def kinds(page):
    return [one.kind for one in page.table.row_model.shown()]


def test_remarks_with_their_numbers(page):
    assert kinds(page) == ["over_max", "over_max", "enrolment_missing"]
    assert page.switch.buttons["open"].text() == "Замечания (3)"
    assert page.text.text() == "2\u00a0работы с баллом выше максимума 38, наибольший 40."
    assert "максимума работы" in page.about.text()


def test_enter_leads_to_the_place(desk, page, qtbot):
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.window.current_key() == "objectivity"
    evidence = desk.window.current_tab().current().evidence
    assert evidence.shown()[1] == school_id(desk.ctx, "Берёзки")


def test_several_are_put_aside_with_one_reason_and_returned(desk, page, qtbot):
    page.kind.setCurrentIndex(page.kind.findData("over_max"))
    page.table.selectAll()
    page.ask()
    assert page.form.title.text() == "Отложить 2\u00a0замечания"
    page.form.submit()
    assert page.reason.problem.text()
    page.reason.set_value("баллы за дополнительное задание")
    page.form.submit()
    assert kinds(page) == []
    page.panel.clear_filters()
    assert kinds(page) == ["enrolment_missing"]
    page.switch.choose("aside")
    assert kinds(page) == ["over_max", "over_max"]
    assert "баллы за дополнительное задание" in page.reason_said.text()
    page.table.selectRow(0)
    page.ask()
    assert len(kinds(page)) == 1
    desk.workspace.take_back()
    desk.workspace.take_back()
    page.switch.choose("open")
    assert len(kinds(page)) == 3


def test_nothing_to_remark(empty_desk):
    page = empty_desk.tab("schools").show_page("quality")
    assert page.panel._stack.currentWidget() is page.sound
    page.switch.choose("aside")
    assert "Отложенных" in page.sound.heading.text()
    page.ask()


def test_the_shown_remarks_go_to_excel(page, tmp_path):
    from openpyxl import load_workbook

    page.kind.setCurrentIndex(page.kind.findData("over_max"))
    page.export(tmp_path / "замечания.xlsx")
    values = [value for row in load_workbook(tmp_path / "замечания.xlsx").active.values for value in row if value]
    assert values.count("Балл выше максимума") == 2
    assert "Нет численности" not in values
