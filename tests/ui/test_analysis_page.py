"""«Анализ результатов»: directions, numbers that lead to rows, one school, conclusions, thresholds, saving."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QFileDialog

from app.services.analysis.queries import analyse, choices, get_thresholds
from app.ui import theme
from app.ui.analysis.conclusions_view import ConclusionsView
from app.ui.analysis.direction_view import DirectionView
from app.ui.analysis.sentences import html_of
from app.ui.analysis.tab import CONCLUSIONS, THRESHOLDS, YEAR, AnalysisPage
from app.ui.analysis.thresholds_view import ThresholdsView
from app.ui.widgets.print_preview import PrintPreview


@pytest.fixture
def page(desk) -> AnalysisPage:
    made: AnalysisPage = desk.tab("calendar").show_page("analysis")
    return made


def _school(desk) -> int:
    """A school that wrote the newest procedure, with some low results."""
    procedure = choices(desk.ctx).procedures[0].id
    table = analyse(desk.ctx, procedure).direction("individual").table("schools")
    assert table is not None
    found: list[tuple[Any, int]] = [(one.cells[3], one.target[1]) for one in table.lines if one.target]
    return max(found)[1]


def _view(page: AnalysisPage, key: str) -> DirectionView:
    view = page.show_part(key)
    assert isinstance(view, DirectionView)
    return view


def test_the_index_has_seven_directions_and_what_follows_from_them(page):
    words = [page.index.item(at).text() for at in range(page.index.count())]
    assert [word[:2] for word in words[:7]] == [f"{n}." for n in range(1, 8)]
    assert words[7] == "От результата к условиям" and words[8].startswith("Работы 20") and words[9] == "Пороги анализа"
    assert page.facts.text().startswith("Верхнеозёрский район  ·  ")


def test_every_part_is_built_and_pictures_come(page):
    for at in range(page.index.count()):
        key = page.index.item(at).data(0x0100)
        view = page.show_part(key)
        assert page.pages.currentWidget() is view
        if isinstance(view, DirectionView):
            assert all(chart._figure is not None for chart in view.charts.values())
            assert view.direction.tables or view.direction.missing


def test_a_number_leads_to_the_rows_it_comes_from(page):
    view = _view(page, "marks")
    label = next(one for one in view.sentences if one.sentence.table == "groups")
    assert "<a href='rows'" in label.text() and "«2»" in label.text()
    label.linkActivated.emit("rows")
    table = view.tables["groups"]
    assert {line.key for line in table.selected_rows()} == set(label.sentence.lines)


def test_a_conclusion_leads_to_its_direction(page):
    view = page.show_part(CONCLUSIONS)
    assert isinstance(view, ConclusionsView)
    label = next(one for one in view.labels if one.sentence.table == "marks/groups")
    label.linkActivated.emit("rows")
    assert isinstance(page.pages.currentWidget(), DirectionView)
    assert page.pages.currentWidget().direction.key == "marks"
    assert page.pages.currentWidget().tables["groups"].selected_rows()


def test_a_school_opens_from_a_row_and_the_direction_stays(page, desk):
    school = _school(desk)
    view = _view(page, "marks")
    table = view.tables["schools"]
    table.select_key(f"school-{school}")
    table.opened.emit(table.current_row())
    assert page.school_box.value() == school
    assert _view(page, "marks").tables["groups"].row_model.all_rows()[0].key == "school"
    assert page.print_actions["analysis_low"].isEnabled()
    page.school_box.chosen.emit(None)
    assert page._data.analysis.school_id is None and not page.print_actions["analysis_low"].isEnabled()


def test_a_task_shows_the_rows_behind_it_and_escape_leads_back(page, desk):
    view = _view(page, "tasks")
    table = view.tables["tasks"]
    table.selectRow(0)
    table.opened.emit(table.current_row())
    behind = page.pages.currentWidget()
    assert isinstance(behind, DirectionView) and behind is not view and behind.direction.title.startswith("Задание ")
    assert set(behind.tables) == {"points", "schools"}
    assert page.close_inner() and page.pages.currentWidget() is view and not page.close_inner()
    table.opened.emit(table.current_row())
    page.show_part("marks")
    assert not page.close_inner() and page.pages.currentWidget().direction.key == "marks"


def test_a_target_opens_the_procedure_of_a_school(page, desk):
    procedure, school = choices(desk.ctx).procedures[-1].id, _school(desk)
    desk.window.open_target(("analysis", procedure, school))
    assert page.procedure_box.currentData() == procedure


def test_the_calendar_leads_here(page, desk):
    calendar = desk.tab("calendar").show_page("first")
    procedure = choices(desk.ctx).procedures[-1].id
    desk.window.open_target(("procedure", procedure))
    assert not calendar.panel.analysis_button.isHidden()
    calendar.panel.analysis_button.click()
    assert desk.tab("calendar").current() is page and page.procedure_box.currentData() == procedure


def test_own_conclusions_are_kept_and_typing_is_not_disturbed(page, desk):
    view = page.show_part(CONCLUSIONS)
    assert isinstance(view, ConclusionsView)
    view.memo.memo.setPlainText("Наши выводы.")
    view.memo.commit()
    assert page.pages.currentWidget() is view, "the page is not built anew under the cursor"
    procedure = page.procedure_box.currentData()
    assert analyse(desk.ctx, procedure).edited == "Наши выводы."
    assert not view.again.isHidden()
    view.again.click()
    assert analyse(desk.ctx, procedure).edited == "" and "Наши" not in view.memo.value()


def test_another_threshold_is_saved_and_changes_the_tasks(page, desk):
    view = page.show_part(THRESHOLDS)
    assert isinstance(view, ThresholdsView)
    field = view.fields["basic_enough"]
    field.line.setText("99,5")
    field.commit()
    assert get_thresholds(desk.ctx).basic_enough == 99.5
    assert any(line.state == "low" for line in _view(page, "tasks").tables["tasks"].row_model.all_rows())
    assert page.show_part(THRESHOLDS) is view, "a person may be typing the next threshold"
    field.line.setText("сто")
    field.commit()
    assert field.problem.text() == "Нужно число." and get_thresholds(desk.ctx).basic_enough == 99.5


def test_tables_and_pictures_are_saved(page, monkeypatch, tmp_path):
    view = _view(page, "marks")
    where = {}
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(where["path"]), ""))
    where["path"] = tmp_path / "таблицы"
    page.save_all()
    book = load_workbook(tmp_path / "таблицы.xlsx")
    assert len(book.worksheets) == len(view.direction.tables)
    for name, start in (("рисунок.png", b"\x89PNG"), ("рисунок.svg", b"<?xml")):
        where["path"] = tmp_path / name
        view.save_chart(view.direction.charts[0])
        assert (tmp_path / name).read_bytes().startswith(start)


def test_ctrl_p_shows_the_paper(page, desk):
    assert page.print_page()
    preview = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible())
    assert preview.pages.page_count > 2
    preview.reject()


def test_the_year_opens_another_procedure(page):
    view = _view(page, YEAR)
    table = view.tables["papers"]
    line = next(one for one in table.row_model.all_rows() if one.target[1] != page.procedure_box.currentData())
    table.opened.emit(line)
    assert page.procedure_box.currentData() == line.target[1]


def test_a_narrow_window_has_a_list_that_drops_down(page, desk):
    desk.window.resize(900, 600)
    QApplication.processEvents()
    assert page.index.isHidden() and not page.part_box.isHidden()
    page.part_box.setCurrentIndex(3)
    page.part_box.activated.emit(3)
    assert page.pages.currentWidget().direction.key == "scores"


def test_an_empty_base_says_what_to_do(empty_desk):
    page = empty_desk.tab("calendar").show_page("analysis")
    assert page.stack.currentWidget() is page.empty and not page.print_page()


def test_numbers_in_quotes_are_no_links():
    from app.services.analysis.rows import Sentence

    html = html_of(Sentence("Доля «2» — 11,3\u00a0%.", "groups", ("school",)))
    assert html.count("<a ") == 1 and ">11,3\u00a0%<" in html and theme.colors().accent in html
