"""School roadmaps out of the district's, by keyboard over a real base."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.services.roadmaps.deriving_commands import derive_school_roadmaps
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.ui.roadmaps.derive import open_derive
from tests.db.execution.district import SCHOOLS, add_roadmap, add_schools, line
from tests.ui.keys import type_text


@pytest.fixture
def desk(empty_desk: Any) -> Any:
    empty_desk.schools = add_schools(empty_desk.ctx)
    empty_desk.tree = add_roadmap(empty_desk.ctx)
    empty_desk.made = []
    return empty_desk


@pytest.fixture
def show(desk, qtbot):
    def shown():
        wizard = open_derive(desk.workspace.ui, desk.window, desk.tree.id, desk.made.append)
        qtbot.addWidget(wizard)
        return wizard

    return shown


def _names(ticks: Any) -> list[str]:
    return [row.text for row in ticks._rows]


def test_one_school_by_keyboard(desk, show, qtbot):
    wizard = show()
    assert wizard.focusWidget() is wizard.schools_page.ticks.words and not wizard.next_button.isEnabled()
    type_text(wizard.schools_page.ticks.words, "заречная")
    qtbot.keyClick(wizard.schools_page.ticks.words, Qt.Key.Key_Down)
    rows = wizard.schools_page.ticks.list
    assert wizard.focusWidget() is rows
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert wizard.schools_page.ticks.ticked() == (desk.schools[1],)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert wizard.page is wizard.items_page
    chosen = [row.text for row in wizard.items_page.ticks._rows if row.key in wizard.items_page.ticks.ticked()]
    assert chosen == ["1.2. Сдать отчёт о готовности", "1.3. Провести совещание"]
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    assert _names(wizard.texts_page.ticks) == [
        f"1.2. ОО → {SCHOOLS[1]}", f"1.3. Отдел образования, ОО → Отдел образования, {SCHOOLS[1]}",
    ]  # fmt: skip
    assert wizard.next_button.text() == "Составить карту"
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    ((made,),) = desk.made
    own = get_roadmap(desk.ctx, made)
    assert (own.organisation_id, own.parent_id, line(own, "1.2.").responsible) == (desk.schools[1], desk.tree.id, SCHOOLS[1])
    _, inverse = desk.workspace.ui.undo.take_undo()
    inverse(desk.ctx)
    assert [row.id for row in list_roadmaps(desk.ctx)] == [desk.tree.id]


def test_many_schools_and_a_text_that_stays(desk, show):
    wizard = show()
    wizard.schools_page.ticks.tick_shown(True)
    wizard.next_button.click()
    notes = {row.text.split()[0]: row.note for row in wizard.items_page.ticks._rows}
    assert notes == {"1.1.": "", "1.2.": "школам", "1.3.": "школам", "2.1.": "", "2.2.": "", "2.3.": "1 из 3"}
    assert wizard.items_page.note.text() == "Отмечено: 2 из 6."
    wizard.next_button.click()
    assert _names(wizard.texts_page.ticks)[0] == "1.2. ОО → название школы"
    wizard.texts_page.ticks.set_ticked([0])
    assert wizard.next_button.text() == "Составить 3\u00a0карты"
    wizard.next_button.click()
    ((*made,),) = desk.made
    trees = [get_roadmap(desk.ctx, one) for one in made]
    assert [line(one, "1.2.").responsible for one in trees] == list(SCHOOLS)
    assert {line(one, "1.3.").responsible for one in trees} == {"Отдел образования, ОО"}


def test_schools_that_have_one_are_named_not_offered(desk, show):
    derive_school_roadmaps(desk.ctx, desk.tree.id, desk.schools[:1], [line(desk.tree, "1.2.").uid])
    wizard = show()
    assert _names(wizard.schools_page.ticks) == list(SCHOOLS[1:])
    assert SCHOOLS[0] in wizard.schools_page.note.text()
    derive_school_roadmaps(desk.ctx, desk.tree.id, desk.schools[1:], [line(desk.tree, "1.2.").uid])
    wizard = show()
    assert "У всех школ уже есть карта" in wizard.schools_page.words.text() and not wizard.next_button.isEnabled()


def test_going_back_keeps_the_ticks_of_the_same_schools(desk, show):
    wizard = show()
    wizard.schools_page.ticks.set_ticked(desk.schools[:1])
    wizard.next_button.click()
    wizard.items_page.ticks.set_ticked([0])
    wizard.back_button.click()
    wizard.next_button.click()
    assert wizard.items_page.ticks.ticked() == (0,)
    wizard.back_button.click()
    wizard.schools_page.ticks.set_ticked(desk.schools[:2])
    wizard.next_button.click()
    assert wizard.items_page.ticks.ticked() != (0,)


def test_a_district_without_schools(empty_desk, qtbot):
    tree = add_roadmap(empty_desk.ctx)
    wizard = open_derive(empty_desk.workspace.ui, empty_desk.window, tree.id)
    qtbot.addWidget(wizard)
    assert "нет ни одной школы" in wizard.schools_page.words.text()


def test_a_schools_own_roadmap_is_refused(desk, qtbot):
    own = derive_school_roadmaps(desk.ctx, desk.tree.id, desk.schools[:1], [line(desk.tree, "1.2.").uid]).value[0]
    wizard = open_derive(desk.workspace.ui, desk.window, own)
    qtbot.addWidget(wizard)
    assert "уже карта школы" in wizard.message.text.text()
