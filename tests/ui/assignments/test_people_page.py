"""«Люди»: assigning with checks, the plan of observation, the grid, ties, loading a list, print; by keyboard, with undo."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.models.plan import ProcedureSlot
from app.services.assignments.commands import assign
from app.services.assignments.queries import list_assignments
from app.services.assignments.rows import AssignmentDraft, Uncovered
from app.services.demo.assigning import _write_list
from app.services.organisations.queries import list_organisations
from app.services.plan.commands import plan_procedure
from app.services.plan.rows import PlanDraft
from app.ui.assignments.dialogs import AskDialog, ListDialog
from app.ui.assignments.observer_grid import words
from app.ui.assignments.page import PeoplePage
from app.ui.assignments.proposal_dialog import ProposalDialog
from app.ui.widgets.print_preview import PrintPreview


@pytest.fixture
def procedure(desk, tmp_path):
    """A planned paper of the coming spring; half of the schools have chosen a day; a list of people is loaded."""
    from app.services.assignments.commands import import_people
    from app.services.assignments.list_file import preview_people

    number = plan_procedure(desk.ctx, PlanDraft("vpr", 4, "Математика", date(2027, 4, 19), date(2027, 5, 20))).value
    schools = [one for one in list_organisations(desk.ctx) if one.kind == "school"]
    with desk.ctx.db.write() as session:
        for place, school in enumerate(schools):
            if place % 2:
                session.add(
                    ProcedureSlot(procedure_id=number, organisation_id=school.id, class_label="4А", held_on=date(2027, 4, 20))
                )
    import_people(desk.ctx, preview_people(desk.ctx, _write_list(tmp_path)))
    return number


@pytest.fixture
def page(desk, procedure) -> PeoplePage:
    made: PeoplePage = desk.tab("calendar").show_page("people")
    return made


def dialog(desk, kind):
    found = desk.window.findChildren(kind)
    assert found, kind
    return found[-1]


def test_the_schools_of_the_coming_procedure_are_shown_with_their_gaps(page):
    rows = page.table.row_model.all_rows()
    assert rows[0].name == "Весь район" and "municipal_coordinator" in rows[0].missing
    assert all("observer" in row.missing for row in rows[1:])
    column = next(one for one in page.table.row_model.columns if one.key == "observer")
    assert column.text(rows[1]) == "нет" and column.icon(rows[1]) is not None
    assert "Без наблюдателя" in page.note.text()


def test_columns_are_those_the_procedure_needs_and_the_table_has_room_for(page, desk):
    shown = {one.key for n, one in enumerate(page.table.row_model.columns) if not page.table.isColumnHidden(n)}
    assert {"observer", "coordinator", "expert"} <= shown
    desk.window.resize(700, 600)
    shown = {one.key for n, one in enumerate(page.table.row_model.columns) if not page.table.isColumnHidden(n)}
    assert "observer" in shown and "technical" not in shown


def test_somebody_is_assigned_by_keyboard_and_taken_back(page, desk, procedure, qtbot):
    school = page.table.row_model.all_rows()[1]
    page.table.select_key(school.organisation_id)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    panel = page.school_panel
    assert panel.editing() and panel.role.value() == "observer"
    names = [panel.person.choice.itemText(place) for place in range(panel.person.choice.count())]
    own = [name for name in names if school.name in name]
    assert own and all("нельзя: " in name for name in own)
    assert not any("нельзя" in name for name in names[1:4])
    panel.person.set_value(_first_free(desk, procedure, school.organisation_id))
    panel.form.submit()
    assert not panel.editing()
    assert len(list_assignments(desk.ctx, procedure_id=procedure)) == 1
    assert "observer" not in page.table.current_row().missing
    desk.workspace.take_back()
    assert list_assignments(desk.ctx, procedure_id=procedure) == []


def _first_free(desk, procedure, school):
    from app.services.assignments.queries import candidates

    return next(one.person.person_id for one in candidates(desk.ctx, procedure, school, "observer") if not one.why_not)


def test_an_observer_of_the_own_school_is_refused_in_the_form(page, desk, procedure):
    from app.services.assignments.queries import directory

    person = next(one for one in directory(desk.ctx) if one.work_id is not None and one.ties)
    page.table.select_key(person.work_id)
    page.school_panel.add("observer")
    page.school_panel.person.set_value(person.person_id)
    page.school_panel.form.submit()
    assert "работает в этой школе" in page.school_panel.person.problem.text()
    assert page.school_panel.editing() and not list_assignments(desk.ctx, procedure_id=procedure)


def test_a_plan_is_proposed_edited_and_stored_as_one_change(page, desk, procedure):
    page.propose()
    plan = dialog(desk, ProposalDialog)
    assert not any(isinstance(row, Uncovered) for row in plan._rows)
    plan.table.selectRow(0)
    first = plan.table.current_row()
    plan._choose(None)
    assert any(isinstance(row, Uncovered) for row in plan._rows)
    plan._choose(first.person_id)
    plan.save()
    assert plan.result() == QDialog.DialogCode.Accepted
    assert len(list_assignments(desk.ctx, procedure_id=procedure)) == len(page.table.row_model.all_rows()) - 1
    assert "Без наблюдателя" not in page.note.text()
    desk.workspace.take_back()
    assert list_assignments(desk.ctx, procedure_id=procedure) == []


def test_a_plan_without_people_says_which_schools_and_why(page, desk):
    page.propose()
    plan = dialog(desk, ProposalDialog)
    plan.pool.set_ticked(())
    plan.propose()
    assert "Некого направить" in plan.summary.text() and "не из кого" in plan.summary.text()
    assert not plan.store.isEnabled()
    plan.reject()


def test_the_grid_marks_gaps_and_leads_to_the_school(page, desk, procedure, qtbot):
    page.switch.choose("grid")
    page._switched("grid")
    grid = page.grid
    assert grid.lines.rowCount() > 5 and grid.lines.columnCount() == 1
    assert grid.lines.index(0, 0).data() == "нет наблюдателя"
    assert words(grid.lines.cell(grid.lines.index(0, 0)), over=True) == "не записан"
    grid.setCurrentIndex(grid.lines.index(2, 0))
    school = grid.lines.grid.schools[2][0]
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert page.switch.current() == "procedure" and page.table.current_row().organisation_id == school


def test_ties_are_edited_at_the_person(page, desk):
    page.switch.choose("people")
    page._switched("people")
    row = next(one for one in page.people.row_model.all_rows() if not one.ties)
    page.people.select_key(row.person_id)
    panel = page.person_panel
    panel.add()
    panel.kind.set_value("parent")
    panel.school.set_value(page._read.schools[0][0])
    panel.class_label.set_value("3Б")
    panel.form.submit()
    kept = next(one for one in page.people.row_model.all_rows() if one.person_id == row.person_id)
    assert [(tie.kind, tie.class_label) for tie in kept.ties] == [("parent", "3Б")]
    panel._delete(kept.ties[0])
    assert not page.people.current_row().ties
    desk.workspace.take_back()
    assert page.people.current_row().ties


def test_a_list_shows_its_problems_before_it_is_loaded(page, desk, tmp_path):
    from app.services.demo.workbooks import write_sheets

    path = tmp_path / "Люди.xlsx"
    rows = [["ФИО", "Место работы"], ["Новикова Ася Петровна", "Общественный совет"], ["Иванова Анна Олеговна", "Неведомая СОШ"]]
    write_sheets(path, {"Лист": rows})
    page.load_list(path)
    shown = dialog(desk, ListDialog)
    assert "новых 1" in shown.summary.text() and "не загружается 1" in shown.summary.text()
    assert shown.problems.count()
    before = len(page.people.row_model.all_rows())
    shown.load()
    page.switch.choose("people")
    page._switched("people")
    assert len(page.people.row_model.all_rows()) > before


def test_briefing_order_numbers_and_print(page, desk, procedure):
    school = page.table.row_model.all_rows()[1].organisation_id
    assign(desk.ctx, AssignmentDraft(None, procedure, school, _first_free(desk, procedure, school), "observer"))
    page.read_again()
    page.ask_briefing()
    asked = dialog(desk, AskDialog)
    asked.form.fields[0].set_value(date(2027, 4, 20))
    asked.form.submit()
    page.ask_basis()
    asked = dialog(desk, AskDialog)
    asked.form.fields[0].set_value("приказ № 5")
    asked.form.submit()
    page.number_certificates()
    (row,) = list_assignments(desk.ctx, procedure_id=procedure)
    assert (row.briefed_on, row.basis, row.certificate_number) == (date(2027, 4, 20), "приказ № 5", "2027-001")
    assert page.print_page()
    dialog(desk, PrintPreview).close()
    page.edit_habits()
    asked = dialog(desk, AskDialog)
    asked.form.fields[1].set_value(3)
    asked.form.submit()
    assert asked.result() == QDialog.DialogCode.Accepted


def test_an_empty_base_says_what_to_do(empty_desk):
    page = empty_desk.tab("calendar").show_page("people")
    assert page.board_stack.currentWidget() is page.no_procedures
    assert not page.propose_button.isVisibleTo(page)
