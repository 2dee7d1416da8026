"""A school's schedule dropped among the files of results is recognised, asks for its school and is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services.organisations.queries import list_organisations
from app.services.school_schedule.queries import schedule_of
from app.ui.imports.wizard import ImportWizard
from tests.data.school_schedules import make


@pytest.fixture
def schedule(tmp_path: Path) -> Path:
    path = tmp_path / "график.xlsx"
    make(path, 16, "weeks", messy=False)
    return path


def test_a_schedule_is_loaded_by_the_wizard(desk, qtbot, schedule):
    wizard = ImportWizard(desk.workspace.ui, (schedule,), desk.window)
    qtbot.addWidget(wizard)
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.preview_page.table.current_row() is not None)
    details = wizard.preview_page.details
    assert details.facts.text().startswith("Единый график оценочных процедур школы. ")
    assert not details.grade.isVisible() and not details.subject.isVisible() and details.school.isVisible()
    school = list_organisations(desk.ctx)[0]
    details.school.set_value(school.id)
    details._answer("organisation_id", school.id)
    qtbot.waitUntil(lambda: wizard.preview_page.table.current_row().state == "готов к загрузке")
    wizard.advance()
    stored = schedule_of(desk.ctx, school.id, 2025)
    assert stored is not None and stored.entries
    wizard.undo_button.click()
    assert schedule_of(desk.ctx, school.id, 2025) is None
