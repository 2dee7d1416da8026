"""Шкалы перевода: seen by years, edited under the table, filled from a file, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.scales.queries import list_scales
from tests.ui.keys import type_text


@pytest.fixture
def dialog(desk):
    desk.workspace.show_scales()
    made = desk.workspace._scales
    assert made.isVisible()
    return made


def _edit(dialog, key, text):
    field = dialog.form.fields[key]
    field.editor.selectAll()
    if text:
        type_text(field.editor, text)
    else:
        field.editor.clear()
    field.commit()


def _choose(dialog, known):
    row = next(r for r in dialog.table.row_model.all_rows() if (r.min3 is not None) == known)
    dialog.table.select_key(row.id)
    return row


def test_a_cut_is_edited_and_taken_back(dialog, desk):
    first = _choose(dialog, known=True)
    _edit(dialog, "min3", str(first.min4 - 1))
    after = next(s for s in list_scales(desk.ctx) if s.id == first.id)
    assert after.min3 == first.min4 - 1 and after.edited
    desk.window.tab_bar.setFocus()
    desk.workspace.take_back()
    assert next(s for s in list_scales(desk.ctx) if s.id == first.id) == first
    assert dialog.form.fields["min3"].value() == first.min3


def test_three_cuts_are_stored_together(dialog, desk):
    row = _choose(dialog, known=False)
    for key, text in (("min3", "5"), ("min4", "9")):
        _edit(dialog, key, text)
        assert next(s for s in list_scales(desk.ctx) if s.id == row.id) == row
    assert dialog.form.fields["min5"].problem.isVisible()
    _edit(dialog, "min5", "12")
    stored = next(s for s in list_scales(desk.ctx) if s.id == row.id)
    assert (stored.min3, stored.min4, stored.min5) == (5, 9, 12)
    assert not dialog.form.fields["min5"].problem.isVisible()


@pytest.mark.parametrize(("key", "text"), [("min3", "много"), ("year", ""), ("min4", "249"), ("grade", "12")])
def test_what_cannot_be_is_told_under_a_field_and_not_stored(dialog, desk, key, text):
    _choose(dialog, known=True)
    kept = list_scales(desk.ctx)
    _edit(dialog, key, text)
    assert any(field.problem.isVisible() for field in dialog.form.fields.values())
    assert list_scales(desk.ctx) == kept


def test_a_scale_is_added_for_the_next_year_and_deleted(dialog, desk):
    dialog.table.selectRow(0)
    near = dialog.table.current_row()
    dialog.add()
    made = dialog.table.current_row()
    assert (made.year, made.subject, made.edited) == (near.year + 1, near.subject, True)
    dialog.delete_current()
    assert all(s.id != made.id for s in list_scales(desk.ctx))


def test_a_file_of_scales_is_loaded_and_told(dialog, desk, downloads, tmp_path):
    dialog.load(downloads / "Шкалы.csv")
    assert dialog.message.text.text().startswith("Новых ")
    wrong = tmp_path / "не шкалы.csv"
    wrong.write_text("а;б\n1;2\n", encoding="utf-8")
    dialog.load(wrong)
    assert dialog.message.isVisible()


def test_one_year_is_shown(dialog, qtbot):
    year = dialog.table.row_model.all_rows()[0].year
    dialog.years.setCurrentIndex(dialog.years.findData(year))
    assert {r.year for r in dialog.table.row_model.shown()} == {year}
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
