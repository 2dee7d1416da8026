"""A table of no known layout in the import wizard: its columns said, its schools chosen, both remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.imports.mappings import look_at
from app.services.organisations.queries import list_organisations
from app.services.results.queries import list_procedures
from app.ui.imports.mapping import MappingDialog
from app.ui.imports.wizard import ImportWizard
from tests.data.exams import Pupil, block
from tests.data.layouts import write_book


@pytest.fixture
def wizard_of(desk, qtbot):
    def make(*paths):
        wizard = ImportWizard(desk.workspace.ui, paths, desk.window)
        qtbot.addWidget(wizard)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizard.show()
        return wizard

    return make


def table(desk, folder, name="работа.xlsx", captions=("Школа", "Класс", "1", "2", "Балл", "Оценка")):
    schools = [school.short_name for school in list_organisations(desk.ctx, own_only=True, kind="school")][:2]
    rows = [list(captions)]
    for school in schools:
        rows += [[school, "6А", 1, 2, 3, 4], [school, "6Б", 0, 1, 1, 2]]
    return write_book(folder / name, {"Лист": rows})


def fill(wizard):
    details = wizard.preview_page.details
    details.year.committed.emit(2026)
    details.grade.committed.emit(6)
    details.subject.committed.emit("Математика")


def test_columns_are_said_and_the_table_is_loaded(wizard_of, desk, tmp_path, qtbot):
    before = len(list_procedures(desk.ctx))
    wizard = wizard_of(table(desk, tmp_path))
    details = wizard.preview_page.details
    assert details.columns_button.isVisibleTo(wizard) and not wizard.preview_page.ready()
    details.columns_button.click()
    dialog = wizard.findChild(MappingDialog)
    assert dialog is not None and dialog.view is not None
    meanings = [dialog.combo(row).currentData() for row in range(dialog.table.rowCount())]
    assert meanings == ["school", "class_label", "task", "task", "total", "mark"]
    dialog.combo(4).setCurrentIndex(0)
    assert dialog.ok.isEnabled()  # tasks are enough
    dialog.combo(2).setCurrentIndex(0)
    dialog.combo(3).setCurrentIndex(0)
    assert not dialog.ok.isEnabled() and dialog.problem.text()
    dialog.combo(4).setCurrentIndex(dialog.combo(4).findData("total"))
    dialog.kind.setCurrentIndex(dialog.kind.findData("diagnostic_test"))
    dialog.ok.click()
    fill(wizard)
    assert wizard.preview_page.ready()
    assert details.title.text() == "ДКР 2026, математика, 6 класс"
    wizard.advance()
    assert len(list_procedures(desk.ctx)) == before + 1
    again = wizard_of(table(desk, tmp_path, "следующая.xlsx"))  # the same header is known now
    assert again.preview_page.drafts[0].preview.kind == "diagnostic_test"
    assert again.preview_page.details.columns_button.text() == "Изменить столбцы…"


def test_of_two_columns_alike_one_must_be_chosen(wizard_of, desk, tmp_path):
    path = table(desk, tmp_path, captions=("Школа", "Класс", "ФИО", "прочее", "Балл", "Балл"))
    assert [one.alike for one in look_at(desk.ctx, path).columns][-2:] == [True, True]
    wizard = wizard_of(path)
    wizard.preview_page.details.columns_button.click()
    dialog = wizard.findChild(MappingDialog)
    assert "E, F похожи" in dialog.note.text() and "столбце C персональные" in dialog.note.text()
    assert dialog.combo(4).currentData() == dialog.combo(5).currentData() == ""
    assert not dialog.ok.isEnabled()
    dialog.combo(5).setCurrentIndex(dialog.combo(5).findData("total"))
    assert dialog.ok.isEnabled()
    dialog.combo(4).setCurrentIndex(dialog.combo(4).findData("total"))
    assert not dialog.ok.isEnabled() and "двух столбцов" in dialog.problem.text()
    dialog.reject()


def test_the_header_row_can_be_chosen(wizard_of, desk, tmp_path):
    path = write_book(tmp_path / "две.xlsx", {"Лист": [["Школа", "Итоги", ""], ["", "Балл", "Оценка"], ["СОШ 1", 5, 4]]})
    wizard = wizard_of(path)
    wizard.preview_page.details.columns_button.click()
    dialog = wizard.findChild(MappingDialog)
    dialog.last.setValue(2)
    assert (dialog.view.header_first, dialog.view.header_last) == (1, 2)
    assert "Балл" in dialog.table.item(1, 1).text()
    dialog.reject()


def test_schools_nobody_knows_are_chosen_on_the_page(wizard_of, desk, tmp_path):
    rows = [Pupil(999, "+---", "0(2)0(3)", 2), Pupil(999, "++--", "1(2)0(3)", 3)]
    wizard = wizard_of(write_book(tmp_path / "огэ.xlsx", {"Лист": block("dense", "12 - Обществознание 2026.06.03", rows)}))
    details = wizard.preview_page.details
    assert details.pages.isTabVisible(2) and not wizard.preview_page.ready()
    details.pages.setCurrentIndex(2)
    _key, field = details.unknown.fields[0]
    assert "код ОО 999" in field.label.text() and not details.unknown.button.isEnabled()
    field.combo.setCurrentIndex(1)
    field.combo.activated.emit(1)
    details.unknown.button.click()
    assert wizard.preview_page.ready()
    assert wizard.preview_page.drafts[0].preview.new == 2


def test_a_protocol_of_several_exams_is_several_lines(wizard_of, desk, tmp_path):
    rows = [*block("dense", "12 - Обществознание 2026.06.03", [Pupil(999, "+---", "")]),
            *block("dense", "06 - Биология 2026.06.06", [Pupil(999, "+---", "")])]  # fmt: skip
    wizard = wizard_of(write_book(tmp_path / "огэ.xlsx", {"Лист": rows}))
    titles = [one.preview.title for one in wizard.preview_page.drafts]
    assert titles == ["ОГЭ 2026, обществознание, 9 класс", "ОГЭ 2026, биология, 9 класс"]
    assert len(wizard.preview_page.table.row_model.all_rows()) == 2
    _key, field = wizard.preview_page.details.unknown.fields[0]
    field.combo.setCurrentIndex(1)
    field.combo.activated.emit(1)
    wizard.preview_page.details.unknown.button.click()
    assert [one.preview.new for one in wizard.preview_page.drafts] == [1, 1]  # one school in both exams
