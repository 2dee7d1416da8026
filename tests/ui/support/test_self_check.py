"""The questionnaire: at a school, at the department, by workbook; the plan in one click."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services.roadmaps.queries import list_roadmaps
from app.services.support.profile import risk_profile
from app.ui.support.risk_dialog import RiskDialog
from tests.sample_papers import add_procedure, school_id


@pytest.fixture
def desk(make_desk, empty):
    add_procedure(empty, {"Берёзки": [1] * 12, "Озёрная": [30] * 12}, year=2026, municipality="Верхнеозёрский район")
    return make_desk(empty)


@pytest.fixture
def page(desk):
    made = desk.tab("schools").show_page("support")
    made.open_school(school_id(desk.ctx, "Берёзки"))
    return made.school


def answers(desk):
    return risk_profile(desk.ctx, school_id(desk.ctx, "Берёзки")).answers


def test_each_answer_is_saved_and_the_same_again_takes_it_away(desk, page, qtbot):
    dialog = RiskDialog(desk.workspace.ui, school_id(desk.ctx, "Берёзки"), "Берёзки")
    qtbot.addWidget(dialog)
    dialog.show()
    row = dialog.pane.form.rows["staff_1"]
    qtbot.mouseClick(row.buttons[3], Qt.MouseButton.LeftButton)
    assert answers(desk) == {"staff_1": 3}
    qtbot.mouseClick(row.buttons[1], Qt.MouseButton.LeftButton)
    assert answers(desk) == {"staff_1": 1}
    assert [button.isChecked() for button in row.buttons] == [False, True, False, False]
    assert "отвечено 1 из 30" in dialog.pane.count.text()
    qtbot.mouseClick(row.buttons[1], Qt.MouseButton.LeftButton)
    assert answers(desk) == {}
    row.buttons[2].setFocus()
    qtbot.keyClick(row.buttons[2], Qt.Key.Key_Space)
    assert answers(desk) == {"staff_1": 2}
    desk.workspace.take_back()
    assert answers(desk) == {}
    assert row.answer() is None


def test_the_workbook_from_the_window_and_back(desk, page, qtbot, tmp_path):
    dialog = RiskDialog(desk.workspace.ui, school_id(desk.ctx, "Берёзки"), "Берёзки")
    qtbot.addWidget(dialog)
    dialog.pane.form.rows["staff_1"].buttons[3].click()
    path = tmp_path / "анкета.xlsx"
    dialog.pane.save_book(path)
    assert path.exists() and "Анкета сохранена" in dialog.pane.message.text.text()
    dialog.pane.form.rows["staff_1"].buttons[0].click()
    dialog.pane.load_book(path)
    assert answers(desk) == {"staff_1": 3}
    (tmp_path / "нет.xlsx").write_bytes(b"")
    dialog.pane.load_book(tmp_path / "нет.xlsx")
    assert "не анкета" in dialog.pane.message.text.text()


def test_the_profile_beside_the_results_and_a_significance_by_hand(desk, page, qtbot):
    assert not page.factors.isVisibleTo(page)
    assert "Самодиагностики ещё нет" in page.risk_note.text()
    dialog = RiskDialog(desk.workspace.ui, school_id(desk.ctx, "Берёзки"), "Берёзки")
    qtbot.addWidget(dialog)
    for question in ("staff_1", "staff_2"):
        dialog.pane.form.rows[question].buttons[3].click()
    assert page.factors.isVisibleTo(page)
    staff = next(one for one in page.factors.row_model.shown() if one.factor.key == "staff")
    assert staff.level == "high"
    page.factors.opened.emit(staff)
    page.level.set_value("low")
    page.level_note.set_value("учитель приехал")
    page.level_form.submit()
    staff = next(one for one in page.factors.row_model.shown() if one.factor.key == "staff")
    assert (staff.level, staff.note) == ("low", "учитель приехал")


def test_one_click_makes_the_plan_and_opens_it(desk, page):
    page.plan_button.click()
    (row,) = list_roadmaps(desk.ctx)
    assert row.organisation_id == school_id(desk.ctx, "Берёзки")
    assert row.title == "План поддержки школы «Берёзки» на 2027 год"
    assert desk.window.current_key() == "roadmaps"
    desk.workspace.take_back()
    assert list_roadmaps(desk.ctx) == []


def test_a_school_fills_it_in_at_its_own_place(make_desk, tmp_path):
    from app.services.opening import open_context
    from app.ui.first_run.apply import set_up
    from app.ui.first_run.wizard import FirstRunDraft

    ctx = open_context(tmp_path / "Школа", clock=lambda: datetime(2026, 9, 14))
    set_up(ctx, FirstRunDraft("school", "МБОУ «Ключевская СОШ»", "Верхнеозёрский район", Path()))
    desk = make_desk(ctx)
    tab = desk.tab("schools")
    assert [button.text() for button in tab.switch.buttons.values()] == ["Карточка школы", "Самодиагностика"]
    page = tab.show_page("self_check")
    page.pane.form.rows["parents_1"].buttons[2].click()
    assert page.pane.profile.answers == {"parents_1": 2}
    assert page.pane.profile.school == "МБОУ «Ключевская СОШ»"
    ctx.db.close()


def test_questionnaires_go_to_the_shown_schools_and_come_back_together(desk, tmp_path):
    from openpyxl import load_workbook

    page = desk.tab("schools").show_page("support")
    folder = tmp_path / "Анкеты"
    folder.mkdir()
    page.save_books(folder)
    files = sorted(folder.iterdir())
    assert [path.name for path in files] == ["Самодиагностика Берёзки.xlsx", "Самодиагностика Озёрная.xlsx"]
    for path in files:
        book = load_workbook(path)
        book["Анкета"]["C7"].value = "да"
        book.save(path)
    (folder / "чужой.xlsx").write_bytes(b"1")
    page.load_books([*files, folder / "чужой.xlsx"])
    assert answers(desk) == {"equipment_1": 3}
    assert risk_profile(desk.ctx, school_id(desk.ctx, "Озёрная")).answers == {"equipment_1": 3}
    assert "Не загружено: 1" in desk.window.message_bar.text.text()
    desk.workspace.take_back()
    assert answers(desk) == {}


def test_other_places_lead_to_a_school_here(desk):
    school = school_id(desk.ctx, "Озёрная")
    desk.window.open_target(("support", school))
    tab = desk.window.current_tab()
    assert desk.window.current_key() == "schools" and tab.switch.current() == "support"
    assert tab.current().school.shown() == school
    assert tab.close_inner() and not tab.close_inner()
