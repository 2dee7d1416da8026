"""«Выгрузить»: files and paper from the calendar's tab, in a real window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.ics.queries import time_zone
from app.ui.calendar.export_menu import IcsDialog, export_actions, save_book
from app.ui.widgets.print_preview import PrintPreview
from tests.db.plan.world import hang_everything, plan


@pytest.fixture
def planned(make_desk, district):
    """The demonstration district with one planned procedure and all that hangs on it."""
    from app.services.organisations.queries import list_organisations

    own = [one.id for one in list_organisations(district, own_only=True) if one.kind == "school" and one.id is not None]
    hang_everything(district, plan(district), own[:3])
    desk = make_desk(district, tab="calendar")
    desk.window.years.choose(2026)
    return desk


def _ui(desk):
    return desk.tab("calendar").page("first").ui


def _actions(desk, choice=(None, None)):
    return export_actions(_ui(desk), desk.window, lambda: choice)


def _dialog(desk, whose=(None, None)) -> IcsDialog:
    made = IcsDialog(_ui(desk), desk.window, whose)
    made.open()
    return made


def test_the_menu_names_files_and_paper(planned):
    words = [action.text() for action in _actions(planned) if not action.isSeparator()]
    assert len(words) == 6 and all(word.endswith("…") for word in words)
    assert sum("На стену" in word for word in words) == 4


def test_a_file_of_the_whole_district(planned, tmp_path):
    dialog = _dialog(planned)
    assert dialog.save_button.isEnabled()
    assert not dialog.school.isVisibleTo(dialog) and not dialog.person.isVisibleTo(dialog)
    dialog.save(tmp_path / "район.ics")
    assert not dialog.isVisible()
    names = [str(one["summary"]) for one in Calendar.from_ical((tmp_path / "район.ics").read_bytes()).walk("VEVENT")]
    assert "ВПР 2026, математика, 4 класс" in names


def test_the_filter_of_the_tab_is_the_choice(planned, tmp_path):
    dialog = _dialog(planned, (None, 1))
    person = next(value for _name, value in dialog.person._choices)
    dialog.reject()
    dialog = _dialog(planned, (None, person))
    assert dialog.whose.currentData() == "person" and dialog.scope().person_id == person
    dialog.save(tmp_path / "человек.ics")
    assert (tmp_path / "человек.ics").exists()


def test_a_choice_is_asked_for_before_saving(planned):
    dialog = _dialog(planned)
    dialog.whose.setCurrentIndex(dialog.whose.findData("school"))
    assert dialog.school.isVisibleTo(dialog) and not dialog.save_button.isEnabled()
    dialog.school._choose(dialog.school._choices[0][1])
    assert dialog.save_button.isEnabled()
    dialog.reject()


def test_the_zone_is_remembered(planned, tmp_path):
    dialog = _dialog(planned)
    dialog.zone.setCurrentIndex(dialog.zone.findData("Asia/Omsk"))
    dialog.save(tmp_path / "пояс.ics")
    assert time_zone(planned.ctx).name == "Asia/Omsk"
    assert b"TZID:Asia/Omsk" in (tmp_path / "пояс.ics").read_bytes()
    again = _dialog(planned)
    assert again.zone.currentData() == "Asia/Omsk"
    again.reject()


def test_nothing_to_export_is_said_in_the_page(make_desk, empty, tmp_path):
    desk = make_desk(empty, tab="calendar")
    dialog = _dialog(desk)
    dialog.save(tmp_path / "пусто.ics")
    assert not (tmp_path / "пусто.ics").exists()
    assert not dialog.isVisible()


def test_a_workbook(planned, tmp_path, monkeypatch):
    path = tmp_path / "книга.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    book = next(action for action in _actions(planned) if "Excel" in action.text())
    book.trigger()
    assert openpyxl.load_workbook(path).sheetnames[0] == "Процедуры"
    save_book(_ui(planned), planned.window, Path(tmp_path / "нет" / "x" / "книга.xlsx"))


@pytest.mark.parametrize("place", range(4))
def test_a_sheet_for_the_wall_opens_in_the_preview(planned, place):
    wall = [action for action in _actions(planned) if "На стену" in action.text()]
    wall[place].trigger()
    preview = planned.window.findChildren(PrintPreview)[-1]
    assert isinstance(preview, QWidget) and preview.isVisible()
    preview.close()


def test_a_school_exports_itself(planned, tmp_path):
    from dataclasses import replace

    ui = _ui(planned)
    own = next(number for _name, number in _dialog(planned).school._choices)
    school = replace(ui, workplace=replace(ui.workplace, kind="school", organisation_id=own))
    dialog = IcsDialog(school, planned.window)
    dialog.open()
    assert not dialog.whose.isVisibleTo(dialog) and dialog.scope().organisation_id == own
    assert dialog.save_button.isEnabled()
    dialog.save(tmp_path / "школа.ics")
    assert (tmp_path / "школа.ics").exists()
