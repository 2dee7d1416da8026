"""Школы: the table, editing in place, the card, the list from a file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.organisations.queries import get_organisation, list_organisations
from app.ui.schools.list_wizard import ListWizard
from app.ui.schools.tab import SchoolsTab
from tests.ui.keys import type_text


@pytest.fixture
def tab(desk) -> SchoolsTab:
    made: SchoolsTab = desk.tab("schools").page("first")
    return made


def _row(desk, name):
    return next(o for o in list_organisations(desk.ctx, include_closed=True) if name in o.short_name)


def test_the_table_shows_every_organisation_with_its_bars(tab, desk):
    assert tab.panel.counter.text() == "всего 19"
    line = next(r for r in tab.table.row_model.all_rows() if "Ключевская" in r.row.short_name)
    assert len(line.bars) == 2 and line.bars[0].share is not None and line.bars[0].reference is not None
    assert "русский язык, 4 класс" in line.bars_text and "район" in line.bars_text
    garden = next(r for r in tab.table.row_model.all_rows() if r.row.kind == "kindergarten")
    assert garden.bars == ()


def test_fewer_than_five_writers_show_no_percent(tab):
    few = [r for r in tab.table.row_model.all_rows() if "мало данных" in r.bars_text]
    assert few
    for line in few:
        at = next(n for n, words in enumerate(line.bars_text.split("\n")) if "мало данных" in words)
        assert line.bars[at].share is None


def test_filters_leave_what_was_asked_for(tab):
    kind = tab.panel.filters[1]
    kind.setCurrentIndex(kind.findData("kindergarten"))
    assert tab.panel.counter.text() == "показано 2 из 19"
    kind.setCurrentIndex(0)
    tab.panel.words.setText("берёзовка")
    assert tab.panel.counter.text() == "показано 2 из 19"


def test_the_panel_shows_the_row_and_saves_as_one_types(tab, desk, qtbot):
    tab.table.select_key(_row(desk, "Ключевская").id)
    assert "Ключевская" in tab.side.title.text()
    field = tab.form.fields["phone"]
    type_text(field.editor, "2-15-33")
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    assert _row(desk, "Ключевская").phone == "2-15-33"
    assert tab.table.current_row().row.phone == "2-15-33"
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert _row(desk, "Ключевская").phone == ""
    assert field.value() == ""


def test_what_is_wrong_is_told_under_the_field_and_not_saved(tab, desk):
    before = _row(desk, "Ключевская")
    tab.table.select_key(before.id)
    login = tab.form.fields["login"]
    login.editor.clear()
    type_text(login.editor, "школа 5")
    login.commit()
    assert "не логин" in login.problem.text()
    assert _row(desk, "Ключевская").login == before.login


def test_typing_is_not_lost_when_another_row_is_chosen(tab, desk):
    first, second = _row(desk, "Ключевская"), _row(desk, "Яблоневская")
    tab.table.select_key(first.id)
    type_text(tab.form.fields["address"].editor, "ул. Лесная, 2")
    tab.table.select_key(second.id)
    assert _row(desk, "Ключевская").address == "ул. Лесная, 2"
    assert _row(desk, "Яблоневская").address == ""


def test_a_new_organisation_is_stored_once_it_has_a_name(tab, desk, qtbot):
    tab.add()
    name = tab.form.fields["short_name"]
    tab.form.fields["locality"].editor.setText("с. Новое")
    tab.form.fields["locality"].commit()
    assert len(list_organisations(desk.ctx)) == 19
    type_text(name.editor, "МБОУ «Новая ООШ»")
    qtbot.keyClick(name.editor, Qt.Key.Key_Return)
    made = _row(desk, "Новая ООШ")
    assert made.locality == "с. Новое" and tab.table.current_row().row.id == made.id
    type_text(tab.form.fields["director"].editor, "Ильин")
    tab.form.fields["director"].commit()
    assert _row(desk, "Новая ООШ").director == "Ильин"
    assert len(list_organisations(desk.ctx)) == 20


def test_a_school_is_closed_and_opened_again(tab, desk):
    school = _row(desk, "Заболотская")
    tab.table.select_key(school.id)
    tab._close_current()
    assert get_organisation(desk.ctx, school.id).closed_on is not None
    tab._reopen_current()
    assert get_organisation(desk.ctx, school.id).closed_on is None


def test_a_school_with_results_cannot_be_deleted_and_that_is_told(tab, desk):
    tab.table.select_key(_row(desk, "Ключевская").id)
    tab._delete_current()
    assert "нельзя удалить" in desk.window.message_bar.text.text()
    tab.table.select_key(_row(desk, "Ромашка").id)
    tab._delete_current()
    assert len(list_organisations(desk.ctx)) == 18


def test_facts_are_edited_on_the_card(tab, desk):
    school = _row(desk, "Ключевская")
    tab.open_card(school.id)
    tab.card.edit(True)
    type_text(tab.card.form.fields["phone"].editor, "2-15-33")
    tab.card.edit(False)
    assert _row(desk, "Ключевская").phone == "2-15-33" and "2-15-33" in tab.card.facts.words.text()


def test_the_card_is_printed(tab, desk):
    from app.ui.widgets.print_preview import PrintPreview

    tab.open_card(_row(desk, "Ключевская").id)
    desk.window.print_page()
    preview = desk.window.findChild(PrintPreview)
    assert preview.pages.page_count >= 1 and preview.print_button.isEnabled()
    preview.reject()


def test_a_narrow_window_keeps_the_table_and_opens_a_drawer(make_desk, district, qtbot):
    desk = make_desk(district, size=(910, 512))
    tab = desk.tab("schools").page("first")
    assert tab.split.is_drawer and not tab.split.detail_shown()
    tab.edit_current()
    assert tab.split.detail_shown()
    tab.close_inner()
    assert not tab.split.detail_shown()


def test_an_empty_list_says_what_to_do(empty_desk):
    tab = empty_desk.tab("schools").page("first")
    assert tab.panel._stack.currentWidget() is tab.panel._empty
    tab.add()
    type_text(tab.form.fields["short_name"].editor, "МБОУ «Заречная СОШ»")
    tab.form.fields["short_name"].commit()
    assert tab.panel.counter.text() == "всего 1"


def test_a_list_is_loaded_from_a_file(empty_desk, downloads, qtbot):
    wizard = ListWizard(empty_desk.workspace.ui, downloads / "Организации района.xlsx", empty_desk.window)
    wizard.show()
    assert wizard.preview_page.preview.new == 19 and wizard.next_button.isEnabled()
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert wizard.step == 1 and "новых 19" in wizard.done_page.summary.text()
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert len(list_organisations(empty_desk.ctx)) == 19


def test_a_doubtful_row_waits_for_a_decision(empty_desk, tmp_path):
    from openpyxl import Workbook

    from app.services.organisations.commands import save_organisation
    from app.services.organisations.rows import OrganisationRow

    save_organisation(empty_desk.ctx, OrganisationRow(None, "school", "МБОУ «Заречная СОШ № 1»"))
    book = Workbook()
    book.active.append(["Наименование", "Логин ФИС ОКО"])
    book.active.append(["МБОУ Заречная СОШ №1", "edu990101"])
    book.save(tmp_path / "школы.xlsx")
    wizard = ListWizard(empty_desk.workspace.ui, tmp_path / "школы.xlsx", empty_desk.window)
    wizard.show()
    assert wizard.preview_page.preview.doubtful == 1 and not wizard.next_button.isEnabled()
    assert wizard.preview_page.decision.isVisible()
    combo = wizard.preview_page.decision.combo
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert wizard.preview_page.preview.changed == 1
    wizard.advance()
    rows = list_organisations(empty_desk.ctx)
    assert len(rows) == 1 and rows[0].login == "edu990101"
    wizard.accept()


def test_a_school_workplace_has_one_card(make_desk, tmp_path, _fresh_base):
    from pathlib import Path

    from app.services.opening import open_context
    from app.ui.first_run.apply import set_up
    from app.ui.first_run.wizard import FirstRunDraft

    ctx = open_context(tmp_path / "Школа", clock=lambda: __import__("datetime").datetime(2026, 9, 14))
    set_up(ctx, FirstRunDraft("school", "МБОУ «Ключевская СОШ»", "Верхнеозёрский район", Path()))
    desk = make_desk(ctx)
    titles = [desk.window.tab_bar.tabText(n) for n in range(desk.window.tab_bar.count())]
    assert "Карточка школы" in titles and "Объективность" not in titles
    tab = desk.tab("schools").show_page("first")
    assert tab.stack.currentWidget() is tab.card and tab.card.header.title.text() == "МБОУ «Ключевская СОШ»"
    ctx.db.close()
