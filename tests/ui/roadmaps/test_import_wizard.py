"""The file as understood on the screen: rows, columns, what the person changes, pasting."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from app.services.roadmaps.queries import get_roadmap, list_roadmaps
from app.ui.roadmaps.import_wizard import RoadmapImport, paste_roadmap
from tests.unit.roadmaps.paper import Look, write_docx
from tests.unit.roadmaps.test_choices_of_reading import HEADER, ODD, _document
from tests.unit.roadmaps.test_word_files import DEEP, FLAT


@pytest.fixture
def opened(place):
    def show(path: Path) -> RoadmapImport:
        wizard = RoadmapImport(place.ui, path, place.desk.window)
        place.qtbot.addWidget(wizard)
        wizard.show()
        return wizard

    return show


def _choose(wizard: RoadmapImport, column: int, role: str) -> None:
    choice = wizard.preview_page.rows.choices[column]
    choice.setCurrentIndex(choice.findData(role))
    choice.activated.emit(choice.currentIndex())


def _shown(wizard: RoadmapImport) -> list[str]:
    return [row.kind for row in wizard.preview_page.rows.model.rows]


def test_every_row_and_every_doubt_has_its_place(opened, tmp_path, place):
    wizard = opened(write_docx(tmp_path / "карта.docx", DEEP, Look(shift=True, merge_equal=True)))
    page = wizard.preview_page
    assert len(_shown(wizard)) == len(page.preview.row_kinds)
    assert "Каждая строка файла нашла своё место" in page.summary.text()
    page.filter.setCurrentIndex(page.filter.findData("doubts"))
    assert _shown(wizard) and all(row.doubts for row in page.rows.model.rows)
    problem = next(p for p in page.preview.problems if p.code == "shifted_row")
    page.filter.setCurrentIndex(0)
    page.problems.table.select_key(problem)
    row = page.rows.current_row()
    assert row is not None and any(doubt in problem.text for doubt in row.doubts)
    assert "сдвинуты" in page.card.text.toPlainText()
    assert page.inherit.isVisible() == (page.preview.merged_rows > 0)
    page.views.choose("outcome")
    assert page.outcome.topLevelItemCount() == len(DEEP.sections)
    page.views.choose("above")
    assert DEEP.title in page.above.toPlainText()


def test_columns_are_named_and_the_file_is_read_at_once(opened, tmp_path, place):
    wizard = opened(_document(tmp_path / "карта.docx", ODD))
    page = wizard.preview_page
    assert not wizard.next_button.isEnabled() and "не опознаны" in wizard.message.text.text()
    for column, role in enumerate(("number", "text", "deadline", "responsible")):
        _choose(wizard, column, role)
    assert page.preview.tree.item_count == 2 and wizard.next_button.isEnabled()
    before = len(list_roadmaps(place.ctx))
    page.name.line.setText("Карта наблюдателей")
    wizard.next_button.click()
    rows = list_roadmaps(place.ctx)
    assert len(rows) == before + 1 and "Карта наблюдателей" in {row.title for row in rows}


def test_a_row_is_told_to_be_something_else(opened, tmp_path):
    wizard = opened(write_docx(tmp_path / "карта.docx", FLAT, Look()))
    page = wizard.preview_page
    assert page.rows.select(2)
    page.card.kind.setCurrentIndex(page.card.kind.findData("section"))
    page.card.kind.activated.emit(page.card.kind.currentIndex())
    assert _shown(wizard) == ["header", "item", "section", "item"]
    assert page.rows.current_row().index == 2 and page.card.kind.currentData() == "section", "the cursor stays"
    page.card.kind.setCurrentIndex(0)
    page.card.kind.activated.emit(0)
    assert _shown(wizard) == ["header", "item", "item", "item"]


def test_one_of_several_tables_is_chosen(opened, tmp_path):
    first = [HEADER, ("1", "Первое дело", "май", "Школы"), ("2", "Второе дело", "май", "Школы")]
    second = [HEADER, ("1", "Дело школы", "июнь", "Завуч")]
    wizard = opened(_document(tmp_path / "две.docx", first, second, between=("", "Дорожная карта школы № 3 на 2027 год")))
    page = wizard.preview_page
    assert page.which.isVisible() and page.which.count() == 2
    page.which.setCurrentIndex(1)
    page.which.activated.emit(1)
    assert page.preview.tree.item_count == 1
    assert page.name.value() == "Дорожная карта школы № 3 на 2027 год"


def test_the_copied_table_is_pasted(place):
    data = QMimeData()
    data.setText("Дорожная карта на 2026 год\n" + "\n".join("\t".join(row) for row in (HEADER, ("1", "Дело", "май", "Школы"))))
    QGuiApplication.clipboard().setMimeData(data)
    wizard = paste_roadmap(place.ui, place.desk.window)
    place.qtbot.addWidget(wizard)
    assert wizard.isVisible() and "из буфера обмена" in wizard.windowTitle()
    stored: list[int] = []
    wizard.stored.connect(stored.append)
    place.qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    (roadmap_id,) = stored
    assert get_roadmap(place.ctx, roadmap_id).sections[0].lines[0].text == "Дело"


def test_an_empty_clipboard_says_what_to_do(place):
    QGuiApplication.clipboard().clear()
    wizard = paste_roadmap(place.ui, place.desk.window)
    place.qtbot.addWidget(wizard)
    assert "Ctrl+C" in wizard.message.text.text() and not wizard.next_button.isEnabled()
