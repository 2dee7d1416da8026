"""Дорожные карты: template, file, editing by keyboard, undo, order."""

from __future__ import annotations

from docx import Document as WordDocument
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.services.documents.queries import list_documents
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui.roadmaps.columns import short_title
from app.ui.roadmaps.import_wizard import RoadmapImport
from app.ui.roadmaps.tab import RoadmapsTab


def _two_sections() -> RoadmapTree:
    first = RoadmapSectionRow("1.", "Подготовка", (RoadmapLine("1.1.", "Назначить координатора", "до 10 октября", "Директор"),))
    second = RoadmapSectionRow("2.", "Проведение", (RoadmapLine("2.1.", "Провести работу", "апрель", "Школы", "Протокол"),))
    return RoadmapTree("Дорожная карта по проверке вкладки на 2026/2027 учебный год", (first, second))


def _tab(frame) -> RoadmapsTab:
    tab = frame.window.show_tab("roadmaps")
    assert isinstance(tab, RoadmapsTab)
    return tab


def test_an_empty_base_says_what_to_do_first_and_a_template_fills_it(empty_desk):
    frame = empty_desk
    tab = _tab(frame)
    assert tab.stack.currentWidget() is tab.empty
    tab.choose_template()
    assert tab.menus.templates.isVisible()
    _template(tab, "Повышение объективности").trigger()
    assert tab.stack.currentWidget() is tab.full
    assert list_roadmaps(frame.ctx)[0].items == 19
    assert tab.tree.rows.rowCount() == list_roadmaps(frame.ctx)[0].sections
    assert "Верхнеозёрского района" in get_roadmap(frame.ctx, list_roadmaps(frame.ctx)[0].id).title


def _template(tab: RoadmapsTab, name: str) -> QAction:
    """The entry of the menu «Из шаблона» that begins with these words."""
    tab.menus.templates.aboutToShow.emit()
    (action,) = [action for action in tab.menus.templates.actions() if action.text().startswith(name)]
    return action


def test_the_menu_names_the_templates_with_the_years_they_would_get(empty_desk):
    frame = empty_desk
    tab = _tab(frame)
    tab.menus.templates.aboutToShow.emit()
    assert [action.text().split("\t")[1] for action in tab.menus.templates.actions()] == [
        "2026/2027 учебный год", "2026/2027 учебный год", "2027 год", "2027–2029 годы", "2027–2029 годы",
    ]  # fmt: skip
    assert all(action.toolTip().count("мероприяти") for action in tab.menus.templates.actions())
    frame.window.years.choose(2028)
    assert _template(tab, "Поддержка школ с низкими").text().endswith("\t2029 год")
    frame.window.years.choose(None)
    assert _template(tab, "Поддержка школ с низкими").text().endswith("\t2027 год"), "by today where all years are shown"


def test_a_template_with_its_order_is_one_step(empty_desk):
    frame = empty_desk
    tab = _tab(frame)
    _template(tab, "Организация оценки").trigger()
    (roadmap,), (order,) = list_roadmaps(frame.ctx), list_documents(frame.ctx)
    assert roadmap.items == 59 and roadmap.document_ids == (order.id,)
    assert tab.list.table.current_row().id == roadmap.id
    frame.workspace.take_back()
    assert not list_roadmaps(frame.ctx) and not list_documents(frame.ctx)


def test_a_line_is_edited_in_the_panel_and_taken_back(empty_desk, qtbot):
    frame = empty_desk
    roadmap_id = create_roadmap(frame.ctx, _two_sections()).value
    tab = _tab(frame)
    line = get_roadmap(frame.ctx, roadmap_id).sections[0].lines[0]
    tab.tree.select(line_id=line.id)
    assert tab.line_form.text.value() == "Назначить координатора"
    tab.line_form.deadline.memo.setPlainText("до 15 октября 2026 года")
    tab.line_form.save_typed()
    assert get_roadmap(frame.ctx, roadmap_id).sections[0].lines[0].deadline == "до 15 октября 2026 года"
    frame.workspace.take_back()
    assert get_roadmap(frame.ctx, roadmap_id).sections[0].lines[0].deadline == "до 10 октября"


def test_alt_arrow_carries_a_line_into_the_next_section(empty_desk, qtbot):
    frame = empty_desk
    roadmap_id = create_roadmap(frame.ctx, _two_sections()).value
    tab = _tab(frame)
    line = get_roadmap(frame.ctx, roadmap_id).sections[0].lines[0]
    tab.tree.select(line_id=line.id)
    qtbot.keyClick(tab.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    sections = get_roadmap(frame.ctx, roadmap_id).sections
    assert [len(section.lines) for section in sections] == [0, 2]
    assert sections[1].lines[0].id == line.id
    assert tab.tree.current().line.id == line.id, "the moved line stays chosen"


def test_insert_and_delete_by_keyboard(empty_desk, qtbot):
    frame = empty_desk
    roadmap_id = create_roadmap(frame.ctx, _two_sections()).value
    tab = _tab(frame)
    tab.tree.select(section_id=get_roadmap(frame.ctx, roadmap_id).sections[1].id)
    tab.editor.add_item()
    assert len(get_roadmap(frame.ctx, roadmap_id).sections[1].lines) == 2
    assert tab.tree.current().line is not None and tab.tree.current().line.text == ""
    qtbot.keyClick(tab.tree, Qt.Key.Key_Delete)
    assert len(get_roadmap(frame.ctx, roadmap_id).sections[1].lines) == 1


def test_a_word_file_is_shown_as_understood_before_it_is_stored(empty_desk, qtbot, tmp_path):
    word = WordDocument()
    word.add_paragraph("Дорожная карта по подготовке наблюдателей на 2026 год")
    table = word.add_table(rows=1, cols=4)
    for cell, text in zip(table.rows[0].cells, ("№ п/п", "Мероприятие", "Срок", "Ответственный"), strict=True):
        cell.text = text
    for row in (("1.", "Собрать список", "март 2026", "Методист"), ("2.", "Провести занятие", "апрель 2026", "Методист")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    path = tmp_path / "Карта наблюдателей.docx"
    word.save(path)
    frame = empty_desk
    tab = _tab(frame)
    wizard = RoadmapImport(tab.ui, path, frame.window)
    qtbot.addWidget(wizard)
    wizard.stored.connect(tab._stored)
    assert not list_roadmaps(frame.ctx), "nothing is written before the button"
    assert wizard.preview_page.preview.tree.item_count == 2
    wizard.next_button.click()
    assert [row.items for row in list_roadmaps(frame.ctx)] == [2]


def test_an_order_is_drafted_and_opened(empty_desk):
    frame = empty_desk
    create_roadmap(frame.ctx, _two_sections())
    tab = _tab(frame)
    tab.menus.make_order()
    (order,) = list_documents(frame.ctx)
    assert order.heading.startswith("Об утверждении")
    assert frame.window.current_key() == "documents"


def test_the_title_in_the_list_leaves_out_what_every_title_begins_with(empty_desk):
    frame = empty_desk
    create_roadmap(frame.ctx, _two_sections())
    (row,) = list_roadmaps(frame.ctx)
    assert short_title(row) == "По проверке вкладки на 2026/2027 учебный год"
