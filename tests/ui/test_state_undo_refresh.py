"""What belongs to the screen, the last edits, and who is told of a change."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.services.changes import Changes
from app.ui.refresh import Refresh
from app.ui.school_year import SchoolYears, procedure_year, title_of, year_of
from app.ui.ui_state import UiState
from app.ui.undo import DEPTH, UndoStack


def test_values_come_back_as_what_they_were(tmp_path):
    path = tmp_path / "Папка данных" / "window.ini"
    path.parent.mkdir()
    state = UiState(path)
    value = {"widths": {"name": 240}, "sort": ["name", True], "слова": "Ключи", "none": None}
    state.put("table/schools", value)
    widget = QWidget()
    widget.resize(321, 123)
    state.put_bytes("window/geometry", widget.saveGeometry())
    state.save()
    again = UiState(path)
    assert again.get("table/schools") == value
    other = QWidget()
    assert other.restoreGeometry(again.bytes("window/geometry"))
    assert (other.width(), other.height()) == (321, 123)


def test_a_file_somebody_spoilt_gives_the_defaults(tmp_path):
    path = tmp_path / "window.ini"
    path.write_text("[table]\nschools={не json\n[window]\ngeometry=???\n", encoding="utf-8")
    state = UiState(path)
    assert state.get("table/schools", 5) == 5
    assert state.bytes("window/geometry") is None
    assert state.get("absent") is None


def _changes(name, undo=None):
    return Changes(frozenset({"organisations"}), name, undo)


def test_undo_then_redo():
    stack = UndoStack()
    stack.record(_changes("A", lambda ctx: _changes("A undone", lambda ctx: _changes("A again"))))
    assert stack.undo_text() == "A" and stack.redo_text() == ""
    _, inverse = stack.take_undo()
    stack.record(inverse(None))
    assert stack.undo_text() == "" and stack.redo_text() == "A undone"
    stack.take_redo()
    assert stack.take_redo() is None


def test_a_new_edit_forgets_what_could_be_brought_again():
    stack = UndoStack()
    stack.record(_changes("A", lambda ctx: _changes("undone", lambda ctx: _changes("x"))))
    stack.record(stack.take_undo()[1](None))
    stack.record(_changes("B", lambda ctx: _changes("y")))
    assert stack.redo_text() == "" and stack.undo_text() == "B"


def test_a_change_without_inverse_is_not_remembered_and_old_ones_are_dropped():
    stack = UndoStack()
    stack.record(_changes("no way back"))
    assert stack.take_undo() is None
    for n in range(DEPTH + 5):
        stack.record(_changes(str(n), lambda ctx: _changes("")))
    assert stack.undo_text() == str(DEPTH + 4)
    for _ in range(DEPTH):
        stack.take_undo()
        stack.failed()
    assert stack.take_undo() is None


def test_an_inverse_run_elsewhere_is_forgotten():
    stack = UndoStack()
    inverse = lambda ctx: _changes("")  # noqa: E731
    stack.record(_changes("load", inverse))
    stack.forget(inverse)
    assert stack.take_undo() is None


def test_only_views_of_a_topic_are_told_and_only_while_they_live():
    refresh, told = Refresh(), []
    alive, dead = QObject(), QObject()
    refresh.subscribe({"results"}, alive, lambda: told.append("results"))
    refresh.subscribe({"roadmaps"}, alive, lambda: told.append("roadmaps"))
    refresh.subscribe({"results"}, dead, lambda: told.append("dead"))
    dead.deleteLater()
    QCoreApplication.sendPostedEvents(dead, QEvent.Type.DeferredDelete)
    refresh.publish(frozenset({"results", "calendar"}))
    assert told == ["results"]


def test_the_school_year_filters_by_overlap():
    years = SchoolYears(2023)
    assert years.shows(date(2022, 9, 1), date(2024, 8, 31))  # a plan for two years
    assert years.shows(date(2024, 1, 1), date(2024, 12, 31))  # a calendar year
    assert not years.shows(date(2024, 9, 1), date(2025, 5, 31))
    assert years.shows(None)
    assert years.shows_procedure(2024) and not years.shows_procedure(2023)
    assert not years.shows_procedure(2024, date(2024, 10, 1))
    told = []
    years.changed.connect(lambda: told.append(years.current))
    years.choose(None)
    years.choose(None)
    assert told == [None]
    assert years.shows(date(1999, 1, 1)) and years.shows_procedure(1999)


def test_a_school_year_begins_in_september():
    assert year_of(date(2026, 8, 31)) == 2025 and year_of(date(2026, 9, 1)) == 2026
    assert procedure_year(2021) == 2020
    assert title_of(2026) == "2026/2027 уч. год" and title_of(None) == "все учебные годы"
