"""Календарь процедур: strip, month, list, side panel; dates edited in place; everything by keyboard."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.calendar.commands import set_window
from app.services.calendar.queries import list_calendar
from app.services.overview.queries import overview
from app.services.results.queries import procedure_groups
from app.ui import theme
from app.ui.calendar.scene import Scene
from app.ui.calendar.tab import CalendarTab
from app.ui.widgets.print_preview import PrintPreview
from tests.ui.keys import type_text

APRIL = date(2026, 4, 20)
"""The day of both papers of 2026 in the demonstration district."""


@pytest.fixture
def tab(desk) -> CalendarTab:
    desk.workspace.read_years()  # a year without procedures gives way to all years, once
    desk.window.years.choose(2025)
    made: CalendarTab = desk.tab("calendar").page("first")
    return made


def _rows(desk, year=2026):
    return [row for row in list_calendar(desk.ctx) if row.year == year]


def _stored(desk, procedure_id):
    row = next(row for row in list_calendar(desk.ctx) if row.procedure_id == procedure_id)
    return row.starts_on, row.ends_on


# --- month


def test_the_month_of_the_procedures_is_shown_with_the_first_one_in_the_panel(tab):
    assert tab.month_title.text() == "Апрель 2026"
    assert tab.grid.current_day() == APRIL
    assert tab.panel.title.text() == "ВПР 2026, русский язык, 4 класс"
    assert tab.panel.note.text().replace("\u00a0", " ") == "20 апреля 2026"
    said = tab.grid.month_model.data(tab.grid.currentIndex())
    assert said.split("\n")[1:] == ["ВПР 2026, русский язык, 4 класс", "ВПР 2026, русский язык, 5 класс"]
    assert [r.grade for r in tab.panel.day_table.row_model.all_rows()] == [4, 5]


def test_labels_of_a_day_lie_inside_its_cell_and_a_click_chooses(tab, qtbot):
    index = tab.grid.month_model.place(APRIL)
    cell = tab.grid.visualRect(index)
    labels = tab.grid.delegate.labels(cell, APRIL, tab.grid.month_model.scene)
    assert [words.replace("\u00a0", " ") for _, _, words in labels] == ["РУ 4", "РУ 5"]
    assert all(cell.contains(place) for place, _, _ in labels)
    assert not labels[0][0].intersects(labels[1][0])
    qtbot.mouseClick(tab.grid.viewport(), Qt.MouseButton.LeftButton, pos=labels[1][0].center())
    assert tab.panel.title.text() == "ВПР 2026, русский язык, 5 класс"
    assert tab.panel.day_table.current_row().grade == 5


def test_what_has_no_room_in_a_day_is_counted(tab):
    cell = tab.grid.visualRect(tab.grid.month_model.place(APRIL))
    many = Scene(tuple(tab.grid.month_model.scene.procedures(APRIL)) * 12)
    labels = tab.grid.delegate.labels(cell, APRIL, many)
    assert labels[-1][1] is None
    assert len(labels) - 1 + int(labels[-1][2].removeprefix("+")) == 24


def test_arrows_walk_over_days_into_the_next_month(tab, qtbot):
    tab.grid.setFocus()
    for _ in range(10):
        qtbot.keyClick(tab.grid, Qt.Key.Key_Right)
    assert tab.grid.current_day() == date(2026, 4, 30)
    assert tab.panel.note.text() == "В этот день процедур нет."
    qtbot.keyClick(tab.grid, Qt.Key.Key_Right)
    assert (tab.month_title.text(), tab.grid.current_day()) == ("Май 2026", date(2026, 5, 1))
    qtbot.keyClick(tab.grid, Qt.Key.Key_Up)
    assert (tab.month_title.text(), tab.grid.current_day()) == ("Апрель 2026", date(2026, 4, 24))
    qtbot.keyClick(tab.grid, Qt.Key.Key_PageUp)
    assert (tab.month_title.text(), tab.grid.current_day()) == ("Март 2026", date(2026, 3, 24))


def test_months_end_with_the_chosen_school_year_and_go_on_in_all_years(tab, desk):
    tab.go_to_month(date(2026, 8, 1))
    assert not tab.turn_buttons[1].isEnabled() and tab.turn_buttons[0].isEnabled()
    tab.go_to_month(date(2026, 9, 1))
    assert tab.month_title.text() == "Август 2026"
    assert not tab.today_button.isEnabled()
    desk.window.years.choose(None)
    tab.today_button.click()
    assert (tab.month_title.text(), tab.grid.current_day()) == ("Сентябрь 2026", date(2026, 9, 14))
    tab.turn_buttons[1].click()
    assert tab.month_title.text() == "Октябрь 2026"


def test_an_empty_day_leads_to_the_nearest_procedures(tab, qtbot):
    tab.go_to_month(date(2025, 11, 1))
    near = tab.panel.near_table
    assert near.isVisibleTo(tab.panel) and near.all_count() == 2
    near.setFocus()
    near.selectRow(1)
    qtbot.keyClick(near, Qt.Key.Key_Return)
    assert tab.month_title.text() == "Апрель 2026" and tab.panel.row().grade == 5


def test_enter_goes_into_the_panel_and_escape_back(tab, qtbot, desk):
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
    assert desk.window.focusWidget() is tab.panel.day_table
    qtbot.keyClick(tab.panel.day_table, Qt.Key.Key_Down)
    assert tab.panel.row().grade == 5
    desk.window.leave_inner()
    assert desk.window.focusWidget() is tab.grid


# --- the strip


def test_the_strip_shows_windows_and_turns_months(tab, qtbot):
    (bar,) = tab.strip.bars
    assert bar.span.words.replace("\u00a0", " ") == "ВПР: РУ 4, РУ 5"
    assert abs(bar.bar.left() - tab.strip.day_x(APRIL)) <= 1
    assert "20\u00a0апреля\u00a02026" in tab.strip.accessibleDescription()
    tab.strip.setFocus()
    qtbot.keyClick(tab.strip, Qt.Key.Key_Right)
    assert tab.month_title.text() == "Май 2026"
    qtbot.keyClick(tab.strip, Qt.Key.Key_Home)
    assert tab.month_title.text() == "Сентябрь 2025"
    qtbot.mouseClick(tab.strip, Qt.MouseButton.LeftButton, pos=bar.bar.center())
    assert tab.month_title.text() == "Апрель 2026" and tab.grid.current_day() == APRIL


def test_windows_that_meet_lie_in_lanes(tab, desk):
    first, second = _rows(desk)
    desk.workspace.worker.write(lambda _p: set_window(desk.ctx, first.procedure_id, APRIL, APRIL + timedelta(days=30)))
    desk.workspace.worker.write(lambda _p: set_window(desk.ctx, second.procedure_id, APRIL + timedelta(days=10), None))
    one, two = tab.strip.bars
    assert one.lane != two.lane and not one.bar.intersects(two.bar) and not one.words.intersects(two.words)
    assert tab.strip.sizeHint().height() > two.bar.bottom()
    tab.strip.grab()
    tab.grid.grab()


def test_today_is_marked(desk, tab):
    desk.window.years.choose(None)
    before = tab.strip.grab().toImage()
    tab.today_button.click()
    image = tab.strip.grab().toImage()
    x = round((tab.strip.day_x(date(2026, 9, 14)) + 1) * image.devicePixelRatio())
    assert image.pixelColor(x, 3).name().upper() == theme.LIGHT.due
    assert before.pixelColor(x, 3).name().upper() != theme.LIGHT.due


# --- list


def test_the_list_shows_procedures_in_order_and_is_filtered(tab, desk):
    desk.window.years.choose(None)
    tab.switch.choose("list")
    lines = tab.table.row_model.all_rows()
    assert [(line.row.year, line.row.grade) for line in lines] == [(2024, 4), (2025, 5), (2026, 4), (2026, 5)]
    texts = [[column.text(line) for column in tab.table.row_model.columns] for line in lines]
    assert texts[2][:4] == ["20.04.2026", "ВПР 2026", "4", "Русский язык"]
    missing = {row.procedure_id: len(row.schools) for row in overview(desk.ctx, APRIL, with_findings=False).missing}
    assert [line.missing for line in lines] == [missing.get(line.row.procedure_id, 0) for line in lines]
    tab.filters.choose("grade", 5)
    assert tab.filters.counter.text() == "показано 2 из 4" and tab.list_panel.counter.text() == "всего 2"
    tab.filters.reset.click()
    assert tab.list_panel.counter.text() == "всего 4"
    (only,) = tab.list_panel.filters
    only.setCurrentIndex(only.findData("missing"))
    assert all(line.missing for line in tab.table.row_model.shown())


def test_month_and_list_show_the_same_procedure(tab, desk):
    tab.switch.choose("list")
    tab.table.select_key(_rows(desk)[1].procedure_id)
    assert tab.panel.row().grade == 5
    assert not tab.panel.day_table.isVisibleTo(tab.panel)
    tab.go_to_month(date(2025, 10, 1))
    tab.switch.choose("month")
    assert tab.month_title.text() == "Апрель 2026" and tab.panel.row().grade == 5


def test_the_view_is_there_next_time(make_desk, district, tmp_path):
    state = tmp_path / "kept.ini"
    first = make_desk(district, state=state)
    first.tab("calendar").page("first").switch.choose("list")
    first.window.state.save()
    assert make_desk(district, state=state).tab("calendar").page("first").switch.current() == "list"


# --- the panel


def test_the_panel_tells_marks_of_the_district_the_region_and_schools(tab, desk):
    known = procedure_groups(desk.ctx, tab.panel.row().procedure_id)
    rows = tab.panel.groups.row_model.all_rows()
    assert [g.name for g in rows] == [g.name for g in (*known.groups, *known.schools)]
    assert f"{known.procedure.participants} " in tab.panel.counts.text().replace("\u00a0", " ")
    columns = {c.key: c for c in tab.panel.groups.row_model.columns}
    few = [g for g in known.schools if 0 < g.participants < 5]
    assert few and all(columns["mark5"].text(g) == "–" for g in few)
    assert "мало данных" in tab.panel.source.text()
    assert "Ф1" in tab.panel.files.text()


def test_who_has_not_submitted_is_named_and_opened(tab, desk, qtbot):
    page = overview(desk.ctx, APRIL, with_findings=False)
    row = next(m for m in page.missing if m.procedure_id in {r.procedure_id for r in _rows(desk)})
    tab.show_procedure(row.procedure_id)
    table = tab.panel.missing
    assert table.isVisibleTo(tab.panel) and [s for s in table.row_model.all_rows()] == list(row.schools)
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.window.current_key() == "schools"
    assert desk.window.current_tab().current().card.organisation_id == row.schools[0][0]


def test_a_school_in_the_marks_opens_its_evidence(tab, desk, qtbot):
    table = tab.panel.groups
    school = next(g for g in table.row_model.all_rows() if g.organisation_id is not None)
    table.select_key((school.level, school.name, school.organisation_id))
    procedure = tab.panel.row().procedure_id
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.window.current_key() == "objectivity"
    assert desk.window.current_tab().current().evidence.shown() == (procedure, school.organisation_id)


# --- dates


def test_dates_are_typed_saved_and_taken_back(tab, desk, qtbot):
    procedure = tab.panel.row().procedure_id
    line = tab.panel.ends.line
    line.setFocus()
    type_text(line, "24.04.2026")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert _stored(desk, procedure) == (APRIL, date(2026, 4, 24))
    assert tab.panel.note.text().replace("\u00a0", " ") == "20–24 апреля 2026"
    assert "20–24" in desk.window._status.text()
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert _stored(desk, procedure) == (APRIL, None)
    assert tab.panel.ends.value() is None
    desk.workspace.take_back("redo")
    assert _stored(desk, procedure) == (APRIL, date(2026, 4, 24))


def test_a_wrong_date_is_told_under_the_field_and_not_saved(tab, desk, qtbot):
    procedure = tab.panel.row().procedure_id
    line = tab.panel.ends.line
    line.setFocus()
    type_text(line, "19.04.2026")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert tab.panel.ends.problem.text() == "Окончание раньше начала."
    assert _stored(desk, procedure) == (APRIL, None)
    line.clear()
    type_text(line, "31.04.2026")
    tab.panel.ends.commit()
    assert "Дата пишется так" in tab.panel.ends.problem.text()
    assert _stored(desk, procedure) == (APRIL, None)


def test_the_month_follows_a_procedure_that_was_moved(tab, desk):
    procedure = tab.panel.row().procedure_id
    tab.panel.starts.line.setText("")
    type_text(tab.panel.starts.line, "12.05.2026")
    tab.panel.starts.commit()
    assert _stored(desk, procedure)[0] == date(2026, 5, 12)
    assert (tab.month_title.text(), tab.grid.current_day()) == ("Май 2026", date(2026, 5, 12))
    assert tab.panel.row().procedure_id == procedure
    assert not tab.panel.day_table.isVisibleTo(tab.panel)


def test_a_procedure_without_dates_is_reached_by_the_link(tab, desk):
    procedure = tab.panel.row().procedure_id
    tab.panel.starts.line.setText("")
    tab.panel.starts._typed()
    tab.panel.starts.commit()
    assert _stored(desk, procedure) == (None, None)
    assert tab.undated.isVisibleTo(tab) and tab.undated.text() == "Без дат: 1\u00a0процедура"
    assert tab.panel.row().procedure_id == procedure and tab.panel.note.text() == "даты неизвестны"
    tab.undated.click()
    assert tab.switch.current() == "list" and tab.table.current_row().row.procedure_id == procedure


def test_what_is_typed_is_kept_when_the_tab_or_the_procedure_is_left(tab, desk):
    first, second = (row.procedure_id for row in _rows(desk))
    type_text(tab.panel.ends.line, "24.04.2026")
    tab.choose(second)
    assert _stored(desk, first) == (APRIL, date(2026, 4, 24)) and _stored(desk, second) == (APRIL, None)
    assert tab.panel.row().procedure_id == second and tab.panel.ends.value() is None
    type_text(tab.panel.ends.line, "30.04.2026")
    desk.window.show_tab("schools")
    assert _stored(desk, second) == (APRIL, date(2026, 4, 30))


# --- doors, paper, empty places


def test_the_report_and_the_list_are_printed(tab, qtbot):
    assert tab.print_page()
    preview = tab.window().findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Аналитическая справка"
    preview.close()
    tab.go_to_month(date(2025, 10, 1))
    assert tab.print_page()
    preview = tab.window().findChildren(PrintPreview)[-1]
    qtbot.waitUntil(lambda: preview.pages.page_count > 0)
    assert preview.windowTitle() == "Перечень процедур"
    preview.close()


def test_a_procedure_of_another_school_year_is_opened_from_elsewhere(tab, desk):
    other = _rows(desk, 2025)[0]
    desk.window.open_target(("procedure", other.procedure_id))
    assert tab.panel.row().procedure_id == other.procedure_id
    assert desk.window.years.current is None and tab.month_title.text() == "Апрель 2025"


def test_a_school_year_without_procedures_says_so(tab, desk):
    desk.window.years.choose(2026)
    assert tab.stack.currentWidget() is tab.other_year
    assert tab.other_year.heading.text() == "2026/2027 уч. год: процедур нет"
    tab.other_year.buttons[0].click()
    assert tab.stack.currentWidget() is tab.main


def test_an_empty_base_says_what_to_do_first(empty_desk):
    tab = empty_desk.tab("calendar").page("first")
    assert tab.stack.currentWidget() is tab.empty and not tab.print_page()
    assert [button.text() for button in tab.empty.buttons] == ["Запланировать…", "Сроки ВПР…", "Загрузить результаты…"]


def test_a_school_sees_its_own_procedures_without_the_door_to_signs(make_desk, ctx):
    from tests.sample_papers import add_procedure, school_id, set_workplace

    add_procedure(ctx, {"Первая": [10, 11, 12, 13, 14, 15], "Вторая": [9]}, year=2026, window=(date(2026, 9, 15), None))
    set_workplace(ctx, "school", "", school_id(ctx, "Первая"))
    desk = make_desk(ctx)
    desk.window.years.choose(2026)
    tab = desk.tab("calendar").page("first")
    assert tab.month_title.text() == "Сентябрь 2026" and tab.grid.current_day() == date(2026, 9, 15)
    assert [g.name for g in tab.panel.groups.row_model.all_rows()] == ["Первая"]
    assert not tab.panel.signs_button.isVisibleTo(tab.panel)
    assert "6\u00a0участников из 1\u00a0школы" in tab.panel.counts.text()


def test_a_narrow_window_folds_the_panel_into_a_drawer(tab, desk, qtbot):
    desk.window.resize(910, 512)
    QApplication.processEvents()
    assert tab.split.is_drawer and not tab.split.detail_shown()
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
    assert tab.split.detail_shown()
    desk.window.leave_inner()
    assert not tab.split.detail_shown() and desk.window.focusWidget() is tab.grid
    tab.grab()


def test_it_is_painted_in_the_dark_and_with_the_big_font(tab, qapp):
    try:
        theme.apply(qapp, points=14, scheme="dark")
        QApplication.processEvents()
        image = tab.grid.grab().toImage()
        assert image.pixelColor(image.width() // 2, image.height() - 20).lightness() < 100
        tab.grab()
    finally:
        theme.apply(qapp, points=10, scheme="light")
