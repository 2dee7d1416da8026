"""Directors and coordinators become people, choices of schools at imports become aliases, the card keeps the rest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.models.opening import open_base
from app.models.upgrade import run_steps, steps_after

_INSERT = (
    "INSERT INTO organisation (id, kind, login, short_name, full_name, search_name, oge_code, ege_code, locality,"
    " locality_type, address, director, coordinator, phone, email, note)"
    " VALUES (?, 'school', ?, ?, '', '', '', '', '', '', '', ?, ?, '2-14-57', '', 'заметка')"
)


def test_people_and_choices_are_taken_over(data_dir: Path):
    path = data_dir / "oko.sqlite"
    run_steps(path, [step for step in steps_after("") if step.revision <= "0004"], "0.3.0")
    connection = sqlite3.connect(path)
    connection.execute(_INSERT, (5, "edu990105", "Школа 5", " Ёлкина  Анна Ильинична", "Елкина Анна Ильинична"))
    connection.execute(_INSERT, (6, "edu990106", "Школа 6", "", "Громов И. И."))
    connection.execute(_INSERT, (7, None, "Школа 7", "", ""))
    connection.execute('INSERT INTO setting ("key", value) VALUES (\'imports.schools\', \'{"edu990199": 6, "edu990198": 77}\')')
    connection.commit()
    connection.close()
    open_base(path).close()
    connection = sqlite3.connect(path)
    people = "SELECT p.organisation_id, p.full_name, p.search_name, r.role, r.since, r.until FROM person p"
    people += " JOIN person_role r ON r.person_id = p.id ORDER BY r.id"
    assert connection.execute(people).fetchall() == [
        (5, "Ёлкина Анна Ильинична", "елкина анна ильинична", "director", None, None),
        (5, "Ёлкина Анна Ильинична", "елкина анна ильинична", "coordinator", None, None),
        (6, "Громов И. И.", "громов и. и.", "coordinator", None, None),
    ]
    assert connection.execute("SELECT count(*) FROM person").fetchone() == (2,)
    kept = 'SELECT organisation_id, "key", written FROM organisation_alias'
    assert connection.execute(kept).fetchall() == [(6, "login:edu990199", "edu990199")]
    assert connection.execute("SELECT count(*) FROM setting WHERE \"key\" = 'imports.schools'").fetchone() == (0,)
    facts = "SELECT id, login, phone, note, inn, legal_form, founder, site, opened_on FROM organisation ORDER BY id"
    assert connection.execute(facts).fetchall() == [
        (5, "edu990105", "2-14-57", "заметка", "", "", "", "", None),
        (6, "edu990106", "2-14-57", "заметка", "", "", "", "", None),
        (7, None, "2-14-57", "заметка", "", "", "", "", None),
    ]
    connection.close()
