"""T01: a program killed at any moment of saving loses nothing it confirmed and leaves nothing half."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app.models.opening import open_base
from tests.base_tools import keys, start

SAVE = """
    db = open_base(base)
    n = int(sys.argv[2])
    while True:
        n += 1
        with db.write() as session:
            session.merge(Setting(key=f"{n}-a", value="saved"))
            session.flush()
            session.merge(Setting(key=f"{n}-b", value="saved"))
            session.add(Setting(key=f"{n}-filler", value="x" * 5000))
        print(n, flush=True)
"""


@pytest.mark.parametrize("saves", [(1, 7), (40, 400)], ids=["few", "many"])
def test_killed_in_the_middle_of_saving(data_dir, saves):
    base = data_dir / "oko.sqlite"
    open_base(base).close()
    confirmed = 0
    for count in saves:
        with start(SAVE, base, str(confirmed)) as program:
            for _ in range(count):
                confirmed = int(program.stdout.readline())
            program.kill()
            rest, _ = program.communicate()
        whole_lines = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        confirmed = max([confirmed, *(int(line) for line in whole_lines)])

        db = open_base(base)
        found = keys(db)
        db.close()
        wanted = {f"{n}-{half}" for n in range(1, confirmed + 1) for half in "ab"}
        assert wanted <= found
        more = found - wanted  # one save may have been done and not yet told
        assert more in (set(), {f"{confirmed + 1}-a", f"{confirmed + 1}-b"})
        confirmed += bool(more)
    with closing(sqlite3.connect(base)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
