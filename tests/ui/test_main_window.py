"""The frame: tabs, keys, search, year, status line, messages, undo, help, opening where it was left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.paths import resources_dir
from app.services.organisations.queries import list_organisations
from app.ui.help import PAGES, HelpWindow
from app.ui.search_box import SearchBox
from app.ui.tabs import TABS, tabs_of
from tests.ui.keys import type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def active(desk, qtbot):
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    return desk


def test_a_department_has_its_six_tabs(desk):
    titles = [desk.window.tab_bar.tabText(n) for n in range(desk.window.tab_bar.count())]
    assert titles == ["Обзор", "Дорожные карты", "Календарь процедур", "Школы", "Объективность", "Документы"]
    assert desk.window.current_key() == "overview"
    assert "Верхнеозёрский район" in desk.window.windowTitle()


def test_tabs_are_built_when_first_shown(desk):
    assert desk.window.tab("schools") is None
    desk.window.show_tab("schools")
    assert desk.window.tab("schools") is not None


def test_ctrl_and_a_number_switch_tabs(active, qtbot):
    for number, spec in enumerate(tabs_of("department"), start=1):
        qtbot.keyClick(active.window, getattr(Qt.Key, f"Key_{number}"), CTRL)
        assert active.window.current_key() == spec.key
    qtbot.keyClick(active.window, Qt.Key.Key_PageDown, CTRL)
    assert active.window.current_key() == "overview"
    qtbot.keyClick(active.window, Qt.Key.Key_PageUp, CTRL)
    assert active.window.current_key() == "documents"


def test_every_target_belongs_to_one_tab():
    kinds = [kind for spec in TABS for kind in spec.targets]
    assert len(kinds) == len(set(kinds))
    assert {"organisation", "roadmap", "roadmap_item", "procedure", "document", "cell"} <= set(kinds)


def test_ctrl_k_finds_a_school_and_enter_opens_its_card(active, qtbot):
    window = active.window
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.search.hasFocus()
    type_text(window.search, "ключевская")
    window.findChild(SearchBox).look()
    box = window.findChild(SearchBox)
    assert box.popup.isVisible() and "Ключевская" in box.list.currentItem().text()
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.current_key() == "schools" and not box.popup.isVisible()
    assert "Ключевская" in window.current_tab().current().card.header.title.text()
    assert window.search.text() == ""


def test_search_says_when_there_is_nothing_and_arrows_pass_the_headings(active, qtbot):
    window, box = active.window, active.window.findChild(SearchBox)
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    window.search.setText("такого нет нигде")
    box.look()
    assert box.popup.isVisible() and box._nothing.isVisible()
    window.search.setText("4 класс")
    box.look()
    first = box.list.currentRow()
    qtbot.keyClick(window.search, Qt.Key.Key_Up)
    assert box.list.currentRow() == first  # above is only the heading
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert not box.popup.isVisible() and window.search.text() == ""


def test_a_tab_is_opened_by_a_target_too(desk):
    desk.window.open_target(("tab:schools", 0))
    assert desk.window.current_key() == "schools"


def test_an_object_that_is_gone_is_told(desk):
    desk.window.open_target(("organisation", 999_999))
    assert desk.window.current_key() == "schools"


def test_the_status_line_says_what_happened_and_the_copy(desk):
    desk.workspace.settle()
    assert "Копия базы сегодня 09:30" in desk.window._status.text()
    school = list_organisations(desk.ctx)[0]
    desk.tab("schools").page("first").save(replace(school, phone="2-15-33"))
    assert desk.window._status.text().startswith("Сохранено в 09:30: ")
    desk.workspace.save_copy()
    assert "копия базы сохранена" in desk.window._status.text()


def test_ctrl_z_takes_a_change_back_and_ctrl_y_brings_it_again(active, qtbot):
    school = list_organisations(active.ctx)[0]
    tab = active.tab("schools").page("first")
    tab.save(replace(school, phone="2-15-33"))
    active.window.tab_bar.setFocus()
    qtbot.keyClick(active.window, Qt.Key.Key_Z, CTRL)
    assert list_organisations(active.ctx)[0].phone == school.phone
    qtbot.keyClick(active.window, Qt.Key.Key_Z, CTRL)
    assert active.window.message_bar.text.text() == "Отменять нечего."
    qtbot.keyClick(active.window, Qt.Key.Key_Escape)
    assert not active.window.message_bar.isVisible()


def test_in_a_text_field_its_own_undo_comes_first(active, qtbot):
    school = list_organisations(active.ctx)[0]
    active.tab("schools").page("first").save(replace(school, phone="2-15-33"))
    field = active.window.search
    qtbot.keyClick(active.window, Qt.Key.Key_K, CTRL)
    type_text(field, "абв")
    active.workspace.take_back()
    assert field.text() == ""
    assert list_organisations(active.ctx)[0].phone == "2-15-33"


def test_years_of_the_base_can_be_chosen_above(desk):
    desk.workspace.read_years()
    box = desk.window.year_box
    starts = [box.itemData(n) for n in range(box.count())]
    assert starts == [2026, 2025, 2024, 2023, None]
    told = []
    desk.window.years.changed.connect(lambda: told.append(desk.window.years.current))
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert told == [2025]
    assert desk.window.state.get("window/year") == 2025


def test_a_base_without_this_years_procedures_shows_all_years(desk):
    desk.workspace.read_years()
    assert desk.window.years.current is None
    assert desk.window.year_box.currentText() == "все учебные годы"


def test_the_program_opens_where_it_was_left(make_desk, district, tmp_path):
    state = tmp_path / "kept.ini"
    first = make_desk(district, state=state)
    first.tab("schools").page("first").panel.words.setText("сош")
    first.window.resize(1100, 600)
    first.window.years.choose(2023)
    first.window._year_chosen(0)
    first.window.close()
    again = make_desk(district, state=state, tab="")
    assert again.window.current_key() == "schools"
    assert again.window.current_tab().current().panel.words.text() == "сош"


def test_f1_opens_the_page_about_this_place(active, qtbot):
    active.tab("schools")
    qtbot.keyClick(active.window, Qt.Key.Key_F1)
    help_window = active.window.findChild(HelpWindow)
    assert help_window.isVisible() and help_window.shown_text().startswith("Школы")
    help_window.show_page("keys")
    assert "Ctrl+K" in help_window.shown_text()
    help_window.show_page("no such page")
    assert help_window.shown_text().startswith("С чего начать")


@pytest.mark.parametrize("page", [page for page, _ in PAGES])
def test_every_help_page_exists_and_is_short_and_russian(page):
    text = (resources_dir() / "help" / f"{page}.md").read_text(encoding="utf-8")
    assert text.startswith("## ") and 200 < len(text) < 3000


@pytest.mark.parametrize("kind", ["department", "school"])
def test_every_tab_has_its_help(kind, desk):
    pages = {page for page, _ in PAGES}
    for spec in tabs_of(kind):
        assert spec.build(desk.workspace.ui).help_page in pages


def test_big_font_and_dark_window_from_the_menu(desk, qapp):
    from app.ui import theme

    try:
        desk.workspace._dress(points=14, scheme="dark")
        assert theme.is_dark() and desk.window.state.get("look/points") == 14
        assert desk.window.search.maximumWidth() == 420
    finally:
        theme.apply(qapp, points=10, scheme="light")


def test_files_dropped_on_the_window_open_the_wizard(desk, downloads, qtbot):
    from app.ui.imports.wizard import ImportWizard

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(downloads / "ВПР_2024_Математика_4_класс.xlsx"))])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    desk.window.dropEvent(event)
    wizard = desk.window.findChild(ImportWizard)
    assert wizard is not None and wizard.step == 1 and wizard.preview_page.ready()
    wizard.reject()


def test_a_base_that_is_only_viewed_says_so(make_desk, district, tmp_path):
    from app.services.context import Context
    from app.services.opening import open_copy
    from app.services.safety.commands import make_backup
    from app.ui.widgets.fields import TextField

    copy = make_backup(district)
    seen: Context = open_copy(district.paths.root, copy, clock=district.clock)
    desk = make_desk(seen)
    assert "только для просмотра" in desk.window.message_bar.text.text()
    tab = desk.tab("schools").page("first")
    field = tab.form.fields["phone"]
    assert isinstance(field, TextField)
    tab.save(replace(list_organisations(seen)[0], phone="1"))
    assert desk.window.message_bar.isVisible()
    assert list_organisations(seen)[0].phone != "1"
    seen.db.close()


def test_ctrl_z_in_a_field_with_nothing_typed_takes_the_last_change_back(active, qtbot):
    school = list_organisations(active.ctx)[0]
    tab = active.tab("schools").page("first")
    tab.table.select_key(school.id)
    for name in ("full_name", "address"):  # several lines and one line: both kinds keep the key for themselves in Qt
        tab.save(replace(school, phone="2-15-33"))
        assert list_organisations(active.ctx)[0].phone == "2-15-33"
        editor = tab.form.fields[name].editor
        editor.setFocus()
        qtbot.keyClick(editor, Qt.Key.Key_Z, CTRL)
        assert list_organisations(active.ctx)[0].phone == school.phone, name


def test_the_status_line_does_not_say_saved_twice(desk):
    desk.window.saved("Сохранено: МБОУ «Берёзовская СОШ».", desk.ctx.clock())
    assert desk.window._status.text().startswith("Сохранено в 09:30: МБОУ «Берёзовская СОШ».")
