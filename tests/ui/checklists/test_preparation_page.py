"""The page «Подготовка» in a real window: a list taken, ticked by district and schools, typed; incidents and acts."""

from __future__ import annotations

import pytest

from app.services.checklists.queries import preparation
from app.ui.checklists.page import PreparationPage
from app.ui.widgets.print_preview import PrintPreview
from tests.db.plan.world import add_schools, plan


@pytest.fixture
def ctx(empty):
    return empty


@pytest.fixture
def world(ctx):
    return plan(ctx), add_schools(ctx)


@pytest.fixture
def page(qtbot, make_desk, ctx, world):
    made = PreparationPage(make_desk(ctx).workspace.ui)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    return made


def line(ctx, world, words):
    return next(one for one in preparation(ctx, world[0]).lines if words in one.text)


def test_a_list_is_taken_and_ticked(page, ctx, world):
    procedure, schools = world
    assert page.start_button.isVisible() and page.lines.row_model.all_count == 0
    page.start_button.click()
    assert page.lines.row_model.all_count == len(preparation(ctx, procedure).lines) > 10
    assert not page.start_button.isVisible()
    page.lines.select_key(line(ctx, world, "Издать приказ о проведении").id)
    page.line_panel.done_button.click()
    assert line(ctx, world, "Издать приказ о проведении").state == "done"
    page.lines.select_key(line(ctx, world, "Подготовить аудитории").id)
    page.line_panel.ticks.set_ticked(schools[:2])
    assert line(ctx, world, "Подготовить аудитории").done == 2
    assert "сделали 2 из 3" in [cell for row in page.lines.row_model.shown() for cell in [_state(page, row)]]
    page.show_filter.setCurrentIndex(page.show_filter.findText("Не сделано"))
    assert all(row.state != "done" for row in page.lines.row_model.shown())


def _state(page, row):
    return page.lines.row_model.columns[-1].text(row)


def test_a_line_is_typed_in_the_panel(page, ctx, world):
    page.start_button.click()
    page.lines.select_key(line(ctx, world, "Подготовить аудитории").id)
    before = line(ctx, world, "Подготовить аудитории").due_on
    page.line_panel.days.line.setText("9")
    page.line_panel.days.commit()
    changed = line(ctx, world, "Подготовить аудитории")
    assert changed.offset_days == -9 and changed.due_on < before
    page.line_panel.text.memo.setPlainText("")
    page.line_panel.text.commit()
    assert page.line_panel.text.problem.text() and line(ctx, world, "Подготовить аудитории") == changed


def test_own_line_incident_and_act(page, ctx, world):
    procedure, schools = world
    page.add()
    assert page.line_panel.line is not None and page.line_panel.line.text == "Новое дело"
    page.switch.choose("incidents")
    page.add()
    page.incident_panel.text.memo.setPlainText("Отключили свет")
    page.incident_panel.text.commit()
    assert [one.text for one in preparation(ctx, procedure).incidents] == ["Отключили свет"]
    page.switch.choose("acts")
    page.add()
    choice = page.act_panel.answers["holding_late"]
    choice.combo.setCurrentIndex(choice.combo.findData("no"))
    choice.commit()
    (act,) = preparation(ctx, procedure).acts
    assert act.answers == {"holding_late": "no"} and act.organisation_id in schools
    assert "акты наблюдения есть по 1 из 3" in page.note.text().replace("\u00a0", " ")
    page.delete()
    assert preparation(ctx, procedure).acts == ()


def test_what_is_in_sight_is_printed(page, ctx, world):
    """Each view has a paper of its own; blanks are there before any act is."""
    page.start_button.click()
    assert page.print_page() and _preview(page) == "План подготовки"
    page.switch.choose("incidents")
    assert page.print_page() and _preview(page) == "Происшествия"
    page.switch.choose("acts")
    assert page.print_page() and not page.window().findChildren(PrintPreview)
    page.print_actions["blanks"].trigger()
    assert _preview(page) == "Акт наблюдения"
    page.add()
    assert page.print_page() and _preview(page) == "Акт наблюдения"


def _preview(page):
    (shown,) = page.window().findChildren(PrintPreview)
    title = shown.windowTitle()
    shown.setParent(None)
    shown.close()
    return title.partition(":")[0]
