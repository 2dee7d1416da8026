"""The first start, bases that cannot be opened, a second start: the program as a whole, with its real threads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.main import Program, _option, _process_started
from app.services.opening import ask_to_show, open_context
from app.services.safety.place import place_problems
from app.services.workplace.queries import get_workplace
from app.ui.base_problem import BaseProblemPage
from app.ui.first_run.apply import set_up
from app.ui.first_run.wizard import FirstRunWizard
from tests.ui.keys import type_text

ROOT = Path(__file__).resolve().parents[2]


def test_three_short_questions_by_keyboard(qtbot, tmp_path):
    wizard = FirstRunWizard(tmp_path / "Данные", place_problems)
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    qtbot.keyClick(wizard.focusWidget(), Qt.Key.Key_Return)
    assert wizard.step == 1 and not wizard.next_button.isEnabled()
    type_text(wizard.name_page.name.line, "Отдел образования Заречного района")
    type_text(wizard.name_page.district.line, "Заречный район")
    qtbot.keyClick(wizard.name_page.name.line, Qt.Key.Key_Return)
    assert wizard.step == 2 and wizard.next_button.text() == "Начать работу"
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert wizard.draft is not None
    assert (wizard.draft.kind, wizard.draft.district_name, wizard.draft.folder) == (
        "department",
        "Заречный район",
        tmp_path / "Данные",
    )


def test_a_folder_of_a_sync_program_is_warned_of(qtbot, tmp_path):
    wizard = FirstRunWizard(tmp_path, place_problems)
    qtbot.addWidget(wizard)
    page = wizard.place_page
    assert page is not None and page.warning() == ""
    page.set_folder(tmp_path / "OneDrive" / "ОКО")
    assert "синхронизируется" in page.warning()


def test_a_school_gets_its_card(tmp_path, qtbot):
    from app.services.organisations.queries import list_organisations

    wizard = FirstRunWizard(None, place_problems)
    qtbot.addWidget(wizard)
    wizard.kind_page.school.setChecked(True)
    wizard.advance()
    assert wizard.name_page.heading.text() == "Как называется школа?"
    wizard.name_page.name.line.setText("МБОУ «Ключевская СОШ»")
    wizard.advance()
    assert wizard.draft is not None and wizard.draft.folder is None
    ctx = open_context(tmp_path / "Школа")
    set_up(ctx, wizard.draft)
    workplace = get_workplace(ctx)
    assert workplace is not None and workplace.kind == "school"
    assert [o.id for o in list_organisations(ctx)] == [workplace.organisation_id]
    ctx.db.close()


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    """Start the program on a data folder; the event loop is the test's."""
    started: list[Program] = []
    hook = sys.excepthook

    def start(folder: Path) -> Program:
        made = Program(qapp, folder, folder_is_given=True)
        made.start()
        started.append(made)
        return made

    yield start
    for one in started:
        one.end()
        if one.window is not None:
            one.window.hide()
            one.window.deleteLater()
    sys.excepthook = hook
    import logging

    for handler in [h for h in logging.getLogger().handlers if getattr(h, "oko", False)]:
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.fixture
def data(tmp_path, _district_base):
    folder = tmp_path / "Данные района"
    folder.mkdir()
    shutil.copyfile(_district_base, folder / "oko.sqlite")
    return folder


def _tab_is_filled(program, qtbot):
    with qtbot.waitSignal(program.window.first_tab_filled, timeout=20_000):
        pass


