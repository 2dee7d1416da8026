"""Results loaded before there was a task map keep their tasks and group rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after


def test_tasks_and_group_rows_stay(data_dir: Path):
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0004"], "0.3.0")
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO procedure (id, kind, year, grade, subject) VALUES (2, 'vpr', 2021, 4, 'Математика')")
    connection.execute(
        "INSERT INTO import_run (id, created_at, file_name, file_sha256, layout, counts)"
        " VALUES (1, '2026-03-01', '', '', '', '{}')"
    )
    connection.execute("INSERT INTO task (procedure_id, position, code, max_points, level) VALUES (2, 0, '1', 2, 'Б')")
    connection.execute(
        "INSERT INTO group_stat (id, procedure_id, content, level, code, name, organisations, participants, data, derived,"
        " import_run_id) VALUES (9, 2, 'scores', 'region', 'reg990000', 'Регион', 3, 40, '{\"0\": 100}', 1, 1)"
    )
    connection.commit()
    connection.close()
    open_base(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT * FROM task").fetchall() == [(2, 0, "1", 2, "Б", "", "", "", "", 0)]
    kept = connection.execute("SELECT id, content, level, name, participants, data, derived FROM group_stat").fetchall()
    assert kept == [(9, "scores", "region", "Регион", 40, '{"0": 100}', 1)]
    assert connection.execute("SELECT participant_grade FROM procedure").fetchall() == [(None,)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
