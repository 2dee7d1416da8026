"""One program a base: refused with host and user, and a crash never leaves a lock behind."""

from __future__ import annotations

import json
import os

import pytest

from app.models.faults import BaseInUse, Holder
from app.models.lock import BaseLock, host_name, is_held_elsewhere, lock_path, user_name
from app.models.opening import open_base
from tests.base_tools import keys, put, start

HOLD = """
    db = open_base(base)
    print("open", flush=True)
    sys.stdin.readline()
    db.close()
"""


def test_a_second_program_is_refused_with_host_and_user(data_dir):
    base = data_dir / "oko.sqlite"
    with start(HOLD, base) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BaseInUse) as raised:
            open_base(base)
        holder = raised.value.holder
        assert holder is not None
        assert (holder.host, holder.user) == (host_name(), user_name())
        assert holder.host and holder.user and holder.since
        assert holder.pid != os.getpid()
        assert raised.value.same_computer_and_user
        assert is_held_elsewhere(base) == holder
        other.communicate("\n")
    assert is_held_elsewhere(base) is None
    open_base(base).close()


def test_another_user_on_another_computer_is_named_as_noted(data_dir, monkeypatch):
    base = data_dir / "oko.sqlite"
    with start(HOLD, base) as other:
        assert other.stdout.readline() == "open\n"
        monkeypatch.setattr("app.models.lock.host_name", lambda: "KABINET-5")
        with pytest.raises(BaseInUse) as raised:
            open_base(base)
        assert not raised.value.same_computer_and_user
        other.communicate("\n")


def test_the_lock_of_a_killed_program_opens_by_itself(data_dir):
    base = data_dir / "oko.sqlite"
    with start(HOLD, base) as other:
        assert other.stdout.readline() == "open\n"
        other.kill()
        other.communicate()
    assert lock_path(base).exists()
    db = open_base(base)
    put(db, "a")
    assert keys(db) == {"a"}
    db.close()


def test_the_same_program_is_refused_as_well(data_dir):
    base = data_dir / "oko.sqlite"
    db = open_base(base)
    with pytest.raises(BaseInUse):
        open_base(data_dir / ".." / data_dir.name / "oko.sqlite")
    assert is_held_elsewhere(base) == Holder(host_name(), user_name(), os.getpid())
    put(db, "still ours")
    db.close()
    db.close()
    open_base(base).close()


def test_the_note_tells_an_unfinished_work(data_dir):
    base = data_dir / "oko.sqlite"

    def note():
        return json.loads(lock_path(base).read_text(encoding="utf-8"))

    db = open_base(base)
    assert not note()["unfinished"]
    put(db, "a")
    assert note()["unfinished"]
    assert note()["journal"] > 0
    db.close()
    assert not note()["unfinished"]


@pytest.mark.parametrize("junk", [b"", b"{", b"[1]", b'{"pid": "x"}', b"\xff\xfe"])
def test_a_spoiled_note_is_no_obstacle(data_dir, junk):
    base = data_dir / "oko.sqlite"
    lock_path(base).write_bytes(junk)
    lock = BaseLock.acquire(base)
    assert not lock.unclean
    lock.release()
    lock.release()