def test_the_window_opens_its_base_and_closes_it_clean(program, data, qtbot):
    one = program(data)
    _tab_is_filled(one, qtbot)
    assert one.window.current_key() == "overview"
    qtbot.waitUntil(lambda: "Копия базы" in one.window._status.text(), timeout=20_000)
    assert len(list((data / "backups").iterdir())) >= 1
    assert (data / "logs" / "oko.log").exists()
    one.window.close()
    assert one.workspace is None
    assert not (data / "oko.sqlite-wal").exists()
    again = open_context(data)
    again.db.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda base: base.write_bytes(b""), "пуста"),
        (lambda base: base.write_bytes(base.read_bytes()[: base.stat().st_size // 2]), "обрезан"),
        (lambda base: base.write_bytes(b"PK\x03\x04" + b"x" * 5000), "испорчен"),
    ],
    ids=["empty", "truncated", "foreign"],
)
def test_a_spoilt_base_is_told_calmly_and_restored_from_a_copy(program, data, qtbot, spoil, words):
    from app.services.safety.commands import make_backup

    ctx = open_context(data)
    make_backup(ctx)
    ctx.db.close()
    spoil(data / "oko.sqlite")
    size = (data / "oko.sqlite").stat().st_size
    one = program(data)
    qtbot.waitUntil(lambda: one.window.findChild(BaseProblemPage) is not None, timeout=20_000)
    page = one.window.findChild(BaseProblemPage)
    assert words in page.problem.what and page.copies.all_count() == 1
    assert (data / "oko.sqlite").stat().st_size == size, "nothing was changed yet"
    broken = one.window
    page.restore_button.click()
    qtbot.waitUntil(lambda: one.window is not broken and one.workspace is not None, timeout=20_000)
    assert one.window.message_bar.text.text().startswith("База восстановлена")
    workplace = get_workplace(one.workspace.ctx)
    assert workplace is not None and workplace.district_name == "Верхнеозёрский район"


def test_a_copy_can_be_looked_at_while_the_base_stays_as_it_is(program, data, qtbot):
    from app.services.safety.commands import make_backup

    ctx = open_context(data)
    make_backup(ctx)
    ctx.db.close()
    (data / "oko.sqlite").write_bytes(b"")
    one = program(data)
    qtbot.waitUntil(lambda: one.window.findChild(BaseProblemPage) is not None, timeout=20_000)
    one.window.findChild(BaseProblemPage).view_button.click()
    qtbot.waitUntil(lambda: one.workspace is not None, timeout=20_000)
    assert one.workspace.ctx.db.read_only
    assert (data / "oko.sqlite").stat().st_size == 0


def test_a_second_start_raises_the_first_window(program, data, qtbot):
    one = program(data)
    _tab_is_filled(one, qtbot)
    qtbot.waitUntil(lambda: one._watcher is not None, timeout=20_000)
    one.window.showMinimized()
    ask_to_show(data)
    qtbot.waitUntil(lambda: not one.window.isMinimized(), timeout=20_000)
    assert not list(data.glob("*.show"))


def test_a_base_held_by_another_process_of_the_same_person_ends_the_second_start(data):
    ctx = open_context(data)
    try:
        done = _start(data)
        assert done.returncode == 0
        assert list(data.glob("*.show")), "the first window was asked to come to the front"
    finally:
        ctx.db.close()


def test_the_start_is_measured_from_the_beginning_of_the_process(data):
    done = _start(data, "--measure-start")
    times = json.loads(done.stdout.strip().splitlines()[-1])
    assert 0 < times["painted_s"] <= times["first_tab_s"]


def _start(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-m", "app", "--data", str(data), *more]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False)


def test_the_process_began_before_now():
    import time

    assert 0 < time.time() - _process_started() < 3600 * 5


def test_options_are_found_in_both_spellings():
    assert _option(["--data", "D:/ОКО"], "--data") == "D:/ОКО"
    assert _option(["--data=D:/ОКО"], "--data") == "D:/ОКО"
    assert _option(["--measure-start"], "--data") is None


def test_the_chosen_folder_is_remembered_outside_it(tmp_path):
    from app.paths import choose_data_dir, default_data_dir, standard_data_dir

    assert default_data_dir() == standard_data_dir()
    choose_data_dir(tmp_path / "Другое место")
    assert default_data_dir() == tmp_path / "Другое место"
    choose_data_dir(standard_data_dir())
    assert default_data_dir() == standard_data_dir()
