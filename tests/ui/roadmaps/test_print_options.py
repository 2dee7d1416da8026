"""Print of a roadmap in its window: choices change the pages, are remembered, and every file can be saved."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services.forms.queries import get_roadmap_layout
from app.services.forms.roadmap_layout import PRESETS, preset_layout
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.templates import build_template
from app.ui.roadmaps.print_options import LayoutChoices, open_print
from app.ui.widgets.print_preview import PrintPreview


@pytest.fixture
def roadmap_id(desk) -> int:
    return int(create_roadmap(desk.ctx, build_template("objectivity", 2026)).value)


def _opened(desk, roadmap_id: int) -> tuple[PrintPreview, LayoutChoices]:
    tab = desk.tab("roadmaps")
    open_print(desk.workspace.ui, tab, roadmap_id)
    preview = desk.window.findChildren(PrintPreview)[-1]
    return preview, preview.findChild(LayoutChoices)


def _pick(field, value) -> None:
    field.combo.setCurrentIndex(field.combo.findData(value))
    field.combo.activated.emit(field.combo.currentIndex())


def _lies(preview: PrintPreview) -> bool:
    size = preview.pages._pages[0].size_points
    return size.width > size.height


def test_choices_change_the_pages_and_are_remembered(desk, roadmap_id):
    preview, choices = _opened(desk, roadmap_id)
    assert preview.pages.page_count > 0 and choices.preset.value() == "usual"
    _pick(choices.fields["orientation"], "portrait")
    assert not _lies(preview)
    _pick(choices.fields["orientation"], "landscape")
    assert _lies(preview) and choices.preset.value() == "own" and "Обычный вид" in choices.about.text()
    _pick(choices.preset, "numbered")
    assert choices.fields["sections"].value() == "number_cell" and choices.fields["merge_equal"].value()
    assert not _lies(preview) and choices.about.text() == PRESETS["numbered"].about
    assert choices.preset.combo.findData("own") == -1
    choices.fields["column_numbers"].box.click()
    assert preview.print_button.isEnabled()
    preview.close()
    layout = get_roadmap_layout(desk.ctx, roadmap_id)
    assert layout.preset == "numbered" and layout.column_numbers
    preview, choices = _opened(desk, roadmap_id)
    assert choices.preset.value() == "own" and choices.fields["column_numbers"].value()
    preview.close()


def test_every_kind_of_file_is_saved(desk, roadmap_id, tmp_path):
    preview, _choices = _opened(desk, roadmap_id)
    assert preview.xlsx_button.isVisible() and preview.docx_button.isVisible()
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        path = tmp_path / f"карта.{kind}"
        preview.save(path, {"pdf": lambda: preview._pdf, "docx": preview._render_docx, "xlsx": preview._render_xlsx}[kind])
        assert path.read_bytes().startswith(begins)
    preview.close()


def test_the_fields_fit_their_place_and_can_be_reached_by_keys(desk, roadmap_id, qtbot):
    preview, choices = _opened(desk, roadmap_id)
    qtbot.waitExposed(preview)
    inner = choices.preset.parentWidget()
    assert inner.minimumSizeHint().width() <= inner.parentWidget().width()
    fields = [choices.preset, *choices.fields.values()]
    assert all(field.editor.focusPolicy() & Qt.FocusPolicy.TabFocus for field in fields)
    preview.close()


def test_all_presets_are_offered(qtbot):
    choices = LayoutChoices(preset_layout("levels"))
    qtbot.addWidget(choices)
    assert [choices.preset.combo.itemData(at) for at in range(choices.preset.combo.count())] == list(PRESETS)
    seen = []
    choices.chosen.connect(seen.append)
    for code in [*(code for code in PRESETS if code != "levels"), "levels"]:
        _pick(choices.preset, code)
        assert seen[-1] == preset_layout(code)
