"""Architecture §4, line by line, on a real file."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import DetachedInstanceError

from app.models.backup import copy_base
from app.models.database import Database
from app.models.faults import BaseReadOnly, DiskFull
from app.models.opening import open_base
from app.models.results import ImportRun, Paper
from app.models.settings import Setting
from tests.base_tools import beside, keys, put

NOW = datetime(2026, 9, 14, 9, 0)


@pytest.fixture
def db(data_dir, _fresh_base):
    shutil.copyfile(_fresh_base, data_dir / "oko.sqlite")
    base = open_base(data_dir / "oko.sqlite")
    yield base
    base.close()


def pragma(session, name):
    return session.execute(text(f"PRAGMA {name}")).scalar()


def test_the_writer_has_its_pragmas(db):
    with db.write() as session:
        found = {n: pragma(session, n) for n in ("journal_mode", "synchronous", "foreign_keys", "query_only", "trusted_schema")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "query_only": 0, "trusted_schema": 0}


def test_readers_have_theirs(db):
    with db.read() as session:
        found = {n: pragma(session, n) for n in ("journal_mode", "query_only", "wal_autocheckpoint", "foreign_keys")}
    assert found == {"journal_mode": "wal", "query_only": 1, "wal_autocheckpoint": 0, "foreign_keys": 1}


def test_a_reader_cannot_write_even_when_it_switches_its_pragma_off(db):
    with pytest.raises(OperationalError, match="readonly"), db.read() as session:
        session.execute(text("DELETE FROM setting"))
    with pytest.raises(OperationalError, match="readonly"), db.read() as session:
        session.execute(text("PRAGMA query_only=OFF"))
        session.execute(text("DELETE FROM setting"))


def test_write_begins_immediate(db):
    """Another writer is refused from the first statement on, though it was only a SELECT."""
    with db.write() as session:
        session.execute(select(Setting)).all()
        other = sqlite3.connect(db.path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_read_does_not_hold_the_writer_up(db):
    put(db, "a")
    with db.read() as session:
        before = session.scalars(select(Setting.key).where(Setting.value == "saved")).all()
        put(db, "b")
        again = session.scalars(select(Setting.key).where(Setting.value == "saved")).all()
    assert before == again == ["a"]  # one read() is one snapshot
    assert keys(db) == {"a", "b"}


def test_a_failing_use_case_leaves_nothing(db):
    with pytest.raises(ZeroDivisionError), db.write() as session:
        session.add(Setting(key="half", value="saved"))
        session.flush()
        session.execute(text("CREATE TABLE half (x INTEGER)"))
        _ = 1 / 0
    assert keys(db) == set()
    with db.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).scalar() == 0


def test_a_nested_write_is_refused(db):
    with pytest.raises(RuntimeError, match="one transaction"), db.write(), db.write():
        pass
    put(db, "afterwards")
    assert keys(db) == {"afterwards"}


def test_two_threads_of_read_then_write_do_not_lock_each_other_out(db):
    barrier = threading.Barrier(2)

    def count_up(_):
        barrier.wait()
        for _ in range(40):
            with db.write() as session:
                highest = max((int(k) for k in session.scalars(select(Setting.key).where(Setting.value == "saved"))), default=0)
                session.add(Setting(key=str(highest + 1), value="saved"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count_up, range(2)))
    assert keys(db) == {str(n) for n in range(1, 81)}


def test_many_readers_beside_a_writer(db):
    stop = threading.Event()

    def look(_):
        seen = [0]
        while not stop.is_set() or len(seen) < 3:
            seen.append(len(keys(db)))
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(look, n) for n in range(4)]
        for n in range(30):
            put(db, f"{n}-a", f"{n}-b")
        stop.set()
        for reader in readers:
            seen = reader.result()
            assert seen == sorted(seen)
            assert all(n % 2 == 0 for n in seen)  # never half of a transaction


def test_foreign_keys_are_kept(db):
    with db.write() as session:
        session.add(ImportRun(id=1, created_at=NOW, file_name="a.xlsx", file_sha256="0", layout="region", counts="{}"))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), db.write() as session:
        session.add(Paper(procedure_id=1, organisation_id=1, code="4001", import_run_id=1))


def test_only_the_writer_folds_the_journal(db):
    put(db, "a")
    assert keys(db) == {"a"}
    journal = beside(db.path, "-wal").stat().st_size
    db._readers.dispose()
    assert journal > 0
    assert beside(db.path, "-wal").stat().st_size == journal
    db.close()
    assert not beside(db.path, "-wal").exists()


def test_close_folds_the_journal_while_a_reader_was_forgotten(data_dir):
    base = open_base(data_dir / "oko.sqlite")
    put(base, "a")
    forgotten = base.read()
    forgotten.__enter__().execute(select(Setting)).all()
    base.close()
    forgotten.__exit__(None, None, None)
    again = open_base(data_dir / "oko.sqlite")
    assert keys(again) == {"a"}
    again.close()


def test_a_copy_taken_while_a_writer_works_has_everything_committed(db, tmp_path):
    committed = 0
    stop = threading.Event()

    def work():
        nonlocal committed
        while not stop.is_set():
            put(db, f"{committed}-a", f"{committed}-b")
            committed += 1

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work)
        copies = []
        for _ in range(4):
            at_least = committed
            copies.append((at_least, copy_base(db, tmp_path / "copies", "manual", NOW)))
        stop.set()
        worker.result()
    for at_least, path in copies:
        copy = Database(path, read_only=True)
        found = keys(copy)
        copy.close()
        assert {f"{n}-{half}" for n in range(at_least) for half in "ab"} <= found
        assert len(found) % 2 == 0


def test_a_full_disk_is_told_and_costs_nothing(db):
    put(db, "before")
    with db.write() as session:
        pages = pragma(session, "page_count")
        session.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    with pytest.raises(DiskFull), db.write() as session:
        session.add(Setting(key="big", value="x" * 200_000))
    assert keys(db) == {"before"}
    put(db, "after")  # the base goes on working
    assert keys(db) == {"before", "after"}


def test_services_can_say_it_in_their_words(db):
    class Told(Exception):
        pass

    db.explain = lambda problem: Told(type(problem).__name__)
    with db.write() as session:
        session.execute(text(f"PRAGMA max_page_count={pragma(session, 'page_count')}"))
    with pytest.raises(Told, match="DiskFull"), db.write() as session:
        session.add(Setting(key="big", value="x" * 200_000))


def test_view_only_refuses_to_write_and_leaves_no_file(data_dir):
    base = open_base(data_dir / "oko.sqlite")
    put(base, "a")
    base.close()
    before = sorted(p.name for p in data_dir.iterdir())
    view = Database(data_dir / "oko.sqlite", read_only=True)
    assert keys(view) == {"a"}
    with pytest.raises(BaseReadOnly), view.write():
        pass
    with pytest.raises(BaseReadOnly), view.writer_connection():
        pass
    assert sorted(p.name for p in data_dir.iterdir()) == before
    view.close()


def test_a_path_with_every_awkward_letter(tmp_path):
    folder = tmp_path / "Отдел №1 — «Заречный» #5 100% & co"
    base = open_base(folder / "oko.sqlite")
    put(base, "a")
    base.close()
    assert (folder / "oko.sqlite").exists()
    assert not [p for p in tmp_path.rglob("*") if "oko" in p.name and p.parent != folder]


def test_an_entity_that_leaves_its_read_is_of_no_use(db):
    """Only rows travel upwards: a stored object carried out by mistake fails at once instead of growing stale."""
    put(db, "a")
    with db.read() as session:
        leaked = session.get_one(Setting, "a")
        assert leaked.value == "saved"
    with pytest.raises(DetachedInstanceError):
        _ = leaked.value
