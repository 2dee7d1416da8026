"""A base filled at 0002 comes up to 0003 with its roadmaps and documents; dismissals go with what they are about."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.models.migrations import HEAD
from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after

NOW = "2026-03-01 10:00:00.000000"


@pytest.fixture
def older(data_dir: Path) -> Path:
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0002"], "0.2.0")
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO roadmap (id, title, preamble, approval_text, has_result_column, source_file, read_with, created_at,"
        " updated_at) VALUES (3, 'Карта', '', '', 1, '', 1, ?, ?)",
        (NOW, NOW),
    )
    connection.execute(
        "INSERT INTO document (id, kind, state, parent_body, body, number, place, heading, preamble, signer_post, signer_name,"
        " drafter, roadmap_id, created_at, updated_at) VALUES (8, 'order', 'draft', '', '', '', '', 'О работе', '', '', '', '',"
        " 3, ?, ?)",
        (NOW, NOW),
    )
    connection.commit()
    connection.close()
    return path


def test_nothing_is_lost_and_dismissals_go_with_their_paper(older: Path):
    open_base(older).close()
    connection = sqlite3.connect(older)
    connection.execute("PRAGMA foreign_keys=ON")
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == HEAD
    assert connection.execute("SELECT id, title FROM roadmap").fetchall() == [(3, "Карта")]
    assert connection.execute("SELECT id, roadmap_id FROM document").fetchall() == [(8, 3)]
    insert = "INSERT INTO lint_dismissal (roadmap_id, document_id, code, detail, places, subject, reason, dismissed_at)"
    values = " VALUES (?, ?, 'no_result', '', '[]', '', 'так принято', ?)"
    connection.executemany(insert + values, [(3, None, NOW), (None, 8, NOW)])
    for owner in ((None, None), (3, 8)):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(insert + values, (*owner, NOW))
    connection.execute("DELETE FROM document")
    assert connection.execute("SELECT roadmap_id FROM lint_dismissal").fetchall() == [(3,)]
    connection.execute("DELETE FROM roadmap")
    assert connection.execute("SELECT count(*) FROM lint_dismissal").fetchone() == (0,)
    connection.close()
