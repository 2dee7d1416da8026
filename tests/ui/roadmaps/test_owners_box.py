"""Who owes an item: from the text, by hand, roles and their holders, schools."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.parties.queries import line_ownership, list_appointments, list_parties
from app.services.roadmaps import commands as roadmaps
from app.services.workplace.commands import init_workplace
from app.ui import theme
from app.ui.roadmaps.owners_box import OwnersBox
from tests.db.execution.district import SCHOOLS, add_roadmap, line, party
from tests.ui.keys import type_text


@pytest.fixture
def box(place) -> OwnersBox:
    made = OwnersBox(place.ui)
    place.side = place.show(made)
    return made


def _show(box: OwnersBox, place, number: str) -> None:
    box.show_line(place.tree.id, place.line(number))


def _names(box: OwnersBox) -> list[str]:
    return [row.name.text() for row in box.rows]


def test_the_parties_of_the_text_are_told(box, place):
    _show(box, place, "1.3.")
    assert box.printed.text() == "В документе: «Отдел образования, ОО»"
    assert _names(box) == ["Отдел образования", "ОО"] and box.schools_heading.text() == "Школы: все 3"
    assert not box.by_hand.isVisible() and not box.text_button.isVisible()
    box.show_line(None, None)
    assert box.printed.text() == "Выберите мероприятие." and not box.rows and not box.schools_heading.isVisible()


def test_parties_are_corrected_by_hand_and_taken_from_the_text_again(box, place):
    _show(box, place, "1.1.")
    box.change_button.click()
    assert box.editor.isVisible() and QApplication.focusWidget() is box.editor.ticks.words
    box.editor.ticks.set_ticked((*box.editor.ticks.ticked(), party(place.ctx, "Районный методический кабинет")))
    box.editor.save_button.click()
    assert _names(box) == ["Отдел образования", "Районный методический кабинет"]
    assert box.by_hand.isVisible() and not box.editor.isVisible()
    assert place.line("1.1.").responsible == "Отдел образования", "what is printed stays"
    box.text_button.click()
    assert _names(box) == ["Отдел образования"] and not box.by_hand.isVisible()
    place.take_back()
    assert len(_names(box)) == 2


def test_a_new_name_is_typed_and_added(box, place):
    _show(box, place, "1.1.")
    box.edit()
    type_text(box.editor.ticks.words, "отдел образования")
    assert not box.editor.add_button.isVisible(), "known, whatever its letters"
    box.editor.ticks.words.clear()
    type_text(box.editor.ticks.words, "Петрова А. А.")
    assert box.editor.add_button.text() == "Добавить «Петрова А. А.»"
    place.qtbot.keyClick(box.editor.ticks.words, Qt.Key.Key_Return)
    assert box.editor.isVisible()
    box.editor.save_button.click()
    assert _names(box) == ["Отдел образования", "Петрова А. А."]
    assert next(row.kind for row in list_parties(place.ctx) if row.name == "Петрова А. А.") == "person"


def test_escape_leaves_everything_as_it_was(box, place):
    _show(box, place, "1.1.")
    box.edit()
    box.editor.ticks.set_ticked(())
    place.qtbot.keyClick(box.editor.ticks.words, Qt.Key.Key_Escape)
    assert not box.editor.isVisible() and box.change_button.isVisible() and _names(box) == ["Отдел образования"]


def test_a_role_is_given_to_a_person_with_a_date_and_an_act(box, place):
    _show(box, place, "2.1.")
    (row,) = box.rows
    assert row.holder.text() == "никто не назначен" and row.appoint.isVisibleTo(row)
    row.appoint.click()
    box.appointment.verb.click()
    assert box.holder.problem.text(), "somebody must be named"
    box.holder.line.setText("Иванова И. И.")
    box.since.line.setText("01.09.2026")
    box.basis.line.setText("приказ от 28.08.2026 № 112")
    box.appointment.verb.click()
    assert box.rows[0].holder.text() == "сейчас: Иванова И. И."
    place.take_back()
    assert box.rows[0].holder.text() == "никто не назначен"
    assert "Иванова И. И." not in {row.name for row in list_parties(place.ctx)}, "one step back takes the new name too"


def test_a_known_holder_is_found_and_an_appointment_removed(box, place):
    _show(box, place, "2.1.")
    box.rows[0].appoint.click()
    box.holder.line.setText(SCHOOLS[0].lower())
    box.appointment.verb.click()
    assert box.rows[0].holder.text() == f"сейчас: {SCHOOLS[0]}"
    box.rows[0].appoint.click()
    assert SCHOOLS[0] in box.appointment.note.text()
    box.remove_button.click()
    assert not list_appointments(place.ctx, party(place.ctx, "Куратор ШНОР"))
    place.take_back()
    assert box.rows[0].holder.text() == f"сейчас: {SCHOOLS[0]}"


def test_schools_are_chosen_with_a_search_and_all_of_them_are_back(box, place):
    _show(box, place, "1.2.")
    box.schools_button.click()
    assert box.schools.ticks.ticked() == tuple(place.schools)
    box.schools.ticks.tick_shown(False)
    assert not box.schools.save_button.isEnabled()
    box.schools.ticks.words.setText("лугов")
    box.schools.ticks.tick_shown(True)
    box.schools.save_button.click()
    assert box.schools_heading.text() == "Школы: 1 из 3, выбраны вручную" and box.schools_names.text() == SCHOOLS[2]
    assert [slot.key.organisation_id for slot in place.of("1.2.")[0].schools] == place.schools[2:]
    box.all_button.click()
    assert box.schools_heading.text() == "Школы: все 3"
    place.take_back()
    assert box.schools_heading.text().startswith("Школы: 1 из 3")


def test_all_ticked_means_all_also_in_future(box, place):
    _show(box, place, "1.2.")
    box.choose_schools()
    box.schools.save_button.click()
    assert line_ownership(place.ctx, place.line("1.2.").uid).chosen == ()


def test_an_item_that_names_no_schools_can_be_given_to_some(box, place):
    _show(box, place, "1.1.")
    assert box.schools_heading.text() == "Школам не поручено"
    box.choose_schools()
    box.schools.ticks.tick_shown(True)
    box.schools.save_button.click()
    assert len(place.of("1.1.")[0].schools) == 3


def test_nobody_understood_is_said(box, place):
    roadmaps.update_line(place.ctx, replace(place.line("1.1."), responsible=""))
    _show(box, place, "1.1.")
    assert "не указан" in box.printed.text() and "назначьте вручную" in box.printed.text()


def test_a_school_of_its_own_has_no_schools_to_choose(ctx, make_desk, qtbot):
    init_workplace(ctx, "school", SCHOOLS[2])
    tree = add_roadmap(ctx)
    box = OwnersBox(make_desk(ctx).workspace.ui)
    qtbot.addWidget(box)
    box.show()
    box.show_line(tree.id, line(tree, "1.2."))
    assert box.rows and not box.schools_heading.isVisible() and not box.schools_button.isVisible()


@pytest.mark.parametrize("points", theme.FONT_SIZES)
def test_nothing_is_wider_than_the_panel(box, place, qapp, points):
    before = theme.points()
    theme.apply(qapp, points=points)
    try:
        place.side.resize(theme.px(320), 760)
        for number in ("1.1.", "1.3.", "2.1."):
            _show(box, place, number)
            box.edit()
            box.choose_schools()
            qapp.processEvents()
            assert box.minimumSizeHint().width() <= place.side._scroll.viewport().width() - 2 * theme.AROUND, number
    finally:
        theme.apply(qapp, points=before)
