"""Marks given before there was a list of them begin the list."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after

NOW = "2026-03-01 10:00:00.000000"
LATER = "2026-03-02 10:00:00.000000"


def test_marks_that_are_there_begin_the_list(data_dir: Path):
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0003"], "0.3.0")
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO roadmap (id, title, preamble, approval_text, has_result_column, source_file, read_with, created_at,"
        " updated_at) VALUES (3, 'Карта', '', '', 1, '', 1, ?, ?)",
        (NOW, NOW),
    )
    insert = (
        "INSERT INTO occurrence (id, roadmap_id, line_uid, position, status, done_on, result_text, reason, decided_by,"
        " off_plan, subject, marked_key, closed_by_schools, updated_at) VALUES (?, 3, 'а', 0, ?, ?, ?, '', '', 0, '', '', ?, ?)"
    )
    connection.execute(insert, (7, "done", "2026-03-02", "Сделано", 1, LATER))
    connection.execute(
        "INSERT INTO organisation (id, kind, short_name, full_name, search_name, oge_code, ege_code, locality,"
        " locality_type, address, director, coordinator, phone, email, note)"
        " VALUES (5, 'school', 'Школа', '', 'школа', '', '', '', '', '', '', '', '', '', '')"
    )
    connection.execute(
        "INSERT INTO occurrence_school (occurrence_id, organisation_id, status, result_text, reason, decided_by,"
        " updated_at) VALUES (7, 5, 'in_progress', '', '', '', ?)",
        (NOW,),
    )
    connection.execute(insert, (8, "planned", None, "", 0, None))
    connection.commit()
    connection.close()
    open_base(path).close()
    connection = sqlite3.connect(path)
    query = "SELECT occurrence_id, organisation_id, at, status, done_on, result_text, by_schools FROM mark_entry"
    assert connection.execute(query).fetchall() == [
        (7, None, LATER, "done", "2026-03-02", "Сделано", 1),
        (7, 5, NOW, "in_progress", None, "", 0),
    ]
    connection.close()
