"""Papers loaded before there were exams stay as they are, without a test score."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after


def test_papers_stay(data_dir: Path):
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0006"], "0.3.0")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO procedure (id, kind, year, grade, subject) VALUES (2, 'vpr', 2021, 4, 'Математика')")
    connection.execute(
        "INSERT INTO import_run (id, created_at, file_name, file_sha256, layout, counts)"
        " VALUES (1, '2026-03-01', '', '', '', '{}')"
    )
    columns = [
        row[1] for row in connection.execute("PRAGMA table_info(organisation)") if row[3] and row[4] is None and not row[5]
    ]
    named = {"kind": "school", "short_name": "СОШ", "search_name": "сош"}
    values = [named.get(name, "") for name in columns]
    connection.execute(f"INSERT INTO organisation (id, {', '.join(columns)}) VALUES (5, {', '.join('?' * len(columns))})", values)
    connection.execute(
        "INSERT INTO paper (procedure_id, organisation_id, code, class_label, variant, absent, raw_score, import_run_id)"
        " VALUES (2, 5, '40001', 'А', '1', 0, 7, 1)"
    )
    connection.commit()
    connection.close()
    open_base(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT code, raw_score, test_score FROM paper").fetchall() == [("40001", 7, None)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
