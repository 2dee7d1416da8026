"""«Графики школ»: the district's list, a school's grid typed in place, findings with their ways out, repairing, print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.services.organisations.commands import save_organisation
from app.services.organisations.queries import list_organisations
from app.services.organisations.rows import OrganisationRow
from app.services.school_schedule.check_commands import apply_changes
from app.services.school_schedule.checked import school_page
from app.services.school_schedule.commands import set_hours
from app.services.school_schedule.findings import Change
from app.services.school_schedule.rows import Entry, Hours
from app.ui.school_schedule.hours_dialog import HoursDialog, hours_rows
from app.ui.school_schedule.layout import grid_of
from app.ui.school_schedule.page import SchedulesPage
from app.ui.school_schedule.proposal_dialog import ProposalDialog
from app.ui.widgets.print_preview import PrintPreview

DAY = date(2026, 9, 16)
ENTRIES = (
    Entry(5, "5А", "Математика", held_on=DAY),
    Entry(5, "5А", "Русский язык", "municipal", "municipal_test", held_on=DAY),
    Entry(5, "", "История", held_on=date(2026, 10, 14)),
    Entry(5, "5Б", "Биология", week=4),
    Entry(6, "6А", "Музыка", held_on=date(2026, 9, 19)),
)


def _schools(ctx):
    return list_organisations(ctx, own_only=True, kind="school")


@pytest.fixture
def page(desk) -> SchedulesPage:
    school = _schools(desk.ctx)[0]
    apply_changes(desk.ctx, school.id, 2026, [Change(None, one) for one in ENTRIES])
    made: SchedulesPage = desk.tab("calendar").show_page("schedules")
    made.table.select_key(school.id)
    return made


@pytest.fixture
def view(page):
    page.open_current()
    return page.view


def _column(view, week):
    return next(n for n, one in enumerate(view.grid.schedule.grid.columns) if one.week == week)


def _row(view, label):
    return next(n for n, one in enumerate(view.grid.schedule.grid.classes) if one[1] == label)


def _subjects(view, label, week):
    return [one.subject for one in view.grid.schedule.grid.cells.get((_row(view, label), _column(view, week)), ())]


def _stored(view):
    return school_page(view.ui.ctx, view._school, 2026).schedule.entries


def test_the_district_sees_who_has_sent_one_and_what_is_found(page):
    rows = page.table.row_model.all_rows()
    assert len(rows) == len(_schools(page.ui.ctx))
    assert [row.counts is not None for row in rows].count(True) == 1
    row = page.table.current_row()
    assert (row.counts.recommended, row.counts.date) == (1, 1)
    assert f"прислали 1 из {len(rows)}" in page.total.text().replace("\u00a0", " ")
    assert "отступлений от рекомендаций: 1" in page.words.text()
    page.panel.filters[0].setCurrentIndex(page.panel.filters[0].findData("missing"))
    assert page.table.shown_count() == len(rows) - 1


def test_classes_stand_against_weeks_and_a_parallel_is_in_each_of_its_classes(view):
    assert [one[1] for one in view.grid.schedule.grid.classes] == ["5А", "5Б", "6А"]
    assert _subjects(view, "5А", 3) == ["Математика", "Русский язык"]
    assert _subjects(view, "5А", 7) == _subjects(view, "5Б", 7) == ["История"]
    assert _subjects(view, "5Б", 4) == ["Биология"]
    assert _subjects(view, "6А", 3) == ["Музыка"]  # a Saturday: with its week, marked
    names = {one.id: one.subject for one in view.page.schedule.entries}
    marked = {(names[number], label) for number, (_grade, label) in view.grid.schedule.grid.marks}
    assert marked == {("Математика", "5А"), ("Русский язык", "5А"), ("Музыка", "6А")}


def test_days_show_every_school_day_and_keep_the_place(view):
    view.grid.go(_row(view, "5А"), _column(view, 3))
    view.switch.choose("days")
    grid = view.grid.schedule.grid
    here = view.grid.cell()
    assert grid.columns[here[1]].day == date(2026, 9, 14)
    at = next(n for n, one in enumerate(grid.columns) if one.day == DAY)
    assert [one.subject for one in grid.cells[here[0], at]] == ["Математика", "Русский язык"]
    assert grid.columns[-1].day is None  # the Saturday is no school day, yet it is in sight
    assert [one.subject for one in grid.cells[_row(view, "6А"), len(grid.columns) - 1]] == ["Музыка"]


def test_a_cell_is_typed_in_place_and_taken_back(view, desk, qtbot):
    view.grid.go(_row(view, "6А"), _column(view, 5))
    view.grid.setFocus()
    qtbot.keyClick(view.grid, Qt.Key.Key_F2)
    editor = view.grid.findChild(QLineEdit)
    editor.setText("матем 29.09; Рус Р")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(_stored(view)) > len(ENTRIES))  # the editor closes from the queue of events
    made = [one for one in _stored(view) if one.class_label == "6А" and one.subject != "Музыка"]
    assert {(one.subject, one.level, one.held_on, one.week) for one in made} == {
        ("Математика", "school", date(2026, 9, 29), None), ("Русский язык", "regional", None, 5),
    }  # fmt: skip
    assert _subjects(view, "6А", 5) == ["Математика", "Русский язык"]
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(_stored(view)) == len(ENTRIES)


def test_words_nobody_knows_leave_the_cell_alone(view):
    index = view.grid.schedule.index(_row(view, "5А"), _column(view, 3))
    view.grid.schedule.setData(index, "Математика 16.09; нечто")
    assert len(_stored(view)) == len(ENTRIES)


def test_delete_empties_and_copies_go_on(view, qtbot):
    view.grid.go(_row(view, "5Б"), _column(view, 4))
    qtbot.keyClick(view.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.grid, Qt.Key.Key_Delete)
    assert not [one for one in _stored(view) if one.subject == "Биология"]
    view.grid.go(_row(view, "6А"), _column(view, 9))
    qtbot.keyClick(view.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    (made,) = [one for one in _stored(view) if one.subject == "Биология"]
    assert (made.class_label, made.week) == ("6А", 9)


def test_alt_and_an_arrow_move_what_stands_in_the_cell(view, qtbot):
    view.grid.go(_row(view, "5А"), _column(view, 3))
    qtbot.keyClick(view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    moved = {one.subject: one.held_on for one in _stored(view) if one.class_label == "5А"}
    assert moved == {"Математика": date(2026, 9, 23), "Русский язык": date(2026, 9, 23)}
    assert view.grid.cell() == (_row(view, "5А"), _column(view, 4))
    view.grid.go(_row(view, "5Б"), _column(view, 4))
    qtbot.keyClick(view.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert [one.week for one in _stored(view) if one.subject == "Биология"] == [3]


def test_a_finding_is_corrected_by_its_button(view):
    card = next(card for card in view.cards.cards if card.finding.code == "one_a_day")
    assert "рекомендована одна" in card.finding.text
    card.fix_button.click()
    assert not [one for one in view.page.findings if one.code == "one_a_day"]
    moved = next(one for one in _stored(view) if one.subject == "Математика")
    assert moved.held_on != DAY and next(one for one in _stored(view) if one.level == "municipal").held_on == DAY


def test_findings_of_the_chosen_cell(view):
    view.which.choose("cell")
    view.grid.go(_row(view, "6А"), _column(view, 3))
    assert {card.finding.code for card in view.cards.cards} == {"day_off", "hours_unknown"}
    view.grid.go(_row(view, "6А"), _column(view, 20))
    assert not view.cards.cards
    card_finding = next(one for one in view.page.findings if one.code == "day_off")
    view.show_finding(card_finding)
    assert view.grid.cell() == (_row(view, "6А"), _column(view, 3))


def test_the_whole_is_repaired_after_a_look(view):
    view.propose()
    dialog = view.findChild(ProposalDialog)
    assert dialog.table.all_count() == 2
    dialog.apply_button.click()
    assert {one.code for one in view.page.findings} == {"hours_unknown"}


def test_hours_are_typed_and_the_share_is_checked(view):
    view.edit_hours()
    dialog = view.findChild(HoursDialog)
    at = next(n for n, one in enumerate(dialog._rows) if one.subject == "Музыка")
    dialog.table.item(at, 2).setText("9")
    dialog.save_button.click()
    assert [(one.severity, one.subject) for one in view.page.findings if one.code == "share"] == [("binding", "Музыка")]
    assert [one.hours for one in view.page.schedule.hours] == [9]


def test_hours_are_asked_of_a_grade_or_of_the_classes_that_lack_them(view):
    schedule = view.page.schedule
    assert [(one.class_label, one.subject) for one in hours_rows(schedule) if one.grade == 5] == [
        ("", "Биология"), ("", "История"), ("", "Математика"), ("", "Русский язык"),
    ]  # fmt: skip
    apart = replace(schedule, hours=(Hours(5, "5А", "История", 68),))
    assert ("5Б", "История", 0) in [(one.class_label, one.subject, one.hours) for one in hours_rows(apart)]


def test_a_new_class_gets_a_row_to_type_into(view):
    view.ask_class()
    view.class_field.setText("7 б")
    view._class_asked()
    row = _row(view, "7Б")
    view.grid.schedule.setData(view.grid.schedule.index(row, _column(view, 3)), "Физика")
    assert ("7Б", "Физика", 3) in [(one.class_label, one.subject, one.week) for one in _stored(view)]
    assert not view.add_class("абв")


def test_escape_returns_to_the_list_and_print_shows_the_form(page, view, desk):
    assert page.print_page()
    preview = desk.window.findChild(PrintPreview)
    assert "Единый график" in preview.windowTitle()
    preview.reject()
    assert page.close_inner()
    assert page.stack.currentWidget() is page.list_page
    assert not page.close_inner()


def test_files_for_schools_and_of_a_school(page, view, tmp_path):
    page.write_blanks(tmp_path)
    assert len(list(tmp_path.glob("Бланк. *.xlsx"))) == page.table.all_count() - 1
    view.write_file(tmp_path / "График.xlsx", "weeks", blank=False)
    assert (tmp_path / "График.xlsx").stat().st_size > 4000


def test_vpr_may_be_counted_in_the_share(page):
    school = page.table.current_row().line.organisation_id
    apply_changes(page.ui.ctx, school, 2026, [Change(None, Entry(6, "6А", "Физика", "federal", "vpr", week=9))])
    set_hours(page.ui.ctx, school, 2026, [Hours(6, "6А", "Физика", 9)])
    page.vpr.trigger()
    assert page.table.current_row().counts.binding == 1
    page.vpr.trigger()
    assert page.table.current_row().counts.binding == 0


def test_another_school_year_has_other_schedules(page):
    page.ui.years.choose(2025)
    assert not [row for row in page.table.row_model.all_rows() if row.counts is not None]


def test_a_school_sees_its_own_schedule_at_once(make_desk, ctx):
    from tests.sample_papers import set_workplace

    own = save_organisation(ctx, OrganisationRow(None, "school", "Школа № 7")).value
    set_workplace(ctx, "school", "", own)
    made = make_desk(ctx)
    made.window.years.choose(2026)
    page = made.tab("calendar").show_page("schedule")
    assert page.stack.currentWidget() is page.view
    assert page.view.head.back_button.isHidden()
    assert page.view.stack.currentWidget() is page.view.empty
    page.view.add_class("5А")
    page.view.grid.schedule.setData(page.view.grid.schedule.index(0, 2), "Математика")
    assert [one.subject for one in school_page(ctx, own, 2026).schedule.entries] == ["Математика"]


def test_an_empty_base_says_what_to_do(empty_desk):
    page = empty_desk.tab("calendar").show_page("schedules")
    assert page.stack.currentWidget() is page.empty


def test_nothing_is_lost_between_the_views(view):
    for kind in ("weeks", "days"):
        grid = grid_of(view.page, kind)
        shown = {one.id for there in grid.cells.values() for one in there}
        assert shown == {one.id for one in view.page.schedule.entries}
