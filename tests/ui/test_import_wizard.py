"""«Загрузить результаты…»: files → what changes → protocol, by keyboard, with the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.results.queries import list_import_runs, list_procedures
from app.ui.imports.wizard import ImportWizard, files_in
from tests.ui.keys import type_text

FORM1 = "Ф1_Индивидуальные результаты 2025 Русский язык 4 класс.xlsx"
LOADED = "Ф1_Индивидуальные результаты 2026 Русский язык 4 класс.xlsx"


@pytest.fixture
def open_wizard(desk, qtbot):
    def make(*paths):
        wizard = ImportWizard(desk.workspace.ui, paths, desk.window)
        qtbot.addWidget(wizard)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.show()
        wizard.activateWindow()
        qtbot.waitUntil(wizard.isActiveWindow)
        return wizard

    return make


def test_a_file_is_loaded_with_two_keys_after_it_was_chosen(open_wizard, desk, downloads, qtbot):
    """Ctrl+O, the name and Enter in the system's dialog, Enter, Enter: five keys and a choice."""
    wizard = open_wizard(downloads / FORM1)
    assert wizard.step == 1 and wizard.next_button.hasFocus()
    page = wizard.preview_page
    assert page.table.current_row().preview.title == "ВПР 2025, русский язык, 4 класс"
    assert "Будет загружено: 1\u00a0файл" in page.summary.text()
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert wizard.step == 2 and wizard.next_button.text() == "Готово" and wizard.next_button.hasFocus()
    assert "Загружено: ВПР 2025, русский язык, 4 класс" in wizard.protocol_page.summary.text()
    assert len(list_procedures(desk.ctx)) == 5
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert not wizard.isVisible()


def test_the_load_is_taken_back_from_the_protocol(open_wizard, desk, downloads):
    wizard = open_wizard(downloads / FORM1)
    wizard.advance()
    assert wizard.undo_button.isVisible()
    wizard.undo_button.click()
    assert len(list_procedures(desk.ctx)) == 4
    assert "отменена" in wizard.protocol_page.summary.text() and not wizard.undo_button.isVisible()
    assert desk.workspace.undo.undo_text() == ""


def test_the_load_is_taken_back_by_ctrl_z_later(open_wizard, desk, downloads):
    wizard = open_wizard(downloads / FORM1, downloads / "ВПР_2024_Математика_4_класс.xlsx")
    wizard.advance()
    wizard.advance()
    assert len(list_procedures(desk.ctx)) == 6
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert len(list_procedures(desk.ctx)) == 4
    assert all(run.reverted_at for run in list_import_runs(desk.ctx)[:2])


def test_a_foreign_file_is_named_and_the_rest_load(open_wizard, desk, downloads, tmp_path):
    foreign = tmp_path / "меню столовой.csv"
    foreign.write_text("блюдо;цена\nкаша;30\n", encoding="utf-8")
    wizard = open_wizard(downloads / FORM1, foreign)
    states = {d.path.name: d.state for d in wizard.preview_page.drafts}
    assert states == {FORM1: "готов к загрузке", "меню столовой.csv": "не читается"}
    assert wizard.preview_page.table.current_row().path == foreign
    assert "не похож" in wizard.preview_page.details.facts.text()
    wizard.advance()
    assert len(list_procedures(desk.ctx)) == 5
    text = wizard.protocol_page.text()
    assert "меню столовой.csv" in text and "новых" in text


def test_the_same_file_again_changes_nothing(open_wizard, desk, downloads):
    wizard = open_wizard(downloads / LOADED)
    assert not wizard.next_button.isEnabled()
    assert wizard.preview_page.drafts[0].state == "в базе уже всё так"
    assert "посмотрите, что мешает" in wizard.preview_page.summary.text()


