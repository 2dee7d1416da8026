"""What a file at the place of the base turns out to be, and that a bad one is never replaced or touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from alembic import op

from app.models import faults
from app.models.backup import copy_base, list_copies
from app.models.identity import APPLICATION_ID
from app.models.migrations import HEAD, REVISIONS, STEPS
from app.models.opening import open_base, open_to_view
from app.models.upgrade import Step, steps_after
from tests.base_tools import beside, crash_with_saves, everything, keys, put, run

NOW = datetime(2026, 9, 14, 9, 0)


@pytest.fixture
def base(data_dir, _fresh_base):
    """A closed base with something in it."""
    path = data_dir / "oko.sqlite"
    shutil.copyfile(_fresh_base, path)
    db = open_base(path)
    put(db, "a")
    db.close()
    return path


def query(path, sql):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_missing_file_becomes_a_new_base_at_the_head(data_dir):
    path = data_dir / "oko.sqlite"
    open_base(path, program="1.2.3").close()
    assert query(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert query(path, "SELECT value FROM setting WHERE key = 'program_version'") == [('"1.2.3"',)]
    assert query(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert query(path, "PRAGMA journal_mode") == [("wal",)]
    assert set(everything(data_dir)) == {"oko.sqlite"}


def test_the_chain_of_migrations_is_whole():
    folder = Path(__file__).resolve().parents[3] / "app" / "models" / "migrations" / "versions"
    assert sorted(p.stem for p in folder.glob("[0-9]*.py")) == list(STEPS)
    assert REVISIONS[-1] == HEAD
    assert [s.revision for s in steps_after("")] == list(REVISIONS)
    assert steps_after(HEAD) == []
    import importlib

    before = None
    for name in STEPS:
        step = importlib.import_module(f"app.models.migrations.versions.{name}")
        assert (step.revision, step.down_revision) == (name[:4], before)
        before = step.revision


def test_opening_an_up_to_date_base_imports_no_alembic(base):
    code = """
        open_base(base).close()
        print(sorted(m for m in sys.modules if m.partition(".")[0] in ("alembic", "mako")))
    """
    assert run(code, base)[1].strip() == "[]"


def test_opening_again_keeps_everything(base):
    db = open_base(base)
    assert keys(db) == {"a"}
    assert not db.recovered
    db.close()


def test_a_cut_short_first_start_leaves_no_half_base(data_dir):
    path = data_dir / "oko.sqlite"
    code = """
        from app.models.upgrade import Step
        open_base(base, steps=[Step("0002", lambda: os._exit(9))])
    """
    assert run(code, path)[0] == 9
    assert not path.exists()
    db = open_base(path)  # what the other program left is cleared away
    put(db, "a")
    db.close()
    assert set(everything(data_dir)) == {"oko.sqlite"}


# -- bad files -------------------------------------------------------------------------------------------------------


def spoil_empty(path):
    path.write_bytes(b"")


def spoil_truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])


def spoil_head_only(path):
    path.write_bytes(path.read_bytes()[:60])


def spoil_garbage(path):
    path.write_bytes(bytes(range(256)) * 200)


def spoil_zeros(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def spoil_inside(path):
    data = bytearray(path.read_bytes())
    data[100:12000] = b"\xa5" * 11900
    path.write_bytes(data)


def spoil_foreign(path):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()


def spoil_version(path):
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE alembic_version")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (spoil_empty, faults.BaseEmpty),
        (spoil_truncated, faults.BaseTruncated),
        (spoil_head_only, faults.BaseTruncated),
        (spoil_garbage, faults.NotABase),
        (spoil_zeros, faults.NotABase),
        (spoil_inside, faults.BaseDamaged),
        (spoil_foreign, faults.ForeignBase),
        (spoil_version, faults.BaseDamaged),
    ],
)
def test_a_bad_file_is_named_and_kept(base, spoil, expected):
    spoil(base)
    before = everything(base.parent)
    for _ in range(2):  # the second try meets what the first one left
        with pytest.raises(expected):
            open_base(base)
    assert everything(base.parent) == before


def test_a_lost_base_beside_its_copies_is_not_a_first_start(base):
    db = open_base(base)
    copy_base(db, base.parent / "backups", "daily", NOW)
    db.close()
    base.unlink()
    with pytest.raises(faults.BaseMissing):
        open_base(base)
    assert not base.exists()
    db = open_base(base, start_new=True)
    assert keys(db) == set()
    db.close()


# -- migrations ------------------------------------------------------------------------------------------------------


def add_table():
    op.execute("CREATE TABLE later (x INTEGER)")
    op.execute("INSERT INTO later VALUES (1)")
    op.execute("UPDATE setting SET value = 'changed' WHERE value = 'saved'")


def test_an_older_base_is_copied_then_upgraded(base):
    db = open_base(
        base, steps=[Step("0002", add_table), Step("0003", lambda: op.execute("DROP TABLE later"))], program="2.0", now=NOW
    )
    assert keys(db) == set()
    db.close()
    assert query(base, "SELECT version_num FROM alembic_version") == [("0003",)]
    (copy,) = list_copies(base.parent / "backups")
    assert (copy.reason, copy.detail, copy.taken_at) == ("before-migration", f"{HEAD}-0003", NOW)
    assert query(copy.path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert ("saved",) in query(copy.path, "SELECT value FROM setting")


def test_a_failing_step_is_rolled_back_whole_and_the_steps_before_it_stay(base):
    def fail():
        add_table()
        raise ZeroDivisionError

    steps = [Step("0002", lambda: op.execute("CREATE TABLE early (x INTEGER)")), Step("0003", fail)]
    with pytest.raises(faults.MigrationFailed) as raised:
        open_base(base, steps=steps, now=NOW)
    assert raised.value.revision == "0003"
    assert raised.value.backup is not None and raised.value.backup.exists()
    tables = {name for (name,) in query(base, "SELECT name FROM sqlite_master")}
    assert "early" in tables
    assert "later" not in tables
    assert query(base, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert ("saved",) in query(base, "SELECT value FROM setting")


def test_a_step_that_breaks_a_link_is_rolled_back(base):
    broken = "INSERT INTO party_school (party_id, organisation_id) VALUES (77, 77)"
    with pytest.raises(faults.MigrationFailed, match="refer to nothing"):
        open_base(base, steps=[Step("0002", lambda: op.execute(broken))])
    db = open_base(base)
    assert keys(db) == {"a"}
    db.close()


def test_power_cut_in_the_middle_of_an_upgrade(base):
    code = """
        from alembic import op
        from app.models.upgrade import Step
        def cut():
            op.execute("CREATE TABLE later (x INTEGER)")
            op.execute("DELETE FROM setting")
            os._exit(9)
        open_base(base, steps=[Step("0002", cut)])
    """
    exit_code, _, errors = run(code, base)
    assert exit_code == 9, errors
    db = open_base(base)
    assert keys(db) == {"a"}
    db.close()
    assert "later" not in {name for (name,) in query(base, "SELECT name FROM sqlite_master")}
    assert [c.reason for c in list_copies(base.parent / "backups")] == ["before-migration"]


def test_a_newer_base_is_refused_untouched(base):
    open_base(base, steps=[Step("9001", add_table)], program="9.0.1").close()
    before, stamp = everything(base.parent), base.stat().st_mtime_ns
    with pytest.raises(faults.BaseNewer) as raised:
        open_base(base, program="1.0.0")
    assert (raised.value.revision, raised.value.written_by, raised.value.program) == ("9001", "9.0.1", "1.0.0")
    assert everything(base.parent) == before
    assert base.stat().st_mtime_ns == stamp


def test_a_newer_base_with_a_journal_is_refused_untouched_too(base):
    code = """
        from app.models.upgrade import Step
        db = open_base(base, steps=[Step("9001", lambda: None)], program="9.0.1")
        with db.write() as session:
            session.merge(Setting(key="b", value="saved"))
        os._exit(9)
    """
    run(code, base)
    journal = beside(base, "-wal")
    before = base.read_bytes(), journal.read_bytes()
    with pytest.raises(faults.BaseNewer):
        open_base(base)
    assert (base.read_bytes(), journal.read_bytes()) == before


# -- the journal -----------------------------------------------------------------------------------------------------


def test_a_base_left_open_is_taken_up_where_it_was(base):
    crash_with_saves(base, "b", "c")
    assert beside(base, "-wal").stat().st_size > 0
    db = open_base(base)
    assert db.recovered
    assert keys(db) == {"a", "b", "c"}
    db.close()
    db = open_base(base)
    assert not db.recovered
    db.close()


def test_a_lost_journal_stops_and_can_be_accepted(base):
    crash_with_saves(base, "b")
    beside(base, "-wal").unlink()
    before = base.read_bytes()
    for _ in range(2):
        with pytest.raises(faults.JournalLost):
            open_base(base)
    assert base.read_bytes() == before
    db = open_base(base, accept_lost_journal=True)
    assert keys(db) == {"a"}
    put(db, "c")
    db.close()
    open_base(base).close()


def test_a_journal_of_another_base_stops(base, tmp_path):
    other = tmp_path / "other" / "oko.sqlite"
    open_base(other).close()
    crash_with_saves(other, "theirs")
    crash_with_saves(base, "b")
    journal = beside(base, "-wal")
    journal.write_bytes(beside(other, "-wal").read_bytes())
    before = everything(base.parent)
    with pytest.raises(faults.JournalDamaged):
        open_base(base)
    assert {k: v for k, v in everything(base.parent).items() if k != "oko.sqlite-shm"} == {
        k: v for k, v in before.items() if k != "oko.sqlite-shm"
    }
    db = open_base(base, accept_lost_journal=True, now=NOW)
    assert keys(db) == {"a"}
    db.close()
    assert [p.read_bytes() for p in (base.parent / "backups").glob("*.lost")] == [before["oko.sqlite-wal"]]


@pytest.mark.parametrize(
    "junk", [b"not a journal at all, but something long enough to be one", b"\x37\x7f\x06\x82" + b"\x11" * 60]
)
def test_a_journal_of_garbage_stops(base, junk):
    crash_with_saves(base, "b")
    beside(base, "-wal").write_bytes(junk)
    with pytest.raises(faults.JournalDamaged):
        open_base(base)
    assert beside(base, "-wal").read_bytes() == junk


def test_an_old_journal_of_the_same_base_stops(base):
    crash_with_saves(base, "b")
    old = beside(base, "-wal").read_bytes()
    open_base(base).close()
    crash_with_saves(base, "c")
    beside(base, "-wal").write_bytes(old)
    with pytest.raises(faults.JournalDamaged):
        open_base(base)


def test_a_journal_kept_after_its_base_was_deleted_stops(base):
    crash_with_saves(base, "b")
    base.unlink()
    with pytest.raises(faults.BaseMissing):
        open_base(base)
    assert not base.exists()
    assert beside(base, "-wal").exists()


def test_a_program_that_forgets_to_close_does_no_harm(base):
    code = """
        db = open_base(base)
        with db.write() as session:
            session.merge(Setting(key="b", value="saved"))
    """
    assert run(code, base)[0] == 0
    assert not beside(base, "-wal").exists()
    db = open_base(base)
    assert keys(db) == {"a", "b"}
    db.close()


# -- only to view ----------------------------------------------------------------------------------------------------


@contextmanager
def ordinary_user():
    """A superuser may write everywhere: it steps down for as long as it lasts."""
    superuser = hasattr(os, "geteuid") and os.geteuid() == 0
    if superuser:
        os.setegid(65534)
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)
            os.setegid(0)


@contextmanager
def protected(folder):
    """No right to write into the folder."""
    os.chmod(folder, 0o555)
    try:
        with ordinary_user():
            yield
    finally:
        os.chmod(folder, 0o755)


@pytest.fixture
def open_folder():
    """A folder that another user may enter (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


posix = pytest.mark.skipif(sys.platform == "win32", reason="folder rights of POSIX")


@posix
def test_a_protected_folder_opens_to_view(open_folder):
    path = open_folder / "oko.sqlite"
    db = open_base(path)
    put(db, "a")
    db.close()
    for closed_by_us in (True, False):
        if not closed_by_us:  # copied to a stick together with everything but the lock's note
            beside(path, ".lock").unlink()
        before = everything(open_folder)
        with protected(open_folder):
            view = open_base(path)
            assert view.read_only
            assert keys(view) == {"a"}
            with pytest.raises(faults.BaseReadOnly), view.write():
                pass
            view.close()
        assert everything(open_folder) == before


@posix
def test_a_protected_base_with_a_journal_is_viewed_in_its_last_state(open_folder):
    path = open_folder / "oko.sqlite"
    open_base(path).close()
    crash_with_saves(path, "a")
    for file in open_folder.iterdir():
        os.chmod(file, 0o644)
    before = everything(open_folder)
    with protected(open_folder):
        view = open_base(path)
        assert keys(view) == {"a"}
        assert view.shown_as == path
        seen_at = view.path.parent
        view.close()
    assert everything(open_folder) == before
    assert not seen_at.exists()


@posix
def test_no_base_in_a_protected_folder(open_folder):
    with protected(open_folder), pytest.raises(faults.BaseUnreadable):
        open_base(open_folder / "oko.sqlite")


def test_a_write_protected_file_opens_to_view(open_folder):
    path = open_folder / "oko.sqlite"
    db = open_base(path)
    put(db, "a")
    db.close()
    os.chmod(open_folder, 0o777)
    os.chmod(path, 0o444)
    try:
        with ordinary_user():
            with contextlib.suppress(PermissionError), open(path, "r+b"):
                pytest.skip("this system lets its superuser write into protected files")
            view = open_base(path)
            assert view.read_only
            assert keys(view) == {"a"}
            view.close()
    finally:
        os.chmod(path, 0o644)


def test_an_older_copy_is_viewed_through_an_upgraded_twin(base, monkeypatch):
    """Opening a copy to view never changes it, not even when the program has moved on."""
    import app.models.opening as opening
    import app.models.upgrade as upgrade

    before = everything(base.parent)
    monkeypatch.setattr(opening, "HEAD", "9002")
    monkeypatch.setattr(upgrade, "steps_after", lambda revision: [Step("9002", add_table)])
    monkeypatch.setattr(opening, "REVISIONS", (*REVISIONS, "9002"))
    view = open_to_view(base)
    with view.read() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT x FROM later")).all() == [(1,)]
    view.close()
    assert everything(base.parent) == before
