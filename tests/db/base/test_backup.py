"""Copies: complete, verified, named, kept or thinned; nothing half-made is ever left."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from app.models import faults
from app.models.backup import check_copy, copy_base, copy_closed, list_copies
from app.models.database import Database
from app.models.opening import open_base
from tests.base_tools import beside, crash_with_saves, keys, put, run

NOW = datetime(2026, 9, 14, 9, 5, 7)


@pytest.fixture
def folder(data_dir):
    return data_dir / "backups"


@pytest.fixture
def db(data_dir, _fresh_base):
    shutil.copyfile(_fresh_base, data_dir / "oko.sqlite")
    base = open_base(data_dir / "oko.sqlite")
    put(base, "a")
    yield base
    base.close()


def contents(path):
    view = Database(path, read_only=True)
    try:
        return keys(view)
    finally:
        view.close()


def test_a_copy_is_one_file_that_says_all_in_its_name(db, folder):
    path = copy_base(db, folder, "before-import", NOW, "vpr 2026/1")
    assert path.name == "oko-000001_2026-09-14_09-05-07_before-import_vpr-2026-1.sqlite"
    assert [p.name for p in folder.iterdir()] == [path.name]
    assert contents(path) == {"a"}
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # can be carried away alone
    connection.close()
    (copy,) = list_copies(folder)
    assert (copy.number, copy.taken_at, copy.reason, copy.size) == (1, NOW, "before-import", path.stat().st_size)


def test_the_number_gives_the_order_when_the_clock_goes_back(db, folder):
    first = copy_base(db, folder, "daily", NOW)
    second = copy_base(db, folder, "daily", NOW.replace(year=2025))
    assert [c.path for c in list_copies(folder)] == [second, first]


def test_two_copies_at_once_do_not_meet(db, folder):
    barrier = threading.Barrier(2)

    def copy(_):
        barrier.wait()
        return copy_base(db, folder, "manual", NOW)

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(copy, range(2)))
    assert len(set(made)) == 2
    assert all(contents(p) == {"a"} for p in made)


def test_a_closed_base_is_copied_with_its_journal(data_dir, folder):
    base = data_dir / "oko.sqlite"
    open_base(base).close()
    crash_with_saves(base, "late")
    assert contents(copy_closed(base, folder, "before-restore", NOW)) == {"late"}


def test_other_files_in_the_folder_are_none_of_ours(db, folder):
    folder.mkdir()
    names = ["oko.sqlite", "oko-1_2026-09-14_09-05-07_daily.sqlite", "oko-000001_2026-13-14_09-05-07_daily.sqlite", "x.txt"]
    names += ["oko-000001_2026-09-14_09-05-07_unknown.sqlite", "oko-000009_2026-09-14_09-05-07_daily.sqlite.part"]
    for name in names:
        (folder / name).touch()
    assert list_copies(folder) == []
    copy_base(db, folder, "daily", NOW)
    assert len(list_copies(folder)) == 1
    assert {p.name for p in folder.iterdir()} >= set(names) - {names[-1]}
    assert not (folder / names[-1]).exists()  # what a copy that was cut short left


def test_no_space_is_said_before_anything_is_written(db, folder, monkeypatch):
    usage = shutil.disk_usage(db.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100_000))
    with pytest.raises(faults.DiskFull) as raised:
        copy_base(db, folder, "daily", NOW)
    assert raised.value.free == 100_000
    assert raised.value.needed > db.path.stat().st_size
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limit on file sizes of POSIX")
def test_a_copy_that_does_not_fit_leaves_nothing(db, folder):
    """The system refuses to let any file grow over 100 KB: as if the disk were full at that point."""
    db.close()
    code = """
        import resource, signal
        from datetime import datetime
        from app.models.backup import copy_base, list_copies
        from app.models.faults import BaseProblem
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        db = open_base(base)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            copy_base(db, Path(sys.argv[2]), "daily", datetime(2026, 9, 14))
        except BaseProblem as problem:
            print(type(problem).__name__, os.listdir(sys.argv[2]))
    """
    exit_code, out, errors = run(code, db.path, str(folder))
    assert exit_code == 0, errors
    assert out.strip() in ("DiskFull []", "StorageFailure []")
    again = open_base(db.path)
    assert keys(again) == {"a"}
    again.close()


@pytest.fixture
def tiny_disk(tmp_path):
    """A real file system of 4 MB, where the machine lets us mount one."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("cannot mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_really_full_disk(tiny_disk, monkeypatch):
    from app.models.settings import Setting

    db = open_base(tiny_disk / "oko.sqlite")
    put(db, "a")
    with pytest.raises(faults.DiskFull), db.write() as session:
        session.add(Setting(key="big", value="x" * 5_000_000))
    assert keys(db) == {"a"}
    with pytest.raises(faults.DiskFull):  # told by looking at the free space
        copy_base(db, tiny_disk / "backups", "daily", NOW)
    (tiny_disk / "filler").write_bytes(b"x" * (shutil.disk_usage(tiny_disk).free - 8192))
    monkeypatch.setattr("app.models.backup._need_space", lambda *_: None)
    with pytest.raises((faults.DiskFull, faults.StorageFailure)):  # told by the system in the middle
        copy_base(db, tiny_disk / "backups", "daily", NOW)
    assert list((tiny_disk / "backups").iterdir()) == []
    (tiny_disk / "filler").unlink()
    put(db, "b")
    db.close()
    again = open_base(tiny_disk / "oko.sqlite")
    assert keys(again) == {"a", "b"}
    again.close()


def test_a_copy_is_checked_by_opening_it(db, folder):
    path = copy_base(db, folder, "daily", NOW)
    check_copy(path)
    whole = path.read_bytes()
    for spoiled in (b"", whole[: len(whole) // 2], whole[:4096] + b"\xa5" * (len(whole) - 4096), b"x" * 5000):
        path.write_bytes(spoiled)
        with pytest.raises(faults.CopyUnusable):
            check_copy(path)
    path.unlink()
    with pytest.raises(faults.CopyUnusable):
        check_copy(path)


def test_copying_changes_nothing_beside_the_base(db, folder):
    journal = beside(db.path, "-wal").read_bytes()
    copy_base(db, folder, "daily", NOW)
    assert beside(db.path, "-wal").read_bytes() == journal
