"""Planning in the calendar: from the catalogue, from a package, another year; moving with all that hangs on it; breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services.events.commands import create_event
from app.services.events.rows import EventFields
from app.services.organisations.queries import list_organisations
from app.services.plan.commands import plan_procedure
from app.services.plan.queries import get_plan, list_breaks, list_plan, list_slots, plan_schools
from app.services.plan.rows import PlanDraft, SlotRow
from app.services.plan.school_commands import save_slots
from app.ui import theme
from app.ui.calendar.breaks_page import BreaksPage
from app.ui.calendar.move_page import MovePage
from app.ui.calendar.plan_page import PlanPage
from app.ui.calendar.preview_pages import RolloverPage, WindowsPage
from app.ui.calendar.tab import CalendarTab
from tests.ui.keys import type_text

MONDAY = date(2026, 10, 5)
"""First day of the planned paper; the clock of the window says 14 September 2026."""
DAY = timedelta(days=1)


@pytest.fixture
def school_ids(district):
    return [one.id for one in list_organisations(district, own_only=True, kind="school")]


@pytest.fixture
def planned(district, school_ids):
    """A municipal paper of two weeks, two days of schools chosen, one of them with a second paper on the same day."""
    draft = PlanDraft("municipal_test", 6, "Математика", MONDAY, MONDAY + 11 * DAY, form="paper", basis="приказ № 12")
    first = plan_procedure(district, draft).value
    second = plan_procedure(district, replace(draft, subject="История")).value
    save_slots(district, [SlotRow(None, first, school_ids[0], "6А", MONDAY + DAY, 2, pupils=20)])
    save_slots(district, [SlotRow(None, first, school_ids[1], "6А", MONDAY + 2 * DAY)])
    save_slots(district, [SlotRow(None, second, school_ids[1], "6А", MONDAY + 2 * DAY)])
    return first


@pytest.fixture
def tab(desk, planned) -> CalendarTab:
    desk.workspace.read_years()
    desk.window.years.choose(2026)
    made: CalendarTab = desk.tab("calendar").page("first")
    made.show_procedure(planned)
    return made


def _page(tab, kind):
    page = tab.stack.currentWidget()
    assert isinstance(page, kind)
    return page


# --- views


def test_conflicts_stand_where_they_are_and_in_words(tab, planned):
    day = MONDAY + 2 * DAY
    assert tab.scene.conflicts(day) and not tab.scene.conflicts(MONDAY + DAY)
    assert "ещё одна работа" in tab.panel.conflicts.text()
    index = tab.grid.month_model.place(day)
    corner = tab.grid.visualRect(index).topRight()
    image = tab.grid.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    assert (
        image.pixelColor(round((corner.x() - 2) * ratio), round((corner.y() + 2) * ratio)).name().upper() == theme.LIGHT.overdue
    )
    assert "Внимание" in tab.grid.month_model.data(index)


def test_the_week_shows_bars_and_who_writes_and_is_walked_by_keys(tab, qtbot):
    tab.switch.choose("week")
    assert tab.week.monday == MONDAY and "октября" in tab.month_title.text()
    texts = [tab.week.week_model.data(tab.week.week_model.index(row, 1)) for row in range(4)]
    assert any(text.startswith("МПР") for text in texts) and any("6А" in text for text in texts)
    tab.week.setFocus()
    qtbot.keyClick(tab.week, Qt.Key.Key_PageDown)
    assert tab.week.monday == MONDAY + 7 * DAY
    qtbot.keyClick(tab.week, Qt.Key.Key_Home)
    qtbot.keyClick(tab.week, Qt.Key.Key_Left)
    assert tab.week.current_day() == MONDAY + 6 * DAY
    tab.switch.choose("month")
    assert tab.grid.current_day() == MONDAY + 6 * DAY
    tab.week.grab()


def test_schools_by_weeks_open_the_week_of_the_school(tab, qtbot, school_ids):
    tab.switch.choose("matrix")
    model = tab.matrix.matrix_model
    row = next(n for n, (key, _name) in enumerate(model.schools) if key == school_ids[1])
    index = model.index(row, model.weeks.index(MONDAY))
    assert model.data(index) == "2" and model.cell(index).wrong
    tab.matrix.setCurrentIndex(index)
    assert "Пишут" in tab.panel.day_note.text()
    tab.matrix.setFocus()
    qtbot.keyClick(tab.matrix, Qt.Key.Key_Return)
    assert tab.switch.current() == "week" and tab.week.monday == MONDAY
    assert tab.filters.choice().school == school_ids[1]
    assert {slot.organisation_id for slot in tab.scene.slots} == {school_ids[1]}
    tab.filters.reset.click()
    assert tab.filters.choice().is_empty


def test_meetings_stand_on_their_day_and_open(tab, desk):
    fields = EventFields(title="Совещание координаторов", held_on=MONDAY - 3 * DAY, starts_at="14:00")
    desk.workspace.worker.write(lambda _p: create_event(desk.ctx, fields))
    tab.go_to_month(MONDAY.replace(day=1), MONDAY - 3 * DAY)
    assert [event.name for event in tab.panel.event_table.row_model.all_rows()] == ["Совещание координаторов"]
    assert "14:00" in tab.grid.month_model.data(tab.grid.currentIndex())
    tab.panel.event_table.opened.emit(tab.panel.event_table.row_model.all_rows()[0])
    assert desk.window.current_tab().switch.current() == "events"


# --- planning


def test_a_procedure_of_several_classes_is_planned_from_the_catalogue_by_keys(tab, desk, qtbot):
    qtbot.keyClick(tab, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    if not isinstance(tab.stack.currentWidget(), PlanPage):
        tab.plan_button.click()  # shortcuts need an active window
    page = _page(tab, PlanPage)
    page.kind.set_value("regional_test")
    page.kind.committed.emit("regional_test")
    type_text(page.grades.line, "7, 8")
    type_text(page.subject.line, "физика")
    page.starts.set_value(date(2026, 11, 9))
    page.ends.set_value(date(2026, 11, 13))
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    made = [row for row in list_plan(desk.ctx) if row.kind == "regional_test"]
    assert [(row.grade, row.subject, row.starts_on) for row in made] == [
        (7, "Физика", date(2026, 11, 9)), (8, "Физика", date(2026, 11, 9)),
    ]  # fmt: skip
    assert tab.stack.currentWidget() is tab.main and tab.panel.row().kind == "regional_test"
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert not [row for row in list_plan(desk.ctx) if row.kind == "regional_test"]


def test_what_is_missing_is_said_on_the_page(tab):
    tab.plan()
    page = _page(tab, PlanPage)
    type_text(page.grades.line, "четвёртый")
    page.starts.set_value(None)
    page.submit()
    assert "Класс пишется числом" in page.problems.text() and "первый день" in page.problems.text()
    assert tab.close_inner() and tab.stack.currentWidget() is tab.main


def test_fields_of_the_plan_are_saved_in_place(tab, desk, planned):
    type_text(tab.panel.plan.note.line, "со звонком в 9:00")
    tab.panel.plan.note.commit()
    tab.panel.plan.control.set_value("municipal_recheck")
    tab.panel.plan.control.committed.emit("municipal_recheck")
    tab.panel.plan.status.committed.emit("preparing")
    row = get_plan(desk.ctx, planned)
    assert (row.note, row.control_mode, row.status) == ("со звонком в 9:00", "municipal_recheck", "preparing")
    tab.panel.cancel_action.trigger()
    assert get_plan(desk.ctx, planned).is_cancelled and tab.panel.cancel_action.text() == "Вернуть процедуру"
    tab.panel.delete_action.trigger()
    assert get_plan(desk.ctx, planned) is None and planned not in tab.scene.by_id
    assert tab.panel.row() is None or tab.panel.row().procedure_id != planned
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert get_plan(desk.ctx, planned) is not None


def test_the_random_subject_is_named(tab, desk):
    draft = PlanDraft("vpr", 6, "", MONDAY + 30 * DAY, year=2026, is_random=True, subject_options=("История", "Биология"))
    made = plan_procedure(desk.ctx, draft).value
    tab.read_again()
    tab.show_procedure(made)
    assert tab.panel.name_button.isVisibleTo(tab.panel)
    tab.panel.name_button.click()
    type_text(tab.panel.subject.line, "биология")
    tab.panel.naming.submit()
    assert get_plan(desk.ctx, made).subject == "Биология"
    assert tab.panel.title.text() == "ВПР 2026, биология, 6 класс" and not tab.panel.name_button.isVisibleTo(tab.panel)


# --- days of schools


def test_days_of_a_school_are_typed_in_the_table(tab, desk, planned, school_ids):
    dates = tab.panel.schools
    assert "выбрали 2 из" in dates.heading.text()
    dates.choose_school(school_ids[0])
    editor = dates.editor
    assert (editor.text(0, 0), editor.text(0, 1), editor.text(0, 2)) == ("6А", "06.10.2026", "2")
    editor.item(1, 0).setText("6б")
    assert len(list_slots(desk.ctx, procedure_id=planned, organisation_id=school_ids[0])) == 1
    editor.item(1, 1).setText("31.10.2026")
    slots = list_slots(desk.ctx, procedure_id=planned, organisation_id=school_ids[0])
    assert [(slot.class_label, slot.held_on) for slot in slots] == [("6А", MONDAY + DAY), ("6Б", date(2026, 10, 31))]
    assert "вне сроков" in tab.panel.schools.remarks.text()
    editor.item(1, 0).setText("")
    editor.item(1, 1).setText("")
    assert len(list_slots(desk.ctx, procedure_id=planned, organisation_id=school_ids[0])) == 1


def test_a_school_without_days_gets_a_proposal_when_asked(tab, desk, planned, school_ids):
    before = {s.organisation_id: len(s.slots) for s in plan_schools(desk.ctx, planned)}
    tab.panel.schools.choose_school(school_ids[3])
    tab.panel.schools.propose.click()
    after = {s.organisation_id: len(s.slots) for s in plan_schools(desk.ctx, planned)}
    assert after[school_ids[3]] > 0 and {k: v for k, v in after.items() if k != school_ids[3]} == {
        k: v for k, v in before.items() if k != school_ids[3]
    }


# --- moving


def test_a_window_is_moved_by_keys_after_the_page_of_what_changes_and_taken_back(tab, desk, planned, qtbot):
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    page = _page(tab, MovePage)
    assert (page.starts.value(), page.ends.value()) == (MONDAY + 7 * DAY, MONDAY + 18 * DAY)
    moves = [(one.before, one.after) for one in page.table.row_model.all_rows() if one.kind == "slot"]
    assert (MONDAY + DAY, MONDAY + 8 * DAY) in moves
    assert get_plan(desk.ctx, planned).starts_on == MONDAY  # nothing is written yet
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert get_plan(desk.ctx, planned).starts_on == MONDAY + 7 * DAY
    assert MONDAY + 8 * DAY in {slot.held_on for slot in list_slots(desk.ctx, procedure_id=planned)}
    assert tab.stack.currentWidget() is tab.main and tab.grid.current_day() == MONDAY + 7 * DAY
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert get_plan(desk.ctx, planned).starts_on == MONDAY
    assert {slot.held_on for slot in list_slots(desk.ctx, procedure_id=planned)} == {MONDAY + DAY, MONDAY + 2 * DAY}


def test_more_alt_arrows_on_the_page_and_escape_leaves_everything(tab, desk, planned):
    tab.shift(None, 7)
    page = _page(tab, MovePage)
    QTest.keyClick(page.starts.line, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.starts.value() == MONDAY + 6 * DAY
    page.with_schools.click()
    assert not [one for one in page.table.row_model.all_rows() if one.kind == "slot" and one.moves]
    desk.window.leave_inner()
    assert tab.stack.currentWidget() is tab.main and get_plan(desk.ctx, planned).starts_on == MONDAY


def test_a_label_is_dragged_to_another_day(tab, desk, planned, qtbot):
    tab.go_to_month(MONDAY.replace(day=1))
    start = tab.grid.month_model.place(MONDAY)
    labels = tab.grid.delegate.labels(tab.grid.visualRect(start), MONDAY, tab.scene)
    place = next(place for place, one, _words in labels if one is not None and one.procedure_id == planned)
    target = tab.grid.visualRect(tab.grid.month_model.place(MONDAY + 2 * DAY)).center()
    qtbot.mousePress(tab.grid.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    qtbot.mouseMove(tab.grid.viewport(), target)
    qtbot.mouseRelease(tab.grid.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert _page(tab, MovePage).starts.value() == MONDAY + 2 * DAY


def test_days_typed_in_the_panel_open_the_page_when_other_dates_hang_on_them(tab, desk, planned):
    tab.panel.ends.line.setText("")
    type_text(tab.panel.ends.line, "06.10.2026")
    tab.panel.ends.commit()
    page = _page(tab, MovePage)
    assert any("вне новых сроков" in one.warning for one in page.table.row_model.all_rows())
    page.back.click()
    assert tab.panel.ends.value() == MONDAY + 11 * DAY and get_plan(desk.ctx, planned).ends_on == MONDAY + 11 * DAY


# --- packages, another year, breaks


def test_windows_of_the_program_are_looked_at_and_loaded(tab, desk):
    year = max(tab._page.shipped)
    tab.actions_of.shipped(year)
    page = _page(tab, WindowsPage)
    assert page.table.all_count() > 10 and "Основание" in page.note.text()
    page.verb.click()
    assert sum(row.kind == "vpr" and row.year == year and row.planned for row in list_plan(desk.ctx)) > 10
    assert tab.stack.currentWidget() is tab.main and desk.window.years.current == year - 1
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert not any(row.kind == "vpr" and row.planned for row in list_plan(desk.ctx))


def test_rows_of_a_table_that_cannot_be_read_are_named(tab, tmp_path: Path):
    file = tmp_path / "Сроки.csv"
    file.write_text(
        "Вид;Класс;Предмет;Начало;Окончание\nМПР;5;Физика;09.11.2026;13.11.2026\nМПР;5;Химия;когда-нибудь;\n", encoding="utf-8"
    )
    tab.actions_of.load_windows(file)
    page = _page(tab, WindowsPage)
    assert page.problems.text() and [line.title for line in page.table.row_model.all_rows()] == ["МПР 2026, физика, 5 класс"]


def test_a_year_is_carried_over_and_its_dates_confirmed(tab, desk):
    tab.roll_over()
    page = _page(tab, RolloverPage)
    assert page.verb.text() == "Перенести 2\u00a0процедуры"
    page.verb.click()
    later = [row for row in list_plan(desk.ctx) if row.year == 2027]
    assert len(later) == 2 and not any(row.is_confirmed for row in later)
    assert desk.window.years.current == 2027 and tab.waiting.text() == "Подтвердить даты: 2"
    tab.waiting.click()
    assert all(row.is_confirmed for row in list_plan(desk.ctx) if row.year == 2027)
    assert not tab.waiting.isVisibleTo(tab)


def test_breaks_of_the_district_and_of_a_school(tab, desk, school_ids):
    tab.show_breaks()
    page = _page(tab, BreaksPage)
    assert len(page.editor.rows()) == 4 and "обычные" in page.note.text()
    page.editor.item(0, 1).setText("05.10.2026")
    page.editor.item(0, 2).setText("11.10.2026")
    page.verb.click()
    assert list_breaks(desk.ctx, 2026)[0].starts_on == MONDAY
    page.whose.set_value(school_ids[0])
    page.whose.committed.emit(school_ids[0])
    page.editor.item(0, 1).setText("12.10.2026")
    page.editor.item(0, 2).setText("18.10.2026")
    page.verb.click()
    assert list_breaks(desk.ctx, 2026, school_ids[0])[0].starts_on == MONDAY + 7 * DAY
    page.back.click()
    assert tab.scene.break_on(MONDAY + DAY) is not None and "каникулы" in tab.panel.conflicts.text()
    tab.filters.choose("school", school_ids[0])
    assert tab.scene.break_on(MONDAY + DAY) is None and tab.scene.break_on(MONDAY + 8 * DAY) is not None


def test_a_wrong_break_is_told_and_what_was_typed_stays(tab):
    tab.show_breaks()
    page = _page(tab, BreaksPage)
    page.editor.item(0, 1).setText("осенью")
    page.verb.click()
    assert "дата пишется так" in page.problems.text() and page.editor.text(0, 1) == "осенью"


# --- a school, other sizes


def test_a_school_chooses_its_own_days(make_desk, ctx):
    from tests.sample_papers import add_procedure, school_id, set_workplace

    add_procedure(ctx, {"Первая": [10, 11, 12], "Вторая": [9]}, year=2026, window=(date(2026, 9, 15), None))
    own = school_id(ctx, "Первая")
    set_workplace(ctx, "school", "", own)
    planned = plan_procedure(ctx, PlanDraft("municipal_test", 6, "Математика", MONDAY, MONDAY + 4 * DAY)).value
    desk = make_desk(ctx)
    desk.window.years.choose(2026)
    tab = desk.tab("calendar").page("first")
    assert "matrix" not in tab.switch.buttons and not tab.filters.school.isVisibleTo(tab)
    tab.show_procedure(planned)
    dates = tab.panel.schools
    assert dates.heading.text() == "Наши даты" and not dates.table.isVisibleTo(tab.panel)
    dates.editor.item(0, 0).setText("6А")
    dates.editor.item(0, 1).setText("07.10.2026")
    assert [slot.held_on for slot in list_slots(ctx, organisation_id=own)] == [MONDAY + 2 * DAY]


@pytest.mark.parametrize("view", ["month", "week", "list", "matrix"])
def test_every_view_is_painted_in_a_narrow_dark_window_with_the_big_font(tab, desk, qapp, view):
    tab.switch.choose(view)
    try:
        theme.apply(qapp, points=14, scheme="dark")
        desk.window.resize(911, 512)
        QApplication.processEvents()
        image = tab.views.grab().toImage()
        points = [image.pixelColor(n * image.width() // 40, image.height() // 2) for n in range(1, 40)]
        assert sum(point.lightness() for point in points) / len(points) < 110
        tab.shift(None, 7)
        tab.grab()
    finally:
        theme.apply(qapp, points=10, scheme="light")
