"""The tab of roadmaps as a whole: list, tree, filters, moving, several rows, panel, second page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.services.roadmaps import commands as do
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow
from app.ui.roadmaps.columns import TREE, list_title
from app.ui.roadmaps.copy_items import CopyItems
from app.ui.roadmaps.tab import RoadmapsTab
from tests.db.execution.district import TREE as ROADMAP
from tests.db.execution.district import add_roadmap
from tests.ui.keys import type_text

_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_ADD = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


@pytest.fixture
def tab(place) -> RoadmapsTab:
    shown = place.desk.window.show_tab("roadmaps")
    assert isinstance(shown, RoadmapsTab)
    QApplication.processEvents()
    return shown


def _numbers(tab: RoadmapsTab) -> list[str]:
    """Numbers of the lines in sight, sub-heads with their words."""
    model, found = tab.tree.rows, []
    for section in range(model.rowCount()):
        parent = model.index(section, 0)
        for row in range(model.rowCount(parent)):
            chosen = model.chosen(model.index(row, 0, parent))
            assert chosen is not None and chosen.line is not None
            found.append(chosen.line.number or chosen.line.text)
    return found


def _cell(tab: RoadmapsTab, number: str, key: str) -> QModelIndex:
    assert tab.tree.rows.tree is not None
    (line,) = [line for section in tab.tree.rows.tree.sections for line in section.lines if line.number == number]
    index = tab.tree.rows.index_of(line_id=line.id)
    return index.siblingAtColumn(next(n for n, column in enumerate(TREE) if column.key == key))


def _choose(tab: RoadmapsTab, *numbers: str) -> None:
    tab.tree.selectionModel().setCurrentIndex(_cell(tab, numbers[0], "number"), _ALONE)
    for number in numbers[1:]:
        tab.tree.selectionModel().select(_cell(tab, number, "number"), _ADD)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_done_and_what_is_late(tab):
    (entry,) = tab.list.table.row_model.shown()
    assert (entry.counts.overdue, entry.counts.done) == (3, 0)
    model = tab.list.table.row_model
    assert "просрочено 3" in model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0, 1)) == "3"
    assert not tab.list.whose.isVisibleTo(tab), "one roadmap needs no filter"


def test_roadmaps_of_schools_come_after_those_of_the_district(place, tab):
    first = replace(ROADMAP, title="А раньше всех", organisation_id=place.schools[0])
    add_roadmap(place.ctx, first)
    tab.reload()
    entries = tab.list.table.row_model.shown()
    assert [entry.row.school for entry in entries] == ["", "МБОУ «Берёзовская СОШ»"]
    assert list_title(entries[1]) == "МБОУ «Берёзовская СОШ»: А раньше всех"
    assert tab.list.whose.isVisibleTo(tab)
    tab.list.whose.setCurrentIndex(tab.list.whose.findData("schools"))
    assert [entry.row.school for entry in tab.list.table.row_model.shown()] == ["МБОУ «Берёзовская СОШ»"]
    assert tab.counter.text() == "показано 1 из 2"


def test_a_roadmap_of_another_year_is_shown_with_its_year(place, tab):
    section = RoadmapSectionRow("1.", "Дела", (RoadmapLine("1.1.", "Дело", "до 1 мая 2030 г.", "ОО"),))
    days = {"period_start": date(2030, 1, 1), "period_end": date(2030, 12, 31)}
    later = add_roadmap(place.ctx, replace(ROADMAP, title="План на 2030 год", sections=(section,), **days))
    tab.reload()
    assert tab.list.table.shown_count() == 1
    assert tab.open_target(("roadmap", later.id))
    assert place.desk.window.years.current == 2029
    assert place.desk.window.year_box.currentData() == 2029
    assert tab.tree.rows.tree.id == later.id


def test_what_is_overdue_stays_in_sight_whatever_the_year(place, tab):
    place.desk.window.years.choose(2030)
    assert tab.list.table.shown_count() == 1


def test_the_roadmap_that_was_open_is_open_again(place, tab, make_desk, tmp_path):
    other = add_roadmap(place.ctx, replace(ROADMAP, title="Я позже всех"))
    tab.reload()
    tab.list.select(other.id)
    place.desk.window.state.save()
    again = make_desk(place.ctx, state=tmp_path / "window.ini", tab="roadmaps").tab("roadmaps")
    assert again.tree.rows.tree.id == other.id


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_states_and_understood_deadlines_are_said_in_words(tab):
    assert _cell(tab, "1.1.", "state").data() == "просрочено"
    assert _cell(tab, "1.2.", "state").data() == "срок 18.09.2026", "near dates are said"
    assert _cell(tab, "1.3.", "state").data() == "просрочено · 0/4"
    assert "выполнено 0 из 4" in _cell(tab, "1.3.", "state").data(Qt.ItemDataRole.ToolTipRole)
    assert _cell(tab, "1.1.", "understood").data() == "до 1 сентября 2026"
    assert not _cell(tab, "1.1.", "state").data(Qt.ItemDataRole.DecorationRole).isNull(), "never by colour alone"


def test_a_doubtful_deadline_carries_a_mark_that_opens_its_readings(place, tab, qtbot):
    line = place.line("2.2.")
    place.desk.workspace._publish(do.update_line(place.ctx, replace(line, deadline="до 10 числа")))
    cell = _cell(tab, "2.2.", "understood")
    assert cell.data(Qt.ItemDataRole.DecorationRole) is not None
    place.desk.workspace._publish(do.update_line(place.ctx, replace(line, deadline="когда рак на горе свистнет")))
    assert "не понят" in _cell(tab, "2.2.", "understood").data().lower()
    tab.side.show_page("doing")
    tab.tree.scrollTo(_cell(tab, "2.2.", "understood"))
    where = tab.tree.visualRect(_cell(tab, "2.2.", "understood")).center()
    qtbot.mouseClick(tab.tree.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert tab.side.page() == "text" and tab.side.readings.isVisible()


def test_columns_give_way_one_by_one(tab):
    def shown(width: int) -> list[str]:
        tab.tree.setParent(None)
        tab.tree.resize(width, 400)
        tab.tree.show()
        QApplication.processEvents()
        assert not tab.tree.horizontalScrollBar().isVisible()
        return [column.key for n, column in enumerate(TREE) if not tab.tree.isColumnHidden(n)]

    try:
        always = ["number", "text", "deadline", "state"]
        assert shown(470) == shown(600) == always
        assert tab.tree.rows.doubts_in_deadline, "the mark moves to the column that is left"
        assert shown(740) == ["number", "text", "deadline", "understood", "state"]
        assert shown(1300) == [column.key for column in TREE]
    finally:
        tab.tree.deleteLater()


def test_quick_filters_and_words(tab, qtbot):
    assert _numbers(tab) == ["Документы", "1.1.", "1.2.", "1.3.", "2.1.", "2.2.", "2.3."]
    tab.middle.when.choose("overdue")
    assert _numbers(tab) == ["Документы", "1.1.", "1.3."], "a sub-head stays above what stands under it"
    assert tab.middle.counter.text() == "показано 2 из 6"
    assert tab.middle.when.buttons["overdue"].text() == "Просрочено 2"
    tab.middle.when.choose("week")
    assert _numbers(tab) == ["Документы", "1.2."]
    tab.middle.when.choose("month")
    assert _numbers(tab) == ["Документы", "1.2.", "1.3."]
    tab.middle.when.choose("no_day")
    assert _numbers(tab) == ["2.1.", "2.2.", "2.3."]
    tab.middle.when.choose("all")
    type_text(tab.middle.words, "СОВЕЩ")
    assert _numbers(tab) == ["Документы", "1.3."]
    type_text(tab.middle.words, "ъъъ")
    assert not _numbers(tab) and "Очистите поле" in tab.middle._nothing.text()
    qtbot.keyClick(tab.middle.words, Qt.Key.Key_Escape)
    assert len(_numbers(tab)) == 7 and not tab.middle.counter.text()


def test_a_new_item_is_seen_whatever_the_filter(place, tab):
    tab.middle.when.choose("overdue")
    _choose(tab, "1.1.")
    tab.editor.add_item()
    assert tab.middle.when.current() == "all"
    assert tab.tree.current().line.text == "" and tab.tree.current().position == 2
    assert tab.side.page() == "text"


def test_rows_are_copied_as_a_table(tab):
    _choose(tab, "1.1.", "2.2.")
    tab.tree.copy()
    head, first, second = QGuiApplication.clipboard().text().split("\n")
    assert head.startswith("№\tМероприятие\tСрок") and first.startswith("1.1.\tИздать") and second.startswith("2.2.\t")


# --- moving, deleting, taking over ------------------------------------------------------------------------------------


def test_several_rows_move_together_and_come_back_together(place, tab, qtbot):
    _choose(tab, "1.2.", "1.3.")
    qtbot.keyClick(tab.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert _numbers(tab) == ["Документы", "1.2.", "1.3.", "1.1.", "2.1.", "2.2.", "2.3."]
    assert [line.number for line in tab.tree.chosen_lines()] == ["1.2.", "1.3."]
    place.take_back()
    assert _numbers(tab)[1:4] == ["1.1.", "1.2.", "1.3."]


def test_a_filter_hides_neighbours_so_keys_do_not_move(place, tab, qtbot):
    tab.middle.when.choose("overdue")
    _choose(tab, "1.3.")
    qtbot.keyClick(tab.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert "отбор" in place.message
    assert [line.number for line in get_roadmap(place.ctx, place.tree.id).sections[0].lines][1:] == ["1.1.", "1.2.", "1.3."]


def _drop(tab: RoadmapsTab, what: QModelIndex, row: int, parent: QModelIndex) -> bool:
    data = tab.tree.rows.mimeData([what])
    return tab.tree.rows.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, parent)


def test_dragging_moves_a_line_into_another_section_and_a_section_past_another(place, tab):
    second = tab.tree.rows.index(1, 0)
    assert _drop(tab, _cell(tab, "1.1.", "number"), 1, second)
    assert _numbers(tab) == ["Документы", "1.2.", "1.3.", "2.1.", "1.1.", "2.2.", "2.3."]
    assert _drop(tab, _cell(tab, "2.1.", "number"), 3, tab.tree.rows.index(1, 0))
    assert _numbers(tab)[3:] == ["1.1.", "2.2.", "2.1.", "2.3."]
    assert _drop(tab, tab.tree.rows.index(1, 0), 0, QModelIndex())
    assert [section.number for section in get_roadmap(place.ctx, place.tree.id).sections] == ["2.", "1."]
    assert not _drop(tab, _cell(tab, "1.2.", "number"), 0, QModelIndex()), "a line is always in a section"


def test_a_file_dragged_over_the_tree_is_taken_as_proof(tab, tmp_path):
    _choose(tab, "1.1.")
    (tmp_path / "приказ.txt").write_text("приказ", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "приказ.txt"))])
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(QPoint(20, 20), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        event.setAccepted(False)
        QApplication.sendEvent(tab.tree.viewport(), event)
        assert event.isAccepted()
    QApplication.sendEvent(tab.tree.viewport(), QDragLeaveEvent())


def test_several_rows_are_deleted_in_one_step(place, tab, qtbot):
    _choose(tab, "1.1.", "2.3.")
    qtbot.keyClick(tab.tree, Qt.Key.Key_Delete)
    assert _numbers(tab) == ["Документы", "1.2.", "1.3.", "2.1.", "2.2."]
    place.take_back()
    assert len(_numbers(tab)) == 7


def test_items_of_a_template_and_of_another_roadmap_are_taken_over_in_one_step(place, tab, qtbot):
    add_roadmap(place.ctx, replace(ROADMAP, title="Прошлогодняя карта"))
    tab.reload()
    tab.list.select(place.tree.id)
    _choose(tab, "2.2.")
    tab.menus.copy_items()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, CopyItems) and w.isVisible()]
    assert dialog.source.itemText(0) == "Прошлогодняя карта"
    assert dialog.source.count() == 6 and dialog.source.itemText(1).startswith("Шаблон: ")
    assert not dialog.take.isEnabled()
    dialog.words.setText("наблюдател")
    shown = [item for item in dialog._items() if not item.isHidden()]
    assert len(shown) == 1
    shown[0].setCheckState(0, Qt.CheckState.Checked)
    dialog.words.clear()
    dialog._items()[1].setCheckState(0, Qt.CheckState.Checked)
    assert dialog.take.text() == "Вставить 2\xa0строки"
    dialog.take.click()
    lines = get_roadmap(place.ctx, place.tree.id).sections[1].lines
    assert [line.number for line in lines] == ["2.1.", "2.2.", "1.1.", "2.1.", "2.3."]
    place.take_back()
    assert len(get_roadmap(place.ctx, place.tree.id).sections[1].lines) == 3


# --- the panel --------------------------------------------------------------------------------------------------------


def test_an_item_is_done_with_proof_in_few_keys(place, tab, qtbot):
    _choose(tab, "1.1.")
    tab.tree.setFocus()
    qtbot.keyClick(tab.tree, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert place.of("1.1.")[0].shown == "done"
    assert _cell(tab, "1.1.", "state").data() == "выполнено"
    assert tab.tree.current().line.number == "1.1.", "the cursor stays"
    QGuiApplication.clipboard().setText("исх. № 214-од")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(tab.tree, Qt.Key.Key_V, both)
    assert tab.side.page() == "doing", "the form with the number is in sight"
    place.desk.window.activateWindow()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [proof.number for proof in place.of("1.1.")[0].evidence] == ["214-од"], "three keys"


def test_many_items_are_marked_at_once(place, tab, qtbot):
    _choose(tab, "1.1.", "1.2.", "2.2.")
    assert tab.side.title.text() == "Выбрано: 3\xa0пункта"
    assert not tab.side.switch.buttons["text"].isEnabled()
    tab.tree.setFocus()
    qtbot.keyClick(tab.tree, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [_cell(tab, number, "state").data() for number in ("1.1.", "1.2.", "2.2.")] == ["выполнено"] * 3
    assert len(tab.tree.chosen_lines()) == 3, "they stay chosen"
    place.take_back()
    assert _cell(tab, "1.1.", "state").data() == "просрочено"


def test_the_page_of_the_panel_is_the_one_chosen_last(tab):
    _choose(tab, "1.1.")
    tab.side.show_page("remarks")
    tab.tree.select(section_id=tab.tree.rows.tree.sections[1].id)
    assert tab.side.page() == "remarks"
    tab.side.show_page("text")
    assert tab.section_form.isVisible() and not tab.line_form.isVisible()
    assert not tab.side.switch.buttons["doing"].isEnabled(), "a section has no dates of its own"
    _choose(tab, "1.2.")
    assert tab.side.page() == "text" and tab.line_form.text.value() == "Сдать отчёт о готовности"


def test_a_text_with_a_list_gets_the_height_it_needs(place, tab):
    _choose(tab, "1.1.")
    tab.side.show_page("text")
    before = tab.line_form.text.memo.height()
    tab.line_form.text.memo.setPlainText("Провести:\n" + "\n".join(f"– дело {n};" for n in range(9)))
    tab.line_form.save_typed()
    assert tab.line_form.text.memo.height() > before * 2
    assert place.line("1.1.").text.count("\n") == 9
    assert _cell(tab, "1.1.", "text").data().startswith("Провести: – дело 0; –"), "one line in the tree"


def test_a_remark_leads_to_its_place_through_the_filter(place, tab):
    tab.middle.when.choose("overdue")
    tab.side.remarks.go_to.emit((place.tree.sections[1].id, place.line("2.3.").id))
    assert tab.tree.current().line.number == "2.3." and tab.middle.when.current() == "all"
    tab.side.remarks.go_to.emit((None, None))
    assert tab.head_form.isVisible()


# --- below, beside, elsewhere -----------------------------------------------------------------------------------------


def test_the_timeline_unfolds_follows_and_leads(place, tab, make_desk, tmp_path):
    tab.middle._doors["timeline"].setChecked(True)
    timeline = tab.middle.built("timeline")
    assert timeline.isVisible()
    _choose(tab, "2.2.")
    assert timeline.current_line() == place.line("2.2.").uid
    timeline.chosen.emit(place.line("1.3.").uid)
    assert tab.tree.current().line.number == "1.3."
    tab.middle._doors["schools"].setChecked(True)
    assert tab.middle.below() == "schools" and tab.middle.built("timeline") is None
    place.desk.window.state.save()
    again = make_desk(place.ctx, state=tmp_path / "window.ini", tab="roadmaps").tab("roadmaps")
    assert again.middle.below() == "schools"


def test_all_dates_are_the_second_page(place, tab):
    place.desk.window.open_target(("duties:overdue", 0))
    assert tab.switch.current() == "duties" and tab.duties.isVisible() and not tab.toolbar.isVisible()
    place.desk.window.open_target(("roadmap_item", place.line("2.1.").id, place.tree.id))
    assert tab.switch.current() == "maps" and tab.tree.current().line.number == "2.1."


def test_what_needs_a_roadmap_cannot_be_asked_without_one(place, tab):
    def possible() -> dict[str, bool]:
        menus = [menu for button in tab.toolbar.findChildren(QMenu) for menu in [button]]
        return {a.text().split("\t")[0]: a.isEnabled() for menu in menus for a in menu.actions() if a.text()}

    assert all(possible().values())
    place.desk.window.years.choose(2040)
    place.desk.workspace._publish(do.delete_roadmap(place.ctx, place.tree.id))
    assert tab.stack.currentWidget() is tab.empty
    assert not possible()["Пронумеровать заново"] and possible()["С чистого листа"]


def test_a_rolled_over_roadmap_opens_at_what_is_to_be_looked_at(place, tab):
    from app.services.roadmaps.rollover_commands import roll_over_roadmap

    assert tab.side.switch.buttons["flags"].isHidden()
    made = roll_over_roadmap(place.ctx, place.tree.id)
    place.desk.workspace._publish(made)
    tab.menus.rolled_over.emit(made.value)
    assert tab.tree.rows.tree.id == made.value
    flags = tab.side._flags
    if flags is not None:
        assert tab.side.page() == "flags" and flags.isVisible()


def test_every_key_means_one_thing(tab, place):
    seen: dict[str, str] = {}
    actions = {id(action): action for action in (*tab.actions(), *tab.tree.actions())}.values()
    for action in actions:
        keys = action.shortcut().toString()
        assert not keys or keys not in seen, f"{keys}: {seen.get(keys)} and {action.text()}"
        seen[keys] = action.text()


def test_a_school_sees_its_own_roadmap(empty_desk, make_desk, tmp_path, _fresh_base):
    from app.services.opening import open_context
    from app.services.workplace.commands import init_workplace

    ctx = open_context(tmp_path / "Школа", clock=empty_desk.ctx.clock)
    init_workplace(ctx, "school", "МБОУ «Берёзовская СОШ»", "Верхнеозёрский район")
    add_roadmap(ctx)
    shown = make_desk(ctx, state=tmp_path / "school.ini", tab="roadmaps").tab("roadmaps")
    try:
        assert isinstance(shown, RoadmapsTab)
        assert shown.tree.rows.tree.title == ROADMAP.title
        assert "schools" not in shown.middle._doors
        assert not any("школ из этой" in action.text() for action in shown.findChildren(type(shown.menus.templates.menuAction())))
    finally:
        shown.window().hide()
        ctx.db.close()


def test_an_empty_section_and_an_empty_roadmap_say_what_to_do(place, tab):
    made = do.create_roadmap(place.ctx, replace(ROADMAP, title="Пустая", sections=()))
    place.desk.workspace._publish(made)
    tab.list.select(made.value)
    assert "Ins" in tab.middle._nothing.text()
    tab.editor.add_item()
    assert get_roadmap(place.ctx, made.value).sections, "the first key makes a section"
    tab.editor.add_item()
    assert [line for line in get_roadmap(place.ctx, made.value).sections[0].lines] != [RoadmapLine()]
    assert len(list_roadmaps(place.ctx)) == 2
