"""An error is a calm line, or a page with a number and a report without personal data."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QMessageBox

from app.services.errors import Cancelled, UserError
from app.ui.errors import ErrorDesk, describe, write_report
from tests.ui.conftest import NOW


@pytest.fixture
def desk(tmp_path, qtbot):
    said: list[tuple[str, str]] = []
    made = ErrorDesk(tmp_path / "reports", lambda what, todo: said.append((what, todo)), lambda: None, lambda: NOW)
    made.said = said  # type: ignore[attr-defined]
    return made


def _bug() -> Exception:
    try:
        raise ValueError("Иванов Пётр, 7 «А», отметка 2")
    except ValueError as error:
        return error


def test_a_report_names_places_in_the_code_and_never_the_message(tmp_path):
    number, path = write_report(_bug(), tmp_path, NOW)
    text = path.read_text(encoding="utf-8")
    assert number in text and "ValueError" in text and "test_errors.py" in text
    assert "Иванов" not in text and "отметка" not in text


def test_a_report_that_cannot_be_written_is_no_second_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    number, path = write_report(_bug(), tmp_path / "file" / "reports", NOW)
    assert number and path is None


def test_what_a_person_can_mend_is_a_line(desk):
    desk.handle(UserError("Файл занят.", "Закройте его."))
    desk.handle(PermissionError(13, "denied", "C:/Отчёты/Ф1.xlsx"))
    desk.handle(FileNotFoundError(2, "gone", "Ф1.xlsx"))
    desk.handle(OSError(28, "full"))
    desk.handle(Cancelled())
    assert desk.said[0] == ("Файл занят.", "Закройте его.")
    assert "«Ф1.xlsx»" in desk.said[1][0]
    assert "не найден" in desk.said[2][0]
    assert "не хватает места" in desk.said[3][0]
    assert len(desk.said) == 4


def test_faults_of_the_base_are_told_in_words(tmp_path):
    from app.models.faults import BaseBusy

    known = describe(BaseBusy(tmp_path / "oko.sqlite"))
    assert known is not None and "занята" in known.what
    assert describe(_bug()) is None


@pytest.mark.expects_log
def test_a_bug_shows_one_page_with_its_number(desk, qtbot, tmp_path, qapp):
    before = sys.excepthook
    desk.install()
    try:
        sys.excepthook(ValueError, _bug(), None)
        desk.handle(_bug())  # a second one does not stack
    finally:
        sys.excepthook = before
    boxes = [w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    assert len(boxes) == 1
    assert "№" in boxes[0].text()
    reports = list((tmp_path / "reports").glob("error-*.txt"))
    assert len(reports) == 2
    boxes[0].buttons()[0].click()
    assert not boxes[0].isVisible()
