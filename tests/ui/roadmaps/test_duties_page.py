"""The page of all dates: views, filters, groups, marks of many at once, ways to the roadmap and to paper."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication

from app.services.duties.rows import DutyKey
from app.services.execution import commands as do
from app.services.roadmaps import commands as roadmaps
from app.ui.roadmaps.duties_page import DutiesPage
from app.ui.widgets.print_preview import PrintPreview
from tests.db.execution.district import SCHOOLS
from tests.ui.keys import type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(place) -> DutiesPage:
    place.desk.window.activateWindow()
    place.qtbot.waitUntil(place.desk.window.isActiveWindow)
    tab = place.desk.tab("roadmaps")
    assert tab.open_target(("duties:week", 0))
    return tab.duties


def heads(page: DutiesPage) -> list[str]:
    return [entry.group.title for entry in page.table.row_model.shown() if entry.row is None]


def numbers(page: DutiesPage) -> list[str]:
    return [entry.row.number for entry in page.table.row_model.shown() if entry.row is not None]


def go_to(page: DutiesPage, number: str) -> None:
    page.table.select_key(next(e.key for e in page.table.row_model.shown() if e.row is not None and e.row.number == number))


def test_views_are_counted_and_the_cursor_stands_on_a_duty(page):
    assert (heads(page), numbers(page)) == (["Пятница, 18\u00a0сентября\u00a02026"], ["1.2."])
    assert [page.views.buttons[view].text() for view in ("week", "month", "overdue", "waiting")] == [
        "На неделе  1", "Месяц  2", "Просрочено  3", "Ждём регион",
    ]  # fmt: skip
    assert page.counter.text() == "всего 1"
    assert page.table.current_duty().number == "1.2."
    assert page.side.title.text() == "Пункт 1.2." and "Дорожная карта" in page.facts.text()
    page.views.choose("overdue")
    assert numbers(page) == ["1.3.", "1.3.", "1.1."]
    page.views.choose("waiting")
    assert page.lists.currentWidget() is page.nothing and page.nothing.text() == "От региона ничего не ждём."


def test_filters_narrow_and_are_taken_off_together(page, place):
    page.views.choose("all")
    whole = page.table.shown_count()
    page.words.setText("совещание")
    place.qtbot.keyClick(page.words, Qt.Key.Key_Return)
    assert set(numbers(page)) == {"1.3."} and page.counter.text() == "показано 4 из 9"
    assert page.clear.isVisible()
    place.qtbot.keyClick(page.words, Qt.Key.Key_Escape)
    assert page.table.shown_count() == whole
    page.school.field().setFocus()
    type_text(page.school.field(), "луговск")
    place.qtbot.keyClick(page.school.field(), Qt.Key.Key_Return)
    assert page.wish.organisation_id == place.schools[2] and set(numbers(page)) == {"1.2.", "1.3."}
    page.clear.click()
    assert not page.wish.is_filtered and page.table.shown_count() == whole and page.school.field().text() == ""


def test_a_party_is_found_by_a_part_of_its_name(page, place):
    page.views.choose("all")
    type_text(page.party.field(), "КУРАТОР")
    place.qtbot.keyClick(page.party.field(), Qt.Key.Key_Return)
    assert numbers(page) == ["2.1."] and page.party.field().text() == "Куратор ШНОР"
    page.party.field().setText("такого нет")
    place.qtbot.keyClick(page.party.field(), Qt.Key.Key_Return)
    assert page.party.field().text() == "Куратор ШНОР"  # what fits nothing changes nothing


def test_groups_by_party_and_by_school(page):
    page.views.choose("month")
    page.grouping.setCurrentIndex(page.grouping.findData("party"))
    assert heads(page) == ["ОО", "Отдел образования"]
    page.grouping.setCurrentIndex(page.grouping.findData("school"))
    assert heads(page) == list(SCHOOLS)
    assert page.table.isColumnHidden(4)  # how many schools have done it: here each stands for itself


def test_a_mark_by_key_moves_the_cursor_to_the_next_duty(page, place):
    page.views.choose("overdue")
    go_to(page, "1.1.")
    page.table.setFocus()
    place.qtbot.keyClick(page.table, "D", CTRL)
    assert numbers(page) == ["1.3.", "1.3."]
    assert page.table.current_duty().due_on == date(2026, 6, 30)
    assert place.of("1.1.")[0].mark.status == "done"
    place.take_back()
    assert numbers(page) == ["1.3.", "1.3.", "1.1."]


def test_a_head_stands_for_its_group(page, place):
    page.views.choose("overdue")
    page.grouping.setCurrentIndex(page.grouping.findData("party"))
    page.table.select_key(page.table.row_model.shown()[0].key)
    assert page.table.current_row().row is None
    assert len(page.bar.keys) == 2 and page.bar.isVisible() and page.bar.about.text() == "Выбрано: 2\u00a0срока"
    page.table.setFocus()
    place.qtbot.keyClick(page.table, "D", CTRL)
    assert [row.shown for row in place.of("1.3.")][:2] == ["done", "done"]


def test_many_are_chosen_and_marked_at_once(page, place):
    page.views.choose("overdue")
    page.table.selectAll()
    assert len(page.bar.keys) == 3
    page.bar.mark_done_today()
    assert page.views.buttons["overdue"].text() == "Просрочено"
    assert page.lists.currentWidget() is page.nothing and not page.bar.keys


def test_by_school_a_mark_is_of_that_school_only(page, place):
    page.grouping.setCurrentIndex(page.grouping.findData("school"))
    entries = page.table.row_model.shown()
    page.table.select_key(next(e.key for e in entries if e.row is not None and e.row.school == SCHOOLS[1]))
    row = page.table.current_duty()
    assert row.school == SCHOOLS[1]
    assert page.panel.bar.keys == (DutyKey(row.key.occurrence_id, place.schools[1]),)  # the panel means it too
    page.table.setFocus()
    place.qtbot.keyClick(page.table, "D", CTRL)
    assert [slot.shown for slot in place.of("1.2.")[0].schools] == ["ahead", "done", "ahead"]
    assert heads(page) == [SCHOOLS[0], SCHOOLS[2]]


def test_enter_opens_the_item_in_its_roadmap(page, place):
    page.table.setFocus()
    place.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    tab = place.desk.window.current_tab()
    assert tab.switch.current() == "maps" and tab.tree.current().line.number == "1.2."


def test_an_item_that_was_deleted_says_so(page, place):
    do.mark(place.ctx, [place.of("1.1.")[0].key], "done")
    place.desk.workspace.worker.write(lambda _p: roadmaps.delete_line(place.ctx, place.line("1.1.").id))
    page.views.choose("all")
    gone = next(e for e in page.table.row_model.shown() if e.row is not None and e.row.line_id is None)
    page.table.select_key(gone.key)
    page.table.opened.emit(gone)
    assert "удалили" in place.message and not page.door.isEnabled()


def test_the_school_year_narrows_the_view_of_all(page, place):
    page.views.choose("all")
    assert page.counter.text() == "всего 9"
    place.ui.years.choose(2023)
    assert {e.row.shown for e in page.table.row_model.shown() if e.row is not None} == {"overdue"}
    assert page.views.buttons["week"].text() == "На неделе  1"


def test_print_shows_what_is_shown(page, place, monkeypatch):
    opened = []
    monkeypatch.setattr(PrintPreview, "open", lambda self: opened.append(self))
    page.words.setText("отчёт")
    page._filter_changed()
    assert place.desk.window.current_tab().print_page()
    (preview,) = opened
    assert "Список сроков" in preview.windowTitle()
    preview.deleteLater()
    page.views.choose("waiting")
    assert not place.desk.window.current_tab().print_page()


def test_view_and_group_are_remembered(page, place):
    page.views.choose("overdue")
    page.grouping.setCurrentIndex(page.grouping.findData("party"))
    again = DutiesPage(place.ui)
    place.qtbot.addWidget(again)
    assert (again.wish.view, again.wish.grouping) == ("overdue", "party")


def test_a_drawer_opens_with_f4_and_closes_with_escape(page, place):
    place.desk.window.resize(911, 560)
    QApplication.processEvents()
    assert page.split.is_drawer and page.more.isVisible() and page.bar.isVisible()
    page.table.setFocus()
    place.qtbot.keyClick(page.table, Qt.Key.Key_F4)
    assert page.split.detail_shown()
    assert page.close_inner() and not page.split.detail_shown()


def test_choosing_rows_one_by_one(page):
    page.views.choose("overdue")
    model = page.table.model()
    rows = [n for n, e in enumerate(page.table.row_model.shown()) if e.row is not None][:2]
    flags = QItemSelectionModel.SelectionFlag
    for n in rows:
        page.table.selectionModel().select(model.index(n, 0), flags.Select | flags.Rows)
    assert len(page.bar.keys) == 2


def test_without_roadmaps_the_page_says_what_to_do(empty_desk, qtbot):
    empty_desk.workspace.ui.years.choose(None)
    page = DutiesPage(empty_desk.workspace.ui)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.empty and not page.print_page()


def test_doors_of_the_first_tab_lead_here(place):
    overview = place.desk.tab("overview")
    place.ui.refresh.publish(frozenset({"roadmaps"}))
    assert overview.week_door.isVisible()
    overview.overdue_door.click()
    assert place.desk.window.current_key() == "roadmaps"
    assert place.desk.window.current_tab().duties.wish.view == "overdue"
    place.desk.tab("overview").week_door.click()
    assert place.desk.window.current_tab().duties.wish.view == "week"
