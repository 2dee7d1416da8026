"""The directory of responsible parties on the screen."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services.parties.commands import save_party
from app.services.parties.queries import list_appointments, list_parties
from app.services.parties.rows import PartyRow
from app.ui.roadmaps.parties import PartiesWindow, meaning, open_parties


@pytest.fixture
def window(place) -> PartiesWindow:
    made = open_parties(place.ui, place.desk.window)
    place.qtbot.addWidget(made)
    return made


def _named(window: PartiesWindow, name: str):
    row = next(row for row in window._found.parties if row.name == name)
    assert window.table.select_key(row.id)
    return row


def party(ctx, name: str) -> int:
    return save_party(ctx, PartyRow(None, "organisation", name)).value


def _stored(place, name: str):
    return next((row for row in list_parties(place.ctx) if row.name == name), None)


def test_names_kinds_and_what_they_mean(window):
    assert window.isVisible() and window.table.all_count() >= 3
    assert meaning(_named(window, "ОО")) == "все школы"
    assert window.card.title.text() == "ОО"
    assert window.card.means.value() == "all" and not window.card.appoint_button.isVisible()


def test_a_role_is_given_to_a_person_of_an_order_and_taken_back(window, place):
    role = party(place.ctx, "Куратор школ")
    window._read()
    window.table.select_key(role)
    window.card.kind.combo.setCurrentIndex(window.card.kind.combo.findData("role"))
    window.card.kind._picked()
    assert _stored(place, "Куратор школ").kind == "role"
    window.card.appoint_button.click()
    window.card.holder.line.setText("Ветрова А. Б.")
    window.card.since.line.setText("01.09.2026")
    window.card.until.line.setText("31.08.2027")
    window.card.basis.line.setText("приказ от 28.08.2026 № 5")
    place.qtbot.keyClick(window.card.basis.line, Qt.Key.Key_Return)
    (row,) = list_appointments(place.ctx, role)
    assert (row.holder, row.starts_on, row.ends_on) == ("Ветрова А. Б.", date(2026, 9, 1), date(2027, 8, 31))
    assert "Ветрова А. Б. с 01.09.2026 по 31.08.2027" in window.card.history.text()
    assert _stored(place, "Ветрова А. Б.").kind == "person"
    window.message.button.click()
    assert not list_appointments(place.ctx, role) and _stored(place, "Ветрова А. Б.") is None


def test_chosen_schools_and_an_organisation(window, place):
    _named(window, "ОО")
    window.card.means.combo.setCurrentIndex(window.card.means.combo.findData("some"))
    window.card.means._picked()
    assert window.card.schools.isVisible() and not _stored(place, "ОО").school_ids, "nothing is chosen yet"
    window.card.schools.set_ticked(place.schools[:2])
    window.card.save_schools.click()
    assert set(_stored(place, "ОО").school_ids) == set(place.schools[:2])
    _named(window, "Отдел образования")
    window.card.means.combo.setCurrentIndex(window.card.means.combo.findData("organisation"))
    window.card.means._picked()
    assert window.card.organisation.isVisible()
    window.card.organisation._choose(place.schools[0])
    assert _stored(place, "Отдел образования").organisation_id == place.schools[0]
    window.undo_last()
    assert _stored(place, "Отдел образования").organisation_id is None


def test_a_spelling_is_added(window, place):
    _named(window, "Отдел образования")
    window.card.new_spelling.line.setText("Отд. образования")
    place.qtbot.keyClick(window.card.new_spelling.line, Qt.Key.Key_Return)
    assert _stored(place, "Отдел образования").aliases == ("Отд. образования",)
    assert "Отд. образования" in window.card.spellings.text()


def test_spellings_are_merged_one_by_one(window, place):
    party(place.ctx, "Отдел образования администрации")
    party(place.ctx, "Отдел образования администраций")
    window._read()
    window.views.choose("merges")
    before = window.merges.table.all_count()
    assert before >= 1
    kept = window.merges.table.current_row()
    window.merges.join_button.click()
    assert all(_stored(place, name) is None for _, name in kept.others)
    assert window.merges.table.all_count() == before - 1
    window.message.button.click()
    assert window.merges.table.all_count() == before
    window.merges.apart_button.click()
    assert window.merges.table.all_count() == before - 1
    assert _stored(place, kept.keep) is not None, "left apart, nothing stored"


def test_rows_chosen_by_hand_become_one(window, place):
    other = party(place.ctx, "Завуч школы")
    window._read()
    keep = _named(window, "Отдел образования")
    assert not window.merge_button.isEnabled()
    rows = [window.table.row_model.shown().index(row) for row in window._found.parties if row.id in (keep.id, other)]
    for at in rows:
        window.table.selectionModel().select(
            window.table.row_model.index(at, 0),
            window.table.selectionModel().SelectionFlag.Select | window.table.selectionModel().SelectionFlag.Rows,
        )
    assert window.merge_button.isEnabled()
    window.merge_button.click()
    assert _stored(place, "Завуч школы") is None
    assert "Завуч школы" in _stored(place, "Отдел образования").aliases


def test_a_new_party_and_a_name_that_is_taken(window, place):
    window.new_button.click()
    window.card.name.line.setText("Районный методический совет")
    window.card.name.line.textEdited.emit("Районный методический совет")
    window.card.create_button.click()
    assert _stored(place, "Районный методический совет") is not None
    assert window.card.title.text() == "Районный методический совет"
    window.new_button.click()
    window.card.name.line.setText("ОО")
    window.card.name.line.textEdited.emit("ОО")
    window.card.create_button.click()
    assert "уже написание" in window.message.text.text()
