"""The card of a school in the real window: what it says at a glance, editing in place, life of a school."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services.contexts.commands import save_context_values
from app.services.contexts.queries import context_table, get_index_weights
from app.services.organisations.queries import get_organisation, list_organisations
from app.services.people.commands import save_person
from app.services.people.queries import list_people
from app.services.people.rows import PersonRow
from app.services.statuses.commands import save_status
from app.services.statuses.queries import list_statuses
from app.services.statuses.rows import StatusRow
from tests.ui.keys import type_text


def _school(desk, name):
    return next(o for o in list_organisations(desk.ctx, include_closed=True) if name in o.short_name)


@pytest.fixture
def tab(desk):
    return desk.tab("schools").page("first")


def _open(desk, tab, name):
    tab.open_card(_school(desk, name).id)
    return tab.card


def test_a_school_is_understood_at_a_glance(tab, desk, qtbot):
    tab.table.select_key(_school(desk, "Лесновская").id)
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    card = tab.card
    assert tab.stack.currentWidget() is card
    assert "Лесновская" in card.header.title.text() and "п. Лесной" in card.header.note.text()
    results, _gaps, findings, _due, _conditions = (door.words.text() for door in card.doors)
    assert results.startswith("выше района") and findings.endswith(("признак", "признака", "признаков"))
    assert "повод для перепроверки" in card.findings.note.text() and card.findings.table.all_count() >= 1
    assert tab.close_inner()
    assert tab.stack.currentWidget() is tab.list_page


def test_reasons_for_a_recheck_stand_before_the_official_markers(tab, desk):
    from app.services.findings.queries import list_findings

    flagged = [row for row in list_findings(desk.ctx) if row.flagged]
    tab.open_card(flagged[0].organisation_id)
    card = tab.card
    shown = card.findings.signs.row_model.all_rows()
    assert shown and {row.organisation_id for row in shown} == {flagged[0].organisation_id}
    assert not card.findings.signs.isHidden()
    assert "в 20" in card.doors[2].note.text()
    card.findings.signs.opened.emit(shown[0])
    assert desk.window.current_key() == "objectivity"


def test_small_charts_share_years_and_scale_and_lead_to_the_marks(tab, desk, qtbot):
    results = _open(desk, tab, "Лесновская").results
    charts = results.grid.charts
    assert [chart.panel.title for chart in charts] == ["Русский язык, 4 класс", "Русский язык, 5 класс"]
    assert len({(chart._years, chart._top) for chart in charts}) == 1
    assert "район" in charts[0].accessibleDescription() and "n = " in charts[0].accessibleDescription()
    qtbot.mouseClick(charts[1], Qt.MouseButton.LeftButton)
    assert "5 класс" in results.paper.text()
    assert [row.name for row in results.marks._rows][:2] == ["Школа", "Район"]
    qtbot.keyClick(charts[1], Qt.Key.Key_Left)
    assert "4 класс" in results.paper.text() and charts[0].hasFocus()
    results.switch.choose("twos")
    assert results._unit == "доля «2», %"


def test_fewer_than_five_show_no_percent(tab, desk):
    few = [r for r in tab.table.row_model.all_rows() if "мало данных" in r.bars_text]
    for line in few:
        tab.open_card(line.row.id)
        for chart in tab.card.results.grid.charts:
            for point in chart.panel.school:
                assert (point.value is None) or point.n >= 5
        for row in tab.card.results.marks._rows:
            assert row.percents is None or row.n >= 5


def test_the_index_goes_to_its_section_and_follows_the_page(tab, desk):
    card = _open(desk, tab, "Лесновская")
    card.index.setCurrentRow(card.sections.index(card.people))
    assert card.page.verticalScrollBar().value() == min(card.people.y(), card.page.verticalScrollBar().maximum())
    card.page.verticalScrollBar().setValue(0)
    assert card.index.currentRow() == 0


def test_a_kindergarten_has_no_results(tab, desk):
    card = _open(desk, tab, "Ромашка")
    assert card.results.isHidden() and card.gaps.isHidden() and not card.people.isHidden()
    assert card.index.item(0).isHidden() and card.header.note.text().startswith("Детский сад")


def test_a_school_without_results_is_not_a_page_of_empty_sections(empty_desk):
    tab = empty_desk.tab("schools").page("first")
    tab.add()
    type_text(tab.form.fields["short_name"].editor, "МБОУ «Первая СОШ»")
    tab.form.fields["short_name"].commit()
    tab.open_current()
    card = tab.card
    assert not card.results.isHidden() and "Загрузите" in card.results.note.text()
    assert card.gaps.isHidden() and card.findings.isHidden()
    assert [door.words.text() for door in card.doors if not door.isHidden()] == ["нет данных", "нет", "нет данных"]


def test_f2_edits_what_the_cursor_is_on(tab, desk, qtbot):
    school = _school(desk, "Ключевская").id
    save_person(desk.ctx, PersonRow(None, None, school, "technical", "Яшин Олег Игоревич"))
    save_context_values(desk.ctx, school, 2025, {"pupils": 180})
    card = _open(desk, tab, "Ключевская")
    qtbot.keyClick(card.index, Qt.Key.Key_F2)
    assert card.facts.editing()
    assert tab.close_inner() and not card.editing()
    card.people.table.setFocus()
    card.people.table.selectRow(0)
    qtbot.keyClick(card.people.table, Qt.Key.Key_F2)
    assert card.people.editing() and not card.facts.editing()
    assert tab.close_inner() and tab.stack.currentWidget() is card
    table = card.contexts.table
    table.setFocus()
    at = next(n for n, column in enumerate(table.row_model.columns) if column.key == "2025")
    table.setCurrentIndex(table.row_model.index(0, at))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.state() == table.State.EditingState and not card.editing()


# -- people, statuses, context


def test_a_new_director_is_typed_in_place_and_follows_the_former_one(tab, desk, qtbot):
    card = _open(desk, tab, "Ключевская")
    school = card.organisation_id
    card.people.add()
    card.people.role.set_value("director")
    type_text(card.people.full_name.editor, "Соколова Вера Ильинична")
    type_text(card.people.phone.editor, "2-15-33")
    qtbot.keyClick(card.people.phone.editor, Qt.Key.Key_Return)
    assert not card.people.editing()
    assert get_organisation(desk.ctx, school).director == "Соколова Вера Ильинична"
    assert "Соколова Вера Ильинична, 2-15-33" in card.header.people.text()
    card.people.add()
    card.people.role.set_value("director")
    type_text(card.people.full_name.editor, "Кротов Иван Саввич")
    card.people.form.submit()
    people = [row for row in list_people(desk.ctx, school) if row.role == "director"]
    assert people[0].full_name == "Кротов Иван Саввич" and people[1].until is not None
    desk.workspace.take_back()
    assert get_organisation(desk.ctx, school).director == "Соколова Вера Ильинична"


def test_a_person_is_changed_ends_and_is_taken_out(tab, desk):
    school = _school(desk, "Ключевская").id
    save_person(desk.ctx, PersonRow(None, None, school, "technical", "Яшин Олег Игоревич"))
    card = _open(desk, tab, "Ключевская")
    row = next(r for r in card.people.table.row_model.all_rows() if r.role == "technical")
    card.people.edit(row)
    assert card.people.full_name.value() == "Яшин Олег Игоревич"
    type_text(card.people.post.editor, "учитель информатики")
    card.people.form.submit()
    stored = next(r for r in list_people(desk.ctx, school) if r.role == "technical")
    assert stored.post == "учитель информатики" and stored.person_id == row.person_id
    card.people._end(stored)
    assert next(r for r in list_people(desk.ctx, school) if r.role == "technical").until == desk.ctx.clock().date()
    card.people._delete(stored)
    assert not [r for r in list_people(desk.ctx, school) if r.role == "technical"]


def test_a_name_is_needed_and_escape_puts_the_form_away(tab, desk, qtbot):
    card = _open(desk, tab, "Ключевская")
    before = list_people(desk.ctx, card.organisation_id)
    card.people.add()
    card.people.form.submit()
    assert card.people.full_name.problem.text() and list_people(desk.ctx, card.organisation_id) == before
    qtbot.keyClick(card.people.full_name.editor, Qt.Key.Key_Escape)
    assert not card.people.editing() and tab.stack.currentWidget() is card


def test_a_known_curator_is_chosen_for_another_school(tab, desk):
    first, second = _school(desk, "Ключевская").id, _school(desk, "Яблоневская").id
    save_person(desk.ctx, PersonRow(None, None, first, "curator", "Тихонова Марина Юрьевна", post="методист"))
    card = _open(desk, tab, "Яблоневская")
    card.people.add()
    card.people.role.set_value("curator")
    card.people._role_chosen()
    choices = [card.people.known.combo.itemText(n) for n in range(card.people.known.combo.count())]
    assert "Тихонова Марина Юрьевна" in choices
    person = card.people.known.combo.itemData(choices.index("Тихонова Марина Юрьевна"))
    card.people.known.set_value(person)
    card.people._person_chosen(person)
    card.people.form.submit()
    made = next(r for r in list_people(desk.ctx, second) if r.role == "curator")
    assert made.person_id == person and made.post == "методист" and made.of_district


def test_a_status_with_dates_and_basis(tab, desk):
    card = _open(desk, tab, "Ключевская")
    card.statuses.add()
    card.statuses.kind.set_value("low_results")
    card.statuses.since.set_value(date(2025, 9, 1))
    type_text(card.statuses.basis.editor, "приказ от 28.08.2025 № 214-од")
    card.statuses.form.submit()
    (row,) = list_statuses(desk.ctx, card.organisation_id)
    assert (row.kind, row.since, row.basis) == ("low_results", date(2025, 9, 1), "приказ от 28.08.2025 № 214-од")
    assert card.header.statuses.text() == "ШНОР с 01.09.2025" and card.history.table.all_count() >= 1
    card.statuses._end(row)
    assert list_statuses(desk.ctx, card.organisation_id)[0].until == desk.ctx.clock().date()
    tab.back_to_list()
    line = next(r for r in tab.table.row_model.all_rows() if r.row.id == card.organisation_id)
    assert [one.title for one in line.statuses] == ["ШНОР"]
    assert tab.status.findData("low_results") > 0


def test_an_own_kind_of_status_and_one_refused_twice(tab, desk):
    card = _open(desk, tab, "Ключевская")
    for _time in range(2):
        card.statuses.add()
        card.statuses.kind.set_value(card.statuses.kind.combo.itemData(card.statuses.kind.combo.count() - 1))
        card.statuses._kind_chosen()
        card.statuses.own_kind.set_value("Опорная школа")
        card.statuses.form.submit()
    assert [row.kind for row in list_statuses(desk.ctx, card.organisation_id)] == ["Опорная школа"]
    assert card.statuses.editing() and "уже есть" in desk.window.message_bar.text.text()


def test_context_is_typed_into_its_cell(tab, desk):
    school = _school(desk, "Ключевская").id
    save_context_values(desk.ctx, school, 2025, {"pupils": 180, "teachers": 14})
    card = _open(desk, tab, "Ключевская")
    table = card.contexts.table
    assert table.all_count() == 2
    model = table.row_model
    at = next(n for n, column in enumerate(model.columns) if column.key == "2025")
    model.setData(model.index(0, at), "187")
    assert context_table(desk.ctx, school).lines[0].shown == ("187",)
    table = card.contexts.table
    table.row_model.setData(table.row_model.index(0, at), "много")
    assert context_table(desk.ctx, school).lines[0].shown == ("187",)
    assert desk.window.message_bar.isVisible()


def test_an_indicator_of_another_year_is_added(tab, desk):
    card = _open(desk, tab, "Ключевская")
    assert "пока нет" in card.contexts.note.text()
    card.contexts.add()
    card.contexts.indicator.set_value("pupils")
    card.contexts.year.set_value(2026)
    card.contexts.value.set_value("190")
    card.contexts.form.submit()
    found = context_table(desk.ctx, card.organisation_id)
    assert found.years == (2026,) and found.lines[0].shown == ("190",) and not card.contexts.editing()


def test_weights_of_the_index_are_changed_in_the_table(tab, desk):
    school = _school(desk, "Ключевская").id
    save_context_values(desk.ctx, school, 2025, {"low_income": 40, "parents_higher": 20, "registered": 1, "non_native": 2})
    card = _open(desk, tab, "Ключевская")
    card.contexts.parts_button.setChecked(True)
    parts = card.contexts.parts
    before = card.contexts.index.text()
    row = next(n for n, part in enumerate(parts.row_model.shown()) if part.key == "income")
    at = next(n for n, column in enumerate(parts.row_model.columns) if column.key == "weight")
    parts.row_model.setData(parts.row_model.index(row, at), "5")
    assert get_index_weights(desk.ctx)["income"] == 5 and card.contexts.index.text() != before
    parts.row_model.setData(parts.row_model.index(row, at), "много")
    assert get_index_weights(desk.ctx)["income"] == 5 and "Вес не изменён" in desk.window.message_bar.text.text()


# -- life of a school


def test_renaming_keeps_the_former_name_in_the_history(tab, desk, qtbot):
    card = _open(desk, tab, "Ключевская")
    card.header.rename_action.trigger()
    assert card.life.short_name.value() == "МБОУ «Ключевская СОШ»"
    card.life.short_name.editor.clear()
    type_text(card.life.short_name.editor, "МБОУ «Ключевская школа»")
    qtbot.keyClick(card.life.short_name.editor, Qt.Key.Key_Return)
    assert card.header.title.text() == "МБОУ «Ключевская школа»" and not card.life.editing()
    assert any("Ключевская СОШ" in row.text for row in card.history.table.row_model.all_rows())
    desk.workspace.take_back()
    assert card.header.title.text() == "МБОУ «Ключевская СОШ»"


def test_closing_and_opening_again(tab, desk):
    card = _open(desk, tab, "Ключевская")
    card.header.close_action.trigger()
    card.life.close_form.submit()
    assert get_organisation(desk.ctx, card.organisation_id).closed_on == desk.ctx.clock().date()
    assert "закрыта с" in card.header.note.text() and card.header.reopen_action.isVisible()
    card.header.reopen_action.trigger()
    assert get_organisation(desk.ctx, card.organisation_id).closed_on is None


def test_one_school_joins_another_and_comes_back(tab, desk):
    from app.ui.schools.merge_wizard import MergeWizard

    small, large = _school(desk, "Лесновская").id, _school(desk, "Ключевская").id
    card = _open(desk, tab, "Лесновская")
    card.header.merge_action.trigger()
    wizard = desk.window.findChild(MergeWizard)
    assert not wizard.next_button.isEnabled()
    wizard.who.target.set_value(large)
    wizard.who.ready_changed.emit()
    wizard.advance()
    assert "Лесновская" in wizard.what.words.text() and "Ключевская" in wizard.what.words.text()
    wizard.advance()
    assert card.organisation_id == large and "присоединена" in card.history.note.text()
    assert any(point.school_name for series in card.card.results for point in series.points)
    tab.open_card(small)
    assert "Ключевская" in card.header.successor.text() and not card.header.merge_action.isVisible()
    desk.workspace.take_back()
    assert get_organisation(desk.ctx, small).closed_on is None


def test_several_become_a_new_one(tab, desk):
    from app.ui.schools.merge_wizard import MergeWizard

    card = _open(desk, tab, "Лесновская")
    card.merge()
    wizard = desk.window.findChild(MergeWizard)
    wizard.who.ways["new"].setChecked(True)
    wizard.who.ticks.set_ticked((_school(desk, "Ключевская").id,))
    assert not wizard.page.ready()
    wizard.who.name.set_value("МБОУ «Объединённая СОШ»")
    assert wizard.page.ready()
    wizard.advance()
    wizard.advance()
    assert card.header.title.text() == "МБОУ «Объединённая СОШ»"
    assert _school(desk, "Ключевская").closed_on is not None


def test_a_card_that_is_no_more_says_so_and_goes_back(tab, desk):
    _open(desk, tab, "Ромашка")
    tab.open_card(99_999)
    assert "больше нет" in desk.window.message_bar.text.text()
    assert tab.stack.currentWidget() is tab.list_page


def test_statuses_and_save_of_status_rows_round_trip_into_the_form(tab, desk):
    school = _school(desk, "Ключевская").id
    save_status(desk.ctx, StatusRow(None, school, "base_school", date(2025, 9, 1), basis="приказ", note="на два года"))
    card = _open(desk, tab, "Ключевская")
    row = card.statuses.table.row_model.row(0)
    card.statuses.edit(row)
    assert card.statuses.draft() == row