def test_what_the_file_does_not_say_is_said_here(open_wizard, desk, downloads, tmp_path):
    """The layout of 2024 names its paper; as «year 2023» it is another procedure."""
    wizard = open_wizard(downloads / "ВПР_2024_Математика_4_класс.xlsx")
    details = wizard.preview_page.details
    assert details.year.value() == 2024 and details.grade.value() == 4 and details.subject.value() == "Математика"
    details.year.line.selectAll()
    type_text(details.year.line, "2023")
    details.year.commit()
    draft = wizard.preview_page.drafts[0]
    assert draft.options.year == 2023 and draft.preview.title == "ВПР 2023, математика, 4 класс"
    wizard.advance()
    assert any(p.year == 2023 for p in list_procedures(desk.ctx))


def test_schools_are_made_only_when_asked_for(make_desk, empty, downloads, qtbot):
    from app.services.organisations.queries import list_organisations

    desk = make_desk(empty)
    wizard = ImportWizard(desk.workspace.ui, (downloads / FORM1,), desk.window)
    qtbot.addWidget(wizard)
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    wizard.show()
    details = wizard.preview_page.details
    assert not wizard.next_button.isEnabled()
    assert details.make_schools.isVisible() and details.problems.count() > 5
    details.make_schools.box.click()
    assert wizard.next_button.isEnabled()
    wizard.advance()
    assert len(list_organisations(empty)) >= 12
    wizard.accept()


def test_a_folder_gives_its_tables_and_no_locks(tmp_path):
    (tmp_path / "вложенная").mkdir()
    for name in ("b.xlsx", "~$b.xlsx", "a.ODS", "письмо.docx", "вложенная/c.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    single = tmp_path / "письмо.docx"
    assert [p.name for p in files_in([tmp_path])] == ["a.ODS", "b.xlsx", "c.csv"]
    assert files_in([single, single]) == [single]


def test_files_are_added_and_taken_away_before_reading(open_wizard, downloads):
    wizard = open_wizard()
    assert wizard.step == 0 and not wizard.next_button.isEnabled()
    wizard.files_page.add([downloads / FORM1, downloads / LOADED])
    assert wizard.next_button.isEnabled()
    wizard.files_page.table.select_key(downloads / LOADED)
    wizard.files_page._take_away()
    wizard.advance()
    assert wizard.step == 1 and len(wizard.preview_page.drafts) == 1
    wizard.back()
    assert wizard.step == 0 and wizard.files_page.paths == [downloads / FORM1]


def test_a_file_that_changed_the_base_makes_the_next_one_be_compared_anew(make_desk, empty, downloads, qtbot):
    """Both files bring the same new schools: the second finds them there."""
    from app.services.organisations.queries import list_organisations

    desk = make_desk(empty)
    second = "Ф1_Индивидуальные результаты 2025 Математика 4 класс.xlsx"
    wizard = ImportWizard(desk.workspace.ui, (downloads / FORM1, downloads / second), desk.window)
    qtbot.addWidget(wizard)
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    wizard.show()
    page = wizard.preview_page
    for draft in list(page.drafts):
        page.table.select_key(draft.key)
        page.details.make_schools.box.click()
    wizard.advance()
    assert all(d.run_id is not None for d in wizard.protocol_page.table.row_model.all_rows())
    names = [o.login for o in list_organisations(empty)]
    assert len(names) == len(set(names)) >= 12
    wizard.accept()


def test_files_without_pupils_are_told_by_what_they_hold(district, tmp_path):
    from app.services.imports.preview import build_preview
    from app.ui.imports.wizard import _facts
    from tests.data import layouts
    from tests.data.layouts import write_book

    described = build_preview(district, write_book(tmp_path / "ru4 2019.xlsx", {"Л": layouts.task_map_rows()}))
    assert _facts(described) == "Описание работы (карта заданий). 5\xa0заданий."
    reported = build_preview(
        district, write_book(tmp_path / "отчёт.xlsx", {"Л": layouts.completion_rows("ВПР 2023 Физика 7 класс")})
    )
    assert _facts(reported) == "«Выполнение заданий». 1\xa0школа, 48\xa0участников, строк по группам: 4."
