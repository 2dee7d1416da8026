"""A base filled at 0001 comes up to 0002 whole: lines keep their texts and get a uid of their own."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.models.backup import list_copies
from app.models.migrations import HEAD
from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after
from app.services.duties.queries import duties
from app.services.opening import open_context
from app.services.parties.queries import list_parties

NOW = "2026-03-01 10:00:00.000000"


@pytest.fixture
def older(data_dir: Path) -> Path:
    """Two roadmaps with 3 sections and 5 rows, an order with the first of them as its appendix."""
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision == "0001"], "0.1.0")
    connection = sqlite3.connect(path)
    connection.executemany(
        "INSERT INTO roadmap (id, title, preamble, approval_text, period_start, period_end, has_result_column, source_file,"
        " created_at, updated_at) VALUES (?, ?, '', '', '2026-01-01', '2026-12-31', 1, 'карта.docx', ?, ?)",
        [(1, "Ёмкая карта", NOW, NOW), (4, "Вторая", NOW, NOW)],
    )
    connection.executemany(
        "INSERT INTO roadmap_section (id, roadmap_id, position, number, title) VALUES (?, ?, ?, '', ?)",
        [(1, 1, 0, "Подготовка"), (2, 1, 1, "Итоги"), (5, 4, 0, "Раздел")],
    )
    connection.executemany(
        "INSERT INTO roadmap_row (id, section_id, position, is_subhead, number, text, deadline, responsible, result)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'Справка')",
        [
            (1, 1, 0, 1, "", "Подзаголовок", "", ""),
            (2, 1, 1, 0, "1.1.", "Провести  СЪЁМКУ", "до 15 мая 2026 г.", "Отдел образования"),
            (3, 1, 2, 0, "1.2.", "Собрать отчёты", "ежеквартально", "ОО"),
            (4, 2, 0, 0, "2.1.", "Подвести итоги", "декабрь", "РМК"),
            (9, 5, 0, 0, "1", "Сделать", "", ""),
        ],
    )
    connection.execute(
        "INSERT INTO document (kind, state, parent_body, body, number, place, heading, preamble, signer_post, signer_name,"
        " drafter, roadmap_id, created_at, updated_at) VALUES ('order', 'draft', '', '', '', '', 'Об утверждении', '', '', '',"
        " '', 1, ?, ?)",
        (NOW, NOW),
    )
    connection.commit()
    connection.close()
    return path


def test_lines_keep_their_texts_and_get_their_own_uid(older: Path):
    db = open_base(older, now=datetime(2026, 3, 2))
    with db.read() as session:
        rows = session.execute(text("SELECT id, number, text, uid, search_text, parent_uid FROM roadmap_row ORDER BY id")).all()
        assert [row[:3] for row in rows] == [
            (1, "", "Подзаголовок"),
            (2, "1.1.", "Провести  СЪЁМКУ"),
            (3, "1.2.", "Собрать отчёты"),
            (4, "2.1.", "Подвести итоги"),
            (9, "1", "Сделать"),
        ]
        assert len({row.uid for row in rows}) == 5
        assert all(len(row.uid) == 32 for row in rows)
        assert rows[1].search_text == "1.1. провести съемку до 15 мая 2026 г. отдел образования"
        roadmaps = session.execute(text("SELECT id, title, organisation_id, read_with FROM roadmap ORDER BY id")).all()
        assert roadmaps == [(1, "Ёмкая карта", None, 0), (4, "Вторая", None, 0)]
        assert session.scalar(text("SELECT roadmap_id FROM document")) == 1
    db.close()
    (copy,) = list_copies(older.parent / "backups")
    assert copy.detail == f"0001-{HEAD}"


def test_the_links_between_the_tables_still_hold(older: Path):
    """Rebuilding a table must not lose what points at it."""
    db = open_base(older)
    with db.write() as session:
        session.execute(text("DELETE FROM roadmap WHERE id = 4"))
        assert session.execute(text("SELECT id FROM roadmap_row WHERE id = 9")).all() == []
    with pytest.raises(Exception, match="FOREIGN KEY"), db.write() as session:
        session.execute(text("DELETE FROM roadmap WHERE id = 1"))
    db.close()


def test_the_first_start_reads_the_deadlines_and_the_responsible(older: Path):
    """After the upgrade the roadmaps are as alive as new ones."""
    ctx = open_context(older.parent, clock=lambda: datetime(2026, 9, 14, 9))
    rows = duties(ctx, "all").rows
    assert [(row.number, row.due_on) for row in rows] == [
        ("1.2.", date(2026, 3, 31)),
        ("1.1.", date(2026, 5, 15)),
        ("1.2.", date(2026, 6, 30)),
        ("1.2.", date(2026, 9, 30)),
        ("1.2.", date(2026, 12, 31)),
        ("2.1.", date(2026, 12, 31)),
        ("1", None),
    ]
    assert [row.name for row in list_parties(ctx)] == ["ОО", "Отдел образования", "РМК"]
    ctx.db.close()
    again = open_context(older.parent)
    with again.db.read() as session:
        assert session.scalar(text("SELECT count(*) FROM occurrence")) == 7
    again.db.close()
