"""A base of results made before there were stored findings opens with empty tables for them and loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after


def test_results_stay_and_findings_go_with_their_procedure(data_dir: Path):
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0010"], "0.5.0")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO procedure (id, kind, year, grade, subject) VALUES (2, 'vpr', 2021, 4, 'Математика')")
    columns = [
        row[1] for row in connection.execute("PRAGMA table_info(organisation)") if row[3] and row[4] is None and not row[5]
    ]
    named = {"kind": "school", "short_name": "СОШ", "search_name": "сош"}
    values = [named.get(name, "") for name in columns]
    connection.execute(f"INSERT INTO organisation (id, {', '.join(columns)}) VALUES (5, {', '.join('?' * len(columns))})", values)
    connection.commit()
    connection.close()
    open_base(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = ON")
    assert connection.execute("SELECT id FROM procedure").fetchall() == [(2,)]
    assert connection.execute("SELECT count(*) FROM finding_run").fetchone() == (0,)
    connection.execute("INSERT INTO finding VALUES (2, 5, 20, 0.01, 2.0, 0.0, 1, 0, x'')")
    connection.execute("DELETE FROM procedure WHERE id = 2")
    assert connection.execute("SELECT count(*) FROM finding").fetchone() == (0,)
    connection.close()
