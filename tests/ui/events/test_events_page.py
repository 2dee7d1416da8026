"""Встречи: a meeting from the first key to its decision in a roadmap; what is typed wrong; people; other years."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.events import commands
from app.services.events.queries import get_event, list_events
from app.services.events.rows import EventFields
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapSectionRow, RoadmapTree
from app.ui.events.page import EventsPage
from app.ui.widgets.print_preview import PrintPreview
from tests.sample_papers import add_procedure
from tests.ui.keys import type_text

SCHOOL = "МБОУ «Берёзовская СОШ»"


@pytest.fixture
def base(empty):
    add_procedure(empty, {SCHOOL: [14], "МБОУ «Луговская ООШ»": [15]}, year=2026, municipality="Верхнеозёрский район")
    return empty


@pytest.fixture
def desk(make_desk, base):
    return make_desk(base)


@pytest.fixture
def page(desk, qtbot):
    made = EventsPage(desk.workspace.ui)
    made.resize(1300, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def test_an_empty_page_offers_the_first_meeting(page, base, qtbot):
    assert page.stack.currentWidget() is page.empty
    qtbot.mouseClick(page.empty.buttons[0], Qt.MouseButton.LeftButton)
    (row,) = list_events(base)
    assert (row.kind, row.held_on) == ("meeting", date(2026, 9, 14))
    assert page.stack.currentWidget() is page.main
    assert page.detail.event_shown.row.id == row.id


def test_a_meeting_is_written_by_keyboard(page, base, qtbot):
    page.new_event()
    line = page.detail.fields["title"].editor
    assert line.hasFocus()
    type_text(line, "О подготовке")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    starts = page.detail.fields["starts_at"]
    starts.setFocus()
    type_text(starts.editor, "14.30")
    qtbot.keyClick(starts.editor, Qt.Key.Key_Return)
    (row,) = list_events(base)
    assert (row.title, row.time) == ("О подготовке", "14:30")
    assert page.detail.title.text() == "О подготовке"
    assert starts.editor.text() == "14:30"


def test_a_wrong_time_is_named_and_the_rest_is_kept(page, base, qtbot):
    page.new_event()
    fields = page.detail.fields
    type_text(fields["starts_at"].editor, "после обеда")
    qtbot.keyClick(fields["starts_at"].editor, Qt.Key.Key_Return)
    type_text(fields["place"].editor, "каб. 5")
    qtbot.keyClick(fields["place"].editor, Qt.Key.Key_Return)
    (row,) = list_events(base)
    assert (row.time, row.place) == ("", "каб. 5")
    assert "14:00" in fields["starts_at"].problem.text()
    assert fields["starts_at"].editor.text() == "после обеда"
    fields["starts_at"].editor.clear()
    type_text(fields["starts_at"].editor, "15")
    qtbot.keyClick(fields["starts_at"].editor, Qt.Key.Key_Return)
    assert list_events(base)[0].time == "15:00"
    assert not fields["starts_at"].problem.text()


def test_people_are_invited_ticked_and_marked_by_keys(page, base, qtbot):
    page.new_event()
    guests = page.detail.guests
    guests.ask()
    guests.ticks.words.setText("берёз")
    guests.ticks.tick_shown(True)
    guests._invite()
    guests.ask_name()
    guests.name.set_value("Гость из области")
    guests.name_form.submit()
    (row,) = list_events(base)
    assert row.invited == 2
    assert [one.name for one in guests.table.row_model.all_rows()] == [SCHOOL, "Гость из области"]
    guests.table.selectRow(0)
    qtbot.keyClick(guests.table, Qt.Key.Key_Space)
    assert list_events(base)[0].came == 1
    qtbot.keyClick(guests.table, Qt.Key.Key_Space)
    assert list_events(base)[0].not_came == 1
    qtbot.keyClick(guests.table, Qt.Key.Key_Delete)
    assert list_events(base)[0].invited == 1
    guests.ask()
    assert guests.ticks.count() == 2  # both schools can be invited again


def test_a_decision_goes_into_a_roadmap(page, base):
    roadmap = create_roadmap(base, RoadmapTree("План", (RoadmapSectionRow("1", "Раздел"),))).value
    page.new_event()
    page.read_again()
    decisions = page.detail.decisions
    table = decisions.table
    table.item(0, 0).setText("Выбрать даты")
    table.item(0, 2).setText("до 01.10.2026")
    number = list_events(base)[0].id
    assert [(one.what, one.due) for one in get_event(base, number).decisions] == [("Выбрать даты", "до 01.10.2026")]
    decisions.ask()
    decisions.form.submit()
    assert get_roadmap(base, roadmap).sections[-1].lines[-1].text == "Выбрать даты"
    assert "План" in decisions.where.text()
    assert not decisions.button.isEnabled()


def test_a_decision_without_a_day_says_what_is_missing(page, base, desk):
    create_roadmap(base, RoadmapTree("План", (RoadmapSectionRow("1", "Раздел"),)))
    page.new_event()
    page.read_again()
    page.detail.decisions.table.item(0, 0).setText("Выбрать даты")
    page.detail.decisions.ask()
    page.detail.decisions.form.submit()
    assert get_event(base, list_events(base)[0].id).decisions[0].roadmap_id is None
    assert "срока" in desk.window.message_bar.text.text()


def test_repeating_deleting_and_carrying_over(page, base, desk):
    commands.create_event(base, EventFields("seminar", "Семинар", date(2025, 10, 8), agenda="О критериях"))
    desk.workspace.ui.years.choose(None)
    page.read_again()
    page.table.selectRow(0)
    page.repeat("month")
    assert [row.held_on for row in list_events(base)] == [date(2025, 10, 8), date(2025, 11, 8)]
    assert page.table.current_row().held_on == date(2025, 11, 8)
    page.delete()
    assert [row.held_on for row in list_events(base)] == [date(2025, 10, 8)]
    desk.workspace.ui.years.choose(2026)
    assert page.stack.currentWidget() is page.other_year
    page.roll_over()
    (row,) = page.table.row_model.all_rows()
    assert (row.held_on, row.is_confirmed) == (date(2026, 10, 7), False)
    assert page.confirm_button.isVisibleTo(page) and page.detail.ask_note.isVisibleTo(page.detail)
    page.table.selectRow(0)
    page.confirm()
    assert list_events(base)[-1].is_confirmed
    assert not page.confirm_button.isVisibleTo(page)


def test_a_target_opens_the_event_of_another_year(page, base, desk):
    number = commands.create_event(base, EventFields("visit", "Выезд", date(2024, 3, 5))).value
    desk.workspace.ui.years.choose(2026)
    page.open_target(("event", number))
    assert page.detail.event_shown.row.id == number
    assert desk.workspace.ui.years.current is None


def test_ctrl_p_prints_what_the_state_calls_for(page, base):
    commands.create_event(base, EventFields("meeting", "Совещание", date(2026, 9, 20)))
    page.read_again()
    assert page.print_page()
    preview = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible())
    assert "Приглашение" in preview.windowTitle()
    preview.close()


def test_what_is_being_typed_is_kept_when_another_event_is_chosen(page, base):
    first = commands.create_event(base, EventFields("meeting", "Первое", date(2026, 9, 20))).value
    commands.create_event(base, EventFields("meeting", "Второе", date(2026, 9, 21)))
    page.read_again()
    page.table.select_key(first)
    type_text(page.detail.fields["place"].editor, "зал")
    page.table.selectRow(1)
    assert get_event(base, first).fields.place == "зал"
    assert page.detail.event_shown.row.title == "Второе"
    assert page.detail.fields["place"].editor.text() == ""


def test_everybody_of_one_post_is_invited_at_once(page, base):
    from app.services.people.commands import save_person
    from app.services.people.rows import PersonRow
    from tests.sample_papers import school_id

    school = school_id(base, SCHOOL)
    save_person(base, PersonRow(None, None, school, "coordinator", "Зимина Анна Петровна", "школьный координатор"))
    save_person(base, PersonRow(None, None, school, "director", "Лунин Егор Маркович", "директор"))
    page.new_event()
    page.read_again()
    guests = page.detail.guests
    guests.ask()
    guests.ticks.words.setText("координатор")
    guests.ticks.tick_shown(True)
    guests._invite()
    assert [one.name for one in get_event(base, list_events(base)[0].id).attendees] == ["Зимина Анна Петровна"]


def test_the_button_sends_the_first_decision_that_is_in_no_roadmap(page, base):
    create_roadmap(base, RoadmapTree("План", (RoadmapSectionRow("1", "Раздел"),)))
    number = commands.create_event(base, EventFields("meeting", "Совещание", date(2026, 9, 20))).value
    commands.save_decisions(base, number, [("Первое", "", "01.10.2026"), ("Второе", "", "02.10.2026")])
    page.read_again()
    decisions = page.detail.decisions
    for words in ("Первое", "Второе"):
        decisions.ask()
        assert decisions.form.title.text() == f"Решение: {words}"
        decisions.form.submit()
    assert [one.roadmap for one in get_event(base, number).decisions] == ["План", "План"]
    assert not decisions.button.isEnabled()
    assert "решения 1, 2" in decisions.where.text()


def test_nothing_typed_is_lost_while_earlier_typing_is_being_stored(desk, base, qtbot):
    from dataclasses import replace

    from app.ui.refresh import Refresh
    from app.ui.worker import Worker

    number = commands.create_event(base, EventFields("meeting", "Совещание", date(2026, 9, 20))).value
    refresh, unexpected = Refresh(), []
    ui = replace(desk.workspace.ui, refresh=refresh)
    worker = Worker(lambda changes: refresh.publish(changes.topics), unexpected.append)
    try:
        page = EventsPage(replace(ui, worker=worker))
        page.resize(1300, 700)
        qtbot.addWidget(page)
        page.show()
        page.open_target(("event", number))
        qtbot.waitUntil(lambda: page.detail.event_shown is not None and not worker.busy(), timeout=20_000)
        fields = page.detail.fields
        for name, words in (("title", "О сроках"), ("place", "Зал"), ("chair", "Ветрова"), ("secretary", "Калинина")):
            fields[name].editor.setText(words)
            fields[name].commit()
            QApplication.processEvents()
        for row in range(3):
            page.detail.decisions.table.item(row, 0).setText(f"Решение {row}")
            QApplication.processEvents()
        qtbot.waitUntil(lambda: not worker.busy(), timeout=20_000)
    finally:
        worker.close()
    found = get_event(base, number)
    assert (found.fields.title, found.fields.place) == ("О сроках", "Зал")
    assert (found.fields.chair, found.fields.secretary) == ("Ветрова", "Калинина")
    assert [one.what for one in found.decisions] == ["Решение 0", "Решение 1", "Решение 2"]
    assert fields["place"].editor.text() == "Зал"
    assert unexpected == []
