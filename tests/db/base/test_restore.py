"""Restoring never loses what was there."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest

from app.models import faults
from app.models.backup import copy_base, list_copies
from app.models.opening import open_base
from app.models.restore import restore_base
from app.models.upgrade import Step
from tests.base_tools import beside, crash_with_saves, everything, keys, put

NOW = datetime(2026, 9, 14, 9, 0)


@pytest.fixture
def base(data_dir, _fresh_base):
    shutil.copyfile(_fresh_base, data_dir / "oko.sqlite")
    return data_dir / "oko.sqlite"


@pytest.fixture
def folder(data_dir):
    return data_dir / "backups"


@pytest.fixture
def copy(base, folder):
    """A copy with «old»; the base has moved on to «new» since."""
    db = open_base(base)
    put(db, "old")
    path = copy_base(db, folder, "daily", NOW)
    put(db, "new")
    db.close()
    return path


def contents(path):
    db = open_base(path)
    try:
        return keys(db)
    finally:
        db.close()


def test_restore_and_back_again(base, folder, copy):
    kept = restore_base(base, folder, copy, NOW)
    assert contents(base) == {"old"}
    assert [c.reason for c in list_copies(folder)] == ["before-restore", "daily"]
    restore_base(base, folder, kept, NOW)
    assert contents(base) == {"old", "new"}
    assert copy.exists()
    assert set(everything(base.parent)) == {"oko.sqlite"}


def test_the_journal_of_the_former_base_is_in_its_copy_and_not_in_the_new_base(base, folder, copy):
    crash_with_saves(base, "late")
    kept = restore_base(base, folder, copy, NOW)
    assert contents(base) == {"old"}
    restore_base(base, folder, kept, NOW)
    assert contents(base) == {"old", "new", "late"}


@pytest.mark.parametrize("bad", [b"", b"garbage" * 1000])
def test_a_damaged_base_is_put_aside_as_it_is(base, folder, copy, bad):
    base.write_bytes(bad)
    kept = restore_base(base, folder, copy, NOW)
    assert kept.read_bytes() == bad
    assert list_copies(folder)[0].reason == "damaged"
    assert contents(base) == {"old"}


def test_a_damaged_base_keeps_its_journal_too(base, folder, copy):
    crash_with_saves(base, "late")
    journal = beside(base, "-wal").read_bytes()
    base.write_bytes(b"garbage" * 1000)
    kept = restore_base(base, folder, copy, NOW)
    assert beside(kept, "-wal").read_bytes() == journal
    assert contents(base) == {"old"}


def test_restore_where_the_base_is_lost(base, folder, copy):
    crash_with_saves(base, "late")
    base.unlink()
    assert restore_base(base, folder, copy, NOW) is None
    assert contents(base) == {"old"}
    assert len(list(folder.glob("*.lost"))) == 1


def test_a_bad_copy_changes_nothing(base, folder, copy):
    copy.write_bytes(copy.read_bytes()[:9000])
    before = everything(base.parent), everything(folder)
    with pytest.raises(faults.CopyUnusable):
        restore_base(base, folder, copy, NOW)
    assert (everything(base.parent), everything(folder)) == before


def test_a_copy_of_a_newer_program_changes_nothing(base, folder, copy, tmp_path):
    newer = tmp_path / "newer.sqlite"
    open_base(newer, steps=[Step("9001", lambda: None)]).close()
    before = everything(base.parent), everything(folder)
    with pytest.raises(faults.BaseNewer):
        restore_base(base, folder, newer, NOW)
    assert (everything(base.parent), everything(folder)) == before


def test_an_open_base_is_not_replaced(base, folder, copy):
    db = open_base(base)
    with pytest.raises(faults.BaseInUse):
        restore_base(base, folder, copy, NOW)
    assert keys(db) == {"old", "new"}
    db.close()


def test_no_space_for_keeping_the_former_base(base, folder, copy, monkeypatch):
    before = everything(base.parent), everything(folder)
    usage = shutil.disk_usage(base)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(faults.DiskFull):
        restore_base(base, folder, copy, NOW)
    assert (everything(base.parent), everything(folder)) == before
