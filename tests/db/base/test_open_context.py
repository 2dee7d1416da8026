"""From a data folder to a context: every trouble said in words, with the copies at hand."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from app.models import faults
from app.models.faults import BaseProblem, Holder
from app.models.upgrade import Step
from app.paths import DataPaths
from app.services.environment import describe, environment_error
from app.services.errors import UserError
from app.services.opening import BaseUnavailable, ask_to_show, open_context, open_copy, show_was_asked
from app.services.safety.commands import make_backup
from tests.base_tools import crash_with_saves, keys, put

NOW = datetime(2026, 9, 14, 9, 0)


def clock():
    return NOW


def test_a_new_folder_is_made_with_its_base(tmp_path):
    ctx = open_context(tmp_path / "район" / "данные", clock=clock)
    assert ctx.paths.base.exists() and ctx.paths.backups.is_dir() and ctx.paths.attachments.is_dir()
    assert ctx.clock() == NOW
    put(ctx.db, "a")
    ctx.db.close()
    again = open_context(tmp_path / "район" / "данные")
    assert keys(again.db) == {"a"}
    again.db.close()


def test_a_bad_base_comes_with_its_copies(data_dir):
    ctx = open_context(data_dir, clock=clock)
    copy = make_backup(ctx)
    ctx.db.close()
    ctx.paths.base.write_bytes(b"")
    with pytest.raises(BaseUnavailable) as raised:
        open_context(data_dir)
    assert "пуста (0 байт)" in raised.value.what
    assert "копию" in raised.value.todo
    assert [row.path for row in raised.value.copies] == [copy]
    assert raised.value.cause == "BaseEmpty"
    assert ctx.paths.base.read_bytes() == b""


def test_our_own_window_is_told_from_another(data_dir):
    ctx = open_context(data_dir)
    with pytest.raises(BaseUnavailable) as raised:
        open_context(data_dir)
    assert raised.value.own_window
    ctx.db.close()


def test_the_first_window_hears_that_it_was_asked_for(data_dir):
    assert not show_was_asked(data_dir)
    ask_to_show(data_dir)
    assert show_was_asked(data_dir)
    assert not show_was_asked(data_dir)
    ask_to_show(data_dir / "absent")


def test_a_lost_journal_can_be_accepted(data_dir):
    open_context(data_dir).db.close()
    crash_with_saves(DataPaths(data_dir).base, "late")
    (data_dir / "oko.sqlite-wal").unlink()
    with pytest.raises(BaseUnavailable) as raised:
        open_context(data_dir)
    assert raised.value.cause == "JournalLost"
    ctx = open_context(data_dir, accept_lost_journal=True)
    assert keys(ctx.db) == set()
    ctx.db.close()


def test_a_lost_base_can_be_replaced_by_a_new_one(data_dir):
    ctx = open_context(data_dir, clock=clock)
    make_backup(ctx)
    ctx.db.close()
    ctx.paths.base.unlink()
    with pytest.raises(BaseUnavailable) as raised:
        open_context(data_dir)
    assert raised.value.cause == "BaseMissing"
    assert len(raised.value.copies) == 1
    open_context(data_dir, start_new=True).db.close()


def test_a_copy_can_be_looked_at(data_dir):
    ctx = open_context(data_dir, clock=clock)
    put(ctx.db, "a")
    copy = make_backup(ctx)
    put(ctx.db, "b")
    view = open_copy(data_dir, copy)  # beside the open base
    assert keys(view.db) == {"a"}
    with pytest.raises(UserError, match="только для просмотра"), view.db.write():
        pass
    with pytest.raises(UserError, match="только для просмотра"):
        make_backup(view)
    view.db.close()
    ctx.db.close()
    with pytest.raises(BaseUnavailable):
        open_copy(data_dir, data_dir / "absent.sqlite")


@pytest.mark.expects_log
def test_a_failed_upgrade_is_told_and_logged(data_dir, monkeypatch, caplog):
    import app.services.opening as opening
    from app.models.opening import open_base

    def fail():
        raise ZeroDivisionError

    open_context(data_dir).db.close()
    monkeypatch.setattr(opening, "open_base", lambda *a, **k: open_base(*a, **k, steps=[Step("0002", fail)]))
    with pytest.raises(BaseUnavailable) as raised:
        open_context(data_dir)
    assert "прежней" in raised.value.what
    assert [row.reason for row in raised.value.copies] == ["before-migration"]
    assert "0002" in caplog.text and "ZeroDivisionError" in caplog.text


def all_problems(path):
    holder = Holder("KABINET-5", "Иванова", 12, "2026-09-14T08:30:00")
    special = {
        faults.BaseInUse: [
            faults.BaseInUse(path, holder, False),
            faults.BaseInUse(path, holder, True),
            faults.BaseInUse(path, None, False),
            faults.BaseInUse(path, Holder("h", "u", 1, "когда-то"), False),
        ],
        faults.BaseNewer: [faults.BaseNewer(path, "0009", "2.0", "1.0"), faults.BaseNewer(path, "0009", "", "")],
        faults.DiskFull: [faults.DiskFull(path, needed=5_200_000, free=1), faults.DiskFull(path)],
        faults.MigrationFailed: [
            faults.MigrationFailed(path, "0002", path, "x"),
            faults.MigrationFailed(path, "0002", None, "x"),
        ],
    }
    return [p for kind in BaseProblem.__subclasses__() for p in special.get(kind) or [kind(path, "near: syntax error")]]


def test_every_problem_is_said_in_russian_and_says_what_to_do(tmp_path):
    for problem in all_problems(tmp_path / "oko.sqlite"):
        what, todo = describe(problem)
        error = environment_error(problem)
        assert error is not None and (error.what, error.todo) == (what, todo)
        for text in (what, todo):
            assert re.match(r"[А-ЯЁ]", text) and text.endswith("."), text
            assert "syntax" not in text and "None" not in text
    assert environment_error(ValueError("ours")) is None


def test_the_holder_is_named(tmp_path):
    what, _ = describe(all_problems(tmp_path / "oko.sqlite")[[type(p) for p in all_problems(tmp_path)].index(faults.BaseInUse)])
    assert "«KABINET-5»" in what and "«Иванова»" in what and "08:30" in what


def test_versions_are_named(tmp_path):
    what, todo = describe(faults.BaseNewer(tmp_path, "0009", "2.0", "1.0"))
    assert "2.0" in what and "1.0" in what and "не изменён" in todo
